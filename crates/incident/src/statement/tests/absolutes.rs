//! Words that leave no room, and fields that are said to be read or not.

use super::*;

#[test]
fn no_data_of_a_field_is_carried_by_clear_alone() {
    let absolute = |text: &str| verdict(text, Kind::Absolute);
    assert_eq!(absolute("No passwords were leaked."), "supported");
    assert_eq!(absolute("Passwords were not accessed."), "supported");
    assert_eq!(
        absolute("There is no evidence that passwords were read."),
        "supported"
    );
    assert_eq!(
        absolute("로그인 비밀번호는 유출되지 않았습니다."),
        "supported"
    );
    assert_eq!(absolute("No payment data was leaked."), "unsupported");
    assert_eq!(absolute("결제 정보는 안전합니다."), "unsupported");
    assert_eq!(absolute("No names were leaked."), "contradicted");
    assert_eq!(absolute("이름은 유출되지 않았습니다."), "contradicted");
    assert_eq!(
        absolute("공동현관 비밀번호가 유출된 정황은 없습니다."),
        "contradicted"
    );
    // A "no" or "not" of which it is not known what it denies leaves a field open.
    for text in [
        "No alarm was raised when names were leaked.",
        "Names were leaked, which we did not know.",
    ] {
        let fields = checked(text)
            .marks
            .into_iter()
            .filter(|mark| mark.kind == Kind::Field);
        assert_eq!(
            fields.map(|mark| mark.verdict).collect::<Vec<_>>(),
            [Verdict::Unsupported],
            "{text}"
        );
    }
    assert_eq!(absolute("Names weren't leaked."), "contradicted");
    assert_eq!(absolute("Names were never accessed."), "contradicted");
    assert_eq!(absolute("No customer names were leaked."), "contradicted");
    assert_eq!(absolute("None of the names were leaked."), "contradicted");
    assert_eq!(absolute("이름 유출은 없었습니다."), "contradicted");
    assert_eq!(absolute("Payment data remains safe."), "unsupported");
    // Several fields: the weakest of them decides.
    assert_eq!(
        absolute("No passwords or payment data were leaked."),
        "unsupported"
    );
    assert_eq!(
        absolute("No passwords or names were leaked."),
        "contradicted"
    );
    // Whether it was stored no record of reads tells, but what was not read was not stored either.
    assert_eq!(
        absolute("No names were accessed and stored."),
        "unsupported"
    );
    assert_eq!(absolute("No passwords were accessed."), "supported");
}

#[test]
fn a_denial_of_data_as_such_is_never_carried() {
    for text in [
        "No personal data was leaked.",
        "개인정보 유출은 없었습니다.",
    ] {
        assert_eq!(verdict(text, Kind::Absolute), "unsupported", "{text}");
        let because = &checked(text).marks[0].because;
        assert!(because.en.contains("reads of name"), "{because:?}");
    }
}

#[test]
fn every_sort_of_absolute_word_is_found() {
    for (text, word) in [
        ("It affects all of them.", "all"),
        ("Only a few people.", "Only"),
        ("None of them.", "None"),
        ("It never happened.", "never"),
        ("It was deleted.", "deleted"),
        ("It was not transferred.", "not transferred"),
        ("We fully control it.", "fully"),
        ("There is **no evidence** of misuse.", "no evidence"),
        ("자료를 모두 보았습니다.", "모두"),
        ("전부입니다.", "전부"),
        ("전혀 그렇습니다.", "전혀"),
        ("오직 하나의 기기", "오직"),
        ("3천 건만 보았습니다.", "만"),
        ("일부 정보만을", "만"),
        ("문제가 없습니다.", "없"),
        ("자료를 삭제했습니다.", "삭제했"),
        ("기기를 회수하였습니다.", "회수하였"),
        ("전송되지 않았습니다.", "전송되지 않"),
        ("그럴 필요가 없습니다.", "필요가 없"),
    ] {
        let found = checked(text)
            .marks
            .into_iter()
            .filter(|mark| mark.kind == Kind::Absolute);
        let found: Vec<String> = found.map(|mark| mark.words).collect();
        assert_eq!(found, [word], "{text}");
    }
}

#[test]
fn what_only_looks_absolute_is_passed_over() {
    for text in [
        "No later than tomorrow, and not only here.",
        "하지만 대만 이용자와 미만, 불만, 다만",
        "3천만 원과 수십만",
        "만약 그렇다면 만료됩니다.",
        "관계없이 빠짐없이",
        "It did not rain.",
        "삭제를 원하시면 알려 주세요.",
        "Snow, notes, another, tally, callous",
    ] {
        let found = checked(text)
            .marks
            .into_iter()
            .filter(|mark| mark.kind == Kind::Absolute);
        assert_eq!(
            found.map(|mark| mark.words).collect::<Vec<_>>(),
            Vec::<String>::new(),
            "{text}"
        );
    }
}

#[test]
fn evidence_carries_its_own_word_and_only_as_a_fact() {
    let with = |grade: Grade, about: &[&str]| Facts {
        evidence: vec![Evidence {
            says: Absolute::Recovered,
            about: about.iter().map(|word| (*word).to_owned()).collect(),
            source: "receipt 7".to_owned(),
            grade,
        }],
        ..facts()
    };
    let verdict = |text: &str, facts: &Facts| {
        let checked = check(text.as_bytes(), facts).expect("a draft");
        checked.marks[0].verdict
    };
    let fact = with(Grade::Fact, &["laptop", "노트북"]);
    assert_eq!(
        verdict("The laptop was recovered.", &fact),
        Verdict::Supported
    );
    assert_eq!(verdict("노트북을 회수했습니다.", &fact), Verdict::Supported);
    assert_eq!(
        verdict("The drives were recovered.", &fact),
        Verdict::Unsupported
    );
    assert_eq!(
        verdict("The laptop was deleted.", &fact),
        Verdict::Unsupported
    );
    let said = with(Grade::Statement, &[]);
    assert_eq!(
        verdict("The laptop was recovered.", &said),
        Verdict::Unsupported
    );
}

#[test]
fn no_action_contradicts_a_notice_that_advises_people() {
    for text in [
        "No action is needed.",
        "고객님의 조치는 필요하지 않습니다.",
        "별도 조치를 하지 않으셔도 됩니다.",
    ] {
        assert_eq!(verdict(text, Kind::Absolute), "contradicted", "{text}");
    }
    let silent = Facts {
        advice: Vec::new(),
        ..facts()
    };
    let checked = check("No action is needed.".as_bytes(), &silent).expect("a draft");
    assert_eq!(checked.marks[0].verdict, Verdict::Unsupported);
}

#[test]
fn a_field_said_to_be_read_is_held_against_the_record() {
    let fields = |text: &str| {
        let marks = checked(text)
            .marks
            .into_iter()
            .filter(|mark| mark.kind == Kind::Field);
        marks
            .map(|mark| (mark.words, mark.verdict.word()))
            .collect::<Vec<_>>()
    };
    let told = |pairs: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        pairs
            .iter()
            .map(|(words, verdict)| ((*words).to_owned(), *verdict))
            .collect()
    };
    assert_eq!(
        fields("Names, passwords and payment data were leaked."),
        told(&[
            ("Names", "supported"),
            ("passwords", "contradicted"),
            ("payment data", "unsupported")
        ])
    );
    assert_eq!(fields("Please change your password."), told(&[]));
    // What is named is told, whatever is said of it.
    assert_eq!(
        fields("We protect payment data."),
        told(&[("payment data", "unsupported")])
    );
    // A list speaks as the line above it does.
    assert_eq!(
        fields("Title\n\nLeaked:\n\n- name\n- password\n\nNot leaked:\n- name\n- password\n"),
        told(&[
            ("name", "supported"),
            ("password", "contradicted"),
            ("name", "contradicted"),
            ("password", "supported")
        ])
    );
    // One clause denies and the other does not.
    assert_eq!(
        fields("로그인 비밀번호는 유출되지 않았으며 이름은 유출되었습니다."),
        told(&[("로그인 비밀번호", "supported"), ("이름", "supported")])
    );
    // Two denials in one are not understood.
    assert_eq!(
        fields("비밀번호가 아닌 로그인 비밀번호는 유출되지 않았습니다."),
        told(&[("로그인 비밀번호", "unsupported")])
    );
}
