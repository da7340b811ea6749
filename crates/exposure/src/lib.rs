//! Exposure: questions to a ledger and their answers, as sets of (subject, field).
//!
//! Here: selections, scope, who, differences, the second stage, coverage, and the index that leaves
//! parts out. Not here: how rows come in or are proven (`ledger`), how answers are printed.
//!
//! Invariants:
//! * **sum**: subjects and exposures of shards are disjoint and sum;
//! * **twin**: a fast answer equals the slow one ([`slow`]);
//! * **never-clear**: a negative claim is clear only on a complete record;
//! * **as-of**: an answer is a function of selection, signed head, catalogue and relation.
//!
//! ```
//! use exposure::selection;
//! let zone = jiff::tz::TimeZone::get("Asia/Seoul").unwrap();
//! let text = "NOT issued AND route IN ('address-list','my-info') AND time >= '2025-01-05'";
//! let selection = selection::parse(text, &zone).unwrap();
//! assert!(selection.to_string().contains("2025-01-04T15:00:00.000Z"));
//! ```

mod accounts;
mod among;
mod answer;
mod ask;
mod by;
mod cores;
mod coverage;
mod deleted;
mod doubts;
mod eval;
mod fast;
mod gather;
mod geo;
mod history;
mod ids;
mod index;
mod issued;
mod kinds;
mod labelled;
mod matching;
mod moved;
mod people;
mod plan;
mod reach;
mod reasons;
mod roster;
mod scope;
mod seen;
pub mod selection;
mod set_file;
pub mod slow;
mod spans;
mod statement;
mod strict;
mod sum;
mod touched;
mod who;

pub use among::{BESIDE_MAX, Beside, ReadAmong, among};
pub use answer::{Answer, AsOf, ExposureSet, Pair, People, Untouched, Verdict};
pub use by::{Breakdown, Dimension, Value, by};
pub use coverage::{Coverage, Question, Stated, coverage, doubts_by_source};
pub use doubts::{Doubt, DoubtKind};
pub use geo::{Geo, GeoError, Place};
pub use history::{Happened, Passed, Passing, Whom, passing};
pub use ids::{PseudoId, find_name, pseudonymous};
pub use index::{Indexer, Standing, Summaries};
pub use issued::{Feeds, Issuances, WhyNot, spoken_spans};
pub use kinds::Kinds;
pub use labelled::Labelled;
pub use ledger::SubjectId;
pub use matching::{Matching, matching};
pub use moved::{Moved, moved};
pub use people::{Links, MovedPerson, PersonMoved, Reached, Relations, is_member, moved_people};
pub use plan::Ground;
pub use roster::{Possibly, Roster};
pub use scope::{Asked, Found, field_ids, minus, scope, scope_reaching};
pub use seen::{Seen, seen};
pub use set_file::{SetFileError, SetRow, write_set_parquet};
pub use spans::Span;
pub use statement::Statement;
pub use who::{ReadOf, who};
