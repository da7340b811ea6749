use super::*;
use crate::trace::{Salt, sample::Sample};

const HEADER: &str = "subject,email,phone,name,address,valid_from\n";

/// The matches of each row: subject, ground and points.
fn matched(sample: &str, contacts: &str) -> Vec<RowMatches> {
    let canon = Canon::default();
    let sample = Sample::read(sample.as_bytes(), &canon, "member", &Salt([0; 32]));
    let sample = sample.expect("a sample");
    let mut matching = Matching::new(&sample, &canon, "member").expect("a namespace");
    let read = matching.see_all((HEADER.to_owned() + contacts).as_bytes());
    assert_eq!(read.expect("contacts").unreadable, 0);
    matching.matches().rows
}

fn known(row: &RowMatches) -> Vec<(&str, Ground, u32)> {
    let known = row.matches.iter().filter(|of| of.ground != Ground::Named);
    known
        .map(|of| (of.subject.uncover(), of.ground, of.score))
        .collect()
}

#[test]
fn rows_become_subjects_by_identifier_email_phone_or_name_with_address() {
    let contacts = "0001,a@x.kr,010-1111-1111,김민수,서울특별시 강남구 테헤란로 152 3층,\n\
                    2,B@x.kr,010-2222-2222,이서연,부산 해운대구 우동 1,\n\
                    3,c@x.kr,010-3333-3333,김민수,대구 중구 동성로 9,\n";
    let sample = "id,email,phone,name,address\n\
                  1,,,,\n\
                  ,b@X.kr,,,\n\
                  ,,+82 10 3333 3333,,\n\
                  ,,,김 민수,서울 강남구 테헤란로 152\n\
                  ,,,김민수,\n\
                  ,nobody@x.kr,,박지훈,서울 강남구 테헤란로 152\n";
    let rows = matched(sample, contacts);
    let of: Vec<_> = rows.iter().map(known).collect();
    assert_eq!(of[0], [("member:1", Ground::Exact, points::ID)]);
    assert_eq!(of[1], [("member:2", Ground::Exact, points::REACH)]);
    assert_eq!(of[2], [("member:3", Ground::Exact, points::REACH)]);
    let alike = points::NAME + points::ADDRESS;
    assert_eq!(of[3], [("member:1", Ground::Alike, alike)]);
    assert!(of[4].is_empty(), "a name alone is nobody");
    assert!(of[5].is_empty(), "an address alone is nobody");
}

/// Who lives at one address is told apart by nothing, as who shares a phone number is not.
#[test]
fn an_address_alone_is_whoever_has_it_word_for_word() {
    let contacts = "1,,,김민수,서울특별시 강남구 테헤란로 152 3층,\n\
                    2,,,이서연,부산 해운대구 우동 1,\n\
                    3,,,김민준,부산 해운대구 우동 1,\n\
                    4,,,박지훈,대구 중구,\n";
    let of = |sample: &str| {
        matched(sample, contacts)
            .iter()
            .map(known_subjects)
            .collect::<Vec<_>>()
    };
    let rows = of(
        "address\n\"서울 강남구 테헤란로 １５２, 3층\"\n부산 해운대구 우동 1\n\
                   서울 강남구 테헤란로 152\n대구 중구\n",
    );
    assert_eq!(rows[0], ["member:1"]);
    assert_eq!(rows[1], ["member:2", "member:3"], "either of them");
    assert!(rows[2].is_empty(), "a part of an address is nobody");
    assert!(rows[3].is_empty(), "a town is no address");
    let parts = of("주소1,주소2\n테헤란로 152 3층,서울 강남구\n");
    assert_eq!(
        parts[0],
        ["member:1"],
        "in whatever columns its parts stand"
    );
    let others = of("name,address\n최서준,부산 해운대구 우동 1\n");
    assert!(others[0].is_empty(), "somebody else who lives there");
    let crowd = (1..=MATCHES_MAX + 1).map(|n| format!("{n},,,,서울 우동 1,\n"));
    let crowd = matched("address\n서울 우동 1\n", &crowd.collect::<String>());
    assert_eq!((known(&crowd[0]).len(), crowd[0].is_crowded), (0, true));
}

fn known_subjects(row: &RowMatches) -> Vec<String> {
    let of = known(row).into_iter();
    of.map(|(subject, ..)| subject.to_owned()).collect()
}

/// What mail programs, pages and Asian keyboards make of an e-mail and a number.
#[test]
fn a_value_in_its_wrapping_is_the_value() {
    let contacts = "1,a@x.kr,010-1111-1111,,,\n";
    for email in [
        "<a@x.kr>",
        "Kim <A@x.kr>",
        "mailto:a@x.kr",
        "MAILTO:a@x.kr?subject=x",
        "ａ＠ｘ．ｋｒ",
    ] {
        let rows = matched(&format!("email\n{email}\n"), contacts);
        assert_eq!(known(&rows[0]).len(), 1, "{email}");
    }
    for phone in [
        "０１０-１１１１-１１１１",
        "tel:010-1111-1111",
        "tel:+82-10-1111-1111;ext=3",
        "<01011111111>",
    ] {
        let rows = matched(&format!("phone\n{phone}\n"), contacts);
        assert_eq!(known(&rows[0]).len(), 1, "{phone}");
    }
}

#[test]
fn a_family_phone_does_not_outweigh_a_person() {
    let contacts = "1,a@x.kr,010-1111-1111,김민수,,\n2,b@x.kr,010-1111-1111,이서연,,\n";
    let whole = matched("email,phone,name\na@x.kr,01011111111,김민수\n", contacts);
    assert_eq!(known(&whole[0]), [("member:1", Ground::Exact, 140)]);
    let phone = matched("phone\n01011111111\n", contacts);
    assert_eq!(known(&phone[0]).len(), 2, "either of them");
}

#[test]
fn a_row_that_fits_many_says_nothing() {
    let line = |n: usize| format!("{n},,02-555-0000,Desk,,\n");
    let sample = "phone,name\n02-555-0000,Desk\n";
    let few: String = (1..=MATCHES_MAX).map(line).collect();
    let rows = matched(sample, &few);
    assert_eq!(
        (known(&rows[0]).len(), rows[0].is_crowded),
        (MATCHES_MAX, false)
    );
    for many in [MATCHES_MAX + 1, 100] {
        let rows = matched(sample, &(1..=many).map(line).collect::<String>());
        assert_eq!((known(&rows[0]).len(), rows[0].is_crowded), (0, true));
    }
    let one_more = (1..=100).map(line).collect::<String>() + "7000,d@x.kr,02-555-0000,Desk,,\n";
    let rows = matched("email,phone,name\nd@x.kr,02-555-0000,Desk\n", &one_more);
    assert_eq!(
        known(&rows[0]),
        [("member:7000", Ground::Exact, 140)],
        "one is better than the crowd"
    );
}

#[test]
fn a_row_names_subjects_itself_and_the_book_says_whether_they_are() {
    let sample = "id,phone\n7,010-7777-7777\n8,\n9,\n";
    let rows = matched(sample, "9,n@x.kr,,,,\n");
    let names: Vec<&str> = rows[0]
        .matches
        .iter()
        .map(|of| of.subject.uncover())
        .collect();
    assert_eq!(names, ["member:7", "phone:+821077777777"]);
    let book = |name: &str| (name == "phone:+821077777777").then_some(70);
    let traced = Matches { rows }.traced(book);
    let subjects = |row: &Traced| row.may_be.iter().map(|of| of.subject).collect::<Vec<_>>();
    assert_eq!(
        (traced[0].is_matched, subjects(&traced[0])),
        (true, vec![70])
    );
    assert!(!traced[1].is_matched, "nobody knows 8");
    assert_eq!(
        (traced[2].is_matched, subjects(&traced[2])),
        (true, vec![]),
        "9 was never read"
    );
}

#[test]
fn a_row_is_dated_by_the_lines_that_agree_less() {
    let contacts = "1,a@x.kr,010-1111-1111,,,2025-01-01T00:00:00Z\n\
                    1,a@x.kr,010-1111-2222,,,2025-06-01T00:00:00Z\n\
                    1,a@x.kr,010-1111-3333,,,2025-09-01T00:00:00Z\n\
                    2,b@x.kr,010-2222-2222,,,2025-06-01T00:00:00Z\n";
    let at = |text| Some(Millis::parse(text).expect("a time"));
    let dated = |sample: &str| {
        let rows = matched(&("email,phone\n".to_owned() + sample), contacts);
        let best = rows[0].matches[0].clone();
        (best.since, best.until)
    };
    let (june, september) = (at("2025-06-01T00:00:00Z"), at("2025-09-01T00:00:00Z"));
    assert_eq!(dated("a@x.kr,01011111111\n"), (None, june));
    assert_eq!(dated("a@x.kr,01011112222\n"), (june, september));
    assert_eq!(dated("a@x.kr,01011113333\n"), (september, None));
    assert_eq!(
        dated("a@x.kr,01099999999\n"),
        (None, None),
        "a number nobody had"
    );
    assert_eq!(
        dated("b@x.kr,01022222222\n"),
        (None, None),
        "it may have held before"
    );
}

#[test]
fn a_source_that_cannot_be_read_says_where() {
    let canon = Canon::default();
    let sample = Sample::read(b"id\n1\n", &canon, "member", &Salt([0; 32])).expect("a sample");
    let read = |text: &str| {
        let mut matching = Matching::new(&sample, &canon, "member").expect("a namespace");
        matching.see_all(text.as_bytes())
    };
    let says = |text: &str| read(text).expect_err("no source").to_string();
    assert!(says("").contains("no column subject"));
    assert!(says("id,email\n").contains("no column subject"));
    assert!(says("subject,city\n").contains("no column email, phone or name"));
    let open = "subject,email\n1,a@x.kr\n2,\"".to_owned() + &"x".repeat(2 * LINE_BYTES_MAX);
    assert!(says(&open).contains("after line 2"), "{}", says(&open));
    let many = "subject,email\n".to_owned() + &"1,a@x.kr\n".repeat(20_000);
    assert_eq!(
        read(&many).expect("a source").lines,
        20_000,
        "the limit is of a line"
    );
    let unreadable = read("\u{feff}subject,email,valid_from\n1,a@x.kr,then\n,b@x.kr,\n2,,\n");
    let expected = Lines {
        lines: 3,
        unreadable: 2,
        first_unreadable: Some(2),
    };
    assert_eq!(unreadable.expect("a source"), expected);
}

/// The table must not pass over a row that a look at every row would find.
#[test]
fn no_row_that_agrees_is_passed_over() {
    let mut state = 7u64;
    let mut next = |end: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % end
    };
    let mut cells = |id: u64| {
        let words: Vec<String> = (0..next(6)).map(|_| format!("w{}", next(12))).collect();
        let (mail, phone, name) = (next(40), next(40), next(4));
        format!(
            "{id},m{mail}@x.kr,0101111{phone:04},Kim{name},{}\n",
            words.join(" ")
        )
    };
    let sample = (0..200).map(|id| cells(id * 3)).collect::<String>();
    let sample = "id,email,phone,name,address\n".to_owned() + &sample;
    let canon = Canon::default();
    let sample = Sample::read(sample.as_bytes(), &canon, "member", &Salt([0; 32]));
    let sample = sample.expect("a sample");
    let matching = Matching::new(&sample, &canon, "member").expect("a namespace");
    let mut alike = 0;
    for id in 0..300 {
        let line = cells(id);
        let cells: Vec<&str> = line.trim().split(',').collect();
        let contact = Contact {
            subject: cells[0],
            email: cells[1],
            phone: cells[2],
            name: cells[3],
            address: cells[4],
            valid_from: None,
        };
        let held = Held::of(&contact, format!("member:{id}"), &matching.forms);
        let hits = matching.table.hits(&held);
        for (at, row) in (0u32..).zip(&sample.rows) {
            if let Some((_, ground)) = held.agrees(row) {
                assert!(hits.contains(&at), "{line} and line {}", row.line);
                alike += u32::from(ground == Ground::Alike);
            }
        }
    }
    assert!(alike > 100, "{alike} by name and address");
}
