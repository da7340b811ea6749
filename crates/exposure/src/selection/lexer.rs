//! Text to tokens, one at a time, each with its place. Errors come only when their place is
//! reached, so that the first thing wrong is the one told.

use std::ops::Range;

use super::SelectionError;

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Word(Keyword),
    /// A name, bare or (`quoted`) in double quotes.
    Name {
        name: String,
        quoted: bool,
    },
    /// A literal in single quotes, without them.
    Text(String),
    /// A bare literal that begins with a digit; not yet looked into.
    Number(&'t str),
    Compare(Compare),
    Open,
    Close,
    Comma,
    End,
}

/// The words of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
    In,
    Between,
    Like,
    Escape,
    Is,
    Null,
    True,
    False,
}

/// The signs of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compare {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

const KEYWORDS: &[(&str, Keyword)] = &[
    ("AND", Keyword::And),
    ("OR", Keyword::Or),
    ("NOT", Keyword::Not),
    ("IN", Keyword::In),
    ("BETWEEN", Keyword::Between),
    ("LIKE", Keyword::Like),
    ("ESCAPE", Keyword::Escape),
    ("IS", Keyword::Is),
    ("NULL", Keyword::Null),
    ("TRUE", Keyword::True),
    ("FALSE", Keyword::False),
];

/// Signs, longest first; an error says what to write instead.
const SIGNS: &[(&str, Result<Token<'static>, &str>)] = &[
    ("<>", Ok(Token::Compare(Compare::Unequal))),
    ("!=", Ok(Token::Compare(Compare::Unequal))),
    ("<=", Ok(Token::Compare(Compare::LessEqual))),
    (">=", Ok(Token::Compare(Compare::GreaterEqual))),
    ("==", Err("write = instead of ==")),
    ("&&", Err("write AND instead of &&")),
    ("||", Err("write OR instead of ||")),
    ("--", Err("a selection has no comments")),
    ("/*", Err("a selection has no comments")),
    ("=", Ok(Token::Compare(Compare::Equal))),
    ("<", Ok(Token::Compare(Compare::Less))),
    (">", Ok(Token::Compare(Compare::Greater))),
    ("(", Ok(Token::Open)),
    (")", Ok(Token::Close)),
    (",", Ok(Token::Comma)),
    ("!", Err("write NOT instead of !")),
    (";", Err("a selection is one expression: leave the ; out")),
    ("-", Err("numbers are whole and not below 0")),
    ("‘", Err("write straight single quotes: '")),
    ("’", Err("write straight single quotes: '")),
    ("“", Err("write straight single quotes: '")),
    ("”", Err("write straight single quotes: '")),
    (
        "`",
        Err("write names bare or in double quotes, text in single quotes"),
    ),
];

/// The rest of a text.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'t> {
    rest: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Lexer<'t> {
        Lexer { rest: text, at: 0 }
    }

    /// The next token and its place; [`Token::End`] for ever after the last.
    pub(super) fn next(&mut self) -> Result<(Token<'t>, Range<usize>), SelectionError> {
        let trimmed = self.rest.trim_start();
        self.take(self.rest.len() - trimmed.len());
        let Some(first) = self.rest.chars().next() else {
            return Ok((Token::End, self.at..self.at));
        };
        match first {
            '\'' => self
                .quoted('\'', "this text")
                .map(|(text, at)| (Token::Text(text), at)),
            '"' => self
                .quoted('"', "this name")
                .map(|(name, at)| (Token::Name { name, quoted: true }, at)),
            c if c.is_alphabetic() || c == '_' => Ok(self.name()),
            c if c.is_ascii_digit() => {
                let (number, at) = self.run();
                Ok((Token::Number(number), at))
            }
            c => self.sign(c),
        }
    }

    /// Takes this many bytes; all of the rest when they do not end at a character.
    fn take(&mut self, bytes: usize) -> (&'t str, Range<usize>) {
        let (taken, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        let start = self.at;
        self.rest = rest;
        self.at += taken.len();
        (taken, start..self.at)
    }

    /// Takes a bare word as far as it may be meant to go: `address-list`, `10.0.0.1` and
    /// `2025-01-05` without quotes are told as one thing.
    fn run(&mut self) -> (&'t str, Range<usize>) {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
        let end = self.rest.find(|c| !inside(c));
        self.take(end.unwrap_or(self.rest.len()))
    }

    fn name(&mut self) -> (Token<'t>, Range<usize>) {
        let (name, at) = self.run();
        let keyword = KEYWORDS
            .iter()
            .find(|(word, _)| name.eq_ignore_ascii_case(word));
        let token = match keyword {
            Some((_, keyword)) => Token::Word(*keyword),
            None => Token::Name {
                name: name.to_owned(),
                quoted: false,
            },
        };
        (token, at)
    }

    /// What stands between two of `quote`, which written twice stands for itself.
    fn quoted(
        &mut self,
        quote: char,
        what: &str,
    ) -> Result<(String, Range<usize>), SelectionError> {
        let start = self.at;
        let mut out = String::new();
        self.take(quote.len_utf8());
        loop {
            let Some(end) = self.rest.find(quote) else {
                let at = start..self.at + self.rest.len();
                let message = format!("{what} does not end: a {quote} is missing");
                return Err(SelectionError::new(at, message));
            };
            out.push_str(self.take(end).0);
            self.take(quote.len_utf8());
            if !self.rest.starts_with(quote) {
                return Ok((out, start..self.at));
            }
            out.push(quote);
            self.take(quote.len_utf8());
        }
    }

    fn sign(&mut self, first: char) -> Result<(Token<'t>, Range<usize>), SelectionError> {
        for (sign, meaning) in SIGNS {
            if self.rest.starts_with(sign) {
                let (_, at) = self.take(sign.len());
                return match meaning {
                    Ok(token) => Ok((token.clone(), at)),
                    Err(message) => Err(SelectionError::new(at, *message)),
                };
            }
        }
        let (_, at) = self.take(first.len_utf8());
        let message = format!("{first:?} has no meaning here: text stands in single quotes");
        Err(SelectionError::new(at, message))
    }
}
