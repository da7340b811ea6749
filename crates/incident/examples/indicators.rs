//! Prints the indicators of an incident, so that a test can hand them to the validators of others.
//!
//! `cargo run -p incident --example indicators -- stix|csv|left TLP`.
#![expect(
    clippy::print_stdout,
    reason = "an example prints, and ends at its first mistake"
)]

use event::Millis;
use incident::indicators::{Facts, Incident, Indicators, Producer, Seen, Tlp, What};

type Failed = Box<dyn std::error::Error>;

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [form, tlp] = args.as_slice() else {
        return Err("say a form and a TLP".into());
    };
    let tlp = Tlp::parse(tlp).ok_or("no such TLP")?;
    let indicators = Indicators::new(facts(tlp)?)?;
    match form.as_str() {
        "stix" => print!("{}", indicators.stix()),
        "csv" => print!("{}", indicators.csv()),
        "left" => {
            for (what, why) in indicators.left_out() {
                println!("{}: {why}", what.word());
            }
        }
        other => return Err(format!("no such form: {other}").into()),
    }
    Ok(())
}

fn facts(tlp: Tlp) -> Result<Facts, Failed> {
    Ok(Facts {
        origin: "shop.example/nunchi".to_owned(),
        producer: Producer {
            name: "Example Shop \"가게\"".to_owned(),
            since: Millis::parse("2024-01-01T00:00:00Z")?,
        },
        incident: Incident {
            id: "i-7".to_owned(),
            is_exercise: false,
            name: "Reads with forged tokens".to_owned(),
            opened: Millis::parse("2025-11-18T07:00:00Z")?,
            reads: 140_000_000,
            subjects: 33_673_817,
        },
        made: Millis::parse("2026-11-30T00:00:00Z")?,
        tlp,
        valid_days: 90,
        seen: seen()?,
    })
}

/// What was seen, with the system of a network, and whether others share it.
fn whats() -> Result<Vec<(What, Option<u32>, bool)>, Failed> {
    let mut all = vec![
        // What must not go out, as two of the clients below.
        (What::Network("0.0.0.0/0".parse()?), None, false),
        (
            What::Network("203.0.113.7/32".parse()?),
            Some(64_500),
            false,
        ),
        (
            What::Network("198.51.100.0/24".parse()?),
            Some(64_500),
            false,
        ),
        (What::Network("100.64.3.9/32".parse()?), None, true),
        (
            What::Network("2001:db8:7::9/128".parse()?),
            Some(64_501),
            false,
        ),
        (What::Network("2001:db8:7::/48".parse()?), None, false),
        (What::System(64_500), None, true),
    ];
    let clients = [
        "reader/1.0 (curl/8.5)",
        r"=cmd|'\x' \ ] OR [ipv4-addr:value = '0.0.0.0",
        "읽는 이/1.0",
        "ShopApp/7 kim@shop.example",
        "ShopApp/7 (010-1234-5678)",
    ];
    all.extend(clients.map(|text| (What::Client(text.to_owned()), None, false)));
    let keys = [
        ("auth-2025-03", Some("https://auth.shop.example")),
        ("a*b?c\\d: \"e\" # f", None),
    ];
    all.extend(keys.map(|(id, issuer)| {
        let (id, issuer) = (id.to_owned(), issuer.map(str::to_owned));
        (What::Key { id, issuer }, None, false)
    }));
    Ok(all)
}

fn seen() -> Result<Vec<Seen>, Failed> {
    let first = Millis::parse("2025-06-24T01:02:03Z")?;
    let last = Millis::parse("2025-11-08T04:05:06.789Z")?;
    let seen = |(what, system, shared)| Seen {
        what,
        system,
        first,
        last,
        accesses: 1_234_567_890,
        shared: Some(shared),
    };
    Ok(whats()?.into_iter().map(seen).collect())
}
