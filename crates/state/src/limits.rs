//! Limits: value, unit, and what happens beyond.

/// Bytes of the body of a record; a longer one is refused.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Bytes of a blob; a longer one is refused. The set of 33 million people takes about 70 MB.
pub const BLOB_BYTES_MAX: usize = 1 << 30;
/// Bytes of one part of a blob, which is one row.
pub(crate) const PART_BYTES: usize = 512 * 1024;
/// Characters of the name of a stream or blob.
pub(crate) const NAME_CHARS_MAX: usize = 100;
/// Milliseconds to wait for another process that writes.
pub(crate) const BUSY_MS: u32 = 5_000;
