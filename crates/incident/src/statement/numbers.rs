//! Numbers in a text, written in digits: 4,536; 33.7 million; 33.7M; 3,370만; 1억 4,805만; 3천여; 12 %.
//! Numbers in words stand in `spelled`.
//!
//! What only looks like one is passed over: telephone numbers, addresses of pages, articles of laws, ordinals.

use std::ops::Range;

use super::{
    amount::{Amount, Compare, Said},
    draft::Draft,
    facts::Phrases,
    phrase::is_hangul,
    spelled,
};

/// A number in a text.
#[derive(Debug, Clone)]
pub(super) struct Number {
    /// Its bytes, with the word before it that says how it is meant.
    pub(super) span: Range<usize>,
    /// What it says.
    pub(super) said: Said,
    /// Whether it is a percentage.
    pub(super) percent: bool,
    /// Whether it says one number, at the most rounded, and no bound or vague size.
    pub(super) is_one: bool,
    /// Whether it is small and in words, as in "one in eight customers": then it counts less than it seems to.
    pub(super) is_small_word: bool,
}

/// Every number of a sentence that is not in a part already taken.
pub(super) fn find(
    draft: &Draft<'_>,
    sentence: &Range<usize>,
    taken: &[Range<usize>],
    phrases: &Phrases,
) -> Vec<Number> {
    let flat = draft.flat();
    let mut found = Vec::new();
    let mut at = sentence.start;
    while let Some(one) = flat
        .get(at..sentence.end)
        .and_then(|rest| rest.chars().next())
    {
        if let Some(part) = taken.iter().find(|part| part.contains(&at)) {
            at = part.end;
            continue;
        }
        let reader = Reader {
            flat,
            text: draft.text(),
            end: sentence.end,
        };
        at = match reader.next(sentence, at, taken, phrases) {
            Some((number, end)) => {
                found.extend(number);
                end
            }
            None => at + one.len_utf8(),
        };
    }
    found
}

/// A number with what stands around it.
fn number(flat: &str, sentence: &Range<usize>, at: usize, end: usize, amount: Amount) -> Number {
    let before = flat.get(sentence.start..at).unwrap_or_default();
    let (mut compare, start) = compare_before(before)
        .map_or((Compare::Plain, at), |(compare, length)| {
            (compare, sentence.start + length)
        });
    let after = flat.get(end..sentence.end).unwrap_or_default();
    if let Some(told) = compare_after(after) {
        compare = told;
    }
    let some = ["여", "+"]
        .into_iter()
        .find(|mark| after.starts_with(mark))
        .map_or(0, str::len);
    Number {
        span: start..end + some,
        said: Said::of(amount, compare),
        percent: amount.percent,
        is_one: matches!(compare, Compare::Plain | Compare::About),
        is_small_word: !amount.worded && !before_digits(flat, at),
    }
}

/// Whether digits begin here.
fn before_digits(flat: &str, at: usize) -> bool {
    let rest = flat.get(at..).unwrap_or_default();
    rest.starts_with(|one: char| one.is_ascii_digit())
}

const BEFORE: [(&str, Compare); 31] = [
    ("no more than", Compare::AtMost),
    ("not more than", Compare::AtMost),
    ("no fewer than", Compare::AtLeast),
    ("no less than", Compare::AtLeast),
    ("more than", Compare::MoreThan),
    ("greater than", Compare::MoreThan),
    ("over", Compare::MoreThan),
    ("exceeding", Compare::MoreThan),
    (">", Compare::MoreThan),
    ("≥", Compare::AtLeast),
    ("at least", Compare::AtLeast),
    ("최소", Compare::AtLeast),
    ("fewer than", Compare::LessThan),
    ("less than", Compare::LessThan),
    ("under", Compare::LessThan),
    ("below", Compare::LessThan),
    ("<", Compare::LessThan),
    ("≤", Compare::AtMost),
    ("at most", Compare::AtMost),
    ("up to", Compare::AtMost),
    ("최대", Compare::AtMost),
    ("about", Compare::About),
    ("around", Compare::About),
    ("approximately", Compare::About),
    ("approx.", Compare::About),
    ("roughly", Compare::About),
    ("nearly", Compare::About),
    ("almost", Compare::About),
    ("~", Compare::About),
    ("대략", Compare::About),
    ("약", Compare::About),
];

/// How the number is meant that follows a text, and where the word for it begins.
fn compare_before(before: &str) -> Option<(Compare, usize)> {
    let mut trimmed = before.trim_end();
    for total in ["a total of", "총"] {
        trimmed = trimmed.strip_suffix(total).unwrap_or(trimmed).trim_end();
    }
    BEFORE.iter().find_map(|(word, compare)| {
        let rest = trimmed.strip_suffix(word)?;
        let joins = |one: char| one.is_alphanumeric() && word.starts_with(char::is_alphabetic);
        (!rest.ends_with(joins)).then_some((*compare, rest.len()))
    })
}

const AFTER: [(&str, Compare); 11] = [
    ("이상", Compare::AtLeast),
    ("이하", Compare::AtMost),
    ("초과", Compare::MoreThan),
    ("미만", Compare::LessThan),
    ("가량", Compare::About),
    ("정도", Compare::About),
    ("안팎", Compare::About),
    ("내외", Compare::About),
    ("남짓", Compare::AndSome),
    ("넘", Compare::MoreThan),
    ("쯤", Compare::About),
];

/// How the number is meant that stands before a text: 3천**여**, 3천 건 **이상**, 3,000 **or more**.
fn compare_after(after: &str) -> Option<Compare> {
    if after.starts_with('여') {
        return Some(Compare::AndSome);
    }
    if after.starts_with('+') {
        return Some(Compare::AtLeast);
    }
    let rest = after.trim_start();
    for (words, compare) in [
        ("or more", Compare::AtLeast),
        ("or fewer", Compare::AtMost),
        ("or less", Compare::AtMost),
    ] {
        if rest.starts_with(words) {
            return Some(compare);
        }
    }
    // The word stands at the number, at its counter, or as a word behind the counter.
    let tokens = after.split_whitespace().take(2);
    tokens
        .flat_map(|token| AFTER.iter().map(move |of| (token, of)))
        .find_map(|(token, (word, compare))| {
            let (counter, particle) = token.split_once(word)?;
            let is_counter = counter.chars().count() <= 2 && counter.chars().all(is_hangul);
            // 이상 is *abnormal* too: it is followed by little when it is a bound.
            (is_counter && particle.chars().count() <= 4).then_some(*compare)
        })
}

/// Whether digits may be a date of which it is not sure what is the month, so that it is told: `05-11-2025`, `18.11.25`.
fn is_date(digits: &str) -> bool {
    let digits = digits.trim_end_matches('.');
    let sign = if digits.contains('-') { '-' } else { '.' };
    let parts: Vec<&str> = digits.split(sign).collect();
    let is_small = |part: &str| part.parse::<u32>().is_ok_and(|of| (1..=31).contains(&of));
    let is_year = |part: &str| match part.len() {
        2 => true,
        4 => part.starts_with("19") || part.starts_with("20"),
        _ => false,
    };
    matches!(parts.as_slice(), [first, second, year]
        if first.len() <= 2 && is_small(first) && is_small(second) && is_year(year))
}

struct Reader<'f> {
    flat: &'f str,
    text: &'f str,
    end: usize,
}

impl Reader<'_> {
    fn rest(&self, at: usize) -> &str {
        self.flat.get(at..self.end).unwrap_or_default()
    }

    /// The number that begins here, or what is passed over, and where it ends.
    fn next(
        &self,
        sentence: &Range<usize>,
        at: usize,
        taken: &[Range<usize>],
        phrases: &Phrases,
    ) -> Option<(Option<Number>, usize)> {
        if let Some(end) = self.passed_over(sentence.start, at) {
            return Some((None, end));
        }
        let written = self.number(at, taken);
        if let Some((amount, end)) =
            written.or_else(|| spelled::read(self.flat, at, sentence, phrases))
        {
            return Some((Some(number(self.flat, sentence, at, end, amount)), end));
        }
        let (bounds, end) = spelled::vague(self.flat, at, sentence)?;
        let vague = Number {
            span: at..end,
            said: Said {
                bounds,
                decimals: 0,
            },
            percent: false,
            is_one: false,
            is_small_word: false,
        };
        Some((Some(vague), end))
    }

    /// The end of something that begins here and is no number although it has digits.
    fn passed_over(&self, start: usize, at: usize) -> Option<usize> {
        let before = self.flat.get(start..at).unwrap_or_default();
        let rest = self.rest(at);
        let word_end = at + rest.find(' ').unwrap_or(rest.len());
        let word = self.flat.get(at..word_end).unwrap_or_default();
        if before.ends_with(' ') || before.is_empty() {
            let is_address = word.contains('@') || word.contains("://") || word.starts_with("www.");
            if is_address {
                return Some(word_end);
            }
        }
        if !rest.starts_with(|one: char| one.is_ascii_digit()) {
            return None;
        }
        let run =
            rest.trim_start_matches(|one: char| one.is_ascii_digit() || matches!(one, '-' | '.'));
        let run_end = self.end - run.len();
        let digits = self.flat.get(at..run_end).unwrap_or_default();
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        let is_phone = digits.contains('-') && count >= 7;
        let is_named =
            before.ends_with(|one: char| one.is_ascii_alphabetic() || matches!(one, '_' | '제'));
        let last = before
            .trim_end()
            .rsplit([' ', '('])
            .next()
            .unwrap_or_default();
        let is_cited = [
            "article", "articles", "art.", "section", "no.", "version", "step", "item",
        ]
        .contains(&last);
        if is_date(digits) {
            return None;
        }
        let is_version = digits.matches('.').count() > 1 && !digits.ends_with('.');
        (is_phone || is_named || is_cited || is_version).then_some(run_end.max(at + 1))
    }

    /// The number that begins here, and where it ends.
    fn number(&self, at: usize, taken: &[Range<usize>]) -> Option<(Amount, usize)> {
        let (digits, decimals, end) = mantissa(self.flat, at, self.end)?;
        let ordinals = [
            "st ", "nd ", "rd ", "th ", "차 ", "번째", "단계", "항 ", "호 ",
        ];
        let mut tail = self.rest(end).chars().take(3).collect::<String>();
        tail.push(' ');
        if ordinals.iter().any(|ordinal| tail.starts_with(ordinal)) {
            return None;
        }
        let mut read = self.english(digits, decimals, end);
        if read.is_none() {
            read = self.korean(at, taken);
        }
        let (mut amount, mut end) = read.unwrap_or((scaled(digits, decimals, 0), end));
        let rest = self.rest(end);
        for sign in [
            "%",
            " %",
            "퍼센트",
            " 퍼센트",
            "percent",
            " percent",
            "per cent",
            " per cent",
        ] {
            if rest.starts_with(sign) {
                amount.percent = true;
                end += sign.len();
                break;
            }
        }
        Some((amount, end))
    }

    /// `33.7 million`, `33.7M`: a word of English behind the digits.
    fn english(&self, digits: u128, decimals: u8, end: usize) -> Option<(Amount, usize)> {
        const WORDS: [(&str, u8); 4] = [
            ("thousand", 3),
            ("million", 6),
            ("billion", 9),
            ("trillion", 12),
        ];
        const LETTERS: [(&str, u8); 6] = [
            ("bn", 9),
            ("mn", 6),
            ("mln", 6),
            ("k", 3),
            ("m", 6),
            ("b", 9),
        ];
        let rest = self.rest(end);
        let word = rest.trim_start_matches([' ', '-']);
        let gap = rest.len() - word.len();
        let worded = WORDS
            .iter()
            .find(|(name, _)| word.starts_with(name) && ends_word(word, name));
        let lettered = LETTERS.iter().find(|(name, _)| {
            let start = end + gap;
            let written = self.text.get(start..start + name.len()).unwrap_or_default();
            // "33.7 M" is a million, "5 m" is no number of people.
            let is_meant =
                gap == 0 || (gap == 1 && written.chars().all(|one| one.is_ascii_uppercase()));
            is_meant && word.starts_with(name) && ends_word(word, name)
        });
        let (name, zeros) = worded.or(lettered)?;
        Some((scaled(digits, decimals, *zeros), end + gap + name.len()))
    }

    /// `3,370만`, `1억 4,805만 6,502`, `3천370만`, `1.4억`.
    fn korean(&self, at: usize, taken: &[Range<usize>]) -> Option<(Amount, usize)> {
        let mut total = Amount {
            last_digit: 1,
            ..Amount::whole(0)
        };
        let (mut at, mut end, mut top) = (at, at, u128::MAX);
        while let Some((section, section_end)) = self.section(at) {
            let (big, big_end) = self.big(section_end);
            let value = section.value.checked_mul(big)?;
            // A part that is not below the one before it begins another number.
            if value >= top || (total.value > 0 && section.decimals > 0) {
                break;
            }
            total.value = total.value.checked_add(value)?;
            total.worded |= section.worded || big > 1;
            total.pointed |= section.pointed;
            total.last_digit = section.last_digit.checked_mul(big)?;
            total.decimals = section.decimals;
            (end, top) = (big_end, big);
            let rest = self.rest(end);
            at = end + usize::from(rest.starts_with(' '));
            let is_more = self.rest(at).starts_with(|one: char| one.is_ascii_digit());
            if big == 1 || !is_more || taken.iter().any(|part| part.contains(&at)) {
                break;
            }
        }
        let whole = settled(total);
        total.worded.then_some((whole, end))
    }

    /// What stands before 만 or 억: `3,370`, `3천370`, `2백`.
    fn section(&self, at: usize) -> Option<(Amount, usize)> {
        let (mut at, mut found) = (at, None::<Amount>);
        while let Some((digits, decimals, end)) = mantissa(self.flat, at, self.end) {
            let small = [('천', 1000), ('백', 100), ('십', 10)];
            let next = self.rest(end).chars().next();
            let times = small
                .iter()
                .find(|(name, _)| next == Some(*name))
                .map(|(_, times)| *times);
            let value = digits.checked_mul(times.unwrap_or(1))?;
            let before = found.unwrap_or(Amount::whole(0));
            found = Some(Amount {
                value: before.value.checked_add(value)?,
                decimals,
                last_digit: times.unwrap_or(1),
                pointed: decimals > 0,
                worded: before.worded || times.is_some(),
                percent: false,
            });
            at = end + if times.is_some() { '천'.len_utf8() } else { 0 };
            if times.is_none() || decimals > 0 {
                break;
            }
        }
        found.map(|found| (found, at))
    }

    fn big(&self, at: usize) -> (u128, usize) {
        let rest = self.rest(at);
        let gap = usize::from(rest.starts_with(' '));
        let next = rest.get(gap..).and_then(|rest| rest.chars().next());
        let times = match next {
            Some('만') => 10_000,
            Some('억') => 100_000_000,
            Some('조') => 1_000_000_000_000,
            _ => return (1, at),
        };
        (times, at + gap + '만'.len_utf8())
    }
}

/// Digits that a number may have: no count of the world has more.
const DIGITS_MAX: u32 = 18;

/// Digits with commas between thousands and a point: value, digits behind the point, end.
fn mantissa(flat: &str, at: usize, end: usize) -> Option<(u128, u8, usize)> {
    let bytes = flat.as_bytes();
    let digit = |at: usize| {
        let byte = bytes.get(at).filter(|_| at < end)?;
        byte.is_ascii_digit().then(|| u128::from(byte - b'0'))
    };
    let (mut value, mut count, mut here) = (0, 0, at);
    loop {
        if let Some(one) = digit(here) {
            (value, count, here) = (value * 10 + one, count + 1, here + 1);
        } else if bytes.get(here) == Some(&b',')
            && (1..=3).all(|next| digit(here + next).is_some())
            && digit(here + 4).is_none()
        {
            here += 1;
        } else {
            break;
        }
        if count > DIGITS_MAX {
            return None;
        }
    }
    if count == 0 {
        return None;
    }
    let mut decimals = 0;
    if bytes.get(here) == Some(&b'.') && digit(here + 1).is_some() {
        here += 1;
        while let Some(one) = digit(here).filter(|_| count < DIGITS_MAX) {
            (value, count, here, decimals) = (value * 10 + one, count + 1, here + 1, decimals + 1);
        }
    }
    Some((value, decimals, here))
}

/// A mantissa times a power of ten.
fn scaled(value: u128, decimals: u8, zeros: u8) -> Amount {
    let total = Amount {
        value: value.saturating_mul(10_u128.pow(zeros.into())),
        decimals,
        last_digit: 10_u128.pow(zeros.into()),
        pointed: decimals > 0,
        worded: zeros > 0,
        percent: false,
    };
    settled(total)
}

/// The same number without digits behind the point that are always zero.
fn settled(mut amount: Amount) -> Amount {
    while amount.decimals > 0
        && amount.value.is_multiple_of(10)
        && amount.last_digit.is_multiple_of(10)
    {
        amount.value /= 10;
        amount.last_digit /= 10;
        amount.decimals -= 1;
    }
    amount
}

/// Whether a word ends where its name does.
fn ends_word(word: &str, name: &str) -> bool {
    let rest = word.get(name.len()..).unwrap_or_default();
    !rest.starts_with(|one: char| one.is_ascii_alphanumeric())
}
