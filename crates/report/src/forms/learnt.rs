//! What the ledger learnt after the last version of the scope was frozen: a log that came late, an issuance, a mended
//! catalogue, a relation. The figures of a document are those of its version; whoever reads them is told on the first page
//! that the same question gives another answer now, and by how much. It stands again among the figures, as a fact with
//! its question.

use incident::{
    case::{LearntSince, Stage},
    grouped,
};

use super::Draft;
use crate::{Basis, Checkpoint, Field, Ground, Lang, Note, Value};

/// Further fields that are named; of more it is said how many.
const FIELDS_NAMED: usize = 6;

/// What the question of the last version gives beside its figures when it is asked of the ledger of now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Learnt {
    /// It was asked.
    Counted(Beside),
    /// It could not be.
    Uncounted,
}

/// How the answer of now differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Identifiers that the version does not have.
    pub added: u64,
    /// Identifiers that it alone has.
    pub removed: u64,
    /// People whom it does not have, whom it alone has, and who turned out to be one with another; `None` where that
    /// cannot be said.
    pub people: Option<[u64; 3]>,
    /// Fields by id, each with the identifiers of the version of which it was read and is not in it.
    pub fields: Vec<(String, u64)>,
    /// Identifiers of the version of which fewer fields were read.
    pub lost: u64,
    /// Reads, of the version and now.
    pub reads: (u64, u64),
    /// Reads of which it cannot be said whether they belong, of the version and now.
    pub undecided: (u64, u64),
    /// Whether the record is complete for it, of the version and now.
    pub is_complete: (bool, bool),
    /// What was asked.
    pub question: String,
    /// As of which head.
    pub head: Checkpoint,
}

impl Beside {
    /// Whether it asks for a new version: people or fields that this one does not have, or a record that says less surely now
    /// that there are no others.
    #[must_use]
    pub fn brings(&self) -> bool {
        let since = LearntSince {
            subjects: self.added,
            people: self.people.map_or(0, |[added, ..]| added),
            has_fields: !self.fields.is_empty(),
            undecided: self.undecided,
            is_complete: self.is_complete,
        };
        since.asks_for_version()
    }

    /// What is other, in a language; `label` names a field. Nothing where nothing is.
    fn words(&self, lang: Lang, label: impl Fn(&str) -> String) -> Option<String> {
        let mut all = Vec::new();
        let mut say = |n: u64, ko: &str, en: &str| {
            let n = (n > 0).then(|| grouped(n));
            all.extend(n.map(|n| match lang {
                Lang::Ko => ko.replace("{}", &n),
                Lang::En => en.replace("{}", &n),
            }));
        };
        let more = |(then, now): (u64, u64)| (now.saturating_sub(then), then.saturating_sub(now));
        say(self.added, "식별자 {}개 늘어남", "identifiers: {} more");
        let [more_people, fewer_people, merged] = self.people.unwrap_or_default();
        say(more_people, "사람 {}명 늘어남", "people: {} more");
        say(fewer_people, "사람 {}명 줄어듦", "people: {} fewer");
        say(
            merged,
            "같은 사람으로 확인된 사람 {}명",
            "people merged: {}",
        );
        say(self.removed, "식별자 {}개 줄어듦", "identifiers: {} fewer");
        for (id, of) in self.fields.iter().take(FIELDS_NAMED) {
            let label = label(id);
            let (ko, en) = (
                format!("{label}: 식별자 {{}}개에서 더 열람됨"),
                format!("{label}: read of {{}} identifiers beside"),
            );
            say(*of, &ko, &en);
        }
        let beyond = self.fields.len().saturating_sub(FIELDS_NAMED) as u64;
        say(beyond, "그 밖의 항목 {}개", "further fields: {}");
        say(
            self.lost,
            "항목이 줄어든 식별자 {}개",
            "identifiers with fewer fields: {}",
        );
        let (up, down) = more(self.reads);
        say(up, "열람 {}건 늘어남", "reads: {} more");
        say(down, "열람 {}건 줄어듦", "reads: {} fewer");
        let (up, down) = more(self.undecided);
        say(
            up,
            "포함 여부를 말할 수 없는 열람 {}건 늘어남",
            "undecided reads: {} more",
        );
        say(
            down,
            "포함 여부를 말할 수 없는 열람 {}건 줄어듦",
            "undecided reads: {} fewer",
        );
        let record = match (self.is_complete, lang) {
            ((true, false), Lang::Ko) => Some("이제 기록에 빠진 것이 있음"),
            ((true, false), Lang::En) => Some("the record has gaps now"),
            ((false, true), Lang::Ko) => Some("이제 기록에 빠진 것이 없음"),
            ((false, true), Lang::En) => Some("the record is complete now"),
            _ => None,
        };
        all.extend(record.map(str::to_owned));
        (!all.is_empty()).then(|| all.join(", "))
    }
}

/// That it has people or fields which the latest version does not, in English, for whoever looks at a document before it
/// leaves.
pub(super) fn warned(learnt: Option<&Learnt>) -> Option<String> {
    match learnt? {
        Learnt::Counted(beside) if beside.brings() => beside.words(Lang::En, str::to_owned),
        Learnt::Counted(_) => None,
        Learnt::Uncounted => Some("it cannot be counted".to_owned()),
    }
}

impl Draft<'_> {
    /// What is other, and as of which head; `None` where nothing is.
    fn learnt(&self) -> Option<(String, &Beside)> {
        let Learnt::Counted(beside) = self.given.learnt? else {
            return None;
        };
        let words = beside.words(self.lang, |id| self.field_label(id))?;
        Some((words, beside))
    }

    /// Said where a class of data or a duty would be denied while the ledger knows of people or fields that no version counts:
    /// they may be what makes it one. `None` where it knows of none, or could not be asked.
    pub(super) fn learnt_of_more(&self) -> Option<String> {
        let (_, beside) = self.learnt()?;
        let version = self.given.incident.scope()?.version;
        beside.brings().then(|| {
            self.say(
                &format!(
                    "말할 수 없음: 범위 {version}을 확정한 뒤 원장이 더 알게 된 것(사람이나 항목)이 아직 세어지지 않음"
                ),
                &format!(
                    "cannot say: the ledger learnt of more after version {version} of the scope was frozen (people or fields), and it \
                     is not counted yet"
                ),
            )
        })
    }

    /// What stands on the first page.
    pub(super) fn learnt_note(&self) -> Option<Note> {
        let incident = self.given.incident;
        let (version, id) = (incident.scope()?.version, incident.id);
        let text = match self.given.learnt? {
            Learnt::Uncounted => self.say(
                &format!("범위 {version}을 확정한 뒤 원장에 더 들어온 것이 있는지 셀 수 없었음: incident show {id}을 볼 것"),
                &format!(
                    "What the ledger learnt after version {version} of the scope was frozen could not be counted: see \
                     `incident show {id}`"
                ),
            ),
            Learnt::Counted(_) => {
                let (words, beside) = self.learnt()?;
                let head = grouped(beside.head.size);
                let (first_ko, run_en) = match incident.stage {
                    Stage::Closed => (
                        format!("incident reopen {id}을 실행하여 다시 연 뒤 "),
                        format!("Open it again (`incident reopen {id}`), then run"),
                    ),
                    _ => (String::new(), "Run".to_owned()),
                };
                self.say(
                    &format!(
                        "범위 {version}을 확정한 뒤 원장이 알게 된 것은 이 문서의 수치에 없음. 체크포인트 {head}에 다시 물은 결과(사실): \
                         {words}. {first_ko}incident scope {id}을 실행할 것"
                    ),
                    &format!(
                        "What the ledger learnt after version {version} of the scope was frozen is in no figure of this document. \
                         Asked again at checkpoint {head} (fact): {words}. {run_en} `incident scope {id}`"
                    ),
                )
            }
        };
        Some(Note {
            name: self.say("확정 뒤 알게 된 것", "Learnt since, not counted"),
            text,
        })
    }

    /// The same among figures, as a fact with its question.
    pub(super) fn learnt_field(&self) -> Option<Field> {
        let (words, beside) = self.learnt()?;
        let label = self.say(
            "확정 뒤 알게 된 것(위 수치에 없음)",
            "Learnt since, in no figure",
        );
        let ground = Ground::Fact(Basis {
            query: beside.question.clone(),
            checkpoint: beside.head.clone(),
        });
        Some(Field::new("", label, ground, vec![Value::text(words)]))
    }
}
