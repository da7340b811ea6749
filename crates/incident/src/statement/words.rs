//! The absolute words of a text, and which of them deny that data was read.
//!
//! "Not" stands in many sentences; it denies a reading only at a word of reading, as in *not accessed* or
//! 열람되지 않, and "no" only at a field: "no alarm was raised when names were read" denies no reading.

use std::{ops::Range, sync::LazyLock};

use super::{
    absolute::Absolute,
    facts,
    phrase::{Phrases, has, is_hangul},
};

/// An absolute word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub(super) span: Range<usize>,
    /// What it says.
    pub(super) says: Absolute,
    /// Whether it denies that data was read.
    pub(super) denies: bool,
}

/// What a word must stand before to deny that data was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// It denies no reading.
    Nothing,
    /// It denies whatever its clause speaks of.
    Always,
    /// A field, or data as such, with one word between at the most.
    Field,
    /// A word of reading, with one word between at the most.
    Reading,
}

type Meaning = Option<(Absolute, Reach)>;

/// A phrase that is harmless and only keeps a shorter one from being found.
const HARMLESS: Meaning = None;

/// Phrases and what they mean.
const WORDS: &[(&str, Meaning)] = {
    use Absolute::{
        All, Deleted, Fully, Never, No, NoAction, NoEvidence, None as Nobody, NotTransferred, Only,
        Recovered,
    };
    use Reach::{Always, Field, Nothing, Reading};
    &[
        ("all", Some((All, Nothing))),
        ("every", Some((All, Nothing))),
        ("everyone", Some((All, Nothing))),
        ("everything", Some((All, Nothing))),
        ("entire", Some((All, Nothing))),
        ("모두", Some((All, Nothing))),
        ("전부", Some((All, Nothing))),
        ("모든", Some((All, Nothing))),
        ("전원", Some((All, Nothing))),
        ("전량", Some((All, Nothing))),
        ("일체", Some((All, Nothing))),
        ("none", Some((Nobody, Always))),
        ("nobody", Some((Nobody, Always))),
        ("no one", Some((Nobody, Always))),
        ("nothing", Some((Nobody, Always))),
        ("아무도", Some((Nobody, Always))),
        ("아무런", Some((Nobody, Always))),
        ("단 한", Some((Nobody, Nothing))),
        ("no", Some((No, Field))),
        ("없", Some((No, Nothing))),
        ("only", Some((Only, Nothing))),
        ("merely", Some((Only, Nothing))),
        ("solely", Some((Only, Nothing))),
        ("just", Some((Only, Nothing))),
        ("오직", Some((Only, Nothing))),
        ("단지", Some((Only, Nothing))),
        ("불과", Some((Only, Nothing))),
        ("뿐", Some((Only, Nothing))),
        ("그쳤", Some((Only, Nothing))),
        ("nothing but", Some((Only, Nothing))),
        ("nothing other than", Some((Only, Nothing))),
        ("nothing more than", Some((Only, Field))),
        ("no more than", Some((Only, Field))),
        ("not more than", Some((Only, Field))),
        ("no other than", Some((Only, Nothing))),
        ("limited to", Some((Only, Nothing))),
        ("confined to", Some((Only, Nothing))),
        ("exclusively", Some((Only, Nothing))),
        ("제한되었", Some((Only, Nothing))),
        ("제한됐", Some((Only, Nothing))),
        ("한정", Some((Only, Nothing))),
        ("no evidence", Some((NoEvidence, Always))),
        ("no indication", Some((NoEvidence, Always))),
        ("no indications", Some((NoEvidence, Always))),
        ("no sign", Some((NoEvidence, Always))),
        ("no signs", Some((NoEvidence, Always))),
        ("no proof", Some((NoEvidence, Always))),
        ("no trace", Some((NoEvidence, Always))),
        ("no traces", Some((NoEvidence, Always))),
        ("not found any evidence", Some((NoEvidence, Always))),
        ("no data", Some((No, Always))),
        ("no information", Some((No, Always))),
        ("no record", Some((NoEvidence, Always))),
        ("no records", Some((NoEvidence, Always))),
        ("no log", Some((NoEvidence, Always))),
        ("no logs", Some((NoEvidence, Always))),
        ("no read", Some((No, Always))),
        ("no reads", Some((No, Always))),
        ("no access", Some((No, Always))),
        ("no leak", Some((No, Always))),
        ("기록~ 없", Some((NoEvidence, Always))),
        ("이력~ 없", Some((NoEvidence, Always))),
        ("기록~ 전혀 없", Some((NoEvidence, Always))),
        ("증거~ 없", Some((NoEvidence, Always))),
        ("정황~ 없", Some((NoEvidence, Always))),
        ("정황~ 전혀 없", Some((NoEvidence, Always))),
        ("증거~ 전혀 없", Some((NoEvidence, Always))),
        ("징후~ 없", Some((NoEvidence, Always))),
        ("흔적~ 없", Some((NoEvidence, Always))),
        ("사실~ 없", Some((NoEvidence, Always))),
        ("확인된 바~ 없", Some((NoEvidence, Always))),
        ("확인되지 않", Some((NoEvidence, Always))),
        ("발견되지 않", Some((NoEvidence, Always))),
        ("never", Some((Never, Reading))),
        ("never transferred", Some((NotTransferred, Always))),
        ("never been transferred", Some((NotTransferred, Always))),
        ("never sent", Some((NotTransferred, Always))),
        ("일절", Some((Never, Nothing))),
        ("at no time", Some((Never, Reading))),
        ("전혀", Some((Never, Nothing))),
        ("결코", Some((Never, Nothing))),
        ("절대", Some((Never, Nothing))),
        ("deleted", Some((Deleted, Nothing))),
        ("erased", Some((Deleted, Nothing))),
        ("wiped", Some((Deleted, Nothing))),
        ("destroyed", Some((Deleted, Nothing))),
        ("삭제했", Some((Deleted, Nothing))),
        ("삭제하였", Some((Deleted, Nothing))),
        ("삭제됐", Some((Deleted, Nothing))),
        ("삭제되었", Some((Deleted, Nothing))),
        ("삭제된", Some((Deleted, Nothing))),
        ("삭제한", Some((Deleted, Nothing))),
        ("삭제 완료", Some((Deleted, Nothing))),
        ("파기했", Some((Deleted, Nothing))),
        ("파기하였", Some((Deleted, Nothing))),
        ("파기됐", Some((Deleted, Nothing))),
        ("파기되었", Some((Deleted, Nothing))),
        ("recovered", Some((Recovered, Nothing))),
        ("retrieved", Some((Recovered, Nothing))),
        ("회수했", Some((Recovered, Nothing))),
        ("회수하였", Some((Recovered, Nothing))),
        ("회수됐", Some((Recovered, Nothing))),
        ("회수되었", Some((Recovered, Nothing))),
        ("회수한", Some((Recovered, Nothing))),
        ("회수 완료", Some((Recovered, Nothing))),
        ("not transferred", Some((NotTransferred, Always))),
        ("not been transferred", Some((NotTransferred, Always))),
        ("not transmitted", Some((NotTransferred, Always))),
        ("not sent", Some((NotTransferred, Always))),
        ("not been sent", Some((NotTransferred, Always))),
        ("not exfiltrated", Some((NotTransferred, Always))),
        ("never left", Some((NotTransferred, Always))),
        ("전송되지 않", Some((NotTransferred, Always))),
        ("반출되지 않", Some((NotTransferred, Always))),
        ("fully", Some((Fully, Nothing))),
        ("completely", Some((Fully, Nothing))),
        ("entirely", Some((Fully, Nothing))),
        ("완전히", Some((Fully, Nothing))),
        ("완벽", Some((Fully, Nothing))),
        ("전면", Some((Fully, Nothing))),
        ("no secondary damage", Some((NoEvidence, Always))),
        ("no damage", Some((NoEvidence, Always))),
        ("no harm", Some((NoEvidence, Always))),
        ("no misuse", Some((NoEvidence, Always))),
        ("no transfer", Some((NotTransferred, Always))),
        ("여부~ 확인되지 않", HARMLESS),
        ("여부~ 아직 확인되지 않", HARMLESS),
        ("여부~ 발견되지 않", HARMLESS),
        ("no action", Some((NoAction, Nothing))),
        ("nothing you need to", Some((NoAction, Nothing))),
        ("nothing that you need to", Some((NoAction, Nothing))),
        ("nothing you have to", Some((NoAction, Nothing))),
        ("need not", Some((NoAction, Nothing))),
        ("not have to", Some((NoAction, Nothing))),
        ("'t have to", Some((NoAction, Nothing))),
        ("'t need to", Some((NoAction, Nothing))),
        ("’t need to", Some((NoAction, Nothing))),
        ("not worry", Some((NoAction, Nothing))),
        ("'t worry", Some((NoAction, Nothing))),
        ("’t worry", Some((NoAction, Nothing))),
        ("no cause for concern", Some((NoAction, Nothing))),
        ("rest assured", Some((NoAction, Nothing))),
        ("하실 일~ 따로 없", Some((NoAction, Nothing))),
        ("할 일~ 따로 없", Some((NoAction, Nothing))),
        ("하실 것~ 없", Some((NoAction, Nothing))),
        ("않아도 됩니다", Some((NoAction, Nothing))),
        ("안심하시기", Some((NoAction, Nothing))),
        ("안심하시고", Some((NoAction, Nothing))),
        ("no further action", Some((NoAction, Nothing))),
        ("no additional action", Some((NoAction, Nothing))),
        ("no need", Some((NoAction, Nothing))),
        ("not need to", Some((NoAction, Nothing))),
        ("필요~ 없", Some((NoAction, Nothing))),
        ("필요하지 않", Some((NoAction, Nothing))),
        ("불필요", Some((NoAction, Nothing))),
        ("할 일~ 없", Some((NoAction, Nothing))),
        ("하실 일~ 없", Some((NoAction, Nothing))),
        ("안심하셔도", Some((NoAction, Nothing))),
        ("않으셔도", Some((NoAction, Nothing))),
        ("하지 않으셔도", Some((NoAction, Nothing))),
        ("not only", HARMLESS),
        ("no fewer than", HARMLESS),
        ("no less than", HARMLESS),
        ("no later than", HARMLESS),
        ("no longer", HARMLESS),
        ("no doubt", HARMLESS),
        ("after all", HARMLESS),
        ("뿐만 아니라", HARMLESS),
        ("빠짐없이", HARMLESS),
        ("끊임없이", HARMLESS),
        ("관계없이", HARMLESS),
        ("상관없이", HARMLESS),
        ("틀림없", HARMLESS),
        ("is safe", Some((No, Always))),
        ("are safe", Some((No, Always))),
        ("remains safe", Some((No, Always))),
        ("remain safe", Some((No, Always))),
        ("is secure", Some((No, Always))),
        ("are secure", Some((No, Always))),
        ("remains secure", Some((No, Always))),
        ("remain secure", Some((No, Always))),
        ("안전합니다", Some((No, Always))),
        ("안전하게 보호", Some((No, Always))),
        ("안전하게 보관", Some((No, Always))),
        ("영향을 받지 않", Some((No, Always))),
        ("영향 받지 않", Some((No, Always))),
        ("수 없", HARMLESS),
        ("수밖에 없", HARMLESS),
        ("예외 없이", HARMLESS),
        ("지체 없이", HARMLESS),
        ("지체없이", HARMLESS),
        ("지연 없이", HARMLESS),
        ("제한 없이", HARMLESS),
    ]
};

/// What data is when it is read, in English.
const READ: [&str; 20] = [
    "leaked",
    "read",
    "accessed",
    "viewed",
    "taken",
    "stolen",
    "included",
    "include",
    "affected",
    "affect",
    "involved",
    "involve",
    "impacted",
    "compromised",
    "disclosed",
    "copied",
    "exposed",
    "breached",
    "obtained",
    "acquired",
];

/// What befalls data that is read, in Korean.
const READING_KO: [&str; 10] = [
    "유출",
    "열람",
    "조회",
    "접근",
    "포함",
    "탈취",
    "영향",
    "침해",
    "빠져나",
    concat!("노", "출"),
];

/// Words that say of something that it was read or leaked; *safe* says it by denying it.
pub(super) const READING: &[&str] = &[
    "leak",
    "leaked",
    "read",
    "access",
    "accessed",
    "viewed",
    "taken",
    "stolen",
    "included",
    "include",
    "affected",
    "affect",
    "involved",
    "involve",
    "impacted",
    "compromised",
    "disclosed",
    "copied",
    "exposed",
    "breached",
    "obtained",
    "acquired",
    "safe",
    "secure",
    "유출",
    "열람",
    "조회",
    "접근",
    "포함",
    "탈취",
    "영향",
    "침해",
    "빠져나",
    "안전",
    concat!("노", "출"),
];

/// Words of personal data as such.
pub(super) const DATA: &[&str] = &[
    "personal data",
    "personal information",
    "customer data",
    "customer information",
    "개인정보",
    "고객 정보",
    "고객정보",
];

static TABLE: LazyLock<Phrases<Meaning>> = LazyLock::new(|| {
    let denial = Some((Absolute::No, Reach::Always));
    let not = [
        "not",
        "not been",
        "not be",
        "'t",
        "’t",
        "'t been",
        "’t been",
    ];
    let english = READ
        .iter()
        .flat_map(|word| not.map(|not| format!("{not} {word}")));
    let korean = READING_KO.iter().flat_map(|noun| {
        let endings = [
            "되지 않",
            "하지 않",
            "되지는 않",
            "가지 않",
            "~ 없",
            "된 적~ 없",
            "된 바~ 없",
        ];
        endings.map(|ending| format!("{noun}{ending}"))
    });
    let denials: Vec<String> = english.chain(korean).collect();
    let denials = denials.iter().map(|phrase| (phrase.as_str(), denial));
    Phrases::exact(WORDS.iter().copied().chain(denials))
});

static DATA_TABLE: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::names(DATA.iter().map(|phrase| (*phrase, ()))));

/// The absolute words of a part of a flat text, in their order.
pub(super) fn find(flat: &str, part: &Range<usize>, phrases: &facts::Phrases) -> Vec<Found> {
    let table = TABLE.find(flat, part).into_iter();
    let mut found: Vec<Found> = table
        .filter_map(|(span, meaning)| {
            let (says, reach) = meaning?;
            let reaches = reaches(flat, span.end..part.end, reach, phrases);
            // "No more than 3,000" is a bound, and "no more than names" a list.
            let is_only = says == Absolute::Only;
            let is_bound = is_only && reach == Reach::Field && !reaches;
            let denies = reaches && !is_only;
            (!is_bound).then_some(Found { span, says, denies })
        })
        .collect();
    found.extend(particles(flat, part).map(|span| Found {
        span,
        says: Absolute::Only,
        denies: false,
    }));
    found.sort_by_key(|found| found.span.start);
    found
}

/// Whether a word reaches what it would deny.
fn reaches(flat: &str, behind: Range<usize>, reach: Reach, phrases: &facts::Phrases) -> bool {
    let near = behind.start..behind.start + two_words(flat.get(behind.clone()).unwrap_or_default());
    match reach {
        Reach::Nothing => false,
        Reach::Always => true,
        Reach::Reading => has(flat, &near, READING),
        Reach::Field => {
            // A name begins near and may end behind.
            let end = behind.end.min(near.end + NAME_BYTES_MAX);
            let around = near.start..end;
            let fields = phrases
                .fields
                .find(flat, &around)
                .into_iter()
                .map(|(span, _)| span);
            let data = DATA_TABLE
                .find(flat, &around)
                .into_iter()
                .map(|(span, ())| span);
            fields.chain(data).any(|span| span.start < near.end)
        }
    }
}

/// Bytes of a name of a field that are looked at behind a "no".
const NAME_BYTES_MAX: usize = 100;

/// Bytes of the next two words.
fn two_words(text: &str) -> usize {
    let (mut length, mut words) = (0, 0);
    for piece in text.split_inclusive(' ') {
        length += piece.len();
        words += usize::from(piece != " ");
        if words == 2 {
            break;
        }
    }
    length
}

/// What may follow 만 where it is the particle.
const BEHIND_MAN: [&str; 9] = [
    "을",
    "이",
    "은",
    "의",
    "으로",
    "입니다",
    "이며",
    "이고",
    "이라",
];

/// Words that end in 만 and syllables of numbers before 만 (ten thousand).
const NOT_PARTICLE: [&str; 17] = [
    "지만", "다만", "미만", "대만", "불만", "비만", "자만", "오만", "거만", "하만", "천만", "백만",
    "십만", "수만", "몇만", "억만", "뿐만",
];

/// Each 만 that is the particle *only*: behind a noun, at the end of its word.
fn particles<'f>(
    flat: &'f str,
    part: &Range<usize>,
) -> impl Iterator<Item = Range<usize>> + use<'f> {
    let start = part.start;
    let inside = flat.get(part.clone()).unwrap_or_default();
    inside.match_indices('만').filter_map(move |(at, man)| {
        let (before, after) = (inside.get(..at)?, inside.get(at + man.len()..)?);
        let with = inside.get(..at + man.len())?;
        let is_noun = before.chars().next_back().is_some_and(is_hangul);
        let word = after.split(|one: char| !is_hangul(one)).next()?;
        let ends = word.is_empty() || BEHIND_MAN.contains(&word);
        let is_other = NOT_PARTICLE.iter().any(|word| with.ends_with(word));
        (is_noun && ends && !is_other).then(|| start + at..start + at + man.len())
    })
}
