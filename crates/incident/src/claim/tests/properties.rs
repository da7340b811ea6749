//! What holds of every claim and every record.

use proptest::{option, prelude::*};

use super::*;

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (1_u64..5000).prop_map(Number::AtLeast),
        (0_u64..5000).prop_map(Number::AtMost),
        (0_u64..5000).prop_map(Number::Exactly),
        Just(Number::Any),
    ]
}

fn scale() -> impl Strategy<Value = u64> {
    prop_oneof![Just(1_u64), 2_u64..100, Just(1000)]
}

prop_compose! {
    fn measured()(
        low in option::weighted(0.9, 0_u64..5000),
        more in option::weighted(0.8, 0_u64..200),
        complete in any::<bool>(),
        undecided in prop_oneof![Just(0_u64), 1_u64..20],
    ) -> Measured {
        let high = more.map(|more| low.unwrap_or(0) + more);
        Measured { low, high, complete, undecided, because_unknown: Vec::new() }
    }
}

/// Whether a number is as claimed.
fn holds(number: Number, found: u64) -> bool {
    match number {
        Number::AtLeast(n) => found >= n,
        Number::AtMost(n) => found <= n,
        Number::Exactly(n) => found == n,
        Number::Any => found >= 1,
    }
}

proptest! {
    /// *never-clear*: what the record does not show contradicts nothing unless the record is whole.
    #[test]
    fn few_in_an_incomplete_record_contradict_nothing(
        number in number(), scale in scale(), measured in measured(),
    ) {
        let verdict = judge(&claim(number, scale), &measured).verdict;
        let is_whole = measured.complete && measured.high.is_some() && measured.low.is_some();
        if !is_whole && verdict == Verdict::Contradicted {
            // Only what was certainly shown can be more than was claimed.
            let most = match number {
                Number::AtMost(n) | Number::Exactly(n) => n,
                Number::AtLeast(_) | Number::Any => return Err(TestCaseError::fail("too few, with gaps")),
            };
            prop_assert!(measured.low.is_some_and(|low| low > most / scale));
        }
    }

    /// A number that no source tells gives no verdict.
    #[test]
    fn an_untold_number_gives_no_verdict(number in number(), scale in scale(), mut measured in measured()) {
        measured.low = None;
        prop_assert_eq!(judge(&claim(number, scale), &measured).verdict, Verdict::CannotSay);
    }

    /// Whatever the truth within the bounds, a verdict is true of it.
    #[test]
    fn a_verdict_is_true_of_every_number_in_the_bounds(
        number in number(), measured in measured(), part in 0.0_f64..=1.0,
    ) {
        let judged = judge(&claim(number, 1), &measured);
        if let (Some(low), Verdict::Supported | Verdict::Contradicted) = (judged.low, judged.verdict) {
            let room = judged.high.map_or(10_000, |high| high - low);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small room")]
            let truth = low + (u32::try_from(room).map_or(0.0, f64::from) * part) as u64;
            prop_assert_eq!(holds(number, truth), judged.verdict == Verdict::Supported);
        }
    }

    /// More reads shown never weaken "at least", and never strengthen "at most".
    #[test]
    fn a_verdict_is_monotone_in_what_is_shown(n in 1_u64..500, scale in scale(), measured in measured(), more in 0_u64..300) {
        let richer = Measured {
            low: measured.low.map(|low| low + more),
            high: measured.high.map(|high| high + more),
            ..measured.clone()
        };
        let rank = |number, of: &Measured| match judge(&claim(number, scale), of).verdict {
            Verdict::Contradicted => 0,
            Verdict::CannotSay => 1,
            Verdict::Supported => 2,
        };
        prop_assert!(rank(Number::AtLeast(n), &measured) <= rank(Number::AtLeast(n), &richer));
        prop_assert!(rank(Number::AtMost(n), &measured) >= rank(Number::AtMost(n), &richer));
    }

    /// Knowing less never makes a verdict out of none, nor another out of one.
    #[test]
    fn knowing_less_takes_verdicts_and_gives_none(number in number(), scale in scale(), measured in measured()) {
        let known = judge(&claim(number, scale), &measured).verdict;
        let less = [
            Measured { complete: false, ..measured.clone() },
            Measured { high: None, ..measured.clone() },
            Measured { low: None, ..measured.clone() },
        ];
        for less in less {
            let verdict = judge(&claim(number, scale), &less).verdict;
            prop_assert!(verdict == known || verdict == Verdict::CannotSay);
        }
    }

    /// No bytes make the reader panic, and what it says points into the file.
    #[test]
    fn any_text_is_read_or_refused(text in "(from|received|scale|\\[\\[claim\\]\\]|text|any|=|\"|[0-9_-]{1,4}|true|\n|한| ){0,40}") {
        if let Err(wrongs) = Claims::read(&text) {
            prop_assert!(!wrongs.is_empty());
            prop_assert!(wrongs.iter().all(|wrong| wrong.line <= text.matches('\n').count() + 1));
        }
    }
}
