//! Whether the reading went on after an incident was said to be contained: *contained* is a person's word, and what the
//! ledger holds against it must stand beside it.

use api::{Time, incidents::page};
use event::Millis;
use exposure::Asked;
use incident::case::{Incident, What};
use jiff::tz::TimeZone;
use ledger::Names;

use super::showing::shown;
use crate::{
    asking,
    cases::selected,
    failure::Failure,
    home::Home,
    printer::{grouped, note},
};

/// What the selection of an incident means of reads after a moment.
struct ReadOn {
    /// Reads, those of nobody who exists among them.
    reads: u64,
    /// The last of them.
    last: Option<Millis>,
    /// Reads of which it cannot be said whether they belong to it.
    undecided: u64,
}

impl ReadOn {
    /// It in a sentence.
    fn line(&self, since: Millis, zone: &TimeZone) -> String {
        let after = shown(since, zone);
        let mut line = match self.last {
            Some(last) => format!(
                "{} {} that its selection means came after {after}, the last at {}",
                grouped(self.reads),
                if self.reads == 1 { "read" } else { "reads" },
                shown(last, zone)
            ),
            None => format!("no read that its selection means came after {after}"),
        };
        if self.undecided > 0 {
            line.push_str(&format!(
                "; of {} more it cannot be said whether they belong to it",
                grouped(self.undecided)
            ));
        }
        line
    }
}

/// The reads after its containment; `None` where it is not contained, selects nothing, or nothing came since.
fn read_on(home: &Home, incident: &Incident) -> Result<Option<(Millis, ReadOn)>, Failure> {
    let Some((since, _)) = &incident.contained else {
        return Ok(None);
    };
    if incident.selections.is_empty() {
        return Ok(None);
    }
    let text = format!("({}) AND time > '{since}'", selected(incident)?);
    // Selections of incidents name everybody by id, so the book stays closed.
    let snapshot = home.snapshot_with(Names::Unread)?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::selection(home, &snapshot, &text)?;
    let (answer, _) = exposure::scope(home.disk(), &ground, &selection, &Asked::default())?;
    let read_on = ReadOn {
        reads: answer.reads + answer.ghosts.0,
        last: answer.span.map(|(_, last)| last),
        undecided: answer.undecided.0,
    };
    let is_quiet = read_on.reads == 0 && read_on.undecided == 0;
    Ok((!is_quiet).then_some((*since, read_on)))
}

/// What the answer to `contain` says beside the step; that it is read on is warned of on standard error.
pub(super) fn answered(home: &Home, incident: &Incident, zone: &TimeZone) -> Vec<String> {
    let is_contained = |what: &What| matches!(what, What::Contained { .. });
    if !incident
        .steps
        .last()
        .is_some_and(|step| is_contained(&step.what))
    {
        return Vec::new();
    }
    match read_on(home, incident) {
        Ok(None) => Vec::new(),
        Ok(Some((since, of))) => {
            let line = of.line(since, zone);
            note(&format!(
                "warning: {line}: it was not contained then, or the selection means others too"
            ));
            vec![line]
        }
        // The step is taken: what cannot be counted is said, and is no reason to call it refused.
        Err(failure) => vec![uncounted(&failure)],
    }
}

/// What `nunchi incident show` says of the containment, line by line; nothing where there is none. What was read since is
/// asked of the directory of now alone.
pub(super) fn lines(home: Option<&Home>, incident: &Incident, zone: &TimeZone) -> Vec<String> {
    let Some((since, measures)) = &incident.contained else {
        return Vec::new();
    };
    let contained = format!("contained  {}: {measures}", shown(*since, zone));
    let read_on = home.and_then(|home| match read_on(home, incident) {
        Ok(read_on) => read_on.map(|(since, of)| format!("AND READ ON: {}", of.line(since, zone))),
        // A catalogue that lost a route of the selection must not hide the rest of the page.
        Err(failure) => Some(uncounted(&failure)),
    });
    [contained].into_iter().chain(read_on).collect()
}

/// That it cannot be counted, in one line.
fn uncounted(failure: &Failure) -> String {
    let because = failure.message.lines().next().unwrap_or_default();
    format!("what was read since cannot be counted: {because}")
}

/// The same as JSON; null where nothing was read since.
pub(super) fn document(home: &Home, incident: &Incident) -> Option<page::ReadOn> {
    match read_on(home, incident) {
        Err(failure) => Some(page::ReadOn::NotCounted {
            because: uncounted(&failure),
        }),
        Ok(read_on) => read_on.map(|(_, of)| page::ReadOn::Counted {
            last: of.last.map(Time),
            reads: of.reads,
            undecided: of.undecided,
        }),
    }
}
