//! Limits of a file of claims. Beyond one, the file is refused with the line.

/// Bytes of a file: a long mail has a few KiB.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// Claims of a file. Each costs a question to the ledger.
pub const CLAIMS_MAX: usize = 100;

/// Characters of the words of a claim and of its sender.
pub const TEXT_CHARS_MAX: usize = 2000;

/// Bytes of a name of a field, a route or a controller.
pub const NAME_BYTES_MAX: usize = 200;

/// The largest number that can be claimed: a million reads for each human alive.
pub const NUMBER_MAX: u64 = 10_000_000_000_000_000;

/// The largest scale: beyond it a replay of the case would hold fewer than four subjects.
pub const SCALE_MAX: u64 = 10_000_000;

/// Mistakes told of one file; what comes after is not told.
pub const MISTAKES_MAX: usize = 100;
