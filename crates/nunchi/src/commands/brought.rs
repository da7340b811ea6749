//! Facts that people bring as a CSV file: all of a file or nothing of it.

use std::path::Path;

use env::Disk;
use event::{ErrorClass, Event};
use ledger::{Intake, Ledger, OWN_SOURCE, StreamId};
use sha2::{Digest, Sha256};

use crate::{failure::Failure, home::Home};

/// Bytes of a file: it is read whole, so that a mistake in any line takes nothing of it in.
const FILE_BYTES_MAX: u64 = 4 << 30;

/// What a file is and how a row of it becomes an event.
pub(crate) struct Form<'f> {
    pub(crate) columns: &'f [&'f str],
    /// The event of a row; the error is a sentence.
    pub(crate) event: &'f dyn for<'r> Fn(&[&'r str]) -> Result<Event<'r>, String>,
}

/// What was brought.
pub(crate) struct Brought {
    /// Rows that are new; none when the file came before.
    pub(crate) rows: u64,
    /// SHA-256 of the file.
    pub(crate) sha256: [u8; 32],
}

/// Takes a file in as nunchi's own source.
pub(crate) fn bring(
    home: &Home,
    ledger: &mut Ledger,
    file: &Path,
    form: &Form<'_>,
) -> Result<Brought, Failure> {
    let bytes = read_whole(home.disk(), file)?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let id = StreamId {
        sha256,
        prefix_bytes: 1 << 40,
    };
    let (mut stream, mut intake) = ledger.stream(OWN_SOURCE, id)?;
    if stream.offset() > 0 {
        return Ok(Brought { rows: 0, sha256 });
    }
    let rows = take_rows(&bytes, form, &mut intake).map_err(|message| {
        Failure::new(ErrorClass::Usage, format!("{}: {message}", file.display()))
    })?;
    intake.record_end(bytes.len() as u64);
    let mut batch = intake.take();
    ledger.admit(&mut stream, &mut batch);
    for item in 0..batch.len() {
        ledger.append(&mut stream, &batch, item)?;
    }
    Ok(Brought { rows, sha256 })
}

fn read_whole(disk: &dyn Disk, file: &Path) -> Result<Vec<u8>, Failure> {
    let name = file.display();
    let meta = disk
        .meta(file)?
        .ok_or_else(|| Failure::new(ErrorClass::NotFound, format!("{name}: no such file")))?;
    if meta.len > FILE_BYTES_MAX {
        let message = format!(
            "{name} has {} bytes; at most {FILE_BYTES_MAX} are taken in one file: split it",
            meta.len
        );
        return Err(Failure::new(ErrorClass::Limit, message));
    }
    disk.read(file)
        .map_err(|e| Failure::new(ErrorClass::Unavailable, format!("cannot read {name}: {e}")))
}

/// Takes every row in; the error is a sentence that names its line.
fn take_rows(bytes: &[u8], form: &Form<'_>, intake: &mut Intake) -> Result<u64, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let head = reader.headers().map_err(|e| e.to_string())?.clone();
    let place = |column: &&str| {
        let found = head.iter().position(|name| name == *column);
        found.ok_or_else(|| {
            let columns = form.columns.join(",");
            format!("line 1: no column {column:?}; the columns are {columns}")
        })
    };
    let places: Vec<usize> = form.columns.iter().map(place).collect::<Result<_, _>>()?;
    let mut rows = 0;
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<&str> = places
            .iter()
            .map(|at| record.get(*at).unwrap_or(""))
            .collect();
        let event = (form.event)(&cells).map_err(|message| format!("line {line}: {message}"))?;
        intake
            .event(&event)
            .map_err(|e| format!("line {line}: {e}"))?;
        rows += 1;
    }
    Ok(rows)
}
