//! How a source writes its times.

use event::Millis;
use jiff::{
    civil::DateTime,
    fmt::strtime::{self, BrokenDownTime},
    tz::TimeZone,
};

/// Nanoseconds of a millisecond.
const NS_PER_MS: i128 = 1_000_000;

/// The years a bare number may mean, in milliseconds: 1970 to 2199. Beyond them the unit is wrong.
const NUMBER_MS: std::ops::Range<i128> = 0..7_258_118_400_000;

/// How times are written.
#[derive(Debug, Clone)]
pub(super) enum TimeFormat {
    /// RFC 3339 with a zone.
    Rfc3339,
    /// A number since 1970; `places` decimal places make it seconds (s 0, ms 3, us 6).
    Unix { places: u32, word: &'static str },
    /// A pattern of strptime; without a zone of its own it is in `zone`.
    Pattern { pattern: String, zone: TimeZone },
    /// RFC 3339, or a date with or without a time of day in `zone`: what people type into tables.
    Typed { zone: TimeZone },
}

impl TimeFormat {
    /// The format that a setting names.
    ///
    /// # Errors
    /// A sentence saying what would be right.
    pub(super) fn compile(word: &str, zone: TimeZone) -> Result<TimeFormat, String> {
        let unix = |places, word| Ok(TimeFormat::Unix { places, word });
        match word {
            "rfc3339" => Ok(TimeFormat::Rfc3339),
            "unix_s" => unix(0, "unix_s"),
            "unix_ms" => unix(3, "unix_ms"),
            "unix_us" => unix(6, "unix_us"),
            pattern if pattern.contains('%') => {
                let format = TimeFormat::Pattern {
                    pattern: pattern.to_owned(),
                    zone,
                };
                format.check_pattern(pattern)?;
                Ok(format)
            }
            other => Err(format!(
                "{other:?} is no time format: write rfc3339, unix_s, unix_ms, unix_us, or a pattern such as \"%Y-%m-%d %H:%M:%S\""
            )),
        }
    }

    /// The time that a text means.
    pub(super) fn parse(&self, text: &str) -> Option<Millis> {
        match self {
            TimeFormat::Rfc3339 => Millis::parse(text).ok(),
            TimeFormat::Unix { places, .. } => parse_number(text, *places),
            TimeFormat::Pattern { pattern, zone } => parse_pattern(pattern, zone, text),
            TimeFormat::Typed { zone } => Millis::parse(text).ok().or_else(|| {
                let patterns = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
                let found = patterns.iter().find_map(|p| parse_pattern(p, zone, text));
                found.or_else(|| parse_pattern("%Y-%m-%d %H:%M", zone, &format!("{text} 00:00")))
            }),
        }
    }

    /// What a text should have been, for faults.
    pub(super) fn wanted(&self) -> String {
        match self {
            TimeFormat::Rfc3339 => {
                "not RFC 3339 with a zone; another form needs time_format".to_owned()
            }
            TimeFormat::Unix { word, .. } => {
                format!("not a number that as {word} lies in the years 1970 to 2199")
            }
            TimeFormat::Pattern { pattern, .. } => format!("not of the form {pattern:?}"),
            TimeFormat::Typed { .. } => {
                "not a time: write 2025-01-05, 2025-01-05 09:00 or RFC 3339".to_owned()
            }
        }
    }

    /// A pattern is right when what it writes can be read back to the minute.
    fn check_pattern(&self, pattern: &str) -> Result<(), String> {
        let wrong = |what: String| {
            format!(
                "the pattern {pattern:?} {what}: write e.g. \"%d/%b/%Y:%H:%M:%S %z\" or \"%Y-%m-%d %H:%M:%S\""
            )
        };
        let TimeFormat::Pattern { zone, .. } = self else {
            return Ok(());
        };
        let sample = DateTime::constant(2025, 11, 6, 18, 38, 47, 0)
            .to_zoned(zone.clone())
            .map_err(|error| wrong(error.to_string()))?;
        let text = strtime::format(pattern, &sample).map_err(|error| wrong(error.to_string()))?;
        let back = self
            .parse(&text)
            .ok_or_else(|| wrong("does not say both date and time of day".to_owned()))?;
        if (back.0 - sample.timestamp().as_millisecond()).abs() < 60_000 {
            Ok(())
        } else {
            Err(wrong("does not say date, hour and minute".to_owned()))
        }
    }
}

fn parse_pattern(pattern: &str, zone: &TimeZone, text: &str) -> Option<Millis> {
    let broken = BrokenDownTime::parse(pattern, text).ok()?;
    let timestamp = match broken.to_timestamp() {
        Ok(timestamp) => timestamp,
        // Of a time that a clock shows twice, the first is taken.
        Err(_) => broken
            .to_datetime()
            .ok()?
            .to_zoned(zone.clone())
            .ok()?
            .timestamp(),
    };
    let ms = timestamp.as_nanosecond().div_euclid(NS_PER_MS);
    i64::try_from(ms).ok().map(Millis)
}

/// A decimal number of seconds (after moving the point by `places`), floored to milliseconds.
fn parse_number(text: &str, places: u32) -> Option<Millis> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if whole.is_empty() || whole.len() > 18 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let mut value: i128 = whole.parse().ok()?;
    // Three more places make seconds milliseconds; digits below them are floored away.
    let mut digits = fraction.bytes();
    for _ in 0..3 {
        value = value * 10 + i128::from(digits.next().map_or(0, |digit| digit - b'0'));
    }
    let ms = value / 10i128.pow(places);
    if !NUMBER_MS.contains(&ms) {
        return None;
    }
    i64::try_from(ms).ok().map(Millis)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
