//! The question put to the ledger: the reads of those in the sample and of controls, and the paths along which they
//! went.

use std::collections::{HashMap, HashSet};

use event::{ErrorClass, Millis};
use exposure::{BESIDE_MAX, Beside, Ground, ReadAmong, SubjectId, selection::Selection};
use incident::{
    case::{Mode, Number},
    trace::rank::{Answer, DRAWS, Lots, OVER_CHANCE_MIN, PathRead, Question, RankError, trace},
};
use ledger::Snapshot;

use super::{
    Posed,
    lots::{self, Drawing},
    names,
    paths::{KINDS, Part, Telling},
    sample::Brought,
};
use crate::{
    asking, cases::Cases, cli::TraceArgs, failure::Failure, home::Home, render::documents,
};

/// What an answer needs beside what was asked.
pub(super) struct Answering<'a> {
    pub(super) home: &'a Home,
    pub(super) cases: Option<&'a Cases<'a>>,
    pub(super) args: &'a TraceArgs,
    pub(super) brought: &'a Brought,
    pub(super) by: &'a str,
    pub(super) seen: Millis,
}

/// An answer, with what it rests on.
pub(super) struct Answered {
    pub(super) answer: Answer,
    pub(super) as_of: api::AsOf,
    pub(super) coverage: api::Coverage,
    pub(super) selection: String,
    pub(super) fields: Vec<String>,
    pub(super) lots: Lots,
    pub(super) controls: u32,
    pub(super) compared: u64,
    pub(super) seed: u64,
    /// Subjects, by their places, that were read at all.
    pub(super) read: Vec<bool>,
}

/// A frozen scope that is a path.
struct Frozen {
    id: Number,
    selection: Selection,
    up_to_epoch: u32,
}

/// What was read of the sample and of those who were drawn.
struct Along {
    paths: Vec<PathRead>,
    lots: Lots,
    controls: u32,
    /// Subjects of the sample that were read at all.
    read: HashSet<SubjectId>,
}

/// The reads that may count, and those that belong to an incident.
struct Reads<'a, 's> {
    ground: &'a Ground<'s>,
    selection: &'a Selection,
    incidents: &'a [Frozen],
}

impl Answering<'_> {
    pub(super) fn answer(&self, posed: &Posed) -> Result<Answered, Failure> {
        let snapshot = self.home.snapshot_with(names(self.home, self.args)?)?;
        let ground = self.home.ground(&snapshot)?;
        let selection = asking::parse(ground.catalogue, &self.text(&snapshot)?)?;
        let incidents = self.incidents(&ground)?;
        let seed = lots::seed(&posed.subjects, ground.as_of().root.as_bytes());
        let reads = Reads {
            ground: &ground,
            selection: &selection,
            incidents: &incidents,
        };
        let along = self.along(posed, &reads, seed)?;
        let question = Question {
            rows: &posed.rows,
            fields: self.brought.fields,
            paths: &along.paths,
            paths_compared: compared(&snapshot, &incidents),
            lots: along.lots,
            controls: along.controls,
            draws: DRAWS,
            seed,
        };
        let answer = trace(&question).map_err(contradicts)?;
        let of_subject = posed.subjects.iter();
        let read = of_subject.map(|of| along.read.contains(of)).collect();
        self.answered((&ground, &selection), &question, answer, read)
    }

    fn answered(
        &self,
        (ground, selection): (&Ground<'_>, &Selection),
        question: &Question<'_>,
        answer: Answer,
        read: Vec<bool>,
    ) -> Result<Answered, Failure> {
        let ids = exposure::field_ids(ground.catalogue, question.fields);
        let as_of = ground.as_of();
        let coverage = exposure::coverage(
            ground.snapshot,
            ground.catalogue,
            &ground.statements,
            exposure::Question::of(selection),
            None,
        );
        Ok(Answered {
            answer,
            as_of: documents::as_of(&as_of, self.home.note_of(as_of.size)?),
            coverage: documents::coverage(&coverage),
            selection: selection.to_string(),
            fields: ids.into_iter().map(str::to_owned).collect(),
            lots: question.lots,
            controls: question.controls,
            compared: question.paths_compared,
            seed: question.seed,
            read,
        })
    }

    /// The selection of the reads that may count: those that showed any of these fields, before the sample was seen.
    fn text(&self, snapshot: &Snapshot) -> Result<String, Failure> {
        let mut text = format!("time < '{}'", self.seen);
        let ids = exposure::field_ids(&self.home.settings.catalogue, self.brought.fields);
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
            text = format!("{text} AND field IN ({})", ids.join(", "));
        }
        if let Some(said) = &self.args.selection {
            let said = asking::selection(self.home, snapshot, said)?;
            text = format!("{text} AND ({said})");
        }
        Ok(text)
    }

    /// The last frozen scope of every incident that the asker may see. That of an exercise is none, unless it is the
    /// one that was named.
    fn incidents(&self, ground: &Ground<'_>) -> Result<Vec<Frozen>, Failure> {
        let mut seen = match self.cases {
            Some(cases) => cases.all(self.by)?,
            None => Vec::new(),
        };
        seen.retain(|of| of.mode == Mode::Real || self.args.incident == Some(of.id));
        let mut all = Vec::new();
        for incident in seen.iter().rev().take(BESIDE_MAX) {
            let Some(frozen) = incident.scope() else {
                continue;
            };
            all.push(Frozen {
                id: incident.id,
                selection: asking::parse(ground.catalogue, &frozen.selection)?,
                up_to_epoch: frozen.epoch,
            });
        }
        Ok(all)
    }

    /// The reads of the sample and of as many others as are needed, by the paths along which they went.
    fn along<'s>(&self, posed: &Posed, reads: &Reads<'_, 's>, seed: u64) -> Result<Along, Failure> {
        let wanted = lots::wanted(&posed.rows);
        let sample: HashSet<SubjectId> = posed.subjects.iter().copied().collect();
        let mut drawing = Drawing::new(&reads.ground.snapshot.state, &sample, seed);
        let numbers: Vec<Number> = reads.incidents.iter().map(|of| of.id).collect();
        let mut telling = Telling::new(self.brought.fields, reads.ground.geo, &numbers);
        let of_sample = posed.subjects.iter().zip((0u32..).map(Part::Sample));
        let mut asked: HashMap<SubjectId, Part> = of_sample.map(|(of, part)| (*of, part)).collect();
        let (mut read, mut controls) = (HashSet::new(), Vec::new());
        loop {
            let drawn = drawing.drawn;
            let more = drawing.for_more(wanted, controls.len() as u64);
            asked.extend(more.into_iter().zip((drawn..).map(Part::Lot)));
            if asked.is_empty() {
                break;
            }
            let subjects: Vec<SubjectId> = asked.keys().copied().collect();
            let found = reads.of(self.home, &subjects)?;
            telling.see(&found, |subject| asked.get(&subject).copied());
            read.extend(found.iter().map(|read| read.subject));
            controls = telling.controls();
            asked.clear();
        }
        read.retain(|subject| sample.contains(subject));
        Ok(Along {
            paths: telling.paths(&controls),
            lots: drawing.lots(),
            controls: u32::try_from(controls.len()).unwrap_or(u32::MAX),
            read,
        })
    }
}

impl<'s> Reads<'_, 's> {
    /// Those of some subjects.
    fn of(&self, home: &Home, subjects: &[SubjectId]) -> Result<Vec<ReadAmong<'s>>, Failure> {
        let beside = self.incidents.iter().map(|of| Beside {
            selection: &of.selection,
            up_to_epoch: of.up_to_epoch,
        });
        let beside: Vec<Beside<'_>> = beside.collect();
        Ok(exposure::among(
            home.disk(),
            self.ground,
            subjects,
            self.selection,
            &beside,
        )?)
    }
}

/// Paths that may be named, at most: each read at least five people, and a read went along one of each kind.
fn compared(snapshot: &Snapshot, incidents: &[Frozen]) -> u64 {
    let spoken = snapshot.state.spoken.iter();
    let reads: u64 = spoken.map(|of| of.counters.reads).sum();
    incidents.len() as u64 + KINDS as u64 * (reads / u64::from(OVER_CHANCE_MIN))
}

/// A question that contradicts itself is a mistake of whoever put it together.
fn contradicts(error: RankError) -> Failure {
    Failure::new(ErrorClass::Internal, error.to_string())
}
