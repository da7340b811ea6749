//! Sentences, cut into clauses: what a number counts and what a "not" denies seldom reaches beyond one.

use std::ops::Range;

use super::{
    draft::{Draft, Sentence},
    excepted::{self, Exception, Named},
    facts::{Figure, Phrases},
    phrase::{has, holds},
    words::{self, Found, READING},
};

/// One clause, with what stands in it.
#[derive(Debug)]
pub(super) struct Clause {
    pub(super) sentence: Range<usize>,
    pub(super) span: Range<usize>,
    /// Fields named, by their place in [`super::Facts::fields`].
    pub(super) fields: Named,
    /// Fields that it takes out of what it says: *apart from names*.
    pub(super) excepted: Named,
    /// How it takes them out.
    pub(super) exception: Option<Exception>,
    /// Whether its sentence named a field before it, of which its number may be.
    pub(super) is_behind_field: bool,
    /// Moments named, by their place in [`super::Facts::moments`].
    pub(super) moments: Vec<(Range<usize>, usize)>,
    /// Absolute words.
    pub(super) absolutes: Vec<Found>,
    /// Whether it speaks of data being read or leaked, itself or by the line above its list.
    pub(super) of_reading: bool,
    /// Whether it denies that.
    pub(super) is_denied: bool,
    /// What it speaks of that no record of reads tells.
    pub(super) beyond: Option<Beyond>,
    /// Whether its number counts a part of what a figure counts.
    pub(super) is_part: bool,
}

/// What a record of reads does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beyond {
    Stored,
    Sent,
    Deleted,
    Recovered,
}

impl Beyond {
    const ALL: [Beyond; 4] = [
        Beyond::Stored,
        Beyond::Sent,
        Beyond::Deleted,
        Beyond::Recovered,
    ];

    /// The words by which a text speaks of it.
    fn words(self) -> &'static [&'static str] {
        match self {
            Beyond::Stored => &["stored", "saved", "kept", "retained", "저장", "보관"],
            Beyond::Sent => &[
                "transferred",
                "transmitted",
                "downloaded",
                "exfiltrated",
                "uploaded",
                "sold",
                "전송",
                "내려받",
                "다운로드",
                "반출",
                "업로드",
                "판매",
            ],
            Beyond::Deleted => &["deleted", "erased", "wiped", "destroyed", "삭제", "파기"],
            Beyond::Recovered => &["recovered", "retrieved", "seized", "회수", "압수"],
        }
    }

    /// What it is called in a sentence of ours.
    pub(super) fn called(self) -> (&'static str, &'static str) {
        match self {
            Beyond::Stored => ("저장", "stored"),
            Beyond::Sent => ("전송", "sent on"),
            Beyond::Deleted => ("삭제", "deleted"),
            Beyond::Recovered => ("회수", "recovered"),
        }
    }

    /// Whether a figure counts just that.
    pub(super) fn is_counted_by(self, figure: &Figure) -> bool {
        let texts = figure
            .units
            .iter()
            .chain([&figure.name.ko, &figure.name.en]);
        texts
            .into_iter()
            .any(|text| holds(&text.to_ascii_lowercase(), self.words()))
    }
}

/// Words of advice: a field named beside them is not said to be read.
const ADVICE: &[&str] = &[
    "변경", "바꾸", "바꿔", "주의", "change", "please", "beware", "reset",
];

/// Words after which a number counts a part.
const PARTS: &[&str] = &[
    "among",
    "of which",
    "of these",
    "of them",
    "including",
    "이 중",
    "그중",
    "가운데",
    "명 중",
    "건 중",
    "개 중",
    "계정 중",
];

/// Where a clause ends and another begins.
const JOINTS: [&str; 35] = [
    "; ",
    " but ",
    " while ",
    " whereas ",
    " although ",
    " however",
    " — ",
    " – ",
    ", only",
    ", and only",
    " of which ",
    "며 ",
    "지만 ",
    "으나 ",
    "는데 ",
    "했고 ",
    "됐고 ",
    "었고 ",
    "았고 ",
    "였고 ",
    "않고 ",
    "되고 ",
    "니다만 ",
    "니다만,",
    "야 하나 ",
    "야 하나,",
    "며,",
    "지만,",
    "으나,",
    "는데,",
    "했고,",
    "됐고,",
    "었고,",
    "았고,",
    "였고,",
];

/// The clauses of a sentence.
pub(super) fn split(draft: &Draft<'_>, sentence: &Sentence, phrases: &Phrases) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut start = sentence.span.start;
    while start < sentence.span.end {
        let rest = draft.part(&(start..sentence.span.end));
        let joints = JOINTS.iter().filter_map(|joint| {
            let at = rest.find(joint)?;
            // "Nothing but names" is one thing said, and no turn.
            let is_turn = !rest.get(..at)?.ends_with("nothing");
            is_turn.then_some(at + joint.len())
        });
        let end = joints
            .min()
            .map_or(sentence.span.end, |length| start + length);
        clauses.push(clause(draft, sentence, start..end, phrases));
        start = end;
    }
    clauses
}

fn clause(draft: &Draft<'_>, sentence: &Sentence, span: Range<usize>, phrases: &Phrases) -> Clause {
    let flat = draft.flat();
    let speaks = |words: &[&str]| has(flat, &span, words);
    let lead = sentence.lead.clone().unwrap_or(0..0);
    let inside = words::find(flat, &span, phrases);
    let denies = |found: &[Found]| found.iter().any(|word| word.denies);
    let says_itself = speaks(READING);
    let by_lead = !says_itself && has(flat, &lead, READING);
    let is_denied = denies(&inside) || (by_lead && denies(&words::find(flat, &lead, phrases)));
    let beyond = Beyond::ALL
        .into_iter()
        .find(|beyond| speaks(beyond.words()));
    let (fields, excepted, exception) = excepted::part(flat, &span, fields(flat, &span, phrases));
    Clause {
        sentence: sentence.span.clone(),
        fields,
        excepted,
        exception,
        is_behind_field: !self::fields(flat, &(sentence.span.start..span.start), phrases)
            .is_empty(),
        moments: phrases.moments.find_all(flat, &span),
        absolutes: inside,
        of_reading: (says_itself || by_lead) && !speaks(ADVICE),
        is_denied,
        beyond,
        is_part: speaks(PARTS),
        span,
    }
}

/// The fields named in a part. An "IP address" that a figure counts is no address of a person.
fn fields(flat: &str, part: &Range<usize>, phrases: &Phrases) -> Named {
    let units = phrases.units.find(flat, part);
    let is_counted = |span: &Range<usize>| {
        let mut units = units.iter();
        units.any(|(unit, ())| unit.start <= span.start && unit.end >= span.end)
    };
    let found = phrases.fields.find(flat, part).into_iter();
    found.filter(|(span, _)| !is_counted(span)).collect()
}
