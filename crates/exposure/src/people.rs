//! The second stage: from subjects to people.
//!
//! Owners bring the recipients whom their data showed, by the relation valid at the time of each read;
//! links say which identifiers are one human; what remains is divided by person and counted.
//! A number of people is an estimate: it stands apart, with bounds and its method.

use event::{Millis, RelationKind, SubjectKind};
use hashbrown::{HashMap, HashSet};
use ledger::{Control, ControlKind, SubjectId};

use crate::{answer::People, plan::Ground};

/// Entries of one owner's address book.
type Entries = Vec<(u64, Option<Millis>, Option<Millis>)>;

/// The relations of a ledger.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    books: HashMap<u64, Entries>,
    links: Vec<(u64, u64)>,
}

impl Relations {
    pub(crate) fn new(controls: &[Control]) -> Relations {
        let mut relations = Relations::default();
        for control in controls.iter().filter(|c| c.kind == ControlKind::Relation) {
            let (Some(owner), Some(other)) = (control.subject, control.other) else {
                continue;
            };
            match RelationKind::from_code(control.code) {
                Some(RelationKind::AddressBook) => relations
                    .books
                    .entry(owner)
                    .or_default()
                    .push((other, control.from, control.to)),
                Some(RelationKind::SamePerson) => relations.links.push((owner, other)),
                None => {}
            }
        }
        relations
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.books.is_empty() && self.links.is_empty()
    }

    /// Whether the data of a subject shows anybody at any time.
    pub(crate) fn has_book(&self, owner: u64) -> bool {
        !self.books.is_empty() && self.books.contains_key(&owner)
    }

    /// Owners of a shard whose books have an entry that does not hold at all times.
    pub(crate) fn bounded_owners(&self, shard: u16) -> impl Iterator<Item = u32> {
        let bounded = |(_, entries): &(&u64, &Entries)| {
            entries
                .iter()
                .any(|(_, from, to)| from.is_some() || to.is_some())
        };
        let owners = self.books.iter().filter(bounded);
        let owners = owners.filter_map(|(owner, _)| SubjectId::from_u64(*owner));
        owners
            .filter(move |owner| owner.shard == shard)
            .map(|owner| owner.id)
    }

    /// Whom an owner's data showed at these times.
    fn shown(&self, owner: u64, times: &[Millis], mut each: impl FnMut(u64)) {
        for (other, from, to) in self
            .books
            .get(&owner)
            .map(Vec::as_slice)
            .unwrap_or_default()
        {
            let valid = |time: &Millis| {
                from.is_none_or(|from| from <= *time) && to.is_none_or(|to| *time < to)
            };
            if times.iter().any(valid) {
                each(*other);
            }
        }
    }
}

/// Counts people. `subjects` are the named subjects of the answer, `shown` the times at which data of
/// an owner showed its recipients.
pub(crate) fn count(ground: &Ground<'_>, subjects: &[u64], shown: &[(u64, &[Millis])]) -> People {
    let relations = &ground.relations;
    let mut identifiers: HashSet<u64> = subjects.iter().copied().collect();
    for (owner, times) in shown {
        relations.shown(*owner, times, |other| {
            identifiers.insert(other);
        });
    }
    let mut linked = Linked::default();
    for (a, b) in &relations.links {
        linked.link(*a, *b);
    }
    let mut persons: HashMap<u64, bool> = HashMap::new();
    for identifier in &identifiers {
        *persons.entry(linked.root(*identifier)).or_default() |= is_member(ground, *identifier);
    }
    let members = persons.values().filter(|has_member| **has_member).count() as u64;
    let best = persons.len() as u64;
    People {
        identifiers: identifiers.len() as u64,
        // Every recipient without a link could be one of the members under another number.
        low: if members > 0 { members } else { best.min(1) },
        best,
        high: identifiers.len() as u64,
        method: "named subjects and the recipients that their data showed by relations valid at the read; identifiers linked by same_person are one person (best); no two are one person (high); every recipient without a link is one of the members (low)".to_owned(),
    }
}

fn is_member(ground: &Ground<'_>, identifier: u64) -> bool {
    let Some(subject) = SubjectId::from_u64(identifier) else {
        return false;
    };
    ground.snapshot.state.base_kind(subject.shard, subject.id) == SubjectKind::Member
}

/// Identifiers that are one person: a forest, each tree a person.
#[derive(Debug, Default)]
struct Linked {
    parent: HashMap<u64, u64>,
}

impl Linked {
    fn root(&mut self, of: u64) -> u64 {
        let mut at = of;
        while let Some(above) = self.parent.get(&at).copied() {
            at = above;
        }
        // The path is made short, so that long chains of links stay cheap.
        let mut step = of;
        while step != at {
            let above = self.parent.insert(step, at).unwrap_or(at);
            step = above;
        }
        at
    }

    fn link(&mut self, a: u64, b: u64) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parent.insert(a.max(b), a.min(b));
        }
    }
}
