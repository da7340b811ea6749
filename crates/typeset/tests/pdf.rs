//! What every PDF has, whatever stands in it. That it can be read out in order, and how many pages it
//! has on paper, is held by `scripts/tests/pdf.sh`, which has other programs to ask.

use report::{Document, Field, Ground, Lang, Part, Row, Section, Table, Value, from_json};
use typeset::pdf;

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

fn all() -> Vec<Document> {
    vec![
        document!("report.ko"),
        document!("report.en"),
        document!("sheet.ko"),
        document!("sheet.en"),
        document!("notice.ko"),
        document!("notice.en"),
    ]
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}

/// A string of a PDF as it is written where it is not ASCII: UTF-16 with its mark.
fn holds_utf16(bytes: &[u8], text: &str) -> bool {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    bytes.windows(units.len()).any(|window| window == units)
}

#[test]
fn it_is_tagged_and_says_its_language_title_and_day() {
    for document in all() {
        let bytes = pdf(&document).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."));
        for name in [
            "/StructTreeRoot",
            "/MarkInfo",
            "pdfuaid:part",
            "/Type/Pages",
        ] {
            assert!(holds(&bytes, name), "{name}");
        }
        let lang = format!("/Lang({})", document.lang.tag());
        assert!(holds(&bytes, &lang), "{lang}");
        assert!(holds(&bytes, "/CreationDate(D:20251119123500Z)"));
        assert!(holds(&bytes, &document.title) || holds_utf16(&bytes, &document.title));
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for document in all() {
        assert!(pdf(&document).unwrap() == pdf(&document).unwrap());
    }
}

#[test]
fn threads_do_not_disturb_each_other() {
    let documents = all();
    let alone: Vec<Vec<u8>> = documents
        .iter()
        .map(|document| pdf(document).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for (document, wanted) in documents.iter().zip(&alone) {
            scope.spawn(move || assert!(pdf(document).unwrap() == *wanted));
        }
    });
}

/// Markup, code, math, labels, raw text, comments, paths, and characters that no font draws.
const HOSTILE: &str = "#panic(\"x\") *b* _i_ \\ $x$ @ref <label> `raw` // c /* d */ = H - l [b] {c} #{1/0} \
     ${jndi} \u{202e}\u{0}\u{7} \u{1f600} ᄀ ﷽ \u{fffe} \u{300} e\u{301} \"'--- ~ #read(\"/etc/passwd\")";

fn hostile(lang: Lang, text: &str) -> Document {
    let mut document = document!("report.ko");
    let ground = || Ground::statement(text);
    document.lang = lang;
    document.title = text.to_owned();
    document.incident = text.to_owned();
    document.marks = vec![text.to_owned(); 3];
    document.zone.name = text.to_owned();
    document.sections.push(Section {
        id: text.to_owned(),
        heading: text.to_owned(),
        parts: vec![
            Part::Fields {
                fields: vec![
                    Field::new(text, text, ground(), vec![Value::text(text); 3]).with_note(text),
                ],
            },
            Part::Table(Table {
                caption: text.to_owned(),
                header: vec![text.to_owned(); 5],
                rows: vec![
                    Row::new(ground(), vec![Some(Value::text(text)); 7]),
                    Row::new(Ground::Unknown, vec![]),
                ],
            }),
            Part::Text {
                text: text.to_owned(),
            },
        ],
    });
    document
}

#[test]
fn a_value_is_no_markup() {
    for lang in [Lang::Ko, Lang::En] {
        let bytes = pdf(&hostile(lang, HOSTILE)).unwrap();
        assert!(bytes.starts_with(b"%PDF-1."));
    }
}

#[test]
fn a_document_of_odd_values_is_still_made() {
    let long = "가".repeat(300) + &"x".repeat(300) + &"\u{301}".repeat(100);
    for text in [
        "",
        "\n",
        " ",
        "\u{301}",
        "\u{200b}",
        &long,
        "مرحبا שלום नमस्ते",
    ] {
        let bytes = pdf(&hostile(Lang::En, text));
        assert!(
            bytes.is_ok(),
            "{:?}: {}",
            &text.chars().take(9).collect::<String>(),
            bytes.unwrap_err()
        );
    }
}

#[test]
fn every_character_of_the_first_plane_can_be_printed() {
    let mut document = document!("report.en");
    // Of the long rows of syllables and ideographs, which are all alike, one in 61.
    let alike = |code: u32| (0x3400..0xa000).contains(&code) || (0xac00..0xd7a4).contains(&code);
    let codes: Vec<char> = (0..=0xffffu32)
        .filter(|&code| !alike(code) || code % 61 == 0)
        .filter_map(char::from_u32)
        .collect();
    let values: Vec<Value> = codes
        .chunks(256)
        .map(|chunk| Value::text(chunk.iter().flat_map(|c| [*c, ' ']).collect::<String>()))
        .collect();
    document.sections[0].parts = vec![Part::Fields {
        fields: vec![Field::new("1", "x", Ground::statement("y"), values)],
    }];
    pdf(&document).unwrap();
}

#[test]
fn times_at_the_ends_of_the_calendar_are_printed() {
    for made in [i64::MIN, -1, 0, i64::MAX] {
        let mut document = document!("sheet.en");
        document.made = event::Millis(made);
        pdf(&document).unwrap();
    }
}
