//! Warnings about the texts of documents that a person let stand.

use incident::case::{AcceptedWarning, What};

use super::common::Case;

/// A warning is let stand for one text in one document; who changes the text is asked again.
#[test]
fn a_warning_that_was_accepted_is_so_of_its_own_text_alone() {
    let mut case = Case::opened(&["kr-net", "kr-pipa"], "2025-11-17 16:10");
    let warning = AcceptedWarning {
        regime: "kr-net".to_owned(),
        kind: "first".to_owned(),
        language: "ko".to_owned(),
        controller: "shop".to_owned(),
        warning: "belittling".to_owned(),
        place: "form course.cause".to_owned(),
        text: "a".repeat(64),
    };
    assert_eq!(case.0.accepted(&warning), None);
    case.must("2025-11-18 10:00", What::Accepted(warning.clone()));
    let step = case.0.accepted(&warning).expect("a step");
    assert_eq!(step.by, "kim");
    let number = step.number;
    for other in [
        AcceptedWarning {
            text: "b".repeat(64),
            ..warning.clone()
        },
        AcceptedWarning {
            regime: "kr-pipa".to_owned(),
            ..warning.clone()
        },
        AcceptedWarning {
            kind: "final".to_owned(),
            ..warning.clone()
        },
        AcceptedWarning {
            language: "en".to_owned(),
            ..warning.clone()
        },
        AcceptedWarning {
            controller: "shop-tw".to_owned(),
            ..warning.clone()
        },
        AcceptedWarning {
            warning: "statement".to_owned(),
            ..warning.clone()
        },
    ] {
        assert_eq!(case.0.accepted(&other), None, "{other:?}");
    }
    case.must("2025-11-18 11:00", What::TakenBack { step: number });
    assert_eq!(case.0.accepted(&warning), None, "it is asked again");
}
