//! Every limit of selections: value, unit, where it comes from, and what happens beyond it.

/// Longest text that a person may give, in bytes: 64 KiB, about two thousand names in one list.
/// A longer text is refused unread.
pub const TEXT_BYTES_MAX: usize = 65_536;

/// Deepest nesting of a person's text, counting each open parenthesis and each `NOT` in front of an
/// expression. The parser recurses three short functions a level, so this also bounds its stack.
/// Deeper texts are refused.
pub const DEPTH_MAX: usize = 64;

/// Most literals of one text. 64 KiB typed by a person never hold so many; a printed selection may.
/// More are refused.
pub const LITERALS_MAX: usize = 100_000;

/// Longest printed selection that is read back, in bytes: 16 MiB. Printing lengthens a text (a date
/// becomes an instant, a name becomes an id) and two joined selections add up; 100,000 literals of
/// 160 bytes still fit. A longer text is refused unread.
pub const PRINTED_BYTES_MAX: usize = 16 << 20;

/// Deepest nesting of a printed selection: joining two selections by `AND` puts parentheses around
/// each, one level more than a person may write.
pub const PRINTED_DEPTH_MAX: usize = DEPTH_MAX + 1;

/// Most columns of the terminal that the shown part of a line takes: 100. The rest of a longer line
/// is left out and marked with `…`.
pub const SHOWN_COLUMNS_MAX: usize = 100;

/// Largest edit distance of a name that is proposed instead of an unknown one. Names of three
/// letters or fewer must be nearer (1), or every short name would be like every other.
pub const EDITS_MAX: usize = 2;

/// Most characters of a wrong literal that a message repeats. The rest is left out.
pub const QUOTED_CHARS_MAX: usize = 40;

/// The limits that one reading of a text keeps to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) depth: usize,
    pub(super) literals: usize,
}

/// What a person may write.
pub(super) const TYPED: Limits = Limits {
    bytes: TEXT_BYTES_MAX,
    depth: DEPTH_MAX,
    literals: LITERALS_MAX,
};

/// What was printed by this program.
pub(super) const PRINTED: Limits = Limits {
    bytes: PRINTED_BYTES_MAX,
    depth: PRINTED_DEPTH_MAX,
    literals: LITERALS_MAX,
};
