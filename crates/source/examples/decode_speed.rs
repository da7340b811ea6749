//! How fast OCSF lines are framed and decoded: `cargo run --release -p source --example decode_speed`.
//!
//! Generates lines of about 450 bytes in memory, then times framing alone (in memory, and from a
//! file where one is named) and framing with decoding, on one core.
#![expect(clippy::print_stdout, reason = "an example prints what it measures")]

use std::{fmt::Write as _, io::Cursor, path::Path};

use env::{Clock, RealClock, RealDisk};
use event::Event;
use source::{Framing, Settings, Sink, feed::Feed};

/// Lines generated.
const LINES: u64 = 200_000;

#[derive(Default)]
struct Count {
    events: u64,
    beside: u64,
    /// Something of every event, so that nothing can be left out.
    sum: i64,
}

impl Sink for Count {
    fn event(&mut self, event: Event<'_>) {
        self.events += 1;
        self.sum = self.sum.wrapping_add(event.time().0);
    }

    fn beside(&mut self) {
        self.beside += 1;
    }
}

fn lines() -> String {
    let mut out = String::new();
    for i in 0..LINES {
        let member = i * 7919 % 33_674;
        let time = 1_760_000_000_000 + i * 37;
        let host = i % 251;
        writeln!(
            out,
            r#"{{"class_uid":6003,"activity_id":2,"time":{time},"metadata":{{"version":"1.8.0","sequence":{i}}},"device":{{"uid":"gateway-1"}},"actor":{{"user":{{"uid":"member:{member}","type_id":1}},"session":{{"uid":"s-{i:016x}","issuer":"https://auth.shop.example"}}}},"src_endpoint":{{"ip":"203.0.113.{host}"}},"http_request":{{"http_method":"GET","url":{{"path":"/members/{member}/orders"}},"user_agent":"shop-app/5.1 (Android 14)"}},"http_response":{{"code":200}},"unmapped":{{"kid":"auth-2025-03","records":3}}}}"#
        )
        .unwrap_or_default();
    }
    out
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = lines().into_bytes();
    let bytes = text.len();
    println!("{LINES} lines of {} bytes", bytes / usize::try_from(LINES)?);
    let clock = RealClock::new();
    let format = source::format("ocsf").ok_or("no format ocsf")?;
    for round in 0..3 {
        let mut feed = Feed::of_reader(
            "memory",
            Box::new(Cursor::new(text.clone())),
            Framing::Lines,
        )?;
        let start = clock.monotonic();
        let records = frame(&mut feed)?;
        report(
            "framing, memory",
            records,
            bytes as u64,
            clock.monotonic().saturating_sub(start).as_nanos(),
        );

        let mut feed = Feed::of_reader(
            "memory",
            Box::new(Cursor::new(text.clone())),
            format.framing,
        )?;
        let mut decoder = (format.build)(&Settings::default())?(feed.preamble()?)?;
        let mut count = Count::default();
        let start = clock.monotonic();
        while let Some(batch) = feed.next_batch()? {
            for (_, record) in batch.iter() {
                decoder.decode(record, &mut count)?;
            }
            feed.recycle(batch);
        }
        report(
            "framing and decoding",
            count.events,
            bytes as u64,
            clock.monotonic().saturating_sub(start).as_nanos(),
        );
        if round == 0 {
            println!("sum {} beside {}", count.sum, count.beside);
        }
    }
    for name in std::env::args().skip(1) {
        let mut feed = Feed::open(&RealDisk, Path::new(&name), Framing::Lines)?;
        let start = clock.monotonic();
        let records = frame(&mut feed)?;
        report(
            &name,
            records,
            feed.position(),
            clock.monotonic().saturating_sub(start).as_nanos(),
        );
    }
    Ok(())
}

fn frame(feed: &mut Feed) -> Result<u64, source::feed::FeedError> {
    let mut records = 0;
    while let Some(batch) = feed.next_batch()? {
        records += batch.records.len() as u64;
        feed.recycle(batch);
    }
    Ok(records)
}

fn report(what: &str, records: u64, bytes: u64, nanos: u128) {
    let nanos = nanos.max(1);
    let rate = u128::from(records) * 1_000_000_000 / nanos;
    let megabytes = u128::from(bytes) * 1000 / nanos;
    println!("{what}: {rate} records/s, {megabytes} MB/s");
}
