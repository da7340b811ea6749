//! The forms for nginx and Envoy. That the programs obey them is shown by `scripts/tests/block.sh`.

use proptest::prelude::*;

use super::*;

fn key(issued: Option<Window>) -> Match {
    Match::Key {
        id: "auth-2025-03".to_owned(),
        issued,
    }
}

fn session(claim: Claim) -> Match {
    let id = "s-1".to_owned();
    Match::Session { claim, id }
}

fn all() -> BlockList {
    let span = Window {
        from: Millis(1_000_500),
        until: Millis(2_000_000),
    };
    let gateway = GatewayKey::new("g", &[7; 32]).unwrap();
    let credential = Match::Credential {
        key: "g".to_owned(),
        hash: gateway.hash(b"t"),
    };
    let matches = [
        network("203.0.113.7/32"),
        key(None),
        key(Some(span)),
        session(Claim::Jti),
        session(Claim::Session),
        client("curl/8"),
        credential,
    ];
    list(matches.into_iter().map(|what| want(what, 0)).collect())
}

fn words(left_out: &[LeftOut]) -> Vec<&'static str> {
    left_out.iter().map(|one| one.what.word()).collect()
}

#[test]
fn nginx_says_what_it_can_and_tells_what_it_cannot() {
    let form = all().nginx(MADE, &NginxNames::default()).unwrap();
    assert_eq!(
        words(&form.left_out),
        ["key", "key", "session", "session", "credential"]
    );
    assert!(
        form.http.contains("    203.0.113.7/32 1;\n"),
        "{}",
        form.http
    );
    assert!(
        form.http.contains("    \"~^curl\\x2f8\\z\" 1;\n"),
        "{}",
        form.http
    );
    assert!(
        form.deny.ends_with("\ndeny 203.0.113.7/32;\n"),
        "{}",
        form.deny
    );
    assert!(
        form.server
            .ends_with("\nif ($nunchi_block) { return 403; }\n")
    );
    assert!(form.http.starts_with(&format!(
        "# Block list of incident i-7, made {MADE}, {}, as of {MADE}: fetch it again before {}.\n",
        all().digest(),
        MADE.plus(7 * DAY_MS),
    )));
}

#[test]
fn nginx_compares_what_its_variables_hold() {
    let names = NginxNames {
        key: Some("jwt_header_kid".to_owned()),
        jti: Some("jwt_claim_jti".to_owned()),
        session: Some("cookie_sid".to_owned()),
        credential: Some("hmac".to_owned()),
    };
    let form = all().nginx(MADE, &names).unwrap();
    // A span of issue times cannot be said, with whatever names.
    assert_eq!(words(&form.left_out), ["key"]);
    assert!(form.left_out[0].why.contains("spans of time"));
    assert!(form.http.contains("map $jwt_header_kid $nunchi_key {"));
}

#[test]
fn what_has_expired_is_in_no_form() {
    let late = MADE.plus(7 * DAY_MS);
    let form = all().nginx(late, &NginxNames::default()).unwrap();
    assert!(!form.http.contains("203.0.113.7"), "{}", form.http);
    assert!(
        form.deny.ends_with(": nothing is in force.\n"),
        "{}",
        form.deny
    );
    assert_eq!(form.left_out, []);
    let form = all().envoy(late, &EnvoyNames::default()).unwrap();
    assert!(form.filter.contains(r#""policies":{}"#), "{}", form.filter);
    assert_eq!(form.left_out, []);
}

#[test]
fn names_of_a_configuration_are_no_place_for_an_injection() {
    for name in ["", "$sid", "a b", "a;}", "A"] {
        let names = NginxNames {
            session: Some(name.to_owned()),
            ..NginxNames::default()
        };
        let refused = all().nginx(MADE, &names).unwrap_err();
        assert!(
            refused.to_string().contains("variable of nginx"),
            "{refused}"
        );
    }
    let names = EnvoyNames {
        header: Some(String::new()),
        payload: None,
    };
    assert!(all().envoy(MADE, &names).is_err());
    // Without any name, what stands in a token is left out.
    let form = all().envoy(MADE, &EnvoyNames::default()).unwrap();
    assert_eq!(form.left_out.len(), 5);
}

#[test]
fn envoy_says_spans_of_issue_and_claims() {
    let names = EnvoyNames {
        payload: Some("p".to_owned()),
        header: Some("h".to_owned()),
    };
    let form = all().envoy(MADE, &names).unwrap();
    assert_eq!(words(&form.left_out), ["credential"]);
    let filter: Value = serde_json::from_str(&form.filter).unwrap();
    let policies = filter["typed_config"]["rules"]["policies"]
        .as_object()
        .unwrap();
    assert_eq!(policies.len(), 6);
    let principals: Vec<&Value> = policies
        .iter()
        .map(|(name, policy)| {
            assert!(
                name.starts_with("nunchi-i-7-") && name.len() == 27,
                "{name}"
            );
            assert_eq!(policy["permissions"], json!([{"any": true}]));
            &policy["principals"][0]
        })
        .collect();
    let metadata = |part: &str, name: &str, value: Value| {
        json!({"sourced_metadata": {"metadata_matcher": {
            "filter": "envoy.filters.http.jwt_authn",
            "path": [{"key": part}, {"key": name}], "value": value}}})
    };
    let exact = |text: &str| json!({"string_match": {"exact": text}});
    let issued = json!({"double_match": {"range": {"start": 1000.5, "end": 2000.0}}});
    let kid = metadata("h", "kid", exact("auth-2025-03"));
    for wanted in [
        json!({"remote_ip": {"address_prefix": "203.0.113.7", "prefix_len": 32}}),
        json!({"header": {"name": "user-agent", "string_match": {"exact": "curl/8"}}}),
        metadata("p", "jti", exact("s-1")),
        metadata("p", "sid", exact("s-1")),
        json!({"and_ids": {"ids": [kid, metadata("p", "iat", issued)]}}),
        kid,
    ] {
        assert!(principals.contains(&&wanted), "{wanted} in {principals:?}");
    }
}

/// Splits a configuration of nginx into what its parser sees: the text outside of quotes and of comments.
fn outside_of_strings(text: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut comment) = (false, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => comment = false,
            _ if comment => continue,
            '\\' if quoted => drop(chars.next()),
            '"' => quoted = !quoted,
            '#' if !quoted => comment = true,
            _ => {}
        }
        if !quoted {
            out.push(c);
        }
    }
    assert!(!quoted, "a string does not end: {text}");
    out
}

proptest! {
    /// Whatever a client calls itself, nginx sees the same directives as for a plain one.
    #[test]
    fn a_client_cannot_say_a_directive(text in "\\PC{1,40}") {
        let hostile = list(vec![want(client(&text), 0)]);
        prop_assume!(hostile.entries().len() == 1);
        let plain = list(vec![want(client("plain"), 0)]);
        let names = NginxNames::default();
        let (hostile, plain) = (
            hostile.nginx(MADE, &names).unwrap(),
            plain.nginx(MADE, &names).unwrap(),
        );
        prop_assert_eq!(outside_of_strings(&hostile.http), outside_of_strings(&plain.http));
        prop_assert!(hostile.http.is_ascii());
    }

    /// And Envoy reads it back as it was.
    #[test]
    fn a_client_stays_a_string_of_json(text in "\\PC{1,40}") {
        let list = list(vec![want(client(&text), 0)]);
        prop_assume!(list.entries().len() == 1);
        let form = list.envoy(MADE, &EnvoyNames::default()).unwrap();
        let filter: Value = serde_json::from_str(&form.filter).unwrap();
        let policies = &filter["typed_config"]["rules"]["policies"];
        let policy = policies.as_object().unwrap().values().next().unwrap();
        prop_assert_eq!(
            &policy["principals"][0]["header"]["string_match"]["exact"],
            &Value::from(text)
        );
    }
}
