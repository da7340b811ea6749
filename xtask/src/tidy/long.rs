//! Functions and files stay small, and what is long may only get shorter.
//!
//! A function is counted from the word `fn` to its closing brace, a file by its lines, tests
//! included. What is longer must stand in `xtask/long.txt` with its length.

use std::collections::BTreeMap;

use super::tree::Tree;
use super::{Finding, list_lines};

#[cfg(test)]
mod tests;

const LIST: &str = "xtask/long.txt";

/// Lines of a function. One that does not fit on a page hides a second idea.
const FUNCTION_LINES_MAX: usize = 70;

/// Lines of a file. Beyond it a file tells more than one story.
const FILE_LINES_MAX: usize = 600;

/// Ends of the names of files that people write as code.
const CODE: [&str; 6] = [".rs", ".py", ".sh", ".ts", ".js", ".css"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let list = tree.text(LIST).unwrap_or_default();
    let mut listed: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (line, text) in list_lines(list) {
        let entry = text
            .split_once(' ')
            .and_then(|(key, count)| Some((key, count.trim().parse().ok()?)));
        match entry {
            Some((key, count)) => drop(listed.insert(key, (count, line))),
            None => findings.push(Finding::new(
                LIST,
                line,
                "not an entry",
                "write: path lines",
            )),
        }
    }
    for long in long_things(tree) {
        let allowed = listed.remove(long.key.as_str()).map(|(count, _)| count);
        let (what, right) = match allowed {
            Some(count) if long.lines <= count => continue,
            Some(count) => (
                format!("{} has grown to {} lines", long.name, long.lines),
                format!("{LIST} allows {count}: what is listed only shrinks"),
            ),
            None => (
                format!("{} has {} lines", long.name, long.lines),
                format!("at most {}: divide it by ideas", long.max),
            ),
        };
        findings.push(Finding::new(&long.path, long.line, what, right));
    }
    for (key, (_, line)) in listed {
        let what = format!("{key} is no longer long or no longer there");
        findings.push(Finding::new(LIST, line, what, "take the line out"));
    }
    findings
}

/// A thing beyond its measure.
struct Long {
    /// How the list names it.
    key: String,
    path: String,
    line: usize,
    name: String,
    lines: usize,
    max: usize,
}

/// Every long thing once; of functions of one name in one file the longest.
fn long_things(tree: &Tree) -> Vec<Long> {
    let mut found: BTreeMap<String, Long> = BTreeMap::new();
    for (path, text) in tree
        .texts()
        .filter(|(path, _)| CODE.iter().any(|end| path.ends_with(end)))
    {
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX {
            let (key, path) = (path.to_owned(), path.to_owned());
            let name = "the file".to_owned();
            let long = Long {
                key: key.clone(),
                path,
                line: 1,
                name,
                lines,
                max: FILE_LINES_MAX,
            };
            found.insert(key, long);
        }
    }
    for code in tree.code() {
        for function in code.functions() {
            let lines = function.last - function.first + 1;
            let key = format!("{}::{}", code.path, function.name);
            let known = found.get(&key).map_or(0, |long| long.lines);
            if lines > FUNCTION_LINES_MAX.max(known) {
                let long = Long {
                    key: key.clone(),
                    path: code.path.to_owned(),
                    line: function.first,
                    name: format!("fn {}", function.name),
                    lines,
                    max: FUNCTION_LINES_MAX,
                };
                found.insert(key, long);
            }
        }
    }
    found.into_values().collect()
}
