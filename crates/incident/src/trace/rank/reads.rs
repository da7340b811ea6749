//! What a path's reads explain.

use event::{FieldSet, Millis};

use super::{Read, people::People};

/// A subject whose row a path explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) person: u32,
    pub(super) subject: u32,
    /// When the last of the fields was read.
    pub(super) at: Millis,
}

/// The subjects that these reads explain: all fields were read of them while the values of the row were held. In the
/// order of people, of one person the earliest first.
pub(super) fn told<'r>(
    reads: impl Iterator<Item = &'r Read>,
    fields: FieldSet,
    people: &People,
) -> Vec<Told> {
    let held = |read: &&Read| {
        let of = people.of_subject.get(&read.subject);
        of.is_some_and(|(_, held)| held.has(read.at))
    };
    let mut reads: Vec<&Read> = reads.filter(held).collect();
    reads.sort_unstable_by_key(|read| (read.subject, read.at));
    let mut all = Vec::new();
    for of_one in reads.chunk_by(|one, next| one.subject == next.subject) {
        let mut shown = FieldSet::EMPTY;
        let whole = of_one.iter().find(|read| {
            shown |= read.fields;
            shown & fields == fields
        });
        let person = whole.and_then(|read| people.of_subject.get(&read.subject));
        if let (Some(read), Some((person, _))) = (whole, person) {
            all.push(Told {
                person: *person,
                subject: read.subject,
                at: read.at,
            });
        }
    }
    all.sort_unstable_by_key(|told| (told.person, told.at));
    all
}

/// How many people are among them.
pub(super) fn people_of(told: &[Told]) -> u32 {
    let people = told.chunk_by(|one, next| one.person == next.person).count();
    u32::try_from(people).unwrap_or(u32::MAX)
}
