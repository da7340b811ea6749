//! The breach register (GDPR 33(5)): every duty, what the rules propose of it and what a person decided.

use api::{Duties, Duty, DutyBecause, NamedOutPart, PseudonymisedPart, Time};
use event::Millis;
use incident::{
    case::{Excluded, Figures, Incident, Step, What},
    law::{Answer, Condition, DutyKey, Facts, RegisterRow},
};

use super::{
    learning::{self, Since},
    showing::{mode, under_mark},
    stood::Stood,
    telling::listed,
};
use crate::{
    cli::StoodArgs,
    failure::Failure,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid},
};

pub(super) fn duties(asked: &StoodArgs) -> Result<u8, Failure> {
    let stood = Stood::asked(asked)?;
    let incident = &stood.incident;
    let duties = all(incident, stood.now)?;
    let since = stood.learnt_since();
    say(&match format_or_default(asked.asking.list.format) {
        Format::Table => under_mark(
            incident.mode,
            &stood.under(&table(incident, &duties, since.as_ref())),
        ),
        _ => render::json(&Duties {
            as_of: Time(stood.now),
            duties,
            incident: render::documents::number(incident.id),
            learnt_since: learning::document(since.as_ref()),
            mode: mode(incident.mode).to_owned(),
            step: incident.steps.len() as u64,
            v: api::VERSION,
        })?,
    });
    Ok(0)
}

/// Every duty of an incident, as it stands at a moment.
pub(super) fn all(incident: &Incident, now: Millis) -> Result<Vec<Duty>, Failure> {
    let rows = incident.duties(now)?;
    Ok(rows.iter().map(|row| duty(incident, row)).collect())
}

fn duty(incident: &Incident, row: &RegisterRow<'_>) -> Duty {
    let proposal = incident.proposal_of(row);
    let facts = incident.law_facts(&row.duty.controller);
    let part = incident.pseudonymised(&row.duty.controller);
    // Of what is not decided by the rules, or not so, a reason is a question, and must not read as if it were so.
    let denied: Vec<String> = proposal.denied().iter().map(ToString::to_string).collect();
    let denied = denied.join(", ");
    let asks = proposal.answer == Answer::Undecided;
    let because = proposal.reasons.first().map(|of| DutyBecause {
        en: match (asks, denied.as_str()) {
            (true, _) => format!("asks whether: {}", of.why.en),
            (false, "") => of.why.en.clone(),
            (false, denied) => format!("asks whether: {}; not so: {denied}", of.why.en),
        },
        ko: match (asks, denied.as_str()) {
            (true, _) => format!("해당 여부를 물음: {}", of.why.ko),
            (false, "") => of.why.ko.clone(),
            (false, denied) => format!("해당 여부를 물음: {}; 해당하지 않음: {denied}", of.why.ko),
        },
        law: of.law.clone(),
    });
    let unknown = match proposal.answer {
        Answer::Undecided => proposal.unknown(),
        Answer::Applies | Answer::DoesNotApply | Answer::Deemed => Vec::new(),
    };
    Duty {
        absent_on: row.absent_on.map(|day| day.to_string()),
        again: again(row),
        at: row.standing.map(|of| Time(of.at)),
        because,
        by: row.standing.map(|of| of.by.clone()),
        clock: row.duty.clock.clone(),
        controller: row.duty.controller.clone(),
        decided: row.answer.word().to_owned(),
        earlier: row.earlier.len() as u64,
        evidence: row.standing.map(|of| of.evidence.clone()),
        identifiers: facts.identifiers,
        proposed: proposal.answer.word().to_owned(),
        named_out: left_out(incident, &row.duty.controller).map(|of| NamedOutPart {
            by: of.by().into_iter().map(str::to_owned).collect(),
            identifiers: of.subjects,
            people: of.people,
        }),
        pseudonymised: part.map(|of| PseudonymisedPart {
            of: of.of,
            reads: of.reads,
            undecided: of.undecided,
        }),
        regime: row.duty.regime.clone(),
        unknown: unknown
            .into_iter()
            .map(|of| lacks(of, &facts, undecided_of(incident, &row.duty.controller)))
            .collect(),
        why: row.standing.map(|of| of.reason.clone()),
    }
}

/// A condition of which nobody can say whether it is met, with what is known; `figures` are those with undecided reads.
fn lacks(condition: &Condition, facts: &Facts, figures: Option<&Figures>) -> String {
    let Condition::People { place: None, .. } = condition else {
        return condition.to_string();
    };
    let known = match (facts.people_bounds(), facts.identifiers) {
        ((low, Some(u64::MAX)), _) => format!("{} people or more", grouped(low)),
        ((low, Some(high)), _) => format!("{} to {} people", grouped(low), grouped(high)),
        ((_, None), 0) => "no identifier is counted".to_owned(),
        ((low, None), read) => format!(
            "{} identifier{} read, {} person or more: no relation says how many people they are",
            grouped(read),
            if read == 1 { "" } else { "s" },
            grouped(low),
        ),
    };
    let beside = figures.map(|of| format!(", {} beside", undecided(of)));
    format!("{condition} ({known}{})", beside.unwrap_or_default())
}

/// The figures of what a controller answers for in the latest version, where some of its reads are undecided.
fn undecided_of<'i>(incident: &'i Incident, controller: &str) -> Option<&'i Figures> {
    let share = incident.share(incident.scope()?, controller)?;
    Some(&share.figures).filter(|of| of.undecided > 0)
}

/// Of how many identifiers it cannot be said whether reads of theirs belong.
fn undecided(figures: &Figures) -> String {
    match figures.undecided_subjects {
        Some(1) => "1 identifier undecided".to_owned(),
        Some(n) => format!("{} identifiers undecided", grouped(n)),
        None => format!("{} reads undecided", grouped(figures.undecided)),
    }
}

/// Of each controller reads of which it cannot be said whether they belong: the rules do not propose that there are too few
/// people while they may be others.
fn undecided_reads(incident: &Incident) -> Vec<String> {
    let line = |controller: &String| {
        let of = undecided_of(incident, controller)?;
        Some(format!(
            "{controller}: of {} reads ({}) it cannot be said whether they belong to it, and they are counted in no figure; that there \
             are fewer people than a law asks for is not proposed where they may be more",
            grouped(of.undecided),
            undecided(of)
        ))
    };
    incident.controllers.iter().filter_map(line).collect()
}

/// What was decided, and why it stands no longer.
fn again(row: &RegisterRow<'_>) -> Option<String> {
    let (again, last) = (row.again?, row.earlier.last()?);
    Some(format!(
        "{} decided {}, and since then {again}",
        last.by,
        last.answer.word()
    ))
}

/// What became undecided again by the last step, as an answer says it.
pub(super) fn asked_again(before: &Incident, after: &Incident, now: Millis) -> Vec<String> {
    let Ok(rows) = after.duties(now) else {
        return Vec::new();
    };
    let clocks = after.clocks(now).unwrap_or_default();
    let runs = |duty: &DutyKey| {
        let mut its = clocks.iter().filter(|of| DutyKey::of(&of.key) == *duty);
        match its.any(|of| of.state(&after.register, now).is_open()) {
            true => "Its clock runs",
            false => "No clock of it runs",
        }
    };
    let is_new = |row: &&RegisterRow<'_>| {
        row.again.is_some() && before.register.again(&row.duty, now) != row.again
    };
    let line = |row: &RegisterRow<'_>| {
        let again = again(row)?;
        Some(format!(
            "{} of {} is UNDECIDED AGAIN: {again}. {} (`nunchi incident decide {} …`)",
            row.duty.clock,
            row.duty.controller,
            runs(&row.duty),
            after.id
        ))
    };
    rows.iter().filter(is_new).filter_map(line).collect()
}

/// The last step where it decided that a duty does not apply: with the clock, the controller and what the rules proposed.
pub(super) fn decided_not<'i>(
    before: &Incident,
    after: &'i Incident,
) -> Option<(&'i Step, &'i str, &'i str, Answer)> {
    let is_new = after.steps.len() > before.steps.len();
    let last = after.steps.last().filter(|_| is_new)?;
    match &last.what {
        What::Decided {
            clock,
            controller,
            answer: Answer::DoesNotApply,
            proposed,
            ..
        } => Some((last, clock, controller, *proposed)),
        _ => None,
    }
}

/// Said beside a decision that a duty does not apply where the rules proposed that it does, or cannot say it and reads that
/// are undecided may be of others.
pub(super) fn against(before: &Incident, after: &Incident, now: Millis) -> Option<String> {
    let (last, clock, controller, proposed) = decided_not(before, after)?;
    let mut rows = after.duties(now).ok()?.into_iter();
    let row = rows.find(|of| of.duty.clock == clock && of.duty.controller == controller)?;
    let asked = duty(after, &row);
    if proposed == Answer::Undecided && undecided_of(after, controller).is_some() {
        return Some(format!(
            "the rules cannot say that {clock} of {controller} does not apply (not known: {}): this decision stands as one of {}",
            asked.unknown.join(", "),
            last.by
        ));
    }
    if proposed != Answer::Applies {
        return None;
    }
    let because = asked.because.map(|of| format!(" ({})", of.en));
    Some(format!(
        "the rules propose that {clock} of {controller} applies{}: this decision is against that, and stands as one of {}",
        because.unwrap_or_default(),
        last.by
    ))
}

/// Why a duty is proposed; of one that is undecided what would decide it.
fn because(duty: &Duty) -> String {
    match (duty.unknown.as_slice(), &duty.because) {
        ([], None) => "no rule proposes anything: a person decides".to_owned(),
        ([], Some(of)) => of.en.clone(),
        (unknown, _) => format!("not known: {}", unknown.join(", ")),
    }
}

/// What of each controller is pseudonymised, as the catalogue says: where it is not all, the rules go by the rest.
fn pseudonymised(incident: &Incident) -> Vec<String> {
    let line = |controller: &String| {
        let of = incident.pseudonymised(controller)?;
        let (reads, all) = (grouped(of.reads), grouped(of.of));
        Some(match (of.is_all(), of.reads == of.of) {
            (true, _) => format!(
                "{controller}: all {all} reads are of routes that the catalogue marks as pseudonymised"
            ),
            (false, true) => format!(
                "{controller}: all {all} reads are of routes that are pseudonymised, and of {} more it cannot be said whether \
                 they belong to it: nothing is proposed from that",
                grouped(of.undecided)
            ),
            (false, false) => format!(
                "{controller}: {reads} of {all} reads are of routes that are pseudonymised: what a law exempts of such data \
                 it exempts for that part alone, and what is proposed goes by the rest"
            ),
        })
    };
    incident.controllers.iter().filter_map(line).collect()
}

/// Those of a controller whom people named out of the latest version.
fn left_out<'i>(incident: &'i Incident, controller: &str) -> Option<&'i Excluded> {
    let share = incident.share(incident.scope()?, controller)?;
    share.excluded.as_ref()
}

/// Of each controller whom people named out: the rules do not propose that there are too few people on their word.
fn named_out(incident: &Incident) -> Vec<String> {
    let line = |controller: &String| {
        let of = left_out(incident, controller)?;
        let more = match of.decisions.as_slice() {
            [one] => format!(" (\"{}\")", one.why),
            many => format!(" in {} decisions", many.len()),
        };
        Some(format!(
            "{controller}: {} identifiers that were read were named out by {}{more}, and are counted in no figure; that there are \
             fewer people than a law asks for is not proposed on that account",
            grouped(of.subjects),
            listed(&of.by()),
        ))
    };
    incident.controllers.iter().filter_map(line).collect()
}

fn table(incident: &Incident, duties: &[Duty], since: Option<&Since>) -> String {
    let mut grid = Grid::new(&["duty", "controller", "proposed", "because", "decided", "by"]);
    for duty in duties {
        grid.row(&[
            duty.clock.clone(),
            duty.controller.clone(),
            duty.proposed.clone(),
            because(duty),
            match duty.again {
                Some(_) => "undecided AGAIN".to_owned(),
                None => duty.decided.clone(),
            },
            duty.again
                .clone()
                .or_else(|| duty.by.clone())
                .unwrap_or_default(),
        ]);
    }
    let mut lines = grid.lines();
    lines.extend(pseudonymised(incident));
    lines.extend(named_out(incident));
    lines.extend(undecided_reads(incident));
    // What is proposed goes by the last version.
    lines.extend(learning::beside(since, incident).map(|of| render::harmless(&of)));
    if duties.iter().any(|of| !of.unknown.is_empty()) {
        let id = incident.id;
        lines.push(format!(
            "what is so is said with `nunchi incident says {id} FACT yes|no|unknown --reason …`, the risk with `nunchi \
             incident risk {id} unlikely|likely|high --reason …`, people by `nunchi relation import` and a new scope"
        ));
    }
    lines.join("\n")
}
