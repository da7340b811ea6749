//! Requests that notices wait, and postings, on the sheet and the board page.

use incident::case::{ClockName, What};
use incident::law::CounselsDecision;
use report::{
    Clock, Document, Lang, Part, Row, Standing, Value,
    forms::{Filing, board, report, sheet},
};

use crate::case::Case;

fn clocks(document: &Document) -> Vec<&Clock> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let clocks = parts.filter_map(|part| match part {
        Part::Clocks { clocks } => Some(clocks),
        _ => None,
    });
    clocks.flatten().collect()
}

fn of<'d>(document: &'d Document, regime: &str) -> &'d Clock {
    let mut all = clocks(document).into_iter();
    all.find(|clock| clock.regime == regime).expect(regime)
}

/// The case, when police have asked on 18 November that the notice wait for five days, and the notice was posted.
fn case() -> Case {
    let mut case = Case::until(2026, "11-18T10:00");
    let letter = case.incident.evidence.first();
    let letter = letter.expect("evidence of the case").clone();
    let mut decision = letter.clone();
    decision.id = "E77".to_owned();
    decision.grade = incident::Grade::Decision;
    let at = |case: &Case, text: &str| case.at(text);
    let when = at(&case, "11-18T12:00");
    case.takes(
        when,
        "kim",
        "counsel decided",
        What::Took(Box::new(decision)),
    );
    let request = What::Requested {
        from: "Metropolitan Police".to_owned(),
        evidence: letter.id.clone(),
        scope: "notices to people".to_owned(),
        clocks: vec!["KR-PIPA-NOTICE".to_owned()],
        controller: "shop".to_owned(),
        received: at(&case, "11-18T11:00"),
        until: at(&case, "11-23T11:00"),
        counsel: Some(CounselsDecision {
            by: "lee".to_owned(),
            evidence: "E77".to_owned(),
        }),
    };
    case.takes(when, "kim", "the police asked", request);
    let posted = What::Posted {
        rule: "KR-POST".to_owned(),
        controller: "shop".to_owned(),
        url: "https://shop.example/notice".to_owned(),
        up_from: at(&case, "11-18T11:30"),
        evidence: letter.id,
    };
    case.takes(when, "kim", "contacts are unknown", posted);
    case
}

#[test]
fn what_waits_says_for_whom_and_that_nobody_looked_at_it() {
    let case = case();
    let page = sheet(&case.given("11-19T18:00"), Lang::En).expect("a sheet");
    let notice = of(&page, "KR-PIPA-NOTICE");
    assert_eq!(
        notice.note.as_deref(),
        Some(
            "waits at the request of Metropolitan Police (R1); due when that ends\n\
             the daily review is overdue by 6 h 0 min"
        )
    );
    assert_eq!(notice.due, Some(case.at("11-23T11:00")));
    let page = board(&case.given("11-19T11:00"), Lang::Ko).expect("a page");
    let note = of(&page, "KR-PIPA-NOTICE").note.clone().expect("a note");
    assert_eq!(
        note,
        "Metropolitan Police의 요청(R1)에 따라 통지 보류, 기한은 요청이 끝나는 때"
    );
    // No report waits.
    let report = of(&page, "KR-PIPA-REPORT");
    assert_eq!(report.due, Some(case.at("11-20T16:00")));
}

/// A delay that the law permits is no lateness: nobody is told of a breach that there is not.
#[test]
fn what_is_delayed_as_the_law_permits_is_not_overdue() {
    let mut case = Case::until(2026, "11-18T10:00");
    let letter = case.incident.evidence.first().expect("evidence").id.clone();
    let delayed = What::Delayed {
        clock: ClockName {
            regime: "kr-pipa".to_owned(),
            clock: "KR-PIPA-NOTICE".to_owned(),
            controller: "shop".to_owned(),
            group: None,
            fact: None,
        },
        code: "urgent_measures".to_owned(),
        from: case.at("11-18T09:00"),
        evidence: letter,
    };
    case.takes(case.at("11-18T12:00"), "kim", "the path is shut", delayed);
    // Its limit was 20 November, 16:00.
    let given = case.given("11-22T12:00");
    for page in [sheet(&given, Lang::En), board(&given, Lang::En)] {
        let page = page.expect("a page");
        let notice = of(&page, "KR-PIPA-NOTICE");
        assert_eq!(notice.standing, Standing::Delayed);
        assert_eq!(notice.left(page.made), None);
        let html = ::report::to_html(&page);
        assert!(html.contains("delayed, as the law permits"));
    }
    // The report says it beside the limit, for what is told later than that may be in time all the same.
    let document = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
    let told: Vec<&Row> = document
        .sections
        .iter()
        .flat_map(|of| &of.parts)
        .filter_map(|part| match part {
            Part::Table(table) if table.caption == "Whether data subjects were told" => {
                Some(&table.rows)
            }
            _ => None,
        })
        .flatten()
        .collect();
    let how = |row: &&&Row| matches!(row.cells().last(), Some(Some(Value::Text { text })) if text.contains("permitted delay: Urgent measures") && text.contains("since 2026-11-18 09:00"));
    assert_eq!(told.iter().filter(how).count(), 1, "{told:?}");
}

#[test]
fn a_posting_stands_among_the_clocks_with_its_days() {
    let mut case = case();
    let down = What::PostingDown {
        posting: "P1".to_owned(),
        since: case.at("11-20T09:00"),
    };
    case.takes(case.at("11-20T10:00"), "kim", "the site is down", down);
    let page = sheet(&case.given("11-20T12:00"), Lang::En).expect("a sheet");
    let posting = of(&page, "KR-POST");
    assert_eq!(
        posting.what,
        "Posting on the website in place of the notice: P1"
    );
    assert_eq!(
        posting.note.as_deref(),
        Some("up for 1 of 30 days\nDOWN now: only days on which it is up count")
    );
    assert_eq!(posting.standing, Standing::Runs);
    // One whole day, then that of the interruption, then twenty-nine more.
    assert_eq!(posting.due, Some(case.at("12-20T00:00")));
}

#[test]
fn the_sheet_says_of_an_open_possibility_that_the_leak_is_known() {
    let mut case = Case::until(2026, "11-18T10:00");
    let letter = case.incident.evidence.first();
    let evidence = letter.expect("evidence of the case").id.clone();
    let happened = case.at("11-16T09:00");
    let possible = What::Candidate {
        kind: incident::law::Kind::ReportToCpo,
        happened,
        who: "officer".to_owned(),
        knew: incident::law::Knew::Possibility,
        evidence,
        controller: None,
    };
    let now = case.at("11-18T10:30");
    case.takes(now, "kim", "told", possible);
    let document = sheet(&case.given("11-18T11:00"), Lang::En).expect("a sheet");
    let note = of(&document, "KR-PIPA-POSS").note.clone();
    let note = note.expect("a note");
    assert!(note.contains("KR-PIPA-NOTICE takes its place"), "{note}");
}

#[test]
fn a_duty_is_led_by_the_clock_that_runs_and_not_by_one_that_cannot_say() {
    let mut case = Case::until(2025, "11-30T08:00");
    let (version, known) = (3, None);
    let unknown = What::GroupKnown { version, known };
    case.takes(case.at("11-30T08:30"), "kim", "nobody knows", unknown);
    let document = sheet(&case.given("11-30T09:00"), Lang::En).expect("a sheet");
    let led = of(&document, "EU-34");
    assert_eq!(led.what, "Communication to the people: first scope");
    assert_eq!(led.started, Some(case.at("11-17T16:00")));
    // The law names no number for it, which is no thing that nobody knows.
    assert!(led.no_number && led.due.is_none());
    assert!(report::to_html(&document).contains("no number in law"));
}
