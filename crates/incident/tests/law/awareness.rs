//! The three candidates of the case, what each makes due, and who chose which.

use crate::common::{SHOP, filing, kst, limit, span, state};
use event::Millis;
use incident::law::{
    Awareness, AwarenessError, Candidate, CandidateId, Choice, Facts, Kind, Knew, OpenError,
    Ruling, Start, State, regime,
};

fn candidate(kind: Kind, knew: Knew, when: &str) -> Candidate {
    Candidate {
        kind,
        at: kst(when),
        entered: kst(when).plus(60_000),
        who: "the desk".to_owned(),
        knew,
        evidence: "e-1".to_owned(),
        controller: None,
    }
}

/// Complaint, report to the CISO, and the moment that the company named itself.
fn case() -> Awareness {
    let mut awareness = Awareness::default();
    for (kind, knew, when) in [
        (Kind::OwnStatement, Knew::Leak, "2025-11-18 22:52"),
        (Kind::Complaint, Knew::Possibility, "2025-11-16 22:12"),
        (Kind::ReportToCiso, Knew::Leak, "2025-11-17 16:00"),
    ] {
        awareness.add(candidate(kind, knew, when)).expect("entered");
    }
    awareness
}

fn choice(start: Start, candidate: Option<u32>, when: &str) -> Choice {
    Choice {
        start,
        candidate: candidate.map(CandidateId),
        by: "Lee, CPO".to_owned(),
        at: kst(when),
        reason: "the report to the CISO is the first that names what was read".to_owned(),
        controller: None,
    }
}

const NOW: &str = "2025-12-01 00:00";

#[test]
fn each_candidate_shows_what_it_would_make_due() {
    let awareness = case();
    let facts = Facts::default();
    let net = regime("kr-net").expect("shipped");
    let shown = awareness.prospects(net, &facts, kst(NOW));
    let dues: Vec<_> = shown
        .iter()
        .map(|one| {
            (
                one.id.0,
                one.candidate.kind,
                one.due.as_ref().and_then(|due| due.limit),
            )
        })
        .collect();
    assert_eq!(
        dues,
        [
            (2, Kind::Complaint, Some(kst("2025-11-17 22:12"))),
            (3, Kind::ReportToCiso, Some(kst("2025-11-18 16:00"))),
            (1, Kind::OwnStatement, Some(kst("2025-11-19 22:52"))),
        ]
    );
    // Under the law of 2025 a possibility makes nothing due under PIPA.
    let pipa = regime("kr-pipa").expect("shipped");
    let shown = awareness.prospects(pipa, &facts, kst(NOW));
    let ids: Vec<u32> = shown.iter().map(|one| one.id.0).collect();
    assert_eq!(ids, [3, 3, 1, 1]);
}

#[test]
fn the_earliest_is_preselected_and_as_of_a_moment_only_what_was_entered_counts() {
    let awareness = case();
    let moment = |start, now: &str| awareness.moment(start, kst(now));
    assert_eq!(
        moment(Start::IncidentKnown, NOW),
        Some(kst("2025-11-16 22:12"))
    );
    assert_eq!(
        moment(Start::PossibilityKnown, NOW),
        Some(kst("2025-11-16 22:12"))
    );
    assert_eq!(moment(Start::LeakKnown, NOW), Some(kst("2025-11-17 16:00")));
    assert_eq!(moment(Start::LeakKnown, "2025-11-17 12:00"), None);
    assert_eq!(
        awareness.ruling(Start::ToldPeople, kst(NOW)),
        Ruling::Nothing
    );
}

#[test]
fn the_choice_rules_and_every_earlier_one_stays_on_record() {
    let mut awareness = case();
    let own = choice(Start::IncidentKnown, Some(1), "2025-11-19 09:00");
    awareness.choose(own).expect("chosen");
    let ciso = choice(Start::IncidentKnown, Some(3), "2025-11-30 09:00");
    awareness.choose(ciso.clone()).expect("chosen");
    assert_eq!(awareness.choices().len(), 2);
    let Ruling::Chosen(CandidateId(3), candidate, by) =
        awareness.ruling(Start::IncidentKnown, kst(NOW))
    else {
        panic!("chosen");
    };
    assert_eq!((candidate.at, by), (kst("2025-11-17 16:00"), &ciso));
    let earlier = awareness.moment(Start::IncidentKnown, kst("2025-11-20 00:00"));
    assert_eq!(earlier, Some(kst("2025-11-18 22:52")));
    // The other starts are not touched.
    assert_eq!(
        awareness.moment(Start::LeakKnown, kst(NOW)),
        Some(kst("2025-11-17 16:00"))
    );
}

#[test]
fn a_clock_that_is_moved_keeps_its_filings_and_becomes_late_by_the_new_moment() {
    let mut awareness = case();
    awareness
        .choose(choice(Start::IncidentKnown, Some(1), "2025-11-19 09:00"))
        .expect("chosen");
    let facts = Facts::default();
    let net = regime("kr-net").expect("shipped");
    let mut clocks = awareness
        .of(SHOP)
        .open(net, &facts, kst("2025-11-19 10:00"));
    let mut report = clocks.pop().expect("one clock");
    assert_eq!(limit(&report), kst("2025-11-19 22:52"));
    let received = kst("2025-11-19 21:35");
    let in_time = incident::law::Filing {
        late_because: None,
        ..filing(received)
    };
    report.file(in_time).expect("in time by that moment");
    assert_eq!(
        state(&report, kst(NOW)),
        State::Filed {
            at: received,
            after: None
        }
    );

    awareness
        .choose(choice(Start::IncidentKnown, Some(3), "2025-11-30 09:00"))
        .expect("chosen");
    let moved = awareness.moment(Start::IncidentKnown, kst(NOW));
    let report = net.restart(&report, moved, &facts, None).expect("moved");
    let late = State::FiledLate {
        at: received,
        late: span(29, 35),
        because: None,
    };
    assert_eq!(state(&report, kst(NOW)), late);
    let unknown = net.restart(&report, None, &facts, None).expect("moved");
    assert_eq!((&unknown.version, unknown.due()), (&None, None));
    assert_eq!(
        state(&unknown, kst(NOW)),
        State::CannotSay {
            filed: Some(received),
            because: None,
        }
    );
}

#[test]
fn a_possibility_notice_cannot_be_moved_into_the_law_before_it() {
    let mut awareness = Awareness::default();
    let complaint = candidate(Kind::Complaint, Knew::Possibility, "2026-11-16 22:12");
    awareness.add(complaint).expect("entered");
    let facts = Facts::default();
    let pipa = regime("kr-pipa").expect("shipped");
    let now = kst("2026-11-20 00:00");
    let clocks = awareness.of(SHOP).open(pipa, &facts, now);
    let [possible] = clocks.as_slice() else {
        panic!("the possibility notice alone: {clocks:?}");
    };
    let earlier = pipa.restart(possible, Some(kst("2026-09-10 10:00")), &facts, None);
    let error = earlier.expect_err("no such clock then");
    assert!(matches!(error, OpenError::NotInVersion { .. }), "{error}");
}

#[test]
fn a_finding_that_nobody_opened_is_shown_and_is_not_awareness() {
    let mut awareness = Awareness::default();
    let told = candidate(Kind::FindingTold, Knew::Leak, "2026-11-17 03:00");
    let id = awareness.add(told).expect("entered");
    let now = kst("2026-11-18 00:00");
    assert_eq!(awareness.candidates(now).len(), 1);
    assert_eq!(awareness.ruling(Start::LeakKnown, now), Ruling::Nothing);
    let chosen = awareness.choose(choice(Start::LeakKnown, Some(id.0), "2026-11-17 10:00"));
    assert_eq!(chosen, Err(AwarenessError::NotOpened { id }));
    let opened = candidate(Kind::FindingOpened, Knew::Leak, "2026-11-17 09:00");
    awareness.add(opened).expect("entered");
    assert_eq!(
        awareness.moment(Start::LeakKnown, now),
        Some(kst("2026-11-17 09:00"))
    );
    assert_eq!(awareness.candidates(now).len(), 2);
}

#[test]
fn a_moment_said_to_be_unknown_makes_clocks_that_cannot_say() {
    let mut awareness = case();
    awareness
        .choose(choice(Start::LeakKnown, None, "2025-11-30 09:00"))
        .expect("chosen");
    let facts = Facts::default();
    let pipa = regime("kr-pipa").expect("shipped");
    let clocks = awareness.of(SHOP).open(pipa, &facts, kst(NOW));
    let leak: Vec<_> = clocks
        .iter()
        .filter(|clock| clock.rule.starts == [Start::LeakKnown])
        .collect();
    assert_eq!(leak.len(), 2);
    for clock in leak {
        assert_eq!(
            state(clock, kst(NOW)),
            State::CannotSay {
                filed: None,
                because: None
            }
        );
    }
}

#[test]
fn a_clock_of_several_starts_counts_from_the_earliest() {
    let awareness = case();
    let facts = Facts::default();
    let jp = regime("jp").expect("shipped");
    let clocks = awareness.of(SHOP).open(jp, &facts, kst(NOW));
    let starts: Vec<Option<Millis>> = clocks.iter().map(|clock| clock.started).collect();
    assert_eq!(starts, [Some(kst("2025-11-16 22:12")); 3]);
}

#[test]
fn what_cannot_rule_is_refused() {
    let mut awareness = case();
    let refused = |awareness: &mut Awareness, choice| {
        awareness.choose(choice).expect_err("refused").to_string()
    };
    let when = "2025-11-30 09:00";
    assert_eq!(
        refused(&mut awareness, choice(Start::LeakKnown, Some(2), when)),
        "candidate 2 (complaint) does not start leak_known: choose one whose people knew it"
    );
    for missing in [0, 4] {
        assert_eq!(
            refused(
                &mut awareness,
                choice(Start::LeakKnown, Some(missing), when)
            ),
            format!("there is no candidate {missing}: there are 3")
        );
    }
    let silent = Choice {
        reason: " ".to_owned(),
        ..choice(Start::LeakKnown, Some(3), when)
    };
    assert!(refused(&mut awareness, silent).starts_with("the reason of the choice is empty"));
    awareness
        .choose(choice(Start::LeakKnown, Some(3), when))
        .expect("chosen");
    let backwards = choice(Start::LeakKnown, Some(1), "2025-11-29 09:00");
    assert!(refused(&mut awareness, backwards).contains("a choice is changed only by a later one"));
    let future = Candidate {
        entered: kst("2025-11-01 00:00"),
        ..candidate(Kind::Complaint, Knew::Leak, when)
    };
    assert!(matches!(
        awareness.add(future),
        Err(AwarenessError::Future { .. })
    ));
    let nobody = Candidate {
        who: String::new(),
        ..candidate(Kind::Complaint, Knew::Leak, when)
    };
    assert_eq!(
        awareness.add(nobody),
        Err(AwarenessError::Empty { what: "who knew" })
    );
}

/// What one company knew is not what another knew: each counts from its own moments once it has any.
#[test]
fn a_controller_with_a_moment_of_its_own_counts_from_that() {
    const OTHER: &str = "shop-tw";
    let mut awareness = case();
    let start = Start::LeakKnown;
    let now = kst(NOW);
    let shared = awareness.of(OTHER).moment(start, now);
    assert_eq!(shared, Some(kst("2025-11-17 16:00")));
    let own = Candidate {
        controller: Some(OTHER.to_owned()),
        ..candidate(Kind::ToldByProcessor, Knew::Leak, "2025-11-27 03:47")
    };
    let id = awareness.add(own).expect("entered");
    // A choice for those without a moment of their own is none for it.
    awareness
        .choose(choice(start, Some(1), "2025-11-28 10:00"))
        .expect("chosen");
    assert_eq!(
        awareness.of(OTHER).moment(start, now),
        Some(kst("2025-11-27 03:47"))
    );
    assert_eq!(
        awareness.of(SHOP).moment(start, now),
        Some(kst("2025-11-18 22:52"))
    );
    assert_eq!(awareness.moment(start, now), Some(kst("2025-11-18 22:52")));
    // Nobody of it knew of a possibility: that of others is not its own.
    let possible = awareness.of(OTHER).ruling(Start::PossibilityKnown, now);
    assert_eq!(possible, Ruling::Nothing);
    // Its moment rules for it alone, and a shared one may be chosen for it by name.
    let for_all = awareness.choose(choice(start, Some(id.0), "2025-11-28 11:00"));
    assert_eq!(
        for_all,
        Err(AwarenessError::OfAnother {
            id,
            of: OTHER.to_owned()
        })
    );
    let by_name = Choice {
        controller: Some(OTHER.to_owned()),
        ..choice(start, Some(3), "2025-11-28 12:00")
    };
    awareness.choose(by_name).expect("chosen");
    assert_eq!(
        awareness.of(OTHER).moment(start, now),
        Some(kst("2025-11-17 16:00"))
    );
    assert_eq!(
        awareness.of(SHOP).moment(start, now),
        Some(kst("2025-11-18 22:52"))
    );
}

/// What was chosen for a company stands until somebody chooses for it: a choice for everybody moves the others alone.
#[test]
fn a_choice_for_a_controller_stands_before_a_later_one_for_everybody() {
    const OTHER: &str = "shop-tw";
    let (start, now) = (Start::LeakKnown, kst(NOW));
    let mut awareness = case();
    let for_it = |candidate, when| Choice {
        controller: Some(OTHER.to_owned()),
        ..choice(start, candidate, when)
    };
    let of = |awareness: &Awareness, id: &str| awareness.of(id).moment(start, now);
    awareness
        .choose(for_it(Some(3), "2025-11-28 10:00"))
        .expect("chosen for it");
    awareness
        .choose(choice(start, Some(1), "2025-11-28 11:00"))
        .expect("chosen for everybody");
    assert_eq!(of(&awareness, OTHER), Some(kst("2025-11-17 16:00")));
    assert_eq!(of(&awareness, SHOP), Some(kst("2025-11-18 22:52")));
    // As of before its own choice was made the one for everybody had not been made either.
    let before = awareness.of(OTHER).ruling(start, kst("2025-11-28 09:00"));
    assert!(matches!(before, Ruling::Preselected(..)), "{before:?}");
    awareness
        .choose(for_it(None, "2025-11-28 12:00"))
        .expect("said for it that it is unknown");
    awareness
        .choose(choice(start, Some(1), "2025-11-28 13:00"))
        .expect("chosen for everybody");
    assert_eq!(of(&awareness, OTHER), None, "it stays unknown for it");
    awareness
        .choose(for_it(Some(1), "2025-11-28 14:00"))
        .expect("chosen for it");
    assert_eq!(of(&awareness, OTHER), Some(kst("2025-11-18 22:52")));
}

/// The order in which moments are typed hides none: one of everybody that is entered after a company's own counts for it
/// too, and one that a merge brings opens its choice again.
#[test]
fn a_moment_of_everybody_counts_for_who_had_its_own_before() {
    let (start, now) = (Start::LeakKnown, kst(NOW));
    let mut awareness = Awareness::default();
    let own = |when| Candidate {
        controller: Some(SHOP.to_owned()),
        ..candidate(Kind::ReportToCiso, Knew::Leak, when)
    };
    awareness.add(own("2025-11-24 10:00")).expect("entered");
    awareness.add(own("2025-11-23 10:00")).expect("entered");
    assert_eq!(
        awareness.of(SHOP).moment(start, now),
        Some(kst("2025-11-23 10:00"))
    );
    let of_all = candidate(Kind::Complaint, Knew::Leak, "2025-11-16 22:12");
    awareness.add(of_all.clone()).expect("entered");
    assert_eq!(awareness.of(SHOP).moment(start, now), Some(of_all.at));
    // As of before it was entered it did not.
    let before = of_all.at;
    assert_eq!(awareness.of(SHOP).moment(start, before), None);
    // Nobody else has one of its own.
    assert_eq!(awareness.of("another").moment(start, now), Some(of_all.at));
}
