//! What a ledger knows besides rows, read a second time: `state.bin` beside an epoch, and what the
//! commits of the open log add to it. The facts of a manifest follow from it.

use std::collections::{BTreeMap, BTreeSet};

use event::{Millis, SubjectKind};

use crate::cursor::Cursor;

/// What a row stores instead of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) source: u32,
    pub(crate) route: Option<String>,
    pub(crate) unmatched: Option<u32>,
    pub(crate) columns: Option<u32>,
}

/// Sequence numbers without a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    last: u64,
    first_time: Millis,
    last_time: Millis,
}

type Lane = (u32, Option<u32>, Option<u32>);

/// What a source has said: nine counts, the span of event times, the hours that occur.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Spoken {
    pub(crate) counts: [u64; 9],
    span: Option<(Millis, Millis)>,
    hours: BTreeSet<i64>,
}

/// Names of the counts, in their order.
pub(crate) const ACCESSES: usize = 0;
pub(crate) const READS: usize = 1;
pub(crate) const UNMATCHED: usize = 2;
pub(crate) const CONTROLS: usize = 3;
pub(crate) const QUARANTINED: usize = 7;
pub(crate) const MENDED: usize = 8;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct State {
    pub(crate) epoch: u32,
    pub(crate) position: u64,
    pub(crate) blocks: u64,
    pub(crate) catalogue: (u32, [u8; 32]),
    pub(crate) relation: u32,
    /// Id and retention class, by code.
    pub(crate) sources: Vec<(String, String)>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) kinds: Vec<Vec<u8>>,
    pub(crate) strings: u32,
    pub(crate) spoken: Vec<Spoken>,
    lanes: BTreeMap<Lane, BTreeMap<u64, Run>>,
    files: BTreeSet<[u8; 32]>,
    /// Sequence numbers that came twice, as (source, number).
    pub(crate) twice: Vec<(u32, u64)>,
}

/// What one commit adds.
struct Commit {
    relation: u32,
    catalogue: Option<(u32, [u8; 32])>,
    sources: Vec<(String, String)>,
    files: Vec<[u8; 32]>,
    lanes: Vec<(Lane, u64, Run)>,
    spoken: Vec<(u32, Spoken)>,
}

impl State {
    /// Before the first event.
    pub(crate) fn new(shards: u16) -> State {
        State {
            epoch: 1,
            kinds: vec![Vec::new(); usize::from(shards)],
            ..State::default()
        }
    }

    /// Reads `state.bin`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<State> {
        let mut c = Cursor::new(bytes.strip_prefix(b"NUNCHIST\x01")?);
        let mut state = State {
            epoch: c.varint32()?,
            position: c.varint()?,
            blocks: c.varint()?,
            relation: c.varint32()?,
            ..State::default()
        };
        state.shapes = c.list(take_shape)?;
        state.kinds = c.list(|c| c.counted().map(<[u8]>::to_vec))?;
        state.strings = c.varint32()?;
        take_known(&mut c, state.strings)?;
        let whole = take_commit(&mut c)?;
        c.end()?;
        state.apply(whole)?;
        Some(state)
    }

    /// Takes a commit frame of the log, which has no sources: they have a frame of their own.
    pub(crate) fn commit(&mut self, payload: &[u8]) -> Option<()> {
        let mut c = Cursor::new(payload);
        let commit = take_commit(&mut c)?;
        c.end()?;
        if !commit.sources.is_empty() {
            return None;
        }
        self.apply(commit)
    }

    /// Takes a frame of new sources.
    pub(crate) fn sources(&mut self, payload: &[u8]) -> Option<()> {
        let mut c = Cursor::new(payload);
        let sources = c.list(take_source)?;
        c.end()?;
        self.add_sources(sources);
        Some(())
    }

    fn add_sources(&mut self, sources: Vec<(String, String)>) {
        self.sources.extend(sources);
        self.spoken.resize_with(self.sources.len(), Spoken::default);
    }

    /// Takes a frame of new shapes.
    pub(crate) fn shapes(&mut self, payload: &[u8]) -> Option<()> {
        let mut c = Cursor::new(payload);
        let shapes = c.list(take_shape)?;
        c.end()?;
        self.shapes.extend(shapes);
        Some(())
    }

    /// Takes a frame of new names: what of it is in clear.
    pub(crate) fn names(&mut self, payload: &[u8]) -> Option<()> {
        let mut c = Cursor::new(payload);
        let strings = u32::try_from(c.varint()?).ok()?;
        self.strings = self.strings.checked_add(strings)?;
        let kinds = c.list(|c| Some((usize::try_from(c.varint()?).ok()?, c.u8()?)))?;
        for (shard, kind) in kinds {
            SubjectKind::from_code(kind)?;
            self.kinds.get_mut(shard)?.push(kind);
        }
        take_known(&mut c, u32::MAX)?;
        c.array::<16>()?;
        // The rest is sealed and ends in a tag of 16 bytes.
        (c.left() >= 16).then_some(())
    }

    fn apply(&mut self, commit: Commit) -> Option<()> {
        self.add_sources(commit.sources);
        self.files.extend(commit.files);
        for (lane, first, run) in commit.lanes {
            self.sources.get(usize::try_from(lane.0).ok()?)?;
            if !merge(self.lanes.entry(lane).or_default(), first, run) {
                self.twice.push((lane.0, first));
            }
        }
        for (source, more) in commit.spoken {
            let spoken = self.spoken.get_mut(usize::try_from(source).ok()?)?;
            for (mine, more) in spoken.counts.iter_mut().zip(more.counts) {
                *mine = mine.checked_add(more)?;
            }
            if let Some((low, high)) = more.span {
                let (l, h) = spoken.span.unwrap_or((low, high));
                spoken.span = Some((l.min(low), h.max(high)));
            }
            spoken.hours.extend(more.hours);
        }
        if let Some(catalogue) = commit.catalogue {
            self.catalogue = catalogue;
        }
        self.relation = self.relation.checked_add(commit.relation)?;
        Some(())
    }

    /// Subjects of all shards.
    fn subjects(&self) -> usize {
        self.kinds.iter().map(Vec::len).sum()
    }

    /// Whether there is such a subject.
    pub(crate) fn has_subject(&self, shard: u64, id: u64) -> bool {
        let of_shard = usize::try_from(shard)
            .ok()
            .and_then(|shard| self.kinds.get(shard));
        of_shard.is_some_and(|kinds| id < kinds.len() as u64)
    }

    /// The retention class of rows of a shape; `None` when there is no such shape.
    pub(crate) fn class_of(&self, shape: u64) -> Option<&str> {
        let shape = self.shapes.get(usize::try_from(shape).ok()?)?;
        let source = self.sources.get(usize::try_from(shape.source).ok()?)?;
        Some(&source.1)
    }

    /// One count over all sources.
    pub(crate) fn total(&self, count: usize) -> u64 {
        let counts = self
            .spoken
            .iter()
            .filter_map(|spoken| spoken.counts.get(count));
        counts.fold(0, |sum, more| sum.saturating_add(*more))
    }

    /// The facts that a manifest states of this.
    pub(crate) fn facts(&self) -> Vec<String> {
        let mut facts = vec![format!("subjects {}", self.subjects())];
        for ((id, class), spoken) in self.sources.iter().zip(&self.spoken) {
            let counts: Vec<String> = spoken.counts.iter().map(u64::to_string).collect();
            let (first, last) = match spoken.span {
                Some((first, last)) => (first.to_string(), last.to_string()),
                None => ("-".to_owned(), "-".to_owned()),
            };
            facts.push(format!(
                "source {id} {class} {} {first} {last}",
                counts.join(" ")
            ));
            facts.push(format!("hours {id} {}", ranges(&spoken.hours)));
        }
        for (lane, runs) in &self.lanes {
            let name = self.lane_name(lane);
            let first = runs.keys().next().copied().unwrap_or(0);
            let last = runs.values().next_back().map_or(0, |run| run.last);
            let count = runs.iter().map(|(first, run)| run.last - first + 1);
            let count = count.fold(0u64, u64::saturating_add);
            facts.push(format!("lane {name} {first} {last} {count}"));
            facts.extend(
                gaps_of(runs)
                    .into_iter()
                    .map(|gap| format!("gap {name} {gap}")),
            );
        }
        facts
    }

    fn lane_name(&self, (source, instance, boot): &Lane) -> String {
        let code = |code: &Option<u32>| code.map_or("-".to_owned(), |code| code.to_string());
        let source = usize::try_from(*source)
            .ok()
            .and_then(|source| self.sources.get(source));
        let id = source.map_or("?", |(id, _)| id.as_str());
        format!("{id} {} {}", code(instance), code(boot))
    }

    /// What is known to be missing, one sentence each.
    pub(crate) fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for (lane, runs) in &self.lanes {
            let name = self.lane_name(lane);
            for (a, b) in runs.iter().zip(runs.iter().skip(1)) {
                let (first, last) = (a.1.last.saturating_add(1), b.0.saturating_sub(1));
                gaps.push(format!(
                    "lane {name}: numbers {first} to {last} never came, between {} and {}",
                    a.1.last_time, b.1.first_time
                ));
            }
        }
        for ((id, _), spoken) in self.sources.iter().zip(&self.spoken) {
            let count = |index: usize| spoken.counts.get(index).copied().unwrap_or(0);
            let held = count(QUARANTINED).saturating_sub(count(MENDED));
            if held > 0 {
                gaps.push(format!("source {id}: {held} records are in quarantine"));
            }
            if count(UNMATCHED) > 0 {
                gaps.push(format!(
                    "source {id}: no route matched {} accesses when they came",
                    count(UNMATCHED)
                ));
            }
        }
        gaps
    }
}

fn gaps_of(runs: &BTreeMap<u64, Run>) -> Vec<String> {
    let pairs = runs.iter().zip(runs.iter().skip(1));
    let gap = |((_, a), (b_first, b)): ((&u64, &Run), (&u64, &Run))| {
        let (first, last) = (a.last.saturating_add(1), b_first.saturating_sub(1));
        format!("{first} {last} {} {}", a.last_time, b.first_time)
    };
    pairs.map(gap).collect()
}

/// Adds a run; false when it shares a number with one that is here.
fn merge(runs: &mut BTreeMap<u64, Run>, mut first: u64, mut run: Run) -> bool {
    let before = runs
        .range(..=run.last)
        .next_back()
        .map(|(first, run)| (*first, *run));
    if let Some((start, before)) = before {
        if before.last >= first {
            return false;
        }
        if before.last.checked_add(1) == Some(first) {
            runs.remove(&start);
            first = start;
            run.first_time = before.first_time;
        }
    }
    if let Some(next) = run.last.checked_add(1).and_then(|next| runs.remove(&next)) {
        run.last = next.last;
        run.last_time = next.last_time;
    }
    runs.insert(first, run);
    true
}

/// `1..3,5`: hours as ranges; `-` for none.
fn ranges(numbers: &BTreeSet<i64>) -> String {
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    if ranges.is_empty() {
        return "-".to_owned();
    }
    let text = |(first, last): &(i64, i64)| match first == last {
        true => first.to_string(),
        false => format!("{first}..{last}"),
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

fn take_shape(c: &mut Cursor<'_>) -> Option<Shape> {
    let source = c.varint32()?;
    let route = Some(c.text()?.to_owned()).filter(|route| !route.is_empty());
    Some(Shape {
        source,
        route,
        unmatched: c.code()?,
        columns: c.code()?,
    })
}

fn take_known(c: &mut Cursor<'_>, strings: u32) -> Option<()> {
    let known = c.list(|c| {
        let code = c.varint32()?;
        c.text()?;
        Some(code)
    })?;
    known.iter().all(|code| *code < strings).then_some(())
}

fn take_commit(c: &mut Cursor<'_>) -> Option<Commit> {
    c.signed()?;
    let commit = Commit {
        relation: c.varint32()?,
        catalogue: c.maybe(|c| Some((c.varint32()?, c.array()?)))?,
        sources: c.list(take_source)?,
        files: c.list(take_file)?,
        lanes: c.list(take_lane)?,
        spoken: c.list(take_spoken)?,
    };
    // Keyed hashes of event ids with their times: nothing to hold them against.
    c.list(|c| Some((c.u64()?, c.signed()?)))?;
    Some(commit)
}

fn take_source(c: &mut Cursor<'_>) -> Option<(String, String)> {
    Some((c.text()?.to_owned(), c.text()?.to_owned()))
}

fn take_file(c: &mut Cursor<'_>) -> Option<[u8; 32]> {
    let id = c.array()?;
    c.varint32()?;
    let (_prefix, offset, tail_offset) = (c.varint()?, c.varint()?, c.varint()?);
    c.array::<32>()?;
    (tail_offset <= offset).then_some(id)
}

fn take_lane(c: &mut Cursor<'_>) -> Option<(Lane, u64, Run)> {
    let lane = (c.varint32()?, c.code()?, c.code()?);
    let first = c.varint()?;
    let last = first.checked_add(c.varint()?)?;
    let (first_time, last_time) = (Millis(c.signed()?), Millis(c.signed()?));
    let run = Run {
        last,
        first_time,
        last_time,
    };
    Some((lane, first, run))
}

fn take_spoken(c: &mut Cursor<'_>) -> Option<(u32, Spoken)> {
    let source = c.varint32()?;
    let mut spoken = Spoken::default();
    for count in &mut spoken.counts {
        *count = c.varint()?;
    }
    spoken.span = c.maybe(|c| Some((Millis(c.signed()?), Millis(c.signed()?))))?;
    let mut hour = 0i64;
    let hours = c.list(|c| {
        hour = hour.checked_add(c.signed()?)?;
        Some(hour)
    })?;
    spoken.hours = hours.into_iter().collect();
    Some((source, spoken))
}
