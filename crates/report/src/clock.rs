//! Clocks and decisions, as a document lists them. Which law starts a clock is not decided here.

use event::Millis;
use serde::{Deserialize, Serialize};

use crate::json;

/// One time limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// The rules that set it, such as `KR-NET-24`.
    pub regime: String,
    /// What is owed, such as "report to KISA".
    pub what: String,
    /// The moment from which the law counts; null while it is not known.
    #[serde(with = "json::maybe_time")]
    pub started: Option<Millis>,
    /// The moment by which the law wants it done; null where it names none or none can be counted.
    #[serde(with = "json::maybe_time")]
    pub due: Option<Millis>,
    /// The moment of the prudent reading, where it is earlier than `due`.
    #[serde(with = "json::maybe_time")]
    pub target: Option<Millis>,
    /// Whether it is due at once from `due` on: that is no limit, and nothing is late by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_once: bool,
    /// The law names no number: done without undue delay. Documents written before have it in the note alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_number: bool,
    /// How it stands.
    pub standing: Standing,
    /// What else must be read with it: a permitted delay, a dispute about the start.
    pub note: Option<String>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum Standing {
    /// Nobody has decided whether there is a duty: the clock is shown as if there were.
    Undecided,
    /// It runs.
    Runs,
    /// What is owed was done.
    Done {
        /// When.
        #[serde(with = "json::time")]
        at: Millis,
    },
    /// A cause that the law permits delays it: it is not late while that lasts.
    Delayed,
    /// It was decided that there is no duty.
    NoDuty,
}

impl Clock {
    /// Milliseconds from when it was done, or else from `now`, to when it is due: negative when late.
    /// `None` without a due moment, where it is due at once, where it may wait, and where there is no duty.
    #[must_use]
    pub fn left(&self, now: Millis) -> Option<i64> {
        if self.at_once {
            return None;
        }
        let seen = match self.standing {
            Standing::NoDuty | Standing::Delayed => return None,
            Standing::Done { at } => at,
            Standing::Undecided | Standing::Runs => now,
        };
        self.due.map(|due| due.0.saturating_sub(seen.0))
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What had to be decided.
    pub question: String,
    /// What was decided; null while it is open.
    pub decided: Option<String>,
    /// Who decided or has to, by role.
    pub by: String,
    /// When; null while it is open.
    #[serde(with = "json::maybe_time")]
    pub at: Option<Millis>,
    /// Why.
    pub why: Option<String>,
}
