//! Documents as they were written: kept by their digest in the state, so that what was filed is there when the folder
//! that it was written to is not. PDF and HTML follow from the JSON.

use std::path::{Path, PathBuf};

use env::Disk;
use event::ErrorClass;
use incident::case::{Incident, Written};
use report::{Document, from_json, to_html};
use serde_json::{Value, json};

use crate::{
    asking,
    cases::Cases,
    cli::{Asking, CopyArgs},
    commands::incident::showing::read,
    failure::Failure,
    printer::{Format, format_or_default, note, say},
    render::{self, Grid, shown},
};

/// Digits of a digest that name a document, at least.
const DIGITS_MIN: usize = 8;

/// The forms of a document.
pub(super) struct Forms {
    pub(super) pdf: Vec<u8>,
    pub(super) html: Vec<u8>,
    pub(super) json: Vec<u8>,
}

impl Forms {
    /// PDF and HTML of a document beside its JSON, as it is written or kept; the PDF where it was set before.
    pub(super) fn of(
        document: &Document,
        json: Vec<u8>,
        pdf: Option<Vec<u8>>,
    ) -> Result<Forms, Failure> {
        let set = || typeset::pdf(document);
        let pdf = pdf.map_or_else(set, Ok);
        let pdf = pdf.map_err(|e| Failure::new(ErrorClass::Internal, e.to_string()))?;
        Ok(Forms {
            pdf,
            html: to_html(document).into_bytes(),
            json,
        })
    }

    /// Writes all of them, and gives the digest of another document that stood in their place and is kept. What was filed
    /// is never written over: the next number is taken then.
    pub(super) fn write(
        &self,
        disk: &dyn Disk,
        out: &Path,
        (incident, name): (&Incident, &str),
    ) -> Result<(Vec<PathBuf>, Option<String>), Failure> {
        disk.create_dir_all(out)?;
        let path = |name: &str, end: &str| out.join(format!("{name}.{end}"));
        let mut free = name.to_owned();
        let mut before = None;
        for number in 2.. {
            before = other(disk, (&path(&free, "json"), &self.json))?;
            match before.as_deref().is_some_and(|of| was_filed(incident, of)) {
                true => free = format!("{name}.{number}"),
                false => break,
            }
        }
        let before = before.filter(|of| incident.document(of).is_some());
        let mut files = Vec::new();
        for (end, bytes) in [
            ("pdf", &self.pdf),
            ("html", &self.html),
            ("json", &self.json),
        ] {
            let path = path(&free, end);
            if let Err(e) = disk.replace(&path, bytes) {
                // Half a document under another name would be taken for one. Why it could not be written is what is told.
                drop(disk.remove(&env::being_written(&path)));
                return Err(e.into());
            }
            files.push(path);
        }
        Ok((files, before))
    }
}

/// The digest of a file that is there and is another.
fn other(disk: &dyn Disk, (path, json): (&Path, &[u8])) -> Result<Option<String>, Failure> {
    if disk.meta(path)?.is_none() {
        return Ok(None);
    }
    let there = disk.read(path)?;
    Ok((there != json).then(|| asking::sha256(&there)))
}

/// Whether a document was filed. A filing whose record was taken back happened all the same.
fn was_filed(incident: &Incident, digest: &str) -> bool {
    let mut steps = incident.steps.iter();
    incident.filed(digest).next().is_some() || steps.any(|step| step.what.files(digest).is_some())
}

/// The documents of an incident, and where each was filed.
pub(super) fn list(asking: &Asking) -> Result<u8, Failure> {
    let (home, incident) = read(asking)?;
    let zone = asking::zone(&home.settings.catalogue);
    let documents = incident.written().collect::<Vec<_>>();
    say(&match format_or_default(asking.list.format) {
        Format::Table if documents.is_empty() => format!(
            "incident {} wrote no document: `nunchi report write {} --regime …` writes one",
            incident.id, incident.id
        ),
        Format::Table => {
            let mut grid = Grid::new(&[
                "written", "by", "document", "for", "scope", "sha256", "filed",
            ]);
            for of in &documents {
                let filed: Vec<String> = incident
                    .filed(of.digest)
                    .map(|(clock, receipt, at)| {
                        format!("{} {}, receipt {receipt}", clock.key(), shown(at, &zone))
                    })
                    .collect();
                grid.row(&[
                    shown(of.at, &zone),
                    of.by.to_owned(),
                    format!("{} {} ({})", of.regime, of.kind, of.language),
                    of.controller.unwrap_or("-").to_owned(),
                    match of.version {
                        0 => "-".to_owned(),
                        version => format!("V{version}"),
                    },
                    of.digest.chars().take(DIGITS_MIN).collect(),
                    match filed.is_empty() {
                        true => "-".to_owned(),
                        false => filed.join("; "),
                    },
                ]);
            }
            grid.lines().join("\n")
        }
        _ => render::json(&json!({
            "v": 1,
            "incident": incident.id,
            "documents": documents.iter().map(|of| json!({
                "written": of.at.to_string(),
                "by": of.by,
                "regime": of.regime,
                "kind": of.kind,
                "language": of.language,
                "controller": of.controller,
                "scope": match of.version { 0 => None, version => Some(version) },
                "sha256": of.digest,
                "pdf_sha256": of.pdf,
                "html_sha256": of.html,
                "filed": incident.filed(of.digest).map(|(clock, receipt, at)| json!({
                    "clock": clock.key().to_string(),
                    "receipt": receipt,
                    "received": at.to_string(),
                })).collect::<Vec<Value>>(),
            })).collect::<Vec<Value>>(),
        }))?,
    });
    Ok(0)
}

/// Writes a document again.
pub(super) fn copy(args: &CopyArgs) -> Result<u8, Failure> {
    let (home, incident) = read(&args.of)?;
    let of = named(&incident, &args.digest)?;
    let cases = Cases::open(&home)?;
    let json = cases.document(of.digest)?.ok_or_else(|| {
        let message = format!(
            "an earlier version of nunchi wrote {}, which kept no document",
            of.digest
        );
        Failure::new(ErrorClass::NotFound, message)
    })?;
    let internal = |e: String| Failure::new(ErrorClass::Internal, e);
    if asking::sha256(&json) != of.digest {
        return Err(Failure::new(
            ErrorClass::Broken,
            format!(
                "what is kept of {} is not what was entered in the ledger",
                of.digest
            ),
        ));
    }
    let text = String::from_utf8_lossy(&json);
    let document = from_json(&text).map_err(|e| internal(e.to_string()))?;
    let forms = Forms::of(&document, json, None)?;
    for (what, bytes, then) in [("PDF", &forms.pdf, of.pdf), ("HTML", &forms.html, of.html)] {
        if let Some(then) = then.filter(|then| asking::sha256(bytes) != **then) {
            note(&format!(
                "its {what} is set anew by this version of nunchi and is not byte for byte the one that was written (sha256 \
                 {then}); the JSON is"
            ));
        }
    }
    let digits: String = of.digest.chars().take(DIGITS_MIN).collect();
    let name = format!("{}-{}-{}-{digits}", incident.id, of.regime, of.kind);
    let name = format!("{name}.{}", of.language);
    let (files, _) = forms.write(home.disk(), &args.out, (&incident, &name))?;
    let files: Vec<String> = files.iter().map(|of| of.display().to_string()).collect();
    say(&match format_or_default(args.of.list.format) {
        Format::Table => files.join("\n"),
        _ => render::json(&json!({ "v": 1, "sha256": of.digest, "files": files }))?,
    });
    Ok(0)
}

/// The document that the start of a digest names.
fn named<'i>(incident: &'i Incident, start: &str) -> Result<Written<'i>, Failure> {
    let start = start.trim().to_ascii_lowercase();
    let sees = format!("`nunchi report list {}` lists them", incident.id);
    if start.len() < DIGITS_MIN {
        return Err(Failure::usage(format!(
            "DIGEST {start:?}: write at least {DIGITS_MIN} of its digits; {sees}"
        )));
    }
    let mut found: Vec<Written<'_>> = incident.written().collect();
    found.retain(|of| of.digest.starts_with(&start));
    found.dedup_by(|a, b| a.digest == b.digest);
    match (found.pop(), found.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(Failure::usage(format!(
            "incident {} wrote no document of SHA-256 {start}…; {sees}",
            incident.id
        ))),
        (Some(_), _) => Err(Failure::usage(format!(
            "{start}… begins the digest of more than one document; {sees}"
        ))),
    }
}
