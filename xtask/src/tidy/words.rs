//! The project speaks of the project alone: words of a workplace stand in no text file.
//!
//! The words are in `xtask/words.txt`, the only file that may hold them. A word counts where it
//! stands by itself: `/a/` is not found in `https://example.org/a/`.

use super::tree::Tree;
use super::{Finding, list_lines};

#[cfg(test)]
mod tests;

const LIST: &str = "xtask/words.txt";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(list) = tree.text(LIST) else {
        return vec![Finding::new(
            LIST,
            1,
            "the file is missing",
            "write one word a line",
        )];
    };
    let words: Vec<&str> = list_lines(list).map(|(_, word)| word).collect();
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| *path != LIST) {
        for (at, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| stands_in(line, word)) {
                let what = format!("the words \"{word}\"");
                findings.push(Finding::new(
                    path,
                    at + 1,
                    what,
                    "speak of the project alone",
                ));
            }
        }
    }
    findings
}

/// True when the word is in the line and is not a part of a longer one.
fn stands_in(line: &str, word: &str) -> bool {
    let part = |one: char| one.is_alphanumeric() || "_-.".contains(one);
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line
            .get(at + word.len()..)
            .and_then(|text| text.chars().next());
        let ends_open = word.chars().next_back().is_some_and(char::is_alphanumeric);
        let runs_on = ends_open && after.is_some_and(char::is_alphanumeric);
        !(before.is_some_and(part) || runs_on)
    })
}
