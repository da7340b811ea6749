//! Every limit of this crate: value, unit, where it comes from, and what happens beyond it.

/// Most leaves a tree may have: 2^63 − 1, because other readers of checkpoints (witnesses written
/// in Go among them) hold a tree size in a signed 64-bit number. A larger size is refused.
pub const TREE_SIZE_MAX: u64 = i64::MAX as u64;

/// Most bytes of one entry in an entry bundle: what the 16-bit length prefix of C2SP tlog-tiles can
/// say. A longer entry is refused.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// Longest tile path read, in bytes. `tile/entries/` (13), seven groups of a 64-bit index
/// (6 × 5 + 3) and `.p/255` (6) make 52; anything over 64 is refused unread.
pub const TILE_PATH_BYTES_MAX: usize = 64;

/// Largest signed note read or written, in bytes: 1 MiB. One hundred post-quantum signature lines
/// of about 5 kB stay under it with half to spare. A larger note is refused unread.
pub const NOTE_BYTES_MAX: usize = 1 << 20;

/// Most signature lines of one note. C2SP signed-note asks readers to accept at least 16; a note
/// with more than 100 is refused.
pub const NOTE_SIGNATURES_MAX: usize = 100;

/// Longest name of a key of ours, in bytes. The specification has no limit; 255 holds any host name
/// with a path. A longer name is refused for our keys; in signature lines of strangers it is read.
pub const KEY_NAME_BYTES_MAX: usize = 255;
