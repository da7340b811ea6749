//! Documents that were written, and where they were filed. A document is known by the digest of its JSON; its PDF and HTML
//! are the same document, and what one command wrote in several languages is one report.

use event::Millis;

use super::{
    incident::Incident,
    step::{ClockName, Step, What},
};

/// Documents of the house, which no law asks for: they stand where a report has its regime.
const PAGES: [&str; 2] = ["sheet", "board"];

impl What {
    /// Whether it wrote the sheet or the board's page.
    pub(super) fn is_page(&self) -> bool {
        matches!(self, What::Wrote { regime, .. } if PAGES.contains(&regime.as_str()))
    }

    /// Where it says that a document was filed: the clock, the receipt, and when it was received.
    #[must_use]
    pub fn files(&self, sha256: &str) -> Option<(&ClockName, &str, Millis)> {
        match self.inner() {
            What::Filed {
                clock,
                receipt,
                received,
                document: Some(document),
                ..
            } if document == sha256 => Some((clock, receipt, *received)),
            _ => None,
        }
    }

    /// The digest by which a document is known that it tells of, where a file of it (JSON, PDF or HTML) has this one.
    #[must_use]
    pub fn writes(&self, sha256: &str) -> Option<&str> {
        match self.inner() {
            What::Wrote {
                document,
                pdf,
                html,
                ..
            } => {
                let mut files = [Some(document), pdf.as_ref(), html.as_ref()]
                    .into_iter()
                    .flatten();
                files.any(|of| of == sha256).then_some(document.as_str())
            }
            _ => None,
        }
    }
}

/// A document as the step tells of it that wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written<'i> {
    /// When it was recorded.
    pub at: Millis,
    /// Who wrote it.
    pub by: &'i str,
    /// Regime, or `sheet`, `board`.
    pub regime: &'i str,
    /// first, additional, final.
    pub kind: &'i str,
    /// ko or en.
    pub language: &'i str,
    /// For whom it speaks; steps of earlier versions do not say.
    pub controller: Option<&'i str>,
    /// The scope version; 0 where none was frozen yet.
    pub version: u32,
    /// SHA-256 of its JSON, hex: by that it is known.
    pub digest: &'i str,
    /// SHA-256 of its PDF, hex; steps of earlier versions do not say.
    pub pdf: Option<&'i str>,
    /// SHA-256 of its HTML, hex; likewise.
    pub html: Option<&'i str>,
}

impl<'i> Written<'i> {
    fn of(step: &'i Step) -> Option<Written<'i>> {
        match &step.what {
            What::Wrote {
                regime,
                kind,
                language,
                version,
                controller,
                document,
                pdf,
                html,
            } => Some(Written {
                at: step.at,
                by: &step.by,
                regime,
                kind,
                language,
                controller: controller.as_deref(),
                version: *version,
                digest: document,
                pdf: pdf.as_deref(),
                html: html.as_deref(),
            }),
            _ => None,
        }
    }

    /// Whether it is the same report in another language: all languages of a command are taken in at one moment.
    fn is_in_another_language(&self, of: &Written<'i>) -> bool {
        let report =
            |one: &Written<'i>| (one.at, one.regime, one.kind, one.version, one.controller);
        self.language != of.language && report(self) == report(of)
    }
}

impl Incident {
    /// Every document that was written, in order.
    pub fn written(&self) -> impl Iterator<Item = Written<'_>> {
        self.steps.iter().filter_map(Written::of)
    }

    /// The document of a digest, that of its JSON; `None` where it wrote no such one.
    #[must_use]
    pub fn document(&self, sha256: &str) -> Option<Written<'_>> {
        self.written().find(|of| of.digest == sha256)
    }

    /// Where a document was filed, as it stands: by itself, or in another language of the same report.
    pub fn filed<'i>(
        &'i self,
        sha256: &'i str,
    ) -> impl Iterator<Item = (&'i ClockName, &'i str, Millis)> {
        let mut all = vec![sha256];
        all.extend(self.in_other_languages(sha256));
        self.standing()
            .flat_map(move |step| all.clone().into_iter().filter_map(|of| step.what.files(of)))
    }

    /// The digests of the documents that were written with one, in other languages.
    #[must_use]
    pub fn in_other_languages(&self, sha256: &str) -> Vec<&str> {
        let Some(own) = self.document(sha256) else {
            return Vec::new();
        };
        let others = self.written().filter(|of| of.is_in_another_language(&own));
        others.map(|of| of.digest).collect()
    }
}
