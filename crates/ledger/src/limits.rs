//! Limits of the ledger: value, unit, why, and what happens beyond.

/// Bytes of one frame's payload. An event that does not fit is refused and quarantined: 65,536
/// subjects of 13 bytes are 832 KiB.
pub const FRAME_BYTES_MAX: usize = 4 << 20;

/// Bytes of log in one block; beyond it the block closes.
pub const BLOCK_BYTES_MAX: u64 = 64 << 20;

/// Milliseconds a block stays open with frames in it (the last ones are not yet in the tree).
pub const BLOCK_AGE_MS_MAX: i64 = 10_000;

/// Reads of one epoch; beyond it the epoch closes. 8 million rows of 80 bytes are 640 MB of memory.
pub const EPOCH_READS_MAX: u64 = 8_000_000;

/// Milliseconds an epoch stays open with events in it.
pub const EPOCH_AGE_MS_MAX: i64 = 86_400_000;

/// Reads at which `ingest` closes the epoch when it ends, so that small imports stay in the log.
pub const EPOCH_READS_WORTH_SEALING: u64 = 1_000_000;

/// Strings of the dictionary (clients, key ids, unmatched shapes, instances). Beyond it a new string
/// is stored as the string `(dictionary full)`, and the count of such is shown by `status`.
pub const STRINGS_MAX: usize = 4_000_000;

/// Bytes of one dictionary string; longer ones are cut at a character.
pub const STRING_BYTES_MAX: usize = 1024;

/// Days of log time for which a source's own event ids are remembered (DESIGN section 5).
pub const EVENT_ID_DAYS: i64 = 7;

/// Plain bytes of one sealed block of the book: one look-up decrypts this much.
pub const BOOK_BLOCK_BYTES: usize = 64 << 10;

/// Shards of a ledger.
pub const SHARDS_MAX: u16 = 256;

/// Runs of lanes, event ids and files (each of these counts as two) that one commit tells, at most 50
/// bytes each, so that its frame stays under [`FRAME_BYTES_MAX`]. Beyond it the group is written before the next event is taken.
pub const GROUP_NOTES_MAX: usize = 32_768;

/// Starts of running copies that their sources do not name: one an hour for a year is 8,760. Beyond it
/// an event whose number falls again is kept without its number, and its source is no longer whole.
pub const RESTARTS_MAX: usize = 10_000;

/// Shapes of one frame of shapes; a group with more has several. A shape has at most 80 bytes.
pub const SHAPES_PER_FRAME: usize = 32_768;

/// Bytes of the buffer in front of the log.
pub const LOG_BUFFER_BYTES: usize = 1 << 20;

/// Bytes hashed in search of commits behind a frame of the log that cannot be read. Beyond it the
/// search ends with what it found.
pub const SEARCH_BYTES_MAX: usize = 256 << 20;

/// Milliseconds that a file of quarantine is kept unless the settings say otherwise: 90 days. Older
/// ones are removed when a writer opens.
pub const QUARANTINE_AGE_MS: i64 = 90 * 86_400_000;

/// Free bytes below which the ledger refuses to write: room to close the open epoch once more.
pub const FREE_BYTES_MIN: u64 = 256 << 20;

/// Bytes of one leaf record (DESIGN section 5; C2SP entries end at 65,535).
pub const LEAF_BYTES_MAX: usize = 4096;

/// Milliseconds a writer waits for the lock before it names the holder and gives up.
pub const LOCK_WAIT_MS: i64 = 5_000;
