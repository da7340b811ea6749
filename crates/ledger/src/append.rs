//! Appending: what the writer does with the items of a batch. Local codes of the intake become codes
//! of the ledger, duplicates are dropped, names enter the book, frames enter the group.

use std::sync::Arc;

use event::{Millis, Outcome};

use crate::{
    batch::{Batch, Body, ControlItem, Item, NONE, NameItem, ReadItem, UNTIMED},
    controls::Control,
    error::{AppendError, OpenError},
    frame::{Kind, put_frame},
    intake::Intake,
    ledger::{Ledger, OWN_SOURCE, random_salt},
    limits::GROUP_NOTES_MAX,
    quarantine::Quarantined,
    reads::{ReadFrame, SubjectId, Who},
    restarts::boot_of,
    state::{Counters, FileMark, LaneId, Shape, SourceEntry, Spoken},
    stream::{Stream, StreamId},
};

impl Ledger {
    /// Opens a stream of a source; the [`Stream`] stays with the writer, the [`Intake`] goes to the
    /// thread that reads. A known file goes on where it stopped: see [`Stream::offset`].
    ///
    /// # Errors
    /// When the catalogue has no such source.
    pub fn stream(&mut self, source: &str, id: StreamId) -> Result<(Stream, Intake), OpenError> {
        let known = self.state.files.get(&id.sha256).cloned();
        self.stream_at(source, id, known)
    }

    /// As [`Ledger::stream`], but reads the stream from its start although it is known.
    ///
    /// # Errors
    /// When the catalogue has no such source.
    pub fn stream_anew(
        &mut self,
        source: &str,
        id: StreamId,
    ) -> Result<(Stream, Intake), OpenError> {
        self.stream_at(source, id, None)
    }

    fn stream_at(
        &mut self,
        source: &str,
        id: StreamId,
        known: Option<FileMark>,
    ) -> Result<(Stream, Intake), OpenError> {
        self.read_names()?;
        let class = match self.catalogue.source(source) {
            Some(entry) => entry.class.clone(),
            // What nunchi itself brings in (relations) needs no line in the settings.
            None if source == OWN_SOURCE => "control".to_owned(),
            None => {
                let what = format!("no source {source:?} is declared in nunchi.toml");
                return Err(OpenError::Setting(what));
            }
        };
        let code = self.source_code(source, &class);
        let mark = known.unwrap_or(FileMark {
            source: code,
            prefix_bytes: id.prefix_bytes,
            offset: 0,
            tail_offset: 0,
            tail: [0; 32],
        });
        let intake = Intake::new(
            Arc::clone(&self.catalogue),
            Arc::clone(&self.hashes),
            source,
            self.bounds.ip_prefix,
            mark.offset,
        );
        Ok((Stream::new(id, code, source, mark), intake))
    }

    /// The code of a source in its present class, given now if it has none.
    fn source_code(&mut self, id: &str, class: &str) -> u32 {
        let entry = SourceEntry {
            id: id.to_owned(),
            class: class.to_owned(),
        };
        let found = self.state.sources.iter().position(|known| *known == entry);
        let code = found.unwrap_or_else(|| {
            self.state.sources.push(entry.clone());
            self.state.spoken.push(Spoken::default());
            self.group.commit.sources.push(entry);
            self.state.sources.len() - 1
        });
        self.group
            .spoken
            .resize_with(self.state.sources.len(), Spoken::default);
        u32::try_from(code).unwrap_or(u32::MAX)
    }

    /// Takes the strings, shapes and lanes of a batch, and gives the time of the event before it to
    /// records that have none. Once per batch, in the order of the stream, before its items.
    pub fn admit(&mut self, stream: &mut Stream, batch: &mut Batch) {
        stream.strings.clear();
        stream.shapes.clear();
        stream.lanes.clear();
        for item in &mut batch.items {
            if item.time != UNTIMED {
                break;
            }
            item.time = stream.time;
        }
        stream.time = batch.last_time.unwrap_or(stream.time);
        for text in &batch.strings {
            stream.strings.push(self.string_code(text));
        }
        for shape in &batch.shapes {
            let shape = Shape {
                source: stream.source,
                route: shape.route.clone(),
                unmatched: translate(&stream.strings, shape.unmatched),
                columns: translate(&stream.strings, shape.columns),
            };
            let code = self.shape_code(shape);
            stream.shapes.push(code);
        }
        for lane in &batch.lanes {
            stream.lanes.push(LaneId {
                source: stream.source,
                instance: translate(&stream.strings, lane.instance),
                boot: translate(&stream.strings, lane.boot),
            });
        }
        self.group
            .spoken
            .resize_with(self.state.sources.len(), Spoken::default);
    }

    fn string_code(&mut self, text: &str) -> u32 {
        let before = self.strings.len();
        let code = self.strings.code_or_insert(text);
        if code == before {
            self.state.strings = self.strings.len();
            let in_catalogue = self
                .catalogue
                .issuers
                .iter()
                .any(|issuer| issuer.id == text || issuer.keys.iter().any(|key| key == text));
            if in_catalogue {
                self.state.known.insert(code, text.to_owned());
            }
        }
        code
    }

    fn shape_code(&mut self, shape: Shape) -> u32 {
        if let Some(code) = self.shape_codes.get(&shape) {
            return *code;
        }
        let code = u32::try_from(self.state.shapes.len()).unwrap_or(NONE);
        self.state.shapes.push(shape.clone());
        self.group.shapes.push(shape.clone());
        self.shape_codes.insert(shape, code);
        code
    }

    /// Appends one item of a batch. It is acknowledged by the next [`Ledger::commit`].
    ///
    /// # Errors
    /// When the quarantine is full, or the ledger has stopped writing.
    pub fn append(
        &mut self,
        stream: &mut Stream,
        batch: &Batch,
        index: usize,
    ) -> Result<(), AppendError> {
        let Some(item) = batch.items.get(index) else {
            return Ok(());
        };
        self.check_latch()?;
        if self.group.notes() >= GROUP_NOTES_MAX {
            self.write_group()?;
        }
        if let Body::Refused(at) = item.body {
            self.quarantine_item(stream, batch, at)?;
        } else if self.is_duplicate(stream, item) {
            self.counters(stream).duplicates += 1;
        } else {
            self.append_new(stream, batch, item);
        }
        stream.mark.offset = item.end;
        if index + 1 == batch.items.len() {
            stream.mark.tail = batch.tail;
            stream.mark.tail_offset = item.end;
        }
        self.group.moved(stream);
        Ok(())
    }

    fn counters(&mut self, stream: &Stream) -> &mut Counters {
        // `admit` sized the list; a stream's source is never beyond it.
        let index = (stream.source as usize).min(self.group.spoken.len().saturating_sub(1));
        if self.group.spoken.is_empty() {
            self.group.spoken.push(Spoken::default());
        }
        &mut self.group.spoken[index].counters
    }

    fn is_duplicate(&mut self, stream: &Stream, item: &Item) -> bool {
        if let Some(number) = item.sequence {
            let Some(lane) = stream.lanes.get(item.lane as usize).copied() else {
                return false;
            };
            let lane = self.restarts.lane(lane, item.time);
            let lanes = &mut self.state.lanes;
            if !lanes.entry(lane).or_default().add(number, item.time) {
                return !self.is_restart(stream, item, number);
            }
            self.group.ran(lane, number, item.time);
            return false;
        }
        let Some(id) = item.event_id else {
            return false;
        };
        let new = self.ids.insert(id, item.time);
        // A read's frame carries the id; of any other event the commit tells it.
        if new && !matches!(item.body, Body::Read(_)) {
            self.group.commit.ids.push((id, item.time));
        }
        !new
    }

    /// Whether a number that came before begins a sequence anew: see [`crate::restarts`].
    fn is_restart(&mut self, stream: &Stream, item: &Item, number: u64) -> bool {
        let source = stream.source as usize;
        let of = |spoken: &[Spoken]| spoken.get(source).and_then(|spoken| spoken.span);
        let spans = [of(&self.state.spoken), of(&self.group.spoken), stream.span];
        let latest = spans.into_iter().flatten().map(|(_, last)| last).max();
        if latest.is_none_or(|latest| item.time <= latest) {
            return false;
        }
        if !self.restarts.has_room() {
            return true;
        }
        let Some(named) = stream.lanes.get(item.lane as usize).copied() else {
            return false;
        };
        let boot = named.boot.and_then(|code| self.strings.text(code));
        let boot = boot_of(boot, item.time);
        let lane = LaneId {
            boot: Some(self.string_code(&boot)),
            ..named
        };
        self.restarts.insert(named, item.time, lane);
        let is_new = self
            .state
            .lanes
            .entry(lane)
            .or_default()
            .add(number, item.time);
        if is_new {
            self.group.ran(lane, number, item.time);
        }
        is_new
    }

    fn append_new(&mut self, stream: &mut Stream, batch: &Batch, item: &Item) {
        match &item.body {
            Body::Read(read) => {
                self.append_read(stream, batch, item, read);
                self.saw(stream, item.time);
            }
            Body::Control(control) => {
                self.append_control_item(stream, batch, item, control);
                self.saw(stream, item.time);
            }
            Body::Plain => {
                self.counters(stream).plain += 1;
                self.saw(stream, item.time);
            }
            Body::Beside => {
                self.counters(stream).beside += 1;
                // Only what is numbered has surely a time of its own.
                if item.sequence.is_some() {
                    self.saw(stream, item.time);
                }
            }
            Body::Refused(_) => {}
        }
        if stream.mending {
            self.counters(stream).mended += 1;
        }
    }

    fn saw(&mut self, stream: &mut Stream, time: Millis) {
        let hour = time.hour();
        let (first, last) = stream.span.unwrap_or((time, time));
        let within = stream.span.is_some() && (first..=last).contains(&time);
        if hour == stream.hour && within {
            return;
        }
        if let Some(spoken) = self.group.spoken.get_mut(stream.source as usize) {
            if hour != stream.hour {
                spoken.saw(time);
            } else {
                spoken.widen(time);
            }
        }
        stream.hour = hour;
        stream.span = Some((first.min(time), last.max(time)));
    }

    fn append_read(&mut self, stream: &Stream, batch: &Batch, item: &Item, read: &ReadItem) {
        let served = read.outcome == Outcome::Served;
        let mut who = std::mem::take(&mut self.group.scratch);
        who.clear();
        let (start, len) = (read.names.0 as usize, read.names.1 as usize);
        for name in batch.names.get(start..start + len).unwrap_or_default() {
            match self.whom(batch, name, read, served) {
                Who::Unnamed => {}
                named => who.push(named),
            }
        }
        let actor = match who.as_slice() {
            // Who reads their own data is looked up once.
            [Who::Subject(subject)] if read.names == (read.actor, 1) => Some(*subject),
            _ => self.actor(batch, read, served),
        };
        let frame = ReadFrame {
            time: item.time,
            shape: stream.shapes.get(read.shape as usize).copied().unwrap_or(0),
            outcome: read.outcome,
            actor_kind: read.actor_kind,
            actor,
            credential: read.credential,
            key: translate(&stream.strings, read.key),
            issuer: translate(&stream.strings, read.issuer),
            client: translate(&stream.strings, read.client),
            ip: read.ip,
            records: read.records,
            reach: read.reach,
            event_id: item.event_id,
            who,
        };
        put_frame(&mut self.group.frames, Kind::Read, |out| frame.encode(out));
        let before = self.open.reads;
        self.open.add(
            &frame,
            self.state.position,
            self.genesis.shards,
            &self.state,
        );
        let rows = self.open.reads - before;
        self.group.scratch = frame.who;
        self.state.position += 1;
        self.group.events += 1;
        let counters = self.counters(stream);
        counters.accesses += 1;
        counters.reads += rows;
        counters.unmatched += u64::from(!read.matched);
    }

    fn actor(&mut self, batch: &Batch, read: &ReadItem, served: bool) -> Option<SubjectId> {
        let name = batch.names.get(read.actor as usize)?;
        match served {
            true => self.subject(batch, name),
            false => self.book.find(name.shard, name.lookup),
        }
    }

    /// Whom a name of a read stands for. Nobody may blow up the book with made-up names: only a read
    /// that was served brings a name in.
    fn whom(&mut self, batch: &Batch, name: &NameItem, read: &ReadItem, served: bool) -> Who {
        if served {
            return self.subject(batch, name).map_or(Who::Unnamed, Who::Subject);
        }
        let known = self.book.find(name.shard, name.lookup);
        match (read.outcome, known) {
            _ if !read.matched => known.map_or(Who::Unnamed, Who::Subject),
            (Outcome::Denied, Some(known)) => Who::Subject(known),
            _ => Who::Ghost(self.hashes.ghost(text_of(batch, name))),
        }
    }

    fn subject(&mut self, batch: &Batch, name: &NameItem) -> Option<SubjectId> {
        let (subject, new) =
            self.book
                .find_or_add(name.shard, name.lookup, name.kind, text_of(batch, name))?;
        if new && let Some(kinds) = self.state.kinds.get_mut(usize::from(name.shard)) {
            kinds.push(name.kind.code());
        }
        Some(subject)
    }

    fn append_control_item(
        &mut self,
        stream: &Stream,
        batch: &Batch,
        item: &Item,
        from: &ControlItem,
    ) {
        let mut name = |index: u32| {
            let name = *batch.names.get(index as usize)?;
            self.subject(batch, &name).map(SubjectId::to_u64)
        };
        let (subject, other) = (name(from.subject), name(from.other));
        let control = Control {
            source: Some(stream.source),
            subject,
            other,
            credential: from.credential,
            issuer: translate(&stream.strings, from.issuer),
            key: translate(&stream.strings, from.key),
            client: translate(&stream.strings, from.client),
            from: from.from,
            to: from.to,
            ip: from.ip,
            ..Control::new(from.kind, from.code, item.time)
        };
        self.push_control(control);
        self.counters(stream).controls += 1;
    }

    pub(crate) fn push_control(&mut self, mut control: Control) -> u64 {
        control.position = self.state.position;
        put_frame(&mut self.group.frames, Kind::Control, |out| {
            control.encode(out)
        });
        self.open.controls.push(control);
        self.state.position += 1;
        self.group.events += 1;
        self.state.position - 1
    }

    /// The dictionary code of a string of our own making (who did an act).
    pub(crate) fn own_string(&mut self, text: &str) -> u32 {
        self.string_code(text)
    }

    fn quarantine_item(
        &mut self,
        stream: &Stream,
        batch: &Batch,
        at: u32,
    ) -> Result<(), AppendError> {
        let Some(refused) = batch.refused.get(at as usize) else {
            return Ok(());
        };
        if !self.quarantine.fits(refused) {
            return Err(AppendError::QuarantineFull {
                held: self.quarantine.held_bytes(),
                max: self.quarantine.max_bytes(),
            });
        }
        let secret = self.keys.book.clone().ok_or(OpenError::Key("book"))?;
        let record = Quarantined {
            source: stream.source_id.clone(),
            stream: stream.id.sha256,
            refused: refused.clone(),
        };
        let entropy = Arc::clone(&self.world.entropy);
        let salt = || random_salt(entropy.as_ref());
        let disk = Arc::clone(&self.world.disk);
        let now = Millis(self.world.clock.now_ms());
        self.quarantine
            .put(disk.as_ref(), &secret, salt, now, &record)
            .map_err(|e| self.latch(e))?;
        if !stream.mending {
            self.counters(stream).quarantined += 1;
        }
        Ok(())
    }
}

pub(crate) fn translate(codes: &[u32], local: u32) -> Option<u32> {
    codes.get(local as usize).copied()
}

fn text_of<'b>(batch: &'b Batch, name: &NameItem) -> &'b str {
    let start = name.start as usize;
    batch
        .text
        .get(start..start + name.len as usize)
        .unwrap_or_default()
}
