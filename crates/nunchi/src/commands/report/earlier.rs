//! What was filed before a report: a document of the incident whose digest a filing under the same law recorded, with the
//! receipt that is quoted. What was written with it in another language is the same report, and is found in what is kept.

use std::path::Path;

use event::Millis;
use report::{Document, Lang, from_json};

use super::Ready;
use crate::{asking, cases::Cases, failure::Failure};

#[derive(Clone)]
pub(super) struct Earlier {
    pub(super) document: Document,
    /// Its receipt.
    pub(super) name: String,
    pub(super) at: Millis,
    /// SHA-256 of its JSON.
    pub(super) digest: String,
}

impl Earlier {
    /// A document that was filed: its digest must be one that a filing under the same law recorded, whose receipt is quoted.
    pub(super) fn read(ready: &Ready, regime: &str, path: &Path) -> Result<Earlier, Failure> {
        let wrong = |why: String| Failure::usage(format!("--before {}: {why}", path.display()));
        let bytes = ready
            .home
            .disk()
            .read(path)
            .map_err(|e| wrong(e.to_string()))?;
        let digest = asking::sha256(&bytes);
        let filed: Vec<_> = ready.incident.filed(&digest).collect();
        let other = filed.first().map(|(of, ..)| &of.regime);
        let whose = &ready.controller.id;
        let of_regime = || filed.iter().filter(|(of, ..)| of.regime == regime);
        let own = of_regime().find(|(of, ..)| of.controller == *whose);
        if let (None, Some((of, ..))) = (own, of_regime().next()) {
            return Err(wrong(format!(
                "it was filed for {}, and this is a report of {whose}: give one that was filed for it, or make a first one",
                of.controller
            )));
        }
        let (receipt, at) = own
            .map(|(_, receipt, at)| ((*receipt).to_owned(), *at))
            .ok_or_else(|| {
                wrong(match other {
                    Some(other) => format!(
                        "it was filed under {other}, and this is a report of {regime}: give one that was filed under {regime}"
                    ),
                    None => "no filing recorded this document: `nunchi incident file … --document FILE` does".to_owned(),
                })
            })?;
        let text =
            String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".to_owned()))?;
        Ok(Earlier {
            document: from_json(&text).map_err(|e| wrong(e.to_string()))?,
            name: receipt,
            at,
            digest,
        })
    }

    /// The same report in a language; itself where nothing else of it is kept, for then the language says what is wrong.
    pub(super) fn in_language(&self, ready: &Ready, lang: Lang) -> Result<Earlier, Failure> {
        if self.document.lang == lang {
            return Ok(self.clone());
        }
        let cases = Cases::open(&ready.home)?;
        for digest in ready.incident.in_other_languages(&self.digest) {
            let kept = cases.document(digest)?;
            let text = kept.and_then(|bytes| String::from_utf8(bytes).ok());
            let document = text.and_then(|text| from_json(&text).ok());
            if let Some(document) = document.filter(|of| of.lang == lang) {
                return Ok(Earlier {
                    document,
                    digest: digest.to_owned(),
                    ..self.clone()
                });
            }
        }
        Ok(self.clone())
    }
}
