//! Reading history: files and standard input become events, all sources merged by event time, durable
//! and resumable.

mod decoders;
mod inputs;
mod merge;
mod pump;
mod replay;
mod report;

pub(crate) use inputs::{Input, resolve_files, resolve_inputs, sniff};
pub(crate) use merge::{Options, builder_of, file_id, ingest};
pub(crate) use replay::ingest_quarantined;
pub(crate) use report::{Offered, Report};
