//! Limits of a draft. Beyond one, the draft is refused, but for the last, which only cuts.

/// Bytes of a draft: 1 MiB, some two hundred pages.
pub const DRAFT_BYTES_MAX: usize = 1 << 20;

/// Marks of one draft, and wordings too: more than anybody reads.
pub const MARKS_MAX: usize = 5_000;

/// Bytes of a sentence. What goes on longer is cut there, so that looking around a number costs the same
/// everywhere.
pub const SENTENCE_BYTES_MAX: usize = 2048;
