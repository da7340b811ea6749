//! `nunchi incident close`: refused while anything is missing, a hold that nobody explains included.

use event::Millis;
use incident::case::{CaseError, Incident, Stage, Unfinished, What};
use ledger::{Names, Span};

use super::{
    learning::{self, Since},
    stepping,
};
use crate::{
    cases::{Because, Cases},
    cli::CloseArgs,
    failure::Failure,
    home::Home,
};

pub(super) fn close(args: &CloseArgs) -> Result<u8, Failure> {
    stepping(&args.step, |cases, incident, because| {
        closed(cases, incident, args, because)
    })
}

fn closed(
    cases: &Cases<'_>,
    mut incident: Incident,
    args: &CloseArgs,
    because: &Because<'_>,
) -> Result<Incident, Failure> {
    let home = cases.home();
    let what = match args.as_no_incident {
        true => What::ClosedAsNone,
        false => What::Closed,
    };
    let learnt = match args.as_no_incident {
        // Nobody's data leaked, so there is nobody to count.
        true => Vec::new(),
        false => learning::before_close(home, &incident)?,
    };
    let holds = holds(home, &incident)?;
    let (why, holds) = match (&args.holds_stay, holds.is_empty()) {
        (Some(stay), false) => {
            let why = format!("{}; {}: {stay}", because.why, stands(&holds));
            (why, Vec::new())
        }
        (Some(_), true) if learnt.is_empty() => {
            return Err(Failure::usage(
                "--holds-stay: no hold stands over the reads of this incident, so there is nothing to explain; leave it out",
            ));
        }
        _ => (because.why.to_owned(), holds),
    };
    if !learnt.is_empty() || !holds.is_empty() {
        let now = Millis(home.clock().now_ms());
        let mut missing = match args.as_no_incident {
            true => incident.unfinished_as_none(now)?,
            false => incident.unfinished(now)?,
        };
        missing.extend(learnt);
        missing.extend(holds.into_iter().map(|hold| Unfinished::Hold { hold }));
        let id = incident.id;
        return Err(CaseError::Unfinished { id, missing }.into());
    }
    let because = Because {
        by: because.by,
        why: &why,
    };
    cases.take(&mut incident, what, &because)?;
    Ok(incident)
}

fn stands(holds: &[String]) -> String {
    format!("{} stays", holds.join(", "))
}

/// The same as what stands in the way, with what was learnt since; nothing of what has ended.
pub(super) fn in_the_way(
    home: &Home,
    incident: &Incident,
    since: Option<&Since>,
) -> Result<Vec<Unfinished>, Failure> {
    if matches!(incident.stage, Stage::Closed | Stage::Merged) {
        return Ok(Vec::new());
    }
    let holds = holds(home, incident)?.into_iter();
    let holds = holds.map(|hold| Unfinished::Hold { hold });
    let learnt = learning::in_the_way(since, incident).into_iter();
    Ok(learnt.chain(holds).collect())
}

/// Holds that stand over the time of its reads, of whatever classes; over any time while no scope tells of it.
fn holds(home: &Home, incident: &Incident) -> Result<Vec<String>, Failure> {
    let snapshot = home.snapshot_with(Names::Unread)?;
    let scope = incident.scope();
    let covers = |span: &Span| {
        let from = scope.and_then(|of| of.first).unwrap_or(Millis::MIN);
        let to = scope.and_then(|of| of.last).unwrap_or(Millis::MAX);
        span.from <= to && from <= span.to
    };
    let all = snapshot.standing.holds.iter();
    let over = all.filter(|(_, span)| covers(span));
    Ok(over
        .map(|(number, span)| match span.classes.is_empty() {
            true => format!("hold {number} over everything"),
            false => format!("hold {number} over {}", span.classes.join(", ")),
        })
        .collect())
}
