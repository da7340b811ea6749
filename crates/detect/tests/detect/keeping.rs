//! State that is kept at the end of any day goes on as if nothing had been.

use detect::{Engine, Finding, FindingId, replay};

use crate::{
    made_up::{DAY, History},
    stories::attacked,
};

/// What is told of a finding, in short.
fn told(found: &[Finding]) -> Vec<(FindingId, i64, u64, u64, u64, String)> {
    let of = |finding: &Finding| {
        let evidence = &finding.evidence;
        (
            finding.id,
            finding.found.0,
            evidence.reads,
            evidence.people.len(),
            finding.people_before,
            finding.because.clone(),
        )
    };
    found.iter().map(of).collect()
}

#[test]
fn an_engine_that_is_kept_and_restored_on_any_day_finds_the_same() {
    let history = attacked();
    let whole = told(&replay(&History::with_numbers(), &history.all()));
    assert!(whole.len() > 3);
    let all = history.all();
    for day in [1, 10, 11, 29, 30, 31, 39, 40] {
        let (before, after) = all.split_at(all.partition_point(|(at, _)| at.0 < day * DAY));
        let mut first = Engine::new(History::with_numbers());
        before.iter().for_each(|(at, of)| first.take(*at, of));
        let bytes = first.end_before(day);
        let mut second = Engine::restore(History::with_numbers(), &bytes).expect("what was kept");
        assert_eq!(second.end_before(day), bytes, "it is kept the same again");
        for engine in [&mut first, &mut second] {
            after.iter().for_each(|(at, of)| engine.take(*at, of));
            engine.judge();
            assert_eq!(told(&engine.findings()), whole, "day {day}");
        }
    }
}

#[test]
fn what_is_no_kept_engine_is_refused() {
    let mut engine = Engine::new(History::with_numbers());
    let history = attacked();
    let all = history.all();
    all.iter().for_each(|(at, of)| engine.take(*at, of));
    let bytes = engine.end_before(41);
    let of = |bytes: &[u8]| Engine::restore(History::with_numbers(), bytes).is_some();
    assert!(of(&bytes));
    for cut in (0..bytes.len()).step_by(97) {
        assert!(!of(&bytes[..cut]), "{cut} bytes");
    }
    assert!(!of(&[bytes.as_slice(), b"x"].concat()));
    assert!(!of(b"nunchi detect 1\n"));
}
