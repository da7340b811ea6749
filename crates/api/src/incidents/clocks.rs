//! The clocks of an incident, and what stands beside them: duties without a clock, what is owed, requests that notices
//! wait, postings in place of notices.

use serde::{Deserialize, Serialize};

use crate::{IncidentNumber, Spoken, Time};

/// What `nunchi incident clocks` gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// The moment as of which it is told.
    pub as_of: Time,
    /// Every clock that the laws of the incident open.
    pub clocks: Vec<Clock>,
    /// The incident in which it goes on, where it was merged into another.
    pub goes_on_in: Option<IncidentNumber>,
    /// The incident.
    pub incident: IncidentNumber,
    /// `real` or `exercise`.
    pub mode: String,
    /// Duties that apply and have no clock, and laws of which no clock has begun.
    pub not_started: Vec<NotStarted>,
    /// What is owed beside the clocks of laws: what has no answer first, by when it is due.
    pub owed: Vec<Owed>,
    /// Postings in place of notices.
    pub postings: Vec<Posting>,
    /// Requests that notices wait.
    pub requests: Vec<Request>,
    /// The last step of the incident that it goes by.
    pub step: u64,
    /// Possibilities that nobody settled though what settles them is entered, a sentence each.
    pub unsettled: Vec<String>,
    /// Always [`crate::VERSION`].
    pub v: u32,
}

/// A step whose moment was not in the order of the others: the clock of the machine was wrong then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfOrder {
    /// The moment that it keeps.
    pub at: Time,
    /// The moment as of which it counts.
    pub counts_as_of: Time,
    /// Its number.
    pub step: u32,
}

/// A clock of a law for a controller, with its state. A length is milliseconds, and null where the state has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// From its beginning to the filing, or to the retraction.
    pub after_ms: Option<i64>,
    /// The clock of the regime.
    pub clock: String,
    /// The controller.
    pub controller: String,
    /// Every filing on record, in the order in which they were recorded.
    pub filed: Vec<Filed>,
    /// Subjects of before of whom the version that opened it brings further fields; null where no version did.
    pub further_fields: Option<u64>,
    /// Beyond its limit.
    pub late_ms: Option<i64>,
    /// The article.
    pub law: String,
    /// Until its limit, or until what holds it lapses.
    pub left_ms: Option<i64>,
    /// By when it is due; null where no number limits it, or nobody knows from when it counts.
    pub limit: Option<Time>,
    /// Since it began, where no number limits it.
    pub open_ms: Option<i64>,
    /// The step that it counts from, where the moment of that was out of order; null elsewhere.
    pub out_of_order: Option<OutOfOrder>,
    /// People whom the version that opened it adds; null where no version did, or it is not known.
    pub people_added: Option<u64>,
    /// The regime.
    pub regime: String,
    /// How it is counted; null as its limit.
    pub rule: Option<Spoken>,
    /// Its state as a sentence.
    pub says: String,
    /// From when it counts; null where nobody knows.
    pub started: Option<Time>,
    /// Its state in a word.
    pub state: String,
    /// Identifiers that it concerns; null of a clock that a fact opened, and where they were not counted.
    pub subjects: Option<u64>,
    /// Filings whose record was taken back.
    pub taken_back: Vec<FiledByMistake>,
    /// By when we mean to be done.
    pub target: Option<Time>,
    /// What opened it.
    pub trigger: String,
    /// The version of its law.
    pub version: Option<String>,
}

/// A filing on a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// Who filed.
    pub by: String,
    /// What it corrects; null of one that corrects nothing.
    pub corrects: Option<Corrects>,
    /// Whether it is the one that counts.
    pub counts: bool,
    /// What shows it.
    pub evidence: String,
    /// Why it is late, where it is.
    pub late_because: Option<String>,
    /// The number of the receipt.
    pub receipt: String,
    /// The moment of receipt.
    pub received: Time,
    /// Who received it and through which channel.
    pub to: String,
}

/// What a filing corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrects {
    /// What was wrong.
    pub error: String,
    /// The receipt of the filing that was wrong.
    pub receipt: String,
}

/// A filing whose record was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledByMistake {
    /// Who filed.
    pub by: String,
    /// What shows it.
    pub evidence: String,
    /// How late it was, in milliseconds; null of one that was not.
    pub late_ms: Option<i64>,
    /// The number of the receipt.
    pub receipt: String,
    /// The moment of receipt.
    pub received: Time,
    /// Who received it and through which channel.
    pub to: String,
}

/// A duty that applies and has no clock, or a law of which no clock has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotStarted {
    /// The clock of the duty; null of a law as a whole.
    pub clock: Option<String>,
    /// The controller; null of all.
    pub controller: Option<String>,
    /// The regime.
    pub regime: String,
    /// What is missing.
    pub says: String,
}

/// What somebody asked of us, or we promised, as a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// The answer that counts; null until there is one.
    pub answered: Option<Answered>,
    /// What is asked.
    pub asked: String,
    /// What was said of the answer beside.
    pub corrections: Vec<Answered>,
    /// Who asks; for a promise, to whom.
    pub from: String,
    /// By when; null where no date is named.
    pub limit: Option<Time>,
    /// Its id, such as `O1`.
    pub obligation: String,
    /// Who sees to it.
    pub owner: String,
    /// Its state as a sentence.
    pub says: String,
    /// When it was asked.
    pub started: Time,
    /// Its state in a word, as of clocks.
    pub state: String,
}

/// The answer to what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// When it was received.
    pub at: Time,
    /// Its receipt.
    pub receipt: String,
    /// The step that entered it.
    pub step: u32,
    /// Which systems delete nothing any more, as it says.
    pub stopped: Vec<Stopped>,
    /// What was answered.
    pub words: String,
}

/// A system that deletes nothing any more of what an order asks to preserve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Since when.
    pub at: Time,
    /// The system, as the order names it.
    pub system: String,
}

/// A request of police or prosecutors that notices wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The clocks that it names.
    pub clocks: Vec<String>,
    /// Whose clocks.
    pub controller: String,
    /// Counsel's decision that they may wait; null where there is none.
    pub counsel: Option<Counsel>,
    /// When it was taken back; null where it was not.
    pub ended: Option<Time>,
    /// The evidence that holds the document.
    pub evidence: String,
    /// Who asks.
    pub from: String,
    /// Whether a clock waits for it.
    pub holds: bool,
    /// Which clocks it does not hold and why, a sentence each.
    pub not_held: Vec<String>,
    /// When it was received.
    pub received: Time,
    /// Its id, such as `R1`.
    pub request: String,
    /// For how long nobody looked at it beyond a day, in milliseconds; null where somebody did, or it holds nothing.
    pub review_overdue_ms: Option<i64>,
    /// When somebody looked at it again.
    pub reviews: Vec<Time>,
    /// What shall wait, in the words of the document.
    pub scope: String,
    /// Until when it asks.
    pub until: Time,
}

/// A decision of counsel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counsel {
    /// Who decided.
    pub by: String,
    /// The evidence that holds the decision.
    pub evidence: String,
}

/// A posting in place of a notice that cannot be sent, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Who posted it.
    pub controller: String,
    /// Whole days on which it was up, at most those that it must be.
    pub days: u32,
    /// When it was not, in the order of time.
    pub down: Vec<Down>,
    /// When its last day ended, or will if it stays up from now on; null beyond the calendar.
    pub ends: Option<Time>,
    /// What shows it.
    pub evidence: String,
    /// Whether it was up for all of its days.
    pub is_done: bool,
    /// Whether it is down before its days are full.
    pub is_down: bool,
    /// Days that it must be up.
    pub of: u32,
    /// Its id, such as `P1`.
    pub posting: String,
    /// The regime.
    pub regime: String,
    /// The rule of the regime.
    pub rule: String,
    /// Since when it is up.
    pub up_from: Time,
    /// Where it is.
    pub url: String,
}

/// A time in which a posting was not up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Down {
    /// Since when.
    pub from: Time,
    /// Until when; null while it lasts.
    pub to: Option<Time>,
}
