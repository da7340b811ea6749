use event::Millis;

use super::{DAY_MS, EventIds};
use crate::limits::EVENT_ID_DAYS;

fn day(day: i64) -> Millis {
    Millis(day * DAY_MS + 5)
}

fn days(ids: &EventIds) -> Vec<i64> {
    ids.iter().map(|(time, _)| time.0 / DAY_MS).collect()
}

#[test]
fn days_before_the_latest_by_more_than_the_limit_are_dropped() {
    let mut ids = EventIds::default();
    for (id, at) in [(1, 92), (2, 93), (3, 100)] {
        assert!(ids.insert(id, day(at)));
    }
    ids.forget(day(100));
    assert_eq!(days(&ids), [100 - EVENT_ID_DAYS, 100]);
}

#[test]
fn a_time_to_come_makes_nothing_be_forgotten() {
    let mut ids = EventIds::default();
    for (id, at) in [(1, 90), (2, 99), (3, 100), (4, 4000)] {
        assert!(ids.insert(id, day(at)));
    }
    ids.forget(day(100));
    assert_eq!(days(&ids), [99, 100, 4000]);
    assert!(!ids.insert(3, day(100)), "it is still known");
    let mut ids = EventIds::default();
    assert!(ids.insert(1, day(101)) && ids.insert(2, day(102)) && ids.insert(3, day(93)));
    ids.forget(day(100));
    assert_eq!(days(&ids), [101, 102], "tomorrow counts as the latest");
}
