//! Spans over which people are counted. Five minutes and hours begin with the clock, days and weeks are of UTC,
//! and weeks begin on Monday; so a span that is over is counted once, and one that runs so far as it has come.

use event::Millis;

use crate::{
    detectors::DAY_MS,
    keep::{Keep, kept, kept_of},
};

/// See the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Window {
    /// Five minutes.
    FiveMinutes,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A week and the three before it.
    FourWeeks,
    /// A week and the 51 before it.
    Year,
}

impl Window {
    /// Every window, the shortest first.
    pub const ALL: [Window; 6] = [
        Window::FiveMinutes,
        Window::Hour,
        Window::Day,
        Window::Week,
        Window::FourWeeks,
        Window::Year,
    ];

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Window::FiveMinutes => "5 minutes",
            Window::Hour => "an hour",
            Window::Day => "a day",
            Window::Week => "a week",
            Window::FourWeeks => "4 weeks",
            Window::Year => "a year",
        }
    }

    /// Milliseconds of a span that is shorter than a day.
    fn ms(self) -> i64 {
        match self {
            Window::FiveMinutes => DAY_MS / 288,
            Window::Hour => DAY_MS / 24,
            _ => DAY_MS,
        }
    }

    /// When the span of a moment began.
    pub(crate) fn begin(self, time: Millis) -> Millis {
        Millis(time.0.div_euclid(self.ms()) * self.ms())
    }

    /// Which of the spans of its day a moment lies in.
    fn of_day(self, time: Millis) -> u16 {
        let of_day = time.0.rem_euclid(DAY_MS) / self.ms();
        u16::try_from(of_day).unwrap_or(0)
    }
}

kept_of!(Window, Window::ALL);

/// Windows within a day that are no day.
pub(crate) const SHORT: [Window; 2] = [Window::FiveMinutes, Window::Hour];

/// The week of a day of UTC, both counted from 1970; a week begins on Monday, and the first was a Thursday.
pub(crate) fn week_of(day: i64) -> u16 {
    u16::try_from((day + 3).div_euclid(7)).unwrap_or(0)
}

/// The first moment of a week.
pub(crate) fn begin_of(week: u16) -> Millis {
    Millis((i64::from(week) * 7 - 3) * DAY_MS)
}

/// How much a set grows within the spans of a day of one length.
#[derive(Debug, Clone, Copy, Default)]
struct Growth {
    span: u16,
    /// What there was when this span began.
    from: u32,
    /// The most that came in a span that is over.
    most: u32,
}

kept!(Growth { span, from, most });

/// How much a set grows within each five minutes and each hour of a day.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Short([Growth; 2]);

impl Keep for Short {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<Short> {
        Keep::get(bytes).map(Short)
    }
}

impl Short {
    /// Of a set of one, which came at this time.
    pub(crate) fn of_one(time: Millis) -> Short {
        let span = |window: Window| Growth {
            span: window.of_day(time),
            ..Growth::default()
        };
        Short(SHORT.map(span))
    }

    /// Somebody is added to so many.
    pub(crate) fn add(&mut self, time: Millis, before: u64) {
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        for (growth, window) in self.0.iter_mut().zip(SHORT) {
            let span = window.of_day(time);
            if span != growth.span {
                growth.most = growth.most.max(before.saturating_sub(growth.from));
                (growth.span, growth.from) = (span, before);
            }
        }
    }

    /// How many of `now` came in the span of this moment.
    pub(crate) fn within(&self, window: Window, time: Millis, now: u64) -> u64 {
        let growth = self.0.iter().zip(SHORT).find(|(_, of)| *of == window);
        let growth = growth.filter(|(growth, _)| growth.span == window.of_day(time));
        growth.map_or(0, |(growth, _)| now.saturating_sub(u64::from(growth.from)))
    }

    /// The most that came in any five minutes and in any hour.
    pub(crate) fn most(&self, now: u64) -> [u32; 2] {
        let now = u32::try_from(now).unwrap_or(u32::MAX);
        self.0
            .map(|growth| growth.most.max(now.saturating_sub(growth.from)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let monday = Millis::parse("2025-04-14T00:00:00Z").expect("a time");
        let week = week_of(monday.0 / DAY_MS);
        assert_eq!(begin_of(week), monday);
        assert_eq!(week_of(monday.0 / DAY_MS - 1), week - 1);
        assert_eq!(week_of(monday.0 / DAY_MS + 6), week);
    }

    #[test]
    fn growth_is_counted_by_the_clock() {
        let minute = |minute: i64| Millis(minute * 60_000);
        let mut short = Short::of_one(minute(0));
        let mut count = 1;
        for at in [1, 2, 3, 61, 62, 64, 65] {
            short.add(minute(at), count);
            count += 1;
        }
        assert_eq!(short.within(Window::Hour, minute(66), count), 4);
        assert_eq!(short.within(Window::FiveMinutes, minute(66), count), 1);
        assert_eq!(
            short.within(Window::FiveMinutes, minute(70), count),
            0,
            "over"
        );
        assert_eq!(short.most(count), [4, 4]);
    }
}
