//! Files mapped into memory: unsafe, and so alone.
//!
//! Why: an index of a few hundred megabytes is asked for a few of its pages. Copied, each new process
//! would pay for all of it before its first answer.
//!
//! The promise that makes it sound, in words: **a mapped file is never written to or cut**. The index is
//! written beside its place and renamed, parts are written once; both are removed only as whole names,
//! which leaves what is mapped as it was. Somebody who breaks this by hand, in a directory that only its
//! owner may enter, ends the process that reads (SIGBUS) or shows it other bytes; every section that is
//! read has been held against a checksum, and an index is a cache.

use std::{fs::File, io, ops::Deref};

/// The bytes of a file.
#[derive(Debug)]
pub struct Map(memmap2::Mmap);

impl Map {
    /// Maps a file that nobody writes to or cuts.
    ///
    /// # Errors
    /// As the system says; a file without bytes cannot be mapped.
    pub fn of(file: &File) -> io::Result<Map> {
        // SAFETY: the mapping is read-only, and the promise of this crate, which its callers keep, is
        // that the bytes of a mapped file do not change as long as it is mapped.
        unsafe { memmap2::Mmap::map(file) }.map(Map)
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
