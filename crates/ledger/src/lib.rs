//! The ledger: an arrival log, a book of subjects, sealed parts, a tree that proves them, and the
//! state that says what is complete. The only writer of log, epochs, tree, book and quarantine.
//!
//! Not here: foreign formats (`source`), questions (`exposure`), checks from outside (`verify`).
//!
//! Invariants, by the names that tests and `verify` use:
//! * **once**: an acknowledged event is here exactly once, across crashes and redelivery;
//! * **sealed**: parts, manifests and tree agree; what is sealed never changes;
//! * **mute**: no file holds an external key, a raw credential, a field value or a foreign string in
//!   clear; network addresses are in clear;
//! * **bounded**: the open epoch and the book have stated sizes (`limits`).
//!
//! ```
//! use std::sync::Arc;
//! use env::{RealClock, RealDisk, RealEntropy};
//! use ledger::{Bounds, Keys, Ledger, Opening, Secret, Snapshot, World};
//!
//! let dir = std::env::temp_dir().join(format!("nunchi-ledger-doc-{}", std::process::id()));
//! let world = World { disk: Arc::new(RealDisk), clock: Arc::new(RealClock::new()), entropy: Arc::new(RealEntropy) };
//! let keys = Keys { sign: Some(Secret([1; 32])), book: Some(Secret([2; 32])) };
//! let opening = Opening { catalogue: Arc::default(), catalogue_bytes: b"{}".to_vec(), keys, bounds: Bounds::default(), observer: None, holder: "doc".into() };
//! let ledger = Ledger::create(world, &dir, "example.org/doc", 4, opening)?;
//! drop(ledger);
//! let snapshot = Snapshot::load(&RealDisk, &dir, None)?;
//! assert_eq!(snapshot.state.catalogue.0, 1);
//! # env::Disk::remove_dir_all(&RealDisk, &dir).unwrap();
//! # Ok::<(), ledger::OpenError>(())
//! ```

mod adoption;
mod append;
mod as_of;
mod batch;
mod book;
mod book_file;
mod codec;
mod columns;
mod controls;
mod crypt;
mod erasure;
mod error;
mod event_ids;
mod fields;
mod files;
mod finish;
mod frame;
mod generation;
mod genesis;
mod group;
mod holding;
mod intake;
mod lanes;
mod ledger;
pub mod limits;
mod loading;
mod local_codes;
mod log;
mod manifest;
mod open_epoch;
mod order;
mod part;
mod performing;
mod prepare;
mod public_acts;
mod quarantine;
mod reads;
mod recording;
mod recover;
mod renewal;
mod restarts;
mod retention;
mod seal;
mod signing;
mod snapshot;
mod standing;
mod state;
mod stream;
mod strings;
mod tables;
mod tree;
mod writing;

pub use adoption::adopt;
pub use batch::{Batch, Refused};
pub use book::Book;
pub use columns::{Column, ColumnId, Columns};
pub use controls::{Control, ControlKind};
pub use crypt::{BookKeyId, Hashes, SealError, Secret};
pub use error::{AppendError, OpenError};
pub use fields::Exposed;
pub use genesis::{Adopted, Genesis};
pub use holding::Fulfilment;
pub use intake::{Intake, IntakeError};
pub use lanes::{Gap, Run, Runs};
pub use ledger::{Bounds, Durable, Keys, Ledger, OWN_SOURCE, World};
pub use loading::read_genesis;
pub use manifest::{FileEntry, Manifest, Role, hex};
pub use open_epoch::OpenEpoch;
pub use part::PartReader;
pub use proof::Hash;
pub use public_acts::{Approval, Deed, DeletedFile, PublicAct, Span, public_act_path};
pub use quarantine::{Quarantined, read_quarantine};
pub use reads::{Row, SubjectId, Who, flag};
pub use recording::ActKeys;
pub use recover::{Opening, catalogue_path};
pub use renewal::{is_renewing, resume_renewal};
pub use retention::{CONTROL_CLASS, Due, Rule};
pub use seal::{SealObserver, epoch_dir};
pub use snapshot::{Names, Piece, Snapshot};
pub use standing::{APPROVALS_NEEDED, Standing};
pub use state::{Counters, FileMark, LaneId, Shape, SourceEntry, Spoken, State};
pub use stream::{Stream, StreamId};
pub use strings::Strings;
pub use tables::{Issued, read_control};
pub use tree::{checkpoint, read_public_key, tree_dir};
pub use writing::Writing;
