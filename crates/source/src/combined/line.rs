//! Cutting a line into its fields.
//!
//! The anchor is the first ` [time] "`: a client can put brackets and blanks into its user name but
//! no quote, so it cannot forge this anchor.

use event::Millis;

use super::time;
use crate::Fault;

/// The fields of a line that become an access, still escaped.
pub(super) struct Line<'a> {
    /// What stands before the time: vhost, host, ident, user.
    pub(super) left: &'a [u8],
    /// When.
    pub(super) time: Millis,
    /// The request between its quotes.
    pub(super) request: &'a [u8],
    /// The status; `None` where the server wrote `-`.
    pub(super) status: Option<u16>,
    /// The user agent; empty in a common log.
    pub(super) agent: &'a [u8],
}

/// Cuts a line.
pub(super) fn split(record: &[u8]) -> Result<Line<'_>, Fault> {
    let (left, time, after) = anchor(record)
        .ok_or_else(|| Fault::new("no [10/Oct/2000:13:55:36 -0700] before a quoted request"))?;
    if left.is_empty() {
        return Err(Fault::new(
            "no host before the time: neither common nor combined",
        ));
    }
    let (request, after) =
        quoted(after).ok_or_else(|| Fault::new("the request has no closing quote"))?;
    let (status, after) = after
        .strip_prefix(b" ")
        .and_then(status)
        .ok_or_else(|| Fault::new("no status of three digits after the request"))?;
    Ok(Line {
        left,
        time,
        request,
        status,
        agent: agent(after).unwrap_or_default(),
    })
}

/// Splits what stands before the time into host (with any vhost before it) and user.
///
/// The ident column is `-` nearly always, and only the user after it may hold blanks; so the first
/// ` - ` divides. Without one, the last two words are ident and user.
pub(super) fn split_left(left: &[u8]) -> (&[u8], &[u8]) {
    if let Some(at) = left.windows(3).position(|w| w == b" - ") {
        return (
            left.get(..at).unwrap_or_default(),
            left.get(at + 3..).unwrap_or_default(),
        );
    }
    let Some((rest, user)) = last_word(left) else {
        return (left, b"");
    };
    match last_word(rest) {
        Some((host, _ident)) => (host, user),
        None => (rest, b""),
    }
}

fn last_word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = text.iter().rposition(|b| *b == b' ')?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// What stands before the time, the time, and what follows the quote that opens the request.
fn anchor(record: &[u8]) -> Option<(&[u8], Millis, &[u8])> {
    let mut from = 0;
    loop {
        let bracket = from + record.get(from..)?.iter().position(|b| *b == b'[')?;
        let (left, rest) = record.split_at_checked(bracket)?;
        let inside = rest.get(1..=time::BYTES);
        let after = rest.get(time::BYTES + 1..)?.strip_prefix(b"] \"");
        if let (Some(inside), Some(after), true) = (inside, after, ends_blank(left))
            && let Some(time) = time::parse(inside)
        {
            return Some((left.trim_ascii(), time, after));
        }
        from = bracket + 1;
    }
}

fn ends_blank(left: &[u8]) -> bool {
    left.last().is_none_or(|b| *b == b' ')
}

/// The text up to the closing quote, and what follows it. A backslash covers the byte after it.
fn quoted(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = 0;
    loop {
        match text.get(at)? {
            b'"' => return Some((text.get(..at)?, text.get(at + 1..)?)),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn status(text: &[u8]) -> Option<(Option<u16>, &[u8])> {
    let end = text.iter().position(|b| *b == b' ').unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    match *word {
        [b'-'] => Some((None, rest)),
        [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9'] => {
            let digit = |byte: u8| u16::from(byte - b'0');
            Some((Some(digit(a) * 100 + digit(b) * 10 + digit(c)), rest))
        }
        _ => None,
    }
}

/// The user agent of ` bytes "referrer" "agent"`.
fn agent(after: &[u8]) -> Option<&[u8]> {
    let after = after.strip_prefix(b" ")?;
    let bytes_end = after.iter().position(|b| *b == b' ')?;
    let referrer = after.get(bytes_end..)?.strip_prefix(b" \"")?;
    let (_, rest) = quoted(referrer)?;
    let (agent, _) = quoted(rest.strip_prefix(b" \"")?)?;
    Some(agent)
}
