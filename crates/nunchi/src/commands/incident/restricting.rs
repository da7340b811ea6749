//! `nunchi incident restrict`: who alone sees an incident. Nobody can lift it who does not see it, so a slip of the hand is
//! said before it is a lock.

use incident::case::{Incident, What};

use super::kin;
use crate::{cases::Cases, failure::Failure, home::Home, printer::note};

/// The step, once whoever takes it means to shut himself out or does not.
pub(super) fn restricted(
    home: &Home,
    incident: &Incident,
    (names, by): (&[String], &str),
    without_me: bool,
) -> Result<What, Failure> {
    is_among(incident, names, by, without_me)?;
    let all = Cases::open(home)?.all(by)?;
    for of in kin::seen_by_more(incident, names, &all) {
        note(&format!("warning: {}", kin::line(of, names)));
    }
    for name in never_seen(&all, names, by) {
        note(&format!(
            "warning: {name} never took a step in this ledger: if the name is mistyped, nobody of it sees incident {}",
            incident.id
        ));
    }
    Ok(What::Restricted {
        names: names.to_vec(),
    })
}

/// Names under which nobody took a step of an incident that whoever restricts it sees.
fn never_seen<'n>(all: &[Incident], names: &'n [String], by: &str) -> Vec<&'n str> {
    let took = |name: &str| {
        let mut steps = all.iter().flat_map(|of| &of.steps);
        name == by || steps.any(|step| step.by == name)
    };
    let names = names.iter().map(String::as_str);
    names.filter(|name| !took(name)).collect()
}

/// Whoever shuts himself out of an incident must say that he means it.
fn is_among(
    incident: &Incident,
    names: &[String],
    by: &str,
    without_me: bool,
) -> Result<(), Failure> {
    match names.is_empty() || names.iter().any(|of| of == by) {
        true => Ok(()),
        false if without_me => Ok(()),
        false => Err(Failure::usage(format!(
            "{by} is not among those who would see incident {id}: from then on it would not be there for {by}, who could not \
             lift that. Name {by} too, or say --without-me",
            id = incident.id
        ))),
    }
}
