//! A draft, cut into sentences, each with the place where it stands.
//!
//! Next to the text stands its *flat* form, of the same length in bytes: Latin letters small, every kind of blank
//! and the marks of emphasis as blanks. Words are looked for in the flat form and told from the text.

use std::{borrow::Cow, ops::Range};

use super::{
    StatementError, limits,
    mark::{Kind, Mark, Verdict},
};
use crate::both::Both;

/// A draft that can be checked.
pub(super) struct Draft<'d> {
    text: Cow<'d, str>,
    flat: String,
    line_starts: Vec<usize>,
    sentences: Vec<Sentence>,
}

/// One sentence.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Its bytes, without the mark of a list before it.
    pub(super) span: Range<usize>,
    /// What sort of place it stands in.
    pub(super) place: Place,
    /// The heading or line above, when it stands in a list.
    pub(super) lead: Option<Range<usize>>,
    /// Whether it is a heading with a mark of its own.
    pub(super) is_heading: bool,
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The first line, or what is called the title or subject.
    Title,
    /// Under this number of a list or heading that is not indented.
    Item(u32),
    /// Anywhere else.
    Body,
}

impl<'d> Draft<'d> {
    pub(super) fn read(bytes: &'d [u8]) -> Result<Draft<'d>, StatementError> {
        if bytes.len() > limits::DRAFT_BYTES_MAX {
            return Err(StatementError::TooLong { bytes: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let (line, column) = place_after(&String::from_utf8_lossy(before));
            StatementError::NotText { line, column }
        })?;
        if let Some(at) = text.find(|one| matches!(one, '\u{1100}'..='\u{11ff}')) {
            let (line, column) = place_after(text.get(..at).unwrap_or_default());
            return Err(StatementError::Decomposed { line, column });
        }
        let text = plain_digits(text);
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let mut draft = Draft {
            flat: flattened(&text),
            text,
            line_starts,
            sentences: Vec::new(),
        };
        draft.sentences = Cutter::default().cut(&draft);
        Ok(draft)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn flat(&self) -> &str {
        &self.flat
    }

    /// A part of the flat form.
    pub(super) fn part(&self, span: &Range<usize>) -> &str {
        self.flat.get(span.clone()).unwrap_or_default()
    }

    pub(super) fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// A mark on a part of the text.
    pub(super) fn mark(
        &self,
        sentence: &Range<usize>,
        span: &Range<usize>,
        kind: Kind,
        verdict: Verdict,
        because: Both,
    ) -> Mark {
        let (line, column) = self.place(span.start);
        Mark {
            line,
            column,
            words: self.told(span),
            sentence: self.told(sentence),
            sentence_at: self.place(sentence.start),
            kind,
            verdict,
            because,
        }
    }

    /// A part of the text on one line.
    pub(super) fn told(&self, span: &Range<usize>) -> String {
        let part = self.text.get(span.clone()).unwrap_or_default();
        part.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Line and column of a byte.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let line = self.line_starts.partition_point(|start| *start <= at);
        let start = self
            .line_starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(0);
        let before = self.text.get(start..at).unwrap_or_default();
        (
            line,
            before.trim_start_matches('\u{feff}').chars().count() + 1,
        )
    }
}

/// Line and column behind a text.
fn place_after(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

/// A text whose full-width digits, with the signs between them, are the plain ones: one character for one, so that places stay.
fn plain_digits(text: &str) -> Cow<'_, str> {
    let is_wide = |one: char| ('０'..='９').contains(&one);
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let mut is_behind_digit = false;
    let plain = text.chars().map(|one| {
        let plain = match one {
            '０'..='９' => u32::from(one) - u32::from('０') + u32::from('0'),
            '，' if is_behind_digit => u32::from(','),
            '．' if is_behind_digit => u32::from('.'),
            '％' if is_behind_digit => u32::from('%'),
            _ => u32::from(one),
        };
        let plain = char::from_u32(plain).unwrap_or(one);
        is_behind_digit = plain.is_ascii_digit();
        plain
    });
    Cow::Owned(plain.collect())
}

fn flattened(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '*' | '`' => flat.push(' '),
            '\u{feff}' | '\u{200b}' => flat.push_str("   "),
            _ if one.is_whitespace() => flat.extend(std::iter::repeat_n(' ', one.len_utf8())),
            _ => flat.push(one.to_ascii_lowercase()),
        }
    }
    flat
}

/// Cuts a draft into blocks by its lines, and blocks into sentences.
#[derive(Default)]
struct Cutter {
    sentences: Vec<Sentence>,
    /// The block that is being gathered, with whether it stands in a list.
    block: Option<(Range<usize>, Place, Sort)>,
    /// The last line that stood in no list.
    lead: Option<Range<usize>>,
    /// Whether the last block was a heading.
    is_below_heading: bool,
    item: Option<u32>,
    has_title: bool,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    List,
    Heading,
    Text,
}

impl Cutter {
    fn cut(mut self, draft: &Draft<'_>) -> Vec<Sentence> {
        let mut start = 0;
        for line in draft.text().split_inclusive('\n') {
            self.line(draft, start, line);
            start += line.len();
        }
        self.close(draft);
        self.sentences
    }

    fn line(&mut self, draft: &Draft<'_>, start: usize, line: &str) {
        let bare = line.trim_start_matches(|one: char| one.is_whitespace() || one == '\u{feff}');
        let indent = line.len() - bare.len();
        if bare.is_empty() {
            return self.close(draft);
        }
        let shape = Shape::of(bare);
        let span = start + indent + shape.mark..start + indent + bare.trim_end().len();
        if self.block.is_some() && shape.is_plain() {
            if let Some((block, ..)) = &mut self.block {
                block.end = span.end;
            }
            return;
        }
        self.close(draft);
        if indent == 0 && (shape.number.is_some() || shape.is_heading) {
            self.item = shape.number;
        }
        let is_title = shape.is_title || !self.has_title;
        self.has_title = true;
        let place = match self.item {
            _ if is_title => Place::Title,
            Some(number) => Place::Item(number),
            None => Place::Body,
        };
        let sort = match (shape.is_list, shape.is_heading) {
            (true, _) => Sort::List,
            (_, true) => Sort::Heading,
            _ => Sort::Text,
        };
        self.block = Some((span, place, sort));
        // A heading and a title do not go on in the next line.
        if shape.is_heading || is_title {
            self.close(draft);
        }
    }

    fn close(&mut self, draft: &Draft<'_>) {
        let Some((block, place, sort)) = self.block.take() else {
            return;
        };
        // What stands right below a heading is its list too.
        let is_below = sort == Sort::Text && self.is_below_heading;
        let lead = self.lead.clone().filter(|_| sort == Sort::List || is_below);
        self.is_below_heading = sort == Sort::Heading;
        for span in sentences(draft.flat(), block) {
            if sort != Sort::List {
                self.lead = Some(span.clone());
            }
            let lead = lead.clone();
            self.sentences.push(Sentence {
                span,
                place,
                lead,
                is_heading: sort == Sort::Heading,
            });
        }
    }
}

/// What the beginning of a line says of it.
struct Shape {
    /// Bytes of the mark before the words.
    mark: usize,
    number: Option<u32>,
    is_list: bool,
    is_heading: bool,
    is_title: bool,
}

const BULLETS: [char; 13] = [
    '-', '*', '+', '•', '·', '○', '●', 'ㅇ', '▶', '■', '□', '※', '>',
];

impl Shape {
    fn of(bare: &str) -> Shape {
        let hashes = bare.len() - bare.trim_start_matches('#').len();
        let is_heading = (1..=6).contains(&hashes);
        let after = bare
            .get(if is_heading { hashes } else { 0 }..)
            .unwrap_or_default();
        let words = after.trim_start();
        let skipped = bare.len() - words.len();
        let (number, mark) =
            numbered(words).map_or((None, 0), |(number, mark)| (Some(number), mark));
        let bullet = bullet(words);
        let title = ["제목:", "제목 :", "subject:", "title:"];
        let lower = words
            .get(..words.floor_char_boundary(16))
            .unwrap_or_default()
            .to_ascii_lowercase();
        let title = title.into_iter().find(|title| lower.starts_with(title));
        Shape {
            mark: skipped + mark.max(bullet).max(title.map_or(0, str::len)),
            number,
            is_list: !is_heading && (number.is_some() || bullet > 0),
            is_heading,
            is_title: title.is_some(),
        }
    }

    fn is_plain(&self) -> bool {
        !self.is_list && !self.is_heading && !self.is_title
    }
}

/// Bytes of a bullet and the blanks behind it.
fn bullet(words: &str) -> usize {
    let rest = words.trim_start_matches(BULLETS);
    let is_bullet = rest.len() < words.len() && rest.starts_with(char::is_whitespace);
    if is_bullet {
        words.len() - rest.trim_start().len()
    } else {
        0
    }
}

/// The number of `1. `, `(1) `, `1) ` or `①`, and the bytes of that mark.
fn numbered(words: &str) -> Option<(u32, usize)> {
    let first = words.chars().next()?;
    if let Some(number) = "①②③④⑤⑥⑦⑧⑨⑩".chars().position(|circled| circled == first)
    {
        return Some((u32::try_from(number).ok()? + 1, first.len_utf8()));
    }
    let inner = words.strip_prefix('(').unwrap_or(words);
    let rest = inner.trim_start_matches(|one: char| one.is_ascii_digit());
    let digits = inner.get(..inner.len() - rest.len())?;
    let tail = rest.strip_prefix(['.', ')'])?;
    let is_mark = digits.len() <= 2 && (tail.is_empty() || tail.starts_with(char::is_whitespace));
    // `11. 18.` is a date and no item; `2. 2025. 11. 18.` is an item that begins with one.
    let next = tail.trim_start();
    let next_digits = next.len()
        - next
            .trim_start_matches(|one: char| one.is_ascii_digit())
            .len();
    let is_date = (1..=2).contains(&next_digits);
    let number = digits
        .parse()
        .ok()
        .filter(|_| is_mark && !(is_date && rest.starts_with('.')))?;
    Some((number, words.len() - tail.trim_start().len()))
}

/// Words whose point ends no sentence.
const ABBREVIATED: [&str; 27] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "no",
    "mr", "ms", "dr", "e.g", "i.e", "inc", "ltd", "co", "corp", "vs", "approx", "a.m", "p.m",
    "art",
];

/// The sentences of a block.
fn sentences(flat: &str, block: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = block.start;
    let mut at = start;
    while let Some(one) = flat.get(at..block.end).and_then(|rest| rest.chars().next()) {
        let next = at + one.len_utf8();
        let is_end = match one {
            '!' | '?' | '。' | '！' | '？' => true,
            '.' => ends_sentence(flat, start, at, block.end),
            _ => next - start >= limits::SENTENCE_BYTES_MAX,
        };
        at = next;
        if is_end {
            push(flat, start..at, &mut found);
            start = at;
        }
    }
    push(flat, start..block.end, &mut found);
    found
}

fn ends_sentence(flat: &str, start: usize, at: usize, end: usize) -> bool {
    let rest = flat.get(at + 1..end).unwrap_or_default();
    let rest = rest.trim_start_matches(['"', '\'', ')', '”', '’']);
    if !rest.is_empty() && !rest.starts_with(' ') {
        return false;
    }
    let before = flat.get(start..at).unwrap_or_default();
    let word = before.rsplit([' ', '(', '"']).next().unwrap_or_default();
    // `2025. 11. 18.` is one date.
    let goes_on = rest
        .trim_start()
        .starts_with(|one: char| one.is_ascii_digit());
    let is_number = word.ends_with(|one: char| one.is_ascii_digit());
    let is_short = ABBREVIATED.contains(&word) && !rest.trim_start().is_empty();
    !(is_short || (is_number && goes_on && word.len() <= 4))
}

fn push(flat: &str, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = flat.get(span.clone()).unwrap_or_default();
    let start = span.start + part.len() - part.trim_start().len();
    let span = start..start + part.trim().len();
    if !span.is_empty() {
        found.push(span);
    }
}
