//! The replay, read back by a reader that shares nothing with its writer.

mod lines;
mod reading;
mod replay;
mod variants;
