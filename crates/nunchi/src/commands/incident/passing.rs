//! What the answer to a merge or a split says: what the other incident took over and what not, how its clocks stand by
//! that, and which choice a person makes again.

use std::fmt;

use event::Millis;
use exposure::Asked;
use incident::{
    case::{Incident, Step, What},
    law::Start,
};
use jiff::tz::TimeZone;
use ledger::Names;

use super::awaring;
use crate::{
    asking,
    cases::selected,
    failure::Failure,
    home::Home,
    printer::{grouped, note},
    render::harmless,
};

/// What was taken over from an incident, and what stayed there: a line each.
pub(super) fn taken_over(from: &Incident, heir: &Incident) -> Vec<String> {
    let (mut taken, mut left) = (Counted::default(), Counted::default());
    for step in from.standing() {
        match (kind(step), heir.took_over(from, step)) {
            (Some(kind), true) => taken.add(kind),
            (Some(kind), false) => left.add(kind),
            (None, _) => {}
        }
    }
    vec![
        format!("taken over from incident {}: {taken}", from.id),
        format!("NOT taken over, on record in incident {}: {left}", from.id),
    ]
}

/// What a part selects that the whole does not; nothing where it is a part. It is warned of on standard error too.
pub(super) fn beyond(home: &Home, whole: &Incident, part: &Incident) -> Vec<String> {
    let line = match reads_beyond(home, whole, part) {
        Ok(None) => return Vec::new(),
        Ok(Some((subjects, reads))) => format!(
            "of what it selects, {} reads of {} subjects are NOT selected by incident {}: it is no part of that, and what was \
             filed there is not of these reads. What is another story is an incident of its own (`nunchi incident open`)",
            grouped(reads),
            grouped(subjects),
            whole.id
        ),
        // The split is done: what cannot be counted is said, and is no reason to call it refused.
        Err(failure) => format!(
            "whether it is a part of incident {} cannot be counted: {}",
            whole.id, failure.message
        ),
    };
    note(&format!("warning: {line}"));
    vec![line]
}

/// Subjects and reads that a part selects for sure and the whole does not; `None` where there are none.
fn reads_beyond(
    home: &Home,
    whole: &Incident,
    part: &Incident,
) -> Result<Option<(u64, u64)>, Failure> {
    let text = match whole.selections.is_empty() {
        true => selected(part)?,
        false => format!("({}) AND NOT ({})", selected(part)?, selected(whole)?),
    };
    // Selections of incidents name everybody by id, so the book stays closed.
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::selection(home, &snapshot, &text)?;
    let (answer, _) = exposure::scope(home.disk(), &ground, &selection, &Asked::default())?;
    Ok((answer.reads > 0).then_some((answer.subjects, answer.reads)))
}

/// Which choices are open again, and how clocks of the heir moved and stand.
pub(super) fn moved(
    before: &Incident,
    heir: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Vec<String> {
    let mut lines = open_again(heir, now);
    // The merge is done: what cannot be counted is said, and is no reason to call it refused.
    let moved = awaring::merged(before, heir, now, zone);
    lines.extend(moved.unwrap_or_else(|failure| {
        vec![format!("its clocks cannot be counted: {}", failure.message)]
    }));
    lines.extend(uncounted(heir));
    lines
}

/// That people may belong to it for whom no clock runs yet, for no version counts them.
pub(super) fn uncounted(incident: &Incident) -> Option<String> {
    let (version, step) = (incident.scope()?.version, incident.chosen_since()?);
    Some(format!(
        "step {step} chose whose data it is about after V{version} was frozen: whom that brings has NO CLOCK here before the next \
         version (`nunchi incident scope {} --reason …`)",
        incident.id
    ))
}

/// Choices that a merge opened again.
pub(super) fn open_again(incident: &Incident, now: Millis) -> Vec<String> {
    let views = awaring::views(incident, now);
    let again = views.iter().flat_map(|(whose, aware)| {
        Start::ALL.into_iter().filter_map(move |start| {
            let choice = aware.open_again(start, now)?;
            Some(format!(
                "{}{whose}: the choice of {} is OPEN AGAIN, for a merge brought an earlier moment: the earliest stands until a \
                 person chooses (`nunchi incident choose {} --start {} …`)",
                start.word(),
                harmless(&choice.by),
                incident.id,
                start.word()
            ))
        })
    });
    again.collect()
}

/// Steps by their kind, in the order in which kinds first come.
#[derive(Default)]
struct Counted(Vec<(Kind, usize)>);

/// What a kind of step is called: one of them, and several.
type Kind = (&'static str, &'static str);

impl Counted {
    fn add(&mut self, kind: Kind) {
        match self.0.iter_mut().find(|(of, _)| *of == kind) {
            Some((_, count)) => *count += 1,
            None => self.0.push((kind, 1)),
        }
    }
}

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing");
        }
        for (place, ((one, several), count)) in self.0.iter().enumerate() {
            let between = if place == 0 { "" } else { ", " };
            let noun = if *count == 1 { one } else { several };
            write!(f, "{between}{count} {noun}")?;
        }
        Ok(())
    }
}

/// What a step is called where they are counted; `None` of those that are told otherwise, such as what is selected.
fn kind(step: &Step) -> Option<Kind> {
    Some(match step.what.inner() {
        What::Filed { clock, .. } if clock.group.is_some() => {
            ("filing for a group", "filings for groups")
        }
        What::Filed { .. } => ("filing", "filings"),
        What::Delayed { .. } | What::DelayEnded { .. } => ("step of a delay", "steps of delays"),
        What::Settled { leaked: false, .. } => (
            "possibility that was no leak",
            "possibilities that were no leak",
        ),
        What::Settled { .. } => (
            "possibility that was a leak",
            "possibilities that were leaks",
        ),
        What::Decided { answer, .. } if answer.stops() => (
            "decision that ends a duty, to be taken anew",
            "decisions that end duties, to be taken anew",
        ),
        What::Decided { .. } => ("decision on a duty", "decisions on duties"),
        What::Candidate { .. } => ("moment of awareness", "moments of awareness"),
        What::Chosen { .. } => (
            "choice of the moment that counts",
            "choices of the moment that counts",
        ),
        What::Says { .. } | What::Risk { .. } => {
            ("answer to what laws ask", "answers to what laws ask")
        }
        What::Scoped(_) => ("scope version", "scope versions"),
        What::GroupKnown { .. } => ("moment of a group", "moments of groups"),
        other => return kept(other),
    })
}

fn kept(what: &What) -> Option<Kind> {
    Some(match what {
        What::Took(_) => ("piece of evidence", "pieces of evidence"),
        What::Handed { .. } => ("hand-over", "hand-overs"),
        What::Fact { .. } => ("fact", "facts"),
        What::Owed { .. } => ("obligation", "obligations"),
        What::Answered { .. } => ("answer to an obligation", "answers to obligations"),
        What::Requested { .. } | What::Reviewed { .. } | What::RequestEnded { .. } => (
            "step of a request that notices wait",
            "steps of requests that notices wait",
        ),
        What::Posted { .. } | What::PostingDown { .. } | What::PostingUp { .. } => {
            ("step of a posting", "steps of postings")
        }
        What::BlockListed { .. } => ("block list", "block lists"),
        What::PushProposed(_) | What::PushBegun(_) | What::PushEnded(_) => {
            ("step of a push", "steps of pushes")
        }
        What::Wrote { .. } => ("document", "documents"),
        What::Published { .. } => ("publication", "publications"),
        What::Contained { .. } => ("containment", "containments"),
        _ => return None,
    })
}
