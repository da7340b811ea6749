//! What detectors know beside what happens.

use std::{fmt, sync::Arc};

use exposure::{Passed, SubjectId};
use hashbrown::HashMap;

use crate::{
    cluster::{Cluster, Dimension},
    people::Numbering,
};

/// The feed of issuances of one issuer.
#[derive(Debug, Clone)]
pub struct FeedOf {
    /// Dictionary code of the issuer.
    pub issuer: u32,
    /// Codes of the sources that are its feed.
    pub sources: Vec<u32>,
    /// Milliseconds by which an issuance may come later than its use.
    pub lag_ms: i64,
}

/// The numbers inside people's keys, from whoever has the book.
pub trait Numbers: fmt::Debug + Send + Sync {
    /// The number inside a person's key, such as 123 of `member:123`, with something above its 32 bits that tells
    /// the keys of one sort from those of others; `None` where the key holds none.
    fn of(&self, who: SubjectId) -> Option<u64>;
}

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Shards of the ledger, so that people can be numbered; 0 counts as 1.
    pub shards: u16,
    /// Feeds of issuances.
    pub feeds: Vec<FeedOf>,
    /// The numbers inside people's keys; `None` where nobody may open the book.
    pub numbers: Option<Arc<dyn Numbers>>,
    /// Family of each client: its name without version numbers, as any number. Versions of one client are
    /// no news to each other.
    pub families: HashMap<u32, u64>,
}

impl World {
    /// The family of a client.
    pub(crate) fn family(&self, client: u64) -> u64 {
        let code = u32::try_from(client).unwrap_or(u32::MAX);
        self.families.get(&code).copied().unwrap_or(client)
    }

    /// How people are numbered.
    pub(crate) fn numbering(&self) -> Numbering {
        Numbering::new(self.shards)
    }

    /// What the peers of a cluster share, beside its dimension: a network is held to those of its autonomous
    /// system, a client to its other versions, an actor to actors of its sort.
    pub(crate) fn kind(&self, cluster: Cluster, read: &Passed) -> u64 {
        match cluster.dimension {
            Dimension::Prefix => read.place.asn.map_or(0, u64::from),
            Dimension::Client => self.family(cluster.first),
            Dimension::RouteClient => {
                cluster.first << 32 | self.family(cluster.second) & 0xffff_ffff
            }
            Dimension::AsnClient | Dimension::RouteKey => cluster.first,
            Dimension::Actor => read.actor_kind as u64,
            // What is said of one issuer's credentials is held to what is said so of those of others.
            Dimension::IssuerIssued => cluster.second,
            Dimension::Key | Dimension::Asn | Dimension::Country => 0,
        }
    }
}
