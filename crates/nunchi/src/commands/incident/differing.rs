//! How two versions of a scope differ.

use exposure::{Moved, PseudoId};
use incident::case::{Cause, Frozen};
use ledger::SubjectId;
use serde_json::{Value, json};

use crate::{
    asking,
    cases::{Cases, Compared, compare},
    cli::Asking,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render::{self, Grid},
};

pub(super) fn diff(asking: &Asking, (from, to): (u32, u32), all: bool) -> Result<u8, Failure> {
    let home = Home::open(&asking.list.place)?;
    let by = asking::asker(asking.as_name.as_deref())?;
    let cases = Cases::open(&home)?;
    let incident = cases.incident(asking.id, &by)?;
    let version = |number: u32| -> Result<&Frozen, Failure> {
        incident.version(number).ok_or_else(|| {
            let known = incident.scopes.len();
            Failure::usage(format!(
                "incident {} has no scope version {number}; there are {known}",
                incident.id
            ))
        })
    };
    let (first, last) = (version(from)?, version(to)?);
    if from >= to {
        return Err(Failure::usage("the first version must be the earlier one"));
    }
    let compared = compare(&cases, &incident, first, last)?;
    say(&match format_or_default(asking.list.format) {
        Format::Table => table(&compared, first, last),
        Format::Csv => render::csv_rows(
            &["subject", "what", "cause"],
            compared.subjects.iter().map(|one| line(one).to_vec()),
        )?,
        Format::Json => render::json(&document(&compared, incident.id, (first, last), all))?,
    });
    Ok(0)
}

/// A subject that is other: its id, what became of it, and why.
fn line((subject, what, cause): &(SubjectId, Moved, Cause)) -> [String; 3] {
    let what = match what {
        Moved::Added => "added",
        Moved::Removed => "removed",
        Moved::Changed => "changed",
    };
    [
        PseudoId::Subject(*subject).to_string(),
        what.to_owned(),
        cause.word().to_owned(),
    ]
}

fn document(compared: &Compared, id: u32, (first, last): (&Frozen, &Frozen), all: bool) -> Value {
    let told = compared.subjects.iter().filter(|_| all).map(|one| {
        let [subject, what, cause] = line(one);
        json!({"subject": subject, "what": what, "cause": cause})
    });
    json!({
        "v": 1,
        "incident": id,
        "from": first.version,
        "to": last.version,
        "subjects": {"from": first.figures.subjects, "to": last.figures.subjects},
        "changes": compared.changes,
        "moved": told.collect::<Vec<Value>>(),
    })
}

fn table(compared: &Compared, first: &Frozen, last: &Frozen) -> String {
    let mut grid = Grid::new(&["because", ">added", ">removed", ">other fields"]);
    for change in &compared.changes {
        grid.row(&[
            change.cause.sentence().to_owned(),
            grouped(change.added),
            grouped(change.removed),
            grouped(change.changed),
        ]);
    }
    format!(
        "V{} {} subjects, V{} {} subjects\n{}",
        first.version,
        grouped(first.figures.subjects),
        last.version,
        grouped(last.figures.subjects),
        grid.lines().join("\n")
    )
}
