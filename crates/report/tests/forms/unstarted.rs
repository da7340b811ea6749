//! A duty that applies and has no clock yet stands among the clocks of the sheet and of the board page.

use report::{
    Clock, Document, Lang, Part, Standing,
    forms::{board, sheet},
};

use crate::case::Case;

/// The clock of the possibility of the shop on a page.
fn possibility(document: &Document) -> Option<&Clock> {
    let parts = document.sections.iter().flat_map(|of| &of.parts);
    let clocks = parts.filter_map(|part| match part {
        Part::Clocks { clocks } => Some(clocks),
        _ => None,
    });
    let mut all = clocks.flatten();
    all.find(|clock| clock.regime == "KR-PIPA-POSS")
}

#[test]
fn a_duty_whose_clock_nothing_began_is_told_on_both_pages() {
    // Nothing proposes it before anybody was counted.
    let case = Case::until(2026, "11-18T10:00");
    let given = case.given("11-18T11:00");
    for page in [sheet(&given, Lang::En), board(&given, Lang::En)] {
        assert!(possibility(&page.expect("a page")).is_none());
    }
    // The record has a gap: others may be concerned.
    let case = Case::until(2026, "11-19T10:00");
    let given = case.given("11-19T11:00");
    let pages = [sheet(&given, Lang::En), board(&given, Lang::En)];
    for page in pages {
        let page = page.expect("a page");
        let clock = possibility(&page).expect("it is told");
        assert_eq!((clock.started, clock.due), (None, None));
        assert_eq!(clock.standing, Standing::Undecided);
        let note = clock.note.as_deref();
        assert_eq!(
            note,
            Some(
                "applies, as the rules propose; not started: nobody entered that a leak is possible"
            )
        );
    }
}
