//! The files of the checkout, read once.
//!
//! Invariant: paths are relative to the root, with `/`, in their order. What git ignores is not
//! here. A file that is not text, or larger than [`TEXT_BYTES_MAX`], is here by name only.
#![expect(
    clippy::disallowed_methods,
    reason = "tidy reads the checkout, not a data directory"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::rust::Code;

#[cfg(test)]
mod tests;

/// Bytes. Beyond it a file is data, not something that a person wrote, and is not read.
const TEXT_BYTES_MAX: u64 = 4 << 20;

/// Folders that hold what was made, where git is not there to say so.
const MADE: [&str; 7] = [
    ".git",
    "target",
    "node_modules",
    ".venv",
    "__pycache__",
    "nunchi-data",
    "demo-data",
];

/// The files by path; no text where a file is not text.
pub(crate) struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads what git tracks or would track, or everything where there is no git.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        for path in listed_by_git(root).map_or_else(|| walked(root), Ok)? {
            let full = root.join(&path);
            // A file that git still lists may be gone, and a link is not read twice.
            let Ok(meta) = std::fs::symlink_metadata(&full) else {
                continue;
            };
            let text = if meta.is_file() && meta.len() <= TEXT_BYTES_MAX {
                let bytes =
                    std::fs::read(&full).with_context(|| format!("reading {}", full.display()))?;
                String::from_utf8(bytes)
                    .ok()
                    .filter(|text| !text.contains('\0'))
            } else {
                None
            };
            files.insert(path, text);
        }
        Ok(Self { files })
    }

    /// A made-up tree.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), Some((*text).to_owned()));
        Self {
            files: files.iter().map(owned).collect(),
        }
    }

    /// The text of a file, when there is one.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Every text file.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Every path, text or not.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// True for a file and for a folder with a file in it.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains_key(path) || self.paths().any(|file| file.starts_with(&folder))
    }

    /// Every Rust file, with the knowledge of what in it is a test.
    pub(crate) fn code(&self) -> Vec<Code<'_>> {
        let rust = self.texts().filter(|(path, _)| path.ends_with(".rs"));
        let mut code: Vec<Code<'_>> = rust.map(|(path, text)| Code::new(path, text)).collect();
        let tests: BTreeSet<String> = code.iter().flat_map(Code::test_modules).collect();
        for one in &mut code {
            let stem = one.path.trim_end_matches(".rs");
            let mut within = stem.match_indices('/').filter_map(|(at, _)| stem.get(..at));
            if tests.contains(stem) || within.any(|folder| tests.contains(folder)) {
                one.whole_is_test = true;
            }
        }
        code
    }
}

/// What git tracks or would track; nothing when the root is not a checkout or git does not answer.
fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    root.join(".git").exists().then_some(())?;
    let mut git = Command::new("git");
    git.arg("-C").arg(root);
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = git.output().ok().filter(|output| output.status.success())?;
    let names = output
        .stdout
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty());
    Some(
        names
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect(),
    )
}

/// Every file below the root but those in folders of made things.
fn walked(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let context = || format!("listing {}", folder.display());
        for entry in std::fs::read_dir(&folder).with_context(context)? {
            let entry = entry.with_context(context)?;
            let path = entry.path();
            if entry.file_type().with_context(context)?.is_dir() {
                if !MADE.iter().any(|made| entry.file_name() == *made) {
                    folders.push(path);
                }
            } else if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    Ok(found)
}
