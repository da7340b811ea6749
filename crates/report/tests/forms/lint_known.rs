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

/// Fields of which one has the name of another in its own.
fn alike() -> incident::statement::Facts {
    use incident::{
        Both,
        statement::{Facts, FieldFact, Seen},
    };
    let field = |name: &str, ko: &str, en: &str, also: &[&str]| FieldFact {
        name: name.to_owned(),
        title: Both::new(ko, en),
        also: also.iter().map(|of| (*of).to_owned()).collect(),
        seen: Seen::Touched,
    };
    let address = ["주소", "address", "addresses"];
    Facts {
        version: 1,
        fields: vec![
            field("email", "이메일", "E-mail", &["email", "전자우편"]),
            field("address", "배송지 주소", "Delivery address", &address),
            field("door_code", "공동현관 비밀번호", "Entrance code", &[]),
            field(
                "door_code_masked",
                "공동현관 비밀번호(가림)",
                "Entrance code (masked)",
                &[],
            ),
        ],
        ..Facts::default()
    }
}

/// What a damage, as people tell it, is said to leave out of those.
fn left(lang: Lang, text: &str) -> String {
    let mut case = Case::until(2026, NOW);
    let form = format!("[course.damage]\n{} = \"{text}\"\n", lang.tag());
    case.form = Form::read(&form).expect("a form");
    let document = reported(&case, "kr-net", Filing::First, lang, NOW);
    let found = report::forms::lint_known(&document, &case.given(NOW), &[], Some(&alike()));
    let of = found.into_iter().find(|of| of.rule == LintRule::Items);
    let says = of.map(|of| of.says).unwrap_or_default();
    let (_, left) = says.split_once("leaves out ").unwrap_or_default();
    left.split_once(':')
        .map_or(String::new(), |of| of.0.to_owned())
}

/// The longest name wins: an e-mail address names no address, and what was masked nothing in clear.
#[test]
fn a_name_within_a_longer_one_names_nothing() {
    for (text, wanted) in [
        (
            "이메일 주소, 공동현관 비밀번호(가림), 공동현관 비밀번호가 유출됨",
            "배송지 주소",
        ),
        (
            "이메일, 배송지 주소, 공동현관 비밀번호 (가림)가 유출됨",
            "공동현관 비밀번호",
        ),
        (
            "이메일 주소, 주소, 가려진 공동현관 비밀번호가 유출됨",
            "공동현관 비밀번호",
        ),
        (
            "이메일 주소, 주소, 공동현관 비밀번호(가림), 공동현관 비밀번호가 유출됨",
            "",
        ),
    ] {
        assert_eq!(left(Lang::Ko, text), wanted, "{text}");
    }
    for (text, wanted) in [
        (
            "E-mail addresses, entrance codes (masked) and entrance codes were read.",
            "Delivery address",
        ),
        (
            "Emails, delivery addresses, masked entrance codes were read.",
            "Entrance code",
        ),
        (
            "Email addresses, addresses, entrance codes (masked), entrance codes were read.",
            "",
        ),
    ] {
        assert_eq!(left(Lang::En, text), wanted, "{text}");
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
