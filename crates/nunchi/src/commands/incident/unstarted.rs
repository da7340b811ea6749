//! What has no clock yet: duties that apply and whose clock nothing began, and laws of which no clock has begun, each with
//! what is missing for it.

use std::collections::BTreeSet;

use api::incidents::clocks;
use event::Millis;
use incident::{
    case::{Incident, Unstarted},
    law::{self, Clock, Ruling, Start, State},
};

use crate::failure::Failure;

/// A duty or a law without a clock.
pub(super) struct NotStarted {
    /// The law.
    pub(super) regime: String,
    /// The clock of the duty; `None` of a law as a whole.
    pub(super) clock: Option<String>,
    /// The controller; `None` of all.
    pub(super) controller: Option<String>,
    /// What is missing.
    pub(super) says: String,
}

impl NotStarted {
    /// As a line under a table of clocks.
    pub(super) fn line(&self) -> String {
        let what = self.clock.as_ref().unwrap_or(&self.regime);
        match &self.controller {
            Some(controller) => format!("{what} {controller}: {}", self.says),
            None => format!("{what}: {}", self.says),
        }
    }

    /// As JSON.
    pub(super) fn document(self) -> clocks::NotStarted {
        clocks::NotStarted {
            clock: self.clock,
            controller: self.controller,
            regime: self.regime,
            says: self.says,
        }
    }
}

/// Every duty that applies and has no clock, then the laws of which no clock of a controller has begun and no duty is among
/// those.
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
            clock: Some(of.duty.clock),
            controller: Some(of.duty.controller),
        })
        .collect();
    let begun = |regime: &str, controller: &str| {
        clocks.iter().any(|of| {
            let is_its = of.key.regime == regime && of.key.controller == controller;
            is_its && of.state(&incident.register, now) != State::NotBegun
        })
    };
    for id in &incident.regimes {
        let is_told = |controller: &str| {
            let mut told = all.iter().filter(|of| of.regime == *id);
            told.any(|of| of.controller.as_deref() == Some(controller))
        };
        let mut idle: Vec<&String> = incident.controllers.iter().collect();
        idle.retain(|controller| !begun(id, controller) && !is_told(controller));
        let of_all = idle.len() == incident.controllers.len();
        let controllers: Vec<Option<&String>> = match of_all {
            true => vec![None],
            false => idle.into_iter().map(Some).collect(),
        };
        for controller in controllers {
            all.push(NotStarted {
                regime: id.clone(),
                clock: None,
                controller: controller.cloned(),
                says: of_law(incident, (id, controller), now)?,
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
                start.known().1
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
fn of_law(
    incident: &Incident,
    (id, controller): (&str, Option<&String>),
    now: Millis,
) -> Result<String, Failure> {
    let regime = law::regime(id).map_err(|e| Failure::usage(e.to_string()))?;
    let starts: BTreeSet<Start> = regime
        .clocks
        .iter()
        .flat_map(|of| of.starts.clone())
        .collect();
    let aware = match controller {
        Some(controller) => incident.awareness.of(controller),
        None => incident.awareness.whole(),
    };
    let nothing = |start: &&Start| aware.ruling(**start, now) == Ruling::Nothing;
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
    let (that, knew) = (start.known().1, knew(start));
    format!(
        "not started: nobody entered that {that} (nunchi incident aware {} … --knew {knew})",
        incident.id
    )
}

/// What somebody knew, as it is entered, who begins it.
fn knew(start: Start) -> &'static str {
    match start {
        Start::IncidentKnown => "incident",
        Start::PossibilityKnown => "possibility",
        Start::LeakKnown => "leak",
        Start::MaterialityDecided => "materiality",
        Start::ToldPeople => "told_people",
        Start::ToldAuthority => "told_authority",
    }
}
