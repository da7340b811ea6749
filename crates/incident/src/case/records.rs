//! What an incident keeps beside its scope and its clocks: evidence, facts, obligations.

use event::Millis;
use serde::{Deserialize, Serialize};

use super::moment;
use crate::{Grade, law::Span};

/// A piece of evidence from outside the ledger, as it was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its id within the incident, such as `E3`.
    pub id: String,
    /// What it is, in words.
    pub item: String,
    /// SHA-256 of its bytes at intake, hex; `None` of what has no bytes.
    pub sha256: Option<String>,
    /// Bytes.
    pub bytes: Option<u64>,
    /// Its own name.
    pub original_name: Option<String>,
    /// Its own time, where it has one.
    #[serde(with = "moment::maybe")]
    pub original_at: Option<Millis>,
    /// From whom.
    pub from: String,
    /// How it was obtained.
    pub how: String,
    /// Where the time is from and how far that clock was off, in words.
    pub time_source: String,
    /// Where the original is.
    pub place: String,
    /// How what it shows is known.
    pub grade: Grade,
}

/// A hand-over, view or export of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// The evidence.
    pub evidence: String,
    /// `taken in`, `handed over`, `viewed` or `exported`.
    pub what: String,
    /// To whom.
    pub to: String,
    /// What they gave for it.
    pub receipt: String,
    /// When it was recorded, by whom and why: those of the step.
    #[serde(with = "moment")]
    pub at: Millis,
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
}

/// Something that became known of the incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFact {
    /// Its id within the incident, such as `F2`.
    pub id: String,
    /// It, in words.
    pub words: String,
    /// How it is known.
    pub grade: Grade,
    /// The items of notices that it closes, such as `2b`.
    pub closes: Vec<String>,
    /// What shows it.
    pub evidence: Vec<String>,
    /// When it was first confirmed; `None` until then.
    #[serde(with = "moment::maybe")]
    pub confirmed: Option<Millis>,
    /// The step by which its confirmation was first entered here; `None` until then.
    #[serde(skip)]
    pub entered: Option<u32>,
}

/// What sort of obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// An order of an authority or court.
    Order,
    /// To keep what is there: systems outside the ledger too.
    Preservation,
    /// A question or recommendation.
    Request,
    /// What we promised in public.
    Promise,
    /// What a contract asks.
    Contract,
}

impl ObligationKind {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ObligationKind::Order => "order",
            ObligationKind::Preservation => "preservation",
            ObligationKind::Request => "request",
            ObligationKind::Promise => "promise",
            ObligationKind::Contract => "contract",
        }
    }
}

/// What somebody asked of us, or we promised, with a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its id within the incident, such as `O1`.
    pub id: String,
    /// What sort.
    pub kind: ObligationKind,
    /// Who asks; for a promise, to whom.
    pub from: String,
    /// What is asked, in words.
    pub asked: String,
    /// The document that asks it.
    pub evidence: String,
    /// By when; `None` where no date is named.
    #[serde(with = "moment::maybe")]
    pub due: Option<Millis>,
    /// Who sees to it.
    pub owner: String,
    /// Systems that it concerns, inside nunchi or outside, and who confirmed that it is done there.
    pub systems: Vec<String>,
    /// When it was asked: as somebody said, else when it was entered.
    #[serde(with = "moment")]
    pub received: Millis,
    /// The answer that counts: the one recorded first, or the record of the same receipt that says later. As with filings,
    /// nothing that is recorded afterwards makes what was late be in time.
    pub reply: Option<Reply>,
    /// What was said of it beside, in the order in which it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Reply>,
}

/// The answer to an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// When it was received.
    #[serde(with = "moment")]
    pub at: Millis,
    /// What was answered.
    pub words: String,
    /// Its receipt.
    pub receipt: String,
    /// The step that entered it.
    pub step: u32,
    /// Since when which systems delete nothing any more, as it says.
    pub stopped: Vec<Stopped>,
}

/// Since when a system deletes nothing any more of what an order asks to preserve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// The system, as the order names it.
    pub system: String,
    /// Since when.
    #[serde(with = "moment")]
    pub at: Millis,
}

impl Obligation {
    /// Takes in an answer: the first, or one that corrects those before.
    pub(super) fn answered(&mut self, said: Reply) {
        let beside = match &self.reply {
            Some(counts) if counts.receipt != said.receipt || said.at <= counts.at => Some(said),
            _ => self.reply.replace(said),
        };
        self.corrections.extend(beside);
        self.corrections.sort_by_key(|of| of.step);
    }

    /// The answer as it was said last: a further one corrects this.
    #[must_use]
    pub fn last_said(&self) -> Option<&Reply> {
        let all = self.reply.iter().chain(&self.corrections);
        all.max_by_key(|of| of.step)
    }

    /// By how much it is late, or was answered late, as of a moment; `None` where it is not, or has no date.
    #[must_use]
    pub fn late(&self, now: Millis) -> Option<Span> {
        self.late_by(self.reply.as_ref().map_or(now, |reply| reply.at))
    }

    /// By how much an answer is late that was received at a moment; `None` where it is not, or there is no date.
    #[must_use]
    pub fn late_by(&self, received: Millis) -> Option<Span> {
        let due = self.due.filter(|due| received > *due)?;
        Some(Span::between(due, received))
    }

    /// How it stands as of a moment, in words.
    #[must_use]
    pub fn state(&self, now: Millis) -> String {
        match (&self.reply, self.late(now), self.due) {
            (Some(_), Some(by), _) => format!("answered LATE by {by}"),
            (Some(_), None, Some(_)) => "answered in time".to_owned(),
            (Some(_), None, None) => "answered".to_owned(),
            (None, Some(by), _) => format!("OVERDUE by {by}"),
            (None, None, Some(due)) => format!("{} left", Span::between(now, due)),
            (None, None, None) => format!(
                "no date was named; open for {}",
                Span::between(self.received, now)
            ),
        }
    }
}

/// A sentence that we published, with the scope version it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The evidence that holds it.
    pub evidence: String,
    /// The scope version when it was published.
    pub version: u32,
    /// When.
    #[serde(with = "moment")]
    pub at: Millis,
}
