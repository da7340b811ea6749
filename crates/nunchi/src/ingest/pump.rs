//! The pump of one stream, on its own thread: reads, decompresses, cuts into pieces of whole records.
//! Decoders take the pieces; the run takes what they made of them, in the order of the stream.

use std::sync::{
    Arc,
    mpsc::{Receiver, SyncSender, sync_channel},
};

use ledger::Intake;
use source::{Builder, feed::Feed};

use crate::{
    failure::Failure,
    ingest::decoders::{Decoded, How, Job, ended_early},
};

/// What a pump hands over.
pub(crate) enum Pumped {
    /// Where the next piece of the stream will be once it is decoded.
    Piece(Receiver<Result<Decoded, Failure>>),
    /// The stream could not be read on; what came before was handed over.
    Failed(Failure),
}

/// A stream to be pumped.
pub(crate) struct Pump {
    pub(crate) feed: Feed,
    pub(crate) builder: Arc<Builder>,
    pub(crate) intake: Intake,
    /// Nothing will be added to the stream (standard input).
    pub(crate) last: bool,
    pub(crate) jobs: SyncSender<Job>,
    pub(crate) out: SyncSender<Pumped>,
}

/// Buffers on their way back to the feed. One that finds no room is given up.
const USED_MAX: usize = 8;

impl Pump {
    /// Reads the stream to its end.
    pub(crate) fn run(self) {
        let out = self.out.clone();
        if let Err(failure) = self.pump() {
            // The receiver is gone only when the run has failed already.
            let _ = out.send(Pumped::Failed(failure));
        }
    }

    fn pump(mut self) -> Result<(), Failure> {
        let (used, buffers) = sync_channel(USED_MAX);
        let name = self.feed.name().to_owned();
        let header = self.feed.preamble()?.to_vec();
        let (builder, intake) = (self.builder, self.intake);
        let how = Arc::new(How::new(&name, builder, header, intake, self.last, used)?);
        while let Some(piece) = self.feed.next_batch()? {
            let (answer, decoded) = sync_channel(1);
            let job = Job {
                piece,
                how: Arc::clone(&how),
                answer,
            };
            self.out
                .send(Pumped::Piece(decoded))
                .map_err(|_| ended_early("the writer"))?;
            self.jobs
                .send(job)
                .map_err(|_| ended_early("every thread that decodes"))?;
            buffers
                .try_iter()
                .for_each(|piece| self.feed.recycle(piece));
        }
        Ok(())
    }
}
