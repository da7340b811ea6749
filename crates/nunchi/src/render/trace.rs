//! Which path explains a sample, for people and for programs. Rows of the sample stand here by their digests.

use incident::{
    case::Number,
    trace::rank::{Counts, Explained, Taken, Verdict, Why},
};
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Grid, both, counted, csv_rows, listed, took};
use crate::{failure::Failure, printer::grouped};

/// The answer as JSON has it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Trace {
    pub(crate) v: u32,
    pub(crate) question: api::Question,
    pub(crate) sample: Sample,
    pub(crate) contacts: Option<Contacts>,
    /// The fields of the catalogue that the sample shows.
    pub(crate) fields: Vec<String>,
    pub(crate) incident: Option<Number>,
    /// The reads that may count.
    pub(crate) selection: String,
    /// Subjects of whom all those fields were read, and between which numbers they are: an estimate from the lots.
    pub(crate) population: u64,
    pub(crate) population_at_least: u64,
    pub(crate) population_at_most: u64,
    /// Subjects of the book.
    pub(crate) subjects: u64,
    /// Subjects drawn blindly from those that are not of the sample.
    pub(crate) lots: u64,
    /// Those of the lots of whom all those fields were read.
    pub(crate) controls: u32,
    /// Paths that can be named at most.
    pub(crate) paths_compared: u64,
    pub(crate) seed: String,
    pub(crate) counts: Counted,
    pub(crate) verdict: Said,
    pub(crate) ranking: Vec<Path>,
    pub(crate) rows: Vec<Row>,
    pub(crate) as_of: api::AsOf,
    pub(crate) coverage: api::Coverage,
    /// The id of the sample among the evidence of the incident.
    pub(crate) evidence: Option<String>,
    pub(crate) deleted: bool,
    pub(crate) elapsed_ms: u64,
}

/// What was read of the sample.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sample {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) columns: Vec<Option<&'static str>>,
    pub(crate) empty_rows: u64,
    pub(crate) repeated_rows: u64,
    pub(crate) unreadable_cells: u64,
}

/// What was read of the contact source.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Contacts {
    pub(crate) lines: u64,
    pub(crate) unreadable: u64,
    pub(crate) first_unreadable: Option<u64>,
}

/// A row of the sample by its digest.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    pub(crate) line: u64,
    pub(crate) digest: String,
    pub(crate) matched: bool,
    pub(crate) subjects: u64,
    pub(crate) read: bool,
    pub(crate) crowded: bool,
}

/// See [`Counts`].
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Counted {
    pub(crate) rows: u32,
    pub(crate) of: u32,
    pub(crate) matched: u32,
    pub(crate) read: u32,
}

/// A path and how well it explains the sample.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Path {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) explains: u32,
    pub(crate) by_chance_at_most: u32,
    /// Subjects of whom it read all those fields, and between which numbers they are: an estimate from the lots.
    pub(crate) size: u64,
    pub(crate) size_at_least: u64,
    pub(crate) size_at_most: u64,
}

/// What can be said.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Said {
    /// `points` or `cannot_say`.
    pub(crate) word: &'static str,
    /// Why nothing can be said.
    pub(crate) because: Option<&'static str>,
    pub(crate) path: Option<Path>,
    pub(crate) next_best: Option<Path>,
    pub(crate) includes_it: Vec<Path>,
    /// Paths that explain the sample about as well.
    pub(crate) many: Vec<Path>,
    pub(crate) draws: Option<Draws>,
    pub(crate) not_before: Option<api::Time>,
    pub(crate) not_after: Option<api::Time>,
}

/// The test by blind draws.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Draws {
    pub(crate) draws: u32,
    pub(crate) reached: u32,
    pub(crate) p: f64,
}

impl From<&Counts> for Counted {
    fn from(of: &Counts) -> Counted {
        Counted {
            rows: of.rows,
            of: of.of,
            matched: of.matched,
            read: of.read,
        }
    }
}

impl From<&Explained> for Path {
    fn from(of: &Explained) -> Path {
        Path {
            kind: of.kind.word(),
            name: of.name.clone(),
            explains: of.explains,
            by_chance_at_most: of.by_chance_at_most,
            size: of.size.about,
            size_at_least: of.size.at_least,
            size_at_most: of.size.at_most,
        }
    }
}

impl From<&Verdict> for Said {
    fn from(verdict: &Verdict) -> Said {
        let paths = |of: &[Explained]| of.iter().map(Path::from).collect();
        match verdict {
            Verdict::Points {
                path,
                next_best,
                includes_it,
                permutation,
                taken:
                    Taken {
                        not_before,
                        not_after,
                    },
            } => Said {
                word: "points",
                path: Some(path.into()),
                next_best: next_best.as_ref().map(Path::from),
                includes_it: paths(includes_it),
                draws: Some(Draws {
                    draws: permutation.draws,
                    reached: permutation.reached,
                    p: permutation.p,
                }),
                not_before: Some((*not_before).into()),
                not_after: not_after.map(Into::into),
                ..Said::default()
            },
            Verdict::CannotSay(why) => Said {
                word: "cannot_say",
                because: Some(word(why)),
                many: match why {
                    Why::Many(many) => paths(many),
                    _ => Vec::new(),
                },
                ..Said::default()
            },
        }
    }
}

fn word(why: &Why) -> &'static str {
    match why {
        Why::FewMatch => "few_match",
        Why::NobodyRead => "nobody_read",
        Why::LessThanHalf => "less_than_half",
        Why::NoMoreThanChance => "no_more_than_chance",
        Why::Many(_) => "many",
        Why::TimesContradict => "times_contradict",
    }
}

fn sentence(because: &str) -> &'static str {
    match because {
        "few_match" => "too few rows are anybody we know",
        "nobody_read" => "too few of those who match were read at all",
        "less_than_half" => "no path explains half of those who match",
        "no_more_than_chance" => "no path explains more than chance may",
        "many" => "compatible with many paths",
        _ => "the sample was out of date before the best path had read it",
    }
}

/// See the module.
pub(crate) fn table(trace: &Trace, zone: &TimeZone) -> String {
    let counts = &trace.counts;
    let mut lines = vec![format!(
        "{}: {} match, {} of them were read",
        counted(counts.rows.into(), "row", "rows"),
        counted(counts.matched.into(), "person", "people"),
        grouped(counts.read.into()),
    )];
    lines.extend(verdict(trace, zone));
    if !trace.ranking.is_empty() {
        lines.push(String::new());
        lines.extend(grid(&trace.ranking));
        lines.push("an order is no verdict".to_owned());
    }
    lines.push(String::new());
    lines.extend(basis(trace));
    lines.join("\n")
}

fn verdict(trace: &Trace, zone: &TimeZone) -> Vec<String> {
    let said = &trace.verdict;
    let Some(path) = &said.path else {
        let because = sentence(said.because.unwrap_or_default());
        let mut lines = vec![format!("cannot say: {because}")];
        let many = said.many.iter().map(explains);
        lines.extend(listed(&many.collect::<Vec<_>>(), 2));
        return lines;
    };
    let next = said.next_best.as_ref().map_or_else(
        || "no other path explains any".to_owned(),
        |next| {
            format!(
                "next best path {}, {} {}",
                next.explains, next.kind, next.name
            )
        },
    );
    let mut lines = vec![format!(
        "{} {} explains {} of {} rows, by chance at most {}; {next}",
        path.kind, path.name, path.explains, trace.counts.of, path.by_chance_at_most
    )];
    lines.extend(said.draws.as_ref().map(|draws| {
        format!(
            "of {} blind draws {} do as well",
            draws.draws, draws.reached
        )
    }));
    lines.extend(
        said.not_before
            .map(|at| format!("taken not before {}", both(at.0, zone))),
    );
    lines.extend(
        said.not_after
            .map(|at| format!("taken not after  {}", both(at.0, zone))),
    );
    if !said.includes_it.is_empty() {
        lines.push("wider paths have all these reads and stay possible:".to_owned());
        let wider: Vec<String> = said.includes_it.iter().map(explains).collect();
        lines.extend(listed(&wider, 2));
    }
    lines.push("a path does not say who sat behind it".to_owned());
    lines
}

fn explains(path: &Path) -> String {
    format!(
        "{} {} explains {}, by chance at most {}",
        path.kind, path.name, path.explains, path.by_chance_at_most
    )
}

fn grid(paths: &[Path]) -> Vec<String> {
    let mut grid = Grid::new(&[
        "path",
        "name",
        ">explains",
        ">by chance at most",
        ">people read",
    ]);
    for path in paths.iter().take(10) {
        grid.row(&[
            path.kind.to_owned(),
            path.name.clone(),
            path.explains.to_string(),
            path.by_chance_at_most.to_string(),
            between(path.size_at_least, path.size_at_most),
        ]);
    }
    grid.lines()
}

/// A number that was counted, or the bounds of one that was estimated.
fn between(at_least: u64, at_most: u64) -> String {
    match at_least == at_most {
        true => grouped(at_least),
        false => format!("{}–{}", grouped(at_least), grouped(at_most)),
    }
}

fn basis(trace: &Trace) -> Vec<String> {
    let fields = match trace.fields.is_empty() {
        true => "identifiers alone: every read explains".to_owned(),
        false => format!("shows {}", trace.fields.join(", ")),
    };
    let mut lines = vec![
        format!("the sample {fields}"),
        format!(
            "all of that was read of {} subjects; {} among {} drawn blindly of {}, seed {}",
            between(trace.population_at_least, trace.population_at_most),
            counted(trace.controls.into(), "control", "controls"),
            grouped(trace.lots),
            grouped(trace.subjects),
            trace.seed
        ),
        format!(
            "by chance at most with 1 in 1,000 over all paths, of which at most {} read five people",
            grouped(trace.paths_compared)
        ),
        format!("reads    {}", trace.selection),
        format!(
            "coverage {} (basis: {})",
            trace.coverage.verdict, trace.coverage.basis
        ),
    ];
    lines.extend(listed(&trace.coverage.gaps, 2));
    lines.extend(trace.contacts.as_ref().filter(|of| of.unreadable > 0).map(|of| {
        format!(
            "{} of {} lines of the contact source could not be read whole, the first is line {}",
            grouped(of.unreadable),
            grouped(of.lines),
            of.first_unreadable.unwrap_or_default()
        )
    }));
    if let (Some(id), Some(evidence)) = (trace.incident, &trace.evidence) {
        let deleted = match trace.deleted {
            true => "; its file was deleted, which is recorded",
            false => "",
        };
        lines.push(format!(
            "evidence {evidence} of incident {id}: the digest of the sample{deleted}"
        ));
    }
    lines.push(format!(
        "this question is recorded at position {} as asked by {}: {}",
        trace.question.position, trace.question.by, trace.question.reason
    ));
    lines.push(format!("answered in {}", took(trace.elapsed_ms)));
    lines
}

/// A row a path.
pub(crate) fn csv(trace: &Trace) -> Result<String, Failure> {
    let head = [
        "verdict",
        "kind",
        "name",
        "explains",
        "by_chance_at_most",
        "size",
        "size_at_least",
        "size_at_most",
    ];
    let named = trace
        .verdict
        .path
        .as_ref()
        .map(|path| (path.kind, &path.name));
    let rows = trace.ranking.iter().map(|path| {
        let is_named = named == Some((path.kind, &path.name));
        let verdict = if is_named { "points" } else { "" };
        vec![
            verdict.to_owned(),
            path.kind.to_owned(),
            path.name.clone(),
            path.explains.to_string(),
            path.by_chance_at_most.to_string(),
            path.size.to_string(),
            path.size_at_least.to_string(),
            path.size_at_most.to_string(),
        ]
    });
    csv_rows(&head, rows)
}
