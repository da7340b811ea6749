//! Sentences, cut into clauses: what a number counts and what a "not" denies seldom reaches beyond one.

use std::ops::Range;

use super::{
    Absolute,
    draft::{Draft, Sentence},
    excepted::{self, Named, Taken},
    facts::{Figure, Phrases},
    phrase::{has, holds},
    stance::{ADVICE, Parts, Stance, are_two},
    words::{self, Found, READING},
};

/// One clause, with what stands in it.
#[derive(Debug)]
pub(super) struct Clause {
    pub(super) sentence: Range<usize>,
    pub(super) span: Range<usize>,
    /// Fields named, by their place in [`super::Facts::fields`].
    pub(super) fields: Named,
    /// The heading or line above, when it stands in a list.
    pub(super) lead: Option<Range<usize>>,
    /// What it takes out of what it says: *apart from names*.
    pub(super) taken: Option<Taken>,
    /// Whether its sentence named a field before it, of which its number may be.
    pub(super) is_behind_field: bool,
    /// Moments named, by their place in [`super::Facts::moments`].
    pub(super) moments: Vec<(Range<usize>, usize)>,
    /// Absolute words.
    pub(super) absolutes: Vec<Found>,
    /// Whether it speaks of data being read or leaked, itself or by the line above its list.
    pub(super) of_reading: bool,
    /// Whether it surely says of what it names that it was read, or that it was not.
    pub(super) stance: Stance,
    /// Whether every word of it is known: nothing less contradicts anybody.
    pub(super) is_closed: bool,
    /// Whether nothing in it or its sentence weakens what it says.
    pub(super) is_plain: bool,
    /// Groups of people named, by their place in [`super::Facts::figures`].
    pub(super) groups: Named,
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
        let and = [", and ", " and "].iter().find_map(|and| {
            let (before, after) = rest.split_once(and)?;
            are_two(before, after).then_some(before.len() + and.len())
        });
        let end = joints
            .chain(and)
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
    let says_itself = speaks(READING);
    let by_lead = !says_itself && has(flat, &lead, READING);
    let beyond = Beyond::ALL
        .into_iter()
        .find(|beyond| speaks(beyond.words()));
    let (fields, taken) = excepted::part(flat, &span, fields(flat, &span, phrases));
    let is_of_reads = (says_itself || by_lead) && !speaks(&ADVICE);
    let before = sentence.span.start..span.start;
    let clause = Clause {
        sentence: sentence.span.clone(),
        lead: sentence.lead.clone(),
        fields,
        taken,
        is_behind_field: !self::fields(flat, &before, phrases).is_empty(),
        moments: phrases.moments.find_all(flat, &span),
        absolutes: inside,
        of_reading: is_of_reads,
        stance: Stance::Unclear,
        is_closed: false,
        is_plain: false,
        groups: phrases.groups.find(flat, &span),
        beyond,
        is_part: speaks(PARTS),
        span,
    };
    clause.with_stance(flat, sentence.is_heading)
}

impl Clause {
    /// The same with what it surely says.
    fn with_stance(self, flat: &str, is_heading: bool) -> Clause {
        let names = [self.fields.len(), self.groups.len(), self.absolutes.len()];
        if self.taken.is_none() && names == [0; 3] {
            return self;
        }
        let parts = self.parts(flat);
        let stance = match Stance::of(&parts) {
            Stance::Unclear if is_heading && parts.is_list() => Stance::NoClaim,
            stance => stance,
        };
        let (is_closed, is_plain) = (parts.is_closed(stance), parts.is_plain());
        Clause {
            stance,
            is_closed,
            is_plain,
            ..self
        }
    }

    /// What it is made of.
    pub(super) fn parts<'p>(&'p self, flat: &'p str) -> Parts<'p> {
        let spans = |of: &Named| of.iter().map(|(span, _)| span.clone()).collect();
        let only = self.absolutes.iter().filter(|of| of.says == Absolute::Only);
        Parts {
            flat,
            sentence: &self.sentence,
            clause: &self.span,
            lead: self.lead.as_ref(),
            fields: spans(&self.fields),
            groups: spans(&self.groups),
            cut: self.taken.as_ref().map(|of| of.cut.clone()),
            only: only.map(|of| of.span.clone()).collect(),
        }
    }

    /// Fields that it takes out of what it says: *apart from names*.
    pub(super) fn excepted(&self) -> &[(Range<usize>, usize)] {
        self.taken.as_ref().map_or(&[], |of| &of.out)
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
