//! What holds for the forms whatever stands in them.

use report::{
    Changes, Document, Field, Grade, Ground, Lang, Part, Printed, Unit, Value, Was, to_html,
    to_json, visible,
};

use crate::sample::{at, report};

/// Everything that could end an element, an attribute, a style or a comment, and what nobody sees.
const HOSTILE: &str =
    "</style></title><script>alert(1)</script> \"' onload=x --> & \u{202e}gnp\u{0}\u{7}";

fn hostile(lang: Lang) -> Document {
    let mut document = report(lang);
    document.title = HOSTILE.to_owned();
    document.incident = HOSTILE.to_owned();
    document.zone.name = HOSTILE.to_owned();
    document.marks = vec![HOSTILE.to_owned()];
    document.sections[0].heading = HOSTILE.to_owned();
    document.sections[0].parts = vec![Part::Fields {
        fields: vec![
            Field::new(
                HOSTILE,
                HOSTILE,
                Ground::statement(HOSTILE),
                vec![Value::text(HOSTILE)],
            )
            .with_note(HOSTILE),
        ],
    }];
    document
}

#[test]
fn a_value_is_no_markup() {
    let html = to_html(&hostile(Lang::En));
    assert!(!html.contains("<script"));
    assert_eq!(html.matches("</style>").count(), 1);
    assert_eq!(html.matches("</title>").count(), 1);
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39; onload=x --&gt; &amp;")
    );
    assert!(html.contains("‹U+202E›gnp‹U+0000›‹U+0007›"));
    assert!(!html.contains(['\u{202e}', '\0', '\u{7}']));
}

#[test]
fn json_keeps_every_character() {
    let document = hostile(Lang::En);
    let json = to_json(&document).unwrap();
    assert_eq!(report::from_json(&json).unwrap(), document);
}

#[test]
fn a_page_loads_nothing() {
    for lang in [Lang::Ko, Lang::En] {
        let html = to_html(&report(lang));
        for outside in [
            "http://", "https://", "src=", "href=", "url(", "@import", "<script",
        ] {
            assert!(!html.contains(outside), "{outside}");
        }
    }
}

#[test]
fn the_forbidden_word_is_not_in_ours() {
    // Two syllables, so that this file does not hold the word either.
    let word = ["노", "출"].concat();
    let html = to_html(&report(Lang::Ko));
    assert!(!html.contains(&word));
    for kind in report::Kind::ALL {
        let document = Document {
            kind,
            ..report(Lang::Ko)
        };
        assert!(!format!("{:?}", Printed::of(&document)).contains(&word));
    }
}

#[test]
fn what_is_not_seen_is_made_visible() {
    assert_eq!(visible("이름, a\nb"), "이름, a\nb");
    assert_eq!(visible("a\r\nb\rc\td"), "a\nb\nc d");
    assert_eq!(
        visible("\u{200b}\u{feff}\u{ad}\u{85}"),
        "‹U+200B›‹U+FEFF›‹U+00AD›‹U+0085›"
    );
}

fn printed_value(lang: Lang, value: Value) -> String {
    let mut document = report(lang);
    document.sections[0].parts = vec![Part::Fields {
        fields: vec![Field::new("1", "x", Ground::statement("y"), vec![value])],
    }];
    let printed = Printed::of(&document);
    let report::Piece::Grid(grid) = &printed.stretches[0].pieces[0] else {
        panic!("no grid");
    };
    grid.rows[0][2].lines.join("|")
}

#[test]
fn values_read_as_they_are_spoken() {
    let (ko, en) = (Lang::Ko, Lang::En);
    let range = |low, best, high| Value::Range {
        low,
        best,
        high,
        unit: Unit::People,
    };
    let long = |hours: u64, minutes: u64| Value::Duration {
        ms: (hours * 60 + minutes) * 60_000,
    };
    let cases = [
        (en, Value::count(1, Unit::Reads), "1 read"),
        (en, Value::count(1_000, Unit::Subjects), "1,000 identifiers"),
        (ko, Value::count(0, Unit::People), "0명"),
        (ko, Value::count(999, Unit::Reads), "열람 999회"),
        (ko, range(3, None, None), "최소 3명"),
        (en, range(1, None, Some(4)), "1 to 4 people"),
        (ko, range(1_000, None, Some(2_000)), "1,000 ~ 2,000명"),
        (en, range(5, Some(5), Some(5)), "5 people"),
        (ko, range(10, Some(15), Some(20)), "약 15명 (범위 10 ~ 20)"),
        (ko, long(29, 35), "29시간 35분"),
        (ko, long(72, 0), "72시간"),
        (en, long(30 * 24 + 5, 59), "30 d 5 h"),
        (en, Value::Duration { ms: 59_999 }, "59 s"),
        (
            ko,
            Value::time(at("2025-11-17T07:00:00Z")),
            "2025-11-17 16:00 KST",
        ),
        (
            ko,
            Value::time(at("2025-11-17T16:30:05.999Z")),
            "2025-11-18 01:30:05 KST",
        ),
        (ko, Value::text("한 줄\n두 줄"), "한 줄|두 줄"),
    ];
    for (lang, value, wanted) in cases {
        assert_eq!(printed_value(lang, value).replace('\u{a0}', " "), wanted);
    }
}

#[test]
fn a_question_is_listed_once() {
    let printed = Printed::of(&report(Lang::En));
    let bases = printed.stretches.last().unwrap();
    let report::Piece::Grid(grid) = &bases.pieces[1] else {
        panic!("no grid");
    };
    let questions: Vec<&str> = grid
        .rows
        .iter()
        .map(|row| row[1].lines[0].as_str())
        .collect();
    assert_eq!(
        questions,
        [
            "people of scope 2025-1117-A/3",
            "NOT issued AND route IN ('address-list', 'account-page')",
            "exposures of scope 2025-1117-A/3 by field",
        ]
    );
}

#[test]
fn changes_are_found_by_section_number_and_label() {
    let filed = report(Lang::En);
    let mut now = filed.clone();
    let Part::Fields { fields } = &mut now.sections[1].parts[0] else {
        panic!("no fields");
    };
    fields[2] = Field::new(
        "3d",
        "Non-members (recipients)",
        Ground::statement("data team"),
        vec![Value::count(7, Unit::People)],
    );
    fields[3].label = "Encrypted".to_owned();
    let Part::Table(table) = &mut now.sections[1].parts[1] else {
        panic!("no table");
    };
    table.rows.pop();
    let changes = Changes::between(&filed, &now, "first", at("2025-11-18T11:00:00Z"));
    let found: Vec<_> = changes
        .list
        .iter()
        .map(|change| {
            (
                change.label.as_str(),
                change.before.is_some(),
                change.after.is_some(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("Non-members (recipients)", true, true),
            ("Encrypted", false, true),
            ("Encryption", true, false),
            ("Items leaked: Entrance code (in clear)", true, false),
        ]
    );
    let unknown = Was {
        grade: Grade::Unknown,
        values: Vec::new(),
    };
    assert_eq!(changes.list[0].before, Some(unknown));
    assert!(
        Changes::between(&filed, &filed, "first", at("2025-11-18T11:00:00Z"))
            .list
            .is_empty()
    );
}

#[test]
fn no_markup_stands_in_the_title_of_a_page() {
    let document = report(Lang::En);
    assert!(document.incident.contains('-'), "{}", document.incident);
    let page = to_html(&document);
    let (_, rest) = page.split_once("<title>").unwrap();
    let (title, _) = rest.split_once("</title>").unwrap();
    assert!(!title.contains('<'), "{title}");
    assert!(
        page.contains("<span class=\"n\">2025-11-17</span> <span class=\"n\">16:00 KST</span>")
    );
}
