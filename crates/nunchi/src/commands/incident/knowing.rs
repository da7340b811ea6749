//! What a person enters of who knew what, and of what is so when a law asks.

use event::Millis;
use incident::case::{Incident, What};

use super::{awaring, typed, word};
use crate::{asking, cli::AwareArgs, failure::Failure, home::Home};

/// A moment that may have been awareness.
pub(super) fn aware(home: &Home, incident: &Incident, args: &AwareArgs) -> Result<What, Failure> {
    let happened = typed::minute(home, "--happened", &args.happened)?;
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    awaring::hold_early(incident, (happened, args.long_ago), (now, &zone))?;
    Ok(What::Candidate {
        kind: word("--kind", &args.kind)?,
        happened,
        who: args.who.clone(),
        knew: word("--knew", &args.knew)?,
        evidence: args.evidence.clone(),
        controller: args.controller.clone(),
    })
}

/// Which candidate rules, of the controller that it names where the command names none.
pub(super) fn chosen(
    incident: &Incident,
    start: &str,
    candidate: Option<u32>,
    controller: Option<&String>,
) -> Result<What, Failure> {
    let all = incident.awareness.candidates(Millis::MAX);
    let of = all.into_iter().find(|(id, _)| Some(id.0) == candidate);
    let own = of.and_then(|(_, of)| of.controller.clone());
    Ok(What::Chosen {
        start: word("--start", start)?,
        candidate,
        controller: controller.cloned().or(own),
    })
}

/// What is so, or not, of one controller or of all.
pub(super) fn says(fact: &str, answer: &str, controller: Option<&String>) -> Result<What, Failure> {
    let yes = match answer {
        "yes" => Some(true),
        "no" => Some(false),
        "unknown" => None,
        other => {
            return Err(Failure::usage(format!(
                "{other:?} is no answer: yes, no or unknown"
            )));
        }
    };
    Ok(What::Says {
        fact: word("the fact", fact)?,
        yes,
        controller: controller.cloned(),
    })
}
