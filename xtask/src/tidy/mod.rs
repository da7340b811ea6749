//! `cargo xtask tidy`: the rules of the house that the compiler cannot hold.
//!
//! Every check is a file, and a pure function from the tree of files to findings. A finding says
//! where, what is wrong and what would be right.

mod habits;
mod layers;
mod links;
mod long;
mod rust;
mod sources;
mod tree;
mod walls;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::Result;

use crate::say;
use tree::Tree;

/// Every check in the order of the output.
const CHECKS: [fn(&Tree) -> Vec<Finding>; 7] = [
    layers::check,
    walls::check,
    long::check,
    habits::check,
    links::check,
    words::check,
    sources::check,
];

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from 1.
    line: usize,
    what: String,
    right: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>, right: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            what: what.into(),
            right: right.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{}:{}: {}, {}",
            self.path, self.line, self.what, self.right
        )
    }
}

/// Runs every check over the checkout and prints what it finds; true when it is nothing.
pub(crate) fn run(root: &Path) -> Result<bool> {
    let tree = Tree::read(root)?;
    let mut count = 0;
    for check in CHECKS {
        let mut findings = check(&tree);
        findings.sort();
        findings.dedup();
        count += findings.len();
        findings
            .iter()
            .for_each(|finding| say::line(&finding.to_string()));
    }
    say::line(&closing(CHECKS.len(), count));
    Ok(count == 0)
}

fn closing(checks: usize, findings: usize) -> String {
    match findings {
        0 => format!("tidy: {checks} checks, no findings"),
        1 => format!("tidy: {checks} checks, 1 finding"),
        many => format!("tidy: {checks} checks, {many} findings"),
    }
}

/// The lines of a small list of ours, with their numbers: no comments, no empty lines.
fn list_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}
