//! What was filed late stays told as late, whatever is recorded after it.

use incident::{
    case::{CaseError, Unfinished, What},
    law::{Clock, Correction, Filing, Knew, State},
};

use super::common::{Case, aware, filed, kst, named};

const NOW: &str = "2025-11-20 10:00";
const DUE: &str = "2025-11-18 16:00";

/// Filed late by 29 h 35 min.
fn late() -> Case {
    let mut case = Case::opened(&["kr-net", "kr-pipa"], "2025-11-17 16:10");
    case.must("2025-11-17 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    case.must("2025-11-19 21:40", filing("2025-11-19 21:35", "R-1", None));
    case
}

fn filing(received: &str, number: &str, corrected: Option<(&str, &str)>) -> What {
    let mut what = filed(named("kr-net", "KR-NET-24"), received);
    if let What::Filed {
        receipt,
        late_because,
        corrects,
        ..
    } = &mut what
    {
        number.clone_into(receipt);
        *late_because = Some("counted from another moment".to_owned());
        *corrects = corrected.map(|(receipt, error)| Correction {
            receipt: receipt.to_owned(),
            error: error.to_owned(),
        });
    }
    what
}

fn clock(case: &Case) -> Clock {
    case.clock("KR-NET-24", NOW).expect("the clock")
}

fn how_late(case: &Case) -> String {
    match case.state("KR-NET-24", NOW) {
        State::FiledLate { late, .. } => late.to_string(),
        other => panic!("not late: {other:?}"),
    }
}

fn beside(case: &Case) -> Vec<String> {
    let clock = clock(case);
    let beside = clock.beside(kst(NOW));
    beside.iter().map(|of| of.receipt.clone()).collect()
}

fn refused(done: Result<(), CaseError>) -> String {
    done.expect_err("refused").to_string()
}

#[test]
fn an_earlier_receipt_does_not_erase_what_was_late() {
    let mut case = late();
    assert_eq!(how_late(&case), "29 h 35 min");
    let said = refused(case.does(NOW, filing("2025-11-18 10:00", "R-2", None)));
    assert!(
        said.contains("receipt R-1 of 2025-11-19T12:35:00.000Z was recorded first")
            && said.contains("--corrects \"R-1\" --error"),
        "{said}"
    );
    for number in ["R-1", "R-2"] {
        let error = Some(("R-1", "the day was mistyped"));
        case.must(NOW, filing("2025-11-18 10:00", number, error));
        assert_eq!(how_late(&case), "29 h 35 min", "{number}");
    }
    assert_eq!(beside(&case), ["R-1", "R-2"]);
    let told = case.told_again().expect("the same steps");
    let clocks = told.clocks(kst(NOW)).expect("clocks");
    let again = clocks.iter().find(|of| of.key == clock(&case).key);
    assert_eq!(again.map(Clock::filings), Some(clock(&case).filings()));
}

#[test]
fn a_follow_up_comes_later_and_stays_beside_the_first() {
    let mut case = late();
    case.must(NOW, filing("2025-11-20 09:00", "R-2", None));
    assert_eq!(how_late(&case), "29 h 35 min");
    assert_eq!(beside(&case), ["R-2"]);
}

#[test]
fn the_same_receipt_is_recorded_once_at_a_clock() {
    let mut case = late();
    let said = refused(case.does(NOW, filing("2025-11-19 21:35", "R-1", None)));
    assert!(
        said.contains("receipt R-1 is recorded here, of 2025-11-19T12:35:00.000Z")
            && said.contains("--corrects \"R-1\" --error"),
        "{said}"
    );
    // At another clock it is another filing: one letter may be of two laws.
    let mut other = filed(named("kr-pipa", "KR-PIPA-REPORT"), "2025-11-19 21:35");
    if let What::Filed { receipt, .. } = &mut other {
        "R-1".clone_into(receipt);
    }
    case.must(NOW, other);
}

/// A filing that was in time until somebody entered an earlier awareness; nobody said why it is late.
fn late_without_a_word() -> Case {
    let mut case = Case::opened(&["kr-net"], "2025-11-17 16:10");
    case.must("2025-11-18 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    let mut silent = filing("2025-11-18 15:00", "R-1", None);
    if let What::Filed { late_because, .. } = &mut silent {
        *late_because = None;
    }
    case.must("2025-11-18 16:12", silent);
    case.must(NOW, aware(Knew::Leak, "2025-11-16 10:00"));
    case
}

#[test]
fn an_incident_is_not_closed_before_somebody_says_why_a_filing_was_late() {
    let mut case = late_without_a_word();
    let missing = |case: &Case| {
        let missing = case.0.unfinished(kst(NOW)).expect("a list").into_iter();
        let mut late = missing.filter(|of| matches!(of, Unfinished::Late { .. }));
        late.next().map(|of| of.to_string())
    };
    assert_eq!(
        missing(&case).as_deref(),
        Some(
            "filed late by 29 h 0 min, and nobody said why: KR-NET-24 of shop (incident), receipt R-1: `nunchi incident late 1 \
             --clock KR-NET-24 --controller shop --receipt \"R-1\" --because …`"
        )
    );
    let said = Some(("R-1", "no reason was given"));
    case.must(NOW, filing("2025-11-18 15:00", "R-1", said));
    assert_eq!(missing(&case), None);
}

#[test]
fn a_correction_names_what_was_filed_and_the_error() {
    let mut case = late();
    let unknown = Some(("R-9", "the day was mistyped"));
    let said = refused(case.does(NOW, filing("2025-11-20 09:00", "R-2", unknown)));
    assert_eq!(
        said,
        "KR-NET-24: no filing with receipt \"R-9\" is recorded here to be corrected; there is: R-1"
    );
    let silent = Some(("R-1", " "));
    let said = refused(case.does(NOW, filing("2025-11-20 09:00", "R-2", silent)));
    assert!(said.contains("the error that is corrected"), "{said}");
}

#[test]
fn the_same_receipt_that_turns_out_to_be_later_is_late() {
    let mut case = Case::opened(&["kr-net"], "2025-11-17 16:10");
    case.must("2025-11-17 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    case.must(NOW, filing("2025-11-18 15:00", "R-1", None));
    let in_time = case.state("KR-NET-24", NOW);
    assert!(matches!(in_time, State::Filed { .. }), "{in_time:?}");
    // A new version of the report, received after the limit, leaves the first in time.
    let version = Some(("R-1", "the number of people was wrong"));
    case.must(NOW, filing("2025-11-19 15:00", "R-2", version));
    let in_time = case.state("KR-NET-24", NOW);
    assert!(matches!(in_time, State::Filed { .. }), "{in_time:?}");
    let record = Some(("R-1", "the day was mistyped"));
    case.must(NOW, filing("2025-11-19 15:00", "R-1", record));
    assert_eq!(how_late(&case), "23 h 0 min");
}

#[test]
fn a_filing_that_was_taken_back_stays_beside_those_that_stand() {
    let mut case = late();
    let filed = case.0.next() - 1;
    case.must(NOW, What::TakenBack { step: filed });
    let state = case.state("KR-NET-24", NOW);
    assert!(matches!(state, State::Overdue { .. }), "{state:?}");
    case.must(NOW, filing("2025-11-18 10:00", "R-2", None));
    let clock = clock(&case);
    let back: Vec<&str> = clock
        .taken_back()
        .iter()
        .map(|of| of.receipt.as_str())
        .collect();
    assert_eq!(back, ["R-1"]);
    let [back] = clock.taken_back() else {
        panic!("one was taken back")
    };
    let late = clock.late_by(back);
    assert_eq!(
        late.map(|of| of.to_string()).as_deref(),
        Some("29 h 35 min")
    );
    let in_time = Filing {
        at: kst(DUE),
        ..back.clone()
    };
    assert_eq!(clock.late_by(&in_time), None);
}

#[test]
fn why_it_is_late_is_said_afterwards_of_the_same_receipt() {
    let mut case = late_without_a_word();
    let reason = |case: &Case| match case.state("KR-NET-24", NOW) {
        State::FiledLate { because, .. } => because,
        other => panic!("not late: {other:?}"),
    };
    assert_eq!(reason(&case), None);
    let said = Some(("R-1", "no reason was given"));
    case.must(NOW, filing("2025-11-18 15:00", "R-1", said));
    let because = "counted from another moment".to_owned();
    assert_eq!(reason(&case), Some(because));
}

#[test]
fn a_filing_that_was_corrected_is_not_taken_back_before_its_correction() {
    let mut case = late();
    let first = case.0.next() - 1;
    let error = Some(("R-1", "the day was mistyped"));
    case.must(NOW, filing("2025-11-18 10:00", "R-2", error));
    let said = refused(case.does(NOW, What::TakenBack { step: first }));
    assert!(said.contains("rests on it"), "{said}");
}

/// A first report that was in time.
fn in_time() -> Case {
    let mut case = Case::opened(&["kr-net"], "2025-11-17 16:10");
    case.must("2025-11-17 16:11", aware(Knew::Leak, "2025-11-17 16:00"));
    case.must("2025-11-18 15:10", filing("2025-11-18 15:00", "R-1", None));
    case
}

#[test]
fn what_follows_a_first_that_was_in_time_is_a_further_report_and_not_a_late_one() {
    let mut case = in_time();
    case.must(NOW, filing("2025-11-19 15:00", "R-2", None));
    let version = Some(("R-1", "the number of people was wrong"));
    case.must(NOW, filing("2025-11-19 16:00", "R-3", version));
    let clock = clock(&case);
    let late: Vec<_> = clock.filings().iter().map(|of| clock.late_by(of)).collect();
    assert_eq!(late, [None, None, None]);
    // Where the record of the first turns out to be later, so is what came after it.
    let record = Some(("R-1", "the day was mistyped"));
    case.must(NOW, filing("2025-11-19 14:00", "R-1", record));
    assert_eq!(how_late(&case), "22 h 0 min");
    let clock = self::clock(&case);
    let further = clock.filings().iter().find(|of| of.receipt == "R-2");
    let late = further.and_then(|of| clock.late_by(of));
    assert_eq!(late.map(|of| of.to_string()).as_deref(), Some("23 h 0 min"));
}

#[test]
fn a_reason_that_is_given_afterwards_makes_no_second_filing() {
    let mut case = late();
    let said = Some(("R-1", "no reason was given"));
    case.must(NOW, filing("2025-11-19 21:35", "R-1", said));
    assert_eq!(beside(&case), [""; 0]);
    assert_eq!(how_late(&case), "29 h 35 min");
    // Whom it went to was mistyped: both records are told.
    let mut other = filing("2025-11-19 21:35", "R-1", Some(("R-1", "the name")));
    if let What::Filed { to, .. } = &mut other {
        "KISA".clone_into(to);
    }
    case.must(NOW, other);
    assert_eq!(beside(&case), ["R-1"]);
}
