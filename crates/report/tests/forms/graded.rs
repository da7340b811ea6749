//! How well something is known that a person says: never better than what shows it.

use incident::{Grade, case::What};
use report::{Ground, Lang, Part, forms::Filing, to_json};

use crate::case::{Case, reported};

#[test]
fn a_fact_that_nothing_shows_is_somebodys_word() {
    let mut case = Case::until(2026, "11-20T10:00");
    let at = case.at("11-20T10:01");
    let fact = What::Fact {
        id: "F9".to_owned(),
        words: "반출 경로를 확인함".to_owned(),
        grade: Grade::Fact,
        closes: Vec::new(),
        evidence: Vec::new(),
        confirmed: Some(at),
    };
    case.takes(at, "lee", "확인함", fact);
    let of_a_statement = What::Fact {
        id: "F10".to_owned(),
        words: "신문에 난 경로".to_owned(),
        grade: Grade::Fact,
        closes: Vec::new(),
        evidence: vec!["E2".to_owned()],
        confirmed: Some(at),
    };
    case.takes(at, "lee", "신문에서 봄", of_a_statement);
    let piece = case.incident.evidence.iter_mut().find(|of| of.id == "E2");
    piece.expect("evidence of the case").grade = Grade::Statement;
    let document = reported(&case, "kr-net", Filing::First, Lang::Ko, "11-20T11:00");
    let json = to_json(&document).expect("JSON");
    assert!(json.contains("반출 경로를 확인함"));
    let rows = document
        .sections
        .iter()
        .filter(|of| of.id == "news")
        .flat_map(|of| &of.parts);
    let grounds: Vec<&Ground> = rows
        .flat_map(|part| match part {
            Part::Table(table) => table.rows.iter().map(report::Row::ground).collect(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(grounds, [&Ground::statement("lee"); 2]);
}
