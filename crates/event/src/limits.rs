//! Limits of the vocabulary. Each names its unit and what happens beyond it.

/// Fields a catalogue may hold: one bit each of a 64-bit word. A 65th is a configuration error.
pub const FIELDS_MAX: usize = 64;

/// Subjects one access may name. What a source names beyond it is quarantined as one event that is
/// too large, for a row a subject must fit one frame of the log (1 MiB / 16 bytes a row).
pub const SUBJECTS_PER_ACCESS_MAX: usize = 65_536;

/// Bytes of the canonical body of an act (DESIGN: a leaf record is at most 4 KiB).
pub const ACT_BODY_BYTES_MAX: usize = 4096;

/// Routes of one catalogue. A shape names its route by a string, so this only bounds matching time.
pub const ROUTES_MAX: usize = 4096;

/// Characters of a scrubbed path; longer paths are cut and end in `…`.
pub const SCRUBBED_PATH_CHARS_MAX: usize = 160;
