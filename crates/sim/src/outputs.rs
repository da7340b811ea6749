//! Where the replay goes: one writer a file, or one writer for everything; the order of lines.
//!
//! Lines arrive in the order of their time and get their sequence then. Some are held back, as slow
//! collectors do, and stand later in their file with the number and time they had. Invariant: a line
//! held for x is written before the first line whose time is x or more later.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    io::{self, Write},
};

use crate::{
    clock::{HOUR, SECOND},
    item::{Device, Item, What},
    keys::Key,
    lines,
    plan::{Deleted, Plan, SimError},
    rng::Rng,
    truth::FileTotal,
};

/// Bytes gathered for a file before they are handed to its writer.
const BUFFER_BYTES: usize = 1 << 18;
/// Of ten thousand lines of the gateway, how many come up to six hours late.
const LATE_OF_10_000: u32 = 10;
/// Of ten thousand lines of the gateway or the log-on service, how many come up to five seconds late.
const SHUFFLED_OF_10_000: u32 = 200;
const LATE_MAX: i64 = 6 * HOUR;
const SHUFFLED_MAX: i64 = 5 * SECOND;

/// The files of a replay: those to be ingested, then the truth, which is to be kept apart.
pub const FILES: [&str; 9] = [
    "gateway.ndjson",
    "gateway-late.ndjson",
    "auth.ndjson",
    "accounts.ndjson",
    "hr.csv",
    "relations.csv",
    "asn.csv",
    "truth/subjects.csv",
    "truth/recipients.csv",
];

/// A writer for each file.
pub struct Outputs<'o> {
    /// The gateway's accesses: background and attack.
    pub gateway: Box<dyn Write + 'o>,
    /// The accesses of a second gateway whose log is found late.
    pub gateway_late: Box<dyn Write + 'o>,
    /// Issuances.
    pub auth: Box<dyn Write + 'o>,
    /// Members who join, fall dormant, withdraw.
    pub accounts: Box<dyn Write + 'o>,
    /// Staff who come and go, and keys they were given.
    pub hr: Box<dyn Write + 'o>,
    /// Address books, and which identifiers are one human.
    pub relations: Box<dyn Write + 'o>,
    /// Networks with AS number and country.
    pub asn: Box<dyn Write + 'o>,
    /// Truth: the members whom the attack read.
    pub subjects: Box<dyn Write + 'o>,
    /// Truth: the phones of those who are no members and stood in an address list that it read.
    pub recipients: Box<dyn Write + 'o>,
}

impl<'o> Outputs<'o> {
    /// Opens every file of [`FILES`] by name.
    ///
    /// # Errors
    /// When `open` fails, naming the file.
    pub fn open(
        mut open: impl FnMut(&'static str) -> io::Result<Box<dyn Write + 'o>>,
    ) -> Result<Outputs<'o>, SimError> {
        let mut file = |name| open(name).map_err(|source| SimError::Open { name, source });
        let [
            gateway,
            late,
            auth,
            accounts,
            hr,
            relations,
            asn,
            subjects,
            recipients,
        ] = FILES;
        Ok(Outputs {
            gateway: file(gateway)?,
            gateway_late: file(late)?,
            auth: file(auth)?,
            accounts: file(accounts)?,
            hr: file(hr)?,
            relations: file(relations)?,
            asn: file(asn)?,
            subjects: file(subjects)?,
            recipients: file(recipients)?,
        })
    }

    /// Everything into nothing, for measuring.
    #[must_use]
    pub fn nowhere() -> Outputs<'static> {
        Outputs {
            gateway: Box::new(io::sink()),
            gateway_late: Box::new(io::sink()),
            auth: Box::new(io::sink()),
            accounts: Box::new(io::sink()),
            hr: Box::new(io::sink()),
            relations: Box::new(io::sink()),
            asn: Box::new(io::sink()),
            subjects: Box::new(io::sink()),
            recipients: Box::new(io::sink()),
        }
    }
}

impl std::fmt::Debug for Outputs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outputs").finish_non_exhaustive()
    }
}

/// One file being written.
pub(crate) struct Target<'w> {
    name: &'static str,
    writer: &'w mut dyn Write,
    buffer: Vec<u8>,
    total: FileTotal,
}

impl<'w> Target<'w> {
    pub(crate) fn new(name: &'static str, writer: &'w mut dyn Write) -> Target<'w> {
        Target {
            name,
            writer,
            buffer: Vec::with_capacity(BUFFER_BYTES + 64 * 1024),
            total: FileTotal::default(),
        }
    }

    fn relieve(&mut self, at: usize) -> Result<(), SimError> {
        if self.buffer.len() > at {
            self.total.bytes += self.buffer.len() as u64;
            self.writer
                .write_all(&self.buffer)
                .map_err(|source| SimError::Write {
                    name: self.name,
                    source,
                })?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(&'static str, FileTotal), SimError> {
        self.relieve(0)?;
        self.writer.flush().map_err(|source| SimError::Write {
            name: self.name,
            source,
        })?;
        Ok((self.name, self.total))
    }
}

/// Writes a whole small file; its header is a line but no event.
pub(crate) fn write_csv(
    name: &'static str,
    writer: &mut dyn Write,
    content: &str,
) -> Result<(&'static str, FileTotal), SimError> {
    let mut target = Target::new(name, writer);
    target.buffer.extend_from_slice(content.as_bytes());
    target.total.lines = content.lines().count() as u64;
    target.total.events = target.total.lines.saturating_sub(1);
    target.finish()
}

/// A line held back: when to write it, in which order, where, what.
type Held = Reverse<(i64, u64, usize, Vec<u8>)>;

/// Numbers lines, holds some back and writes them.
pub(crate) struct Emitter<'w> {
    targets: Vec<Target<'w>>,
    /// The place among the targets of each device's lines; none if they are not written.
    places: [Option<usize>; 4],
    sequences: [u64; 4],
    held: BinaryHeap<Held>,
    held_count: u64,
    rng: Rng,
    disorder: bool,
    deleted: Option<Deleted>,
    gone: Gone,
    /// The key of 2024 signs for ever.
    one_key: bool,
}

/// What of the gateway's log was left out, and the times of the lines around it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gone {
    pub(crate) lines: u64,
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) between: (Option<i64>, Option<i64>),
}

impl<'w> Emitter<'w> {
    /// Lines go to the target of their device, or all to one target.
    pub(crate) fn new(targets: Vec<Target<'w>>, plan: &Plan) -> Emitter<'w> {
        let last = targets.len().saturating_sub(1);
        Emitter::at(
            targets,
            [0, 1, 2, 3].map(|place| Some(last.min(place))),
            plan,
        )
    }

    /// Lines of each device go to the target at its place, or nowhere. Those that go nowhere change
    /// nothing about the others.
    pub(crate) fn at(
        targets: Vec<Target<'w>>,
        places: [Option<usize>; 4],
        plan: &Plan,
    ) -> Emitter<'w> {
        Emitter {
            targets,
            places,
            sequences: [0; 4],
            held: BinaryHeap::new(),
            held_count: 0,
            rng: Rng::stream(plan.seed, 9),
            disorder: plan.disorder,
            deleted: plan.deleted,
            gone: Gone::default(),
            one_key: false,
        }
    }

    /// Lets the key of 2024 sign what its successor would.
    pub(crate) fn keep_key(&mut self) {
        self.one_key = true;
    }

    /// Writes the line of an event, or holds it. Its sequence is given back.
    pub(crate) fn emit(
        &mut self,
        item: &Item,
        device: Device,
        active: &[u32],
    ) -> Result<u64, SimError> {
        self.release(item.time)?;
        let item = &if self.one_key && item.key == Key::Auth2025 {
            Item {
                key: Key::Auth2024,
                ..*item
            }
        } else {
            *item
        };
        let Some(sequence) = self.sequences.get_mut(device.index()) else {
            return Ok(0);
        };
        *sequence += 1;
        let sequence = *sequence;
        let place = self.places.get(device.index()).copied().flatten();
        let delay = self.delay(device);
        if device == Device::Gateway && self.is_deleted(item.time, sequence) {
            return Ok(sequence);
        }
        let Some((place, target)) =
            place.and_then(|place| Some((place, self.targets.get_mut(place)?)))
        else {
            return Ok(sequence);
        };
        target.total.lines += 1;
        target.total.events += u64::from(item.what != What::Failed);
        if delay > 0 {
            let mut line = Vec::with_capacity(600);
            lines::write(&mut line, item, device, sequence, active);
            self.held_count += 1;
            self.held
                .push(Reverse((item.time + delay, self.held_count, place, line)));
            return Ok(sequence);
        }
        lines::write(&mut target.buffer, item, device, sequence, active);
        target.relieve(BUFFER_BYTES)?;
        Ok(sequence)
    }

    /// Whether a line of the gateway was deleted; its number is gone with it.
    fn is_deleted(&mut self, time: i64, sequence: u64) -> bool {
        let Some(deleted) = self.deleted else {
            return false;
        };
        let gone = &mut self.gone;
        if deleted.holds(time) {
            gone.lines += 1;
            gone.last = sequence;
            if gone.first == 0 {
                gone.first = sequence;
            }
            return true;
        }
        match gone.lines {
            0 => gone.between.0 = Some(time),
            _ => drop(gone.between.1.get_or_insert(time)),
        }
        false
    }

    /// Writes what is still held, and says what each file came to.
    pub(crate) fn finish(
        mut self,
        totals: &mut BTreeMap<&'static str, FileTotal>,
    ) -> Result<Gone, SimError> {
        self.release(i64::MAX)?;
        for target in self.targets {
            let (name, total) = target.finish()?;
            totals.insert(name, total);
        }
        Ok(self.gone)
    }

    /// How long to hold a line. The log-on service is never late by more than the shuffle: its
    /// promised lag is 20 seconds.
    fn delay(&mut self, device: Device) -> i64 {
        if !self.disorder || matches!(device, Device::Accounts | Device::GatewayLate) {
            return 0;
        }
        match self.rng.below(10_000) {
            chance if chance < SHUFFLED_OF_10_000 => self.rng.span(1, SHUFFLED_MAX),
            chance if chance < SHUFFLED_OF_10_000 + LATE_OF_10_000 && device == Device::Gateway => {
                self.rng.span(SHUFFLED_MAX, LATE_MAX)
            }
            _ => 0,
        }
    }

    fn release(&mut self, now: i64) -> Result<(), SimError> {
        while self.held.peek().is_some_and(|held| held.0.0 <= now) {
            let Some(Reverse((_, _, place, line))) = self.held.pop() else {
                break;
            };
            if let Some(target) = self.targets.get_mut(place) {
                target.buffer.extend_from_slice(&line);
                target.relieve(BUFFER_BYTES)?;
            }
        }
        Ok(())
    }
}
