//! What the ledger learnt since the last version of a scope was frozen, as `show`, `list`, `close` and the end of
//! `nunchi ingest` say it. A version is of before; that it is must stand wherever its figures do.

use api::incidents::learnt::{self as contract, LearntSince};
use incident::case::{Incident, Mode, Number, Stage, Unfinished};
use ledger::{Names, Snapshot};

use super::duties;
use crate::{
    cases::{Cases, Learnt, learnt},
    failure::Failure,
    home::Home,
    printer::note,
};

/// Reads that a list goes over to count what was learnt: those of the ledger for each incident, those that go on first, so that
/// a list stays quick. Of those beyond it a list says that nothing was counted, and `nunchi incident show` counts.
const LISTED_READS_MAX: u64 = 20_000_000;

/// Incidents of which the end of an ingestion counts what it brought, those that go on first. Where more go on it says nothing.
const AFTER_INGEST_MAX: usize = 4;

/// Who looks at the end of an ingestion: what it says may go to the log of a timer, so it tells of no restricted incident.
const NOBODY: &str = "";

/// What was learnt since, or why it cannot be counted.
pub(super) type Since = Result<Learnt, String>;

/// Asks the ledger of now; `None` where there is nothing to hold against it.
pub(super) fn since(home: &Home, incident: &Incident) -> Option<Since> {
    asked(home, incident)
        .map_err(|failure| failure.message)
        .transpose()
}

fn asked(home: &Home, incident: &Incident) -> Result<Option<Learnt>, Failure> {
    if incident.scope().is_none() {
        return Ok(None);
    }
    // Selections of incidents name everybody by id, so the book stays closed.
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    learnt(&Cases::open(home)?, incident, &ground, None)
}

/// What somebody must be told of; `None` where nothing is, or it cannot be said.
pub(super) fn brought(since: Option<&Since>) -> Option<&Learnt> {
    since?.as_ref().ok().filter(|of| of.brings())
}

/// What stands under the figures of the version.
pub(super) fn line(since: Option<&Since>, incident: &Incident) -> Option<String> {
    Some(match since? {
        Err(because) => format!("held against the ledger of now: cannot be counted: {because}"),
        Ok(of) if !of.is_other() => {
            format!("held against the ledger of now: {}", of.says())
        }
        Ok(of) => format!(
            "LEARNT SINCE, not counted: the ledger of now has {}: {}",
            of.says(),
            counting(incident)
        ),
    })
}

/// The same where no figure of the version is told, but what follows from them; nothing where there is nothing more and nothing less.
pub(super) fn beside(since: Option<&Since>, incident: &Incident) -> Option<String> {
    let is_other = !matches!(since?, Ok(of) if !of.is_other());
    line(since, incident).filter(|_| is_other)
}

/// What brings it into a version: one that is closed takes no step but to be opened again.
fn counting(incident: &Incident) -> String {
    let id = incident.id;
    match incident.stage {
        Stage::Closed => format!(
            "open it again first (`nunchi incident reopen {id} --reason …`), then run `nunchi incident scope {id} --reason …`"
        ),
        _ => format!("run `nunchi incident scope {id} --reason …`"),
    }
}

/// Said beside a decision that a duty does not apply: the rules proposed it from a version that does not count what the ledger
/// knows now.
pub(super) fn decided_without(home: &Home, before: &Incident, after: &Incident) -> Option<String> {
    let (_, clock, controller, _) = duties::decided_not(before, after)?;
    let version = after.scope()?.version;
    let more = match since(home, after)? {
        Ok(of) if of.brings() => format!(
            "V{version} does not count what the ledger has now ({})",
            of.says()
        ),
        Ok(_) => return None,
        Err(because) => {
            format!("what the ledger has beside V{version} cannot be counted: {because}")
        }
    };
    Some(format!(
        "{more}: that {clock} of {controller} does not apply was decided without it. Freeze a scope first (`nunchi incident scope {} \
         --reason …`), and decide then",
        after.id
    ))
}

/// The same as JSON; null where there is nothing to hold against the ledger.
pub(super) fn document(since: Option<&Since>) -> Option<LearntSince> {
    Some(match since? {
        Err(because) => LearntSince::NotCounted {
            because: because.clone(),
            counted: false,
        },
        Ok(of) => LearntSince::Counted(Box::new(learnt_document(of))),
    })
}

fn answers((id, both): (&String, &(u64, u64))) -> (String, contract::ThenNow<u64>) {
    (id.clone(), (*both).into())
}

fn learnt_document(of: &Learnt) -> contract::Learnt {
    let both = |(then, now): (u32, u32)| (u64::from(then), u64::from(now)).into();
    contract::Learnt {
        added: of.added,
        brings: of.brings(),
        catalogue: both(of.catalogue),
        complete: of.complete.into(),
        controllers: of.controllers.iter().map(answers).collect(),
        counted: true,
        fewer_fields: of.lost,
        fields: of.fields.clone(),
        head: of.head.0,
        more_fields: of.gained,
        other: of.is_other(),
        people: of.people.as_ref().map(|of| contract::LearntPeople {
            added: of.added,
            merged: of.merged,
            removed: of.removed,
        }),
        reads: of.reads.into(),
        relation: both(of.relation),
        removed: of.removed,
        says: of.says(),
        undecided: of.undecided.into(),
        version: of.version,
    }
}

/// What of it stands in the way of closing; nothing of what has ended.
pub(super) fn in_the_way(since: Option<&Since>, incident: &Incident) -> Vec<Unfinished> {
    if matches!(incident.stage, Stage::Closed | Stage::Merged) {
        return Vec::new();
    }
    let learnt = brought(since).map(|of| Unfinished::Learnt {
        version: of.version,
        says: of.says(),
    });
    learnt.into_iter().collect()
}

/// The same for who closes it now: what cannot be counted is a refusal, for nobody knows then whom it leaves out.
pub(super) fn before_close(home: &Home, incident: &Incident) -> Result<Vec<Unfinished>, Failure> {
    let since = asked(home, incident)?.map(Ok);
    Ok(in_the_way(since.as_ref(), incident))
}

/// What was learnt of each incident of a list that has a version to hold against the ledger; `None` of any other.
pub(super) fn of_list(home: &Home, cases: &Cases<'_>, all: &[Incident]) -> Vec<Option<Since>> {
    let is_asked = |of: &Incident| goes_on(of) || is_over(of);
    if !all.iter().any(is_asked) {
        return all.iter().map(|_| None).collect();
    }
    let told = each(home, |snapshot, ground| {
        let counted = counted(all, most_listed(snapshot));
        let one = |of: &Incident| match (is_asked(of), counted.contains(&of.id)) {
            (false, _) => None,
            (true, false) => Some(Err("not held against the ledger of now".to_owned())),
            (true, true) => learnt(cases, of, ground, None)
                .map_err(|failure| failure.message)
                .transpose(),
        };
        all.iter().map(one).collect::<Vec<Option<Since>>>()
    });
    let failed = |failure: Failure| {
        let because = failure.message;
        let one = |of: &Incident| is_asked(of).then(|| Err(because.clone()));
        all.iter().map(one).collect()
    };
    told.unwrap_or_else(failed)
}

/// Which of them are counted where `most` may be.
fn counted(all: &[Incident], most: usize) -> Vec<Number> {
    let ids = |wanted: fn(&Incident) -> bool| {
        let those = all.iter().filter(move |of| wanted(of));
        those.map(|of| of.id).collect::<Vec<Number>>()
    };
    within(ids(goes_on), ids(is_over), most)
}

/// Those that go on, all or none, then those that are closed, the last opened first.
fn within<T: Ord>(mut counted: Vec<T>, mut over: Vec<T>, most: usize) -> Vec<T> {
    if counted.len() > most {
        return Vec::new();
    }
    over.sort_by(|one, other| other.cmp(one));
    over.truncate(most - counted.len());
    counted.extend(over);
    counted
}

/// How many incidents a list counts: each goes over the reads of the ledger.
fn most_listed(snapshot: &Snapshot) -> usize {
    let most = LISTED_READS_MAX / reads_of(snapshot).max(1);
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// What a list says beside a version.
pub(super) fn listed(since: Option<&Since>) -> Option<&'static str> {
    match since? {
        Ok(of) if of.brings() => Some("more is known since: not counted"),
        Ok(_) => None,
        Err(_) => Some("since then not counted"),
    }
}

/// Says at the end of an ingestion which incidents have people or fields now that no version counts.
pub(crate) fn after_ingest(home: &Home) {
    // It is a remark: where nobody can ask, the ingestion is as good without it.
    let _ = told_after_ingest(home);
}

fn told_after_ingest(home: &Home) -> Result<(), Failure> {
    let Some(cases) = Cases::open_if_any(home)? else {
        return Ok(());
    };
    let mut all = cases.all(NOBODY)?;
    all.retain(|of| goes_on(of) || is_over(of));
    if all.is_empty() {
        return Ok(());
    }
    each(home, |snapshot, ground| {
        let counted = counted(&all, most_listed(snapshot).min(AFTER_INGEST_MAX));
        for of in all.iter().filter(|of| counted.contains(&of.id)) {
            let since = learnt(&cases, of, ground, None).ok().flatten();
            if let Some(more) = since.filter(Learnt::brings) {
                note(&after_ingesting(of, &more));
            }
        }
    })
}

fn after_ingesting(of: &Incident, more: &Learnt) -> String {
    let (id, version, says) = (of.id, more.version, more.says());
    let (is, command) = match of.stage {
        Stage::Closed => (" is closed, and", "reopen"),
        _ => (":", "scope"),
    };
    format!(
        "incident {id}{is} V{version} does not count what the ledger has now ({says}): `nunchi incident {command} {id} --reason …`"
    )
}

/// Whether it is still worked on and has a version that can be held against the ledger.
fn goes_on(of: &Incident) -> bool {
    !matches!(of.stage, Stage::Closed | Stage::Merged) && has_version(of)
}

/// Whether it is closed as an incident that happened and has such a version: nobody looks at it any more, and people may have
/// to be told.
fn is_over(of: &Incident) -> bool {
    of.stage == Stage::Closed && of.mode == Mode::Real && !of.is_closed_as_none() && has_version(of)
}

fn has_version(of: &Incident) -> bool {
    of.scope().is_some() && of.chosen_since().is_none()
}

/// Does something with the directory as it stands.
fn each<T>(
    home: &Home,
    run: impl FnOnce(&Snapshot, &exposure::Ground<'_>) -> T,
) -> Result<T, Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    Ok(run(&snapshot, &ground))
}

/// Reads that the ledger ever took in.
fn reads_of(snapshot: &Snapshot) -> u64 {
    let spoken = snapshot.state.spoken.iter();
    spoken.map(|of| of.counters.reads).sum()
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn those_that_go_on_are_counted_before_those_that_are_closed() {
        assert_eq!(within(vec![1, 4], vec![2, 3, 5], 9), [1, 4, 5, 3, 2]);
        assert_eq!(within(vec![1, 4], vec![2, 3, 5], 3), [1, 4, 5]);
        assert_eq!(within(vec![1, 4], vec![2, 3, 5], 2), [1, 4]);
        assert!(within(vec![1, 4], vec![5], 1).is_empty());
    }
}
