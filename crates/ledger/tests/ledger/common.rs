//! Drives a ledger with the arrivals of `testkit`.
//!
//! Each source is one file whose records are [`RECORD_BYTES`] long, so that an offset is a number of
//! records and a resumed run finds its place.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use event::catalogue::Catalogue;
use ledger::{
    AppendError, Bounds, Durable, Intake, Keys, Ledger, OpenError, Opening, Refused, Secret,
    Snapshot, State, Stream, StreamId, World,
};
use testkit::{
    Arrival, FakeClock, FaultDisk, SHOP_CATALOGUE_BYTES, START_MS, SeededEntropy, What,
    shop_catalogue,
};

pub(crate) const DIR: &str = "/srv/nunchi/ledger";
pub(crate) const ORIGIN: &str = "ledger.example.org/shop";
pub(crate) const SOURCES: [&str; 3] = ["gateway", "auth", "late"];
/// Bytes of one record of a driven file.
pub(crate) const RECORD_BYTES: u64 = 100;

pub(crate) fn dir() -> &'static Path {
    Path::new(DIR)
}

pub(crate) fn book_key() -> Secret {
    Secret([2; 32])
}

pub(crate) fn keys() -> Keys {
    Keys {
        sign: Some(Secret([1; 32])),
        book: Some(book_key()),
    }
}

/// A place where a ledger lives: a disk, a clock, randomness, settings.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) disk: FaultDisk,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) bounds: Bounds,
    pub(crate) shards: u16,
    pub(crate) keys: Keys,
}

impl Site {
    pub(crate) fn new() -> Site {
        Site::on(FaultDisk::new())
    }

    pub(crate) fn on(disk: FaultDisk) -> Site {
        Site {
            disk,
            clock: Arc::new(FakeClock::stepping(START_MS, 1000)),
            entropy: Arc::new(SeededEntropy::new(7)),
            catalogue: Arc::new(shop_catalogue()),
            bounds: Bounds::default(),
            shards: 4,
            keys: keys(),
        }
    }

    pub(crate) fn with_epochs_of(mut self, reads: u64) -> Site {
        self.bounds.epoch_reads = reads;
        self
    }

    /// The same place with another disk.
    pub(crate) fn at(&self, disk: FaultDisk) -> Site {
        Site {
            disk,
            ..self.clone()
        }
    }

    pub(crate) fn world(&self) -> World {
        World {
            disk: Arc::new(self.disk.clone()),
            clock: Arc::clone(&self.clock) as Arc<dyn env::Clock>,
            entropy: Arc::clone(&self.entropy) as Arc<dyn env::Entropy>,
        }
    }

    pub(crate) fn opening(&self) -> Opening {
        Opening {
            catalogue: Arc::clone(&self.catalogue),
            catalogue_bytes: SHOP_CATALOGUE_BYTES.to_vec(),
            keys: self.keys.clone(),
            bounds: self.bounds.clone(),
            observer: None,
            holder: "process 4711 on host a".to_owned(),
        }
    }

    pub(crate) fn create(&self) -> Result<Driver, OpenError> {
        Ledger::create(self.world(), dir(), ORIGIN, self.shards, self.opening())
            .and_then(Driver::new)
    }

    pub(crate) fn open(&self) -> Result<Driver, OpenError> {
        Ledger::open(self.world(), dir(), self.opening()).and_then(Driver::new)
    }

    /// Opens what is there, or makes it where nothing is yet.
    pub(crate) fn open_or_create(&self) -> Result<Driver, OpenError> {
        match self.open() {
            Err(OpenError::Absent(_)) => self.create(),
            other => other,
        }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::load(&self.disk, dir(), Some(&book_key())).unwrap()
    }

    /// Runs a history from the start to the end.
    pub(crate) fn run(&self, arrivals: &[Arrival]) -> State {
        let mut driver = self.create().unwrap();
        driver.feed(arrivals).unwrap();
        driver.finish().unwrap();
        driver.ledger.state().clone()
    }
}

/// A ledger with one open file a source.
pub(crate) struct Driver {
    pub(crate) ledger: Ledger,
    streams: Vec<(&'static str, Stream, Intake, u64)>,
}

pub(crate) fn stream_id(source: &str) -> StreamId {
    StreamId {
        sha256: [source.as_bytes()[0]; 32],
        prefix_bytes: 64,
    }
}

impl Driver {
    fn new(ledger: Ledger) -> Result<Driver, OpenError> {
        let mut driver = Driver {
            ledger,
            streams: Vec::new(),
        };
        for source in SOURCES {
            driver.add(source, stream_id(source))?;
        }
        Ok(driver)
    }

    /// Opens another file of a source in place of the one before; it goes on where it was read to.
    pub(crate) fn add(&mut self, source: &'static str, id: StreamId) -> Result<(), OpenError> {
        let (stream, intake) = self.ledger.stream(source, id)?;
        self.streams.retain(|(name, ..)| *name != source);
        let next = stream.offset() / RECORD_BYTES;
        self.streams.push((source, stream, intake, next));
        Ok(())
    }

    /// How many of the arrivals the ledger already holds: they are the first ones, for a commit takes
    /// in the files of all sources at once.
    pub(crate) fn consumed(&self, arrivals: &[Arrival]) -> usize {
        let mut left: BTreeMap<&str, u64> = self
            .streams
            .iter()
            .map(|(s, _, _, next)| (*s, *next))
            .collect();
        let mut count = 0;
        for arrival in arrivals {
            match left.get_mut(arrival.source) {
                Some(n) if *n > 0 => *n -= 1,
                _ => break,
            }
            count += 1;
        }
        assert!(
            left.values().all(|n| *n == 0),
            "the files were not read to one moment: {left:?}"
        );
        count
    }

    /// Appends arrivals, in batches of neighbours that have one source.
    pub(crate) fn feed(&mut self, arrivals: &[Arrival]) -> Result<(), AppendError> {
        for run in arrivals.chunk_by(|a, b| a.source == b.source) {
            let (_, stream, intake, next) = self
                .streams
                .iter_mut()
                .find(|(s, ..)| *s == run[0].source)
                .unwrap();
            for arrival in run {
                take(intake, arrival, *next * RECORD_BYTES);
                *next += 1;
                intake.record_end(*next * RECORD_BYTES);
            }
            let mut batch = intake.take();
            batch.tail = [9; 32];
            self.ledger.admit(stream, &mut batch);
            for index in 0..batch.len() {
                self.ledger.append(stream, &batch, index)?;
            }
        }
        Ok(())
    }

    fn all(&mut self) -> (&mut Ledger, Vec<&mut Stream>) {
        (
            &mut self.ledger,
            self.streams
                .iter_mut()
                .map(|(_, stream, ..)| stream)
                .collect(),
        )
    }

    pub(crate) fn commit(&mut self) -> Result<Durable, AppendError> {
        let (ledger, mut streams) = self.all();
        ledger.commit(&mut streams)
    }

    pub(crate) fn finish(&mut self) -> Result<Durable, AppendError> {
        let (ledger, mut streams) = self.all();
        ledger.finish(&mut streams)
    }
}

fn take(intake: &mut Intake, arrival: &Arrival, offset: u64) {
    let bytes = match &arrival.what {
        What::Event(event) if intake.event(event).is_ok() => return,
        What::Event(_) => Vec::new(),
        What::Bad(bytes) => bytes.clone(),
    };
    let reason = "a test refused it".to_owned();
    intake.refuse(Refused {
        offset,
        len: RECORD_BYTES,
        sha256: [3; 32],
        reason,
        bytes,
    });
}
