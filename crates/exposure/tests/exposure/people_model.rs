//! The second stage against the model: who was reached, by the relations of now and by those of before, and which
//! people that are.

use std::collections::{BTreeMap, BTreeSet};

use event::{
    Outcome,
    RelationKind::{AddressBook, SamePerson},
};
use exposure::{
    Asked, Ground, People, PersonMoved, PseudoId, Relations, is_member, moved_people,
    scope_reaching,
};
use proptest::prelude::*;
use testkit::{Arrival, Model, ModelControl, ModelRow, ModelWho, humans};

use crate::{
    common::{Site, named, selected, wide_catalogue},
    random::arrivals,
};

/// Reads that a route explains.
const SELECTION: &str = "route IS NOT NULL";

/// Somebody was named by a read, or else is there by a book that says when, or only by books that do not: best first.
const NAMED: u8 = 0;
const DATED: u8 = 1;
const UNDATED: u8 = 2;

/// Who was reached, by name, with the best ground for it; and who is the same human.
struct Reached {
    names: BTreeMap<String, u8>,
    links: Vec<(String, String)>,
}

/// Those whom the reads of one model reached by the relations of another, pair by pair.
fn reached(reads: &Model, relations: &Model) -> Reached {
    let catalogue = wide_catalogue();
    let of_kind = |kind: event::RelationKind| {
        let is = move |of: &&ModelControl| of.kind == "relation" && of.code == kind.code();
        let of_kind = relations.controls.iter().filter(is);
        of_kind.map(|of| (of, of.subject.clone().unwrap(), of.other.clone().unwrap()))
    };
    let counts = |row: &&ModelRow| row.route.is_some() && row.outcome == Outcome::Served;
    let shows = |row: &ModelRow| {
        let of = |route: &&event::catalogue::Route| Some(&route.id) == row.route.as_ref();
        let route = catalogue.routes.iter().find(of).unwrap();
        !route.recipient_fields.is_empty()
    };
    let mut names = BTreeMap::new();
    for (who, rows) in &reads.rows {
        let ModelWho::Subject(name) = who else {
            continue;
        };
        for row in rows.iter().filter(counts) {
            names.insert(name.clone(), NAMED);
            let books = of_kind(AddressBook).filter(|(_, owner, _)| owner == name && shows(row));
            for (entry, _, other) in books {
                let holds = entry.from.is_none_or(|from| from <= row.time)
                    && entry.to.is_none_or(|to| row.time < to);
                let dated = entry.from.is_some() || entry.to.is_some();
                let by = if dated { DATED } else { UNDATED };
                if holds {
                    let best = names.entry(other).or_insert(by);
                    *best = by.min(*best);
                }
            }
        }
    }
    let links = of_kind(SamePerson).map(|(_, a, b)| (a, b)).collect();
    Reached { names, links }
}

impl Reached {
    fn persons(&self) -> Vec<BTreeSet<String>> {
        let names: BTreeSet<String> = self.names.keys().cloned().collect();
        let humans = humans(&names, &self.links).into_iter();
        let of_them = humans.map(|human| human.intersection(&names).cloned().collect());
        of_them
            .filter(|person: &BTreeSet<String>| !person.is_empty())
            .collect()
    }

    /// Low, best, high, and those who are there only by books without times, and those who are no members and
    /// are there only by books.
    fn counted(&self) -> (u64, u64, u64, u64, u64) {
        let persons = self.persons();
        let count = |is: &dyn Fn(&BTreeSet<String>) -> bool| {
            persons.iter().filter(|of| is(of)).count() as u64
        };
        let is_member = |of: &BTreeSet<String>| of.iter().any(|name| name.starts_with("member:"));
        let members = count(&is_member);
        let undated = count(&|of| of.iter().all(|name| self.names[name] == UNDATED));
        let shown = |of: &BTreeSet<String>| of.iter().all(|name| self.names[name] != NAMED);
        let recipients = count(&|of| shown(of) && !is_member(of));
        let best = persons.len() as u64;
        let low = if members > 0 { members } else { best.min(1) };
        (low, best, self.names.len() as u64, undated, recipients)
    }
}

/// Every number of people is the model's; of recipients there is none where no address book is known.
fn same_count(people: Option<&People>, model: &Model, now: &Reached) {
    let counted = people.map(|of| (of.low, of.best, of.high, of.undated, of.recipients));
    let relations = || model.controls.iter().filter(|of| of.kind == "relation");
    let books = relations().any(|of| of.code == AddressBook.code());
    let by_model = relations().next().map(|_| {
        let (low, best, high, undated, recipients) = now.counted();
        (low, best, high, undated, books.then_some(recipients))
    });
    assert_eq!(counted, by_model);
}

fn check(all: &[Arrival], cut: usize) {
    let site = Site::new(wide_catalogue());
    site.write(all, &[cut]);
    let snapshot = site.snapshot();
    let ground = Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).unwrap();
    let relations = Relations::up_to(&snapshot, &ground.controls, 1);
    let ask = |without_index| {
        let selection = selected(&ground, SELECTION);
        let asked = Asked {
            without_index,
            ..Asked::default()
        };
        scope_reaching(&site.disk, &ground, &selection, &asked, Some(&relations)).unwrap()
    };
    let found = ask(false);
    assert_eq!(found, ask(true), "the index and a scan");

    let model = Model::of(wide_catalogue(), all);
    let now = reached(&model, &model);
    let then = reached(&model, &Model::of(wide_catalogue(), &all[..cut]));
    same_count(found.answer.people.as_ref(), &model, &now);
    let before = found.reached_before.unwrap();
    let sizes = (before.len(), found.reached.len());
    assert_eq!(sizes, (then.names.len() as u64, now.names.len() as u64));

    // Who came by the relations that came in later, and who turned out to be one.
    let links = (relations.links(), ground.relations().links());
    let member = |of| is_member(&snapshot.state, of);
    let moved = moved_people(&[&before, &found.reached], links, &member);
    let count = |what| moved.iter().filter(|of| of.what == what).count();
    let are = |human: &BTreeSet<String>, of: &BTreeSet<String>| !human.is_disjoint(of);
    let names: BTreeSet<String> = now.names.keys().cloned().collect();
    let names_then: BTreeSet<String> = then.names.keys().cloned().collect();
    let humans = humans(&names, &now.links);
    let came = humans
        .iter()
        .filter(|human| are(human, &names) && !are(human, &names_then));
    let came: Vec<&BTreeSet<String>> = came.collect();
    assert_eq!(count(PersonMoved::Added), came.len());
    assert_eq!(
        count(PersonMoved::Removed),
        0,
        "a relation takes nobody away"
    );
    let stayed = humans
        .iter()
        .filter(|human| are(human, &names_then))
        .count();
    assert_eq!(count(PersonMoved::Merged), then.persons().len() - stayed);
    for human in came {
        let stands = |name: &String| {
            let id = named(&ground, name);
            moved
                .iter()
                .any(|of| of.what == PersonMoved::Added && PseudoId::Subject(of.person) == id)
        };
        assert_eq!(
            human.iter().filter(|name| stands(name)).count(),
            1,
            "{human:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn people_and_who_of_them_came_by_a_relation_are_those_of_the_model(all in arrivals(80), cut in 0usize..80) {
        check(&all, cut.min(all.len()));
    }
}
