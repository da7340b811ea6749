//! A cluster reads more people in a day than it, or its like, ever did.
//!
//! A cluster with two weeks of its own is held to its own past; a younger one to others of its kind: a
//! network to those of its autonomous system, a client to its other versions, an actor to actors of its
//! sort. So a carrier's shared address is no household, and a new version of the app no news.
//!
//! Misses: a cluster that stays within half as many again as its busiest day.
//!
//! Memory: the day's ([`Day`]), and about 700 bytes for each cluster that showed two people or more on a day
//! of the last five weeks.

use event::Millis;
use exposure::Passed;
use hashbrown::HashMap;

use crate::{
    baseline::Baseline,
    cluster::{Cluster, Dimension},
    crowd::{Crowd, Rush},
    day::Day,
    detectors::{DAY_MS, Detector, With, shown},
    engine::{Begun, Findings},
    finding::{FindingId, Kind},
    habit::{FLOOR, Habit, limit_of_peers},
    keep::{Keep, kept},
    world::World,
};

/// Days of quiet after which a cluster that was in a finding begins another.
const QUIET_DAYS: i64 = 45;

/// The most people of a day that are no surprise, and why.
type Limit = (u64, String);

/// A cluster's past.
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    /// What its peers share.
    pub(crate) kind: u64,
    pub(crate) habit: Habit,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct FanOut {
    pub(crate) day: Day,
    pub(crate) crowd: Crowd,
    pub(crate) pasts: HashMap<Cluster, Past>,
    /// Clusters that stand in a finding, and the last day on which each was too many.
    pub(crate) open: HashMap<Cluster, (FindingId, i64)>,
    /// Findings that this tick began.
    begun: Vec<(Cluster, FindingId)>,
    /// How many of them each dimension has.
    open_of: [u32; Dimension::ALL.len()],
    /// What was found out of limits today.
    limits: HashMap<Cluster, Option<Limit>>,
    limits_of_peers: HashMap<(Dimension, u64), Option<Limit>>,
}

kept!(Past { kind, habit });

impl FanOut {
    /// Ends the days before this one: clusters that stand in no finding learn from them.
    pub(crate) fn turn(&mut self, day: i64) {
        let over = self.day.turn(day);
        for grown in &over.grown {
            if self.open.contains_key(&grown.cluster) {
                continue;
            }
            let past = self.pasts.entry(grown.cluster).or_default();
            past.kind = grown.kind;
            let people = u32::try_from(grown.people.len()).unwrap_or(u32::MAX);
            past.habit.learn(over.day, people);
        }
        self.pasts
            .retain(|_, past| past.habit.is_worth_keeping(day));
        self.open.retain(|_, (_, last)| day - *last <= QUIET_DAYS);
        self.count_open();
        self.limits.clear();
        self.limits_of_peers.clear();
    }

    /// Counts anew which dimensions have clusters that stand in findings.
    pub(crate) fn count_open(&mut self) {
        self.open_of = Default::default();
        for cluster in self.open.keys() {
            if let Some(count) = self.open_of.get_mut(cluster.dimension as usize) {
                *count += 1;
            }
        }
    }

    fn judge(
        &mut self,
        cluster: Cluster,
        (now, rush): (Millis, Rush),
        (world, findings): (&World, &mut Findings),
    ) {
        let Some((limit, because)) = self.limit(cluster) else {
            return;
        };
        let Some(grown) = self.day.grown(cluster) else {
            return;
        };
        let people = grown.people.len();
        if people <= limit {
            return;
        }
        let past = self.pasts.get(&cluster);
        let usual = past.map_or(0, |past| past.habit.median());
        let limit = rush.of(limit, (people, usual));
        if people <= limit {
            return;
        }
        if let Some((_, last)) = self.open.get_mut(&cluster) {
            *last = self.day.day;
            return;
        }
        let id = findings.begin(Begun::about_cluster(
            Kind::FanOut,
            cluster,
            grown.first,
            now,
        ));
        if let Some(finding) = findings.get(id) {
            finding.counted = Some((people, limit));
            finding.because = because;
            finding.people_before = people;
            for (time, read) in &grown.examples {
                finding.evidence.add(*time, read);
            }
            let last = finding.evidence.span.map_or(grown.first, |span| span.1);
            finding.evidence.span = Some((grown.first, last));
            let subjects = self.day.subjects(cluster, world.numbering());
            let people = subjects.iter().map(|subject| subject.to_u64());
            finding.evidence.people.extend(people);
        }
        self.open.insert(cluster, (id, self.day.day));
        self.begun.push((cluster, id));
    }

    /// Counts the reads of today of what this tick found: its examples are some of the first only, and all of
    /// the reads were served.
    fn count_begun(&mut self, findings: &mut Findings) {
        let begun = std::mem::take(&mut self.begun);
        if begun.is_empty() {
            return;
        }
        let clusters: Vec<Cluster> = begun.iter().map(|(cluster, _)| *cluster).collect();
        let reads = self.day.reads(&clusters);
        for (cluster, id) in begun {
            if let Some(finding) = findings.get(id) {
                let reads = reads.get(&cluster).copied().unwrap_or(0);
                finding.evidence.reads = reads;
                finding.evidence.served = reads;
            }
        }
        self.count_open();
    }

    /// The most people of today that are no surprise.
    fn limit(&mut self, cluster: Cluster) -> Option<Limit> {
        let day = self.day.day;
        if let Some(limit) = self.limits.get(&cluster) {
            return limit.clone();
        }
        let habit = self.pasts.get(&cluster).map(|past| &past.habit);
        let limit = match habit {
            Some(habit) if habit.fell_out_of_use(day) => Some(habit.limit_of_return()),
            Some(habit) if habit.is_grown(day) => Some(habit.limit(day)),
            _ => {
                let kind = self.day.grown(cluster)?.kind;
                self.limit_of_peers(cluster.dimension, kind)
            }
        };
        self.limits.insert(cluster, limit.clone());
        limit
    }

    /// Clusters of a dimension that have a past, or showed two people today.
    pub(crate) fn clusters_of(&self, dimension: Dimension) -> Vec<Cluster> {
        let known = self.pasts.keys().copied();
        let today = self.day.grown.iter().map(|grown| grown.cluster);
        let all = known.chain(today);
        all.filter(|cluster| cluster.dimension == dimension)
            .collect()
    }

    /// What is expected of a cluster today.
    pub(crate) fn baseline(&mut self, cluster: Cluster) -> Baseline {
        let limit = match self.crowd.is_known(self.day.day) {
            true => self.limit(cluster),
            false => None,
        };
        let habit = self.pasts.get(&cluster).map(|past| &past.habit);
        Baseline {
            cluster,
            days: habit.map_or(0, |habit| habit.days.len() as u64),
            usual: habit.map_or(0, Habit::median),
            most: habit.map_or(0, Habit::most),
            limit: limit.as_ref().map(|limit| limit.0),
            because: limit.map_or_else(
                || "nothing yet: the record, or its like, is too young".to_owned(),
                |limit| limit.1,
            ),
            today: self
                .day
                .grown(cluster)
                .map_or(0, |grown| grown.people.len()),
            in_finding: self.open.contains_key(&cluster),
        }
    }

    /// What clusters of the same kind that have a past let expect of one that has none.
    fn limit_of_peers(&mut self, dimension: Dimension, kind: u64) -> Option<Limit> {
        let (day, pasts) = (self.day.day, &self.pasts);
        let find = || {
            let is_peer = |(of, past): &(&Cluster, &Past)| {
                of.dimension == dimension && past.kind == kind && past.habit.is_grown(day)
            };
            let peers = pasts.iter().filter(is_peer);
            limit_of_peers(peers.map(|(_, past)| past.habit.median()).collect())
        };
        let known = self.limits_of_peers.entry((dimension, kind));
        known.or_insert_with(find).clone()
    }

    /// Adds a read to the findings in which its clusters stand.
    fn add_to_open(&self, time: Millis, read: &Passed, findings: &mut Findings) {
        for (dimension, count) in Dimension::ALL.into_iter().zip(self.open_of) {
            let cluster = match count {
                0 => None,
                _ => Cluster::of(dimension, read),
            };
            let open = cluster.and_then(|cluster| self.open.get(&cluster));
            if let Some(finding) = open.and_then(|(id, _)| findings.get(*id)) {
                finding.evidence.add(time, read);
            }
        }
    }
}

impl FanOut {
    /// Takes in the next read; whether it showed somebody and repeats no read of its day.
    pub(crate) fn read(
        &mut self,
        time: Millis,
        read: &Passed,
        (world, findings): With<'_>,
    ) -> bool {
        let Some(person) = shown(read).and_then(|who| world.numbering().of(who)) else {
            return false;
        };
        let day = time.0.div_euclid(DAY_MS);
        if day > self.day.day {
            self.turn(day);
        }
        if !self.open.is_empty() {
            self.add_to_open(time, read, findings);
        }
        let is_new = self.day.see((time, read), person, (world, FLOOR));
        if is_new {
            self.crowd.see(time, person);
        }
        is_new
    }
}

impl Detector for FanOut {
    fn tick(&mut self, now: Millis, (world, findings): With<'_>) {
        let due = self.day.take_due();
        // Until it is known how many people are usual nothing is too many.
        if due.is_empty() || !self.crowd.is_known(self.day.day) {
            return;
        }
        let rush = self.crowd.rush(Millis(now.0 - 1));
        for cluster in due {
            self.judge(cluster, (now, rush), (world, findings));
        }
        self.count_begun(findings);
    }
}

/// What goes on when a day has ended: its sets are empty then.
impl Keep for FanOut {
    fn put(&self, out: &mut Vec<u8>) {
        self.day.day.put(out);
        self.crowd.put(out);
        self.pasts.put(out);
        self.open.put(out);
    }

    fn get(bytes: &mut &[u8]) -> Option<FanOut> {
        let mut kept = FanOut::default();
        kept.day.day = Keep::get(bytes)?;
        kept.crowd = Keep::get(bytes)?;
        kept.pasts = Keep::get(bytes)?;
        kept.open = Keep::get(bytes)?;
        kept.count_open();
        Some(kept)
    }
}
