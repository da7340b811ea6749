//! The driver of a run: opens every stream, merges their events by event time, appends, commits.
//!
//! A stream is a thread that reads and cuts; decoders, as many threads as there are cores, make events
//! of the pieces of all streams; this thread writes. Memory is bounded by [`PIECES_AHEAD`]. Streams
//! beyond [`STREAMS_OPEN_MAX`] are opened when one ends, in the order of their first event.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    num::NonZero,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    time::Duration,
};

use event::{ErrorClass, Millis};
use ledger::{Batch, Ledger, Stream, StreamId};
use source::{
    Builder,
    feed::{Feed, FeedError},
};

use crate::{
    failure::Failure,
    home::Home,
    ingest::{
        Input, Offered, Report,
        decoders::{Decoders, ended_early},
        pump::{Pump, Pumped},
        report::rate_of,
    },
    printer::{grouped, note, progress, progress_done},
};

/// Streams that are read at once. Beyond it files are read in the order of their names, and events of
/// files that are not open yet are merged only once they are.
const STREAMS_OPEN_MAX: usize = 64;

/// Pieces that all streams together may be ahead of the writer. A piece is at most 1.2 MiB of input
/// and what was decoded of it, about as much again: 80 MiB, enough for the time of a sync. A stream
/// has at least [`PIECES_AHEAD_MIN`], so with 64 streams it is 128 pieces and the one that each stream
/// is cutting, at most 460 MiB.
const PIECES_AHEAD: usize = 32;

/// Pieces that each stream may be ahead, however many there are.
const PIECES_AHEAD_MIN: usize = 2;

/// Bytes of log after which a run commits: half a second of work, so that a sync costs little.
const COMMIT_BYTES: usize = 32 << 20;

/// Time after which a run commits whatever there is.
const COMMIT_AFTER: Duration = Duration::from_secs(1);

/// What a run may do beyond the usual.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    /// Read a file from its start although it is known and no continuation.
    pub(crate) insist: bool,
    /// No line of progress.
    pub(crate) quiet: bool,
    /// Threads that decode; as many as there are cores when nothing is said.
    pub(crate) threads: Option<NonZero<usize>>,
}

/// One stream in a run.
struct Running {
    stream: Stream,
    pumped: Receiver<Pumped>,
    input: Input,
    continued: bool,
    name: String,
    batch: Batch,
    next: usize,
}

/// Reads every input into the ledger.
pub(crate) fn ingest(
    home: &Home,
    ledger: &mut Ledger,
    inputs: Vec<Input>,
    options: Options,
) -> Result<Report, Failure> {
    let before = ledger.state().clone();
    let mut run = Run {
        home,
        ledger,
        options,
        pieces_ahead: (PIECES_AHEAD / inputs.len().clamp(1, STREAMS_OPEN_MAX))
            .max(PIECES_AHEAD_MIN),
        waiting: inputs.into(),
        running: Vec::new(),
        done: Vec::new(),
        order: BinaryHeap::new(),
        clock: Pace::new(home),
        report: Report::default(),
        total_bytes: 0,
    };
    run.total_bytes = run
        .waiting
        .iter()
        .filter_map(|input| home.disk().meta(&input.path).ok().flatten())
        .map(|meta| meta.len)
        .sum();
    let result = std::thread::scope(|scope| run.go(scope));
    progress_done();
    let mut report = std::mem::take(&mut run.report);
    let start = home.clock().monotonic();
    report.elapsed = run.clock.elapsed(home);
    drop(run);
    result?;
    home.refresh_index();
    report.elapsed += home.clock().monotonic().saturating_sub(start);
    report.count(&before, ledger.state());
    Ok(report)
}

struct Run<'r> {
    home: &'r Home,
    ledger: &'r mut Ledger,
    options: Options,
    /// Pieces that a stream may be ahead of the writer.
    pieces_ahead: usize,
    waiting: VecDeque<Input>,
    running: Vec<Option<Running>>,
    /// Streams that ended since the last commit; their positions are committed with it.
    done: Vec<Stream>,
    order: BinaryHeap<Reverse<(Millis, usize)>>,
    clock: Pace,
    report: Report,
    total_bytes: u64,
}

impl<'r> Run<'r> {
    fn go<'scope>(&mut self, scope: &'scope std::thread::Scope<'scope, '_>) -> Result<(), Failure> {
        let cores = || std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        let threads = self.options.threads.unwrap_or_else(cores);
        let decoders = Decoders::start(scope, threads);
        let appended = self.append_all(scope, &decoders);
        // Whatever went wrong, what was appended so far becomes durable if it still can.
        let finished = self.with_streams(|ledger, streams| ledger.finish(streams));
        // A pump that waits to hand over would wait for ever: the scope ends when every pump has.
        self.running.clear();
        appended?;
        finished?;
        Ok(())
    }

    fn append_all<'scope>(
        &mut self,
        scope: &'scope std::thread::Scope<'scope, '_>,
        decoders: &Decoders,
    ) -> Result<(), Failure> {
        self.open_streams(scope, decoders)?;
        while let Some(Reverse((_, index))) = self.order.pop() {
            let until = self
                .order
                .peek()
                .map_or(Millis::MAX, |Reverse((time, _))| *time);
            if self.append_until(index, until)? {
                continue;
            }
            if let Some(Some(ended)) = self.running.get_mut(index).map(Option::take) {
                self.ended(ended);
            }
            self.open_streams(scope, decoders)?;
        }
        Ok(())
    }

    /// Keeps what is left to be known of a stream: its position until the next commit, and what it was for whoever
    /// watches files.
    fn ended(&mut self, ended: Running) {
        if ended.input.path != Path::new("-") {
            self.report.offered.push(Offered {
                input: ended.input,
                id: ended.stream.id(),
                continued: ended.continued,
                span: ended.stream.span(),
            });
        }
        self.done.push(ended.stream);
    }

    /// Appends from one stream while its events are not later than any other's. False when it ended.
    fn append_until(&mut self, index: usize, until: Millis) -> Result<bool, Failure> {
        loop {
            let Some(Some(running)) = self.running.get_mut(index) else {
                return Ok(false);
            };
            if running.next >= running.batch.len()
                && !next_batch(running, self.ledger, &mut self.report)?
            {
                return Ok(false);
            }
            let time = running.batch.time(running.next);
            if time > until {
                self.order.push(Reverse((time, index)));
                return Ok(true);
            }
            self.ledger
                .append(&mut running.stream, &running.batch, running.next)?;
            running.next += 1;
            if self.ledger.pending_bytes() >= COMMIT_BYTES
                || self.ledger.is_epoch_full()
                || (running.next.is_multiple_of(1024) && self.clock.is_due(self.home))
            {
                self.commit()?;
            }
        }
    }

    fn commit(&mut self) -> Result<(), Failure> {
        self.with_streams(|ledger, streams| ledger.commit(streams))?;
        self.done.clear();
        self.clock.committed(self.home);
        if !self.options.quiet {
            self.clock.show(
                self.home,
                self.ledger.state().position,
                self.report.bytes,
                self.total_bytes,
            );
        }
        Ok(())
    }

    fn with_streams<T>(
        &mut self,
        act: impl FnOnce(&mut Ledger, &mut [&mut Stream]) -> Result<T, ledger::AppendError>,
    ) -> Result<T, Failure> {
        let running = self
            .running
            .iter_mut()
            .flatten()
            .map(|running| &mut running.stream);
        let mut streams: Vec<&mut Stream> = running.chain(self.done.iter_mut()).collect();
        Ok(act(self.ledger, &mut streams)?)
    }

    fn open_streams<'scope>(
        &mut self,
        scope: &'scope std::thread::Scope<'scope, '_>,
        decoders: &Decoders,
    ) -> Result<(), Failure> {
        while self.running.iter().flatten().count() < STREAMS_OPEN_MAX {
            let Some(input) = self.waiting.pop_front() else {
                return Ok(());
            };
            let Some(mut running) = self.open_stream(scope, decoders, &input)? else {
                continue;
            };
            if !next_batch(&mut running, self.ledger, &mut self.report)? {
                self.report.known_files += u64::from(running.stream.continuation().is_some());
                self.ended(running);
                continue;
            }
            self.order
                .push(Reverse((running.batch.time(0), self.running.len())));
            self.running.push(Some(running));
        }
        Ok(())
    }

    fn open_stream<'scope>(
        &mut self,
        scope: &'scope std::thread::Scope<'scope, '_>,
        decoders: &Decoders,
        input: &Input,
    ) -> Result<Option<Running>, Failure> {
        let (builder, framing) = builder_of(self.home, &input.source)?;
        let name = input.path.display().to_string();
        let live = input.path == Path::new("-");
        let mut feed = open_feed(self.home, input, framing)?;
        let id = known_or_new(self.ledger, &mut feed);
        if id.prefix_bytes == 0 {
            note(&format!("{name}: empty, nothing to read"));
            return Ok(None);
        }
        let (mut stream, mut intake) = self.ledger.stream(&input.source, id)?;
        if let Some((offset, tail)) = stream.continuation() {
            let resumed = if live {
                Err(not_continuation(
                    &name,
                    "standard input cannot be gone on with",
                ))
            } else {
                self.resume(input, framing, &stream, offset, tail)
            };
            match resumed {
                Ok(resumed) => feed = resumed,
                Err(_) if self.options.insist => {
                    (stream, intake) = self.ledger.stream_anew(&input.source, id)?;
                    feed = if live {
                        feed
                    } else {
                        open_feed(self.home, input, framing)?
                    };
                }
                Err(failure) => return Err(failure),
            }
        }
        let continued = stream.continuation().is_some();
        let (out, pumped) = sync_channel(self.pieces_ahead);
        let pump = Pump {
            feed,
            builder,
            intake,
            last: live,
            jobs: decoders.jobs(),
            out,
        };
        scope.spawn(move || pump.run());
        Ok(Some(Running {
            stream,
            pumped,
            input: input.clone(),
            continued,
            name,
            batch: Batch::default(),
            next: 0,
        }))
    }

    /// The feed where a known file goes on.
    fn resume(
        &mut self,
        input: &Input,
        framing: source::Framing,
        stream: &Stream,
        offset: u64,
        tail: [u8; 32],
    ) -> Result<Feed, Failure> {
        let name = input.path.display().to_string();
        let state = self.ledger.state();
        if let Some(read_as) = state
            .source(stream.read_as())
            .filter(|entry| entry.id != input.source)
        {
            return Err(not_continuation(
                &name,
                &format!("it was read as source {:?} before", read_as.id),
            ));
        }
        let skip = |to: u64| -> Result<(Feed, [u8; 32]), Failure> {
            let mut feed = open_feed(self.home, input, framing)?;
            let tail = feed.skip_to(to).map_err(|error| match error {
                FeedError::Short { .. } => {
                    not_continuation(&name, "it is shorter than what was read of it")
                }
                other => other.into(),
            })?;
            Ok((feed, tail))
        };
        let (feed, found) = skip(offset)?;
        // Before the end of its first batch nothing but its beginning is known of a file.
        if offset > 0 && found != tail {
            return Err(not_continuation(
                &name,
                "it begins like a file that was read, and goes on differently",
            ));
        }
        let feed = if stream.offset() > offset {
            skip(stream.offset())?.0
        } else {
            feed
        };
        Ok(feed)
    }
}

fn not_continuation(name: &str, why: &str) -> Failure {
    Failure::new(
        ErrorClass::Conflict,
        format!(
            "{name}: {why}: it is refused, for its events would be counted twice; --insist reads it all the same"
        ),
    )
}

/// The next batch of a stream; false when it ended.
fn next_batch(
    running: &mut Running,
    ledger: &mut Ledger,
    report: &mut Report,
) -> Result<bool, Failure> {
    loop {
        let piece = match running.pumped.recv() {
            Ok(Pumped::Piece(piece)) => piece,
            Ok(Pumped::Failed(failure)) => return Err(failure),
            Err(_) => return Ok(false),
        };
        let decoded = piece.recv();
        let mut decoded = decoded.map_err(|_| ended_early("a thread that decodes"))??;
        if decoded.unfinished {
            report.unfinished.push(running.name.clone());
        }
        if decoded.batch.is_empty() {
            continue;
        }
        report.bytes += decoded.batch.input_bytes;
        ledger.admit(&mut running.stream, &mut decoded.batch);
        (running.batch, running.next) = (decoded.batch, 0);
        return Ok(true);
    }
}

/// Opens standard input or a file.
fn open_feed(home: &Home, input: &Input, framing: source::Framing) -> Result<Feed, Failure> {
    if input.path == Path::new("-") {
        return Ok(Feed::of_reader(
            "standard input",
            Box::new(std::io::stdin()),
            framing,
        )?);
    }
    Ok(Feed::open(home.disk(), &input.path, framing)?)
}

/// What a file is known by, or would be.
pub(crate) fn file_id(home: &Home, ledger: &Ledger, input: &Input) -> Result<StreamId, Failure> {
    let (_, framing) = builder_of(home, &input.source)?;
    Ok(known_or_new(ledger, &mut open_feed(home, input, framing)?))
}

/// The identity under which a stream is known, or its own: a file that was short when it was first
/// seen is known by fewer bytes than it has now.
fn known_or_new(ledger: &Ledger, feed: &mut Feed) -> StreamId {
    let own = feed.fingerprint();
    let short = ledger
        .state()
        .files
        .iter()
        .filter(|(_, mark)| mark.prefix_bytes < own.bytes);
    for (sha256, mark) in short {
        if feed
            .fingerprint_of(mark.prefix_bytes)
            .is_some_and(|print| print.sha256 == *sha256)
        {
            return StreamId {
                sha256: *sha256,
                prefix_bytes: mark.prefix_bytes,
            };
        }
    }
    StreamId {
        sha256: own.sha256,
        prefix_bytes: own.bytes,
    }
}

/// What opens decoders of a source, and how its streams are cut.
pub(crate) fn builder_of(
    home: &Home,
    source: &str,
) -> Result<(Arc<Builder>, source::Framing), Failure> {
    let missing = || {
        Failure::new(
            ErrorClass::Config,
            format!("no source {source:?} is declared in nunchi.toml"),
        )
    };
    let entry = home.settings.catalogue.source(source).ok_or_else(missing)?;
    let format = source::format(&entry.format).ok_or_else(|| {
        Failure::new(
            ErrorClass::Config,
            format!("source {source:?}: no format {:?}", entry.format),
        )
    })?;
    let mut settings = home
        .settings
        .sources
        .get(source)
        .cloned()
        .unwrap_or_default();
    settings.pointers = home
        .settings
        .catalogue
        .pointers(source)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let builder = (format.build)(&settings)
        .map_err(|e| Failure::new(ErrorClass::Config, format!("source {source:?}: {e}")))?;
    Ok((Arc::new(builder), format.framing))
}

/// When to commit, and the line of progress.
struct Pace {
    start: Duration,
    last: Duration,
    events_before: Option<u64>,
}

impl Pace {
    fn new(home: &Home) -> Pace {
        let now = home.clock().monotonic();
        Pace {
            start: now,
            last: now,
            events_before: None,
        }
    }

    fn elapsed(&self, home: &Home) -> Duration {
        home.clock().monotonic().saturating_sub(self.start)
    }

    fn is_due(&self, home: &Home) -> bool {
        home.clock().monotonic().saturating_sub(self.last) >= COMMIT_AFTER
    }

    fn committed(&mut self, home: &Home) {
        self.last = home.clock().monotonic();
    }

    fn show(&mut self, home: &Home, position: u64, bytes: u64, total_bytes: u64) {
        let before = *self.events_before.get_or_insert(position);
        let seconds = self.elapsed(home).as_secs_f64().max(0.001);
        let rate = rate_of(position.saturating_sub(before), self.elapsed(home));
        let left = if total_bytes > bytes && bytes > 0 {
            let seconds_left = (total_bytes - bytes) as f64 * seconds / bytes as f64;
            format!(", about {seconds_left:.0} s left")
        } else {
            String::new()
        };
        progress(&format!(
            "{} events, {} MB read, {rate} events/s{left}",
            grouped(position),
            grouped(bytes >> 20)
        ));
    }
}
