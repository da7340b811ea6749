//! Reading Rust without a parser: text whose strings and comments are blank.
//!
//! Invariants: the bare text has the length and the lines of the real text, so that an offset in
//! one is the same place in the other; it holds no byte of a string, a char literal or a comment.

use std::ops::Range;

#[cfg(test)]
mod tests;

/// One Rust file.
pub(crate) struct Code<'t> {
    pub(crate) path: &'t str,
    pub(crate) bare: String,
    /// True when the whole file is a test.
    pub(crate) whole_is_test: bool,
    /// The items under `#[cfg(test)]`.
    tests: Vec<Range<usize>>,
}

/// A function with a body; lines are counted from 1, from the word `fn` to the closing brace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function<'c> {
    pub(crate) name: &'c str,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

impl<'t> Code<'t> {
    pub(crate) fn new(path: &'t str, text: &'t str) -> Self {
        let bare = bare(text);
        let folders = ["/tests/", "/benches/"];
        let whole_is_test = folders.iter().any(|folder| path.contains(folder))
            || path.ends_with("/tests.rs")
            || bare.contains("#![cfg(test)]");
        let tests = attributes(&bare)
            .filter(|(_, inside)| is_cfg_test(inside))
            .map(|(at, inside)| at..item_end(&bare, at + inside.len() + 3))
            .collect();
        Self {
            path,
            bare,
            whole_is_test,
            tests,
        }
    }

    /// True when the place is in a test.
    pub(crate) fn is_test(&self, at: usize) -> bool {
        self.whole_is_test || self.tests.iter().any(|range| range.contains(&at))
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        line(&self.bare, at)
    }

    /// The paths, without `.rs`, of modules that this file declares as tests.
    pub(crate) fn test_modules(&self) -> impl Iterator<Item = String> {
        let (folder, file) = self.path.rsplit_once('/').unwrap_or(("", self.path));
        let home = match file {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => self.path.trim_end_matches(".rs").to_owned(),
        };
        self.tests.iter().filter_map(move |range| {
            let item = self.bare.get(range.clone())?.trim_end().strip_suffix(';')?;
            let mut words = words(item).map(|(_, word)| word);
            words.find(|word| *word == "mod")?;
            Some(format!("{home}/{}", words.next()?))
        })
    }

    /// Every function with a body, the inner ones too.
    pub(crate) fn functions(&self) -> Vec<Function<'_>> {
        let mut words = words(&self.bare).peekable();
        let mut found = Vec::new();
        while let Some((at, word)) = words.next() {
            if word != "fn" {
                continue;
            }
            // `fn(u8) -> u8` is a type: no name follows.
            let Some(&(name_at, name)) = words.peek() else {
                continue;
            };
            if !between(&self.bare, at + 2, name_at).trim().is_empty() {
                continue;
            }
            if let Some(open) = body(&self.bare, name_at + name.len()) {
                let close = matching_brace(&self.bare, open);
                found.push(Function {
                    name,
                    first: self.line(at),
                    last: self.line(close),
                });
            }
        }
        found
    }

    /// Where a path such as `std::fs` is named, in an expression or in a `use`.
    pub(crate) fn named(&self, path: &str) -> Vec<usize> {
        let plain = self
            .bare
            .match_indices(path)
            .map(|(at, _)| at)
            .filter(|at| {
                let before = self
                    .bare
                    .get(..*at)
                    .and_then(|text| text.chars().next_back());
                let after = self
                    .bare
                    .get(at + path.len()..)
                    .and_then(|text| text.chars().next());
                !before.is_some_and(is_word) && !after.is_some_and(is_word)
            });
        let within = format!("{path}::");
        let imported = uses(&self.bare)
            .into_iter()
            .filter(|(_, used)| used == path || used.starts_with(&within))
            .map(|(at, _)| at);
        let mut places: Vec<usize> = plain.chain(imported).collect();
        places.sort_unstable();
        places.dedup_by_key(|at| line(&self.bare, *at));
        places
    }
}

/// The line of a place, counted from 1.
pub(crate) fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The identifiers and keywords of bare text, with their places.
pub(crate) fn words(bare: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + bare.get(rest..)?.find(is_word)?;
        let tail = bare.get(start..)?;
        let end = start + tail.find(|one| !is_word(one)).unwrap_or(tail.len());
        rest = end;
        Some((start, bare.get(start..end)?))
    })
}

/// What stands between the brackets of every attribute, with the place of its `#`.
pub(crate) fn attributes(bare: &str) -> impl Iterator<Item = (usize, &str)> {
    bare.match_indices('#').filter_map(|(at, _)| {
        let tail = bare.get(at + 1..)?;
        let tail = tail.strip_prefix('!').unwrap_or(tail).strip_prefix('[')?;
        let mut depth = 1_usize;
        for (end, byte) in tail.bytes().enumerate() {
            match byte {
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some((at, tail.get(..end)?));
            }
        }
        None
    })
}

/// The text with every string, char literal and comment made of spaces.
fn bare(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (hidden, end) = token(text, at);
        let end = end.clamp(at + 1, bytes.len());
        for byte in bytes.get(at..end).unwrap_or_default() {
            out.push(if hidden && *byte != b'\n' {
                b' '
            } else {
                *byte
            });
        }
        at = end;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether the token at a place is to be hidden, and where it ends.
fn token(text: &str, at: usize) -> (bool, usize) {
    let tail = text.get(at..).unwrap_or_default();
    if tail.starts_with("//") {
        return (true, at + tail.find('\n').unwrap_or(tail.len()));
    }
    if tail.starts_with("/*") {
        return (true, at + comment_length(tail));
    }
    if let Some(length) = raw_string_length(tail) {
        return (true, at + length);
    }
    match tail.chars().next() {
        Some('"') => (true, at + quoted_length(tail, '"')),
        Some('\'') => match char_length(tail) {
            Some(length) => (true, at + length),
            None => (false, at + 1), // A lifetime or a label.
        },
        Some(first) if is_word(first) => (
            false,
            at + tail.find(|one| !is_word(one)).unwrap_or(tail.len()),
        ),
        first => (false, at + first.map_or(1, char::len_utf8)),
    }
}

/// The length of a block comment, which may hold others.
fn comment_length(tail: &str) -> usize {
    let bytes = tail.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(pair) = bytes.get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// The length of `r"…"`, `br#"…"#` and their like; nothing for a raw identifier.
fn raw_string_length(tail: &str) -> Option<usize> {
    let after = ["r", "br", "cr"].iter().find_map(|prefix| {
        tail.strip_prefix(prefix)
            .filter(|rest| rest.starts_with(['#', '"']))
    })?;
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    let inside = after.get(hashes..)?.strip_prefix('"')?;
    let closing = format!("\"{}", "#".repeat(hashes));
    let opened = tail.len() - inside.len();
    Some(
        inside
            .find(&closing)
            .map_or(tail.len(), |end| opened + end + closing.len()),
    )
}

/// The length of text in quotes, where a backslash hides the next character.
fn quoted_length(tail: &str, quote: char) -> usize {
    let mut hidden = true; // The opening quote does not close.
    for (at, one) in tail.char_indices() {
        if hidden {
            hidden = false;
        } else if one == '\\' {
            hidden = true;
        } else if one == quote {
            return at + 1;
        }
    }
    tail.len()
}

/// The length of a char literal; nothing where the quote begins a lifetime.
fn char_length(tail: &str) -> Option<usize> {
    let mut inside = tail.get(1..)?.chars();
    let first = inside.next()?;
    if first == '\\' {
        return Some(quoted_length(tail, '\''));
    }
    (inside.next()? == '\'').then(|| 2 + first.len_utf8())
}

/// Every path that `use` declarations name, braces written out.
fn uses(bare: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in words(bare).filter(|(_, word)| *word == "use") {
        let tail = bare.get(at + 3..).unwrap_or_default();
        let tree = tail.split(';').next().unwrap_or_default();
        let mut paths = Vec::new();
        write_out("", tree, &mut paths);
        found.extend(paths.into_iter().map(|path| (at, path)));
    }
    found
}

fn write_out(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, inside)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        let path: String = path.chars().filter(|one| !one.is_whitespace()).collect();
        paths.push(
            format!("{before}{path}")
                .trim_start_matches("::")
                .to_owned(),
        );
        return;
    };
    let inside = inside.rsplit_once('}').map_or(inside, |(inside, _)| inside);
    let head: String = head.chars().filter(|one| !one.is_whitespace()).collect();
    let before = format!("{before}{head}");
    let (mut depth, mut start) = (0_usize, 0);
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                write_out(&before, between(inside, start, at), paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    write_out(&before, between(inside, start, inside.len()), paths);
}

/// True for `cfg(test)` and `cfg(all(test, …))`.
fn is_cfg_test(attribute: &str) -> bool {
    let packed: String = attribute
        .chars()
        .filter(|one| !one.is_whitespace())
        .collect();
    packed == "cfg(test)" || packed.starts_with("cfg(all(test,")
}

/// Where the item that begins here ends: its closing brace, or its semicolon.
fn item_end(bare: &str, from: usize) -> usize {
    match body(bare, from) {
        Some(open) => matching_brace(bare, open) + 1,
        None => bare
            .get(from..)
            .and_then(|tail| tail.find(';'))
            .map_or(bare.len(), |at| from + at + 1),
    }
}

/// The opening brace of an item's body; nothing when a semicolon comes first.
fn body(bare: &str, from: usize) -> Option<usize> {
    let (mut depth, mut last, mut skip_to) = (0_usize, b' ', from);
    for (at, byte) in bare.bytes().enumerate().skip(from) {
        if at < skip_to || byte.is_ascii_whitespace() {
            continue;
        }
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            // `Thing<{ N }>` is an argument, not a body.
            b'{' if depth == 0 && last == b'<' => skip_to = matching_brace(bare, at) + 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
        last = byte;
    }
    None
}

/// The closing brace of an opening one, or the end of the text.
fn matching_brace(bare: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in bare.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return at;
        }
    }
    bare.len()
}

fn between(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

fn is_word(one: char) -> bool {
    one.is_alphanumeric() || one == '_'
}
