//! Address books: whose list shows whose phone, and from when to when.
//!
//! Made up after the attack, for an entry must be arranged to be seen or not to be seen by it. Rules:
//! * every recipient (a phone that is no member's) stands in at least one list that the attack read
//!   while the entry was valid;
//! * the *unseen* phones stand only in entries that were not valid at any such read;
//! * a member's phone in a list is of a member whom the attack read, and a row links the two;
//! * accounts of the second controller have no address book here.

use std::{collections::BTreeSet, fmt::Write as _};

use event::Millis;

use crate::{
    attack::Attack,
    clock::{self, DAY, HOUR, MINUTE},
    people::{self, People},
    plan::{Figures, Plan},
    rng::Rng,
    truth::Phones,
};

/// The most entries of one address book, as in the case.
const ENTRIES_MAX: u8 = 20;

/// The relations and what of them the attack has seen.
#[derive(Debug)]
pub(crate) struct Books {
    /// `relations.csv`.
    pub(crate) csv: String,
    /// Phones seen without the gateway found late.
    pub(crate) seen: Phones,
    /// Phones seen with it.
    pub(crate) seen_with_late: Phones,
    /// The recipients seen with it, as digits after 010, rising.
    pub(crate) recipients: Vec<u32>,
}

/// One entry: valid from `from`, no longer from `to` on; `None` is open.
#[derive(Debug, Clone, Copy)]
struct Entry {
    owner: u32,
    phone: u32,
    from: Option<i64>,
    to: Option<i64>,
}

impl Entry {
    fn shows(&self, time: i64) -> bool {
        self.from.is_none_or(|from| from <= time) && self.to.is_none_or(|to| time < to)
    }
}

/// The books in the making.
struct Shelf<'p> {
    people: &'p People,
    attack: &'p Attack,
    rng: Rng,
    entries: Vec<Entry>,
    /// Entries of each account so far.
    filled: Vec<u8>,
}

impl Books {
    /// Makes up the books.
    pub(crate) fn new(plan: &Plan, figures: &Figures, people: &People, attack: &Attack) -> Books {
        let mut shelf = Shelf {
            people,
            attack,
            rng: Rng::stream(plan.seed, 3),
            entries: Vec::new(),
            filled: vec![0; people.accounts.len()],
        };
        let members = u32::try_from(people.accounts.len()).unwrap_or(u32::MAX);
        for phone in members..members + figures.recipients {
            shelf.recipient(phone);
        }
        let unseen = members + figures.recipients;
        for phone in unseen..unseen + figures.unseen_phones {
            shelf.unseen(phone);
        }
        shelf.own_and_friends();
        shelf.late_owners(members, figures.recipients);
        shelf
            .entries
            .sort_by_key(|entry| (entry.owner, entry.phone, entry.from));
        let main = shelf.seen(&attack.shown);
        let mut all = shelf.seen(&attack.shown_late);
        all.extend(&main);
        Books {
            csv: shelf.csv(),
            seen: count(&main, members),
            seen_with_late: count(&all, members),
            recipients: recipients(&all, members),
        }
    }
}

impl Shelf<'_> {
    /// A recipient: one entry that the attack saw, and sometimes one or two more of any validity.
    fn recipient(&mut self, phone: u32) {
        let owner = self.owner();
        let seen_at = self.one_read(owner);
        let long_ago = self.long_ago();
        let (from, to) = match self.rng.below(10) {
            0..5 => (Some(long_ago), None),
            5 => (None, None),
            6..8 => (
                Some(long_ago),
                Some(seen_at + self.rng.span(HOUR, 90 * DAY)),
            ),
            _ => (Some(seen_at - self.rng.span(HOUR, 60 * DAY)), None),
        };
        self.add(owner, phone, from, to);
        for chance in [300, 100] {
            if self.rng.per_mille(chance) {
                let other = self.owner();
                let from = self.rng.span(clock::at(-2000, 0, 0), clock::END);
                let to = self
                    .rng
                    .per_mille(300)
                    .then(|| from + self.rng.span(DAY, 300 * DAY));
                if other != owner {
                    self.add(other, phone, Some(from), to);
                }
            }
        }
    }

    /// A phone in one or two books, gone before a read or added after it.
    fn unseen(&mut self, phone: u32) {
        let first = self.owner();
        self.hide(first, phone);
        if self.rng.per_mille(250) {
            let second = self.owner();
            if second != first {
                self.hide(second, phone);
            }
        }
    }

    /// An entry valid at no read of this owner's book: over before, begun after, or between two.
    fn hide(&mut self, owner: u32, phone: u32) {
        let reads = reads_of(&self.attack.shown, owner);
        let times: Vec<i64> = reads.iter().map(|(_, time)| *time).collect();
        let (Some(first), Some(last)) = (times.first().copied(), times.last().copied()) else {
            return;
        };
        let gap = times.windows(2).find_map(|pair| match pair {
            [a, b] if b - a > 2 * HOUR => Some((a + 30 * MINUTE, b - 30 * MINUTE)),
            _ => None,
        });
        let (from, to) = match (self.rng.below(3), gap) {
            (0, Some((from, to))) => (Some(from), Some(to)),
            (1, _) => (Some(last + self.rng.span(HOUR, 60 * DAY)), None),
            _ => (
                Some(self.long_ago()),
                Some(first - self.rng.span(HOUR, 100 * DAY)),
            ),
        };
        self.add(owner, phone, from, to);
    }

    /// Most members stand in their own book, many have a friend there who is a member too.
    fn own_and_friends(&mut self) {
        for owner in 0..self.attacked() {
            if self.is_second(owner) {
                continue;
            }
            if self.rng.per_mille(800) {
                let from = self.rng.per_mille(900).then(|| self.long_ago());
                self.add(owner, owner, from, None);
            }
            while self.rng.per_mille(300) {
                let friend = self.owner();
                let from = self.rng.span(clock::at(-2000, 0, 0), clock::END);
                let to = self
                    .rng
                    .per_mille(200)
                    .then(|| from + self.rng.span(DAY, 300 * DAY));
                if friend != owner {
                    self.add(owner, friend, Some(from), to);
                }
            }
        }
    }

    /// Late owners' books show themselves and people who have been counted already.
    fn late_owners(&mut self, members: u32, recipients: u32) {
        for owner in self.attacked()..members {
            let from = self.long_ago();
            self.add(owner, owner, Some(from), None);
            if self.rng.per_mille(500) {
                let phone = members + self.rng.below(recipients);
                self.add(owner, phone, Some(from), None);
            }
        }
    }

    fn add(&mut self, owner: u32, phone: u32, from: Option<i64>, to: Option<i64>) {
        let whole = |time: i64| time - time.rem_euclid(1000);
        let entry = Entry {
            owner,
            phone,
            // The file says whole seconds: an end is rounded up so that a seen entry stays seen.
            from: from.map(whole),
            to: to.map(|to| whole(to) + 1000),
        };
        if let Some(filled) = self.filled.get_mut(owner as usize) {
            *filled += 1;
        }
        self.entries.push(entry);
    }

    /// Any account whose book the attack saw and that has room for more.
    fn owner(&mut self) -> u32 {
        loop {
            let owner = self.rng.below(self.attacked());
            let filled = self.filled.get(owner as usize).copied().unwrap_or(0);
            // Room is left for the owner's own entry and for chance.
            if !self.is_second(owner) && filled < ENTRIES_MAX / 2 {
                return owner;
            }
        }
    }

    /// The time of any one read of this owner's book; every attacked owner has one.
    fn one_read(&mut self, owner: u32) -> i64 {
        let attack = self.attack;
        let reads = reads_of(&attack.shown, owner);
        let place = self.rng.index(reads.len());
        reads.get(place).map_or(clock::BEGIN, |(_, time)| *time)
    }

    fn long_ago(&mut self) -> i64 {
        self.rng.span(clock::at(-2500, 0, 0), clock::at(-10, 0, 0))
    }

    fn attacked(&self) -> u32 {
        u32::try_from(self.people.attacked).unwrap_or(u32::MAX)
    }

    fn is_second(&self, account: u32) -> bool {
        self.people
            .accounts
            .get(account as usize)
            .is_some_and(|a| a.second)
    }

    /// The phones shown at these reads.
    fn seen(&self, shown: &[(u32, i64)]) -> BTreeSet<u32> {
        self.entries
            .iter()
            .filter(|entry| {
                let mut reads = reads_of(shown, entry.owner).iter();
                reads.any(|(_, time)| entry.shows(*time))
            })
            .map(|entry| entry.phone)
            .collect()
    }

    fn csv(&self) -> String {
        let mut out = String::from("kind,owner,other,from,to\n");
        let member = |index: u32| {
            self.people
                .accounts
                .get(index as usize)
                .map_or(0, |a| a.number)
        };
        // Writing to a string cannot fail.
        for (a, b) in &self.people.pairs {
            let _ = writeln!(
                out,
                "same_person,member:{},member:{},,",
                member(*a),
                member(*b)
            );
        }
        let members = u32::try_from(self.people.accounts.len()).unwrap_or(u32::MAX);
        let linked: BTreeSet<u32> = self.entries.iter().map(|entry| entry.phone).collect();
        for phone in linked.range(..members) {
            let digits = people::phone_digits(*phone);
            let _ = writeln!(
                out,
                "same_person,member:{},phone:+8210{digits},,",
                member(*phone)
            );
        }
        for entry in &self.entries {
            let digits = people::phone_digits(entry.phone);
            let _ = write!(
                out,
                "address_book,member:{},phone:+8210{digits},",
                member(entry.owner)
            );
            if let Some(from) = entry.from {
                let _ = write!(out, "{}", Millis(from));
            }
            out.push(',');
            if let Some(to) = entry.to {
                let _ = write!(out, "{}", Millis(to));
            }
            out.push('\n');
        }
        out
    }
}

/// The reads of one owner's book.
fn reads_of(shown: &[(u32, i64)], owner: u32) -> &[(u32, i64)] {
    let from = shown.partition_point(|(account, _)| *account < owner);
    let to = shown.partition_point(|(account, _)| *account <= owner);
    shown.get(from..to).unwrap_or_default()
}

fn count(seen: &BTreeSet<u32>, members: u32) -> Phones {
    Phones {
        members: seen.range(..members).count() as u64,
        recipients: seen.range(members..).count() as u64,
    }
}

fn recipients(seen: &BTreeSet<u32>, members: u32) -> Vec<u32> {
    let mut digits: Vec<u32> = seen
        .range(members..)
        .map(|p| people::phone_digits(*p))
        .collect();
    digits.sort_unstable();
    digits
}
