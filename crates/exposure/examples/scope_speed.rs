//! How fast a scope is: builds a ledger of two million reads once, in a temporary folder, and prints
//! the milliseconds of some selections, best of five.
//!
//! `cargo run --release -p exposure --example scope_speed [reads]`. The folder is removed afterwards.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "an example prints, and ends at its first mistake"
)]

use std::{borrow::Cow, net::Ipv4Addr, path::Path, sync::Arc};

use env::{Clock, Disk, RealClock, RealDisk, RealEntropy};
use event::{Access, ActorKind, Event, Issuance, Mark, Millis, Request, catalogue::Catalogue};
use exposure::{Asked, Ground, Indexer, scope, selection};
use ledger::{Bounds, Keys, Ledger, Opening, Secret, Snapshot, StreamId, World};
use testkit::{SHOP_CATALOGUE_BYTES, START_MS, shop_catalogue};

/// Reads of one batch of the intake.
const BATCH_READS: usize = 10_000;
/// Milliseconds between two reads.
const STEP_MS: i64 = 20;
const HOUR_MS: i64 = 3_600_000;

fn main() {
    let reads: u64 = std::env::args()
        .nth(1)
        .map_or(2_000_000, |text| text.parse().unwrap());
    let dir = std::env::temp_dir().join(format!("nunchi-scope-speed-{}", std::process::id()));
    let clock = RealClock::new();
    let catalogue = Arc::new(shop_catalogue());
    let start = clock.monotonic();
    build(&dir, &catalogue, reads);
    let built = clock.monotonic() - start;
    println!(
        "{reads} reads written and sealed in {} ms",
        built.as_millis()
    );
    ask(&dir, &catalogue, &clock);
    RealDisk.remove_dir_all(&dir).unwrap();
}

fn keys() -> Keys {
    Keys {
        sign: Some(Secret([1; 32])),
        book: Some(Secret([2; 32])),
    }
}

/// A generator good enough to spread reads (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

fn build(dir: &Path, catalogue: &Arc<Catalogue>, reads: u64) {
    let disk: Arc<dyn Disk> = Arc::new(RealDisk);
    let world = World {
        disk: Arc::clone(&disk),
        clock: Arc::new(RealClock::new()),
        entropy: Arc::new(RealEntropy),
    };
    let opening = Opening {
        catalogue: Arc::clone(catalogue),
        catalogue_bytes: SHOP_CATALOGUE_BYTES.to_vec(),
        keys: keys(),
        bounds: Bounds {
            epoch_reads: 1_000_000,
            ..Bounds::default()
        },
        observer: Some(Arc::new(Indexer {
            disk,
            dir: dir.to_owned(),
        })),
        holder: "scope_speed".to_owned(),
    };
    let mut ledger = Ledger::create(world, dir, "example.org/speed", 16, opening).unwrap();
    let mut random = Random(1);
    let of = members(reads);
    feed(&mut ledger, "auth", of + 24, |intake, n| {
        let alive = |n| testkit::heartbeat(START_MS + i64::try_from(n).unwrap() * HOUR_MS);
        intake
            .event(&if n < of { issued(n, of) } else { alive(n - of) })
            .unwrap();
    });
    feed(&mut ledger, "gateway", reads, |intake, n| {
        intake.event(&read(n, reads, &mut random)).unwrap();
    });
    ledger.close_epoch().unwrap();
}

fn feed(
    ledger: &mut Ledger,
    source: &str,
    count: u64,
    mut put: impl FnMut(&mut ledger::Intake, u64),
) {
    let id = StreamId {
        sha256: [source.as_bytes()[0]; 32],
        prefix_bytes: 64,
    };
    let (mut stream, mut intake) = ledger.stream(source, id).unwrap();
    for first in (0..count).step_by(BATCH_READS) {
        for n in first..count.min(first + BATCH_READS as u64) {
            put(&mut intake, n);
            intake.record_end(n + 1);
        }
        let mut batch = intake.take();
        ledger.admit(&mut stream, &mut batch);
        for index in 0..batch.len() {
            ledger.append(&mut stream, &batch, index).unwrap();
        }
        ledger.commit(&mut [&mut stream]).unwrap();
    }
}

/// Eight reads a member.
fn members(reads: u64) -> u64 {
    (reads / 8).max(1)
}

/// A token of each member, over the thirteen hours before the reads.
fn issued(n: u64, of: u64) -> Event<'static> {
    let before = i64::try_from((of - n) * 13 * 3600 / of).unwrap() * 1000;
    Event::Issuance(Issuance {
        time: Millis(START_MS - before),
        mark: Mark::default(),
        issuer: None,
        key: Some(Cow::Borrowed("auth-2024-04")),
        credential: Cow::Owned(format!("token-{n}")),
        subject: None,
        expires: Some(Millis(START_MS + 24 * HOUR_MS)),
        ip: None,
        client: None,
    })
}

/// Nine of ten reads are of members who use the shop, with a token that was issued; in the last
/// fifth of the time one of ten is of somebody else, with a token that never was.
fn read(n: u64, reads: u64, random: &mut Random) -> Event<'static> {
    let forged = n > reads / 5 * 4 && n.is_multiple_of(10);
    let member = random.below(members(reads));
    let path = match n % 4 {
        0 | 1 => format!("/members/{member}/addresses"),
        2 => "/me".to_owned(),
        _ => format!("/orders?member={member}"),
    };
    let request = Request::Http {
        method: Cow::Borrowed("GET"),
        path: Cow::Owned(path),
    };
    let mut access = Access::new(
        Millis(START_MS + i64::try_from(n).unwrap() * STEP_MS),
        request,
    );
    access.mark.sequence = Some(n);
    access.actor_kind = ActorKind::Member;
    access.actor = Some(Cow::Owned(member.to_string()));
    access.key = Some(Cow::Borrowed("auth-2024-04"));
    access.credential = Some(Cow::Owned(match forged {
        true => format!("forged-{}", n / 100),
        false => format!("token-{member}"),
    }));
    let host = if forged {
        random.below(2000)
    } else {
        65_536 + member
    };
    access.ip = Some(Ipv4Addr::from(0x0a00_0000 + u32::try_from(host).unwrap()).into());
    access.client = Some(Cow::Borrowed(if forged { "okhttp/4.9" } else { "app/7" }));
    access.records = Some(1);
    Event::Access(Box::new(access))
}

fn ask(dir: &Path, catalogue: &Catalogue, clock: &RealClock) {
    let book = keys().book;
    let snapshot = Snapshot::load(&RealDisk, dir, book.as_ref()).unwrap();
    let start = clock.monotonic();
    let ground = Ground::new(&RealDisk, &snapshot, catalogue, 1, None).unwrap();
    let asked = std::env::args().nth(3);
    println!("ground in {} ms", (clock.monotonic() - start).as_millis());
    for text in asked.as_deref().map_or(
        vec![
            "TRUE",
            "route = 'address-list' AND time >= '2025-11-06T12:00:00Z'",
            "NOT issued AND ip IN ('10.0.0.0/16') AND time >= '2025-11-06T11:00:00Z'",
            "subject_kind = 'member' AND actor_kind = 'member' AND NOT issued = 'yes'",
            "issued OR asn = 64500",
        ],
        |text| vec![text],
    ) {
        let selection = selection::parse(text, &jiff::tz::TimeZone::UTC).unwrap();
        let mut best = f64::MAX;
        let mut told = String::new();
        let times: u32 = std::env::args()
            .nth(2)
            .map_or(5, |text| text.parse().unwrap());
        for _ in 0..times {
            let start = clock.monotonic();
            let (answer, _) = scope(&RealDisk, &ground, &selection, &Asked::default()).unwrap();
            best = best.min((clock.monotonic() - start).as_secs_f64() * 1000.0);
            told = format!(
                "{} reads, {} subjects, {} addresses, {} undecided",
                answer.reads, answer.subjects, answer.addresses, answer.undecided.0
            );
        }
        println!("{best:9.1} ms  {text}\n              {told}");
    }
}
