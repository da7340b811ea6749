//! `nunchi evidence`: a bundle of the selected reads that proves itself; of an incident, its steps beside them.

mod of_incident;

use std::path::Path;

use event::{ActKind, ErrorClass};
use exposure::{Asked, Matching};
use proof::Signer;
use serde_json::{Map, Value, json};
use verify::evidence::{BundleFile, EvidenceError, HEAD_FILE, Made, Wanted};

use self::of_incident::{HandedOver, OfIncident};
use crate::{
    asking,
    cases::Because,
    cli::EvidenceArgs,
    failure::Failure,
    home::Home,
    printer::{format_or_default, grouped, say},
    render::{self, documents},
};

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Failure {
        Failure::new(error.class(), error.to_string())
    }
}

pub(crate) fn run(args: &EvidenceArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?.asked_by(args.as_name.as_deref());
    let reason = asking::reason(&args.reason)?;
    let by = asking::asker(args.as_name.as_deref())?;
    if home.disk().meta(&args.out)?.is_some() {
        let message = format!("{} is there already: name a new folder", args.out.display());
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    let because = Because {
        by: &by,
        why: reason,
    };
    let incident = asking::incident(&args.selection);
    if incident.is_none() && (!args.with.is_empty() || args.steps_only || args.to.is_some()) {
        return Err(Failure::usage(
            "--with, --to and --steps-only are of an incident: write 'incident 7' for the selection",
        ));
    }
    let document = match incident {
        None => bundled(&home, args, &because, None)?,
        Some(id) => {
            let handed = of_incident::prepare(&home, id, (args, &because))?;
            let evidence = handed.evidence.clone();
            let made = bundled(&home, args, &because, Some(handed));
            if made.is_err() {
                of_incident::take_back(&home, id, (args, &because), &evidence)?;
            }
            made?
        }
    };
    say(&render::render(
        &document,
        format_or_default(args.format),
        table,
        render::flat,
    )?);
    Ok(0)
}

/// Records the question, then makes the bundle and writes it.
fn bundled(
    home: &Home,
    args: &EvidenceArgs,
    because: &Because<'_>,
    handed: Option<HandedOver>,
) -> Result<api::Evidence, Failure> {
    let selection = match &handed {
        Some(of) => of.selection.clone(),
        None => Some(args.selection.clone()),
    };
    record(home, (args, selection.as_deref()), because)?;
    // Opened anew: the writer may have ended a change of the signing key.
    let home = Home::open(&args.place)?.asked_by(args.as_name.as_deref());
    let reads = match selection.filter(|_| !args.steps_only) {
        Some(text) => Some(Reads::of(&home, &text, handed.is_some())?),
        None => None,
    };
    let of = match handed {
        Some(handed) => Some(of_incident::gather(&home, because.by, handed)?),
        None => None,
    };
    let (made, document) = make(&home, args, (reads, of))?;
    write(&home, &args.out, &made)?;
    Ok(document)
}

fn signer(home: &Home) -> Result<Signer, Failure> {
    let sign = home
        .keys
        .sign
        .as_ref()
        .ok_or(ledger::OpenError::Key("signing"))?;
    Signer::from_seed(&home.settings.origin, &sign.0)
        .map_err(|e| Failure::new(ErrorClass::Config, e.to_string()))
}

/// Records what is made and why, and seals what is open: only sealed reads can be proven.
fn record(
    home: &Home,
    (args, selection): (&EvidenceArgs, Option<&str>),
    because: &Because<'_>,
) -> Result<(), Failure> {
    let snapshot = home.snapshot()?;
    let words = match selection {
        Some(text) => asking::selection(home, &snapshot, text)?.to_string(),
        None => args.selection.clone(),
    };
    let body = Map::from_iter([
        ("question".to_owned(), json!("evidence")),
        ("selection".to_owned(), json!(words)),
        ("reason".to_owned(), Value::from(because.why)),
    ]);
    let mut ledger = home.writer()?;
    asking::record(home, &mut ledger, ActKind::Question, because.by, body)?;
    home.end(ledger, snapshot.open.reads > 0)
}

/// The reads of a bundle, and what the ledger answers to their selection.
#[derive(Default)]
struct Reads {
    /// The selection, with pseudonymous ids.
    words: String,
    wanted: Vec<Wanted>,
    counted: u64,
    undecided: u64,
    beside: Vec<BundleFile>,
}

impl Reads {
    /// The reads that a selection matches. `may_be_none`: it is well where none does.
    fn of(home: &Home, text: &str, may_be_none: bool) -> Result<Reads, Failure> {
        let snapshot = home.snapshot()?;
        let ground = home.ground(&snapshot)?;
        let selection = asking::selection(home, &snapshot, text)?;
        let (answer, _) = exposure::scope(home.disk(), &ground, &selection, &Asked::default())?;
        let matching = exposure::matching(home.disk(), &ground, &selection)?;
        let (rows, counted) = compare(&matching, answer.reads)?;
        if rows == 0 && !may_be_none {
            return Err(Failure::new(
                ErrorClass::NotFound,
                "no read matches the selection, so there is nothing to prove: `nunchi scope` says what it finds",
            ));
        }
        let beside = documents::Beside {
            note: home.note_of(answer.as_of.size)?,
            pseudonymised: documents::pseudonymised(&answer, ground.catalogue),
            ..documents::Beside::default()
        };
        let scope = documents::scope(&answer, beside);
        let json = serde_json::to_vec_pretty(&scope)
            .map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))?;
        let page = page(&scope, rows).into_bytes();
        let file = |path: &str, bytes| BundleFile {
            path: path.to_owned(),
            bytes,
        };
        Ok(Reads {
            words: selection.to_string(),
            wanted: matching.into_iter().map(wanted).collect(),
            counted,
            undecided: answer.undecided.0,
            beside: vec![file("answer.json", json), file("README.txt", page)],
        })
    }
}

/// Makes the bundle of some reads, of an incident, or of both.
fn make(
    home: &Home,
    args: &EvidenceArgs,
    (reads, of): (Option<Reads>, Option<OfIncident>),
) -> Result<(Made, api::Evidence), Failure> {
    let signer = signer(home)?;
    let Reads {
        words,
        wanted,
        counted,
        undecided,
        mut beside,
    } = reads.unwrap_or_else(|| Reads {
        words: args.selection.trim().to_owned(),
        ..Reads::default()
    });
    let steps = of.map(|of| {
        beside.extend(of.beside);
        of.steps
    });
    let head = ledger::checkpoint(home.disk(), &home.dir)?;
    let made = verify::evidence::make(
        home.disk(),
        &home.dir,
        (&words, &wanted, steps.as_ref()),
        beside,
        &signer,
        args.limit,
    )?;
    let document = api::Evidence {
        v: api::VERSION,
        out: args.out.display().to_string(),
        selection: words,
        checkpoint: documents::checkpoint(head.size(), &head.root()),
        rows: made.rows,
        reads: counted,
        parts: wanted.len() as u64,
        chunks: made.chunks,
        bytes: made.files.iter().map(|file| file.bytes.len() as u64).sum(),
        undecided,
        incident: steps.map(|of| api::OfIncident {
            incident: of.incident.as_str().into(),
            steps: of.steps.len() as u64,
        }),
    };
    Ok((made, document))
}

fn wanted(part: Matching) -> Wanted {
    Wanted {
        epoch: part.epoch,
        name: part.name,
        rows: part.rows,
    }
}

/// Rows, and reads that count. What goes into evidence is computed twice, by the index and by a scan; a
/// difference stops everything.
fn compare(matching: &[Matching], answered: u64) -> Result<(u64, u64), Failure> {
    let rows: u64 = matching.iter().map(|part| part.rows.len() as u64).sum();
    let counted: u64 = matching.iter().map(|part| part.counted).sum();
    if counted != answered {
        let message = format!(
            "the answer has {answered} reads and a scan of the parts finds {counted}: nothing was written; \
             `nunchi verify --deep` and `nunchi index rebuild` find out why"
        );
        return Err(Failure::new(ErrorClass::Broken, message));
    }
    Ok((rows, counted))
}

/// The files of a bundle; the head last, so that half a bundle is none.
fn write(home: &Home, out: &Path, made: &Made) -> Result<(), Failure> {
    let (head, rest): (Vec<_>, Vec<_>) = made.files.iter().partition(|file| file.path == HEAD_FILE);
    for file in rest.into_iter().chain(head) {
        let path = out.join(&file.path);
        let put = || {
            home.disk().create_dir_all(path.parent().unwrap_or(out))?;
            home.disk().replace(&path, &file.bytes)
        };
        put().map_err(|e: std::io::Error| {
            let message = format!("cannot write {}: {e}", path.display());
            Failure::new(ErrorClass::Unavailable, message)
        })?;
    }
    Ok(())
}

fn table(made: &api::Evidence) -> String {
    let mut lines = vec![
        format!("written      {}: {} bytes", made.out, grouped(made.bytes)),
        format!("selection    {}", made.selection),
        format!(
            "proves       {} rows, {} of them reads that a scope counts",
            grouped(made.rows),
            grouped(made.reads)
        ),
        format!(
            "by           {} chunks of 64 KiB of {} parts, under checkpoint {} {}",
            grouped(made.chunks),
            grouped(made.parts),
            grouped(made.checkpoint.size),
            made.checkpoint.root
        ),
    ];
    if made.undecided > 0 {
        lines.push(format!(
            "left out     {} reads of which the selection is undecided: answer.json says why",
            grouped(made.undecided)
        ));
    }
    if let Some(of) = &made.incident {
        lines.push(format!(
            "incident     {}: {} steps, each proven by the act that entered it",
            of.incident,
            grouped(of.steps)
        ));
    }
    lines.push(format!("check        nunchi verify {} --key PUB", made.out));
    lines.join("\n")
}

/// The page that says what each file is.
fn page(scope: &api::Scope, rows: u64) -> String {
    format!(
        include_str!("evidence/README.txt"),
        selection = scope.selection,
        size = scope.as_of.checkpoint.size,
        root = scope.as_of.checkpoint.root,
        rows = grouped(rows),
        reads = grouped(scope.reads),
        subjects = grouped(scope.subjects),
    )
}
