use super::*;

fn spans(pairs: &[(i64, i64)]) -> Vec<Span> {
    pairs
        .iter()
        .map(|(a, b)| (Millis(*a), Millis(*b)))
        .collect()
}

#[test]
fn spans_that_meet_are_one() {
    assert_eq!(
        joined(spans(&[(5, 9), (1, 2), (3, 3), (8, 12), (20, 19)])),
        spans(&[(1, 3), (5, 12)])
    );
}

#[test]
fn what_is_taken_away_is_gone_and_nothing_else() {
    let all = vec![ALL];
    let left = without(&all, &spans(&[(1, 3), (3, 7)]));
    assert_eq!(left, [(Millis::MIN, Millis(0)), (Millis(8), Millis::MAX)]);
    assert_eq!(without(&left, &all), []);
    assert_eq!(
        within((Millis(-5), Millis(9)), &left),
        spans(&[(-5, 0), (8, 9)])
    );
    let ends = [(Millis::MIN, Millis(4)), (Millis(6), Millis::MAX)];
    assert_eq!(without(&all, &ends), spans(&[(5, 5)]));
}
