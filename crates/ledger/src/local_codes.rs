//! Local codes of a batch: its strings, shapes and lanes are counted from 0, in the order of their
//! first use. The writer turns them into codes of the ledger once a batch, not once an event.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};

use crate::batch::{LocalLane, LocalShape, NONE};

/// Which attribute a string is of. What an attribute said last it most likely says again, and then no
/// hash is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Key,
    Issuer,
    Client,
    Instance,
    Boot,
    Columns,
    Unmatched,
}

const SLOTS: usize = Slot::Unmatched as usize + 1;

/// What a shape is within one batch: index of the route, local string codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ShapeKey {
    pub(crate) route: Option<usize>,
    pub(crate) unmatched: u32,
    pub(crate) columns: u32,
}

/// The codes given so far. The strings themselves stand in the batch.
#[derive(Debug)]
pub(crate) struct Codes {
    strings: HashTable<u32>,
    hasher: DefaultHashBuilder,
    last: [u32; SLOTS],
    shapes: HashMap<ShapeKey, u32>,
    lanes: HashMap<LocalLane, u32>,
    lane: Option<(LocalLane, u32)>,
}

impl Default for Codes {
    fn default() -> Codes {
        Codes {
            strings: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
            last: [NONE; SLOTS],
            shapes: HashMap::default(),
            lanes: HashMap::default(),
            lane: None,
        }
    }
}

impl Codes {
    /// Forgets every code.
    pub(crate) fn clear(&mut self) {
        self.strings.clear();
        self.last = [NONE; SLOTS];
        self.shapes.clear();
        self.lanes.clear();
        self.lane = None;
    }

    /// The code of a string, given to it if it has none; new ones go to `texts`.
    pub(crate) fn string(&mut self, slot: Slot, text: &str, texts: &mut Vec<Box<str>>) -> u32 {
        let at = |code: u32| texts.get(code as usize).map(AsRef::as_ref);
        let last = &mut self.last[slot as usize];
        if at(*last) == Some(text) {
            return *last;
        }
        let hash = self.hasher.hash_one(text);
        let found = self.strings.find(hash, |code| at(*code) == Some(text));
        *last = match found {
            Some(code) => *code,
            None => {
                let code = count(texts.len());
                let hasher = &self.hasher;
                self.strings
                    .insert_unique(hash, code, |code| hasher.hash_one(at(*code).unwrap_or("")));
                texts.push(text.into());
                code
            }
        };
        *last
    }

    /// The code of a shape; a new one is made by `new` and goes to `shapes`.
    pub(crate) fn shape(
        &mut self,
        key: ShapeKey,
        shapes: &mut Vec<LocalShape>,
        new: impl FnOnce() -> LocalShape,
    ) -> u32 {
        *self.shapes.entry(key).or_insert_with(|| {
            shapes.push(new());
            count(shapes.len() - 1)
        })
    }

    /// The code of a lane; a new one goes to `lanes`.
    pub(crate) fn lane(&mut self, lane: LocalLane, lanes: &mut Vec<LocalLane>) -> u32 {
        if let Some((last, code)) = self.lane
            && last == lane
        {
            return code;
        }
        let code = *self.lanes.entry(lane).or_insert_with(|| {
            lanes.push(lane);
            count(lanes.len() - 1)
        });
        self.lane = Some((lane, code));
        code
    }
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(NONE)
}
