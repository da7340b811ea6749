//! A filing counts for the people whom it could reach: those of the scope version that stood when it was recorded.

use incident::{
    case::{Cause, Change, ClockName, Figures, Incident, Number, Passing, Unfinished, What},
    law::{Clock, Knew, State, Trigger},
};

use super::common::{Case, aware, figured, filed, kst, named, settled, version};

const LAWS: [&str; 2] = ["kr-pipa", "kr-net"];
const OF_A_LEAK: [&str; 3] = ["KR-PIPA-NOTICE", "KR-PIPA-REPORT", "KR-NET-24"];
const NOW: &str = "2025-11-25 10:00";

fn people(subjects: u64) -> Figures {
    Figures {
        subjects,
        ..Figures::default()
    }
}

fn with_receipt(mut what: What, number: &str) -> What {
    if let What::Filed { receipt, .. } = &mut what {
        number.clone_into(receipt);
    }
    what
}

fn clock(name: &str) -> ClockName {
    let regime = match name.starts_with("KR-NET") {
        true => "kr-net",
        false => "kr-pipa",
    };
    named(regime, name)
}

fn of_group(name: &str, scope: u32) -> ClockName {
    ClockName {
        group: Some(scope),
        ..clock(name)
    }
}

/// A leak that was known on the 20th at 10:00.
fn leaked() -> Case {
    let mut case = Case::opened(&LAWS, "2025-11-20 10:00");
    case.must("2025-11-20 10:01", aware(Knew::Leak, "2025-11-20 10:00"));
    case
}

fn file_all(case: &mut Case, when: &str, received: &str) {
    for name in OF_A_LEAK {
        case.must(when, filed(clock(name), received));
    }
}

fn groups(incident: &Incident) -> Vec<Clock> {
    let mut clocks = incident.clocks(kst(NOW)).expect("clocks");
    clocks.retain(|of| matches!(of.key.trigger, Trigger::Group { .. }));
    clocks
}

fn names(clocks: &[Clock]) -> Vec<String> {
    let name = |of: &Clock| format!("{}: {}", of.key.clock, of.key.trigger);
    clocks.iter().map(name).collect()
}

fn all_of_scope(scope: u32) -> Vec<String> {
    let name = |of: &&str| format!("{of}: group of scope {scope}");
    OF_A_LEAK.iter().map(name).collect()
}

fn limit(clocks: &[Clock], name: &str) -> Option<event::Millis> {
    let clock = clocks.iter().find(|of| of.key.clock == name).expect(name);
    clock.due().expect("due").limit
}

#[test]
fn what_was_filed_before_the_first_version_reached_nobody_of_it() {
    let mut case = leaked();
    file_all(&mut case, "2025-11-21 09:30", "2025-11-21 09:00");
    assert_eq!(names(&groups(&case.0)), [""; 0], "nobody is counted yet");
    case.must(
        "2025-11-22 10:00",
        figured("2025-11-01 10:00", people(3_384)),
    );
    let open = groups(&case.0);
    assert_eq!(names(&open), all_of_scope(1));
    // The notice as if nothing had been filed; from the freezing on the additional report at once, the further one in 24 hours.
    assert_eq!(
        limit(&open, "KR-PIPA-NOTICE"),
        Some(kst("2025-11-23 10:00"))
    );
    assert_eq!(
        limit(&open, "KR-PIPA-REPORT"),
        Some(kst("2025-11-22 10:00"))
    );
    assert_eq!(limit(&open, "KR-NET-24"), Some(kst("2025-11-23 10:00")));
    // The first report stays what it was.
    let first = case.state("KR-NET-24", NOW);
    assert!(matches!(first, State::Filed { .. }), "{first:?}");
    let missing = case.0.unfinished(kst(NOW)).expect("a list");
    let waits =
        |of: &Unfinished| of.to_string() == "open clock: KR-PIPA-NOTICE of shop (group of scope 1)";
    assert!(missing.iter().any(waits), "{missing:?}");
    let told = case.told_again().expect("the same steps");
    assert_eq!(groups(&told), open);
}

#[test]
fn one_that_was_filed_early_opens_its_own_clock_and_no_other() {
    let mut case = leaked();
    case.must(NOW, filed(clock("KR-NET-24"), "2025-11-21 09:00"));
    case.must(NOW, figured("2025-11-01 10:00", people(20)));
    assert_eq!(names(&groups(&case.0)), ["KR-NET-24: group of scope 1"]);
}

#[test]
fn what_is_recorded_once_people_are_counted_is_of_those() {
    let mut case = leaked();
    case.must("2025-11-21 10:00", figured("2025-11-01 10:00", people(20)));
    // A receipt of before: who records it knows by then whom it reached.
    file_all(&mut case, "2025-11-21 10:30", "2025-11-21 09:00");
    assert_eq!(names(&groups(&case.0)), [""; 0]);
}

#[test]
fn a_version_of_nobody_asks_for_nothing() {
    let mut case = leaked();
    file_all(&mut case, "2025-11-21 09:30", "2025-11-21 09:00");
    case.must("2025-11-22 10:00", figured("2025-11-01 10:00", people(0)));
    assert_eq!(names(&groups(&case.0)), [""; 0]);
}

#[test]
fn one_whose_record_was_taken_back_and_is_entered_again_is_of_those_who_are_counted() {
    let mut case = leaked();
    case.must(NOW, filed(clock("KR-NET-24"), "2025-11-21 09:00"));
    let step = case.0.next() - 1;
    case.must(NOW, figured("2025-11-01 10:00", people(20)));
    case.must(NOW, What::TakenBack { step });
    assert_eq!(names(&groups(&case.0)), [""; 0], "its own clock is open");
    case.must(NOW, filed(clock("KR-NET-24"), "2025-11-21 09:00"));
    assert_eq!(names(&groups(&case.0)), [""; 0]);
}

#[test]
fn that_an_early_filing_reached_a_group_is_said_on_the_clock_of_the_group() {
    let mut case = leaked();
    file_all(&mut case, "2025-11-21 09:30", "2025-11-21 09:00");
    case.must("2025-11-22 10:00", figured("2025-11-01 10:00", people(3)));
    let never = filed(of_group("KR-PIPA-NOTICE", 1), "2024-11-21 09:00");
    let refused = case.does(NOW, never).expect_err("nobody knew anything yet");
    assert!(refused.to_string().contains("is before"), "{refused}");
    case.must(
        NOW,
        filed(of_group("KR-PIPA-NOTICE", 1), "2025-11-21 09:00"),
    );
    // That of the authority counts from a moment after the receipt.
    case.must(NOW, filed(of_group("KR-NET-24", 1), "2025-11-21 09:00"));
    for clock in groups(&case.0) {
        let state = clock.state(&case.0.register, kst(NOW));
        let in_time = matches!(state, State::Filed { after: None, .. });
        assert_eq!(in_time, clock.key.clock != "KR-PIPA-REPORT", "{state:?}");
    }
}

/// Takes over what another incident passes on.
fn takes_over(case: &mut Case, other: &Case, passing: Passing, when: &str) {
    let mut from = other.0.clone();
    from.id = Number::real(2);
    for what in from.passes_on(&case.0, passing) {
        case.must(when, what);
    }
}

#[test]
fn what_the_other_filed_told_nobody_of_the_heir() {
    let mut other = leaked();
    other.must("2025-11-21 08:00", figured("2025-11-01 10:00", people(1)));
    file_all(&mut other, "2025-11-21 09:30", "2025-11-21 09:00");
    // The heir knew its leak a day later, counted its people, and told them nothing.
    let mut heir = Case::opened(&LAWS, "2025-11-21 10:00");
    heir.must("2025-11-21 10:01", aware(Knew::Leak, "2025-11-21 10:00"));
    heir.must(
        "2025-11-23 10:00",
        figured("2025-11-01 10:00", people(3_384)),
    );
    takes_over(&mut heir, &other, Passing::Merge, "2025-11-25 09:00");
    let open = groups(&heir.0);
    assert_eq!(names(&open), all_of_scope(1));
    // Its people do not wait longer than they did before the merge.
    assert_eq!(
        limit(&open, "KR-PIPA-NOTICE"),
        Some(kst("2025-11-24 10:00"))
    );
    // Nor does the authority: the limits are those of before.
    assert_eq!(
        limit(&open, "KR-PIPA-REPORT"),
        Some(kst("2025-11-24 10:00"))
    );
    assert_eq!(limit(&open, "KR-NET-24"), Some(kst("2025-11-22 10:00")));
    let report = open.iter().find(|of| of.key.clock == "KR-PIPA-REPORT");
    let state = report.map(|of| of.state(&heir.0.register, kst(NOW)));
    assert!(matches!(state, Some(State::Overdue { .. })), "{state:?}");
    let told = heir.told_again().expect("the same steps");
    assert_eq!(groups(&told), open);
}

/// A version that adds subjects to the one before.
fn adds(number: u32, subjects: u64, added: u64) -> What {
    let mut what = version(number, "2025-11-01 10:00", people(subjects), 0);
    if let What::Scoped(frozen) = &mut what {
        frozen.changes.push(Change {
            cause: Cause::Selection,
            added,
            removed: 0,
            changed: 0,
            gained: Some(0),
        });
    }
    what
}

#[test]
fn people_of_the_other_are_counted_before_the_end_and_wait_no_longer_than_they_did() {
    let selects = |text: &str| What::Selected {
        selection: text.to_owned(),
        replaces: false,
    };
    let mut other = Case::opened(&LAWS, "2025-11-21 10:00");
    other.must("2025-11-21 10:01", aware(Knew::Leak, "2025-11-21 10:00"));
    other.must("2025-11-21 10:02", selects("NOT issued"));
    // The heir told its one person.
    let mut heir = leaked();
    heir.must("2025-11-20 11:00", selects("key = 'one'"));
    heir.must("2025-11-21 08:00", figured("2025-11-01 10:00", people(1)));
    file_all(&mut heir, "2025-11-21 09:30", "2025-11-21 09:00");
    takes_over(&mut heir, &other, Passing::Merge, "2025-11-23 10:00");
    let uncounted = |case: &Case| {
        let missing = case.0.unfinished(kst(NOW)).expect("a list");
        let of = missing
            .iter()
            .find(|of| matches!(of, Unfinished::NotFrozen { .. }));
        of.map(ToString::to_string)
    };
    let said = uncounted(&heir).expect("whom the other brings");
    assert!(said.contains("V1 was frozen before step"), "{said}");
    heir.must("2025-11-25 09:00", adds(2, 3_384, 3_383));
    assert_eq!(uncounted(&heir), None);
    let open = groups(&heir.0);
    assert_eq!(names(&open), all_of_scope(2));
    assert_eq!(
        limit(&open, "KR-PIPA-NOTICE"),
        Some(kst("2025-11-24 10:00"))
    );
    assert_eq!(
        limit(&open, "KR-PIPA-REPORT"),
        Some(kst("2025-11-24 10:00")),
        "as in the other, which reported nothing"
    );
    let told = heir.told_again().expect("the same steps");
    assert_eq!(groups(&told), open);
    let known = What::GroupKnown {
        version: 2,
        known: Some(kst("2025-11-22 10:00")),
    };
    heir.must("2025-11-25 09:30", known);
    let said = limit(&groups(&heir.0), "KR-PIPA-NOTICE");
    assert_eq!(said, Some(kst("2025-11-25 10:00")), "as a person said");
}

/// What the other knew counts by what it was knowledge of: of the incident, of a leak, also where a settlement told of it.
#[test]
fn a_leak_that_a_settlement_told_of_is_known_to_the_heir_since_then() {
    let mut other = Case::opened(&LAWS, "2026-11-21 10:00");
    let possible = aware(Knew::Possibility, "2026-11-21 08:00");
    other.must("2026-11-21 10:01", possible);
    other.must("2026-11-21 12:00", settled(true, "2026-11-21 11:00"));
    let mut heir = Case::opened(&LAWS, "2026-11-20 10:00");
    heir.must("2026-11-20 10:01", aware(Knew::Leak, "2026-11-20 10:00"));
    heir.must("2026-11-21 08:00", figured("2026-11-01 10:00", people(1)));
    file_all(&mut heir, "2026-11-21 09:30", "2026-11-21 09:00");
    takes_over(&mut heir, &other, Passing::Merge, "2026-11-21 13:00");
    heir.must("2026-11-21 14:00", adds(2, 3_384, 3_383));
    let clocks = heir.0.clocks(kst("2026-11-21 15:00")).expect("clocks");
    let of = |name: &str| {
        let is_it = |of: &&Clock| {
            of.key.clock == name && matches!(of.key.trigger, Trigger::Group { scope: 2 })
        };
        let clock = clocks.iter().find(is_it).expect(name);
        clock.due().expect("due").limit
    };
    assert_eq!(of("KR-PIPA-NOTICE"), Some(kst("2026-11-24 11:00")));
    assert_eq!(
        of("KR-NET-24"),
        Some(kst("2026-11-22 08:00")),
        "of the incident"
    );
}

#[test]
fn an_heir_that_counts_its_people_after_the_merge_tells_all_of_them() {
    let mut other = leaked();
    other.must("2025-11-21 08:00", figured("2025-11-01 10:00", people(1)));
    file_all(&mut other, "2025-11-21 09:30", "2025-11-21 09:00");
    for passing in [Passing::Merge, Passing::Split] {
        let mut heir = Case::opened(&LAWS, "2025-11-21 10:00");
        if passing == Passing::Split {
            let from = What::SplitFrom {
                incident: Number::real(2),
            };
            heir.must("2025-11-21 10:00", from);
        }
        takes_over(&mut heir, &other, passing, "2025-11-22 09:00");
        assert_eq!(names(&groups(&heir.0)), [""; 0]);
        heir.must(
            "2025-11-23 10:00",
            figured("2025-11-01 10:00", people(3_384)),
        );
        let open = groups(&heir.0);
        assert_eq!(names(&open), all_of_scope(1), "{passing:?}");
        assert_eq!(
            limit(&open, "KR-PIPA-NOTICE"),
            Some(kst("2025-11-23 10:00"))
        );
    }
}

#[test]
fn over_a_merge_the_earliest_receipt_counts() {
    let filing =
        |receipt: &str, received: &str| with_receipt(filed(clock("KR-NET-24"), received), receipt);
    let mut other = leaked();
    other.must("2025-11-21 08:00", figured("2025-11-01 10:00", people(1)));
    other.must(NOW, filing("R-1", "2025-11-21 09:00"));
    let mut heir = Case::opened(&LAWS, "2025-11-24 10:00");
    heir.must("2025-11-24 10:01", aware(Knew::Leak, "2025-11-24 10:00"));
    heir.must("2025-11-24 11:00", figured("2025-11-01 10:00", people(20)));
    heir.must(NOW, filing("R-2", "2025-11-25 09:00"));
    takes_over(&mut heir, &other, Passing::Merge, NOW);
    let state = heir.state("KR-NET-24", NOW);
    assert_eq!(
        state,
        State::Filed {
            at: kst("2025-11-21 09:00"),
            after: None
        }
    );
    assert_eq!(names(&groups(&heir.0)), [""; 0], "both told their own");
    // Within one incident what was recorded first counts, and what was late stays so.
    let refused = heir.does(NOW, filing("R-3", "2025-11-20 11:00"));
    assert!(refused.is_err());
}
