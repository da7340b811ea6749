use jiff::tz::TimeZone;

use super::*;
use crate::{selection, spans::ALL};

fn reach_of(text: &str, source: &str) -> Vec<Span> {
    reach(
        &selection::parse(text, &TimeZone::UTC).unwrap().expr,
        source,
    )
}

fn day(day: i64) -> Millis {
    Millis::from_civil(2025, 1, day, 0).unwrap()
}

#[test]
fn only_time_and_source_limit_what_nobody_has_seen() {
    for text in [
        "TRUE",
        "NOT issued",
        "route = 'a' AND NOT client = 'b'",
        "field = 'c' OR subject IS NULL",
    ] {
        assert_eq!(reach_of(text, "gateway"), [ALL], "{text}");
    }
    assert_eq!(reach_of("source = 'edge' AND NOT issued", "gateway"), []);
    assert_eq!(reach_of("NOT source = 'edge'", "gateway"), [ALL]);
    assert_eq!(reach_of("source LIKE 'gate%'", "gateway"), [ALL]);
}

#[test]
fn times_are_taken_apart_wherever_they_stand() {
    let from = reach_of("time >= '2025-01-03'", "gateway");
    assert_eq!(from, [(day(3), Millis::MAX)]);
    let two = "(time >= '2025-01-03' AND time < '2025-01-04' AND issued) OR time BETWEEN '2025-01-07' AND '2025-01-08'";
    assert_eq!(
        reach_of(two, "gateway"),
        [(day(3), day(4).plus(-1)), (day(7), day(8))]
    );
    let by_source =
        "source = 'edge' AND time < '2025-01-03' OR source = 'gateway' AND time >= '2025-01-05'";
    assert_eq!(reach_of(by_source, "gateway"), [(day(5), Millis::MAX)]);
    assert_eq!(
        reach_of(by_source, "edge"),
        [(Millis::MIN, day(3).plus(-1))]
    );
    let outside = "NOT (time BETWEEN '2025-01-03' AND '2025-01-04')";
    assert_eq!(
        reach_of(outside, "x"),
        [
            (Millis::MIN, day(3).plus(-1)),
            (day(4).plus(1), Millis::MAX)
        ]
    );
}
