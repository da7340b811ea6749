//! What was told of findings, over all times at which detectors looked. A finding that was told is never
//! dropped: when what came late takes its ground away it stays, as withdrawn.

use std::collections::BTreeMap;

use crate::{
    finding::{Finding, FindingId, Kind},
    keep::{Keep, kept},
};

/// A finding that was told, as it was last found.
#[derive(Debug, Clone)]
pub struct Told {
    /// The finding.
    pub finding: Finding,
    /// Whether it is found no longer.
    pub withdrawn: bool,
}

impl Told {
    /// Why it is found no longer, as a sentence; `None` while it is.
    #[must_use]
    pub fn why_withdrawn(&self) -> Option<&'static str> {
        self.withdrawn.then_some(match self.finding.kind {
            Kind::NeverIssued => "the feed told of the issuance later",
            Kind::FeedBehind => "the feed has caught up",
            _ => "events that came late changed what was to be expected, or what was read",
        })
    }
}

/// Every finding that was told.
#[derive(Debug, Clone, Default)]
pub struct AllTold {
    all: BTreeMap<FindingId, Told>,
}

kept!(Told { finding, withdrawn });
kept!(AllTold { all });

/// First bytes of what is kept: name and version of the layout.
const MARK: &[u8] = b"nunchi told 2\n";

impl AllTold {
    /// Takes in what is found now in a record that is `whole`; gives the ids that were not told before. Where
    /// retention has deleted reads, what is found no longer may have rested on them, and stands.
    pub fn update(&mut self, found: &[Finding], whole: bool) -> Vec<FindingId> {
        for told in self.all.values_mut() {
            told.withdrawn |= whole;
        }
        let mut news = Vec::new();
        for finding in found {
            let told = Told {
                finding: finding.clone(),
                withdrawn: false,
            };
            if self.all.insert(finding.id, told).is_none() {
                news.push(finding.id);
            }
        }
        news
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn all(&self) -> Vec<&Told> {
        let mut all: Vec<&Told> = self.all.values().collect();
        all.sort_by_key(|told| (told.finding.found, told.finding.kind, told.finding.id));
        all
    }

    /// As bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        self.put(&mut bytes);
        bytes
    }

    /// What was kept; `None` where the bytes are no such thing, or of another version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<AllTold> {
        let mut left = bytes.strip_prefix(MARK)?;
        let told = AllTold::get(&mut left)?;
        left.is_empty().then_some(told)
    }
}
