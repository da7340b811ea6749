//! `nunchi relation import`: who stands in whose address book, and who is the same person.

use std::path::Path;

use event::{Act, ActKind, Acts, Event, Millis, Relation, RelationKind};
use ledger::Ledger;

use super::brought::{Form, bring};
use crate::{
    cli::RelationCommand,
    failure::Failure,
    home::Home,
    printer::{grouped, say},
};

/// Columns of a relation file.
const COLUMNS: [&str; 5] = ["kind", "owner", "other", "from", "to"];

pub(crate) fn run(command: &RelationCommand) -> Result<u8, Failure> {
    let RelationCommand::Import { place, file } = command;
    let home = Home::open(place)?;
    let mut ledger = home.writer()?;
    let imported = import(&home, &mut ledger, file)?;
    ledger.finish(&mut [])?;
    say(&match imported {
        0 => "nothing new: this file was imported before".to_owned(),
        rows => format!(
            "{} relations imported; relation version {}",
            grouped(rows),
            ledger.state().relation
        ),
    });
    Ok(0)
}

/// Imports a file; the number of relations that are new. All of it or nothing.
pub(crate) fn import(home: &Home, ledger: &mut Ledger, file: &Path) -> Result<u64, Failure> {
    let now = Millis(home.clock().now_ms());
    let form = Form {
        columns: &COLUMNS,
        event: &|cells| relation(now, cells).map(Event::Relation),
    };
    let brought = bring(home, ledger, file, &form)?;
    if brought.rows == 0 {
        return Ok(0);
    }
    ledger.relation_imported();
    ledger.commit(&mut [])?;
    let body = serde_json::json!({"rows": brought.rows, "sha256": ledger::hex(&brought.sha256)});
    ledger.record(Act {
        time: now,
        kind: ActKind::Relation,
        by: "nunchi".to_owned(),
        body: body.to_string().into_bytes(),
    })?;
    Ok(brought.rows)
}

fn relation<'r>(now: Millis, cells: &[&'r str]) -> Result<Relation<'r>, String> {
    let [kind, owner, other, from, to] = cells else {
        return Err("not five columns".to_owned());
    };
    let kind = RelationKind::from_word(kind)
        .ok_or_else(|| format!("{kind:?} is no kind: write address_book or same_person"))?;
    let time = |text: &str| {
        if text.is_empty() {
            Ok(None)
        } else {
            Millis::parse(text).map(Some).map_err(|e| e.to_string())
        }
    };
    if owner.is_empty() || other.is_empty() {
        return Err(
            "owner and other must both be named, such as member:123 and phone:010-1234-5678"
                .to_owned(),
        );
    }
    Ok(Relation {
        time: now,
        kind,
        owner: (*owner).into(),
        other: (*other).into(),
        from: time(from)?,
        to: time(to)?,
    })
}
