//! What in a text looks as if it named a person. Documents name fields and hold no value; a contact may have one, so that a
//! person decides.

/// What an address of somebody's mail is called.
pub(super) const EMAIL: &str = "an e-mail address";

/// Digits of a number of a payment card (ISO/IEC 7812-1).
const CARD_DIGITS: [usize; 3] = [15, 16, 19];

/// What in a text names somebody: an e-mail address, the number of a mobile phone (01X and 7 or 8 digits, or +82 1X and as
/// many), of a resident (6 and 7 digits, the seventh of 1 to 8) or of a payment card (whose last digit checks the others).
pub(super) fn names_somebody(text: &str) -> Option<&'static str> {
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let parts = word.split_once('@');
        parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let mut words = text.split(|c: char| c.is_whitespace() || c == ',');
    if words.any(is_address) {
        return Some(EMAIL);
    }
    runs(text).find_map(number)
}

/// Runs of digits that are written as one number: with hyphens, or single blanks, between them.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | '+');
    let apart = text.split(move |c: char| !is_part(c));
    apart.flat_map(|run| run.split("  ")).map(str::trim)
}

/// What a run of digits is the number of; of one with blanks in it also what stands between them.
fn number(run: &str) -> Option<&'static str> {
    let whole = of_digits(run);
    whole.or_else(|| run.split(' ').find_map(of_digits))
}

fn of_digits(run: &str) -> Option<&'static str> {
    let digits: String = run.chars().filter(char::is_ascii_digit).collect();
    let is_resident = run.split_once('-').is_some_and(|(birth, rest)| {
        birth.len() == 6 && rest.len() == 7 && rest.starts_with(|c| ('1'..='8').contains(&c))
    });
    let abroad = run
        .strip_prefix("+82")
        .map(|_| digits.get(2..).unwrap_or_default());
    let is_mobile = match abroad {
        Some(rest) => {
            let rest = rest.trim_start_matches('0');
            rest.starts_with('1') && [9, 10].contains(&rest.len())
        }
        None => digits.starts_with("01") && [10, 11].contains(&digits.len()),
    };
    match () {
        () if is_resident && digits.len() == 13 => Some("a resident registration number"),
        () if is_mobile => Some("a mobile number"),
        () if CARD_DIGITS.contains(&digits.len()) && is_checked(&digits) => Some("a card number"),
        () => None,
    }
}

/// Whether the last digit checks the others (ISO/IEC 7812-1 annex B).
fn is_checked(digits: &str) -> bool {
    let values = digits.chars().rev().filter_map(|c| c.to_digit(10));
    let sum: u32 = values
        .enumerate()
        .map(|(at, digit)| match at % 2 {
            0 => digit,
            _ => digit * 2 / 10 + digit * 2 % 10,
        })
        .sum();
    sum > 0 && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_somebody_is_seen_and_others_are_not() {
        let (mobile, card) = (Some("a mobile number"), Some("a card number"));
        for (text, wanted) in [
            ("홍길동 010-1234-5678 서울시", mobile),
            ("call 01012345678", mobile),
            ("call 010 1234 5678 now", mobile),
            ("+82 10 1234 5678", mobile),
            ("+82-10-1234-5678", mobile),
            ("(+82) 010-1234-5678", mobile),
            ("in 2025 010-1234-5678", mobile),
            ("mail me at a@b.com.", Some(EMAIL)),
            ("한도@가입", None),
            ("900101-1234567", Some("a resident registration number")),
            ("4111-1111-1111-1111", card),
            ("4111 1111 1111 1111", card),
            ("4111111111111112", None),
            ("+82 2 1234 5678", None),
            ("1577-7011, 02-1234-5678, 118", None),
            ("2025-11-18 22:52, 148,056,502", None),
            ("2025-11-18 2025-11-19", None),
            ("2025-11-1800101", None),
            ("0000 0000 0000 0000", None),
        ] {
            assert_eq!(names_somebody(text), wanted, "{text}");
        }
    }
}
