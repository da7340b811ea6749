//! *On time*, *within 24 hours*, 기한 내: how long a report or notice took, held against its clock.

use std::{ops::Range, sync::LazyLock};

use super::{
    Facts, Moment, Took,
    clause::Clause,
    deeds,
    draft::Draft,
    mark::{Kind, Mark, Verdict},
    mood::{self, Mood},
    phrase::Phrases,
};
use crate::both::Both;

/// Words that say that something was in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Punctual {
    /// Their bytes.
    pub(super) span: Range<usize>,
    /// What they say.
    says: Says,
}

/// What such words say of how long it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// In the time that the law gives.
    InTime,
    /// The same with a verb of their own: 기한을 지켰습니다, *complied with the deadline*.
    Kept,
    /// At once: no filing that was late is that, and one in time need not be.
    AtOnce,
    /// On a day that is told from another: what nobody can hold against a clock.
    OnADay,
    /// Within so many milliseconds.
    Within(i64),
}

const IN_TIME: [&str; 25] = [
    "in good time",
    "within the time allowed",
    "within the allowed time",
    "within the time allowed by law",
    "ahead of the deadline",
    "on time",
    "in time",
    "in due time",
    "within the deadline",
    "within the legal deadline",
    "within the statutory deadline",
    "within the time limit",
    "within the legal time limit",
    "within the statutory period",
    "before the deadline",
    "기한 내",
    "기한 안",
    "기한 이내",
    "기한을 지켜",
    "시한 내",
    "기간 내",
    "제때",
    "적시에",
    "제시간",
    "지체 없이",
];

const KEPT: [&str; 20] = [
    "complied with the deadline",
    "complied with the reporting deadline",
    "complied with the notification deadline",
    "complied with the legal deadline",
    "complied with the statutory deadline",
    "complied with our deadline",
    "complied with the time limit",
    "met the deadline",
    "met the reporting deadline",
    "met the legal deadline",
    "met the statutory deadline",
    "kept the deadline",
    "kept to the deadline",
    "observed the deadline",
    "기한을 준수하였",
    "기한을 준수했",
    "기한을 지켰",
    "기한도 지켰",
    "시한을 지켰",
    "기간을 지켰",
];

const AT_ONCE: [&str; 17] = [
    "without delay",
    "without undue delay",
    "without any delay",
    "without hesitation",
    "immediately",
    "at once",
    "promptly",
    "right away",
    "straight away",
    "as soon as possible",
    "instantly",
    "즉시",
    "즉각",
    "곧바로",
    "신속히",
    "신속하게",
    "지체하지 않고",
];

const ON_A_DAY: [&str; 14] = [
    "the next day",
    "the following day",
    "the same day",
    "next day",
    "same day",
    "one day after",
    "a day after",
    "당일",
    "다음 날",
    "다음날",
    "이튿날",
    "하루 만에",
    "기한 준수",
    "기한을 준수",
];

const WITHIN_A_DAY: [&str; 5] = [
    "within a day",
    "within one day",
    "in under a day",
    "하루 안에",
    "하루 이내",
];

static TABLE: LazyLock<Phrases<Says>> = LazyLock::new(|| {
    let all = |words: &'static [&'static str], says| words.iter().map(move |of| (*of, says));
    let limit = all(&IN_TIME, Says::InTime).chain(all(&KEPT, Says::Kept));
    let day = all(&AT_ONCE, Says::AtOnce).chain(all(&ON_A_DAY, Says::OnADay));
    let within = all(&WITHIN_A_DAY, Says::Within(24 * HOUR_MS));
    Phrases::exact(limit.chain(day).chain(within))
});

const HOUR_MS: i64 = 3_600_000;

/// Units of a span in both languages, with what says *within* behind them in Korean.
const UNITS: [(&str, i64); 4] = [
    ("hour", HOUR_MS),
    ("day", 24 * HOUR_MS),
    ("시간", HOUR_MS),
    ("일", 24 * HOUR_MS),
];

/// Every such word of a sentence.
pub(super) fn find(flat: &str, sentence: &Range<usize>) -> Vec<Punctual> {
    let found = TABLE.find(flat, sentence).into_iter();
    let mut all: Vec<Punctual> = found.map(|(span, says)| Punctual { span, says }).collect();
    let inside = flat.get(sentence.clone()).unwrap_or_default();
    let digits = |one: char| one.is_ascii_digit();
    for (at, _) in inside.match_indices(digits) {
        let before = inside.get(..at).unwrap_or_default();
        if !before.ends_with(digits) {
            all.extend(within(inside, at).map(|of| Punctual {
                span: sentence.start + of.span.start..sentence.start + of.span.end,
                ..of
            }));
        }
    }
    all.sort_by_key(|of| of.span.start);
    all
}

/// `within 24 hours`, `24시간 이내`: the span that begins with a number at a byte of a sentence.
fn within(sentence: &str, at: usize) -> Option<Punctual> {
    let rest = sentence.get(at..)?;
    let unit = rest.trim_start_matches(|one: char| one.is_ascii_digit());
    let number: i64 = rest.get(..rest.len() - unit.len())?.parse().ok()?;
    let unit = unit.trim_start_matches([' ', '-']);
    let (name, ms) = UNITS.iter().find(|(name, _)| unit.starts_with(name))?;
    let tail = unit.get(name.len()..)?;
    let before = sentence.get(..at)?.trim_end();
    let english = ["within", "inside", "in under", "in less than"];
    let start = english
        .iter()
        .find_map(|word| Some(before.strip_suffix(word)?.len()));
    let end = sentence.len() - tail.len();
    let korean = [" 이내", "이내", " 내", "내", " 안", "안"];
    let behind = korean.iter().find(|word| tail.starts_with(**word));
    let span = match (start, behind) {
        (Some(start), _) => start..end + usize::from(tail.starts_with('s')),
        (None, Some(word)) => at..end + word.len(),
        (None, None) => return None,
    };
    Some(Punctual {
        span,
        says: Says::Within(number.checked_mul(*ms)?),
    })
}

/// The mark on such words; none where they speak of what is yet to be done, or of a duty.
pub(super) fn judge(
    draft: &Draft<'_>,
    clause: &Clause,
    of: &Punctual,
    facts: &Facts,
) -> Option<Mark> {
    let mood = mood_of(draft, clause, of);
    if mood == Mood::Ahead {
        return None;
    }
    let is_loose = matches!(of.says, Says::AtOnce | Says::OnADay);
    let took = took(draft, clause, facts);
    // 즉시 차단: what is no filing is held against no clock.
    if is_loose && took.is_empty() && !tells(draft, clause, facts) {
        return None;
    }
    let is_late = |(_, took): &&(&Moment, Took)| match of.says {
        Says::Within(within) => took.after_ms > within,
        _ => took.is_late,
    };
    let is_all_late = || took.iter().all(|of| is_late(&of));
    let (verdict, because) = match (took.iter().find(is_late), took.first()) {
        (Some((moment, took)), _) if !is_loose || (of.says == Says::AtOnce && is_all_late()) => {
            (late(mood), lasted(moment, *took))
        }
        (None, Some((moment, took))) if !is_loose => (in_time(mood), lasted(moment, *took)),
        (_, Some((moment, took))) => (Verdict::Unsupported, lasted(moment, *took)),
        (_, None) => (Verdict::Unsupported, nothing_filed()),
    };
    Some(draft.mark(&clause.sentence, &of.span, Kind::Moment, verdict, because))
}

/// How such words are meant; those with a verb of their own by it.
fn mood_of(draft: &Draft<'_>, clause: &Clause, of: &Punctual) -> Mood {
    let (flat, span) = (draft.flat(), &clause.span);
    match of.says {
        Says::Kept if mood::denies(flat, span) => Mood::Unclear,
        Says::Kept if mood::is_ahead(flat, span) => Mood::Ahead,
        Says::Kept => Mood::Done,
        _ => mood::of_telling(flat, span, &of.span),
    }
}

/// Whether a clause speaks of a report or a notice.
fn tells(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> bool {
    let said = deeds::find(draft.flat(), &clause.span, &clause.moments, facts);
    said.iter().any(|said| said.is_of_telling)
}

/// What was filed of that which a clause speaks of, and how long each took.
fn took<'f>(draft: &Draft<'_>, clause: &Clause, facts: &'f Facts) -> Vec<(&'f Moment, Took)> {
    let said = deeds::find(draft.flat(), &clause.span, &clause.moments, facts);
    let telling = said.iter().filter(|said| said.is_of_telling);
    let places = telling.flat_map(|said| said.moments.iter().copied());
    let took = places.filter_map(|at| {
        let moment = facts.moments.get(at)?;
        Some((moment, moment.took?))
    });
    took.collect()
}

/// What a filing that was late says of "in time".
fn late(mood: Mood) -> Verdict {
    match mood {
        Mood::Done => Verdict::Contradicted,
        Mood::Undone => Verdict::Supported,
        Mood::Ahead | Mood::Unclear => Verdict::Unsupported,
    }
}

/// What a filing in time says of it. Who admits a delay that no clock shows may speak of another clock.
fn in_time(mood: Mood) -> Verdict {
    match mood {
        Mood::Done => Verdict::Supported,
        Mood::Undone | Mood::Ahead | Mood::Unclear => Verdict::Unsupported,
    }
}

fn nothing_filed() -> Both {
    Both::new(
        "이 일에 관하여 접수된 것이 없어 제때인지 알 수 없습니다.",
        "Nothing of this was filed on a clock, so that nobody can say whether it was in time.",
    )
}

/// How long something took.
fn lasted(moment: &Moment, took: Took) -> Both {
    let minutes = took.after_ms / 60_000;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    let (late_ko, late_en) = match took.is_late {
        true => ("기한을 넘김", "after the limit"),
        false => ("기한 안", "within the limit"),
    };
    Both::new(
        format!(
            "{}: 기산점에서 {hours}시간 {minutes}분, {late_ko}.",
            moment.name.ko
        ),
        format!(
            "{}: {hours} h {minutes} min from where its clock began, {late_en}.",
            moment.name.en
        ),
    )
}
