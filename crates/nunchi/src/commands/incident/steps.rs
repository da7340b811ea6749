//! Steps that are more than one: freezing a scope, merging, splitting.

use event::{ErrorClass, Millis};
use incident::case::{CaseError, Incident, Number, Passing, What};

use super::{Ended, ending, opening, passing, stepping};
use crate::{
    asking,
    cases::{Because, Cases, freeze},
    cli::Stepping,
    failure::Failure,
    printer::note,
};

pub(super) fn scope(step: &Stepping) -> Result<u8, Failure> {
    stepping(step, |cases, mut incident, because| {
        freeze(cases, &mut incident, because)?;
        Ok(incident)
    })
}

/// The other incident takes over what was filed, told, asked, decided and taken in.
pub(super) fn merge(step: &Stepping, into: Number) -> Result<u8, Failure> {
    if step.id == into {
        return Err(Failure::usage("an incident is not merged into itself"));
    }
    ending(step, |cases, from, because| {
        merged(cases, from, into, because)
    })
}

fn merged(
    cases: &Cases<'_>,
    mut from: Incident,
    into: Number,
    because: &Because<'_>,
) -> Result<Ended, Failure> {
    let mut other = cases.incident(into, because.by)?;
    if from.mode != other.mode {
        return Err(Failure::new(
            ErrorClass::Conflict,
            "one of them is an exercise and the other is real: they are never merged",
        ));
    }
    let goes_on = What::MergedInto { incident: into };
    cases.may_take(&from, std::slice::from_ref(&goes_on), because)?;
    goes_on_itself(cases, &other, because.by)?;
    let passed = from.passes_on(&other, Passing::Merge);
    let (before, whole) = (other.clone(), from.clone());
    let both = &mut [(&mut other, passed), (&mut from, vec![goes_on])];
    cases.take_all(both, because)?;
    warn_who_sees(&other, &before.restricted);
    let mut says = passing::taken_over(&whole, &other);
    let home = cases.home();
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    says.extend(passing::moved(&before, &other, now, &zone));
    Ok(Ended {
        before: Some(before),
        incident: other,
        says,
    })
}

/// Refuses an incident that was merged away, by the name of the one that goes on.
fn goes_on_itself(cases: &Cases<'_>, other: &Incident, by: &str) -> Result<(), Failure> {
    let Some(mut heir) = other.goes_on_in else {
        return Ok(());
    };
    // An heir that was merged away in its turn. Whoever may not see one is told no further.
    while let Ok(next) = cases.incident(heir, by)
        && let Some(further) = next.goes_on_in
    {
        heir = further;
    }
    Err(Failure::new(
        ErrorClass::Conflict,
        format!(
            "incident {} was merged away: merge into incident {heir}, in which it goes on",
            other.id
        ),
    ))
}

/// A part, with the laws and controllers of the whole and what is named beside them.
pub(super) fn split(
    step: &Stepping,
    (title, selection): (&str, &str),
    (regimes, controllers): (&[String], &[String]),
) -> Result<u8, Failure> {
    ending(step, |cases, from, because| {
        let more = opening::named(cases.home(), controllers)?;
        let opened = What::Opened {
            mode: from.mode,
            title: title.to_owned(),
            findings: from.findings.clone(),
            regimes: opening::once(&[from.regimes.as_slice(), regimes].concat()),
            controllers: opening::once(&[from.controllers.as_slice(), &more].concat()),
        };
        let part = apart(cases, &from, (opened, selection), because)?;
        let mut says = passing::taken_over(&from, &part);
        says.extend(passing::beyond(cases.home(), &from, &part));
        Ok(Ended {
            before: None,
            incident: part,
            says,
        })
    })
}

fn apart(
    cases: &Cases<'_>,
    from: &Incident,
    (opened, selection): (What, &str),
    because: &Because<'_>,
) -> Result<Incident, Failure> {
    if let Some(heir) = from.goes_on_in {
        let id = from.id;
        return Err(CaseError::GoesOn { id, heir }.into());
    }
    let home = cases.home();
    let selection = asking::selection(home, &home.snapshot()?, selection)?.to_string();
    let selected = What::Selected {
        selection,
        replaces: false,
    };
    // Who may see it is among what it takes over, and comes first.
    let then = |part: &Incident| {
        let mut all = vec![What::SplitFrom { incident: from.id }];
        all.extend(from.passes_on(part, Passing::Split));
        all.push(selected.clone());
        all.into_iter().map(|what| (what, None)).collect()
    };
    let other = cases.begin(opened, then, because)?;
    warn_who_sees(&other, &[]);
    Ok(other)
}

/// Warns who alone sees an incident from now on.
fn warn_who_sees(heir: &Incident, before: &[String]) {
    if heir.restricted != before {
        note(&format!(
            "warning: incident {} is now seen by {} alone, as the other was",
            heir.id,
            heir.restricted.join(", ")
        ));
    }
}
