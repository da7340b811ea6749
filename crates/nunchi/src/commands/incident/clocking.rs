//! How the clocks of an incident are told.

use api::{Spoken, Time, VERSION, incidents::clocks};
use event::Millis;
use incident::{
    case::{Frozen, Incident, Obligation},
    law::{Clock, Filing, State},
};
use jiff::tz::TimeZone;

use super::{
    ahead, filing, passing, recording,
    showing::{elsewhere, mode, said, shown, state_word, under_mark},
    stood::Stood,
    telling,
    unstarted::{self, NotStarted},
    waiting,
};
use crate::{
    cli::StoodArgs,
    failure::Failure,
    printer::{Format, format_or_default, say},
    render::{self, Grid, documents::number, records},
};

/// Targets that a line under the clocks names, in number; the rest are counted, and stand in JSON and CSV.
const TARGETS_MAX: usize = 3;

/// How long, in milliseconds, as far as a state tells it.
#[derive(Default)]
struct Spans {
    /// Until its limit, or until what holds it lapses.
    left: Option<i64>,
    /// Beyond its limit.
    late: Option<i64>,
    /// Since it began, where no number limits it.
    open: Option<i64>,
    /// From its beginning to the filing, or the retraction.
    after: Option<i64>,
}

impl Spans {
    fn of(state: &State) -> Spans {
        let mut spans = Spans::default();
        match state {
            State::Running { left, .. } => spans.left = Some(left.ms),
            State::Waits { lapses, .. } => spans.left = Some(lapses.ms),
            State::Overdue { by: late } | State::FiledLate { late, .. } => {
                spans.late = Some(late.ms);
            }
            State::WithoutNumber { open } | State::AtOnce { open, .. } => {
                spans.open = Some(open.ms);
            }
            State::Filed { after, .. } => spans.after = after.map(|after| after.ms),
            State::Retracted { after, .. } => spans.after = Some(after.ms),
            State::CannotSay { .. }
            | State::NotBegun
            | State::Delayed { .. }
            | State::Stopped { .. }
            | State::Replaced { .. }
            | State::FellAway { .. } => {}
        }
        spans
    }
}

/// Every clock with its state.
pub(super) fn clock_documents(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
) -> Vec<clocks::Clock> {
    let one = |clock| clock_document(incident, clock, now);
    clocks.iter().map(one).collect()
}

fn clock_document(incident: &Incident, clock: &Clock, now: Millis) -> clocks::Clock {
    let due = clock.due_now(now);
    let due = due.as_ref();
    let state = clock.state(&incident.register, now);
    let brought = incident.brought(&clock.key);
    let spans = Spans::of(&state);
    let counts = clock.counting(now);
    let filed = clock.filings().iter();
    let taken_back = clock.taken_back().iter();
    clocks::Clock {
        after_ms: spans.after,
        clock: clock.key.clock.clone(),
        controller: clock.key.controller.clone(),
        filed: filed.map(|of| filed_document(of, counts)).collect(),
        further_fields: brought.map(Frozen::gained),
        late_ms: spans.late,
        law: clock.rule.law.clone(),
        left_ms: spans.left,
        limit: due.and_then(|due| due.limit).map(Time),
        open_ms: spans.open,
        out_of_order: incident.out_of_order(clock).map(|of| clocks::OutOfOrder {
            at: Time(of.step.at),
            counts_as_of: Time(of.counts),
            step: of.step.number,
        }),
        people_added: brought.and_then(Frozen::people_added),
        regime: clock.key.regime.clone(),
        rule: due.map(|due| Spoken {
            en: due.rule.en.clone(),
            ko: due.rule.ko.clone(),
        }),
        says: said(&state),
        started: clock.started.map(Time),
        state: state_word(&state).to_owned(),
        subjects: incident.subjects_of(&clock.key),
        taken_back: taken_back.map(|of| by_mistake(clock, of)).collect(),
        target: due.and_then(|due| due.target).map(Time),
        trigger: clock.key.trigger.to_string(),
        version: clock.version.clone(),
    }
}

fn filed_document(filing: &Filing, counts: Option<&Filing>) -> clocks::Filed {
    clocks::Filed {
        by: filing.by.clone(),
        corrects: filing.corrects.as_ref().map(|of| clocks::Corrects {
            error: of.error.clone(),
            receipt: of.receipt.clone(),
        }),
        counts: counts == Some(filing),
        evidence: filing.evidence.clone(),
        late_because: filing.late_because.clone(),
        receipt: filing.receipt.clone(),
        received: Time(filing.at),
        to: filing.to.clone(),
    }
}

fn by_mistake(clock: &Clock, filing: &Filing) -> clocks::FiledByMistake {
    clocks::FiledByMistake {
        by: filing.by.clone(),
        evidence: filing.evidence.clone(),
        late_ms: clock.late_by(filing).map(|late| late.ms),
        receipt: filing.receipt.clone(),
        received: Time(filing.at),
        to: filing.to.clone(),
    }
}

/// Clocks that have begun: the open ones first, by when they are due.
pub(super) fn in_order<'c>(
    incident: &Incident,
    clocks: &'c [Clock],
    now: Millis,
) -> Vec<&'c Clock> {
    let mut begun: Vec<&Clock> = clocks
        .iter()
        .filter(|clock| clock.state(&incident.register, now) != State::NotBegun)
        .collect();
    begun.sort_by_key(|clock| {
        let due = clock.due_now(now).and_then(|due| due.limit);
        (
            !clock.state(&incident.register, now).is_open(),
            due.is_none(),
            due,
            clock.key.clone(),
        )
    });
    begun
}

pub(super) fn clocks_table(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Result<String, Failure> {
    let waits = unstarted::all(incident, clocks, now)?;
    let waits = waits.iter().map(NotStarted::line);
    if clocks.is_empty() && incident.obligations.is_empty() {
        let mut lines = vec!["no clock runs: nobody knew yet, as far as is entered".to_owned()];
        lines.extend(waits);
        return Ok(lines.join("\n"));
    }
    let mut grid = Grid::new(&[
        "clock",
        "controller",
        "opened by",
        "counts from",
        "due",
        "state",
    ]);
    for clock in in_order(incident, clocks, now) {
        let due = clock.due_now(now).and_then(|due| due.limit);
        grid.row(&[
            clock.key.clock.clone(),
            clock.key.controller.clone(),
            clock.key.trigger.to_string(),
            clock
                .started
                .map_or_else(|| "unknown".to_owned(), |at| shown(at, zone)),
            due.map_or_else(|| "-".to_owned(), |at| shown(at, zone)),
            said(&clock.state(&incident.register, now)),
        ]);
    }
    for of in owed_in_order(incident) {
        grid.row(&[
            of.id.clone(),
            of.owner.clone(),
            format!("asked by {}", of.from),
            shown(of.received, zone),
            of.due.map_or_else(|| "-".to_owned(), |at| shown(at, zone)),
            of.state(now),
        ]);
    }
    let mut lines = grid.lines();
    for of in owed_in_order(incident) {
        let corrections = telling::corrections(of, zone).into_iter();
        lines.extend(corrections.map(|line| format!("{}: {line}", of.id)));
    }
    for clock in in_order(incident, clocks, now) {
        lines.extend(filing::beside(clock, now, zone));
    }
    lines.extend(filing::reached_nobody(
        incident,
        in_order(incident, clocks, now),
    ));
    lines.extend(passing::uncounted(incident));
    lines.extend(waits);
    lines.extend(recording::with_first(incident, clocks, now));
    lines.extend(recording::out_of_order(incident, clocks, zone));
    lines.extend(recording::delays(incident, clocks, now, zone));
    lines.extend(recording::unsettled(incident, clocks, now, zone));
    lines.extend(waiting::lines(incident, clocks, now, zone)?);
    Ok(lines.join("\n"))
}

/// How clocks are counted, each rule once, and until when we mean to be done with those that are open.
fn counted(incident: &Incident, clocks: &[Clock], now: Millis, zone: &TimeZone) -> Vec<String> {
    let mut rules: Vec<(String, Vec<String>)> = Vec::new();
    for clock in in_order(incident, clocks, now) {
        let Some(due) = clock.due_now(now) else {
            continue;
        };
        let rule = format!("{}: {}", clock.key.clock, due.rule.en);
        let is_open = clock.state(&incident.register, now).is_open();
        let target = due.target.filter(|_| is_open).map(|at| {
            let (controller, trigger) = (&clock.key.controller, &clock.key.trigger);
            format!("{} ({controller}, {trigger})", shown(at, zone))
        });
        match rules.iter_mut().find(|(of, _)| *of == rule) {
            Some((_, targets)) => targets.extend(target),
            None => rules.push((rule, target.into_iter().collect())),
        }
    }
    rules
        .into_iter()
        .map(|(rule, targets)| {
            let more = targets.len().saturating_sub(TARGETS_MAX);
            let first: Vec<String> = targets.into_iter().take(TARGETS_MAX).collect();
            match (first.is_empty(), more) {
                (true, _) => rule,
                (false, 0) => format!("{rule}. Our own target: {}", first.join(", ")),
                (false, more) => format!(
                    "{rule}. Our own target: {}, and {more} more",
                    first.join(", ")
                ),
            }
        })
        .collect()
}

/// What is owed: what has no answer first, by when it is due.
fn owed_in_order(incident: &Incident) -> Vec<&Obligation> {
    let mut all: Vec<&Obligation> = incident.obligations.iter().collect();
    all.sort_by_key(|of| (of.reply.is_some(), of.due.is_none(), of.due));
    all
}

fn owed_document(of: &Obligation, now: Millis) -> clocks::Owed {
    clocks::Owed {
        answered: of.reply.as_ref().map(records::answered),
        asked: of.asked.clone(),
        corrections: of.corrections.iter().map(records::answered).collect(),
        from: of.from.clone(),
        limit: of.due.map(Time),
        obligation: of.id.clone(),
        owner: of.owner.clone(),
        says: of.state(now),
        started: Time(of.received),
        state: ahead::owed_word(of, now).to_owned(),
    }
}

/// A row a clock, and one a duty or a law without one. Times are UTC, as everywhere in CSV.
fn clocks_csv(incident: &Incident, clocks: &[Clock], now: Millis) -> Result<String, Failure> {
    const HEAD: [&str; 12] = [
        "regime",
        "clock",
        "controller",
        "opened_by",
        "subjects",
        "version",
        "started",
        "target",
        "limit",
        "state",
        "says",
        "received",
    ];
    let at = |at: Option<Millis>| at.map_or_else(String::new, |at| at.to_string());
    let mut rows = Vec::new();
    for clock in clocks {
        let state = clock.state(&incident.register, now);
        let due = clock.due_now(now);
        let due = due.as_ref();
        rows.push(vec![
            clock.key.regime.clone(),
            clock.key.clock.clone(),
            clock.key.controller.clone(),
            clock.key.trigger.to_string(),
            incident
                .subjects_of(&clock.key)
                .map_or_else(String::new, |of| of.to_string()),
            clock.version.clone().unwrap_or_default(),
            at(clock.started),
            at(due.and_then(|due| due.target)),
            at(due.and_then(|due| due.limit)),
            state_word(&state).to_owned(),
            said(&state),
            at(clock.counting(now).map(|filing| filing.at)),
        ]);
    }
    rows.extend(owed_in_order(incident).into_iter().map(|of| {
        vec![
            String::new(),
            of.id.clone(),
            of.owner.clone(),
            format!("asked by {}", of.from),
            String::new(),
            String::new(),
            of.received.to_string(),
            String::new(),
            at(of.due),
            ahead::owed_word(of, now).to_owned(),
            of.state(now),
            at(of.reply.as_ref().map(|reply| reply.at)),
        ]
    }));
    for of in unstarted::all(incident, clocks, now)? {
        let cell = |column: &&str| match *column {
            "regime" => of.regime.clone(),
            "clock" => of.clock.clone().unwrap_or_default(),
            "controller" => of.controller.clone().unwrap_or_default(),
            "state" => "not_started".to_owned(),
            "says" => of.says.clone(),
            _ => String::new(),
        };
        rows.push(HEAD.iter().map(cell).collect());
    }
    render::csv_rows(&HEAD, rows)
}

pub(super) fn clocks(asked: &StoodArgs) -> Result<u8, Failure> {
    let stood = Stood::asked(asked)?;
    let (incident, now, zone) = (&stood.incident, stood.now, &stood.zone);
    let clocks = incident.clocks(now)?;
    say(&match format_or_default(asked.asking.list.format) {
        Format::Table => {
            let mut lines: Vec<String> = incident.goes_on_in.map(elsewhere).into_iter().collect();
            lines.push(clocks_table(incident, &clocks, now, zone)?);
            lines.extend(counted(incident, &clocks, now, zone));
            under_mark(incident.mode, &stood.under(&lines.join("\n")))
        }
        Format::Csv => clocks_csv(incident, &clocks, now)?,
        Format::Json => render::json(&document(&stood, &clocks)?)?,
    });
    Ok(0)
}

fn document(stood: &Stood, clocks: &[Clock]) -> Result<clocks::Clocks, Failure> {
    let (incident, now) = (&stood.incident, stood.now);
    let not_started = unstarted::all(incident, clocks, now)?;
    let owed = owed_in_order(incident).into_iter();
    Ok(clocks::Clocks {
        as_of: Time(now),
        clocks: clock_documents(incident, clocks, now),
        goes_on_in: incident.goes_on_in.map(number),
        incident: number(incident.id),
        mode: mode(incident.mode).to_owned(),
        not_started: not_started.into_iter().map(NotStarted::document).collect(),
        owed: owed.map(|of| owed_document(of, now)).collect(),
        postings: waiting::postings(incident, now)?,
        requests: waiting::requests(incident, clocks, now, &stood.zone),
        step: incident.steps.len() as u64,
        unsettled: recording::unsettled(incident, clocks, now, &stood.zone),
        v: VERSION,
    })
}
