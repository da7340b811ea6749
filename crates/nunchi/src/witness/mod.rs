//! Witnesses (C2SP tlog-witness): a small one of our own, and asking those of others.
//!
//! A witness sees only signed heads and proofs between them: it never learns what the ledger holds.

mod ask;
mod http;
mod judge;
mod keep;
mod serve;

pub(crate) use ask::{Witness, cosign};
pub(crate) use judge::{Judged, judge};
pub(crate) use keep::Kept;
pub(crate) use serve::serve;

use std::path::{Path, PathBuf};

/// Where the head that witnesses cosigned stands, with their cosignatures.
pub(crate) fn cosigned_path(dir: &Path) -> PathBuf {
    ledger::tree_dir(dir).join("cosigned")
}
