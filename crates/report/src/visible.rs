//! Characters that a reader would not see, made visible. A value may come from an attacker: an
//! invisible turn of direction or a bell must not change what a regulator reads.

use std::borrow::Cow;

/// The text with every character that is not seen written as `‹U+202E›`. Line ends stay, in whichever
/// way they are written; a tab becomes a blank.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c == '\t' || c == '\r' || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => out.push(' '),
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            c if is_hidden(c) => out.push_str(&named(c)),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The first character that a reader would not see, and what stands before it; a tab is seen as a blank.
pub(crate) fn hidden(text: &str) -> Option<(&str, char)> {
    let is_meant = |c: &(usize, char)| is_hidden(c.1) && !matches!(c.1, '\t' | '\r');
    let (at, sign) = text.char_indices().find(is_meant)?;
    text.get(..at).map(|before| (before, sign))
}

/// The name of a character, such as `‹U+202E›`.
pub(crate) fn named(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

/// Controls, turns of direction, characters without width, fillers, tags, private and unassigned ones
/// that HTML and PDF may not hold.
fn is_hidden(c: char) -> bool {
    match c {
        '\n' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => {
            true
        }
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => true,
        '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0000}'..='\u{10ffff}' => true,
        c => c.is_control() || is_noncharacter(c),
    }
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    code & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&code)
}
