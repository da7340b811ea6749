//! The detectors over a ledger: from the state that was kept, or from the beginning.
//!
//! The state of the detectors is kept as it was at the beginnings of some days: the day before the last event,
//! and a week and a month earlier. What came since is gone over again in the order of time, from the latest
//! state before which nothing has come since; so findings do not depend on the order of arrival. What comes
//! later than a month costs going over everything.

mod kept;
mod names;
mod numbers;

use detect::{AllTold, Engine, Finding};
use event::Millis;
use exposure::{Ground, Passing};

pub(crate) use self::kept::read_told as told;
use self::kept::{Kept, read_kept, read_told, write_kept, write_told};
pub(crate) use self::names::{Dictionary, world};
use crate::{failure::Failure, home::Home, printer::note};

const DAY_MS: i64 = 86_400_000;

/// Days before the last event at whose beginnings states are kept.
const KEPT_DAYS: [i64; 3] = [1, 8, 40];

/// What a look of the detectors gave.
pub(crate) struct Looked {
    pub(crate) told: AllTold,
    /// The detectors, as they stand at the last event.
    pub(crate) engine: Engine,
    /// Findings that were not told before.
    pub(crate) news: usize,
    /// Events of the ledger.
    pub(crate) events: u64,
    /// Those of them that were gone over this time.
    pub(crate) passed: u64,
}

/// Brings the detectors up to what the ledger holds, and keeps their state.
pub(crate) fn look(home: &Home, ground: &Ground<'_>) -> Result<Looked, Failure> {
    let (mut engine, passing, from) = begin(home, ground)?;
    // A clock that runs ahead must not end days that have not come.
    let last = passing.last().unwrap_or(Millis::MIN);
    let last = last.min(Millis(home.clock().now_ms())).0.div_euclid(DAY_MS);
    let mut to_keep: Vec<(i64, i64)> = KEPT_DAYS
        .iter()
        .map(|back| (last.saturating_sub(*back), *back))
        .filter(|(day, _)| day.saturating_mul(DAY_MS) > from.0)
        .collect();
    let before = passing.before();
    let mut events = before;
    passing.each(|portion| {
        for (time, happened) in portion {
            // The earliest stands last.
            while let Some((day, back)) =
                to_keep.pop_if(|(day, _)| time.0.div_euclid(DAY_MS) >= *day)
            {
                write_kept(home, ground, back, &Kept::of(&mut engine, day, events));
            }
            engine.take(*time, happened);
            events += 1;
        }
    })?;
    engine.judge();
    let mut told = read_told(home)?;
    let news = told
        .update(&engine.findings(), !ground.snapshot.has_deleted())
        .len();
    write_told(home, &told);
    Ok(Looked {
        told,
        engine,
        news,
        events,
        passed: events - before,
    })
}

/// The detectors as they were kept, and what happened since; or from the beginning.
fn begin<'g>(
    home: &'g Home,
    ground: &'g Ground<'g>,
) -> Result<(Engine, Passing<'g>, Millis), Failure> {
    let world = world(home, ground);
    for back in KEPT_DAYS {
        let Some(kept) = read_kept(home, ground, back) else {
            continue;
        };
        let from = Millis(kept.day.saturating_mul(DAY_MS));
        let passing = exposure::passing(home.disk(), ground, from)?;
        // Fewer are there when retention has deleted some; the detectors had seen them.
        if passing.before() > kept.before {
            continue;
        }
        if let Some(engine) = kept.engine(&world) {
            return Ok((engine, passing, from));
        }
    }
    let passing = exposure::passing(home.disk(), ground, Millis::MIN)?;
    Ok((Engine::new(world), passing, Millis::MIN))
}

/// Goes over everything that the ledger holds, and keeps nothing; gives what was found, and of how many
/// events.
pub(crate) fn replay(home: &Home, ground: &Ground<'_>) -> Result<(Vec<Finding>, u64), Failure> {
    let mut engine = Engine::new(world(home, ground));
    let passing = exposure::passing(home.disk(), ground, Millis::MIN)?;
    passing.each(|portion| {
        for (time, happened) in portion {
            engine.take(*time, happened);
        }
    })?;
    engine.judge();
    Ok((engine.findings(), engine.events()))
}

/// Lets the detectors look after something came in, and says what is new. That they cannot look is no reason
/// to call what came in lost.
pub(crate) fn look_after_ingest(home: &Home) {
    let looked = home
        .snapshot_with(ledger::Names::Wanted)
        .and_then(|snapshot| look(home, &home.ground(&snapshot)?));
    match looked {
        Ok(looked) if looked.news > 0 => note(&format!(
            "the detectors found something new, {} in all: see `nunchi finding list`",
            looked.news
        )),
        Ok(_) => {}
        Err(e) => note(&format!("the detectors could not look: {}", e.message)),
    }
}
