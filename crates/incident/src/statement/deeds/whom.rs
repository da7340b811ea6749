//! To whom a text says that something was reported, and by whom: an authority that a law names, the police, or somebody of
//! ours. A receipt of an authority is held against none but a report to it.

use std::{ops::Range, sync::LazyLock};

use super::{
    super::{
        Facts,
        phrase::{Phrases, has, holds},
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
    (deeds, to): (&[Deed], &Option<Addressee>),
) -> bool {
    let is_report = deeds == REPORTED.deeds;
    (is_report && has(flat, part, &FROM_OUTSIDE))
        || (is_report && to.is_none() && tells_inside(flat, part))
        || (deeds == TOLD.deeds && has(flat, part, &INSIDE))
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
    /// The same, of each that is named.
    each: Vec<&'static [&'static str]>,
}

impl Addressee {
    pub(super) fn of(flat: &str, part: &Range<usize>) -> Option<Addressee> {
        let named = AUTHORITIES
            .iter()
            .filter(|(words, _)| has(flat, part, words));
        let each: Vec<&'static [&'static str]> = named.map(|(_, called)| *called).collect();
        let called: Vec<&str> = each.iter().flat_map(|of| of.iter().copied()).collect();
        let is_one = !called.is_empty() || has(flat, part, &AN_AUTHORITY);
        is_one.then_some(Addressee { called, each })
    }

    /// Whether it names several, of whom one has no receipt on record.
    pub(super) fn lacks(&self, facts: &Facts) -> bool {
        let reports = || {
            let moments = facts.moments.iter();
            moments.filter(|of| of.deed == Some(Deed::Reported))
        };
        let has_receipt = |called: &[&str]| reports().any(|of| names(&of.to, called));
        self.each.len() > 1 && !self.each.iter().all(|called| has_receipt(called))
    }

    pub(super) fn reaches(&self, to: &str) -> bool {
        self.called.is_empty() || names(to, &self.called)
    }
}

/// Whether whom something was filed with is called so.
fn names(to: &str, called: &[&str]) -> bool {
    holds(&to.to_ascii_lowercase(), called)
}
