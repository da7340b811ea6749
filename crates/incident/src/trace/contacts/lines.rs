//! The contact source as CSV with commas, UTF-8, its first line naming the columns.

use std::{
    cell::Cell,
    io::{self, Read},
    rc::Rc,
};

use event::Millis;

use super::{Contact, Matching};

/// Bytes of one line of the contact source. A longer one is refused: a quote was never closed, and the rest of the
/// file would be taken for one line.
pub const LINE_BYTES_MAX: usize = 64 << 10;

/// The columns that are read. Others may stand there and are passed over.
const COLUMNS: [&str; 6] = ["subject", "email", "phone", "name", "address", "valid_from"];

/// What was read of a contact source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lines {
    /// Lines, without the first.
    pub lines: u64,
    /// Lines without a subject that could be read, and moments that could not.
    pub unreadable: u64,
    /// The first of those, counted from 1.
    pub first_unreadable: Option<u64>,
}

/// Why a contact source cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ContactsError {
    /// The bytes did not come, or a line is too long.
    #[error("the contact source after line {line}: {source}")]
    Read {
        /// The last line that was read, from 1; 0 before the first.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// The first line does not name a subject and something to match it by.
    #[error(
        "line 1 of the contact source has no column {missing}: name the columns subject,email,phone,name,address,valid_from, parted by commas"
    )]
    Column {
        /// What is not there.
        missing: &'static str,
    },
}

impl Matching<'_> {
    /// Takes every line of a contact source in one pass. Lines that cannot be read are counted and passed over.
    ///
    /// # Errors
    /// When the bytes do not come, a line is too long, or the first line does not name the columns.
    pub fn see_all(&mut self, source: impl Read) -> Result<Lines, ContactsError> {
        let budget = Rc::new(Cell::new(LINE_BYTES_MAX));
        let bounded = Bounded {
            source,
            left: Rc::clone(&budget),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bounded);
        let mut record = csv::ByteRecord::new();
        let mut places = None;
        let (mut lines, mut line) = (Lines::default(), 0);
        loop {
            budget.set(LINE_BYTES_MAX);
            let read = reader.read_byte_record(&mut record);
            if !read.map_err(|error| not_read(line, error))? {
                break;
            }
            line = record.position().map_or(line + 1, csv::Position::line);
            let Some(places) = &places else {
                places = Some(places_of(&record)?);
                continue;
            };
            lines.lines += 1;
            if !self.see_record(&record, places) {
                lines.unreadable += 1;
                lines.first_unreadable.get_or_insert(line);
            }
        }
        match places {
            Some(_) => Ok(lines),
            None => Err(ContactsError::Column { missing: "subject" }),
        }
    }

    /// Takes one line; `false` where something of it could not be read.
    fn see_record(&mut self, record: &csv::ByteRecord, places: &[Option<usize>; 6]) -> bool {
        let [subject, email, phone, name, address, from] = places.map(|place| {
            let cell = place
                .and_then(|place| record.get(place))
                .unwrap_or_default();
            std::str::from_utf8(cell).unwrap_or_default().trim()
        });
        let valid_from = Millis::parse(from).ok();
        let is_dated = from.is_empty() || valid_from.is_some();
        let is_seen = self.see(&Contact {
            subject,
            email,
            phone,
            name,
            address,
            valid_from,
        });
        is_seen && is_dated
    }
}

/// Where each column of [`COLUMNS`] stands.
fn places_of(record: &csv::ByteRecord) -> Result<[Option<usize>; 6], ContactsError> {
    let named = |name: &str| {
        record.iter().position(|cell| {
            let cell = cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell);
            cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes())
        })
    };
    let places = COLUMNS.map(named);
    let [subject, email, phone, name, ..] = places;
    match (subject, email.or(phone).or(name)) {
        (None, _) => Err(ContactsError::Column { missing: "subject" }),
        (_, None) => Err(ContactsError::Column {
            missing: "email, phone or name",
        }),
        _ => Ok(places),
    }
}

fn not_read(line: u64, error: csv::Error) -> ContactsError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        // What else the reader says might quote the line.
        _ => io::Error::new(io::ErrorKind::InvalidData, "it is not CSV"),
    };
    ContactsError::Read { line, source }
}

/// Bytes of a source, as many as one line may have; whoever takes a line out renews the budget.
struct Bounded<R> {
    source: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            let what = format!("a line has more than {LINE_BYTES_MAX} bytes: close its quotes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let most = to.len().min(self.left.get());
        let read = self.source.read(to.get_mut(..most).unwrap_or_default())?;
        self.left.set(self.left.get() - read);
        Ok(read)
    }
}
