//! Tiles in use: writing those that new leaves fill, and reading a tree back out of them.
//!
//! Nothing here opens a file: whoever calls passes a closure that answers a [`TilePath`] with the
//! bytes kept there. What is read is believed only as far as the root it leads to.

use std::mem;

use thiserror::Error;

use crate::frontier::Frontier;
use crate::hash::Hash;
use crate::limits::TREE_SIZE_MAX;
use crate::tile::{
    TILE_HEIGHT, TILE_LEVELS, TILE_WIDTH, Tile, TileKind, TilePath, decode_tile, hashes_at,
    new_tiles, partial_width,
};
use crate::tree::{HashReader, ProofError, root};

/// Why tiles do not give a tree. `E` is the error of the closure that reads them.
#[derive(Debug, Error)]
pub enum TileError<E: std::error::Error + 'static> {
    /// The closure could not give the tile.
    #[error("{path} could not be read; the tree needs it")]
    Read {
        /// The tile.
        path: TilePath,
        /// What the closure said.
        source: E,
    },
    /// The tile is shorter or longer than its path says.
    #[error("{path} has {got} bytes; it must have {expected}")]
    Length {
        /// The tile.
        path: TilePath,
        /// Its bytes.
        got: usize,
        /// 32 for each hash of its width.
        expected: usize,
    },
    /// A tile above level 0 does not hold the roots of the tiles below it.
    #[error("{path} does not agree with the leaf hashes: its hash {at} must be {expected}")]
    Disagrees {
        /// The tile.
        path: TilePath,
        /// The first hash that differs, counted from 0 within the tile.
        at: usize,
        /// What the leaf hashes give there.
        expected: Hash,
    },
    /// The request has no answer in this tree.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// The right edge of a tree in tiles: all that is needed to write the next ones.
///
/// It holds the one open (partial) tile of each level, at most 8 × 255 hashes.
///
/// Invariant: level L holds `(size >> 8L) mod 256` hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TileEdge {
    size: u64,
    levels: [Vec<Hash>; TILE_LEVELS as usize],
}

impl TileEdge {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes up a tree of `size` leaves again from its partial tiles, at most eight of them.
    ///
    /// The caller compares [`TileEdge::root`] with the checkpoint: nothing else shows that the
    /// tiles belong to it.
    ///
    /// # Errors
    /// [`TileError::Read`] and [`TileError::Length`] for a tile that is missing or damaged,
    /// [`ProofError::Size`] over [`TREE_SIZE_MAX`].
    pub fn open<F, E>(size: u64, mut read: F) -> Result<Self, TileError<E>>
    where
        F: FnMut(&TilePath) -> Result<Vec<u8>, E>,
        E: std::error::Error + 'static,
    {
        check_size(size)?;
        let mut edge = Self {
            size,
            ..Self::default()
        };
        for (level, open) in (0..TILE_LEVELS).zip(&mut edge.levels) {
            if let Some(path) = partial_path(level, size) {
                *open = read_tile(&mut read, path)?;
            }
        }
        Ok(edge)
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The same tree as a [`Frontier`].
    #[must_use]
    pub fn frontier(&self) -> Frontier {
        let mut edge = Vec::new();
        for open in self.levels.iter().rev() {
            let mut part = Frontier::new();
            part.extend(open.iter().copied());
            edge.extend_from_slice(part.edge());
        }
        Frontier::from_edge(self.size, edge).unwrap_or_default()
    }

    /// The root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.frontier().root()
    }

    /// Adds leaves and returns every tile that must be written before the new size is signed: those
    /// of [`new_tiles`] from the old size to the new one, full ones as they filled, then the
    /// partial ones from the leaves up.
    pub fn append(&mut self, leaves: &[Hash]) -> Vec<Tile> {
        let old = self.size;
        let mut tiles = Vec::new();
        for &leaf in leaves {
            self.push(leaf, &mut tiles);
        }
        tiles.extend(self.partials().filter(|tile| match tile.path.kind() {
            TileKind::Hashes(level) => hashes_at(level, old) != hashes_at(level, self.size),
            TileKind::Entries => false,
        }));
        tiles
    }

    /// The open tile of each level that has one.
    fn partials(&self) -> impl Iterator<Item = Tile> {
        (0..TILE_LEVELS)
            .zip(&self.levels)
            .filter_map(|(level, open)| {
                let path = partial_path(level, self.size)?;
                Some(Tile {
                    path,
                    hashes: open.clone(),
                })
            })
    }

    /// Adds one leaf; each level that it fills goes to `full` and rises as one hash.
    fn push(&mut self, leaf: Hash, full: &mut Vec<Tile>) {
        self.size = self.size.saturating_add(1);
        let mut carry = leaf;
        for (level, open) in (0..TILE_LEVELS).zip(&mut self.levels) {
            open.push(carry);
            if open.len() < usize::from(TILE_WIDTH) {
                return;
            }
            let hashes = mem::take(open);
            carry = root(&hashes);
            // The hash just added was the last of the tile that ends here.
            let index = (hashes_at(level, self.size) - 1) / u64::from(TILE_WIDTH);
            if let Ok(path) = TilePath::new(TileKind::Hashes(level), index, TILE_WIDTH) {
                full.push(Tile { path, hashes });
            }
        }
    }
}

/// The tiles of a tree of `size` leaves as a [`HashReader`], for proofs in a few reads. It keeps
/// the tile of each level read last.
///
/// What it answers is no better than the tiles: a proof made from it is to be verified against a
/// checkpoint before it is believed.
#[derive(Debug)]
pub struct TileReader<F> {
    size: u64,
    read: F,
    last: [Option<Tile>; TILE_LEVELS as usize],
}

impl<F> TileReader<F> {
    /// The tiles that `read` gives, for a tree of `size` leaves.
    pub const fn new(size: u64, read: F) -> Self {
        Self {
            size,
            read,
            last: [const { None }; TILE_LEVELS as usize],
        }
    }
}

impl<F, E> HashReader for TileReader<F>
where
    F: FnMut(&TilePath) -> Result<Vec<u8>, E>,
    E: std::error::Error + 'static,
{
    type Error = TileError<E>;

    fn subtree(&mut self, level: u8, index: u64) -> Result<Hash, TileError<E>> {
        let missing = ProofError::Subtree {
            level,
            index,
            size: self.size,
        };
        // The row of hashes at or below the one wanted that tiles keep, and where in it to look.
        let (tile_level, above) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let first = index.checked_mul(1 << above).ok_or(missing)?;
        let path = TilePath::holding(tile_level, first, self.size).ok_or(missing)?;
        let last = self.last.get_mut(usize::from(tile_level)).ok_or(missing)?;
        let tile = match last.take() {
            Some(tile) if tile.path == path => last.insert(tile),
            _ => last.insert(Tile {
                path,
                hashes: read_tile(&mut self.read, path)?,
            }),
        };
        let start = usize::try_from(first % u64::from(TILE_WIDTH)).map_err(|_| missing)?;
        let hashes = tile
            .hashes
            .get(start..start + (1 << above))
            .ok_or(missing)?;
        Ok(root(hashes))
    }
}

/// Reads the whole tree of `size` leaves: hashes all tiles of level 0 up again and compares every
/// tile above with what it must hold. The caller compares the root with the checkpoint.
///
/// # Errors
/// [`TileError`] for the first tile that is missing, has the wrong length or disagrees.
pub fn read_tree<F, E>(size: u64, mut read: F) -> Result<Frontier, TileError<E>>
where
    F: FnMut(&TilePath) -> Result<Vec<u8>, E>,
    E: std::error::Error + 'static,
{
    check_size(size)?;
    let mut edge = TileEdge::new();
    let mut full = Vec::new();
    for path in new_tiles(0, size).take_while(|path| path.kind() == TileKind::Hashes(0)) {
        for leaf in read_tile(&mut read, path)? {
            edge.push(leaf, &mut full);
        }
        for tile in full.drain(..) {
            compare(&mut read, &tile)?;
        }
    }
    for tile in edge.partials() {
        compare(&mut read, &tile)?;
    }
    Ok(edge.frontier())
}

/// Compares a tile above level 0 with what the leaves give for it.
fn compare<F, E>(read: &mut F, tile: &Tile) -> Result<(), TileError<E>>
where
    F: FnMut(&TilePath) -> Result<Vec<u8>, E>,
    E: std::error::Error + 'static,
{
    if tile.path.kind() == TileKind::Hashes(0) {
        return Ok(());
    }
    let path = tile.path;
    let kept = read_tile(read, path)?;
    let differs = tile
        .hashes
        .iter()
        .zip(&kept)
        .enumerate()
        .find(|(_, (ours, theirs))| ours != theirs);
    match differs {
        Some((at, (&expected, _))) => Err(TileError::Disagrees { path, at, expected }),
        None => Ok(()),
    }
}

fn read_tile<F, E>(read: &mut F, path: TilePath) -> Result<Vec<Hash>, TileError<E>>
where
    F: FnMut(&TilePath) -> Result<Vec<u8>, E>,
    E: std::error::Error + 'static,
{
    let bytes = read(&path).map_err(|source| TileError::Read { path, source })?;
    decode_tile(&bytes, path.width()).ok_or_else(|| TileError::Length {
        path,
        got: bytes.len(),
        expected: encoded_bytes(path),
    })
}

fn encoded_bytes(path: TilePath) -> usize {
    usize::from(path.width()) * crate::hash::HASH_BYTES
}

/// The partial tile of a level in a tree of `size` leaves, if it has one.
fn partial_path(level: u8, size: u64) -> Option<TilePath> {
    let hashes = hashes_at(level, size);
    let width = partial_width(hashes)?;
    TilePath::new(
        TileKind::Hashes(level),
        hashes / u64::from(TILE_WIDTH),
        width,
    )
    .ok()
}

const fn check_size(size: u64) -> Result<(), ProofError> {
    if size > TREE_SIZE_MAX {
        Err(ProofError::Size { size })
    } else {
        Ok(())
    }
}
