//! Where the hashes and entries of a tree are kept: paths, contents and growth of C2SP tlog-tiles.
//!
//! A tile is a row of up to 256 hashes; those of level 0 are leaf hashes, each hash of level L + 1
//! is the root over one full tile of level L. An entry bundle holds the entries of one tile of
//! level 0. A partial tile is one that the size of the tree has not yet filled; it is never hashed
//! into a tile above. Indices count tiles within a level, widths count hashes (1 to 256).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::hash::{HASH_BYTES, Hash};
use crate::limits::{ENTRY_BYTES_MAX, TILE_PATH_BYTES_MAX};

/// Rows of the tree that one tile spans.
pub const TILE_HEIGHT: u8 = 8;
/// Hashes of a full tile, entries of a full bundle: 2^[`TILE_HEIGHT`].
pub const TILE_WIDTH: u16 = 1 << TILE_HEIGHT;
/// Levels that a tree of at most 2^63 leaves can have: 64 bits of index, 8 to a level.
pub const TILE_LEVELS: u8 = 8;
/// Highest level that a path may name by the specification.
const PATH_LEVEL_MAX: u8 = 63;
/// [`TILE_WIDTH`] as a number of leaves.
const WIDTH: u64 = TILE_WIDTH as u64;

const _: () = assert!(TILE_WIDTH == 256 && TILE_LEVELS as u32 * TILE_HEIGHT as u32 == u64::BITS);

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Hashes of this level, 0 being leaf hashes.
    Hashes(u8),
    /// The entries themselves.
    Entries,
}

/// The name of one tile or entry bundle, as `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
///
/// Invariant: a level is at most 63, a width is 1 to 256, and 256 is written without `.p/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    kind: TileKind,
    index: u64,
    width: u16,
}

/// Why there is no such tile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TilePathError {
    /// The text is longer than any path.
    #[error("a tile path of {got} bytes is too long; no path has more than {TILE_PATH_BYTES_MAX}")]
    Long {
        /// Length of the text, in bytes.
        got: usize,
    },
    /// The text is not a path, or not the one spelling of it.
    #[error(
        "{text:?} is not a tile path; tile/<level>/<index> or tile/entries/<index> is needed, the \
         index in groups such as x001/x234/067, then .p/<1 to 255> if the tile is partial"
    )]
    Form {
        /// The text given.
        text: String,
    },
    /// The level is above what the specification has.
    #[error("tile level {level} is too high; 0 to {PATH_LEVEL_MAX} exist")]
    Level {
        /// The level given.
        level: u8,
    },
    /// The width is none that a tile can have.
    #[error("a tile cannot be {width} wide; 1 to {TILE_WIDTH} is needed")]
    Width {
        /// The width given.
        width: u16,
    },
}

/// Why entries cannot be a bundle, or bytes not be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BundleError {
    /// A bundle holds the entries of one tile.
    #[error("{got} entries do not make a bundle; 1 to {TILE_WIDTH} are needed")]
    Count {
        /// Entries given.
        got: usize,
    },
    /// An entry is longer than its length prefix can say.
    #[error("entry {entry} has {bytes} bytes; an entry has at most {ENTRY_BYTES_MAX}")]
    Long {
        /// Which entry of the bundle, from 0.
        entry: u16,
        /// Its length.
        bytes: usize,
    },
    /// The bytes end inside an entry.
    #[error("the bundle ends inside entry {entry}; {width} whole entries are needed")]
    Cut {
        /// Which entry of the bundle, from 0.
        entry: u16,
        /// Entries it should have.
        width: u16,
    },
    /// There are bytes after the last entry.
    #[error("{bytes} bytes follow the last of {width} entries; the bundle must end there")]
    Trailing {
        /// Bytes left over.
        bytes: usize,
        /// Entries it should have.
        width: u16,
    },
}

/// A tile with what belongs in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Where it is kept.
    pub path: TilePath,
    /// Its hashes, as many as the path is wide.
    pub hashes: Vec<Hash>,
}

impl Tile {
    /// The contents of its file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        encode_tile(&self.hashes)
    }
}

impl TilePath {
    /// The tile of this kind, index and width (256 is a full one).
    ///
    /// # Errors
    /// [`TilePathError::Level`] or [`TilePathError::Width`] if there is none.
    pub const fn new(kind: TileKind, index: u64, width: u16) -> Result<Self, TilePathError> {
        match kind {
            TileKind::Hashes(level) if level > PATH_LEVEL_MAX => {
                Err(TilePathError::Level { level })
            }
            _ if width == 0 || width > TILE_WIDTH => Err(TilePathError::Width { width }),
            _ => Ok(Self { kind, index, width }),
        }
    }

    /// The tile that holds hash `hash_index` of `level` in a tree of `size` leaves, as wide as that
    /// tree makes it; none if the tree has no such hash.
    #[must_use]
    pub fn holding(level: u8, hash_index: u64, size: u64) -> Option<Self> {
        let hashes = hashes_at(level, size);
        let index = hash_index / WIDTH;
        let kind = TileKind::Hashes(level);
        if hash_index >= hashes {
            None
        } else if index < hashes / WIDTH {
            Some(Self {
                kind,
                index,
                width: TILE_WIDTH,
            })
        } else {
            Some(Self {
                kind,
                index,
                width: partial_width(hashes)?,
            })
        }
    }

    /// The entry bundle beside this tile; none unless it is a tile of level 0.
    #[must_use]
    pub fn entries(self) -> Option<Self> {
        (self.kind == TileKind::Hashes(0)).then_some(Self {
            kind: TileKind::Entries,
            ..self
        })
    }

    /// What it holds.
    #[must_use]
    pub const fn kind(self) -> TileKind {
        self.kind
    }

    /// Which tile of its level, from the left.
    #[must_use]
    pub const fn index(self) -> u64 {
        self.index
    }

    /// Hashes or entries in it, 1 to 256.
    #[must_use]
    pub const fn width(self) -> u16 {
        self.width
    }

    /// Whether the tree has not yet filled it.
    #[must_use]
    pub const fn is_partial(self) -> bool {
        self.width < TILE_WIDTH
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TileKind::Hashes(level) => write!(f, "tile/{level}/")?,
            TileKind::Entries => f.write_str("tile/entries/")?,
        }
        let mut groups = format!("{:03}", self.index % 1000);
        let mut higher = self.index / 1000;
        while higher > 0 {
            groups = format!("x{:03}/{groups}", higher % 1000);
            higher /= 1000;
        }
        f.write_str(&groups)?;
        if self.is_partial() {
            write!(f, ".p/{}", self.width)
        } else {
            Ok(())
        }
    }
}

impl FromStr for TilePath {
    type Err = TilePathError;

    fn from_str(text: &str) -> Result<Self, TilePathError> {
        if text.len() > TILE_PATH_BYTES_MAX {
            return Err(TilePathError::Long { got: text.len() });
        }
        // Each tile has one spelling, so what does not come back the same is refused.
        parse(text)
            .filter(|path| path.to_string() == text)
            .ok_or_else(|| TilePathError::Form {
                text: text.to_owned(),
            })
    }
}

/// The tiles of hashes, full and partial, that exist once a tree has `new` leaves and did not when
/// it had `old`: level by level from the leaves up, each from left to right. None if `new` is not
/// above `old`. With `old` = 0 these are all tiles of the tree.
pub fn new_tiles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    (0..TILE_LEVELS).flat_map(move |level| {
        grown(
            TileKind::Hashes(level),
            hashes_at(level, old),
            hashes_at(level, new),
        )
    })
}

/// The entry bundles, full and partial, that exist once a tree has `new` leaves and did not when it
/// had `old`, from left to right.
pub fn new_bundles(old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    grown(TileKind::Entries, old, new)
}

/// The contents of a tile's file: its hashes, one after the other.
#[must_use]
pub fn encode_tile(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The hashes of a tile's file; none unless it holds exactly `width` of them.
#[must_use]
pub fn decode_tile(bytes: &[u8], width: u16) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<HASH_BYTES>();
    let whole = rest.is_empty() && hashes.len() == usize::from(width);
    whole.then(|| hashes.iter().copied().map(Hash::new).collect())
}

/// The contents of an entry bundle: each entry after its length in 16 bits, big-endian.
///
/// # Errors
/// [`BundleError::Count`] for no entry or more than 256, [`BundleError::Long`] for one that is
/// longer than [`ENTRY_BYTES_MAX`].
pub fn encode_bundle<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, BundleError> {
    let got = entries.len();
    if got == 0 || got > usize::from(TILE_WIDTH) {
        return Err(BundleError::Count { got });
    }
    let mut bytes = Vec::new();
    for (number, entry) in (0_u16..).zip(entries) {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::Long {
            entry: number,
            bytes: entry.len(),
        })?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle that must hold exactly `width` of them.
///
/// # Errors
/// [`BundleError::Cut`] or [`BundleError::Trailing`] if it holds fewer or more, and
/// [`BundleError::Count`] if no bundle is so wide.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    if width == 0 || width > TILE_WIDTH {
        return Err(BundleError::Count {
            got: usize::from(width),
        });
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width));
    for number in 0..width {
        let (entry, later) = next_entry(rest).ok_or(BundleError::Cut {
            entry: number,
            width,
        })?;
        entries.push(entry);
        rest = later;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(BundleError::Trailing {
            bytes: rest.len(),
            width,
        })
    }
}

/// Hashes that level `level` of a tree of `size` leaves has, in all its tiles.
pub(crate) fn hashes_at(level: u8, size: u64) -> u64 {
    size.checked_shr(u32::from(level) * u32::from(TILE_HEIGHT))
        .unwrap_or(0)
}

/// Width of the partial tile at the end of so many hashes; none if the last tile is full.
pub(crate) fn partial_width(hashes: u64) -> Option<u16> {
    u16::try_from(hashes % WIDTH)
        .ok()
        .filter(|width| *width > 0)
}

/// The tiles of one kind that `new` hashes have and `old` hashes have not.
fn grown(kind: TileKind, old: u64, new: u64) -> impl Iterator<Item = TilePath> {
    let full = if new > old {
        old / WIDTH..new / WIDTH
    } else {
        0..0
    };
    let partial = if new > old { partial_width(new) } else { None };
    full.map(move |index| TilePath {
        kind,
        index,
        width: TILE_WIDTH,
    })
    .chain(partial.map(move |width| TilePath {
        kind,
        index: new / WIDTH,
        width,
    }))
}

/// The first entry of what is left of a bundle, and the rest.
fn next_entry(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}

/// Reads a path, more generously than it may be spelled.
fn parse(text: &str) -> Option<TilePath> {
    let (kind, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let kind = match kind {
        "entries" => TileKind::Entries,
        level => TileKind::Hashes(level.parse().ok()?),
    };
    let (groups, width) = match rest.split_once(".p/") {
        Some((groups, width)) => (groups, width.parse().ok()?),
        None => (rest, TILE_WIDTH),
    };
    let mut index = 0_u64;
    for group in groups.split('/') {
        let digits: u16 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(u64::from(digits))?;
    }
    TilePath::new(kind, index, width).ok()
}
