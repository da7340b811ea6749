//! Values as they are read: numbers with their names, moments in the zone of the document, lengths of time. Moments
//! are floored to the second; the JSON has the milliseconds, in UTC.
//!
//! Invariant: a blank at which a value must not be broken over two lines is [`WELD`]: between a time and its zone,
//! inside a number with its name, inside a length of time. HTML and PDF keep it together and write a blank.

use event::Millis;
use incident::grouped;

use crate::{Document, Lang, Unit, Value, Zone, visible, words::Words};

/// How the texts of one document are made.
pub(crate) struct Texts {
    pub(crate) lang: Lang,
    pub(crate) words: &'static Words,
    zone: Zone,
}

/// A blank at which no line breaks: the no-break space of Unicode.
pub(crate) const WELD: char = '\u{a0}';

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// From here on a length of time is told in days: limits up to 72 hours are spoken of in hours.
const DAYS_FROM: u64 = 100 * HOUR;

impl Texts {
    pub(crate) fn of(document: &Document) -> Texts {
        Texts {
            lang: document.lang,
            words: document.lang.words(),
            zone: Zone {
                name: seen(document.zone.name.trim()).replace('\n', " "),
                minutes_east: document.zone.minutes_east,
            },
        }
    }

    /// One line of what somebody wrote; what is blank is unknown.
    pub(crate) fn clean(&self, text: &str) -> String {
        let text = text.trim();
        if text.is_empty() {
            return self.words.unknown.to_owned();
        }
        seen(text)
    }

    /// The paragraphs of what somebody wrote, without blank ones; blank all over is unknown.
    pub(crate) fn paragraphs(&self, text: &str) -> Vec<String> {
        let text = seen(text);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        if lines.is_empty() {
            return vec![self.words.unknown.to_owned()];
        }
        lines
    }

    /// The lines of a value.
    pub(crate) fn value(&self, value: &Value) -> Vec<String> {
        let line = match value {
            Value::Text { text } => return self.paragraphs(text),
            Value::Count { n, unit } => welded(&self.lang.counted(&grouped(*n), *n == 1, *unit)),
            Value::Range {
                low,
                best,
                high,
                unit,
            } => self.range(*low, *best, *high, *unit),
            Value::Time { at } => self.moment(*at),
            Value::Span { from, to } => {
                let to = to.map_or_else(|| self.words.until_now.to_owned(), |to| self.moment(to));
                return vec![format!("{}{WELD}~", self.moment(*from)), to];
            }
            Value::Duration { ms } => self.length(*ms),
        };
        vec![line]
    }

    fn range(&self, low: u64, best: Option<u64>, high: Option<u64>, unit: Unit) -> String {
        if high == Some(low) && best.is_none_or(|best| best == low) {
            return welded(&self.lang.counted(&grouped(low), low == 1, unit));
        }
        let name = |n: u64| welded(&self.lang.counted(&grouped(n), n == 1, unit));
        // The unit stands once, with the number that is read first.
        let (low_text, best_text) = match best {
            Some(best) => (grouped(low), Some(name(best))),
            None => (grouped(low), None),
        };
        match (best_text, high) {
            (Some(best), high) => {
                let high = high.map(grouped);
                self.lang.bounds(&low_text, Some(&best), high.as_deref())
            }
            (None, Some(high)) => {
                let both = self.lang.bounds(&low_text, None, Some(&grouped(high)));
                self.lang.counted(&both, false, unit)
            }
            (None, None) => self.lang.bounds(&name(low), None, None),
        }
    }

    /// A moment in the zone of the document, such as `2025-11-18 16:00 KST`. UTC stands in the JSON alone: a second
    /// time beside each would be read for the first one.
    pub(crate) fn moment(&self, at: Millis) -> String {
        moment_in(&self.zone, at)
    }

    /// How the times of the document are to be read.
    pub(crate) fn zone_note(&self) -> String {
        let east = self.zone.minutes_east;
        if east == 0 {
            return self.lang.zoned(&self.zone.name, "UTC");
        }
        let (sign, east) = (if east < 0 { '-' } else { '+' }, east.unsigned_abs());
        let distance = format!("UTC{sign}{:02}:{:02}", east / 60, east % 60);
        self.lang.zoned(&self.zone.name, &distance)
    }

    /// A length of time, floored to the minute, or to the second where it is shorter than one.
    pub(crate) fn length(&self, ms: u64) -> String {
        let [d, h, min, s] = match self.lang {
            Lang::Ko => ["일", "시간", "분", "초"],
            Lang::En => [" d", " h", " min", " s"],
        };
        let pair = |big: u64, of: &str, small: u64, under: &str| match (big, small) {
            (0, small) => format!("{small}{under}"),
            (big, 0) => format!("{big}{of}"),
            (big, small) => format!("{big}{of} {small}{under}"),
        };
        welded(&if ms < MINUTE {
            format!("{}{s}", ms / 1000)
        } else if ms < DAYS_FROM {
            pair(ms / HOUR, h, ms % HOUR / MINUTE, min)
        } else {
            pair(ms / DAY, d, ms % DAY / HOUR, h)
        })
    }
}

/// What somebody wrote, with every character that a reader would not see made visible. Only we weld.
fn seen(text: &str) -> String {
    visible(text).replace(WELD, " ")
}

/// A value that stays on one line.
fn welded(text: &str) -> String {
    text.replace(' ', &WELD.to_string())
}

/// A moment in a zone, such as `2025-11-18 16:00 KST`.
pub(crate) fn moment_in(zone: &Zone, at: Millis) -> String {
    let here = at.plus(i64::from(zone.minutes_east) * 60_000);
    format!("{}{WELD}{}", local(here), zone.name)
}

/// `2025-11-18 16:00`, with seconds where there are any.
fn local(at: Millis) -> String {
    let (year, month, day) = at.civil();
    let seconds = at.ms_of_day() / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let text = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}");
    if second == 0 {
        return text;
    }
    format!("{text}:{second:02}")
}
