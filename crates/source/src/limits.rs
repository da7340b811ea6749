//! Limits of reading foreign bytes.

/// Bytes of one record. A longer one is quarantined, never loaded whole.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// Bytes of an over-long record that quarantine keeps.
pub const OVERLONG_KEPT_BYTES: usize = 64 << 10;

/// Bytes of decompressed input in one batch: enough to pay for handing it over, small enough that a
/// few in flight stay under 10 MiB. A buffer is this, the longest record's rest and the tail before
/// it: under 1.2 MiB.
pub const BATCH_BYTES: usize = RECORD_BYTES_MAX + (64 << 10);

/// First bytes of a file that make up its identity (DESIGN: n = min(4096, length when first seen)).
pub const FINGERPRINT_BYTES: usize = 4096;

/// Records of one batch. A batch of very short records ends here, so that its index stays under
/// 1 MiB (40 bytes a record).
pub const BATCH_RECORDS_MAX: usize = 16_384;

/// Bytes before a position whose SHA-256 tells whether a file still continues what was read.
pub const TAIL_BYTES: usize = 4096;

/// Base-2 logarithm of the largest zstd window: 27 is 128 MiB, what zstd itself takes without
/// `--long`. A frame that asks for more is an error, not memory.
pub const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// Compressed bytes read at a time.
pub const COMPRESSED_BUFFER_BYTES: usize = 128 << 10;

/// Folders below one another that are searched for files. Deeper ones are an error: it is most
/// likely a loop of links.
pub const FOLDER_DEPTH_MAX: usize = 64;
