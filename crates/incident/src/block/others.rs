//! Other people: who used the same and is not of the incident, over the days of the incident and over the last of the
//! record. The first says whom the entry would have hit then, the second whom it hits now; the greater decides. Where the
//! record holds nothing of its last days, whom it hits now cannot be said, which is not nobody. Nor is it where reads name
//! neither an actor nor a credential: who they are of nobody can count.

use std::fmt;

use event::Millis;

/// Days over which other people are counted, each time.
pub const OTHERS_DAYS: u16 = 30;

/// Who else used it: nobody of the incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Others {
    /// How many people, in the [`OTHERS_DAYS`] days before the last read of the incident.
    pub people: u64,
    /// How often they logged in, in the same days.
    pub log_ins: u64,
    /// Reads of the same days that name nobody, as those of an access log without user names. Where there are any,
    /// `people` are only those who are named.
    pub nameless: u64,
    /// The same of the last [`OTHERS_DAYS`] days of the record, where it differs; `None` also where these days hold nothing
    /// ([`Counted::record`] tells).
    pub lately: Option<Lately>,
}

/// Who else used it in the last [`OTHERS_DAYS`] days of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lately {
    /// How many people.
    pub people: u64,
    /// How often they logged in.
    pub log_ins: u64,
    /// Reads that name nobody.
    pub nameless: u64,
}

impl Others {
    /// What was counted over both; what is the same is told once, and what cannot be said not at all.
    #[must_use]
    pub fn new(incident: Lately, record: Option<Lately>) -> Others {
        Others {
            people: incident.people,
            log_ins: incident.log_ins,
            nameless: incident.nameless,
            lately: record.filter(|record| *record != incident),
        }
    }

    /// The greater number of people and over which days it was counted: it decides whether one person is enough. `None`
    /// where reads name nobody, so that how many people they are of cannot be said.
    #[must_use]
    pub fn most(&self) -> Option<(u64, Days)> {
        (self.nameless().0 == 0).then(|| self.named())
    }

    /// The greater number of reads that name nobody, and of which days they are.
    #[must_use]
    pub fn nameless(&self) -> (u64, Days) {
        match self.lately {
            Some(lately) if lately.nameless > self.nameless => (lately.nameless, Days::OfRecord),
            _ => (self.nameless, Days::OfIncident),
        }
    }

    /// The greater number of people who are named: at least so many there are.
    #[must_use]
    pub fn named(&self) -> (u64, Days) {
        match self.lately {
            Some(lately) if lately.people > self.people => (lately.people, Days::OfRecord),
            _ => (self.people, Days::OfIncident),
        }
    }
}

/// Over which days something was counted, as a sentence names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// Those before the last read of the incident.
    OfIncident,
    /// The last ones that are on record.
    OfRecord,
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Days::OfIncident => write!(
                f,
                "the {OTHERS_DAYS} days before the last read of the incident"
            ),
            Days::OfRecord => write!(f, "the last {OTHERS_DAYS} days of the record"),
        }
    }
}

/// The first and the last moment of what was counted, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// The first.
    pub from: Millis,
    /// The last.
    pub to: Millis,
}

impl Reckoned {
    /// The days that end at a moment.
    #[must_use]
    pub fn ending(to: Millis) -> Reckoned {
        let from = to.plus(-i64::from(OTHERS_DAYS) * super::DAY_MS);
        Reckoned { from, to }
    }

    /// Whole days from their end to a later moment.
    #[must_use]
    pub fn days_before(&self, later: Millis) -> u64 {
        let past = later.0.saturating_sub(self.to.0) / super::DAY_MS;
        u64::try_from(past).unwrap_or(0)
    }

    /// Whether a moment lies in them.
    #[must_use]
    pub fn has(&self, at: Millis) -> bool {
        self.from <= at && at <= self.to
    }
}

/// Which days were counted for a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Those before the last read of the incident.
    pub incident: Reckoned,
    /// The last ones of the record, which end with the last read or log-in that a source told of; `None` where they hold
    /// neither, as when the clock of a source ran ahead of ours.
    pub record: Option<Reckoned>,
}
