//! Those whom a person named, in a version that is frozen: they and the fields that were named stand in its set, so that
//! they are told and the next version is held against it, and beside its figures, which are of reads alone.

use std::collections::{BTreeMap, BTreeSet};

use event::{FieldSet, catalogue::Catalogue};
use exposure::{
    ExposureSet, Found, Ground, PersonMoved, PseudoId, Reached, is_member, moved_people,
};
use incident::case::{Incident, Named};
use ledger::SubjectId;

/// One who was named.
struct One<'i> {
    subject: SubjectId,
    fields: FieldSet,
    of: &'i incident::case::Inclusion,
}

/// See the module. Of a controller it holds those for whom he answers.
pub(super) struct Naming<'i>(Vec<One<'i>>);

impl<'i> Naming<'i> {
    /// Those of an incident; of one controller where one is asked for.
    pub(super) fn of(
        incident: &'i Incident,
        catalogue: &Catalogue,
        controller: Option<&str>,
    ) -> Naming<'i> {
        let mut all = Vec::new();
        for (id, of) in &incident.included {
            // Of a name that does not exist there is nobody to tell.
            let Some(PseudoId::Subject(subject)) = PseudoId::parse(id) else {
                continue;
            };
            if controller.is_some_and(|controller| !of.is_of(controller)) {
                continue;
            }
            let known = of.fields.iter().filter_map(|field| catalogue.field(field));
            let fields = known.fold(FieldSet::EMPTY, |all, field| all | FieldSet::of(field.bit));
            all.push(One {
                subject,
                fields,
                of,
            });
        }
        Naming(all)
    }

    /// Adds them to what was found, and says how many they are beside it; `None` where nobody was named.
    pub(super) fn add_to(&self, found: &mut Found, ground: &Ground<'_>) -> Option<Named> {
        let beyond = self.0.iter();
        let beyond = beyond.filter(|one| !found.set.contains_key(&one.subject));
        let beyond = beyond.count() as u64;
        let before = found.reached.clone();
        self.add(&mut found.set, &mut found.reached);
        if let Some(reached) = &mut found.reached_before {
            reached.name(self.subjects());
        }
        let people = found.answer.people.as_ref().map(|_| {
            let links = ground.relations().links();
            let is_member = |of| is_member(&ground.snapshot.state, of);
            let moved = moved_people(&[&before, &found.reached], (links, links), &is_member);
            let added = moved.iter().filter(|of| of.what == PersonMoved::Added);
            added.count() as u64
        });
        let mut by_field: BTreeMap<String, u64> = BTreeMap::new();
        for field in self.0.iter().flat_map(|one| &one.of.fields) {
            *by_field.entry(field.clone()).or_default() += 1;
        }
        let by: BTreeSet<String> = self.0.iter().map(|one| one.of.by.clone()).collect();
        (!self.0.is_empty()).then_some(Named {
            subjects: self.0.len() as u64,
            beyond,
            people,
            by_field,
            by,
        })
    }

    /// Adds them to a set and to those whom it reached.
    pub(super) fn add(&self, set: &mut ExposureSet, reached: &mut Reached) {
        for one in &self.0 {
            *set.entry(one.subject).or_default() |= one.fields;
        }
        reached.name(self.subjects());
    }

    fn subjects(&self) -> impl Iterator<Item = SubjectId> {
        self.0.iter().map(|one| one.subject)
    }
}
