//! State: what people recorded and decided, sealed, in `state.db` (SQLite) or in PostgreSQL. It is the room of SQL
//! databases, for what speaks to them is heavy to build: [`foreign`] asks those of others.
//!
//! It keeps two things. A *stream* is a list of records that only grows, numbered from 1; each record's digest
//! covers the record before it, so that what was entered in the ledger pins all that stands before. A *blob* is a
//! run of bytes under a name, written once.
//!
//! Not here: what records mean (`incident`), files, keys. The database is the one place outside `env` that touches
//! the disk.
//!
//! Invariants:
//! * **mute**: bodies and blobs are sealed (AES-256-GCM) under the key that is handed in; names of streams and blobs
//!   hold no word that anybody typed;
//! * a record is there once [`State::append`] has returned, and never changes: SQLite runs with WAL and
//!   `synchronous=FULL`;
//! * one SQL text serves both databases.
//!
//! ```
//! use std::sync::Arc;
//! use event::Millis;
//! use state::{Entry, Location, State};
//! let path = std::env::temp_dir().join(format!("nunchi-state-doc-{}.db", std::process::id()));
//! let state = State::open(Location::File(&path), &[7; 32], Arc::new(env::RealEntropy))?;
//! let entry = Entry { number: 1, at: Millis(0), body: b"{}".to_vec() };
//! state.append("incident/1", &entry, |_digest| Ok::<(), std::convert::Infallible>(()))?;
//! assert_eq!(state.read("incident/1")?.len(), 1);
//! # drop(state);
//! # for end in ["", "-wal", "-shm"] { let _ = std::fs::remove_file(format!("{}{end}", path.display())); }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod blobs;
mod error;
pub mod foreign;
mod limits;
mod open;
mod records;
mod seal;

pub use error::{AppendError, StateError};
pub use limits::{BLOB_BYTES_MAX, BODY_BYTES_MAX, FOREIGN_ROWS_MAX, URL_BYTES_MAX};
pub use open::{Location, State};
pub use records::{Entry, Record};
