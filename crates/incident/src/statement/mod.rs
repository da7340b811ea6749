//! Drafts of our own, for press, staff and investors, held against the facts of an incident.
//!
//! [`check`] finds in a draft, Korean or English, every number, date and time, field, absolute word and group of people,
//! and says of each what the facts carry: *supported*, *contradicted*, *unsupported* or *out of date*. It also points at
//! words that belittle. [`recheck`] holds a published statement against a later version and names the sentences
//! that need correcting.
//!
//! Invariants:
//! * what cannot be matched is *unsupported*, never *contradicted*: a verdict needs a fact behind it;
//! * what is not surely affirmed or denied, by a closed list of forms, is *unsupported*, and told all the same;
//! * nothing that is said to be read is carried or *contradicted* in a clause that holds a word which is not known, and no
//!   denial there is *contradicted*;
//! * "no data of X" is supported by X being *clear* and by nothing else (*never-clear*);
//! * the record tells what was read: a number of what was *stored*, *sent* or *deleted* matches no number of
//!   reads;
//! * a date is held against moments of what its sentence says happened, and where that is not known it is
//!   *unsupported*;
//! * over a record with gaps a number is carried as *at least*, and never as the whole;
//! * a rounded number is held to its own precision, with at least two digits.
//!
//! Places are lines and columns in characters, both from 1.
//!
//! Not here: where facts come from, and how a finding is printed or accepted with a reason.
//!
//! ```
//! use incident::{Both, Grade, statement::{Facts, Figure, Verdict, check, recheck}};
//!
//! let figure = |version, count| Figure {
//!     name: Both::new("열람된 계정", "accounts read"),
//!     low: count,
//!     high: Some(count),
//!     decimals: 0,
//!     units: vec!["계정".into(), "accounts".into()],
//!     about: Vec::new(),
//!     except: Vec::new(),
//!     more: None,
//!     is_group: false,
//!     version,
//!     grade: Grade::Fact,
//! };
//! let facts = Facts {
//!     version: 2,
//!     figures: vec![figure(2, 33_673_817)],
//!     earlier: vec![figure(1, 4_536)],
//!     ..Facts::default()
//! };
//! let draft = "Notice\n\nAbout 33.7 million accounts were leaked.".as_bytes();
//! assert!(check(draft, &facts).unwrap().is_clean());
//!
//! let published = "Notice\n\nWe found that 4,536 accounts were leaked.".as_bytes();
//! let corrections = recheck(published, &facts).unwrap();
//! assert_eq!(corrections[0].at, (3, 1));
//! assert_eq!(corrections[0].marks[0].verdict, Verdict::OutOfDate);
//! ```

mod absolute;
mod amount;
mod beside;
mod claims;
mod clause;
mod deeds;
mod draft;
mod error;
mod excepted;
mod facts;
mod fields;
mod figures;
pub mod limits;
mod mark;
mod masked;
mod moments;
mod mood;
mod numbers;
mod own;
mod phrase;
mod punctual;
mod spelled;
mod stance;
mod when;
mod wording;
mod words;

pub use absolute::Absolute;
pub use claims::{Claims, claims};
pub use deeds::Deed;
pub use error::StatementError;
pub use facts::{Evidence, Facts, FieldFact, Figure, Moment, More, Seen, Took};
pub use mark::{Checked, Correction, Kind, Mark, Severity, Verdict, Wording};

use draft::Draft;

/// Checks a draft: UTF-8, plain text or Markdown.
///
/// # Errors
/// When the draft is beyond a limit ([`limits`]) or no text that can be read.
pub fn check(draft: &[u8], facts: &Facts) -> Result<Checked, StatementError> {
    let draft = Draft::read(draft)?;
    let phrases = facts::Phrases::of(facts);
    let mut marks = Vec::new();
    for sentence in draft.sentences() {
        let before = marks.len();
        let dates = when::find(draft.flat(), &sentence.span);
        let mut taken: Vec<_> = dates.iter().map(|date| date.span.clone()).collect();
        let punctual = punctual::find(draft.flat(), &sentence.span);
        taken.extend(punctual.iter().map(|of| of.span.clone()));
        let numbers = numbers::find(&draft, &sentence.span, &taken, &phrases);
        for clause in clause::split(&draft, sentence, &phrases) {
            let before_clause = marks.len();
            let is_here = |at: usize| clause.span.contains(&at);
            let here: Vec<_> = dates
                .iter()
                .filter(|date| is_here(date.span.start))
                .collect();
            marks.extend(moments::judge(&draft, &clause, &here, facts));
            let is_of_a_day = moments::is_of_a_day(&draft, &clause, &here, facts);
            let here = punctual.iter().filter(|of| is_here(of.span.start));
            marks.extend(here.filter_map(|of| punctual::judge(&draft, &clause, of, facts)));
            let here = numbers.iter().filter(|number| is_here(number.span.start));
            let here: Vec<_> = here.collect();
            let whose = own::of(&draft, &clause, &here, (&phrases, facts));
            let here = here.into_iter().zip(whose);
            marks.extend(here.map(|(number, mut whose)| {
                whose.is_of_a_day = is_of_a_day;
                figures::judge(&draft, &clause, (number, &whose), facts)
            }));
            marks.extend(fields::judge(&draft, &clause, facts));
            marks.extend(absolute::judge(&draft, &clause, facts));
            if marks.len() == before_clause {
                marks.extend(absolute::groups::judge(&draft, &clause, facts));
            }
        }
        if mood::takes_back(draft.flat(), &sentence.span) {
            let taken_back: Vec<Mark> = marks.drain(before..).map(mood::taken_back).collect();
            marks.extend(taken_back);
        }
        if marks.len() > limits::MARKS_MAX {
            return Err(StatementError::TooMuch);
        }
    }
    marks.sort_by_key(|mark| (mark.line, mark.column));
    Ok(Checked {
        version: facts.version,
        marks,
        wordings: wording::find(&draft, facts)?,
    })
}

/// Holds a published statement against the facts of a later version: each sentence that they contradict or that
/// they have left behind, once, with what is wrong in it.
///
/// # Errors
/// As [`check`].
pub fn recheck(published: &[u8], facts: &Facts) -> Result<Vec<Correction>, StatementError> {
    let checked = check(published, facts)?;
    let mut corrections: Vec<Correction> = Vec::new();
    let is_wrong = |mark: &Mark| matches!(mark.verdict, Verdict::Contradicted | Verdict::OutOfDate);
    for mark in checked.marks.into_iter().filter(is_wrong) {
        match corrections.last_mut() {
            Some(last) if last.at == mark.sentence_at => last.marks.push(mark),
            _ => corrections.push(Correction {
                at: mark.sentence_at,
                sentence: mark.sentence.clone(),
                marks: vec![mark],
            }),
        }
    }
    Ok(corrections)
}

/// An absolute word of a text, whatever is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    /// As it stands in the text.
    pub words: String,
    /// What it says.
    pub says: Absolute,
    /// Whether it denies that data was read.
    pub denies: bool,
}

/// The words of a text that belittle what happened; nothing of a text that [`check`] refuses.
#[must_use]
pub fn belittling(text: &str) -> Vec<String> {
    let facts = Facts::default();
    let found = Draft::read(text.as_bytes()).and_then(|draft| wording::find(&draft, &facts));
    let found = found.unwrap_or_default().into_iter();
    found.map(|of| of.words).collect()
}

#[cfg(test)]
mod tests;
