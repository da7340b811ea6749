//! An incident: steps that people took, each with who, when and why, and what follows from all of them.
//!
//! A step is recorded and never changed; an [`Incident`] is what its steps say, gone over in their order. What a
//! step may not say is refused before it is recorded ([`Incident::take`]).
//!
//! Not here: the database, the ledger, clocks of the machine. A step brings its own moment.

mod accepting;
mod again;
mod clocks;
mod closing;
mod concerning;
mod duties;
mod early;
mod error;
mod facts;
mod first;
mod founded;
mod fresh;
mod incident;
mod inheriting;
mod learnt;
pub(crate) mod moment;
mod named;
mod number;
mod pushing;
mod reaching;
mod records;
mod saying;
mod scope;
mod settling;
mod share;
mod step;
mod taking;
mod taking_back;
mod unstarted;
mod waiting;
mod when;
mod words;
mod written;

pub use accepting::AcceptedWarning;
pub use closing::Unfinished;
pub use early::{CONFIRMED_BEFORE_DAYS, Early, YEARS_BEFORE_DAYS};
pub use error::CaseError;
pub use incident::{Incident, Stage};
pub use inheriting::{Fate, Passing};
pub use learnt::LearntSince;
pub use named::{Excluded, Exclusion, Inclusion, Named, NamedOut};
pub use number::{NoNumber, Number};
pub use pushing::{
    AttemptEnd, Proposed, Push, PushAttempt, PushBeginning, PushEnding, PushError, PushId,
    PushOutcome, PushProposal, Void,
};
pub use reaching::Unreached;
pub use records::{Custody, Evidence, KnownFact, Obligation, ObligationKind, Reply, Said, Stopped};
pub use scope::{
    Cause, Change, Figures, Frozen, FrozenPeople, Pair, PeopleChange, PeopleFigure, Possibly,
    Pseudonymised,
};
pub use settling::Unsettled;
pub use share::CLASS_FACTS;
pub use step::{ClockName, HeldClock, Mode, Step, What};
pub use unstarted::Unstarted;
pub use when::OutOfOrder;
pub use written::Written;
