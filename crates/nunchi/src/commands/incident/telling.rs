//! Each step of an incident in a line: what it is about, by the ids that other commands take.

use std::collections::BTreeSet;

use incident::case::{
    ClockName, Figures, Frozen, Incident, Obligation, PeopleChange, PushProposal, Reply, Step, What,
};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::showing::{before as mark, shown};
use crate::{cases::does, printer::grouped, render::harmless};

/// Characters of a step; what is longer is cut, and stands whole in JSON.
const LINE_CHARS_MAX: usize = 110;

/// Characters of a digest in a line: enough to tell two documents apart.
const DIGEST_CHARS: usize = 12;

/// Subjects of a step that are told; of more than these only how many.
const NAMED_TOLD_MAX: usize = 5;

/// Steps told in an answer; of more than these only the last, for a merge takes over hundreds.
const STEPS_TOLD_MAX: usize = 10;

/// A line for every step, in their order.
pub(super) fn lines(incident: &Incident, zone: &TimeZone) -> Vec<String> {
    let line = |step: &Step| {
        let line = cut(&of(&step.what, known(incident, step), zone));
        match incident.taken_back(step.number) {
            Some(by) => format!("TAKEN BACK by step {}: {line}", by.number),
            None => line,
        }
    };
    incident.steps.iter().map(line).collect()
}

/// The steps that were taken back, each with what took it back.
pub(super) fn taken_back(incident: &Incident, zone: &TimeZone) -> Vec<String> {
    let back = |step: &Step| {
        let by = incident.taken_back(step.number)?;
        let line = cut(&of(&step.what, known(incident, step), zone));
        Some(format!(
            "step {}: {line} (step {} of {}, {}: {})",
            step.number,
            by.number,
            shown(by.at, zone),
            harmless(&by.by),
            harmless(&by.why),
        ))
    };
    incident.steps.iter().filter_map(back).collect()
}

/// The id of what a step entered: ids are given in the order of entry and stand in no step.
fn known<'i>(incident: &'i Incident, step: &Step) -> &'i str {
    incident.called(step.number).unwrap_or_default()
}

/// What was done, and what more is said of it. Without the incident as it was before, all its steps are new.
pub(super) fn answer(
    incident: &Incident,
    before: Option<&Incident>,
    (says, zone): (&[String], &TimeZone),
) -> String {
    let all = lines(incident, zone);
    let old = before.map_or(0, |before| before.steps.len());
    let fresh = all.len().saturating_sub(old);
    let skipped = match fresh > STEPS_TOLD_MAX {
        true => all.len() - 1,
        false => old,
    };
    let head = format!(
        "{}incident {} {}",
        mark(incident.mode),
        incident.id,
        incident.stage.word()
    );
    let told = all.iter().zip(&incident.steps).skip(skipped);
    let mut out: Vec<String> = told
        .map(|(line, step)| format!("{head}, step {}: {line}", step.number))
        .collect();
    out.extend(says.iter().map(|line| format!("  {}", harmless(line))));
    out.join("\n")
}

fn cut(line: &str) -> String {
    let line = harmless(line);
    match line.chars().count() > LINE_CHARS_MAX {
        true => line.chars().take(LINE_CHARS_MAX - 1).chain(['…']).collect(),
        false => line,
    }
}

/// A step in words, whatever its length.
fn of(what: &What, id: &str, zone: &TimeZone) -> String {
    on_scope(what, zone)
        .or_else(|| on_awareness(what, id, zone))
        .or_else(|| on_record(what, id, zone))
        .or_else(|| on_law(what, zone))
        .or_else(|| waiting(what, id, zone))
        .unwrap_or_else(|| on_stage(what, id, zone))
}

/// A word of a closed list, as its JSON has it.
pub(super) fn word(of: &impl Serialize) -> String {
    let value = serde_json::to_value(of).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn on_scope(what: &What, zone: &TimeZone) -> Option<String> {
    Some(match what {
        What::Selected {
            selection,
            replaces,
        } => match replaces {
            true => format!("selected in place of all before: {selection}"),
            false => format!("selected: {selection}"),
        },
        What::Included {
            subjects, fields, ..
        } => match fields.is_empty() {
            true => format!("included {}", few(subjects.iter().map(String::as_str))),
            false => format!(
                "included {}: {}",
                few(subjects.iter().map(String::as_str)),
                fields.join(", ")
            ),
        },
        What::Excluded { subjects } => {
            format!("excluded {}", few(subjects.iter().map(String::as_str)))
        }
        What::Scoped(frozen) => scoped(frozen),
        What::GroupKnown { version, known } => match known {
            Some(known) => format!(
                "people whom V{version} adds: known since {}",
                shown(*known, zone)
            ),
            None => {
                format!("people whom V{version} adds: nobody can say since when they are known")
            }
        },
        _ => return None,
    })
}

/// A version: its number, its subjects and people, and what it brings.
fn scoped(frozen: &Frozen) -> String {
    let figures = &frozen.figures;
    let people = match &figures.people {
        Some(people) => format!("{} people", grouped(people.best)),
        None => "no number of people".to_owned(),
    };
    let since = match frozen.version {
        1 => String::new(),
        _ => format!("; {}", brought(frozen)),
    };
    format!(
        "V{} frozen: {} subjects, {people}, {} reads{}{}{since}",
        frozen.version,
        grouped(figures.subjects),
        grouped(figures.reads),
        named(frozen),
        match undecided(figures) {
            Some(beside) => format!("; beside them {beside}"),
            None => String::new(),
        },
    )
}

/// What is said beside the step of a version whose figures are not all there is: the step itself is one line among many.
pub(super) fn not_complete(before: &Incident, after: &Incident) -> Option<String> {
    let frozen = after.scope().filter(|of| before.scope() != Some(of))?;
    let (undecided, version, id) = (undecided(&frozen.figures)?, frozen.version, after.id);
    Some(format!(
        "V{version} is not complete: beside its figures {undecided} (`nunchi scope 'incident {id} scope {version}'` says why)"
    ))
}

/// Reads of which it cannot be said whether they belong to a version, where there are any; they are in no figure of it.
pub(super) fn undecided(figures: &Figures) -> Option<String> {
    let reads = match figures.undecided {
        0 => return None,
        1 => "1 read".to_owned(),
        n => format!("{} reads", grouped(n)),
    };
    Some(match figures.undecided_subjects {
        Some(1) => format!("{reads} of 1 subject undecided"),
        Some(n) => format!("{reads} of {} subjects undecided", grouped(n)),
        None => format!("{reads} undecided"),
    })
}

/// Those who are in it because a person named them, and those who were read and are not because a person named them out.
pub(super) fn named(frozen: &Frozen) -> String {
    let beyond = frozen.named.as_ref().map_or(0, |of| of.beyond);
    let mut words = match beyond {
        0 => String::new(),
        n => format!(" + {} named by a person", grouped(n)),
    };
    if let Some(out) = &frozen.excluded {
        words.push_str(&format!(
            " (without {} named out by {})",
            grouped(out.subjects),
            listed(&out.by())
        ));
    }
    words
}

/// Names with commas.
pub(super) fn listed(names: &BTreeSet<&str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

/// The first few of what is named, and how many more; JSON has all of them.
pub(super) fn few<'n>(named: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = named.len().saturating_sub(NAMED_TOLD_MAX);
    let named: Vec<&str> = named.take(NAMED_TOLD_MAX).collect();
    match more {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), grouped(more as u64)),
    }
}

/// What a version brings since the one before: subjects, people, and those who stay with further fields.
fn brought(frozen: &Frozen) -> String {
    let mut parts = Vec::new();
    let mut part = |n: u64, words: &str| {
        if n > 0 {
            let words = match n {
                1 => words.replacen("people", "person", 1),
                _ => words.to_owned(),
            };
            parts.push(format!("{} {words}", grouped(n)));
        }
    };
    part(frozen.added(), "added");
    part(frozen.removed(), "removed");
    part(frozen.people_added().unwrap_or(0), "people added");
    let people = frozen.people.as_ref().and_then(|of| of.changes.as_ref());
    let of_people = |of: fn(&PeopleChange) -> u64| people.into_iter().flatten().map(of).sum();
    part(of_people(|of| of.removed), "people removed");
    part(of_people(|of| of.merged), "people merged");
    part(frozen.gained(), "with further fields");
    let fewer: u64 = frozen.changes.iter().map(|of| of.changed).sum();
    part(fewer.saturating_sub(frozen.gained()), "with other fields");
    if frozen.people_unsaid().is_some() {
        parts.push("people added: cannot say".to_owned());
    }
    match parts.is_empty() {
        true => "nobody came, nobody went, and nobody has other fields".to_owned(),
        false => parts.join(", "),
    }
}

fn on_awareness(what: &What, id: &str, zone: &TimeZone) -> Option<String> {
    Some(match what {
        What::Candidate {
            kind,
            happened,
            who,
            knew,
            controller,
            ..
        } => {
            let (of, at, whose) = (kind.word(), shown(*happened, zone), of_one(controller));
            match kind.is_awareness() {
                true => format!("{id}: {of} {at}, {who} knew {}{whose}", word(knew)),
                false => format!("{id}: {of} {at}, no awareness{whose}"),
            }
        }
        What::Chosen {
            start,
            candidate,
            controller,
        } => {
            let (start, whose) = (start.word(), of_one(controller));
            match candidate {
                Some(of) => format!("candidate {of} chosen for {start}{whose}"),
                None => format!("chosen that {start} is unknown{whose}"),
            }
        }
        What::Settled {
            clock: of,
            leaked,
            known,
            ..
        } => {
            let (of, at) = (clock(of), shown(*known, zone));
            match (leaked, id) {
                (false, _) => format!("{of}: no leak, known since {at}"),
                (true, "") => format!("{of}: a leak, known since {at}"),
                (true, candidate) => {
                    format!("{of}: a leak, known since {at}, which is {candidate}")
                }
            }
        }
        _ => return None,
    })
}

/// What was recorded of the answer to something that is owed beside the one that counts, a line each.
pub(super) fn corrections(of: &Obligation, zone: &TimeZone) -> Vec<String> {
    let line = |said: &Reply| {
        let late = of.late_by(said.at);
        format!(
            "step {} recorded it as received {}{}, receipt {}",
            said.step,
            shown(said.at, zone),
            late.map_or_else(String::new, |by| format!(", LATE by {by}")),
            said.receipt,
        )
    };
    of.corrections.iter().map(line).collect()
}

/// What is kept: evidence, facts, what is owed, what was published or written.
fn on_record(what: &What, id: &str, zone: &TimeZone) -> Option<String> {
    Some(match what {
        What::Took(of) => format!("{id} taken in: {} ({})", of.item, of.grade.word()),
        // Of what was deleted there is nobody who has it.
        What::Handed { done, to, .. } if to == "nobody" => format!("{id} {done}"),
        What::Handed { done, to, .. } => format!("{id} {done}: {to}"),
        What::Fact { words, grade, .. } => format!("{id} ({}): {words}", grade.word()),
        What::Owed {
            kind,
            from,
            asked,
            due,
            ..
        } => {
            let due = due.map_or_else(String::new, |due| format!(", due {}", shown(due, zone)));
            format!("{id} ({}): {from} asks: {asked}{due}", word(kind))
        }
        What::Answered {
            received,
            words,
            corrects,
            stopped,
            ..
        } => {
            let stopped: String = stopped
                .iter()
                .map(|of| {
                    format!(
                        ", {} deletes nothing since {}",
                        of.system,
                        shown(of.at, zone)
                    )
                })
                .collect();
            let corrects =
                corrects.map_or_else(String::new, |step| format!(", which corrects step {step}"));
            format!(
                "{id} answered {}{corrects}{stopped}: {words}",
                shown(*received, zone)
            )
        }
        What::Published {
            evidence,
            version,
            published,
        } => format!(
            "{evidence} published {}, on V{version}",
            shown(*published, zone)
        ),
        other => return on_documents(other),
    })
}

/// What was written, and what of it a person let stand.
fn on_documents(what: &What) -> Option<String> {
    Some(match what {
        What::Wrote {
            regime,
            kind,
            language,
            version,
            document,
            ..
        } => {
            let digest: String = document.chars().take(DIGEST_CHARS).collect();
            let on = match version {
                0 => "before a scope was frozen".to_owned(),
                _ => format!("on V{version}"),
            };
            format!("{regime} {kind} ({language}) written, {on}: {digest}…")
        }
        What::Accepted(of) => {
            let digest: String = of.text.chars().take(DIGEST_CHARS).collect();
            let document = format!(
                "{} {} ({}) of {}",
                of.regime, of.kind, of.language, of.controller
            );
            format!(
                "warning {} let stand in {document}, {}: text {digest}…",
                of.warning, of.place
            )
        }
        _ => return None,
    })
}

/// Of which controller a step speaks, where it names one.
fn of_one(controller: &Option<String>) -> String {
    controller
        .as_ref()
        .map_or_else(String::new, |id| format!(" (of {id})"))
}

fn clock(of: &ClockName) -> String {
    of.key().to_string()
}

/// What a person judged of the law, and what was recorded on its clocks.
fn on_law(what: &What, zone: &TimeZone) -> Option<String> {
    Some(match what {
        What::Says {
            fact,
            yes,
            controller,
        } => {
            let answer = yes.map_or("unknown", |yes| if yes { "yes" } else { "no" });
            format!("{}: {answer}{}", fact.word(), of_one(controller))
        }
        What::Risk { risk, controller } => format!("risk: {}{}", word(risk), of_one(controller)),
        What::Decided {
            clock,
            controller,
            answer,
            ..
        } => format!("{clock} of {controller}: {}", answer.word()),
        What::Filed {
            clock: of,
            received,
            to,
            receipt,
            corrects,
            ..
        } => format!(
            "{} filed {} with {to}, receipt {receipt}{}",
            clock(of),
            shown(*received, zone),
            corrects.as_ref().map_or_else(String::new, |of| format!(
                ", correcting {}: {}",
                of.receipt, of.error
            ))
        ),
        What::Delayed {
            clock: of,
            code,
            from,
            ..
        } => format!(
            "{} delayed as {code} permits, from {}",
            clock(of),
            shown(*from, zone)
        ),
        What::DelayEnded {
            clock: of,
            code,
            ended,
        } => format!(
            "{}: the cause {code} is over since {}",
            clock(of),
            shown(*ended, zone)
        ),
        _ => return None,
    })
}

/// Requests that notices wait, and postings.
fn waiting(what: &What, id: &str, zone: &TimeZone) -> Option<String> {
    Some(match what {
        What::Requested {
            from,
            clocks,
            until,
            ..
        } => {
            format!(
                "{id}: {from} asks that {} wait until {}",
                clocks.join(", "),
                shown(*until, zone)
            )
        }
        What::Reviewed { .. } => format!("{id} looked at again: it stands"),
        What::RequestEnded { ended, .. } => {
            format!("{id} taken back since {}", shown(*ended, zone))
        }
        What::Posted {
            rule, url, up_from, ..
        } => {
            format!("{id} ({rule}): up from {} at {url}", shown(*up_from, zone))
        }
        What::PostingDown { since, .. } => {
            format!("{id} down since {}", shown(*since, zone))
        }
        What::PostingUp { since, .. } => {
            format!("{id} up again since {}", shown(*since, zone))
        }
        _ => return None,
    })
}

/// Where it stands and who sees it.
fn on_stage(what: &What, id: &str, zone: &TimeZone) -> String {
    match what {
        What::Opened { title, .. } => format!("opened: {title}"),
        What::Concerns {
            regimes,
            controllers,
        } => {
            let laws = (!regimes.is_empty()).then(|| format!("asks {}", regimes.join(", ")));
            let whom =
                (!controllers.is_empty()).then(|| format!("concerns {}", controllers.join(", ")));
            let both: Vec<String> = laws.into_iter().chain(whom).collect();
            format!("{} too", both.join(" and "))
        }
        What::Restricted { names } => match names.is_empty() {
            true => "to be seen by everybody again".to_owned(),
            false => format!("to be seen by {} alone", names.join(", ")),
        },
        What::Contained { since, measures } => {
            format!("contained since {}: {measures}", shown(*since, zone))
        }
        What::BlockListed {
            entries, held_back, ..
        } => format!("block list: {entries} entries, {held_back} held back"),
        What::PushProposed(of) => pushed(of),
        What::PushBegun(of) => format!("{id} begun, as step {} proposed", of.proposed),
        What::PushEnded(of) => format!("{}: {}", of.push, word(&of.outcome)),
        What::MergedInto { incident } => format!("merged into incident {incident}"),
        What::TakenBack { step } => format!("step {step} is taken back"),
        What::SplitFrom { incident } => format!("split from incident {incident}"),
        What::Inherited { incident, step, .. } => {
            format!("from incident {incident}: {}", of(&step.what, id, zone))
        }
        other => does(other),
    }
}

fn pushed(of: &PushProposal) -> String {
    let list: String = of
        .list
        .chars()
        .take("sha256:".len() + DIGEST_CHARS)
        .collect();
    let what = match &of.again {
        Some(again) => format!("{again} once more"),
        None => format!("list {list}"),
    };
    format!("push proposed: {what} to {} as {}", of.target, of.form)
}
