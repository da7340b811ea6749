//! Reach: when a selection could match a read of a source, for all that the selection says of time and
//! source. Everything else that it tests could hold of an event that nobody has seen.

use event::Millis;

use crate::{
    plan::{FALSE, TRUE, UNDECIDED, text_holds},
    selection::{Column, Expr, Predicate},
    spans::{Span, joined},
};

/// The times at which a read of `source` could match, or be undecided.
pub(crate) fn reach(expr: &Expr, source: &str) -> Vec<Span> {
    let mut edges = vec![Millis::MIN];
    expr.each_test(&mut |test| {
        if let Predicate::Time(time) = &test.test {
            for range in &time.ranges {
                edges.push(range.from);
                // A range to the end of time has nothing behind it.
                edges.extend((range.to < Millis::MAX).then(|| range.to.plus(1)));
            }
        }
    });
    edges.sort_unstable();
    edges.dedup();
    let ends = edges.iter().skip(1).map(|edge| edge.plus(-1));
    let pieces = edges.iter().copied().zip(ends.chain([Millis::MAX]));
    joined(
        pieces
            .filter(|(from, _)| truth(expr, source, *from) != FALSE)
            .collect(),
    )
}

fn truth(expr: &Expr, source: &str, time: Millis) -> u8 {
    let of = |expr: &Expr| truth(expr, source, time);
    let decided = |holds: bool| if holds { TRUE } else { FALSE };
    match expr {
        Expr::True => TRUE,
        Expr::False => FALSE,
        Expr::And(all) => all.iter().map(of).min().unwrap_or(TRUE),
        Expr::Or(any) => any.iter().map(of).max().unwrap_or(FALSE),
        Expr::Not(inner) => TRUE - of(inner),
        Expr::Test(test) => match &test.test {
            Predicate::Time(ranges) => {
                decided(ranges.ranges.iter().any(|range| range.contains(time)))
            }
            Predicate::Text(text) if test.column == Column::Source => {
                decided(text_holds(text, source))
            }
            _ => UNDECIDED,
        },
    }
}

#[cfg(test)]
mod tests;
