//! What the lints find in a document that was spoilt in one place, and nothing in one that was not.

use incident::{Grade, case::What};
use report::{
    Document, Field, Ground, Lang, Part, Value,
    forms::{Filing, Form, Given, LintRule, Severity, lint},
};

use crate::case::{Case, reported};

const NOW: &str = "11-30T09:00";

/// The word that the regulator punished, in two pieces.
fn punished() -> String {
    ["노", "출"].concat()
}

fn found(document: &Document, given: &Given<'_>) -> Vec<(Severity, LintRule, String)> {
    let findings = lint(document, given, &["010-1234-5678"]).into_iter();
    let findings = findings.filter(|of| of.rule != LintRule::Uncertain);
    findings
        .map(|of| (of.severity, of.rule, of.place))
        .collect()
}

/// What is found once the text under a key of the form is another.
fn with_text(key: &str, text: &str) -> Vec<(Severity, LintRule, String)> {
    let mut case = Case::until(2026, NOW);
    let form = include_str!("form.toml");
    let (table, name) = key.split_once('.').expect("a key");
    let header = format!("[{table}.{name}]");
    assert!(form.contains(&header), "{header}");
    let kept: Vec<&str> = form
        .split("\n\n")
        .filter(|of| !of.starts_with(&header))
        .collect();
    let text = format!("{}\n\n{header}\nko = \"{text}\"\n", kept.join("\n\n"));
    case.form = Form::read(&text).expect("a form");
    let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
    found(&document, &case.given(NOW))
}

fn field_mut<'d>(document: &'d mut Document, number: &str) -> &'d mut Field {
    let parts = document.sections.iter_mut().flat_map(|of| &mut of.parts);
    let mut fields = parts.flat_map(|part| match part {
        Part::Fields { fields } => fields.as_mut_slice(),
        _ => &mut [],
    });
    fields.find(|of| of.number == number).expect("the field")
}

#[test]
fn a_document_of_the_case_has_nothing_to_look_at() {
    for year in [2025, 2026] {
        let case = Case::until(year, NOW);
        for (regime, lang) in [
            ("kr-pipa", Lang::Ko),
            ("kr-pipa", Lang::En),
            ("kr-net", Lang::Ko),
            ("eu-33", Lang::En),
        ] {
            let document = reported(&case, regime, Filing::First, lang, NOW);
            let mut found = found(&document, &case.given(NOW));
            // The law of 2025 asks for no rights, and no other of the incident does.
            let rights = |of: &(_, LintRule, String)| {
                of.1 == LintRule::Unused && of.2 == "form relief.rights"
            };
            assert_eq!(found.iter().any(rights), year == 2025, "{regime} {year}");
            found.retain(|of| !rights(of));
            assert_eq!(found, [], "{regime} {year}");
        }
    }
}

#[test]
fn a_belittling_word_is_an_error_where_the_law_says_leak_and_a_warning_elsewhere() {
    let how = with_text("course.how", &format!("개인정보가 {}됨", punished()));
    assert_eq!(
        how,
        [(
            Severity::Error,
            LintRule::Belittling,
            "4c 경위(경로와 수법)".to_owned()
        )]
    );
    let only = with_text("course.how", "회원 정보를 열람만 함");
    assert_eq!(only.first().map(|of| of.1), Some(LintRule::Belittling));
    let advice = with_text(
        "relief.protect",
        &format!("번호를 {}하지 말 것", punished()),
    );
    let severities: Vec<Severity> = advice.iter().map(|of| of.0).collect();
    assert_eq!(severities, [Severity::Warning]);
    let case = Case::until(2026, NOW);
    let mut document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
    document.title = format!("개인정보 {} 신고", punished());
    let title = found(&document, &case.given(NOW));
    let rules: Vec<LintRule> = title.iter().map(|of| of.1).collect();
    assert_eq!(rules, [LintRule::Belittling, LintRule::Title]);
}

/// A person lets a warning stand where the text stands; that it is new in this document is no second text.
#[test]
fn what_changed_since_the_document_before_is_not_held_against_the_words_again() {
    let mut case = Case::until(2026, NOW);
    let word = punished();
    let spoilt = include_str!("form.toml").replace(
        "[relief.protect]\nko = \"",
        &format!("[relief.protect]\nko = \"{word} 뒤에는 "),
    );
    case.form = Form::read(&spoilt).expect("a form");
    let document = crate::case::additional(&case, "kr-pipa", Lang::Ko, NOW);
    let changes = document.changes.as_ref().expect("a document before");
    let told: Vec<String> = changes.list.iter().map(|of| format!("{of:?}")).collect();
    assert!(told.iter().any(|of| of.contains(&word)), "{told:?}");
    let found = found(&document, &case.given(NOW));
    let belittling = found.iter().filter(|of| of.1 == LintRule::Belittling);
    assert_eq!(belittling.count(), 1, "{found:?}");
}

#[test]
fn every_field_that_was_read_is_named() {
    let case = Case::until(2026, NOW);
    let mut document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
    for part in document
        .sections
        .iter_mut()
        .filter(|of| of.id == "items")
        .flat_map(|of| &mut of.parts)
    {
        if let Part::Table(table) = part {
            table
                .rows
                .retain(|row| row.cells().first() != Some(&Some(Value::text("전화번호"))));
        }
    }
    let missing = lint(&document, &case.given(NOW), &[]);
    let missing: Vec<&str> = missing
        .iter()
        .filter(|of| of.rule == LintRule::Items)
        .map(|of| of.says.as_str())
        .collect();
    assert_eq!(
        missing,
        ["전화번호 was read and is not named: name every field of the scope"]
    );
}

#[test]
fn the_day_of_discovery_is_not_the_day_of_the_leak() {
    let case = Case::until(2026, NOW);
    for values in [
        vec![Value::time(case.at("11-18T22:52"))],
        vec![Value::text("2026-11-18에 확인함")],
        vec![Value::Span {
            from: case.at("11-06T18:38"),
            to: None,
        }],
    ] {
        let mut document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
        let field = field_mut(&mut document, "4a");
        *field = Field::new("4a", field.label.clone(), Ground::statement("kim"), values);
        let rules: Vec<LintRule> = found(&document, &case.given(NOW))
            .into_iter()
            .map(|of| of.1)
            .collect();
        assert_eq!(rules, [LintRule::Discovery]);
    }
}

#[test]
fn a_claim_without_exception_needs_evidence() {
    let claim = "유출된 자료는 모두 삭제되었고 외부로 전송되지 않음";
    let claimed = with_text("measures.taken", claim);
    assert_eq!(
        claimed,
        [(
            Severity::Error,
            LintRule::Absolute,
            "5-3 그 밖에 취한 조치".to_owned()
        )]
    );
    let shown = with_text("measures.taken", &format!("{claim} (E6)"));
    assert_eq!(shown, []);
    let unknown = with_text("measures.taken", &format!("{claim} (E66)"));
    assert_eq!(unknown.len(), 1, "evidence that is not there shows nothing");
    let advice = with_text("relief.protect", "받은 문자를 삭제할 것");
    assert_eq!(advice.first().map(|of| of.0), Some(Severity::Warning));
}

#[test]
fn recipients_want_a_plan_and_advice_forbids_that_nothing_need_be_done() {
    let silent = with_text("people.non_members", "");
    assert_eq!(
        silent,
        [(Severity::Error, LintRule::NonMembers, "2-2".to_owned())]
    );
    let left_out = with_text("people.non_members", "비회원에게는 통지하지 않습니다.");
    assert_eq!(
        left_out,
        [(Severity::Warning, LintRule::NonMembers, "2-2".to_owned())]
    );
    let contradicted = with_text(
        "relief.procedure",
        "고객의 별도 조치가 필요 없음. 조치는 필요하지 않음",
    );
    assert_eq!(
        contradicted,
        [(
            Severity::Error,
            LintRule::NoAction,
            "6-2 피해 구제절차".to_owned()
        )]
    );
}

#[test]
fn counsels_words_and_planted_values_are_found_and_not_repeated() {
    for text in ["memo on liability", "C1 참조", "연락처 010-1234-5678"] {
        let mut case = Case::until(2026, NOW);
        case.form = Form::read(&format!(
            "[course.how]\nko = \"{text}\"\n[people.non_members]\nko = \"계획\"\n"
        ))
        .expect("a form");
        let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
        let findings = lint(&document, &case.given(NOW), &["010-1234-5678"]);
        let errors: Vec<String> = findings
            .iter()
            .filter(|of| of.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        assert_eq!(errors.len(), 1, "{errors:?}");
        for word in ["memo on liability", "C1", "010-1234"] {
            assert!(!errors.concat().contains(word), "{errors:?}");
        }
    }
}

#[test]
fn a_form_that_names_what_is_not_there_is_told() {
    let mut case = Case::until(2026, NOW);
    case.form = Form::read(
        "[course.how]\nko = \"가나다라\"\ngrade = \"fact\"\nevidence = \"E77\"\n[people.non_members]\nko = \"계획\"\n\
         [text.ko]\n\"kr-pipa.3b-2\" = \"세 명\"\n",
    )
    .expect("a form");
    let document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
    let rules: Vec<(Severity, LintRule)> = found(&document, &case.given(NOW))
        .into_iter()
        .map(|of| (of.0, of.1))
        .collect();
    assert_eq!(
        rules,
        [
            (Severity::Error, LintRule::Evidence),
            (Severity::Warning, LintRule::Unused)
        ]
    );
    // It is a statement then: evidence that is not there makes no fact.
    let mut document = document;
    let how = field_mut(&mut document, "4c");
    assert_eq!(how.ground().grade(), report::Grade::Statement);
}

/// What a form asks stands in some document, or whoever filled it in is told.
#[test]
fn a_text_that_stands_in_no_document_is_told() {
    let mut case = Case::until(2026, NOW);
    let form = |text: &str| {
        Form::read(&format!("{text}[people.non_members]\nko = \"계획\"\n")).expect("a form")
    };
    let unused = |case: &Case| {
        let document = reported(case, "kr-pipa", Filing::First, Lang::Ko, NOW);
        let found = found(&document, &case.given(NOW));
        let unused = found.into_iter().filter(|of| of.1 == LintRule::Unused);
        unused.map(|of| of.2).collect::<Vec<_>>()
    };
    // Of another law of the incident, and on the sheet.
    case.form = form(
        "[course]\nsystems = { ko = \"관문 서버\" }\ndamage = { ko = \"없음이 아님\" }\n[contacts.ceo]\nphone = \"02-0000-0004\"\n",
    );
    assert_eq!(unused(&case), [""; 0]);
    case.form = form("[contacts.ceo]\ntitle = \"대표이사 사장\"\n");
    assert_eq!(unused(&case), ["form contacts.ceo.title"]);
    // No law that the incident asks has a receipt of this one.
    case.form = form("[receiving.tw]\nperson = \"담당자 아무개\"\n");
    assert_eq!(unused(&case), ["form receiving.tw.person"]);
}

/// A newspaper is somebody's word: what is called a fact on its account is printed as a statement, and refused by name.
#[test]
fn a_text_is_never_known_better_than_its_evidence() {
    for (said, graded, wanted) in [
        ("fact", Grade::Fact, Grade::Fact),
        ("fact", Grade::Statement, Grade::Statement),
        ("fact", Grade::Decision, Grade::Statement),
        ("fact", Grade::Estimate, Grade::Statement),
        ("decision", Grade::Decision, Grade::Decision),
        ("decision", Grade::Statement, Grade::Decision),
        ("decision", Grade::Unknown, Grade::Statement),
    ] {
        let mut case = Case::until(2026, NOW);
        let piece = case.incident.evidence.iter_mut().find(|of| of.id == "E2");
        piece.expect("evidence of the case").grade = graded;
        case.form = Form::read(&format!(
            "[course]\nhow = {{ ko = \"가나다라\", grade = \"{said}\", evidence = \"E2\" }}\n\
             [people.non_members]\nko = \"계획\"\n"
        ))
        .expect("a form");
        let mut document = reported(&case, "kr-pipa", Filing::First, Lang::Ko, NOW);
        let found = found(&document, &case.given(NOW));
        let how = field_mut(&mut document, "4c");
        assert_eq!(how.ground().grade(), wanted, "{said} on {graded:?}");
        let is_told = found.contains(&(
            Severity::Error,
            LintRule::Grade,
            "form course.how".to_owned(),
        ));
        assert_eq!(is_told, wanted.word() != said, "{said} on {graded:?}");
    }
}

#[test]
fn what_is_not_certain_of_the_rules_is_told_and_stands_in_no_document() {
    let case = Case::until(2026, NOW);
    let document = reported(&case, "kr-net", Filing::First, Lang::Ko, NOW);
    let findings = lint(&document, &case.given(NOW), &[]);
    assert!(
        findings
            .iter()
            .any(|of| of.rule == LintRule::Uncertain && of.severity == Severity::Warning)
    );
}

#[test]
fn a_fact_of_the_incident_without_an_item_of_the_catalogue_is_still_named() {
    let mut case = Case::until(2026, NOW);
    let at = case.at(NOW);
    let open = What::Fact {
        id: "F7".to_owned(),
        words: "외부 공개 여부".to_owned(),
        grade: Grade::Unknown,
        closes: Vec::new(),
        evidence: Vec::new(),
        confirmed: None,
    };
    case.takes(at, "kim", "열린 질문", open);
    let sheet = report::forms::sheet(&case.given(NOW), Lang::Ko).expect("a sheet");
    assert!(sheet.missing.iter().any(|of| of.what == "외부 공개 여부"));
}

/// What is found in an English report once the text of how it happened, or of its cause, is another.
fn english(regime: &str, text: &str) -> Vec<LintRule> {
    let mut case = Case::until(2026, NOW);
    // The Network Act asks for the cause and not for the course.
    let header = match regime {
        "kr-net" => "[course.cause]",
        _ => "[course.how]",
    };
    let form = include_str!("form.toml").split("\n\n");
    let kept: Vec<&str> = form.filter(|of| !of.starts_with(header)).collect();
    let form = format!("{}\n\n{header}\nen = \"{text}\"\n", kept.join("\n\n"));
    case.form = Form::read(&form).expect("a form");
    let document = reported(&case, regime, Filing::First, Lang::En, NOW);
    let found = found(&document, &case.given(NOW));
    found.iter().map(|of| of.1).collect()
}

/// The word of a newspaper makes nothing a fact, and shows no claim without exception.
#[test]
fn evidence_of_a_lesser_grade_carries_no_fact() {
    let mut case = Case::until(2026, NOW);
    let at = case.at(NOW);
    let paper = incident::case::Evidence {
        id: "E9".to_owned(),
        grade: Grade::Statement,
        ..case.given(NOW).incident.evidence[0].clone()
    };
    case.takes(at, "kim", "신문", What::Took(Box::new(paper)));
    let kept: Vec<&str> = include_str!("form.toml")
        .split("\n\n")
        .filter(|of| !of.starts_with("[course.how]"))
        .collect();
    let how = "[course.how]\nen = \"no transfer took place and all copies were deleted\"\ngrade = \"fact\"\nevidence = \"E9\"\n";
    case.form = Form::read(&format!("{}\n\n{how}", kept.join("\n\n"))).expect("a form");
    for regime in ["kr-pipa", "eu-33"] {
        let mut document = reported(&case, regime, Filing::First, Lang::En, NOW);
        let found = found(&document, &case.given(NOW));
        if regime == "kr-pipa" {
            let grade = field_mut(&mut document, "4c").ground().grade();
            assert_eq!(
                grade,
                report::Grade::Statement,
                "the paper calls it what it is"
            );
        }
        let mut rules: Vec<LintRule> = found.iter().map(|of| of.1).collect();
        // The text may stand in two places of one document.
        rules.dedup();
        assert_eq!(rules, [LintRule::Absolute, LintRule::Grade], "{regime}");
    }
}

/// Sentences that were sent in earnest elsewhere, or that somebody tired would write.
#[test]
fn what_says_less_than_is_known_is_found_however_it_is_put() {
    for (key, text, rule) in [
        (
            "relief.protect",
            "별도의 조치는 불필요합니다",
            LintRule::NoAction,
        ),
        ("relief.protect", "안심하셔도 됩니다", LintRule::NoAction),
        (
            "relief.protect",
            "추가로 하실 일은 없습니다",
            LintRule::NoAction,
        ),
        (
            "course.how",
            "외부로 이전된 사실이 없음",
            LintRule::Absolute,
        ),
        ("course.how", "외부 전송은 없었음", LintRule::Absolute),
        ("course.how", "비인가 조회가 있었음", LintRule::Belittling),
        ("course.how", "홍길동 010-9876-5432", LintRule::Person),
    ] {
        let rules: Vec<LintRule> = with_text(key, text).iter().map(|of| of.1).collect();
        assert!(rules.contains(&rule), "{text}: {rules:?}");
    }
    let apart = with_text("course.how", &format!("{} 되었음", ["노", "출"].join(" ")));
    assert_eq!(apart.first().map(|of| of.1), Some(LintRule::Belittling));
}

/// One list of words, whatever the language and the law.
#[test]
fn what_a_statement_may_not_say_a_report_may_not_either() {
    for (regime, text, rule) in [
        ("eu-33", "No action is needed.", LintRule::NoAction),
        ("kr-net", "No action is needed.", LintRule::NoAction),
        (
            "kr-pipa",
            "There is nothing you need to do.",
            LintRule::NoAction,
        ),
        (
            "kr-pipa",
            "An exposure of data took place.",
            LintRule::Belittling,
        ),
        ("eu-33", "Data was exposed.", LintRule::Belittling),
        (
            "kr-pipa",
            "Payment cards were not leaked.",
            LintRule::Absolute,
        ),
        (
            "eu-33",
            "No secondary damage has been found.",
            LintRule::Absolute,
        ),
    ] {
        let rules = english(regime, text);
        assert!(rules.contains(&rule), "{regime} {text}: {rules:?}");
    }
    for (text, rule) in [
        ("고객이 하실 일은 따로 없습니다", LintRule::NoAction),
        ("걱정하지 않으셔도 됩니다", LintRule::NoAction),
        ("2차 피해는 확인되지 않았습니다", LintRule::Absolute),
        ("외부로 나간 자료는 확인되지 않음", LintRule::Absolute),
    ] {
        let rules: Vec<LintRule> = with_text("course.how", text)
            .iter()
            .map(|of| of.1)
            .collect();
        assert_eq!(rules, [rule], "{text}");
    }
    let honest = with_text("course.how", "외부 전송 여부는 확인되지 않음");
    assert_eq!(honest, [], "what is not known is said so");
}

/// What leaves open what it says, and what answers a question with *none*, is no claim without exception: a person may let
/// it stand, in both languages alike.
#[test]
fn an_honest_text_is_no_error() {
    for (text, severities) in [
        ("없음", vec![]),
        ("확인하는 절차가 없었음", vec![]),
        ("인증된 토큰인지 지체 없이 확인하지 않았음", vec![]),
        (
            "유출 경위는 아직 확인되지 않았습니다",
            vec![Severity::Warning],
        ),
        ("공격자가 누구인지 확인되지 않았음", vec![Severity::Warning]),
        (
            "자료가 삭제되었는지는 확인할 수 없습니다",
            vec![Severity::Warning],
        ),
        ("퇴직자의 서명키를 삭제하지 않았음", vec![Severity::Warning]),
        (
            "2025년 11월 19일 이후 위조된 토큰의 열람은 없음",
            vec![Severity::Warning],
        ),
    ] {
        let found = with_text("course.how", text);
        let found: Vec<Severity> = found.iter().map(|of| of.0).collect();
        assert_eq!(found, severities, "{text}");
    }
    for (regime, text) in [
        ("kr-pipa", "None"),
        ("eu-33", "Nothing checked whether a token had been issued."),
        ("kr-net", "Nobody looked at the alert."),
        ("kr-pipa", "The cause has not been established yet."),
    ] {
        assert_eq!(english(regime, text), [], "{regime} {text}");
    }
    for text in [
        "We cannot say whether the copies were deleted.",
        "We cannot say that nobody else read it.",
        "No reads with forged tokens since 19 November 2025.",
    ] {
        let mut case = Case::until(2026, NOW);
        case.form = Form::read(&format!(
            "[course.how]\nen = \"{text}\"\n[people.non_members]\nen = \"a plan\"\n"
        ))
        .expect("a form");
        let document = reported(&case, "kr-pipa", Filing::First, Lang::En, NOW);
        let found = found(&document, &case.given(NOW));
        assert!(
            found.iter().all(|of| of.0 == Severity::Warning),
            "{text}: {found:?}"
        );
        assert!(!found.is_empty(), "{text}");
    }
}
