//! Where a setting stands in the file: from a path such as `route[2].fields[0]` to line and column.

use std::{collections::BTreeSet, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::Complaint;

/// The mistakes found so far.
pub(super) struct Complaints<'t> {
    text: &'t str,
    file: &'t str,
    root: Spanned<DeTable<'t>>,
    found: BTreeSet<Complaint>,
    spoilt: BTreeSet<String>,
}

impl<'t> Complaints<'t> {
    pub(super) fn new(text: &'t str, file: &'t str) -> Complaints<'t> {
        Complaints {
            text,
            file,
            root: Spanned::new(0..0, DeTable::new()),
            found: BTreeSet::new(),
            spoilt: BTreeSet::new(),
        }
    }

    /// Sets the tree in which paths are looked up.
    pub(super) fn set_root(&mut self, root: Spanned<DeTable<'t>>) {
        self.root = root;
    }

    /// The text at a place.
    pub(super) fn excerpt(&self, span: Range<usize>) -> String {
        let text = self.text.get(span).unwrap_or("");
        let line = text.lines().next().unwrap_or("").trim();
        let mut excerpt: String = line.chars().take(40).collect();
        if excerpt.len() < line.len() {
            excerpt.push('…');
        }
        excerpt
    }

    /// The line at a place, trimmed.
    pub(super) fn line_at(&self, at: usize) -> String {
        let start = self
            .text
            .get(..at)
            .and_then(|t| t.rfind('\n'))
            .map_or(0, |n| n + 1);
        self.excerpt(start..self.text.len())
    }

    /// A mistake at a place of the text, in the piece with this path.
    pub(super) fn add_at(&mut self, span: Range<usize>, piece: &str, message: String) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        self.found.insert(Complaint {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            message,
        });
        self.spoilt.insert(piece_of(piece).to_owned());
    }

    /// A mistake at a setting.
    pub(super) fn add(&mut self, path: &str, message: String) {
        let span = locate(&self.root, path);
        self.add_at(span, path, message);
    }

    /// Whether something was already said about the piece of this path.
    pub(super) fn is_spoilt(&self, path: &str) -> bool {
        self.spoilt.contains(piece_of(path))
    }

    pub(super) fn finish(self) -> Vec<Complaint> {
        self.found.into_iter().collect()
    }
}

/// `route[2]` of `route[2].fields`.
fn piece_of(path: &str) -> &str {
    path.split_once('.').map_or(path, |(piece, _)| piece)
}

/// The place of a setting, or of the nearest table around it that is there.
fn locate(root: &Spanned<DeTable<'_>>, path: &str) -> Range<usize> {
    let mut span = root.span();
    let mut table = Some(root.get_ref());
    let mut value: Option<&Spanned<DeValue<'_>>> = None;
    for part in path.split('.') {
        let (key, index) = split_index(part);
        let Some(found) = table.and_then(|table| table.get(key)) else {
            return span;
        };
        value = Some(found);
        if let Some(index) = index {
            let item = found
                .get_ref()
                .as_array()
                .and_then(|array| array.get(index));
            value = item.or(value);
        }
        span = value.map_or(span, Spanned::span);
        table = value.and_then(|value| value.get_ref().as_table());
    }
    value.map_or(span, Spanned::span)
}

/// `route[2]` as `route` and 2.
fn split_index(part: &str) -> (&str, Option<usize>) {
    let split = || {
        let (key, index) = part.strip_suffix(']')?.split_once('[')?;
        Some((key, Some(index.parse().ok()?)))
    };
    split().unwrap_or((part, None))
}
