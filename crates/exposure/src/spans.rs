//! Spans of time: both ends included, in order, none touching the next.

use event::Millis;

/// From one millisecond to another, both included.
pub type Span = (Millis, Millis);

/// All of time.
pub(crate) const ALL: Span = (Millis::MIN, Millis::MAX);

/// Puts spans in order and joins those that meet.
pub(crate) fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|(from, to)| from <= to);
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1.plus(1) => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// What of a span lies within some spans.
pub(crate) fn within(span: Span, spans: &[Span]) -> Vec<Span> {
    let cut = |(from, to): &Span| (span.0.max(*from), span.1.min(*to));
    spans.iter().map(cut).filter(|(a, b)| a <= b).collect()
}

/// What of some spans lies outside of others.
pub(crate) fn without(spans: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut left = spans.to_vec();
    for (from, to) in taken {
        let cut = |span: Span| {
            let before = (span.0, span.1.min(from.plus(-1)));
            let after = (span.0.max(to.plus(1)), span.1);
            let has_before = *from > Millis::MIN && before.0 <= before.1;
            let has_after = *to < Millis::MAX && after.0 <= after.1;
            [has_before.then_some(before), has_after.then_some(after)]
        };
        left = left.into_iter().flat_map(cut).flatten().collect();
    }
    left
}

#[cfg(test)]
mod tests;
