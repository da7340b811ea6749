//! Rules as tables, and messages to a real receiver on this machine.

mod receiver;

use std::time::Duration;

use env::{RealClock, RealEntropy};
use proptest::prelude::*;

use self::receiver::{Asked, Receiver};
use crate::{retry::Next, *};

/// The key of the example of Standard Webhooks.
const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn secs(of: u64) -> Duration {
    Duration::from_secs(of)
}

#[test]
fn an_address_is_https_or_of_this_machine() {
    for good in [
        "https://gateway.example/hooks/block",
        "https://gateway.example:8443/?list=1",
        "https://10.0.0.1/",
        "http://127.0.0.1:8080/x",
        "http://[::1]:8080/x",
    ] {
        assert_eq!(Address::parse(good).unwrap().to_string(), good);
    }
    let long = format!("https://a.example/{}", "x".repeat(URL_BYTES_MAX));
    for (bad, says) in [
        ("http://gateway.example/", "in clear"),
        // A name may be anybody's, whatever it says.
        ("http://localhost/", "in clear"),
        ("http://127.0.0.1.example/", "in clear"),
        ("ftp://gateway.example/", "no address"),
        ("gateway.example/x", "no address"),
        ("/x", "no address"),
        ("https://", "no address"),
        ("https://a b/", "no address"),
        ("https://kim:secret@gateway.example/", "before an @"),
        ("http://127.0.0.1@gateway.example/", "before an @"),
        ("https://gateway.example/#x", "a #"),
        (&long, "bytes"),
    ] {
        let error = Address::parse(bad).unwrap_err().to_string();
        assert!(error.contains(says), "{bad}: {error}");
    }
}

#[test]
fn a_key_is_long_enough_and_never_told() {
    assert!(Secret::parse(&format!("{KEY}\n")).is_ok());
    for bad in [
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_c2hvcnQ=",
        "whsec_!",
        &format!("whsec_{}", "A".repeat(88)),
    ] {
        let error = Secret::parse(bad).unwrap_err().to_string();
        assert!(error.contains("write whsec_"), "{bad}: {error}");
        assert!(bad.len() < 20 || !error.contains(bad), "{error}");
    }
    assert_eq!(format!("{:?}", Secret::parse(KEY).unwrap()), "Secret(***)");
}

/// The example of Standard Webhooks, computed by another implementation.
#[test]
fn the_signature_is_that_of_standard_webhooks() {
    let said = Secret::parse(KEY).unwrap().signature(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    );
    assert_eq!(said, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn headers_are_those_that_are_not_ours() {
    let new = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.to_vec();
        Headers::new(pairs.into_iter())
    };
    assert!(new(&[("X-Team", "security"), ("x-list", "가")]).is_ok());
    for (name, value, says) in [
        ("Authorization", "x", "holds a secret"),
        ("Webhook-Id", "x", "set by every"),
        ("content-type", "x", "set by every"),
        ("x y", "x", "no header"),
        ("x", "a\r\nb: c", "no header"),
        ("x", &"y".repeat(HEADER_BYTES_MAX + 1), "no header"),
    ] {
        let error = new(&[(name, value)]).unwrap_err().to_string();
        assert!(error.contains(says), "{name}: {error}");
    }
    let many = vec![("x", "y"); HEADERS_MAX + 1];
    assert_eq!(new(&many), Err(HeaderError::Many(HEADERS_MAX + 1)));
}

#[test]
fn waits_grow_and_end() {
    let limits = Limits {
        attempts: 4,
        one: secs(10),
        total: secs(30),
        wait: secs(2),
    };
    let next = |made, passed, asked, chance| limits.next(made, passed, asked, chance);
    assert_eq!(next(1, secs(0), None, 0), Next::Wait(secs(2)));
    assert_eq!(next(3, secs(0), None, 0), Next::Wait(secs(8)));
    assert_eq!(next(3, secs(0), None, u32::MAX), Next::Wait(secs(4)));
    assert_eq!(next(4, secs(0), None, 0), Next::Attempts);
    assert_eq!(next(3, secs(22), None, 0), Next::Time);
    // The receiver may ask for more, never for less.
    assert_eq!(next(1, secs(0), Some(secs(7)), 0), Next::Wait(secs(7)));
    assert_eq!(next(1, secs(0), Some(secs(0)), 0), Next::Wait(secs(2)));
    assert_eq!(next(1, secs(0), Some(secs(30)), 0), Next::Asked(secs(30)));
    assert_eq!(limits.of_one(secs(25)), secs(5));
    assert_eq!(limits.of_one(secs(40)), secs(0));
    assert_eq!(
        Limits {
            wait: secs(50),
            ..Limits::default()
        }
        .next(3, secs(0), None, 0),
        Next::Wait(WAIT_MAX)
    );
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    // Sunday, 6 November 1994, 08:49:30 UTC, in milliseconds.
    let now_ms = 784_111_770_000;
    let asked = |text| retry::asked(text, now_ms);
    assert_eq!(asked("120"), Some(secs(120)));
    assert_eq!(asked(" 0 "), Some(secs(0)));
    assert_eq!(asked("99999999999999999999999"), Some(secs(u64::MAX)));
    assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(secs(7)));
    assert_eq!(asked("Sun, 06 Nov 1994 08:49:00 GMT"), Some(secs(0)));
    for none in ["", "soon", "-1", "1.5", "1994-11-06"] {
        assert_eq!(asked(none), None, "{none}");
    }
}

proptest! {
    #[test]
    fn no_wait_leaves_its_limits(
        made in 1_u32..30, passed in 0_u64..4000, asked in proptest::option::of(0_u64..10_000), chance: u32,
        wait_ms in 1_u64..100_000, total in 1_u64..10_000,
    ) {
        let limits = Limits { attempts: 30, one: secs(10), total: secs(total), wait: Duration::from_millis(wait_ms) };
        if let Next::Wait(wait) = limits.next(made, secs(passed), asked.map(secs), chance) {
            prop_assert!(made < ATTEMPTS_MAX);
            prop_assert!(secs(passed) + wait < secs(total).min(TOTAL_MAX));
            prop_assert!(asked.is_none_or(|asked| wait >= secs(asked)));
            prop_assert!(wait * 2 >= Duration::from_millis(wait_ms).min(WAIT_MAX));
        }
    }

    #[test]
    fn no_text_is_an_address_that_goes_in_clear_elsewhere(text in "https?://[a-z0-9.@:/\\[\\]#-]{0,30}") {
        if let Ok(address) = Address::parse(&text) {
            prop_assert!(text.starts_with("https://") || text.starts_with("http://127.") || text.starts_with("http://[::"));
            prop_assert_eq!(address.as_str(), text);
        }
    }
}

/// Sends to a receiver that answers so, and gives what became of it and what the receiver saw.
fn sent(answers: &[&str], limits: Limits) -> (Delivery, Vec<Asked>, Vec<Option<Duration>>) {
    let receiver = Receiver::start(answers);
    let target = Target {
        address: Address::parse(&receiver.url).unwrap(),
        secret: Secret::parse(KEY).unwrap(),
        headers: Headers::new([("x-team", "security")].into_iter()).unwrap(),
        roots: None,
        limits,
    };
    let message = Message {
        id: "msg_1",
        content_type: "application/json",
        body: b"{\"v\":1}\n",
    };
    let (clock, entropy) = (RealClock::new(), RealEntropy);
    let world = World {
        clock: &clock,
        entropy: &entropy,
    };
    let mut waits = Vec::new();
    let delivery = deliver(&target, &message, &world, &mut |_, wait| waits.push(wait));
    (delivery, receiver.seen(), waits)
}

fn quick() -> Limits {
    Limits {
        attempts: 3,
        one: Duration::from_millis(300),
        total: secs(20),
        wait: Duration::from_millis(1),
    }
}

fn status_of(attempt: &Attempt) -> u16 {
    match attempt.end {
        End::Answered { status, .. } => status,
        _ => 0,
    }
}

#[test]
fn a_message_is_repeated_under_one_id_until_it_is_taken() {
    let (delivery, seen, waits) = sent(&["503 X\r\nretry-after: 2", "429 X", "204 X"], quick());
    assert_eq!(delivery.dead, None);
    let statuses: Vec<_> = delivery.attempts.iter().map(status_of).collect();
    assert_eq!(statuses, [503, 429, 204]);
    // The receiver asked for two seconds; the second time for none.
    assert_eq!(waits[0], Some(secs(2)));
    assert!(waits[1].unwrap() < secs(1) && waits[2].is_none());
    assert_eq!(seen.len(), 3);
    for one in &seen {
        assert_eq!(one.header("webhook-id"), "msg_1");
        assert_eq!(one.header("content-type"), "application/json");
        assert_eq!(one.header("x-team"), "security");
        assert_eq!(one.body, b"{\"v\":1}\n");
        let at: i64 = one.header("webhook-timestamp").parse().unwrap();
        let signature = Secret::parse(KEY)
            .unwrap()
            .signature("msg_1", at, &one.body);
        assert_eq!(one.header("webhook-signature"), signature);
    }
}

#[test]
fn what_would_be_refused_again_is_not_sent_again() {
    for (answer, dead) in [
        (
            "400 X\r\n\r\nno \u{1b}[31msuch list\nmore",
            Dead::Refused(400),
        ),
        ("404 X", Dead::Refused(404)),
        ("410 X", Dead::Refused(410)),
        (
            "302 X\r\nlocation: http://127.0.0.1:1/",
            Dead::Redirect(302),
        ),
        (
            "307 X\r\nlocation: http://127.0.0.1:1/",
            Dead::Redirect(307),
        ),
        ("304 X", Dead::Redirect(304)),
    ] {
        let (delivery, seen, _) = sent(&[answer, "200 X"], quick());
        assert_eq!(delivery.dead, Some(dead), "{answer}");
        assert_eq!(seen.len(), 1, "{answer}");
        if let End::Answered { says, .. } = &delivery.attempts[0].end
            && answer.starts_with("400")
        {
            assert_eq!(says, "no \u{fffd}[31msuch list");
        }
    }
}

#[test]
fn a_silent_peer_is_no_delivery_and_no_refusal() {
    let limits = Limits {
        attempts: 2,
        ..quick()
    };
    let (delivery, seen, _) = sent(&["silence", "silence"], limits);
    assert_eq!(delivery.dead, Some(Dead::Attempts(2)));
    let unknown = |of: &Attempt| matches!(of.end, End::NoAnswer { .. });
    assert!(delivery.attempts.iter().all(unknown), "{delivery:?}");
    assert_eq!(seen.len(), 2);
}

#[test]
fn what_breaks_off_and_what_is_no_http_is_tried_again() {
    for broken in ["break", "nonsense"] {
        let (delivery, _, _) = sent(&[broken, "200 X"], quick());
        assert_eq!(
            (delivery.dead, delivery.attempts.len()),
            (None, 2),
            "{broken}"
        );
        assert!(
            matches!(delivery.attempts[0].end, End::NoAnswer { .. }),
            "{broken}: {delivery:?}"
        );
    }
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let (address, limits) = (receiver::nobody(), quick());
    let target = Target {
        address: Address::parse(&address).unwrap(),
        secret: Secret::parse(KEY).unwrap(),
        headers: Headers::default(),
        roots: None,
        limits,
    };
    let message = Message {
        id: "msg_1",
        content_type: "text/plain",
        body: b"x",
    };
    let (clock, entropy) = (RealClock::new(), RealEntropy);
    let world = World {
        clock: &clock,
        entropy: &entropy,
    };
    let delivery = deliver(&target, &message, &world, &mut |_, _| ());
    assert_eq!(delivery.dead, Some(Dead::Attempts(3)));
    let none = |of: &Attempt| matches!(of.end, End::NotSent { .. });
    assert!(delivery.attempts.iter().all(none), "{delivery:?}");
}

#[test]
fn a_receiver_that_asks_for_too_long_gets_a_dead_letter_at_once() {
    let (delivery, seen, _) = sent(&["503 X\r\nretry-after: 3600", "200 X"], quick());
    assert_eq!(delivery.dead, Some(Dead::Asked(secs(3600))));
    assert_eq!(seen.len(), 1);
}

#[test]
fn an_answer_that_never_ends_takes_no_longer_than_an_attempt_may() {
    let (delivery, _, _) = sent(&["hang", "200 X"], quick());
    assert_eq!(delivery.dead, None);
    let first = &delivery.attempts[0];
    let said = End::Answered {
        status: 500,
        says: "busy".to_owned(),
    };
    assert_eq!(first.end, said);
    assert!((300..5000).contains(&first.took_ms), "{first:?}");
}

#[test]
fn an_endless_answer_is_read_to_a_limit() {
    let long = format!("500 X\r\n\r\n{}", "y".repeat(1 << 20));
    let (delivery, _, _) = sent(&[&long, "200 X"], quick());
    assert_eq!(delivery.dead, None);
    let End::Answered { says, .. } = &delivery.attempts[0].end else {
        panic!("{delivery:?}");
    };
    assert_eq!(says.len(), 200);
}
