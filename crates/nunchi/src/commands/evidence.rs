//! `nunchi evidence`: a bundle of the selected reads that proves itself.

use std::path::Path;

use event::{ActKind, ErrorClass};
use exposure::{Asked, Matching};
use proof::Signer;
use serde_json::{Map, Value, json};
use verify::evidence::{BundleFile, EvidenceError, HEAD_FILE, Made, Wanted};

use crate::{
    asking,
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
    let home = Home::open(&args.place)?;
    let reason = asking::reason(&args.reason)?;
    let by = asking::asker(args.as_name.as_deref())?;
    if home.disk().meta(&args.out)?.is_some() {
        let message = format!("{} is there already: name a new folder", args.out.display());
        return Err(Failure::new(ErrorClass::Conflict, message));
    }
    record(&home, args, &by, reason)?;
    // Opened anew: the writer may have ended a change of the signing key.
    let home = Home::open(&args.place)?;
    let signer = signer(&home)?;
    let (made, document) = make(&home, args, &signer)?;
    write(&home, &args.out, &made)?;
    say(&render::render(
        &document,
        format_or_default(args.format),
        table,
        render::flat,
    )?);
    Ok(0)
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
fn record(home: &Home, args: &EvidenceArgs, by: &str, reason: &str) -> Result<(), Failure> {
    let snapshot = home.snapshot()?;
    let selection = asking::selection(home, &snapshot, &args.selection)?;
    let body = Map::from_iter([
        ("question".to_owned(), json!("evidence")),
        ("selection".to_owned(), json!(selection.to_string())),
        ("reason".to_owned(), Value::from(reason)),
    ]);
    let mut ledger = home.writer()?;
    asking::record(home, &mut ledger, ActKind::Question, by, body)?;
    if snapshot.open.reads > 0 {
        ledger.close_epoch()?;
        drop(ledger);
        home.refresh_index();
    }
    Ok(())
}

fn make(
    home: &Home,
    args: &EvidenceArgs,
    signer: &Signer,
) -> Result<(Made, api::Evidence), Failure> {
    let snapshot = home.snapshot()?;
    let ground = home.ground(&snapshot)?;
    let selection = asking::selection(home, &snapshot, &args.selection)?;
    let (answer, _) = exposure::scope(home.disk(), &ground, &selection, &Asked::default())?;
    let matching = exposure::matching(home.disk(), &ground, &selection)?;
    let (rows, reads) = compare(&matching, answer.reads)?;
    let note = home.note_of(answer.as_of.size)?;
    let beside = documents::Beside {
        note,
        ..documents::Beside::default()
    };
    let scope = documents::scope(&answer, beside);
    let json = serde_json::to_vec_pretty(&scope)
        .map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))?;
    let text = page(&scope, rows);
    let beside = [("answer.json", json), ("README.txt", text.into_bytes())];
    let beside = beside.map(|(path, bytes)| BundleFile {
        path: path.to_owned(),
        bytes,
    });
    let wanted: Vec<Wanted> = matching.into_iter().map(wanted).collect();
    let words = selection.to_string();
    let made = verify::evidence::make(
        home.disk(),
        &home.dir,
        (&words, &wanted),
        beside.into(),
        signer,
        args.limit,
    )?;
    let document = api::Evidence {
        v: api::VERSION,
        out: args.out.display().to_string(),
        selection: words,
        checkpoint: scope.as_of.checkpoint,
        rows: made.rows,
        reads,
        parts: wanted.len() as u64,
        chunks: made.chunks,
        bytes: made.files.iter().map(|file| file.bytes.len() as u64).sum(),
        undecided: answer.undecided.0,
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
    if rows == 0 {
        return Err(Failure::new(
            ErrorClass::NotFound,
            "no read matches the selection, so there is nothing to prove: `nunchi scope` says what it finds",
        ));
    }
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
