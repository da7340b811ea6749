//! Requests of police and prosecutors that notices wait, and postings in place of notices, as steps of an incident.

use event::Millis;
use incident::{
    Grade,
    case::{CaseError, Evidence, Incident, Mode, Number, Step, Unfinished, What},
    law::{Clock, ClockError, CounselsDecision, Grip, Kind, Knew, Span, State},
};

fn at(text: &str) -> Millis {
    Millis::parse(text).expect("a moment")
}

/// An incident of a Korean shop with residents of California, aware on the evening of 20 November 2026.
fn case() -> Incident {
    let opened = What::Opened {
        mode: Mode::Real,
        title: "Forged tokens".to_owned(),
        findings: Vec::new(),
        regimes: ["kr-pipa", "us-ca", "eu-33"].map(str::to_owned).to_vec(),
        controllers: vec!["shop".to_owned()],
    };
    let step = Step {
        number: 1,
        at: at("2026-11-20T09:00:00Z"),
        by: "kim".to_owned(),
        why: "told".to_owned(),
        clock: None,
        what: opened,
    };
    let mut case = Incident::opened(Number::real(1), step).expect("opened");
    let knew = What::Candidate {
        kind: Kind::ReportToCpo,
        happened: at("2026-11-20T09:00:00Z"),
        who: "officer".to_owned(),
        knew: Knew::Leak,
        evidence: "E5".to_owned(),
        controller: None,
    };
    for (id, grade) in [("E5", Grade::Statement), ("E6", Grade::Decision)] {
        does(&mut case, "2026-11-20T09:01:00Z", evidence(id, grade)).expect("evidence");
    }
    does(&mut case, "2026-11-20T09:01:00Z", knew).expect("aware");
    case
}

fn evidence(id: &str, grade: Grade) -> What {
    What::Took(Box::new(Evidence {
        id: id.to_owned(),
        item: "a letter".to_owned(),
        sha256: None,
        bytes: None,
        original_name: None,
        original_at: None,
        from: "police".to_owned(),
        how: "by hand".to_owned(),
        time_source: "unknown".to_owned(),
        place: "safe".to_owned(),
        grade,
    }))
}

fn does(case: &mut Incident, when: &str, what: What) -> Result<(), CaseError> {
    let step = Step {
        number: case.next(),
        at: at(when),
        by: "kim".to_owned(),
        why: "because".to_owned(),
        clock: None,
        what,
    };
    case.take(step)
}

fn request(clocks: &[&str], counsel: Option<&str>) -> What {
    What::Requested {
        from: "Metropolitan Police".to_owned(),
        evidence: "E5".to_owned(),
        scope: "notices to people".to_owned(),
        clocks: clocks.iter().map(|of| (*of).to_owned()).collect(),
        controller: "shop".to_owned(),
        received: at("2026-11-21T09:00:00Z"),
        until: at("2026-12-28T09:00:00Z"),
        counsel: counsel.map(|evidence| CounselsDecision {
            by: "lee".to_owned(),
            evidence: evidence.to_owned(),
        }),
    }
}

fn clock(case: &Incident, name: &str, now: &str) -> Clock {
    let clocks = case.clocks(at(now)).expect("clocks");
    let found = clocks.into_iter().find(|of| of.key.clock == name);
    found.expect(name)
}

fn state(case: &Incident, name: &str, now: &str) -> State {
    clock(case, name, now).state(&case.register, at(now))
}

fn hours(hours: i64) -> Span {
    Span {
        ms: hours * 3_600_000,
    }
}

const ENTERED: &str = "2026-11-21T10:00:00Z";

fn refused(clocks: &[&str], counsel: Option<&str>) -> String {
    let refused = does(&mut case(), ENTERED, request(clocks, counsel));
    refused.expect_err("a refusal").to_string()
}

#[test]
fn a_request_holds_a_notice_only_where_the_law_allows_it_and_never_a_report() {
    assert_eq!(
        refused(&["US-CA", "US-CA-AG"], None),
        "US-CA-AG (Civil Code 1798.82(f)) is no notice to people: a request of police or prosecutors holds notices, \
         never what an authority, a controller or the public must be told"
    );
    let report = refused(&["KR-PIPA-REPORT"], Some("E6"));
    assert!(
        report.starts_with("KR-PIPA-REPORT (PIPA 34(4), Decree 40(1)) is no notice"),
        "{report}"
    );
    assert_eq!(
        refused(&["EU-34"], Some("E6")),
        "EU-34: GDPR 34(1) knows no delay at the request of police or prosecutors: the notice is due as it was"
    );
    assert_eq!(
        refused(&["KR-PIPA-NOTICE"], None),
        "KR-PIPA-NOTICE: PIPA 34(1), Decree 39(1) names no such cause: it waits only where counsel has decided so. Take \
         the decision in as evidence of grade decision, then name it and who decided"
    );
    assert!(refused(&["KR-PIPA-NOTICE"], Some("E5")).contains("\"E5\" is no decision"));
    assert!(refused(&["KR-PIPA-NOTICE"], Some("E9")).contains("no evidence \"E9\""));
    assert!(refused(&["KR-NET-24"], None).contains("no clock \"KR-NET-24\""));
    assert!(refused(&[], None).contains("what shall wait"));
    let mut case = case();
    assert!(does(&mut case, ENTERED, request(&["US-CA"], None)).is_ok());
    assert!(
        does(
            &mut case,
            ENTERED,
            request(&["KR-PIPA-NOTICE", "KR-PIPA-POSS"], Some("E6"))
        )
        .is_ok()
    );
    assert_eq!(case.requests.len(), 2);
}

#[test]
fn what_a_request_must_say() {
    let mut early = request(&["US-CA"], None);
    if let What::Requested { until, .. } = &mut early {
        *until = at("2026-11-21T08:59:59Z");
    }
    let refused = does(&mut case(), ENTERED, early).expect_err("ends before it came");
    assert!(
        matches!(refused, CaseError::Clock(ClockError::Backwards { .. })),
        "{refused}"
    );
    for empty in ["from", "scope", "evidence"] {
        let mut one = request(&["US-CA"], None);
        if let What::Requested {
            from,
            scope,
            evidence,
            ..
        } = &mut one
        {
            match empty {
                "from" => from.clear(),
                "scope" => scope.clear(),
                _ => evidence.clear(),
            }
        }
        assert!(does(&mut case(), ENTERED, one).is_err(), "{empty}");
    }
    let future = does(
        &mut case(),
        "2026-11-21T08:00:00Z",
        request(&["US-CA"], None),
    );
    assert!(matches!(future, Err(CaseError::Future { .. })));
    // A plain delay has neither an end nor a review.
    let delay = What::Delayed {
        clock: incident::case::ClockName {
            regime: "us-ca".to_owned(),
            clock: "US-CA".to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: None,
        },
        code: "law_enforcement".to_owned(),
        from: at("2026-11-21T09:00:00Z"),
        evidence: "E5".to_owned(),
    };
    let refused = does(&mut case(), ENTERED, delay).expect_err("no plain delay");
    assert!(
        refused.to_string().contains("`nunchi incident request`"),
        "{refused}"
    );
}

/// The state of a notice that waits for the first request, so many hours from its end.
fn waits(lapses: i64, unreviewed: Option<i64>) -> State {
    State::Waits {
        request: "R1".to_owned(),
        lapses: hours(lapses),
        unreviewed: unreviewed.map(hours),
    }
}

fn review(request: &str) -> What {
    What::Reviewed {
        request: request.to_owned(),
    }
}

#[test]
fn a_request_is_looked_at_every_day_or_says_so() {
    let mut case = case();
    does(&mut case, ENTERED, request(&["US-CA"], None)).expect("recorded");
    let said = |case: &Incident, now: &str| state(case, "US-CA", now);
    // Entered at 10: on the minute a day later it is in time, an hour later it is not.
    let (in_time, late) = ("2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z");
    assert_eq!(said(&case, in_time), waits(35 * 24 + 23, None));
    assert_eq!(said(&case, late), waits(35 * 24 + 22, Some(1)));
    does(&mut case, "2026-11-22T12:00:00Z", review("R1")).expect("reviewed");
    let after = said(&case, "2026-11-22T13:00:00Z");
    assert_eq!(after, waits(35 * 24 + 20, None));
    // As of a moment before it, nobody had looked yet.
    assert_eq!(said(&case, late), waits(35 * 24 + 22, Some(1)));
    let days_later = said(&case, "2026-11-24T12:00:00Z");
    assert_eq!(days_later, waits(33 * 24 + 21, Some(24)));
    let unknown = does(&mut case, "2026-12-22T11:00:00Z", review("R7"));
    let unknown = unknown.expect_err("no such request").to_string();
    assert!(unknown.contains("there are: R1"), "{unknown}");
}

#[test]
fn when_a_request_lapses_or_is_taken_back_the_notice_is_due_at_once() {
    let mut case = case();
    does(&mut case, ENTERED, request(&["US-CA"], None)).expect("recorded");
    // The limit of thirty days is that of 20 December, by the days of California; it holds beyond it.
    let limit = clock(&case, "US-CA", ENTERED).due().expect("due").limit;
    assert_eq!(limit, Some(at("2026-12-21T08:00:00Z")));
    let beyond = state(&case, "US-CA", "2026-12-27T09:00:00Z");
    assert!(matches!(beyond, State::Waits { .. }));
    let lapsed = State::AtOnce {
        since: at("2026-12-28T09:00:00Z"),
        open: hours(3),
    };
    assert_eq!(state(&case, "US-CA", "2026-12-28T12:00:00Z"), lapsed);
    // Taken back: at once from then; no other clock ever waited.
    let now = "2026-12-22T10:00:00Z";
    let end = |ended: &str| What::RequestEnded {
        request: "R1".to_owned(),
        ended: at(ended),
    };
    assert!(does(&mut case, now, end("2026-12-23T00:00:00Z")).is_err());
    assert!(does(&mut case, now, end("2026-11-20T00:00:00Z")).is_err());
    does(&mut case, now, end("2026-12-22T09:00:00Z")).expect("taken back");
    let ended = State::AtOnce {
        since: at("2026-12-22T09:00:00Z"),
        open: hours(1),
    };
    assert_eq!(state(&case, "US-CA", now), ended);
    for other in ["KR-PIPA-REPORT", "KR-PIPA-NOTICE"] {
        let overdue = state(&case, other, now);
        assert!(matches!(overdue, State::Overdue { .. }), "{other}");
    }
}

#[test]
fn a_request_that_came_after_the_limit_excuses_nothing_and_one_that_ends_before_moves_nothing() {
    let mut case = case();
    let mut late = request(&["KR-PIPA-NOTICE"], Some("E6"));
    if let What::Requested { received, .. } = &mut late {
        *received = at("2026-11-23T09:00:01Z");
    }
    does(&mut case, "2026-11-23T10:00:00Z", late).expect("recorded");
    let overdue = State::Overdue { by: hours(2) };
    assert_eq!(
        state(&case, "KR-PIPA-NOTICE", "2026-11-23T11:00:00Z"),
        overdue
    );

    let mut case = self::case();
    let mut short = request(&["KR-PIPA-NOTICE"], Some("E6"));
    if let What::Requested { until, .. } = &mut short {
        *until = at("2026-11-22T09:00:00Z");
    }
    does(&mut case, ENTERED, short).expect("recorded");
    let running = State::Running {
        left: hours(23),
        target_passed: false,
    };
    assert_eq!(
        state(&case, "KR-PIPA-NOTICE", "2026-11-22T10:00:00Z"),
        running
    );
    assert_eq!(
        state(&case, "KR-PIPA-NOTICE", "2026-11-23T11:00:00Z"),
        overdue
    );
}

/// A request about the notice of California, whose limit is the end of 20 December there.
fn asked(received: &str, until: &str) -> What {
    let mut asked = request(&["US-CA"], None);
    if let What::Requested {
        received: from,
        until: to,
        ..
    } = &mut asked
    {
        (*from, *to) = (at(received), at(until));
    }
    asked
}

/// What each request does for that notice.
fn grips(case: &Incident, now: &str) -> Vec<Grip> {
    let clock = clock(case, "US-CA", now);
    let of = |request| clock.grip(request, &case.register, at(now));
    case.requests.iter().map(of).collect()
}

#[test]
fn a_request_that_is_prolonged_while_it_holds_goes_on_holding() {
    let mut case = case();
    let (first, second) = ("2027-01-15T00:00:00Z", "2027-02-15T00:00:00Z");
    does(&mut case, ENTERED, asked("2026-11-21T09:00:00Z", first)).expect("recorded");
    let came = "2027-01-10T00:00:00Z";
    does(&mut case, came, asked(came, second)).expect("recorded");
    let waits = |lapses, unreviewed| State::Waits {
        request: "R2".to_owned(),
        lapses: hours(lapses),
        unreviewed,
    };
    assert_eq!(
        state(&case, "US-CA", "2027-01-10T01:00:00Z"),
        waits(36 * 24 - 1, None)
    );
    let overdue = Some(hours(9 * 24));
    let now = "2027-01-20T00:00:00Z";
    assert_eq!(state(&case, "US-CA", now), waits(26 * 24, overdue));
    assert_eq!(grips(&case, now), [Grip::Idle, Grip::Holds]);
    let lapsed = State::AtOnce {
        since: at(second),
        open: hours(1),
    };
    assert_eq!(state(&case, "US-CA", "2027-02-15T01:00:00Z"), lapsed);
}

#[test]
fn a_request_that_came_when_the_first_had_ended_excuses_nothing_and_is_told_so() {
    let mut case = case();
    let ended = "2027-01-08T00:00:00Z";
    does(&mut case, ENTERED, asked("2026-11-21T09:00:00Z", ended)).expect("recorded");
    let came = "2027-01-08T00:00:01Z";
    does(
        &mut case,
        "2027-01-10T00:00:00Z",
        asked(came, "2027-02-15T00:00:00Z"),
    )
    .expect("recorded");
    let now = "2027-01-20T00:00:00Z";
    let at_once = State::AtOnce {
        since: at(ended),
        open: hours(12 * 24),
    };
    assert_eq!(state(&case, "US-CA", now), at_once);
    let late = Grip::CameLate { due: at(ended) };
    assert_eq!(grips(&case, now), [Grip::Idle, late]);
    // A third that came while the second lasted hangs on nothing that counts.
    does(&mut case, now, asked(now, "2027-03-01T00:00:00Z")).expect("recorded");
    assert_eq!(grips(&case, now), [Grip::Idle, late, late]);
    assert_eq!(state(&case, "US-CA", now), at_once);
}

#[test]
fn a_request_that_came_at_the_very_end_of_the_first_counts_whatever_was_recorded_first() {
    let mut case = case();
    let (met, end) = ("2027-01-08T00:00:00Z", "2027-02-15T00:00:00Z");
    does(&mut case, met, asked(met, end)).expect("recorded");
    does(&mut case, met, asked("2026-11-21T09:00:00Z", met)).expect("recorded");
    let now = "2027-01-08T12:00:00Z";
    assert_eq!(grips(&case, now), [Grip::Holds, Grip::Idle]);
}

fn post() -> What {
    What::Posted {
        rule: "KR-POST".to_owned(),
        controller: "shop".to_owned(),
        url: "https://shop.example/notice".to_owned(),
        up_from: at("2026-11-22T18:00:00+09:00"),
        evidence: "E5".to_owned(),
    }
}

fn down(since: &str) -> What {
    What::PostingDown {
        posting: "P1".to_owned(),
        since: at(since),
    }
}

fn up(since: &str) -> What {
    What::PostingUp {
        posting: "P1".to_owned(),
        since: at(since),
    }
}

/// Days that count and when they are full, as of a moment.
fn posted(case: &Incident, now: &str) -> (u32, Option<Millis>) {
    let (regime, rule) = case.posting_rule("KR-POST").expect("the rule");
    let posted = case.postings[0]
        .posted(rule, &regime.zone, at(now))
        .expect("a day");
    (posted.days, posted.ends)
}

#[test]
fn only_whole_days_on_which_a_posting_was_up_count() {
    let mut case = case();
    does(&mut case, "2026-11-22T19:00:00+09:00", post()).expect("posted");
    // The day on which it went up does not count; the thirtieth whole day after it ends with 22 December.
    let full = Some(at("2026-12-23T00:00:00+09:00"));
    assert_eq!(posted(&case, "2026-11-22T19:00:00+09:00"), (0, full));
    assert_eq!(posted(&case, "2026-11-23T23:59:59+09:00"), (0, full));
    assert_eq!(posted(&case, "2026-11-24T00:00:00+09:00"), (1, full));
    // Down for ten minutes over midnight: two days do not count, and two more are needed.
    does(
        &mut case,
        "2026-11-25T09:00:00+09:00",
        down("2026-11-24T23:55:00+09:00"),
    )
    .expect("down");
    let day = at("2026-12-25T00:00:00+09:00");
    assert_eq!(posted(&case, "2026-11-25T09:00:00+09:00"), (1, Some(day)));
    let twice = does(
        &mut case,
        "2026-11-25T09:10:00+09:00",
        down("2026-11-25T00:01:00+09:00"),
    );
    assert!(
        twice
            .expect_err("down already")
            .to_string()
            .contains("P1 is down already")
    );
    does(
        &mut case,
        "2026-11-25T09:30:00+09:00",
        up("2026-11-25T00:05:00+09:00"),
    )
    .expect("up");
    assert_eq!(posted(&case, "2026-11-26T00:00:00+09:00"), (1, Some(day)));
    assert_eq!(posted(&case, "2026-12-24T23:59:59+09:00"), (29, Some(day)));
    assert_eq!(posted(&case, "2026-12-25T00:00:00+09:00"), (30, Some(day)));
    // Down for good after its days were full: they stay full.
    does(
        &mut case,
        "2026-12-25T09:00:00+09:00",
        down("2026-12-25T08:00:00+09:00"),
    )
    .expect("down");
    assert_eq!(posted(&case, "2027-02-01T00:00:00+09:00"), (30, Some(day)));
    let up_again = does(
        &mut case,
        "2026-12-26T09:00:00+09:00",
        up("2026-12-25T07:00:00+09:00"),
    );
    assert!(up_again.is_err(), "it cannot be up before it was down");
}

#[test]
fn an_incident_is_not_closed_while_a_posting_is_under_its_days() {
    let mut case = case();
    does(&mut case, "2026-11-22T19:00:00+09:00", post()).expect("posted");
    let missing = |now: &str| {
        let missing = case.unfinished(at(now)).expect("what is missing");
        let of_posting = missing
            .into_iter()
            .filter(|of| matches!(of, Unfinished::Posting { .. }));
        of_posting.map(|of| of.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        missing("2026-12-22T23:59:59+09:00"),
        ["posting P1 (KR-POST) was up for 29 of 30 days"]
    );
    assert!(missing("2026-12-23T00:00:00+09:00").is_empty());
    let refused = does(&mut case, "2026-12-22T12:00:00+09:00", What::Closed);
    assert!(
        refused
            .expect_err("under its days")
            .to_string()
            .contains("29 of 30 days")
    );
}

#[test]
fn a_posting_names_its_rule_and_what_shows_it() {
    let mut other = post();
    if let What::Posted { rule, .. } = &mut other {
        *rule = "EU-POST".to_owned();
    }
    let refused = does(&mut case(), "2026-11-22T19:00:00+09:00", other);
    assert!(
        refused
            .expect_err("no rule")
            .to_string()
            .contains("there are: KR-POST")
    );
    let mut bare = post();
    if let What::Posted { evidence, .. } = &mut bare {
        *evidence = "E77".to_owned();
    }
    assert!(does(&mut case(), "2026-11-22T19:00:00+09:00", bare).is_err());
    assert!(
        does(&mut case(), "2026-11-22T17:00:00+09:00", post()).is_err(),
        "not up yet"
    );
}
