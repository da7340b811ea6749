//! Documents that were made become documents of the incident: all of one command in one step of the state, or none, and
//! only then files. Who is refused leaves no file, so that what lies in a folder is what the record tells of.

use std::path::{Path, PathBuf};

use env::DiskLock;
use event::ErrorClass;
use incident::case::{Incident, What};
use report::{Document, to_json};

use super::{Ready, accepting::Looked, kept::Forms};
use crate::{
    asking,
    cases::{Because, Cases},
    cli::PageArgs,
    failure::Failure,
    home::Home,
    printer::note,
};

/// Held while documents are recorded and written: two commands that write the same names do so one after the other.
const LOCK: &str = "report.lock";

/// How long a command waits for another that writes documents: it records a few steps and writes a few files.
const LOCK_WAIT: std::time::Duration = std::time::Duration::from_secs(30);

/// A document that is finished and not recorded yet.
pub(super) struct Made {
    /// What it is a report of, or which page.
    pub(super) regime: String,
    /// Which of the reports.
    pub(super) kind: String,
    pub(super) document: Document,
    /// Its PDF, where it had to be set to see how long it is.
    pub(super) pdf: Option<Vec<u8>>,
    /// The name of its files, without language and ending.
    pub(super) name: String,
    pub(super) lints: Vec<Looked>,
    /// What nobody said yet, and whether the law wants it in a first report too.
    pub(super) lacking: Vec<(bool, String)>,
}

/// A document that was recorded and written.
pub(crate) struct Written {
    pub(crate) files: Vec<PathBuf>,
    pub(super) digest: String,
    pub(super) title: String,
    pub(super) missing: usize,
    pub(super) lints: Vec<Looked>,
    /// See [`Made::lacking`].
    pub(super) lacking: Vec<(bool, String)>,
}

/// Records documents with their digests, and writes each in its three forms.
pub(super) fn record(
    ready: &Ready,
    page: &PageArgs,
    mut all: Vec<Made>,
) -> Result<Vec<Written>, Failure> {
    let mut forms = Vec::new();
    for made in &mut all {
        let json = to_json(&made.document)
            .map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))?;
        let digest = asking::sha256(&json);
        forms.push((
            digest,
            Forms::of(&made.document, json.into_bytes(), made.pdf.take())?,
        ));
    }
    let home = &ready.home;
    let _lock = lock(home)?;
    let cases = Cases::open(home)?;
    let mut incident = cases.incident(page.id, &ready.by)?;
    let because = Because {
        by: &ready.by,
        why: &ready.why,
    };
    let version = page.scope.or(ready.incident.scope().map(|of| of.version));
    let steps: Vec<What> = all
        .iter()
        .zip(&forms)
        .map(|(made, (digest, forms))| What::Wrote {
            regime: made.regime.clone(),
            kind: made.kind.clone(),
            language: made.document.lang.tag().to_owned(),
            version: version.unwrap_or(0),
            controller: Some(ready.controller.id.clone()),
            document: digest.clone(),
            pdf: Some(asking::sha256(&forms.pdf)),
            html: Some(asking::sha256(&forms.html)),
        })
        .collect();
    cases.may_take(&incident, &steps, &because)?;
    // A folder that cannot be written to is told before anything is recorded.
    folder(home, &page.out)?;
    // Kept before the steps that name them: a filed document must be there when the folder is not.
    for (digest, forms) in &forms {
        cases.keep_document(digest, &forms.json)?;
    }
    cases.take_all(&mut [(&mut incident, steps)], &because)?;
    let mut written = Vec::new();
    for (made, (digest, forms)) in all.into_iter().zip(forms) {
        written.push(Written {
            files: write(home, (&page.out, &incident), &made, (&digest, &forms))?,
            digest,
            title: made.document.title,
            missing: made.document.missing.len(),
            lints: made.lints,
            lacking: made.lacking,
        });
    }
    Ok(written)
}

/// Writes a document that is recorded, and says what it takes the place of.
fn write(
    home: &Home,
    (out, incident): (&Path, &Incident),
    made: &Made,
    (digest, forms): (&str, &Forms),
) -> Result<Vec<PathBuf>, Failure> {
    let name = format!("{}.{}", made.name, made.document.lang.tag());
    let (files, before) = forms
        .write(home.disk(), out, (incident, &name))
        .map_err(|failure| {
            let again = format!(
                "{}: {}; it is recorded all the same: `nunchi report copy {} {digest} --out FOLDER` writes it",
                out.display(),
                failure.message,
                incident.id
            );
            Failure::new(failure.class, again)
        })?;
    if let Some(before) = before {
        note(&format!(
            "{name} was another document, which is kept: `nunchi report copy {} {before}` writes it again",
            incident.id
        ));
    }
    Ok(files)
}

fn folder(home: &Home, out: &Path) -> Result<(), Failure> {
    let disk = home.disk();
    let made = disk.create_dir_all(out).and_then(|()| disk.may_write(out));
    made.map_err(|e| {
        let message = format!(
            "--out {}: {e}; nothing was recorded: name a folder that can be written to",
            out.display()
        );
        Failure::new(ErrorClass::Unavailable, message)
    })
}

fn lock(home: &Home) -> Result<Box<dyn DiskLock>, Failure> {
    let path = home.dir.join(LOCK);
    let holder = format!("process {}", std::process::id());
    let around = (home.disk(), home.clock());
    let lock = env::wait_for_lock(around, &path, &holder, LOCK_WAIT)?;
    lock.ok_or_else(|| {
        let message = format!(
            "{}: another command is writing documents, so nothing was recorded: run this one again",
            path.display()
        );
        Failure::new(ErrorClass::Unavailable, message)
    })
}
