use event::Millis;
use proptest::prelude::*;
use serde_json::Value;

use super::*;

const MADE: Millis = Millis(1_764_460_800_000);

fn seen(what: What) -> Seen {
    Seen {
        what,
        system: None,
        first: Millis(1_750_726_923_000),
        last: Millis(1_762_574_706_789),
        accesses: 77,
        shared: Some(false),
    }
}

fn network(text: &str) -> What {
    What::Network(text.parse().unwrap())
}

fn client(text: &str) -> What {
    What::Client(text.to_owned())
}

fn key(id: &str) -> What {
    let (id, issuer) = (id.to_owned(), None);
    What::Key { id, issuer }
}

fn facts(all: Vec<Seen>) -> Facts {
    Facts {
        origin: "shop.example/nunchi".to_owned(),
        producer: Producer {
            name: "Example Shop".to_owned(),
            since: Millis(1_704_067_200_000),
        },
        incident: Incident {
            id: "i-7".to_owned(),
            is_exercise: false,
            name: "Reads with forged tokens".to_owned(),
            opened: Millis(1_763_449_200_000),
            reads: 12_345,
            subjects: 4_321,
        },
        made: MADE,
        tlp: Tlp::Amber,
        valid_days: 90,
        seen: all,
    }
}

fn usual() -> Facts {
    let mut address = seen(network("203.0.113.7/32"));
    address.system = Some(64_500);
    let mut carrier = seen(network("2001:db8:7::/48"));
    (carrier.system, carrier.shared) = (Some(64_500), Some(true));
    facts(vec![
        seen(key("auth-2025-03")),
        seen(client("reader's \\/1.0")),
        carrier,
        address,
    ])
}

fn bundle(facts: Facts) -> Vec<Value> {
    let text = Indicators::new(facts).unwrap().stix();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    bundle["objects"].as_array().unwrap().clone()
}

fn of_type<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|one| one["type"] == kind).collect()
}

/// Compares with a file beside the tests; `UPDATE=1` rewrites it.
fn golden(name: &str, found: &str) {
    let at = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src/indicators/fixtures")
        .join(name);
    if std::env::var_os("UPDATE").is_some() {
        #[expect(
            clippy::disallowed_methods,
            reason = "UPDATE=1 rewrites the golden file"
        )]
        std::fs::write(&at, found).unwrap();
    }
    let expected = std::fs::read_to_string(&at).unwrap_or_default();
    assert_eq!(
        found,
        expected,
        "{}: run with UPDATE=1 and read it",
        at.display()
    );
}

#[test]
fn a_bundle_is_as_it_was() {
    let indicators = Indicators::new(usual()).unwrap();
    assert_eq!(indicators.left_out(), []);
    golden("usual.json", &indicators.stix());
    golden("usual.csv", &indicators.csv());
}

/// That it cannot be said whether others use it is neither a yes nor a no.
#[test]
fn unknown_is_told_as_unknown() {
    let mut one = seen(network("203.0.113.7/32"));
    one.shared = None;
    let csv = Indicators::new(facts(vec![one.clone()])).unwrap().csv();
    assert!(csv.contains(r#""77","unknown","#), "{csv}");
    let objects = bundle(facts(vec![one]));
    let indicator = of_type(&objects, "indicator")[0];
    assert_eq!(indicator["indicator_types"], Value::from(vec!["unknown"]));
    assert_eq!(indicator["confidence"], 15);
    let said = indicator["description"].as_str().unwrap();
    assert!(said.contains("is not known"), "{said}");
}

#[test]
fn the_order_of_what_comes_changes_nothing() {
    let mut back = usual();
    back.seen.reverse();
    let (forth, back) = (
        Indicators::new(usual()).unwrap(),
        Indicators::new(back).unwrap(),
    );
    assert_eq!(forth.stix(), back.stix());
    assert_eq!(forth.csv(), back.csv());
}

#[test]
fn a_later_bundle_updates_and_doubles_nothing() {
    let mut later = usual();
    later.made = later.made.plus(DAY_MS);
    later.seen[0].accesses += 1;
    later.incident.reads += 1;
    let ids =
        |objects: &[Value]| -> Vec<Value> { objects.iter().map(|one| one["id"].clone()).collect() };
    let (before, after) = (bundle(usual()), bundle(later));
    assert_eq!(ids(&before), ids(&after));
    for (old, new) in before.iter().zip(&after) {
        assert_eq!(old["created"], new["created"], "{old}");
        assert!(
            old["modified"].as_str() <= new["modified"].as_str(),
            "{old}"
        );
        // The same version of an object is the same object.
        if old["modified"] == new["modified"] {
            assert_eq!(old, new);
        }
    }
    // Another ledger tells of other objects, but of the same addresses.
    let mut other = usual();
    other.origin = "other.example/nunchi".to_owned();
    let other = bundle(other);
    let id = |objects: &[Value], kind: &str| of_type(objects, kind)[0]["id"].clone();
    assert_ne!(id(&before, "indicator"), id(&other, "indicator"));
    assert_eq!(id(&before, "ipv4-addr"), id(&other, "ipv4-addr"));
}

#[test]
fn ids_are_those_of_the_standard() {
    let id = |kind: &str, name: &str, value: Value| {
        let mut properties = serde_json::Map::new();
        properties.insert(name.to_owned(), value);
        ids::observable(kind, &Value::Object(properties))
    };
    // The example of STIX 2.1, section 2.9; the others by Python's `uuid.uuid5`.
    assert_eq!(
        id("ipv4-addr", "value", "198.51.100.3".into()),
        "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    );
    assert_eq!(
        id("ipv4-addr", "value", "198.51.100.0/24".into()),
        "ipv4-addr--1ea47840-aa39-5aa8-b4a2-cd203eb6662a"
    );
    assert_eq!(
        id("autonomous-system", "number", 15_139.into()),
        "autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff"
    );
}

#[test]
fn every_object_is_marked() {
    for tlp in Tlp::ALL {
        assert_eq!(Tlp::parse(tlp.word()), Some(tlp));
        assert_eq!(Tlp::parse(&tlp.label()), Some(tlp));
        let mut marked = usual();
        marked.tlp = tlp;
        let objects = bundle(marked);
        assert_eq!(objects[0]["name"], tlp.label());
        for object in &objects[1..] {
            assert_eq!(object["object_marking_refs"], Value::from(vec![tlp.id()]));
        }
    }
    assert_eq!(Tlp::parse("white"), None);
}

#[test]
fn the_report_names_all_that_the_bundle_holds() {
    let objects = bundle(usual());
    let named: Vec<&Value> = of_type(&objects, "report")[0]["object_refs"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    let held: Vec<&Value> = objects[1..objects.len() - 1]
        .iter()
        .map(|object| &object["id"])
        .collect();
    assert_eq!(named, held);
    // Both networks stand in one system, which is one object.
    assert_eq!(of_type(&objects, "autonomous-system").len(), 1);
    assert_eq!(of_type(&objects, "observed-data").len(), 2);
    assert_eq!(of_type(&objects, "indicator").len(), 4);
}

#[test]
fn small_numbers_of_subjects_are_not_exact() {
    for (subjects, said) in [
        (0, "data of 0 subjects"),
        (1, "data of fewer than 5 subjects"),
        (4, "data of fewer than 5 subjects"),
        (5, "data of 5 subjects"),
    ] {
        let mut small = usual();
        small.incident.subjects = subjects;
        let objects = bundle(small);
        for kind in ["incident", "report"] {
            let text = of_type(&objects, kind)[0]["description"].as_str().unwrap();
            assert!(text.contains(said), "{text}");
        }
    }
}

#[test]
fn what_may_name_a_person_does_not_go_out() {
    let usual = [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
         Chrome/126.0.6478.127 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
        "Dalvik/2.1.0 (Linux; U; Android 14; SM-S921N Build/UP1A.231005.007)",
        "okhttp/4.12.0",
    ];
    for text in usual {
        assert_eq!(why_not(&seen(client(text)), MADE), None, "{text}");
    }
    // Random ids of keys have digits, too.
    let random = key("12345678-1234-4321-8765-123456789abc");
    assert_eq!(why_not(&seen(random), MADE), None);
    let mail = Why::Personal("an e-mail address");
    let number = Why::Personal("the number of a telephone or a member");
    for (what, why) in [
        (client("App/7 (kim@shop.example)"), &mail),
        (client("App/7 01012345678"), &number),
        (client("App/7 010-1234-5678"), &number),
        (client("App/7 010 1234 5678"), &number),
        (client("App/7 member=123456789"), &number),
        (key("kim@shop.example"), &mail),
        (key("key-01012345678"), &number),
    ] {
        assert_eq!(
            why_not(&seen(what.clone()), MADE).as_ref(),
            Some(why),
            "{what:?}"
        );
    }
}

#[test]
fn what_is_left_out_is_in_neither_form() {
    let mail = Why::Personal("an e-mail address");
    let mut hostile = usual();
    hostile.seen.push(seen(client("App/7 kim@shop.example")));
    let indicators = Indicators::new(hostile).unwrap();
    assert_eq!(
        indicators.left_out(),
        [(client("App/7 kim@shop.example"), mail)]
    );
    assert!(!indicators.stix().contains("kim@") && !indicators.csv().contains("kim@"));
    let mut named = usual();
    named.incident.name = "What kim@shop.example found".to_owned();
    let refused = Indicators::new(named).unwrap_err();
    assert!(
        refused.to_string().contains("name of the incident"),
        "{refused}"
    );
}

#[test]
fn what_says_nothing_of_an_attacker_is_left_out() {
    let all = |one: Seen| {
        let told = Indicators::new(facts(vec![one])).unwrap();
        told.left_out().first().map(|(_, why)| why.clone())
    };
    assert_eq!(
        all(seen(network("0.0.0.0/0"))),
        Some(Why::Unfit(Unfit::Everything))
    );
    let mut never = seen(client("reader/1"));
    never.accesses = 0;
    assert_eq!(all(never), Some(Why::NeverSeen));
    for (first, last) in [(2, 1), (-1, 5), (1, MADE.0 + 1)] {
        let mut odd = seen(client("reader/1"));
        (odd.first, odd.last) = (Millis(first), Millis(last));
        assert_eq!(all(odd), Some(Why::Span), "{first} {last}");
    }
    let twice = vec![
        seen(network("203.0.113.7/32")),
        seen(network("::ffff:203.0.113.7/128")),
    ];
    let told = Indicators::new(facts(twice)).unwrap();
    assert_eq!(told.seen().len(), 1);
    assert_eq!(told.left_out(), [(network("203.0.113.7/32"), Why::Twice)]);
}

#[test]
fn the_whole_has_limits() {
    let refused = |change: fn(&mut Facts)| {
        let mut facts = usual();
        change(&mut facts);
        Indicators::new(facts).unwrap_err().to_string()
    };
    for (said, wanted) in [
        (
            refused(|facts| facts.origin.clear()),
            "origin of the ledger has 0",
        ),
        (
            refused(|facts| facts.producer.name = "x".repeat(201)),
            "has 201 characters",
        ),
        (refused(|facts| facts.valid_days = 0), "valid for 0 days"),
        (
            refused(|facts| facts.valid_days = 366),
            "valid for 366 days",
        ),
        (
            refused(|facts| facts.made = Millis(1)),
            "before the incident was opened",
        ),
        (
            refused(|facts| facts.seen = vec![seen(key("k")); SEEN_MAX + 1]),
            "5001 indicators are handed in",
        ),
    ] {
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn more_than_the_standard_counts_is_told_as_its_most() {
    let mut many = usual();
    many.seen.iter_mut().for_each(|one| one.accesses = u64::MAX);
    let objects = bundle(many);
    assert_eq!(
        of_type(&objects, "observed-data")[0]["number_observed"],
        999_999_999
    );
}

#[test]
fn a_spreadsheet_computes_nothing() {
    for text in ["=1+1", "+1", "-1", "@SUM", "'x"] {
        // A text with `@` is taken for an address, so the table is asked of a row that passed.
        let mut told = Indicators::new(facts(vec![seen(client("x"))])).unwrap();
        told.facts.seen[0].what = client(text);
        assert!(
            told.csv().contains(&format!("\"client\",\"'{text}\"")),
            "{}",
            told.csv()
        );
    }
    let told = Indicators::new(facts(vec![seen(client("a\",\"=b"))])).unwrap();
    assert!(
        told.csv().contains("\"client\",\"a\"\",\"\"=b\","),
        "{}",
        told.csv()
    );
}

proptest! {
    /// A user agent is one string of the pattern, whatever stands in it.
    #[test]
    fn a_client_cannot_end_its_pattern(text in "[\\PC'\\\\\\]]{1,30}") {
        let told = Indicators::new(facts(vec![seen(client(&text))])).unwrap();
        prop_assume!(told.seen().len() == 1);
        let bundle: Value = serde_json::from_str(&told.stix()).unwrap();
        let objects = bundle["objects"].as_array().unwrap();
        let pattern = of_type(objects, "indicator")[0]["pattern"].as_str().unwrap();
        let (_, value) = pattern.split_once("'User-Agent' = '").unwrap();
        let (mut read, mut chars) = (String::new(), value.chars());
        while let Some(c) = chars.next() {
            match c {
                '\\' => read.extend(chars.next()),
                '\'' => break,
                c => read.push(c),
            }
        }
        prop_assert_eq!(read, text);
        prop_assert_eq!(chars.as_str(), "]");
    }
}
