//! What the ledger learnt since the last version of a scope was frozen, as `show`, `list`, `close` and the end of
//! `nunchi ingest` say it. A version is of before; that it is must stand wherever its figures do.

use api::incidents::learnt::{self as contract, LearntSince};
use incident::case::{Incident, Stage, Unfinished};
use ledger::{Names, Snapshot};

use crate::{
    cases::{Cases, Learnt, learnt},
    failure::Failure,
    home::Home,
    printer::note,
};

/// Reads that a list goes over to count what was learnt: those of the ledger for each incident that goes on, so that a list
/// stays quick. Beyond it a list says that nothing was counted, and `nunchi incident show` counts.
const LISTED_READS_MAX: u64 = 20_000_000;

/// Incidents of which the end of an ingestion counts what it brought. Of more it says nothing.
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
            "LEARNT SINCE, not counted: the ledger of now has {}: run `nunchi incident scope {} --reason …`",
            of.says(),
            incident.id
        ),
    })
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

fn learnt_document(of: &Learnt) -> contract::Learnt {
    let both = |(then, now): (u32, u32)| (u64::from(then), u64::from(now)).into();
    contract::Learnt {
        added: of.added,
        brings: of.brings(),
        catalogue: both(of.catalogue),
        complete: of.complete.into(),
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

/// What was learnt of each incident of a list that goes on; `None` of one of which nothing was counted.
pub(super) fn of_list(home: &Home, cases: &Cases<'_>, all: &[Incident]) -> Vec<Option<Since>> {
    let counted = |of: &&Incident| goes_on(of);
    let wanted = all.iter().filter(counted).count() as u64;
    if wanted == 0 {
        return all.iter().map(|_| None).collect();
    }
    let told = each(home, |snapshot, ground| {
        let reads = reads_of(snapshot).saturating_mul(wanted);
        let is_much = reads > LISTED_READS_MAX;
        let one = |of: &Incident| match (goes_on(of), is_much) {
            (false, _) => None,
            (true, true) => Some(Err("not held against the ledger of now".to_owned())),
            (true, false) => learnt(cases, of, ground, None)
                .map_err(|failure| failure.message)
                .transpose(),
        };
        all.iter().map(one).collect::<Vec<Option<Since>>>()
    });
    let failed = |failure: Failure| {
        let because = failure.message;
        let one = |of: &Incident| goes_on(of).then(|| Err(because.clone()));
        all.iter().map(one).collect()
    };
    told.unwrap_or_else(failed)
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
    all.retain(goes_on);
    if all.is_empty() || all.len() > AFTER_INGEST_MAX {
        return Ok(());
    }
    each(home, |snapshot, ground| {
        if reads_of(snapshot).saturating_mul(all.len() as u64) > LISTED_READS_MAX {
            return;
        }
        for of in &all {
            let since = learnt(&cases, of, ground, None).ok().flatten();
            if let Some(more) = since.filter(Learnt::brings) {
                note(&format!(
                    "incident {id}: V{} does not count what the ledger has now ({}): `nunchi incident scope {id} --reason …`",
                    more.version,
                    more.says(),
                    id = of.id
                ));
            }
        }
    })
}

/// Whether it is still worked on and has a version that can be held against the ledger.
fn goes_on(of: &Incident) -> bool {
    !matches!(of.stage, Stage::Closed | Stage::Merged)
        && of.scope().is_some()
        && of.chosen_since().is_none()
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
