//! Why a step is not taken.

use super::{closing::Unfinished, number::Number, pushing::PushError};
use crate::law::{AwarenessError, ClockError, DayError, DutyError, UnknownRegime};

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The first step opens an incident, and no other.
    #[error("an incident is opened once, by its first step")]
    Opening,
    /// The number does not follow.
    #[error("step {found} cannot follow step {last}")]
    Number {
        /// The number of the step.
        found: u32,
        /// The last one that there is.
        last: u32,
    },
    /// It was asked how it stood after a step that it does not have.
    #[error("incident {id} has no step {found}: it has {last} (`nunchi incident steps {id}`)")]
    NoStep {
        /// The incident.
        id: Number,
        /// The number that was asked for.
        found: u32,
        /// The last one that there is.
        last: u32,
    },
    /// Nobody is named, or no reason given.
    #[error("{0} is empty: every step says who takes it and why")]
    Empty(&'static str),
    /// It does not go from here.
    #[error("incident {id} is {stage}: {wanted}")]
    Stage {
        /// The incident.
        id: Number,
        /// What it is.
        stage: &'static str,
        /// What would be right.
        wanted: &'static str,
    },
    /// Something that it names is not there.
    #[error("incident {id} has no {what} {name:?}; there are: {known}")]
    Unknown {
        /// The incident.
        id: Number,
        /// What is missing.
        what: &'static str,
        /// What was named.
        name: String,
        /// What there is.
        known: String,
    },
    /// It rests on evidence that was not taken in.
    #[error(
        "incident {id} has no evidence {name:?}; there is: {known}; take it in first: `nunchi incident evidence {id} --name {name:?} --item … --from … --how … --original … --reason …`"
    )]
    NoEvidence {
        /// The incident.
        id: Number,
        /// What was named.
        name: String,
        /// What there is.
        known: String,
    },
    /// A text of the step cannot be read.
    #[error("{what} {is}: {right}")]
    Text {
        /// Which.
        what: &'static str,
        /// What is wrong with it.
        is: String,
        /// What would be right.
        right: String,
    },
    /// It adds no law and no controller.
    #[error(
        "incident {id} asks {regimes} and concerns {controllers} already: name a law (--regime, see `nunchi regime list`) or a controller (--controller) that is not among them"
    )]
    ConcernsAlready {
        /// The incident.
        id: Number,
        /// What it asks.
        regimes: String,
        /// Whom it concerns.
        controllers: String,
    },
    /// It was answered before it was asked.
    #[error(
        "{obligation} was asked at {asked}, and an answer to it received at {received} came before that: say when it was received, or take {obligation} back and enter it with the moment at which it was asked (`owe … --received TIME`)"
    )]
    AnsweredBefore {
        /// What is owed.
        obligation: String,
        /// When the answer was received.
        received: event::Millis,
        /// When it was asked.
        asked: event::Millis,
    },
    /// It was answered, or not.
    #[error("{obligation} {is}")]
    AnsweredAlready {
        /// What is owed.
        obligation: String,
        /// How it stands, and what would be right.
        is: String,
    },
    /// It names no subject.
    #[error("the step names nobody: name at least one subject, such as member:123")]
    Nobody,
    /// It was taken back before.
    #[error("step {step} was taken back by step {by} already")]
    TakenBackAlready {
        /// The step.
        step: u32,
        /// What took it back.
        by: u32,
    },
    /// A step of its kind is said otherwise, and not taken back.
    #[error("step {step} is not taken back: {instead}")]
    NeverTakenBack {
        /// The step.
        step: u32,
        /// What would be right.
        instead: &'static str,
    },
    /// Other steps rest on it.
    #[error("step {step} cannot be taken back while step {by} rests on it: take that back first")]
    RestsOnIt {
        /// The step.
        step: u32,
        /// What rests on it.
        by: String,
    },
    /// It goes on in another.
    #[error("incident {id} is merged: it goes on in incident {heir}")]
    GoesOn {
        /// The incident.
        id: Number,
        /// The other one.
        heir: Number,
    },
    /// The people of the first version are those of the incident.
    #[error(
        "V1 adds nobody to a version before it: its people were known when the incident was (`nunchi incident aware {id} …`, \
         or `choose`); a group is of a later version"
    )]
    FirstVersion {
        /// The incident.
        id: Number,
    },
    /// People were known before anybody was aware of anything.
    #[error(
        "the people of scope version {version} known at {known}, before the first awareness, of {first}: say a moment that is not earlier, or leave it out where nobody knows it"
    )]
    KnownTooEarly {
        /// The version.
        version: u32,
        /// When they are said to have been known.
        known: event::Millis,
        /// The first moment that may have been awareness.
        first: event::Millis,
    },
    /// It is no address of a page.
    #[error("{0:?} is no address of a page: write https://HOST/… as it is in the browser")]
    Url(String),
    /// Something is named twice.
    #[error("incident {id} has {what} {name:?} already")]
    Twice {
        /// The incident.
        id: Number,
        /// What.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A fact closes what no notice has.
    #[error(
        "{item:?} is no item of a notice, nor a part of one such as 2b; the items are, by law: {known}"
    )]
    NoItem {
        /// What was named.
        item: String,
        /// The items of each law.
        known: String,
    },
    /// A fact is said to be unknown and confirmed.
    #[error("{fact} is said to be unknown, and what is unknown was confirmed by nobody: {right}")]
    UnknownConfirmed {
        /// The fact.
        fact: String,
        /// What would be right.
        right: String,
    },
    /// It is filed for a fact that the first notice or report tells.
    #[error("{fact} was confirmed on {confirmed}, and {is}")]
    BelongsToFirst {
        /// The fact.
        fact: String,
        /// Since when it was confirmed.
        confirmed: event::Millis,
        /// How the first stands, and what would be right.
        is: String,
    },
    /// It names what counsel keeps.
    #[error(
        "{0} has the shape of an id of what counsel keeps: no step names or rests on one; release that as evidence first, or write another id, such as E1"
    )]
    Counsels(String),
    /// Counsel's decision is no decision.
    #[error(
        "evidence {id:?} is no decision: take counsel's decision in with --grade decision, and name that"
    )]
    NoDecision {
        /// The evidence.
        id: String,
    },
    /// The law of a duty does not let a report under another law count.
    #[error(
        "{clock}: {law} knows no report under another law that counts as made: file it, or decide whether it applies"
    )]
    NotDeemed {
        /// The clock.
        clock: String,
        /// The article.
        law: String,
    },
    /// Nobody stands for what a decision rests on.
    #[error(
        "{clock}: that a duty does not apply, or is deemed done, rests on a fact, a statement or a decision, and {grades}: name evidence that is"
    )]
    NotStoodFor {
        /// The clock.
        clock: String,
        /// What was named, with its grades.
        grades: String,
    },
    /// A posting is so already.
    #[error("posting {id} is {is} already, as far as is recorded")]
    Posting {
        /// Which.
        id: String,
        /// `up` or `down`.
        is: &'static str,
    },
    /// It happened later than it is recorded.
    #[error(
        "{what} of {at} lies in the future: what is recorded has happened; say the moment at which it did, or wait until it has"
    )]
    Future {
        /// What.
        what: &'static str,
        /// When.
        at: event::Millis,
    },
    /// A version that is not the next.
    #[error("scope version {found} cannot follow version {last}")]
    Version {
        /// The version.
        found: u32,
        /// The last one.
        last: u32,
    },
    /// It cannot be closed yet.
    #[error("incident {id} cannot be closed yet:\n{}", .missing.iter().map(|of| format!("  {of}")).collect::<Vec<_>>().join("\n"))]
    Unfinished {
        /// The incident.
        id: Number,
        /// All that is missing.
        missing: Vec<Unfinished>,
    },
    /// A push.
    #[error(transparent)]
    Push(#[from] PushError),
    /// An awareness candidate or choice.
    #[error(transparent)]
    Awareness(#[from] AwarenessError),
    /// A duty.
    #[error(transparent)]
    Duty(#[from] DutyError),
    /// A clock.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// A day outside the calendar.
    #[error(transparent)]
    Day(#[from] DayError),
    /// A regime.
    #[error(transparent)]
    Regime(#[from] UnknownRegime),
}
