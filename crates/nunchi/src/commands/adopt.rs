//! `nunchi adopt`: a directory restored from a backup goes on under the origin that nunchi.toml names.

use event::ErrorClass;
use ledger::{Adopted, Deed, Ledger};
use serde_json::json;

use crate::{
    asking,
    cli::DeedArgs,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
};

pub(crate) fn run(args: &DeedArgs) -> Result<u8, Failure> {
    let reason = asking::reason(&args.reason)?;
    let who = asking::asker(args.by.as_name.as_deref())?;
    let (home, adopted) = Home::adopt(&args.place)?;
    let mut ledger = home.writer()?;
    if is_recorded(&ledger, &adopted) {
        return Err(Failure::new(
            ErrorClass::Conflict,
            format!(
                "this ledger is {:?} already: to adopt a restored directory, write another origin into {}",
                home.settings.origin,
                home.dir.join("nunchi.toml").display()
            ),
        ));
    }
    let deed = deed(&adopted);
    let act = ledger.perform(deed, &who, reason)?;
    let (from, to) = adopted.lost;
    say(&match format_or_default(args.by.format) {
        Format::Table => format!(
            "act {} adopted the ledger\nbefore   {} with {} leaves\nnow      {}\nlost     what was recorded between {from} and {to}, if anything was",
            act.number, adopted.origin, adopted.size, home.settings.origin
        ),
        _ => render::json(&json!({
            "v": 1,
            "act": act.number,
            "before": {"origin": adopted.origin, "size": adopted.size, "root": adopted.root.to_string()},
            "origin": home.settings.origin,
            "lost": {"from": from.to_string(), "to": to.to_string()},
        }))?,
    });
    note(&format!(
        "give {} to whoever verifies and to every witness; files that are still there are read on with `nunchi ingest`, and \
         what a person knows of the lost time is said with `nunchi sources attest`",
        ledger::tree_dir(&home.dir).join("key.pub").display()
    ));
    Ok(0)
}

fn deed(adopted: &Adopted) -> Deed {
    Deed::Adopt {
        origin: adopted.origin.clone(),
        size: adopted.size,
        root: adopted.root,
    }
}

fn is_recorded(ledger: &Ledger, adopted: &Adopted) -> bool {
    let deed = deed(adopted);
    ledger.standing().acts.iter().any(|act| act.deed == deed)
}
