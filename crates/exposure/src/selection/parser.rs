//! Tokens to expression, by recursive descent: one function for each binding strength.

use std::ops::Range;

use jiff::tz::TimeZone;

use super::{
    Column, Pattern, SelectionError,
    columns::Kind,
    expr::{Expr, Predicate, Test, TextTest},
    lexer::{Compare, Keyword, Lexer, Token},
    limits::Limits,
    literals::{self, Literal},
    suggest::did_you_mean,
    term::{INCIDENT, SCOPE, Term, Terms},
};

type Place = Range<usize>;

/// Reads a whole text within these limits; `terms` knows the incidents that it may name.
pub(super) fn parse<'t>(
    text: &'t str,
    zone: &'t TimeZone,
    limits: Limits,
    terms: Terms<'t>,
) -> Result<Expr, SelectionError> {
    if text.len() > limits.bytes {
        return Err(SelectionError::new(
            limits.bytes..text.len(),
            format!(
                "the selection has {} bytes, more than {}: make it shorter, or split it",
                text.len(),
                limits.bytes
            ),
        ));
    }
    let mut parser = Parser::new(text, zone, limits, terms);
    if *parser.peek()? == Token::End {
        return Err(SelectionError::new(
            0..0,
            "the selection is empty: write TRUE for every read",
        ));
    }
    let expr = parser.or()?;
    let (token, at) = parser.next()?;
    match token {
        Token::End => Ok(expr),
        Token::Close => Err(SelectionError::new(
            at,
            "this ) closes nothing: leave it out",
        )),
        _ => Err(SelectionError::new(
            at,
            "expected AND, OR or the end of the selection",
        )),
    }
}

/// The term that a text is, where it is one and nothing else.
pub(super) fn whole_term(text: &str, limits: Limits) -> Option<Term> {
    let mut none = |_: &Term| Err(String::new());
    let zone = TimeZone::UTC;
    let mut parser = Parser::new(text, &zone, limits, &mut none);
    let (Token::Name { name, quoted }, _) = parser.next().ok()? else {
        return None;
    };
    let term = is_word(&name, quoted, INCIDENT).then(|| parser.term());
    let (term, _) = term?.ok()?;
    (parser.next().ok()?.0 == Token::End).then_some(term)
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    peeked: Option<(Token<'t>, Place)>,
    /// Where the last token taken ends.
    last_end: usize,
    zone: &'t TimeZone,
    limits: Limits,
    terms: Terms<'t>,
    depth: usize,
    literals: usize,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, zone: &'t TimeZone, limits: Limits, terms: Terms<'t>) -> Parser<'t> {
        Parser {
            lexer: Lexer::new(text),
            peeked: None,
            last_end: 0,
            zone,
            limits,
            terms,
            depth: 0,
            literals: 0,
        }
    }

    fn peek(&mut self) -> Result<&Token<'t>, SelectionError> {
        let next = match self.peeked.take() {
            Some(peeked) => peeked,
            None => self.lexer.next()?,
        };
        Ok(&self.peeked.insert(next).0)
    }

    fn next(&mut self) -> Result<(Token<'t>, Place), SelectionError> {
        let next = match self.peeked.take() {
            Some(peeked) => peeked,
            None => self.lexer.next()?,
        };
        self.last_end = next.1.end;
        Ok(next)
    }

    /// Takes the next token if it is this word.
    fn takes(&mut self, word: Keyword) -> Result<bool, SelectionError> {
        let found = *self.peek()? == Token::Word(word);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    fn or(&mut self) -> Result<Expr, SelectionError> {
        let mut items = vec![self.and()?];
        while self.takes(Keyword::Or)? {
            items.push(self.and()?);
        }
        Ok(Expr::Or(items))
    }

    fn and(&mut self) -> Result<Expr, SelectionError> {
        let mut items = vec![self.not()?];
        while self.takes(Keyword::And)? {
            items.push(self.not()?);
        }
        Ok(Expr::And(items))
    }

    fn not(&mut self) -> Result<Expr, SelectionError> {
        let (token, at) = self.next()?;
        match token {
            Token::Word(Keyword::Not) => {
                self.deeper(&at)?;
                let inner = self.not()?;
                self.depth -= 1;
                Ok(Expr::Not(Box::new(inner)))
            }
            Token::Open => {
                self.deeper(&at)?;
                let inner = self.or()?;
                self.close(&at)?;
                self.depth -= 1;
                Ok(inner)
            }
            Token::Word(Keyword::True) => Ok(Expr::True),
            Token::Word(Keyword::False) => Ok(Expr::False),
            Token::Name { name, quoted } if is_word(&name, quoted, INCIDENT) => self.incident(at),
            Token::Name { name, quoted } => {
                let column = column_of(&name, quoted, &at)?;
                self.test(column, at)
            }
            Token::End => Err(SelectionError::new(
                at,
                "the selection ends too early: expected a test such as route = 'address-list'",
            )),
            _ => Err(SelectionError::new(
                at,
                "expected a test, which begins with a column, such as route = 'address-list'",
            )),
        }
    }

    /// What an incident selects, each of its tests at the place of the term: that is what was typed.
    fn incident(&mut self, word: Place) -> Result<Expr, SelectionError> {
        let (term, end) = self.term()?;
        let at = word.start..end;
        let selection =
            (self.terms)(&term).map_err(|message| SelectionError::new(at.clone(), message))?;
        selection.expr.map_tests(&mut |test| {
            Ok(Test {
                span: at.clone(),
                places: Vec::new(),
                ..test.clone()
            })
        })
    }

    /// What follows the word `incident`, and where that ends.
    fn term(&mut self) -> Result<(Term, usize), SelectionError> {
        let (token, at) = self.next()?;
        let incident = match token {
            Token::Number(number) => number.to_owned(),
            Token::Name {
                name,
                quoted: false,
            } => name,
            _ => {
                return Err(SelectionError::new(
                    at,
                    "expected the number of an incident: write incident 7, or incident 7 scope 2",
                ));
            }
        };
        let mut term = Term {
            incident,
            version: None,
        };
        let is_scope = match self.peek()? {
            Token::Name { name, quoted } => is_word(name, *quoted, SCOPE),
            _ => false,
        };
        if is_scope {
            self.next()?;
            term.version = Some(self.version()?);
        }
        Ok((term, self.last_end))
    }

    fn version(&mut self) -> Result<u32, SelectionError> {
        let (token, at) = self.next()?;
        let number = match token {
            Token::Number(number) => number.parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| {
            SelectionError::new(
                at,
                "expected the number of a scope version: write incident 7 scope 2",
            )
        })
    }

    fn deeper(&mut self, at: &Place) -> Result<(), SelectionError> {
        self.depth += 1;
        if self.depth <= self.limits.depth {
            return Ok(());
        }
        let message = format!(
            "nested deeper than {} levels: write it flatter",
            self.limits.depth
        );
        Err(SelectionError::new(at.clone(), message))
    }

    fn close(&mut self, open: &Place) -> Result<(), SelectionError> {
        let (token, at) = self.next()?;
        match token {
            Token::Close => Ok(()),
            Token::End => Err(SelectionError::new(
                open.clone(),
                "this ( is never closed: a ) is missing",
            )),
            _ => Err(SelectionError::new(at, "expected AND, OR or )")),
        }
    }

    /// What follows a column.
    fn test(&mut self, column: Column, at: Place) -> Result<Expr, SelectionError> {
        let start = at.start;
        let token = self.peek()?.clone();
        let (negated, (predicate, places)) = match token {
            Token::Compare(compare) => {
                let (_, sign) = self.next()?;
                let predicate = self.compare(column, compare, sign)?;
                (compare == Compare::Unequal, predicate)
            }
            Token::Word(Keyword::Is) => {
                self.next()?;
                let negated = self.takes(Keyword::Not)?;
                (negated, (self.is_null(column)?, Vec::new()))
            }
            Token::Word(Keyword::Not | Keyword::In | Keyword::Between | Keyword::Like) => {
                let negated = self.takes(Keyword::Not)?;
                (negated, self.word_test(column)?)
            }
            _ if column.kind() == Kind::Issued => (false, (Predicate::IssuedBare, Vec::new())),
            _ => {
                let message = format!(
                    "{column} must be compared with something, such as {column} = {}",
                    column.example()
                );
                return Err(SelectionError::new(at, message));
            }
        };
        let test = Expr::Test(Test {
            column,
            test: predicate,
            span: start..self.last_end,
            places,
        });
        Ok(if negated {
            Expr::Not(Box::new(test))
        } else {
            test
        })
    }

    /// What follows `column =`, `column <` and the like.
    fn compare(
        &mut self,
        column: Column,
        compare: Compare,
        sign: Place,
    ) -> Result<(Predicate, Vec<Place>), SelectionError> {
        if matches!(compare, Compare::Equal | Compare::Unequal) {
            let literal = self.literal(column)?;
            let places = vec![literal.at.clone()];
            return Ok((literals::one_of(column, vec![literal], self.zone)?, places));
        }
        literals::has_order(column, &sign)?;
        let literal = self.literal(column)?;
        Ok((
            literals::bound(column, compare, &literal, self.zone)?,
            Vec::new(),
        ))
    }

    /// What follows `column IS` or `column IS NOT`.
    fn is_null(&mut self, column: Column) -> Result<Predicate, SelectionError> {
        let (token, at) = self.next()?;
        if token != Token::Word(Keyword::Null) {
            return Err(SelectionError::new(
                at,
                format!("expected NULL: write {column} IS NULL or {column} IS NOT NULL"),
            ));
        }
        if column.kind() == Kind::Issued {
            return Err(SelectionError::new(
                at,
                "issued is never null: write issued = 'cannot_say'",
            ));
        }
        Ok(Predicate::IsNull)
    }

    /// What follows `column` or `column NOT`: a list, a range or a pattern.
    fn word_test(&mut self, column: Column) -> Result<(Predicate, Vec<Place>), SelectionError> {
        let (token, at) = self.next()?;
        match token {
            Token::Word(Keyword::In) => self.list(column),
            Token::Word(Keyword::Between) => {
                literals::has_order(column, &at)?;
                let from = self.literal(column)?;
                let (token, and) = self.next()?;
                if token != Token::Word(Keyword::And) {
                    let message = format!("expected AND: write {column} BETWEEN … AND …");
                    return Err(SelectionError::new(and, message));
                }
                let to = self.literal(column)?;
                let predicate = literals::between(column, &from, &to, self.zone)?;
                Ok((predicate, Vec::new()))
            }
            Token::Word(Keyword::Like) => {
                literals::has_patterns(column, &at)?;
                Ok((self.pattern(column)?, Vec::new()))
            }
            _ => Err(SelectionError::new(
                at,
                format!("expected IN, BETWEEN or LIKE after {column} NOT"),
            )),
        }
    }

    /// `( literal , … )`
    fn list(&mut self, column: Column) -> Result<(Predicate, Vec<Place>), SelectionError> {
        let (token, open) = self.next()?;
        if token != Token::Open {
            let message = format!(
                "expected a list in parentheses, such as {column} IN ({})",
                column.example()
            );
            return Err(SelectionError::new(open, message));
        }
        if *self.peek()? == Token::Close {
            let (_, close) = self.next()?;
            let message = "the list is empty: name at least one, or write FALSE";
            return Err(SelectionError::new(open.start..close.end, message));
        }
        let mut literals = Vec::new();
        loop {
            literals.push(self.literal(column)?);
            let (token, at) = self.next()?;
            match token {
                Token::Comma => {}
                Token::Close => break,
                Token::End => {
                    let message = "this list is never closed: a ) is missing";
                    return Err(SelectionError::new(open, message));
                }
                _ => return Err(SelectionError::new(at, "expected , or ) in the list")),
            }
        }
        let places = literals.iter().map(|literal| literal.at.clone()).collect();
        Ok((literals::one_of(column, literals, self.zone)?, places))
    }

    /// `'pattern'` or `'pattern' ESCAPE 'c'`
    fn pattern(&mut self, column: Column) -> Result<Predicate, SelectionError> {
        let literal = self.literal(column)?;
        let text = literals::text(column, &literal)?;
        let mut escape = None;
        if self.takes(Keyword::Escape)? {
            let (token, at) = self.next()?;
            let mut chars = match &token {
                Token::Text(text) => text.chars(),
                _ => "".chars(),
            };
            escape = chars.next();
            if escape.is_none() || chars.next().is_some() {
                let message = "ESCAPE takes one character, such as ESCAPE '\\'";
                return Err(SelectionError::new(at, message));
            }
        }
        let pattern = Pattern::parse(text, escape).ok_or_else(|| {
            let message = "the escape character stands only before %, _ or itself";
            SelectionError::new(literal.at.clone(), message)
        })?;
        Ok(Predicate::Text(TextTest::Like(pattern)))
    }

    fn literal(&mut self, column: Column) -> Result<Literal<'t>, SelectionError> {
        let (token, at) = self.next()?;
        self.literals += 1;
        if self.literals > self.limits.literals {
            let message = format!(
                "more than {} literals: split the selection",
                self.limits.literals
            );
            return Err(SelectionError::new(at, message));
        }
        Literal::of(column, token, at)
    }
}

/// Whether a name is this word of the grammar: bare, in any case.
fn is_word(name: &str, quoted: bool, word: &str) -> bool {
    !quoted && name.eq_ignore_ascii_case(word)
}

/// The column of a name; bare names may be in any case.
fn column_of(name: &str, quoted: bool, at: &Place) -> Result<Column, SelectionError> {
    let found = if quoted {
        Column::from_name(name)
    } else {
        Column::from_name(&name.to_ascii_lowercase())
    };
    found.ok_or_else(|| {
        let names = || Column::ALL.iter().map(|column| column.name());
        let instead = match did_you_mean(name, names()) {
            Some(near) => format!("did you mean {near:?}?"),
            None => format!("the columns are {}", names().collect::<Vec<_>>().join(", ")),
        };
        let name = literals::shortened(name);
        SelectionError::new(at.clone(), format!("unknown column {name:?}: {instead}"))
    })
}
