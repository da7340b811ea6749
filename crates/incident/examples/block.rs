//! Prints a block list in one form, so that a test can hand it to a real gateway.
//!
//! `cargo run -p incident --example block -- json|http|server|deny|envoy|left MOMENT [confirmed|practised]`. MOMENT is
//! when the gateway fetches it. With `confirmed`, two people wanted the address of the carrier; `practised` is the form of
//! an exercise.
#![expect(
    clippy::print_stdout,
    reason = "an example prints, and ends at its first mistake"
)]

use event::Millis;
use incident::block::{
    Behind, BlockList, Claim, Confirmed, EnvoyNames, GatewayKey, Match, NginxNames, Others, Rules,
    Span, TwoPeople, Wanted, Window, practised_envoy, practised_lines,
};

type Failed = Box<dyn std::error::Error>;

/// The secret that the gateway of the test has, too.
const SECRET: &[u8] = b"a secret of the test, 32 bytes long";

fn main() -> Result<(), Failed> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (form, at, word) = match args.as_slice() {
        [form, at] => (form, at, ""),
        [form, at, word] if ["confirmed", "practised"].contains(&word.as_str()) => {
            (form, at, word.as_str())
        }
        _ => return Err("say a form and a moment".into()),
    };
    let at = Millis::parse(at)?;
    let made = Millis::parse("2026-11-30T00:00:00Z")?;
    let list = BlockList::propose("i-7", made, &Rules::default(), wanted(word == "confirmed")?)?;
    let nginx = list.nginx(at, &nginx_names())?;
    let envoy = list.envoy(at, &envoy_names())?;
    let lines = |text: String| match word {
        "practised" => practised_lines(&text),
        _ => text,
    };
    match form.as_str() {
        "json" => println!("{}", list.json()),
        "http" => print!("{}", lines(nginx.http)),
        "server" => print!("{}", lines(nginx.server)),
        "deny" => print!("{}", lines(nginx.deny)),
        "envoy" if word == "practised" => {
            let filter = practised_envoy(&envoy.filter);
            println!("{}", filter.ok_or("this is no filter of Envoy")?);
        }
        "envoy" => println!("{}", envoy.filter),
        "left" => {
            for (name, left_out) in [("nginx", nginx.left_out), ("envoy", envoy.left_out)] {
                for one in left_out {
                    println!("{name} {}: {}", one.what.word(), one.why);
                }
            }
        }
        other => return Err(format!("no such form: {other}").into()),
    }
    Ok(())
}

fn nginx_names() -> NginxNames {
    NginxNames {
        session: Some("cookie_sid".to_owned()),
        jti: Some("http_x_test_jti".to_owned()),
        credential: Some("http_x_test_hmac".to_owned()),
        key: None,
    }
}

fn envoy_names() -> EnvoyNames {
    EnvoyNames {
        payload: Some("payload".to_owned()),
        header: Some("header".to_owned()),
    }
}

fn matches() -> Result<Vec<Match>, Failed> {
    let gateway = GatewayKey::new("gateway-2026", SECRET)?;
    let session = |claim, id: &str| Match::Session {
        claim,
        id: id.to_owned(),
    };
    let mut all = vec![
        Match::Network("203.0.113.7/32".parse()?),
        Match::Network("198.51.100.0/24".parse()?),
        Match::Network("2001:db8:7::/48".parse()?),
        Match::Key {
            id: "auth-2025-03".to_owned(),
            issued: Some(Window {
                from: Millis::parse("2025-06-24T00:00:00Z")?,
                until: Millis::parse("2025-11-09T00:00:00Z")?,
            }),
        },
        session(Claim::Jti, "t-4711"),
        session(Claim::Session, "s-0815"),
        Match::Credential {
            key: gateway.name().to_owned(),
            hash: gateway.hash(b"a stolen token"),
        },
    ];
    all.extend(clients().into_iter().map(Match::Client));
    Ok(all)
}

fn wanted(confirmed: bool) -> Result<Vec<Wanted>, Failed> {
    let mut all = matches()?
        .into_iter()
        .map(|what| want(what, 0))
        .collect::<Result<Vec<_>, Failed>>()?;
    // One entry that ends after a day, and one that would cut off a carrier.
    let mut short = want(Match::Network("192.0.2.1/32".parse()?), 3)?;
    short.days = 1;
    all.push(short);
    let mut carrier = want(Match::Network("100.64.3.9/32".parse()?), 3_120)?;
    if confirmed {
        carrier.confirmed = Some(Confirmed {
            two: TwoPeople::new("employee:kim", "employee:lee")?,
            shown: Some(3_120),
        });
    }
    all.push(carrier);
    Ok(all)
}

/// User agents as an attacker might choose them: each must be matched, and none may be obeyed.
fn clients() -> Vec<String> {
    [
        "reader/1.0 (curl/8.5)",
        "x\" 1; } server { listen 127.0.0.1:9; } map $a $b { default \"",
        "x' 1; include /etc/passwd; # ${host} $remote_addr \\",
        "~*.*",
        "default",
        "\\z\" 1; return 500;",
        "읽는 이/1.0",
    ]
    .into_iter()
    .map(str::to_owned)
    // The longest that is allowed, every byte of it escaped.
    .chain([format!("{}/", "(".repeat(999))])
    .collect()
}

fn want(what: Match, people: u64) -> Result<Wanted, Failed> {
    let behind = Behind {
        people: 33_000,
        reads: 120_000,
    };
    let span = Span {
        first: Millis::parse("2025-06-24T01:02:03Z")?,
        last: Millis::parse("2025-11-08T04:05:06Z")?,
    };
    let mut wanted = Wanted::new(what, behind, span);
    wanted.others = Some(Others {
        people,
        log_ins: people * 2,
        nameless: 0,
        lately: None,
    });
    Ok(wanted)
}
