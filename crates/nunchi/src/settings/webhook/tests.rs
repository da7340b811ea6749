use std::time::Duration;

use super::{Webhook, named};
use crate::settings::{Complaint, catalogue_bytes, parse};

const TARGET: &str = "[[webhook]]\nname = \"edge\"\nurl = \"https://gateway.example/hook\"\nsecret_file = \"edge.secret\"\nform = \"nginx\"\n";

fn text(webhook: &str) -> String {
    format!("[ledger]\norigin = \"o\"\n[[source]]\nid = \"web\"\nformat = \"combined\"\n{webhook}")
}

fn good(webhook: &str) -> Webhook {
    let settings = parse(&text(webhook), "n.toml").expect("right settings");
    settings.webhooks.into_iter().next().expect("a target")
}

#[track_caller]
fn bad(webhook: &str, line: usize, says: &str) {
    let found = parse(&text(webhook), "n.toml").expect_err("it has a mistake");
    let told: Vec<String> = found.iter().map(Complaint::to_string).collect();
    let place = format!("n.toml:{}:", line + 5);
    assert!(
        told.len() == 1 && told[0].starts_with(&place) && told[0].contains(says),
        "expected {place}…{says}, found {told:#?}"
    );
}

#[test]
fn a_target_has_defaults_and_can_set_all_of_them() {
    let plain = good(TARGET);
    assert_eq!((plain.name.as_str(), plain.limits.attempts), ("edge", 5));
    assert_eq!(plain.address.as_str(), "https://gateway.example/hook");
    let whole = good(&TARGET.replace(
        "form = \"nginx\"\n",
        "form = \"envoy\"\njwt_header = \"h\"\njwt_payload = \"p\"\nca_file = \"ca.pem\"\nattempts = 2\ntimeout = \"200ms\"\ntotal = \"5s\"\nwait = \"10ms\"\n[webhook.headers]\nx-team = \"security\"\n",
    ));
    assert_eq!(whole.limits.attempts, 2);
    assert_eq!(whole.limits.one, Duration::from_millis(200));
    assert_eq!(whole.limits.total, Duration::from_secs(5));
    assert_eq!(whole.limits.wait, Duration::from_millis(10));
    assert_eq!(whole.headers["x-team"], "security");
    assert_eq!(whole.value()["timeout_ms"], 200);
}

#[test]
fn what_is_wrong_with_a_target_is_said_at_its_place() {
    let with = |from: &str, to: &str| TARGET.replace(from, to);
    bad(&with("https", "http"), 3, "in clear");
    bad(&with("https://", "https://kim:x@"), 3, "before an @");
    bad(&with("\"edge\"", "\"my edge\""), 2, "is no name");
    bad(
        &with("\"nginx\"", "\"nginxx\""),
        5,
        "did you mean \"nginx\"?",
    );
    bad(&with("edge.secret", ""), 4, "is empty");
    bad(
        &format!(
            "{TARGET}secret = \"x\"
"
        ),
        6,
        "unknown key \"secret\"",
    );
    bad(
        &format!("{TARGET}jwt_header = \"h\"\n"),
        6,
        "only the form envoy",
    );
    bad(&format!("{TARGET}attempts = 0\n"), 6, "write 1 to 20");
    bad(
        &format!("{TARGET}timeout = \"61s\"\n"),
        6,
        "write 1ms to 60s",
    );
    bad(
        &format!("{TARGET}total = \"2h\"\n"),
        6,
        "write 1ms to 3600s",
    );
    bad(&format!("{TARGET}wait = \"0s\"\n"), 6, "out of range");
    bad(
        &format!("{TARGET}headers = {{ authorization = \"x\" }}\n"),
        6,
        "holds a secret",
    );
    bad(&format!("{TARGET}{TARGET}"), 7, "two targets \"edge\"");
    bad(
        &(0..33)
            .map(|of| with("edge\"", &format!("e{of}\"")))
            .collect::<String>(),
        1,
        "32 is the most",
    );
}

#[test]
fn another_place_or_form_is_another_target_and_more_patience_is_none() {
    let plain = good(TARGET);
    for other in [
        TARGET.replace("/hook", "/hook2"),
        TARGET.replace("nginx", "nginx-deny"),
        TARGET.replace("edge.secret", "other.secret"),
        format!("{TARGET}ca_file = \"ca.pem\"\n"),
        format!("{TARGET}headers = {{ x-team = \"a\" }}\n"),
    ] {
        assert_ne!(good(&other).digest(), plain.digest(), "{other}");
    }
    let patient = good(&format!("{TARGET}attempts = 9\ntimeout = \"9s\"\n"));
    assert_eq!(patient.digest(), plain.digest());
}

#[test]
fn targets_are_no_part_of_the_catalogue() {
    let (with, without) = (text(TARGET), text(""));
    let bytes = |text: &str| catalogue_bytes(&parse(text, "n.toml").expect("right settings"));
    assert_eq!(bytes(&with), bytes(&without));
}

#[test]
fn a_target_that_is_not_there_is_told_with_those_that_are() {
    let targets = [good(TARGET)];
    assert!(named(&targets, "edge").is_ok());
    let said = named(&targets, "egde").expect_err("no such target");
    assert!(said.contains("did you mean \"edge\"?"), "{said}");
    let said = named(&[], "edge").expect_err("no target at all");
    assert!(said.contains("write [[webhook]]"), "{said}");
}
