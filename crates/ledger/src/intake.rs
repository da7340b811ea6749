//! The intake: what can be done with an event away from the writer, on as many threads as there are:
//! the request is resolved against the catalogue, names are made canonical and hashed, credentials are
//! hashed, strings get local codes. What leaves is a [`Batch`] without a raw credential.
//!
//! Invariant: a batch is a function of its records and of where they begin in the stream, whoever made
//! it and whatever came before. Its local codes count from 0. So the pieces of one stream may be
//! prepared in any order by any number of intakes, and the writer gets the same batches.

use std::{path::Path, sync::Arc};

use env::Disk;
use event::{Event, Mark, Millis, catalogue::Catalogue, limits::SUBJECTS_PER_ACCESS_MAX};

use crate::{
    batch::{Batch, Body, NONE, Refused},
    crypt::{Hashes, Secret},
    error::OpenError,
    generation,
    ledger::OWN_SOURCE,
    loading::read_genesis,
    prepare::{Ground, Work},
};

/// Why an event cannot be taken. Its record goes to quarantine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// A name has no canonical form.
    #[error("the {what} has no canonical form: {source}")]
    Name {
        /// Which name.
        what: &'static str,
        /// Why.
        source: event::CanonError,
    },
    /// Too many subjects.
    #[error("one access names {0} subjects; at most {SUBJECTS_PER_ACCESS_MAX} are taken")]
    Subjects(usize),
    /// An act cannot come from outside.
    #[error("an act cannot be ingested: nunchi records its own")]
    Act,
}

/// Prepares the events of one stream. See the module for how several of them share it.
#[derive(Debug)]
pub struct Intake {
    ground: Arc<Ground>,
    work: Work,
    /// End of the record before, so that a crash between two events of one record reads it again.
    end: u64,
}

impl Intake {
    pub(crate) fn new(
        catalogue: Arc<Catalogue>,
        hashes: Arc<Hashes>,
        source: &str,
        ip_prefix: Option<(u8, u8)>,
        offset: u64,
    ) -> Intake {
        Intake {
            ground: Arc::new(Ground::new(catalogue, hashes, source, ip_prefix)),
            work: Work::default(),
            end: offset,
        }
    }

    /// An intake of nunchi's own source that is no stream's: it says what can be taken, without the writer and beside
    /// it, and its batches are appended nowhere.
    ///
    /// # Errors
    /// When there is no ledger, or its generation cannot be read or does not open with this key.
    pub fn apart(
        disk: &dyn Disk,
        dir: &Path,
        catalogue: Arc<Catalogue>,
        book: &Secret,
    ) -> Result<Intake, OpenError> {
        let genesis = read_genesis(disk, dir)?;
        let (_, generation) = generation::read(disk, dir, book)?;
        let hashes = Hashes::new(book, &generation, genesis.salt, genesis.shards);
        Ok(Intake::new(
            catalogue,
            Arc::new(hashes),
            OWN_SOURCE,
            None,
            0,
        ))
    }

    /// Another intake of the same stream, for another thread.
    #[must_use]
    pub fn fork(&self) -> Intake {
        Intake {
            ground: Arc::clone(&self.ground),
            work: Work::default(),
            end: self.end,
        }
    }

    /// The next batch holds the piece of the stream that begins at this offset, wherever the last
    /// one ended.
    pub fn begin(&mut self, offset: u64) {
        self.end = offset;
    }

    /// Takes one event of the record that is being read.
    ///
    /// # Errors
    /// When the event cannot be taken; call [`Intake::refuse`] with its record.
    pub fn event(&mut self, event: &Event<'_>) -> Result<(), IntakeError> {
        self.work.event(&self.ground, event)
    }

    /// Counts a record that was understood and is none of the six kinds of event.
    pub fn beside(&mut self) {
        self.work.push(&self.ground, &Mark::default(), Body::Beside);
    }

    /// As [`Intake::beside`], of a record that a sequence counts. A number that comes after a gap
    /// bounds it by its time, so it must be the record's own.
    pub fn beside_marked(&mut self, mark: &Mark<'_>, time: Millis) {
        self.work.time = time;
        // Its id needs no remembering: it is only counted.
        let mark = Mark {
            event_id: None,
            ..mark.clone()
        };
        self.work.push(&self.ground, &mark, Body::Beside);
    }

    /// Drops the events taken since the last [`Intake::record_end`]: the record is left for later.
    pub fn drop_record(&mut self) {
        self.work.drop_record();
    }

    /// Drops the events taken since the last [`Intake::record_end`] and quarantines their record.
    pub fn refuse(&mut self, refused: Refused) {
        self.work.drop_record();
        let index = u32::try_from(self.work.batch.refused.len()).unwrap_or(NONE);
        self.work.batch.refused.push(refused);
        self.work
            .push(&self.ground, &Mark::default(), Body::Refused(index));
    }

    /// The record ends here in the stream.
    pub fn record_end(&mut self, end: u64) {
        self.work.record_end(self.end, end);
        self.end = end;
    }

    /// The events so far; the next batch begins empty.
    pub fn take(&mut self) -> Batch {
        self.work.take()
    }
}
