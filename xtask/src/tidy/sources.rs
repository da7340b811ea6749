//! A source is a folder: `crates/source/src/<format>/` has `mod.rs` and `fixtures/`.
//!
//! What a format is, its module says; what it looks like, its fixtures show. Folders that are not
//! a format stand in `xtask/sources.txt`; a folder beside a file of its name belongs to that file.

use std::collections::BTreeSet;

use super::tree::Tree;
use super::{Finding, list_lines};

#[cfg(test)]
mod tests;

const HOME: &str = "crates/source/src";
const LIST: &str = "xtask/sources.txt";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let list = tree.text(LIST).unwrap_or_default();
    let others: BTreeSet<&str> = list_lines(list).map(|(_, name)| name).collect();
    let inside = tree
        .paths()
        .filter_map(|path| path.strip_prefix(HOME)?.strip_prefix('/'));
    let folders: BTreeSet<&str> = inside
        .filter_map(|path| Some(path.split_once('/')?.0))
        .collect();
    let mut findings = Vec::new();
    for name in folders
        .into_iter()
        .filter(|name| *name != "tests" && !others.contains(name))
    {
        let folder = format!("{HOME}/{name}");
        if tree.holds(&format!("{folder}.rs")) {
            continue;
        }
        for (wanted, right) in [
            ("mod.rs", "a format opens with its decoder"),
            (
                "fixtures",
                "keep real lines there, with the events they mean",
            ),
        ] {
            if !tree.holds(&format!("{folder}/{wanted}")) {
                let what = format!("the format {name} has no {wanted}");
                let right = format!("{right} (what is no format stands in {LIST})");
                findings.push(Finding::new(&folder, 1, what, right));
            }
        }
    }
    findings
}
