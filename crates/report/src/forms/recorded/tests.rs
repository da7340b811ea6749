//! Every sentence of the ledger has a Korean wording, and is still written as it is known here.

use super::{CONTRADICTED, SENTENCES, say};
use crate::{Lang, Zone};

/// A sentence as the ledger writes it, with something in its holes.
fn written(pattern: &str) -> String {
    let mut out = pattern.to_owned();
    for (name, value) in [
        ("{n}", "26318"),
        ("{from}", "2025-02-28T14:56:00.000Z"),
        ("{to}", "2025-07-31T15:09:00.000Z"),
        ("{word}", "live"),
        (
            "{lost}",
            "it was silent between 2025-02-28T14:56:00.000Z and 2025-07-31T15:09:00.000Z",
        ),
    ] {
        out = out.replace(name, value);
    }
    for name in [
        "first", "last", "low", "high", "number", "position", "class", "who",
    ] {
        out = out.replace(&format!("{{{name}}}"), "7");
    }
    out
}

fn has_latin_word(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.any(|word| word.len() > 3)
}

#[test]
fn every_sentence_is_said_in_korean_and_in_the_zone_of_the_document() {
    for of in SENTENCES.iter().chain([&CONTRADICTED]) {
        let written = written(of.ledger);
        let said = say(&written, Lang::Ko, &Zone::kst());
        assert!(!has_latin_word(&said), "{said}");
        assert!(!said.contains(['{', '“']), "{said}");
        let named = say(
            &format!("api: pod-1 (a): {written}"),
            Lang::Ko,
            &Zone::kst(),
        );
        assert!(named.ends_with(&said), "{named}");
        let english = say(&written, Lang::En, &Zone::kst());
        assert!(!english.contains(['{', '`']), "{english}");
        if written.contains("2025-02-28T14:56") {
            assert!(said.contains("2025-02-28 23:56\u{a0}KST"), "{said}");
            assert!(english.contains("2025-02-28 23:56\u{a0}KST"), "{english}");
        }
    }
    assert_eq!(
        say(
            "gateway: 26318 events are missing between 2025-02-28T14:56:00.000Z and 2025-07-31T15:09:00.000Z (numbers 5..26322)",
            Lang::Ko,
            &Zone::kst()
        )
        .replace('\u{a0}', " "),
        "gateway: 2025-02-28 23:56 KST부터 2025-08-01 00:09 KST까지 기록 26,318건이 없음(번호 5..26322)"
    );
}

#[test]
fn a_sentence_that_is_not_known_is_quoted_and_not_dropped() {
    let said = say("gateway: the moon stood in its way", Lang::Ko, &Zone::kst());
    assert_eq!(said, "“gateway: the moon stood in its way”");
}

/// The ledger's own words, where it writes them: who changes one there is told here that no Korean document would
/// know it any more.
#[test]
fn the_ledger_still_writes_them_so() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../exposure/src");
    let mut all = String::new();
    for name in [
        "doubts.rs",
        "accounts.rs",
        "deleted.rs",
        "coverage.rs",
        "roster.rs",
        "sum.rs",
        "people/mod.rs",
        "reasons.rs",
        "issued.rs",
    ] {
        all += &std::fs::read_to_string(format!("{source}/{name}")).expect("the source is there");
    }
    for of in SENTENCES.iter().chain([&CONTRADICTED]) {
        for piece in of
            .ledger
            .split('{')
            .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        {
            // The verb of a count stands apart from its sentence.
            let piece = piece
                .trim_start_matches(" event is")
                .trim_start_matches(" events are");
            assert!(all.contains(piece.trim()), "{piece:?} of {:?}", of.ledger);
        }
    }
}
