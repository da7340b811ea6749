//! How a permitted delay is named: by its word, or by the article as the decree writes it.

use incident::law::{ClockError, Start, Trigger, regime, regimes};

use crate::common::{clock, delay, kst};

fn notice() -> incident::law::Clock {
    let at = Some(kst("2026-11-17 16:00"));
    clock(
        "kr-pipa",
        "KR-PIPA-NOTICE",
        Trigger::Incident,
        Start::LeakKnown,
        at,
    )
}

#[test]
fn the_article_names_the_same_delay_as_its_word() {
    for code in [
        "urgent_measures",
        "39(1)1",
        "Decree 39(1)1",
        "KR-39(1)1",
        "39 (1) 1",
    ] {
        let mut notice = notice();
        notice
            .permit(delay(code, kst("2026-11-17 17:00")))
            .expect(code);
        let kept = notice.delays().first().map(|of| of.code.as_str());
        assert_eq!(kept, Some("urgent_measures"), "{code}");
        notice.end_delay(code, kst("2026-11-18 17:00")).expect(code);
    }
}

#[test]
fn what_is_refused_lists_what_would_be_right_by_word_and_article() {
    let refused = |code: &str| {
        let error = notice()
            .permit(delay(code, kst("2026-11-17 17:00")))
            .expect_err(code);
        assert!(matches!(error, ClockError::DelayNotPermitted { .. }));
        error.to_string()
    };
    // Of the possibility notice, and a slip of the hand.
    for code in ["39-3(1)", "urgent_measure"] {
        let said = refused(code);
        for part in [
            "urgent_measures or 39(1)1",
            "force_majeure or 39(1)2",
            "Force majeure",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
    let report = clock(
        "kr-pipa",
        "KR-PIPA-REPORT",
        Trigger::Incident,
        Start::LeakKnown,
        Some(kst("2026-11-17 16:00")),
    );
    let decided = report
        .clone()
        .permit(delay("40(1), proviso", kst("2026-11-17 17:00")));
    assert!(
        matches!(decided, Err(ClockError::IsADecision { .. })),
        "{decided:?}"
    );
    let mut delayed = report;
    delayed
        .permit(delay("40(1)", kst("2026-11-17 17:00")))
        .expect("force majeure");
    let unknown = delayed
        .end_delay("39(1)2", kst("2026-11-18 17:00"))
        .expect_err("none open");
    assert!(
        unknown.to_string().contains("open: force_majeure"),
        "{unknown}"
    );
}

#[test]
fn no_article_names_two_delays_of_a_clock() {
    for regime in regimes() {
        for rule in &regime.clocks {
            for permitted in &rule.delays {
                for name in [permitted.code.as_str(), &permitted.law, permitted.article()] {
                    let found = rule.delay(name).map(|of| of.code.as_str());
                    assert_eq!(found, Some(permitted.code.as_str()), "{} {name}", rule.id);
                }
            }
        }
    }
    assert!(
        regime("kr-net")
            .expect("shipped")
            .clocks
            .iter()
            .all(|of| of.delays.is_empty())
    );
}
