//! Dates and times in a text: 2025-11-18, 2025년 11월 18일 16시, Nov 18, 18 November 2025, 4:00 p.m., 16:00.

use std::ops::Range;

use jiff::{
    civil::{Date, DateTime},
    tz::{Offset, TimeZone},
};

use super::phrase::is_hangul;

/// A date, a time, or both, as far as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct When {
    /// Its bytes.
    pub(super) span: Range<usize>,
    pub(super) year: Option<i16>,
    pub(super) month: Option<i8>,
    pub(super) day: Option<i8>,
    pub(super) hour: Option<i8>,
    pub(super) minute: Option<i8>,
    pub(super) second: Option<i8>,
    /// Minutes east of UTC, where an offset is written.
    pub(super) offset_min: Option<i32>,
}

impl When {
    /// Whether a moment reads like this on a clock.
    pub(super) fn is(&self, clock: DateTime) -> bool {
        let pairs = [
            (self.month, clock.month()),
            (self.day, clock.day()),
            (self.hour, clock.hour()),
            (self.minute, clock.minute()),
            (self.second, clock.second()),
        ];
        self.year.is_none_or(|year| year == clock.year())
            && pairs
                .iter()
                .all(|(said, is)| said.is_none_or(|said| said == *is))
    }

    /// The first and the last second that read like this, in this year where none is written; `None` where no month or
    /// year is.
    pub(super) fn ends(&self, year: i16) -> Option<(DateTime, DateTime)> {
        if self.year.is_none() && self.month.is_none() {
            return None;
        }
        let year = self.year.unwrap_or(year);
        let at = |month: i8, day: i8, clock: (i8, i8, i8)| {
            let (hour, minute, second) = clock;
            Some(
                Date::new(year, month, day)
                    .ok()?
                    .at(hour, minute, second, 0),
            )
        };
        let clock = |empty: (i8, i8, i8)| match (self.hour, self.minute) {
            (None, _) => empty,
            (Some(hour), None) => (hour, empty.1, empty.2),
            (Some(hour), Some(minute)) => (hour, minute, self.second.unwrap_or(empty.2)),
        };
        let month = self.month.unwrap_or(12);
        let last = Date::new(year, month, 1).ok()?.days_in_month();
        let low = at(
            self.month.unwrap_or(1),
            self.day.unwrap_or(1),
            clock((0, 0, 0)),
        )?;
        let high = at(month, self.day.unwrap_or(last), clock((23, 59, 59)))?;
        Some((low, high))
    }

    /// The clock that is meant, where an offset says so.
    pub(super) fn zone(&self) -> Option<TimeZone> {
        let offset = Offset::from_seconds(self.offset_min? * 60).ok()?;
        Some(TimeZone::fixed(offset))
    }
}

/// Every date and time of a sentence.
pub(super) fn find(flat: &str, sentence: &Range<usize>) -> Vec<When> {
    let mut found = Vec::new();
    let mut at = sentence.start;
    while let Some(one) = flat
        .get(at..sentence.end)
        .and_then(|rest| rest.chars().next())
    {
        let before = flat.get(sentence.start..at).unwrap_or_default();
        let begins = one != ' ' && !before.ends_with(|one: char| one.is_ascii_alphanumeric());
        let reader = Reader {
            flat,
            at,
            end: sentence.end,
        };
        match begins.then(|| reader.moment(before)).flatten() {
            Some(when) if when.span.end > at => {
                at = when.span.end;
                found.push(when);
            }
            _ => at += one.len_utf8(),
        }
    }
    found
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Year, month and day of a date, as far as they are written, and where it ends.
type Written = (Option<i16>, Option<i8>, Option<i8>, usize);

/// Reads forward; a copy is a place to come back to.
#[derive(Clone, Copy)]
struct Reader<'f> {
    flat: &'f str,
    at: usize,
    end: usize,
}

impl<'f> Reader<'f> {
    fn rest(&self) -> &'f str {
        self.flat.get(self.at..self.end).unwrap_or_default()
    }

    fn eat(&mut self, word: &str) -> bool {
        let is_there = self.rest().starts_with(word);
        self.at += if is_there { word.len() } else { 0 };
        is_there
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// A number of so many digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i16> {
        let rest = self.rest();
        let count = rest.len()
            - rest
                .trim_start_matches(|one: char| one.is_ascii_digit())
                .len();
        let number = rest
            .get(..count)?
            .parse()
            .ok()
            .filter(|_| (least..=most).contains(&count))?;
        self.at += count;
        Some(number)
    }

    fn two(&mut self, most: i16) -> Option<i8> {
        let number = self.digits(1, 2).filter(|number| *number <= most)?;
        i8::try_from(number).ok()
    }

    /// A date with or without a time, or a time.
    fn moment(mut self, before: &str) -> Option<When> {
        let start = self.at;
        let mut when = When::default();
        let dated = self.date(before);
        if let Some((year, month, day, end)) = dated {
            (when.year, when.month, when.day, self.at) = (year, month, day, end);
        }
        let mut behind = self;
        if dated.is_some() {
            behind.between();
        }
        let timed = behind.time(&mut when);
        let end = timed.or(dated.map(|_| self.at))?;
        when.span = start..end;
        Some(when)
    }

    /// What may stand between a date and its time.
    fn between(&mut self) {
        if self.eat("t") {
            return;
        }
        // `2025. 11. 18. 22:52`
        let _ = self.eat(",") || self.eat(".");
        self.blanks();
        // `11월 18일(화)`
        if self.eat("(") {
            let close = self.rest().find(')').filter(|length| *length <= 12);
            self.at += close.map_or(0, |length| length + 1);
            self.blanks();
        }
        self.eat("at ");
    }

    fn date(self, before: &str) -> Option<Written> {
        let first = self.rest().chars().next()?;
        match first.is_ascii_digit() {
            true => self
                .numeric()
                .or_else(|| self.short_year(before))
                .or_else(|| self.year_last())
                .or_else(|| self.korean())
                .or_else(|| self.day_first())
                .or_else(|| self.year(before)),
            false => self.month_first(),
        }
    }

    /// `2025-11-18`, `2025.11.18`, `2025. 11. 18.`
    fn numeric(mut self) -> Option<Written> {
        let year = self.digits(4, 4).and_then(likely)?;
        let (month, day) = self.month_and_day()?;
        Some((Some(year), Some(month), Some(day), self.at))
    }

    /// The month and the day after a year, behind the same sign.
    fn month_and_day(&mut self) -> Option<(i8, i8)> {
        let sign = ["-", "/", "."].into_iter().find(|sign| self.eat(sign))?;
        self.blanks();
        let month = self.two(12)?;
        if !self.eat(sign) {
            return None;
        }
        self.blanks();
        let day = self.two(31)?;
        Some((month, day))
    }

    /// `25.11.18`, as Korean offices write it.
    fn short_year(mut self, before: &str) -> Option<Written> {
        let is_korean = |text: &str| text.chars().any(is_hangul);
        if !is_korean(before) && !is_korean(self.rest()) {
            return None;
        }
        let year = self
            .digits(2, 2)
            .filter(|year| SHORT_YEARS.contains(year))?;
        let (month, day) = self.month_and_day()?;
        let is_whole = !self.goes_on();
        is_whole.then_some((Some(2_000 + year), Some(month), Some(day), self.at))
    }

    /// `18.11.2025`, `18/11/2025`, `11/18/2025`: where it is not sure which is the month, none.
    fn year_last(mut self) -> Option<Written> {
        let first = self.two(31)?;
        let sign = ["-", "/", "."].into_iter().find(|sign| self.eat(sign))?;
        let second = self.two(31).filter(|_| self.eat(sign))?;
        let year = self.digits(4, 4).and_then(likely)?;
        let (day, month) = match (first, second) {
            _ if self.goes_on() => return None,
            // With points the day stands first everywhere.
            (day, month) if month <= 12 && (day > 12 || day == month || sign == ".") => {
                (day, month)
            }
            (month, day) if month <= 12 && day > 12 => (day, month),
            _ => return None,
        };
        Some((Some(year), Some(month), Some(day), self.at))
    }

    /// Whether more of the same follows, as in an address or a version.
    fn goes_on(&self) -> bool {
        let rest = self.rest().trim_start_matches(['.', '-', '/']);
        rest.len() + 1 >= self.rest().len() && rest.starts_with(|one: char| one.is_ascii_digit())
    }

    /// `2025년 11월 18일`, `11월 18일`, `2025년 11월`
    fn korean(mut self) -> Option<Written> {
        let mut behind = self;
        let year = behind
            .digits(4, 4)
            .and_then(likely)
            .filter(|_| behind.eat("년"));
        if year.is_some() {
            self = behind;
            behind.blanks();
        } else {
            behind = self;
        }
        let month = behind.two(12).filter(|_| behind.eat("월"));
        if month.is_none() {
            return year.map(|year| (Some(year), None, None, self.at));
        }
        self = behind;
        behind.blanks();
        let day = behind.two(31).filter(|_| behind.eat("일"));
        let end = if day.is_some() { behind.at } else { self.at };
        Some((year, month, day, end))
    }

    /// `18 November 2025`, `18th of Nov.`
    fn day_first(mut self) -> Option<Written> {
        let day = self.two(31)?;
        self.ordinal();
        self.blanks();
        self.eat("of ");
        let month = self.month()?;
        let mut behind = self;
        let year = behind.year_behind();
        let end = if year.is_some() { behind.at } else { self.at };
        Some((year, Some(month), Some(day), end))
    }

    /// `November 18, 2025`, `Nov. 18`, `November 2025`
    fn month_first(mut self) -> Option<Written> {
        let month = self.month()?;
        let mut behind = self;
        if let Some(year) = behind.year_behind() {
            return Some((Some(year), Some(month), None, behind.at));
        }
        self.blanks();
        let day = self.two(31)?;
        self.ordinal();
        let mut behind = self;
        let year = behind.year_behind();
        let end = if year.is_some() { behind.at } else { self.at };
        Some((year, Some(month), Some(day), end))
    }

    /// A year alone, where a word before it says that it is one.
    fn year(mut self, before: &str) -> Option<Written> {
        let year = self.digits(4, 4).and_then(likely)?;
        let last = before.trim_end().rsplit(' ').next()?;
        let is_year = [
            "in", "since", "of", "during", "until", "before", "after", "from", "by",
        ]
        .contains(&last);
        let goes_on = self
            .rest()
            .trim_start()
            .starts_with(|one: char| one.is_alphabetic());
        (is_year && !goes_on).then_some((Some(year), None, None, self.at))
    }

    fn month(&mut self) -> Option<i8> {
        let rest = self.rest();
        let word = rest.split(|one: char| !one.is_ascii_alphabetic()).next()?;
        let is_month = |month: &str| {
            month == word || (word.len() == 3 || word == "sept") && month.starts_with(word)
        };
        let place = MONTHS.iter().position(|month| is_month(month))?;
        self.at += word.len();
        let is_short = MONTHS.get(place).is_some_and(|month| *month != word);
        if is_short {
            self.eat(".");
        }
        i8::try_from(place + 1).ok()
    }

    fn year_behind(&mut self) -> Option<i16> {
        self.eat(",");
        self.blanks();
        self.digits(4, 4).and_then(likely)
    }

    fn ordinal(&mut self) {
        let _ = ["st", "nd", "rd", "th"]
            .into_iter()
            .any(|ending| self.eat(ending));
    }

    /// A time into `when`; where it ends.
    fn time(mut self, when: &mut When) -> Option<usize> {
        let half = [("오전", false), ("오후", true)]
            .into_iter()
            .find(|(word, _)| self.eat(word));
        let mut after_noon = half.map(|(_, is_after)| is_after);
        self.blanks();
        let hour = self.two(24)?;
        let (mut minute, mut second) = (None, None);
        if self.eat(":") {
            minute = Some(self.digits(2, 2).filter(|minute| *minute < 60)?);
            if self.eat(":") {
                second = Some(self.digits(2, 2).filter(|second| *second < 60)?);
                if self.eat(".") {
                    self.digits(1, 4);
                }
            }
        } else if self.eat("시") && !self.eat("간") {
            let mut behind = self;
            behind.blanks();
            minute = behind.two(59).map(i16::from).filter(|_| behind.eat("분"));
            self.at = if minute.is_some() { behind.at } else { self.at };
        } else {
            after_noon = Some(self.half()?);
        }
        if after_noon.is_none() && minute.is_some() {
            after_noon = self.half();
        }
        when.offset_min = self.offset();
        when.hour = Some(match after_noon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour % 24,
        });
        when.minute = minute.and_then(|minute| i8::try_from(minute).ok());
        when.second = second.and_then(|second| i8::try_from(second).ok());
        Some(self.at)
    }

    /// `a.m.` or `pm`; whether it is after noon.
    fn half(&mut self) -> Option<bool> {
        let mut behind = *self;
        behind.blanks();
        let halves = [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)];
        let (_, is_after) = halves.into_iter().find(|(word, _)| behind.eat(word))?;
        let goes_on = behind
            .rest()
            .starts_with(|one: char| one.is_ascii_alphanumeric());
        if !goes_on {
            *self = behind;
        }
        (!goes_on).then_some(is_after)
    }

    /// `Z`, `+09:00`, ` UTC`
    fn offset(&mut self) -> Option<i32> {
        let mut behind = *self;
        if behind.eat("z") || behind.eat(" utc") || behind.eat(" gmt") {
            *self = behind;
            return Some(0);
        }
        let sign = if behind.eat("+") {
            1
        } else if behind.eat("-") {
            -1
        } else {
            return None;
        };
        let hours = behind.digits(2, 2)?;
        behind.eat(":");
        let minutes = behind.digits(2, 2)?;
        *self = behind;
        Some(sign * (i32::from(hours) * 60 + i32::from(minutes)))
    }
}

/// Years that are written with two digits.
const SHORT_YEARS: std::ops::RangeInclusive<i16> = 15..=49;

/// A year that a statement may speak of.
fn likely(year: i16) -> Option<i16> {
    (1990..=2099).contains(&year).then_some(year)
}
