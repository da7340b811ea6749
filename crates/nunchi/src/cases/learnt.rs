//! What the ledger of now tells of what an incident selects, and the last version of its scope does not: a log that came
//! late, an issuance, a mended catalogue, a relation. A version is of its four inputs; what moved any of them since is in
//! none of its figures, and whoever reads these must be told so.
//!
//! It costs one scope. What a person chose since (`Incident::chosen_since`) is told as that, and not counted here.

use std::collections::{BTreeMap, BTreeSet};

use event::{FieldSet, catalogue};
use exposure::{
    Answer, ExposureSet, Found, Ground, Moved, PersonMoved, Relations, is_member, moved,
    moved_people,
};
use incident::case::{Frozen, Incident, LearntSince, Stage};

use super::{
    Cases, comparing, freezing::selected, ladder::found, naming::Naming, people::comparable,
    sharing::routes_of,
};
use crate::{failure::Failure, printer::grouped};

/// Fields that a sentence names; of more it says how many.
const FIELDS_TOLD: usize = 6;

/// A number as the version has it, and as it is now.
pub(crate) type ThenNow<T> = (T, T);

/// See the module.
#[derive(Debug)]
pub(crate) struct Learnt {
    /// The version that is held against the ledger.
    pub(crate) version: u32,
    /// Subjects whom it does not have.
    pub(crate) added: u64,
    /// Subjects whom it alone has.
    pub(crate) removed: u64,
    /// Of those in both, of whom further fields were read.
    pub(crate) gained: u64,
    /// Of those in both, of whom fewer fields were read.
    pub(crate) lost: u64,
    /// Each further field, with of how many of those in both.
    pub(crate) fields: BTreeMap<String, u64>,
    /// How its people became other; `None` where that cannot be said.
    pub(crate) people: Option<PeopleSince>,
    pub(crate) reads: ThenNow<u64>,
    /// Reads of which it cannot be said whether they belong.
    pub(crate) undecided: ThenNow<u64>,
    /// Whether the record is complete for it.
    pub(crate) complete: ThenNow<bool>,
    pub(crate) catalogue: ThenNow<u32>,
    pub(crate) relation: ThenNow<u32>,
    /// Controllers who answer for more or fewer subjects, though these are the same: a route was given to another.
    pub(crate) controllers: BTreeMap<String, ThenNow<u64>>,
    /// What was asked.
    pub(crate) question: String,
    /// Leaves and root of the head as of which it was asked.
    pub(crate) head: (u64, String),
}

/// How people became other.
#[derive(Debug, Default)]
pub(crate) struct PeopleSince {
    pub(crate) added: u64,
    pub(crate) removed: u64,
    /// Counted beside another, and now known to be that other.
    pub(crate) merged: u64,
}

/// Holds the last version of an incident against the ledger of now; of a controller, its share. `None` where there is no
/// version, or it is not of what is selected now, or the incident goes on in another or was none.
pub(crate) fn learnt(
    cases: &Cases<'_>,
    incident: &Incident,
    ground: &Ground<'_>,
    controller: Option<&str>,
) -> Result<Option<Learnt>, Failure> {
    let is_told_otherwise = incident.stage == Stage::Merged
        || incident.is_closed_as_none()
        || incident.chosen_since().is_some();
    let Some(whole) = incident.scope().filter(|_| !is_told_otherwise) else {
        return Ok(None);
    };
    let text = selected(incident)?;
    let share = |id| Some((id, whole.shares.as_ref()?));
    let (of, text, whose) = match controller.and_then(share) {
        Some((id, shares)) if !shares.is_empty() => {
            let routes = routes_of(ground.catalogue, id);
            let Some(share) = shares.get(id).filter(|_| !routes.is_empty()) else {
                return Ok(None);
            };
            let text = format!("({text}) AND route IN ({})", routes.join(", "));
            (share, text, Some(id))
        }
        _ => (whole, text, None),
    };
    held(cases, (incident, of), (ground, whose), text).map(Some)
}

/// Holds what was kept of a version, or of a share, against what the same question finds now.
fn held(
    cases: &Cases<'_>,
    (incident, of): (&Incident, &Frozen),
    (ground, whose): (&Ground<'_>, Option<&str>),
    question: String,
) -> Result<Learnt, Failure> {
    let relations = Relations::up_to(ground.snapshot, &ground.controls, of.epoch);
    let mut now = found(cases.home(), ground, &question, Some(&relations))?;
    Naming::of(incident, ground.catalogue, whose).add_to(&mut now, ground);
    let kept = cases.kept_set(incident, of)?;
    let people = people_since(cases, (incident, of), (ground, &now), &relations)?;
    let answer = &now.answer;
    let as_of = &answer.as_of;
    let mut learnt = Learnt {
        version: of.version,
        added: 0,
        removed: 0,
        gained: 0,
        lost: 0,
        fields: further(ground, &kept, &now.set),
        people,
        reads: (of.figures.reads, answer.reads),
        undecided: (of.figures.undecided, answer.undecided.0),
        complete: (of.completeness == "complete", answer.coverage.complete),
        catalogue: (of.catalogue, as_of.catalogue),
        relation: (of.relation, as_of.relation),
        controllers: BTreeMap::new(),
        question,
        head: (as_of.size, as_of.root.to_string()),
    };
    for (subject, (what, _)) in moved(&[&kept, &now.set]) {
        let count = match what {
            Moved::Added => &mut learnt.added,
            Moved::Removed => &mut learnt.removed,
            Moved::Changed if comparing::gained(&kept, &now.set, subject) => &mut learnt.gained,
            Moved::Changed => &mut learnt.lost,
        };
        *count += 1;
    }
    if (learnt.added, learnt.removed, whose) == (0, 0, None) {
        learnt.controllers = answering(of, answer);
    }
    Ok(learnt)
}

/// Who answers for more or fewer subjects than in a version.
fn answering(of: &Frozen, answer: &Answer) -> BTreeMap<String, ThenNow<u64>> {
    let (then, now) = (&of.figures.by_controller, &answer.by_controller);
    let ids: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let both = ids.into_iter().map(|id| {
        let then = then.get(id).map_or(0, |of| of.subjects);
        let now = now.get(id).map_or(0, |of| of.subjects);
        (id.clone(), (then, now))
    });
    both.filter(|(_, (then, now))| then != now).collect()
}

/// How the people of a version became other than those of now; `None` where that cannot be said.
fn people_since(
    cases: &Cases<'_>,
    (incident, of): (&Incident, &Frozen),
    (ground, now): (&Ground<'_>, &Found),
    relations: &Relations,
) -> Result<Option<PeopleSince>, Failure> {
    let Ok(people) = comparable(now, of, relations) else {
        return Ok(None);
    };
    let before = cases.kept_reached(&people.reached, (incident, of))?;
    let links = (relations.links(), ground.relations().links());
    let state = &ground.snapshot.state;
    let mut since = PeopleSince::default();
    for one in moved_people(&[&before, &now.reached], links, &|of| is_member(state, of)) {
        match one.what {
            PersonMoved::Added => since.added += 1,
            PersonMoved::Removed => since.removed += 1,
            PersonMoved::Merged => since.merged += 1,
        }
    }
    Ok(Some(since))
}

/// Each field that was read of somebody who is in both of two sets, and that the first does not have of him.
fn further(ground: &Ground<'_>, kept: &ExposureSet, now: &ExposureSet) -> BTreeMap<String, u64> {
    let further = now.iter().filter_map(|(subject, fields)| {
        let before = kept.get(subject)?;
        Some(FieldSet(fields.0 & !before.0)).filter(|more| !more.is_empty())
    });
    let further: Vec<FieldSet> = further.collect();
    let of = |field: &catalogue::Field| {
        let has = further.iter().filter(|more| more.has(field.bit));
        let many = has.count() as u64;
        (many > 0).then(|| (field.id.clone(), many))
    };
    ground.catalogue.fields.iter().filter_map(of).collect()
}

impl Learnt {
    /// Whether it asks for a new version: people or fields whom this one does not have, or a record that says less surely
    /// now that there are no others.
    pub(crate) fn brings(&self) -> bool {
        let since = LearntSince {
            subjects: self.added,
            people: self.people.as_ref().map_or(0, |of| of.added),
            has_fields: self.gained > 0,
            undecided: self.undecided,
            is_complete: self.complete,
        };
        let answers_for_more = self.controllers.values().any(|(then, now)| now > then);
        since.asks_for_version() || answers_for_more
    }

    /// What it brings and takes, a phrase each; nothing where the answer of now is that of the version.
    fn phrases(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut say = |many: u64, one: &str, several: &str| {
            let noun = if many == 1 { one } else { several };
            all.extend((many > 0).then(|| format!("{} {noun}", grouped(many))));
        };
        say(self.added, "subject more", "subjects more");
        if let Some(people) = &self.people {
            say(people.added, "person more", "people more");
            say(people.removed, "person fewer", "people fewer");
            say(people.merged, "person merged", "people merged");
        }
        say(self.removed, "subject fewer", "subjects fewer");
        for (field, many) in self.fields.iter().take(FIELDS_TOLD) {
            let of = [
                format!("subject with {field} beside"),
                format!("subjects with {field} beside"),
            ];
            say(*many, &of[0], &of[1]);
        }
        let more = self.fields.len().saturating_sub(FIELDS_TOLD) as u64;
        say(more, "further field", "further fields");
        say(
            self.lost,
            "subject with fewer fields",
            "subjects with fewer fields",
        );
        let (then, now) = self.reads;
        say(now.saturating_sub(then), "read more", "reads more");
        say(then.saturating_sub(now), "read fewer", "reads fewer");
        let answers = self.controllers.iter().map(|(id, (then, now))| {
            let (then, now) = (grouped(*then), grouped(*now));
            format!("{id} answers for {now} subjects and not for {then}")
        });
        let answers: Vec<String> = answers.collect();
        let (then, now) = self.undecided;
        say(
            now.saturating_sub(then),
            "undecided read more",
            "undecided reads more",
        );
        say(
            then.saturating_sub(now),
            "undecided read fewer",
            "undecided reads fewer",
        );
        all.extend(answers);
        all.extend(match self.complete {
            (true, false) => Some("the record has gaps now".to_owned()),
            (false, true) => Some("the record is complete now".to_owned()),
            _ => None,
        });
        all
    }

    /// Whether the answer of now is another than that of the version.
    pub(crate) fn is_other(&self) -> bool {
        !self.phrases().is_empty()
    }

    /// What the ledger of now has beside the version; that there is nothing.
    pub(crate) fn says(&self) -> String {
        let mut says = match self.phrases() {
            none if none.is_empty() => "nothing more and nothing less".to_owned(),
            some => some.join(", "),
        };
        for (what, (then, now)) in [("catalogue", self.catalogue), ("relation", self.relation)] {
            if then != now {
                says.push_str(&format!("; by {what} {now}, where the version has {then}"));
            }
        }
        says
    }
}
