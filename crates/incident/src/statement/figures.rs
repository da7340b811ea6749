//! Numbers of a text, held against the figures of the incident.

use std::ops::Range;

use super::{
    Facts, Figure,
    beside::Beside,
    clause::{Beyond, Clause},
    draft::Draft,
    mark::{Kind, Mark, Verdict},
    masked, mood,
    numbers::Number,
    own::Whose,
    phrase::{has, has_words, holds, is_hangul, singular},
    stance::Stance,
    when,
};
use crate::{Grade, both::Both, bounds::Lies};

/// Words behind or before a number in which its unit is looked for.
const UNIT_WORDS: usize = 4;

/// The least number that is known by itself, without what it counts: a smaller one, or a bound such as "more than
/// 1,000", fits too many figures to be any of them.
const TELLING_MIN: u128 = 1_000;

/// The mark on a number.
pub(super) fn judge(
    draft: &Draft<'_>,
    clause: &Clause,
    (number, whose): (&Number, &Whose),
    facts: &Facts,
) -> Mark {
    let (verdict, because) = Judge::new(draft, clause, (number, whose), facts).verdict();
    draft.mark(
        &clause.sentence,
        &number.span,
        Kind::Number,
        verdict,
        because,
    )
}

struct Judge<'j> {
    clause: &'j Clause,
    number: &'j Number,
    /// Of what it is.
    whose: &'j Whose,
    /// Figures of this version that the number may speak of.
    now: Vec<&'j Figure>,
    /// The same of earlier versions.
    before: Vec<&'j Figure>,
    /// Every figure of this version.
    facts: &'j Facts,
    /// Whether a unit stands beside the number that figures have.
    has_unit: bool,
    /// What the words beside it say that it is.
    beside: Beside,
    /// Whether it is said to be the whole number.
    is_whole: bool,
    /// Whether its clause tells masked from clear.
    is_of_masked: bool,
    /// Whether it is said to come on top of what was counted.
    is_more: bool,
    /// Whether the sentence tells what was known earlier, or at a date.
    is_of_before: bool,
    /// Whether a date stands before it, of which it may be the number.
    is_at_a_date: bool,
    /// Whether every word of the clause is known.
    is_closed: bool,
    /// Whether the clause surely says of the number that so many were read, or counted.
    is_counted: bool,
    /// Whether a group of people stands in the sentence, though not in the clause, of which it may be the number.
    may_be_of_group: bool,
}

impl<'j> Judge<'j> {
    fn new(
        draft: &Draft<'_>,
        clause: &'j Clause,
        (number, whose): (&'j Number, &'j Whose),
        facts: &'j Facts,
    ) -> Judge<'j> {
        let (after, before) = around(draft, clause, number);
        let has_figure = |part: &String| {
            let mut all = facts.figures.iter().chain(&facts.earlier);
            !number.percent && all.any(|figure| stands(part, figure))
        };
        let beside = Beside::of(&after, &before);
        let is_more = holds(&after, &MORE);
        let is_read = !beside.is_of_actor && !mood::is_written(draft.flat(), &clause.span);
        let is_counted = number.percent
            || clause.beyond.is_some()
            || holds(&after, &OF_READS)
            || holds(&before, &OF_READS)
            || counts(draft, clause, number);
        let part = [after, before].into_iter().find(has_figure);
        let is_telling = number.percent || (number.is_one && number.said.bounds.low >= TELLING_MIN);
        let is_of_masked = masked::is_said(draft, clause);
        let fits = |figure: &&Figure| {
            let beyond = clause.beyond;
            let speaks_of = |words: &[String]| has_words(draft.flat(), &clause.span, words);
            (figure.about.is_empty() || speaks_of(&figure.about))
                && !speaks_of(&figure.except)
                && (number.percent || is_of_masked || whose.may_be(figure))
                && beside.admits(figure)
                && number.percent == figure.units.iter().any(|unit| unit == "%")
                && beyond.is_none_or(|beyond| beyond.is_counted_by(figure))
                && part
                    .as_deref()
                    .map_or(is_telling, |part| stands(part, figure))
        };
        Judge {
            clause,
            number,
            whose,
            beside,
            now: facts.figures.iter().filter(fits).collect(),
            before: facts.earlier.iter().filter(fits).collect(),
            facts,
            // A percentage does not say of what it is one.
            has_unit: part.is_some(),
            is_whole: is_whole(draft, clause, number),
            is_of_masked,
            is_more,
            is_of_before: mood::is_of_before(draft.flat(), &clause.sentence)
                || is_dated(draft.flat(), clause, number),
            is_counted: is_counted && is_read,
            is_closed: is_closed(draft, clause, number),
            is_at_a_date: is_at_a_date(draft.flat(), clause, number),
            may_be_of_group: may_be_of_group(draft, clause, facts),
        }
    }

    fn verdict(&self) -> (Verdict, Both) {
        if let Some(told) = self.may_be_more() {
            return told;
        }
        if self.whose.is_of_a_day {
            return (Verdict::Unsupported, of_a_day());
        }
        let inside = |of: &&&Figure| self.lies(of) == Lies::Inside;
        if !self.is_counted {
            let figure = self.now.iter().find(inside).map(|of| told(of));
            let because = figure.map_or_else(not_counted, |told| told.and(&not_counted()));
            return (Verdict::Unsupported, because);
        }
        if let Some(not) = self.is_not_of_every_part() {
            return (Verdict::Unsupported, not);
        }
        if let Some(figure) = self.now.iter().find(inside) {
            return match (&figure.more, self.is_whole) {
                _ if let Some(own) = self.of_its_field(figure) => {
                    (Verdict::Unsupported, told(figure).and(&of_field(own)))
                }
                _ if self.beside.is_exact && figure.grade == Grade::Estimate => {
                    (Verdict::Unsupported, told(figure).and(&not_exact()))
                }
                (Some(_), true) => (Verdict::Unsupported, told(figure).and(&not_the_whole())),
                _ => by_grade(figure),
            };
        }
        if let Some(figure) = self.before.iter().rev().find(inside) {
            let verdict = match self.is_of_before {
                true => Verdict::Unsupported,
                false => Verdict::OutOfDate,
            };
            return (verdict, self.replaced(figure));
        }
        if let Some(beyond) = self.clause.beyond.filter(|_| self.now.is_empty()) {
            return (Verdict::Unsupported, not_told(beyond));
        }
        let mut names: Vec<&str> = self
            .now
            .iter()
            .map(|figure| figure.name.en.as_str())
            .collect();
        names.dedup();
        let is_out = self
            .now
            .iter()
            .all(|figure| self.lies_possibly(figure) == Lies::Outside);
        let is_of_all = !self.clause.is_part && !self.number.is_small_word && self.names_no_field();
        match self.now.as_slice() {
            [figure, ..]
                if self.has_unit
                    && names.len() == 1
                    && figure.about.is_empty()
                    && is_out
                    && is_of_all
                    && !self.whose.is_of_part()
                    && !self.is_more
                    && self.is_closed
                    && !self.is_at_a_date
                    && !self.may_be_of_group
                    && !self.is_of_before =>
            {
                (Verdict::Contradicted, told(figure))
            }
            [] => (Verdict::Unsupported, no_figure()),
            figures if self.has_unit => (Verdict::Unsupported, not_it(figures)),
            _ => (Verdict::Unsupported, no_figure()),
        }
    }

    fn names_no_field(&self) -> bool {
        let clause = self.clause;
        clause.fields.is_empty() && clause.excepted().is_empty() && !clause.is_behind_field
    }

    /// How what was counted lies to one number; to a bound, what may be beside it too: "fewer than 3,000" speaks of
    /// those as well whom the gaps hide.
    fn lies(&self, figure: &Figure) -> Lies {
        if !self.number.is_one {
            return self.lies_possibly(figure);
        }
        let decimals = figure.decimals.max(self.number.said.decimals);
        figure
            .bounds(decimals)
            .lie_to(self.number.said.with_decimals(decimals))
    }

    fn lies_possibly(&self, figure: &Figure) -> Lies {
        let decimals = figure.decimals.max(self.number.said.decimals);
        figure
            .possible(decimals)
            .lie_to(self.number.said.with_decimals(decimals))
    }

    /// The figure of the only field that a clause names, where a number of all is none of it: "e-mail addresses of 3,384
    /// accounts". Masked and clear are told apart by counts of their own.
    fn of_its_field(&self, of_all: &Figure) -> Option<&'j Figure> {
        let [(_, at)] = self.clause.fields.as_slice() else {
            return None;
        };
        let title = &self.facts.fields.get(*at)?.title.ko;
        let is_own = |of: &&&Figure| of.about.contains(title) && !of.is_group;
        let own = self.now.iter().find(is_own)?;
        let is_other = of_all.about.is_empty() && self.lies(own) != Lies::Inside;
        (is_other && !self.is_of_masked).then_some(own)
    }

    /// What is said of a number of several parts that is not that of each of them: names and orders of 3,384 accounts.
    fn is_not_of_every_part(&self) -> Option<Both> {
        if self.number.percent || self.is_of_masked {
            return None;
        }
        let now = self.now.iter().copied();
        let (inside, others): (Vec<&Figure>, Vec<&Figure>) =
            now.partition(|of| self.lies(of) == Lies::Inside);
        let is_some = !inside.is_empty() && !self.whose.is_all_of(&inside);
        is_some.then(|| not_it(&others))
    }

    /// A number that is told as what may come on top, held against what the gaps may concern: "up to 959 more".
    fn may_be_more(&self) -> Option<(Verdict, Both)> {
        let over_gaps = |of: &&&Figure| of.more.is_some();
        let figure = self.now.iter().find(over_gaps).filter(|_| self.is_more)?;
        let at_most = figure
            .more
            .as_ref()
            .and_then(|more| more.at_most)
            .map(u128::from);
        let said = self.number.said.bounds;
        let verdict =
            match at_most.is_some_and(|most| [Some(said.low), said.high].contains(&Some(most))) {
                true => Verdict::Supported,
                false => Verdict::Unsupported,
            };
        Some((verdict, told(figure)))
    }

    /// An earlier figure and the one that stands in its place.
    fn replaced(&self, earlier: &Figure) -> Both {
        let was = told(earlier);
        match self
            .facts
            .figures
            .iter()
            .find(|figure| figure.name == earlier.name)
        {
            Some(now) => {
                let now = told(now);
                Both::new(
                    format!("이전 판의 수입니다. {} 지금은 {}", was.ko, now.ko),
                    format!("A figure of an earlier version. {} Now: {}", was.en, now.en),
                )
            }
            None => Both::new(
                format!("이전 판의 수이며 지금 판에는 없습니다. {}", was.ko),
                format!(
                    "A figure of an earlier version, which this one has no more. {}",
                    was.en
                ),
            ),
        }
    }
}

/// Units that are reads, or what read: no people are counted by them.
const OF_READS: [&str; 6] = [
    "page view",
    "views",
    "ip",
    "ip address",
    "아이피",
    "network address",
];

/// Words by which something was known at a date.
const KNOWN: [&str; 10] = [
    "found",
    "confirmed",
    "known",
    "announced",
    "reported",
    "identified",
    "확인",
    "파악",
    "집계",
    "발표",
];

/// Whether a number was known at a date that stands before it: *on 18 November we found one account*.
fn is_dated(flat: &str, clause: &Clause, number: &Number) -> bool {
    has(flat, &clause.span, &KNOWN) && is_at_a_date(flat, clause, number)
}

/// Whether a date stands before a number in its clause.
fn is_at_a_date(flat: &str, clause: &Clause, number: &Number) -> bool {
    let before = clause.span.start.min(number.span.start)..number.span.start;
    !when::find(flat, &before).is_empty()
}

/// Whether a clause surely says that so many were read, or is nothing but a count.
fn counts(draft: &Draft<'_>, clause: &Clause, number: &Number) -> bool {
    let mut parts = clause.parts(draft.flat());
    parts.fields.push(number.span.clone());
    Stance::of(&parts) == Stance::Affirms || parts.is_count()
}

/// Whether every word beside a number is known, so that it is the number of this incident: nothing less contradicts it.
fn is_closed(draft: &Draft<'_>, clause: &Clause, number: &Number) -> bool {
    let mut parts = clause.parts(draft.flat());
    parts.fields.push(number.span.clone());
    parts.is_count() || parts.is_closed(Stance::Affirms)
}

/// Words behind a number that say of it that it comes on top.
const MORE: [&str; 6] = ["more", "further", "additional", "others", "더", "추가로"];

/// Words that say of a number that there is nobody beside.
const WHOLE: [&str; 13] = [
    "in total",
    "a total of",
    "the total",
    "total number",
    "in all",
    "altogether",
    "all told",
    "exactly",
    "전부",
    "모두",
    "전체",
    "합계",
    "정확히",
];

fn is_whole(draft: &Draft<'_>, clause: &Clause, number: &Number) -> bool {
    let before = clause.span.start.min(number.span.start)..number.span.start;
    has(draft.flat(), &clause.span, &WHOLE) || draft.part(&before).trim_end().ends_with('총')
}

/// Whether a group of people is named in the sentence of a clause: "Taiwan is concerned too; it is 20 accounts".
fn may_be_of_group(draft: &Draft<'_>, clause: &Clause, facts: &Facts) -> bool {
    let mut groups = facts.figures.iter().filter(|of| of.is_group);
    groups.any(|of| {
        let is_in = |part: &Range<usize>| has_words(draft.flat(), part, &of.about);
        is_in(&clause.sentence) && !is_in(&clause.span)
    })
}

/// The words behind and before a number, up to the next number and the end of the clause.
fn around(draft: &Draft<'_>, clause: &Clause, number: &Number) -> (String, String) {
    let digits = |word: &&str| !word.contains(|one: char| one.is_ascii_digit());
    let end = clause.span.end.max(number.span.end);
    let after = draft.part(&(number.span.end..end));
    let after: Vec<&str> = after
        .split_whitespace()
        .take(UNIT_WORDS)
        .take_while(digits)
        .collect();
    let start = clause.span.start.min(number.span.start);
    let before: &Range<usize> = &(start..number.span.start);
    let mut before: Vec<&str> = draft
        .part(before)
        .split_whitespace()
        .rev()
        .take(UNIT_WORDS)
        .take_while(digits)
        .collect();
    before.reverse();
    let gap = if draft.part(&(number.span.end..end)).starts_with(' ') {
        " "
    } else {
        ""
    };
    (format!("{gap}{}", after.join(" ")), before.join(" "))
}

/// Whether a unit of a figure stands in some words.
fn stands(words: &str, figure: &Figure) -> bool {
    figure.units.iter().any(|unit| is_unit(words, unit))
}

/// Whether a unit stands in some words. One syllable, such as 건, is a unit only at the start of a word, because
/// it ends many others.
fn is_unit(words: &str, unit: &str) -> bool {
    let unit = singular(unit).to_ascii_lowercase();
    if unit == "%" {
        return false;
    }
    let is_syllable = unit.chars().count() == 1 && unit.chars().all(is_hangul);
    match is_syllable {
        true => words.split_whitespace().any(|word| word.starts_with(&unit)),
        false => holds(words, &[&unit]),
    }
}

fn by_grade(figure: &Figure) -> (Verdict, Both) {
    match figure.grade {
        Grade::Statement | Grade::Unknown => (
            Verdict::Unsupported,
            told(figure).and(&Both::new(
                "기록이 뒷받침하는 수가 아닙니다.",
                "No record carries this number.",
            )),
        ),
        Grade::Fact | Grade::Estimate | Grade::Decision => (Verdict::Supported, told(figure)),
    }
}

/// A figure with its value, version and grade, and what may be beside it.
fn told(figure: &Figure) -> Both {
    let (name, value, version) = (&figure.name, figure.value(), figure.version);
    let (ko, en) = (figure.grade.korean(), figure.grade.word());
    let (least_ko, least_en) = match figure.more {
        Some(_) => ("최소 ", "at least "),
        None => ("", ""),
    };
    let told = Both::new(
        format!("{}: {least_ko}{value} (제{version}판, {ko}).", name.ko),
        format!("{}: {least_en}{value} (version {version}, {en}).", name.en),
    );
    figure
        .more
        .iter()
        .fold(told, |told, more| told.and(&more.says))
}

fn of_field(own: &Figure) -> Both {
    let own = told(own);
    Both::new(
        format!("문장에 적힌 항목의 수는 다릅니다. {}", own.ko),
        format!(
            "The figure of the field that it names is another. {}",
            own.en
        ),
    )
}

fn not_exact() -> Both {
    Both::new(
        "추정한 수이므로 정확한 수라고 쓸 수 없습니다.",
        "It is an estimate, and not known exactly.",
    )
}

fn of_a_day() -> Both {
    Both::new(
        "열람은 하루가 아니라 여러 날에 걸쳐 있었고, 하루의 수는 기록에 없습니다.",
        "The reads were of more than that day, and how many were of it is not on record.",
    )
}

fn not_the_whole() -> Both {
    Both::new(
        "전부라고 쓸 수 없습니다: ‘최소’라고 쓰고, 더 있을 수 있음을 적습니다.",
        "It is not known to be the whole: write that it is at least so many, and that there may be more.",
    )
}

fn not_counted() -> Both {
    Both::new(
        "이 수만큼 열람되었다는 것인지 알 수 없습니다.",
        "Whether the sentence says that so many were read is not known.",
    )
}

fn not_told(beyond: Beyond) -> Both {
    let (ko, en) = beyond.called();
    Both::new(
        format!("열람 기록은 {ko} 여부를 말하지 않으므로, 이 수를 뒷받침하는 기록이 없습니다."),
        format!("A record of reads does not tell what was {en}: no figure carries this number."),
    )
}

fn no_figure() -> Both {
    Both::new(
        "이 수와 같은 수치가 없습니다.",
        "No figure has this number.",
    )
}

/// Figures told when a number is none of them; further ones are counted.
const TOLD_MAX: usize = 3;

fn not_it(figures: &[&Figure]) -> Both {
    let first = figures.iter().take(TOLD_MAX).map(|figure| told(figure));
    let all = first.fold(Both::new("", ""), |all, next| all.and(&next));
    let more = figures.len().saturating_sub(TOLD_MAX);
    let all = match more {
        0 => all,
        more => all.and(&Both::new(
            format!("외 {more}개."),
            format!("And {more} more."),
        )),
    };
    Both::new(
        format!("같은 단위의 수치와 다릅니다. {}", all.ko),
        format!("None of the figures that count this. {}", all.en),
    )
}
