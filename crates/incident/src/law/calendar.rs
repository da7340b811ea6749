//! Business days, by a table of holidays. Beyond the table is an error and never a guess.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Weekday;
use serde::Deserialize;

use super::day::Day;

/// A table of holidays on which no business is done, beside Saturdays and Sundays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Its id, by which a limit names it.
    pub id: String,
    /// Where the holidays were read.
    pub source: String,
    /// The day on which they were last read there.
    pub checked: Day,
    /// The first day that the table covers.
    pub from: Day,
    /// The last day that the table covers.
    pub to: Day,
    /// What is not certain.
    #[serde(default)]
    pub uncertain: Vec<String>,
    /// Days as observed: a holiday on a Saturday stands on the Friday before, one on a Sunday on the Monday.
    pub holidays: BTreeSet<Day>,
}

/// Why a business day cannot be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// There is no such calendar.
    #[error("there is no holiday calendar {0:?}: there is us-federal")]
    Unknown(String),
    /// The table cannot be read.
    #[error("the holiday calendar {name} cannot be read: {why}")]
    Unreadable {
        /// Which.
        name: String,
        /// What the parser says.
        why: String,
    },
    /// The table does not reach so far.
    #[error(
        "the holiday calendar {calendar} covers {from} to {to}; business days from {day} on reach beyond: \
         add the years to regimes/calendars/{calendar}.toml"
    )]
    Beyond {
        /// Which.
        calendar: String,
        /// First day of the table.
        from: Day,
        /// Last day of the table.
        to: Day,
        /// The day from which business days were counted.
        day: Day,
    },
}

const FILES: &[(&str, &str)] = &[(
    "us-federal",
    include_str!("../../regimes/calendars/us-federal.toml"),
)];

static READ: LazyLock<Vec<(&str, Result<Calendar, CalendarError>)>> = LazyLock::new(|| {
    let read = |name: &str, text: &str| {
        toml::from_str(text).map_err(|why| CalendarError::Unreadable {
            name: name.to_owned(),
            why: why.to_string(),
        })
    };
    FILES
        .iter()
        .map(|(name, text)| (*name, read(name, text)))
        .collect()
});

/// A shipped calendar by its id.
///
/// # Errors
/// When there is none of that id, or its file is broken.
pub fn calendar(id: &str) -> Result<&'static Calendar, CalendarError> {
    match READ.iter().find(|(name, _)| *name == id) {
        Some((_, read)) => read.as_ref().map_err(CalendarError::clone),
        None => Err(CalendarError::Unknown(id.to_owned())),
    }
}

impl Calendar {
    /// The business day that is `count` business days after a day; the day itself is not counted.
    ///
    /// An event on a day without business is counted from the first business day after it, which is then the
    /// first of them (Form 8-K, General Instruction B.1): the same sum.
    ///
    /// # Errors
    /// When the count leads out of the table.
    pub fn after(&self, day: Day, count: u32) -> Result<Day, CalendarError> {
        let beyond = || CalendarError::Beyond {
            calendar: self.id.clone(),
            from: self.from,
            to: self.to,
            day,
        };
        let mut at = day;
        let mut left = count;
        while left > 0 {
            at = at.next().ok_or_else(beyond)?;
            if at < self.from || at > self.to || day < self.from {
                return Err(beyond());
            }
            left -= u32::from(self.is_business(at));
        }
        Ok(at)
    }

    /// Whether business is done on a day that the table covers.
    #[must_use]
    pub fn is_business(&self, day: Day) -> bool {
        let weekend = matches!(day.0.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !self.holidays.contains(&day)
    }
}

#[cfg(test)]
mod tests;
