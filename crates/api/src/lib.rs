//! The documents that nunchi gives out: one type a document, with the stable names of its JSON.
//!
//! What is asked of an incident has names of its own in [`incidents`].
//!
//! Not here: how a document is filled (the binary), how it is drawn as a table. Every consumer, the
//! command line as well as a page, reads these types and no other. Not here yet are answers that only
//! the binary knows: those of an incident to checks, pushes, drills and counsel, and such as of reports,
//! statements, laws, keys, holds and settings.
//!
//! Invariants:
//! * every document carries `"v":1`;
//! * the unknown is `null` and never absent, but for a field that says that it is left out;
//! * ids and 64-bit hashes are text, never numbers ([`Hex64`]); roots are base64;
//! * times are RFC 3339 in UTC with milliseconds ([`Time`]);
//! * a name that once stood here keeps its meaning; new names are added.
//!
//! ```
//! use api::{ErrorDocument, Time};
//! use event::{ErrorClass, Millis};
//!
//! let error = ErrorDocument::new(ErrorClass::Usage, "no field \"phon\": did you mean \"phone\"?");
//! assert_eq!(
//!     serde_json::to_string(&error).unwrap(),
//!     r#"{"v":1,"error":{"class":"usage","message":"no field \"phon\": did you mean \"phone\"?"}}"#,
//! );
//! assert_eq!(serde_json::to_string(&Time(Millis(0))).unwrap(), "\"1970-01-01T00:00:00.000Z\"");
//! ```

mod claims;
mod coverage;
mod error;
mod evidence;
mod files;
mod findings;
pub mod incidents;
mod scope;
mod sources;
mod status;
mod trace;
mod values;
mod verify;
mod who;

pub use claims::{
    ClaimOf, Claimed, Claims, ClaimsAsOf, ClaimsQuestion, PeopleBounds, Shown, SixNumbers,
};
pub use coverage::{Coverage, Doubt, Possibly, Receipt, Statement};
pub use error::{ErrorDocument, ErrorOf, class_word};
pub use evidence::{BundleFinding, Evidence, IncidentNumber, OfIncident, Proven};
pub use files::{Complaint, ConfigCheck, Detect, Explain, Explained, ExplainedEvent, Likeness};
pub use findings::{
    Cluster, Findings, Found, FoundAsOf, FoundHead, FoundRead, HeldFile, HeldLoss, OneFinding,
    OpenedFrom, Preserving, Story,
};
pub use incidents::duties::{Duties, Duty, DutyBecause, NamedOutPart, PseudonymisedPart, Spoken};
pub use scope::{
    AsOf, By, ByValue, Checkpoint, Ghosts, Minus, Out, People, Persons, Pseudonymised, Scope,
    SubjectsReads, Undecided, Unnamed, Untouched,
};
pub use sources::{
    Counters, Drawn, Gap, Lane, Quarantine, SilentRoute, Source, Sources, Uncovered,
};
pub use status::{
    CatalogueStatus, Epoch, Head, Index, Keys, QuarantineReason, QuarantineStatus, Status, Writer,
};
pub use trace::{
    Trace, TraceContacts, TraceCounts, TraceDraws, TracePath, TraceRow, TraceSample, TraceVerdict,
};
pub use values::{Hex64, Time};
pub use verify::{Checked, Cosigned, CosignedBy, Deep, Finding, Verified, Verify};
pub use who::{Actor, Issued, Question, ReadOf, Who};

/// The version of every document.
pub const VERSION: u32 = 1;
