//! `nunchi relation import`: who stands in whose address book, and who is the same person.

use std::path::Path;

use env::Disk;
use event::{Act, ActKind, Acts, ErrorClass, Event, Millis, Relation, RelationKind};
use ledger::{Intake, Ledger, OWN_SOURCE, StreamId};
use sha2::{Digest, Sha256};

use crate::{
    cli::RelationCommand,
    failure::Failure,
    home::Home,
    printer::{grouped, say},
};

/// Columns of a relation file.
const COLUMNS: [&str; 5] = ["kind", "owner", "other", "from", "to"];

/// Bytes of a relation file: it is read whole, so that a mistake in any line takes nothing of it in.
const FILE_BYTES_MAX: u64 = 4 << 30;

pub(crate) fn run(command: &RelationCommand) -> Result<u8, Failure> {
    let RelationCommand::Import { place, file } = command;
    let home = Home::open(place)?;
    let mut ledger = home.writer()?;
    let imported = import(&home, &mut ledger, file)?;
    ledger.finish(&mut [])?;
    say(&match imported {
        0 => "nothing new: this file was imported before".to_owned(),
        rows => format!(
            "{} relations imported; relation version {}",
            grouped(rows),
            ledger.state().relation
        ),
    });
    Ok(0)
}

/// Imports a file; the number of relations that are new. All of it or nothing.
pub(crate) fn import(home: &Home, ledger: &mut Ledger, file: &Path) -> Result<u64, Failure> {
    let bytes = read_whole(home.disk(), file)?;
    let now = Millis(home.clock().now_ms());
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let id = StreamId {
        sha256,
        prefix_bytes: 1 << 40,
    };
    let (mut stream, mut intake) = ledger.stream(OWN_SOURCE, id)?;
    if stream.offset() > 0 {
        return Ok(0);
    }
    let rows = take_rows(&bytes, now, &mut intake).map_err(|message| {
        Failure::new(ErrorClass::Usage, format!("{}: {message}", file.display()))
    })?;
    intake.record_end(bytes.len() as u64);
    let mut batch = intake.take();
    ledger.admit(&mut stream, &mut batch);
    for item in 0..batch.len() {
        ledger.append(&mut stream, &batch, item)?;
    }
    ledger.relation_imported();
    ledger.commit(&mut [&mut stream])?;
    let body = serde_json::json!({"rows": rows, "sha256": ledger::hex(&sha256)}).to_string();
    ledger.record(Act {
        time: now,
        kind: ActKind::Relation,
        by: "nunchi".to_owned(),
        body: body.into_bytes(),
    })?;
    Ok(rows)
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
fn take_rows(bytes: &[u8], now: Millis, intake: &mut Intake) -> Result<u64, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(bytes);
    let head = reader.headers().map_err(|e| e.to_string())?.clone();
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = head.iter().position(|name| name == column);
        *place = found.ok_or_else(|| {
            let columns = COLUMNS.join(",");
            format!("line 1: no column {column:?}; the columns are {columns}")
        })?;
    }
    let mut rows = 0;
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |index: usize| {
            let place = places.get(index);
            place.and_then(|at| record.get(*at)).unwrap_or("")
        };
        let relation = relation(now, cell).map_err(|message| format!("line {line}: {message}"))?;
        intake
            .event(&Event::Relation(relation))
            .map_err(|e| format!("line {line}: {e}"))?;
        rows += 1;
    }
    Ok(rows)
}

fn relation<'r>(now: Millis, cell: impl Fn(usize) -> &'r str) -> Result<Relation<'r>, String> {
    let kind = RelationKind::from_word(cell(0)).ok_or_else(|| {
        format!(
            "{:?} is no kind: write address_book or same_person",
            cell(0)
        )
    })?;
    let time = |text: &str| {
        if text.is_empty() {
            Ok(None)
        } else {
            Millis::parse(text).map(Some).map_err(|e| e.to_string())
        }
    };
    let (owner, other) = (cell(1), cell(2));
    if owner.is_empty() || other.is_empty() {
        return Err(
            "owner and other must both be named, such as member:123 and phone:010-1234-5678"
                .to_owned(),
        );
    }
    Ok(Relation {
        time: now,
        kind,
        owner: owner.into(),
        other: other.into(),
        from: time(cell(3))?,
        to: time(cell(4))?,
    })
}
