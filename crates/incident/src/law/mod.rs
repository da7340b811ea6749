//! Law: regimes as data files, the moment from which they count, what they ask, and how late we are.
//!
//! A regime file says what a statute says, with its article and address. A [`Clock`] belongs to a regime, a
//! controller and a trigger (the incident, a group of people that a scope version adds, or a newly confirmed
//! fact); it is running, filed, late, or it cannot say. A person decides which moment was awareness and
//! whether a duty applies; rules only propose.
//!
//! Invariants:
//! * a clock whose awareness is unknown *cannot say*; it is never on time;
//! * an undecided duty stops no clock, and one filing stops one clock;
//! * the version of a law follows the day of awareness in the zone of the regime;
//! * nothing is taken back: choices, decisions, delays and filings are only added to;
//! * a state is as of a moment: what was recorded for later is not seen.
//!
//! ```
//! use event::Millis;
//! use incident::law::{Facts, Opening, Register, Span, Start, State, Trigger, regime};
//! let aware = Millis::parse("2025-11-17T16:00:00+09:00").unwrap();
//! let now = Millis::parse("2025-11-19T21:35:00+09:00").unwrap();
//! let facts = Facts::default();
//! let opening = Opening::new("Shop Ltd", Trigger::Incident, Start::IncidentKnown, Some(aware), &facts);
//! let clocks = regime("kr-net").unwrap().open(&opening).unwrap();
//! let State::Overdue { by } = clocks[0].state(&Register::default(), now) else { panic!() };
//! assert_eq!(by.to_string(), "29 h 35 min");
//! ```

mod again;
mod awareness;
mod calendar;
mod causes;
mod clock;
mod condition;
mod day;
mod duty;
mod facts;
mod filing;
mod held;
mod naming;
mod open;
mod posting;
mod read;
mod regime;
mod request;
mod row;
mod shipped;
mod state;
mod whose;

pub use again::{Added, Again};
pub use awareness::{
    Awareness, AwarenessError, Candidate, CandidateId, Choice, Kind, Knew, Prospect, Ruling,
};
pub use calendar::{Calendar, CalendarError, calendar};
pub use causes::Grip;
pub use clock::{Clock, ClockError, ClockKey, Delay, Due, Outcome, Trigger};
pub use condition::{Condition, ConditionError};
pub use day::{Day, DayError, Span, Zone};
pub use duty::{Answer, Decision, DutyError, DutyKey, Proposal, Reason, Register, RegisterRow};
pub use facts::{Bounds, Fact, Facts, Known, Risk};
pub use filing::{Correction, Filing};
pub(crate) use held::enter_all;
pub use open::{OpenError, Opening};
pub use posting::{Down, Posted, Posting, PostingRule};
pub use read::RegimeError;
pub use regime::{
    Age, Authority, ClockRule, Counting, Effect, FollowUp, Item, Limit, Longer, PermittedDelay,
    Question, Regime, STALE_DAYS, Start, Then, ToWhom, Version, Words,
};
pub use request::{
    CounselsDecision, LAW_ENFORCEMENT, LawEnforcement, Needs, REVIEW_MS, Request, allows,
};
pub use row::{Row, rows};
pub use shipped::{UnknownRegime, regime, regimes};
pub use state::State;
pub use whose::Of;
