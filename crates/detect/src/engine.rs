//! The run: what happened goes to every detector in the order of time, and at each minute of log time that
//! has passed the detectors judge.

use std::collections::BTreeMap;

use event::Millis;
use exposure::{Happened, SubjectId};
use hashbrown::HashMap;

use crate::{
    cluster::Cluster,
    detectors::{
        Detector, bulk::Bulk, fan_out::FanOut, ghosts::Ghosts, holders::Holders, leaver::Leaver,
        never_issued::NeverIssued, new_place::NewPlace,
    },
    finding::{Evidence, Finding, FindingId, Kind, Severity},
};

/// Milliseconds of a tick.
const TICK_MS: i64 = 60_000;

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

/// What detectors know beside what happens.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Feeds of issuances.
    pub feeds: Vec<FeedOf>,
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
}

/// Findings while they are made, by what they are about.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    all: BTreeMap<FindingId, Finding>,
}

/// A finding that begins.
pub(crate) struct Begun {
    pub(crate) kind: Kind,
    pub(crate) severity: Severity,
    /// What its id is made of, beside its kind and first evidence.
    pub(crate) about: Vec<u64>,
    pub(crate) cluster: Option<Cluster>,
    pub(crate) first: Millis,
    pub(crate) found: Millis,
}

impl Begun {
    /// A finding about a cluster.
    pub(crate) fn about_cluster(
        kind: Kind,
        cluster: Cluster,
        first: Millis,
        found: Millis,
    ) -> Begun {
        Begun {
            kind,
            severity: Severity::High,
            about: cluster.numbers(),
            cluster: Some(cluster),
            first,
            found,
        }
    }
}

impl Findings {
    /// Begins a finding about a person, at this moment.
    pub(crate) fn begin_about(
        &mut self,
        kind: Kind,
        severity: Severity,
        who: SubjectId,
        time: Millis,
    ) -> &mut Finding {
        let begun = Begun {
            kind,
            severity,
            about: vec![who.to_u64()],
            cluster: None,
            first: time,
            found: time,
        };
        let finding = self.begun(begun);
        finding.person = Some(who);
        finding
    }

    /// Begins a finding.
    pub(crate) fn begin(&mut self, begun: Begun) -> FindingId {
        self.begun(begun).id
    }

    fn begun(&mut self, begun: Begun) -> &mut Finding {
        let id = FindingId::of(begun.kind, &begun.about, begun.first);
        self.all.entry(id).or_insert(Finding {
            id,
            kind: begun.kind,
            severity: begun.severity,
            cluster: begun.cluster,
            person: None,
            keys: Vec::new(),
            found: begun.found,
            people_before: 0,
            counted: None,
            because: String::new(),
            evidence: Evidence::default(),
        })
    }

    /// A finding that was begun.
    pub(crate) fn get(&mut self, id: FindingId) -> Option<&mut Finding> {
        self.all.get_mut(&id)
    }
}

/// Runs all detectors over what happened, which must be in the order of time; gives what they found, in the
/// order in which they found it.
#[must_use]
pub fn replay(world: &World, history: &[(Millis, Happened)]) -> Vec<Finding> {
    let mut detectors: Vec<Box<dyn Detector + '_>> = vec![
        Box::new(NeverIssued::new(world)),
        Box::new(Holders::default()),
        Box::new(Ghosts::default()),
        Box::new(Leaver::default()),
        Box::new(FanOut::new(world)),
        Box::new(Bulk::default()),
        Box::new(NewPlace::new(world)),
    ];
    let mut findings = Findings::default();
    let mut tick: Option<i64> = None;
    for (time, happened) in history {
        let now = time.0.div_euclid(TICK_MS);
        if let Some(before) = tick.filter(|before| now > *before) {
            judge(&mut detectors, before, &mut findings);
        }
        tick = Some(now);
        for detector in &mut detectors {
            detector.take(*time, happened, &mut findings);
        }
    }
    if let Some(last) = tick {
        judge(&mut detectors, last, &mut findings);
    }
    let mut found: Vec<Finding> = findings.all.into_values().collect();
    found.sort_by_key(|finding| (finding.found, finding.kind, finding.id));
    found
}

/// Lets the detectors judge a minute that is over.
fn judge(detectors: &mut [Box<dyn Detector + '_>], minute: i64, findings: &mut Findings) {
    let now = Millis(minute.saturating_add(1).saturating_mul(TICK_MS));
    for detector in detectors {
        detector.tick(now, findings);
    }
}
