//! `nunchi regime list`: the laws that ship, their clocks, their age, and what is not certain of them.

use event::Millis;
use incident::law;
use serde_json::{Value, json};

use crate::{
    cli::RegimeCommand,
    failure::Failure,
    home::real_world,
    printer::{Format, format_or_default, say},
    render::{self, Grid},
};

pub(crate) fn run(command: &RegimeCommand) -> Result<u8, Failure> {
    let RegimeCommand::List(list) = command;
    let now = Millis(real_world().clock.now_ms());
    let mut rows = Vec::new();
    for regime in law::regimes() {
        let age = regime.age(
            regime
                .day(now)
                .map_err(|e| Failure::new(event::ErrorClass::Internal, e.to_string()))?,
        );
        rows.push(json!({
            "id": regime.id,
            "name": {"ko": regime.names.ko, "en": regime.names.en},
            "law": regime.law,
            "clocks": regime.clocks.iter().map(|rule| rule.id.clone()).collect::<Vec<String>>(),
            "postings": regime.postings.iter().map(|rule| rule.id.clone()).collect::<Vec<String>>(),
            "wait_for_law_enforcement": regime.clocks.iter().filter(|rule| rule.law_enforcement.is_some())
                .map(|rule| rule.id.clone()).collect::<Vec<String>>(),
            "documents": regime.documents,
            "checked": regime.checked.to_string(),
            "age_days": age.days,
            "reviewed": age.reviewed,
            "stale": age.stale,
            "uncertain": regime.uncertain,
            "sources": regime.sources,
        }));
    }
    say(&match format_or_default(list.format) {
        Format::Table => table(&rows),
        _ => render::json(&json!({"v": 1, "regimes": rows}))?,
    });
    Ok(0)
}

fn table(rows: &[Value]) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut grid = Grid::new(&[
        "regime",
        "law",
        "clocks",
        "documents",
        "checked",
        "reviewed by a lawyer",
    ]);
    for row in rows {
        let lists = ["clocks", "postings"].map(|name| row[name].as_array());
        let ids = lists.into_iter().flatten().flatten();
        let clocks: Vec<String> = ids.map(text).collect();
        let stale = match row["stale"] == true {
            true => " STALE",
            false => "",
        };
        grid.row(&[
            text(&row["id"]),
            text(&row["name"]["en"]),
            clocks.join(", "),
            match row["documents"] == true {
                true => "yes".to_owned(),
                false => "no".to_owned(),
            },
            format!(
                "{}, {} days ago{stale}",
                text(&row["checked"]),
                row["age_days"]
            ),
            match row["reviewed"] == true {
                true => "yes".to_owned(),
                false => "no".to_owned(),
            },
        ]);
    }
    grid.lines().join("\n")
}
