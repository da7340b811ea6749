//! Freezing a version of a scope: the exposure is computed twice, by the index and by going over every row, and how it
//! came from the version before is found by changing one input at a time.

use std::collections::BTreeMap;

use event::ErrorClass;
use exposure::{Answer, Asked, ExposureSet, Ground, Labelled, Moved, moved, selection::Selection};
use incident::case::{Cause, Change, Figures, Frozen, Incident, Pair, PeopleFigure, What};
use ledger::{Names, Snapshot, SubjectId, hex};
use sha2::{Digest, Sha256};

use super::{Because, Cases};
use crate::{asking, failure::Failure, home::Home};

/// Causes in the order in which inputs are changed; a step of [`moved`] is a place in it.
const LADDER: [Cause; 5] = Cause::ALL;

/// Freezes the next version of an incident's scope.
pub(crate) fn freeze(
    cases: &Cases<'_>,
    incident: &mut Incident,
    because: &Because<'_>,
) -> Result<(), Failure> {
    let home = cases.home;
    let text = selected(incident)?;
    // What is frozen rests on sealed parts: whatever comes later lies in a later epoch.
    home.writer()?.close_epoch()?;
    // Selections of incidents name everybody by id, so the book stays closed.
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let (answer, set) = twice(home, &ground, &asking::selection(home, &snapshot, &text)?)?;
    let bytes = Labelled::from(&set).to_bytes();
    let epoch = snapshot.epochs.last().map_or(0, |manifest| manifest.epoch);
    let mut frozen = frozen(incident, &answer, epoch, &bytes);
    let mut causes = Labelled::default();
    if let Some(before) = incident.scope() {
        let sets = ladder(home, cases, (incident, before), (&ground, &set))?;
        let sets: Vec<&ExposureSet> = sets.iter().collect();
        let told = moved(&sets);
        for (subject, (what, step)) in &told {
            causes.insert(*subject, label(*what, *step));
        }
        frozen.changes = changes(&told);
        let added: Vec<SubjectId> = told
            .iter()
            .filter(|(_, (what, _))| *what == Moved::Added)
            .map(|(of, _)| *of)
            .collect();
        frozen.added_by_controller = by_controller(home, &ground, &text, &added)?;
    }
    cases.keep_set(&set_name(&frozen.set), &bytes)?;
    cases.keep_set(
        &cause_name(incident.id, frozen.version, &frozen.set),
        &causes.to_bytes(),
    )?;
    cases.take(incident, What::Scoped(Box::new(frozen)), because)
}

impl Cases<'_> {
    /// The set of a scope version, as it was kept.
    pub(crate) fn set_of(&self, scope: &Frozen) -> Result<Option<Vec<u8>>, Failure> {
        self.set(&set_name(&scope.set))
    }
}

fn set_name(digest: &str) -> String {
    format!("set/{digest}")
}

fn cause_name(incident: u32, version: u32, digest: &str) -> String {
    format!(
        "causes/{incident}/{version}/{}",
        digest.get(..16).unwrap_or(digest)
    )
}

fn label(what: Moved, step: usize) -> u64 {
    (step as u64) << 2 | what as u64
}

fn of_label(label: u64) -> Option<(Moved, Cause)> {
    let what = [Moved::Added, Moved::Removed, Moved::Changed];
    let what = what.into_iter().find(|of| *of as u64 == label & 3)?;
    let step = usize::try_from(label >> 2).ok()?;
    Some((what, *LADDER.get(step)?))
}

/// What an incident selects now, with the subjects whom people named in or out.
pub(crate) fn selected(incident: &Incident) -> Result<String, Failure> {
    if incident.selections.is_empty() {
        return Err(Failure::usage(format!(
            "incident {id} has no selection yet: `nunchi incident select {id} 'SELECTION' --reason …`",
            id = incident.id
        )));
    }
    Ok(corrected(&incident.selection(), incident))
}

/// A selection with the subjects whom people named in or out.
fn corrected(selection: &str, incident: &Incident) -> String {
    let list = |subjects: &std::collections::BTreeSet<String>| {
        subjects
            .iter()
            .map(|of| format!("'{of}'"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut text = selection.to_owned();
    if !incident.included.is_empty() {
        text = format!("({text}) OR subject IN ({})", list(&incident.included));
    }
    if !incident.excluded.is_empty() {
        text = format!("({text}) AND NOT subject IN ({})", list(&incident.excluded));
    }
    text
}

/// The exposure by the index, which must be that of a scan of every row.
fn twice(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
) -> Result<(Answer, ExposureSet), Failure> {
    let asked = |without_index| Asked {
        set: true,
        without_index,
        ..Asked::default()
    };
    let (answer, set) = exposure::scope(home.disk(), ground, selection, &asked(false))?;
    let (slow_answer, slow_set) = exposure::scope(home.disk(), ground, selection, &asked(true))?;
    if set != slow_set || answer != slow_answer {
        let message = "the index and a scan of every row do not give the same exposure, so nothing was frozen: \
                       run `nunchi index rebuild`, and `nunchi verify --deep`";
        return Err(Failure::new(ErrorClass::Broken, message));
    }
    Ok((answer, set))
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

fn frozen(incident: &Incident, answer: &Answer, epoch: u32, set: &[u8]) -> Frozen {
    Frozen {
        version: incident.scope().map_or(0, |before| before.version) + 1,
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
        set: hex(&Sha256::digest(set)),
        changes: Vec::new(),
        added_by_controller: BTreeMap::new(),
    }
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
        }),
        people_because: answer.people_because.clone(),
        by_field: pairs(&answer.by_field),
        by_kind: pairs(&answer.by_kind),
        by_route: pairs(&answer.by_route),
        by_controller: pairs(&answer.by_controller),
        ghosts: answer.ghosts.0,
        undecided: answer.undecided.0,
        addresses: answer.addresses,
    }
}

/// The set of the version before, and what it becomes when one input after the other is that of today: whether
/// credentials were issued, which rows there are, the selection, the catalogue, the corrections.
fn ladder(
    home: &Home,
    cases: &Cases<'_>,
    (incident, before): (&Incident, &Frozen),
    (ground, now): (&Ground<'_>, &ExposureSet),
) -> Result<Vec<ExposureSet>, Failure> {
    let kept = kept_set(cases, incident, before)?;
    let mut then = home.snapshot_with(Names::Unread)?;
    then.rows_up_to = Some(before.epoch);
    let catalogue = match before.catalogue == ground.catalogue_version {
        true => ground.catalogue.clone(),
        false => home.catalogue_version(before.catalogue)?,
    };
    let under_old = |snapshot: &Snapshot, text: &str| -> Result<ExposureSet, Failure> {
        let ground = home.ground_under(snapshot, &catalogue, before.catalogue)?;
        set_of(home, &ground, text)
    };
    let before_corrections = incident_then(incident, before.version);
    let uncorrected_now = corrected(&incident.selection(), &before_corrections);
    let snapshot = ground.snapshot;
    let last = snapshot.epochs.last().map_or(0, |manifest| manifest.epoch);
    let issued = under_old(&then, &before.selection)?;
    // Where an input is the one of then, so is what follows from it.
    let rows = match last == before.epoch {
        true => issued.clone(),
        false => under_old(snapshot, &before.selection)?,
    };
    let selected = match uncorrected_now == before.selection {
        true => rows.clone(),
        false => under_old(snapshot, &uncorrected_now)?,
    };
    let catalogued = match before.catalogue == ground.catalogue_version {
        true => selected.clone(),
        false => set_of(home, ground, &uncorrected_now)?,
    };
    Ok(vec![kept, issued, rows, selected, catalogued, now.clone()])
}

/// The set of a selection whose names are ids already.
fn set_of(home: &Home, ground: &Ground<'_>, text: &str) -> Result<ExposureSet, Failure> {
    let selection = asking::parse(ground.catalogue, text)?;
    let asked = Asked {
        set: true,
        ..Asked::default()
    };
    Ok(exposure::scope(home.disk(), ground, &selection, &asked)?.1)
}

/// The incident as its corrections stood when a version was frozen.
fn incident_then(incident: &Incident, version: u32) -> Incident {
    let is = |step: &incident::case::Step| matches!(&step.what, What::Scoped(of) if of.version == version);
    let upto = incident
        .steps
        .iter()
        .position(is)
        .map_or(incident.steps.len(), |at| at + 1);
    let steps = incident.steps.get(..upto).unwrap_or_default();
    Incident::told(incident.id, steps).unwrap_or_else(|_| incident.clone())
}

/// The set of a version, as it was kept.
fn kept_set(cases: &Cases<'_>, incident: &Incident, of: &Frozen) -> Result<ExposureSet, Failure> {
    let damaged = || {
        let message = format!(
            "the set of scope version {} of incident {} is missing or is not the one whose digest was entered in the ledger",
            of.version, incident.id
        );
        Failure::new(ErrorClass::Broken, message)
    };
    let bytes = cases.set_of(of)?.ok_or_else(damaged)?;
    if hex(&Sha256::digest(&bytes)) != of.set {
        return Err(damaged());
    }
    let labelled = Labelled::from_bytes(&bytes).ok_or_else(damaged)?;
    Ok(ExposureSet::from(&labelled))
}

fn changes(told: &BTreeMap<SubjectId, (Moved, usize)>) -> Vec<Change> {
    let mut by: BTreeMap<usize, Change> = BTreeMap::new();
    for (what, step) in told.values() {
        let Some(cause) = LADDER.get(*step) else {
            continue;
        };
        let change = by.entry(*step).or_insert(Change {
            cause: *cause,
            added: 0,
            removed: 0,
            changed: 0,
        });
        match what {
            Moved::Added => change.added += 1,
            Moved::Removed => change.removed += 1,
            Moved::Changed => change.changed += 1,
        }
    }
    by.into_values().collect()
}

/// How many of the subjects that were added each controller answers for.
fn by_controller(
    home: &Home,
    ground: &Ground<'_>,
    text: &str,
    added: &[SubjectId],
) -> Result<BTreeMap<String, u64>, Failure> {
    let mut by = BTreeMap::new();
    for controller in &ground.catalogue.controllers {
        let of = |route: &&event::catalogue::Route| {
            route.controller.as_deref() == Some(controller.id.as_str())
        };
        let routes: Vec<String> = ground
            .catalogue
            .routes
            .iter()
            .filter(of)
            .map(|route| format!("'{}'", route.id))
            .collect();
        if routes.is_empty() {
            continue;
        }
        let of_routes = format!("({text}) AND route IN ({})", routes.join(", "));
        let set = set_of(home, ground, &of_routes)?;
        let count = added
            .iter()
            .filter(|subject| set.contains_key(subject))
            .count();
        by.insert(controller.id.clone(), count as u64);
    }
    Ok(by)
}

/// The difference of two versions of one incident.
pub(crate) struct Compared {
    pub(crate) changes: Vec<Change>,
    /// Each subject that is other, with what became of it and why.
    pub(crate) subjects: Vec<(SubjectId, Moved, Cause)>,
}

/// Compares two versions: each subject is told by the cause that was found when it last came or went between them.
pub(crate) fn compare(
    cases: &Cases<'_>,
    incident: &Incident,
    from: &Frozen,
    to: &Frozen,
) -> Result<Compared, Failure> {
    let (first, last) = (
        kept_set(cases, incident, from)?,
        kept_set(cases, incident, to)?,
    );
    let mut causes: BTreeMap<SubjectId, Cause> = BTreeMap::new();
    let between = |of: &&Frozen| of.version > from.version && of.version <= to.version;
    for frozen in incident.scopes.iter().filter(between) {
        let bytes = cases.set(&cause_name(incident.id, frozen.version, &frozen.set))?;
        let labelled = bytes
            .and_then(|bytes| Labelled::from_bytes(&bytes))
            .unwrap_or_default();
        for (subject, label) in labelled.iter() {
            if let Some((_, cause)) = of_label(label) {
                causes.insert(subject, cause);
            }
        }
    }
    let told: BTreeMap<SubjectId, (Moved, usize)> = moved(&[&first, &last])
        .into_iter()
        .map(|(subject, (what, _))| {
            let cause = causes.get(&subject).copied().unwrap_or(Cause::Selection);
            let step = LADDER.iter().position(|of| *of == cause).unwrap_or(0);
            (subject, (what, step))
        })
        .collect();
    let subjects = told
        .iter()
        .filter_map(|(subject, (what, step))| Some((*subject, *what, *LADDER.get(*step)?)));
    Ok(Compared {
        changes: changes(&told),
        subjects: subjects.collect(),
    })
}
