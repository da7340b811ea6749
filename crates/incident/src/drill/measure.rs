//! How the answers of a team stand: hours to each step, by the clock of the drill, and what was missed.

use event::Millis;

use super::{
    goals::{Goal, GoalId, OfClock, Opened},
    script::{Inject, Kind, Script},
};
use crate::{
    case::{CaseError, Cause, Change, Frozen, Incident, ObligationKind, Stage, Step, What},
    law::{Answer, Clock, Ruling, Span, Start, State, Trigger},
};

/// The id under which a walk takes in the answers that are written down, for its steps to rest on: no piece that reached
/// the team, and no goal is reached by it.
pub const WRITTEN: &str = "answers";

/// The clock that tells whether the people are to be told.
const NOTICE: &str = "KR-PIPA-NOTICE";

/// What a drill is measured by.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The script.
    pub script: &'a Script,
    /// The exercise, once one was opened.
    pub incident: Option<&'a Incident>,
    /// When a hold was placed on the record, the first one.
    pub held: Option<Millis>,
    /// How many subjects were read, without the record found late and with it.
    pub exact: (u64, u64),
    /// The moment of the drill.
    pub now: Millis,
}

/// How a goal stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// What it answers has not come yet.
    NotYet,
    /// It can still be done: in so much time, where something sets an end.
    Open(Option<Span>),
    /// Done, and nothing says by when it should have been.
    Done,
    /// Done in time.
    InTime,
    /// Done, so much too late.
    Late(Span),
    /// Done, and not as it should be: why.
    Wrong(String),
    /// Not done.
    Missed,
}

impl Verdict {
    /// Its name.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::NotYet => "not_yet",
            Verdict::Open(_) => "open",
            Verdict::Done => "done",
            Verdict::InTime => "in_time",
            Verdict::Late(_) => "late",
            Verdict::Wrong(_) => "wrong",
            Verdict::Missed => "missed",
        }
    }
}

/// One goal and how it stands.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The goal.
    pub goal: &'a Goal,
    /// From when its hours count.
    pub from: Millis,
    /// When it was done.
    pub done: Option<Millis>,
    /// How it stands.
    pub verdict: Verdict,
}

impl Line<'_> {
    /// The hours to it. What was done before it was asked took none.
    #[must_use]
    pub fn took(&self) -> Option<Span> {
        Some(Span::between(self.from, self.done?))
    }

    /// The hours to it in the case, where they are known to the minute.
    #[must_use]
    pub fn took_then(&self) -> Option<Span> {
        Some(Span::between(self.from, self.goal.then.moment()?))
    }

    fn missed(&self) -> Option<String> {
        let what = self.goal.what;
        let because = match self.goal.because {
            "" => String::new(),
            because => format!(" ({because})"),
        };
        match &self.verdict {
            Verdict::Missed => Some(format!("never done: {what}{because}")),
            Verdict::Late(by) => Some(format!("late by {by}: {what}{because}")),
            Verdict::Wrong(why) => Some(format!("{what}: {why}")),
            _ => None,
        }
    }
}

/// A clock of the law, and how it was in the case.
#[derive(Debug, Clone)]
pub struct ClockLine<'a> {
    /// The clock.
    pub clock: Clock,
    /// What it says.
    pub state: State,
    /// When it was stopped in the case, and what else is to be said of that.
    pub then: Option<&'a OfClock>,
}

impl ClockLine<'_> {
    fn missed(&self, over: bool) -> Option<String> {
        let what = &self.clock.key;
        match &self.state {
            State::FiledLate { late, .. } => Some(format!("filed late by {late}: {what}")),
            State::Overdue { by } => Some(format!("not filed, overdue by {by}: {what}")),
            State::CannotSay { .. } => Some(format!("nobody knows from when it counts: {what}")),
            State::Stopped {
                overdue: Some(by), ..
            } => Some(format!(
                "decided not to apply {by} after it was due: {what}"
            )),
            state if over && state.is_open() => Some(format!("never filed: {what}")),
            _ => None,
        }
    }
}

/// How a drill stands.
#[derive(Debug, Clone)]
pub struct Measured<'a> {
    /// Every goal.
    pub lines: Vec<Line<'a>>,
    /// Every clock that has begun.
    pub clocks: Vec<ClockLine<'a>>,
    /// What was never done or late, in sentences.
    pub missed: Vec<String>,
    /// Whether the script has ended.
    pub over: bool,
}

/// Measures a drill.
///
/// # Errors
/// When a limit cannot be counted.
pub fn measure<'a>(ground: &Ground<'a>) -> Result<Measured<'a>, CaseError> {
    let (script, now) = (ground.script, ground.now);
    let over = now >= script.to();
    let mut lines = Vec::new();
    for goal in script.goals {
        lines.push(line(ground, goal, over)?);
    }
    let clocks = clocks(ground)?;
    let of_goals = lines.iter().filter_map(Line::missed);
    let of_clocks = clocks.iter().filter_map(|of| of.missed(over));
    let missed = of_goals.chain(of_clocks).collect();
    Ok(Measured {
        lines,
        clocks,
        missed,
        over,
    })
}

fn line<'a>(ground: &Ground<'a>, goal: &'a Goal, over: bool) -> Result<Line<'a>, CaseError> {
    let inject = ground.script.inject(goal.after);
    let from = inject.map_or(ground.script.from(), Inject::at);
    let done = done(ground, (goal, from))?.filter(|at| *at <= ground.now);
    let verdict = match (done, wrong(ground, goal)) {
        (Some(_), Some(why)) => Verdict::Wrong(why),
        (done, _) => verdict(ground.now, (from, goal.by()), done, over),
    };
    Ok(Line {
        goal,
        from,
        done,
        verdict,
    })
}

fn verdict(
    now: Millis,
    (from, by): (Millis, Option<Millis>),
    done: Option<Millis>,
    over: bool,
) -> Verdict {
    match (done, by) {
        (Some(at), Some(by)) if at > by => Verdict::Late(Span::between(by, at)),
        (Some(_), Some(_)) => Verdict::InTime,
        (Some(_), None) => Verdict::Done,
        (None, _) if now < from => Verdict::NotYet,
        (None, Some(by)) if now > by => Verdict::Missed,
        (None, _) if over => Verdict::Missed,
        (None, by) => Verdict::Open(by.map(|by| Span::between(now, by))),
    }
}

/// When a goal was reached.
fn done(ground: &Ground<'_>, (goal, from): (&Goal, Millis)) -> Result<Option<Millis>, CaseError> {
    let Some(incident) = ground.incident else {
        // A hold stands on the record, whether an incident was opened or not.
        return Ok(ground.held.filter(|_| goal.id == GoalId::Held));
    };
    let first = |is: &dyn Fn(&What) -> bool| {
        let mut steps = incident.standing();
        steps.find(|step| is(&step.what)).map(|step| step.at)
    };
    Ok(match goal.id {
        GoalId::Held => ground.held,
        GoalId::Opened => first(&|what| matches!(what, What::Opened { .. })),
        GoalId::FirstScope => incident.frozen_at(1),
        GoalId::ExactScope => {
            let is = |subjects: u64| subjects == ground.exact.0 || subjects == ground.exact.1;
            first(&|what| matches!(what, What::Scoped(of) if is(of.figures.subjects)))
        }
        GoalId::LateGroup => first(&|what| matches!(what, What::Scoped(of) if is_late(of))),
        GoalId::AwarenessChosen => first(&|what| matches!(what, What::Chosen { .. })),
        GoalId::Contained => incident.contained.as_ref().map(|(since, _)| *since),
        GoalId::NoticeDecided => {
            first(&|what| matches!(what, What::Decided { clock, .. } if clock == NOTICE))
        }
        GoalId::DutiesDecided => all_decided(incident, ground.now)?,
        GoalId::EvidenceTaken => {
            // What is taken in after another mail came is taken for that one.
            let mut later = ground.script.injects.iter();
            let next = later.find(|of| of.kind == Kind::Mail && of.at() > from);
            let until = next.map_or(Millis::MAX, Inject::at);
            let taken = |step: &&Step| {
                let is_of_the_script = matches!(&step.what, What::Took(of) if of.id != WRITTEN);
                (from..until).contains(&step.at) && is_of_the_script
            };
            incident.standing().find(taken).map(|step| step.at)
        }
        GoalId::Answered => answered(ground.script, incident, goal.after),
        GoalId::Closed => match incident.stage {
            Stage::Closed => {
                let mut steps = incident.steps.iter().rev();
                let is_close = |step: &&Step| step.what == What::Closed;
                steps.find(is_close).map(|step| step.at)
            }
            _ => None,
        },
    })
}

/// What is wrong with a goal that was reached.
fn wrong(ground: &Ground<'_>, goal: &Goal) -> Option<String> {
    if goal.id != GoalId::AwarenessChosen {
        return None;
    }
    let ruling = ground
        .incident?
        .awareness
        .ruling(Start::IncidentKnown, ground.now);
    let counts_from = ground.script.counts_from();
    match ruling {
        Ruling::Unknown(_) => Some("chosen as unknown, so that no clock can say".to_owned()),
        Ruling::Chosen(_, candidate, _) if candidate.at > counts_from => Some(format!(
            "the moment chosen is {} later than the authority counts from",
            Span::between(counts_from, candidate.at)
        )),
        _ => None,
    }
}

/// When the last duty was decided; `None` while one is not.
fn all_decided(incident: &Incident, now: Millis) -> Result<Option<Millis>, CaseError> {
    let rows = incident.duties(now)?;
    if rows.iter().any(|row| row.answer == Answer::Undecided) {
        return Ok(None);
    }
    let decided = rows.iter().filter_map(|row| row.standing);
    Ok(decided.map(|of| of.at).max())
}

/// When the order of an inject was answered. Orders and what was entered of them are paired in the order in which they
/// came: an entry belongs to the first order before it that has none yet, and to preserve is its own kind.
fn answered(script: &Script, incident: &Incident, inject: &str) -> Option<Millis> {
    let is_owed = |step: &&Step| matches!(step.what.inner(), What::Owed { .. });
    let entered = incident.standing().filter(is_owed);
    let mut free: Vec<_> = entered.zip(&incident.obligations).collect();
    let is_order = |of: &&Inject| matches!(of.kind, Kind::Order | Kind::Preserve);
    for order in script.injects.iter().filter(is_order) {
        let preserves = order.kind == Kind::Preserve;
        let fits = |kind: ObligationKind| preserves == (kind == ObligationKind::Preservation);
        let mut all = free.iter();
        let found = all.position(|(step, of)| step.at >= order.at() && fits(of.kind));
        let owed = found.map(|at| free.remove(at).1);
        if order.id == inject {
            return owed?.reply.as_ref().map(|reply| reply.at);
        }
    }
    None
}

fn is_late(of: &Frozen) -> bool {
    let late = |change: &Change| change.cause == Cause::LateSource && change.added > 0;
    of.changes.iter().any(late)
}

/// The clocks that have begun, the first due first.
fn clocks<'a>(ground: &Ground<'a>) -> Result<Vec<ClockLine<'a>>, CaseError> {
    let Some(incident) = ground.incident else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for clock in incident.clocks(ground.now)? {
        let state = clock.state(&incident.register, ground.now);
        if state == State::NotBegun {
            continue;
        }
        let opened = opened(incident, &clock.key.trigger);
        let mut known = ground.script.clocks.iter();
        let is_its = clock.key.controller == ground.script.controller;
        let then = known.find(|of| is_its && of.clock == clock.key.clock && of.opened == opened);
        lines.push(ClockLine { clock, state, then });
    }
    lines.sort_by_key(|line| {
        let due = line.clock.due().and_then(|due| due.limit);
        (due.is_none(), due, line.clock.key.clone())
    });
    Ok(lines)
}

fn opened(incident: &Incident, trigger: &Trigger) -> Opened {
    match trigger {
        Trigger::Group { scope } => match incident.version(*scope).is_some_and(is_late) {
            true => Opened::ByLateGroup,
            false => Opened::ByGroup,
        },
        Trigger::Incident | Trigger::Fact { .. } => Opened::ByIncident,
    }
}
