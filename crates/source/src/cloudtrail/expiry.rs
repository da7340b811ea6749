//! The end of a session as the token service prints it: `Oct 2, 2019 11:12:29 PM`, UTC.
//!
//! Newer records have a comma after the year, and a narrow blank (U+202F) before `PM`; some have
//! RFC 3339. A text that is none of these gives no end, and the issuer's longest lifetime holds.

use event::Millis;

use super::record::Text;

/// The time of such a text.
pub(super) fn parse(text: &Text<'_>) -> Option<Millis> {
    Millis::parse(&text.0).ok().or_else(|| printed(&text.0))
}

fn printed(text: &str) -> Option<Millis> {
    let mut words = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty());
    let month = month(words.next()?)?;
    let day = words.next()?.parse().ok()?;
    let year = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':');
    let mut part = || clock.next()?.parse::<u32>().ok().map(i64::from);
    let (hour, minute, second) = (part()?, part()?, part()?);
    let noon = match words.next() {
        Some("AM") => Some(0),
        Some("PM") => Some(12),
        Some(_) => return None,
        None => None,
    };
    let hour = match noon {
        Some(noon) if (1..=12).contains(&hour) => hour % 12 + noon,
        None if hour < 24 => hour,
        _ => return None,
    };
    if minute > 59 || second > 59 {
        return None;
    }
    Millis::from_civil(
        year,
        month,
        day,
        ((hour * 60 + minute) * 60 + second) * 1000,
    )
}

fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let index = NAMES.iter().position(|known| *known == name)?;
    i64::try_from(index + 1).ok()
}
