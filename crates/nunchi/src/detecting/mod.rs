//! The detectors over a ledger: from the state that was kept, or from the beginning.
//!
//! The state of the detectors is kept as it was at the beginning of the day before the last event, so that
//! whatever comes up to a day late is gone over in the order of time with the rest, and findings do not
//! depend on the order of arrival. What comes later still is told and not judged; going over everything
//! again judges it.

mod kept;
mod names;

use detect::{AllTold, Engine, Finding};
use event::Millis;
use exposure::Ground;

use self::kept::{Kept, read_kept, read_told, write_kept, write_told};
pub(crate) use self::names::{Dictionary, world};
use crate::{failure::Failure, home::Home, printer::note};

const DAY_MS: i64 = 86_400_000;

/// What a look of the detectors gave.
pub(crate) struct Looked {
    pub(crate) told: AllTold,
    /// Findings that were not told before.
    pub(crate) news: usize,
    /// Events of the ledger, judged or not.
    pub(crate) events: u64,
    /// Events that came after the detectors had passed their day for good.
    pub(crate) too_late: u64,
}

/// Brings the detectors up to what the ledger holds, and keeps their state.
pub(crate) fn look(home: &Home, ground: &Ground<'_>) -> Result<Looked, Failure> {
    let world = world(ground);
    let kept = read_kept(home, ground);
    let restored = kept.as_ref().and_then(|kept| kept.engine(&world));
    let (from, before) = match (&kept, &restored) {
        (Some(kept), Some(_)) => (Millis(kept.day.saturating_mul(DAY_MS)), kept.before),
        _ => (Millis::MIN, 0),
    };
    let mut engine = restored.unwrap_or_else(|| Engine::new(world));
    let mut passing = exposure::passing(home.disk(), ground, from)?;
    let too_late = passing.before().saturating_sub(before);
    // A clock that runs ahead must not end days that have not come.
    let last = passing
        .last()
        .unwrap_or(Millis::MIN)
        .min(Millis(home.clock().now_ms()));
    let keep_at = last.0.div_euclid(DAY_MS).saturating_sub(1);
    let mut to_keep = (Millis(keep_at.saturating_mul(DAY_MS)) > from).then_some(keep_at);
    let mut events = passing.before();
    loop {
        let portion = passing.portion()?;
        if portion.is_empty() {
            break;
        }
        for (time, happened) in &portion {
            if let Some(day) = to_keep.filter(|day| time.0.div_euclid(DAY_MS) >= *day) {
                write_kept(home, ground, &Kept::of(&engine, day, events));
                to_keep = None;
            }
            engine.take(*time, happened);
            events += 1;
        }
    }
    engine.judge();
    let mut told = read_told(home)?;
    let news = told.update(&engine.findings()).len();
    write_told(home, &told);
    Ok(Looked {
        told,
        news,
        events,
        too_late,
    })
}

/// Goes over everything that the ledger holds, and keeps nothing; gives what was found, and of how many
/// events.
pub(crate) fn replay(home: &Home, ground: &Ground<'_>) -> Result<(Vec<Finding>, u64), Failure> {
    let mut engine = Engine::new(world(ground));
    let mut passing = exposure::passing(home.disk(), ground, Millis::MIN)?;
    loop {
        let portion = passing.portion()?;
        if portion.is_empty() {
            break;
        }
        for (time, happened) in &portion {
            engine.take(*time, happened);
        }
    }
    engine.judge();
    Ok((engine.findings(), engine.events()))
}

/// Lets the detectors look after something came in, and says what is new. That they cannot look is no reason
/// to call what came in lost.
pub(crate) fn look_after_ingest(home: &Home) {
    let looked = home
        .snapshot_with(ledger::Names::Unread)
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
