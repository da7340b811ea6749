//! Steps that are more than one: freezing a scope, merging, splitting.

use event::ErrorClass;
use incident::case::What;

use super::told;
use crate::{
    asking,
    cases::{Because, Cases, freeze},
    cli::Stepping,
    failure::Failure,
    home::Home,
};

pub(super) fn scope(step: &Stepping) -> Result<u8, Failure> {
    let home = Home::open(&step.place)?;
    let by = asking::asker(step.as_name.as_deref())?;
    let why = asking::reason(&step.reason)?;
    let cases = Cases::open(&home)?;
    let mut incident = cases.incident(step.id, &by)?;
    freeze(&cases, &mut incident, &Because { by: &by, why })?;
    Cases::remind(&incident);
    told(&incident, step.format)
}

/// The other incident takes over awareness, filings, decisions, evidence and what is owed.
pub(super) fn merge(step: &Stepping, into: u32) -> Result<u8, Failure> {
    if step.id == into {
        return Err(Failure::usage("an incident is not merged into itself"));
    }
    let home = Home::open(&step.place)?;
    let by = asking::asker(step.as_name.as_deref())?;
    let why = asking::reason(&step.reason)?;
    let because = Because { by: &by, why };
    let cases = Cases::open(&home)?;
    let mut from = cases.incident(step.id, &by)?;
    let mut other = cases.incident(into, &by)?;
    if from.mode != other.mode {
        return Err(Failure::new(
            ErrorClass::Conflict,
            "one of them is an exercise and the other is real: they are never merged",
        ));
    }
    let inherited = from
        .steps
        .clone()
        .into_iter()
        .filter(|of| inherits(&of.what));
    for one in inherited {
        let what = What::Inherited {
            incident: from.id,
            step: Box::new(one),
        };
        cases.take(&mut other, what, &because)?;
    }
    cases.take(&mut from, What::MergedInto { incident: into }, &because)?;
    told(&other, step.format)
}

pub(super) fn split(step: &Stepping, title: &str, selection: &str) -> Result<u8, Failure> {
    let home = Home::open(&step.place)?;
    let by = asking::asker(step.as_name.as_deref())?;
    let why = asking::reason(&step.reason)?;
    let because = Because { by: &by, why };
    let cases = Cases::open(&home)?;
    let from = cases.incident(step.id, &by)?;
    let selection = asking::selection(&home, &home.snapshot()?, selection)?.to_string();
    let opened = What::Opened {
        mode: from.mode,
        title: title.to_owned(),
        findings: from.findings.clone(),
        regimes: from.regimes.clone(),
        controllers: from.controllers.clone(),
    };
    let mut other = cases.begin(opened, &because)?;
    cases.take(&mut other, What::SplitFrom { incident: from.id }, &because)?;
    let selected = What::Selected {
        selection,
        replaces: false,
    };
    cases.take(&mut other, selected, &because)?;
    let is_selection = |what: &What| matches!(what, What::Selected { .. } | What::Included { .. });
    let inherited = from
        .steps
        .into_iter()
        .filter(|of| inherits(&of.what) && !is_selection(&of.what));
    for one in inherited {
        let what = What::Inherited {
            incident: from.id,
            step: Box::new(one),
        };
        cases.take(&mut other, what, &because)?;
    }
    told(&other, step.format)
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
