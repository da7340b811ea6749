//! The case behind a replay: the published figures that stand beside those of a replay at 1:1000, marked as the case's.
//! Only published figures stand here, and none is multiplied back.

use incident::grouped;

use super::Draft;
use crate::Value;

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
    /// The published figure that a figure of a replay stands for.
    fn published(&self, counted: Counted, n: u64) -> Option<u64> {
        let scale = self.given.case_scale.filter(|scale| *scale > 0)?;
        let stands_for = |(of, full): &&(Counted, u64)| {
            *of == counted && full.saturating_add(scale / 2) / scale == n
        };
        PUBLISHED.iter().find(stands_for).map(|(_, full)| *full)
    }

    /// The same in words, for a note.
    pub(super) fn of_the_case(&self, counted: Counted, n: u64) -> Option<String> {
        let full = grouped(self.published(counted, n)?);
        let scale = grouped(self.given.case_scale?);
        Some(self.say(
            &format!("이 문서는 1:{scale} 재현이며, 원사건의 공표 수치는 {full}"),
            &format!("this is a replay at 1:{scale}; the published figure of the case is {full}"),
        ))
    }

    /// The header of a column of published figures, in both languages; `None` where this is no replay.
    pub(super) fn case_header(&self) -> Option<(String, String)> {
        let scale = grouped(self.given.case_scale.filter(|scale| *scale > 0)?);
        Some((
            format!("원사건의 공표 수치(이 문서는 1:{scale} 재현)"),
            format!("Published figure of the case (this is a replay at 1:{scale})"),
        ))
    }

    /// A cell of that column.
    pub(super) fn case_cell(&self, counted: &[(Counted, u64)]) -> Option<Value> {
        let mut full = counted.iter().filter_map(|(of, n)| self.published(*of, *n));
        Some(match full.next().map(grouped) {
            // A cell is read without its header where a later report lists what changed.
            Some(full) => self.text(&format!("원사건 {full}"), &format!("the case: {full}")),
            None => Value::text("–"),
        })
    }
}
