//! Incidents that were split off or merged share what was known when that happened: evidence, moments of awareness, filings.
//! To restrict one of them hides none of it as long as another is seen by more people, so these are named. None is
//! restricted by it: that is a decision on each.

use std::collections::BTreeSet;

use incident::case::{Incident, Number, What};

/// Those that share its record and are seen by somebody who does not see it any more, where `names` alone see it.
pub(super) fn seen_by_more<'a>(
    of: &Incident,
    names: &[String],
    all: &'a [Incident],
) -> Vec<&'a Incident> {
    if names.is_empty() {
        return Vec::new();
    }
    let kin = kin(of.id, all);
    let more = |one: &&Incident| {
        let seen_by = &one.restricted;
        seen_by.is_empty() || seen_by.iter().any(|name| !names.contains(name))
    };
    let others = all.iter().filter(|one| kin.contains(&one.id));
    others.filter(more).collect()
}

/// What is said of one of them.
pub(super) fn line(one: &Incident, names: &[String]) -> String {
    let seen_by = match one.restricted.as_slice() {
        [] => "all".to_owned(),
        names => names.join(", "),
    };
    let quoted = |name: &String| match name.contains(char::is_whitespace) {
        true => format!("'{name}'"),
        false => name.clone(),
    };
    let names: Vec<String> = names.iter().map(quoted).collect();
    format!(
        "incident {id} holds copies of its record (evidence, moments, filings) and is seen by {seen_by}: restrict it too \
         (`nunchi incident restrict {id} {}`)",
        names.join(" "),
        id = one.id
    )
}

/// All that share something with it, however often they were split and merged; not itself.
fn kin(of: Number, all: &[Incident]) -> BTreeSet<Number> {
    let pairs: Vec<(Number, Number)> = all.iter().flat_map(shares).collect();
    let mut found = BTreeSet::from([of]);
    loop {
        let before = found.len();
        for (one, other) in &pairs {
            if found.contains(one) || found.contains(other) {
                found.extend([*one, *other]);
            }
        }
        if found.len() == before {
            found.remove(&of);
            return found;
        }
    }
}

/// With which it shares something by a step of its own.
fn shares(of: &Incident) -> impl Iterator<Item = (Number, Number)> {
    of.steps.iter().filter_map(|step| match &step.what {
        What::SplitFrom { incident } | What::MergedInto { incident } => Some((of.id, *incident)),
        _ => None,
    })
}
