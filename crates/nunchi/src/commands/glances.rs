//! Glances: whom a finding was shown to, and when. What a machine found is not awareness until a person opened it, and
//! the glance of a person may be it; so each is entered in the ledger, as a question is, before the finding is told.
//!
//! Invariants: a glance is an act and never taken back; its body is sealed and salted, so that bundles hold its digest
//! alone. A list shows nobody a finding. That a glance cannot be entered is said and hides no finding.

use std::collections::BTreeMap;

use event::{ActKind, ErrorClass, Millis};
use exposure::Ground;
use serde::Deserialize;
use serde_json::{Map, json};

use crate::{acts, asking, failure::Failure, home::Home, printer::note};

/// What the body of such an act calls itself.
const QUESTION: &str = "finding";

/// The first glance of one person at one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glance {
    /// Who, as the command was told or the system says.
    pub(crate) by: String,
    /// When, by the clock of the machine.
    pub(crate) at: Millis,
    /// Position of its act in the ledger.
    pub(crate) position: u64,
}

/// The body of its act.
#[derive(Debug, Deserialize)]
struct Body {
    question: String,
    finding: String,
}

/// Enters that somebody is shown a finding now.
///
/// # Errors
/// Where the ledger cannot be written now, such as while another process does.
pub(crate) fn enter(home: &Home, by: &str, finding: &str) -> Result<Glance, Failure> {
    let mut ledger = home.writer()?;
    let at = Millis(home.clock().now_ms());
    let body = Map::from_iter([
        ("question".to_owned(), json!(QUESTION)),
        ("finding".to_owned(), json!(finding)),
    ]);
    let receipt = asking::record(home, &mut ledger, ActKind::Question, by, body)?;
    Ok(Glance {
        by: by.to_owned(),
        at,
        position: receipt.position,
    })
}

/// The same, where who is shown it must see it whatever stands in the way of the record.
pub(crate) fn enter_or_warn(home: &Home, by: &str, finding: &str) {
    if let Err(failure) = enter(home, by, finding) {
        note(&format!(
            "warning: that {by} was shown this finding is not on record: {}. It may be the moment of awareness: show it \
             again once the ledger can be written, or enter the moment in the incident (`nunchi incident aware … --kind \
             finding_opened`)",
            failure.message
        ));
    }
}

/// The first glance of each person at a finding, the earliest first.
///
/// # Errors
/// Where acts do not open; without the book key nothing can be said of glances.
pub(crate) fn firsts(
    home: &Home,
    ground: &Ground<'_>,
    finding: &str,
) -> Result<Vec<Glance>, Failure> {
    let Some(keys) = home.act_keys()? else {
        let message = "who was shown the finding cannot be read without the book key";
        return Err(Failure::new(ErrorClass::Config, message));
    };
    let mut of: BTreeMap<String, Glance> = BTreeMap::new();
    for act in acts::opened::<Body>(&ground.controls, &keys, &[ActKind::Question]) {
        let (control, body) = act?;
        if body.question != QUESTION || body.finding != finding {
            continue;
        }
        let by = control.by.and_then(|code| ground.snapshot.text(code));
        let glance = Glance {
            by: by.unwrap_or("?").to_owned(),
            at: control.time,
            position: control.position,
        };
        let first = of.entry(glance.by.clone()).or_insert(glance.clone());
        // The clock of a machine may have been set back between two.
        if glance.at < first.at {
            *first = glance;
        }
    }
    let mut firsts: Vec<Glance> = of.into_values().collect();
    firsts.sort_by_key(|glance| (glance.at, glance.position));
    Ok(firsts)
}

#[cfg(test)]
mod tests;
