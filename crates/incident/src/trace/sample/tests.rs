use super::*;

const SALT: Salt = Salt([7; 32]);

fn read(text: &str) -> Sample {
    Sample::read(text.as_bytes(), &Canon::default(), "member", &SALT).expect("a sample")
}

fn shown(sample: &Sample) -> Vec<Vec<(&'static str, &str)>> {
    fn value(value: &Value) -> (&'static str, &str) {
        (value.column.word(), value.value.uncover())
    }
    let rows = sample.rows.iter();
    rows.map(|row| row.values.iter().map(value).collect())
        .collect()
}

#[test]
fn columns_are_known_by_korean_and_english_names() {
    let sample = read(
        "\u{feff}회원번호;성명;휴대폰 번호;E-mail;주소;등급\n\
         000123;김 민수;010-1234-5678;Kim@Example.COM;서울특별시 강남구 테헤란로 152;gold\n",
    );
    assert_eq!(
        shown(&sample),
        [[
            ("id", "member:123"),
            ("email", "kim@example.com"),
            ("phone", "+821012345678"),
            ("name", "김민수"),
            ("address", "서울 강남구 테헤란로 152"),
        ]]
    );
    assert_eq!(sample.columns.last(), Some(&None), "the grade is not known");
}

#[test]
fn columns_without_names_are_known_by_their_values() {
    const ROWS: [&str; 4] = [
        "1|김민수|1012345678|kim@example.com|서울 강남구 테헤란로 152|vip",
        "2|이서연|010 2222 3333||부산광역시 해운대구 우동 1|vip",
        "3|broken|+82 10-3333-4444|lee@example.com||basic",
        "4|박지훈||park@example.com|경기도 성남시 분당구 판교로 1|vip",
    ];
    for delimiter in [",", ";", "\t", "|"] {
        let sample = read(&ROWS.join("\n").replace('|', delimiter));
        let columns = [
            None,
            Some(Column::Name),
            Some(Column::Phone),
            Some(Column::Email),
            Some(Column::Address),
            None,
        ];
        assert_eq!(sample.columns, columns, "{delimiter:?}");
        assert_eq!(sample.rows.len(), 4);
        let first = sample.rows.first().expect("a row");
        assert_eq!(first.values_of(Column::Phone).next(), Some("+821012345678"));
    }
}

#[test]
fn half_rows_repeated_rows_and_unreadable_cells_are_counted() {
    let sample =
        read("id,phone,name\n1,010-1111-2222,Kim\n\n0001,01011112222,KIM\n2\n,,\n3,010-x,Lee\n");
    assert_eq!(sample.rows.len(), 3);
    assert_eq!(
        sample.left_out,
        LeftOut {
            empty_rows: 1,
            repeated_rows: 1,
            unreadable_cells: 1,
        }
    );
    let lines: Vec<u64> = sample.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [2, 5, 7]);
}

#[test]
fn quotes_hold_commas_and_a_quote_left_open_swallows_nothing() {
    let quoted = read("name,address\nKim,\"서울 강남구, 테헤란로 152\"\n");
    let row = quoted.rows.first().expect("a row");
    assert_eq!(
        row.values_of(Column::Address).next(),
        Some("서울 강남구 테헤란로 152")
    );
    let open =
        read("id,email\n1,\"a@example.com\n2,b@example.com\n3,c@example.com\n4,d@example.com\n");
    assert_eq!(open.rows.len(), 4);
    let first = open.rows.first().expect("a row");
    assert_eq!(first.values_of(Column::Email).next(), Some("a@example.com"));
}

#[test]
fn a_sample_shows_what_more_than_a_third_of_its_rows_fill() {
    let sample = read("id,email,phone\n1,a@x.kr,0101111222\n2,b@x.kr,\n3,,\n4,d@x.kr,\n");
    assert_eq!(sample.shows(), [Column::Id, Column::Email]);
}

#[test]
fn nothing_that_prints_shows_a_value() {
    let sample = read("id,email\n4711,secret@example.com\n");
    let printed = format!("{sample:?}");
    assert!(printed.contains("***"), "{printed}");
    assert!(
        !printed.contains("secret") && !printed.contains("4711"),
        "{printed}"
    );
}

#[test]
fn a_digest_needs_its_salt_and_knows_its_columns() {
    let digest = |text: &str, salt| {
        let sample = Sample::read(text.as_bytes(), &Canon::default(), "member", &salt);
        sample
            .expect("a sample")
            .rows
            .first()
            .expect("a row")
            .digest
    };
    let one = digest("id,email\n1,a@x.kr\n", SALT);
    assert_eq!(one, digest("email;id\nA@X.kr;01\n", SALT), "the same row");
    assert_ne!(one, digest("id,email\n1,a@x.kr\n", Salt([8; 32])));
    assert_ne!(digest("name\nkim\n", SALT), digest("address\nkim\n", SALT));
}

#[test]
fn what_exceeds_a_limit_is_refused_with_its_place() {
    let error = |text: &str| {
        let read = Sample::read(text.as_bytes(), &Canon::default(), "member", &SALT);
        read.expect_err("no sample")
    };
    let rows = |count: usize| -> String {
        let row = |n| format!("{n},p{n}@example.com\n");
        "id,email\n".to_owned() + &(0..count).map(row).collect::<String>()
    };
    assert_eq!(read(&rows(ROWS_MAX)).rows.len(), ROWS_MAX);
    let line = ROWS_MAX as u64 + 2;
    assert_eq!(error(&rows(ROWS_MAX + 1)), SampleError::Rows { line });
    let unnamed = rows(ROWS_MAX + 1).replace("id,email\n", "");
    assert_eq!(error(&unnamed), SampleError::Rows { line: line - 1 });
    let wide = ",".repeat(COLUMNS_MAX);
    assert_eq!(
        error(&format!("id\n{wide}\n")),
        SampleError::Columns {
            line: 2,
            columns: COLUMNS_MAX + 1
        }
    );
    let bytes = BYTES_MAX + 1;
    assert_eq!(error(&" ".repeat(bytes)), SampleError::Bytes { bytes });
    assert_eq!(error(""), SampleError::NoColumn);
    assert_eq!(error("?!,?!\n"), SampleError::NoColumn);
    let unknown = Sample::read(b"id\n1\n", &Canon::default(), "guest", &SALT);
    assert!(
        unknown
            .expect_err("no namespace")
            .to_string()
            .contains("guest")
    );
}

#[test]
fn bytes_that_are_no_text_are_left_out() {
    let bytes = b"id,name\n1,\xb1\xe8\n2,Kim\n";
    let sample = Sample::read(bytes, &Canon::default(), "member", &SALT).expect("a sample");
    assert_eq!(sample.rows.len(), 2);
    assert_eq!(sample.left_out.unreadable_cells, 1);
}

/// Bytes of every kind, with what a reader of tables stumbles over more often than others.
#[test]
fn whatever_bytes_come_it_is_read_or_refused() {
    const PIECES: [&[u8]; 12] = [
        b",",
        b";",
        b"\n",
        b"\r\n",
        b"\"",
        b"id",
        b"\xef\xbb\xbf",
        b"\xff",
        b"a@x.kr",
        b"01012345678",
        b"+",
        b"\0",
    ];
    let mut state = 1u64;
    let mut next = |end: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).expect("31 bits") % end
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2000 {
        let count = next(60);
        let bytes: Vec<u8> = (0..count)
            .flat_map(|_| PIECES[next(PIECES.len())].to_vec())
            .collect();
        match Sample::read(&bytes, &Canon::default(), "member", &SALT) {
            Ok(sample) => {
                assert!(sample.rows.iter().all(|row| !row.values.is_empty()));
                read += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}
