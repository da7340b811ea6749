//! Dates and times of a text, held against the moments of what the sentence says happened.
//!
//! A moment of something else carries nothing, even on the very same day; it is only told, so that the reader sees
//! what the writer may have taken it for.

use std::ops::Range;

use jiff::civil::DateTime;

use super::{
    Facts, Moment,
    clause::Clause,
    deeds::{self, Deed, Said},
    draft::Draft,
    mark::{Kind, Mark, Verdict},
    mood,
    phrase::{has, is_korean},
    stance::{Stance, signs},
    when::When,
};
use crate::both::Both;

mod reads;

pub(super) use reads::is_of_a_day;
use reads::{not_the_first, not_the_only};

/// The marks on the dates and times of a clause.
pub(super) fn judge(
    draft: &Draft<'_>,
    clause: &Clause,
    dates: &[&When],
    facts: &Facts,
) -> Vec<Mark> {
    if dates.is_empty() {
        return Vec::new();
    }
    let flat = draft.flat();
    let said = deeds::find(flat, &clause.span, &clause.moments, facts);
    let spans: Vec<Range<usize>> = dates.iter().map(|date| date.span.clone()).collect();
    let marks = dates.iter().map(|date| {
        let held = Held::new(draft, (clause, &spans), date, facts);
        let at = deeds::at(flat, &clause.span, &date.span, &spans, &said);
        let (verdict, because) = held.judged(at, &said);
        draft.mark(&clause.sentence, &date.span, Kind::Moment, verdict, because)
    });
    marks.collect()
}

/// On which side of a date a text says something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// On it.
    At,
    /// Before it.
    Before,
    /// On it or before it.
    By,
    /// On it or after it.
    Since,
    /// When it had passed: 기한인 18일을 넘겨.
    Past,
}

impl Bound {
    fn of(flat: &str, clause: &Range<usize>, date: &Range<usize>) -> Bound {
        let before = flat
            .get(clause.start.min(date.start)..date.start)
            .unwrap_or_default();
        let after = flat
            .get(date.end..clause.end.max(date.end))
            .unwrap_or_default()
            .trim_start();
        let ends = |words: &[&str]| {
            let before = before.trim_end().trim_end_matches(" the");
            words.iter().any(|word| {
                let rest = before.strip_suffix(word);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
            })
        };
        let begins = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
        if ends(&["before", "prior to"]) || begins(&["전에", "전까지", "이전"]) {
            Bound::Before
        } else if ends(&["by"]) || begins(&["까지"]) {
            Bound::By
        } else if ends(&["after", "since"]) || begins(&["이후", "부터", "후에"]) {
            Bound::Since
        } else if begins(&["을 넘", "를 넘", "이 지나", "가 지나", "이 지난", "가 지난"])
        {
            Bound::Past
        } else {
            Bound::At
        }
    }
}

/// A date that is held against moments.
struct Held<'h> {
    date: &'h When,
    /// Where the date before it ends, or the clause begins.
    since: usize,
    bound: Bound,
    facts: &'h Facts,
    draft: &'h Draft<'h>,
    clause: &'h Clause,
    /// Every date of the clause.
    spans: &'h [Range<usize>],
}

impl<'h> Held<'h> {
    fn new(
        draft: &'h Draft<'h>,
        (clause, spans): (&'h Clause, &'h [Range<usize>]),
        date: &'h When,
        facts: &'h Facts,
    ) -> Held<'h> {
        let ends = spans.iter().map(|span| span.end);
        let since = ends.filter(|end| *end <= date.span.start).max();
        Held {
            since: since.unwrap_or(clause.span.start),
            date,
            bound: Bound::of(draft.flat(), &clause.span, &date.span),
            facts,
            draft,
            clause,
            spans,
        }
    }

    /// What is said of a date, by how its clause means what happened then.
    fn judged(&self, at: Option<(&Said, Vec<&Said>)>, all: &[Said]) -> (Verdict, Both) {
        let (flat, clause) = (self.draft.flat(), &self.clause.span);
        let Some((said, beside)) = at else {
            return self.unknown();
        };
        let sentence = self.draft.part(&self.clause.sentence);
        if mood::is_ahead(flat, clause) || self.is_no_date() || signs::in_sentence(sentence) {
            return self.unknown();
        }
        if mood::is_duty(flat, clause) {
            return self.due();
        }
        let until = has(flat, clause, &["until"])
            || (is_korean(flat, clause) && has(flat, clause, &["까지"]));
        match (mood::denies(flat, clause), self.bound) {
            (true, Bound::By) => self.undone(said, &beside),
            (true, _) if !until => self.unknown(),
            (_, Bound::Past) => self.past(all),
            _ => match self.by_its_word(said) {
                Some(of) if self.is(of) => (Verdict::Supported, is(of)),
                // The other end of the reads, or a first read of something else.
                Some(of) if !said.is_named && self.is_of_a_read() => self.another_end(of),
                _ => self.against(said, &beside),
            },
        }
    }

    /// Whether the sentence says of the date that it is not when it was: 18일이 아니라, *no data was read in 2024*.
    fn is_no_date(&self) -> bool {
        let flat = self.draft.flat();
        let clause = &self.clause.span;
        let next = self.spans.iter().map(|span| span.start);
        let end = next.filter(|start| *start >= self.date.span.end).min();
        let end = end.unwrap_or(clause.end);
        let behind = flat.get(self.date.span.end..end).unwrap_or_default();
        let is_none = has(flat, clause, &["no", "none", "nobody", "nothing", "no one"]);
        let is_bound = has(
            flat,
            clause,
            &[
                "no later than",
                "no longer",
                "no fewer than",
                "no more than",
            ],
        );
        let is_told = has(
            flat,
            clause,
            &[
                "said",
                "says",
                "stated",
                "according to",
                "claims",
                "claimed",
            ],
        );
        is_told
            || mood::is_written(flat, clause)
            || ["아니", "아닌", "아닙"]
                .iter()
                .any(|not| behind.contains(not))
            || (is_none && !is_bound)
    }

    /// What had to be done: the date may be that of a limit, and contradicts nothing.
    fn due(&self) -> (Verdict, Both) {
        let mut due = self.facts.moments.iter();
        match due.find(|of| of.deed == Some(Deed::Due) && self.is(of)) {
            Some(of) => (Verdict::Supported, is(of)),
            None => self.unknown(),
        }
    }

    /// What had not happened by a date: everything of it that is on record came then or later. Who admits that a report was
    /// not made may speak of another one.
    fn undone(&self, said: &Said, beside: &[&Said]) -> (Verdict, Both) {
        let meant = self.moments(&said.moments);
        if meant.is_empty() {
            return self.unknown();
        }
        let is_later = |of: &&Moment| self.begins(of).is_some_and(|(low, at)| at >= low);
        match meant.iter().all(is_later) {
            true => (Verdict::Supported, told(&meant)),
            false if said.is_of_telling || beside.iter().any(|of| of.is_of_telling) => {
                self.unknown()
            }
            false if said.is_firm && !said.is_weak && self.is_dated() => {
                (Verdict::Contradicted, told(&meant))
            }
            false => self.unknown(),
        }
    }

    /// What happened when a date had passed.
    fn past(&self, all: &[Said]) -> (Verdict, Both) {
        let places = all.iter().flat_map(|of| of.moments.iter().copied());
        let meant = self.moments(&places.collect::<Vec<_>>());
        let is_later = |of: &&&Moment| self.begins(of).is_some_and(|(low, at)| at > low);
        match meant.iter().find(is_later) {
            Some(of) => (Verdict::Supported, is(of)),
            None => self.unknown(),
        }
    }

    /// The first second that reads like the date, and a moment on the same clock.
    fn begins(&self, of: &Moment) -> Option<(DateTime, DateTime)> {
        let clock = self.clock(of)?;
        Some((self.date.ends(clock.year())?.0, clock))
    }

    /// Whether a date that is held against limits is that of a filing.
    fn is_of_a_filing(&self, meant: &[&Moment]) -> bool {
        let is_filing = |of: &Moment| matches!(of.deed, Some(Deed::Reported | Deed::Told));
        let mut moments = self.facts.moments.iter();
        meant.iter().all(|of| of.deed == Some(Deed::Due))
            && moments.any(|of| is_filing(of) && self.is(of))
    }

    fn against(&self, said: &Said, beside: &[&Said]) -> (Verdict, Both) {
        if said.receipts.len() > 1
            && let Some(told) = self.by_receipts(said)
        {
            return told;
        }
        let meant = self.moments(&said.moments);
        if let Some(of) = meant
            .iter()
            .copied()
            .find(|of| self.fits(of, said.is_of_reads))
        {
            if said.is_of_reads && !said.is_named && !self.is_of_all_reads() {
                return (
                    Verdict::Unsupported,
                    told(&self.reads()).and(&not_the_only()),
                );
            }
            if let Some(first) = self.another_first(said, &meant) {
                return (Verdict::Unsupported, is(first).and(&not_the_first()));
            }
            return match of.deed != Some(Deed::Due) && self.says_more(said, beside) {
                true => (Verdict::Unsupported, is(of).and(&not_all())),
                false => (Verdict::Supported, is(of)),
            };
        }
        let known = told(&meant);
        let other = self.facts.moments.iter().find(|of| self.is(of));
        let other = other.map_or_else(|| Both::new("", ""), is);
        if meant.is_empty() {
            let because = Both::new(
                "이 일에 관하여 등록된 시점이 없습니다.",
                "No moment of this is on record.",
            );
            return (Verdict::Unsupported, another(&other, &because));
        }
        // Two deeds stand beside one date, and it is that of the other.
        let may_be = beside.iter().any(|of| {
            of.span != said.span && self.moments(&of.moments).iter().any(|of| self.is(of))
        });
        // A report that came after the deadline is told beside it.
        let may_be = may_be || self.is_of_a_filing(&meant);
        let reads = beside.iter().filter(|of| of.is_of_reads);
        let reads: Vec<&Moment> = reads.flat_map(|of| self.moments(&of.moments)).collect();
        let within = said.is_of_reads && self.is_within(&reads);
        let (flat, clause) = (self.draft.flat(), &self.clause.span);
        let is_meant = !said.is_weak || deeds::stands_alone(flat, clause, said, &self.date.span);
        let is_ours = !said.is_of_reads || said.is_named || self.is_closed();
        let may_come = said.is_of_telling && mood::is_present(flat, clause);
        let is_firm =
            said.is_firm && !may_come && is_meant && is_ours && (self.is_dated() || said.is_named);
        let verdict = match is_firm && !may_be && !within {
            true => Verdict::Contradicted,
            false => Verdict::Unsupported,
        };
        let known = match within {
            true => Both::new(
                "열람이 있던 기간 안이지만 이때라는 기록은 없습니다.",
                "It lies within the time of the reads, and no moment on record reads like this.",
            )
            .and(&known),
            false => known,
        };
        (verdict, another(&other, &known))
    }

    /// Whether every word of the clause is known, so that the leak of which it speaks is this one.
    fn is_closed(&self) -> bool {
        let mut parts = self.clause.parts(self.draft.flat());
        parts.fields.extend(self.spans.iter().cloned());
        parts.is_closed(Stance::Affirms)
    }

    /// What is said of a report to several authorities, each held against its own receipts: of one date it is that of all, of
    /// as many dates as authorities each has its own. `None` where one stands for each.
    fn by_receipts(&self, said: &Said) -> Option<(Verdict, Both)> {
        let places = said.receipts.iter().map(|(at, _)| *at);
        let (first, last) = (places.clone().min()?, places.max()?);
        let between = |span: &Range<usize>| first < span.start && span.start < last;
        let fits = |of: &Vec<&Moment>| of.iter().any(|of| self.fits(of, false));
        if self.spans.iter().any(between) {
            let own = self.moments(&self.own_receipts(said)?);
            return Some(match (fits(&own), own.is_empty() || !said.is_firm) {
                (true, _) => (Verdict::Supported, told(&own)),
                (false, true) => self.unknown(),
                (false, false) => (Verdict::Contradicted, told(&own)),
            });
        }
        let each = said.receipts.iter().map(|(_, of)| self.moments(of));
        let each: Vec<Vec<&Moment>> = each.collect();
        let all = || told(&each.concat());
        let is_known = said.is_firm && self.is_dated() && each.iter().all(|of| !of.is_empty());
        match each.iter().all(fits) {
            true => None,
            false if is_known && each.iter().any(fits) => Some((Verdict::Contradicted, all())),
            false if is_known => None,
            false => Some((Verdict::Unsupported, all().and(&not_all()))),
        }
    }

    /// The receipts of the authorities that stand right before the date and right behind it, where several have dates of their
    /// own: *to KISA on 19 November and on 20 November to the PIPC*. `None` where none stands there.
    fn own_receipts(&self, said: &Said) -> Option<Vec<usize>> {
        let date = &self.date.span;
        let next = self.spans.iter().map(|span| span.start);
        let next = next.filter(|start| *start >= date.end).min();
        let last = self.spans.iter().map(|span| span.end);
        let last = last.filter(|end| *end <= date.start).max();
        let around = last.unwrap_or(self.clause.span.start)..next.unwrap_or(self.clause.span.end);
        let here = said.receipts.iter().filter(|(at, _)| around.contains(at));
        let here: Vec<_> = here.map(|(_, of)| of.clone()).collect();
        (!here.is_empty()).then(|| here.concat())
    }

    /// Whether the same date is given to more than what the record bears: a second authority without a receipt, a second deed.
    /// Of a limit (신고 기한) the deed is what was due.
    fn says_more(&self, said: &Said, beside: &[&Said]) -> bool {
        let mut others = beside.iter().filter(|of| of.span != said.span);
        let is_other = |of: &&Said| {
            let moments = self.moments(&of.moments);
            let is_borne = moments.iter().any(|at| self.fits(at, of.is_of_reads));
            of.is_firm && !of.is_weak && !of.is_named && !of.is_of_reads && !is_borne
        };
        said.is_short || others.any(is_other)
    }

    /// What is said of a date of which it is not known what happened then.
    fn unknown(&self) -> (Verdict, Both) {
        let because = Both::new(
            "문장에서 이때 무슨 일이 있었다는 것인지 알 수 없습니다.",
            "What the sentence says happened then is not known.",
        );
        let other = self.facts.moments.iter().find(|of| self.is(of));
        let other = other.map_or_else(|| Both::new("", ""), is);
        (Verdict::Unsupported, other.and(&because))
    }

    fn moments(&self, places: &[usize]) -> Vec<&'h Moment> {
        places
            .iter()
            .filter_map(|at| self.facts.moments.get(*at))
            .collect()
    }

    fn clock(&self, of: &Moment) -> Option<DateTime> {
        of.civil(self.date.zone().as_ref())
    }

    fn is(&self, of: &Moment) -> bool {
        self.clock(of).is_some_and(|clock| self.date.is(clock))
    }

    fn is_dated(&self) -> bool {
        self.date.month.is_some() || self.date.year.is_some()
    }

    /// Whether a moment is as the text says. Reads go on for a time, so that "until" and "since" name an end of it.
    fn fits(&self, of: &Moment, is_of_reads: bool) -> bool {
        let Some(clock) = self.clock(of) else {
            return false;
        };
        let ends = self.date.ends(clock.year());
        match (self.bound, ends) {
            (Bound::Before, Some((low, _))) if !is_of_reads => clock < low,
            (Bound::By, Some((_, high))) if !is_of_reads => clock <= high,
            (Bound::Since, Some((low, _))) if !is_of_reads => clock >= low,
            _ => self.date.is(clock),
        }
    }

    /// Whether a date lies between the first of some moments and the last.
    fn is_within(&self, meant: &[&Moment]) -> bool {
        let clocks: Vec<DateTime> = meant.iter().filter_map(|of| self.clock(of)).collect();
        let (Some(first), Some(last)) = (clocks.iter().min(), clocks.iter().max()) else {
            return false;
        };
        (first.year()..=last.year()).any(|year| {
            let ends = self.date.ends(year);
            ends.is_some_and(|(low, high)| *first <= high && low <= *last)
        })
    }
}

fn not_all() -> Both {
    Both::new(
        "문장은 이때 다른 일도 있었다고 하는데, 그 기록은 없습니다.",
        "The sentence gives the same date to more, of which nothing is on record.",
    )
}

/// The moment that bears a date, and what the sentence speaks of.
fn another(other: &Both, because: &Both) -> Both {
    match other.en.is_empty() {
        true => because.clone(),
        false => Both::new(
            format!("{} 문장이 말하는 때는 다릅니다. {}", other.ko, because.ko),
            format!(
                "{} The sentence speaks of another. {}",
                other.en, because.en
            ),
        ),
    }
}

/// Moments told at the most.
const TOLD_MAX: usize = 3;

fn told(moments: &[&Moment]) -> Both {
    let first = moments.iter().take(TOLD_MAX).map(|of| is(of));
    first.fold(Both::new("", ""), |all, next| all.and(&next))
}

/// Which moment is when.
fn is(of: &Moment) -> Both {
    let clock = of.civil(None).map_or_else(
        || of.at.to_string(),
        |clock| clock.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    );
    let zone = of.zone.iana_name().unwrap_or("UTC");
    let is = |name: &str| format!("{name}: {clock} {zone}.");
    Both::new(is(&of.name.ko), is(&of.name.en))
}
