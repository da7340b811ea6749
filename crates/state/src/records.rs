//! Streams of records that only grow.

use event::Millis;
use sha2::{Digest as _, Sha256};
use sqlx::{Any, Row as _, Transaction, any::AnyRow};

use crate::{
    error::{AppendError, StateError},
    limits::{BODY_BYTES_MAX, NAME_CHARS_MAX},
    open::State,
};

/// A record that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The next number of its stream; the first is 1.
    pub number: u32,
    /// When.
    pub at: Millis,
    /// What: at most [`BODY_BYTES_MAX`] bytes.
    pub body: Vec<u8>,
}

/// A record that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number.
    pub number: u32,
    /// When.
    pub at: Millis,
    /// SHA-256 of the digest before it (32 zero bytes before the first) and its body.
    pub digest: [u8; 32],
    /// What.
    pub body: Vec<u8>,
}

impl State {
    /// The streams whose names begin so, with their number of records.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn streams(&self, prefix: &str) -> Result<Vec<(String, u32)>, StateError> {
        let select = sqlx::query(
            "SELECT stream, MAX(number) AS last FROM record GROUP BY stream ORDER BY stream",
        );
        let rows = self.run(select.fetch_all(&self.pool))?;
        let streams = rows.iter().map(|row| {
            let (stream, last): (String, i64) = (row.try_get("stream")?, row.try_get("last")?);
            Ok((stream, u32::try_from(last).unwrap_or(u32::MAX)))
        });
        let streams: Result<Vec<(String, u32)>, sqlx::Error> = streams.collect();
        let mut streams = self.run(std::future::ready(streams))?;
        streams.retain(|(stream, _)| stream.starts_with(prefix));
        Ok(streams)
    }

    /// All records of a stream, the first first; none where there is no such stream.
    ///
    /// # Errors
    /// When the database does not answer, or a record is missing or does not open.
    pub fn read(&self, stream: &str) -> Result<Vec<Record>, StateError> {
        let select = sqlx::query(
            "SELECT number, at_ms, digest, body FROM record WHERE stream = $1 ORDER BY number",
        );
        let rows = self.run(select.bind(stream).fetch_all(&self.pool))?;
        let mut records = Vec::with_capacity(rows.len());
        let mut before = [0; 32];
        for (row, number) in rows.iter().zip(1..) {
            let record = self.open_record(stream, row, (number, before))?;
            before = record.digest;
            records.push(record);
        }
        Ok(records)
    }

    /// Opens a record, which must be the next and follow from the one before.
    fn open_record(
        &self,
        stream: &str,
        row: &AnyRow,
        (number, before): (u32, [u8; 32]),
    ) -> Result<Record, StateError> {
        let damaged = || StateError::Damaged {
            what: format!("record {number} of {stream}"),
        };
        let read = || -> Result<(i64, i64, String, String), sqlx::Error> {
            Ok((
                row.try_get("number")?,
                row.try_get("at_ms")?,
                row.try_get("digest")?,
                row.try_get("body")?,
            ))
        };
        let (found, at, digest, body) = read().map_err(|_| damaged())?;
        let body = self.seal.open(&name(stream, number, at), &body);
        let body = body.ok_or_else(damaged)?;
        let record = Record {
            number,
            at: Millis(at),
            digest: digest_of(&before, &body),
            body,
        };
        let is_next = found == i64::from(number) && hex(&record.digest) == digest;
        is_next.then_some(record).ok_or_else(damaged)
    }

    /// Adds a record, as [`State::append_all`].
    ///
    /// # Errors
    /// As there.
    pub fn append<E: std::error::Error + 'static>(
        &self,
        stream: &str,
        entry: &Entry,
        before: impl FnOnce(&[u8; 32]) -> Result<(), E>,
    ) -> Result<Record, AppendError<E>> {
        let mut records = self.append_all(&[(stream, entry)], |digests| match digests {
            [digest] => before(digest),
            _ => Ok(()),
        })?;
        let added = records.pop();
        added.ok_or_else(|| {
            let what = format!("record {} of {stream}", entry.number);
            AppendError::State(StateError::Damaged { what })
        })
    }

    /// Adds records of one stream or of several: all of them, or none. `before` is called with their digests once it is
    /// known that they can be added, and before they count: what must be durable elsewhere first is made so there. If it
    /// fails, none is there.
    ///
    /// # Errors
    /// When a number is not the next, a body too long, `before` fails or the database does.
    pub fn append_all<E: std::error::Error + 'static>(
        &self,
        entries: &[(&str, &Entry)],
        before: impl FnOnce(&[[u8; 32]]) -> Result<(), E>,
    ) -> Result<Vec<Record>, AppendError<E>> {
        for (stream, entry) in entries {
            check(stream, entry)?;
        }
        let mut writing = self.begin()?;
        let added = self.append_in(&mut writing, entries, before);
        match added {
            Ok(records) => {
                self.run(writing.commit())?;
                Ok(records)
            }
            Err(refused) => {
                // What is not committed is not there, whatever comes of this.
                let _ = self.run(writing.rollback());
                Err(refused)
            }
        }
    }

    fn append_in<E: std::error::Error + 'static>(
        &self,
        writing: &mut Transaction<'_, Any>,
        entries: &[(&str, &Entry)],
        before: impl FnOnce(&[[u8; 32]]) -> Result<(), E>,
    ) -> Result<Vec<Record>, AppendError<E>> {
        let mut records = Vec::with_capacity(entries.len());
        for place in entries {
            records.push(self.insert(writing, *place)?);
        }
        let digests: Vec<[u8; 32]> = records.iter().map(|of| of.digest).collect();
        before(&digests).map_err(AppendError::Before)?;
        Ok(records)
    }

    fn insert<E: std::error::Error + 'static>(
        &self,
        writing: &mut Transaction<'_, Any>,
        (stream, entry): (&str, &Entry),
    ) -> Result<Record, AppendError<E>> {
        let (last, digest) = self.last(writing, stream)?;
        if last.checked_add(1) != Some(entry.number) {
            return Err(taken(stream, last, entry.number));
        }
        let digest = digest_of(&digest, &entry.body);
        let sealed = self
            .seal
            .seal(&name(stream, entry.number, entry.at.0), &entry.body);
        let sealed = sealed.map_err(StateError::System)?;
        let insert = sqlx::query(
            "INSERT INTO record (stream, number, at_ms, digest, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        );
        let insert = insert.bind(stream).bind(i64::from(entry.number));
        let insert = insert.bind(entry.at.0).bind(hex(&digest)).bind(sealed);
        let done = self.run(insert.execute(&mut **writing))?;
        if done.rows_affected() != 1 {
            return Err(taken(stream, last, entry.number));
        }
        Ok(Record {
            number: entry.number,
            at: entry.at,
            digest,
            body: entry.body.clone(),
        })
    }

    /// The number and digest of the last record.
    fn last(
        &self,
        writing: &mut Transaction<'_, Any>,
        stream: &str,
    ) -> Result<(u32, [u8; 32]), StateError> {
        let select = sqlx::query(
            "SELECT number, digest FROM record WHERE stream = $1 ORDER BY number DESC LIMIT 1",
        );
        let row = self.run(select.bind(stream).fetch_optional(&mut **writing))?;
        let Some(row) = row else {
            return Ok((0, [0; 32]));
        };
        let read = || -> Option<(u32, [u8; 32])> {
            let number: i64 = row.try_get("number").ok()?;
            let digest: String = row.try_get("digest").ok()?;
            Some((u32::try_from(number).ok()?, from_hex(&digest)?))
        };
        read().ok_or_else(|| StateError::Damaged {
            what: format!("the last record of {stream}"),
        })
    }
}

fn taken<E: std::error::Error + 'static>(stream: &str, last: u32, number: u32) -> AppendError<E> {
    AppendError::Taken {
        stream: stream.to_owned(),
        last,
        number,
    }
}

fn check(stream: &str, entry: &Entry) -> Result<(), StateError> {
    let too_long = |what: &str, bytes, most| StateError::TooLong {
        what: what.to_owned(),
        bytes,
        most,
    };
    if stream.len() > NAME_CHARS_MAX {
        return Err(too_long(
            "the name of a stream",
            stream.len(),
            NAME_CHARS_MAX,
        ));
    }
    if entry.body.len() > BODY_BYTES_MAX {
        return Err(too_long("a record", entry.body.len(), BODY_BYTES_MAX));
    }
    Ok(())
}

/// Under which a record is sealed: it opens in its place only.
fn name(stream: &str, number: u32, at_ms: i64) -> String {
    format!("record {stream} {number} {at_ms}")
}

fn digest_of(before: &[u8; 32], body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(body);
    hash.finalize().into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(out)
}
