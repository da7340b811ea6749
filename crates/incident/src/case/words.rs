//! What a new step says must be there to be read: an empty title or receipt tells nobody anything, and a control
//! character can rewrite the screen of whoever reads it. Steps that were taken before are not held against this.

use super::{
    error::CaseError,
    step::{Step, What},
};

/// Characters of a title, a name, a receipt: what must stand in a line of a table.
const LINE_CHARS_MAX: usize = 200;

/// Characters of free words, such as what an order asks: about ten pages; what is longer is evidence.
const WORDS_CHARS_MAX: usize = 20_000;

/// What an id may have beside letters and digits: it is typed on command lines and read from tables.
const ID_SIGNS: [char; 3] = ['-', '_', '.'];

/// What stands between the number of an incident and an id that came from it, such as `3/E1`; no id of its own has it.
const FROM: char = '/';

/// How a text is held.
#[derive(Clone, Copy)]
enum Form {
    /// A line.
    Line,
    /// A line that may be empty.
    Maybe,
    /// An id: a line that cannot be taken for an id of another incident.
    Id,
    /// Words, on as many lines as they need.
    Words,
}

type Text<'w> = (&'w str, &'static str, Form);

/// Whether a new step can be read.
pub(super) fn readable(step: &Step) -> Result<(), CaseError> {
    let who = (step.by.as_str(), "who takes the step (--as)", Form::Line);
    let why = (step.why.as_str(), "the reason (--reason)", Form::Words);
    names_somebody(&step.what)?;
    let mut texts = texts(&step.what);
    texts.extend([who, why]);
    texts.into_iter().try_for_each(held)
}

fn names_somebody(what: &What) -> Result<(), CaseError> {
    match what {
        What::Included { subjects, .. } | What::Excluded { subjects } if subjects.is_empty() => {
            Err(CaseError::Nobody)
        }
        _ => Ok(()),
    }
}

fn held((text, what, form): Text<'_>) -> Result<(), CaseError> {
    let wrong = |is: String, right: String| Err(CaseError::Text { what, is, right });
    let is_words = matches!(form, Form::Words);
    if text.trim().is_empty() {
        return match form {
            Form::Maybe => Ok(()),
            _ => wrong(
                "is empty".to_owned(),
                "say it in words that a stranger understands".to_owned(),
            ),
        };
    }
    let is_layout = |c: char| is_words && matches!(c, '\n' | '\r' | '\t');
    if let Some(control) = text.chars().find(|c| c.is_control() && !is_layout(*c)) {
        let is = format!("has the control character U+{:04X}", u32::from(control));
        return wrong(is, "write it as text that can be printed".to_owned());
    }
    let (most, chars) = (most(form), text.chars().count());
    if chars > most {
        let right = format!("write at most {most}, and take what is longer in as evidence");
        return wrong(format!("has {chars} characters"), right);
    }
    match form {
        Form::Id if text.contains(FROM) => wrong(
            format!("has a {:?}", FROM.to_string()),
            "that is how ids of another incident are written; write one such as E1".to_owned(),
        ),
        Form::Id if !text.chars().all(is_of_id) => wrong(
            "has more than letters, digits, '-', '_' and '.'".to_owned(),
            "it is typed and read in tables: write one such as E1".to_owned(),
        ),
        _ => Ok(()),
    }
}

fn is_of_id(c: char) -> bool {
    c.is_alphanumeric() || ID_SIGNS.contains(&c)
}

fn most(form: Form) -> usize {
    match form {
        Form::Words => WORDS_CHARS_MAX,
        Form::Line | Form::Maybe | Form::Id => LINE_CHARS_MAX,
    }
}

/// What a step says in words of its own. Texts that must name something that is there are held against that elsewhere.
fn texts(what: &What) -> Vec<Text<'_>> {
    match what {
        What::Opened { title, .. } => vec![(title, "the title (--title)", Form::Line)],
        What::Candidate { who, .. } => vec![(who, "who knew (--who)", Form::Line)],
        What::Filed {
            to,
            receipt,
            late_because,
            corrects,
            ..
        } => {
            let mut all = vec![
                (to.as_str(), "who received it, and how (--to)", Form::Line),
                (receipt, "the number of the receipt (--receipt)", Form::Line),
            ];
            let late = late_because.iter();
            all.extend(
                late.map(|of| (of.as_str(), "why it is late (--late-because)", Form::Words)),
            );
            if let Some(of) = corrects {
                all.push((
                    &of.receipt,
                    "the receipt that is corrected (--corrects)",
                    Form::Line,
                ));
                all.push((
                    &of.error,
                    "the error that is corrected (--error)",
                    Form::Words,
                ));
            }
            all
        }
        What::Requested { from, scope, .. } => vec![
            (from, "who asks (--from)", Form::Line),
            (scope, "the scope of the request (--scope)", Form::Words),
        ],
        What::Posted { url, .. } => vec![(url, "the address of the page (--url)", Form::Words)],
        What::Restricted { names } => {
            let name = |of| (of, "a name of who may see it", Form::Line);
            names.iter().map(String::as_str).map(name).collect()
        }
        What::Contained { measures, .. } => {
            vec![(measures, "what was done (--measures)", Form::Words)]
        }
        other => of_records(other),
    }
}

/// What is said of evidence and of what is known.
fn of_records(what: &What) -> Vec<Text<'_>> {
    match what {
        What::Took(of) => vec![
            (&of.id, "the id of the evidence (--name)", Form::Id),
            (&of.item, "what it is (--item)", Form::Words),
            (&of.from, "from whom it is (--from)", Form::Line),
            (&of.how, "how it was obtained (--how)", Form::Words),
            (&of.place, "where the original is (--original)", Form::Words),
            (
                &of.time_source,
                "where its time is from (--time-source)",
                Form::Maybe,
            ),
        ],
        What::Fact {
            id, words, closes, ..
        } => {
            let mut all = vec![
                (id.as_str(), "the id of the fact (--name)", Form::Id),
                (words, "what is known (--words)", Form::Words),
            ];
            let item = |of| (of, "an item that it closes (--closes)", Form::Line);
            all.extend(closes.iter().map(String::as_str).map(item));
            all
        }
        What::Handed {
            done, to, receipt, ..
        } => vec![
            (done, "what was done (--done)", Form::Line),
            (to, "to whom (--to)", Form::Line),
            (receipt, "what they gave for it (--receipt)", Form::Maybe),
        ],
        other => of_owed(other),
    }
}

/// What is said of what is owed.
fn of_owed(what: &What) -> Vec<Text<'_>> {
    match what {
        What::Owed {
            from,
            asked,
            owner,
            systems,
            ..
        } => {
            let mut all = vec![
                (from.as_str(), "who asks (--from)", Form::Line),
                (asked, "what is asked (--asked)", Form::Words),
                (owner, "who sees to it (--owner)", Form::Line),
            ];
            let system = |of| (of, "a system (--system)", Form::Line);
            all.extend(systems.iter().map(String::as_str).map(system));
            all
        }
        What::Answered { words, receipt, .. } => vec![
            (words, "what was answered (--words)", Form::Words),
            (receipt, "the receipt (--receipt)", Form::Line),
        ],
        // The rest is ids, moments, words of closed lists, selections, which have a limit of their own, and what a
        // program counted.
        _ => Vec::new(),
    }
}
