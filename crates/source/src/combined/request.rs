//! The request line: `METHOD SP TARGET SP HTTP/x`.
//!
//! What a server serves must not hide behind an unusual spelling: a target with blanks is kept
//! whole, the absolute form (`GET http://host/path`) gives its path, and the request of HTTP/0.9
//! (`GET /path`) is one. Everything else is method `-`, path `/`.

use std::borrow::Cow;

use event::Request;

use super::text;

/// Bytes of a method. A longer first word is no method; the longest registered one has 16.
const METHOD_BYTES_MAX: usize = 32;

/// The request between its quotes, still escaped.
pub(super) fn parse(raw: &[u8]) -> Request<'_> {
    let (method, path) = parts(raw).unwrap_or((Cow::Borrowed("-"), Cow::Borrowed("/")));
    Request::Http { method, path }
}

fn parts(raw: &[u8]) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
    let method_end = raw.iter().position(|b| *b == b' ')?;
    let method = method(raw.get(..method_end)?)?;
    let rest = raw.get(method_end + 1..)?;
    let target = match rest.iter().rposition(|b| *b == b' ') {
        Some(end) if rest.get(end + 1..)?.starts_with(b"HTTP/") => rest.get(..end)?,
        None if method == "GET" && rest.starts_with(b"/") => rest,
        _ => return None,
    };
    if target.is_empty() {
        return None;
    }
    Some((method, path(target)))
}

fn method(word: &[u8]) -> Option<Cow<'_, str>> {
    let is_method = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_');
    if word.is_empty() || word.len() > METHOD_BYTES_MAX || !word.iter().all(is_method) {
        return None;
    }
    let word = std::str::from_utf8(word).ok()?;
    if word.bytes().any(|b| b.is_ascii_lowercase()) {
        return Some(Cow::Owned(word.to_ascii_uppercase()));
    }
    Some(Cow::Borrowed(word))
}

/// Path and query of a target.
fn path(target: &[u8]) -> Cow<'_, str> {
    if target.starts_with(b"/") {
        return text::path(target);
    }
    let Some(authority) = after_scheme(target) else {
        return text::path(target);
    };
    match authority.iter().position(|b| matches!(b, b'/' | b'?')) {
        None => Cow::Borrowed("/"),
        Some(at) => {
            let rest = authority.get(at..).unwrap_or_default();
            let path = text::path(rest);
            if path.starts_with('/') {
                path
            } else {
                Cow::Owned(format!("/{path}"))
            }
        }
    }
}

/// What follows `http://` or `https://`.
fn after_scheme(target: &[u8]) -> Option<&[u8]> {
    [&b"http://"[..], b"https://"].iter().find_map(|scheme| {
        let (head, rest) = target.split_at_checked(scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}
