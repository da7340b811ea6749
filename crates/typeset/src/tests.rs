//! What stands on the pages, read back from the frames in the order in which they are drawn.

use report::{Document, Field, Ground, Kind, Lang, Part, Piece, Printed, Value, from_json};
use typst::layout::{Frame, FrameItem};

use crate::pages;

macro_rules! form {
    ($name:literal) => {
        from_json(include_str!(concat!(
            "../../report/tests/forms/golden/",
            $name,
            ".json"
        )))
        .expect("the golden document is one")
    };
}

macro_rules! document {
    ($name:literal) => {
        from_json(include_str!(concat!(
            "../../report/tests/golden/",
            $name,
            ".json"
        )))
        .expect("the golden document is one")
    };
}

/// The text of each page without blanks, which depend on where lines break.
fn texts(document: &Document) -> Vec<String> {
    let pages = pages(document).expect("the document is set");
    let of = |frame: &Frame| {
        let mut text = String::new();
        gather(frame, &mut text);
        squeezed(&text)
    };
    pages.pages().iter().map(|page| of(&page.frame)).collect()
}

fn gather(frame: &Frame, text: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => gather(&group.frame, text),
            FrameItem::Text(item) => text.push_str(&item.text),
            _ => {}
        }
    }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every text that people read of a document, in its order.
fn printed(document: &Document) -> Vec<String> {
    let printed = Printed::of(document);
    let mut all = vec![printed.title];
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

fn holds_in_order(document: &Document) {
    // What every page repeats stands between two pages and parts no text of these documents.
    let whole = texts(document).concat();
    let mut rest = whole.as_str();
    for text in printed(document) {
        let text = squeezed(&text);
        let at = rest.find(&text);
        assert!(
            at.is_some(),
            "{text:?} is not on the page after what stands before it"
        );
        rest = &rest[at.unwrap_or(0) + text.len()..];
    }
}

#[test]
fn every_text_stands_on_the_page_in_its_order() {
    holds_in_order(&document!("report.ko"));
    holds_in_order(&document!("report.en"));
    holds_in_order(&document!("sheet.ko"));
    holds_in_order(&document!("sheet.en"));
    holds_in_order(&document!("notice.ko"));
    holds_in_order(&document!("notice.en"));
}

/// The runs of text of a document, none of which goes over the end of a line.
fn runs(document: &Document) -> Vec<String> {
    fn of(frame: &Frame, out: &mut Vec<String>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => of(&group.frame, out),
                FrameItem::Text(item) => out.push(item.text.to_string()),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    let pages = pages(document).expect("the document is set");
    pages
        .pages()
        .iter()
        .for_each(|page| of(&page.frame, &mut out));
    out
}

/// A date was read as two numbers, and the number of an item as that of another, when a line ended inside it.
#[test]
fn dates_times_figures_and_item_numbers_stay_on_one_line() {
    for document in [
        form!("kr-pipa-additional-2025.ko"),
        form!("kr-pipa-first-2026.en"),
        form!("kr-net-additional-2026.ko"),
        form!("kr-net-additional-2026.en"),
        form!("kr-pipa-additional-2026.ko"),
        form!("jp-first.ko"),
        form!("kr-net-first-2025.en"),
        form!("eu-33-first.en"),
        form!("sheet.ko"),
        form!("board.ko"),
    ] {
        let runs = runs(&document);
        let texts = printed(&document);
        let words: Vec<&str> = texts.iter().flat_map(|text| text.split(' ')).collect();
        // Signs that another font draws end a run where no line ends.
        let korean = document.lang == Lang::Ko;
        let plain = |c: char| {
            c.is_ascii_alphanumeric() || "-:,.\u{a0}".contains(c) || (korean && c.is_alphabetic())
        };
        let figure = |word: &&str| {
            word.contains(char::is_numeric) && word.chars().count() <= 24 && word.chars().all(plain)
        };
        let mut seen = 0;
        for word in words.iter().copied().filter(figure) {
            let told = words.iter().filter(|of| **of == word).count();
            let word = word.replace('\u{a0}', " ");
            let whole: usize = runs.iter().map(|run| run.matches(&word).count()).sum();
            assert!(
                whole >= told,
                "{word:?} is broken in {}: {whole} times whole of {told}",
                document.title
            );
            seen += 1;
        }
        assert!(seen > 40, "{seen} in {}", document.title);
    }
}

#[test]
fn a_value_full_of_markup_prints_as_itself() {
    let values = [
        "#panic(\"x\")",
        "*bold* _thin_ `raw` $x^2$ \\ \\u{41} @label <label>",
        "= heading / term: - list + list",
        "// comment /* comment */ [b] {c} #{1/0}",
        "#read(\"/etc/passwd\") #sys.inputs #eval(\"1\")",
        "--- -- ... ~ -? 'single' \"double\" https://example.org",
    ];
    for lang in [Lang::Ko, Lang::En] {
        let mut document = document!("report.ko");
        document.lang = lang;
        document.title = values.join(" ");
        document.sections[0].heading = values.join(" ");
        let field = |value: &str| {
            let statement = Ground::statement(value);
            Field::new("1", value, statement, vec![Value::text(value)]).with_note(value)
        };
        document.sections[0].parts = vec![
            Part::Fields {
                fields: values.map(field).to_vec(),
            },
            Part::Text {
                text: values.join("\n"),
            },
        ];
        holds_in_order(&document);
    }
}

#[test]
fn what_no_font_draws_prints_by_its_number() {
    let mut document = document!("report.en");
    document.sections[0].parts = vec![Part::Text {
        text: "Zoë \u{1f600} Łódź \u{202e} 홍길동 洪吉童".to_owned(),
    }];
    let text = texts(&document).concat();
    assert!(
        text.contains("Zoë‹U+1F600›Łódź‹U+202E›홍길동洪吉童"),
        "{text}"
    );
}

#[test]
fn every_page_says_incident_title_number_and_drill() {
    let mut document = document!("report.en");
    let again: Vec<_> = (0..8).flat_map(|_| document.sections.clone()).collect();
    document.sections = again;
    for (lang, drill, number) in [(Lang::Ko, "훈련", "2/"), (Lang::En, "EXERCISE", "page2/")] {
        document.lang = lang;
        let pages = texts(&document);
        assert!(pages.len() > 3);
        for page in &pages {
            for word in [
                "Reportofapersonaldataleak",
                "2025-1117-A",
                "Confidential",
                drill,
            ] {
                assert!(page.contains(word), "{word}: {page}");
            }
        }
        assert!(
            pages[1].ends_with(number) || pages[1].contains(number),
            "{}",
            pages[1]
        );
    }
    document.exercise = false;
    assert!(!texts(&document).concat().contains("EXERCISE"));
}

#[test]
fn a_dense_sheet_is_two_pages_at_most() {
    assert!(texts(&document!("sheet.ko")).len() <= 2);
    assert!(texts(&document!("sheet.en")).len() <= 2);
    assert!(texts(&form!("sheet.ko")).len() <= 2);
    assert!(texts(&form!("sheet.en")).len() <= 2);
    assert!(texts(&form!("board.ko")).len() <= 2);
    assert!(texts(&form!("board.en")).len() <= 2);
    let board = Document {
        kind: Kind::Board,
        ..document!("report.ko")
    };
    assert!(texts(&board).len() <= 2);
}

/// Labels of other laws name the field as its own form does; where a font of ours does not draw the signs they are left out.
#[test]
fn every_sign_of_our_own_labels_is_drawn() {
    let fonts = crate::fonts::all().expect("fonts");
    for (name, text) in [
        (
            "listed.rs",
            include_str!("../../report/src/forms/listed.rs"),
        ),
        (
            "kr_pipa.rs",
            include_str!("../../report/src/forms/kr_pipa.rs"),
        ),
        (
            "kr_net.rs",
            include_str!("../../report/src/forms/kr_net.rs"),
        ),
        ("eu_33.rs", include_str!("../../report/src/forms/eu_33.rs")),
    ] {
        let printed = crate::plain::printable(text.as_bytes(), fonts);
        let printed = String::from_utf8(printed).expect("text");
        let broken: Vec<&str> = printed
            .lines()
            .filter(|line| line.contains("‹U+"))
            .collect();
        assert!(broken.is_empty(), "{name}: {broken:#?}");
    }
}
