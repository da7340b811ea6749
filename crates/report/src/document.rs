//! The document: what stands in it, in which order. It holds no fact of its own; who builds it knows
//! the law, who prints it knows the words.

use event::Millis;
use serde::{Deserialize, Serialize};

use crate::{Changes, Clock, Decision, Field, Missing, Table, json};

/// One finished document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The language of every text in it.
    pub lang: Lang,
    /// What sort of document.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The number of the incident, printed on every page.
    pub incident: String,
    /// The rules that ask for it; `None` for a document that no law asks for.
    pub regime: Option<Regime>,
    /// True for a drill: every page says so.
    pub exercise: bool,
    /// Words that every page carries beside the title, such as a degree of confidence, in the order
    /// they are printed.
    pub marks: Vec<String>,
    /// The moment for which it speaks: time left and time late are counted to it.
    #[serde(with = "json::time")]
    pub made: Millis,
    /// Where the times are printed that the JSON gives in UTC.
    pub zone: Zone,
    /// What whoever signs it reads first, above the form; documents written before have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Warnings about its texts that a person let stand: for machines alone, no reader is told of them. Documents written
    /// before have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<Accepted>,
    /// What stands in it.
    pub sections: Vec<Section>,
    /// What it cannot say yet.
    pub missing: Vec<Missing>,
    /// What is other than in the version filed before; `None` when nothing was filed before.
    pub changes: Option<Changes>,
}

/// A warning that a person let stand, with a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// What was warned of, by its rule.
    pub warning: String,
    /// Where: the field, or the key of the form.
    pub place: String,
    /// SHA-256 of the text and of what was said of it, hex.
    pub text: String,
    /// Who let it stand.
    pub by: String,
    /// When.
    #[serde(with = "json::time")]
    pub at: Millis,
    /// Why.
    pub why: String,
    /// The step of the incident that says so.
    pub step: u32,
}

/// A language that documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Korean.
    Ko,
    /// English.
    En,
}

impl Lang {
    /// Its BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Ko => "ko",
            Lang::En => "en",
        }
    }
}

/// What sort of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What an authority is told.
    Report,
    /// What a person is told.
    Notice,
    /// What is posted where contacts are not known.
    Posting,
    /// What the war room reads: two pages at most.
    Sheet,
    /// What the board reads: one page.
    Board,
    /// What a register keeps of an incident.
    Register,
    /// The review of access records.
    Review,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 7] = [
        Kind::Report,
        Kind::Notice,
        Kind::Posting,
        Kind::Sheet,
        Kind::Board,
        Kind::Register,
        Kind::Review,
    ];
}

/// The rules that ask for a document, in the version that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// Its id, such as `KR-PIPA-REPORT`.
    pub id: String,
    /// The version of the law, such as `Act 21445, in force 2026-09-11`.
    pub version: String,
    /// Why it is this version, as a sentence.
    pub why: String,
}

/// A fixed distance from UTC: a document that spans a change to summer time keeps one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// How it is printed, such as `KST`.
    pub name: String,
    /// Minutes east of UTC.
    pub minutes_east: i32,
}

impl Zone {
    /// Korean time.
    #[must_use]
    pub fn kst() -> Zone {
        Zone {
            name: "KST".to_owned(),
            minutes_east: 540,
        }
    }

    /// UTC.
    #[must_use]
    pub fn utc() -> Zone {
        Zone {
            name: "UTC".to_owned(),
            minutes_east: 0,
        }
    }
}

/// One line above the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What it is about.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// A section with its heading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its name for machines, the same in every version and language; changes are found by it.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub parts: Vec<Part>,
}

/// One thing that stands in a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Part {
    /// Ordered fields, as a form has them.
    Fields {
        /// The fields.
        fields: Vec<Field>,
    },
    /// A table.
    Table(Table),
    /// The clocks of the incident.
    Clocks {
        /// The clocks, the most pressing first if the builder says so.
        clocks: Vec<Clock>,
    },
    /// What was decided.
    Decisions {
        /// The decisions.
        decisions: Vec<Decision>,
    },
    /// Wording that is not an assertion about the incident: an instruction, a right, advice.
    Text {
        /// The paragraphs, parted by line ends.
        text: String,
    },
}
