//! Which crate may name which: `xtask/layers.toml` against every `crates/*/Cargo.toml`.
//!
//! Also the guests: crates from outside that may stand only in some rooms. A guest in
//! `[dev-dependencies]` is free, for it is not shipped.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::Finding;
use super::tree::Tree;

#[cfg(test)]
mod tests;

/// The file that says who may name whom and what.
pub(crate) const LAYERS: &str = "xtask/layers.toml";

/// One line of a manifest that names another crate.
struct Edge {
    /// The real name of the package, whatever the manifest calls it.
    package: String,
    line: usize,
    dev: bool,
}

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let table = match table(tree, LAYERS) {
        Ok(table) => table,
        Err(finding) => return vec![finding],
    };
    let renamed = renamed(tree);
    let mut findings = Vec::new();
    let mut crates: BTreeMap<String, (&str, Vec<Edge>)> = BTreeMap::new();
    for path in tree.paths().filter(|path| is_manifest(path)) {
        match self::table(tree, path) {
            Ok(manifest) => {
                let text = tree.text(path).unwrap_or_default();
                let name = string(
                    manifest
                        .get("package")
                        .and_then(|package| package.get("name")),
                );
                crates.insert(name, (path, edges(&manifest, text, &renamed)));
            }
            Err(finding) => findings.push(finding),
        }
    }
    let mut own: BTreeSet<&str> = crates.keys().map(String::as_str).collect();
    own.insert("xtask");
    for (name, (path, edges)) in &crates {
        let Some(rule) = table.get("crates").and_then(|rules| rules.get(name)) else {
            let right = format!("add [crates.{name}] to {LAYERS} and say what it may name");
            findings.push(Finding::new(
                path,
                1,
                format!("crate {name} has no layer"),
                right,
            ));
            continue;
        };
        for edge in edges {
            let breach = if own.contains(edge.package.as_str()) {
                layer_breach(name, rule, edge)
            } else {
                guest_breach(name, &table, edge)
            };
            findings.extend(breach.map(|(what, right)| Finding::new(path, edge.line, what, right)));
        }
    }
    findings.extend(stale(&table, tree.text(LAYERS).unwrap_or_default(), &own));
    findings
}

/// An edge to a crate of ours that the rule does not list.
fn layer_breach(name: &str, rule: &Value, edge: &Edge) -> Option<(String, String)> {
    let may = strings(rule.get("may"));
    let dev = strings(rule.get("dev"));
    let target = &edge.package;
    if may.contains(target) || (edge.dev && (dev.contains(target) || target == name)) {
        return None;
    }
    let kind = if edge.dev { " in its tests" } else { "" };
    let listed = if may.is_empty() {
        "nothing".to_owned()
    } else {
        may.join(", ")
    };
    let right = format!("it may name {listed} ({LAYERS})");
    Some((format!("{name} names {target}{kind}"), right))
}

/// An edge to a crate from outside that may not stand here.
fn guest_breach(name: &str, table: &Table, edge: &Edge) -> Option<(String, String)> {
    let guests = table.get("guests")?.as_table()?;
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => edge.package.starts_with(start),
        None => edge.package == pattern,
    };
    let (_, rule) = guests.iter().find(|(pattern, _)| matches(pattern))?;
    let only = strings(rule.get("only"));
    if edge.dev || only.iter().any(|room| room == name) {
        return None;
    }
    let because = string(rule.get("because"));
    let right = format!("only {} may: {because}", only.join(", "));
    Some((format!("{name} names {}", edge.package), right))
}

/// Rules that name a crate that is not there.
fn stale(table: &Table, text: &str, own: &BTreeSet<&str>) -> Vec<Finding> {
    let rules = table.get("crates").and_then(Value::as_table);
    let mut findings = Vec::new();
    for (name, rule) in rules.into_iter().flatten() {
        let mentioned = strings(rule.get("may"))
            .into_iter()
            .chain(strings(rule.get("dev")));
        for gone in std::iter::once(name.clone()).chain(mentioned) {
            if !own.contains(gone.as_str()) {
                let line = line_where(text, |line| line == format!("[crates.{name}]"));
                let right = "take it out, or add the crate";
                findings.push(Finding::new(
                    LAYERS,
                    line,
                    format!("no crate {gone}"),
                    right,
                ));
            }
        }
    }
    findings
}

/// Every dependency of a manifest, of every kind and target.
fn edges(manifest: &Table, text: &str, renamed: &BTreeMap<String, String>) -> Vec<Edge> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let tables = targets
        .into_iter()
        .flatten()
        .filter_map(|(_, target)| target.as_table());
    let mut edges = Vec::new();
    for place in std::iter::once(manifest).chain(tables) {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let list = place.get(kind).and_then(Value::as_table);
            for (name, value) in list.into_iter().flatten() {
                let inherited = value.get("workspace").and_then(Value::as_bool) == Some(true);
                let package = match value.get("package").and_then(Value::as_str) {
                    Some(real) => real.to_owned(),
                    None if inherited => renamed.get(name).unwrap_or(name).clone(),
                    None => name.clone(),
                };
                let line = edge_line(text, kind, name);
                edges.push(Edge {
                    package,
                    line,
                    dev: kind == "dev-dependencies",
                });
            }
        }
    }
    edges
}

/// Names of `[workspace.dependencies]` that stand for a package of another name.
fn renamed(tree: &Tree) -> BTreeMap<String, String> {
    let manifest = table(tree, "Cargo.toml").unwrap_or_default();
    let list = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"));
    let entries = list.and_then(Value::as_table).into_iter().flatten();
    let real = |value: &Value| Some(value.get("package")?.as_str()?.to_owned());
    entries
        .filter_map(|(name, value)| Some((name.clone(), real(value)?)))
        .collect()
}

/// The line of a manifest on which a dependency stands, in a section of its kind.
fn edge_line(text: &str, kind: &str, name: &str) -> usize {
    let mut here = false;
    let names = |line: &str| {
        let rest = line.trim_matches('"').strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '.', '=', '"']))
    };
    line_where(text, |line| {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            here = section.ends_with(kind) && (kind != "dependencies" || !section.contains('-'));
            return section.ends_with(&format!("{kind}.{name}"));
        }
        here && names(line)
    })
}

/// The first line that fits, counted from 1; the first of the file when none does.
pub(crate) fn line_where(text: &str, mut fits: impl FnMut(&str) -> bool) -> usize {
    text.lines()
        .position(|line| fits(line.trim()))
        .map_or(1, |at| at + 1)
}

/// A file as a table, or the finding that it cannot be read.
pub(crate) fn table(tree: &Tree, path: &str) -> Result<Table, Finding> {
    let missing = || {
        Finding::new(
            path,
            1,
            "the file is missing",
            "tidy reads its rules from it",
        )
    };
    let text = tree.text(path).ok_or_else(missing)?;
    text.parse().map_err(|error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = super::rust::line(text, at);
        Finding::new(
            path,
            line,
            format!("not TOML: {}", error.message()),
            "mend the line",
        )
    })
}

/// The strings of a list; none where there is no list.
pub(crate) fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

pub(crate) fn string(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn is_manifest(path: &str) -> bool {
    let folder = path
        .strip_prefix("crates/")
        .and_then(|rest| rest.strip_suffix("/Cargo.toml"));
    folder.is_some_and(|name| !name.contains('/'))
}
