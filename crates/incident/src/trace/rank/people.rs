//! The people of a sample: rows that may be the same subject are one person, so that nobody counts twice.

use event::Millis;
use hashbrown::HashMap;

use super::{MayBe, Traced};

/// When a row's values of a subject were held.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    since: Millis,
    until: Millis,
}

impl Held {
    fn of(may_be: &MayBe) -> Held {
        Held {
            since: may_be.since.unwrap_or(Millis::MIN),
            until: may_be.until.unwrap_or(Millis::MAX),
        }
    }

    /// Whether they were held then. Without an end they still are.
    pub(super) fn has(self, at: Millis) -> bool {
        self.since <= at && (at < self.until || self.until == Millis::MAX)
    }
}

/// The people of a sample.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The person that each subject is, and when the values were held. Of two rows the wider span counts.
    pub(super) of_subject: HashMap<u32, (u32, Held)>,
    /// People with a subject in the ledger.
    pub(super) in_ledger: u32,
    /// Rows that are somebody who is not in the ledger.
    pub(super) elsewhere: u32,
    /// Rows that are nobody.
    pub(super) nobody: u32,
}

impl People {
    /// Rows that share a subject are one person.
    pub(super) fn of(rows: &[Traced]) -> People {
        let mut people = People::default();
        let mut joined = Joined::default();
        for row in rows {
            let mut subjects = row.may_be.iter().map(|may_be| may_be.subject);
            match subjects.next() {
                None if row.is_matched => people.elsewhere += 1,
                None => people.nobody += 1,
                Some(first) => {
                    joined.root(first);
                    subjects.for_each(|subject| joined.join(first, subject));
                }
            }
        }
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        for may_be in rows.iter().flat_map(|row| &row.may_be) {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let root = joined.root(may_be.subject);
            let person = *numbers.entry(root).or_insert(next);
            let held = Held::of(may_be);
            let known = people.of_subject.entry(may_be.subject);
            let (_, known) = known.or_insert((person, held));
            known.since = known.since.min(held.since);
            known.until = known.until.max(held.until);
        }
        people.in_ledger = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        people
    }

    /// People who match, those who are not in the ledger among them.
    pub(super) fn matched(&self) -> u32 {
        self.in_ledger.saturating_add(self.elsewhere)
    }
}

/// Subjects that belong together: each points towards one that stands for all.
#[derive(Default)]
struct Joined {
    towards: HashMap<u32, u32>,
}

impl Joined {
    fn root(&mut self, subject: u32) -> u32 {
        let mut at = subject;
        loop {
            let next = *self.towards.entry(at).or_insert(at);
            if next == at {
                return at;
            }
            // Half of the way is cut each time, so that chains stay short.
            let beyond = self.towards.get(&next).copied().unwrap_or(next);
            self.towards.insert(at, beyond);
            at = beyond;
        }
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        self.towards.insert(other, one);
    }
}
