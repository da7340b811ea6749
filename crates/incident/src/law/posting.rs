//! A posting in place of a notice, and the days on which it must be up. Only whole days on which it was up count; an
//! interruption makes it longer.

use event::Millis;
use serde::Deserialize;

use super::day::{Day, DayError, Zone};
use super::regime::Words;

/// Days over which a posting is counted at the most: ten years. One that was not up for its days by then is open.
const DAYS_MAX: u32 = 3660;

/// What a law asks of a posting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostingRule {
    /// Its id, such as `KR-POST`.
    pub id: String,
    /// The versions that have it.
    pub versions: Vec<String>,
    /// What people call it.
    pub names: Words,
    /// The clocks in whose place it stands; it stops none of them by itself.
    pub in_place_of: Vec<String>,
    /// When it may.
    pub when: Words,
    /// Days on which it must be up.
    pub days: u32,
    /// The rule in one sentence.
    pub rule: Words,
    /// The article.
    pub law: String,
    /// What is not certain of it.
    pub uncertain: Option<String>,
}

/// A time during which a posting was not up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Down {
    /// Since when.
    pub from: Millis,
    /// Until when; `None` while it lasts.
    pub to: Option<Millis>,
}

/// A posting that a person recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Its id within the incident, such as `P1`.
    pub id: String,
    /// The regime, and its rule.
    pub regime: String,
    /// See `regime`.
    pub rule: String,
    /// Who posted it.
    pub controller: String,
    /// Where it is.
    pub url: String,
    /// Since when it is up.
    pub up_from: Millis,
    /// What shows it.
    pub evidence: String,
    /// When it was not, in the order of time.
    pub down: Vec<Down>,
}

/// How far a posting is at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Whole days on which it was up, at most those that it must be.
    pub days: u32,
    /// Days that it must be up.
    pub of: u32,
    /// When the last of them ended, where it has; else when it will if it stays up from now on; `None` beyond the calendar.
    pub ends: Option<Millis>,
    /// Whether it is down, before its days are full.
    pub is_down: bool,
}

impl Posted {
    /// Whether it was up for all of its days.
    #[must_use]
    pub fn is_done(self) -> bool {
        self.days >= self.of
    }
}

impl Posting {
    /// How far it is at a moment; days are those of the zone of its law. What was recorded for later is not seen.
    ///
    /// # Errors
    /// When a moment lies outside the calendar.
    pub fn posted(&self, rule: &PostingRule, zone: &Zone, now: Millis) -> Result<Posted, DayError> {
        let mut day = zone.day(self.up_from)?;
        let (mut up, mut past, mut ends) = (0, 0, None);
        for _ in 0..DAYS_MAX {
            let next = day.next();
            let span = next.and_then(|next| midnight(zone, day).zip(midnight(zone, next)));
            let (Some(next), Some((from, to))) = (next, span) else {
                break;
            };
            // The day on which it went up counts where it was up from its first moment on.
            if self.up_from <= from && !self.was_down(from, to, now) {
                up += 1;
                past += u32::from(to <= now);
                ends = Some(to);
            }
            if up >= rule.days {
                break;
            }
            day = next;
        }
        Ok(Posted {
            days: past,
            of: rule.days,
            ends: ends.filter(|_| up >= rule.days),
            is_down: past < rule.days && self.was_down(now, now.plus(1), now),
        })
    }

    /// Whether it was down at any moment between two, as far as is known now: one that is down is thought to be up
    /// again from now on, or nobody could say when its days may be full.
    fn was_down(&self, from: Millis, to: Millis, now: Millis) -> bool {
        let seen = self.down.iter().filter(|of| of.from <= now);
        let end = |of: &Down| of.to.filter(|to| *to <= now).unwrap_or(now.plus(1));
        let mut spans = seen.map(|of| (of.from, end(of)));
        spans.any(|(down, up)| down < to && from < up)
    }
}

fn midnight(zone: &Zone, day: Day) -> Option<Millis> {
    zone.at(day, jiff::civil::Time::midnight())
}
