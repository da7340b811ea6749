//! Reading a form: its mistakes are named with their line, and its example reads.

use report::{
    Lang,
    forms::{Form, FormError, SaidGrade, TEXT_CHARS_MAX, example},
};

fn mistake(text: &str) -> String {
    Form::read(text).expect_err("a mistake").to_string()
}

#[test]
fn a_mistake_names_its_line_and_what_would_be_right() {
    for (text, right) in [
        (
            "[organisation]\nnmae = \"x\"",
            "line 2: a form has no \"organisation.nmae\"; did you mean \"organisation.name\"?",
        ),
        (
            "[organization]\nname = \"x\"",
            "line 1: a form has no \"organization\"; did you mean \"organisation\"?",
        ),
        (
            "[contacts.cpo]\nfone = \"1\"",
            "line 2: a form has no \"contacts.cpo.fone\"; did you mean \"contacts.cpo.phone\"?",
        ),
        (
            "[course]\nhow = \"x\"",
            "line 2: course.how is one text: write its languages: { ko = \"…\", en = \"…\" }",
        ),
        (
            "[course]\nhow = { ko = \"x\", grde = \"fact\" }",
            "line 2: a form has no \"course.how.grde\"; did you mean \"grade\"?",
        ),
        (
            "[course]\nhow = { ko = \"x\", grade = \"truth\" }",
            "line 2: course.how.grade is truth: write \"statement\", \"decision\" or \"fact\"",
        ),
        (
            "[course]\nhow = { ko = \"x\", grade = \"fact\" }",
            "line 2: course.how is said to be a fact and names no evidence: add evidence = \"E1\", or leave it a statement",
        ),
        (
            "\n\n[text.ko]\n\"kr-pipa.4d\" = \"x\"",
            "line 4: a form has no \"text.ko.kr-pipa.4d\"; did you mean \"kr-pipa.4a\"?",
        ),
        (
            "[text.jp]\n",
            "line 1: a form has no \"text.jp\"; did you mean \"text.ko\"?",
        ),
        (
            "[course]\nhow = 3",
            "line 2: course.how is integer: write a table",
        ),
        (
            "[expected.\"kr-pipa.4c\"]\nby = \"tomorrow\"",
            "line 2: expected.kr-pipa.4c is \"tomorrow\": write a moment with its zone, as \"2026-11-18T18:00:00+09:00\"",
        ),
    ] {
        assert_eq!(mistake(text), right, "{text}");
    }
    let broken = Form::read("[course\n");
    assert!(matches!(broken, Err(FormError::NoToml(_))), "{broken:?}");
}

#[test]
fn a_text_has_a_limit_and_so_has_the_form() {
    let fits = format!("[course]\nhow.ko = \"{}\"\n", "가".repeat(TEXT_CHARS_MAX));
    assert!(Form::read(&fits).is_ok());
    let long = format!(
        "[course]\nhow.ko = \"{}\"\n",
        "가".repeat(TEXT_CHARS_MAX + 1)
    );
    let refused = Form::read(&long);
    assert!(
        matches!(
            refused,
            Err(FormError::TooLong {
                line: 2,
                chars: 4_001,
                most: TEXT_CHARS_MAX,
                ..
            })
        ),
        "{refused:?}"
    );
    let contact = format!("\n[contacts.cpo]\nphone = \"{}\"\n", "0".repeat(301));
    let refused = mistake(&contact);
    assert_eq!(
        refused,
        "line 3: contacts.cpo.phone has 301 characters: at most 300"
    );
    let no_text = mistake("[organisation]\nname = 5\n");
    assert_eq!(
        no_text,
        "line 2: organisation.name is integer: write a text in quotation marks"
    );
    let large = "#".repeat(report::forms::FORM_BYTES_MAX + 1);
    assert!(matches!(
        Form::read(&large),
        Err(FormError::TooLarge { .. })
    ));
    let many = vec!["\"E1\""; 33].join(",");
    let refused = Form::read(&format!(
        "[course]\nhow = {{ ko = \"x\", evidence = [{many}] }}"
    ));
    assert!(
        matches!(refused, Err(FormError::Sort { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_character_that_nobody_sees_is_no_text() {
    for (sign, name) in [
        ('\u{200b}', "‹U+200B›"),
        ('\u{ad}', "‹U+00AD›"),
        ('\u{202e}', "‹U+202E›"),
    ] {
        let text = format!("\n[course]\nhow = {{ ko = \"고객 정보가 노{sign}리지 않음\" }}\n");
        let error = mistake(&text);
        assert!(error.contains("line 3: course.how.ko has"), "{error}");
        assert!(error.contains(name), "{error}");
        assert!(error.contains("after \"고객 정보가 노\""), "{error}");
    }
    let seen = "[course]\nhow = { en = \"\"\"one\tline\r\nand the next\"\"\" }\n";
    assert!(Form::read(seen).is_ok());
}

#[test]
fn a_text_keeps_its_language_its_grade_and_its_evidence() {
    let form = Form::read(
        "filled_by = \"cpo\"\n[course.how]\nko = \"가\"\ngrade = \"decision\"\nevidence = [\"E1\", \"E2\"]\nby = \"lee\"\n\
         [organisation]\nname = \" Shop \"\n[text.en]\n\"eu-33.5-2\" = { text = \"no\", by = \"kim\" }\n\
         [relief.protect]\nko = \"  \"\n",
    )
    .expect("a form");
    let how = form.said("course.how", Lang::Ko).expect("said");
    assert_eq!(
        (how.grade, how.by.as_deref()),
        (SaidGrade::Decision, Some("lee"))
    );
    assert_eq!(how.evidence, ["E1", "E2"]);
    assert!(form.said("course.how", Lang::En).is_none());
    let name = form.said("organisation.name", Lang::En).expect("said");
    assert_eq!(name.text(Lang::Ko), Some("Shop"));
    assert_eq!(
        form.said("eu-33.5-2", Lang::En)
            .and_then(|of| of.text(Lang::En)),
        Some("no")
    );
    assert!(
        form.said("relief.protect", Lang::Ko).is_none(),
        "what is blank says nothing"
    );
}

#[test]
fn the_example_reads_and_says_nothing() {
    let form = Form::read(&example()).expect("the example");
    assert_eq!(form, Form::default());
}
