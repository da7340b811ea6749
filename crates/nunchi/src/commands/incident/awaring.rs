//! Awareness as people read it: which moments were entered, which of them stands for what, and how a choice moves clocks.

use event::Millis;
use incident::{
    case::{Early, Incident, What},
    law::{Candidate, CandidateId, Of, Prospect, Ruling, Start},
};
use jiff::tz::TimeZone;

use super::{
    filing, passing, recording,
    showing::{shown, state_word},
    telling::word,
    turning::{Turn, warn_of_later},
};
use crate::{
    failure::Failure,
    printer::note,
    render::{Grid, harmless},
};

/// The block of `nunchi incident show`; `None` where nothing was entered.
pub(super) fn block(incident: &Incident, now: Millis, zone: &TimeZone) -> Option<String> {
    let candidates = incident.awareness.candidates(now);
    if candidates.is_empty() {
        return None;
    }
    let views = views(incident, now);
    let mut grid = Grid::new(&["", "kind", "when", "who", "knew", "stands"]);
    for (id, candidate) in &candidates {
        grid.row(&[
            id.0.to_string(),
            candidate.kind.word().to_owned(),
            shown(candidate.at, zone),
            match &candidate.controller {
                Some(of) => format!("{} ({of})", candidate.who),
                None => candidate.who.clone(),
            },
            word(&candidate.knew),
            stands(&views, (*id, candidate), now),
        ]);
    }
    let mut lines = vec!["AWARENESS".to_owned()];
    lines.extend(grid.lines().into_iter().map(|line| format!("  {line}")));
    for (whose, aware) in &views {
        for start in Start::ALL {
            if let Ruling::Unknown(choice) = aware.ruling(start, now) {
                let (start, by) = (start.word(), harmless(&choice.by));
                lines.push(format!(
                    "  {start}{whose}: {by} chose that the moment is unknown, so its clocks cannot say"
                ));
            }
        }
    }
    let again = passing::open_again(incident, now).into_iter();
    lines.extend(again.map(|line| format!("  {line}")));
    Some(lines.join("\n"))
}

/// Awareness as it stands for the incident, and for each controller with moments or a choice of its own; with the words
/// that say for which.
pub(super) fn views(incident: &Incident, now: Millis) -> Vec<(String, Of<'_>)> {
    let awareness = &incident.awareness;
    let chose = |id: &str| {
        let mut choices = awareness.choices().iter();
        choices.any(|of| of.controller.as_deref() == Some(id))
    };
    let is_apart = |id: &&String| awareness.has_own(id, now) || chose(id);
    let apart = incident.controllers.iter().filter(is_apart);
    // Where every moment names its company, none is of the incident as such.
    let of_all = |(_, of): &(CandidateId, &Candidate)| of.controller.is_none();
    let candidates = awareness.candidates(now);
    let is_any = candidates.is_empty() || candidates.iter().any(of_all);
    let mut all = Vec::new();
    all.extend(is_any.then(|| (String::new(), awareness.whole())));
    all.extend(apart.map(|id| (format!(" of {id}"), awareness.of(id))));
    all
}

/// For what a candidate stands, or why for nothing.
fn stands(views: &[(String, Of<'_>)], (id, of): (CandidateId, &Candidate), now: Millis) -> String {
    if !of.kind.is_awareness() {
        return "no awareness: nobody had opened it yet".to_owned();
    }
    let mut said = Vec::new();
    for (whose, aware) in views {
        for start in Start::ALL {
            let start_of = format!("{}{whose}", start.word());
            match aware.ruling(start, now) {
                Ruling::Chosen(rules, _, choice) if rules == id => {
                    said.push(format!("{start_of}, chosen by {}", choice.by));
                }
                Ruling::Preselected(rules, _) if rules == id => {
                    said.push(format!("{start_of}, the earliest"));
                }
                _ => {}
            }
        }
    }
    match said.is_empty() {
        true => "-".to_owned(),
        false => said.join("; "),
    }
}

/// What the answer to a step says beside it. Of `aware` and `choose`: for what the moment stands, what it would make due,
/// and which clocks moved; of a step on a clock, how that stands now. A choice that makes one start later is warned of on standard error.
pub(super) fn answered(
    before: &Incident,
    after: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Vec<String> {
    let Some(last) = after.steps.last() else {
        return Vec::new();
    };
    let lines = match &last.what {
        What::Candidate { .. } => entered(before, after, (now, zone)),
        What::Chosen { .. } => chosen(before, after, (now, zone)),
        What::GroupKnown { .. } => grouped(before, after, (now, zone)),
        What::TakenBack { .. } => {
            Turn::of(before, after, now).map(|turn| turn.otherwise(|was, is| was != is))
        }
        What::Fact { .. } => confirmed(before, after, (now, zone)),
        What::Concerns { .. } => Turn::of(before, after, now)
            .map(|turn| turn.moved().iter().map(|of| of.line(zone)).collect()),
        What::Settled { .. } | What::Filed { .. } => recorded(before, after, (now, zone)),
        What::Scoped(_) => scoped(before, after, (now, zone)),
        _ => recording::lines(after, now, zone),
    };
    // The step is taken: what cannot be counted is said, and is no reason to call it refused.
    lines.unwrap_or_else(|failure| {
        vec![format!("its clocks cannot be counted: {}", failure.message)]
    })
}

type At<'z> = (Millis, &'z TimeZone);

fn entered(
    before: &Incident,
    after: &Incident,
    (now, zone): At<'_>,
) -> Result<Vec<String>, Failure> {
    let candidates = after.awareness.candidates(now);
    let Some((id, candidate)) = candidates.into_iter().max_by_key(|(id, _)| *id) else {
        return Ok(Vec::new());
    };
    let views = views(after, now);
    let mut lines = vec![match stands(&views, (id, candidate), now).as_str() {
        "-" => format!(
            "it stands for nothing now: an earlier one does, or one that was chosen (`nunchi incident choose {} … --candidate {}`)",
            after.id, id.0
        ),
        stands => format!("it stands for {stands}"),
    }];
    let mut prospects = after.prospects(now)?;
    prospects.retain(|of| of.id == id);
    let counted = prospects.iter().filter(|of| of.because.is_none());
    let mut due: Vec<String> = counted.map(|of| prospect(of, zone)).collect();
    due.dedup();
    lines.push(match due.is_empty() {
        true => "it would make nothing due".to_owned(),
        false => format!("it would make due: {}", due.join("; ")),
    });
    lines.extend(uncounted(&prospects));
    let turn = Turn::of(before, after, now)?;
    let moved = turn.moved();
    warn_of_later("this moment", &moved);
    let known = moved.iter().filter(|of| of.from.is_some());
    lines.extend(known.map(|of| of.line(zone)));
    lines.extend(recording::unsettled(after, &turn.clocks, now, zone));
    Ok(lines)
}

/// Which clocks a fact opened or moved; one that was confirmed before keeps its first moment.
fn confirmed(
    before: &Incident,
    after: &Incident,
    (now, zone): At<'_>,
) -> Result<Vec<String>, Failure> {
    let Some(What::Fact { id, confirmed, .. }) = after.steps.last().map(|step| &step.what) else {
        return Ok(Vec::new());
    };
    let stood = before.facts.iter().find(|of| of.id == *id);
    let first = stood.and_then(|of| of.confirmed);
    let mut lines = Vec::new();
    if let Some(first) = first.filter(|first| confirmed.is_none_or(|at| at > *first)) {
        let first = shown(first, zone);
        lines.push(match confirmed {
            Some(later) => format!(
                "{id} was confirmed {first} already: that moment stands, and {} is LATER and moves no clock",
                shown(*later, zone)
            ),
            None => format!("{id} stays confirmed since {first}"),
        });
    }
    let turn = Turn::of(before, after, now)?;
    lines.extend(turn.moved().iter().map(|of| of.line(zone)));
    lines.extend(recording::with_first(after, &turn.clocks, now));
    Ok(lines)
}

/// The clocks that a version opens, and why those of a first one are open beside what was filed.
fn scoped(
    before: &Incident,
    after: &Incident,
    (now, zone): At<'_>,
) -> Result<Vec<String>, Failure> {
    let turn = Turn::of(before, after, now)?;
    let mut lines: Vec<String> = turn.moved().iter().map(|of| of.line(zone)).collect();
    if before.scope().is_none() {
        lines.extend(filing::reached_nobody(after, &turn.clocks));
    }
    Ok(lines)
}

/// How the clock stands on which it is recorded, and which others that opened or moved.
fn recorded(before: &Incident, after: &Incident, at: At<'_>) -> Result<Vec<String>, Failure> {
    let turn = Turn::of(before, after, at.0)?;
    let mut lines = recording::among(after, &turn.clocks, at.0, at.1);
    lines.extend(turn.moved().iter().map(|of| of.line(at.1)));
    Ok(lines)
}

fn prospect(of: &Prospect<'_>, zone: &TimeZone) -> String {
    match of.due.as_ref().and_then(|due| due.limit) {
        Some(limit) => format!("{} {}", of.clock, shown(limit, zone)),
        None => format!("{} without delay", of.clock),
    }
}

/// Clocks of which nothing can be counted from it, and why: those of one law in one line.
fn uncounted(prospects: &[Prospect<'_>]) -> Vec<String> {
    let mut of: Vec<(&str, Vec<&str>)> = Vec::new();
    for prospect in prospects {
        let Some(because) = prospect.because.as_deref() else {
            continue;
        };
        let clock = prospect.clock.as_str();
        match of.iter_mut().find(|(why, _)| *why == because) {
            Some((_, clocks)) if clocks.contains(&clock) => {}
            Some((_, clocks)) => clocks.push(clock),
            None => of.push((because, vec![clock])),
        }
    }
    of.into_iter()
        .map(|(why, clocks)| format!("{} cannot say from it: {why}", clocks.join(", ")))
        .collect()
}

/// Asks whether a fact was confirmed years before anything was read, or long before anybody knew of the incident: the
/// earliest confirmation stands. One that is shortly before is warned of.
pub(super) fn hold_confirmed(
    incident: &Incident,
    (confirmed, long_ago): (Millis, bool),
    (now, zone): At<'_>,
) -> Result<(), Failure> {
    let read = incident.before_first_read(confirmed, now);
    let known = incident.before_awareness(confirmed, now);
    let far = |of: &Early| of.is_years;
    let (early, of) = match (read.filter(far), known) {
        (Some(early), _) => (early, "the first read of the scope"),
        (None, Some(early)) => (early, "anybody knew of the incident"),
        (None, None) => return Ok(()),
    };
    let days = early.by.minutes() / (24 * 60);
    let at = shown(confirmed, zone);
    let than = match early.first {
        Some(first) => format!("{days} days before {of} ({})", shown(first, zone)),
        None => format!("{days} days ago"),
    };
    if early.is_years && !long_ago {
        return Err(Failure::usage(format!(
            "--confirmed {at} is {than}: is the year right? The earliest confirmation stands, and opens the clocks of the fact \
             from then. If it is meant, say --long-ago"
        )));
    }
    note(&format!(
        "warning: {at} is {than}. The earliest confirmation stands: where this one is a slip, take it back (`nunchi incident \
         take-back {} …`)",
        incident.id
    ));
    Ok(())
}

/// Warns of a moment before anything was read. One that is years before it is refused until somebody says that it is
/// meant: what is entered stays, and the earliest stands.
pub(super) fn hold_early(
    incident: &Incident,
    (happened, long_ago): (Millis, bool),
    (now, zone): At<'_>,
) -> Result<(), Failure> {
    let Some(early) = incident.before_first_read(happened, now) else {
        return Ok(());
    };
    let days = early.by.minutes() / (24 * 60);
    let than = match early.first {
        Some(first) => format!(
            "before the first read of the scope ({})",
            shown(first, zone)
        ),
        None => "ago".to_owned(),
    };
    let at = shown(happened, zone);
    if early.is_years && !long_ago {
        return Err(Failure::usage(format!(
            "--happened {at} is {days} days {than}: is the year right? The earliest moment stands until somebody chooses \
             another, and none is taken back. If it is meant, such as an old complaint, say --long-ago"
        )));
    }
    note(&format!(
        "warning: {at} is {days} days {than}: nothing that the record holds had been read by then. The earliest moment \
         stands: where this one is a slip, enter the right one and choose it (`nunchi incident choose {} …`)",
        incident.id
    ));
    Ok(())
}

fn chosen(
    before: &Incident,
    after: &Incident,
    (now, zone): At<'_>,
) -> Result<Vec<String>, Failure> {
    let turn = Turn::of(before, after, now)?;
    let moved = turn.moved();
    let mut lines = match moved.is_empty() {
        true => vec!["no clock moved".to_owned()],
        false => moved.iter().map(|of| of.line(zone)).collect(),
    };
    warn_of_later("this choice", &moved);
    lines.extend(kept(after, (now, zone)));
    lines.extend(recording::unsettled(after, &turn.clocks, now, zone));
    Ok(lines)
}

/// The controllers whom a choice for everybody leaves as they are, for one was made for them by name.
fn kept(after: &Incident, (now, zone): At<'_>) -> Vec<String> {
    let Some(What::Chosen {
        start,
        controller: None,
        ..
    }) = after.steps.last().map(|step| &step.what)
    else {
        return Vec::new();
    };
    let line = |id: &String| {
        let aware = after.awareness.of(id);
        let (choice, at) = match aware.ruling(*start, now) {
            Ruling::Chosen(_, chosen, choice) => (choice, shown(chosen.at, zone)),
            Ruling::Unknown(choice) => (choice, "unknown".to_owned()),
            Ruling::Nothing | Ruling::Preselected(..) => {
                (aware.open_again(*start, now)?, String::new())
            }
        };
        choice.controller.as_ref()?;
        let stands = match at.as_str() {
            "" => "is OPEN AGAIN".to_owned(),
            at => format!("stands: {at}"),
        };
        Some(format!(
            "{} of {id}: what {} chose for it {stands}; this choice is of those without one of their own (`nunchi incident choose \
             {} --start {} --controller {id} …`)",
            start.word(),
            harmless(&choice.by),
            after.id,
            start.word()
        ))
    };
    after.controllers.iter().filter_map(line).collect()
}

/// Which clocks moved since somebody said when the people of a version were known.
fn grouped(before: &Incident, after: &Incident, at: At<'_>) -> Result<Vec<String>, Failure> {
    let turn = Turn::of(before, after, at.0)?;
    let moved = turn.moved();
    if moved.is_empty() {
        return Ok(vec!["no clock moved".to_owned()]);
    }
    warn_of_later("this moment", &moved);
    Ok(moved.iter().map(|of| of.line(at.1)).collect())
}

/// Which clocks count from another moment since a merge, and which say something else by what was taken over.
pub(super) fn merged(
    before: &Incident,
    after: &Incident,
    now: Millis,
    zone: &TimeZone,
) -> Result<Vec<String>, Failure> {
    let turn = Turn::of(before, after, now)?;
    let moved = turn.moved();
    warn_of_later("this merge", &moved);
    let mut lines: Vec<String> = moved.iter().map(|of| of.line(zone)).collect();
    // From when a clock counts is told of above.
    lines.extend(turn.otherwise(|was, is| state_word(was) != state_word(is)));
    lines.extend(filing::reached_nobody(after, &turn.clocks));
    lines.extend(recording::unsettled(after, &turn.clocks, now, zone));
    Ok(lines)
}
