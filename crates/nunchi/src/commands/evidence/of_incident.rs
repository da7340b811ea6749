//! What a bundle holds of an incident beside its reads: every step with what proves it, the sets of its scope versions,
//! and documents and evidence that are handed over with it.
//!
//! A file goes in when the incident knows it by its SHA-256: as evidence, of which the export is then a step, or as a
//! document that was written or filed. What counsel keeps is in no step and so in no bundle.

use std::collections::BTreeSet;

use event::{ErrorClass, Millis};
use incident::case::{Incident, Mode, Number, What};
use verify::evidence::{BundleFile, FILES_FOLDER, SET_END, Steps};

use crate::{
    asking,
    cases::{Because, Cases, CounselRoom, selected},
    cli::EvidenceArgs,
    commands::incident::documenting,
    failure::Failure,
    home::Home,
    printer::grouped,
    render,
};

/// A document or a piece of evidence is at most 256 MiB.
const FILE_BYTES_MAX: usize = 256 << 20;

/// See the module.
pub(super) struct OfIncident {
    pub(super) steps: Steps,
    pub(super) beside: Vec<BundleFile>,
}

/// What is handed over with an incident, once all of it was found to be the incident's.
pub(super) struct HandedOver {
    id: Number,
    /// What the incident selects; `None` where it selects nothing yet.
    pub(super) selection: Option<String>,
    files: Vec<BundleFile>,
    /// The evidence among it.
    pub(super) evidence: Vec<String>,
}

/// Records the export of what is evidence, then seals what is open: a step is proven by a sealed act. Nothing is recorded
/// before every file was looked at.
pub(super) fn prepare(
    home: &Home,
    id: Number,
    (args, because): (&EvidenceArgs, &Because<'_>),
) -> Result<HandedOver, Failure> {
    let cases = Cases::open(home)?;
    let mut incident = cases.incident(id, because.by)?;
    Cases::remind(&incident);
    let handed = looked_at(home, &incident, args)?;
    let done = "exported";
    record(
        &cases,
        &mut incident,
        (args, because),
        (&handed.evidence, done),
    )?;
    home.end(home.writer()?, true)?;
    Ok(handed)
}

fn looked_at(home: &Home, incident: &Incident, args: &EvidenceArgs) -> Result<HandedOver, Failure> {
    let mut handed = HandedOver {
        id: incident.id,
        selection: match incident.selections.is_empty() {
            true => None,
            false => Some(selected(incident)?),
        },
        files: Vec::new(),
        evidence: Vec::new(),
    };
    let mut names = BTreeSet::new();
    for path in &args.with {
        let (bytes, sha256) = asking::file(home, path, FILE_BYTES_MAX)?;
        CounselRoom::refuse_kept(home, &format!("--with {}", path.display()), &sha256)?;
        let name = file_name(path)?;
        if !names.insert(name.clone()) {
            return Err(Failure::usage(format!(
                "--with: two files are called {name}"
            )));
        }
        let evidence = known(incident, &sha256, args).map_err(|failure| {
            let message = format!("--with {}: {}", path.display(), failure.message);
            Failure::new(failure.class, message)
        })?;
        handed.evidence.extend(evidence);
        handed.files.push(BundleFile {
            path: format!("{FILES_FOLDER}{name}"),
            bytes,
        });
    }
    if args.to.is_some() && handed.evidence.is_empty() {
        return Err(Failure::usage(
            "--to says who gets a piece of evidence, and --with names none, so nothing would tell of it: add the file of one, \
             or leave --to out and say it with --reason",
        ));
    }
    let bytes: u64 = handed.files.iter().map(|of| of.bytes.len() as u64).sum();
    match bytes > args.limit {
        true => Err(Failure::new(
            ErrorClass::Limit,
            format!("--with: the files have {bytes} bytes, more than --limit allows"),
        )),
        false => Ok(handed),
    }
}

/// Records of each piece of evidence what became of it.
fn record(
    cases: &Cases<'_>,
    incident: &mut Incident,
    (args, because): (&EvidenceArgs, &Because<'_>),
    (evidence, done): (&[String], &str),
) -> Result<(), Failure> {
    for id in evidence {
        let what = What::Handed {
            evidence: id.clone(),
            done: done.to_owned(),
            to: args.to.clone().unwrap_or_default(),
            receipt: format!("bundle {}", args.out.display()),
        };
        cases.take(incident, what, because)?;
    }
    Ok(())
}

/// Records that the bundle was not made after all.
pub(super) fn take_back(
    home: &Home,
    id: Number,
    (args, because): (&EvidenceArgs, &Because<'_>),
    evidence: &[String],
) -> Result<(), Failure> {
    if evidence.is_empty() {
        return Ok(());
    }
    let cases = Cases::open(home)?;
    let mut incident = cases.incident(id, because.by)?;
    let done = "not exported: the bundle was not made";
    record(&cases, &mut incident, (args, because), (evidence, done))
}

fn file_name(path: &std::path::Path) -> Result<String, Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    let plain = |name: &&str| !name.contains([' ', '\n', '\\']) && !name.starts_with('.');
    let name = name.filter(plain).map(str::to_owned);
    name.ok_or_else(|| {
        Failure::usage(format!(
            "--with {}: a name in a bundle has no space, line, backslash or leading dot: rename it",
            path.display()
        ))
    })
}

/// A file that the incident knows: the evidence that it is, or none of a document.
fn known(
    incident: &Incident,
    sha256: &str,
    args: &EvidenceArgs,
) -> Result<Option<String>, Failure> {
    let is_it = |of: &Option<String>| of.as_deref() == Some(sha256);
    let evidence = incident.evidence.iter().find(|of| is_it(&of.sha256));
    match evidence.map(|of| of.id.clone()) {
        Some(evidence) if args.to.as_deref().is_none_or(|to| to.trim().is_empty()) => {
            Err(Failure::usage(format!(
                "it is evidence {evidence}: say with --to who gets it"
            )))
        }
        Some(evidence) => Ok(Some(evidence)),
        None if is_document(incident, sha256) => Ok(None),
        None => Err(Failure::usage(format!(
            "incident {} knows no evidence and no document of SHA-256 {sha256}: take it in with \
             `nunchi incident evidence`, or give the file as it was written or filed",
            incident.id
        ))),
    }
}

/// Whether the incident recorded a document by that digest.
fn is_document(incident: &Incident, sha256: &str) -> bool {
    incident.steps.iter().any(|step| match step.what.inner() {
        wrote @ What::Wrote { .. } => wrote.writes(sha256).is_some(),
        What::Filed { document, .. } => document.as_deref() == Some(sha256),
        _ => false,
    })
}

/// Everything of an incident that goes into a bundle, with the files that are handed over.
pub(super) fn gather(home: &Home, by: &str, handed: HandedOver) -> Result<OfIncident, Failure> {
    let cases = Cases::open(home)?;
    let incident = cases.incident(handed.id, by)?;
    let now = Millis(home.clock().now_ms());
    let zone = asking::zone(&home.settings.catalogue);
    let document = documenting::document(&incident, now, &zone)?;
    let steps = cases.entered_steps(incident.id)?;
    let page = format!(
        include_str!("INCIDENT.txt"),
        mark = match incident.mode {
            Mode::Real => "",
            Mode::Exercise => "EXERCISE 훈련: NOTHING OF THIS HAPPENED\n\n",
        },
        incident = incident.id,
        steps = grouped(steps.steps.len() as u64)
    );
    let mut beside = handed.files;
    beside.push(BundleFile {
        path: "incident/incident.json".to_owned(),
        bytes: render::json(&document)?.into_bytes(),
    });
    beside.push(BundleFile {
        path: "INCIDENT.txt".to_owned(),
        bytes: page.into_bytes(),
    });
    for scope in &incident.scopes {
        for (name, bytes) in cases.pinned_of(&incident, scope)? {
            let path = format!("incident/{name}{SET_END}");
            beside.push(BundleFile { path, bytes });
        }
    }
    Ok(OfIncident { steps, beside })
}
