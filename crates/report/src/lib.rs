//! Documents that leave the house: reports to authorities, notices, the sheet of the war room, the
//! page for the board. A [`Document`] is one finished document, a pure value; its forms say the same:
//!
//! * [`to_json`]: the facts themselves, for machines, and back with [`from_json`];
//! * [`to_html`]: one page without a script or outside resource;
//! * [`Printed`]: every text as it is read by people, from which HTML and PDF are both set, so that
//!   they cannot differ in a word.
//!
//! [`forms`] makes the documents of an incident, field by field as the law asks; the rest knows no law.
//!
//! Not here: the ledger, the clock, the file system, and PDF, which `typeset` sets.
//!
//! Invariants:
//! * what is not there is *unknown*: a field without a value, a blank text and an empty cell have the
//!   grade unknown, and say so in every form;
//! * a fact carries the question and the checkpoint that it can be computed from again;
//! * the same document gives the same bytes: nothing here asks the clock or the machine.

mod changes;
mod clock;
mod document;
mod field;
pub mod forms;
mod html;
mod json;
mod printed;
mod value;
mod visible;
mod words;

pub use changes::{Change, Changes, Missing, Was};
pub use clock::{Clock, Decision, Standing};
pub use document::{Accepted, Document, Kind, Lang, Note, Part, Regime, Section, Zone};
pub use field::{Basis, Checkpoint, Field, Ground, Row, Table};
pub use html::to_html;
pub use incident::Grade;
pub use json::{JsonError, from_json, to_json};
pub use printed::{Cell, Grid, Line, Piece, Printed, Stretch};
pub use value::{Unit, Value};
pub use visible::visible;
