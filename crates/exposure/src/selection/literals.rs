//! Literals to typed predicates: what each column may be compared with, and what to say when it is
//! compared with something else.

use std::{net::IpAddr, ops::Range};

use event::Millis;
use ipnet::IpNet;
use jiff::tz::TimeZone;

use super::{
    Column, SelectionError,
    columns::Kind,
    expr::{IssuedWord, Predicate, TextTest, TimeRange, TimeTest},
    lexer::{Compare, Keyword, Token},
    limits::QUOTED_CHARS_MAX,
    normal::plain,
    suggest::did_you_mean,
    time,
};

/// A literal and its place.
#[derive(Debug)]
pub(super) struct Literal<'t> {
    value: Value<'t>,
    pub(super) at: Range<usize>,
}

#[derive(Debug)]
enum Value<'t> {
    Text(String),
    Number(&'t str),
}

impl<'t> Literal<'t> {
    /// The literal that a token is.
    ///
    /// # Errors
    /// When it is none: a bare word, NULL, a sign, the end.
    pub(super) fn of(
        column: Column,
        token: Token<'t>,
        at: Range<usize>,
    ) -> Result<Literal<'t>, SelectionError> {
        let example = column.example();
        let message = match token {
            Token::Text(text) => {
                let value = Value::Text(text);
                return Ok(Literal { value, at });
            }
            Token::Number(number) => {
                let value = Value::Number(number);
                return Ok(Literal { value, at });
            }
            Token::Name { name, .. } => format!(
                "{:?} is a name, not a literal: text stands in single quotes, such as {example}",
                shortened(&name)
            ),
            Token::Word(Keyword::Null) => {
                format!("nothing equals NULL: write {column} IS NULL or {column} IS NOT NULL")
            }
            Token::End => format!("the selection ends too early: expected {example} or the like"),
            _ => format!("expected a literal for {column}, such as {example}"),
        };
        Err(SelectionError::new(at, message))
    }

    fn error(&self, message: impl Into<String>) -> SelectionError {
        SelectionError::new(self.at.clone(), message)
    }
}

/// The predicate of `=` and `IN`.
pub(super) fn one_of(
    column: Column,
    literals: Vec<Literal<'_>>,
    zone: &TimeZone,
) -> Result<Predicate, SelectionError> {
    let all = literals.iter();
    Ok(match column.kind() {
        Kind::Time => {
            let times = all.map(|literal| instant(literal, zone));
            let ranges = times.map(|time| {
                time.map(|time| TimeRange {
                    from: time,
                    to: time,
                })
            });
            let ranges = ranges.collect::<Result<_, _>>()?;
            Predicate::Time(TimeTest { ranges })
        }
        Kind::Text => {
            let texts = all.map(|literal| text(column, literal).map(str::to_owned));
            Predicate::Text(TextTest::In(texts.collect::<Result<_, _>>()?))
        }
        Kind::Country => Predicate::Text(TextTest::In(all.map(country).collect::<Result<_, _>>()?)),
        Kind::Ip => Predicate::Ip(all.map(network).collect::<Result<_, _>>()?),
        Kind::Number { max } => {
            let numbers = all.map(|literal| number(column, literal, max).map(|n| (n, n)));
            Predicate::Number(numbers.collect::<Result<_, _>>()?)
        }
        Kind::Word => {
            let codes = all.map(|literal| word(column, literal));
            Predicate::Word(codes.collect::<Result<_, _>>()?)
        }
        Kind::Issued => Predicate::Issued(all.map(issued).collect::<Result<_, _>>()?),
    })
}

/// The predicate of `<`, `<=`, `>` and `>=`; of `=` for any other sign.
pub(super) fn bound(
    column: Column,
    compare: Compare,
    literal: &Literal<'_>,
    zone: &TimeZone,
) -> Result<Predicate, SelectionError> {
    let beyond = |edge: String, what: &str| {
        literal.error(format!("no {column} is {what} {edge}: leave the test out"))
    };
    if let Kind::Number { max } = column.kind() {
        let n = number(column, literal, max)?;
        let range = match compare {
            Compare::Less if n == 0 => return Err(beyond(n.to_string(), "below")),
            Compare::Less => (0, n - 1),
            Compare::LessEqual => (0, n),
            Compare::Greater if n == max => return Err(beyond(n.to_string(), "above")),
            Compare::Greater => (n + 1, max),
            Compare::GreaterEqual => (n, max),
            Compare::Equal | Compare::Unequal => (n, n),
        };
        return Ok(Predicate::Number(vec![range]));
    }
    let t = instant(literal, zone)?;
    let (from, to) = match compare {
        Compare::Less if t == time::EARLIEST => return Err(beyond(t.to_string(), "before")),
        Compare::Less => (Millis::MIN, t.plus(-1)),
        Compare::LessEqual => (Millis::MIN, t),
        Compare::Greater if t == time::LATEST => return Err(beyond(t.to_string(), "after")),
        Compare::Greater => (t.plus(1), Millis::MAX),
        Compare::GreaterEqual => (t, Millis::MAX),
        Compare::Equal | Compare::Unequal => (t, t),
    };
    let ranges = vec![TimeRange { from, to }];
    Ok(Predicate::Time(TimeTest { ranges }))
}

/// The predicate of `BETWEEN … AND …`, both ends included.
pub(super) fn between(
    column: Column,
    from: &Literal<'_>,
    to: &Literal<'_>,
    zone: &TimeZone,
) -> Result<Predicate, SelectionError> {
    let swapped = || {
        let message = "BETWEEN begins with the smaller: as it stands nothing matches; swap the two";
        SelectionError::new(from.at.start..to.at.end, message)
    };
    if let Kind::Number { max } = column.kind() {
        let range = (number(column, from, max)?, number(column, to, max)?);
        return if range.0 <= range.1 {
            Ok(Predicate::Number(vec![range]))
        } else {
            Err(swapped())
        };
    }
    let range = TimeRange {
        from: instant(from, zone)?,
        to: instant(to, zone)?,
    };
    if range.from > range.to {
        return Err(swapped());
    }
    let ranges = vec![range];
    Ok(Predicate::Time(TimeTest { ranges }))
}

/// Whether the column can be compared with `<` and `BETWEEN`, which stands at this place.
pub(super) fn has_order(column: Column, at: &Range<usize>) -> Result<(), SelectionError> {
    let instead = match column.kind() {
        Kind::Time | Kind::Number { .. } => return Ok(()),
        Kind::Ip => "name a network instead, such as ip = '10.0.0.0/8'".to_owned(),
        Kind::Issued | Kind::Word => format!(
            "compare with = or IN, such as {column} = {}",
            column.example()
        ),
        Kind::Text | Kind::Country if column.is_pseudonymous() => {
            format!(
                "compare with = or IN, such as {column} = {}",
                column.example()
            )
        }
        Kind::Text | Kind::Country => format!(
            "compare with =, IN or LIKE, such as {column} = {}",
            column.example()
        ),
    };
    let message = format!("{column} has no order: {instead}");
    Err(SelectionError::new(at.clone(), message))
}

/// Whether the column can be compared with `LIKE`, which stands at this place.
pub(super) fn has_patterns(column: Column, at: &Range<usize>) -> Result<(), SelectionError> {
    let message = match column.kind() {
        Kind::Text if column.is_pseudonymous() => no_pattern(column),
        Kind::Text | Kind::Country => return Ok(()),
        Kind::Ip => "ip has no patterns: name a network, such as ip = '10.0.0.0/8'".to_owned(),
        Kind::Time | Kind::Number { .. } => format!(
            "{column} has no patterns: compare with =, <, > or BETWEEN, such as {column} >= {}",
            column.example()
        ),
        Kind::Issued | Kind::Word => format!(
            "{column} has no patterns: compare with = or IN, such as {column} = {}",
            column.example()
        ),
    };
    Err(SelectionError::new(at.clone(), message))
}

/// Why a pseudonymous column has no patterns.
pub(super) fn no_pattern(column: Column) -> String {
    format!(
        "{column} is stored under a pseudonym and no pattern can be matched: write whole names, \
         such as {column} = {}",
        column.example()
    )
}

/// The start of a text that a person typed, for a message.
pub(super) fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let mut out: String = chars.by_ref().take(QUOTED_CHARS_MAX).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// A text literal as it stands.
pub(super) fn text<'l>(
    column: Column,
    literal: &'l Literal<'_>,
) -> Result<&'l str, SelectionError> {
    match &literal.value {
        Value::Text(text) => Ok(text),
        Value::Number(number) => Err(literal.error(format!(
            "{column} is compared with text in single quotes: write '{}'",
            shortened(number)
        ))),
    }
}

fn instant(literal: &Literal<'_>, zone: &TimeZone) -> Result<Millis, SelectionError> {
    let text = text(Column::Time, literal)?;
    time::parse(text, zone).map_err(|message| literal.error(message))
}

fn number(column: Column, literal: &Literal<'_>, max: u64) -> Result<u64, SelectionError> {
    let written = match &literal.value {
        Value::Text(text) => text.as_str(),
        Value::Number(number) => number,
    };
    let digits = match written.split_at_checked(2) {
        Some((prefix, digits)) if column == Column::Asn && prefix.eq_ignore_ascii_case("AS") => {
            digits
        }
        _ => written,
    };
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !all_digits {
        let or_name = if column == Column::Asn {
            " or 'AS64500'"
        } else {
            ""
        };
        return Err(literal.error(format!(
            "{:?} is not a whole number: write {column} = {}{or_name}",
            shortened(written),
            column.example()
        )));
    }
    let number = digits.parse::<u64>().ok().filter(|n| *n <= max);
    number.ok_or_else(|| {
        literal.error(format!(
            "{} is too large: {column} is at most {max}",
            shortened(written)
        ))
    })
}

/// Whether a text has the form of a country's code. Digits are let through, because tables of
/// addresses use codes such as `A1` for what has no country.
pub(super) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn country(literal: &Literal<'_>) -> Result<String, SelectionError> {
    let code = text(Column::Country, literal)?;
    if is_country(code) {
        return Ok(code.to_ascii_uppercase());
    }
    Err(literal.error(format!(
        "{:?} is not a country: write the two letters of ISO 3166, such as 'KR'",
        shortened(code)
    )))
}

fn network(literal: &Literal<'_>) -> Result<IpNet, SelectionError> {
    let text = match &literal.value {
        Value::Text(text) => text.as_str(),
        Value::Number(written) => {
            let message = format!(
                "ip is compared with text in single quotes: write '{}'",
                shortened(written)
            );
            return Err(literal.error(message));
        }
    };
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let net: IpNet = text.parse().map_err(|_| {
        literal.error(format!(
            "{:?} is neither an address nor a network: write '10.0.0.1' or '10.0.0.0/8'",
            shortened(text)
        ))
    })?;
    if net.addr() != net.network() {
        return Err(literal.error(format!(
            "{net} has bits beyond the /{}: write '{}' for the network or '{}' for the one address",
            net.prefix_len(),
            net.trunc(),
            net.addr()
        )));
    }
    Ok(plain(net))
}

fn word(column: Column, literal: &Literal<'_>) -> Result<u8, SelectionError> {
    let words = column.words();
    let text = match &literal.value {
        Value::Text(text) => text.as_str(),
        Value::Number(number) => number,
    };
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, code)| *code).ok_or_else(|| {
        let known = words.iter().map(|(word, _)| *word);
        let instead = match did_you_mean(text, known.clone()) {
            Some(near) => format!("did you mean '{near}'?"),
            None => {
                let all: Vec<String> = known.map(|word| format!("'{word}'")).collect();
                format!("write {}", all.join(", "))
            }
        };
        literal.error(format!(
            "{column} is never {:?}: {instead}",
            shortened(text)
        ))
    })
}

fn issued(literal: &Literal<'_>) -> Result<IssuedWord, SelectionError> {
    let code = word(Column::Issued, literal)?;
    IssuedWord::ALL
        .get(usize::from(code))
        .copied()
        .ok_or_else(|| literal.error("issued has no such word"))
}
