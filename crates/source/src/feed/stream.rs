//! The feed itself: reads, cuts, and knows where it is.

use std::{
    io::{self, Read},
    path::Path,
};

use env::{Disk, ReadFile};

use super::{
    Batch, FeedError, Fingerprint, Overlong,
    cuts::{Cut, Cuts, Framer},
    flood::Flood,
    input::Input,
    window::Window,
};
use crate::{
    Framing,
    limits::{
        BATCH_BYTES, BATCH_RECORDS_MAX, FINGERPRINT_BYTES, OVERLONG_KEPT_BYTES, RECORD_BYTES_MAX,
        TAIL_BYTES,
    },
};

/// The byte order mark of UTF-8: no part of the first record.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Buffers kept for reuse.
const SPARE_MAX: usize = 4;

/// How much is held; tests make it small.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) record_max: usize,
    pub(super) kept_max: usize,
    pub(super) buffer: usize,
    pub(super) records_max: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes {
            record_max: RECORD_BYTES_MAX,
            kept_max: OVERLONG_KEPT_BYTES,
            buffer: TAIL_BYTES + BATCH_BYTES,
            records_max: BATCH_RECORDS_MAX,
        }
    }
}

/// A stream of bytes cut into records.
///
/// ```
/// use source::{Framing, feed::Feed};
/// let input = Box::new(&b"first\nsecond\nthi"[..]);
/// let mut feed = Feed::of_reader("standard input", input, Framing::Lines)?;
/// let batch = feed.next_batch()?.unwrap();
/// let seen: Vec<_> = batch.iter().map(|(record, bytes)| (record.offset, bytes)).collect();
/// assert_eq!(seen, [(0, &b"first"[..]), (6, &b"second"[..])]);
/// let last = feed.next_batch()?.unwrap();
/// assert!(last.records[0].unfinished);
/// assert!(feed.next_batch()?.is_none());
/// # Ok::<(), source::feed::FeedError>(())
/// ```
pub struct Feed {
    name: String,
    input: Input,
    framing: Framing,
    framer: Framer,
    sizes: Sizes,
    window: Window,
    /// First bytes of the stream, for its fingerprint.
    head: Vec<u8>,
    /// Deliver what has come rather than wait for a full buffer.
    eager: bool,
    ended: bool,
    failed: Option<FeedError>,
    /// Bytes before this are cut or passed over; the window holds what stands after it.
    consumed: u64,
    /// Bytes before this went through the framer.
    scanned: u64,
    /// Bytes before this were delivered; what [`Feed::position`] says.
    delivered: u64,
    /// Records that begin before this were delivered in an earlier life.
    floor: u64,
    flood: Option<Flood>,
    header: Option<Vec<u8>>,
    /// The stream ended within its header, which is not passed then.
    header_open: bool,
    prepared: bool,
    spare: Vec<Vec<u8>>,
}

impl Feed {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened or its first bytes cannot be read.
    pub fn open(disk: &dyn Disk, path: &Path, framing: Framing) -> Result<Feed, FeedError> {
        let name = path.display().to_string();
        let opened = |file: Box<dyn ReadFile>| Input::of_file(file);
        match disk.open(path).and_then(opened) {
            Ok(input) => Ok(Feed::new(name, input, framing, false)),
            Err(source) => Err(FeedError::Open { name, source }),
        }
    }

    /// A feed of any reader, such as standard input. What has come is delivered without waiting for
    /// a full buffer. `name` is what errors call it.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub fn of_reader(
        name: &str,
        reader: Box<dyn Read + Send>,
        framing: Framing,
    ) -> Result<Feed, FeedError> {
        let name = name.to_owned();
        match Input::of_reader(reader) {
            Ok(input) => Ok(Feed::new(name, input, framing, true)),
            Err(source) => Err(FeedError::Open { name, source }),
        }
    }

    fn new(name: String, input: Input, framing: Framing, eager: bool) -> Feed {
        let sizes = Sizes::default();
        Feed {
            name,
            input,
            framing,
            framer: Framer::new(framing),
            sizes,
            window: Window::new(vec![0; sizes.buffer], 0),
            head: Vec::new(),
            eager,
            ended: false,
            failed: None,
            consumed: 0,
            scanned: 0,
            delivered: 0,
            floor: 0,
            flood: None,
            header: None,
            header_open: false,
            prepared: false,
            spare: Vec::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn with_sizes(mut self, sizes: Sizes) -> Feed {
        self.sizes = sizes;
        self.window = Window::new(vec![0; sizes.buffer], 0);
        self
    }

    /// What errors call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Offset up to which records were delivered or passed over: reading can go on from here.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.delivered
    }

    /// SHA-256 of the last at most [`TAIL_BYTES`] bytes before [`Feed::position`].
    #[must_use]
    pub fn tail_sha256(&self) -> [u8; 32] {
        self.window.tail(self.delivered)
    }

    /// What the stream is known by. Waits for the first 4096 bytes or the end; where reading fails
    /// before, it is that of the bytes that could be read, and the error comes later.
    pub fn fingerprint(&mut self) -> Fingerprint {
        self.fill_head();
        Fingerprint::of(&self.head)
    }

    /// The fingerprint of the first `bytes` bytes, to compare with one that was taken when the file
    /// was shorter; `None` when the stream is shorter than that, or `bytes` is over 4096.
    pub fn fingerprint_of(&mut self, bytes: u64) -> Option<Fingerprint> {
        self.fill_head();
        let bytes = usize::try_from(bytes).ok()?;
        self.head.get(..bytes).map(Fingerprint::of)
    }

    /// The header record of a CSV stream, without its line end; empty for any other framing and for
    /// an empty file. It is read from the start of the stream wherever reading goes on.
    ///
    /// # Errors
    /// When the header is over-long or cannot be read.
    pub fn preamble(&mut self) -> Result<&[u8], FeedError> {
        self.prepare()?;
        Ok(self.header.as_deref().unwrap_or_default())
    }

    /// Moves to an offset where reading ended before, and gives the SHA-256 of the last at most
    /// [`TAIL_BYTES`] bytes before it: equal to the one kept, the stream is a continuation.
    ///
    /// A plain file is sought in; a compressed one is read and discarded, as is one of
    /// [`Framing::Records`], whose brackets must be followed.
    ///
    /// # Errors
    /// When the stream is shorter, cannot be read, or records were taken already.
    pub fn skip_to(&mut self, offset: u64) -> Result<[u8; 32], FeedError> {
        if self.delivered > self.after_header() {
            return Err(FeedError::Started {
                name: self.name.clone(),
                offset,
            });
        }
        self.fill_head();
        self.prepare()?;
        self.floor = offset.max(self.consumed);
        self.seek_near(offset)?;
        self.read_through(offset)?;
        let tail = self.window.tail(offset);
        if offset > self.scanned {
            self.scanned = offset;
        }
        if !matches!(self.framer, Framer::Records(_)) {
            self.framer.reset();
        }
        self.consumed = self.floor;
        self.delivered = self.floor;
        Ok(tail)
    }

    /// The next records; `None` at the end.
    ///
    /// # Errors
    /// When the stream cannot be read on; all that came before was delivered. After an error comes
    /// `None`.
    pub fn next_batch(&mut self) -> Result<Option<Batch>, FeedError> {
        self.prepare()?;
        loop {
            if let Some(batch) = self.cut() {
                return Ok(Some(batch));
            }
            if self.ended {
                let last = self.finish();
                return match (last, self.failed.take()) {
                    (Some(batch), failed) => {
                        self.failed = failed;
                        Ok(Some(batch))
                    }
                    (None, Some(failed)) => Err(failed),
                    (None, None) => Ok(None),
                };
            }
            self.make_room();
            self.fill();
        }
    }

    /// Gives a batch's buffer back for reuse.
    pub fn recycle(&mut self, batch: Batch) {
        if self.spare.len() < SPARE_MAX && batch.bytes.len() == self.sizes.buffer {
            self.spare.push(batch.bytes);
        }
    }

    fn after_header(&self) -> u64 {
        if self.prepared { self.floor } else { 0 }
    }

    /// Passes over a byte order mark and a CSV header, once.
    fn prepare(&mut self) -> Result<(), FeedError> {
        if self.prepared {
            return Ok(());
        }
        while self.window.end() < BOM.len() as u64 && !self.ended {
            self.read_once(usize::MAX);
        }
        if self.window.bytes().starts_with(BOM) {
            self.pass(BOM.len() as u64);
        }
        if self.framing == Framing::Csv {
            self.read_header()?;
        }
        self.prepared = true;
        Ok(())
    }

    fn pass(&mut self, offset: u64) {
        self.consumed = offset;
        self.scanned = offset;
        self.delivered = offset;
        self.floor = offset;
    }

    fn read_header(&mut self) -> Result<(), FeedError> {
        let start = self.consumed;
        loop {
            let mut records = Vec::new();
            let (scanned, long) = self.scan(&mut records, 1);
            self.scanned = scanned;
            if let Some(header) = records.pop() {
                self.header = self.window.bytes().get(header.range).map(<[u8]>::to_vec);
                self.pass(header.end);
                return Ok(());
            }
            if long.is_some() || (self.window.is_full() && !self.ended) {
                return Err(FeedError::Header {
                    name: self.name.clone(),
                });
            }
            if self.ended {
                // A header without line end may still grow, so it is not passed.
                let open = self.framer.open().unwrap_or(self.scanned);
                self.header = Some(self.window.slice(open, self.scanned).to_vec());
                self.framer.reset();
                self.header_open = true;
                self.consumed = start;
                return Ok(());
            }
            self.read_once(usize::MAX);
        }
    }

    /// Reads until the first bytes are known.
    fn fill_head(&mut self) {
        while self.head.len() < FINGERPRINT_BYTES && !self.ended && !self.window.is_full() {
            self.read_once(FINGERPRINT_BYTES);
        }
    }

    /// Moves a plain file to the tail before an offset, when that saves reading.
    fn seek_near(&mut self, offset: u64) -> Result<(), FeedError> {
        let near = offset.saturating_sub(TAIL_BYTES as u64);
        if self.framing == Framing::Records || near <= self.window.end() {
            return Ok(());
        }
        match self.input.seek(near) {
            Ok(None) => Ok(()),
            Ok(Some(len)) if len < offset => Err(FeedError::Short {
                name: self.name.clone(),
                offset,
                len,
            }),
            Ok(Some(_)) => {
                self.window = Window::new(vec![0; self.sizes.buffer], near);
                self.ended = false;
                Ok(())
            }
            Err(source) => Err(self.broken(source)),
        }
    }

    /// Reads and discards up to an offset.
    fn read_through(&mut self, offset: u64) -> Result<(), FeedError> {
        loop {
            if self.framing == Framing::Records {
                self.scan_over(offset);
            }
            if self.window.end() >= offset {
                return Ok(());
            }
            if let Some(failed) = self.failed.take() {
                return Err(failed);
            }
            if self.ended {
                let (name, len) = (self.name.clone(), self.window.end());
                return Err(FeedError::Short { name, offset, len });
            }
            self.window.compact(self.window.end());
            self.fill();
        }
    }

    /// Follows the brackets of what is passed over.
    fn scan_over(&mut self, offset: u64) {
        let to = offset.min(self.window.end());
        while self.scanned < to {
            let mut none = Vec::new();
            let mut cuts = Cuts {
                bytes: self.window.slice(self.window.base(), to),
                base: self.window.base(),
                floor: u64::MAX,
                record_max: self.sizes.record_max as u64,
                room: usize::MAX,
                records: &mut none,
                long: None,
            };
            self.scanned = self.framer.scan(&mut cuts, self.scanned);
        }
    }

    /// Reads: all that fits, or what comes first.
    fn fill(&mut self) {
        loop {
            let read = self.read_once(usize::MAX);
            if self.eager || read == 0 || self.window.is_full() || self.ended {
                return;
            }
        }
    }

    fn read_once(&mut self, max: usize) -> usize {
        let room = self.window.room();
        let len = room.len().min(max);
        let Some(room @ [_, ..]) = room.get_mut(..len) else {
            return 0;
        };
        let read = loop {
            match self.input.read(room) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        match read {
            Ok(0) => self.ended = true,
            Ok(read) => {
                let fresh = self.window.grew(read);
                let missing = FINGERPRINT_BYTES.saturating_sub(self.head.len());
                self.head
                    .extend_from_slice(fresh.get(..missing).unwrap_or(fresh));
                return read;
            }
            Err(source) => {
                self.failed = Some(self.broken(source));
                self.ended = true;
            }
        }
        0
    }

    fn broken(&self, source: io::Error) -> FeedError {
        FeedError::Read {
            name: self.name.clone(),
            offset: self.window.end(),
            source,
        }
    }

    fn scan(&mut self, records: &mut Vec<super::Framed>, room: usize) -> (u64, Option<Cut>) {
        let mut cuts = Cuts {
            bytes: self.window.bytes(),
            base: self.window.base(),
            floor: self.floor,
            record_max: self.sizes.record_max as u64,
            room,
            records,
            long: None,
        };
        let scanned = self.framer.scan(&mut cuts, self.scanned);
        (scanned, cuts.long)
    }

    /// Cuts what has been read.
    fn cut(&mut self) -> Option<Batch> {
        if self.scanned >= self.window.end() {
            return None;
        }
        let mut records = Vec::new();
        let (scanned, long) = self.scan(&mut records, self.sizes.records_max);
        self.scanned = scanned;
        let overlong = long.map(|cut| self.end_flood(cut, false));
        // A record that began before the floor is passed over, so it holds nothing back.
        self.consumed = match self.framer.open() {
            Some(open) if self.flood.is_none() && open >= self.floor => open,
            Some(_) if self.flood.is_some() => self.consumed,
            _ => self.scanned,
        };
        (!records.is_empty() || overlong.is_some()).then(|| self.deliver(records, overlong))
    }

    fn deliver(&mut self, records: Vec<super::Framed>, overlong: Option<Overlong>) -> Batch {
        let (start, end) = (self.delivered, self.consumed);
        let end_tail = self.window.tail(end);
        let fresh = if self.ended {
            Vec::new()
        } else {
            self.spare
                .pop()
                .unwrap_or_else(|| vec![0; self.sizes.buffer])
        };
        let (bytes, base) = self.window.hand_over(end, fresh);
        self.delivered = end;
        Batch {
            bytes,
            base,
            start,
            end,
            end_tail,
            records,
            overlong,
        }
    }

    /// Makes room for reading: drops what is behind, and lets an over-long record run past.
    fn make_room(&mut self) {
        let end = self.window.end();
        if let Some(start) = self.framer.open().filter(|open| *open >= self.floor)
            && end - start > self.sizes.record_max as u64
        {
            let mut flood = self
                .flood
                .take()
                .unwrap_or_else(|| Flood::new(start, self.sizes.kept_max));
            flood.absorb(self.window.slice(self.consumed, end));
            self.flood = Some(flood);
            self.consumed = end;
        }
        if self.window.is_full() {
            self.window.compact(self.consumed);
        }
    }

    fn end_flood(&mut self, cut: Cut, unfinished: bool) -> Overlong {
        let (mut flood, from) = match self.flood.take() {
            Some(flood) => (flood, self.consumed),
            None => (Flood::new(cut.start, self.sizes.kept_max), cut.start),
        };
        flood.absorb(self.window.slice(from, cut.stop));
        flood.finish(cut, unfinished)
    }

    /// Delivers a record that the end of the stream cut off.
    fn finish(&mut self) -> Option<Batch> {
        let end = self.window.end();
        let open = self.framer.open().filter(|open| *open >= self.floor);
        self.framer.reset();
        let mut records = Vec::new();
        let mut overlong = None;
        if let Some(start) = open {
            let cut = Cut {
                start,
                stop: end,
                end,
            };
            let mut cuts = Cuts {
                bytes: self.window.bytes(),
                base: self.window.base(),
                floor: self.floor,
                record_max: self.sizes.record_max as u64,
                room: 1,
                records: &mut records,
                long: None,
            };
            cuts.put(cut);
            if cuts.long.is_some() {
                overlong = Some(self.end_flood(cut, true));
            }
            for record in &mut records {
                record.unfinished = true;
            }
        }
        if !self.header_open {
            self.consumed = end;
        }
        if records.is_empty() && overlong.is_none() {
            self.delivered = self.consumed;
            return None;
        }
        Some(self.deliver(records, overlong))
    }
}
