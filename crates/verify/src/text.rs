//! Texts that have one spelling: leaf records and the genesis. What does not come back the same when
//! it is written again is refused.

use event::Millis;

use crate::adopted::Adopted;

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many bytes of lower-case hex.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut out = [0; N];
    for (index, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}

/// The words of a line after its name, when there are exactly `N`.
pub(crate) fn words<'t, const N: usize>(line: Option<&'t str>, name: &str) -> Option<[&'t str; N]> {
    let rest = line?.strip_prefix(name)?.strip_prefix(' ')?;
    rest.split(' ').collect::<Vec<_>>().try_into().ok()
}

/// Two numbers.
pub(crate) fn pair(line: Option<&str>, name: &str) -> Option<(u64, u64)> {
    let [a, b] = words(line, name)?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

/// One word.
pub(crate) fn word<'t>(line: Option<&'t str>, name: &str) -> Option<&'t str> {
    let [word] = words(line, name)?;
    Some(word)
}

/// A closed block of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockLeaf {
    pub(crate) number: u64,
    pub(crate) epoch: u32,
    pub(crate) bytes: (u64, u64),
    pub(crate) positions: (u64, u64),
    pub(crate) closed: Millis,
    pub(crate) sha256: [u8; 32],
}

/// A sealed epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EpochLeaf {
    pub(crate) epoch: u32,
    pub(crate) positions: (u64, u64),
    pub(crate) manifest: [u8; 32],
}

/// What a leaf after the first says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Leaf {
    Block(BlockLeaf),
    Epoch(EpochLeaf),
}

impl BlockLeaf {
    pub(crate) fn to_text(&self) -> String {
        format!(
            "nunchi/1 block {}\nepoch {}\nbytes {} {}\npositions {} {}\nclosed {}\nsha256 {}\n",
            self.number,
            self.epoch,
            self.bytes.0,
            self.bytes.1,
            self.positions.0,
            self.positions.1,
            self.closed,
            hex(&self.sha256)
        )
    }

    fn parse(text: &str) -> Option<BlockLeaf> {
        let mut lines = text.lines();
        Some(BlockLeaf {
            number: word(lines.next(), "nunchi/1 block")?.parse().ok()?,
            epoch: word(lines.next(), "epoch")?.parse().ok()?,
            bytes: pair(lines.next(), "bytes")?,
            positions: pair(lines.next(), "positions")?,
            closed: Millis::parse(word(lines.next(), "closed")?).ok()?,
            sha256: unhex(word(lines.next(), "sha256")?)?,
        })
    }
}

impl EpochLeaf {
    pub(crate) fn to_text(&self) -> String {
        format!(
            "nunchi/1 epoch {}\npositions {} {}\nmanifest {}\n",
            self.epoch,
            self.positions.0,
            self.positions.1,
            hex(&self.manifest)
        )
    }

    fn parse(text: &str) -> Option<EpochLeaf> {
        let mut lines = text.lines();
        Some(EpochLeaf {
            epoch: word(lines.next(), "nunchi/1 epoch")?.parse().ok()?,
            positions: pair(lines.next(), "positions")?,
            manifest: unhex(word(lines.next(), "manifest")?)?,
        })
    }
}

impl Leaf {
    pub(crate) fn parse(entry: &[u8]) -> Option<Leaf> {
        let text = std::str::from_utf8(entry).ok()?;
        if text.starts_with("nunchi/1 block ") {
            let leaf = BlockLeaf::parse(text)?;
            return (leaf.to_text() == text).then_some(Leaf::Block(leaf));
        }
        let leaf = EpochLeaf::parse(text)?;
        (leaf.to_text() == text).then_some(Leaf::Epoch(leaf))
    }
}

/// Leaf 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Genesis {
    pub(crate) origin: String,
    pub(crate) shards: u16,
    pub(crate) salt: [u8; 16],
    pub(crate) forms: u32,
    pub(crate) created: Millis,
    /// Origins before, oldest first.
    pub(crate) adopted: Vec<Adopted>,
}

impl Genesis {
    pub(crate) fn parse(entry: &[u8]) -> Option<Genesis> {
        let text = std::str::from_utf8(entry).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some("nunchi/1 genesis") {
            return None;
        }
        let genesis = Genesis {
            origin: word(lines.next(), "origin")?.to_owned(),
            shards: word(lines.next(), "shards")?.parse().ok()?,
            salt: unhex(word(lines.next(), "salt")?)?,
            forms: word(lines.next(), "forms")?.parse().ok()?,
            created: Millis::parse(word(lines.next(), "created")?).ok()?,
            adopted: lines.map(Adopted::parse).collect::<Option<_>>()?,
        };
        (genesis.shards > 0 && genesis.to_text() == text).then_some(genesis)
    }

    fn to_text(&self) -> String {
        let mut text = format!(
            "nunchi/1 genesis\norigin {}\nshards {}\nsalt {}\nforms {}\ncreated {}\n",
            self.origin,
            self.shards,
            hex(&self.salt),
            self.forms,
            self.created
        );
        self.adopted.iter().for_each(|of| text.push_str(&of.line()));
        text
    }
}
