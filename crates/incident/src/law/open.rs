//! Opening clocks: from a moment of awareness, through the version of the law of that day, to what is due.

use event::Millis;

use super::calendar::{CalendarError, calendar};
use super::clock::{Clock, ClockKey, Due, Trigger};
use super::day::{Day, DayError};
use super::facts::Facts;
use super::read::RegimeError;
use super::regime::{ClockRule, Counting, Limit, Regime, Start, Version, Words};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// What opens clocks.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// The controller who owes.
    pub controller: &'a str,
    /// What opens them.
    pub trigger: Trigger,
    /// What became known. For a fact it is not asked.
    pub start: Start,
    /// When; `None` is unknown, and the clocks cannot say.
    pub at: Option<Millis>,
    /// What is known, for limits that depend on it.
    pub facts: &'a Facts,
    /// The hours that a contract names, for clocks whose limit is agreed.
    pub agreed_hours: Option<u32>,
}

impl<'a> Opening<'a> {
    /// An opening without an agreed number of hours.
    #[must_use]
    pub fn new(
        controller: &'a str,
        trigger: Trigger,
        start: Start,
        at: Option<Millis>,
        facts: &'a Facts,
    ) -> Opening<'a> {
        Opening {
            controller,
            trigger,
            start,
            at,
            facts,
            agreed_hours: None,
        }
    }
}

/// Why clocks cannot be opened or moved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No version of the law, or no day.
    #[error(transparent)]
    Regime(#[from] RegimeError),
    /// The holiday calendar does not reach.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The limit is agreed and was not given.
    #[error("{clock}: its limit is agreed by contract: give the hours that the contract names")]
    HoursNotGiven {
        /// The clock.
        clock: String,
    },
    /// The limit leaves the calendar.
    #[error("{clock}: its limit lies beyond the calendar: check the time that was entered ({at})")]
    Beyond {
        /// The clock.
        clock: String,
        /// The start that was entered.
        at: Millis,
    },
    /// The law of the new day of awareness has no such clock.
    #[error(
        "{clock}: the version {version}, which holds for awareness on {day}, has no such clock: keep it as it is and open those of that day"
    )]
    NotInVersion {
        /// The clock.
        clock: String,
        /// The version of that day.
        version: String,
        /// That day.
        day: Day,
    },
}

impl From<DayError> for OpenError {
    fn from(error: DayError) -> OpenError {
        OpenError::Regime(RegimeError::Day(error))
    }
}

impl Regime {
    /// The clocks that a trigger opens: for the incident those that `start` starts, for a group and for a
    /// fact their follow-ups. Where the moment is unknown, the newest version stands in, and none has a limit.
    ///
    /// # Errors
    /// When no version holds on the day, an agreed limit is missing, or a limit cannot be counted.
    pub fn open(&self, opening: &Opening<'_>) -> Result<Vec<Clock>, OpenError> {
        let Some(version) = self.version_for(opening.at)? else {
            return Ok(Vec::new());
        };
        let mut clocks = Vec::new();
        for rule in self.clocks_of(&version.id) {
            if let Some((limit, words)) = opened_by(rule, opening) {
                let known = opening.at.map(|_| version.id.clone());
                clocks.push(self.clock(rule, opening, known, (limit, words))?);
            }
        }
        Ok(clocks)
    }

    /// As [`Regime::open`], but what the law of that day cannot count is opened all the same: it *cannot say*, with the
    /// reason. Before the first version that is shipped the first stands in for what clocks there are. An agreed limit whose
    /// hours nobody gave has no number.
    #[must_use]
    pub fn open_or_say(&self, opening: &Opening<'_>) -> Vec<Clock> {
        let (version, why) = match self.version_for(opening.at) {
            Ok(version) => (version, None),
            Err(why) => (self.nearest(opening.at), Some(why.to_string())),
        };
        let Some(version) = version else {
            return Vec::new();
        };
        let mut clocks = Vec::new();
        for rule in self.clocks_of(&version.id) {
            let Some((limit, words)) = opened_by(rule, opening) else {
                continue;
            };
            let known = opening.at.map(|_| version.id.clone());
            let counted = match &why {
                Some(why) => Err(why.clone()),
                None => {
                    let limit = without_hours(limit, opening.agreed_hours);
                    let counted = self.clock(rule, opening, known, (limit, words));
                    counted.map_err(|why| why.to_string())
                }
            };
            clocks.push(counted.unwrap_or_else(|why| self.uncounted(rule, opening, limit, why)));
        }
        clocks
    }

    /// The version whose clocks stand for those of a day without law: the first where the day is before all of them.
    fn nearest(&self, at: Option<Millis>) -> Option<&Version> {
        let first = self.versions.first();
        let is_before = |first: &&Version| {
            let day = at.and_then(|at| self.day(at).ok());
            day.is_some_and(|day| day < first.from)
        };
        first.filter(is_before).or(self.versions.last())
    }

    /// A clock of which the law of its day says nothing that can be counted.
    fn uncounted(
        &self,
        rule: &ClockRule,
        opening: &Opening<'_>,
        limit: &Limit,
        why: String,
    ) -> Clock {
        Clock {
            started: opening.at,
            uncounted: Some(why),
            ..self.empty(rule, opening, limit.clone())
        }
    }

    /// The same clock with all its records, counted from another moment: awareness was chosen anew.
    ///
    /// # Errors
    /// As for [`Regime::open`], and when the law of the new day has no such clock.
    pub fn restart(
        &self,
        clock: &Clock,
        at: Option<Millis>,
        facts: &Facts,
        agreed_hours: Option<u32>,
    ) -> Result<Clock, OpenError> {
        let named = self.version_for(at)?.map(|version| version.id.clone());
        let rules = named.iter().flat_map(|version| self.clocks_of(version));
        let opening = Opening {
            controller: &clock.key.controller,
            trigger: clock.key.trigger.clone(),
            start: Start::LeakKnown,
            at,
            facts,
            agreed_hours,
        };
        for rule in rules.filter(|rule| rule.id == clock.key.clock) {
            if let Some(limit) = follow_up(rule, &opening) {
                let known = at.and(named.clone());
                let fresh = self.clock(rule, &opening, known, limit)?;
                return Ok(Clock {
                    filings: clock.filings.clone(),
                    taken_back: clock.taken_back.clone(),
                    delays: clock.delays.clone(),
                    requests: clock.requests.clone(),
                    outcomes: clock.outcomes.clone(),
                    retracted: clock.retracted,
                    ..fresh
                });
            }
        }
        Err(OpenError::NotInVersion {
            clock: clock.key.clock.clone(),
            version: named.unwrap_or_default(),
            day: self.day(at.unwrap_or_default())?,
        })
    }

    /// The version of a moment; the newest where the moment is unknown.
    fn version_for(&self, at: Option<Millis>) -> Result<Option<&Version>, RegimeError> {
        match at {
            Some(at) => self.version_at(at).map(Some),
            None => Ok(self.versions.last()),
        }
    }

    fn clock(
        &self,
        rule: &ClockRule,
        opening: &Opening<'_>,
        version: Option<String>,
        (limit, words): (&Limit, &Words),
    ) -> Result<Clock, OpenError> {
        let limit = agreed(rule, limit, opening.agreed_hours)?;
        let due = match opening.at {
            Some(at) => Some(self.due(rule, &limit, words, at)?),
            None => None,
        };
        Ok(Clock {
            version,
            started: opening.at,
            due,
            ..self.empty(rule, opening, limit)
        })
    }

    /// A clock that counts from nothing, and on which nothing is recorded.
    fn empty(&self, rule: &ClockRule, opening: &Opening<'_>, limit: Limit) -> Clock {
        Clock {
            key: ClockKey {
                regime: self.id.clone(),
                clock: rule.id.clone(),
                controller: opening.controller.to_owned(),
                trigger: opening.trigger.clone(),
            },
            version: None,
            rule: rule.clone(),
            started: None,
            limit,
            due: None,
            uncounted: None,
            filings: Vec::new(),
            taken_back: Vec::new(),
            delays: Vec::new(),
            requests: Vec::new(),
            outcomes: Vec::new(),
            retracted: None,
        }
    }

    /// Target and limit of a rule from a moment on. The target never lies before that moment, nor after the
    /// limit.
    fn due(
        &self,
        rule: &ClockRule,
        limit: &Limit,
        words: &Words,
        at: Millis,
    ) -> Result<Due, OpenError> {
        let moment = self.limit(rule, limit, at)?;
        let margin_ms = i64::from(rule.margin_hours) * HOUR_MS;
        Ok(Due {
            target: moment.map(|moment| moment.plus(-margin_ms).max(at.min(moment))),
            limit: moment,
            rule: words.clone(),
        })
    }

    fn limit(
        &self,
        rule: &ClockRule,
        limit: &Limit,
        at: Millis,
    ) -> Result<Option<Millis>, OpenError> {
        let day = self.day(at)?;
        let last = match limit {
            Limit::Agreed | Limit::WithoutUndueDelay => return Ok(None),
            Limit::AtOnce => return Ok(Some(at)),
            Limit::Hours(hours) => {
                let from = match rule.counting {
                    Counting::NextHour => self.zone.next_hour(at)?,
                    Counting::FromMoment | Counting::DayIncluded => at,
                };
                return Ok(Some(from.plus(i64::from(*hours) * HOUR_MS)));
            }
            Limit::CalendarDays(days) => {
                let first = u32::from(rule.counting == Counting::DayIncluded);
                day.plus_days(days.saturating_sub(first))
            }
            Limit::Months(months) => day.plus_months(*months),
            Limit::BusinessDays { days, calendar: id } => Some(calendar(id)?.after(day, *days)?),
        };
        let closes = rule.closes.as_ref().and_then(|text| text.parse().ok());
        let moment = last.and_then(|last| match closes {
            Some(time) => self.zone.at(last, time),
            None => self.zone.end_of(last),
        });
        moment.map(Some).ok_or_else(|| OpenError::Beyond {
            clock: rule.id.clone(),
            at,
        })
    }
}

/// The limit under which a trigger opens a rule, if it does.
fn opened_by<'r>(rule: &'r ClockRule, opening: &Opening<'_>) -> Option<(&'r Limit, &'r Words)> {
    let starts = match &opening.trigger {
        Trigger::Incident => rule.starts.contains(&opening.start),
        Trigger::Group { .. } => rule.group.as_ref()?.starts.contains(&opening.start),
        Trigger::Fact { .. } => true,
    };
    follow_up(rule, opening).filter(|_| starts)
}

/// The limit that a rule has for a kind of trigger.
fn follow_up<'r>(rule: &'r ClockRule, opening: &Opening<'_>) -> Option<(&'r Limit, &'r Words)> {
    let next = match &opening.trigger {
        Trigger::Incident => return Some((rule.limit_under(opening.facts), &rule.rule)),
        Trigger::Group { .. } => rule.group.as_ref()?,
        Trigger::Fact { .. } => rule.fact.as_ref()?,
    };
    Some((&next.limit, &next.rule))
}

fn agreed(rule: &ClockRule, limit: &Limit, hours: Option<u32>) -> Result<Limit, OpenError> {
    match (limit, hours) {
        (Limit::Agreed, Some(hours)) => Ok(Limit::Hours(hours)),
        (Limit::Agreed, None) => Err(OpenError::HoursNotGiven {
            clock: rule.id.clone(),
        }),
        (limit, _) => Ok(limit.clone()),
    }
}

/// A limit that is agreed, where nobody gave its hours: it runs, and its rule says that the contract names them.
fn without_hours(limit: &Limit, hours: Option<u32>) -> &Limit {
    match (limit, hours) {
        (Limit::Agreed, None) => &Limit::WithoutUndueDelay,
        _ => limit,
    }
}
