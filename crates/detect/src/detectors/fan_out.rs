//! A cluster reads more people in a day than it, or its like, ever did.
//!
//! A cluster with two weeks of its own is held to its own past; a younger one to others of its kind: a
//! network to those of its autonomous system, a client to its other versions, an actor to actors of its
//! sort. So a carrier's shared address is no household, and a new version of the app no news.
//!
//! Misses: a cluster that stays within twice its busiest day.

use event::Millis;
use exposure::{Happened, Passed, Whom};
use hashbrown::{HashMap, HashSet};

use crate::{
    cluster::{Cluster, Dimension},
    crowd::Crowd,
    detectors::{DAY_MS, Detector, shown},
    engine::{Begun, Findings, World},
    finding::{EXAMPLES_MAX, FindingId, Kind},
    habit::{FLOOR, Habit, limit_of_peers},
};

/// Days of quiet after which a cluster that was in a finding begins another.
const QUIET_DAYS: i64 = 45;

struct State {
    /// What its peers share.
    kind: u64,
    habit: Habit,
    day: i64,
    today: HashSet<u64>,
    /// Reads of today that showed somebody.
    reads: u64,
    /// The most people of today that are no surprise, and why; found once a day, when it is needed.
    limit: Option<(u64, String)>,
    examples: Vec<(Millis, Passed)>,
    /// The finding it stands in, and the last day on which it was too many.
    found: Option<(FindingId, i64)>,
}

pub(crate) struct FanOut<'w> {
    world: &'w World,
    clusters: HashMap<Cluster, State>,
    crowd: Crowd,
    /// Clusters whose count passed what any cluster may since the last tick.
    due: Vec<Cluster>,
}

impl<'w> FanOut<'w> {
    pub(crate) fn new(world: &'w World) -> FanOut<'w> {
        FanOut {
            world,
            clusters: HashMap::new(),
            crowd: Crowd::new(),
            due: Vec::new(),
        }
    }

    /// What the peers of a cluster share, beside its dimension.
    fn kind(&self, cluster: Cluster, read: &Passed) -> u64 {
        match cluster.dimension {
            Dimension::Prefix => read.place.asn.map_or(0, u64::from),
            Dimension::Client => self.world.family(cluster.first),
            Dimension::RouteClient => {
                cluster.first << 32 | self.world.family(cluster.second) & 0xffff_ffff
            }
            Dimension::AsnClient | Dimension::RouteKey => cluster.first,
            Dimension::Actor => read.actor_kind as u64,
            Dimension::Key | Dimension::Asn | Dimension::Country => 0,
        }
    }

    fn judge(&mut self, cluster: Cluster, now: Millis, findings: &mut Findings) {
        let Some((limit, because)) = self.limit(cluster) else {
            return;
        };
        let Some(state) = self.clusters.get_mut(&cluster) else {
            return;
        };
        let people = state.today.len() as u64;
        let limit = self.crowd.grown(limit);
        if people <= limit {
            return;
        }
        let standing = state
            .found
            .filter(|(_, last)| state.day - last <= QUIET_DAYS);
        if let Some((id, _)) = standing {
            state.found = Some((id, state.day));
            return;
        }
        let first = state.examples.first().map_or(now, |(time, _)| *time);
        let id = findings.begin(Begun::about_cluster(Kind::FanOut, cluster, first, now));
        state.found = Some((id, state.day));
        if let Some(finding) = findings.get(id) {
            finding.counted = Some((people, limit));
            finding.because = because;
            finding.people_before = people;
            for (time, read) in state.examples.drain(..) {
                finding.evidence.add(time, &read);
            }
            // The examples are the first of them; all of them were served.
            finding.evidence.reads = state.reads;
            finding.evidence.served = state.reads;
            let subjects = state
                .today
                .iter()
                .copied()
                .filter_map(exposure::SubjectId::from_u64);
            finding.evidence.people.extend(subjects.map(Whom::Subject));
        }
    }

    /// The most people of today that are no surprise.
    fn limit(&mut self, cluster: Cluster) -> Option<(u64, String)> {
        let state = self.clusters.get(&cluster)?;
        if let Some(limit) = &state.limit {
            return Some(limit.clone());
        }
        if !self.crowd.is_known(state.day) {
            return None;
        }
        let of_key = matches!(cluster.dimension, Dimension::Key | Dimension::RouteKey);
        let limit = match state.habit.is_grown(state.day) {
            true => state.habit.limit(state.day),
            false if of_key && state.habit.fell_out_of_use(state.day) => {
                state.habit.limit_of_return()
            }
            false => limit_of_peers(self.peers(cluster, state))?,
        };
        self.clusters.get_mut(&cluster)?.limit = Some(limit.clone());
        Some(limit)
    }

    /// What clusters of the same kind read on a usual day.
    fn peers(&self, cluster: Cluster, state: &State) -> Vec<u64> {
        let is_peer = |(of, other): &(&Cluster, &State)| {
            **of != cluster
                && of.dimension == cluster.dimension
                && other.kind == state.kind
                && other.habit.is_grown(state.day)
        };
        let peers = self.clusters.iter().filter(is_peer);
        peers.map(|(_, other)| other.habit.median()).collect()
    }
}

impl State {
    fn new(kind: u64, day: i64) -> State {
        let mut habit = Habit::default();
        habit.seen_since(day);
        State {
            kind,
            habit,
            day,
            today: HashSet::new(),
            reads: 0,
            limit: None,
            examples: Vec::new(),
            found: None,
        }
    }

    /// Ends the days before this one.
    fn turn(&mut self, day: i64) {
        if day <= self.day {
            return;
        }
        let in_finding = self
            .found
            .is_some_and(|(_, last)| self.day - last <= QUIET_DAYS);
        if !in_finding && !self.today.is_empty() {
            let people = u32::try_from(self.today.len()).unwrap_or(u32::MAX);
            self.habit.learn(self.day, people);
        }
        self.habit.forget(day);
        self.today.clear();
        self.reads = 0;
        self.examples.clear();
        self.limit = None;
        self.day = day;
    }
}

impl Detector for FanOut<'_> {
    fn take(&mut self, time: Millis, happened: &Happened, findings: &mut Findings) {
        let Happened::Read(read) = happened else {
            return;
        };
        let Some(person) = shown(read) else { return };
        let day = time.0.div_euclid(DAY_MS);
        self.crowd.see(time, person);
        for cluster in Dimension::ALL
            .iter()
            .filter_map(|of| Cluster::of(*of, read))
        {
            let kind = self.kind(cluster, read);
            let state = self
                .clusters
                .entry(cluster)
                .or_insert_with(|| State::new(kind, day));
            state.turn(day);
            state.reads += 1;
            if let Some(finding) = state
                .found
                .filter(|(_, last)| state.day - last <= QUIET_DAYS)
                .and_then(|(id, _)| findings.get(id))
            {
                finding.evidence.add(time, read);
            } else if state.examples.len() < EXAMPLES_MAX {
                state.examples.push((time, *read));
            }
            if state.today.insert(person) && state.today.len() as u64 > FLOOR {
                self.due.push(cluster);
            }
        }
    }

    fn tick(&mut self, now: Millis, findings: &mut Findings) {
        let mut due = std::mem::take(&mut self.due);
        due.sort_unstable();
        due.dedup();
        for cluster in due {
            self.judge(cluster, now, findings);
        }
    }
}
