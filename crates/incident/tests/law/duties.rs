//! What the rules propose, what a person decides, and the register that lists both.

use std::collections::BTreeMap;

use crate::common::{SHOP, clock, filing, kst, open};
use event::Millis;
use incident::law::{
    Answer, Bounds, Clock, Condition, Decision, DutyKey, Fact, Facts, Known, Register, Risk, Row,
    Start, State, Trigger, regime, regimes, rows,
};

fn says(facts: &[(Fact, bool)]) -> Facts {
    Facts {
        says: facts.iter().copied().collect(),
        ..Facts::default()
    }
}

fn people(low: u64, high: u64) -> Facts {
    Facts {
        people: Some(Bounds { low, high }),
        ..Facts::default()
    }
}

fn proposed(id: &str, clock: &str, facts: &Facts) -> (Answer, String) {
    let proposal = regime(id).expect(id).propose(clock, facts);
    let first = proposal.reasons.first().map(|reason| reason.law.clone());
    (proposal.answer, first.unwrap_or_default())
}

#[test]
fn the_report_under_pipa_follows_the_decree() {
    let report = |facts: &Facts| proposed("kr-pipa", "KR-PIPA-REPORT", facts);
    let none = says(&[
        (Fact::Sensitive, false),
        (Fact::UniqueId, false),
        (Fact::OutsideAccess, false),
    ]);
    let with = |low, high, facts: &Facts| Facts {
        people: Some(Bounds { low, high }),
        ..facts.clone()
    };
    let applies = |law: &str| (Answer::Applies, law.to_owned());
    assert_eq!(report(&people(1000, 1000)), applies("Decree 40(1)1"));
    assert_eq!(report(&with(999, 999, &none)).0, Answer::DoesNotApply);
    // A number that may be either leaves it undecided, and nothing is known of nothing.
    assert_eq!(report(&with(900, 1100, &none)).0, Answer::Undecided);
    assert_eq!(report(&none).0, Answer::Undecided);
    assert_eq!(report(&Facts::default()).0, Answer::Undecided);
    // Any number of people.
    assert_eq!(
        report(&with(1, 1, &says(&[(Fact::Sensitive, true)]))),
        applies("Decree 40(1)2")
    );
    assert_eq!(
        report(&says(&[(Fact::OutsideAccess, true)])),
        applies("Decree 40(1)3")
    );
    // Recovered: the exemption wins over the number.
    let recovered = with(5000, 5000, &says(&[(Fact::Recovered, true)]));
    assert_eq!(
        report(&recovered),
        (Answer::DoesNotApply, "Decree 40(1), proviso".to_owned())
    );
}

#[test]
fn pseudonymised_data_is_reported_and_not_told() {
    let facts = Facts {
        people: Some(Bounds::exactly(20_000)),
        ..says(&[(Fact::Pseudonymised, true)])
    };
    let notice = proposed("kr-pipa", "KR-PIPA-NOTICE", &facts);
    assert_eq!(notice, (Answer::DoesNotApply, "PIPA 28-7".to_owned()));
    assert_eq!(
        proposed("kr-pipa", "KR-PIPA-REPORT", &facts).0,
        Answer::Applies
    );
}

#[test]
fn an_undecided_proposal_names_what_is_not_known() {
    let proposal = regime("kr-pipa")
        .expect("shipped")
        .propose("KR-PIPA-POSS", &people(1, 1));
    assert_eq!(proposal.answer, Answer::Undecided);
    let unknown: Vec<String> = proposal
        .reasons
        .iter()
        .filter(|reason| reason.met == Known::Unknown)
        .flat_map(|reason| reason.unknown.iter().map(Condition::to_string))
        .collect();
    assert_eq!(
        unknown,
        [
            "outside_access",
            "not_singled_out",
            "not_singled_out",
            "pseudonymised"
        ]
    );
}

#[test]
fn the_gdpr_asks_for_risk_and_place() {
    let union = |risk: Option<Risk>| Facts {
        risk,
        ..says(&[(Fact::UnionTerritory, true)])
    };
    let answers = |facts: &Facts| {
        (
            proposed("eu-33", "EU-33", facts).0,
            proposed("eu-33", "EU-34", facts).0,
        )
    };
    assert_eq!(answers(&union(None)), (Answer::Applies, Answer::Undecided));
    assert_eq!(
        answers(&union(Some(Risk::Unlikely))),
        (Answer::DoesNotApply, Answer::DoesNotApply)
    );
    assert_eq!(
        answers(&union(Some(Risk::Likely))),
        (Answer::Applies, Answer::DoesNotApply)
    );
    assert_eq!(
        answers(&union(Some(Risk::High))),
        (Answer::Applies, Answer::Applies)
    );
    let outside = says(&[(Fact::UnionTerritory, false)]);
    assert_eq!(
        answers(&outside),
        (Answer::DoesNotApply, Answer::DoesNotApply)
    );
}

#[test]
fn residence_counts_those_whose_residence_is_unknown_as_anywhere() {
    let facts = |residence: &[(&str, u64)], unknown| Facts {
        residence: residence
            .iter()
            .map(|(code, people)| ((*code).to_owned(), Bounds::exactly(*people)))
            .collect(),
        residence_unknown: unknown,
        ..says(&[(Fact::CaliforniaData, true), (Fact::Encrypted, false)])
    };
    let sample = |facts: &Facts| proposed("us-ca", "US-CA-AG", facts).0;
    assert_eq!(sample(&facts(&[("US-CA", 501)], None)), Answer::Applies);
    assert_eq!(
        sample(&facts(&[("US-CA", 500)], Some(0))),
        Answer::DoesNotApply
    );
    assert_eq!(
        sample(&facts(&[("US-CA", 500), ("KR", 9)], Some(1))),
        Answer::Undecided
    );
    assert_eq!(sample(&facts(&[("KR", 9)], None)), Answer::Undecided);
    let sum = facts(&[("DE", 3), ("NO", 4), ("CH", 5)], Some(2));
    assert_eq!(sum.people_in("EEA"), (7, Some(9)));
}

#[test]
fn a_clock_without_a_question_is_undecided() {
    assert_eq!(
        proposed("kr-net", "KR-NET-USERS", &Facts::default()).0,
        Answer::Undecided
    );
}

#[test]
fn conditions_read_back_as_they_are_written() {
    for text in [
        "people >= 1000",
        "people in US-CA >= 501",
        "sensitive",
        "not encrypted",
        "risk = high",
    ] {
        assert_eq!(Condition::parse(text).expect(text).to_string(), text);
    }
    for text in [
        "",
        "people >= many",
        "people in >= 1",
        "risk >= high",
        "not",
        "colour",
    ] {
        assert!(Condition::parse(text).is_err(), "{text:?}");
    }
}

fn decision(clock: &str, answer: Answer, at: Millis) -> Decision {
    Decision {
        duty: DutyKey {
            regime: "kr-pipa".to_owned(),
            clock: clock.to_owned(),
            controller: SHOP.to_owned(),
        },
        answer,
        proposed: Answer::Undecided,
        by: "Lee, CPO".to_owned(),
        at,
        reason: "the drive came back unopened".to_owned(),
        evidence: vec!["e-4".to_owned()],
    }
}

#[test]
fn a_decision_names_who_why_and_what_it_rests_on() {
    let refused = |change: fn(&mut Decision)| {
        let mut one = decision(
            "KR-PIPA-REPORT",
            Answer::DoesNotApply,
            kst("2026-11-18 10:00"),
        );
        change(&mut one);
        Register::default()
            .decide(one)
            .expect_err("refused")
            .to_string()
    };
    let by = "KR-PIPA-REPORT: a decision names the person who decides";
    assert_eq!(refused(|one| one.by.clear()), by);
    let why =
        "KR-PIPA-REPORT: a decision gives its reason, for it is what an authority asks for first";
    assert_eq!(refused(|one| one.reason.clear()), why);
    let shows =
        "KR-PIPA-REPORT: that a duty does not apply rests on evidence: name at least one item";
    assert_eq!(refused(|one| one.evidence.clear()), shows);
}

#[test]
fn the_register_lists_every_duty_with_its_decisions() {
    let mut register = Register::default();
    let (first, second) = (kst("2026-11-18 10:00"), kst("2026-11-19 10:00"));
    for (answer, at) in [(Answer::DoesNotApply, first), (Answer::Applies, second)] {
        register
            .decide(decision("KR-PIPA-REPORT", answer, at))
            .expect("entered");
    }
    let back = decision("KR-PIPA-REPORT", Answer::DoesNotApply, first);
    let error = register.decide(back).expect_err("backwards").to_string();
    assert!(
        error.contains("a decision is reversed only by a later one"),
        "{error}"
    );

    let rows = register.rows(regimes(), &[SHOP, "Parcels Ltd"], kst("2026-12-01 00:00"));
    assert_eq!(rows.len(), 2 * 22);
    let decided: Vec<_> = rows.iter().filter(|row| row.standing.is_some()).collect();
    let [row] = decided.as_slice() else {
        panic!("one is decided");
    };
    assert_eq!(
        (row.answer, row.duty.controller.as_str()),
        (Answer::Applies, SHOP)
    );
    assert_eq!(row.earlier.len(), 1);
    let before = register.rows(regimes(), &[SHOP], kst("2026-11-18 12:00"));
    let then: BTreeMap<&str, Answer> = before
        .iter()
        .map(|row| (row.duty.clock.as_str(), row.answer))
        .collect();
    assert_eq!(then.get("KR-PIPA-REPORT"), Some(&Answer::DoesNotApply));
    assert_eq!(then.get("EU-33"), Some(&Answer::Undecided));
}

/// The incident under two laws, a group of known and a group of unknown awareness.
fn two_laws() -> Vec<Clock> {
    let aware = Some(kst("2026-11-17 16:00"));
    let found = Some(kst("2026-11-18 09:00"));
    let mut clocks = open("kr-pipa", Trigger::Incident, Start::LeakKnown, aware);
    for (scope, at) in [(2, found), (3, None)] {
        let group = Trigger::Group { scope };
        clocks.push(clock(
            "kr-pipa",
            "KR-PIPA-NOTICE",
            group,
            Start::LeakKnown,
            at,
        ));
    }
    let start = Start::IncidentKnown;
    clocks.push(clock(
        "kr-net",
        "KR-NET-24",
        Trigger::Incident,
        start,
        aware,
    ));
    clocks
}

#[test]
fn one_row_a_regime_is_led_by_the_earliest_open_clock() {
    let clocks = two_laws();
    let duties = Register::default();
    let shown = rows(&clocks, &duties, kst("2026-11-18 10:00"));
    let regimes: Vec<&str> = shown.iter().map(|row| row.regime).collect();
    assert_eq!(regimes, ["kr-net", "kr-pipa"]);
    let pipa = shown.last().expect("pipa");
    assert_eq!(
        (pipa.open, pipa.cannot_say, pipa.late, pipa.all),
        (4, 1, 0, 4)
    );
    let (lead, state) = pipa.lead.as_ref().expect("open");
    assert_eq!(lead.key.trigger, Trigger::Incident);
    assert!(matches!(state, State::Running { .. }), "{state:?}");
}

#[test]
fn a_group_that_is_open_leads_when_all_else_is_filed() {
    let mut clocks = two_laws();
    let now = kst("2026-11-18 17:00");
    for clock in &mut clocks {
        if clock.key.trigger == Trigger::Incident {
            clock.file(filing(now)).expect("filed");
        }
    }
    let duties = Register::default();
    let shown = rows(&clocks, &duties, now);
    let trigger = |row: &Row<'_>| {
        row.lead
            .as_ref()
            .map(|(clock, _)| clock.key.trigger.to_string())
    };
    let leads: Vec<_> = shown
        .iter()
        .map(|row| (row.regime, trigger(row), row.late))
        .collect();
    let group = Some("group of scope 2".to_owned());
    assert_eq!(leads, [("kr-pipa", group, 0), ("kr-net", None, 1)]);
}

#[test]
fn where_only_clocks_without_a_moment_are_open_the_one_that_cannot_say_leads() {
    let mut clocks = open(
        "eu-33",
        Trigger::Incident,
        Start::LeakKnown,
        Some(kst("2026-11-17 16:00")),
    );
    clocks.retain(|clock| clock.key.clock == "EU-34");
    clocks.push(clock(
        "eu-33",
        "EU-33",
        Trigger::Group { scope: 2 },
        Start::LeakKnown,
        None,
    ));
    let shown = rows(&clocks, &Register::default(), kst("2026-11-18 10:00"));
    let [row] = shown.as_slice() else {
        panic!("one row");
    };
    let lead = row.lead.as_ref().map(|(clock, _)| clock.key.clock.as_str());
    assert_eq!((lead, row.open, row.cannot_say), (Some("EU-33"), 2, 1));
}
