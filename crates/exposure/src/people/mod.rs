//! The second stage: from subjects to people.
//!
//! Owners bring the recipients whom their data showed, by the relation valid at the time of each read;
//! links say which identifiers are one human; what remains is divided by person and counted.
//! A number of people is an estimate: it stands apart, with bounds and its method.

mod links;
mod moved;
mod reached;
mod relations;

use event::SubjectKind;
use hashbrown::HashMap;
use ledger::{State, SubjectId};

use crate::answer::People;

pub use links::Links;
pub use moved::{MovedPerson, PersonMoved, moved_people};
pub use reached::Reached;
pub use relations::Relations;

use reached::By;

/// How people are counted.
const METHOD: &str = "named subjects and the recipients that their data showed by relations valid at the read; identifiers linked by same_person are one person (best); no two are one person (high); every recipient without a link is one of the members (low)";

/// Counts the people of those who were reached; `None` where no relation is known.
pub(crate) fn count(state: &State, relations: &Relations, reached: &Reached) -> Option<People> {
    if relations.is_empty() {
        return None;
    }
    let linked = linked(state, relations.links(), reached);
    let identifiers = reached.len();
    let best = identifiers - linked.identifiers + linked.persons;
    let members = reached.iter().filter(|of| is_member(state, *of)).count() as u64;
    let members = members - linked.member_identifiers + linked.members;
    Some(People {
        identifiers,
        // Every recipient without a link could be one of the members under another number.
        low: if members > 0 { members } else { best.min(1) },
        best,
        high: identifiers,
        undated: reached.count(By::Undated) - linked.undated_identifiers + linked.undated,
        recipients: relations
            .has_books()
            .then(|| shown_alone(state, reached) - linked.shown_identifiers + linked.shown),
        method: METHOD.to_owned(),
    })
}

/// Identifiers that only an address book brought and that are no member's.
fn shown_alone(state: &State, reached: &Reached) -> u64 {
    let shown = [By::Dated, By::Undated]
        .into_iter()
        .flat_map(|by| reached.on(by));
    shown.filter(|of| !is_member(state, *of)).count() as u64
}

/// Whether an identifier is a member's: a person who has one is a member, whatever else he is.
#[must_use]
pub fn is_member(state: &State, of: SubjectId) -> bool {
    state.base_kind(of.shard, of.id) == SubjectKind::Member
}

/// Of those who were reached, the ones whom a link names: as identifiers, and as the persons that they are.
#[derive(Debug, Default)]
struct Linked {
    identifiers: u64,
    member_identifiers: u64,
    undated_identifiers: u64,
    shown_identifiers: u64,
    persons: u64,
    members: u64,
    undated: u64,
    shown: u64,
}

fn linked(state: &State, links: &Links, reached: &Reached) -> Linked {
    let mut all = Linked::default();
    // Whether any identifier of a person is a member's, and the best ground for his being there.
    let mut persons: HashMap<u64, (bool, By)> = HashMap::new();
    for (identifier, root) in links.iter() {
        let Some(subject) = SubjectId::from_u64(identifier) else {
            continue;
        };
        let Some(by) = reached.by(subject) else {
            continue;
        };
        let member = is_member(state, subject);
        all.identifiers += 1;
        all.member_identifiers += u64::from(member);
        all.undated_identifiers += u64::from(by == By::Undated);
        all.shown_identifiers += u64::from(by != By::Name && !member);
        let person = persons.entry(root).or_insert((member, by));
        *person = (person.0 | member, person.1.min(by));
    }
    all.persons = persons.len() as u64;
    all.members = persons.values().filter(|(member, _)| *member).count() as u64;
    let undated = |of: &&(bool, By)| of.1 == By::Undated;
    all.undated = persons.values().filter(undated).count() as u64;
    let shown = |of: &&(bool, By)| !of.0 && of.1 != By::Name;
    all.shown = persons.values().filter(shown).count() as u64;
    all
}
