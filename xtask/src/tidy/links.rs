//! Every relative link of the documents points to a file that exists.
//!
//! Links in code are text, links with a scheme are somebody else's, and a link to a heading of
//! the same page has no file.

use super::Finding;
use super::tree::Tree;

#[cfg(test)]
mod tests;

/// The documents at the root; those in `docs/` are read too.
const DOCUMENTS: [&str; 5] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_document = |path: &str| {
        DOCUMENTS.contains(&path) || (path.starts_with("docs/") && path.ends_with(".md"))
    };
    for (path, text) in tree.texts().filter(|(path, _)| is_document(path)) {
        for (line, target) in links(text) {
            let Some(file) = local(&target) else { continue };
            let right = match resolved(path, &file) {
                Some(full) if full.is_empty() || tree.holds(&full) => continue,
                Some(full) => format!("there is no {full}"),
                None => "it leads out of the checkout".to_owned(),
            };
            findings.push(Finding::new(
                path,
                line,
                format!("the link ({target}) is dead"),
                right,
            ));
        }
    }
    findings
}

/// Every target of a link, an image or a reference, with its line.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fence: Option<&str> = None;
    for (at, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => {
                let line = without_code(line);
                found.extend(targets(&line).into_iter().map(|target| (at + 1, target)));
            }
            _ => {}
        }
    }
    found
}

/// The targets of one line.
fn targets(line: &str) -> Vec<String> {
    let inline = line.match_indices("](").filter_map(|(at, _)| {
        let tail = line.get(at + 2..)?;
        let mut depth = 1_usize;
        let end = tail.char_indices().find(|(_, one)| {
            match one {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth == 0
        })?;
        tail.get(..end.0)
    });
    let reference = line
        .trim_start()
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
        .filter(|(name, _)| !name.contains(']') && !name.starts_with('^'))
        .map(|(_, target)| target);
    inline
        .chain(reference)
        .map(cleaned)
        .filter(|target| !target.is_empty())
        .collect()
}

/// A target without its title and its angle brackets.
fn cleaned(target: &str) -> String {
    let target = target.trim();
    if let Some(inside) = target.strip_prefix('<') {
        return inside.split('>').next().unwrap_or_default().to_owned();
    }
    target
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// The path of a target of our own; nothing for other sites and for headings of the same page.
fn local(target: &str) -> Option<String> {
    let scheme = target.split(['/', '#', '?']).next().unwrap_or_default();
    if scheme.contains(':') || target.starts_with("//") {
        return None;
    }
    let path = target.split(['#', '?']).next().unwrap_or_default();
    (!path.is_empty()).then(|| path.replace("%20", " "))
}

/// The path from the root; nothing when it leads out of it.
fn resolved(from: &str, target: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let base = if target.starts_with('/') { "" } else { folder };
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The line with its code spans made of spaces.
fn without_code(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let (before, tail) = rest.split_at(start);
        let ticks = tail.len() - tail.trim_start_matches('`').len();
        let (mark, inside) = tail.split_at(ticks);
        out.push_str(before);
        match inside.find(mark) {
            Some(end) => {
                out.push(' ');
                rest = inside.get(end + ticks..).unwrap_or_default();
            }
            None => {
                out.push_str(mark);
                rest = inside;
            }
        }
    }
    out.push_str(rest);
    out
}
