//! `nunchi incident show` as a page, in the order in which somebody reads who was woken by it: what it is, what is due,
//! how many, what nobody knows yet, what was decided, what is known and on what it rests, what was done last, what to do.

use api::Duty;
use event::Millis;
use incident::{
    case::{Evidence, Frozen, Incident, KnownFact, Obligation, Unfinished},
    law::Clock,
};
use jiff::tz::TimeZone;

use super::{
    ahead, awaring, clocking, closing, containing, duties,
    learning::{self, Since, brought},
    push,
    showing::{elsewhere, shown, under_mark, unfinished},
    stood::Stood,
    telling,
};
use crate::{
    failure::Failure,
    printer::grouped,
    render::{Grid, harmless},
};

/// Things of one sort that a page tells; JSON has all of them.
const TOLD_MAX: usize = 20;

/// Characters of a selection on a page; JSON has all of it.
const SELECTION_CHARS_MAX: usize = 200;

/// Last steps that are told.
pub(super) const STEPS_TOLD: usize = 5;

/// What the custody of every piece of evidence begins with.
const TAKEN_IN: &str = "taken in";

/// Characters of a digest that are told.
const DIGEST_CHARS: usize = 12;

/// The page.
pub(super) fn page(stood: &Stood) -> Result<String, Failure> {
    let (incident, now, zone) = (&stood.incident, stood.now, &stood.zone);
    // What the directory of now tells beside the steps cannot be asked of how it stood.
    let home = stood.is_now.then_some(&stood.home);
    let clocks = incident.clocks(now)?;
    let since = stood.learnt_since();
    let since = since.as_ref();
    let mut blocks = vec![
        what_it_is(
            incident,
            (
                containing::lines(home, incident, zone),
                stood.seen_elsewhere()?,
            ),
            (now, zone),
        ),
        due(incident, &clocks, now, zone)?,
        how_many(incident, since, zone),
        titled("UNKNOWN", ahead::unknown(incident, &clocks, now)?),
    ];
    blocks.extend(awaring::block(incident, now, zone));
    blocks.push(decisions(&duties::all(incident, now)?, zone));
    blocks.push(titled(
        "FACTS",
        incident.facts.iter().map(|of| fact(of, zone)),
    ));
    blocks.push(titled(
        "EVIDENCE",
        incident.evidence.iter().map(|of| evidence(incident, of)),
    ));
    blocks.push(titled(
        "OWED",
        incident.obligations.iter().map(|of| owed(of, now, zone)),
    ));
    blocks.push(titled("TAKEN BACK", telling::taken_back(incident, zone)));
    let mut waits = in_the_way(incident, now)?;
    if let Some(home) = home {
        blocks.push(titled("PUSHES", push::lines_of(home, incident, zone)?));
        let beside = closing::in_the_way(home, incident, since)?;
        waits.extend(beside.iter().map(ToString::to_string));
    }
    blocks.push(titled("IN THE WAY OF CLOSING", waits));
    blocks.push(last_steps(incident, zone));
    blocks.push(match ahead::next(incident, &clocks, now, brought(since))? {
        Some(next) => format!("NEXT  {}: {}", next.says, next.command),
        None => "NEXT  nothing: it is closed".to_owned(),
    });
    blocks.retain(|block| !block.is_empty());
    Ok(under_mark(
        incident.mode,
        &stood.under(&blocks.join("\n\n")),
    ))
}

/// Lines under a title; nothing where there are none. Of more than a page tells, only how many.
fn titled(title: &str, lines: impl IntoIterator<Item = String>) -> String {
    let all: Vec<String> = lines.into_iter().collect();
    if all.is_empty() {
        return String::new();
    }
    let mut block = vec![title.to_owned()];
    let told = all.iter().take(TOLD_MAX);
    block.extend(told.map(|line| format!("  {}", harmless(line))));
    let more = all.len().saturating_sub(TOLD_MAX);
    block.extend((more > 0).then(|| format!("  and {more} more; --format json has all")));
    block.join("\n")
}

fn what_it_is(
    incident: &Incident,
    (contained, elsewhere_seen): (Vec<String>, Vec<String>),
    (now, zone): (Millis, &TimeZone),
) -> String {
    let mut lines = vec![format!(
        "INCIDENT {} {}   {}   {} steps, of {} ({})",
        incident.id,
        incident.title,
        incident.stage.word().to_uppercase(),
        incident.steps.len(),
        shown(now, zone),
        zone.iana_name().unwrap_or("UTC"),
    )];
    if let Some(first) = incident.steps.first() {
        let from = match incident.findings.as_slice() {
            [] => String::new(),
            ids => format!("; from finding {}", ids.join(", ")),
        };
        lines.push(format!(
            "opened     {} by {}: {}{from}",
            shown(first.at, zone),
            first.by,
            first.why
        ));
    }
    lines.push(format!(
        "concerns   {}; laws: {}",
        incident.controllers.join(", "),
        incident.regimes.join(", ")
    ));
    lines.extend(selected(incident));
    lines.extend(
        contained
            .iter()
            .flat_map(|of| of.lines())
            .map(str::to_owned),
    );
    lines.extend(incident.goes_on_in.map(elsewhere));
    if !incident.restricted.is_empty() {
        lines.push(format!(
            "seen by    {} alone",
            incident.restricted.join(", ")
        ));
    }
    lines.extend(elsewhere_seen.iter().map(|of| format!("BUT        {of}")));
    let lines: Vec<String> = lines.iter().map(|line| harmless(line)).collect();
    lines.join("\n")
}

/// What it selects, and whom people named in or out.
fn selected(incident: &Incident) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, selection) in incident.selections.iter().enumerate() {
        let joined = if at == 0 { "selects  " } else { "       or" };
        lines.push(format!("{joined}  {}", cut(selection)));
    }
    if lines.is_empty() {
        lines.push("selects    nothing yet".to_owned());
    }
    if !incident.included.is_empty() {
        lines.push(format!(
            "     with  {}, named in",
            telling::few(incident.included.keys().map(String::as_str))
        ));
    }
    if !incident.excluded.is_empty() {
        lines.push(format!(
            "  without  {}, named out",
            telling::few(incident.excluded.keys().map(String::as_str))
        ));
    }
    lines
}

fn cut(text: &str) -> String {
    match text.chars().count() > SELECTION_CHARS_MAX {
        true => text
            .chars()
            .take(SELECTION_CHARS_MAX - 1)
            .chain(['…'])
            .collect(),
        false => text.to_owned(),
    }
}

/// What is due next in a line, then every clock.
fn due(
    incident: &Incident,
    clocks: &[Clock],
    now: Millis,
    zone: &TimeZone,
) -> Result<String, Failure> {
    let next = match ahead::due_next(incident, clocks, now) {
        None => "nothing: no clock is open, and nothing is owed".to_owned(),
        Some(due) => {
            let at = due
                .at
                .map_or_else(|| "no date".to_owned(), |at| shown(at, zone));
            let others = match due.others {
                0 => String::new(),
                others => format!("; {others} more open"),
            };
            format!("{}: {at}, {}{others}", due.named, due.says)
        }
    };
    let table = clocking::clocks_table(incident, clocks, now, zone)?;
    Ok(format!("DUE NEXT  {}\n{table}", harmless(&next)))
}

/// The latest version in a line, then every version.
fn how_many(incident: &Incident, learnt: Option<&Since>, zone: &TimeZone) -> String {
    let Some(scope) = incident.scope() else {
        return "HOW MANY  cannot say: no scope was frozen yet".to_owned();
    };
    let figures = &scope.figures;
    let people = match &figures.people {
        Some(of) => format!(
            "{} people ({} to {})",
            grouped(of.best),
            grouped(of.low),
            grouped(of.high)
        ),
        None => "cannot say how many people".to_owned(),
    };
    let line = format!(
        "HOW MANY  V{}: {people}, {} subjects{}, {} reads{}, record {}; possibly affected beside: {}",
        scope.version,
        grouped(figures.subjects),
        telling::named(scope),
        grouped(figures.reads),
        telling::undecided(figures).map_or_else(String::new, |of| format!(" ({of}, beside them)")),
        scope.completeness,
        possibly(scope)
    );
    let since = incident.chosen_since().map(|step| {
        format!(
            "\n  selected since in step {step}, not counted: run `nunchi incident scope {} --reason …`",
            incident.id
        )
    });
    let learnt = learning::line(learnt, incident).map(|line| format!("\n  {}", harmless(&line)));
    format!(
        "{line}{}{}\n{}",
        since.unwrap_or_default(),
        learnt.unwrap_or_default(),
        versions(&incident.scopes, zone)
    )
}

fn versions(scopes: &[Frozen], zone: &TimeZone) -> String {
    let mut grid = Grid::new(&[
        "scope",
        "subjects",
        "people",
        "reads",
        "first",
        "last",
        "added",
        "people added",
        "more fields",
        "removed",
        "record",
        "possibly",
    ]);
    for scope in scopes {
        let people = scope.figures.people.as_ref();
        let bounds = |of: &incident::case::PeopleFigure| {
            let (best, low, high) = (grouped(of.best), grouped(of.low), grouped(of.high));
            format!("{best} ({low}-{high})")
        };
        let named = telling::named(scope);
        grid.row(&[
            format!("V{}", scope.version),
            format!("{}{named}", grouped(scope.figures.subjects)),
            people.map_or_else(|| "cannot say".to_owned(), bounds),
            grouped(scope.figures.reads),
            scope.first.map_or_else(String::new, |at| shown(at, zone)),
            scope.last.map_or_else(String::new, |at| shown(at, zone)),
            grouped(scope.added()),
            match (scope.version, scope.people_added()) {
                (1, _) => String::new(),
                (_, Some(added)) => grouped(added),
                (_, None) => "cannot say".to_owned(),
            },
            grouped(scope.gained()),
            grouped(scope.removed()),
            scope.completeness.clone(),
            possibly(scope),
        ]);
    }
    grid.lines().join("\n")
}

/// How many what is in doubt concerns beside.
fn possibly(scope: &Frozen) -> String {
    match (&scope.possibly, scope.completeness.as_str()) {
        (Some(of), _) => of.at_most.map_or_else(
            || "cannot say how many".to_owned(),
            |n| format!("at most {} more", grouped(n)),
        ),
        (None, "complete") => "nobody".to_owned(),
        (None, _) => "cannot say how many".to_owned(),
    }
}

/// Every duty of every controller: whether it applies, who decided so, when and on what.
fn decisions(duties: &[Duty], zone: &TimeZone) -> String {
    if duties.is_empty() {
        return String::new();
    }
    let mut grid = Grid::new(&["duty", "controller", "", "by", "when", "rests on"]);
    for duty in duties {
        let decision = match duty.decided.as_str() {
            "undecided" if duty.proposed == "undecided" => {
                "UNDECIDED, the rules cannot say either".to_owned()
            }
            "undecided" => format!("UNDECIDED, the rules propose: {}", duty.proposed),
            decided => decided.to_owned(),
        };
        grid.row(&[
            duty.clock.clone(),
            duty.controller.clone(),
            decision.replace('_', " "),
            duty.by.clone().unwrap_or_default(),
            duty.at.map_or_else(String::new, |at| shown(at.0, zone)),
            duty.evidence
                .as_ref()
                .map_or_else(String::new, |of| of.join(", ")),
        ]);
    }
    titled_whole("DECISIONS", grid.lines())
}

/// Lines under a title, however many.
fn titled_whole(title: &str, lines: Vec<String>) -> String {
    let lines = lines.into_iter().map(|line| format!("  {line}"));
    std::iter::once(title.to_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

fn fact(of: &KnownFact, zone: &TimeZone) -> String {
    let mut line = format!("{}  {} ({})", of.id, of.words, of.grade.word());
    if !of.evidence.is_empty() {
        line.push_str(&format!("; rests on {}", of.evidence.join(", ")));
    }
    if let Some(at) = of.confirmed {
        line.push_str(&format!("; confirmed {}", shown(at, zone)));
    }
    if !of.closes.is_empty() {
        line.push_str(&format!("; closes {}", of.closes.join(", ")));
    }
    line
}

fn evidence(incident: &Incident, of: &Evidence) -> String {
    let digest = of.sha256.as_deref().map_or_else(String::new, |sha256| {
        let short: String = sha256.chars().take(DIGEST_CHARS).collect();
        format!("; sha256 {short}…")
    });
    let of_it = incident
        .custody
        .iter()
        .filter(|done| done.evidence == of.id);
    let after = of_it.filter(|done| done.what != TAKEN_IN);
    let handed: String = after
        .map(|done| format!("; {} {}", done.what, done.to))
        .collect();
    format!(
        "{}  {} ({}); from {}, {}; original: {}{digest}{handed}",
        of.id,
        of.item,
        of.grade.word(),
        of.from,
        of.how,
        of.place
    )
}

fn owed(of: &Obligation, now: Millis, zone: &TimeZone) -> String {
    let due = of.due.map_or_else(
        || "no date".to_owned(),
        |due| format!("due {}", shown(due, zone)),
    );
    let state = match &of.reply {
        Some(reply) => format!("{}, {}", of.state(now), shown(reply.at, zone)),
        None => format!("OPEN: {}", of.state(now)),
    };
    let corrections = telling::corrections(of, zone).into_iter();
    let corrections = corrections.map(|line| format!("; {line}"));
    format!(
        "{}  {} asks: {} ({due}; {}) {state}{}",
        of.id,
        of.from,
        of.asked,
        of.owner,
        corrections.collect::<String>()
    )
}

/// What stands in the way of closing. Duties and clocks stand one by one further up, and are only counted here.
fn in_the_way(incident: &Incident, now: Millis) -> Result<Vec<String>, Failure> {
    let unfinished = unfinished(incident, now)?;
    let undecided = |of: &&Unfinished| matches!(of, Unfinished::Undecided { .. });
    let is_clock = |of: &&Unfinished| matches!(of, Unfinished::Clock { .. });
    let counted = |many: usize, one: &str, more: &str| match many {
        0 => None,
        1 => Some(one.to_owned()),
        many => Some(format!("{many} {more}")),
    };
    let duties = unfinished.iter().filter(undecided).count();
    let clocks = unfinished.iter().filter(is_clock).count();
    let mut lines = Vec::new();
    lines.extend(counted(
        duties,
        "1 duty is undecided",
        "duties are undecided",
    ));
    lines.extend(counted(clocks, "1 clock is open", "clocks are open"));
    let others = unfinished
        .iter()
        .filter(|of| !undecided(of) && !is_clock(of));
    lines.extend(others.map(ToString::to_string));
    Ok(lines)
}

fn last_steps(incident: &Incident, zone: &TimeZone) -> String {
    let lines = telling::lines(incident, zone);
    let skipped = lines.len().saturating_sub(STEPS_TOLD);
    let told = incident.steps.iter().zip(lines).skip(skipped);
    let told = told.map(|(step, line)| {
        format!(
            "{}  {}  {}: {line}",
            step.number,
            shown(step.at, zone),
            step.by
        )
    });
    titled("LAST STEPS", told)
}
