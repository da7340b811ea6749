//! To whom a text says that something was reported, and by whom: an authority that a law names, the police, or somebody of
//! ours. A receipt of an authority is held against none but a report to it.

use std::{ops::Range, sync::LazyLock};

use super::{
    super::{
        Facts,
        phrase::{Phrases, has, holds, is_one},
    },
    Deed, REPORTED, TOLD,
};

/// Who investigates a crime: told beside the authorities that a law names, and often on another day.
const POLICE: [&str; 10] = [
    "police",
    "prosecutor",
    "prosecution",
    "investigator",
    "law enforcement",
    "경찰",
    "검찰",
    "수사기관",
    "수사 기관",
    "사이버수사",
];

/// Whom a word of telling may reach that are no people concerned: then it speaks of a report.
const AUTHORITIES: [(&[&str], &[&str]); 4] = [
    (
        &["kisa", "한국인터넷진흥원", "인터넷진흥원"],
        &["kisa", "인터넷진흥원"],
    ),
    (
        &[
            "pipc",
            "personal information protection commission",
            "개인정보보호위원회",
            "개인정보 보호위원회",
            "개인정보위",
            "보호위원회",
        ],
        &[
            "pipc",
            "personal information protection commission",
            "보호위",
            "개인정보위",
        ],
    ),
    (
        &[
            "msit",
            "ministry of science",
            "과학기술정보통신부",
            "과기정통부",
        ],
        &[
            "msit",
            "ministry of science",
            "과학기술정보통신부",
            "과기정통부",
        ],
    ),
    (&POLICE, &POLICE),
];

/// Authorities that are not named.
const AN_AUTHORITY: [&str; 10] = [
    "authority",
    "authorities",
    "regulator",
    "commission",
    "ministry",
    "당국",
    "감독기관",
    "관계기관",
    "관계 기관",
    "부처",
];

/// Who reports to us: what they say is no report of ours.
const FROM_OUTSIDE: [&str; 13] = [
    "customer reported",
    "customers reported",
    "reported to us",
    "reported by a customer",
    "reported by customers",
    "complaint",
    "고객이",
    "고객으로부터",
    "고객 신고",
    "고객의 신고",
    "이용자 신고",
    "제보",
    "민원",
];

/// Words by which others tell us.
const TO_US: [&str; 16] = [
    "told us",
    "notified us",
    "informed us",
    "alerted us",
    "told by",
    "notified by",
    "informed by",
    "alerted by",
    "통보받",
    "통지받",
    "통보를 받",
    "통지를 받",
    "으로부터",
    "로부터",
    "알려 왔",
    "알려왔",
];

/// Who is told and is none of the people concerned.
const INSIDE: [&str; 18] = [
    "officer",
    "ciso",
    "cpo",
    "dpo",
    "ceo",
    "management",
    "executive",
    "보호팀",
    "담당자",
    "board",
    "staff",
    "employee",
    "책임자",
    "이사회",
    "임원",
    "직원",
    "경영진",
    "대표이사",
];

/// The names of authorities, each with the words by which a receipt names it.
static AUTHORITY_TABLE: LazyLock<Phrases<&'static [&'static str]>> = LazyLock::new(|| {
    let names = AUTHORITIES.iter();
    Phrases::names(names.flat_map(|(words, called)| words.iter().map(|word| (*word, *called))))
});

static INSIDE_TABLE: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::names(INSIDE.map(|word| (word, ()))));

/// Whether a part of a text tells the police.
pub(super) fn tells_police(flat: &str, part: &Range<usize>) -> bool {
    has(flat, part, &POLICE)
}

/// Whether a report comes from others, or others are told, so that no receipt of ours is spoken of.
pub(super) fn is_of_others(
    flat: &str,
    part: &Range<usize>,
    (deeds, to): (&[Deed], Option<&Addressee>),
) -> bool {
    let is_report = deeds == REPORTED.deeds;
    if is_report && acts_itself(flat, part) {
        return true;
    }
    ((is_report || deeds == TOLD.deeds) && has(flat, part, &TO_US))
        || (is_report && has(flat, part, &FROM_OUTSIDE))
        || (is_report && to.is_none() && tells_inside(flat, part))
        || (deeds == TOLD.deeds && has(flat, part, &INSIDE))
}

/// Whether an authority is who does what a part tells: 개인정보보호위원회는 재통지를 의결하였습니다.
fn acts_itself(flat: &str, part: &Range<usize>) -> bool {
    let text = flat.get(part.clone()).unwrap_or_default();
    let mut words = AUTHORITIES.iter().flat_map(|(words, _)| words.iter());
    words.any(|name| {
        let mut found = text.match_indices(name);
        found.any(|(at, _)| {
            let behind = text.get(at + name.len()..).unwrap_or_default();
            ["는 ", "은 ", "이 ", "가 "]
                .iter()
                .any(|of| behind.starts_with(of))
        })
    })
}

/// Whether a part names somebody of ours, who may be whom it tells.
pub(super) fn names_inside(flat: &str, part: &Range<usize>) -> bool {
    has(flat, part, &INSIDE)
}

/// Whether a report goes to somebody of ours: 최고책임자에게 보고, *reported to our board*.
pub(super) fn tells_inside(flat: &str, part: &Range<usize>) -> bool {
    /// Bytes before a word in which *to* stands: *to our chief information security*.
    const TO_BYTES: usize = 40;
    let inside = flat.get(part.clone()).unwrap_or_default();
    let is_told = |(span, ()): &(Range<usize>, ())| {
        let after = flat.get(span.end..part.end).unwrap_or_default();
        let start = flat.floor_char_boundary(span.start.saturating_sub(TO_BYTES).max(part.start));
        let before = flat.get(start..span.start).unwrap_or_default();
        ["에게", "께", "에 ", "에는", "에도", "한테"]
            .iter()
            .any(|to| after.starts_with(to))
            || before.contains(" to ")
    };
    // 에게 is said of people; authorities take 에.
    inside.contains("보고받")
        || inside.contains("에게")
        || INSIDE_TABLE.find(flat, part).iter().any(is_told)
}

/// To whom a part of a text says something was reported.
pub(super) struct Addressee {
    /// The words by which a receipt names it; empty when the text names no authority, and says only that it is one.
    called: Vec<&'static str>,
    /// The same, of each that is named, with where it is named first.
    each: Vec<(usize, &'static [&'static str])>,
}

impl Addressee {
    pub(super) fn of(flat: &str, part: &Range<usize>) -> Option<Addressee> {
        let mut each: Vec<(usize, &'static [&'static str])> = Vec::new();
        for (span, called) in AUTHORITY_TABLE.find(flat, part) {
            if each.iter().all(|(_, of)| *of != called) {
                each.push((span.start, called));
            }
        }
        let called: Vec<&str> = each.iter().flat_map(|(_, of)| of.iter().copied()).collect();
        let is_one = !called.is_empty() || has(flat, part, &AN_AUTHORITY);
        is_one.then_some(Addressee { called, each })
    }

    /// Whether it names several, of whom one has no receipt on record.
    pub(super) fn lacks(&self, facts: &Facts) -> bool {
        self.each.len() > 1 && self.receipts(facts).iter().any(|(_, of)| of.is_empty())
    }

    /// The receipts of each authority that is named, in the order of the text.
    pub(super) fn receipts(&self, facts: &Facts) -> Vec<(usize, Vec<usize>)> {
        let of = |called: &[&str]| {
            let moments = facts.moments.iter().enumerate();
            let own =
                moments.filter(|(_, of)| of.deed == Some(Deed::Reported) && names(&of.to, called));
            own.map(|(at, _)| at).collect()
        };
        self.each
            .iter()
            .map(|(at, called)| (*at, of(called)))
            .collect()
    }

    pub(super) fn reaches(&self, to: &str) -> bool {
        self.called.is_empty() || names(to, &self.called)
    }
}

/// People who are told, in Korean without a particle.
const PEOPLE_KO: &str =
    "고객|고객님|회원|이용자|사용자|정보주체|당사자|분|분들|여러분|고객들|회원들";

/// Words before 에 that are a time or a manner, and nobody.
const TIMES: &str = "이내|내|안|제때|적시|전|후|뒤|이후|직후|만|당일|동시|날|새벽|오전|오후|저녁|밤|낮|아침|경|쯤|기한|시점|중|한번|시간|\
    이번|처음|최초|법정기한|기간|다음날|이튿날|같은날|일|월|년|시|분";

/// Words of whom people and authorities are called in English, with what may stand beside them.
const CALLED: &str = "in|the|our|its|their|your|customers|customer|people|users|members|persons|individuals|concerned|affected|data|\
    subjects|them|it|this|authority|authorities|regulator|regulators|kisa|pipc|msit|personal|information|protection|\
    commission|korea|korean|internet|security|agency|ministry|science|ict|and|both|police|breach|leak|incident|report|via|\
    first|late|later|also|only|one|who|were|are|is|an|a|of";

/// Where the part that says whom ends.
const STOPS: &str = "january|february|march|april|may|june|july|august|september|october|november|december|\
    on|at|by|before|within|about|that|after|until|since|from|with|to|for|as|not|date|report|notify|inform|\
    tell|file|more|than|which|of|when|no|late";

/// Whether a part tells somebody of whom no receipt can tell: an authority that is not known, all people, a country.
pub(super) fn tells_more(flat: &str, part: &Range<usize>) -> bool {
    let text = flat.get(part.clone()).unwrap_or_default();
    const ALL: [&str; 9] = [
        "모든",
        "모두",
        "전원",
        "전체",
        "전부",
        "all",
        "every",
        "everyone",
        "everybody",
    ];
    has(flat, part, &ALL) || is_of_a_country(text) || tells_unknown_ko(text) || tells_unknown(text)
}

/// What an authority may be called that is not known by name and is none of a country or a place.
const PLAIN_AUTHORITY: &str = "관계|관련|감독|규제|관할|해당|보호|정부|수사|각|유관|모든|the|our|an|a|relevant|competent|\
    supervisory|responsible|protection|data|korean|both|and|other|regulatory|privacy|government|to|of|in|by|local|all|that|\
    any|same|two";

/// Whether an authority of a country stands there of which no receipt tells: 대만 당국, *the Taiwanese authorities*.
fn is_of_a_country(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', ',', '(', ')']).collect();
    let is_foreign = |at: usize| {
        let is_called = words.get(at).is_some_and(|word| {
            let ko = ["당국", "감독기관", "규제기관"];
            let en = ["authority", "authorities", "regulator", "regulators"];
            ko.iter().any(|of| word.starts_with(of)) || en.contains(&word.trim_end_matches('.'))
        });
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        is_called
            && before.is_some_and(|before| {
                let is_date =
                    before.ends_with(['일', '월', '년', '시', '분', '에', '을', '를', '은', '는']);
                let is_plain = before.is_empty() || is_one(PLAIN_AUTHORITY, before);
                !is_plain && !is_date && before.chars().all(char::is_alphabetic)
            })
    };
    (0..words.len()).any(is_foreign)
}

/// Whether a part names people concerned.
pub(super) fn names_people(flat: &str, part: &Range<usize>) -> bool {
    has(
        flat,
        part,
        &[
            "customers",
            "people",
            "users",
            "members",
            "고객에게",
            "회원에게",
            "고객과",
            "회원과",
            "이용자와",
        ],
    )
}

fn tells_unknown_ko(text: &str) -> bool {
    let is_known = |name: &str| {
        let of_authorities = AUTHORITIES.iter().flat_map(|(words, _)| words.iter());
        let mut called = of_authorities.chain(&AN_AUTHORITY).chain(&INSIDE);
        called.any(|of| name.contains(of))
    };
    let mut words = text.split([' ', ',', '(', ')', '.']);
    let mut before = "";
    words.any(|word| {
        let qualifier = std::mem::replace(&mut before, word);
        let whom = ["에게는", "에게도", "에게", "께는", "께"]
            .iter()
            .find_map(|of| word.strip_suffix(of));
        if let Some(whom) = whom.filter(|whom| !whom.is_empty()) {
            // Whose people they are: 대만 이용자에게 is no notice to all.
            let is_plain = qualifier.is_empty()
                || is_one(
                    "해당|정보주체인|추가로|우선|유출된|저희|모바일로|문자로|이메일로|나머지",
                    qualifier,
                )
                || qualifier.ends_with(['일', '에', '분', '을', '를', '은', '는', '시'])
                || qualifier.contains(|one: char| one.is_ascii_digit());
            return !(is_known(whom) || (is_one(PEOPLE_KO, whom) && is_plain));
        }
        let place = ["에는", "에도", "에", "측에"]
            .iter()
            .find_map(|of| word.strip_suffix(of));
        let place = place.filter(|place| {
            !place.is_empty() && place.chars().all(crate::statement::phrase::is_hangul)
        });
        place.is_some_and(|place| !is_known(place) && !is_one(TIMES, place))
    })
}

fn tells_unknown(text: &str) -> bool {
    let words: Vec<&str> = text
        .split([' ', ',', '(', ')', ';'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_latin = |word: &&&str| word.chars().all(|one| one.is_ascii_alphabetic());
    let tells = |word: &str| ["told", "notified", "informed", "alerted"].contains(&word);
    words.iter().enumerate().any(|(at, word)| {
        let behind = words.get(at + 1..).unwrap_or_default();
        let ahead = words.get(..at).unwrap_or_default();
        let is_be = ahead
            .last()
            .is_some_and(|of| ["was", "were", "been"].contains(of));
        let is_whom = |word: &&&str| !is_one(STOPS, word) && is_latin(word);
        let unknown = |word: &&str| {
            !is_one(CALLED, word) && !["was", "were", "has", "have", "been"].contains(word)
        };
        match *word {
            "to" | "with" => behind.iter().take_while(is_whom).any(unknown),
            word if tells(word) && is_be => ahead.iter().rev().take_while(is_whom).any(unknown),
            word if tells(word) => behind.iter().take_while(is_whom).any(unknown),
            _ => false,
        }
    })
}

/// Whether whom something was filed with is called so.
fn names(to: &str, called: &[&str]) -> bool {
    holds(&to.to_ascii_lowercase(), called)
}
