//! `nunchi key`: the signing key gives way to another.

use crate::{
    asking,
    cli::{DeedArgs, KeyCommand},
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, note, say},
    render,
};
use serde_json::json;

pub(crate) fn run(command: &KeyCommand) -> Result<u8, Failure> {
    let KeyCommand::Change(DeedArgs { place, reason, by }) = command;
    let home = Home::open(place)?;
    let reason = asking::reason(reason)?;
    let who = asking::asker(by.as_name.as_deref())?;
    let act = home.change_key(&who, reason)?;
    let ledger::Deed::Key { old, new, .. } = &act.deed else {
        return Err(Failure::new(
            event::ErrorClass::Internal,
            "the act is of another kind",
        ));
    };
    say(&match format_or_default(by.format) {
        Format::Table => format!(
            "act {} changed the signing key, signed by both\nbefore   {old}\nnow      {new}",
            act.number
        ),
        _ => render::json(&json!({"v": 1, "act": act.number, "old": old, "new": new}))?,
    });
    note(&format!(
        "keep a copy of {} elsewhere, give the new public key to whoever verifies and to every witness; whoever has \
         only the old one is led to the new by the act",
        home.keys_dir.join("sign.key").display()
    ));
    Ok(0)
}
