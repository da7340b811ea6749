//! What the sheet and the board page put first, and what the board page says to be missing.

use incident::case::{ObligationKind, What};
use report::{
    Clock, Document, Lang, Part, Value,
    forms::{board, sheet},
};

use crate::case::Case;

const NOW: &str = "11-30T09:00";

fn parts(document: &Document) -> impl Iterator<Item = &Part> {
    document.sections.iter().flat_map(|of| &of.parts)
}

fn clocks(document: &Document) -> Vec<&Clock> {
    let clocks = parts(document).filter_map(|part| match part {
        Part::Clocks { clocks } => Some(clocks),
        _ => None,
    });
    clocks.flatten().collect()
}

/// Laws of Japan and of the EU may apply, and nobody knows whether they do.
#[test]
fn what_is_late_and_applies_stands_before_what_may_not_apply() {
    let case = Case::until(2026, NOW);
    let given = case.given(NOW);
    for page in [sheet(&given, Lang::En), board(&given, Lang::En)] {
        let page = page.expect("a page");
        let clocks = clocks(&page);
        let at = |regime: &str| clocks.iter().position(|of| of.regime.starts_with(regime));
        let late = at("KR-PIPA-REPORT").expect("what is due at once is shown");
        let foreign = at("EU-33").unwrap_or(usize::MAX);
        assert!(late < foreign, "{clocks:?}");
        let decisions = parts(&page).find_map(|part| match part {
            Part::Decisions { decisions } => Some(decisions),
            _ => None,
        });
        let open = decisions.into_iter().flatten();
        let open: Vec<&str> = open
            .filter(|of| of.decided.is_none())
            .map(|of| of.question.as_str())
            .collect();
        let at = |duty: &str| open.iter().position(|of| of.contains(duty));
        // Its clock has no number, and none is late.
        let communication = at("(EU-34)").unwrap_or(usize::MAX);
        let late = at("(JP-PRELIM)").expect("what is overdue is asked");
        assert!(late < communication, "{open:?}");
    }
}

#[test]
fn an_order_that_is_overdue_says_so() {
    let mut case = Case::until(2026, NOW);
    let evidence = case.incident.evidence.first().expect("evidence").id.clone();
    let owed = What::Owed {
        kind: ObligationKind::Order,
        from: "PIPC".to_owned(),
        asked: "tell the people again".to_owned(),
        evidence,
        due: Some(case.at("12-03T18:00")),
        owner: "kim".to_owned(),
        systems: Vec::new(),
        received: None,
    };
    case.takes(case.at(NOW), "kim", "the commission ordered it", owed);
    let done = |now: &str, lang| {
        let page = sheet(&case.given(now), lang).expect("a sheet");
        let tables = parts(&page).filter_map(|part| match part {
            Part::Table(table) => Some(&table.rows),
            _ => None,
        });
        let mut rows = tables.flatten().filter_map(|row| {
            let first = row.cells().first()?.as_ref()?;
            let last = row.cells().last()?.as_ref()?;
            match (first, last) {
                (Value::Text { text: what }, Value::Text { text }) => {
                    what.contains("tell the people again").then(|| text.clone())
                }
                _ => None,
            }
        });
        rows.next()
    };
    assert_eq!(done("12-03T18:00", Lang::En).as_deref(), Some("open"));
    assert_eq!(
        done("12-04T20:30", Lang::En).as_deref(),
        Some("open, OVERDUE by 26 h 30 min")
    );
    assert_eq!(
        done("12-04T20:30", Lang::Ko).as_deref(),
        Some("아직, 기한 26시간 30분 지남")
    );
}

/// The board must not read that nothing is open, while the sheet of the same minute says what is.
#[test]
fn the_board_misses_what_the_sheet_misses_and_whom_nobody_told() {
    for now in ["11-18T10:00", "11-25T09:00", NOW] {
        let case = Case::until(2026, now);
        let given = case.given(now);
        let of_sheet = sheet(&given, Lang::En).expect("a sheet").missing;
        let page = board(&given, Lang::En).expect("a page");
        for missing in &of_sheet {
            assert!(
                page.missing.iter().any(|of| of.what == missing.what),
                "{now}: {missing:?} in {:?}",
                page.missing
            );
        }
        let told = |of: &report::Missing| of.what == "report to the chief executive";
        assert!(page.missing.iter().any(told), "{now}: {:?}", page.missing);
    }
}
