//! Small habits that look harmless and hide something.
//!
//! A `matches!` that nobody asserts, a test that is ignored or sleeps, a `todo!`, a lint that is
//! silenced without a reason or for ever.

use super::Finding;
use super::rust::{Code, attributes, words};
use super::tree::Tree;

#[cfg(test)]
mod tests;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for code in tree.code() {
        findings.extend(macros(&code));
        findings.extend(silenced(&code));
        findings.extend(sleeps(&code));
    }
    findings
}

/// `matches!(…);` as a statement, and work that was left for later.
fn macros(code: &Code<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, word) in words(&code.bare) {
        let tail = code.bare.get(at + word.len()..).unwrap_or_default();
        let Some(tail) = tail.strip_prefix('!') else {
            continue;
        };
        let (what, right) = match word {
            "todo" | "unimplemented" => (format!("`{word}!`"), "do it, or return an error"),
            "matches" if is_statement(code, at) && ends_in_semicolon(tail) => (
                "a bare `matches!(…);` proves nothing".to_owned(),
                "wrap it in `assert!`",
            ),
            _ => continue,
        };
        findings.push(Finding::new(code.path, code.line(at), what, right));
    }
    findings
}

/// Lints that are silenced, and tests that are not run.
fn silenced(code: &Code<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, inside) in attributes(&code.bare) {
        let mut parts = words(inside).map(|(_, word)| word);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&str> = parts.collect();
        let named = |wanted| first == wanted || (first == "cfg_attr" && rest.contains(&wanted));
        let (what, right) = if named("allow") {
            (
                "`#[allow(…)]`",
                "use `#[expect(…, reason = \"…\")]`, which ends when its cause does",
            )
        } else if named("expect") && !rest.contains(&"reason") {
            ("`#[expect(…)]` without a reason", "add `reason = \"…\"`")
        } else if named("ignore") {
            ("`#[ignore]`", "a test is run or it is not there")
        } else {
            continue;
        };
        findings.push(Finding::new(code.path, code.line(at), what, right));
    }
    findings
}

/// Sleeps in tests: they are slow where they suffice, and wrong where they do not.
fn sleeps(code: &Code<'_>) -> Vec<Finding> {
    let places = ["thread::sleep", "time::sleep"]
        .into_iter()
        .flat_map(|name| code.named(name));
    let imported = ["std::thread::sleep", "tokio::time::sleep"];
    let places = places.chain(imported.into_iter().flat_map(|name| code.named(name)));
    let in_tests = places.filter(|at| code.is_test(*at));
    let finding = |at| {
        let right = "wait for the thing itself, or step a fake clock";
        Finding::new(code.path, code.line(at), "a test that sleeps", right)
    };
    in_tests.map(finding).collect()
}

/// True when a macro begins a statement, whatever path leads to its name.
fn is_statement(code: &Code<'_>, at: usize) -> bool {
    let before = code.bare.get(..at).unwrap_or_default();
    let before = before.trim_end_matches(|one: char| one.is_alphanumeric() || "_:".contains(one));
    let last = before.trim_end().chars().next_back();
    last.is_none_or(|one| ";{}]".contains(one))
}

/// True when a semicolon follows the parenthesis that opens here.
fn ends_in_semicolon(tail: &str) -> bool {
    let mut depth = 0_usize;
    for (at, byte) in tail.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return tail
                .get(at + 1..)
                .is_some_and(|rest| rest.trim_start().starts_with(';'));
        }
    }
    false
}
