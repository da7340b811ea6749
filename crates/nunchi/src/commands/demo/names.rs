//! Whose data it was, by name: the truth's list, and the sets of the answers opened by the book.

use std::{collections::BTreeSet, path::Path};

use env::Disk;
use event::ErrorClass;
use exposure::ExposureSet;
use ledger::Snapshot;

use crate::failure::Failure;

/// Names of the people of two scopes: without the log found late, and with it.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) exact: BTreeSet<String>,
    pub(crate) with_late: BTreeSet<String>,
}

impl Names {
    /// The truth's list: `subject,late`.
    pub(crate) fn of_truth(disk: &dyn Disk, file: &Path) -> Result<Names, Failure> {
        let text = String::from_utf8_lossy(&disk.read(file)?).into_owned();
        let mut names = Names::default();
        for line in text.lines().skip(1) {
            let (subject, late) = line.split_once(',').ok_or_else(|| {
                Failure::new(
                    ErrorClass::Internal,
                    format!("{}: no comma in {line:?}", file.display()),
                )
            })?;
            if late == "false" {
                names.exact.insert(subject.to_owned());
            }
            names.with_late.insert(subject.to_owned());
        }
        Ok(names)
    }

    /// The names of two sets, from the book.
    pub(crate) fn of_sets(
        disk: &dyn Disk,
        snapshot: &Snapshot,
        exact: &ExposureSet,
        with_late: &ExposureSet,
    ) -> Result<Names, Failure> {
        let mut names = Names::default();
        let book = snapshot
            .book
            .as_ref()
            .ok_or(ledger::OpenError::Key("book"))?;
        book.each_name(disk, |subject, name| {
            if exact.contains_key(&subject) {
                names.exact.insert(name.to_owned());
            }
            if with_late.contains_key(&subject) {
                names.with_late.insert(name.to_owned());
            }
        })?;
        Ok(names)
    }
}
