//! Limits of the check: value, unit, why, and what happens beyond.

/// Findings kept in a report. Further ones are only counted: a directory with a thousand faults needs
/// another look than a list.
pub const FINDINGS_MAX: usize = 1000;

/// Faults told of the rows of one table. The first ones say enough; the rest repeat them.
pub const ROW_FAULTS_MAX: usize = 8;

/// Damaged chunks listed for one file, in the message as well as in the place.
pub const CHUNKS_LISTED_MAX: usize = 1000;

/// Rows of a table held in memory at once. 17 columns of 16 bytes make 4 MiB.
pub const BATCH_ROWS: usize = 16_384;

/// Bytes of a frame's payload, kind included (`docs/format.md`, log). A longer one is no frame.
pub const FRAME_BYTES_MAX: usize = (4 << 20) + 64;

/// Bytes of a leaf record. A longer one is a finding.
pub const LEAF_BYTES_MAX: usize = 4096;

/// Bytes of a file of text (genesis, key, checkpoint, manifest, catalogue). A longer one is not read.
pub const TEXT_BYTES_MAX: u64 = 64 << 20;

/// Bytes of a tile or bundle: 256 entries of at most 65,535 bytes with their lengths. A longer one is
/// not read.
pub const TILE_BYTES_MAX: u64 = 256 * (65_535 + 2);

/// Bytes of one file of an epoch. A longer one is hashed and not opened.
pub const PART_BYTES_MAX: u64 = 8 << 30;

/// Bytes hashed in search of frames behind a damaged one. Beyond it the search ends, and what lies
/// further is told as unreadable.
pub const SEARCH_BYTES_MAX: usize = 256 << 20;

/// Events of one epoch whose positions are ticked off one by one (a bit each, so 128 MiB). A larger
/// epoch is only counted.
pub const TICKED_MAX: u64 = 1 << 30;

/// Times a check is begun anew because a writer moved the head meanwhile.
pub const ATTEMPTS_MAX: u32 = 3;

/// Shards of a ledger. More in a genesis is a finding.
pub const SHARDS_MAX: u16 = 256;
