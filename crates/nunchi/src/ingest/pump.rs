//! The pump of one stream, on its own thread: read, cut into records, decode, prepare.

use std::sync::mpsc::SyncSender;

use event::{Event, Mark};
use ledger::{Batch, Intake, IntakeError, Refused};
use sha2::{Digest, Sha256};
use source::{Builder, Decode, Sink, feed::Feed};

use crate::failure::Failure;

/// What a pump hands over.
pub(crate) enum Pumped {
    /// Events, in the order of the stream.
    Batch(Batch),
    /// The last record is not finished and was left for when the file has grown.
    Unfinished,
    /// The stream could not be read on; what came before was handed over.
    Failed(Failure),
}

/// Reads a stream to its end. `last` says that nothing will be added to it (standard input).
pub(crate) fn pump(
    mut feed: Feed,
    builder: &Builder,
    mut intake: Intake,
    last: bool,
    out: &SyncSender<Pumped>,
) {
    let result = run(&mut feed, builder, &mut intake, last, out);
    if let Err(failure) = result {
        // The receiver is gone only when the run has failed already.
        let _ = out.send(Pumped::Failed(failure));
    }
}

fn run(
    feed: &mut Feed,
    builder: &Builder,
    intake: &mut Intake,
    last: bool,
    out: &SyncSender<Pumped>,
) -> Result<(), Failure> {
    let name = feed.name().to_owned();
    let mut decoder =
        builder(feed.preamble()?).map_err(|fault| Failure::usage(format!("{name}: {fault}")))?;
    while let Some(batch) = feed.next_batch()? {
        let bytes = batch.end() - batch.start();
        let mut last_end = None;
        for (record, bytes) in batch.iter() {
            let taken = take(decoder.as_mut(), intake, bytes);
            if let Err(reason) = taken {
                if record.unfinished && !last {
                    // Half a line at the end of a file that grows is no mistake of the line.
                    intake.drop_record();
                    let mut prepared = intake.take();
                    prepared.tail = batch.tail_sha256(record.offset).unwrap_or_default();
                    send(out, prepared)?;
                    let _ = out.send(Pumped::Unfinished);
                    return Ok(());
                }
                intake.refuse(refused(record.offset, bytes, reason));
            }
            intake.record_end(record.end);
            last_end = Some(record.end);
        }
        if let Some(long) = &batch.overlong {
            let reason = format!(
                "a record of {} bytes is over the limit of {}",
                long.len,
                source::limits::RECORD_BYTES_MAX
            );
            intake.refuse(Refused {
                offset: long.offset,
                len: long.len,
                sha256: long.sha256,
                reason,
                bytes: long.head.clone(),
            });
            intake.record_end(long.end);
            last_end = Some(long.end);
        }
        let mut prepared = intake.take();
        prepared.tail = last_end
            .and_then(|end| batch.tail_sha256(end))
            .unwrap_or_else(|| feed.tail_sha256());
        prepared.input_bytes = bytes;
        feed.recycle(batch);
        send(out, prepared)?;
    }
    Ok(())
}

fn send(out: &SyncSender<Pumped>, batch: Batch) -> Result<(), Failure> {
    if batch.is_empty() {
        return Ok(());
    }
    out.send(Pumped::Batch(batch))
        .map_err(|_| Failure::new(event::ErrorClass::Internal, "the writer ended early"))
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

pub(crate) fn refused(offset: u64, bytes: &[u8], reason: String) -> Refused {
    Refused {
        offset,
        len: bytes.len() as u64,
        sha256: Sha256::digest(bytes).into(),
        reason,
        bytes: bytes.to_vec(),
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
        self.intake.beside(&Mark::default());
    }

    fn beside_marked(&mut self, mark: &Mark<'_>) {
        self.intake.beside(mark);
    }
}
