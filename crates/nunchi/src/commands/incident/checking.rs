//! `nunchi incident check`: whether every step is the one that was entered in the ledger.

use serde_json::json;

use crate::{
    cases::{Cases, entered},
    cli::ListArgs,
    failure::Failure,
    home::Home,
    printer::{Format, format_or_default, grouped, say},
    render,
};

/// Something is not as it was entered.
pub(super) const BROKEN: u8 = 3;

pub(super) fn check(list: &ListArgs) -> Result<u8, Failure> {
    let home = Home::open(&list.place)?;
    let (controls, keys) = entered(&home)?;
    let checked = Cases::open(&home)?.check(&controls, &keys)?;
    say(&match format_or_default(list.format) {
        Format::Table => {
            let mut lines = vec![format!(
                "{} steps are as they were entered in the ledger; {} entered and not taken",
                grouped(checked.steps),
                grouped(checked.cut_off)
            )];
            lines.extend(checked.wrong.iter().cloned());
            lines.join("\n")
        }
        _ => render::json(&json!({
            "v": 1,
            "steps": checked.steps,
            "cut_off": checked.cut_off,
            "wrong": checked.wrong,
        }))?,
    });
    Ok(match checked.wrong.is_empty() {
        true => 0,
        false => BROKEN,
    })
}
