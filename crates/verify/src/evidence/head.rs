//! The head of a bundle: a signed note that names every other file by its length and SHA-256.

use sha2::{Digest, Sha256};

use crate::text::{hex, unhex, words};

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFile {
    /// Path in the bundle, `/` between folders.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the head says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    pub(super) origin: String,
    /// The selection, with pseudonymous ids.
    pub(super) selection: String,
    pub(super) rows: u64,
    /// Length and SHA-256 of each file, in the order of paths.
    pub(super) files: Vec<(String, u64, [u8; 32])>,
}

impl Head {
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "nunchi evidence 1\norigin {}\nselection {}\nrows {}\n",
            self.origin,
            // A note has lines; a selection may have been typed on several.
            self.selection.replace(['\n', '\r'], " "),
            self.rows
        );
        for (path, len, digest) in &self.files {
            text.push_str(&format!("file {path} {len} {}\n", hex(digest)));
        }
        text.push_str("end\n");
        text
    }

    /// Reads what [`Head::text`] writes, and nothing else.
    pub(super) fn parse(text: &str) -> Option<Head> {
        let mut lines = text.lines();
        if lines.next()? != "nunchi evidence 1" {
            return None;
        }
        let [origin] = words(lines.next(), "origin")?;
        let selection = lines.next()?.strip_prefix("selection ")?;
        let [rows] = words(lines.next(), "rows")?;
        let mut head = Head {
            origin: origin.to_owned(),
            selection: selection.to_owned(),
            rows: rows.parse().ok()?,
            files: Vec::new(),
        };
        for line in lines.take_while(|line| *line != "end") {
            let [path, len, digest] = words(Some(line), "file")?;
            head.files
                .push((path.to_owned(), len.parse().ok()?, unhex(digest)?));
        }
        (head.text() == text).then_some(head)
    }
}

/// Length and digest of a file, as the head names it.
pub(super) fn entry(file: &BundleFile) -> (String, u64, [u8; 32]) {
    let digest = Sha256::digest(&file.bytes).into();
    (file.path.clone(), file.bytes.len() as u64, digest)
}
