//! What has no clock yet: duties that apply and whose clock nothing began, and laws of which no clock has begun, each with
//! what is missing for it.

use std::collections::BTreeSet;

use event::Millis;
use incident::{
    case::{Incident, Unstarted},
    law::{self, Clock, Ruling, Start, State},
};
use serde_json::{Value, json};

use crate::failure::Failure;

/// A duty or a law without a clock.
pub(super) struct NotStarted {
    /// The law.
    pub(super) regime: String,
    /// The clock of the duty and its controller; `None` of a law as a whole.
    pub(super) of: Option<(String, String)>,
    /// What is missing.
    pub(super) says: String,
}

impl NotStarted {
    /// As a line under a table of clocks.
    pub(super) fn line(&self) -> String {
        match &self.of {
            Some((clock, controller)) => format!("{clock} {controller}: {}", self.says),
            None => format!("{}: {}", self.regime, self.says),
        }
    }

    /// As JSON.
    pub(super) fn document(&self) -> Value {
        let (clock, controller) = self.of.clone().unzip();
        json!({
            "regime": self.regime,
            "clock": clock,
            "controller": controller,
            "says": self.says,
        })
    }
}

/// Every duty that applies and has no clock, then the laws of which no clock has begun and no duty is among those.
pub(super) fn all(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
) -> Result<Vec<NotStarted>, Failure> {
    let mut all: Vec<NotStarted> = incident
        .unstarted(clocks, now)?
        .into_iter()
        .map(|of| NotStarted {
            says: format!("{}; {}", applies(&of), why(incident, &of)),
            regime: of.duty.regime,
            of: Some((of.duty.clock, of.duty.controller)),
        })
        .collect();
    let begun = |regime: &str| {
        let mut of = clocks.iter().filter(|clock| clock.key.regime == regime);
        of.any(|clock| clock.state(&incident.register, now) != State::NotBegun)
    };
    for id in incident.regimes.iter().filter(|id| !begun(id)) {
        if all.iter().all(|of| of.regime != *id) {
            all.push(NotStarted {
                regime: id.clone(),
                of: None,
                says: of_law(incident, id, now)?,
            });
        }
    }
    Ok(all)
}

/// The duties that apply and have no clock, as what is not known.
pub(super) fn unknown(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
) -> Result<Vec<String>, Failure> {
    let found = incident.unstarted(clocks, now)?;
    let line = |of: &Unstarted| {
        let (clock, controller) = (&of.duty.clock, &of.duty.controller);
        let applies = applies(of);
        match (&of.after, of.starts.last()) {
            (Some(after), _) => format!(
                "when {clock} of {controller} is due, which {applies}: it counts from the filing of {after}"
            ),
            (None, Some(start)) => format!(
                "from when {clock} of {controller} counts, which {applies}: nobody entered that {}",
                that(*start).0
            ),
            (None, None) => format!("why {clock} of {controller}, which {applies}, has no clock"),
        }
    };
    Ok(found.iter().map(line).collect())
}

fn applies(of: &Unstarted) -> &'static str {
    match of.is_decided {
        true => "applies, as decided",
        false => "applies, as the rules propose",
    }
}

/// What is missing for the clock of a duty.
fn why(incident: &Incident, of: &Unstarted) -> String {
    match (&of.after, of.starts.last()) {
        (Some(after), _) => format!(
            "not started: it counts from the filing of {after} (nunchi incident file {} --clock {after} --controller {} …)",
            incident.id, of.duty.controller
        ),
        (None, Some(start)) => missing(incident, *start),
        (None, None) => "not started, though what starts it is known".to_owned(),
    }
}

/// What is missing for a law of which no clock has begun.
fn of_law(incident: &Incident, id: &str, now: Millis) -> Result<String, Failure> {
    let regime = law::regime(id).map_err(|e| Failure::usage(e.to_string()))?;
    let starts: BTreeSet<Start> = regime
        .clocks
        .iter()
        .flat_map(|of| of.starts.clone())
        .collect();
    let nothing = |start: &&Start| incident.awareness.ruling(**start, now) == Ruling::Nothing;
    // Of moments of awareness the leak is told: whoever knows of it knows all that comes before.
    let (aware, other): (Vec<Start>, Vec<Start>) = starts
        .iter()
        .filter(nothing)
        .partition(|start| **start <= Start::LeakKnown);
    let wanted = aware.last().or(other.first());
    Ok(wanted.map_or_else(
        || {
            let words: Vec<&str> = starts.iter().map(|start| start.word()).collect();
            format!("not started, though known: {}", words.join(", "))
        },
        |start| missing(incident, *start),
    ))
}

/// What nobody entered, and how it is entered.
pub(super) fn missing(incident: &Incident, start: Start) -> String {
    let (that, knew) = that(start);
    format!(
        "not started: nobody entered that {that} (nunchi incident aware {} … --knew {knew})",
        incident.id
    )
}

/// What is known at a start, in words, and as it is entered.
fn that(start: Start) -> (&'static str, &'static str) {
    match start {
        Start::IncidentKnown => ("an incident is known", "incident"),
        Start::PossibilityKnown => ("a leak is possible", "possibility"),
        Start::LeakKnown => ("a leak is known", "leak"),
        Start::MaterialityDecided => ("it was decided to be material", "materiality"),
        Start::ToldPeople => ("people were told", "told_people"),
        Start::ToldAuthority => ("an authority was told", "told_authority"),
    }
}
