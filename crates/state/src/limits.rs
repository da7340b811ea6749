//! Limits: value, unit, and what happens beyond.

/// Bytes of the body of a record; a longer one is refused.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// Bytes of a blob; a longer one is refused. The set of 33 million people takes about 70 MB.
pub const BLOB_BYTES_MAX: usize = 1 << 30;
/// Bytes of one part of a blob, which is one row.
pub(crate) const PART_BYTES: usize = 512 * 1024;
/// Characters of the name of a stream or blob.
pub(crate) const NAME_CHARS_MAX: usize = 100;
/// Milliseconds to wait for another process that writes; then it is said that one does. Each holds the database while its
/// step is entered in the ledger, and several may stand in line.
pub(crate) const BUSY_MS: u32 = 15_000;

/// Milliseconds to reach a foreign database; then it counts as away.
pub(crate) const CONNECT_MS: u64 = 15_000;
/// Milliseconds that a foreign database may take over one statement: the first rows of a query that sorts come late.
/// Then it ends the query itself.
pub(crate) const STATEMENT_MS: u64 = 600_000;
/// Milliseconds beyond those, after which a server that says nothing counts as away.
pub(crate) const ANSWER_GRACE_MS: u64 = 30_000;
/// Milliseconds that a query waits for somebody who changes a table; everybody who comes later waits behind it.
pub(crate) const LOCK_MS: u64 = 10_000;
/// Rows of a foreign database in memory at once.
pub(crate) const FETCH_ROWS: u64 = 1_000;
/// Rows of one query; with more nothing is taken in.
pub const FOREIGN_ROWS_MAX: u64 = 200_000_000;
/// Bytes of a cell of a foreign row; a longer one is refused. A name has at most 256.
pub(crate) const CELL_BYTES_MAX: usize = 4_096;
/// Bytes of the address of a foreign database; a longer one is refused.
pub const URL_BYTES_MAX: usize = 4_096;
