//! Words and phrases, found in a text: the longest at each place, from left to right.
//!
//! In a phrase a blank stands for blanks or a hyphen, and `~` for a syllable of Hangul or none, so that one
//! phrase covers the particles that may follow a noun. A Latin phrase is whole words; a Korean one may have anything
//! before and behind it.

use std::{collections::HashMap, ops::Range};

/// Phrases, each with what it stands for.
pub(super) struct Phrases<T> {
    /// Endings that a Latin phrase may have.
    endings: &'static [&'static str],
    by_start: HashMap<char, Vec<(String, T)>>,
}

impl<T: Copy> Phrases<T> {
    /// Names of things, found in the plural too.
    pub(super) fn names<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Phrases<T> {
        Phrases {
            endings: &["", "s", "es"],
            ..Phrases::exact(phrases)
        }
    }

    /// Phrases as they are.
    pub(super) fn exact<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Phrases<T> {
        let mut by_start: HashMap<char, Vec<(String, T)>> = HashMap::new();
        for (phrase, of) in phrases {
            let phrase = phrase.trim().to_ascii_lowercase();
            if let Some(start) = phrase.chars().next() {
                by_start.entry(start).or_default().push((phrase, of));
            }
        }
        Phrases {
            by_start,
            endings: &[""],
        }
    }

    /// Every phrase within a part of a flat text.
    pub(super) fn find(&self, text: &str, part: &Range<usize>) -> Vec<(Range<usize>, T)> {
        let mut found = Vec::new();
        let mut at = part.start;
        while let Some(start) = text.get(at..part.end).and_then(|rest| rest.chars().next()) {
            match self.longest(text, at, part.end, start) {
                Some((end, of)) if end > at => {
                    found.push((at..end, of));
                    at = end;
                }
                _ => at += start.len_utf8(),
            }
        }
        found
    }

    /// As [`Table::find`], with everything that the words found may mean.
    pub(super) fn find_all(&self, text: &str, part: &Range<usize>) -> Vec<(Range<usize>, T)> {
        let mut all = Vec::new();
        for (range, _) in self.find(text, part) {
            let start = text.get(range.start..).and_then(|rest| rest.chars().next());
            let phrases = start.and_then(|start| self.by_start.get(&start));
            for (phrase, of) in phrases.into_iter().flatten() {
                let found = match_at(text, range.start, part.end, phrase, self.endings);
                if found == Some(range.end) {
                    all.push((range.clone(), *of));
                }
            }
        }
        all
    }

    fn longest(&self, text: &str, at: usize, end: usize, start: char) -> Option<(usize, T)> {
        let phrases = self.by_start.get(&start)?;
        let ends = phrases
            .iter()
            .filter_map(|(phrase, of)| Some((match_at(text, at, end, phrase, self.endings)?, *of)));
        // Of equal ones the first.
        ends.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }
}

/// Whether one of some names stands in a part of a flat text.
pub(super) fn has(text: &str, part: &Range<usize>, phrases: &[&str]) -> bool {
    let Some(inside) = text.get(part.clone()) else {
        return false;
    };
    let mut starts = inside.char_indices().map(|(at, _)| part.start + at);
    starts.any(|at| {
        phrases
            .iter()
            .any(|phrase| match_at(text, at, part.end, phrase, &["", "s", "es"]).is_some())
    })
}

/// Whether one of some names stands in a flat text.
pub(super) fn holds(text: &str, phrases: &[&str]) -> bool {
    has(text, &(0..text.len()), phrases)
}

/// As [`has`], of names as facts give them, in large letters or small.
pub(super) fn has_words(text: &str, part: &Range<usize>, words: &[String]) -> bool {
    let words: Vec<String> = words.iter().map(|of| of.to_ascii_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    has(text, part, &words)
}

/// Whether a part of a text holds a syllable of Hangul: what it says is then read as Korean.
pub(super) fn is_korean(text: &str, part: &Range<usize>) -> bool {
    let inside = text.get(part.clone());
    inside.is_some_and(|inside| inside.chars().any(is_hangul))
}

/// A text without some phrases.
pub(super) fn without(text: &str, phrases: &[&str]) -> String {
    let text = text.to_owned();
    phrases
        .iter()
        .fold(text, |text, phrase| text.replace(phrase, ""))
}

/// Where a phrase ends that begins at a byte of a text, with its ending.
fn match_at(text: &str, at: usize, limit: usize, phrase: &str, endings: &[&str]) -> Option<usize> {
    let is_latin = |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
    let first = phrase.chars().next()?;
    if !text.get(at..)?.starts_with(first) {
        return None;
    }
    let before = text.get(..at)?.chars().next_back();
    if is_latin(before) && first.is_ascii_alphanumeric() {
        return None;
    }
    let end = match_rest(text, at, limit, phrase)?;
    if !is_latin(phrase.chars().next_back()) {
        return Some(end);
    }
    let is_end = |end: usize| !is_latin(text.get(end..limit).and_then(|rest| rest.chars().next()));
    let mut ends = endings.iter().filter_map(|ending| {
        let rest = text.get(end..limit)?;
        rest.starts_with(ending).then_some(end + ending.len())
    });
    ends.find(|end| is_end(*end))
}

fn match_rest(text: &str, mut at: usize, limit: usize, phrase: &str) -> Option<usize> {
    for (place, wanted) in phrase.char_indices() {
        let rest = text.get(at..limit)?;
        let here = rest.chars().next();
        match wanted {
            ' ' => {
                let end = rest.trim_start_matches([' ', '-']);
                if end.len() == rest.len() {
                    return None;
                }
                at += rest.len() - end.len();
            }
            '~' => {
                let tail = phrase.get(place + 1..)?;
                return match_rest(text, at, limit, tail).or_else(|| {
                    let syllable = here.filter(|one| is_hangul(*one))?;
                    match_rest(text, at + syllable.len_utf8(), limit, tail)
                });
            }
            _ if here == Some(wanted) => at += wanted.len_utf8(),
            _ => return None,
        }
    }
    Some(at)
}

/// A Latin name without the ending of its plural, which a text may leave out.
///
/// Of *reads* it is the verb too: "40,000 accounts were read" counts no reads.
pub(super) fn singular(name: &str) -> &str {
    if name.eq_ignore_ascii_case("reads") {
        return name;
    }
    let one = match name.strip_suffix("sses") {
        Some(_) => name.strip_suffix("es"),
        None => name
            .strip_suffix('s')
            .filter(|one| one.len() > 2 && !one.ends_with('s')),
    };
    one.unwrap_or(name)
}

/// Whether a word stands in a list whose words a stroke parts.
pub(super) fn is_one(list: &str, word: &str) -> bool {
    list.split('|').any(|of| of == word)
}

/// Whether a character is a whole syllable of Hangul.
pub(super) fn is_hangul(one: char) -> bool {
    ('가'..='힣').contains(&one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrases: &[&str], text: &str) -> Vec<String> {
        let table = Phrases::names(phrases.iter().map(|phrase| (*phrase, ())));
        let found = table.find(text, &(0..text.len()));
        found
            .iter()
            .map(|(span, ())| text[span.clone()].to_owned())
            .collect()
    }

    #[test]
    fn a_plural_is_found_as_one_and_as_many() {
        assert_eq!(
            ["accounts", "addresses", "access", "계정", "%"].map(singular),
            ["account", "address", "access", "계정", "%"]
        );
    }

    #[test]
    fn the_longest_phrase_is_found() {
        assert_eq!(
            found(&["address", "e mail address"], "an e-mail address"),
            ["e-mail address"]
        );
        assert_eq!(
            found(&["name", "address"], "names, rename, addresses"),
            ["names", "addresses"]
        );
        assert_eq!(
            found(&["증거~ 없"], "증거는 없다, 증거 없다, 증거까지 없다"),
            ["증거는 없", "증거 없"]
        );
        assert_eq!(found(&["계정"], "33개 고객계정이"), ["계정"]);
    }
}
