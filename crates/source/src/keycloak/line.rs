//! One line of the log, and the fields of an event.

use std::borrow::Cow;

use event::Millis;
use jiff::{civil::DateTime, tz::TimeZone};

use crate::Fault;

/// The logger of events; other loggers speak of the server.
const EVENT_LOGGER: &str = "org.keycloak.events";

/// Bytes of `2021-10-22 22:11:31,257`.
const TIME_BYTES: usize = 23;

/// A line with the usual beginning.
pub(super) struct Line<'a> {
    time: DateTime,
    logger: &'a str,
    /// What was logged.
    pub(super) message: &'a str,
}

/// The fields of an event that are read. Keycloak's `null` is no value.
#[derive(Default)]
pub(super) struct Fields<'a> {
    pub(super) kind: Option<Cow<'a, str>>,
    pub(super) realm_id: Option<Cow<'a, str>>,
    pub(super) realm_name: Option<Cow<'a, str>>,
    pub(super) user_id: Option<Cow<'a, str>>,
    pub(super) ip_address: Option<Cow<'a, str>>,
    pub(super) session_id: Option<Cow<'a, str>>,
    pub(super) token_id: Option<Cow<'a, str>>,
    pub(super) code_id: Option<Cow<'a, str>>,
}

impl Line<'_> {
    /// Whether the event logger wrote it.
    pub(super) fn is_event(&self) -> bool {
        self.logger == EVENT_LOGGER
    }

    /// When, in this zone. Of an hour that occurs twice the first is taken; a time that a change
    /// of the clock left out is read with the offset before the change.
    pub(super) fn time(&self, zone: &TimeZone) -> Result<Millis, Fault> {
        zone.to_ambiguous_timestamp(self.time)
            .compatible()
            .map(|time| Millis(time.as_millisecond()))
            .map_err(|_| Fault::new("the time is outside the years 0 to 9999"))
    }
}

/// Cuts a line; `None` when it does not begin as lines of this log do.
pub(super) fn parse(text: &str) -> Option<Line<'_>> {
    let (time, rest) = text.split_at_checked(TIME_BYTES)?;
    let time = date_time(time.as_bytes())?;
    let (level, rest) = rest.strip_prefix(' ')?.split_once(' ')?;
    if level.is_empty() || !level.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let (logger, rest) = rest.trim_start().strip_prefix('[')?.split_once("] (")?;
    let (_thread, message) = rest.split_once(") ")?;
    Some(Line {
        time,
        logger,
        message,
    })
}

/// Whether a line only goes on with one before it: a stack trace, an indented message, or nothing.
pub(super) fn is_continuation(text: &str) -> bool {
    let class = text.split(':').next().unwrap_or_default();
    let is_class = !class.contains(' ') && class.contains('.');
    text.trim().is_empty()
        || text.starts_with([' ', '\t'])
        || text.starts_with("Caused by: ")
        || is_class && (class.ends_with("Exception") || class.ends_with("Error"))
}

fn date_time(b: &[u8]) -> Option<DateTime> {
    let at = |index: usize| b.get(index).copied();
    let marks = [at(4)?, at(7)?, at(10)?, at(13)?, at(16)?];
    if marks != *b"-- ::" || !matches!(at(19)?, b',' | b'.') {
        return None;
    }
    let number = |from: usize, to: usize| {
        b.get(from..to)?.iter().try_fold(0i32, |sum, byte| {
            byte.is_ascii_digit()
                .then(|| sum * 10 + i32::from(byte - b'0'))
        })
    };
    let small = |from: usize| i8::try_from(number(from, from + 2)?).ok();
    DateTime::new(
        i16::try_from(number(0, 4)?).ok()?,
        small(5)?,
        small(8)?,
        small(11)?,
        small(14)?,
        small(17)?,
        number(20, 23)? * 1_000_000,
    )
    .ok()
}

/// The fields of `key=value, key="value", …`.
pub(super) fn fields(message: &str) -> Fields<'_> {
    let mut fields = Fields::default();
    let mut rest = message;
    while let Some((key, after)) = rest.split_once('=') {
        let (value, after) = value(after);
        let place = match key {
            "type" => Some(&mut fields.kind),
            "realmId" => Some(&mut fields.realm_id),
            "realmName" => Some(&mut fields.realm_name),
            "userId" => Some(&mut fields.user_id),
            "ipAddress" => Some(&mut fields.ip_address),
            "sessionId" => Some(&mut fields.session_id),
            "token_id" => Some(&mut fields.token_id),
            "code_id" => Some(&mut fields.code_id),
            _ => None,
        };
        if let Some(place) = place {
            place.get_or_insert(value);
        }
        rest = after;
    }
    let all = [
        &mut fields.realm_id,
        &mut fields.realm_name,
        &mut fields.user_id,
        &mut fields.ip_address,
        &mut fields.session_id,
        &mut fields.token_id,
        &mut fields.code_id,
    ];
    for field in all {
        field.take_if(|value| value == "null" || value.is_empty());
    }
    fields
}

/// A value and what follows the `, ` after it.
fn value(text: &str) -> (Cow<'_, str>, &str) {
    if let Some(quote @ ('"' | '\'')) = text.chars().next()
        && let Some(found) = quoted(text.get(1..).unwrap_or_default(), quote)
    {
        return found;
    }
    // A bare value may hold a comma; it ends where another field begins.
    let mut from = 0;
    while let Some(comma) = text.get(from..).and_then(|rest| rest.find(", ")) {
        let end = from + comma;
        let next = text.get(end + 2..).unwrap_or_default();
        let key_bytes = next
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
            .count();
        if key_bytes > 0 && next.as_bytes().get(key_bytes) == Some(&b'=') {
            return (Cow::Borrowed(text.get(..end).unwrap_or_default()), next);
        }
        from = end + 2;
    }
    (Cow::Borrowed(text.trim_end()), "")
}

/// A quoted value, from after its quote. A backslash covers the character after it.
fn quoted(text: &str, quote: char) -> Option<(Cow<'_, str>, &str)> {
    let mut plain: Option<String> = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == quote {
            let rest = text.get(at + 1..)?;
            let value = match plain {
                Some(plain) => Cow::Owned(plain),
                None => Cow::Borrowed(text.get(..at)?),
            };
            return Some((value, rest.strip_prefix(", ").unwrap_or("")));
        }
        let c = match c {
            '\\' => {
                let so_far = text.get(..at)?;
                plain.get_or_insert_with(|| so_far.to_owned());
                chars.next()?.1
            }
            c => c,
        };
        if let Some(plain) = &mut plain {
            plain.push(c);
        }
    }
    None
}
