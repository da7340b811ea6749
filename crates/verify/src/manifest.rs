//! The manifest of an epoch, read strictly: lines in their order, each with its one spelling.

use event::Millis;
use proof::Hash;

use crate::text::{hex, pair, unhex, word, words};

/// What a file of an epoch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Part { class: String, shard: u16 },
    Table(String),
}

/// One file of an epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileEntry {
    pub(crate) role: Role,
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) root: Hash,
    pub(crate) rows: u64,
    /// Line of the manifest.
    pub(crate) line: u64,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) version: u32,
    pub(crate) epoch: u32,
    pub(crate) origin: String,
    pub(crate) positions: (u64, u64),
    pub(crate) blocks: (u64, u64),
    pub(crate) closed: Millis,
    pub(crate) catalogue: (u32, [u8; 32]),
    pub(crate) relation: u32,
    pub(crate) generation: u32,
    pub(crate) previous: [u8; 32],
    pub(crate) files: Vec<FileEntry>,
    pub(crate) facts: Vec<String>,
}

/// The tables of an epoch, in their order; version 1 has no `acts`.
const TABLES: [&str; 7] = [
    "control", "acts", "shapes", "fields", "subjects", "state", "ids",
];

/// Lines before the first file.
const HEAD_LINES: u64 = 10;

impl FileEntry {
    /// The name that its role gives it.
    pub(crate) fn due_name(&self) -> String {
        match &self.role {
            Role::Part { class, shard } => format!("{class}-{shard:02}.parquet"),
            Role::Table(table) if matches!(table.as_str(), "state" | "ids") => {
                format!("{table}.bin")
            }
            Role::Table(table) => format!("{table}.parquet"),
        }
    }

    fn to_line(&self) -> String {
        let role = match &self.role {
            Role::Part { class, shard } => format!("part {class} {shard}"),
            Role::Table(table) => format!("table {table} -"),
        };
        format!(
            "{role} {} {} {} {}",
            self.name, self.bytes, self.root, self.rows
        )
    }

    fn parse(text: &str, line: u64) -> Option<FileEntry> {
        let (role, [name, bytes, root, rows]) =
            if let Some([class, shard, rest @ ..]) = words::<6>(Some(text), "part") {
                let class = class.to_owned();
                let shard = shard.parse().ok()?;
                (Role::Part { class, shard }, rest)
            } else {
                let [table, "-", rest @ ..] = words::<6>(Some(text), "table")? else {
                    return None;
                };
                (Role::Table(table.to_owned()), rest)
            };
        // A name with a path in it could point out of the folder.
        if name.contains(['/', '\\']) || name.starts_with('.') || name.is_empty() {
            return None;
        }
        Some(FileEntry {
            role,
            name: name.to_owned(),
            bytes: bytes.parse().ok()?,
            root: Hash::from_base64(root).ok()?,
            rows: rows.parse().ok()?,
            line,
        })
    }
}

impl Manifest {
    /// Reads a manifest; the error is the number of the line that is wrong and a sentence.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Manifest, (u64, String)> {
        let text = std::str::from_utf8(bytes).map_err(|_| (1, "it is not text".to_owned()))?;
        let manifest = read(text).ok_or_else(|| {
            let message = "its head is not that of a manifest of version 1 or 2";
            (1, message.to_owned())
        })?;
        let again = manifest.to_text();
        if again == text {
            return Ok(manifest);
        }
        let differs = again.split('\n').zip(text.split('\n'));
        let same = differs.take_while(|(a, b)| a == b).count() as u64;
        Err((same + 1, "the line has no place here".to_owned()))
    }

    fn to_text(&self) -> String {
        let mut text = format!(
            "nunchi manifest {}\nepoch {}\norigin {}\npositions {} {}\nblocks {} {}\nclosed {}\n",
            self.version,
            self.epoch,
            self.origin,
            self.positions.0,
            self.positions.1,
            self.blocks.0,
            self.blocks.1,
            self.closed
        );
        text.push_str(&format!(
            "catalogue {} {}\nrelation {}\ngeneration {}\nprevious {}\n",
            self.catalogue.0,
            hex(&self.catalogue.1),
            self.relation,
            self.generation,
            hex(&self.previous)
        ));
        let files = self.files.iter().map(FileEntry::to_line);
        for line in files.chain(self.facts.iter().cloned()) {
            text.push_str(&line);
            text.push('\n');
        }
        text.push_str("end\n");
        text
    }

    /// The tables that it must name, in their order.
    pub(crate) fn due_tables(&self) -> Vec<&'static str> {
        let acts = |table: &&str| self.version > 1 || *table != "acts";
        TABLES.into_iter().filter(acts).collect()
    }

    pub(crate) fn table(&self, name: &str) -> Option<&FileEntry> {
        self.files
            .iter()
            .find(|file| file.role == Role::Table(name.to_owned()))
    }
}

/// Reads what is understood; whatever is not shows when it is written again.
fn read(text: &str) -> Option<Manifest> {
    let mut lines = text.lines();
    let version = match lines.next()? {
        "nunchi manifest 1" => 1,
        "nunchi manifest 2" => 2,
        _ => return None,
    };
    let epoch = word(lines.next(), "epoch")?.parse().ok()?;
    let origin = word(lines.next(), "origin")?.to_owned();
    let positions = pair(lines.next(), "positions")?;
    let blocks = pair(lines.next(), "blocks")?;
    let closed = Millis::parse(word(lines.next(), "closed")?).ok()?;
    let [catalogue, digest] = words(lines.next(), "catalogue")?;
    let catalogue = (catalogue.parse().ok()?, unhex(digest)?);
    let relation = word(lines.next(), "relation")?.parse().ok()?;
    let generation = word(lines.next(), "generation")?.parse().ok()?;
    let previous = unhex(word(lines.next(), "previous")?)?;
    let (mut files, mut facts) = (Vec::new(), Vec::new());
    for (number, line) in (HEAD_LINES + 1..).zip(lines) {
        if let Some(file) = FileEntry::parse(line, number) {
            files.push(file);
        } else if ["subjects ", "source ", "hours ", "lane ", "gap "]
            .iter()
            .any(|name| line.starts_with(name))
        {
            facts.push(line.to_owned());
        }
    }
    Some(Manifest {
        version,
        epoch,
        origin,
        positions,
        blocks,
        closed,
        catalogue,
        relation,
        generation,
        previous,
        files,
        facts,
    })
}
