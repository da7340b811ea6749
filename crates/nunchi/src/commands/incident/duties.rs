//! The breach register (GDPR 33(5)): every duty, what the rules propose of it and what a person decided.

use event::Millis;
use incident::law;
use serde_json::json;

use super::showing::{mode, read, text, under_mark};
use crate::{
    cli::Asking,
    failure::Failure,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

pub(super) fn duties(asking: &Asking) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let now = Millis(home.clock().now_ms());
    let facts = incident.law_facts();
    let controllers: Vec<&str> = incident.controllers.iter().map(String::as_str).collect();
    let regimes = law::regimes().filter(|regime| incident.regimes.contains(&regime.id));
    let mut rows = Vec::new();
    for row in incident.register.rows(regimes, &controllers, now) {
        let proposal = row.regime.propose(&row.duty.clock, &facts);
        let because = proposal
            .reasons
            .first()
            .map(|of| json!({"ko": of.why.ko, "en": of.why.en, "law": of.law}));
        rows.push(json!({
            "regime": row.duty.regime,
            "clock": row.duty.clock,
            "controller": row.duty.controller,
            "proposed": proposal.answer,
            "because": because,
            "decided": row.answer,
            "by": row.standing.map(|of| of.by.clone()),
            "at": row.standing.map(|of| of.at.to_string()),
            "why": row.standing.map(|of| of.reason.clone()),
            "evidence": row.standing.map(|of| of.evidence.clone()),
            "earlier": row.earlier.len(),
        }));
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
                    text(&row["because"]["en"]),
                    text(&row["decided"]),
                    text(&row["by"]),
                ]);
            }
            under_mark(incident.mode, &grid.lines().join("\n"))
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
