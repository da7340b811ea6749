//! A form of a list that is practised refuses nothing, whatever stands in it, and says so first.

use super::*;

fn practised() -> BlockList {
    let hostile = client("bad\ndeny all;\r\n}");
    list(vec![
        want(network("203.0.113.7/32"), 0),
        want(client("reader/1.0"), 0),
        want(hostile, 0),
    ])
}

#[test]
fn every_line_for_nginx_is_a_comment() {
    let form = practised().nginx(MADE, &NginxNames::default()).unwrap();
    for text in [form.http, form.server, form.deny] {
        let told = practised_lines(&text);
        assert!(told.starts_with("# EXERCISE 훈련: "), "{told}");
        assert!(told.lines().all(|line| line.starts_with('#')), "{told}");
        assert_eq!(told.lines().count(), text.lines().count() + 1);
        assert!(!told.contains('\r'), "{told}");
    }
}

#[test]
fn the_json_is_no_list() {
    let list = practised();
    let told = practised_json(&list.json());
    assert!(told.starts_with("{\"EXERCISE 훈련\":"), "{told}");
    assert!(BlockList::read(told.as_bytes(), &Rules::default()).is_err());
    let value: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&value["entries"], &value["v"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(value["list"]["digest"], json!(list.digest().to_string()));
}

#[test]
fn envoy_enforces_no_rule_of_it() {
    let filter = practised()
        .envoy(MADE, &EnvoyNames::default())
        .unwrap()
        .filter;
    let told = practised_envoy(&filter).unwrap();
    assert!(told.starts_with("{\"name\":\"EXERCISE 훈련: "), "{told}");
    let (real, told): (Value, Value) = (
        serde_json::from_str(&filter).unwrap(),
        serde_json::from_str(&told).unwrap(),
    );
    let (real, told) = (&real["typed_config"], &told["typed_config"]);
    assert_eq!(
        (&told["rules"], &told["shadow_rules"]),
        (&Value::Null, &real["rules"])
    );
    assert_eq!(practised_envoy("{}"), None);
    assert_eq!(practised_envoy("no JSON"), None);
}
