//! Whose number a number is: of all that was read, or of a part, such as dormant accounts, one controller, recipients, those
//! who were added, or one field.
//!
//! Invariants:
//! * a number beside the words of a part is a number of that part and of nothing else;
//! * of several numbers in a clause each has the words that stand on its side of a comma or an *and*; words of which the
//!   side is not sure are those of both, and a number is then held against all of them;
//! * a number without words of its own, beside others that have some, is that of all only where it is said to be.

use std::ops::Range;

use super::{
    Facts, Figure,
    clause::Clause,
    draft::Draft,
    facts::Phrases,
    numbers::Number,
    phrase::{has, holds, singular},
};
use crate::both::Both;

/// Signs between two numbers that surely part what belongs to each.
const STRONG: [&str; 9] = [",", ";", "/", "(", ":", "가운데", "명 중", "개 중", "건 중"];

/// The same, where none of those stands.
const WEAK: [&str; 7] = [" and ", "와 ", "과 ", " 및 ", "이고 ", "이며 ", "계정 중"];

/// Words by which a number is that of all, of which others are parts.
const OF_ALL: [&str; 9] = [
    "of which",
    "of these",
    "of them",
    "including",
    "in total",
    "가운데",
    " 중",
    "그중",
    "이 중",
];

/// Words behind which a number is that of all: *of the 3,384 accounts*.
const BEFORE_ALL: [&str; 6] = ["of", "of the", "of all", "among", "among the", "out of"];

/// The words of one part beside a number.
#[derive(Debug, Clone)]
struct Part {
    start: usize,
    /// The names of the figures that count it.
    names: Vec<Both>,
    /// Whether all are called so as well: members are accounts.
    is_all: bool,
    /// Whether it is one of people, and no field.
    is_group: bool,
    /// What it is counted in.
    units: Vec<String>,
}

/// Of what a number is.
#[derive(Debug, Clone, Default)]
pub(super) struct Whose {
    parts: Vec<Part>,
    /// Whether other numbers of its clause have parts, and it has none and is not said to be that of all.
    is_unsure: bool,
    /// Whether its clause says that so many were read on one day, which is not that of all reads.
    pub(super) is_of_a_day: bool,
}

impl Whose {
    /// Whether a figure counts what the number does, as far as words tell.
    pub(super) fn may_be(&self, figure: &Figure) -> bool {
        let counts =
            |of: &Part| of.names.contains(&figure.name) || (of.is_all && figure.about.is_empty());
        !self.is_unsure && (self.parts.is_empty() || self.parts.iter().any(counts))
    }

    /// Whether a figure of every part is as the number says, where it is a number of parts.
    pub(super) fn is_all_of(&self, carriers: &[&Figure]) -> bool {
        self.parts.iter().all(|of| {
            let counts = |figure: &&&Figure| {
                of.names.contains(&figure.name) || (of.is_all && figure.about.is_empty())
            };
            carriers.iter().any(|figure| counts(&figure))
        })
    }

    /// Leaves out fields that are counted in other units than the people beside them: recipients are no accounts.
    fn without_other_units(&mut self) {
        let people = self.parts.iter().filter(|of| of.is_group);
        let units: Vec<String> = people.flat_map(|of| of.units.clone()).collect();
        let shares = |of: &Part| of.units.iter().any(|unit| units.contains(unit));
        self.parts
            .retain(|of| units.is_empty() || of.is_group || shares(of));
    }

    /// Whether it may be the number of a part.
    pub(super) fn is_of_part(&self) -> bool {
        self.is_unsure || self.parts.iter().any(|of| !of.is_all)
    }
}

/// Of what each number of a clause is.
pub(super) fn of(
    draft: &Draft<'_>,
    clause: &Clause,
    numbers: &[&Number],
    (phrases, facts): (&Phrases, &Facts),
) -> Vec<Whose> {
    let parts = named(draft.flat(), &clause.span, phrases, facts);
    let mut all = vec![Whose::default(); numbers.len()];
    for part in &parts {
        for at in owners(draft, numbers, part.start) {
            if let Some(whose) = all.get_mut(at) {
                whose.parts.push(part.clone());
            }
        }
    }
    let has_parts = parts.iter().any(|of| !of.is_all);
    for (at, whose) in all.iter_mut().enumerate() {
        // 휴면 회원: the narrower word says who is meant.
        if whose.parts.iter().any(|of| !of.is_all) {
            whose.parts.retain(|of| !of.is_all);
            whose.without_other_units();
        } else {
            whose.is_unsure = has_parts && !is_of_all(draft, clause, numbers, at);
        }
    }
    all
}

/// The words of parts that stand in a clause, in its order.
fn named(flat: &str, clause: &Range<usize>, phrases: &Phrases, facts: &Facts) -> Vec<Part> {
    let figure = |at: usize| facts.figures.iter().chain(&facts.earlier).nth(at);
    let wholes = || facts.figures.iter().filter(|of| of.about.is_empty());
    let mut parts: Vec<Part> = Vec::new();
    // An "IP address" that a figure counts is no address of a person.
    let units = phrases.units.find(flat, clause);
    let is_counted = |span: &Range<usize>| {
        let mut units = units.iter();
        units.any(|(unit, ())| unit.start < span.start && unit.end >= span.end)
    };
    for (span, at) in phrases.parts.find_all(flat, clause) {
        let Some(own) = figure(at).filter(|_| !is_counted(&span)) else {
            continue;
        };
        let name = own.name.clone();
        // An authority is no country: 한국인터넷진흥원.
        let behind = flat.get(span.end..clause.end).unwrap_or_default();
        if ["인터넷", " internet"]
            .iter()
            .any(|of| behind.starts_with(of))
        {
            continue;
        }
        if let Some(part) = parts.iter_mut().find(|of| of.start == span.start) {
            part.names.push(name);
            continue;
        }
        let word = singular(flat.get(span.clone()).unwrap_or_default());
        let is_unit = |of: &Figure| of.units.iter().any(|unit| singular(unit) == word);
        parts.push(Part {
            start: span.start,
            names: vec![name],
            is_all: wholes().any(is_unit),
            is_group: own.is_group,
            units: own.units.clone(),
        });
    }
    parts
}

/// The numbers of a clause, by their place, that the words of a part at a byte may belong to.
fn owners(draft: &Draft<'_>, numbers: &[&Number], word: usize) -> Range<usize> {
    let next = numbers.iter().take_while(|of| of.span.start < word).count();
    if next == 0 || next == numbers.len() {
        let at = next.saturating_sub(1);
        return at..(at + 1).min(numbers.len());
    }
    let (Some(before), Some(after)) = (numbers.get(next - 1), numbers.get(next)) else {
        return 0..0;
    };
    let gap = before.span.end..after.span.start.max(before.span.end);
    let text = draft.part(&gap);
    let ends = |signs: &[&str]| {
        let places = signs.iter().flat_map(|sign| text.match_indices(sign));
        let places: Vec<usize> = places.map(|(at, _)| gap.start + at).collect();
        Some((*places.iter().min()?, *places.iter().max()?))
    };
    match ends(&STRONG).or_else(|| ends(&WEAK)) {
        Some((first, _)) if word < first => next - 1..next,
        Some((_, last)) if word > last => next..next + 1,
        _ => next - 1..next + 1,
    }
}

/// Whether a number is said to be that of all, of which the others of its clause are parts.
fn is_of_all(draft: &Draft<'_>, clause: &Clause, numbers: &[&Number], at: usize) -> bool {
    let Some(number) = numbers.get(at) else {
        return false;
    };
    let next = numbers
        .get(at + 1)
        .map_or(clause.span.end, |of| of.span.start);
    let last = at.checked_sub(1).and_then(|at| numbers.get(at));
    let start = last.map_or(clause.span.start, |of| of.span.end);
    let before = draft.part(&(start.min(number.span.start)..number.span.start));
    let before = before.trim_end();
    let behind = number.span.end..next.max(number.span.end);
    let of_all = |words: &&str| {
        let rest = before.strip_suffix(*words);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
    };
    has(draft.flat(), &behind, &OF_ALL)
        // 총 3,384개 계정(한국 3,364개, 대만 20개)
        || draft.part(&behind).contains(['(', ':'])
        || before.ends_with('총')
        || holds(before, &["전체", "모두", "in total", "a total of"])
        || BEFORE_ALL.iter().any(of_all)
}
