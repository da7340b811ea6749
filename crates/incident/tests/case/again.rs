//! A decision that a duty does not apply rests on what was known: it silences nobody who came later.

use std::collections::BTreeMap;

use incident::{
    Grade,
    case::{Figures, Pair, What},
    law::{Answer, Fact, Knew, RegisterRow, State},
};

use super::common::{Case, aware, figured, graded, kst, version};

const NOW: &str = "2026-11-19 10:00";

fn of_shop(subjects: u64) -> Figures {
    let read = Pair {
        subjects,
        reads: subjects,
    };
    Figures {
        subjects,
        reads: subjects,
        by_controller: BTreeMap::from([("shop".to_owned(), read)]),
        ..Figures::default()
    }
}

fn decided(clock: &str, proposed: Answer, evidence: &str) -> What {
    What::Decided {
        regime: "kr-pipa".to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::DoesNotApply,
        proposed,
        evidence: vec![evidence.to_owned()],
    }
}

/// One person was read, and a report is decided not to be owed.
fn decided_at_one() -> Case {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
    case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
    case.must("2026-11-17 17:00", figured("2026-06-24 09:00", of_shop(1)));
    let decision = decided("KR-PIPA-REPORT", Answer::Undecided, "E1");
    case.must("2026-11-17 18:00", decision);
    case
}

fn row<'c>(case: &'c Case, clock: &str, now: &str) -> RegisterRow<'c> {
    let mut rows = case.0.duties(kst(now)).expect("the register");
    rows.retain(|row| row.duty.clock == clock);
    rows.pop().expect(clock)
}

fn missing(case: &Case) -> String {
    let missing = case.0.unfinished(kst(NOW)).expect("a list");
    let lines: Vec<String> = missing.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn people_who_come_later_are_not_silenced_by_a_decision_of_before() {
    let mut case = decided_at_one();
    assert!(matches!(
        case.state("KR-PIPA-REPORT", NOW),
        State::Stopped { .. }
    ));
    case.must(
        "2026-11-18 09:00",
        version(2, "2026-06-24 09:00", of_shop(3_384), 3_383),
    );
    let again = row(&case, "KR-PIPA-REPORT", NOW);
    assert_eq!(again.answer, Answer::Undecided);
    assert_eq!(again.standing, None);
    assert_eq!(again.earlier.len(), 1, "the decision stays as history");
    let why = again.again.expect("why it is undecided again").to_string();
    assert_eq!(why, "V2 adds 3383 identifiers");
    assert!(matches!(
        case.state("KR-PIPA-REPORT", NOW),
        State::Running { .. }
    ));
    let said = missing(&case);
    assert!(
        said.contains(
            "undecided again: does KR-PIPA-REPORT to shop apply? It was decided does_not_apply by kim, and since then V2 adds \
             3383 identifiers"
        ),
        "{said}"
    );
    let told = case.told_again().expect("the same steps");
    assert_eq!(told.register, case.0.register);
    // Before the version was frozen it stood.
    let before = row(&case, "KR-PIPA-REPORT", "2026-11-18 08:00");
    assert_eq!(before.answer, Answer::DoesNotApply);
    // Decided anew, it stands for those who are known now.
    let decision = decided("KR-PIPA-REPORT", Answer::Undecided, "E1");
    case.must("2026-11-18 10:00", decision);
    assert_eq!(
        row(&case, "KR-PIPA-REPORT", NOW).answer,
        Answer::DoesNotApply
    );
}

#[test]
fn a_version_that_adds_nobody_leaves_the_decision() {
    let mut case = decided_at_one();
    case.must(
        "2026-11-18 09:00",
        version(2, "2026-06-24 09:00", of_shop(1), 0),
    );
    assert_eq!(
        row(&case, "KR-PIPA-REPORT", NOW).answer,
        Answer::DoesNotApply
    );
}

#[test]
fn what_was_no_incident_is_decided_anew_once_it_is_one() {
    let mut case = decided_at_one();
    let decision = decided("KR-PIPA-NOTICE", Answer::Applies, "E1");
    case.must("2026-11-17 18:00", decision);
    case.must("2026-11-18 09:00", What::ClosedAsNone);
    let answers = |case: &Case| {
        ["KR-PIPA-REPORT", "KR-PIPA-NOTICE"].map(|clock| row(case, clock, NOW).answer)
    };
    assert_eq!(answers(&case), [Answer::DoesNotApply; 2]);
    case.must("2026-11-18 10:00", What::Reopened);
    assert_eq!(answers(&case), [Answer::Undecided; 2]);
    let why = row(&case, "KR-PIPA-NOTICE", NOW)
        .again
        .expect("why")
        .to_string();
    assert_eq!(why, "what was closed as no incident is open again");
    let told = case.told_again().expect("the same steps");
    assert_eq!(told.register, case.0.register);
    // Decided anew it stands, until somebody says once more that it is none, and one after all.
    for clock in ["KR-PIPA-REPORT", "KR-PIPA-NOTICE"] {
        case.must("2026-11-18 11:00", decided(clock, Answer::Applies, "E1"));
    }
    assert_eq!(answers(&case), [Answer::DoesNotApply; 2]);
    case.must("2026-11-18 12:00", What::ClosedAsNone);
    case.must("2026-11-18 13:00", What::Reopened);
    assert_eq!(answers(&case), [Answer::Undecided; 2], "each time anew");
}

#[test]
fn a_proposal_that_becomes_another_asks_again() {
    let mut case = decided_at_one();
    let outside = What::Says {
        fact: Fact::OutsideAccess,
        yes: Some(true),
        controller: None,
    };
    case.must("2026-11-18 09:00", outside);
    let again = row(&case, "KR-PIPA-REPORT", NOW);
    assert_eq!(again.answer, Answer::Undecided);
    let why = again.again.expect("why").to_string();
    assert_eq!(
        why,
        "the rules propose applies, and proposed undecided then"
    );
    // The rules coming to agree with the decision do not ask again.
    let mut agreed = decided_at_one();
    for fact in [Fact::OutsideAccess, Fact::Sensitive, Fact::UniqueId] {
        let yes = Some(false);
        agreed.must(
            "2026-11-18 09:00",
            What::Says {
                fact,
                yes,
                controller: None,
            },
        );
    }
    assert_eq!(
        row(&agreed, "KR-PIPA-REPORT", NOW).answer,
        Answer::DoesNotApply
    );
}

#[test]
fn that_a_duty_does_not_apply_rests_on_what_somebody_can_stand_for() {
    let mut case = Case::opened(&["kr-pipa"], "2026-11-17 16:10");
    for (id, grade) in [("E3", Grade::Unknown), ("E4", Grade::Estimate)] {
        case.must("2026-11-17 16:12", graded(id, grade));
        let refused = case.does(
            "2026-11-17 17:00",
            decided("KR-PIPA-REPORT", Answer::Undecided, id),
        );
        let said = refused.expect_err("refused").to_string();
        assert_eq!(
            said,
            format!(
                "KR-PIPA-REPORT: that a duty does not apply, or is deemed done, rests on a fact, a statement or a decision, and {id} is \
                 graded {}: name evidence that is",
                grade.word()
            )
        );
    }
    case.must("2026-11-17 16:12", graded("E5", Grade::Statement));
    let decision = decided("KR-PIPA-REPORT", Answer::Undecided, "E5");
    case.must("2026-11-17 17:00", decision);
}

#[test]
fn a_duty_that_applies_and_was_never_filed_holds_the_end() {
    let mut case = Case::opened(&["us-sec-8k", "kr-pipa"], "2026-11-17 16:10");
    let decided = |regime: &str, clock: &str| What::Decided {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::Applies,
        proposed: Answer::Undecided,
        evidence: vec!["E1".to_owned()],
    };
    case.must("2026-11-17 17:00", decided("us-sec-8k", "US-SEC-8K"));
    let never = "US-SEC-8K to shop applies, and its clock never began: enter what starts it (materiality_decided) and file, \
                 or decide otherwise";
    assert!(missing(&case).contains(never), "{}", missing(&case));
    case.must("2026-11-17 17:00", decided("kr-pipa", "KR-PIPA-NOTICE"));
    case.must("2026-11-17 17:01", aware(Knew::Leak, "2026-11-17 16:00"));
    let said = missing(&case);
    assert!(said.contains("open clock: KR-PIPA-NOTICE"), "{said}");
    assert!(!said.contains("KR-PIPA-NOTICE to shop applies"), "{said}");
}

#[test]
fn that_a_report_under_another_law_counts_is_a_decision_of_its_own() {
    let mut case = Case::opened(&["kr-net", "kr-pipa"], "2026-11-17 16:10");
    case.must("2026-11-17 16:11", aware(Knew::Leak, "2026-11-17 16:00"));
    case.must("2026-11-17 17:00", figured("2026-06-24 09:00", of_shop(1)));
    let deemed = |regime: &str, clock: &str| What::Decided {
        regime: regime.to_owned(),
        clock: clock.to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::Deemed,
        proposed: Answer::Undecided,
        evidence: vec!["E1".to_owned()],
    };
    let refused = case.does("2026-11-17 18:00", deemed("kr-pipa", "KR-PIPA-REPORT"));
    assert_eq!(
        refused.expect_err("refused").to_string(),
        "KR-PIPA-REPORT: PIPA 34(4), Decree 40(1) knows no report under another law that counts as made: file it, or decide \
         whether it applies"
    );
    case.must("2026-11-17 18:00", deemed("kr-net", "KR-NET-24"));
    let state = case.state("KR-NET-24", NOW);
    assert!(
        matches!(
            state,
            State::Stopped {
                is_deemed: true,
                ..
            }
        ),
        "{state:?}"
    );
    // A report of one person is no report of those who came after it.
    case.must(
        "2026-11-18 09:00",
        version(2, "2026-06-24 09:00", of_shop(3_384), 3_383),
    );
    assert_eq!(row(&case, "KR-NET-24", NOW).answer, Answer::Undecided);
}
