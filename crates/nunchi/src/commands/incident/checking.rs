//! `nunchi incident check`: whether every step is the one that was entered in the ledger.

use serde_json::json;

use crate::{
    cases::{Cases, Clocks, entered},
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
            let entered = format!(
                "{} steps are as they were entered in the ledger; {} entered and not taken",
                grouped(checked.steps),
                grouped(checked.cut_off)
            );
            let mut lines = vec![entered, clock(&checked.clock)];
            lines.extend(checked.went_back.iter().cloned());
            lines.extend(checked.wrong.iter().cloned());
            lines.join("\n")
        }
        _ => render::json(&json!({
            "v": 1,
            "steps": checked.steps,
            "cut_off": checked.cut_off,
            "clock": checked.clock,
            "went_back": checked.went_back,
            "wrong": checked.wrong,
        }))?,
    });
    Ok(match checked.wrong.is_empty() {
        true => 0,
        false => BROKEN,
    })
}

/// What the moments of the steps are worth.
fn clock(clocks: &Clocks) -> String {
    let held = match clocks.error_max_us {
        None => "the machine's clock was held to others (NTP) at none of them".to_owned(),
        Some(off) => format!(
            "the machine's clock was held to others (NTP) at {} of them, off by {}.{:03} ms at most",
            grouped(clocks.held),
            off / 1000,
            off % 1000
        ),
    };
    let rest = [
        (clocks.not_held, "nobody held it"),
        (clocks.not_told, "the step does not tell"),
    ];
    let rest = rest.iter().filter(|(steps, _)| *steps > 0);
    let rest = rest.map(|(steps, what)| format!("; at {} {what}", grouped(*steps)));
    held + &rest.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moments_are_worth_is_said_of_each_step() {
        let told = |held, error_max_us, not_held, not_told| {
            clock(&Clocks {
                held,
                error_max_us,
                not_held,
                not_told,
            })
        };
        assert_eq!(
            told(2, Some(1_834), 1, 3),
            "the machine's clock was held to others (NTP) at 2 of them, off by 1.834 ms at most; at 1 nobody held it; at 3 the step does not tell"
        );
        assert_eq!(
            told(0, None, 4, 0),
            "the machine's clock was held to others (NTP) at none of them; at 4 nobody held it"
        );
    }
}
