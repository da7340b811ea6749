//! What the ledger knows besides rows: sources, shapes, counts of names, files, lanes, counters.
//!
//! It is a pure function of the frames in order: a writer, a recovery and a reader without keys all
//! get it by the same [`State::apply`]. It is written whole beside each epoch, so that only the open
//! log must be replayed. It holds no foreign string.

use std::collections::{BTreeMap, BTreeSet};

use event::{Millis, SubjectKind};

use crate::{
    codec::{Reader, put_bytes, put_signed, put_u64, put_varint},
    lanes::{Run, Runs},
};

/// A source as rows know it: the id and the retention class it had when the row came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceEntry {
    /// Id in the catalogue.
    pub id: String,
    /// Retention class.
    pub class: String,
}

/// What a row stores instead of fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Code of the source.
    pub source: u32,
    /// Id of the route, or `None` for a request that no route matched.
    pub route: Option<String>,
    /// Dictionary code of the scrubbed request, for a request that no route matched.
    pub unmatched: Option<u32>,
    /// Dictionary code of the columns that the log named.
    pub columns: Option<u32>,
}

/// How far a file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMark {
    /// Code of the source it was read as.
    pub source: u32,
    /// How many first bytes the identity covers.
    pub prefix_bytes: u64,
    /// Offset of the first byte not read.
    pub offset: u64,
    /// Offset at which `tail` was taken; at most `offset`.
    pub tail_offset: u64,
    /// SHA-256 of the up to 4096 bytes before `tail_offset`: a file that does not have them there is
    /// no continuation.
    pub tail: [u8; 32],
}

/// Counts of one source. Every line read is in exactly one of reads', controls', plain, beside,
/// duplicates or quarantined events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Accesses stored.
    pub accesses: u64,
    /// Rows stored.
    pub reads: u64,
    /// Of the accesses, those that no route matched.
    pub unmatched: u64,
    /// Control events stored.
    pub controls: u64,
    /// Accesses to plain routes.
    pub plain: u64,
    /// Records that are none of the six kinds of event.
    pub beside: u64,
    /// Events that had come before.
    pub duplicates: u64,
    /// Records in quarantine.
    pub quarantined: u64,
    /// Of those, records that went in after their mapping was mended.
    pub mended: u64,
}

impl Counters {
    fn list(&mut self) -> [&mut u64; 9] {
        [
            &mut self.accesses,
            &mut self.reads,
            &mut self.unmatched,
            &mut self.controls,
            &mut self.plain,
            &mut self.beside,
            &mut self.duplicates,
            &mut self.quarantined,
            &mut self.mended,
        ]
    }

    /// Adds what another counted.
    pub fn add(&mut self, mut other: Counters) {
        for (mine, more) in self.list().into_iter().zip(other.list()) {
            *mine += *more;
        }
    }
}

/// What a source has said so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spoken {
    /// Counts.
    pub counters: Counters,
    /// Earliest and latest event time.
    pub span: Option<(Millis, Millis)>,
    /// Hours of event time that occur (hours since 1970).
    pub hours: BTreeSet<i64>,
}

/// A lane: (source, instance, boot), the latter two as dictionary codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneId {
    /// Source code.
    pub source: u32,
    /// Instance.
    pub instance: Option<u32>,
    /// Boot.
    pub boot: Option<u32>,
}

/// What one commit adds, besides the events before it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Commit {
    /// Wall clock, for the age of blocks and epochs.
    pub(crate) at: Millis,
    pub(crate) sources: Vec<SourceEntry>,
    pub(crate) files: Vec<([u8; 32], FileMark)>,
    pub(crate) lanes: Vec<(LaneId, Run)>,
    pub(crate) spoken: Vec<(u32, Spoken)>,
    pub(crate) catalogue: Option<(u32, [u8; 32])>,
    pub(crate) relation: u32,
    /// Keyed hashes of event ids, with their event times, of events that no frame of reads carries.
    pub(crate) ids: Vec<(u64, Millis)>,
}

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// Number of the open epoch.
    pub epoch: u32,
    /// Position of the next event.
    pub position: u64,
    /// Blocks closed so far.
    pub blocks: u64,
    /// Catalogue version in force and the SHA-256 of its canonical bytes.
    pub catalogue: (u32, [u8; 32]),
    /// Relation version: how many relation files were imported.
    pub relation: u32,
    /// Sources by code.
    pub sources: Vec<SourceEntry>,
    /// Shapes by code.
    pub shapes: Vec<Shape>,
    /// Base kinds of subjects, by shard and number.
    pub kinds: Vec<Vec<u8>>,
    /// Strings in the dictionary.
    pub strings: u32,
    /// Dictionary strings that the catalogue itself names (issuers, keys), in clear.
    pub known: BTreeMap<u32, String>,
    /// Files by the SHA-256 of their first bytes.
    pub files: BTreeMap<[u8; 32], FileMark>,
    /// Sequence numbers by lane.
    pub lanes: BTreeMap<LaneId, Runs>,
    /// Source by code.
    pub spoken: Vec<Spoken>,
}

impl State {
    /// The state before the first event.
    #[must_use]
    pub fn new(shards: u16) -> State {
        State {
            epoch: 1,
            kinds: vec![Vec::new(); usize::from(shards)],
            ..State::default()
        }
    }

    /// The class name of a class code: class codes are source codes, for a source has one class.
    #[must_use]
    pub fn source(&self, code: u32) -> Option<&SourceEntry> {
        self.sources.get(usize::try_from(code).ok()?)
    }

    /// The code of each shape.
    pub(crate) fn codes_of_shapes(&self) -> hashbrown::HashMap<Shape, u32> {
        let codes = (0u32..).zip(&self.shapes);
        codes.map(|(code, shape)| (shape.clone(), code)).collect()
    }

    /// How many subjects the book has.
    #[must_use]
    pub fn subjects(&self) -> u64 {
        self.kinds.iter().map(|kinds| kinds.len() as u64).sum()
    }

    /// The base kind of a subject.
    #[must_use]
    pub fn base_kind(&self, shard: u16, id: u32) -> SubjectKind {
        let code = self
            .kinds
            .get(usize::from(shard))
            .and_then(|kinds| kinds.get(id as usize));
        code.and_then(|code| SubjectKind::from_code(*code))
            .unwrap_or(SubjectKind::Other)
    }

    /// How many numbers of subjects a shard has given.
    #[must_use]
    pub fn subjects_of(&self, shard: u16) -> usize {
        self.kinds
            .get(usize::from(shard))
            .map_or(0, |kinds| kinds.len())
    }

    pub(crate) fn apply(&mut self, commit: &Commit) {
        self.add_sources(commit.sources.iter().cloned());
        self.files.extend(commit.files.iter().cloned());
        for (lane, run) in &commit.lanes {
            self.lanes.entry(*lane).or_default().merge(*run);
        }
        for (source, more) in &commit.spoken {
            self.add_spoken(*source, more);
        }
        if let Some(catalogue) = commit.catalogue {
            self.catalogue = catalogue;
        }
        self.relation += commit.relation;
    }

    pub(crate) fn add_sources(&mut self, sources: impl IntoIterator<Item = SourceEntry>) {
        self.sources.extend(sources);
        self.spoken.resize_with(self.sources.len(), Spoken::default);
    }

    pub(crate) fn add_spoken(&mut self, source: u32, more: &Spoken) {
        if let Some(spoken) = usize::try_from(source)
            .ok()
            .and_then(|i| self.spoken.get_mut(i))
        {
            spoken.add(more);
        }
    }

    /// What a manifest says of the record's completeness: one line a fact, cumulative.
    #[must_use]
    pub fn facts(&self) -> Vec<String> {
        let mut facts = vec![format!("subjects {}", self.subjects())];
        for (source, spoken) in self.sources.iter().zip(&self.spoken) {
            let mut counters = spoken.counters;
            let counts: Vec<String> = counters
                .list()
                .iter()
                .map(|count| count.to_string())
                .collect();
            let (first, last) = spoken
                .span
                .map_or(("-".to_owned(), "-".to_owned()), |(a, b)| {
                    (a.to_string(), b.to_string())
                });
            facts.push(format!(
                "source {} {} {} {first} {last}",
                source.id,
                source.class,
                counts.join(" ")
            ));
            facts.push(format!("hours {} {}", source.id, ranges(&spoken.hours)));
        }
        let code = |code: Option<u32>| code.map_or("-".to_owned(), |code| code.to_string());
        for (lane, runs) in &self.lanes {
            let source = self
                .source(lane.source)
                .map_or("?", |source| source.id.as_str());
            let lane = format!("{source} {} {}", code(lane.instance), code(lane.boot));
            let (first, last) = (
                runs.runs().next().map_or(0, |run| run.first),
                runs.runs().last().map_or(0, |run| run.last),
            );
            facts.push(format!("lane {lane} {first} {last} {}", runs.count()));
            for gap in runs.gaps() {
                facts.push(format!(
                    "gap {lane} {} {} {} {}",
                    gap.first, gap.last, gap.after, gap.before
                ));
            }
        }
        facts
    }

    /// Writes the state for the file beside an epoch.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = b"NUNCHIST\x01".to_vec();
        put_varint(&mut out, u64::from(self.epoch));
        put_varint(&mut out, self.position);
        put_varint(&mut out, self.blocks);
        put_varint(&mut out, u64::from(self.relation));
        put_list(&mut out, &self.shapes, put_shape);
        put_list(&mut out, &self.kinds, |out, kinds| put_bytes(out, kinds));
        put_varint(&mut out, u64::from(self.strings));
        let known: Vec<_> = self.known.iter().collect();
        put_list(&mut out, &known, |out, (code, text)| {
            put_varint(out, u64::from(**code));
            put_bytes(out, text.as_bytes());
        });
        // The rest has the form of one commit that says everything at once.
        let whole = Commit {
            at: Millis(0),
            sources: self.sources.clone(),
            files: self
                .files
                .iter()
                .map(|(id, mark)| (*id, mark.clone()))
                .collect(),
            lanes: self
                .lanes
                .iter()
                .flat_map(|(id, runs)| runs.runs().map(|run| (*id, *run)))
                .collect(),
            spoken: (0u32..).zip(self.spoken.iter().cloned()).collect(),
            catalogue: Some(self.catalogue),
            relation: 0,
            ids: Vec::new(),
        };
        whole.encode(&mut out);
        out
    }

    /// Reads what [`State::encode`] wrote; `None` when it is anything else.
    pub(crate) fn decode(bytes: &[u8]) -> Option<State> {
        let mut r = Reader::new(bytes.strip_prefix(b"NUNCHIST\x01")?);
        let mut state = State {
            epoch: r.varint32()?,
            position: r.varint()?,
            blocks: r.varint()?,
            relation: r.varint32()?,
            ..State::default()
        };
        state.shapes = take_list(&mut r, take_shape)?;
        state.kinds = take_list(&mut r, |r| r.bytes().map(<[u8]>::to_vec))?;
        state.strings = r.varint32()?;
        state.known = take_list(&mut r, |r| Some((r.varint32()?, r.text()?.to_owned())))?
            .into_iter()
            .collect();
        let whole = Commit::decode_from(&mut r)?;
        state.apply(&whole);
        r.is_empty().then_some(state)
    }
}

impl Spoken {
    pub(crate) fn saw(&mut self, time: Millis) {
        self.widen(time);
        self.hours.insert(time.hour());
    }

    /// As [`Spoken::saw`], of an hour that was seen before.
    pub(crate) fn widen(&mut self, time: Millis) {
        let (low, high) = self.span.unwrap_or((time, time));
        self.span = Some((low.min(time), high.max(time)));
    }

    fn add(&mut self, more: &Spoken) {
        self.counters.add(more.counters);
        if let Some((low, high)) = more.span {
            let (l, h) = self.span.unwrap_or((low, high));
            self.span = Some((l.min(low), h.max(high)));
        }
        self.hours.extend(&more.hours);
    }
}

impl Commit {
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put_signed(out, self.at.0);
        put_varint(out, u64::from(self.relation));
        let catalogue: Vec<_> = self.catalogue.iter().collect();
        put_list(out, &catalogue, |out, (version, digest)| {
            put_varint(out, u64::from(*version));
            out.extend_from_slice(digest);
        });
        put_list(out, &self.sources, put_source);
        put_list(out, &self.files, |out, (id, mark)| {
            out.extend_from_slice(id);
            put_varint(out, u64::from(mark.source));
            put_varint(out, mark.prefix_bytes);
            put_varint(out, mark.offset);
            put_varint(out, mark.tail_offset);
            out.extend_from_slice(&mark.tail);
        });
        put_list(out, &self.lanes, |out, (lane, run)| {
            put_lane(out, lane, run)
        });
        put_list(out, &self.spoken, |out, (source, spoken)| {
            put_spoken(out, *source, spoken)
        });
        put_list(out, &self.ids, |out, (id, time)| {
            put_u64(out, *id);
            put_signed(out, time.0);
        });
    }

    pub(crate) fn decode(payload: &[u8]) -> Option<Commit> {
        let mut r = Reader::new(payload);
        let commit = Commit::decode_from(&mut r)?;
        r.is_empty().then_some(commit)
    }

    fn decode_from(r: &mut Reader<'_>) -> Option<Commit> {
        Some(Commit {
            at: Millis(r.signed()?),
            relation: r.varint32()?,
            catalogue: take_list(r, |r| Some((r.varint32()?, r.array()?)))?.pop(),
            sources: take_list(r, take_source)?,
            files: take_list(r, |r| {
                let id = r.array()?;
                Some((
                    id,
                    FileMark {
                        source: r.varint32()?,
                        prefix_bytes: r.varint()?,
                        offset: r.varint()?,
                        tail_offset: r.varint()?,
                        tail: r.array()?,
                    },
                ))
            })?,
            lanes: take_list(r, take_lane)?,
            spoken: take_list(r, take_spoken)?,
            ids: take_list(r, |r| Some((r.u64()?, Millis(r.signed()?))))?,
        })
    }
}

/// `1-3,5`: a set of numbers as ranges; `-` for none.
fn ranges(numbers: &BTreeSet<i64>) -> String {
    let mut out: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => out.push((*number, *number)),
        }
    }
    let texts: Vec<String> = out
        .iter()
        .map(|(a, b)| {
            if a == b {
                a.to_string()
            } else {
                format!("{a}..{b}")
            }
        })
        .collect();
    if texts.is_empty() {
        "-".to_owned()
    } else {
        texts.join(",")
    }
}

pub(crate) fn put_list<T>(out: &mut Vec<u8>, list: &[T], mut put: impl FnMut(&mut Vec<u8>, &T)) {
    put_varint(out, list.len() as u64);
    list.iter().for_each(|item| put(out, item));
}

pub(crate) fn take_list<'a, T>(
    r: &mut Reader<'a>,
    mut take: impl FnMut(&mut Reader<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let count = r.varint()?;
    // Grown item by item: a wrong count must not allocate.
    let mut list = Vec::new();
    for _ in 0..count {
        list.push(take(r)?);
    }
    Some(list)
}

/// 0 is nothing, n + 1 is n.
fn put_code(out: &mut Vec<u8>, code: Option<u32>) {
    put_varint(out, code.map_or(0, |code| u64::from(code) + 1));
}

fn take_code(r: &mut Reader<'_>) -> Option<Option<u32>> {
    match r.varint()? {
        0 => Some(None),
        n => u32::try_from(n - 1).ok().map(Some),
    }
}

pub(crate) fn put_source(out: &mut Vec<u8>, source: &SourceEntry) {
    put_bytes(out, source.id.as_bytes());
    put_bytes(out, source.class.as_bytes());
}

pub(crate) fn take_source(r: &mut Reader<'_>) -> Option<SourceEntry> {
    Some(SourceEntry {
        id: r.text()?.to_owned(),
        class: r.text()?.to_owned(),
    })
}

pub(crate) fn put_shape(out: &mut Vec<u8>, shape: &Shape) {
    put_varint(out, u64::from(shape.source));
    put_bytes(out, shape.route.as_deref().unwrap_or_default().as_bytes());
    put_code(out, shape.unmatched);
    put_code(out, shape.columns);
}

pub(crate) fn take_shape(r: &mut Reader<'_>) -> Option<Shape> {
    let source = r.varint32()?;
    let route = Some(r.text()?.to_owned()).filter(|route| !route.is_empty());
    Some(Shape {
        source,
        route,
        unmatched: take_code(r)?,
        columns: take_code(r)?,
    })
}

fn put_lane(out: &mut Vec<u8>, lane: &LaneId, run: &Run) {
    put_varint(out, u64::from(lane.source));
    put_code(out, lane.instance);
    put_code(out, lane.boot);
    put_varint(out, run.first);
    put_varint(out, run.last - run.first);
    put_signed(out, run.first_time.0);
    put_signed(out, run.last_time.0);
}

fn take_lane(r: &mut Reader<'_>) -> Option<(LaneId, Run)> {
    let lane = LaneId {
        source: r.varint32()?,
        instance: take_code(r)?,
        boot: take_code(r)?,
    };
    let first = r.varint()?;
    let last = first.checked_add(r.varint()?)?;
    Some((
        lane,
        Run {
            first,
            last,
            first_time: Millis(r.signed()?),
            last_time: Millis(r.signed()?),
        },
    ))
}

fn put_spoken(out: &mut Vec<u8>, source: u32, spoken: &Spoken) {
    put_varint(out, u64::from(source));
    let mut counters = spoken.counters;
    counters
        .list()
        .into_iter()
        .for_each(|count| put_varint(out, *count));
    let span: Vec<_> = spoken.span.iter().collect();
    put_list(out, &span, |out, (low, high)| {
        put_signed(out, low.0);
        put_signed(out, high.0);
    });
    // Hours as differences, for most follow each other.
    let mut last = 0;
    put_varint(out, spoken.hours.len() as u64);
    for hour in &spoken.hours {
        put_signed(out, hour - last);
        last = *hour;
    }
}

fn take_spoken(r: &mut Reader<'_>) -> Option<(u32, Spoken)> {
    let source = r.varint32()?;
    let mut counters = Counters::default();
    for count in counters.list() {
        *count = r.varint()?;
    }
    let span = take_list(r, |r| Some((Millis(r.signed()?), Millis(r.signed()?))))?.pop();
    let mut last = 0i64;
    let hours = take_list(r, |r| {
        last = last.checked_add(r.signed()?)?;
        Some(last)
    })?;
    Some((
        source,
        Spoken {
            counters,
            span,
            hours: hours.into_iter().collect(),
        },
    ))
}

#[cfg(test)]
mod tests;
