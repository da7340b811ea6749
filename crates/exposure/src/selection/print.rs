//! The normal form as text. It is parsed back to an equal selection, in any time zone.

use std::fmt;

use event::Millis;
use ipnet::IpNet;

use super::{
    Column, Selection,
    columns::Kind,
    expr::{Expr, Predicate, Test, TextTest, TimeRange},
    normal::normal,
    time,
};

impl fmt::Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The expression is public and may have been built by hand.
        write_expr(f, &normal(self.expr.clone()))
    }
}

fn write_expr(f: &mut fmt::Formatter<'_>, expr: &Expr) -> fmt::Result {
    match expr {
        Expr::True => f.write_str("TRUE"),
        Expr::False => f.write_str("FALSE"),
        Expr::And(items) => joined(f, items, " AND ", |item| matches!(item, Expr::Or(_))),
        Expr::Or(items) => joined(f, items, " OR ", |_| false),
        Expr::Test(test) => write_test(f, test, false),
        Expr::Not(inner) => match inner.as_ref() {
            Expr::Test(test) => write_test(f, test, true),
            other => {
                f.write_str("NOT (")?;
                write_expr(f, other)?;
                f.write_str(")")
            }
        },
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    items: &[Expr],
    between: &str,
    bracketed: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        if bracketed(item) {
            f.write_str("(")?;
            write_expr(f, item)?;
            f.write_str(")")?;
        } else {
            write_expr(f, item)?;
        }
    }
    Ok(())
}

fn write_test(f: &mut fmt::Formatter<'_>, test: &Test, negated: bool) -> fmt::Result {
    let column = test.column;
    let not = if negated { "NOT " } else { "" };
    match &test.test {
        Predicate::IssuedBare => write!(f, "{not}{column}"),
        Predicate::IsNull => write!(f, "{column} IS {not}NULL"),
        Predicate::Text(TextTest::Like(pattern)) => {
            let (text, escape) = pattern.text();
            write!(f, "{column} {not}LIKE {}", quoted(&text))?;
            match escape {
                Some(escape) => write!(f, " ESCAPE {}", quoted(&escape.to_string())),
                None => Ok(()),
            }
        }
        Predicate::Text(TextTest::In(texts)) => {
            write_list(f, column, negated, texts.iter().map(|text| quoted(text)))
        }
        Predicate::Ip(nets) => write_list(f, column, negated, nets.iter().map(network)),
        Predicate::Word(codes) => {
            let words = column.words();
            let word = |code: &u8| {
                words
                    .iter()
                    .find(|(_, c)| c == code)
                    .map_or("?", |(w, _)| w)
            };
            write_list(
                f,
                column,
                negated,
                codes.iter().map(|code| quoted(word(code))),
            )
        }
        Predicate::Issued(words) => write_list(
            f,
            column,
            negated,
            words.iter().map(|word| quoted(word.word())),
        ),
        Predicate::Number(ranges) => match ranges.as_slice() {
            [(from, to)] if from != to => write_numbers(f, column, negated, *from, *to),
            points => write_list(
                f,
                column,
                negated,
                points.iter().map(|(n, _)| n.to_string()),
            ),
        },
        Predicate::Time(times) => match times.ranges.as_slice() {
            [range] if range.from != range.to => write_times(f, column, negated, *range),
            points => write_list(
                f,
                column,
                negated,
                points.iter().map(|range| instant(range.from)),
            ),
        },
    }
}

/// `column = a`, `column IN (a, b)` and their negations.
fn write_list(
    f: &mut fmt::Formatter<'_>,
    column: Column,
    negated: bool,
    items: impl ExactSizeIterator<Item = String>,
) -> fmt::Result {
    if items.len() == 1 {
        let sign = if negated { "<>" } else { "=" };
        return items
            .into_iter()
            .try_for_each(|item| write!(f, "{column} {sign} {item}"));
    }
    let not = if negated { "NOT " } else { "" };
    write!(f, "{column} {not}IN (")?;
    for (at, item) in items.enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(")")
}

fn write_numbers(
    f: &mut fmt::Formatter<'_>,
    column: Column,
    negated: bool,
    from: u64,
    to: u64,
) -> fmt::Result {
    let not = if negated { "NOT " } else { "" };
    match column.kind() {
        Kind::Number { max } if to == max => write!(f, "{not}{column} >= {from}"),
        _ if from == 0 => write!(f, "{not}{column} <= {to}"),
        _ => write!(f, "{column} {not}BETWEEN {from} AND {to}"),
    }
}

fn write_times(
    f: &mut fmt::Formatter<'_>,
    column: Column,
    negated: bool,
    range: TimeRange,
) -> fmt::Result {
    let not = if negated { "NOT " } else { "" };
    let TimeRange { from, to } = range;
    if to == Millis::MAX {
        return write!(f, "{not}{column} >= {}", instant(from));
    }
    if from > Millis::MIN {
        return write!(
            f,
            "{column} {not}BETWEEN {} AND {}",
            instant(from),
            instant(to)
        );
    }
    // People end a time before a whole second; it is printed as they wrote it.
    let after = to.plus(1);
    if to < time::EARLIEST || (after <= time::LATEST && after.0.rem_euclid(1000) == 0) {
        write!(f, "{not}{column} < {}", instant(after))
    } else {
        write!(f, "{not}{column} <= {}", instant(to))
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn instant(time: Millis) -> String {
    format!("'{time}'")
}

/// One address without its /32 or /128.
fn network(net: &IpNet) -> String {
    if net.prefix_len() == net.max_prefix_len() {
        format!("'{}'", net.addr())
    } else {
        format!("'{net}'")
    }
}
