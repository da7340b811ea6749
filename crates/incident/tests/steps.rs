//! What steps make of an incident, and which are refused.

use std::collections::BTreeMap;

use event::Millis;
use incident::{
    Grade,
    case::{
        CaseError, Cause, Change, ClockName, Evidence, Figures, Frozen, FrozenPeople, Incident,
        Mode, Number, ObligationKind, PeopleChange, PeopleFigure, Stage, Step, Unfinished, What,
    },
    law::{Answer, ClockError, Fact, Kind, Knew, Start, State, Trigger},
};

fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

/// An incident and the moment of its last step.
struct Told(Incident);

impl Told {
    /// The case: a complaint, then the report to the officer, as they were.
    fn case() -> Told {
        let opened = What::Opened {
            mode: Mode::Real,
            title: "Forged tokens".to_owned(),
            findings: vec!["f1".to_owned()],
            regimes: vec!["kr-pipa".to_owned(), "kr-net".to_owned()],
            controllers: vec!["shop".to_owned()],
        };
        let step = Step {
            number: 1,
            at: at("2025-11-17T16:10:00+09:00"),
            by: "kim".to_owned(),
            why: "the officer was told".to_owned(),
            clock: None,
            what: opened,
        };
        let mut told = Told(Incident::opened(Number::real(7), step).expect("opened"));
        for id in ["E1", "E2", "E3", "E4"] {
            told.does("2025-11-17T16:10:00+09:00", took(id))
                .expect("evidence");
        }
        let complaint = candidate(Kind::Complaint, "2025-11-16T22:12:00+09:00", "service desk");
        told.does("2025-11-17T16:11:00+09:00", complaint)
            .expect("a candidate");
        let officer = candidate(Kind::ReportToCiso, "2025-11-17T16:00:00+09:00", "officer");
        told.does("2025-11-17T16:12:00+09:00", officer)
            .expect("a candidate");
        let choose = What::Chosen {
            start: Start::IncidentKnown,
            candidate: Some(2),
            controller: None,
        };
        told.does("2025-11-17T16:20:00+09:00", choose)
            .expect("a choice");
        told
    }

    fn does(&mut self, when: &str, what: What) -> Result<(), CaseError> {
        let step = Step {
            number: self.0.next(),
            at: at(when),
            by: "kim".to_owned(),
            why: "because".to_owned(),
            clock: None,
            what,
        };
        self.0.take(step)
    }

    /// The state of the clock of 24 hours.
    fn network_act(&self, now: &str) -> State {
        let clocks = self.0.clocks(at(now)).expect("clocks");
        let is = |clock: &&incident::law::Clock| {
            clock.key.clock == "KR-NET-24" && clock.key.trigger == Trigger::Incident
        };
        let clock = clocks.iter().find(is).expect("the clock");
        clock.state(&self.0.register, at(now))
    }
}

fn candidate(kind: Kind, happened: &str, who: &str) -> What {
    What::Candidate {
        kind,
        happened: at(happened),
        who: who.to_owned(),
        knew: Knew::Leak,
        evidence: "E1".to_owned(),
        controller: None,
    }
}

fn filed(received: &str, late_because: Option<&str>) -> What {
    What::Filed {
        clock: net(),
        received: at(received),
        to: "KISA, web form".to_owned(),
        receipt: "2025-1119".to_owned(),
        evidence: "E2".to_owned(),
        late_because: late_because.map(str::to_owned),
        document: None,
        corrects: None,
    }
}

fn took(id: &str) -> What {
    What::Took(Box::new(Evidence {
        id: id.to_owned(),
        item: "a page".to_owned(),
        sha256: None,
        bytes: None,
        original_name: None,
        original_at: None,
        from: "the shop".to_owned(),
        how: "seen".to_owned(),
        time_source: String::new(),
        place: "safe".to_owned(),
        grade: Grade::Fact,
    }))
}

fn net() -> ClockName {
    ClockName {
        regime: "kr-net".to_owned(),
        clock: "KR-NET-24".to_owned(),
        controller: "shop".to_owned(),
        group: None,
        fact: None,
    }
}

fn scope(version: u32, added: u64) -> What {
    let changes = vec![Change {
        cause: Cause::Selection,
        added,
        removed: 0,
        changed: 0,
        gained: Some(0),
    }];
    What::Scoped(Box::new(Frozen {
        version,
        selection: "NOT issued".to_owned(),
        size: 10,
        root: "AA==".to_owned(),
        epoch: 1,
        catalogue: 1,
        relation: 0,
        first: None,
        last: None,
        figures: Figures::default(),
        completeness: "complete".to_owned(),
        gaps: Vec::new(),
        set: "00".to_owned(),
        changes,
        added_by_controller: BTreeMap::from([("shop".to_owned(), added)]),
        people: None,
        possibly: None,
        named: None,
        excluded: None,
        shares: None,
    }))
}

#[test]
fn the_report_of_the_case_was_late_by_29_hours_and_35_minutes() {
    let mut told = Told::case();
    let silent = told.does(
        "2025-11-19T22:00:00+09:00",
        filed("2025-11-19T21:35:00+09:00", None),
    );
    assert!(
        matches!(
            silent,
            Err(CaseError::Clock(ClockError::LateWithoutReason { .. }))
        ),
        "{silent:?}"
    );
    let late = filed(
        "2025-11-19T21:35:00+09:00",
        Some("it was counted from our own finding"),
    );
    told.does("2025-11-19T22:00:00+09:00", late).expect("filed");
    let State::FiledLate { late, because, .. } = told.network_act("2025-11-20T00:00:00+09:00")
    else {
        panic!("not late")
    };
    assert_eq!(late.to_string(), "29 h 35 min");
    assert!(because.is_some());
    // The report to the other authority is not made by it.
    let clocks = told
        .0
        .clocks(at("2025-11-20T00:00:00+09:00"))
        .expect("clocks");
    let report = clocks
        .iter()
        .find(|of| of.key.clock == "KR-PIPA-REPORT")
        .expect("a clock");
    let state = report.state(&told.0.register, at("2025-11-20T00:00:00+09:00"));
    assert!(state.is_open(), "{state:?}");
}

#[test]
fn awareness_that_moves_makes_late_what_was_in_time_and_all_stays_on_record() {
    let mut told = Told::case();
    told.does(
        "2025-11-18T15:00:00+09:00",
        filed("2025-11-18T14:00:00+09:00", None),
    )
    .expect("in time");
    let State::Filed { .. } = told.network_act("2025-11-18T16:00:00+09:00") else {
        panic!("late")
    };
    let choose = What::Chosen {
        start: Start::IncidentKnown,
        candidate: Some(1),
        controller: None,
    };
    told.does("2025-11-19T10:00:00+09:00", choose)
        .expect("another choice");
    let State::FiledLate { late, because, .. } = told.network_act("2025-11-19T11:00:00+09:00")
    else {
        panic!("in time")
    };
    assert_eq!(
        (late.to_string(), because),
        ("15 h 48 min".to_owned(), None)
    );
    assert_eq!(told.0.awareness.choices().len(), 2);
    let again = Incident::told(Number::real(7), &told.0.steps).expect("the same steps");
    assert_eq!(again.steps, told.0.steps);
}

#[test]
fn a_delay_that_the_law_does_not_know_is_refused_with_its_article() {
    let mut told = Told::case();
    let delayed = What::Delayed {
        clock: net(),
        code: "39(1)1".to_owned(),
        from: at("2025-11-17T17:00:00+09:00"),
        evidence: "E3".to_owned(),
    };
    let refused = told
        .does("2025-11-17T17:00:00+09:00", delayed)
        .expect_err("refused");
    let said = refused.to_string();
    assert!(said.contains("48-3") && said.contains("none"), "{said}");
    assert_eq!(told.0.next(), 9, "nothing was taken");
}

#[test]
fn people_whom_a_version_adds_open_clocks_of_their_own() {
    let mut told = Told::case();
    told.does("2025-11-18T10:00:00+09:00", scope(1, 0))
        .expect("the first");
    told.does("2025-11-27T04:00:00+09:00", scope(2, 33_700_034))
        .expect("the second");
    let known = What::GroupKnown {
        version: 2,
        known: Some(at("2025-11-27T03:47:00+09:00")),
    };
    told.does("2025-11-27T04:01:00+09:00", known)
        .expect("known");
    let now = at("2025-11-27T05:00:00+09:00");
    let due = |clock: &str, scope: u32| {
        let clocks = told.0.clocks(now).expect("clocks");
        let found = clocks
            .iter()
            .find(|of| of.key.clock == clock && of.key.trigger == Trigger::Group { scope });
        found.and_then(|clock| clock.due().and_then(|due| due.limit))
    };
    assert_eq!(due("KR-NET-24", 2), Some(at("2025-11-28T03:47:00+09:00")));
    assert_eq!(
        due("KR-PIPA-NOTICE", 2),
        Some(at("2025-11-30T03:47:00+09:00"))
    );
    // The late ones: nobody says when they were known.
    told.does("2026-02-05T10:00:00+09:00", scope(3, 165_455))
        .expect("the third");
    let unknown = What::GroupKnown {
        version: 3,
        known: None,
    };
    told.does("2026-02-05T10:01:00+09:00", unknown)
        .expect("unknown");
    let now = at("2026-02-06T00:00:00+09:00");
    let clocks = told.0.clocks(now).expect("clocks");
    let of_third = clocks
        .iter()
        .filter(|of| of.key.trigger == Trigger::Group { scope: 3 });
    let states: Vec<State> = of_third.map(|of| of.state(&told.0.register, now)).collect();
    assert!(
        !states.is_empty()
            && states
                .iter()
                .all(|of| matches!(of, State::CannotSay { .. })),
        "{states:?}"
    );
}

#[test]
fn an_incident_with_an_undecided_duty_is_not_closed_and_the_list_says_what_is_missing() {
    let mut told = Told::case();
    let owed = What::Owed {
        kind: ObligationKind::Preservation,
        from: "MSIT".to_owned(),
        asked: "keep the access logs".to_owned(),
        evidence: "E4".to_owned(),
        due: None,
        owner: "lee".to_owned(),
        systems: vec!["nunchi".to_owned(), "raw logs".to_owned()],
        received: None,
    };
    told.does("2025-11-19T22:34:00+09:00", owed)
        .expect("an order");
    let refused = told
        .does("2025-11-20T09:00:00+09:00", What::Closed)
        .expect_err("refused");
    let CaseError::Unfinished { missing, .. } = &refused else {
        panic!("{refused}")
    };
    assert!(missing.contains(&Unfinished::NoScope));
    let said = refused.to_string();
    for part in [
        "does KR-PIPA-REPORT to shop apply?",
        "open clock: KR-NET-24",
        "keep the access logs",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert_eq!(told.0.stage, Stage::Open);
}

#[test]
fn merging_keeps_the_earliest_awareness_and_every_filing() {
    let mut told = Told::case();
    let late = filed("2025-11-19T21:35:00+09:00", Some("late"));
    told.does("2025-11-19T22:00:00+09:00", late).expect("filed");
    let opened = What::Opened {
        mode: Mode::Real,
        title: "Another".to_owned(),
        findings: Vec::new(),
        regimes: vec!["kr-net".to_owned()],
        controllers: vec!["shop".to_owned()],
    };
    let step = Step {
        number: 1,
        at: at("2025-11-20T09:00:00+09:00"),
        by: "lee".to_owned(),
        why: "another finding".to_owned(),
        clock: None,
        what: opened,
    };
    let mut other = Told(Incident::opened(Number::real(8), step).expect("opened"));
    for step in told.0.steps.clone().into_iter().skip(1) {
        let inherited = What::Inherited {
            incident: Number::real(7),
            called: None,
            step: Box::new(step),
        };
        other
            .does("2025-11-20T09:05:00+09:00", inherited)
            .expect("inherited");
    }
    let clocks = other
        .0
        .clocks(at("2025-11-20T10:00:00+09:00"))
        .expect("clocks");
    let clock = clocks
        .iter()
        .find(|of| of.key.clock == "KR-NET-24")
        .expect("a clock");
    assert_eq!(
        clock.started,
        Some(at("2025-11-16T22:12:00+09:00")),
        "the complaint was first"
    );
    assert_eq!(clock.filings().len(), 1);
    let merged = What::MergedInto {
        incident: Number::real(8),
    };
    told.does("2025-11-20T09:06:00+09:00", merged)
        .expect("merged");
    assert!(
        told.does("2025-11-20T09:07:00+09:00", What::Confirmed)
            .is_err()
    );
}

#[test]
fn steps_are_json_that_reads_back() {
    let mut told = Told::case();
    told.does("2025-11-18T10:00:00+09:00", scope(1, 0))
        .expect("a scope");
    let says = What::Says {
        fact: Fact::OutsideAccess,
        yes: Some(true),
        controller: None,
    };
    told.does("2025-11-18T10:00:00+09:00", says)
        .expect("a fact");
    let decided = What::Decided {
        regime: "kr-pipa".to_owned(),
        clock: "KR-PIPA-REPORT".to_owned(),
        controller: "shop".to_owned(),
        answer: Answer::Applies,
        proposed: Answer::Applies,
        evidence: Vec::new(),
    };
    told.does("2025-11-18T10:00:00+09:00", decided)
        .expect("a decision");
    for step in &told.0.steps {
        let text = serde_json::to_string(step).expect("JSON");
        let read: Step = serde_json::from_str(&text).expect("a step");
        assert_eq!(&read, step, "{text}");
    }
    let first = serde_json::to_value(&told.0.steps[5]).expect("JSON");
    assert_eq!(first["what"]["does"], "candidate");
    assert_eq!(first["at"], "2025-11-17T07:11:00.000Z");
}

#[test]
fn versions_of_before_people_were_kept_read_and_stay_as_they_are() {
    let What::Scoped(mut frozen) = scope(1, 0) else {
        panic!("no scope");
    };
    frozen.figures.people = Some(PeopleFigure {
        low: 1,
        best: 2,
        high: 3,
        method: "linked".to_owned(),
        undated: None,
        recipients: None,
    });
    let before = serde_json::to_value(&frozen).unwrap();
    assert!(before.get("people").is_none(), "{before}");
    assert!(
        before["figures"]["people"].get("undated").is_none(),
        "{before}"
    );
    let read: Frozen = serde_json::from_value(before).unwrap();
    assert_eq!(read, *frozen);
    frozen.people = Some(FrozenPeople {
        reached: "00".to_owned(),
        relations: 7,
        changes: Some(vec![PeopleChange {
            cause: Cause::Relation,
            added: 1,
            removed: 0,
            merged: 2,
        }]),
        because: None,
    });
    let now = serde_json::to_value(&frozen).unwrap();
    assert_eq!(now["people"]["changes"][0]["cause"], "relation");
    let read: Frozen = serde_json::from_value(now).unwrap();
    assert_eq!(read, *frozen);
}

#[test]
fn what_lies_in_the_future_or_names_nobody_is_refused() {
    let mut told = Told::case();
    let future = candidate(Kind::Complaint, "2025-11-20T00:00:00+09:00", "x");
    assert!(told.does("2025-11-18T00:00:00+09:00", future).is_err());
    let nobody = Step {
        number: told.0.next(),
        at: at("2025-11-18T00:00:00+09:00"),
        by: " ".to_owned(),
        why: "x".to_owned(),
        clock: None,
        what: What::Confirmed,
    };
    assert!(matches!(told.0.take(nobody), Err(CaseError::Empty("who"))));
    let unknown = What::GroupKnown {
        version: 9,
        known: None,
    };
    let said = told
        .does("2025-11-18T00:00:00+09:00", unknown)
        .expect_err("no such version")
        .to_string();
    assert!(said.contains("no scope version \"9\""), "{said}");
}

#[test]
fn a_block_list_is_a_step_that_changes_nothing_and_reads_back() {
    let listed = |confirmed: &[&str], second: Option<&str>| What::BlockListed {
        digest: "sha256:00".to_owned(),
        entries: 3,
        held_back: 1,
        confirmed: confirmed.iter().map(|of| (*of).to_owned()).collect(),
        second: second.map(str::to_owned),
    };
    let plain = serde_json::to_string(&listed(&[], None)).unwrap();
    assert_eq!(
        plain,
        r#"{"does":"block_listed","digest":"sha256:00","entries":3,"held_back":1}"#
    );
    for what in [listed(&[], None), listed(&["192.0.2.7"], Some("lee"))] {
        let text = serde_json::to_string(&what).unwrap();
        assert_eq!(serde_json::from_str::<What>(&text).unwrap(), what);
        let mut told = Told::case();
        let (stage, steps) = (told.0.stage, told.0.steps.len());
        told.does("2025-12-01T09:00:00+09:00", what).unwrap();
        assert_eq!((told.0.stage, told.0.steps.len()), (stage, steps + 1));
    }
}

#[test]
fn exercises_are_counted_apart_and_named_so() {
    let pairs = [
        (Number::real(7), "7", "7"),
        (Number::exercise(7), "E7", "\"E7\""),
    ];
    for (number, shown, json) in pairs {
        assert_eq!(number.to_string(), shown);
        assert_eq!(shown.parse(), Ok(number));
        assert_eq!(serde_json::to_string(&number).expect("json"), json);
        assert_eq!(
            serde_json::from_str::<Number>(json).expect("a number"),
            number
        );
    }
    assert_eq!("e7".parse(), Ok(Number::exercise(7)));
    for wrong in ["", "E", "E0", "07", "+7", "7E", "EE7", "-1", "4294967296"] {
        let error = wrong.parse::<Number>().expect_err(wrong);
        assert!(error.to_string().contains("write 7, or E7"), "{error}");
    }
    // One that is merged or split says where it came from in the same way.
    let merged = What::MergedInto {
        incident: Number::exercise(2),
    };
    let json = serde_json::to_value(&merged).expect("json");
    assert_eq!(
        json,
        serde_json::json!({"does": "merged_into", "incident": "E2"})
    );
    let before: What =
        serde_json::from_value(serde_json::json!({"does": "merged_into", "incident": 2}))
            .expect("as steps were written before");
    assert_eq!(
        before,
        What::MergedInto {
            incident: Number::real(2)
        }
    );
}

#[test]
fn what_a_new_step_rests_on_must_be_there() {
    let mut told = Told::case();
    told.does("2025-11-18T10:00:00+09:00", scope(1, 0))
        .expect("the first");
    let when = "2025-11-19T10:00:00+09:00";
    let fact = |words: &str, grade| What::Fact {
        id: "F1".to_owned(),
        words: words.to_owned(),
        grade,
        closes: Vec::new(),
        evidence: vec!["E77".to_owned()],
        confirmed: None,
    };
    let early = What::GroupKnown {
        version: 1,
        known: Some(at("2025-11-16T22:11:00+09:00")),
    };
    let posted = |url: &str| What::Posted {
        rule: "KR-POST".to_owned(),
        controller: "shop".to_owned(),
        url: url.to_owned(),
        up_from: at(when),
        evidence: "E1".to_owned(),
    };
    let number = told.0.next();
    for (what, says) in [
        (
            fact("known", Grade::Fact),
            "no evidence \"E77\"; there is: E1, E2, E3, E4; take it in first: `nunchi incident evidence 7",
        ),
        (fact(" ", Grade::Statement), "--words"),
        (early, "a group is of a later version"),
    ] {
        let refused = told.does(when, what).expect_err(says).to_string();
        assert!(refused.contains(says), "{refused}");
    }
    assert_eq!(told.0.next(), number, "nothing was taken");
    for url in ["notice", "https://", "https://shop.example/a b"] {
        let refused = told.does(when, posted(url)).expect_err(url).to_string();
        assert!(refused.contains("no address of a page"), "{refused}");
    }
    told.does(when, posted("https://shop.example/notice"))
        .expect("a page");
}
