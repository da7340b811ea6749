//! `nunchi book`: the book is sealed anew under another key.

use ledger::Fulfilment;
use serde_json::json;

use crate::{
    asking,
    cli::{BookCommand, DeedArgs},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
};

pub(crate) fn run(command: &BookCommand) -> Result<u8, Failure> {
    let BookCommand::Renew(DeedArgs { place, reason, by }) = command;
    let home = Home::open(place)?;
    let reason = asking::reason(reason)?;
    let who = asking::asker(by.as_name.as_deref())?;
    let (status, act, hold) = match home.renew_book(&who, reason)? {
        Fulfilment::Done(act) => ("renewed", act, None),
        Fulfilment::Waits { act, hold } => ("waits", act, Some(hold)),
    };
    say(&match (format_or_default(by.format), hold) {
        (Format::Table, Some(hold)) => format!(
            "the book will be sealed anew once hold {hold} and any other is released: ask for it again then"
        ),
        (Format::Table, None) => {
            "the book is sealed anew and opens with the new key alone".to_owned()
        }
        _ => render::json(&json!({"v": 1, "status": status, "act": act, "hold": hold}))?,
    });
    let key = |name: &str| home.keys_dir.join(name).display().to_string();
    note(&match hold {
        Some(_) => format!(
            "{} is the key that will follow: keep it until then",
            key("book.next.key")
        ),
        None => format!(
            "keep a copy of {} elsewhere, and delete every copy of the key before: backups from before open with that alone",
            key("book.key")
        ),
    });
    Ok(0)
}
