//! What is not there is unknown, in every form.

use report::{
    Clock, Field, Grade, Ground, Lang, Part, Printed, Row, Standing, Table, Value, from_json,
    to_html, to_json,
};

use crate::sample::{at, report};

fn with_field(field: Field) -> report::Document {
    let mut document = report(Lang::Ko);
    document.sections[0].parts = vec![Part::Fields {
        fields: vec![field],
    }];
    document.sections.truncate(1);
    document
}

#[test]
fn a_blank_value_is_unknown_whatever_it_rests_on() {
    let field = Field::new(
        "9",
        "접수기관",
        Ground::decision("CPO"),
        vec![Value::text(" \n ")],
    );
    assert_eq!(field.ground().grade(), Grade::Unknown);
    let document = with_field(field);
    assert!(to_html(&document).contains("<td class=\"unknown\">미확인</td>"));
    let json = to_json(&document).unwrap();
    assert!(
        json.contains("\"values\": null,\n              \"grade\": \"unknown\""),
        "{json}"
    );
}

#[test]
fn a_value_without_a_ground_is_unknown() {
    let field = Field::new("9", "접수기관", Ground::Unknown, vec![Value::text("KISA")]);
    assert!(field.values().is_empty());
}

#[test]
fn an_unknown_field_is_missing_though_nobody_said_so() {
    let document = with_field(Field::unknown("9", "접수기관"));
    let printed = Printed::of(&document);
    let missing = printed
        .stretches
        .iter()
        .find(|stretch| stretch.heading == "아직 확인되지 않은 사항")
        .unwrap();
    let text = format!("{missing:?}");
    assert!(text.contains("접수기관"), "{text}");
}

#[test]
fn no_cell_and_no_column_is_empty() {
    let mut document = report(Lang::En);
    document.sections[0].parts = vec![
        Part::Table(Table {
            caption: String::new(),
            header: vec!["Item".to_owned(), " ".to_owned()],
            rows: vec![
                Row::new(Ground::statement(""), vec![None]),
                Row::new(Ground::decision("CPO"), vec![Some(Value::text("")); 3]),
            ],
        }),
        Part::Text {
            text: "\n\n".to_owned(),
        },
    ];
    let html = to_html(&document);
    for empty in [
        "<td></td>",
        "<th scope=\"col\"></th>",
        "<p></p>",
        "<dd></dd>",
        "<small></small>",
        "<caption></caption>",
    ] {
        assert!(!html.contains(empty), "{empty}");
    }
}

#[test]
fn a_row_that_says_nothing_beside_its_name_is_unknown() {
    let name = || Some(Value::text("비회원"));
    let number = || Some(Value::text("7"));
    let statement = || Ground::statement("데이터팀");
    let grade = |row: Row| row.ground().grade();
    let unknown = Row::new(Ground::Unknown, vec![name(), number()]);
    assert_eq!(unknown.cells(), [name(), None]);
    assert_eq!(
        grade(Row::new(statement(), vec![name(), None])),
        Grade::Unknown
    );
    assert_eq!(
        grade(Row::new(statement(), vec![name(), number()])),
        Grade::Statement
    );
    assert_eq!(grade(Row::new(statement(), vec![name()])), Grade::Statement);
    assert_eq!(grade(Row::new(statement(), vec![])), Grade::Unknown);
}

#[test]
fn a_row_of_unknown_values_is_refused() {
    let json = to_json(&report(Lang::Ko)).unwrap();
    let (head, table) = json.split_once("\"part\": \"table\"").unwrap();
    let table = table.replacen("\"grade\": \"fact\"", "\"grade\": \"unknown\"", 1);
    let told = from_json(&[head, "\"part\": \"table\"", &table].concat()).unwrap_err();
    assert!(
        told.to_string().contains("what is unknown is null"),
        "{told}"
    );
}

#[test]
fn values_with_the_grade_unknown_are_refused() {
    let json = to_json(&report(Lang::Ko)).unwrap();
    let broken = json.replacen("\"grade\": \"statement\"", "\"grade\": \"unknown\"", 1);
    let told = from_json(&broken).unwrap_err().to_string();
    assert!(told.contains("what is unknown is null"), "{told}");
}

#[test]
fn a_fact_without_its_question_is_refused() {
    let json = to_json(&report(Lang::Ko)).unwrap();
    let broken = json.replacen("\"grade\": \"statement\"", "\"grade\": \"fact\"", 1);
    let told = from_json(&broken).unwrap_err().to_string();
    assert!(told.contains("has the grade fact and no basis"), "{told}");
}

#[test]
fn another_version_is_refused() {
    let json = to_json(&report(Lang::Ko)).unwrap();
    let told = from_json(&json.replacen("\"v\": 1", "\"v\": 2", 1)).unwrap_err();
    assert_eq!(
        told.to_string(),
        "this is a document of version 2, and this program reads version 1"
    );
}

#[test]
fn a_clock_is_counted_to_when_it_was_done() {
    let mut clock = Clock {
        regime: "KR-NET-24".to_owned(),
        what: "report".to_owned(),
        started: Some(at("2025-11-17T07:00:00Z")),
        due: Some(at("2025-11-18T07:00:00Z")),
        target: None,
        at_once: false,
        no_number: false,
        standing: Standing::Done {
            at: at("2025-11-19T12:35:00Z"),
        },
        note: None,
    };
    let late = -(29 * 3_600_000 + 35 * 60_000);
    assert_eq!(clock.left(at("2026-11-30T00:00:00Z")), Some(late));
    clock.at_once = true;
    assert_eq!(clock.left(at("2026-11-30T00:00:00Z")), None, "no limit");
    clock.at_once = false;
    clock.standing = Standing::Runs;
    assert_eq!(clock.left(at("2025-11-18T06:00:00Z")), Some(3_600_000));
    clock.standing = Standing::NoDuty;
    assert_eq!(clock.left(at("2025-11-18T06:00:00Z")), None);
}
