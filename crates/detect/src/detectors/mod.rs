//! The detectors, one file each.

pub(crate) mod bulk;
pub(crate) mod fan_out;
pub(crate) mod ghosts;
pub(crate) mod holders;
pub(crate) mod leaver;
pub(crate) mod never_issued;
pub(crate) mod new_place;

use event::{Millis, Outcome};
use exposure::{Happened, Passed, Whom};

use crate::engine::Findings;

/// Milliseconds of a day of UTC.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// One detector.
pub(crate) trait Detector {
    /// Takes in what happened next.
    fn take(&mut self, time: Millis, happened: &Happened, findings: &mut Findings);

    /// Judges, now that a minute of log time is over.
    fn tick(&mut self, _now: Millis, _findings: &mut Findings) {}
}

/// The person whose data a read showed, if it showed somebody's who is in the book.
pub(crate) fn shown(read: &Passed) -> Option<u64> {
    match read.who {
        Whom::Subject(subject) if read.shows && read.outcome == Outcome::Served => {
            Some(subject.to_u64())
        }
        _ => None,
    }
}
