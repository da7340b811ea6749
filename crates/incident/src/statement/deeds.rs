//! What a sentence says happened at a date: that data was read, that somebody noticed, reported, told people or put
//! an end to it. A date is held against moments of that deed and against no other: that something else happened on
//! the same day carries nothing.

use std::{ops::Range, sync::LazyLock};

use super::{
    Facts,
    phrase::{Phrases, has, is_korean},
};

mod whom;

use whom::{Addressee, is_of_others, names_inside, names_people, tells_more, tells_police};

/// What happened at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Data was read, and so leaked.
    Read,
    /// Somebody of ours became aware, as it was chosen.
    Aware,
    /// How many are concerned was counted.
    Counted,
    /// An authority, or the public, was told.
    Reported,
    /// The people were told.
    Told,
    /// The reads came to an end by what we did.
    Contained,
    /// Something was due.
    Due,
}

/// What one word may speak of.
#[derive(Debug, Clone, Copy)]
struct Word {
    deeds: &'static [Deed],
    /// Whether it is seldom the thing that happened: *the leak* was noticed, 유출 사실을 통지.
    is_weak: bool,
    /// Whether a date that is none of these moments is contradicted.
    is_firm: bool,
}

const fn strong(deeds: &'static [Deed]) -> Word {
    Word {
        deeds,
        is_weak: false,
        is_firm: true,
    }
}

const READ: Word = strong(&[Deed::Read]);
const LEAK: Word = Word {
    is_weak: true,
    ..READ
};
/// A noun that stands in many sentences: *access rights*, 조회 화면.
const TOUCH: Word = Word {
    is_firm: false,
    ..LEAK
};
const AWARE: Word = strong(&[Deed::Aware]);
/// *Confirmed* is said of what was noticed and of what was counted.
const CONFIRMED: Word = Word {
    is_firm: false,
    ..strong(&[Deed::Aware, Deed::Counted])
};
const REPORTED: Word = strong(&[Deed::Reported]);
/// Complaints are received too, and people are guided to many things.
const RECEIVED: Word = Word {
    is_firm: false,
    ..REPORTED
};
const GUIDED: Word = Word {
    is_firm: false,
    ..TOLD
};
const TOLD: Word = strong(&[Deed::Told]);
const CONTAINED: Word = strong(&[Deed::Contained]);
const DUE: Word = strong(&[Deed::Due]);

const WORDS: &[(Word, &[&str])] = &[
    (
        READ,
        &[
            "leaked",
            "read",
            "accessed",
            "viewed",
            "stolen",
            "taken",
            "compromised",
            "exposed",
            "copied",
            "leak occurred",
            "leak happened",
            "breach occurred",
            "breach happened",
            "유출되",
            "유출된",
            "유출됐",
            "유출됨",
            "유출됩",
            "유출돼",
            "유출이 발생",
            "유출 발생",
            "유출이 일어",
            "유출이 있",
            "leak began",
            "leak that began",
            "leak which began",
            "leak started",
            "leak that started",
            "breach began",
            "breach that began",
            "breach started",
            "reads began",
            "access began",
            "조회되",
            "조회된",
            "조회됐",
            "조회됨",
            "조회하",
            "조회했",
            "열람되",
            "열람된",
            "열람됐",
            "열람됨",
            "열람하",
            "열람했",
            "접근하",
            "접근했",
            "접근된",
            "접근되",
            "탈취",
            "빠져나",
            "침해되",
            "침해된",
            "침해당",
        ],
    ),
    (LEAK, &["leak", "breach", "유출"]),
    (TOUCH, &["access", "reads", "열람", "조회", "접근"]),
    (
        AWARE,
        &[
            "aware",
            "awareness",
            "learn",
            "learned",
            "learnt",
            "discovered",
            "discovery",
            "noticed",
            "detected",
            "found out",
            "knew",
            "came to know",
            "인지",
            "알게",
            "을 안 것",
            "를 안 것",
            "을 안 날",
            "을 안 때",
            "알았",
            "알아차",
            "발견",
            "감지",
            "탐지",
        ],
    ),
    (
        CONFIRMED,
        &[
            "confirmed",
            "identified",
            "determined",
            "found",
            "established",
            "확인",
            "파악",
            "집계",
        ],
    ),
    (
        REPORTED,
        &[
            "reported",
            "not report",
            "failed to report",
            "able to report",
            "unable to report",
            "filed",
            "not file",
            "report was made",
            "신고",
            "보고하",
            "보고했",
            "보고되",
            "보고됐",
            "보고드",
        ],
    ),
    (
        TOLD,
        &[
            "told",
            "notified",
            "not notify",
            "failed to notify",
            "able to notify",
            "informed",
            "not inform",
            "alerted",
            "notice was sent",
            "통지",
            "고지",
            "알렸",
        ],
    ),
    (RECEIVED, &["접수"]),
    (GUIDED, &["안내하", "안내했"]),
    (
        CONTAINED,
        &[
            "contained",
            "containment",
            "stopped",
            "blocked",
            "shut off",
            "cut off",
            "put an end",
            "차단",
            "중단",
            "봉쇄",
            "막았",
        ],
    ),
    (
        DUE,
        &["due", "deadline", "time limit", "기한", "시한", "마감"],
    ),
];

/// Words by which who noticed is said: no moment tells it.
const OWN_FIND: [&str; 7] = [
    "자체",
    "모니터링",
    "시스템이",
    "ourselves",
    "our own",
    "our systems",
    "our monitoring",
];

/// What is stolen before data is read with it, on a day of its own.
const KEYS: [&str; 6] = [
    "signing key",
    "private key",
    "credential",
    "서명키",
    "서명 키",
    "인증키",
];

static TABLE: LazyLock<Phrases<Word>> = LazyLock::new(|| {
    let words = WORDS.iter();
    Phrases::exact(words.flat_map(|(word, texts)| texts.iter().map(|text| (*text, *word))))
});

/// What one part of a text speaks of.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// Where.
    pub(super) span: Range<usize>,
    /// The moments that it may mean, by their place in [`Facts::moments`].
    pub(super) moments: Vec<usize>,
    /// Whether it is a name of one moment, and no word of a deed.
    pub(super) is_named: bool,
    /// Whether it is a noun that is seldom what happened then.
    pub(super) is_weak: bool,
    /// Whether a date that is none of these moments is contradicted.
    pub(super) is_firm: bool,
    /// Whether it speaks of a report or notice to somebody of whom no receipt tells.
    pub(super) is_short: bool,
    /// Where it names each authority, with the receipts of it.
    pub(super) receipts: Vec<(usize, Vec<usize>)>,
    /// Whether it speaks of reads.
    pub(super) is_of_reads: bool,
    /// Whether it speaks of a report or of telling people.
    pub(super) is_of_telling: bool,
}

/// Everything that a part of a text says happened, in its order. `named` are the moments that it calls by name.
pub(super) fn find(
    flat: &str,
    part: &Range<usize>,
    named: &[(Range<usize>, usize)],
    facts: &Facts,
) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for (span, at) in named {
        match said.iter_mut().find(|of| of.span == *span) {
            Some(of) => of.moments.push(*at),
            None => said.push(Said {
                span: span.clone(),
                moments: vec![*at],
                is_named: true,
                is_weak: false,
                is_firm: true,
                is_short: false,
                receipts: Vec::new(),
                is_of_reads: facts
                    .moments
                    .get(*at)
                    .is_some_and(|of| of.deed == Some(Deed::Read)),
                is_of_telling: false,
            }),
        }
    }
    let to = Addressee::of(flat, part);
    for (span, word) in TABLE.find(flat, part) {
        // A name that reaches further says more than the word in it.
        let touches = |of: &Said| of.span.start < span.end && span.start < of.span.end;
        if said.iter().any(|of| touches(of) && of.span != span) {
            continue;
        }
        said.retain(|of| of.span != span);
        said.push(of_word((flat, part), (span, word), to.as_ref(), facts));
    }
    said.sort_by_key(|of| of.span.start);
    said
}

/// What one word of a part speaks of.
fn of_word(
    (flat, part): (&str, &Range<usize>),
    (span, word): (Range<usize>, Word),
    to: Option<&Addressee>,
    facts: &Facts,
) -> Said {
    let deeds = match (word.deeds, to) {
        ([Deed::Told], Some(_)) => REPORTED.deeds,
        (deeds, _) => deeds,
    };
    let moments = facts.moments.iter().enumerate().filter(|(_, of)| {
        of.deed.is_some_and(|deed| deeds.contains(&deed))
            && (of.deed != Some(Deed::Reported) || to.is_none_or(|to| to.reaches(&of.to)))
    });
    let mut moments: Vec<usize> = moments.map(|(at, _)| at).collect();
    if is_of_others(flat, part, (deeds, to)) {
        moments.clear();
    }
    let is_report = deeds == REPORTED.deeds;
    let is_of_telling = is_report || deeds == TOLD.deeds;
    let to = to.filter(|_| is_report);
    // A report to several, of whom one is no authority of a clock: whose date it is, is not sure.
    let is_mixed = is_report && (tells_police(flat, part) || names_inside(flat, part));
    let is_two = is_report && word.deeds == TOLD.deeds && names_people(flat, part);
    let is_own = deeds == AWARE.deeds && has(flat, part, &OWN_FIND);
    let is_short = is_own || is_two || (is_of_telling && tells_more(flat, part));
    let is_of_key = deeds == READ.deeds && has(flat, part, &KEYS);
    Said {
        span,
        moments,
        is_named: false,
        is_weak: word.is_weak,
        is_firm: word.is_firm && !is_mixed && !is_of_key && !is_short,
        is_short: is_short || to.is_some_and(|to| to.lacks(facts)),
        receipts: to.map(|to| to.receipts(facts)).unwrap_or_default(),
        is_of_reads: deeds == READ.deeds,
        is_of_telling,
    }
}

/// What the sentence says happened at a date, of all that its clause says; `None` where that is not known. Beside it stand
/// the other things that the same part of the clause may mean.
///
/// In Korean a date stands before its verb and behind its topic (신고는 11월 19일); in English behind its verb, but for a
/// clause that begins with a date.
pub(super) fn at<'s>(
    flat: &str,
    clause: &Range<usize>,
    date: &Range<usize>,
    dates: &[Range<usize>],
    said: &'s [Said],
) -> Option<(&'s Said, Vec<&'s Said>)> {
    let start = dates
        .iter()
        .map(|of| of.end)
        .filter(|end| *end <= date.start)
        .max();
    let end = dates
        .iter()
        .map(|of| of.start)
        .filter(|start| *start >= date.end)
        .min();
    let before = near(said, start.unwrap_or(clause.start)..date.start);
    let after = near(said, date.end..end.unwrap_or(clause.end));
    let is_korean = is_korean(flat, clause);
    let topic = before
        .last()
        .filter(|of| is_korean && is_topic(flat, of, date));
    if let Some(noun) = before
        .last()
        .filter(|of| is_korean && is_all(flat, clause, of, date))
    {
        return Some((*noun, before));
    }
    let first = dates.iter().map(|of| of.start).min().unwrap_or(date.start);
    let begins = near(said, clause.start..first).is_empty();
    let sides = match is_korean || begins {
        _ if topic.is_some() => [before, after],
        true => [after, before],
        false => [before, after],
    };
    let is_after = |of: &Said| of.span.start >= date.end;
    let nearest = |side: &[&'s Said]| match side.first() {
        Some(first) if is_after(first) => Some(*first),
        _ => side.last().copied(),
    };
    let strong = |side: &Vec<&'s Said>| side.iter().any(|of| !of.is_weak);
    let side = sides
        .iter()
        .find(|side| strong(side))
        .or_else(|| sides.iter().find(|side| !side.is_empty()));
    if let Some(side) = side {
        // "The leak that began on 5 January was discovered": the date may be that of the weak word before it.
        let is_skipped = !is_korean && !begins && side.first().is_some_and(|of| is_after(of));
        let [weak, _] = &sides;
        let beside = side.iter().chain(weak.iter().filter(|_| is_skipped));
        return Some((nearest(side)?, beside.copied().collect()));
    }
    // Between two dates stands nothing: "from 14 April to 8 November".
    let all = [
        near(said, date.end..clause.end),
        near(said, clause.start..date.start),
    ];
    let [behind, ahead] = &all;
    let order = if is_korean || begins {
        [behind, ahead]
    } else {
        [ahead, behind]
    };
    let side = order.into_iter().find(|side| !side.is_empty())?;
    Some((nearest(side)?, side.clone()))
}

/// What is said in a part, without the weak where something strong is said.
fn near(said: &[Said], part: Range<usize>) -> Vec<&Said> {
    let inside = said
        .iter()
        .filter(|of| part.start <= of.span.start && of.span.end <= part.end);
    let inside: Vec<&Said> = inside.collect();
    match inside.iter().any(|of| !of.is_weak) {
        true => inside.into_iter().filter(|of| !of.is_weak).collect(),
        false => inside,
    }
}

/// Whether a word is the topic of a date: 신고는 11월 19일, 인지 시점: 11월 17일.
fn is_topic(flat: &str, of: &Said, date: &Range<usize>) -> bool {
    /// Characters between them: 한 시점은.
    const GAP_MAX: usize = 8;
    let gap = flat
        .get(of.span.end..date.start)
        .unwrap_or_default()
        .trim_end();
    !of.is_weak && gap.chars().count() <= GAP_MAX && gap.ends_with(['은', '는', ':'])
}

/// Whether a noun and a date behind it are all that is said of each other, and something else follows: 열람은 1월 5일, 마지막….
fn is_all(flat: &str, clause: &Range<usize>, of: &Said, date: &Range<usize>) -> bool {
    let gap = flat.get(of.span.end..date.start).unwrap_or_default().trim();
    let after = flat
        .get(date.end..clause.end)
        .unwrap_or_default()
        .trim_start();
    let ends = [",", "이며", "이고", "이었", "입니다", "임"];
    ["은", "는", "이", "가", ":"].contains(&gap) && ends.iter().any(|end| after.starts_with(end))
}

/// Whether a noun and a date say nothing but each other: 2025-11-18에 유출, 유출 시점: 2025-11-18, *the leak of 18 November*.
pub(super) fn stands_alone(
    flat: &str,
    clause: &Range<usize>,
    of: &Said,
    date: &Range<usize>,
) -> bool {
    /// Characters of a Korean word between them.
    const GAP_MAX: usize = 8;
    let tail = flat.get(of.span.end..clause.end).unwrap_or_default();
    if of.span.start >= date.end {
        return tail.trim_matches([' ', '.', ',', '!', ')']).is_empty();
    }
    let gap = flat.get(of.span.end..date.start).unwrap_or_default().trim();
    let joins = ["", "on", "of", "at", "in", "was on", "date:", "time:"];
    // 유출 사실을 안 것은: the noun is what somebody did something to.
    let is_object = gap.contains("을 ") || gap.contains("를 ");
    let is_topic = gap.chars().count() <= GAP_MAX && gap.ends_with(['은', '는', ':']);
    joins.contains(&gap) || (is_topic && !is_object)
}
