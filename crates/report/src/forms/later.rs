//! That a document speaks of a version of the scope which is not the latest: whoever reads its first page is told that a
//! later one exists, and how many that has. Fewer were never read because somebody chose an older count. So is who reads a
//! size after which somebody selected other reads, that no version counts.

use incident::{case::Frozen, grouped};

use super::{Draft, Given};
use crate::{Kind, Lang, Note};

/// The latest version, where a document speaks of an earlier one, as far as the document has to do with it.
pub(super) fn later<'a>(given: &Given<'a>, kind: Kind) -> Option<Later<'a>> {
    let incident = given.incident;
    let spoken = incident.version(given.version?)?;
    let last = incident.scope().filter(|of| of.version > spoken.version)?;
    Some(Later {
        spoken: spoken.version,
        version: last.version,
        share: given.stated(kind, last),
    })
}

/// See [`later`].
pub(super) struct Later<'a> {
    /// The version of which is spoken.
    spoken: u32,
    /// The latest.
    version: u32,
    /// What of it the document would state; `None` where that was not frozen.
    share: Option<&'a Frozen>,
}

impl Later<'_> {
    /// It in a language.
    pub(super) fn words(&self, lang: Lang) -> String {
        let (spoken, version) = (self.spoken, self.version);
        let figures = self.share.map(|of| &of.figures);
        let subjects = figures.map(|of| grouped(of.subjects));
        let people = figures.and_then(|of| of.people.as_ref());
        let people = people.map(|of| (grouped(of.best), grouped(of.low), grouped(of.high)));
        let counted = match (lang, subjects, people) {
            (Lang::Ko, None, _) => "이 개인정보처리자의 수치를 따로 세지 않음".to_owned(),
            (Lang::Ko, Some(n), None) => format!("식별자 {n}개"),
            (Lang::Ko, Some(n), Some((best, low, high))) => {
                format!("식별자 {n}개, 사람 {best}명({low}~{high}명)")
            }
            (Lang::En, None, _) => {
                "the figures of this controller were not counted apart".to_owned()
            }
            (Lang::En, Some(n), None) => format!("identifiers: {n}"),
            (Lang::En, Some(n), Some((best, low, high))) => {
                format!("identifiers: {n}; people: {best} ({low} to {high})")
            }
        };
        match lang {
            Lang::Ko => {
                format!("이 문서는 범위 {spoken}의 수치임. 더 새로운 범위 {version}: {counted}")
            }
            Lang::En => format!(
                "This document speaks of version {spoken} of the scope. The later version {version}: {counted}"
            ),
        }
    }
}

impl Draft<'_> {
    /// What stands on the first page.
    pub(super) fn later_note(&self, kind: Kind) -> Option<Note> {
        let later = later(self.given, kind)?;
        let mut text = later.words(self.lang);
        if let Some(why) = self.given.older_because {
            text = format!("{text}. {}", self.quoted(why));
        }
        Some(Note {
            name: self.say("최신 범위가 아님", "Not the latest scope"),
            text,
        })
    }

    /// That other reads are selected now than the last version was frozen with.
    pub(super) fn since_note(&self) -> Option<Note> {
        let incident = self.given.incident;
        let (version, id) = (incident.scope()?.version, incident.id);
        incident.chosen_since()?;
        Some(Note {
            name: self.say("세지 않은 선택", "Selected since, not counted"),
            text: self.say(
                &format!("범위 {version}을 확정한 뒤 선택이 바뀌었고 그 결과는 아직 세지 않음: incident scope {id}을 실행할 것"),
                &format!(
                    "The selection was changed after version {version} of the scope was frozen, and is not counted: run \
                     `incident scope {id}`"
                ),
            ),
        })
    }
}
