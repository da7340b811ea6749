//! `nunchi roster`: who was in the population when. Without it nobody can say how many people a gap
//! concerns at most.

use event::{ActKind, ActReceipt, Change, Event, IdentityChange, Mark, Millis, SubjectKind};
use exposure::selection;
use jiff::tz::TimeZone;
use ledger::Ledger;
use serde_json::{Map, json};
use state::foreign::{Column, Holds};

use super::{
    attest::answer,
    brought::{Brought, Form, NO_TIME, Origin, bring},
};
use crate::{
    asking,
    cli::{RosterCommand, RosterCompleteArgs},
    failure::Failure,
    home::Home,
    printer::{grouped, say},
};

/// Columns of a roster.
const COLUMNS: [Column<'_>; 3] = [
    Column {
        names: &["subject"],
        holds: Holds::Name,
    },
    Column {
        names: &["change"],
        holds: Holds::Word,
    },
    Column {
        names: &["time"],
        holds: Holds::Moment,
    },
];

pub(crate) fn run(command: &RosterCommand) -> Result<u8, Failure> {
    match command {
        RosterCommand::Import { place, origin } => {
            let home = Home::open(place)?;
            let origin = Origin::of(&home, origin)?;
            let (brought, ledger) = import(&home, &origin)?;
            brought.finish(&home, ledger)?;
            say(&match brought.rows {
                0 => format!("nothing new: {}", brought.told),
                rows => format!(
                    "{} changes imported{}; `nunchi roster complete` states that nobody is missing",
                    grouped(rows),
                    brought.source()
                ),
            });
            Ok(0)
        }
        RosterCommand::Complete(args) => complete(args),
    }
}

/// Imports a file or the answer of a query. All of it or nothing.
fn import(home: &Home, origin: &Origin<'_>) -> Result<(Brought, Ledger), Failure> {
    let zone = asking::zone(&home.settings.catalogue);
    let form = Form {
        what: "roster",
        columns: &COLUMNS,
        event: &|cells| change(&zone, cells).map(Event::Identity),
    };
    let (brought, mut ledger) = bring(home, None, origin, &form)?;
    if brought.rows > 0 {
        let what = Some(("statement", "roster_imported"));
        brought.record(home, &mut ledger, (ActKind::Roster, what))?;
    }
    Ok((brought, ledger))
}

fn change<'r>(zone: &TimeZone, cells: &[&'r str]) -> Result<IdentityChange<'r>, String> {
    use Change::{Awake, Dormant, Joined, Left, Withdrawn};
    let [subject, word, time] = cells else {
        return Err("not three columns".to_owned());
    };
    let change = Change::from_word(word)
        .filter(|change| [Joined, Dormant, Awake, Withdrawn, Left].contains(change))
        .ok_or(
            "change is none of those that there are: write joined, dormant, awake, withdrawn or left",
        )?;
    if subject.is_empty() {
        return Err("no subject is named, such as member:123".to_owned());
    }
    Ok(IdentityChange {
        mark: Mark::default(),
        time: selection::moment(time, zone).map_err(|_| format!("time {NO_TIME}"))?,
        subject: (*subject).into(),
        change,
        key: None,
    })
}

fn complete(args: &RosterCompleteArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let (by, reason) = (
        asking::asker(args.by.as_deref())?,
        asking::reason(&args.reason)?,
    );
    let through = asking::moment(&home, "--through", &args.through)?;
    let now = Millis(home.clock().now_ms());
    if through > now {
        return Err(Failure::usage(format!(
            "--through lies ahead: it is {now}, and nobody can state what is to come"
        )));
    }
    let mut ledger = home.writer()?;
    let receipt = state(&home, &mut ledger, &args.kinds, through, (&by, reason))?;
    let stated = format!(
        "everybody of kind {} who was there up to {through} is known",
        args.kinds.join(", ")
    );
    answer(&home, args.format, stated, (&by, reason), receipt)
}

/// Records that everybody of some kinds is known, up to a time.
pub(crate) fn state(
    home: &Home,
    ledger: &mut Ledger,
    kinds: &[String],
    through: Millis,
    (by, reason): (&str, &str),
) -> Result<ActReceipt, Failure> {
    // What members become later (dormant, withdrawn) is no kind of its own here.
    for kind in kinds {
        match SubjectKind::from_word(kind) {
            Some(SubjectKind::Member | SubjectKind::Employee | SubjectKind::Other) => {}
            _ => {
                return Err(Failure::usage(format!(
                    "--kinds: {kind:?} is no kind with a roster: write member, employee or other; dormant and withdrawn members are members"
                )));
            }
        }
    }
    let body = Map::from_iter([
        ("statement".to_owned(), json!("roster_complete")),
        ("kinds".to_owned(), json!(kinds)),
        ("through".to_owned(), json!(through.to_string())),
        ("reason".to_owned(), json!(reason)),
    ]);
    asking::record(home, ledger, ActKind::Roster, by, body)
}
