//! What the lints find of answers that say nothing, and of answers that nobody has shown.

use report::{
    Lang,
    forms::{Filing, Form, LintRule, Severity},
};

use crate::case::{Case, reported};

const NOW: &str = "11-30T09:00";

/// What is found of a text alone in the form, beside a plan for non-members.
fn found(regime: &str, lang: Lang, key: &str, text: &str) -> Vec<(Severity, LintRule)> {
    let plan = match key {
        "people.non_members" => "",
        _ => "[people.non_members]\nko = \"문자로 알림\"\nen = \"by text message\"\n",
    };
    let advice = match key {
        "relief.protect" => "",
        _ => "[relief.protect]\nko = \"비밀번호를 바꿀 것\"\nen = \"Change the code.\"\n",
    };
    let tag = lang.tag();
    let (table, name) = key.split_once('.').expect("a key");
    let mut case = Case::until(2026, NOW);
    case.form = Form::read(&format!(
        "{plan}{advice}[{table}.{name}]\n{tag} = \"{text}\"\n"
    ))
    .expect("a form");
    let document = reported(&case, regime, Filing::First, lang, NOW);
    let found = report::forms::lint(&document, &case.given(NOW), &[]).into_iter();
    let found = found.filter(|of| of.rule != LintRule::Uncertain);
    found.map(|of| (of.severity, of.rule)).collect()
}

#[test]
fn a_plan_that_is_none_is_an_error_and_one_that_refuses_a_warning() {
    let of = |lang, text| found("kr-pipa", lang, "people.non_members", text);
    let error = [(Severity::Error, LintRule::NonMembers)];
    for text in ["해당 없음", "없음", "없음.", "추후 검토", "미정"] {
        assert_eq!(of(Lang::Ko, text), error, "{text}");
    }
    for text in ["None", "Not applicable.", "N/A", "-", "TBD"] {
        assert_eq!(of(Lang::En, text), error, "{text}");
    }
    let warning = [(Severity::Warning, LintRule::NonMembers)];
    for text in [
        "비회원 통지는 실시하지 않기로 하였습니다.",
        "수령인에게 통지할 의무가 없습니다.",
        "비회원에게는 알리지 않습니다.",
    ] {
        assert_eq!(of(Lang::Ko, text), warning, "{text}");
    }
    for text in [
        "There is no need to tell recipients.",
        "Recipients will not be told.",
        "We are not obliged to tell recipients.",
    ] {
        assert_eq!(of(Lang::En, text), warning, "{text}");
    }
    for text in [
        "수령인에게는 문자로 통지할 계획입니다.",
        "연락처가 없는 수령인은 홈페이지에 게시하여 알립니다.",
    ] {
        assert_eq!(of(Lang::Ko, text), [], "{text}");
    }
    let plan = "Recipients are told by text message; who has no number is told by a posting.";
    assert_eq!(of(Lang::En, plan), []);
}

#[test]
fn that_nobody_need_do_anything_is_an_error_in_further_forms() {
    let error = (Severity::Error, LintRule::NoAction);
    for (lang, text) in [
        (Lang::Ko, "고객님께서 별도로 조치하실 사항은 없습니다."),
        (Lang::Ko, "고객께서 따로 취하실 조치는 없습니다."),
        (Lang::En, "No further steps are required from you."),
        (Lang::En, "There is nothing you need to do."),
        (Lang::En, "You don't need to do anything."),
    ] {
        let found = found("kr-pipa", lang, "relief.protect", text);
        assert!(found.contains(&error), "{text}: {found:?}");
    }
    let company = "공격자에 대하여 추가로 조치할 사항은 없음";
    assert_eq!(found("kr-pipa", Lang::Ko, "measures.planned", company), []);
}

#[test]
fn an_answer_that_nobody_has_shown_is_a_warning() {
    let warning = [(Severity::Warning, LintRule::Absolute)];
    for (key, lang, text) in [
        (
            "measures.result",
            Lang::En,
            "No customer has suffered any harm.",
        ),
        ("measures.result", Lang::En, "Customers were not harmed."),
        (
            "consequences.integrity",
            Lang::Ko,
            "위조·변조되지 않았습니다.",
        ),
        (
            "consequences.integrity",
            Lang::Ko,
            "위조·변조는 없었습니다.",
        ),
        ("consequences.integrity", Lang::Ko, "아니오"),
        ("consequences.integrity", Lang::En, "No"),
        (
            "consequences.availability",
            Lang::Ko,
            "멸실된 정보는 없습니다.",
        ),
        (
            "consequences.encryption",
            Lang::Ko,
            "모든 정보는 암호화되어 있었습니다.",
        ),
        ("consequences.encryption", Lang::Ko, "예"),
        ("consequences.encryption", Lang::En, "Yes"),
    ] {
        let regimes = ["kr-pipa", "eu-33"].map(|regime| found(regime, lang, key, text));
        assert!(
            regimes.iter().any(|of| *of == warning),
            "{key} {text}: {regimes:?}"
        );
        let shown = regimes_found(lang, key, &format!("{text} (E6)"));
        assert!(shown.iter().all(Vec::is_empty), "{text}: {shown:?}");
    }
    for (key, text) in [
        ("consequences.integrity", "위조·변조 여부는 확인할 수 없음"),
        ("consequences.integrity", "일부 기록이 변조됨"),
        ("consequences.encryption", "암호화되지 않은 항목이 있음"),
        ("measures.planned", "추가 피해가 없도록 절차를 정비함"),
    ] {
        let found = regimes_found(Lang::Ko, key, text);
        assert!(found.iter().all(Vec::is_empty), "{text}: {found:?}");
    }
}

fn regimes_found(lang: Lang, key: &str, text: &str) -> [Vec<(Severity, LintRule)>; 2] {
    ["kr-pipa", "eu-33"].map(|regime| {
        let mut found = found(regime, lang, key, text);
        found.retain(|of| of.1 == LintRule::Absolute);
        found
    })
}

#[test]
fn that_nothing_was_found_since_a_day_leaves_open_what_was() {
    let text = "토큰 위조를 이용한 조회는 2025년 11월 19일 이후 확인되지 않았습니다";
    let of = |text| found("kr-pipa", Lang::Ko, "measures.result", text);
    assert_eq!(of(text), [(Severity::Warning, LintRule::Absolute)]);
    let harm = "2025년 11월 19일 이후 2차 피해는 확인되지 않았습니다";
    assert_eq!(of(harm), [(Severity::Error, LintRule::Absolute)]);
}
