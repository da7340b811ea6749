//! The decoders of a run: threads that make prepared events of pieces of streams, whichever comes.
//!
//! Records are independent of each other, so the pieces of one stream are decoded at the same time and
//! put back into their order by who asked: each [`Job`] answers into a channel of its own. What comes
//! out is the same for any number of threads.

use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::Scope,
};

use event::{ErrorClass, Event, Mark, Millis};
use ledger::{Batch, Intake, IntakeError, Refused};
use sha2::{Digest, Sha256};
use source::{Builder, Decode, Sink, feed};

use crate::failure::Failure;

/// What became of a piece.
pub(crate) struct Decoded {
    /// Its events.
    pub(crate) batch: Batch,
    /// Its last record is not finished and was left for when the file has grown.
    pub(crate) unfinished: bool,
}

/// A piece of a stream on its way through a decoder.
pub(crate) struct Job {
    pub(crate) piece: feed::Batch,
    pub(crate) how: Arc<How>,
    pub(crate) answer: SyncSender<Result<Decoded, Failure>>,
}

/// How the pieces of one stream are decoded.
pub(crate) struct How {
    name: String,
    builder: Arc<Builder>,
    header: Vec<u8>,
    intake: Intake,
    /// Nothing will be added to the stream (standard input).
    last: bool,
    /// Decoders that wait for a piece: at most as many as there are threads.
    spare: Mutex<Vec<Pair>>,
    /// Where buffers go back to the feed.
    used: SyncSender<feed::Batch>,
}

type Pair = (Box<dyn Decode>, Intake);

impl How {
    pub(crate) fn new(
        name: &str,
        builder: Arc<Builder>,
        header: Vec<u8>,
        intake: Intake,
        last: bool,
        used: SyncSender<feed::Batch>,
    ) -> Result<How, Failure> {
        let how = How {
            name: name.to_owned(),
            builder,
            header,
            intake,
            last,
            spare: Mutex::new(Vec::new()),
            used,
        };
        // A header that fits no mapping is told before anything is read.
        let first = how.pair()?;
        how.put_back(first);
        Ok(how)
    }

    fn pair(&self) -> Result<Pair, Failure> {
        let spare = self
            .spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(pair) = spare {
            return Ok(pair);
        }
        let decoder = (self.builder)(&self.header)
            .map_err(|fault| Failure::usage(format!("{}: {fault}", self.name)))?;
        Ok((decoder, self.intake.fork()))
    }

    fn put_back(&self, pair: Pair) {
        self.spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(pair);
    }
}

/// The threads of a run. They end when this and every sender given by it are gone.
pub(crate) struct Decoders {
    jobs: SyncSender<Job>,
}

impl Decoders {
    /// Starts `threads` of them.
    pub(crate) fn start<'scope>(
        scope: &'scope Scope<'scope, '_>,
        threads: NonZero<usize>,
    ) -> Decoders {
        let (jobs, waiting) = sync_channel(threads.get());
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..threads.get() {
            let waiting = Arc::clone(&waiting);
            scope.spawn(move || work(&waiting));
        }
        Decoders { jobs }
    }

    /// Where jobs are put.
    pub(crate) fn jobs(&self) -> SyncSender<Job> {
        self.jobs.clone()
    }
}

fn work(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let next = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(job) = next else { return };
        let decoded = decode(&job.how, &job.piece);
        // Whoever asked is gone only when the run has failed already, and a feed that does not take
        // its buffer back has ended.
        let _ = job.answer.send(decoded);
        let _ = job.how.used.try_send(job.piece);
    }
}

fn decode(how: &How, piece: &feed::Batch) -> Result<Decoded, Failure> {
    let mut pair = how.pair()?;
    let decoded = decode_piece(&mut pair, piece, how.last);
    how.put_back(pair);
    Ok(decoded)
}

fn decode_piece((decoder, intake): &mut Pair, piece: &feed::Batch, last: bool) -> Decoded {
    intake.begin(piece.start());
    let mut end = piece.start();
    for (record, bytes) in piece.iter() {
        if let Err(reason) = take(decoder.as_mut(), intake, bytes) {
            if record.unfinished && !last {
                // Half a line at the end of a file that grows is no mistake of the line.
                intake.drop_record();
                let mut batch = intake.take();
                batch.tail = piece.tail_sha256(record.offset).unwrap_or_default();
                return Decoded {
                    batch,
                    unfinished: true,
                };
            }
            intake.refuse(refused(record.offset, bytes, reason));
        }
        intake.record_end(record.end);
        end = record.end;
    }
    if let Some(long) = &piece.overlong {
        intake.refuse(overlong(long));
        intake.record_end(long.end);
        end = long.end;
    }
    let mut batch = intake.take();
    batch.tail = piece.tail_sha256(end).unwrap_or_default();
    batch.input_bytes = piece.end() - piece.start();
    Decoded {
        batch,
        unfinished: false,
    }
}

/// Decodes one record into the intake; the error is why it goes to quarantine.
pub(crate) fn take(
    decoder: &mut dyn Decode,
    intake: &mut Intake,
    bytes: &[u8],
) -> Result<(), String> {
    let mut into = Into {
        intake,
        refused: None,
    };
    decoder
        .decode(bytes, &mut into)
        .map_err(|fault| fault.to_string())?;
    into.refused.map_or(Ok(()), |error| Err(error.to_string()))
}

fn refused(offset: u64, bytes: &[u8], reason: String) -> Refused {
    Refused {
        offset,
        len: bytes.len() as u64,
        sha256: Sha256::digest(bytes).into(),
        reason,
        bytes: bytes.to_vec(),
    }
}

fn overlong(long: &feed::Overlong) -> Refused {
    Refused {
        offset: long.offset,
        len: long.len,
        sha256: long.sha256,
        reason: format!(
            "a record of {} bytes is over the limit of {}",
            long.len,
            source::limits::RECORD_BYTES_MAX
        ),
        bytes: long.head.clone(),
    }
}

struct Into<'i> {
    intake: &'i mut Intake,
    refused: Option<IntakeError>,
}

impl Sink for Into<'_> {
    fn event(&mut self, event: Event<'_>) {
        if self.refused.is_none() {
            self.refused = self.intake.event(&event).err();
        }
    }

    fn beside(&mut self) {
        self.intake.beside();
    }

    fn beside_marked(&mut self, mark: &Mark<'_>, time: Millis) {
        self.intake.beside_marked(mark, time);
    }
}

/// The failure of a channel whose other end ended early.
pub(crate) fn ended_early(who: &str) -> Failure {
    Failure::new(ErrorClass::Internal, format!("{who} ended early"))
}
