//! Whether a clause surely says that what it names was read, or surely that it was not.
//!
//! It is understood by a closed list of forms: in Korean the predicate that ends the clause, in English a passive with its
//! subject right before it, and in both the head of a list. Whatever is in no such form, or has a sign of something else
//! beside it, is not understood, and carries neither *supported* nor *contradicted*. A new way to deny something so costs
//! nothing but a verdict.

use std::ops::Range;

use super::{
    masked,
    phrase::{has, is_korean, is_one},
};

mod english;
mod korean;
pub(super) mod signs;

/// How a clause speaks of what it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stance {
    /// It was read.
    Affirms,
    /// It was not read.
    Denies,
    /// Not surely either.
    Unclear,
    /// It says nothing of it: advice, a way to reach us, a heading.
    NoClaim,
}

/// What stands in a bare text for a field.
const FIELD: char = '\u{1}';

/// What stands in a bare text for a group of people.
const GROUP: char = '\u{2}';

/// What a clause is made of, to be looked at without its names.
pub(super) struct Parts<'p> {
    pub(super) flat: &'p str,
    pub(super) sentence: &'p Range<usize>,
    pub(super) clause: &'p Range<usize>,
    /// The heading or line above, when it stands in a list.
    pub(super) lead: Option<&'p Range<usize>>,
    pub(super) fields: Vec<Range<usize>>,
    pub(super) groups: Vec<Range<usize>>,
    /// What the clause takes out of what it says: *apart from names*.
    pub(super) cut: Option<Range<usize>>,
    /// Words of *only*, which deny nothing.
    pub(super) only: Vec<Range<usize>>,
}

/// Words of advice: a field named beside them is not said to be read.
pub(super) const ADVICE: [&str; 8] = [
    "변경", "바꾸", "바꿔", "주의", "change", "please", "beware", "reset",
];

/// Words of who can be reached, and where.
const CONTACT: [&str; 14] = [
    "문의",
    "고객센터",
    "상담",
    "연락처",
    "본사",
    "소재지",
    "담당자",
    "questions",
    "contact",
    "call us",
    "write to",
    "e-mail us",
    "hotline",
    "headquarters",
];

impl Stance {
    /// The stance of a clause.
    pub(super) fn of(parts: &Parts<'_>) -> Stance {
        let bare = parts.bare();
        let is_korean = is_korean(parts.flat, parts.clause);
        let own = match is_korean {
            true => korean::of_predicate(&bare).or_else(|| korean::of_list(&bare)),
            false => english::of_list(&bare).or_else(|| english::of_predicate(&bare)),
        };
        let stance = own.unwrap_or_else(|| parts.by_lead(&bare, is_korean));
        let sentence = parts.flat.get(parts.sentence.clone()).unwrap_or_default();
        match stance {
            // A denial of some of it may be carried; what is affirmed is all that its clause says.
            Stance::Affirms if !parts.is_closed(stance) => Stance::Unclear,
            Stance::Affirms | Stance::Denies if signs::in_sentence(sentence) => Stance::Unclear,
            Stance::Unclear if parts.claims_nothing(&bare, is_korean) => Stance::NoClaim,
            stance => stance,
        }
    }
}

/// A text without brackets that tell how a field was shown.
fn without_masking(mut text: String) -> String {
    let mut at = 0;
    while let Some(open) = text
        .get(at..)
        .and_then(|rest| rest.find('('))
        .map(|open| at + open)
    {
        let Some(close) = text.get(open..).and_then(|rest| rest.find(')')) else {
            break;
        };
        let inside = text.get(open + 1..open + close).unwrap_or_default();
        at = open + 1;
        if !inside.contains([FIELD, GROUP]) && masked::is_beside(inside) {
            text.replace_range(open..=open + close, "");
            at = open;
        }
    }
    text
}

/// Whether two parts that *and* joins each say something of their own.
pub(super) fn are_two(before: &str, after: &str) -> bool {
    english::has_predicate(before) && english::has_predicate(after)
}

fn is_list(bare: &str, is_korean: bool) -> bool {
    match is_korean {
        true => korean::is_list(bare),
        false => english::is_list(bare),
    }
}

impl Parts<'_> {
    /// The clause with a sign in the place of each name, and without what it takes out.
    fn bare(&self) -> String {
        let field = self.fields.iter().map(|of| (of, FIELD));
        let group = self.groups.iter().map(|of| (of, GROUP));
        let field = field.chain(group).map(|(of, sign)| (of, Some(sign)));
        let blank = self.cut.iter().chain(&self.only).map(|of| (of, None));
        let mut names: Vec<_> = field.chain(blank).collect();
        names.sort_by_key(|(of, _)| (of.start, std::cmp::Reverse(of.end)));
        let mut bare = String::new();
        let mut at = self.clause.start;
        for (span, sign) in names {
            if span.start < at {
                continue;
            }
            bare.push_str(self.flat.get(at..span.start).unwrap_or_default());
            bare.extend(sign);
            at = span.end;
        }
        bare.push_str(self.flat.get(at..self.clause.end).unwrap_or_default());
        without_masking(bare)
    }

    /// A list speaks as the line above it does.
    fn by_lead(&self, bare: &str, is_korean: bool) -> Stance {
        let Some(lead) = self.lead else {
            return Stance::Unclear;
        };
        let line = self.flat.get(lead.clone()).unwrap_or_default();
        let is_list = is_list(bare, is_korean);
        let stance = korean::of_head(line).or_else(|| english::of_head(line));
        stance
            .filter(|_| is_list && !signs::in_sentence(line))
            .unwrap_or(Stance::Unclear)
    }

    /// Whether the clause is nothing but names.
    pub(super) fn is_list(&self) -> bool {
        is_list(&self.bare(), is_korean(self.flat, self.clause))
    }

    /// Whether the clause advises people or says how to reach us, and says nothing of reads.
    fn claims_nothing(&self, bare: &str, is_korean: bool) -> bool {
        let speaks = |words: &[&str]| has(self.flat, self.clause, words);
        let is_address = bare.contains('@') || bare.contains(|one: char| one.is_ascii_digit());
        let is_contact = speaks(&CONTACT) && is_address;
        let is_weak = speaks(super::words::READING) || signs::in_clause(bare, is_korean);
        let is_advice = match is_korean {
            true => korean::advises(bare),
            false => english::advises(bare),
        };
        !is_weak && (is_contact || is_advice)
    }

    /// Whether every word of the clause is known, so that no other company, page or year bounds what it says.
    pub(super) fn is_closed(&self, stance: Stance) -> bool {
        let bare = self.bare();
        match is_korean(self.flat, self.clause) {
            true => korean::is_closed(&bare, stance),
            false => english::is_closed(&bare, stance),
        }
    }

    /// Whether the clause is nothing but a count: *33,673,817 accounts in total*, 총 3,384개 계정입니다.
    pub(super) fn is_count(&self) -> bool {
        let sentence = self.flat.get(self.sentence.clone()).unwrap_or_default();
        let bare = self.bare();
        let is_count = match is_korean(self.flat, self.clause) {
            true => korean::is_count(&bare),
            false => english::is_count(&bare),
        };
        is_count && !signs::in_sentence(sentence)
    }

    /// Whether nothing in a clause or its sentence weakens what it says.
    pub(super) fn is_plain(&self) -> bool {
        let sentence = self.flat.get(self.sentence.clone()).unwrap_or_default();
        !signs::in_sentence(sentence)
            && !signs::in_clause(&self.bare(), is_korean(self.flat, self.clause))
    }
}
