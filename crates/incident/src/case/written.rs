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

impl Incident {
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
        let mut steps = self.steps.iter();
        let Some(own) = steps.find(|step| step.what.writes(sha256) == Some(sha256)) else {
            return Vec::new();
        };
        let others = self.steps.iter().filter(|step| is_with(own, step));
        others.filter_map(|step| document(&step.what)).collect()
    }
}

/// Whether two steps wrote one report in two languages: all languages of a command are taken in at one moment.
fn is_with(own: &Step, other: &Step) -> bool {
    match (&own.what, &other.what) {
        (
            What::Wrote {
                regime,
                kind,
                language,
                version,
                controller,
                ..
            },
            What::Wrote {
                regime: its_regime,
                kind: its_kind,
                language: its_language,
                version: its_version,
                controller: its_controller,
                ..
            },
        ) => {
            language != its_language
                && own.at == other.at
                && (regime, kind, version, controller)
                    == (its_regime, its_kind, its_version, its_controller)
        }
        _ => false,
    }
}

fn document(what: &What) -> Option<&str> {
    match what {
        What::Wrote { document, .. } => Some(document),
        _ => None,
    }
}
