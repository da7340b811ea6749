//! Filings on a clock: which of them counts, and what stands beside it.
//!
//! The filing that was recorded first counts; where incidents were merged, the earliest of those that each recorded first,
//! for their clock counts from the earliest awareness of all. What follows it was received later; what corrects it names it and the error.
//! Nothing that is recorded afterwards makes what was late be in time: a correction of the same receipt can only make it
//! later, and a filing whose record was taken back stays beside those that stand.

use event::Millis;
use serde::{Deserialize, Serialize};

use super::clock::{Clock, ClockError};
use super::day::Span;

/// What a filing corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The receipt of the filing that was wrong.
    pub receipt: String,
    /// What was wrong in it.
    pub error: String,
}

/// A filing: the act of a person, with a receipt. It stops this clock and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// The moment of receipt.
    pub at: Millis,
    /// Who received it and through which channel.
    pub to: String,
    /// The number of the receipt.
    pub receipt: String,
    /// The id of the file or picture that shows it.
    pub evidence: String,
    /// Who filed.
    pub by: String,
    /// Why it is late, where it is.
    pub late_because: Option<String>,
    /// What it corrects; `None` of one that corrects nothing.
    pub corrects: Option<Correction>,
    /// The scope version that stood where it was recorded, or was taken over; 0 where nobody was counted yet.
    pub version: u32,
    /// The incident that it was taken over from, as ids of evidence have it, such as `3`; `None` of our own.
    pub from: Option<String>,
}

impl Filing {
    /// Whether it is about the very receipt of another: its record was wrong, and not the report.
    fn mends_record_of(&self, other: &Filing) -> bool {
        let named = self.corrects.as_ref();
        self.receipt == other.receipt && named.is_some_and(|of| of.receipt == other.receipt)
    }

    /// Whether it is the record of another once more, and tells but why that was late.
    fn says_the_same_as(&self, other: &Filing) -> bool {
        let is_alike = self.at == other.at && self.to == other.to;
        self.mends_record_of(other) && is_alike && self.evidence == other.evidence
    }
}

impl Clock {
    /// The filing that counts as of a moment: of those that correct nothing the one recorded first, the earliest of these
    /// where incidents were merged, or the record of the same
    /// receipt that says later.
    #[must_use]
    pub fn counting(&self, now: Millis) -> Option<&Filing> {
        let first = self.first(now)?;
        let mended = self.records_of(first, now);
        mended.max_by_key(|of| of.at)
    }

    /// Why it is late, as was said last of its receipt.
    pub(super) fn late_because(&self, now: Millis) -> Option<&str> {
        let first = self.first(now)?;
        let said = self.records_of(first, now);
        said.filter_map(|of| of.late_because.as_deref()).last()
    }

    /// The filings that stand beside the one that counts, in the order in which they were recorded. One of which a later
    /// record says the same, such as why it was late, is told once.
    #[must_use]
    pub fn beside(&self, now: Millis) -> Vec<&Filing> {
        let counts = self.counting(now);
        let is_other = |of: &Filing| !counts.is_some_and(|counts| std::ptr::eq(counts, of));
        let is_said_again = |n: usize, of: &Filing| {
            let mut later = self.filings.iter().skip(n + 1);
            later.any(|later| later.says_the_same_as(of))
        };
        let seen = self.filings.iter().enumerate();
        let told = seen.filter(|(n, of)| of.at <= now && is_other(of) && !is_said_again(*n, of));
        told.map(|(_, of)| of).collect()
    }

    /// Filings whose record was taken back, in the order in which they were recorded.
    #[must_use]
    pub fn taken_back(&self) -> &[Filing] {
        &self.taken_back
    }

    /// How late a filing is; `None` where it is not, or nobody can say. One that tells that there was no leak is held
    /// against no limit of the possibility: see [`Clock::retracts`]. What follows a first that was in time is a further
    /// report, and the limit is that of the first.
    #[must_use]
    pub fn late_by(&self, filing: &Filing) -> Option<Span> {
        if self.retracts(filing).is_some() || self.is_further(filing) {
            return None;
        }
        let limit = self.limit_at(filing.at)?;
        (filing.at > limit).then(|| Span::between(limit, filing.at))
    }

    /// Whether a filing follows, or corrects, a first of the same incident that was in time. One whose record was taken back
    /// follows nothing.
    fn is_further(&self, filing: &Filing) -> bool {
        let is_own = |of: &&Filing| of.corrects.is_none() && of.from == filing.from;
        let Some(first) = self.filings.iter().find(is_own) else {
            return false;
        };
        let is_first = first == filing || filing.mends_record_of(first);
        let counted = self.records_of(first, Millis::MAX).map(|of| of.at).max();
        let is_late = |at: Millis| self.limit_at(at).is_some_and(|limit| at > limit);
        self.filings.contains(filing) && !is_first && !counted.is_some_and(is_late)
    }

    /// How long after it was known a filing tells that there was no leak, to those who had been told of a possible one;
    /// `None` of any other filing.
    #[must_use]
    pub fn retracts(&self, filing: &Filing) -> Option<Span> {
        let found = self.no_leak(filing.at)?;
        let counts = self.counting(filing.at)?;
        let corrects = filing.corrects.as_ref().map(|of| of.receipt.as_str());
        let is_possibility = filing.at < found
            || (filing.receipt == counts.receipt && filing.at == counts.at)
            || corrects.is_some_and(|receipt| receipt == counts.receipt);
        (!is_possibility).then(|| Span::between(found, filing.at))
    }

    /// Whether a filing follows those that were recorded, or corrects one of them.
    ///
    /// # Errors
    /// When it has the receipt of one that is recorded, or was received before the one that counts, and corrects nothing; or
    /// corrects what is not there.
    pub(crate) fn follows(&self, filing: &Filing) -> Result<(), ClockError> {
        let clock = || self.key.clock.clone();
        let same = self.filings.iter().find(|of| of.receipt == filing.receipt);
        if let (None, Some(same)) = (&filing.corrects, same) {
            return Err(ClockError::SameReceipt {
                clock: clock(),
                receipt: same.receipt.clone(),
                at: same.at,
            });
        }
        match (&filing.corrects, self.counting(Millis::MAX)) {
            (None, Some(first)) if filing.at < first.at => Err(ClockError::BeforeFirst {
                clock: clock(),
                at: filing.at,
                receipt: first.receipt.clone(),
                first: first.at,
            }),
            (Some(of), _) if !self.filings.iter().any(|one| one.receipt == of.receipt) => {
                let known: Vec<&str> = self.filings.iter().map(|of| of.receipt.as_str()).collect();
                Err(ClockError::NoSuchFiling {
                    clock: clock(),
                    receipt: of.receipt.clone(),
                    known: match known.is_empty() {
                        true => "none".to_owned(),
                        false => known.join(", "),
                    },
                })
            }
            _ => Ok(()),
        }
    }

    /// Of each incident what it recorded first; of several that were merged the earliest.
    fn first(&self, now: Millis) -> Option<&Filing> {
        self.of_each(now).into_iter().min_by_key(|of| of.at)
    }

    /// Of each incident that was merged what it filed first, as its record says it last.
    pub(crate) fn firsts(&self, now: Millis) -> Vec<&Filing> {
        let mended = |first| self.records_of(first, now).max_by_key(|of| of.at);
        self.of_each(now).into_iter().filter_map(mended).collect()
    }

    fn of_each(&self, now: Millis) -> Vec<&Filing> {
        let mut firsts: Vec<&Filing> = Vec::new();
        let seen = self.filings.iter().filter(|of| of.at <= now);
        for filing in seen.filter(|of| of.corrects.is_none()) {
            if !firsts.iter().any(|first| first.from == filing.from) {
                firsts.push(filing);
            }
        }
        firsts
    }

    fn records_of<'c>(
        &'c self,
        first: &'c Filing,
        now: Millis,
    ) -> impl Iterator<Item = &'c Filing> {
        let seen = self.filings.iter().filter(move |of| of.at <= now);
        seen.filter(move |of| std::ptr::eq(*of, first) || of.mends_record_of(first))
    }
}
