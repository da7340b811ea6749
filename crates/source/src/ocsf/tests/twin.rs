//! *twin*: what a scan takes, `serde_json` takes too, with the same result.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{super::*, value};

/// Whether the scan took the record; whatever it took was compared with the slow twin.
fn scan_agrees(text: &str) -> bool {
    let (mut marks, mut quick) = (Marks::default(), Record::default());
    let taken = scan(text, marks.of(text), &mut quick);
    if taken {
        assert_eq!(format!("{quick:?}"), slow(text), "{text}");
    }
    taken
}

fn slow(text: &str) -> String {
    let mut record = Record::default();
    parse_slow(text, &mut record).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    format!("{record:?}")
}

/// Whether a plan that was made of some lines took the record; what it took was compared.
fn plan_agrees(known: &[String], text: &str) -> bool {
    let (mut marks, mut plans) = (Marks::default(), Plans::default());
    for line in known.iter().filter(|line| scan_agrees(line)) {
        plans.learn(line, marks.of(line));
    }
    let mut quick = Record::default();
    let taken = plans.read(text, marks.of(text), &mut quick);
    if taken {
        assert_eq!(format!("{quick:?}"), slow(text), "{text}");
    }
    taken
}

/// Lines as a gateway writes them, with and without blanks.
const USUAL: [&str; 3] = [
    r#"{"activity_id":3,"actor":{"session":{"uid":"s-9e22"},"user":{"uid":"26948","type_id":1}},"class_uid":4002,"device":{"uid":"gw-1"},"http_request":{"http_method":"GET","url":{"path":"/members/26948/orders"},"user_agent":"Mozilla/5.0 (Windows NT 10.0) Edg/131.0, der größte \u007f"},"http_response":{"code":200},"metadata":{"product":{"name":"gateway"},"sequence":2},"severity_id":-1,"src_endpoint":{"ip":"100.93.108.82"},"time":1734188492587,"type_uid":400203,"unmapped":{"kid":"auth-2024-04","columns":["a","b"],"records":3,"rows":null}}"#,
    r#"{"activity_id":3,"actor":{"session":{"uid":"s-9e22"},"user":{"uid":26948}},"class_uid":4002,"http_request":{"http_method":"GET","url":{"path":"/a"},"user_agent":"Mozilla, größte"},"http_response":{"code":"200"},"metadata":{"sequence":2},"severity_id":-1.5e+3,"extra":[[],{},[{"a":[true,false,null]}],0],"time":1734188492587,"resources":[{"type":"member","uid":"1"},null,{"uid":2}],"unmapped":{"kid":"k","columns":["a","b"],"records":3,"rows":null}}"#,
    "{ \"class_uid\" : 6003 ,\t\"time\": 1762421880000, \"actor\": null, \"resources\" : [ { \"uid\" : \"1\" } ] ,\r\n \"x\" : [ 1 , 2 ] }",
];

#[test]
fn usual_lines_are_scanned() {
    assert!(scan_agrees(USUAL[1]) && scan_agrees(USUAL[2]));
    assert!(!scan_agrees(USUAL[0]), "an escape is left to the twin");
}

#[test]
fn what_is_unusual_is_left_to_the_twin() {
    for (line, why) in [
        (r#"{"class_uid":6003,"class_uid":1}"#, "given twice"),
        (r#"{"class_uid":true}"#, "another type"),
        (r#"{"x":[1,]}"#, "a comma before the end of a list"),
        (r#"{"x":{"a":1,}}"#, "a comma before the end of an object"),
        (r#"{"x":01}"#, "a leading zero"),
        (r#"{"x":1.}"#, "no digit behind the point"),
        (r#"{"x":"\u0001"}"#, "an escape"),
        ("{\"x\":\"\u{1}\"}", "a control character"),
        (r#"{"x":[1}}"#, "brackets that do not match"),
        (r#"{"x":1} 2"#, "something behind the record"),
        (r#"{"x":nul}"#, "no word"),
        (r#"{"x":"a}"#, "a string without end"),
        (r#"{"unmapped":1e999}"#, "a number that is too large"),
        (r#"{"unmapped":{"kid":[1e999]}}"#, "a number in a list"),
    ] {
        assert!(!scan_agrees(line), "{why}: {line}");
    }
    let deep = |depth: usize| format!("{{\"x\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    assert!(scan_agrees(&deep(64)) && !scan_agrees(&deep(65)));
}

#[test]
fn a_line_that_differs_in_its_values_has_a_plan() {
    let known: Vec<String> = USUAL.iter().map(|line| (*line).to_owned()).collect();
    let other = USUAL[1]
        .replace("26948", "7")
        .replace("/a", "/members/é?x")
        .replace("-1.5e+3", "0")
        .replace("\"kid\":\"k\"", "\"kid\":\"\"");
    // Resources are a list, which no plan fills.
    assert!(!plan_agrees(&known, &other));
    let without = |line: &str| {
        let (head, rest) = line.split_once(",\"resources\"").unwrap();
        let (_, tail) = rest.split_once("],\"unmapped\"").unwrap();
        format!("{head},\"unmapped\"{tail}").replace("\"columns\":[\"a\",\"b\"],", "")
    };
    assert!(plan_agrees(&[without(USUAL[1])], &without(&other)));
}

#[test]
fn what_is_no_line_of_the_form_has_no_plan() {
    let line = r#"{"class_uid":4002,"time":1,"status":"x","x":5,"unmapped":{"kid":"k"}}"#;
    assert!(plan_agrees(&[line.to_owned()], line));
    for (from, to) in [
        ("\"x\"", "\"y"),
        ("4002", "\"4002\""),
        ("4002", "04002"),
        ("4002", "4002.5"),
        ("4002", "-4002"),
        (":5", ":5 "),
        (":5", ":null"),
        (":5", ":01"),
        (":5", ":{}"),
        ("}}", "}}}"),
        ("}}", "}"),
        ("\"k\"", "\"\\n\""),
        ("status", "statuS"),
    ] {
        assert!(
            !plan_agrees(&[line.to_owned()], &line.replace(from, to)),
            "{from} as {to}"
        );
    }
    for twice in [
        r#"{"unmapped":{"kid":"a","kid":null}}"#,
        r#"{"unmapped":{"kid":"a","kid":{"b":1}}}"#,
    ] {
        assert!(scan_agrees(twice) && !plan_agrees(&[twice.to_owned()], twice));
    }
}

#[test]
fn plans_are_bounded() {
    let (mut marks, mut plans) = (Marks::default(), Plans::default());
    for n in 0..3000 {
        let line = format!(
            "{{\"x\":{{\"{}\":1}},\"y\":\"{}\"}}",
            n % 100,
            "z".repeat(n)
        );
        plans.learn(&line, marks.of(&line));
        assert!(plan_count(&plans) <= 2048 + 8);
        let long = format!("{{\"{}\":1}}", "k".repeat(1000 + n));
        plans.learn(&long, marks.of(&long));
    }
    let known = r#"{"x":{"0":7},"y":"other"}"#;
    assert!(plans.read(known, marks.of(known), &mut Record::default()));
}

fn plan_count(plans: &Plans) -> usize {
    format!("{plans:?}").matches("before").count()
}

proptest! {
    #[test]
    fn a_changed_line_is_read_as_by_the_twin(
        line in 0..USUAL.len(),
        at in any::<proptest::sample::Index>(),
        put in prop_oneof![
            proptest::sample::select(vec!["", "\"", "\\", ",", ":", "{", "}", "[", "]", "0", "-", ".", "e9", "null", " ", "\u{1}", "é"]),
        ],
        cut in 0usize..3,
    ) {
        let line = USUAL[line];
        let floor = |mut at: usize| { while !line.is_char_boundary(at) { at -= 1; } at };
        let from = floor(at.index(line.len() + 1));
        let to = floor((from + cut).min(line.len())).max(from);
        let changed = format!("{}{put}{}", &line[..from], &line[to..]);
        scan_agrees(&changed);
        plan_agrees(&[line.to_owned(), USUAL[2].to_owned()], &changed);
    }

    #[test]
    fn any_record_is_read_as_by_the_twin(
        attributes in proptest::collection::vec((proptest::sample::select(vec![
            "class_uid", "activity_id", "status", "time", "metadata", "device", "actor", "user", "session", "src_endpoint",
            "http_request", "http_response", "api", "table", "resources", "unmapped", "observables",
        ]), value()), 0..8),
    ) {
        let mut record = "{\"x\":0".to_owned();
        for (key, value) in &attributes {
            write!(record, ",\"{key}\":{value}").unwrap();
        }
        record.push('}');
        scan_agrees(&record);
    }

    #[test]
    fn any_record_is_planned_as_by_the_twin(
        values in proptest::collection::vec((proptest::sample::select(vec![
            "class_uid", "status", "time", "device", "actor", "user", "session", "http_request", "api", "unmapped", "x", "y",
        ]), value(), value()), 0..5),
    ) {
        let line = |second: bool| {
            let pairs = values.iter().map(|(key, a, b)| format!("\"{key}\":{}", if second { b } else { a }));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        };
        plan_agrees(&[line(false)], &line(false));
        plan_agrees(&[line(false)], &line(true));
    }

    #[test]
    fn any_text_is_read_as_by_the_twin(text in "\\PC{0,40}", blanks in "[ \t]{0,9}") {
        scan_agrees(&format!("{{\"status\":\"{text}\"{blanks},\"x\":\"{text}\"}}"));
    }
}
