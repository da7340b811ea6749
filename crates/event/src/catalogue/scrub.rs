//! Scrubbed path shapes: what is left of a path once everything that could name a person is gone.

use crate::limits::SCRUBBED_PATH_CHARS_MAX;

/// The shape of a path: a segment stays only if it is made of lower-case letters, `-`, `_` or `.`
/// and has at most 24 characters, or is a version such as `v2`; a number becomes `{n}`, anything
/// else `{x}`. Of a query only the names of its parameters stay, by the same rule.
#[must_use]
pub fn scrub_path(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut out = String::with_capacity(path.len().min(SCRUBBED_PATH_CHARS_MAX));
    for (index, part) in path.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        out.push_str(scrub_segment(part));
    }
    for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        out.push(if index == 0 { '?' } else { '&' });
        out.push_str(scrub_segment(pair.split('=').next().unwrap_or("")));
    }
    if out.chars().count() > SCRUBBED_PATH_CHARS_MAX {
        out = out.chars().take(SCRUBBED_PATH_CHARS_MAX - 1).collect();
        out.push('…');
    }
    out
}

fn scrub_segment(part: &str) -> &str {
    let version = part
        .strip_prefix('v')
        .is_some_and(|n| (1..=2).contains(&n.len()) && all_digits(n));
    if part.is_empty() || version {
        part
    } else if all_digits(part) {
        "{n}"
    } else if part.len() <= 24
        && part
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b"-_.".contains(&b))
    {
        part
    } else {
        "{x}"
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
