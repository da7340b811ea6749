//! The story that the leaves tell: genesis, blocks, epochs, each following from the one before.

use crate::{
    inspection::Inspection,
    limits::{LEAF_BYTES_MAX, SHARDS_MAX},
    report::{Invariant, Place},
    text::{BlockLeaf, EpochLeaf, Genesis, Leaf},
};

/// Bytes of a log before its first block.
pub(crate) const LOG_HEAD_BYTES: u64 = 64;

/// The file that a leaf is told of.
pub(crate) const TREE: &str = "tree";

/// A sealed epoch as the leaves tell it.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    pub(crate) leaf: EpochLeaf,
    /// Number of its first block, and of the first after it.
    pub(crate) blocks: (u64, u64),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct History {
    pub(crate) genesis: Option<Genesis>,
    pub(crate) genesis_entry: Vec<u8>,
    pub(crate) sealed: Vec<Sealed>,
    /// Blocks of the open epoch.
    pub(crate) open_blocks: Vec<BlockLeaf>,
    /// Blocks of the epoch sealed last: its log may still be here.
    pub(crate) last_blocks: Vec<BlockLeaf>,
    block: u64,
    position: u64,
    byte: u64,
    epoch_start: (u64, u64),
}

impl History {
    pub(crate) fn new() -> History {
        History {
            genesis: None,
            genesis_entry: Vec::new(),
            sealed: Vec::new(),
            open_blocks: Vec::new(),
            last_blocks: Vec::new(),
            block: 0,
            position: 0,
            byte: LOG_HEAD_BYTES,
            epoch_start: (0, 0),
        }
    }

    /// Number of the open epoch.
    pub(crate) fn open_epoch(&self) -> u32 {
        self.sealed
            .last()
            .map_or(1, |s| s.leaf.epoch.saturating_add(1))
    }

    /// Position at which the open epoch begins, and the number of its first block.
    pub(crate) fn open_start(&self) -> (u64, u64) {
        self.epoch_start
    }

    /// Takes the next leaf.
    pub(crate) fn take(&mut self, scene: &mut Inspection<'_>, index: u64, entry: &[u8]) {
        scene.checked.leaves += 1;
        let place = Place::Leaf(index);
        if entry.len() > LEAF_BYTES_MAX {
            let message = format!("it has {} bytes; at most {LEAF_BYTES_MAX}", entry.len());
            scene.broken(TREE, place.clone(), message);
        }
        if index == 0 {
            self.take_genesis(scene, entry);
            return;
        }
        match Leaf::parse(entry) {
            Some(Leaf::Block(leaf)) => self.take_block(scene, place, leaf),
            Some(Leaf::Epoch(leaf)) => self.take_epoch(scene, place, leaf),
            None => scene.broken(TREE, place, "it is no record of a block or an epoch"),
        }
    }

    fn take_genesis(&mut self, scene: &mut Inspection<'_>, entry: &[u8]) {
        self.genesis_entry = entry.to_vec();
        self.genesis = Genesis::parse(entry);
        match &self.genesis {
            None => scene.broken(TREE, Place::Leaf(0), "it is no genesis of format version 1"),
            Some(genesis) if genesis.shards > SHARDS_MAX => {
                let message = format!("{} shards; at most {SHARDS_MAX}", genesis.shards);
                scene.broken(TREE, Place::Leaf(0), message);
            }
            Some(_) => {}
        }
    }

    fn take_block(&mut self, scene: &mut Inspection<'_>, place: Place, leaf: BlockLeaf) {
        let mut follow = |what: &str, found: u64, due: u64| {
            if found != due {
                let message = format!("the block has {what} {found} and {due} follows");
                scene.fault(Invariant::Once, TREE, place.clone(), message);
            }
        };
        follow("number", leaf.number, self.block);
        follow("epoch", u64::from(leaf.epoch), u64::from(self.open_epoch()));
        follow("first byte", leaf.bytes.0, self.byte);
        follow("first position", leaf.positions.0, self.position);
        if leaf.bytes.1 <= leaf.bytes.0 || leaf.positions.1 < leaf.positions.0 {
            scene.broken(TREE, place, "the block ends before it begins");
        }
        // Whatever was wrong, what follows is held against this leaf: one fault is told once.
        self.block = leaf.number.saturating_add(1);
        self.byte = leaf.bytes.1;
        self.position = leaf.positions.1;
        self.open_blocks.push(leaf);
    }

    fn take_epoch(&mut self, scene: &mut Inspection<'_>, place: Place, leaf: EpochLeaf) {
        let due = self.open_epoch();
        if leaf.epoch != due {
            let message = format!("it seals epoch {} and {due} follows", leaf.epoch);
            scene.broken(TREE, place.clone(), message);
        }
        let positions = (self.epoch_start.0, self.position);
        if leaf.positions != positions {
            let message = format!(
                "the epoch has positions {} to {} and its blocks have {} to {}",
                leaf.positions.0, leaf.positions.1, positions.0, positions.1
            );
            scene.fault(Invariant::Once, TREE, place, message);
        }
        self.position = leaf.positions.1;
        self.sealed.push(Sealed {
            leaf,
            blocks: (self.epoch_start.1, self.block),
        });
        self.last_blocks = std::mem::take(&mut self.open_blocks);
        self.byte = LOG_HEAD_BYTES;
        self.epoch_start = (self.position, self.block);
    }
}
