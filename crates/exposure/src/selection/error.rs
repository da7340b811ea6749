//! Why a text is no selection, and where.

use std::{fmt::Write as _, ops::Range};

use super::limits::SHOWN_COLUMNS_MAX;

/// Why a text is no selection. The message may repeat what the person typed: show it to them, do
/// not log it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SelectionError {
    /// The place in the text, in bytes; empty when something is missing there.
    pub at: Range<usize>,
    /// What is wrong and what would be right, in one line.
    pub message: String,
}

impl SelectionError {
    /// An error at a place.
    #[must_use]
    pub fn new(at: Range<usize>, message: impl Into<String>) -> SelectionError {
        SelectionError {
            at,
            message: message.into(),
        }
    }

    /// The message, the line of the text, and carets under the place; no line end after the last.
    /// Characters that would steer a terminal are shown as `�`.
    #[must_use]
    pub fn render(&self, text: &str) -> String {
        let start = text.floor_char_boundary(self.at.start);
        let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_before = before.get(line_start..).unwrap_or("");
        let line_after = after.lines().next().unwrap_or("");
        let length = self.at.end.saturating_sub(start);
        let marked_end = line_after.floor_char_boundary(length);
        let (marked, rest) = line_after
            .split_at_checked(marked_end)
            .unwrap_or((line_after, ""));

        let half = SHOWN_COLUMNS_MAX / 2;
        let (lead, cut_lead) = tail(line_before, half);
        let (marked, cut_marked) = head(marked, half);
        let (trail, cut_trail) = if cut_marked {
            (String::new(), true)
        } else {
            head(rest, half)
        };
        let number = before.matches('\n').count() + 1;
        let gutter = if text.trim_end().contains('\n') {
            format!("{number} | ")
        } else {
            String::from("  ")
        };
        let dots = |cut: bool| if cut { "…" } else { "" };
        let (cut_lead, cut_trail) = (dots(cut_lead), dots(cut_trail));
        let indent = gutter.len() + cut_lead.chars().count() + columns(&lead);
        let carets = "^".repeat(columns(&marked).max(1));

        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", self.message);
        let _ = writeln!(out, "{gutter}{cut_lead}{lead}{marked}{trail}{cut_trail}");
        let _ = write!(out, "{:indent$}{carets}", "");
        out
    }
}

/// The first characters of a text that fit, made harmless, and whether any were left out.
fn head(text: &str, room: usize) -> (String, bool) {
    let (mut out, mut used) = (String::new(), 0);
    for c in text.chars().map(harmless) {
        used += width(c);
        if used > room {
            return (out, true);
        }
        out.push(c);
    }
    (out, false)
}

/// The last characters of a text that fit, made harmless, and whether any were left out.
fn tail(text: &str, room: usize) -> (String, bool) {
    let (mut back, mut used, mut cut) = (Vec::new(), 0, false);
    for c in text.chars().rev().map(harmless) {
        used += width(c);
        if used > room {
            cut = true;
            break;
        }
        back.push(c);
    }
    (back.into_iter().rev().collect(), cut)
}

fn harmless(c: char) -> char {
    match c {
        '\t' => ' ',
        // Marks that turn the direction of writing would move the caret from its place.
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '�',
        c if c.is_control() => '�',
        c => c,
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// Columns of a terminal that a character takes: two for Hangul, Han, kana and full-width forms
/// (the wide ranges of UAX #11 that people type here), none for combining marks.
fn width(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}
