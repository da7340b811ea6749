//! What looks as if it named a person. A user agent of an app may carry a member's number, and a name of
//! an incident what somebody typed at night.
//!
//! This is a net and no proof: it errs towards leaving out, and a person reads what goes out.

/// Digits of a number that may be a telephone's or a member's.
const DIGITS_MIN: usize = 9;

/// Digits in a row of a key id that may be such a number. Key ids hold dates, and random ones digits.
const KEY_DIGITS_MIN: usize = 11;

/// What a text holds, if that may name a person.
pub(super) fn in_text(text: &str) -> Option<&'static str> {
    if text.contains('@') {
        return Some("an e-mail address");
    }
    (longest_number(text, &['-', ' ']) >= DIGITS_MIN)
        .then_some("the number of a telephone or a member")
}

/// What a key id or an issuer holds, if that may name a person.
pub(super) fn in_key(text: &str) -> Option<&'static str> {
    if text.contains('@') {
        return Some("an e-mail address");
    }
    (longest_number(text, &[]) >= KEY_DIGITS_MIN).then_some("the number of a telephone or a member")
}

/// Digits of the longest number, which may be written with single joints such as `010-1234-5678`.
fn longest_number(text: &str, joints: &[char]) -> usize {
    let (mut longest, mut digits, mut joined) = (0, 0, false);
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
            joined = false;
        } else if joints.contains(&c) && digits > 0 && !joined {
            joined = true;
        } else {
            (digits, joined) = (0, false);
        }
        longest = longest.max(digits);
    }
    longest
}
