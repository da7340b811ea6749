//! What was selected since the last version was frozen, or what the ledger learnt since, is counted in no figure: whoever
//! reads a size is told so.

use incident::{
    case::{Frozen, PeopleFigure, Stage, What},
    law::Fact,
};
use report::{
    Basis, Checkpoint, Document, Field, Ground, Lang, Part, Value,
    forms::{Beside, Filing, Learnt, LintRule, Severity, board, lint, report, sheet},
};

use crate::{
    case::{Case, reported},
    facts::field,
};

fn documents(case: &Case, lang: Lang) -> Vec<Document> {
    let given = case.given("11-20T14:00");
    vec![
        sheet(&given, lang).expect("a sheet"),
        board(&given, lang).expect("a page"),
        report(&given, "kr-pipa", Filing::First, lang).expect("a report"),
    ]
}

fn told(document: &Document) -> Vec<&str> {
    let notes = document.notes.iter();
    notes.map(|of| of.text.as_str()).collect()
}

#[test]
fn what_was_selected_since_the_last_version_is_told_on_the_first_page() {
    let ko =
        "범위 1을 확정한 뒤 선택이 바뀌었고 그 결과는 아직 세지 않음: incident scope 7을 실행할 것";
    let en = "The selection was changed after version 1 of the scope was frozen, and is not counted: run `incident scope 7`";
    let mut case = Case::until(2026, "11-20T11:30");
    for (lang, words) in [(Lang::Ko, ko), (Lang::En, en)] {
        for document in documents(&case, lang) {
            assert!(!told(&document).contains(&words), "{}", document.title);
        }
    }
    let wider = What::Selected {
        selection: "NOT issued".to_owned(),
        replaces: false,
    };
    case.takes(case.at("11-20T12:00"), "kim", "더 넓게", wider);
    for (lang, words) in [(Lang::Ko, ko), (Lang::En, en)] {
        for document in documents(&case, lang) {
            assert!(told(&document).contains(&words), "{}", document.title);
        }
    }
}

/// Nothing beside.
fn none() -> Beside {
    Beside {
        added: 0,
        removed: 0,
        people: None,
        fields: Vec::new(),
        lost: 0,
        reads: (5, 5),
        undecided: (8, 8),
        is_complete: (true, true),
        question: "NOT issued".to_owned(),
        head: Checkpoint {
            size: 1_300,
            root: "a root".to_owned(),
        },
    }
}

fn beside() -> Beside {
    Beside {
        added: 17,
        people: Some([12, 0, 3]),
        fields: vec![("phone".to_owned(), 3_347)],
        reads: (14_737, 14_754),
        is_complete: (true, false),
        ..none()
    }
}

fn fields(document: &Document) -> Vec<&Field> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let fields = parts.filter_map(|part| match part {
        Part::Fields { fields } => Some(fields),
        _ => None,
    });
    fields.flatten().collect()
}

#[test]
fn what_the_ledger_learnt_since_stands_on_the_first_page_and_as_a_fact_with_its_question() {
    let mut case = Case::until(2026, "11-20T11:30");
    let before = documents(&case, Lang::En);
    case.learnt = Some(Learnt::Counted(beside()));
    let words = "identifiers: 17 more, people: 12 more, people merged: 3, telephone number: read of 3,347 identifiers beside, reads: 17 more, \
                 the record has gaps now";
    let fact = Ground::Fact(Basis {
        query: "NOT issued".to_owned(),
        checkpoint: beside().head,
    });
    for (after, before) in documents(&case, Lang::En).iter().zip(&before) {
        let note = after
            .notes
            .iter()
            .find(|of| of.name == "Learnt since, not counted");
        let text = note.map(|of| of.text.as_str());
        assert_eq!(
            text,
            Some(
                format!(
                    "What the ledger learnt after version 1 of the scope was frozen is in no figure of this document. Asked again at \
                     checkpoint 1,300 (fact): {words}. Run `incident scope 7`"
                )
                .as_str()
            ),
            "{}",
            after.title
        );
        let said: Vec<&Field> = fields(after)
            .into_iter()
            .filter(|of| of.ground() == &fact)
            .collect();
        let [said] = said.as_slice() else {
            panic!("{}: {said:?}", after.title);
        };
        assert_eq!(said.values(), [Value::text(words)]);
        // The figures are those of the version.
        assert_eq!(fields(after).len(), fields(before).len() + 1);
    }
    let ko = documents(&case, Lang::Ko);
    assert!(ko.iter().all(|of| told(of).iter().any(|text| {
        text.contains("식별자 17개 늘어남, 사람 12명 늘어남")
            && text.contains("체크포인트 1,300에 다시 물은 결과(사실)")
    })));
}

/// A closed incident takes no version.
#[test]
fn of_a_closed_incident_what_was_learnt_says_to_open_it_again() {
    let mut case = Case::until(2026, "11-20T11:30");
    case.learnt = Some(Learnt::Counted(beside()));
    case.incident.stage = Stage::Closed;
    for (lang, words) in [
        (
            Lang::En,
            "Open it again (`incident reopen 7`), then run `incident scope 7`",
        ),
        (
            Lang::Ko,
            "incident reopen 7을 실행하여 다시 연 뒤 incident scope 7을 실행할 것",
        ),
    ] {
        let page = sheet(&case.given("11-20T14:00"), lang).expect("a sheet");
        assert!(told(&page).iter().any(|text| text.ends_with(words)));
    }
}

#[test]
fn a_ledger_that_learnt_nothing_since_leaves_a_document_as_it_is() {
    let mut case = Case::until(2026, "11-20T11:30");
    let before = documents(&case, Lang::Ko);
    case.learnt = Some(Learnt::Counted(none()));
    assert_eq!(documents(&case, Lang::Ko), before);
    case.learnt = Some(Learnt::Uncounted);
    let told_so = |of: &Document| told(of).iter().any(|text| text.contains("셀 수 없었음"));
    assert!(documents(&case, Lang::Ko).iter().all(told_so));
}

#[test]
fn a_report_is_warned_of_people_and_fields_that_were_learnt_since() {
    let mut case = Case::until(2026, "11-20T11:30");
    let warned = |case: &Case| {
        let given = case.given("11-20T14:00");
        let document = report(&given, "kr-pipa", Filing::First, Lang::En).expect("a report");
        let found = lint(&document, &given, &[]);
        let mut found = found.into_iter().filter(|of| of.rule == LintRule::Older);
        found.any(|of| of.severity == Severity::Warning && of.says.contains("incident scope 7"))
    };
    assert!(!warned(&case));
    case.learnt = Some(Learnt::Counted(beside()));
    assert!(warned(&case));
    // More reads of the same people and fields are nothing that somebody must be told.
    case.learnt = Some(Learnt::Counted(Beside {
        reads: (1, 2),
        ..none()
    }));
    assert!(!warned(&case));
}

/// A record that is complete of five people of whom nothing more than ordinary fields was read, and nobody came from outside.
fn few() -> Case {
    let mut case = Case::until(2026, "11-20T11:30");
    let nobody = What::Says {
        fact: Fact::OutsideAccess,
        yes: Some(false),
        controller: None,
    };
    case.takes(case.at("11-20T12:00"), "kim", "내부자", nobody);
    let complete = |of: &mut Frozen| {
        (of.possibly, of.completeness) = (None, "complete".to_owned());
        of.gaps.clear();
        (of.figures.subjects, of.figures.undecided) = (5, 0);
        of.figures.people = Some(PeopleFigure {
            low: 5,
            best: 5,
            high: 5,
            method: "a table of people".to_owned(),
            undated: None,
            recipients: None,
        });
    };
    let last = case.incident.scopes.last_mut().expect("a scope");
    complete(last);
    let shares = last.shares.iter_mut().flat_map(|of| of.values_mut());
    shares.for_each(complete);
    case
}

/// A document that says what the ledger has beside must not say as a fact that there is no such class, nor that too few
/// people were read.
#[test]
fn people_and_fields_that_were_learnt_since_leave_classes_and_the_proposal_unknown() {
    const NUMBERS: [&str; 3] = ["3b-7", "3b-8", "11-1"];
    let of = |case: &Case, lang: Lang| {
        let document = reported(case, "kr-pipa", Filing::First, lang, "11-20T14:00");
        let all = NUMBERS.map(|number| field(&document, number).expect("a field").clone());
        let rows = document.sections.iter().flat_map(|of| &of.parts);
        let rows = rows.filter_map(|part| match part {
            Part::Table(table) if table.caption == "What makes it a duty" => Some(&table.rows),
            _ => None,
        });
        let denied = rows
            .flatten()
            .filter(|row| row.cells().last() == Some(&Some(Value::text("no"))));
        (all, denied.count())
    };
    let mut case = few();
    let (before, denied) = of(&case, Lang::En);
    for (number, known) in NUMBERS.iter().zip(&before) {
        assert!(
            !known.values().is_empty(),
            "{number} without anything learnt"
        );
    }
    let [_, _, proposed] = &before;
    assert_eq!(proposed.values(), [Value::text("the duty does not apply")]);
    assert_eq!(denied, 4, "people, two classes, access from outside");
    // More reads of the same people and fields change nothing of it.
    case.learnt = Some(Learnt::Counted(Beside {
        reads: (1, 2),
        ..none()
    }));
    assert_eq!(of(&case, Lang::En).0, before);
    case.learnt = Some(Learnt::Counted(beside()));
    assert_eq!(of(&case, Lang::En).1, 1, "what a person said stands");
    for (lang, words) in [
        (Lang::En, "the ledger learnt of more"),
        (Lang::Ko, "원장이 더 알게 된 것"),
    ] {
        for (number, unknown) in NUMBERS.iter().zip(of(&case, lang).0) {
            assert_eq!(
                (unknown.values(), unknown.ground()),
                ([].as_slice(), &Ground::Unknown),
                "{number}"
            );
            let note = unknown.note.unwrap_or_default();
            assert!(note.contains(words), "{number}: {note}");
        }
    }
}
