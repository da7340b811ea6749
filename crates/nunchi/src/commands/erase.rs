//! `nunchi erase`: a person leaves the book. What waits under a hold is recorded and done once it ends.

use event::ErrorClass;
use exposure::PseudoId;
use ledger::{Fulfilment, Ledger, SubjectId};
use serde_json::json;

use crate::{
    asking,
    cli::EraseArgs,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
};

pub(crate) fn run(args: &EraseArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?;
    let reason = asking::reason(&args.reason)?;
    let who = asking::asker(args.by.as_name.as_deref())?;
    let mut ledger = home.writer()?;
    let subject = find(&home, &ledger, &args.subject)?;
    let erasure = ledger.erase(subject, &who, reason)?;
    let (held, _) = ledger.quarantine_bytes();
    let id = PseudoId::Subject(subject).to_string();
    let (status, act, hold) = match erasure {
        Fulfilment::Done(act) => ("erased", act, None),
        Fulfilment::Waits { act, hold } => ("waits", act, Some(hold)),
    };
    say(&match (format_or_default(args.by.format), hold) {
        (Format::Table, Some(hold)) => format!(
            "{id} will be erased once hold {hold} and any other is released; until then the name stays"
        ),
        (Format::Table, None) => {
            format!("{id} is erased from the book; rows stay under a number that leads to nobody")
        }
        _ => render::json(
            &json!({"v": 1, "subject": id, "status": status, "act": act, "hold": hold}),
        )?,
    });
    if held > 0 {
        note(
            "quarantine holds records as they came, which may name the person: read them again (`nunchi ingest --quarantined`) or let them age",
        );
    }
    note(
        "backups from before still have the name, under the book key: `nunchi book renew` ends them",
    );
    Ok(0)
}

fn find(home: &Home, ledger: &Ledger, typed: &str) -> Result<SubjectId, Failure> {
    if typed.starts_with('~') {
        return match PseudoId::parse(typed) {
            Some(PseudoId::Subject(subject)) => Ok(subject),
            _ => Err(Failure::usage(format!(
                "{typed:?} is no id of a person: write ~SHARD.NUMBER, such as ~3.161"
            ))),
        };
    }
    let mut name = String::new();
    home.settings
        .catalogue
        .canon
        .write_any("member", typed, &mut name)
        .map_err(|e| Failure::usage(format!("SUBJECT: {e}")))?;
    ledger.find_name(&name)?.ok_or_else(|| {
        let message =
            "SUBJECT is not in the book: nobody of this name was ever read, or was erased already";
        Failure::new(ErrorClass::NotFound, message)
    })
}
