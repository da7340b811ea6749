//! The breach register (GDPR 33(5)): every duty, what the rules propose of it and what a person decided.

use event::Millis;
use incident::{
    case::Incident,
    law::{Answer, Condition, Facts, RegisterRow},
};
use serde_json::{Value, json};

use super::showing::{mode, read, text, under_mark};
use crate::{
    cli::Asking,
    failure::Failure,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid},
};

pub(super) fn duties(asking: &Asking) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let now = Millis(home.clock().now_ms());
    let mut rows = Vec::new();
    for row in incident.duties(now)? {
        rows.push(document(&incident, &row, now)?);
    }
    say(&match format_or_default(asking.list.format) {
        Format::Table => {
            let mut grid =
                Grid::new(&["duty", "controller", "proposed", "because", "decided", "by"]);
            for row in &rows {
                grid.row(&[
                    text(&row["clock"]),
                    text(&row["controller"]),
                    text(&row["proposed"]),
                    because(row),
                    text(&row["decided"]),
                    text(&row["by"]),
                ]);
            }
            let mut lines = grid.lines();
            let lacks = |row: &Value| row["unknown"].as_array().is_some_and(|of| !of.is_empty());
            if rows.iter().any(lacks) {
                let id = incident.id;
                lines.push(format!(
                    "what is so is said with `nunchi incident says {id} FACT yes|no|unknown --reason …`, the risk with `nunchi \
                     incident risk {id} unlikely|likely|high --reason …`, people by `nunchi relation import` and a new scope"
                ));
            }
            under_mark(incident.mode, &lines.join("\n"))
        }
        _ => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "mode": mode(incident.mode),
            "duties": rows,
        }))?,
    });
    Ok(0)
}

fn document(incident: &Incident, row: &RegisterRow<'_>, now: Millis) -> Result<Value, Failure> {
    let proposal = incident.proposal(&row.duty, now)?;
    let facts = incident.law_facts_of(&row.duty.controller);
    let because = proposal
        .reasons
        .first()
        .map(|of| json!({"ko": of.why.ko, "en": of.why.en, "law": of.law}));
    let unknown: Vec<String> = match proposal.answer {
        Answer::Undecided => proposal
            .unknown()
            .into_iter()
            .map(|of| lacks(of, &facts))
            .collect(),
        Answer::Applies | Answer::DoesNotApply => Vec::new(),
    };
    Ok(json!({
        "regime": row.duty.regime,
        "clock": row.duty.clock,
        "controller": row.duty.controller,
        "proposed": proposal.answer,
        "because": because,
        "unknown": unknown,
        "identifiers": facts.identifiers,
        "decided": row.answer,
        "absent_on": row.absent_on.map(|day| day.to_string()),
        "by": row.standing.map(|of| of.by.clone()),
        "at": row.standing.map(|of| of.at.to_string()),
        "why": row.standing.map(|of| of.reason.clone()),
        "evidence": row.standing.map(|of| of.evidence.clone()),
        "earlier": row.earlier.len(),
    }))
}

/// A condition of which nobody can say whether it is met, with what is known.
fn lacks(condition: &Condition, facts: &Facts) -> String {
    let Condition::People { place: None, .. } = condition else {
        return condition.to_string();
    };
    let known = match (facts.people_bounds(), facts.identifiers) {
        ((low, Some(high)), _) => format!("{} to {} people", grouped(low), grouped(high)),
        ((_, None), 0) => "no identifier is counted".to_owned(),
        ((low, None), read) => format!(
            "{} identifier{} read, {} person or more: no relation says how many people they are",
            grouped(read),
            if read == 1 { "" } else { "s" },
            grouped(low),
        ),
    };
    format!("{condition} ({known})")
}

/// Why a duty is proposed; of one that is undecided what would decide it.
fn because(row: &Value) -> String {
    let unknown: Vec<&str> = row["unknown"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    match unknown.is_empty() {
        true if row["because"].is_null() => {
            "no rule proposes anything: a person decides".to_owned()
        }
        true => text(&row["because"]["en"]),
        false => format!("not known: {}", unknown.join(", ")),
    }
}
