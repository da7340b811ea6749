//! What holds of every document: its numbers are those of the incident, what nobody said is unknown, and the law
//! follows the day of awareness.

use event::Millis;
use incident::{case::What, law::Start};
use report::{
    Document, Field, Grade, Ground, Lang, Part, Unit, Value,
    forms::{Filing, Form, FormsError, Given, board, report, report_and_lacking, sheet},
    to_json,
};

use crate::case::{Case, additional, reported};

const REGIMES: [&str; 4] = ["kr-pipa", "kr-net", "eu-33", "jp"];

pub(crate) fn every_document(case: &Case, now: &str) -> Vec<Document> {
    let given = case.given(now);
    let mut all = vec![
        sheet(&given, Lang::Ko).expect("a sheet"),
        board(&given, Lang::En).expect("a page"),
    ];
    for regime in REGIMES {
        for lang in [Lang::Ko, Lang::En] {
            all.push(reported(case, regime, Filing::First, lang, now));
            all.push(additional(case, regime, lang, now));
        }
    }
    all
}

fn fields(document: &Document) -> impl Iterator<Item = &Field> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    parts.flat_map(|part| match part {
        Part::Fields { fields } => fields.as_slice(),
        _ => &[],
    })
}

pub(crate) fn field<'d>(document: &'d Document, number: &str) -> Option<&'d Field> {
    fields(document).find(|of| of.number == number)
}

#[test]
fn without_a_form_people_said_nothing_and_the_ledger_says_the_same() {
    let case = Case::until(2026, "11-30T09:00");
    let silent = Form::default();
    let given = Given {
        form: &silent,
        ..case.given("11-30T09:00")
    };
    let document = report(&given, "kr-pipa", Filing::First, Lang::Ko).expect("a report");
    for number in [
        "1-1", "2-1", "2-2", "3b-9", "3b-10", "3b-11", "4c", "5-3", "6-1", "6-2", "7", "8-1", "9-2",
    ] {
        let field = field(&document, number).unwrap_or_else(|| panic!("no field {number}"));
        assert_eq!(field.ground().grade(), Grade::Unknown, "{number}");
    }
    let full = reported(&case, "kr-pipa", Filing::First, Lang::Ko, "11-30T09:00");
    for number in ["3b-1", "3b-2", "3b-5", "4a", "4b-1"] {
        assert_eq!(field(&document, number), field(&full, number), "{number}");
    }
    let (_, said) = report_and_lacking(
        &case.given("11-30T09:00"),
        "kr-pipa",
        Filing::First,
        Lang::Ko,
    )
    .expect("a list");
    let (_, all) = report_and_lacking(&given, "kr-pipa", Filing::First, Lang::Ko).expect("a list");
    assert!(all.len() > said.len());
    let of = |key: &str| all.iter().find(|of| of.key == key);
    // 40(2): what leaked, when and how may follow; advice and contact may not.
    assert!(!of("course.how.ko").expect("asked").first);
    assert!(of("relief.protect.ko").expect("asked").first);
    assert!(of("contacts.cpo.phone").expect("asked").first);
    let rest = said.iter().find(|of| of.key == "contacts.handler.email");
    assert!(
        !rest.expect("asked").first,
        "somebody can be reached, the rest may follow"
    );
}

#[test]
fn five_items_until_the_tenth_of_september_2026_and_six_from_the_day_after() {
    let case = Case::until(2026, "11-20T10:00");
    for (text, six) in [
        ("2026-09-10T23:59:00+09:00", false),
        ("2026-09-11T00:00:00+09:00", true),
    ] {
        let at = Millis::parse(text).expect("a moment");
        let mut moved = case.incident.clone();
        let step = |number, what| incident::case::Step {
            number,
            at: case.at("11-20T10:01"),
            by: "cpo".to_owned(),
            why: "다시 정함".to_owned(),
            clock: None,
            what,
        };
        let candidate = What::Candidate {
            kind: incident::law::Kind::Confirmation,
            happened: at,
            who: "보안팀".to_owned(),
            knew: incident::law::Knew::Leak,
            evidence: "E2".to_owned(),
            controller: None,
        };
        moved
            .take(step(moved.next(), candidate))
            .expect("a candidate");
        let choose = What::Chosen {
            start: Start::LeakKnown,
            candidate: Some(4),
            controller: None,
        };
        moved.take(step(moved.next(), choose)).expect("a choice");
        let given = Given {
            incident: &moved,
            ..case.given("11-20T11:00")
        };
        let document = report(&given, "kr-pipa", Filing::First, Lang::Ko).expect("a report");
        assert_eq!(field(&document, "7").is_some(), six, "{text}");
        let regime = document.regime.expect("rules");
        let day = text.get(..10).expect("a day");
        assert!(regime.why.contains(day), "{}", regime.why);
        let from = if six { "2026-09-11" } else { "2023-09-15" };
        assert!(regime.version.contains(from), "{}", regime.version);
    }
}

#[test]
fn the_report_of_the_case_is_29_hours_and_35_minutes_late_with_its_reason() {
    let case = Case::until(2025, "11-19T21:50");
    let document = reported(&case, "kr-net", Filing::First, Lang::Ko, "11-19T21:50");
    let late = field(&document, "11-3").expect("lateness");
    let ms = (29 * 60 + 35) * 60_000;
    let received = Value::time(case.at("11-19T21:35"));
    assert_eq!(late.values(), [Value::Duration { ms }, received]);
    let why = field(&document, "11-4").expect("a reason");
    assert_eq!(
        why.values(),
        [Value::text("자체 확인 시각부터 기한을 세었음")]
    );
}

#[test]
fn an_unknown_moment_of_awareness_is_unknown_and_makes_nothing_due() {
    let mut case = Case::until(2026, "11-20T10:00");
    let at = case.at("11-20T10:01");
    let unknown = What::Chosen {
        start: Start::LeakKnown,
        candidate: None,
        controller: None,
    };
    case.takes(at, "cpo", "기록이 서로 다름", unknown);
    let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, "11-20T11:00");
    for number in ["4b-1", "4b-2", "4b-3", "10-2", "10-3"] {
        let field = field(&document, number).expect("a field");
        assert_eq!(field.ground().grade(), Grade::Unknown, "{number}");
    }
    // The newest law asks for the most.
    assert!(field(&document, "7").is_some());
}

#[test]
fn a_later_report_needs_the_one_before_and_of_the_same_rules() {
    let case = Case::until(2026, "11-30T09:00");
    let given = case.given("11-30T09:00");
    let refused = report(&given, "kr-pipa", Filing::Final, Lang::Ko);
    assert!(
        matches!(refused, Err(FormsError::NothingBefore { filing: "final" })),
        "{refused:?}"
    );
    let other = reported(&case, "kr-net", Filing::First, Lang::Ko, "11-30T09:00");
    let given = Given {
        before: Some(report::forms::Before {
            document: &other,
            name: "다른 신고",
            at: case.at("11-20T10:00"),
        }),
        ..case.given("11-30T09:00")
    };
    let refused = report(&given, "kr-pipa", Filing::Additional, Lang::Ko);
    assert!(
        matches!(refused, Err(FormsError::OtherBefore { .. })),
        "{refused:?}"
    );
    let refused = report(&given, "uk", Filing::First, Lang::Ko);
    assert!(
        matches!(refused, Err(FormsError::NotAsked { .. })),
        "{refused:?}"
    );
}

#[test]
fn an_earlier_version_says_nothing_of_the_later_ones() {
    let case = Case::until(2026, "11-30T09:00");
    let given = Given {
        version: Some(1),
        ..case.given("11-30T09:00")
    };
    let document = report(&given, "kr-pipa", Filing::First, Lang::Ko).expect("a report");
    let json = to_json(&document).expect("JSON");
    assert!(
        !json.contains("33674") && !json.contains("33839"),
        "a later figure"
    );
    let refused = report(
        &Given {
            version: Some(9),
            ..given
        },
        "kr-pipa",
        Filing::First,
        Lang::Ko,
    );
    assert!(
        matches!(refused, Err(FormsError::Version { version: 9, .. })),
        "{refused:?}"
    );
}

#[test]
fn recipients_are_never_none_because_nobody_looked() {
    let case = Case::until(2026, "11-30T09:00");
    let label = "Non-members (recipients), people by address books";
    // The first scope knows no relation, the second counted them; both name recipients in the table and nowhere as 0.
    for (version, count) in [(1, None), (2, Some(3_905))] {
        let given = Given {
            version: Some(version),
            ..case.given("11-30T09:00")
        };
        let document = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
        let rows = document.sections.iter().flat_map(|of| &of.parts);
        let rows = rows.filter_map(|part| match part {
            Part::Table(table) => Some(&table.rows),
            _ => None,
        });
        let row = rows
            .flatten()
            .find(|row| row.cells().first() == Some(&Some(Value::text(label))));
        let row = row.expect("a row of recipients");
        let counted = count.map(|n| Value::count(n, Unit::People));
        assert_eq!(row.cells().get(1).cloned().flatten(), counted);
        let grade = match count {
            Some(_) => Grade::Estimate,
            None => Grade::Unknown,
        };
        assert_eq!(row.ground().grade(), grade);
        let because = "cannot say: no relation (address book) is known";
        for document in [document, sheet(&given, Lang::En).expect("a sheet")] {
            let json = to_json(&document).expect("JSON");
            assert_eq!(json.contains(because), count.is_none());
            assert_eq!(json.contains("3905"), count.is_some());
        }
    }
}

#[test]
fn a_later_version_that_is_the_same_says_that_nothing_changed() {
    let mut case = Case::until(2026, "11-30T09:00");
    let last = case.incident.scopes.last_mut().expect("a scope");
    last.changes.clear();
    for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
        share.changes.clear();
    }
    let document = reported(&case, "kr-pipa", Filing::First, Lang::En, "11-30T09:00");
    let json = to_json(&document).expect("JSON");
    let first = json.matches("\"first scope\"").count();
    assert_eq!((first, json.contains("\"no change\"")), (1, true));
}

#[test]
fn a_human_text_fills_a_figure_that_no_source_tells_and_changes_none_that_it_tells() {
    let mut case = Case::until(2026, "11-30T09:00");
    case.form = Form::read(
        "filled_by = \"데이터팀\"\n[text.ko]\n\"kr-pipa.3b-3\" = \"주소 약 19만 건\"\n\"kr-pipa.3b-2\" = \"세 명\"\n",
    )
    .expect("a form");
    let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, "11-30T09:00");
    let records = field(&document, "3b-3").expect("records");
    assert_eq!(records.values(), [Value::text("주소 약 19만 건")]);
    assert_eq!(*records.ground(), Ground::statement("데이터팀"));
    let subjects = field(&document, "3b-2").expect("identifiers");
    assert_eq!(subjects.values(), [Value::count(33_634, Unit::Subjects)]);
}

#[test]
fn a_containment_that_was_read_through_says_so() {
    let mut case = Case::until(2026, "11-20T10:00");
    let said = |case: &Case, lang| {
        let document = reported(case, "kr-pipa", Filing::First, lang, "11-20T11:00");
        to_json(&document).expect("JSON")
    };
    assert!(!said(&case, Lang::En).contains("and read after that"));
    let at = case.at("11-20T10:01");
    let contained = What::Contained {
        since: case.at("05-01T00:00"),
        measures: "키를 폐기함".to_owned(),
    };
    case.takes(at, "lee", "다시 봄", contained);
    assert!(
        said(&case, Lang::En).contains("and read after that, as the scope counts; the last time")
    );
    assert!(said(&case, Lang::Ko).contains("그 뒤에도 열람됨(범위 기준), 마지막 열람"));
}

#[test]
fn every_numbered_field_can_be_named_by_a_form() {
    let case = Case::until(2026, "11-30T09:00");
    for regime in ["kr-pipa", "kr-net", "eu-33"] {
        for document in [
            reported(&case, regime, Filing::First, Lang::Ko, "11-30T09:00"),
            additional(&case, regime, Lang::Ko, "11-30T09:00"),
        ] {
            for field in fields(&document).filter(|of| !of.number.is_empty()) {
                let text = format!("[text.ko]\n\"{regime}.{}\" = \"x\"\n", field.number);
                assert!(Form::read(&text).is_ok(), "{regime}.{}", field.number);
            }
        }
    }
}

#[test]
fn before_a_scope_is_frozen_nothing_is_said_to_be_none() {
    let case = Case::until(2026, "11-17T17:00");
    for regime in REGIMES {
        let document = reported(&case, regime, Filing::First, Lang::Ko, "11-17T17:30");
        let items = document
            .sections
            .iter()
            .find(|of| of.id == "items")
            .expect("items");
        for part in &items.parts {
            match part {
                Part::Table(table) => {
                    let grounds: Vec<&Ground> =
                        table.rows.iter().map(report::Row::ground).collect();
                    assert_eq!(grounds, [&Ground::Unknown], "{regime}: {}", table.caption);
                }
                Part::Fields { fields } => {
                    let known = fields.iter().find(|of| of.ground().grade() == Grade::Fact);
                    assert_eq!(known, None, "{regime}");
                }
                _ => {}
            }
        }
    }
    let jp = reported(&case, "jp", Filing::First, Lang::En, "11-17T17:30");
    assert_eq!(
        field(&jp, "6").map(|of| of.ground().grade()),
        Some(Grade::Fact),
        "that no notice is on record is a fact of the record"
    );
}

#[test]
fn what_is_late_by_days_says_the_hours_and_minutes_too() {
    let case = Case::until(2025, "11-27T04:00");
    let document = reported(&case, "eu-33", Filing::First, Lang::En, "11-27T04:35");
    let late = field(&document, "2-5").expect("lateness");
    assert!(
        late.note
            .as_deref()
            .is_some_and(|note| note.starts_with("155 h 35 min\n")),
        "{:?}",
        late.note
    );
}

#[test]
fn a_sheet_of_a_record_full_of_gaps_says_how_many_it_leaves_out() {
    let mut case = Case::until(2025, "11-30T09:00");
    let gap =
        |n: u32| format!("gateway: {n} events carry no number, so the loss of one would not show");
    let last = case.incident.scopes.last_mut().expect("a scope");
    last.gaps = (2..42).map(gap).collect();
    for share in last.shares.iter_mut().flat_map(|of| of.values_mut()) {
        share.gaps.clone_from(&last.gaps);
    }
    let given = case.given("11-30T09:00");
    let page = sheet(&given, Lang::Ko).expect("a sheet");
    let parts = page.sections.iter().flat_map(|section| &section.parts);
    let fields = parts.filter_map(|part| match part {
        Part::Fields { fields } => Some(fields),
        _ => None,
    });
    let gaps = fields
        .flatten()
        .find(|field| field.label == "로그 공백")
        .expect("the gaps");
    assert_eq!(gaps.values().len(), 6);
    assert!(
        gaps.note
            .as_deref()
            .is_some_and(|note| note.contains("이 밖에 34건")),
        "{:?}",
        gaps.note
    );
    // A report leaves none out.
    let report = reported(&case, "kr-pipa", Filing::First, Lang::Ko, "11-30T09:00");
    assert!(to_json(&report).expect("JSON").contains("기록 41건"));
}

#[test]
fn a_first_report_says_first_what_is_unknown_and_that_it_may_be() {
    let case = Case::until(2025, "11-20T10:00");
    let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, "11-20T10:00");
    let [wanted, rest, follow] = document.notes.as_slice() else {
        panic!("{:?}", document.notes);
    };
    let numbers = |text: &str| {
        let list = text.split_once(": ").map_or("", |(_, list)| list);
        let numbers = list.split(", ").filter(|number| !number.is_empty());
        numbers.map(str::to_owned).collect::<Vec<String>>()
    };
    // What is unknown and what is listed are the same, each once.
    let mut listed = numbers(&wanted.text);
    listed.extend(numbers(&rest.text));
    listed.sort();
    let mut unknown: Vec<String> = document
        .missing
        .iter()
        .map(|of| of.number.clone())
        .collect();
    unknown.sort();
    assert_eq!(listed, unknown);
    assert!(!unknown.is_empty());
    // Items 1 and 2 of the law may follow (Decree 40(2)), those of the response may not.
    assert!(
        !numbers(&wanted.text)
            .iter()
            .any(|of| of.starts_with('3') || of.starts_with('4'))
    );
    assert!(
        follow.text.contains("미확인으로 둘 수 있음") && follow.text.contains("시행령 제40조제2항"),
        "{}",
        follow.text
    );
    let later = additional(&case_of_later(), "kr-pipa", Lang::Ko, "11-30T09:00");
    assert_eq!(later.notes.len(), 1);
}

fn case_of_later() -> Case {
    Case::until(2025, "11-30T09:00")
}

#[test]
fn a_report_states_nothing_of_another_controller() {
    let mut case = Case::until(2026, "11-30T09:00");
    let of = |case: &Case| {
        let given = case.given("11-30T09:00");
        let other = event::catalogue::Controller {
            id: "shop-tw".to_owned(),
            name: "Shop Taiwan".to_owned(),
            ..given.controller.clone()
        };
        let given = Given {
            controller: &other,
            ..given
        };
        let report = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
        to_json(&report).expect("JSON")
    };
    let json = of(&case);
    for told in ["33634", "33839", "33469", "door_code", "address-list"] {
        assert!(!json.contains(told), "{told} is of the shop");
    }
    assert!(json.contains("this controller's routes alone"));
    // Where versions were frozen for all together nothing is said of one of them.
    for version in &mut case.incident.scopes {
        version.shares = None;
    }
    let json = of(&case);
    assert!(json.contains("frozen before controllers were counted apart"));
    assert!(
        !json.contains("33839") && !json.contains("\"n\":205"),
        "{json}"
    );
}

#[test]
fn over_a_gap_a_class_that_was_not_seen_is_unknown_and_whom_it_concerns_stands_with_the_size() {
    let mut case = Case::until(2026, "11-30T09:00");
    let report = |case: &Case| reported(case, "kr-pipa", Filing::First, Lang::En, "11-30T09:00");
    let document = report(&case);
    for number in ["3b-7", "3b-8"] {
        let class = field(&document, number).expect("a class");
        assert_eq!(
            (class.values(), class.ground()),
            ([].as_slice(), &Ground::Unknown)
        );
        let note = class.note.as_deref().unwrap_or_default();
        assert!(note.starts_with("cannot say: "), "{note}");
    }
    let possibly = field(&document, "3c-6").expect("whom the gap concerns");
    assert_eq!(possibly.values(), [Value::count(959, Unit::Subjects)]);
    // Without a roster it cannot be said; where nothing is missing there is nobody.
    let mut shares = |of: fn(&mut incident::case::Frozen)| {
        let last = case.incident.scopes.last_mut().expect("a scope");
        last.shares
            .iter_mut()
            .flat_map(|of| of.values_mut())
            .for_each(of);
        report(&case)
    };
    let document = shares(|of| {
        if let Some(possibly) = &mut of.possibly {
            possibly.at_most = None;
        }
    });
    let possibly = field(&document, "3c-6").expect("whom the gap concerns");
    assert_eq!(*possibly.ground(), Ground::Unknown);
    assert!(
        possibly
            .note
            .as_deref()
            .is_some_and(|of| of.starts_with("cannot say how many"))
    );
    let document = shares(|of| {
        (of.possibly, of.completeness) = (None, "complete".to_owned());
        of.gaps.clear();
    });
    assert!(
        !field(&document, "3b-7")
            .expect("a class")
            .values()
            .is_empty()
    );
    let none = Value::text("none: the record is complete");
    assert_eq!(field(&document, "3c-6").expect("nobody").values(), [none]);
}
