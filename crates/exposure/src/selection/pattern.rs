//! `LIKE` patterns: `%` is any run of characters, `_` any one. Case counts. Without an `ESCAPE`
//! clause no character escapes, as standard SQL has it.

use std::fmt::Write as _;

/// A pattern in normal form: texts are not empty and never adjacent, and a run of wildcards is all
/// its [`Piece::One`]s and then at most one [`Piece::Any`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Exactly this.
    Text(String),
    /// Any one character.
    One,
    /// Any run of characters, also none.
    Any,
}

/// The escape character that printing uses.
const ESCAPE: char = '\\';

impl Pattern {
    /// The pattern of these pieces, in normal form.
    #[must_use]
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Pattern {
        let mut normal: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (normal.last_mut(), piece) {
                (_, Piece::Text(text)) if text.is_empty() => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
                (Some(Piece::Any), Piece::Any) => {}
                (Some(last @ Piece::Any), Piece::One) => {
                    *last = Piece::One;
                    normal.push(Piece::Any);
                }
                (_, piece) => normal.push(piece),
            }
        }
        Pattern { pieces: normal }
    }

    /// The pieces, in order.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Reads a pattern; `None` when the escape character stands before something it cannot escape.
    pub(super) fn parse(text: &str, escape: Option<char>) -> Option<Pattern> {
        let mut pieces = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            pieces.push(match c {
                _ if escape == Some(c) => match chars.next() {
                    Some(next) if matches!(next, '%' | '_') || next == c => {
                        Piece::Text(next.to_string())
                    }
                    _ => return None,
                },
                '%' => Piece::Any,
                '_' => Piece::One,
                _ => Piece::Text(c.to_string()),
            });
        }
        Some(Pattern::new(pieces))
    }

    /// The one text that the pattern matches, when it has no wildcard.
    #[must_use]
    pub fn exact(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether the whole text matches. Time is at most the product of both lengths.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let (mut pieces, mut rest) = (self.pieces.as_slice(), text);
        // What to try when a later piece fails: the last `%` takes one character more.
        let mut retry: Option<(&[Piece], &str)> = None;
        loop {
            let advanced = match pieces.split_first() {
                None if rest.is_empty() => return true,
                None => None,
                Some((Piece::Any, after)) => {
                    retry = Some((after, rest));
                    Some((after, rest))
                }
                Some((Piece::One, after)) => without_first(rest).map(|left| (after, left)),
                Some((Piece::Text(text), after)) => {
                    rest.strip_prefix(text.as_str()).map(|left| (after, left))
                }
            };
            if let Some(next) = advanced {
                (pieces, rest) = next;
                continue;
            }
            let Some((after, from)) = retry else {
                return false;
            };
            let Some(shorter) = without_first(from) else {
                return false;
            };
            retry = Some((after, shorter));
            (pieces, rest) = (after, shorter);
        }
    }

    /// The pattern as a text, and the escape character that the text needs.
    pub(super) fn text(&self) -> (String, Option<char>) {
        let escape = self
            .pieces
            .iter()
            .any(|p| matches!(p, Piece::Text(text) if text.contains(['%', '_'])))
            .then_some(ESCAPE);
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Any => out.push('%'),
                Piece::One => out.push('_'),
                Piece::Text(text) => {
                    for c in text.chars() {
                        // Writing to a String cannot fail.
                        let _ = match c {
                            '%' | '_' | ESCAPE if escape.is_some() => write!(out, "{ESCAPE}{c}"),
                            _ => write!(out, "{c}"),
                        };
                    }
                }
            }
        }
        (out, escape)
    }

    /// The same pattern with ASCII letters in upper case.
    pub(super) fn upper(self) -> Pattern {
        Pattern {
            pieces: self
                .pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => Piece::Text(text.to_ascii_uppercase()),
                    other => other,
                })
                .collect(),
        }
    }
}

/// The text without its first character; `None` when it is empty.
fn without_first(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next().map(|_| chars.as_str())
}
