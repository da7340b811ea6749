//! What the detectors cost: `load reads N` goes over N ordinary reads, `load flood N` over N reads within one
//! hour that each name a key of their own, from 250 networks, with a slow reader beside them. Prints one line of
//! JSON; whoever starts it measures its memory.
//!
//! Ordinary: 30 days; a tenth as many sessions as reads, each of one member from one address of 40,000
//! networks, over four routes. The slow reader is known for 29 days with 10 people each, and reads 200 in
//! the hour of the flood.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "it is started by hand or by the benchmark, and times itself"
)]

use std::{net::IpAddr, process::ExitCode};

use detect::{Dimension, Engine, Kind, World};
use event::{ActorKind, Millis, Outcome};
use exposure::{Happened, Passed, Place, SubjectId, Whom, selection::IssuedWord};

const DAY: u64 = 86_400_000;
const HOUR: u64 = 3_600_000;
/// Reads of a session.
const SESSION: u64 = 10;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().collect();
    let rows = words.get(2).and_then(|rows| rows.parse::<u64>().ok());
    match (words.get(1).map(String::as_str), rows) {
        (Some("reads"), Some(rows)) => ordinary(rows),
        (Some("flood"), Some(rows)) => flood(rows),
        _ => {
            eprintln!("load reads N, or load flood N");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Any number from any number, as evenly spread as need be (the finalizer of SplitMix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn low(value: u64, below: u64) -> u32 {
    u32::try_from(value % below).unwrap_or(0)
}

fn person(number: u64) -> SubjectId {
    SubjectId {
        shard: u16::try_from(number % 16).unwrap_or(0),
        id: low(number / 16, 1 << 31),
    }
}

/// Who reads: a member themselves, from one of 40,000 networks.
fn read(session: u64, route: u64) -> Passed {
    let of = mixed(session);
    let who = person(of % 3_000_000);
    let network = low(of >> 20, 40_000);
    Passed {
        who: Whom::Subject(who),
        route: Some(low(route, 4)),
        shows: true,
        source: 0,
        outcome: Outcome::Served,
        actor_kind: ActorKind::Member,
        actor: Some(who),
        credential: Some(of),
        key: Some(low(of >> 40, 2)),
        issuer: Some(100),
        client: Some(low(of >> 44, 40) + 200),
        ip: Some(IpAddr::from((0x0a00_0000 + (network << 8)).to_be_bytes())),
        place: Place {
            asn: Some(64_000 + network / 400),
            country: Some(*b"KR"),
        },
        issued: Ok(IssuedWord::Yes),
        access: None,
    }
}

fn world() -> World {
    World {
        shards: 16,
        ..World::default()
    }
}

fn take(engine: &mut Engine, at: u64, read: Passed) {
    engine.take(
        Millis(i64::try_from(at).unwrap_or(0)),
        &Happened::Read(read),
    );
}

fn ordinary(rows: u64) {
    // Made before, so that only the detectors are timed.
    let events: Vec<(u64, Passed)> = (0..rows)
        .map(|row| {
            // Sessions run beside each other, a thousand at a time.
            let session = row / (SESSION * 1000) * 1000 + row % 1000;
            (row * 30 * DAY / rows, read(session, row / 1000))
        })
        .collect();
    let mut engine = Engine::new(world());
    let start = std::time::Instant::now();
    for (at, read) in events {
        take(&mut engine, at, read);
    }
    engine.judge();
    tell("reads", rows, start.elapsed().as_secs_f64(), true);
}

fn flood(rows: u64) {
    let slow = |number: u64| Passed {
        actor: Some(person(7)),
        actor_kind: ActorKind::Employee,
        ip: Some(IpAddr::from([192, 0, 2, 1])),
        ..read(number, 0)
    };
    let mut engine = Engine::new(world());
    for day in 0..29 {
        for member in 0..2000 {
            take(
                &mut engine,
                day * DAY + member * DAY / 2000,
                read(day * 2000 + member, member),
            );
            if member % 200 == 0 {
                take(
                    &mut engine,
                    day * DAY + member * DAY / 2000,
                    slow(day * 10 + member / 200),
                );
            }
        }
    }
    let start = std::time::Instant::now();
    let every = (rows / 200).max(1);
    for row in 0..rows {
        let fresh = Passed {
            key: Some(low(1000 + row, 1 << 32)),
            ip: Some(IpAddr::from(
                (0x0ac8_0000 + (low(row, 250) << 8)).to_be_bytes(),
            )),
            ..read(1_000_000 + row, row)
        };
        let at = 29 * DAY + row * HOUR / rows;
        take(&mut engine, at, fresh);
        if row % every == 0 {
            take(&mut engine, at, slow(500_000 + row));
        }
    }
    engine.judge();
    let seconds = start.elapsed().as_secs_f64();
    let found = engine.findings();
    let is_slow = |dimension| {
        found.iter().any(|of| {
            of.kind == Kind::FanOut
                && of.cluster.is_some_and(|cluster| {
                    cluster.dimension == dimension && cluster.holds(&slow(0))
                })
        })
    };
    let both = is_slow(Dimension::Actor) || is_slow(Dimension::Prefix);
    tell("flood", rows, seconds, both);
}

fn tell(what: &str, rows: u64, seconds: f64, found: bool) {
    println!(
        "{{\"what\":\"{what}\",\"rows\":{rows},\"seconds\":{seconds:.3},\"slow_reader_found\":{found}}}"
    );
}
