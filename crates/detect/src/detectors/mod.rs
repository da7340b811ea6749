//! The detectors, one file each.

pub(crate) mod bulk;
pub(crate) mod fan_out;
pub(crate) mod ghosts;
pub(crate) mod holders;
pub(crate) mod leaver;
pub(crate) mod never_issued;
pub(crate) mod new_place;
pub(crate) mod sweep;

use event::{Millis, Outcome};
use exposure::{Happened, Passed, SubjectId, Whom};

use crate::{engine::Findings, world::World};

/// Milliseconds of a day of UTC.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// What a detector is given beside an event: what is known, and where findings go.
pub(crate) type With<'e> = (&'e World, &'e mut Findings);

/// One detector.
pub(crate) trait Detector {
    /// Takes in the next read.
    fn read(&mut self, _time: Millis, _read: &Passed, _with: With<'_>) {}

    /// Takes in what happened next and is no read.
    fn hear(&mut self, _time: Millis, _happened: &Happened, _with: With<'_>) {}

    /// Judges, now that a minute of log time is over.
    fn tick(&mut self, _now: Millis, _with: With<'_>) {}
}

/// The person whose data a read showed, if it showed somebody's who is in the book.
pub(crate) fn shown(read: &Passed) -> Option<SubjectId> {
    match read.who {
        Whom::Subject(subject) if read.shows && read.outcome == Outcome::Served => Some(subject),
        _ => None,
    }
}
