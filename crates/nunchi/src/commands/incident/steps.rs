//! Steps that are more than one: freezing a scope, merging, splitting.

use event::ErrorClass;
use incident::case::{Incident, Number, What};

use super::stepping;
use crate::{
    asking,
    cases::{Because, Cases, freeze},
    cli::Stepping,
    failure::Failure,
};

pub(super) fn scope(step: &Stepping) -> Result<u8, Failure> {
    stepping(step, |cases, mut incident, because| {
        freeze(cases, &mut incident, because)?;
        Ok(incident)
    })
}

/// The other incident takes over awareness, filings, decisions, evidence and what is owed.
pub(super) fn merge(step: &Stepping, into: Number) -> Result<u8, Failure> {
    if step.id == into {
        return Err(Failure::usage("an incident is not merged into itself"));
    }
    stepping(step, |cases, from, because| {
        merged(cases, from, into, because)
    })
}

fn merged(
    cases: &Cases<'_>,
    mut from: Incident,
    into: Number,
    because: &Because<'_>,
) -> Result<Incident, Failure> {
    let mut other = cases.incident(into, because.by)?;
    if from.mode != other.mode {
        return Err(Failure::new(
            ErrorClass::Conflict,
            "one of them is an exercise and the other is real: they are never merged",
        ));
    }
    inherit(cases, &mut other, &from, inherits, because)?;
    cases.take(&mut from, What::MergedInto { incident: into }, because)?;
    Ok(other)
}

pub(super) fn split(step: &Stepping, title: &str, selection: &str) -> Result<u8, Failure> {
    stepping(step, |cases, from, because| {
        apart(cases, &from, (title, selection), because)
    })
}

fn apart(
    cases: &Cases<'_>,
    from: &Incident,
    (title, selection): (&str, &str),
    because: &Because<'_>,
) -> Result<Incident, Failure> {
    let home = cases.home();
    let selection = asking::selection(home, &home.snapshot()?, selection)?.to_string();
    let opened = What::Opened {
        mode: from.mode,
        title: title.to_owned(),
        findings: from.findings.clone(),
        regimes: from.regimes.clone(),
        controllers: from.controllers.clone(),
    };
    let mut other = cases.begin(opened, because)?;
    cases.take(&mut other, What::SplitFrom { incident: from.id }, because)?;
    let selected = What::Selected {
        selection,
        replaces: false,
    };
    cases.take(&mut other, selected, because)?;
    let is_selection = |what: &What| matches!(what, What::Selected { .. } | What::Included { .. });
    let survives = |what: &What| inherits(what) && !is_selection(what);
    inherit(cases, &mut other, from, survives, because)?;
    Ok(other)
}

/// Gives an incident the steps of another that survive in it.
fn inherit(
    cases: &Cases<'_>,
    heir: &mut Incident,
    from: &Incident,
    survives: impl Fn(&What) -> bool,
    because: &Because<'_>,
) -> Result<(), Failure> {
    for one in from.steps.iter().filter(|of| survives(&of.what)) {
        let what = What::Inherited {
            incident: from.id,
            step: Box::new(one.clone()),
        };
        cases.take(heir, what, because)?;
    }
    Ok(())
}

/// Whether a step survives in the incident that goes on.
fn inherits(what: &What) -> bool {
    matches!(
        what,
        What::Candidate { .. }
            | What::Decided { .. }
            | What::Filed { .. }
            | What::Took(_)
            | What::Handed { .. }
            | What::Fact { .. }
            | What::Owed { .. }
            | What::Selected { .. }
            | What::Included { .. }
    )
}
