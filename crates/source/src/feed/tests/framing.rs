//! Cutting: the three framings, and that pieces do not matter.

use proptest::prelude::*;

use super::*;
use crate::feed::fingerprint::sha256;

fn cut(input: &str, framing: Framing) -> Vec<String> {
    let (pieces, error) = drain(&mut feed(input.as_bytes(), &[usize::MAX], framing));
    assert!(error.is_none());
    texts(&pieces)
}

#[test]
fn lines_lose_their_ends_and_blank_ones_are_none() {
    assert_eq!(
        cut("a\r\n\n  \nb c\n\r\nd", Framing::Lines),
        ["a", "b c", "d"]
    );
    assert!(cut("", Framing::Lines).is_empty());
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_record() {
    let (pieces, _) = drain(&mut feed(b"\xef\xbb\xbfa\nb\n", &[1], Framing::Lines));
    assert_eq!(texts(&pieces), ["a", "b"]);
    assert_eq!(pieces[0].span(), (3, 5, false));
}

#[test]
fn the_last_line_without_end_is_unfinished_and_alone() {
    let mut feed = feed(b"a\nb", &[usize::MAX], Framing::Lines);
    assert_eq!(feed.next_batch().unwrap().unwrap().records.len(), 1);
    let last = feed.next_batch().unwrap().unwrap();
    assert_eq!((last.start(), last.end()), (2, 3));
    assert!(last.records[0].unfinished);
    assert_eq!(last.tail_sha256(2), Some(sha256(b"a\n")));
}

#[test]
fn a_quoted_field_holds_line_ends() {
    let input = "h1,h2\r\n1,\"a\n\"\"b\"\"\n\"\r\n2,x\"y\n3,\"\"\n";
    assert_eq!(
        cut(input, Framing::Csv),
        ["1,\"a\n\"\"b\"\"\n\"", "2,x\"y", "3,\"\""]
    );
    let mut feed = feed(input.as_bytes(), &[3], Framing::Csv);
    assert_eq!(feed.preamble().unwrap(), b"h1,h2");
    assert_eq!(feed.position(), 7);
}

#[test]
fn a_quote_that_never_closes_costs_one_overlong_record() {
    let input = "h\n\"aaaaaaaaaaaaaaaaaaaa\nbbbbbbbbbb\nc\nd\n";
    let (pieces, _) = drain(&mut feed(input.as_bytes(), &[2], Framing::Csv).with_sizes(SMALL));
    assert!(
        matches!(&pieces[0], Piece::Long { len: 32, .. }),
        "{pieces:?}"
    );
    assert_eq!(texts(&pieces), ["c", "d"]);
}

#[test]
fn elements_of_records_are_records_however_they_are_printed() {
    let pretty = "{\n \"v\": [{\"Records\": [0]}],\n \"Records\" : [\n  {\"a\": \"]}\\\"\",\n  \"b\": [1, {}]},\n  {\"c\": 2}\n ],\n \"more\": {\"x\": []}\n}\n{\"d\":1}\n";
    assert_eq!(
        cut(pretty, Framing::Records),
        [
            "{\"a\": \"]}\\\"\",\n  \"b\": [1, {}]}",
            "{\"c\": 2}",
            "{\"d\":1}"
        ]
    );
    assert_eq!(
        cut(
            "{\"Records\":[{\"a\":1},{\"b\":2}]}{\"Records\":[]}{\"Records\":[{\"c\":3}]}",
            Framing::Records
        ),
        ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]
    );
    assert_eq!(
        cut("[1, \"a,b\" ,{\"c\":[2]}, null]", Framing::Records),
        ["1", "\"a,b\"", "{\"c\":[2]}", "null"]
    );
}

#[test]
fn json_lines_are_records_and_records_elsewhere_is_a_plain_key() {
    let lines = "{\"a\":{\"Records\":[1]}}\r\n{\"b\":\"Records\"}\n{\"Records\":{\"c\":1}}\nhello\n{\"x\":\"\\u0052ecords\"}\n";
    assert_eq!(
        cut(lines, Framing::Records),
        [
            "{\"a\":{\"Records\":[1]}}",
            "{\"b\":\"Records\"}",
            "{\"Records\":{\"c\":1}}",
            "hello",
            "{\"x\":\"\\u0052ecords\"}"
        ]
    );
}

#[test]
fn a_torn_value_does_not_swallow_what_follows() {
    assert_eq!(
        cut("{\"a\":\"tor\n{\"b\":1}\n", Framing::Records),
        ["{\"a\":\"tor", "{\"b\":1}"]
    );
    assert_eq!(
        cut("{\"a\":1,\n{\"b\":1}\n", Framing::Records),
        ["{\"a\":1,", "{\"b\":1}"]
    );
    assert_eq!(
        cut("{\"a\":\n{\"b\":1}\n{\"c\":1}\n", Framing::Records),
        ["{\"a\":\n{\"b\":1}", "{\"c\":1}"]
    );
    assert_eq!(
        cut(
            "{\"Records\":[{\"a\":1},{\"b\n{\"Records\":[{\"c\":1}]}",
            Framing::Records
        ),
        ["{\"a\":1}", "{\"b", "{\"c\":1}"]
    );
}

#[test]
fn a_long_line_is_kept_by_head_and_hash_and_what_follows_is_read() {
    let mut input = b"before\n".to_vec();
    let long: Vec<u8> = (0..3 << 19).map(|i: u32| b'a' + (i % 23) as u8).collect();
    input.extend(&long);
    input.extend(b"\nafter\n");
    let mut feed = feed(&input, &[70_000, 3], Framing::Lines);
    let mut largest = 0;
    let mut seen = Vec::new();
    while let Some(batch) = feed.next_batch().unwrap() {
        largest = largest.max(batch.bytes.capacity());
        seen.extend(batch.iter().map(|(_, bytes)| bytes.to_vec()));
        if let Some(found) = batch.overlong {
            assert_eq!((found.offset, found.end), (7, 7 + (3 << 19) + 1));
            assert_eq!((found.len, found.unfinished), (3 << 19, false));
            assert_eq!(found.sha256, sha256(&long));
            assert_eq!(found.head, long[..crate::limits::OVERLONG_KEPT_BYTES]);
        }
    }
    assert_eq!(seen, [&b"before"[..], b"after"]);
    assert!(largest <= 1_200_000, "a buffer of {largest} bytes");
}

/// Lines, the slow way.
fn lines_slowly(input: &[u8], sizes: &Sizes) -> Vec<Piece> {
    let mut all = Vec::new();
    let mut offset = if input.starts_with(b"\xef\xbb\xbf") {
        3
    } else {
        0
    };
    while offset < input.len() {
        let rest = &input[offset..];
        let newline = rest.iter().position(|b| *b == b'\n');
        let raw = &rest[..newline.unwrap_or(rest.len())];
        let end = offset + raw.len() + usize::from(newline.is_some());
        let (start, stop, unfinished) = (offset as u64, end as u64, newline.is_none());
        offset = end;
        if raw.len() > sizes.record_max {
            let head = raw[..raw.len().min(sizes.kept_max)].to_vec();
            all.push(Piece::Long {
                offset: start,
                end: stop,
                len: raw.len() as u64,
                sha256: sha256(raw),
                head,
                unfinished,
            });
        } else if !raw.trim_ascii().is_empty() {
            let bytes = raw.strip_suffix(b"\r").unwrap_or(raw).to_vec();
            all.push(Piece::Whole {
                offset: start,
                end: stop,
                bytes,
                unfinished,
            });
        }
    }
    all
}

/// Bytes that matter to some framing, far more often than chance has them.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        8 => proptest::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\r\n", " ", "a", "1", "\"a\"",
            "{\"Records\":[", "\"Records\"", "{\"a\":1}", "\n{", "aaaaaaaaaaaaaaaa",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    proptest::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

fn framings() -> impl Strategy<Value = Framing> {
    proptest::sample::select(vec![Framing::Lines, Framing::Records, Framing::Csv])
}

proptest! {
    #[test]
    fn lines_agree_with_the_slow_twin(input in soup(), lengths in proptest::collection::vec(1usize..40, 1..5)) {
        let mut feed = feed(&input, &lengths, Framing::Lines).with_sizes(SMALL);
        prop_assert_eq!(drain(&mut feed).0, lines_slowly(&input, &SMALL));
        prop_assert_eq!(feed.position(), input.len() as u64);
    }

    #[test]
    fn pieces_do_not_matter(input in soup(), framing in framings(), lengths in proptest::collection::vec(1usize..40, 1..5)) {
        let sizes = Sizes { buffer: 1 << 16, records_max: 1000, ..SMALL };
        let (at_once, _) = drain(&mut feed(&input, &[usize::MAX], framing).with_sizes(sizes));
        let (in_pieces, _) = drain(&mut feed(&input, &lengths, framing).with_sizes(SMALL));
        prop_assert_eq!(at_once, in_pieces);
    }

    #[test]
    fn every_json_value_is_one_record(values in proptest::collection::vec("[a-z\"\\\\\\]}{,:é ]{0,9}", 0..9), deep in 0usize..3, pretty: bool) {
        let values: Vec<serde_json::Value> = values.iter().map(|text| {
            let mut value = serde_json::json!({ text.as_str(): [text, { "Records": [1, {}] }] });
            for _ in 0..deep { value = serde_json::json!({ "k": [value] }); }
            value
        }).collect();
        let file = serde_json::json!({ "before": { "x": [{}] }, "Records": values.clone(), "zz": [] });
        let text = if pretty { serde_json::to_string_pretty(&file) } else { serde_json::to_string(&file) }.unwrap();
        let (pieces, _) = drain(&mut feed(text.as_bytes(), &[5, 1, 9], Framing::Records));
        let found: Vec<serde_json::Value> = texts(&pieces).iter().map(|t| serde_json::from_str(t).unwrap()).collect();
        prop_assert_eq!(found, values);
    }

    #[test]
    fn csv_cuts_where_the_csv_reader_does(rows in proptest::collection::vec(proptest::collection::vec("[a\", \n]{0,6}", 2..4), 1..8)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows { writer.write_record(row).unwrap(); }
        let text = writer.into_inner().unwrap();
        let mut feed = feed(&text, &[3, 1], Framing::Csv);
        let header = feed.preamble().unwrap().to_vec();
        let mut found = vec![String::from_utf8(header).unwrap()];
        found.extend(texts(&drain(&mut feed).0));
        let parsed: Vec<Vec<String>> = found.iter().map(|record| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(record.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            row.iter().map(str::to_owned).collect()
        }).collect();
        prop_assert_eq!(parsed, rows);
    }
}
