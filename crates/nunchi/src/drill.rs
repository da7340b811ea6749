//! What makes a data directory that of a drill: a file beside its settings, which says what is practised and how its
//! clock goes.
//!
//! Whoever opens the directory gets that clock, so that every step is taken at the time of the scenario. Nothing real is
//! touched from there: the keys are its own, the state is its own, and every incident is an exercise.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use env::{Clock, Disk, Pace, PacedClock, SPEED_MAX};
use event::{ErrorClass, Millis};
use incident::drill::{CASE, Script};
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, render};

/// The file, in the data directory.
const FILE: &str = "drill.json";
/// Held while that file is read and written anew.
const LOCK: &str = "drill.lock";
/// How long the lock is waited for; then whoever has it hangs.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// Bytes of it at most: what is longer is none of ours.
const BYTES_MAX: u64 = 4096;
/// Its form.
const VERSION: u32 = 1;
/// The keys of the drill, from the data directory.
const KEYS: &str = "../keys";

/// What the origin of a drill begins with; what follows is its own.
pub(crate) const ORIGIN: &str = "exercise.nunchi.local/";

/// Whether an origin is that of a drill.
pub(crate) fn is_drill(origin: &str) -> bool {
    origin.starts_with(ORIGIN)
}

/// Every scenario that there is.
const SCRIPTS: [&Script; 1] = [&CASE];

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drill {
    v: u32,
    /// The scenario.
    scenario: String,
    /// One account of the replay stands for so many of the case.
    pub(crate) scale: u32,
    /// Subjects that were read, without the log found late and with it.
    pub(crate) exact: (u64, u64),
    /// See [`Pace`].
    real_from: i64,
    told_from: i64,
    speed: u32,
    /// How many injects were shown.
    pub(crate) shown: usize,
}

impl Drill {
    /// A drill whose clock stands at the beginning of its scenario.
    pub(crate) fn new(script: &Script, scale: u32) -> Drill {
        Drill {
            v: VERSION,
            scenario: script.id.to_owned(),
            scale,
            exact: (0, 0),
            real_from: 0,
            told_from: script.from().0,
            speed: 0,
            shown: 0,
        }
    }

    /// The drill of a data directory; `None` where there is none.
    pub(crate) fn read(disk: &dyn Disk, data: &Path) -> Result<Option<Drill>, Failure> {
        let path = data.join(FILE);
        let Some(meta) = disk.meta(&path)? else {
            return Ok(None);
        };
        let wrong = |what: String| {
            let message = format!(
                "{}: {what}: make the drill anew with `nunchi incident drill start`",
                path.display()
            );
            Failure::new(ErrorClass::Config, message)
        };
        if meta.len > BYTES_MAX {
            return Err(wrong(format!("it has more than {BYTES_MAX} bytes")));
        }
        let drill: Drill =
            serde_json::from_slice(&disk.read(&path)?).map_err(|e| wrong(e.to_string()))?;
        if drill.v != VERSION {
            return Err(wrong(format!("its form is {}, not {VERSION}", drill.v)));
        }
        if drill.speed > SPEED_MAX {
            return Err(wrong(format!("its speed is more than {SPEED_MAX}")));
        }
        script(&drill.scenario).map_err(|failure| wrong(failure.message))?;
        Ok(Some(drill))
    }

    /// Reads it again, changes it and keeps it, with nobody between: what another command has set meanwhile stands, and
    /// the clock is set back by neither.
    pub(crate) fn change(
        &mut self,
        (disk, real): (&dyn Disk, &dyn Clock),
        data: &Path,
        change: impl FnOnce(&mut Drill, &dyn Clock),
    ) -> Result<(), Failure> {
        let path = data.join(LOCK);
        // Whoever has it reads and writes one small file.
        let lock = env::wait_for_lock((disk, real), &path, "drill", LOCK_WAIT)?;
        let _lock = lock.ok_or_else(|| {
            let message = format!(
                "{}: another command changes the drill: run this one again",
                path.display()
            );
            Failure::new(ErrorClass::Unavailable, message)
        })?;
        if let Some(now) = Drill::read(disk, data)? {
            *self = now;
        }
        change(self, real);
        self.write(disk, data)
    }

    /// Keeps it.
    pub(crate) fn write(&self, disk: &dyn Disk, data: &Path) -> Result<(), Failure> {
        let text = render::json(self)?;
        Ok(disk.replace(&data.join(FILE), format!("{text}\n").as_bytes())?)
    }

    /// Where the keys of a drill are.
    pub(crate) fn keys_of(data: &Path) -> PathBuf {
        data.join(KEYS)
    }

    /// The scenario.
    pub(crate) fn script(&self) -> &'static Script {
        script(&self.scenario).unwrap_or(&CASE)
    }

    /// How its clock goes.
    pub(crate) fn pace(&self) -> Pace {
        Pace {
            real_from: self.real_from,
            told_from: self.told_from,
            speed: self.speed,
        }
    }

    /// Its clock.
    pub(crate) fn clock(&self, real: Arc<dyn Clock>) -> PacedClock {
        PacedClock::new(real, self.pace())
    }

    /// What its clock tells.
    pub(crate) fn now(&self, real: &dyn Clock) -> Millis {
        Millis(self.pace().at(real.now_ms()))
    }

    /// Goes on from now at another speed.
    pub(crate) fn paced(&mut self, speed: u32, real: &dyn Clock) {
        let now = real.now_ms();
        self.told_from = self.pace().at(now);
        self.real_from = now;
        self.speed = speed;
    }

    /// Goes on from a moment that is ahead. The clock is never set back.
    pub(crate) fn forward(&mut self, to: Millis, real: &dyn Clock) {
        self.paced(self.speed, real);
        self.told_from = self.told_from.max(to.0);
    }
}

/// A scenario by its name.
pub(crate) fn script(name: &str) -> Result<&'static Script, Failure> {
    let known = SCRIPTS.map(|of| of.id);
    let found = SCRIPTS.into_iter().find(|of| of.id == name);
    found.ok_or_else(|| Failure::usage(crate::asking::unknown("scenario", name, &known)))
}
