//! The absolute words of a text sentence by sentence, for who holds them against evidence of his own, as a report does.

use super::{
    Absolute, Facts, Loose, Verdict, absolute,
    clause::{self, Clause},
    draft::{Draft, Sentence},
    facts::Phrases,
    mood,
    phrase::has,
    words::{DATA, Found},
};

/// One sentence, with the absolute words that the facts do not carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// It, in small Latin letters, without the words that the facts carry.
    pub text: String,
    /// Whether it leaves open what they say: that something is not known, not done, or yet to be done.
    pub is_open: bool,
    /// Its absolute words.
    pub words: Vec<Loose>,
}

/// Words of what is not known, and of deeds that were not done.
const OPEN: [&str; 39] = [
    "whether",
    "cannot say",
    "can't say",
    "cannot tell",
    "not know",
    "not known",
    "cannot rule out",
    "cannot exclude",
    "not yet",
    "unclear",
    "unknown",
    "not deleted",
    "not been deleted",
    "not be deleted",
    "not recovered",
    "not been recovered",
    "not be recovered",
    "not erased",
    "not destroyed",
    "여부",
    "는지",
    "은지",
    "었는지",
    "누구인지",
    "아직",
    "알 수 없",
    "확인할 수 없",
    "말할 수 없",
    "배제할 수 없",
    "모릅니다",
    "모름",
    "경위는",
    "원인은",
    "삭제하지 않",
    "삭제되지 않",
    "삭제하지 못",
    "삭제되지 못",
    "회수하지 못",
    "회수되지 않",
];

/// Words of data beside [`DATA`], at which a *nobody* speaks of what was read.
const OF_DATA: [&str; 6] = ["data", "information", "record", "정보", "자료", "기록"];

/// Words of a moment from which on nothing was read: the ledger may prove it, and no field is named.
const SINCE: [&str; 3] = ["since", "이후", "부터"];

/// What tells every sentence of a text with its absolute words: made once of the facts, for as many texts as are held
/// against them. A text that [`super::check`] refuses is one sentence without any.
pub fn claims(facts: &Facts) -> impl Fn(&str) -> Vec<Claims> {
    let phrases = Phrases::of(facts);
    move |text| of_text(text, &phrases, facts)
}

fn of_text(text: &str, phrases: &Phrases, facts: &Facts) -> Vec<Claims> {
    let Ok(draft) = Draft::read(text.as_bytes()) else {
        return vec![Claims {
            text: text.to_lowercase(),
            is_open: false,
            words: Vec::new(),
        }];
    };
    let sentences = draft.sentences().iter();
    sentences
        .map(|of| of_sentence(&draft, of, phrases, facts))
        .collect()
}

fn of_sentence(draft: &Draft<'_>, sentence: &Sentence, phrases: &Phrases, facts: &Facts) -> Claims {
    let flat = draft.flat();
    let mut text = String::new();
    let mut at = sentence.span.start;
    let mut words = Vec::new();
    let mut is_open = has(flat, &sentence.span, &OPEN)
        || mood::is_ahead(flat, &sentence.span)
        || mood::takes_back(flat, &sentence.span);
    for clause in clause::split(draft, sentence, phrases) {
        let marks = absolute::judge(draft, &clause, facts);
        for (word, mark) in clause.absolutes.iter().zip(marks) {
            if mark.verdict == Verdict::Supported {
                text.push_str(draft.part(&(at..word.span.start.max(at))));
                at = word.span.end.max(at);
            } else if is_claim(word, &clause) {
                is_open |= is_unsure(draft, word, &clause);
                words.push(Loose {
                    words: draft.told(&word.span),
                    says: word.says,
                    denies: word.denies,
                });
            }
        }
    }
    text.push_str(draft.part(&(at..sentence.span.end)));
    Claims {
        text,
        is_open,
        words,
    }
}

/// Whether a word claims anything of data. *None* as an answer, and *nothing checked it*, do not.
fn is_claim(word: &Found, clause: &Clause) -> bool {
    word.says != Absolute::None || clause.of_reading
}

/// Whether it is not sure that a word denies reads of data: *nobody read the alert*, *no reads since 19 November*.
fn is_unsure(draft: &Draft<'_>, word: &Found, clause: &Clause) -> bool {
    let speaks = |words: &[&str]| has(draft.flat(), &clause.span, words);
    let of_data = !clause.fields.is_empty() || speaks(DATA) || speaks(&OF_DATA);
    match word.says {
        Absolute::None => !of_data,
        Absolute::No => !of_data && speaks(&SINCE),
        _ => false,
    }
}
