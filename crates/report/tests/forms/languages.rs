//! A Korean document is Korean: what is left of another writing is a name, a command or a question.

use std::path::PathBuf;

use report::{Document, Lang, Piece, Printed, from_json};

/// Latin letters from which on a word is one that somebody would have to read.
const LETTERS_MAX: usize = 3;

/// Names that stand in the case and in the law, and the two commands of the legend.
const NAMES: [&str; 22] = [
    "nunchi",
    "incident",
    "scope",
    "clocks",
    "shop",
    "example",
    "ledger",
    "SHA",
    "GDPR",
    "KISA",
    "gateway",
    "admin",
    "mail",
    "minutes",
    "privacy",
    "Regulation",
    "order",
    "address",
    "info",
    "list",
    "NIST",
    "edit",
];

fn goldens() -> Vec<Document> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut all = Vec::new();
    for under in ["golden", "forms/golden"] {
        for entry in std::fs::read_dir(folder.join(under)).expect("the golden files are there") {
            let path = entry.expect("a file").path();
            if path.extension().is_some_and(|end| end == "json") {
                let text = std::fs::read_to_string(&path).expect("it is text");
                all.push(from_json(&text).expect("it is a document"));
            }
        }
    }
    all
}

/// Every text of a document but its questions and their heads.
fn texts(document: &Document) -> Vec<String> {
    let printed = Printed::of(document);
    let mut all = vec![printed.title];
    all.extend(printed.marks);
    all.extend(
        printed
            .about
            .into_iter()
            .flat_map(|line| [line.name, line.text]),
    );
    for stretch in printed.stretches {
        all.push(stretch.heading);
        for piece in stretch.pieces {
            match piece {
                Piece::Text { paragraphs } => all.extend(paragraphs),
                Piece::Grid(grid) if grid.shape == "bases" => all.extend(grid.header),
                Piece::Grid(grid) => {
                    all.extend(grid.caption);
                    all.extend(grid.header);
                    let cells = grid.rows.into_iter().flatten();
                    all.extend(cells.flat_map(|cell| [cell.lines, cell.small].concat()));
                }
            }
        }
    }
    all
}

/// A code of the law, a digest, an address: no word of a sentence.
fn is_name(token: &str) -> bool {
    let is_code = token.contains('-') && token.chars().all(|c| !c.is_ascii_lowercase());
    let is_digest = token.len() > 24 && !token.contains('-');
    is_code || is_digest || token.contains('@')
}

#[test]
fn what_is_left_of_latin_in_a_korean_document_is_a_name() {
    let mut seen = 0;
    for document in goldens().into_iter().filter(|of| of.lang == Lang::Ko) {
        for text in texts(&document) {
            for token in text.split([' ', '\u{a0}']).filter(|token| !is_name(token)) {
                let words = token.split(|c: char| !c.is_ascii_alphabetic());
                for word in words.filter(|word| word.len() > LETTERS_MAX) {
                    assert!(
                        NAMES.contains(&word),
                        "{word:?} in {text:?} of {}",
                        document.title
                    );
                }
            }
        }
        seen += 1;
    }
    assert!(seen > 8, "{seen} Korean documents");
}

#[test]
fn an_english_document_has_korean_only_where_somebody_typed_it() {
    let is_korean = |text: &&String| text.chars().any(|c| ('가'..='힣').contains(&c));
    for document in goldens().into_iter().filter(|of| of.lang == Lang::En) {
        let printed = Printed::of(&document);
        let ours = printed
            .about
            .into_iter()
            .flat_map(|line| [line.name, line.text]);
        let headings = printed.stretches.into_iter().map(|of| of.heading);
        let ours: Vec<String> = ours.chain(headings).collect();
        let korean: Vec<&String> = ours.iter().filter(is_korean).collect();
        assert!(korean.is_empty(), "{korean:?} in {}", document.title);
    }
}

#[test]
fn no_document_tells_a_moment_in_utc() {
    for document in goldens().into_iter().filter(|of| of.zone.name == "KST") {
        for text in texts(&document) {
            let tells =
                text.contains(" UTC)") || text.contains(":00.000Z") || text.contains("\u{a0}UTC");
            assert!(!tells, "{text:?} of {}", document.title);
        }
    }
}
