use event::ErrorClass;
use serde_json::json;

use super::{asker, canonical, check_field, check_names, parse, reason, unknown};
use crate::settings::{self, SHOP};

fn shop() -> event::catalogue::Catalogue {
    settings::parse(SHOP, "nunchi.toml")
        .expect("the shop's settings are right")
        .catalogue
}

/// What is said about a selection, drawn as on a terminal.
fn said(text: &str) -> String {
    let shop = shop();
    let error = match parse(&shop, text) {
        Err(failure) => return failure.message,
        Ok(selection) => {
            check_names(&shop, &["old-proxy"], &selection).expect_err("it names what there is not")
        }
    };
    error.render(text)
}

#[test]
fn a_mistake_is_pointed_at() {
    assert_eq!(
        said("NOT isued"),
        "unknown column \"isued\": did you mean \"issued\"?\n  NOT isued\n      ^^^^^"
    );
    assert_eq!(
        said("NOT issued AND route IN ('my-info', 'adress-list')"),
        "no route \"adress-list\": did you mean \"address-list\"?\n  NOT issued AND route IN ('my-info', 'adress-list')\n                                      ^^^^^^^^^^^^^"
    );
    assert!(said("field = 'phon'").starts_with("no field \"phon\": did you mean \"phone\"?\n"));
    assert!(
        said("source = 'gatway'").starts_with("no source \"gatway\": did you mean \"gateway\"?\n")
    );
}

#[test]
fn a_mistake_is_a_usage_error() {
    assert_eq!(
        parse(&shop(), "time >=").unwrap_err().class,
        ErrorClass::Usage
    );
    assert_eq!(
        check_field(&shop(), "payment_cards").unwrap_err().message,
        "no field \"payment_cards\": did you mean \"payment_card\"?"
    );
    assert!(check_field(&shop(), "payment_card").is_ok());
}

#[test]
fn sources_that_spoke_once_and_our_own_may_be_named() {
    let shop = shop();
    let selection = parse(&shop, "source IN ('gateway', 'old-proxy', 'nunchi')").unwrap();
    assert_eq!(check_names(&shop, &["old-proxy"], &selection), Ok(()));
}

#[test]
fn dates_are_midnight_in_the_zone_of_the_settings() {
    assert_eq!(
        parse(&shop(), "time >= '2025-01-05'").unwrap().to_string(),
        "time >= '2025-01-04T15:00:00.000Z'"
    );
}

#[test]
fn what_is_near_nothing_lists_what_there_is() {
    assert_eq!(
        unknown("field", "zzzzzz", &["name", "phone"]),
        "no field \"zzzzzz\"; there are: name, phone"
    );
    let many: Vec<String> = (0..20).map(|n| format!("field_number_{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(unknown("field", "zzzzzz", &many).ends_with(" and 8 more"));
}

#[test]
fn a_question_has_somebody_and_a_reason() {
    assert_eq!(asker(Some(" lee ")).unwrap(), "lee");
    assert_eq!(asker(Some("  ")).unwrap_err().class, ErrorClass::Usage);
    assert!(!asker(None).unwrap().is_empty());
    assert_eq!(reason("  access request 12 ").unwrap(), "access request 12");
    assert_eq!(reason(" \t").unwrap_err().class, ErrorClass::Usage);
    assert_eq!(
        reason(&"x".repeat(501)).unwrap_err().class,
        ErrorClass::Usage
    );
}

#[test]
fn the_body_of_an_act_is_canonical_and_fits() {
    let body = |selection: &str| match json!({"selection": selection, "reason": "why", "subjects": 3})
    {
        serde_json::Value::Object(map) => canonical(map),
        _ => Vec::new(),
    };
    assert_eq!(
        body("NOT issued"),
        br#"{"reason":"why","selection":"NOT issued","subjects":3}"#
    );
    let long = body(&"x".repeat(5000));
    let expected = "{\"reason\":\"why\",\"selection_sha256\":\"";
    assert!(
        long.starts_with(expected.as_bytes()) && long.len() < 200,
        "{}",
        String::from_utf8_lossy(&long)
    );
}
