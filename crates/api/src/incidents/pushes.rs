//! Pushes of block lists to gateways.

use serde::{Deserialize, Serialize};

use crate::Time;

/// A push, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The push that it sends once more; null of one that is sent first.
    pub again: Option<String>,
    /// Every attempt; none of an exercise.
    pub attempts: Vec<Attempt>,
    /// When it began.
    pub begun: Time,
    /// Digest of what was sent.
    pub body: String,
    /// Its bytes.
    pub bytes: u64,
    /// Who confirmed it.
    pub confirmed_by: String,
    /// When it was recorded what became of it; null until then.
    pub ended: Option<Time>,
    /// The form in which it goes.
    pub form: String,
    /// Digest of the list.
    pub list: String,
    /// Whether it may have arrived although it is a dead letter.
    pub may_have_arrived: bool,
    /// The id of the message, the same whenever it is sent.
    pub message: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// Its id, such as `W1`.
    pub push: String,
    /// `delivered`, `dead`, `written`, `under way`, or `unknown` where nothing tells what became of it.
    pub state: String,
    /// The name of the target in the settings.
    pub target: String,
    /// Where it goes.
    pub url: String,
    /// Why it is what it is; null where there is nothing to say.
    pub why: Option<String>,
}

/// One attempt to send a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub at: Time,
    /// `answered`, `no_answer` or `not_sent`.
    pub end: String,
    /// What the receiver said, or what was seen instead; left out where it said nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// The status that was answered; left out where none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}
