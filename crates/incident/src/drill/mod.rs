//! A drill: what reaches a team when ([`Script`]), and how its answers stand against the law, the clock and what a real
//! company did ([`measure`]).
//!
//! Not here: the clock of the drill, its directory, the words of tables.

mod case;
mod goals;
mod measure;
mod script;

pub use case::CASE;
pub use goals::{Goal, GoalId, OfClock, Opened, Then};
pub use measure::{ClockLine, Ground, Line, Measured, Verdict, WRITTEN, measure};
pub use script::{Inject, Kind, Script, scaled};

#[cfg(test)]
mod tests;
