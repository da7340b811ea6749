//! The case behind a replay: the published figures that stand beside those of a replay at 1:1000, marked as the case's.
//! Only published figures stand here, and none is multiplied back.

use super::Draft;
use crate::printed::grouped;

/// What a figure counts, where the case has a published one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Subjects of a scope.
    Scope,
    /// Subjects that a version added.
    Added,
    /// Subjects that are no customers.
    Recipients,
    /// Subjects of one of several controllers.
    OneController,
    /// Reads that named nobody who exists.
    Ghosts,
    /// Addresses.
    Addresses,
}

/// Published figures of the case (joint investigation of 2026-02-10, decision of 2026-06-11, reports of the company).
const PUBLISHED: [(Counted, u64); 7] = [
    (Counted::Scope, 4_536),
    (Counted::Scope, 33_673_817),
    (Counted::Added, 165_455),
    (Counted::Recipients, 4_330_000),
    (Counted::OneController, 204_552),
    (Counted::Ghosts, 44_000_000),
    (Counted::Addresses, 2_313),
];

impl Draft<'_> {
    /// The published figure that a figure of a replay stands for, in words.
    pub(super) fn of_the_case(&self, counted: Counted, n: u64) -> Option<String> {
        let scale = self.given.case_scale.filter(|scale| *scale > 0)?;
        let stands_for = |(of, full): &&(Counted, u64)| {
            *of == counted && full.saturating_add(scale / 2) / scale == n
        };
        let (_, full) = PUBLISHED.iter().find(stands_for)?;
        let (full, scale) = (grouped(*full), grouped(scale));
        Some(self.say(
            &format!("이 문서는 1:{scale} 재현이며, 원사건의 공표 수치는 {full}"),
            &format!("this is a replay at 1:{scale}; the published figure of the case is {full}"),
        ))
    }
}
