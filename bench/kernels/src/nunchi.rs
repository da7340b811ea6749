//! All of nunchi's detectors, which count people over nine dimensions; the network is one of them.

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use detect::{Dimension, Engine, World};
use event::{ActorKind, Millis, Outcome};
use exposure::{Happened, Passed, Place, SubjectId, Whom, selection::IssuedWord};

use crate::{
    stream::Read,
    truth::{self, Counts},
};

/// The first network, as its address without the last byte: 10.0.0.0/24.
const FIRST_NETWORK: u32 = 0x000a_0000;

/// The detectors, and the time that they took.
pub(crate) struct Nunchi {
    engine: Engine,
    pub(crate) took: Duration,
}

impl Nunchi {
    pub(crate) fn new() -> Nunchi {
        let world = World {
            shards: 16,
            ..World::default()
        };
        Nunchi {
            engine: Engine::new(world),
            took: Duration::ZERO,
        }
    }

    /// Takes a day of reads in, which are made before the clock runs.
    pub(crate) fn take(&mut self, reads: &[Read]) {
        let events: Vec<(Millis, Happened)> = reads.iter().map(passed).collect();
        let start = Instant::now();
        for (time, happened) in &events {
            self.engine.take(*time, happened);
        }
        self.engine.judge();
        self.took += start.elapsed();
    }

    /// Distinct people that each network showed today; it tells of those that showed two or more.
    pub(crate) fn counts(&self) -> Counts {
        let baselines = self.engine.baselines(Dimension::Prefix);
        let of_today = baselines.into_iter().filter(|of| of.today > 0);
        of_today
            .filter_map(|of| {
                let network = u32::try_from(of.cluster.first).ok()?;
                Some((network.checked_sub(FIRST_NETWORK)?, of.today))
            })
            .collect()
    }

    /// What its counts must be.
    pub(crate) fn right(reads: &[Read]) -> Counts {
        truth::at_least(2, reads)
    }

    /// Findings so far.
    pub(crate) fn findings(&self) -> usize {
        self.engine.findings().len()
    }
}

/// A member reads themselves, with an issued credential.
fn passed(read: &Read) -> (Millis, Happened) {
    let person = SubjectId {
        shard: u16::try_from(read.person % 16).unwrap_or(0),
        id: read.person / 16,
    };
    let address = ((FIRST_NETWORK + read.network) << 8) + read.person % 250;
    let passed = Passed {
        who: Whom::Subject(person),
        route: Some(read.route),
        shows: true,
        source: 0,
        outcome: Outcome::Served,
        actor_kind: ActorKind::Member,
        actor: Some(person),
        credential: Some(u64::from(read.person)),
        key: Some(read.person % 2),
        issuer: Some(100),
        client: Some(read.person % 40 + 200),
        ip: Some(IpAddr::from(address.to_be_bytes())),
        place: Place {
            asn: Some(64_000 + read.network / 400),
            country: Some(*b"KR"),
        },
        issued: Ok(IssuedWord::Yes),
        access: None,
    };
    let at = Millis(i64::try_from(read.at).unwrap_or(0));
    (at, Happened::Read(passed))
}
