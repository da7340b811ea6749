//! The group: what the next commit will write.

use event::Millis;
use hashbrown::HashMap;

use crate::{
    lanes::Run,
    reads::Who,
    state::{Commit, LaneId, Shape, Spoken},
    stream::Stream,
};

/// See the module.
#[derive(Default)]
pub(crate) struct Group {
    pub(crate) frames: Vec<u8>,
    pub(crate) shapes: Vec<Shape>,
    /// How many fresh names of the book stand in the log.
    pub(crate) fresh_from: usize,
    /// How many strings of the dictionary do.
    pub(crate) strings_from: u32,
    pub(crate) commit: Commit,
    pub(crate) spoken: Vec<Spoken>,
    pub(crate) events: u64,
    pub(crate) scratch: Vec<Who>,
    /// Where in `commit.lanes` the newest run of a lane stands, for sources speak in turns.
    newest: HashMap<LaneId, usize>,
    /// The lane that spoke last, and where its newest run stands.
    last: Option<(LaneId, usize)>,
    /// Counts groups, so that a stream knows whether its place in `commit.files` is of this one.
    number: u64,
}

impl Group {
    pub(crate) fn starting(fresh_from: usize, strings_from: u32, sources: usize) -> Group {
        Group {
            fresh_from,
            strings_from,
            spoken: vec![Spoken::default(); sources],
            number: 1,
            ..Group::default()
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.events == 0
            && self.frames.is_empty()
            && self.commit == Commit::default()
            && self.shapes.is_empty()
            && self
                .spoken
                .iter()
                .all(|spoken| *spoken == Spoken::default())
    }

    /// How much the commit has to say beside its events. A file counts twice, for it takes as many
    /// bytes as two runs.
    pub(crate) fn notes(&self) -> usize {
        self.commit.lanes.len() + self.commit.ids.len() + 2 * self.commit.files.len()
    }

    /// The commit, and with it the end of this group.
    pub(crate) fn take_commit(&mut self) -> Commit {
        self.newest.clear();
        self.last = None;
        self.number += 1;
        std::mem::take(&mut self.commit)
    }

    /// Takes the bytes of a group that was written, for the frames of the next: a buffer that is made
    /// anew for each group costs as much as the copy of its bytes. It keeps at most what one group took.
    pub(crate) fn give_back(&mut self, mut bytes: Vec<u8>) {
        if self.frames.capacity() < bytes.capacity() {
            bytes.clear();
            self.frames = bytes;
        }
    }

    /// The names and strings up to here stand in the log, or in files of the book.
    pub(crate) fn names_from(&mut self, fresh: usize, strings: u32) {
        (self.fresh_from, self.strings_from) = (fresh, strings);
    }

    /// Notes how far a stream was read: an event and its place in the file become durable together.
    pub(crate) fn moved(&mut self, stream: &mut Stream) {
        let (number, index) = stream.place;
        match self.commit.files.get_mut(index) {
            Some((_, mark)) if number == self.number => mark.clone_from(&stream.mark),
            _ => {
                stream.place = (self.number, self.commit.files.len());
                self.commit
                    .files
                    .push((stream.id.sha256, stream.mark.clone()));
            }
        }
    }

    /// Notes that a number came; runs of the group grow while numbers of a lane follow each other.
    pub(crate) fn ran(&mut self, lane: LaneId, number: u64, time: Millis) {
        let newest = match self.last {
            Some((last, index)) if last == lane => Some(index),
            _ => self.newest.get(&lane).copied(),
        };
        self.last = newest.map(|index| (lane, index));
        if let Some((_, run)) = newest.and_then(|index| self.commit.lanes.get_mut(index))
            && run.last.checked_add(1) == Some(number)
        {
            run.last = number;
            run.last_time = time;
            return;
        }
        let index = self.commit.lanes.len();
        self.newest.insert(lane, index);
        self.last = Some((lane, index));
        let run = Run {
            first: number,
            last: number,
            first_time: time,
            last_time: time,
        };
        self.commit.lanes.push((lane, run));
    }
}
