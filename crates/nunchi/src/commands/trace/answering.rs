//! The question put to the ledger: the reads of those in the sample and of controls, and the paths along which they
//! went.

use std::collections::{HashMap, HashSet};

use event::{FieldSet, Millis};
use exposure::{Asked, BESIDE_MAX, Beside, Ground, ReadAmong, SubjectId, selection::Selection};
use incident::{
    case::{Mode, Number},
    trace::rank::{Answer, DRAWS, PathRead, Question},
};
use ledger::Snapshot;

use super::{
    Posed, lots, names,
    paths::{Part, Telling, Way},
    sample::Brought,
    sizes::Sizing,
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
    pub(super) population: u64,
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
    /// Subjects that its selection counts among the reads that may count.
    size: u64,
}

/// The reads that may count: of everybody, and what is known of them.
struct Whole {
    text: String,
    selection: Selection,
    answer: exposure::Answer,
    /// Those of whom all fields were read.
    subjects: Vec<SubjectId>,
}

/// The reads along paths.
struct Along<'s> {
    ways: Vec<Way<'s>>,
    paths: Vec<PathRead>,
    /// Who was read.
    read: HashSet<SubjectId>,
}

impl Answering<'_> {
    pub(super) fn answer(&self, posed: &Posed) -> Result<Answered, Failure> {
        let snapshot = self.home.snapshot_with(names(self.home, self.args)?)?;
        let ground = self.home.ground(&snapshot)?;
        let fields = self.brought.fields;
        let whole = self.whole(&ground)?;
        let population = whole.subjects.len() as u64;
        let seed = lots::seed(&self.brought.sha256);
        let wanted = lots::wanted(&posed.rows, population);
        let controls = lots::drawn(whole.subjects.clone(), wanted, seed);
        let incidents = self.incidents(&ground, &whole.selection)?;
        let people = parts(&posed.subjects, &controls);
        let mut along = self.along(&ground, &whole.selection, (&people, &incidents))?;
        let rarest = rarest(&ground, &whole.answer, fields);
        let sizing = Sizing {
            home: self.home,
            ground: &ground,
            reads: &whole.text,
            rarest: &self.text(&snapshot, rarest.map_or(fields, FieldSet::of))?,
            fields,
            population,
            incidents: &incidents.iter().map(|of| (of.id, of.size)).collect(),
        };
        let compared = sizing.bound(&along.ways, &mut along.paths)?;
        let question = Question {
            rows: &posed.rows,
            fields,
            paths: &[],
            paths_compared: compared,
            population,
            controls: u32::try_from(controls.len()).unwrap_or(u32::MAX),
            draws: DRAWS,
            seed,
        };
        let answer = sizing.answer(&question, &along.ways, &mut along.paths)?;
        let of_subject = posed.subjects.iter();
        let read = of_subject.map(|of| along.read.contains(of)).collect();
        self.answered((&ground, &whole), &question, answer, read)
    }

    fn answered(
        &self,
        (ground, whole): (&Ground<'_>, &Whole),
        question: &Question<'_>,
        answer: Answer,
        read: Vec<bool>,
    ) -> Result<Answered, Failure> {
        let ids = exposure::field_ids(ground.catalogue, question.fields);
        let as_of = &whole.answer.as_of;
        Ok(Answered {
            answer,
            as_of: documents::as_of(as_of, self.home.note_of(as_of.size)?),
            coverage: documents::coverage(&whole.answer.coverage),
            selection: whole.selection.to_string(),
            fields: ids.into_iter().map(str::to_owned).collect(),
            population: question.population,
            controls: question.controls,
            compared: question.paths_compared,
            seed: question.seed,
            read,
        })
    }

    fn whole(&self, ground: &Ground<'_>) -> Result<Whole, Failure> {
        let fields = self.brought.fields;
        let text = self.text(ground.snapshot, fields)?;
        let selection = asking::parse(ground.catalogue, &text)?;
        let (answer, subjects) = shown_whole(self.home, ground, &selection, fields)?;
        Ok(Whole {
            text,
            selection,
            answer,
            subjects,
        })
    }

    /// The selection of the reads that may count: those that showed any of these fields, before the sample was seen.
    fn text(&self, snapshot: &Snapshot, fields: FieldSet) -> Result<String, Failure> {
        let mut text = format!("time < '{}'", self.seen);
        let ids = exposure::field_ids(&self.home.settings.catalogue, fields);
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
    fn incidents(&self, ground: &Ground<'_>, reads: &Selection) -> Result<Vec<Frozen>, Failure> {
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
            let selection = asking::parse(ground.catalogue, &frozen.selection)?;
            let counted = reads.clone().and(selection.clone());
            let (_, shown) = shown_whole(self.home, ground, &counted, self.brought.fields)?;
            all.push(Frozen {
                id: incident.id,
                selection,
                up_to_epoch: frozen.epoch,
                size: shown.len() as u64,
            });
        }
        Ok(all)
    }

    /// The reads of those who are asked about, by the paths along which they went.
    fn along<'s>(
        &self,
        ground: &Ground<'s>,
        reads: &Selection,
        (people, incidents): (&HashMap<SubjectId, Part>, &[Frozen]),
    ) -> Result<Along<'s>, Failure> {
        let beside = |of: &'_ Frozen| (of.selection.clone(), of.up_to_epoch);
        let beside: Vec<(Selection, u32)> = incidents.iter().map(beside).collect();
        let beside: Vec<Beside<'_>> = beside
            .iter()
            .map(|(selection, up_to_epoch)| Beside {
                selection,
                up_to_epoch: *up_to_epoch,
            })
            .collect();
        let subjects: Vec<SubjectId> = people.keys().copied().collect();
        let found: Vec<ReadAmong<'s>> =
            exposure::among(self.home.disk(), ground, &subjects, reads, &beside)?;
        let numbers: Vec<Number> = incidents.iter().map(|of| of.id).collect();
        let telling = Telling {
            parts: people,
            fields: self.brought.fields,
            geo: ground.geo,
            incidents: &numbers,
        };
        let (ways, paths) = telling.paths(&found);
        Ok(Along {
            ways,
            paths,
            read: found.iter().map(|read| read.subject).collect(),
        })
    }
}

/// The subjects of whom the reads of a selection showed all of some fields, with the answer that they are from.
pub(super) fn shown_whole(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
    fields: FieldSet,
) -> Result<(exposure::Answer, Vec<SubjectId>), Failure> {
    let asked = Asked {
        set: true,
        ..Asked::default()
    };
    let (answer, set) = exposure::scope(home.disk(), ground, selection, &asked)?;
    let of_all = set.iter().filter(|(_, shown)| **shown & fields == fields);
    let subjects = of_all.map(|(subject, _)| *subject).collect();
    Ok((answer, subjects))
}

/// The field of the sample that was read of the fewest, where it shows more than one.
fn rarest(ground: &Ground<'_>, whole: &exposure::Answer, fields: FieldSet) -> Option<u8> {
    let of = |bit: &u8| {
        let field = ground.catalogue.fields.iter().find(|of| of.bit == *bit);
        let pair = field.and_then(|field| whole.by_field.get(&field.id));
        pair.map_or(0, |pair| pair.subjects)
    };
    let several = fields.len() > 1;
    several.then(|| fields.bits().min_by_key(of)).flatten()
}

/// Everybody whose reads are needed.
fn parts(subjects: &[SubjectId], controls: &[SubjectId]) -> HashMap<SubjectId, Part> {
    let mut parts: HashMap<SubjectId, Part> = HashMap::new();
    for (subject, number) in subjects.iter().zip(0u32..) {
        parts.entry(*subject).or_default().subject = Some(number);
    }
    for (control, number) in controls.iter().zip(0u32..) {
        parts.entry(*control).or_default().control = Some(number);
    }
    parts
}
