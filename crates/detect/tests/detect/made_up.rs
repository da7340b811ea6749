//! A history that is made up read by read.

use std::{net::IpAddr, sync::Arc};

use detect::{FeedOf, Finding, Kind, Names, Numbers, World, replay};
use event::{ActorKind, Change, Millis, Outcome};
use exposure::{Happened, Passed, Place, SubjectId, Whom, selection::IssuedWord};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// Codes of the shop's source of reads and of its feed.
pub(crate) const GATEWAY: u32 = 0;
pub(crate) const FEED: u32 = 1;
pub(crate) const ISSUER: u32 = 100;
pub(crate) const KEY: u32 = 7;

pub(crate) fn member(id: u32) -> SubjectId {
    SubjectId { shard: 0, id }
}

pub(crate) fn employee(id: u32) -> SubjectId {
    SubjectId { shard: 1, id }
}

/// A member who reads their own profile at home.
pub(crate) fn own(id: u32) -> Passed {
    Passed {
        who: Whom::Subject(member(id)),
        route: Some(0),
        shows: true,
        source: GATEWAY,
        outcome: Outcome::Served,
        actor_kind: ActorKind::Member,
        actor: Some(member(id)),
        credential: Some(u64::from(id)),
        key: Some(KEY),
        issuer: Some(ISSUER),
        client: Some(50),
        ip: Some(IpAddr::from([10, 0, 0, 1])),
        place: Place {
            asn: Some(64_500),
            country: Some(*b"KR"),
        },
        issued: Ok(IssuedWord::Yes),
        access: None,
    }
}

/// Every second number is some member's.
#[derive(Debug)]
struct EverySecond;

impl Numbers for EverySecond {
    fn of(&self, who: SubjectId) -> Option<u64> {
        (who.shard == 0).then(|| u64::from(who.id) * 2)
    }
}

#[derive(Default)]
pub(crate) struct History {
    happened: Vec<(Millis, Happened)>,
}

impl History {
    pub(crate) fn read(&mut self, at: i64, read: Passed) -> &mut History {
        self.happened.push((Millis(at), Happened::Read(read)));
        self
    }

    pub(crate) fn spoke(&mut self, at: i64) -> &mut History {
        let spoke = Happened::Spoke { source: FEED };
        self.happened.push((Millis(at), spoke));
        self
    }

    pub(crate) fn issued(&mut self, at: i64, credential: u64, holder: SubjectId) -> &mut History {
        let issued = Happened::Issued {
            credential,
            holder: Some(holder),
        };
        self.happened.push((Millis(at), issued));
        self
    }

    pub(crate) fn changed(
        &mut self,
        at: i64,
        change: Change,
        who: SubjectId,
        key: Option<u32>,
    ) -> &mut History {
        let changed = Happened::Changed { change, who, key };
        self.happened.push((Millis(at), changed));
        self
    }

    /// Days on which so many members read their own, one after the other through the day.
    pub(crate) fn days(&mut self, from: i64, days: i64, people: u32) -> &mut History {
        for day in from..from + days {
            for id in 0..people {
                let at = day * DAY + i64::from(id) * DAY / i64::from(people);
                self.read(at, own(id));
            }
        }
        self
    }

    /// What detectors know beside it.
    pub(crate) fn world() -> World {
        World {
            shards: 2,
            feeds: vec![FeedOf {
                issuer: ISSUER,
                sources: vec![FEED],
                lag_ms: 20_000,
            }],
            ..World::default()
        }
    }

    /// The same, where the book may be opened.
    pub(crate) fn with_numbers() -> World {
        World {
            numbers: Some(Arc::new(EverySecond)),
            ..History::world()
        }
    }

    /// All of it, in the order of time.
    pub(crate) fn all(&self) -> Vec<(Millis, Happened)> {
        let mut all = self.happened.clone();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// What all detectors find.
    pub(crate) fn found(&mut self) -> Vec<Finding> {
        replay(&History::world(), &self.all())
    }

    /// What they find of one kind.
    pub(crate) fn of(&mut self, kind: Kind) -> Vec<Finding> {
        let mut found = self.found();
        found.retain(|finding| finding.kind == kind);
        found
    }
}

pub(crate) struct Codes;

impl Names for Codes {
    fn text(&self, code: u32) -> Option<String> {
        Some(format!("text-{code}"))
    }

    fn route(&self, number: u32) -> Option<String> {
        Some(format!("route-{number}"))
    }
}
