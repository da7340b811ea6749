//! Freezing a version of a scope: the exposure is computed twice, by the index and by going over every row, and how it
//! came from the version before is found by changing one input at a time ([`super::ladder`]).

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use event::{
    ErrorClass,
    catalogue::{Catalogue, Controller, PROCESSOR},
};
use exposure::{
    Answer, Asked, Coverage, Doubt, DoubtKind, ExposureSet, Found, Ground, Labelled, Relations,
    moved, selection::Selection,
};
use incident::case::{Figures, Frozen, Incident, Pair, PeopleFigure, Possibly, What};
use ledger::Names;

use super::{
    Because, Cases, comparing, excluding,
    kept::{self, Kept},
    ladder::{Rung, ladder},
    naming::Naming,
    people, sharing,
};
use crate::{asking, failure::Failure, home::Home};

/// Doubts that are known gaps: reads are missing or were deleted, a source was silent that speaks all the time, or one
/// never spoke. Of others it is only not seen that nothing was lost.
const GAPS: [DoubtKind; 5] = [
    DoubtKind::Missing,
    DoubtKind::Deleted,
    DoubtKind::Restored,
    DoubtKind::Silent,
    DoubtKind::Unspoken,
];

/// Freezes the next version of an incident's scope.
pub(crate) fn freeze(
    cases: &Cases<'_>,
    incident: &mut Incident,
    because: &Because<'_>,
) -> Result<(), Failure> {
    let home = cases.home;
    let text = selected(incident)?;
    // Selections of incidents name everybody by id, so the book stays closed.
    let snapshot = home.snapshot_as_of(sealed_head(home)?, Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let relations = incident
        .scope()
        .map(|before| Relations::up_to(&snapshot, &ground.controls, before.epoch));
    let selection = asking::selection(home, &snapshot, &text)?;
    let mut found = twice(home, &ground, &selection, relations.as_ref())?;
    let naming = Naming::of(incident, ground.catalogue, None);
    let named = naming.add_to(&mut found, &ground);
    let epoch = snapshot.epochs.last().map_or(0, |manifest| manifest.epoch);
    let set = Labelled::from(&found.set).to_bytes();
    let reached = found.reached.to_bytes();
    let version = incident.scope().map_or(0, |before| before.version) + 1;
    let mut frozen = Frozen {
        people: Some(people::first(&reached, &ground)),
        named,
        excluded: excluding::excluded(home, incident, &ground, None)?,
        ..frozen((version, epoch), &found.answer, &set)
    };
    frozen.figures.pseudonymised = pseudonymised(&found.answer, ground.catalogue);
    frozen.figures.processors = processors(&found.answer, ground.catalogue);
    let mut causes = Causes::default();
    if let (Some(before), Some(relations)) = (incident.scope(), &relations) {
        let rungs = ladder(home, (incident, before), &ground, relations)?;
        causes = since(
            cases,
            (incident, before),
            (&ground, &found),
            (relations, &rungs),
            &mut frozen,
        )?;
    }
    let since = incident.scope().zip(relations.as_ref());
    sharing::share(
        cases,
        (incident, &text),
        (&ground, since),
        &causes,
        &mut frozen,
    )?;
    classify(&mut frozen, ground.catalogue);
    for share in frozen.shares.iter_mut().flat_map(BTreeMap::values_mut) {
        classify(share, ground.catalogue);
    }
    cases.keep_pinned(Kept::Set, &set)?;
    cases.keep_pinned(Kept::People, &reached)?;
    cases.keep_causes(Kept::Causes, (incident, &frozen), &causes.subjects)?;
    cases.keep_causes(Kept::PeopleCauses, (incident, &frozen), &causes.people)?;
    cases.take(incident, What::Scoped(Box::new(frozen)), because)
}

/// Seals what is open; the leaves of the head that ends with it. What is frozen rests on that head, so that it can be
/// asked again, whatever another process appends meanwhile.
pub(crate) fn sealed_head(home: &Home) -> Result<u64, Failure> {
    let mut ledger = home.writer()?;
    ledger.close_epoch()?;
    let size = ledger::checkpoint(home.disk(), &home.dir)?.size();
    drop(ledger);
    home.refresh_index();
    Ok(size)
}

/// By which cause each came or went since the version before.
#[derive(Default)]
pub(super) struct Causes {
    pub(super) subjects: Labelled,
    pub(super) people: Labelled,
}

/// Finds how a version came from the one before, and says so in it.
fn since(
    cases: &Cases<'_>,
    (incident, before): (&Incident, &Frozen),
    (ground, found): (&Ground<'_>, &Found),
    (relations, rungs): (&Relations, &[Rc<Rung>]),
    frozen: &mut Frozen,
) -> Result<Causes, Failure> {
    let mut causes = Causes::default();
    let kept = cases.kept_set(incident, before)?;
    let mut sets: Vec<&ExposureSet> = vec![&kept];
    sets.extend(rungs.iter().map(|rung| &rung.set));
    sets.push(&found.set);
    let told = moved(&sets);
    for (subject, (what, step)) in &told {
        let label = kept::label(*what as u64, *step);
        causes.subjects.insert(*subject, label);
    }
    let by_cause = told.iter().filter_map(|(subject, (what, step))| {
        let gained = comparing::gained(&kept, &found.set, *subject);
        Some((*what, *kept::LADDER.get(*step)?, gained))
    });
    frozen.changes = comparing::changes(by_cause);
    let of_before = (incident, before);
    let of_people = people::since(cases, of_before, (ground, found), (relations, rungs))?;
    if let Some(kept) = &mut frozen.people {
        match of_people {
            Ok(people) => {
                kept.changes = Some(people::changes(&people));
                causes.people = people;
            }
            Err(because) => kept.because = Some(because),
        }
    }
    Ok(causes)
}

/// What an incident selects now, without the subjects whom people named out. Those named in are people, and not their
/// reads: nobody knows which of these belong to it.
pub(crate) fn selected(incident: &Incident) -> Result<String, Failure> {
    if incident.selections.is_empty() {
        return Err(Failure::usage(format!(
            "incident {id} has no selection yet: `nunchi incident select {id} 'SELECTION' --reason …`",
            id = incident.id
        )));
    }
    Ok(incident.but_excluded(&incident.selection()))
}

/// The exposure by the index, which must be that of a scan of every row, with those whom it reached.
fn twice(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
    relations: Option<&Relations>,
) -> Result<Found, Failure> {
    let asked = |without_index| Asked {
        set: true,
        without_index,
        ..Asked::default()
    };
    let found = |without_index| {
        let asked = asked(without_index);
        exposure::scope_reaching(home.disk(), ground, selection, &asked, relations)
    };
    let fast = found(false)?;
    if fast != found(true)? {
        let message = "the index and a scan of every row do not give the same exposure, so nothing was frozen: \
                       run `nunchi index rebuild`, and `nunchi verify --deep`";
        return Err(Failure::new(ErrorClass::Broken, message));
    }
    Ok(fast)
}

fn pairs(of: &BTreeMap<String, exposure::Pair>) -> BTreeMap<String, Pair> {
    let pair = |of: &exposure::Pair| Pair {
        subjects: of.subjects,
        reads: of.reads,
    };
    of.iter()
        .map(|(name, of)| (name.clone(), pair(of)))
        .collect()
}

/// What is frozen of an answer, without what follows from the version before.
pub(super) fn frozen((version, epoch): (u32, u32), answer: &Answer, set: &[u8]) -> Frozen {
    Frozen {
        version,
        selection: answer.selection.clone(),
        size: answer.as_of.size,
        root: answer.as_of.root.to_string(),
        epoch,
        catalogue: answer.as_of.catalogue,
        relation: answer.as_of.relation,
        first: answer.span.map(|(first, _)| first),
        last: answer.span.map(|(_, last)| last),
        figures: figures(answer),
        completeness: match answer.coverage.complete {
            true => "complete".to_owned(),
            false => "gaps".to_owned(),
        },
        gaps: answer.coverage.gaps.clone(),
        set: asking::sha256(set),
        changes: Vec::new(),
        added_by_controller: BTreeMap::new(),
        people: None,
        possibly: possibly(&answer.coverage),
        named: None,
        excluded: None,
        shares: None,
    }
}

/// Whom what is in doubt concerns beside; `None` where nothing is.
fn possibly(coverage: &Coverage) -> Option<Possibly> {
    if coverage.complete {
        return None;
    }
    let is_known = |of: &Doubt| GAPS.contains(&of.kind);
    let (at_most, because) = match &coverage.possibly {
        Some(of) => (of.at_most, of.because.clone()),
        None => (
            None,
            "what is in doubt has no time, so nobody can say who was there".to_owned(),
        ),
    };
    Some(Possibly {
        at_most,
        because,
        is_known_gap: coverage.doubts.iter().any(is_known),
    })
}

fn figures(answer: &Answer) -> Figures {
    Figures {
        accesses: answer.accesses,
        reads: answer.reads,
        records: answer.records,
        subjects: answer.subjects,
        exposures: answer.exposures,
        people: answer.people.as_ref().map(|people| PeopleFigure {
            low: people.low,
            best: people.best,
            high: people.high,
            method: people.method.clone(),
            undated: Some(people.undated),
            recipients: people.recipients,
        }),
        people_because: answer.people_because.clone(),
        by_field: pairs(&answer.by_field),
        by_kind: pairs(&answer.by_kind),
        by_route: pairs(&answer.by_route),
        by_controller: pairs(&answer.by_controller),
        pseudonymised: BTreeMap::new(),
        processors: BTreeSet::new(),
        classes: BTreeMap::new(),
        ghosts: answer.ghosts.0,
        undecided: answer.undecided.0,
        undecided_subjects: Some(answer.undecided.1),
        addresses: answer.addresses,
    }
}

/// Keeps how the law sees each field: the catalogue may be another later.
fn classify(frozen: &mut Frozen, catalogue: &Catalogue) {
    let fields = catalogue.fields.iter();
    let classes = fields.map(|of| (of.id.clone(), of.class.word().to_owned()));
    frozen.figures.classes = classes.collect();
}

/// Reads of routes that are marked as pseudonymised, by who answers for them.
fn pseudonymised(answer: &Answer, catalogue: &Catalogue) -> BTreeMap<String, u64> {
    let mut by = BTreeMap::new();
    let marked = catalogue.routes.iter().filter(|route| route.pseudonymised);
    for route in marked {
        if let (Some(controller), Some(of)) = (&route.controller, answer.by_route.get(&route.id))
            && of.reads > 0
        {
            *by.entry(controller.clone()).or_default() += of.reads;
        }
    }
    by
}

/// Those whose data was read and who hold it for another, as the catalogue says.
fn processors(answer: &Answer, catalogue: &Catalogue) -> BTreeSet<String> {
    let holds =
        |of: &&Controller| of.role == PROCESSOR && answer.by_controller.contains_key(&of.id);
    let controllers = catalogue.controllers.iter().filter(holds);
    controllers.map(|of| of.id.clone()).collect()
}
