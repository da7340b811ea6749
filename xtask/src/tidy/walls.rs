//! Paths that code may name only in some rooms: the file system and the clock belong to `env`.
//!
//! Clippy holds the same wall for single functions by their real path; this check holds it for
//! whole modules, however they are imported. Tests are free. Exceptions stand in
//! `xtask/walls.txt`, each with a reason, and go when nobody needs them.

use std::collections::BTreeSet;

use toml::Value;

use super::layers::{LAYERS, string, strings, table};
use super::tree::Tree;
use super::{Finding, list_lines};

#[cfg(test)]
mod tests;

const EXCEPTIONS: &str = "xtask/walls.txt";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    // A table that cannot be read is told by `layers`.
    let rules = table(tree, LAYERS).unwrap_or_default();
    let names = rules.get("names").and_then(Value::as_table);
    let exceptions = tree.text(EXCEPTIONS).unwrap_or_default();
    let excused: BTreeSet<(&str, &str)> = list_lines(exceptions)
        .filter_map(|(_, line)| excuse(line))
        .collect();
    let mut used = BTreeSet::new();
    let mut findings = Vec::new();
    for code in tree.code() {
        let Some(room) = room(code.path) else {
            continue;
        };
        for (name, rule) in names.into_iter().flatten() {
            let only = strings(rule.get("only"));
            if only.iter().any(|one| one == room) {
                continue;
            }
            for at in code.named(name).into_iter().filter(|at| !code.is_test(*at)) {
                if let Some(excuse) = excused.get(&(code.path, name.as_str())) {
                    used.insert(*excuse);
                    continue;
                }
                let what = format!("`{name}` outside {}", only.join(", "));
                let right = string(rule.get("right"));
                findings.push(Finding::new(code.path, code.line(at), what, right));
            }
        }
    }
    for (line, text) in list_lines(exceptions) {
        let (what, right) = match excuse(text) {
            None => ("not an exception", "write: path, name, why"),
            Some(excuse) if !used.contains(&excuse) => ("nobody needs this", "take the line out"),
            Some(_) => continue,
        };
        findings.push(Finding::new(EXCEPTIONS, line, what, right));
    }
    findings
}

/// The crate of a file under `crates/*/src`.
fn room(path: &str) -> Option<&str> {
    let (room, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    rest.starts_with("src/").then_some(room)
}

/// Path and name of an exception; nothing where the reason is missing.
fn excuse(line: &str) -> Option<(&str, &str)> {
    let mut parts = line.split_whitespace();
    let pair = (parts.next()?, parts.next()?);
    parts.next().map(|_| pair)
}
