use event::{
    ActorKind, FieldSet, Form, SubjectKind,
    catalogue::{Guarantee, LegalClass, Matcher, SubjectAt},
};
use proptest::prelude::*;

use super::{SHOP, STARTER, Settings, parse, schema};

fn good(text: &str) -> Settings {
    parse(text, "nunchi.toml").unwrap_or_else(|found| panic!("{}", said(&found).join("\n")))
}

fn said(found: &[super::Complaint]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

/// What is said about a text, one complaint a line.
fn bad(text: &str) -> Vec<String> {
    said(&parse(text, "n.toml").expect_err("it has a mistake"))
}

/// A small right file with this at its end.
fn with(rest: &str) -> String {
    format!(
        "[ledger]\norigin = \"o\"\n[[field]]\nbit = 0\nid = \"email\"\n[[source]]\nid = \"web\"\nformat = \"combined\"\n{rest}"
    )
}

/// The lines of [`with`] before its rest.
const BEFORE: usize = 8;

/// That the rest has exactly one mistake, at this line of the rest and column, saying this.
#[track_caller]
fn one(rest: &str, line: usize, column: usize, says: &str) {
    let found = bad(&with(rest));
    let place = format!("n.toml:{}:{column}: ", line + BEFORE);
    assert!(
        found.len() == 1 && found[0].starts_with(&place) && found[0].contains(says),
        "expected {place}…{says}, found {found:#?}"
    );
}

#[test]
fn the_shop_is_read_without_complaint() {
    let shop = good(SHOP);
    let catalogue = &shop.catalogue;
    assert_eq!(
        (
            catalogue.fields.len(),
            catalogue.routes.len(),
            catalogue.sources.len()
        ),
        (11, 15, 5)
    );
    assert_eq!(catalogue.time_zone, "Asia/Seoul");
    let list = catalogue.route("address-list").unwrap();
    assert_eq!(
        (list.fields, list.recipient_fields),
        (FieldSet(0b1_1101), FieldSet(0b1_1101))
    );
    assert_eq!(list.subject, SubjectAt::Path("subject".into()));
    let edit = catalogue.route("address-edit").unwrap();
    assert_eq!(edit.fields, FieldSet(0b10_1101));
    assert_eq!(
        catalogue.route("my-info-tw").unwrap().controller.as_deref(),
        Some("shop-tw")
    );
    let export = catalogue.route("marketing-export").unwrap();
    assert_eq!(export.subject, SubjectAt::Source);
    assert!(matches!(&export.matcher, Matcher::Http { methods, .. } if methods == &["POST"]));
    assert_eq!(
        catalogue.routes.iter().filter(|route| route.plain).count(),
        6
    );
    let issuer = &catalogue.issuers[0];
    assert_eq!(
        (issuer.longest_lifetime_ms, issuer.lag_ms),
        (43_200_000, 20_000)
    );
    assert_eq!(shop.sources["hr"].time_zone, "Asia/Seoul");
    assert_eq!(
        catalogue.source("gateway").unwrap().guarantee,
        Guarantee::Sequenced
    );
    assert_eq!(
        catalogue.field("customs_code").unwrap().class,
        LegalClass::UniqueIdentifier
    );
}

#[test]
fn the_starter_is_read_without_complaint_and_has_the_defaults() {
    let starter = good(STARTER);
    assert_eq!((starter.shards, starter.epoch_reads), (16, 8_000_000));
    assert_eq!(starter.quarantine_bytes, 1 << 30);
    assert_eq!(starter.quarantine_age_ms, 90 * 86_400_000);
    assert_eq!((starter.ip_prefix, starter.keys), (None, None));
    assert_eq!(starter.sources["nginx"], source::Settings::default());
    assert_eq!(
        starter.catalogue.source("nginx").unwrap().guarantee,
        Guarantee::Declared
    );
}

const EVERYTHING: &str = r#"
        [ledger]
        origin = "shop.example/ledger"
        shards = 3
        keys = "/etc/nunchi"
        epoch_reads = 1_000
        quarantine_bytes = "10 MiB"
        quarantine_age = "12h"
        phone_country = "1"
        [privacy]
        ip_prefix = { v4 = 24, v6 = 48 }
        [geo]
        path = "geo.mmdb"
        date = "2025-11-01"
        [[namespace]]
        id = "rider"
        kind = "employee"
        [[namespace]]
        id = "member"
        kind = "member"
        form = "email"
        [[field]]
        bit = 63
        id = "email"
        [[source]]
        id = "db"
        format = "json"
        guarantee = "live"
        heartbeat = "10m"
        class = "long"
        time_zone = "Asia/Taipei"
        actor_kind = "service"
        instance = "/host"
        mapping = { kind = "access", time = "/t", time_format = "unix_ms", table = "/t", outcome = "/o", outcome_map = { "2xx" = "served" } }
        [[route]]
        id = "members"
        table = "Public.Members"
        columns = { email = "email" }
        sources = ["db"]
        [[route]]
        id = "secrets"
        call = "secretsmanager.amazonaws.com *"
        subject = "pointer:/a/b"
        fields = ["email"]
        namespace = "rider"
        [[route]]
        id = "search"
        match = "GET,POST /search"
        subject = "query:member"
        recipient_fields = ["email"]
        "#;

#[test]
fn everything_that_can_be_set_is_taken() {
    let settings = good(EVERYTHING);
    assert_eq!((settings.shards, settings.ip_prefix), (3, Some((24, 48))));
    assert_eq!(
        (settings.quarantine_bytes, settings.quarantine_age_ms),
        (10 << 20, 43_200_000)
    );
    assert_eq!(
        (settings.keys.as_deref(), settings.epoch_reads),
        (Some("/etc/nunchi"), 1000)
    );
    let canon = &settings.catalogue.canon;
    assert_eq!(
        (canon.namespaces.len(), canon.phone_country.as_str()),
        (6, "1")
    );
    assert_eq!(canon.namespace("member").unwrap().form, Form::Email);
    assert_eq!(
        canon.namespace("rider").unwrap().kind,
        SubjectKind::Employee
    );
    let db = &settings.sources["db"];
    assert_eq!(
        (db.pointers.as_slice(), db.instance.as_str()),
        (&["/a/b".to_owned()][..], "/host")
    );
    assert_eq!(
        (db.time_zone.as_str(), db.actor_kind),
        ("Asia/Taipei", ActorKind::Service)
    );
    let members = settings.catalogue.route("members").unwrap();
    assert_eq!(
        (&members.subject, members.fields),
        (&SubjectAt::Source, FieldSet(1 << 63))
    );
    assert_eq!(
        members.matcher,
        Matcher::Table {
            table: "public.members".into(),
            columns: vec![("email".into(), 63)]
        }
    );
    assert_eq!(settings.catalogue.geo.unwrap().date, "2025-11-01");
}

#[test]
fn the_examples_of_the_guide_are_one_right_file() {
    let guide = include_str!("../../../../docs/catalogue.md");
    let pieces = guide
        .split("```toml\n")
        .skip(1)
        .filter_map(|p| p.split("```").next());
    let settings = good(&pieces.collect::<String>());
    assert_eq!(settings.catalogue.routes.len(), 7);
}

#[test]
fn mistakes_of_syntax_are_told_with_their_line() {
    let found = bad("[ledger]\norigin = \nshards = 4 4\n");
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].starts_with("n.toml:2:10: not TOML: ") && found[0].contains("in `origin =`"),
        "{found:#?}"
    );
    assert!(
        found[1].starts_with("n.toml:3:10: not TOML: "),
        "{found:#?}"
    );
}

#[test]
fn unknown_keys_name_what_was_meant() {
    one("[[rout]]\nid = \"a\"", 1, 3, "(did you mean \"route\"?)");
    one(
        "[[route]]\nid = \"a\"\nmatch = \"GET /a\"\nplain = true\nfeilds = [\"email\"]",
        5,
        1,
        "unknown key \"feilds\" (did you mean \"fields\"?); known here: id, match,",
    );
    one(
        "[[source]]\nid = \"db\"\nformat = \"json\"\n[source.mapping]\nkind = \"heartbeat\"\ntime = \"/t\"\ntiem = \"/t\"",
        7,
        1,
        "unknown key \"tiem\" (did you mean \"time\"?)",
    );
    one(
        "[privacy]\nip_prefix = { v4 = 24, v5 = 1, v6 = 48 }",
        2,
        24,
        "unknown key \"v5\"",
    );
}

#[test]
fn wrong_types_and_words_are_told_at_the_value() {
    let route = |rest: &str| format!("[[route]]\nid = \"a\"\nmatch = \"GET /{{subject}}\"\n{rest}");
    one(
        &route("fields = \"email\""),
        4,
        10,
        "fields: wrong type: string \"email\", expected a sequence",
    );
    one(
        &route("fields = [\"email\", 5]"),
        4,
        20,
        "fields[1]: wrong type: integer `5`",
    );
    one(
        &route("fields = [\"emial\"]"),
        4,
        11,
        "no field \"emial\" is declared (did you mean \"email\"?)",
    );
    one(&route("plain = \"yes\""), 4, 9, "expected a boolean");
    one(
        "[[issuer]]\nid = \"x\"\nlongest_lifetime = \"12 hours\"",
        3,
        20,
        "\"12 hours\" is no duration: write",
    );
    one(
        "[[issuer]]\nid = \"x\"\nlongest_lifetime = 12",
        3,
        20,
        "\"12\" is no duration",
    );
    one(
        "[[field]]\nid = \"x\"\nbit = 1\nclass = \"finanical\"",
        4,
        9,
        "is no legal class (did you mean \"financial\"?): write ordinary,",
    );
    one("[[field]]\nid = \"x\"\nbit = 300", 3, 7, "bits are 0 to 63");
    one("[field2]\n", 1, 2, "unknown key");
    one("[route]\nid = \"x\"", 1, 1, "write [[route]]");
    one("[[geo]]\npath = \"x\"", 1, 1, "write [geo]");
}

#[test]
fn what_is_missing_is_told_with_an_example() {
    assert_eq!(
        bad(""),
        ["n.toml:1:1: there is no [ledger]: write [ledger] and origin = \"shop.example/ledger\""]
    );
    let found = bad("[ledger]\n[geo]\n");
    assert_eq!(
        found,
        [
            "n.toml:1:1: origin is missing: write e.g. origin = \"shop.example/ledger\"",
            "n.toml:2:1: date is missing: write e.g. date = \"2025-11-01\"",
            "n.toml:2:1: path is missing: write e.g. path = \"geo.mmdb\"",
        ]
    );
    one("[[source]]\nid = \"x\"", 1, 1, "format is missing");
    one(
        "[privacy]\nip_prefix = { v4 = 24 }",
        2,
        13,
        "ip_prefix: v6 is missing",
    );
}

#[test]
fn limits_and_names_are_told_at_the_value() {
    let ledger = |rest: &str| bad(&format!("[ledger]\norigin = \"o\"\n{rest}\n"));
    assert_eq!(
        ledger("shards = 257"),
        ["n.toml:3:10: 257 is out of range: write 1 to 256"]
    );
    assert_eq!(
        ledger("epoch_reads = 0"),
        ["n.toml:3:15: 0 is too small: write 1 or more"]
    );
    assert!(ledger("time_zone = \"Asia/Soul\"")[0].contains("(did you mean \"Asia/Seoul\"?)"));
    assert!(
        ledger("phone_country = \"+82\"")[0].starts_with("n.toml:3:17: \"+82\" is no country code")
    );
    assert!(ledger("quarantine_bytes = \"1GB\"")[0].contains("\"1GB\" is no size"));
    for origin in ["../x", "a b", "/x", "x//y", "a+b", ""] {
        let found = bad(&format!("[ledger]\norigin = \"{origin}\"\n"));
        assert!(
            found[0].starts_with("n.toml:2:10: ") && found[0].contains("is no origin"),
            "{found:?}"
        );
    }
    one(
        "[privacy]\nip_prefix = { v4 = 33, v6 = 48 }",
        2,
        20,
        "33 is out of range: write 1 to 32",
    );
    one(
        "[geo]\npath = \"x\"\ndate = \"2025-02-30\"",
        3,
        8,
        "is no date",
    );
    one(
        "[[controller]]\nid = \"x\"\nseat = \"Korea\"",
        3,
        8,
        "is no country",
    );
    one(
        "[[controller]]\nid = \"x\"\nseat = \"KR\"\nrole = \"owner\"",
        4,
        8,
        "is no role",
    );
}

#[test]
fn routes_say_what_would_be_right() {
    let route = |rest: &str| format!("[[route]]\nid = \"a\"\nfields = [\"email\"]\n{rest}");
    one(
        &route("match = \"get /a/{subject}\""),
        4,
        9,
        "\"get\" in \"get /a/{subject}\" is no method",
    );
    one(&route("match = \"GET a\""), 4, 9, "does not start with /");
    one(
        &route("match = \"GET /a\""),
        1,
        1,
        "say where the subject stands",
    );
    one(
        &route("match = \"GET /a\"\nsubject = \"path:x\""),
        5,
        11,
        "has no variable {x}",
    );
    one(
        &route("match = \"GET /a\"\nsubject = \"body:x\""),
        5,
        11,
        "is no place of a subject",
    );
    one(
        &route("match = \"GET /a\"\nsubject = \"pointer:x\""),
        5,
        11,
        "no JSON pointer",
    );
    one(&route(""), 1, 1, "a route has one of");
    one(
        &route("match = \"GET /a/{subject}\"\ntable = \"t\""),
        1,
        1,
        "a route has one of",
    );
    one(
        &route("call = \"GetSecretValue\"\nsubject = \"source\""),
        4,
        8,
        "is no call",
    );
    one(
        &route("match = \"GET /a/{subject}\"\ncolumns = { a = \"email\" }"),
        5,
        11,
        "only a table has columns",
    );
    one(
        &route("table = \"t\"\ncolumns = { a = \"mail\" }"),
        5,
        17,
        "no field \"mail\"",
    );
    one(
        &route("match = \"GET /a/{subject}\"\ncontroller = \"x\""),
        5,
        14,
        "no controller \"x\"",
    );
    one(
        &route("match = \"GET /a/{subject}\"\nsources = [\"wbe\"]"),
        5,
        11,
        "no source \"wbe\"",
    );
    one(
        &route("match = \"GET /a/{subject}\"\nplain = true"),
        5,
        9,
        "a plain route exposes no field",
    );
}

#[test]
fn sources_and_issuers_say_what_would_be_right() {
    let source = |rest: &str| format!("[[source]]\nid = \"x\"\n{rest}");
    one(
        &source("format = \"combind\""),
        3,
        10,
        "unknown format \"combind\" (did you mean \"combined\"?): write one of",
    );
    one(
        &source("format = \"json\""),
        1,
        1,
        "needs a [source.mapping]",
    );
    one(
        &source("format = \"json\"\nmapping = { kind = \"access\", time = \"ts\", path = \"/p\" }"),
        4,
        37,
        "write \"/ts\"",
    );
    one(
        &source("format = \"json\"\n[source.mapping]\nkind = \"acces\"\ntime = \"/t\""),
        5,
        8,
        "acces",
    );
    one(
        &source("format = \"combined\"\nissuer = \"me\""),
        4,
        10,
        "no issuer \"me\" is declared",
    );
    one(
        &source("format = \"combined\"\nguarantee = \"live\""),
        1,
        1,
        "a live source needs a heartbeat",
    );
    one(
        &source("format = \"combined\"\nclass = \"control\""),
        4,
        9,
        "is no retention class",
    );
    one(
        "[[source]]\nid = \"web\"\nformat = \"combined\"",
        2,
        6,
        "given twice",
    );
    one(
        "[[issuer]]\nid = \"i\"\nlongest_lifetime = \"1h\"\nfeed = \"x\"",
        4,
        8,
        "no source \"x\"",
    );
    one("[[namespace]]\nid = \"Rider\"", 2, 6, "is no id");
}

#[test]
fn all_mistakes_are_told_at_once_in_their_order() {
    let text = with(
        "[[route]]\nid = 5\nmatch = 6\nplian = true\n[[field]]\nbit = 0\nid = \"e mail\"\n[[source]]\nid = \"y\"\nformat = \"nginx\"\nlong = 1\n",
    );
    let found = bad(&text);
    let lines: Vec<&str> = found.iter().map(|c| c.split(':').nth(1).unwrap()).collect();
    assert_eq!(lines, ["10", "11", "12", "18", "19"], "{found:#?}");
    let text = with(
        "[[route]]\nid = \"r\"\nmatch = \"GET /a/{subject}\"\nfields = [\"x\", \"y\"]\ncontroller = \"nobody\"\n[[field]]\nbit = 0\nid = \"e mail\"\n",
    );
    let found = bad(&text);
    let lines: Vec<&str> = found.iter().map(|c| c.split(':').nth(1).unwrap()).collect();
    assert_eq!(lines, ["12", "12", "15", "16"], "{found:#?}");
}

#[test]
fn columns_of_complaints_count_characters() {
    let found = bad(
        "[ledger]\norigin = \"o\"\n[privacy]\n\"주소\" = 1\n[geo]\npath = \"지도\" # 지도\ndate = 5\n",
    );
    assert!(
        found[0].starts_with("n.toml:4:1: unknown key \"주소\""),
        "{found:#?}"
    );
    assert!(
        found[1].starts_with("n.toml:7:8: date: wrong type: integer `5`"),
        "{found:#?}"
    );
}

#[test]
fn the_schema_knows_every_key() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let top = schema["properties"].as_object().unwrap();
    let source = &schema["$defs"]["SourcePart"]["properties"];
    assert_eq!(top.len(), 10);
    assert_eq!(schema["additionalProperties"], false);
    assert!(source["mapping"]["properties"]["credential"]["description"].is_string());
    assert_eq!(schema["$defs"]["guarantee"]["enum"][0], "sequenced");
    // What is in the ready files is in the schema.
    for text in [SHOP, STARTER] {
        let file: toml::Table = toml::from_str(text).unwrap();
        for (key, value) in &file {
            let items = value
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![value.clone()]);
            let part = format!("{}{}Part", key[..1].to_uppercase(), &key[1..]);
            let known = schema["$defs"][&part]["properties"].as_object().unwrap();
            for name in items
                .iter()
                .filter_map(|item| item.as_table())
                .flat_map(|t| t.keys())
            {
                assert!(known.contains_key(name), "{part} has no {name}");
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_texts_never_panic(text in "\\PC{0,80}|[\\[\\]=\"a-z{}#.,\n0-9]{0,80}") {
        prop_assert!(parse(&text, "n.toml").is_err());
    }

    /// Whatever one line of the shop is replaced by, the answer is settings or complaints that stand
    /// inside the text.
    #[test]
    fn a_broken_line_never_panics(line in 0usize..300, with in "[\\[\\]=\"a-z{}#., 0-9]{0,20}") {
        let mut lines: Vec<&str> = SHOP.lines().collect();
        let count = lines.len();
        if let Some(slot) = lines.get_mut(line % count) {
            *slot = &with;
        }
        if let Err(found) = parse(&lines.join("\n"), "n.toml") {
            prop_assert!(!found.is_empty());
            prop_assert!(found.iter().all(|c| (1..=count + 1).contains(&c.line) && c.column >= 1));
        }
    }
}
