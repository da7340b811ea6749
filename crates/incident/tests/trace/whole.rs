//! From the bytes of a leaked table to the path that explains it.

use event::{Canon, FieldSet, Millis};
use incident::trace::{
    Salt,
    contacts::Matching,
    rank::{DRAWS, Lots, PathKind, PathRead, Question, Read, Verdict, trace},
    sample::{Column, Sample},
};

const NAME: FieldSet = FieldSet(0b001);
const PHONE: FieldSet = FieldSet(0b010);

/// 30 of the members 100 to 129 in a mess: national and international numbers, lost zeros, names with blanks, half
/// rows, one row twice; and ten rows of people whom nobody knows.
fn leaked_table() -> String {
    let member = |n: u32| match n % 3 {
        0 => format!("김 회원{n};010-5555-{n:04}\n"),
        1 => format!("김회원{n};+82 10 5555 {n:04}\n"),
        _ => format!(";105555{n:04}\n"),
    };
    let unknown = |n: u32| format!("박모름{n};010-9999-{n:04}\n");
    let rows = (100..130).chain([100]).map(member);
    "\u{feff}이름;휴대폰\n".to_owned() + &rows.chain((0..10).map(unknown)).collect::<String>()
}

fn contact_source() -> String {
    let line = |n: u32| format!("{n},m{n}@x.kr,010-5555-{n:04},김회원{n},,\n");
    "subject,email,phone,name,address,valid_from\n".to_owned()
        + &(0..500).map(line).collect::<String>()
}

fn reader(kind: PathKind, name: &str, members: std::ops::Range<u32>, fields: FieldSet) -> PathRead {
    let read = |subject: u32| Read {
        subject,
        position: u64::from(fields.len()) << 32 | u64::from(subject),
        at: Millis(i64::from(subject)),
        fields,
    };
    PathRead {
        kind,
        name: name.to_owned(),
        reads: members.clone().map(read).collect(),
        controls: (0..500)
            .filter(|control| members.contains(control))
            .collect(),
    }
}

#[test]
fn a_messy_table_is_traced_to_who_read_names_and_phones() {
    let canon = Canon::default();
    let sample = Sample::read(leaked_table().as_bytes(), &canon, "member", &Salt([3; 32]));
    let sample = sample.expect("a sample");
    assert_eq!(sample.shows(), [Column::Phone, Column::Name]);
    assert_eq!((sample.rows.len(), sample.left_out.repeated_rows), (40, 1));
    let mut matching = Matching::new(&sample, &canon, "member").expect("a namespace");
    let lines = matching
        .see_all(contact_source().as_bytes())
        .expect("a source");
    assert_eq!((lines.lines, lines.unreadable), (500, 0));
    // The book numbers members as they are; it knows no phone numbers.
    let book = |name: &str| name.strip_prefix("member:").and_then(|id| id.parse().ok());
    let rows = matching.matches().traced(book);
    let mut names_only = reader(PathKind::Actor, "list", 0..500, NAME);
    names_only.controls = Vec::new();
    let paths = [
        names_only,
        reader(PathKind::Actor, "thief", 90..140, NAME | PHONE),
        reader(PathKind::Span, "autumn", 0..500, NAME | PHONE),
    ];
    let question = Question {
        rows: &rows,
        fields: NAME | PHONE,
        paths: &paths,
        paths_compared: 3,
        lots: Lots {
            of: 500,
            drawn: 500,
        },
        controls: 500,
        draws: DRAWS,
        seed: 11,
    };
    let answer = trace(&question).expect("an answer");
    assert_eq!((answer.counts.of, answer.counts.matched), (40, 30));
    let Verdict::Points {
        path, includes_it, ..
    } = &answer.verdict
    else {
        panic!("{answer:?}");
    };
    assert_eq!((path.name.as_str(), path.explains), ("thief", 30));
    assert_eq!(includes_it.len(), 1, "autumn has all of it");
    let printed = format!("{answer:?}{sample:?}{rows:?}");
    assert!(
        !printed.contains("5555") && !printed.contains("회원"),
        "no value is seen"
    );
}
