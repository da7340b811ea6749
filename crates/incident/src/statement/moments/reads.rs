//! Dates of reads, which go on for a time, and of what was done for the first time.
//!
//! A leak of ten months is on no one day: its date is that of an end where a word says which, and of all of it only where the
//! first and the last read are of that day.

use std::ops::Range;

use super::{Bound, Held, is};
use crate::{
    both::Both,
    statement::{
        Facts, Moment,
        clause::Clause,
        deeds::{self, Deed, Said},
        draft::Draft,
        mark::Verdict,
        phrase::has,
        when::When,
    },
};

/// Words before a date at which reads began.
const FIRST: [&str; 10] = [
    "first", "earliest", "began", "begun", "started", "starting", "since", "from", "처음", "최초",
];

/// Words before a date at which they ended.
const LAST: [&str; 9] = [
    "last",
    "latest",
    "ended",
    "ending",
    "stopped",
    "until",
    "till",
    "마지막",
    "최종",
];

/// Words by which a report or a notice is the first.
const FIRST_TOLD: [&str; 5] = ["first", "initial", "initially", "처음", "최초"];

/// Whether a clause says that data was read on one day, which is not that of all reads: a number beside it is one of that day.
pub(in crate::statement) fn is_of_a_day(
    draft: &Draft<'_>,
    clause: &Clause,
    dates: &[&When],
    facts: &Facts,
) -> bool {
    if dates.is_empty() {
        return false;
    }
    let flat = draft.flat();
    let said = deeds::find(flat, &clause.span, &clause.moments, facts);
    let spans: Vec<Range<usize>> = dates.iter().map(|date| date.span.clone()).collect();
    dates.iter().any(|date| {
        let held = Held::new(draft, (clause, &spans), date, facts);
        let at = deeds::at(flat, &clause.span, &date.span, &spans, &said);
        at.is_some_and(|(said, _)| held.is_day_of(said))
    })
}

impl<'h> Held<'h> {
    /// Every moment of a read.
    pub(super) fn reads(&self) -> Vec<&'h Moment> {
        let moments = self.facts.moments.iter();
        moments.filter(|of| of.deed == Some(Deed::Read)).collect()
    }

    /// Whether what is said was read on this date alone, while there were reads on others.
    fn is_day_of(&self, said: &Said) -> bool {
        let behind = self
            .draft
            .part(&(self.date.span.end..self.clause.span.end))
            .trim_start();
        let is_state = ["현재", "기준", "시점"]
            .iter()
            .any(|of| behind.starts_with(of));
        said.is_of_reads
            && !said.is_named
            && !is_state
            && self.is_dated()
            && self.bound == Bound::At
            && !self.is_of_all_reads()
            && self.by_its_word(said).is_none()
    }

    /// Whether the date is that of every read, alone or together with the other one of its clause: 1월 5일 ~ 11월 8일.
    pub(super) fn is_of_all_reads(&self) -> bool {
        let reads = self.reads();
        reads.iter().all(|of| self.is(of)) || self.is_of_span()
    }

    /// Whether the date and the only other one of its clause are the two ends of a time.
    fn is_of_span(&self) -> bool {
        let [first, last] = self.spans else {
            return false;
        };
        let text = self.draft.part(&(first.end..last.start)).trim();
        let before = self
            .draft
            .part(&(self.clause.span.start..first.start))
            .trim_end();
        let is_span = ["~", "–", "-", "to", "until", "부터", "에서", "through"].contains(&text);
        is_span || (text == "and" && before.ends_with("between"))
    }

    /// Whether a clause that begins with the date says that something began then: *on 5 January the leak began*.
    fn begins_at(&self) -> bool {
        let behind = self.date.span.end..self.clause.span.end.max(self.date.span.end);
        let is_alone = self.spans.len() == 1;
        is_alone && has(self.draft.flat(), &behind, &["began", "begun", "started"])
    }

    /// The first of what a date is said to be the first of, where it is not of that date: *we first reported on 29 November*.
    pub(super) fn another_first(&self, said: &Said, meant: &[&'h Moment]) -> Option<&'h Moment> {
        let next = self.spans.iter().map(|span| span.start);
        let next = next.filter(|start| *start >= self.date.span.end).min();
        let near = self.since..next.unwrap_or(self.clause.span.end);
        if !said.is_of_telling || !has(self.draft.flat(), &near, &FIRST_TOLD) {
            return None;
        }
        let filed = meant.iter().filter(|of| of.deed != Some(Deed::Due));
        let first = filed.min_by_key(|of| of.at)?;
        (!self.is(first)).then_some(*first)
    }

    /// The end of the reads that a word right at the date names: *the first read was on 5 January, the last on 8 November*,
    /// *began on*, 부터.
    pub(super) fn by_its_word(&self, said: &Said) -> Option<&'h Moment> {
        /// Bytes before a date in which its word stands.
        const WORD_BYTES: usize = 24;
        if !said.is_of_reads {
            return None;
        }
        let flat = self.draft.flat();
        let start = self.date.span.start.saturating_sub(WORD_BYTES);
        let near = flat.floor_char_boundary(start.max(self.since))..self.date.span.start;
        // A name of its own says it already.
        if said.is_named && near.start <= said.span.start && said.span.end <= near.end {
            return None;
        }
        let behind = flat.get(self.date.span.end..self.clause.span.end.max(self.date.span.end));
        let begins = |words: &[&str]| {
            let behind = behind.unwrap_or_default();
            words.iter().any(|word| behind.starts_with(word))
        };
        let first = has(flat, &near, &FIRST)
            || begins(&["부터", "에 시작", "에 처음", " 시작", " 처음", " 최초"])
            || self.begins_at();
        let last = has(flat, &near, &LAST)
            || begins(&[
                "까지",
                "에 끝",
                "에 종료",
                " 끝",
                " 종료",
                " 마지막",
                "에 마지막",
                " 최종",
            ]);
        match (first, last) {
            (true, false) => self.reads().into_iter().min_by_key(|of| of.at),
            (false, true) => self.reads().into_iter().max_by_key(|of| of.at),
            _ => None,
        }
    }

    /// Whether a date is that of any read that is told.
    pub(super) fn is_of_a_read(&self) -> bool {
        let mut moments = self.facts.moments.iter();
        moments.any(|of| of.deed == Some(Deed::Read) && self.is(of))
    }

    pub(super) fn another_end(&self, end: &Moment) -> (Verdict, Both) {
        let (verdict, because) = self.unknown();
        (verdict, because.and(&is(end)))
    }
}

pub(super) fn not_the_only() -> Both {
    Both::new(
        "열람은 이날 하루만 있지 않았습니다. 처음인지 마지막인지 적습니다.",
        "The reads were not of this day alone: write which end of them it is.",
    )
}

pub(super) fn not_the_first() -> Both {
    Both::new(
        "문장은 다른 때를 처음이라고 합니다.",
        "The sentence calls another the first.",
    )
}
