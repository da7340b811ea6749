//! The relations of a ledger, as far as one of its epochs knew them: whose data shows whom, and who is one human.

use std::sync::OnceLock;

use event::{Millis, RelationKind};
use hashbrown::HashMap;
use ledger::{Control, ControlKind, Snapshot, SubjectId};

use super::{links::Links, reached::By};

/// An entry of an address book: whom it shows, from when, and the first moment at which no longer.
type Entry = (u64, Option<Millis>, Option<Millis>);

/// See the module.
#[derive(Debug, Default)]
pub struct Relations {
    books: HashMap<u64, Vec<Entry>>,
    pairs: Vec<(u64, u64)>,
    links: OnceLock<Links>,
    events: u64,
}

impl Relations {
    /// The relations that had come in when an epoch was closed, as far as retention left them.
    #[must_use]
    pub fn up_to(snapshot: &Snapshot, controls: &[Control], epoch: u32) -> Relations {
        let then = snapshot.epochs.iter().rfind(|of| of.epoch <= epoch);
        let end = then.map_or(0, |manifest| manifest.positions.1);
        Relations::of(controls.iter().filter(|control| control.position < end))
    }

    /// Every relation among these events.
    pub(crate) fn new(controls: &[Control]) -> Relations {
        Relations::of(controls.iter())
    }

    fn of<'c>(controls: impl Iterator<Item = &'c Control>) -> Relations {
        let mut relations = Relations::default();
        for control in controls.filter(|c| c.kind == ControlKind::Relation) {
            relations.events += 1;
            let (Some(owner), Some(other)) = (control.subject, control.other) else {
                continue;
            };
            match RelationKind::from_code(control.code) {
                Some(RelationKind::AddressBook) => relations
                    .books
                    .entry(owner)
                    .or_default()
                    .push((other, control.from, control.to)),
                Some(RelationKind::SamePerson) => relations.pairs.push((owner, other)),
                None => {}
            }
        }
        relations
    }

    /// How many events they are made of.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Whether nothing is known of anybody; then no number of people can be given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.books.is_empty() && self.pairs.is_empty()
    }

    /// Whether any address book is known.
    pub(super) fn has_books(&self) -> bool {
        !self.books.is_empty()
    }

    /// Who is one human. Made when it is first asked for, because most questions do not.
    #[must_use]
    pub fn links(&self) -> &Links {
        self.links.get_or_init(|| Links::new(&self.pairs))
    }

    /// Whether the data of a subject shows anybody at any time.
    pub(crate) fn has_book(&self, owner: u64) -> bool {
        !self.books.is_empty() && self.books.contains_key(&owner)
    }

    /// Owners of a shard whose books have an entry that does not hold at all times.
    pub(crate) fn bounded_owners(&self, shard: u16) -> impl Iterator<Item = u32> {
        let bounded = |(_, entries): &(&u64, &Vec<Entry>)| {
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

    /// Whom an owner's data showed at these times, and whether the entry says when it held.
    pub(super) fn shown(&self, owner: u64, times: &[Millis], mut each: impl FnMut(SubjectId, By)) {
        let book = self.books.get(&owner).map(Vec::as_slice);
        for (other, from, to) in book.unwrap_or_default() {
            let valid = |time: &Millis| {
                from.is_none_or(|from| from <= *time) && to.is_none_or(|to| *time < to)
            };
            if let Some(other) = SubjectId::from_u64(*other)
                && times.iter().any(valid)
            {
                let dated = from.is_some() || to.is_some();
                each(other, if dated { By::Dated } else { By::Undated });
            }
        }
    }
}
