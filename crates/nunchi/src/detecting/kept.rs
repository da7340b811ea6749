//! The files of the detectors in `detect/` of the data directory: `engine-1`, `engine-8` and `engine-40`, their
//! states as many days before the last event, and `told`, the findings that were told. Each ends with the SHA-256 of what stands before.
//!
//! The engine's file begins with one line of JSON: the day it goes on from, the events before that day, and
//! the catalogue version it rests on. It is a cache: a file that does not fit is left aside, and the state is
//! made anew. What was told is none: a file that cannot be read stops the look, and says so.

use std::path::PathBuf;

use detect::{AllTold, Engine, World};
use event::ErrorClass;
use exposure::Ground;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{failure::Failure, home::Home, printer::note};

/// The state of the detectors at the beginning of a day of UTC.
pub(crate) struct Kept {
    /// The day, counted from 1970.
    pub(crate) day: i64,
    /// Events of the ledger before that day.
    pub(crate) before: u64,
    engine: Vec<u8>,
}

impl Kept {
    pub(crate) fn of(engine: &mut Engine, day: i64, before: u64) -> Kept {
        Kept {
            day,
            before,
            engine: engine.end_before(day),
        }
    }

    pub(crate) fn engine(&self, world: &World) -> Option<Engine> {
        Engine::restore(world.clone(), &self.engine)
    }
}

fn path(home: &Home, name: &str) -> PathBuf {
    home.dir.join("detect").join(name)
}

/// The bytes of a file before its digest; `None` where there is none, or it is not whole.
fn read(home: &Home, name: &str) -> Option<Vec<u8>> {
    let mut bytes = home.disk().read(&path(home, name)).ok()?;
    let digest = bytes.split_off(bytes.len().checked_sub(32)?);
    (Sha256::digest(&bytes).as_slice() == digest).then_some(bytes)
}

/// Writes a file in one go. A directory that may only be read is no reason to say nothing: what was found is
/// told, and found again the next time.
fn write(home: &Home, name: &str, mut bytes: Vec<u8>) {
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    let path = path(home, name);
    let folder = home.dir.join("detect");
    let written = home
        .disk()
        .create_dir_all(&folder)
        .and_then(|()| home.disk().replace(&path, &bytes));
    if let Err(e) = written {
        note(&format!(
            "{}: {e}; the detectors start again from what was kept before",
            path.display()
        ));
    }
}

fn header(ground: &Ground<'_>, day: i64, before: u64) -> Value {
    json!({
        "v": 1,
        "origin": ground.snapshot.genesis.origin,
        "catalogue": ground.catalogue_version,
        "day": day,
        "before": before,
    })
}

/// The state that was kept, if it rests on what is in force.
pub(crate) fn read_kept(home: &Home, ground: &Ground<'_>, back: i64) -> Option<Kept> {
    let bytes = read(home, &format!("engine-{back}"))?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    let said: Value = serde_json::from_slice(line).ok()?;
    let (day, before) = (said["day"].as_i64()?, said["before"].as_u64()?);
    let fits = said == header(ground, day, before);
    fits.then(|| Kept {
        day,
        before,
        engine: rest.get(1..).unwrap_or_default().to_vec(),
    })
}

pub(crate) fn write_kept(home: &Home, ground: &Ground<'_>, back: i64, kept: &Kept) {
    let mut bytes = header(ground, kept.day, kept.before)
        .to_string()
        .into_bytes();
    bytes.push(b'\n');
    bytes.extend_from_slice(&kept.engine);
    write(home, &format!("engine-{back}"), bytes);
}

/// The findings that were told.
pub(crate) fn read_told(home: &Home) -> Result<AllTold, Failure> {
    let path = path(home, "told");
    if home.disk().meta(&path)?.is_none() {
        return Ok(AllTold::default());
    }
    let told = read(home, "told").and_then(|bytes| AllTold::from_bytes(&bytes));
    told.ok_or_else(|| {
        let message = format!(
            "{}: it does not read back whole. Move it away: what is found will be told as new",
            path.display()
        );
        Failure::new(ErrorClass::Broken, message)
    })
}

pub(crate) fn write_told(home: &Home, told: &AllTold) {
    write(home, "told", told.to_bytes());
}
