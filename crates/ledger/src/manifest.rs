//! Manifests: what an epoch is made of, in lines of text that a person and any program can read.
//!
//! The SHA-256 of a manifest stands in the tree; every file of the epoch stands in the manifest with
//! its length and the root over its chunks. So a manifest and the tree prove every byte.

use event::Millis;
use proof::Hash;

/// What one file of an epoch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Rows of one shard in one retention class.
    Part {
        /// Retention class.
        class: String,
        /// Shard.
        shard: u16,
    },
    /// A table beside the parts: `control`, `acts`, `shapes`, `fields`, `subjects`, or the `state` file.
    Table(String),
}

/// One file of an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Name within the folder of the epoch.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// Length in bytes.
    pub bytes: u64,
    /// RFC 6962 root over its 64 KiB chunks.
    pub root: Hash,
    /// Rows, where it is a table.
    pub rows: u64,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Number of the epoch, from 1.
    pub epoch: u32,
    /// Origin of the ledger.
    pub origin: String,
    /// Position of its first event, and of the first event after it.
    pub positions: (u64, u64),
    /// Number of its first block, and of the first block after it.
    pub blocks: (u64, u64),
    /// Wall clock at which it closed.
    pub closed: Millis,
    /// Catalogue version and the SHA-256 of its canonical bytes.
    pub catalogue: (u32, [u8; 32]),
    /// Relation version.
    pub relation: u32,
    /// Generation of the keys of credentials and ghosts.
    pub generation: u32,
    /// SHA-256 of the manifest before; zeros for the first.
    pub previous: [u8; 32],
    /// Files, parts first.
    pub files: Vec<FileEntry>,
    /// What is known of the record's completeness, as printed by `State::facts`.
    pub facts: Vec<String>,
}

/// The first line of a manifest. Version 1 has acts among the other control events, version 2 in a table
/// of their own, so that retention may delete control events and leave the acts.
const FIRST_LINES: [&str; 2] = ["nunchi manifest 1", "nunchi manifest 2"];

impl Manifest {
    /// The text of the manifest.
    #[must_use]
    pub fn to_text(&self) -> String {
        let version = usize::from(self.table("acts").is_some());
        let mut lines = vec![
            FIRST_LINES
                .get(version)
                .copied()
                .unwrap_or_default()
                .to_owned(),
            format!("epoch {}", self.epoch),
            format!("origin {}", self.origin),
            format!("positions {} {}", self.positions.0, self.positions.1),
            format!("blocks {} {}", self.blocks.0, self.blocks.1),
            format!("closed {}", self.closed),
            format!("catalogue {} {}", self.catalogue.0, hex(&self.catalogue.1)),
            format!("relation {}", self.relation),
            format!("generation {}", self.generation),
            format!("previous {}", hex(&self.previous)),
        ];
        for file in &self.files {
            let role = match &file.role {
                Role::Part { class, shard } => format!("part {class} {shard}"),
                Role::Table(table) => format!("table {table} -"),
            };
            lines.push(format!(
                "{role} {} {} {} {}",
                file.name, file.bytes, file.root, file.rows
            ));
        }
        lines.extend(self.facts.iter().cloned());
        lines.push("end\n".to_owned());
        lines.join("\n")
    }

    /// Leaves of the head that ends with this epoch: the genesis, one an epoch, one a block.
    pub(crate) fn leaves(&self) -> u64 {
        1 + u64::from(self.epoch) + self.blocks.1
    }

    /// The version that a text names on its first line, if it is a manifest of any version.
    pub(crate) fn version(text: &str) -> Option<u32> {
        text.lines()
            .next()?
            .strip_prefix("nunchi manifest ")?
            .parse()
            .ok()
    }

    /// Reads the text of a manifest; the error is a sentence.
    ///
    /// # Errors
    /// When the text is no manifest of this version.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let mut lines = text.lines();
        match lines.next() {
            Some(line) if FIRST_LINES.contains(&line) => {}
            other => {
                return Err(format!(
                    "the first line is {:?} and should be {:?}",
                    other.unwrap_or(""),
                    FIRST_LINES.join("\" or \"")
                ));
            }
        }
        if !text.ends_with("\nend\n") {
            return Err("it does not end in a line `end`".to_owned());
        }
        let mut m = Manifest {
            epoch: 0,
            origin: String::new(),
            positions: (0, 0),
            blocks: (0, 0),
            closed: Millis(0),
            catalogue: (0, [0; 32]),
            relation: 0,
            generation: 0,
            previous: [0; 32],
            files: Vec::new(),
            facts: Vec::new(),
        };
        for line in lines {
            m.line(line)
                .ok_or_else(|| format!("the line {line:?} does not parse"))?;
        }
        Ok(m)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split(' ').collect();
        let pair = |a: &str, b: &str| Some((a.parse().ok()?, b.parse().ok()?));
        match words.as_slice() {
            ["epoch", n] => self.epoch = n.parse().ok()?,
            ["origin", origin] => self.origin = (*origin).to_owned(),
            ["positions", a, b] => self.positions = pair(a, b)?,
            ["blocks", a, b] => self.blocks = pair(a, b)?,
            ["closed", at] => self.closed = Millis::parse(at).ok()?,
            ["catalogue", version, digest] => {
                self.catalogue = (version.parse().ok()?, unhex(digest)?)
            }
            ["relation", n] => self.relation = n.parse().ok()?,
            ["generation", n] => self.generation = n.parse().ok()?,
            ["previous", digest] => self.previous = unhex(digest)?,
            ["part", class, shard, name, bytes, root, rows] => {
                let role = Role::Part {
                    class: (*class).to_owned(),
                    shard: shard.parse().ok()?,
                };
                self.files.push(file_entry(role, name, bytes, root, rows)?);
            }
            ["table", table, "-", name, bytes, root, rows] => self.files.push(file_entry(
                Role::Table((*table).to_owned()),
                name,
                bytes,
                root,
                rows,
            )?),
            ["source" | "lane" | "gap" | "hours" | "subjects", ..] => {
                self.facts.push(line.to_owned())
            }
            ["end"] => {}
            _ => return None,
        }
        Some(())
    }

    /// The file in this role.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&FileEntry> {
        self.files
            .iter()
            .find(|file| matches!(&file.role, Role::Table(table) if table == name))
    }
}

fn file_entry(role: Role, name: &str, bytes: &str, root: &str, rows: &str) -> Option<FileEntry> {
    // A name with a path in it could point out of the folder.
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    Some(FileEntry {
        name: name.to_owned(),
        role,
        bytes: bytes.parse().ok()?,
        root: Hash::from_base64(root).ok()?,
        rows: rows.parse().ok()?,
    })
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes of hex.
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
