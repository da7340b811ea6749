//! Rows of a CSV file, which is read whole.

use std::path::Path;

use env::Disk;
use event::ErrorClass;
use sha2::{Digest, Sha256};
use state::foreign::Column;

use super::{Row, Rows};
use crate::failure::Failure;

/// Bytes of a file.
const FILE_BYTES_MAX: u64 = 4 << 30;

pub(super) struct File<'f> {
    path: &'f Path,
    columns: &'f [Column<'f>],
    bytes: Vec<u8>,
    pub(super) sha256: [u8; 32],
}

impl<'f> File<'f> {
    pub(super) fn read(
        disk: &dyn Disk,
        path: &'f Path,
        columns: &'f [Column<'f>],
    ) -> Result<File<'f>, Failure> {
        let bytes = read_whole(disk, path)?;
        Ok(File {
            path,
            columns,
            sha256: Sha256::digest(&bytes).into(),
            bytes,
        })
    }

    fn wrong(&self, why: impl std::fmt::Display) -> Failure {
        Failure::usage(format!("{}: {why}", self.path.display()))
    }

    /// Where each column stands.
    fn places(&self, head: &csv::StringRecord) -> Result<Vec<usize>, Failure> {
        let place = |column: &Column<'_>| {
            let found = head.iter().position(|name| column.names.contains(&name));
            found.ok_or_else(|| {
                let usual = self.columns.iter().filter_map(|of| of.names.first());
                let columns = usual.copied().collect::<Vec<_>>().join(",");
                let missing = column.names.first().copied().unwrap_or_default();
                self.wrong(format!(
                    "line 1: no column {missing:?}; the columns are {columns}"
                ))
            })
        };
        self.columns.iter().map(place).collect()
    }
}

impl Rows for File<'_> {
    fn go_over(
        &mut self,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .from_reader(self.bytes.as_slice());
        let head = reader.headers().map_err(|e| self.wrong(e))?;
        let places = self.places(head)?;
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).map_err(|e| self.wrong(e))? {
            let cells: Vec<&str> = places
                .iter()
                .map(|at| record.get(*at).unwrap_or(""))
                .collect();
            each(&Row {
                number: record.position().map_or(0, csv::Position::line),
                // The whole file is one record: it came or it did not.
                end: self.bytes.len() as u64,
                cells: &cells,
            })?;
        }
        Ok(())
    }

    fn place(&self, number: u64) -> String {
        format!("{}: line {number}", self.path.display())
    }
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
