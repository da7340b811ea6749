//! `nunchi relation import`: who stands in whose address book, and who is the same person.

use event::{ActKind, Event, Millis, Relation, RelationKind};
use exposure::selection;
use jiff::tz::TimeZone;
use ledger::Ledger;
use state::foreign::{Column, Holds};

use super::brought::{Brought, Form, NO_TIME, Origin, bring};
use crate::{
    asking,
    cli::RelationCommand,
    failure::Failure,
    home::Home,
    printer::{grouped, say},
};

/// Columns of a relation. FROM and TO are words of SQL, so a query may give them other names.
const COLUMNS: [Column<'_>; 5] = [
    Column {
        names: &["kind"],
        holds: Holds::Word,
    },
    Column {
        names: &["owner"],
        holds: Holds::Name,
    },
    Column {
        names: &["other"],
        holds: Holds::Name,
    },
    Column {
        names: &["from", "valid_from"],
        holds: Holds::Moment,
    },
    Column {
        names: &["to", "valid_to"],
        holds: Holds::Moment,
    },
];

pub(crate) fn run(command: &RelationCommand) -> Result<u8, Failure> {
    let RelationCommand::Import { place, origin } = command;
    let home = Home::open(place)?;
    let origin = Origin::of(&home, origin)?;
    let (brought, ledger) = import(&home, None, &origin)?;
    let version = ledger.state().relation;
    brought.finish(&home, ledger)?;
    say(&match brought.rows {
        0 => format!("nothing new: {}", brought.told),
        rows => format!(
            "{} relations imported{}; relation version {version}",
            grouped(rows),
            brought.source()
        ),
    });
    Ok(0)
}

/// Imports a file or the answer of a query, and gives the ledger back. All of it or nothing.
pub(crate) fn import(
    home: &Home,
    ledger: Option<Ledger>,
    origin: &Origin<'_>,
) -> Result<(Brought, Ledger), Failure> {
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    let form = Form {
        what: "relation",
        columns: &COLUMNS,
        event: &|cells| relation((now, &zone), cells).map(Event::Relation),
    };
    let (brought, mut ledger) = bring(home, ledger, origin, &form)?;
    if brought.rows > 0 {
        ledger.relation_imported();
        brought.record(home, &mut ledger, (ActKind::Relation, None))?;
    }
    Ok((brought, ledger))
}

fn relation<'r>(
    (now, zone): (Millis, &TimeZone),
    cells: &[&'r str],
) -> Result<Relation<'r>, String> {
    let [kind, owner, other, from, to] = cells else {
        return Err("not five columns".to_owned());
    };
    let kind = RelationKind::from_word(kind)
        .ok_or("kind is none of those that there are: write address_book or same_person")?;
    // What is open has no time; PostgreSQL writes that as an infinite one, too.
    let time = |column: &str, text: &str, open: &str| match text {
        _ if text.is_empty() || text == open => Ok(None),
        _ => selection::moment(text, zone)
            .map(Some)
            .map_err(|_| format!("{column} {NO_TIME}; what is open is left empty")),
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
        from: time("from", from, "-infinity")?,
        to: time("to", to, "infinity")?,
    })
}
