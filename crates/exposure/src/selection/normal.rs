//! Normal form. Every step keeps the meaning in Kleene's logic and keeps every named column: `x AND
//! FALSE` stays as it is, because naming `outcome` changes which figures are counted.

use event::Millis;
use ipnet::{IpNet, Ipv4Net};

use super::{
    columns::{Column, Kind},
    expr::{Expr, Predicate, Test, TextTest, TimeRange, TimeTest},
    literals::is_country,
};

/// The normal form of an expression.
pub(super) fn normal(expr: Expr) -> Expr {
    match expr {
        Expr::True => Expr::True,
        Expr::False => Expr::False,
        Expr::And(items) => {
            let mut flat = Vec::new();
            for item in items.into_iter().map(normal) {
                match item {
                    Expr::And(inner) => flat.extend(inner),
                    other => flat.push(other),
                }
            }
            one_or(flat, Expr::True, Expr::And)
        }
        Expr::Or(items) => {
            let mut flat = Vec::new();
            for item in items.into_iter().map(normal) {
                match item {
                    Expr::Or(inner) => flat.extend(inner),
                    other => flat.push(other),
                }
            }
            one_or(flat, Expr::False, Expr::Or)
        }
        Expr::Not(inner) => match normal(*inner) {
            Expr::Not(twice) => *twice,
            Expr::True => Expr::False,
            Expr::False => Expr::True,
            other => Expr::Not(Box::new(other)),
        },
        Expr::Test(test) => normal_test(test),
    }
}

/// No item is `none`, one item is itself, more are joined.
fn one_or(mut items: Vec<Expr>, none: Expr, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match items.len() {
        0 => none,
        1 => items.pop().unwrap_or(none),
        _ => join(items),
    }
}

fn normal_test(test: Test) -> Expr {
    let Test {
        column,
        test: predicate,
        span,
        mut places,
    } = test;
    let predicates = match predicate {
        Predicate::Time(TimeTest { ranges }) => split(ranges, |range| range.from == range.to)
            .into_iter()
            .map(|ranges| {
                Predicate::Time(TimeTest {
                    ranges: bounded(ranges),
                })
            })
            .collect(),
        Predicate::Number(mut ranges) => {
            if let Kind::Number { max } = column.kind() {
                ranges
                    .iter_mut()
                    .for_each(|range| range.1 = range.1.min(max));
            }
            split(ranges, |range| range.0 == range.1)
                .into_iter()
                .map(Predicate::Number)
                .collect()
        }
        Predicate::Text(text) => vec![Predicate::Text(normal_text(column, text, &mut places))],
        Predicate::Ip(nets) => vec![Predicate::Ip(sorted(nets.into_iter().map(plain).collect()))],
        Predicate::Word(codes) => vec![Predicate::Word(sorted(codes))],
        Predicate::Issued(words) => vec![Predicate::Issued(sorted(words))],
        other @ (Predicate::IssuedBare | Predicate::IsNull) => vec![other],
    };
    let tests = predicates
        .into_iter()
        .map(|predicate| {
            Expr::Test(Test {
                column,
                test: predicate,
                span: span.clone(),
                places: places.clone(),
            })
        })
        .collect();
    one_or(tests, Expr::False, Expr::Or)
}

/// Sorts texts together with their places; makes a pattern without wildcards a text.
fn normal_text(
    column: Column,
    test: TextTest,
    places: &mut Vec<std::ops::Range<usize>>,
) -> TextTest {
    let upper = column.kind() == Kind::Country;
    let mut values = match test {
        TextTest::In(values) => values,
        TextTest::Like(pattern) => {
            let pattern = if upper { pattern.upper() } else { pattern };
            match pattern.exact() {
                // What `=` refuses stays a pattern, or it could not be read back.
                Some(text) if !upper || is_country(text) => vec![text.to_owned()],
                _ => return TextTest::Like(pattern),
            }
        }
    };
    if upper {
        values.iter_mut().for_each(|v| v.make_ascii_uppercase());
    }
    if places.len() != values.len() {
        places.clear();
        return TextTest::In(sorted(values));
    }
    let mut placed: Vec<_> = values.into_iter().zip(places.drain(..)).collect();
    placed.sort_by(|(a, at), (b, bt)| (a, at.start).cmp(&(b, bt.start)));
    placed.dedup_by(|later, kept| later.0 == kept.0);
    let (values, kept) = placed.into_iter().unzip();
    *places = kept;
    TextTest::In(values)
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}

/// One list of all points, and each range in a list of its own: what `IN` and `BETWEEN` can say.
fn split<R: Ord + Copy>(ranges: Vec<R>, point: impl Fn(&R) -> bool) -> Vec<Vec<R>> {
    let (points, ranges): (Vec<R>, Vec<R>) = sorted(ranges).into_iter().partition(point);
    let mut lists: Vec<Vec<R>> = ranges.into_iter().map(|range| vec![range]).collect();
    if !points.is_empty() || lists.is_empty() {
        lists.insert(0, points);
    }
    lists
}

/// A range open at both ends cannot be written; it is written from the earliest literal.
fn bounded(mut ranges: Vec<TimeRange>) -> Vec<TimeRange> {
    for range in &mut ranges {
        if (range.from, range.to) == (Millis::MIN, Millis::MAX) {
            range.from = super::time::EARLIEST;
        }
    }
    ranges
}

/// The one spelling of a network: no bits beyond the prefix, IPv4-mapped as IPv4.
pub(super) fn plain(net: IpNet) -> IpNet {
    let net = net.trunc();
    let IpNet::V6(v6) = net else {
        return net;
    };
    let mapped = v6
        .addr()
        .to_ipv4_mapped()
        .zip(v6.prefix_len().checked_sub(96));
    match mapped.and_then(|(addr, len)| Ipv4Net::new(addr, len).ok()) {
        Some(v4) => IpNet::V4(v4),
        None => net,
    }
}
