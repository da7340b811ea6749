//! Pushing a block list to a gateway: proposed by one person, begun by another, and what became of it.
//!
//! That it begins is recorded before the first byte leaves, for a process may end between the sending and the record:
//! then it is unknown what became of it, and it stays so. Nothing here sends anything.
//!
//! Invariants: who confirms is another than who proposed; what is confirmed is the last list, for the target as it was
//! proposed; a proposal is used once; only an exercise is written to a file, and an exercise is never sent.

use std::fmt;

use event::Millis;
use serde::{Deserialize, Serialize};

use super::{
    incident::Incident,
    moment,
    step::{Mode, Step, What},
};
use crate::block::{PeopleError, TwoPeople};

/// What one person proposes, as the step has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushProposal {
    /// Digest of the list.
    pub list: String,
    /// The name of the target in the settings.
    pub target: String,
    /// Where it goes.
    pub url: String,
    /// The form in which it goes.
    pub form: String,
    /// Digest of what the settings say of the target, but for times and attempts.
    pub settings: String,
    /// The push that is sent once more.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub again: Option<PushId>,
}

/// What another person confirms, as the step has it: from here on it may have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushBeginning {
    /// The step that proposed it.
    pub proposed: u32,
    /// Digest of what the settings say of the target now.
    pub settings: String,
    /// The id of the message, the same whenever it is sent.
    pub message: String,
    /// Digest of its bytes.
    pub body: String,
    /// How many they are.
    pub bytes: u64,
}

/// What became of it, as the step has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushEnding {
    /// Which.
    pub push: PushId,
    /// How it ended.
    pub outcome: PushOutcome,
    /// Why it is a dead letter.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// Every attempt; none of an exercise.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub attempts: Vec<PushAttempt>,
}

/// How a push ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushOutcome {
    /// The receiver said that it has it.
    Delivered,
    /// A dead letter.
    Dead,
    /// Of an exercise: written to a file.
    Written,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAttempt {
    /// When it began.
    #[serde(with = "moment")]
    pub at: Millis,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// How it ended.
    pub end: AttemptEnd,
    /// The status that was answered.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<u16>,
    /// What the receiver said, or what was seen instead.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub says: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptEnd {
    /// There was an answer.
    Answered,
    /// There was none: whether it arrived is not known.
    NoAnswer,
    /// Nothing left.
    NotSent,
}

impl AttemptEnd {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            AttemptEnd::Answered => "answered",
            AttemptEnd::NoAnswer => "no_answer",
            AttemptEnd::NotSent => "not_sent",
        }
    }
}

/// `W1` is the first push of an incident.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PushId(pub String);

impl fmt::Display for PushId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A proposal of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The step that proposed it.
    pub step: u32,
    /// Who.
    pub by: String,
    /// What.
    pub push: PushProposal,
    /// Why it can no longer be confirmed.
    pub void: Option<Void>,
}

/// Why a proposal can no longer be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Void {
    /// Another list stands in the place of its own.
    #[error("a new list was made in step {0}")]
    List(u32),
    /// Somebody proposed anew for the same target.
    #[error("it was proposed anew in step {0}")]
    Anew(u32),
    /// It was confirmed.
    #[error("it was confirmed in step {0}")]
    Used(u32),
}

/// A push of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Its id.
    pub id: PushId,
    /// What was proposed.
    pub proposal: PushProposal,
    /// By whose decision.
    pub two: TwoPeople,
    /// When it began.
    pub begun: Millis,
    /// What was sent.
    pub sent: PushBeginning,
    /// When it was recorded what became of it, and what.
    pub ended: Option<(Millis, PushEnding)>,
}

impl Push {
    /// Its state in a word: one of [`PushOutcome`], or `unknown` where nothing tells what became of it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.outcome() {
            Some(PushOutcome::Delivered) => "delivered",
            Some(PushOutcome::Dead) => "dead",
            Some(PushOutcome::Written) => "written",
            None => "unknown",
        }
    }

    /// How it ended; `None` where nothing tells.
    #[must_use]
    pub fn outcome(&self) -> Option<PushOutcome> {
        self.ended.as_ref().map(|(_, ending)| ending.outcome)
    }

    /// Whether it may be sent once more: it is a dead letter, or nothing tells what became of it.
    #[must_use]
    pub fn may_go_again(&self) -> bool {
        matches!(self.outcome(), None | Some(PushOutcome::Dead))
    }
}

/// Why a step about a push is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// There is no list, or it is another.
    #[error("the list {0} is not the last list of the incident: propose the last one")]
    List(String),
    /// There is no such push.
    #[error("there is no push {id}; there are: {known}")]
    Unknown {
        /// What was named.
        id: PushId,
        /// What there is.
        known: String,
    },
    /// It cannot be sent once more.
    #[error("push {id} is {is}: only a dead letter, or one of which nothing tells, is sent again")]
    NotAgain {
        /// Which.
        id: PushId,
        /// What it is.
        is: &'static str,
    },
    /// It was another list or another target.
    #[error(
        "push {0} sent another list or went elsewhere: propose the last list with --to, and it goes as a new message"
    )]
    Another(PushId),
    /// Nothing was proposed in this step.
    #[error("step {0} proposed no push")]
    NoProposal(u32),
    /// It cannot be confirmed any more.
    #[error("the proposal of step {step} is void: {why}; propose it anew")]
    Void {
        /// The step.
        step: u32,
        /// Why.
        why: Void,
    },
    /// The target is another than was proposed.
    #[error(
        "the target {0:?} is not as it was proposed, so the proposal is void: somebody looks at nunchi.toml and proposes anew"
    )]
    Target(String),
    /// One person is not two.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// What became of it was recorded.
    #[error("push {0} has ended already, as far as is recorded")]
    Ended(PushId),
    /// An exercise was sent, or what is real was not.
    #[error("an exercise is written to a file and never sent, and what is real is sent")]
    Mode,
}

impl Incident {
    /// The digest of its last block list, and the step that recorded it.
    #[must_use]
    pub fn last_list(&self) -> Option<(u32, &str)> {
        self.steps.iter().rev().find_map(|step| match &step.what {
            What::BlockListed { digest, .. } => Some((step.number, digest.as_str())),
            _ => None,
        })
    }

    /// What was last proposed for a target, even where it is void; `again` where a push was to be sent once more.
    #[must_use]
    pub fn proposed(&self, target: &str, again: Option<&PushId>) -> Option<&Proposed> {
        let is = |of: &&Proposed| of.push.target == target && of.push.again.as_ref() == again;
        self.proposals.iter().rev().find(is)
    }

    /// A push by its id.
    ///
    /// # Errors
    /// When there is none.
    pub fn push(&self, id: &PushId) -> Result<&Push, PushError> {
        let found = self.pushes.iter().find(|of| of.id == *id);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.pushes.iter().map(|of| of.id.0.as_str()).collect();
            PushError::Unknown {
                id: id.clone(),
                known: match known.is_empty() {
                    true => "none".to_owned(),
                    false => known.join(", "),
                },
            }
        })
    }

    /// The id of the next push.
    #[must_use]
    pub fn next_push(&self) -> PushId {
        PushId(format!("W{}", self.pushes.len() + 1))
    }

    /// Steps about pushes.
    pub(super) fn on_pushes(&mut self, what: &What, step: &Step) -> Result<(), PushError> {
        match what {
            What::BlockListed { .. } => {
                self.voids(Void::List(step.number), |_| true);
                Ok(())
            }
            What::PushProposed(push) => self.proposes(push, step),
            What::PushBegun(beginning) => self.begins(beginning, step),
            What::PushEnded(ending) => self.ends(ending, step),
            _ => Ok(()),
        }
    }

    fn voids(&mut self, why: Void, of: impl Fn(&Proposed) -> bool) {
        let open = self.proposals.iter_mut().filter(|one| one.void.is_none());
        open.filter(|one| of(one))
            .for_each(|one| one.void = Some(why));
    }

    fn proposes(&mut self, push: &PushProposal, step: &Step) -> Result<(), PushError> {
        if self.last_list().map(|(_, digest)| digest) != Some(push.list.as_str()) {
            return Err(PushError::List(push.list.clone()));
        }
        if let Some(again) = &push.again {
            let before = self.push(again)?;
            if !before.may_go_again() {
                return Err(PushError::NotAgain {
                    id: again.clone(),
                    is: before.word(),
                });
            }
            let same = (&before.proposal.list, &before.proposal.settings);
            if same != (&push.list, &push.settings) {
                return Err(PushError::Another(again.clone()));
            }
        }
        self.voids(Void::Anew(step.number), |of| of.push.target == push.target);
        self.proposals.push(Proposed {
            step: step.number,
            by: step.by.clone(),
            push: push.clone(),
            void: None,
        });
        Ok(())
    }

    fn begins(&mut self, beginning: &PushBeginning, step: &Step) -> Result<(), PushError> {
        let (id, number) = (self.next_push(), beginning.proposed);
        let found = self.proposals.iter_mut().find(|of| of.step == number);
        let proposed = found.ok_or(PushError::NoProposal(number))?;
        if let Some(why) = proposed.void {
            return Err(PushError::Void { step: number, why });
        }
        let two = TwoPeople::new(&proposed.by, &step.by)?;
        if proposed.push.settings != beginning.settings {
            return Err(PushError::Target(proposed.push.target.clone()));
        }
        proposed.void = Some(Void::Used(step.number));
        self.pushes.push(Push {
            id,
            proposal: proposed.push.clone(),
            two,
            begun: step.at,
            sent: beginning.clone(),
            ended: None,
        });
        Ok(())
    }

    fn ends(&mut self, ending: &PushEnding, step: &Step) -> Result<(), PushError> {
        let is_file = ending.outcome == PushOutcome::Written;
        if is_file != (self.mode == Mode::Exercise) {
            return Err(PushError::Mode);
        }
        self.push(&ending.push)?;
        let mut all = self.pushes.iter_mut();
        if let Some(push) = all.find(|of| of.id == ending.push) {
            if push.ended.is_some() {
                return Err(PushError::Ended(ending.push.clone()));
            }
            push.ended = Some((step.at, ending.clone()));
        }
        Ok(())
    }
}
