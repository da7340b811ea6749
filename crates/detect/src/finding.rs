//! What one detector says, with its evidence. A finding is updated as more evidence comes and keeps its id:
//! a hash of the detector, the cluster and the first evidence.

use std::sync::Arc;

use event::Millis;
use exposure::{Passed, Whom};
use roaring::RoaringTreemap;
use sha2::{Digest, Sha256};

use crate::{
    cluster::Cluster,
    keep::{Keep, kept, kept_of},
    window::Window,
};

/// What sort of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A credential in use was never issued.
    NeverIssued,
    /// The feed of issuances stays behind: nothing can be said of reads since.
    FeedBehind,
    /// A credential was issued to one person and is used as another.
    OtherHolder,
    /// Reads name people who do not exist, more often than people mistype.
    Ghosts,
    /// Somebody left who could have held a key that is still in use.
    Leaver,
    /// A credential or account of somebody who left is in use.
    UsedAfterLeaving,
    /// A cluster reads more people than it, or its like, ever did.
    FanOut,
    /// One access named more people than its route ever did.
    Bulk,
    /// A place where nobody read this route before now carries a notable share of its people.
    NewPlace,
    /// A cluster goes over people in the order of their numbers, or over everybody once.
    Sweep,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 10] = [
        Kind::NeverIssued,
        Kind::FeedBehind,
        Kind::OtherHolder,
        Kind::Ghosts,
        Kind::Leaver,
        Kind::UsedAfterLeaving,
        Kind::FanOut,
        Kind::Bulk,
        Kind::NewPlace,
        Kind::Sweep,
    ];

    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::NeverIssued => "never_issued",
            Kind::FeedBehind => "feed_behind",
            Kind::OtherHolder => "other_holder",
            Kind::Ghosts => "ghosts",
            Kind::Leaver => "leaver",
            Kind::UsedAfterLeaving => "used_after_leaving",
            Kind::FanOut => "fan_out",
            Kind::Bulk => "bulk",
            Kind::NewPlace => "new_place",
            Kind::Sweep => "sweep",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|of| of.word() == word)
    }
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something to put in order.
    Notice,
    /// Somebody should look today.
    High,
    /// Somebody should look now.
    Critical,
}

impl Severity {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Severity::Notice => "notice",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }
}

/// The id of a finding: the first 8 bytes of SHA-256 over detector, cluster and first evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FindingId(pub u64);

impl FindingId {
    pub(crate) fn of(kind: Kind, about: &[u64], first: Millis) -> FindingId {
        let mut hash = Sha256::new();
        hash.update(kind.word().as_bytes());
        for number in about {
            hash.update(number.to_le_bytes());
        }
        hash.update(first.0.to_le_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        FindingId(u64::from_be_bytes(id))
    }
}

impl std::fmt::Display for FindingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The reads that a finding rests on.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// How many.
    pub reads: u64,
    /// How many of them were served.
    pub served: u64,
    /// Distinct people whom they showed, as [`exposure::SubjectId::to_u64`] numbers them. Shared with the findings that
    /// were told, until more come.
    pub people: Arc<RoaringTreemap>,
    /// Earliest and latest.
    pub span: Option<(Millis, Millis)>,
    /// The first of them, at most 16.
    pub examples: Vec<(Millis, Passed)>,
    /// People of the latest reads, who are entered into `people` many at once: one by one each would cost a
    /// search among all of them.
    waiting: Vec<u64>,
    waiting_max: usize,
}

/// People who wait at the least before they are entered: 2 KiB.
const WAITING_MIN: usize = 256;
/// One of so many people waits at the most: half a byte for each.
const WAITING_SHARE: usize = 16;

/// Reads kept as examples of a finding.
pub(crate) const EXAMPLES_MAX: usize = 16;

impl Evidence {
    pub(crate) fn add(&mut self, time: Millis, read: &Passed) {
        self.reads += 1;
        if read.outcome == event::Outcome::Served {
            self.served += 1;
            if let Whom::Subject(subject) = read.who {
                self.wait(subject.to_u64());
            }
        }
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
        if self.examples.len() < EXAMPLES_MAX {
            self.examples.push((time, *read));
        }
    }

    fn wait(&mut self, person: u64) {
        if self.waiting.last() == Some(&person) {
            return;
        }
        self.waiting.push(person);
        // More of them the more there are, so that entering them costs each the same.
        if self.waiting.len() >= self.waiting_max {
            self.settle();
        }
    }

    /// Enters people whose reads are counted apart.
    pub(crate) fn show(&mut self, people: impl Iterator<Item = u64>) {
        Arc::make_mut(&mut self.people).extend(people);
    }

    /// Enters those who wait.
    pub(crate) fn settle(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.waiting.sort_unstable();
        *Arc::make_mut(&mut self.people) |= self.waiting.drain(..).collect::<RoaringTreemap>();
        let people = usize::try_from(self.people.len()).unwrap_or(usize::MAX);
        self.waiting_max = WAITING_MIN.max(people / WAITING_SHARE);
        // No more than will wait: a list that doubles would hold twice that.
        self.waiting.shrink_to(self.waiting_max);
        self.waiting.reserve_exact(self.waiting_max);
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// What sort.
    pub kind: Kind,
    /// How much it matters.
    pub severity: Severity,
    /// The cluster it is about, where it is about one.
    pub cluster: Option<Cluster>,
    /// Person it is about, where it is about one.
    pub person: Option<exposure::SubjectId>,
    /// Dictionary codes of the keys it is about.
    pub keys: Vec<u32>,
    /// Log time at which it was found.
    pub found: Millis,
    /// People whom its evidence had named by then.
    pub people_before: u64,
    /// What was counted, and what was expected at the most; where it rests on a count.
    pub counted: Option<(u64, u64)>,
    /// The window in which that was counted, where clusters are counted over windows.
    pub within: Option<Window>,
    /// What it expected that from, as a sentence; empty where it rests on no count.
    pub because: String,
    /// The reads.
    pub evidence: Evidence,
}

kept_of!(Kind, Kind::ALL);
kept_of!(
    Severity,
    [Severity::Notice, Severity::High, Severity::Critical]
);
kept!(Evidence {
    reads,
    served,
    people,
    span,
    examples
} but { waiting, waiting_max });
kept!(Finding {
    id,
    kind,
    severity,
    cluster,
    person,
    keys,
    found,
    people_before,
    counted,
    within,
    because,
    evidence,
});

impl Keep for FindingId {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
    }
    fn get(bytes: &mut &[u8]) -> Option<FindingId> {
        u64::get(bytes).map(FindingId)
    }
}
