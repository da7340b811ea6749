use event::catalogue::Catalogue;
use source::{Framing, feed::Feed};

use super::{explain_table, first_records};
use crate::settings::{self, SHOP};

/// What is said about a text that is read as the shop's source.
fn told(source: &str, text: &'static str) -> String {
    let settings = settings::parse(SHOP, "nunchi.toml").expect("the shop's settings are right");
    let catalogue: &Catalogue = &settings.catalogue;
    let format = source::format(&catalogue.source(source).unwrap().format).unwrap();
    let builder = (format.build)(&settings.sources[source]).unwrap();
    assert_ne!(format.framing, Framing::Csv, "the tests are of JSON");
    let feed = Feed::of_reader("a test", Box::new(text.as_bytes()), format.framing).unwrap();
    let records = first_records(catalogue, source, feed, &builder, 3).unwrap();
    explain_table(&api::Explain {
        v: 1,
        file: "a.ndjson".to_owned(),
        source: source.to_owned(),
        format: format.id.to_owned(),
        records,
    })
}

const ACCESS: &str = r#"{"class_uid":4002,"category_uid":4,"activity_id":3,"type_uid":400203,"time":1762421880000,"metadata":{"version":"1.3.0","uid":"e-1"},"http_request":{"http_method":"GET","url":{"path":"/members/4711/my-info"}},"http_response":{"code":200},"actor":{"user":{"uid":"4711"},"session":{"uid":"secret-token"}},"src_endpoint":{"ip":"203.0.113.7"}}"#;

#[test]
fn an_access_is_told_with_its_route_and_without_its_secrets() {
    let text = told("gateway", ACCESS);
    assert!(text.contains("access at 2025-11-06T09:38:00.000Z, served, route my-info, shows name email, names 1 subject"), "{text}");
    assert!(
        !text.contains("secret-token") && !text.contains("4711"),
        "{text}"
    );
}

#[test]
fn a_record_that_would_be_quarantined_says_why() {
    let text = told("gateway", "{\"class_uid\":6003}\nnonsense\n");
    assert!(
        text.contains("at byte 0: would be quarantined: no time"),
        "{text}"
    );
    assert!(
        text.contains("at byte 19: would be quarantined: not JSON"),
        "{text}"
    );
}

#[test]
fn no_more_records_are_told_than_asked_for() {
    let text = told("gateway", "a\nb\nc\nd\ne\n");
    assert_eq!(text.matches("would be quarantined").count(), 3, "{text}");
}

#[test]
fn an_empty_file_says_so() {
    assert!(told("gateway", "").ends_with("there is no record in it"));
}
