//! What the lints find of a text once it is known what the ledger proves.

use report::{
    Lang,
    forms::{Filing, Form, LintRule, Severity},
};

use crate::case::{Case, reported};

const NOW: &str = "11-30T09:00";

#[test]
fn damage_that_names_some_of_what_was_read_names_all_of_it() {
    use incident::{
        Both,
        statement::{Facts, FieldFact, Seen},
    };
    let field = |ko: &str, en: &str, seen| FieldFact {
        name: en.to_owned(),
        title: Both::new(ko, en),
        also: Vec::new(),
        seen,
    };
    let known = Facts {
        version: 1,
        fields: vec![
            field("성명", "name", Seen::Touched),
            field("배송지 주소", "delivery address", Seen::Touched),
            field("결제 카드", "payment card", Seen::Clear),
        ],
        ..Facts::default()
    };
    let found = |text: &str| {
        let mut case = Case::until(2026, NOW);
        case.form = Form::read(&format!("[course.damage]\nko = \"{text}\"\n")).expect("a form");
        let document = reported(&case, "kr-net", Filing::First, Lang::Ko, NOW);
        let found = report::forms::lint_known(&document, &case.given(NOW), &[], Some(&known));
        let of = found.into_iter().filter(|of| of.rule == LintRule::Items);
        of.map(|of| (of.severity, of.place, of.says))
            .collect::<Vec<_>>()
    };
    let left = found("성명이 유출됨");
    let [(Severity::Warning, place, says)] = left.as_slice() else {
        panic!("{left:?}")
    };
    assert_eq!(place, "form course.damage");
    assert!(says.contains("leaves out 배송지 주소:"), "{says}");
    for whole in ["성명과 배송지 주소가 유출됨", "고객 정보가 유출됨"] {
        assert_eq!(found(whole), [], "{whole}");
    }
}

/// What the ledger proves is no claim without evidence; what it does not prove still is.
#[test]
fn what_is_proven_clear_is_no_error() {
    use incident::{
        Both,
        statement::{Facts, FieldFact, Seen},
    };
    let card = |seen: Seen| Facts {
        version: 1,
        fields: vec![FieldFact {
            name: "payment_card".to_owned(),
            title: Both::new("결제 카드", "payment card"),
            also: Vec::new(),
            seen,
        }],
        ..Facts::default()
    };
    let errors = |text: &str, known: &Facts| {
        let mut case = Case::until(2026, NOW);
        case.form = Form::read(&format!(
            "[course.how]\nko = \"{text}\"\n[people.non_members]\nko = \"계획\"\n"
        ))
        .expect("a form");
        let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
        let found = report::forms::lint_known(&document, &case.given(NOW), &[], Some(known));
        let found = found
            .into_iter()
            .filter(|of| of.severity == Severity::Error);
        found.map(|of| of.rule).collect::<Vec<_>>()
    };
    let text = "결제 카드는 유출되지 않았습니다";
    assert_eq!(errors(text, &card(Seen::Clear)), []);
    for seen in [Seen::CannotSay, Seen::Touched] {
        assert_eq!(errors(text, &card(seen)), [LintRule::Absolute], "{seen:?}");
    }
    let more = "결제 카드는 유출되지 않았고 유출된 자료는 삭제함";
    assert_eq!(errors(more, &card(Seen::Clear)), [LintRule::Absolute]);
}
