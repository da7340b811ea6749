//! The run: what happened goes to every detector in the order of time, and at each minute of log time that
//! has passed the detectors judge.

use std::collections::BTreeMap;

use event::Millis;
use exposure::{Happened, SubjectId};

use crate::{
    cluster::Cluster,
    detectors::{
        Detector, bulk::Bulk, fan_out::FanOut, ghosts::Ghosts, holders::Holders, leaver::Leaver,
        never_issued::NeverIssued, new_place::NewPlace, sweep::Sweep,
    },
    finding::{Evidence, Finding, FindingId, Kind, Severity},
    keep::{Keep, kept},
    world::World,
};

/// Milliseconds of a tick.
const TICK_MS: i64 = 60_000;

/// Findings while they are made, by what they are about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    pub(crate) all: BTreeMap<FindingId, Finding>,
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
            within: None,
            because: String::new(),
            evidence: Evidence::default(),
        })
    }

    /// Lets each finding take in all of its evidence.
    fn settle(&mut self) {
        self.all
            .values_mut()
            .for_each(|finding| finding.evidence.settle());
    }

    /// A finding that was begun.
    pub(crate) fn get(&mut self, id: FindingId) -> Option<&mut Finding> {
        self.all.get_mut(&id)
    }
}

/// The detectors over time: what happened goes in, in the order of time ([`Engine::take`]), and findings come
/// out ([`Engine::findings`]). A copy of it is a checkpoint from which it goes on equally.
#[derive(Debug, Clone)]
pub struct Engine {
    world: World,
    pub(crate) detectors: Detectors,
    pub(crate) findings: Findings,
    /// The minute of log time that runs, counted from 1970.
    pub(crate) minute: Option<i64>,
    /// Events that were taken in.
    pub(crate) events: u64,
}

/// Every detector.
#[derive(Debug, Clone, Default)]
pub(crate) struct Detectors {
    pub(crate) never_issued: NeverIssued,
    pub(crate) holders: Holders,
    pub(crate) ghosts: Ghosts,
    pub(crate) leaver: Leaver,
    pub(crate) fan_out: FanOut,
    pub(crate) bulk: Bulk,
    pub(crate) new_place: NewPlace,
    pub(crate) sweep: Sweep,
}

impl Detectors {
    /// Ends the day of sweep after that of fan-out, from which it takes who is new.
    fn turn_sweep(&mut self, world: &World) {
        let newcomers = std::mem::take(&mut self.fan_out.newcomers);
        self.sweep.turn(&newcomers, self.fan_out.day.day, world);
    }

    fn each(&mut self) -> [&mut dyn Detector; 7] {
        [
            &mut self.never_issued,
            &mut self.holders,
            &mut self.ghosts,
            &mut self.leaver,
            &mut self.fan_out,
            &mut self.bulk,
            &mut self.new_place,
        ]
    }
}

impl Engine {
    /// Detectors that have seen nothing.
    #[must_use]
    pub fn new(world: World) -> Engine {
        Engine {
            world,
            detectors: Detectors::default(),
            findings: Findings::default(),
            minute: None,
            events: 0,
        }
    }

    /// Takes in what happened next. It must not be earlier than what was taken in before.
    pub fn take(&mut self, time: Millis, happened: &Happened) {
        let minute = time.0.div_euclid(TICK_MS);
        if self.minute.is_some_and(|before| minute > before) {
            self.judge_minute();
        }
        self.minute = Some(minute);
        self.events += 1;
        let (detectors, world, findings) = (&mut self.detectors, &self.world, &mut self.findings);
        match happened {
            Happened::Read(read) => {
                // One after the other by name: each of these is a handful of instructions, most of the time.
                detectors.never_issued.read(time, read, (world, findings));
                detectors.holders.read(time, read, (world, findings));
                detectors.ghosts.read(time, read, (world, findings));
                detectors.leaver.read(time, read, (world, findings));
                let day = detectors.fan_out.day.day;
                let news = detectors.fan_out.read(time, read, (world, findings));
                if detectors.fan_out.day.day > day {
                    detectors.turn_sweep(world);
                }
                detectors.sweep.read(time, read, (world, findings));
                detectors.bulk.read(time, read, (world, findings));
                let today = (news, &detectors.fan_out.day);
                detectors
                    .new_place
                    .read((time, read), today, (world, findings));
            }
            beside => {
                for detector in detectors.each() {
                    detector.hear(time, beside, (world, findings));
                }
            }
        }
    }

    /// Judges the minute that runs, as if it were over: the log has ended for now.
    pub fn judge(&mut self) {
        self.judge_minute();
        // So that what is told of a finding shares its people, instead of having them a second time.
        self.findings.settle();
    }

    fn judge_minute(&mut self) {
        let Some(minute) = self.minute else { return };
        let now = Millis(minute.saturating_add(1).saturating_mul(TICK_MS));
        for detector in self.detectors.each() {
            detector.tick(now, (&self.world, &mut self.findings));
        }
        let Detectors { sweep, fan_out, .. } = &mut self.detectors;
        sweep.tick(now, fan_out, (&self.world, &mut self.findings));
        fan_out.count_begun(std::mem::take(&mut sweep.begun), &mut self.findings);
    }

    /// What was found, in the order in which it was.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        findings.settle();
        let mut found: Vec<Finding> = findings.all.into_values().collect();
        found.sort_by_key(|finding| (finding.found, finding.kind, finding.id));
        found
    }

    /// Events that were taken in.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Takes what is known beside what happens anew: names and feeds that came since.
    pub fn learn(&mut self, world: World) {
        self.world = world;
    }
}

kept!(Findings { all });
kept!(Detectors {
    never_issued,
    holders,
    ghosts,
    leaver,
    fan_out,
    bulk,
    new_place,
    sweep,
});

/// First bytes of a kept engine: name and version of the layout.
const MARK: &[u8] = b"nunchi detect 3\n";

impl Engine {
    /// Judges and ends the days before this one of UTC, as its first read would, and gives the engine as bytes.
    /// Nothing of that day may have been taken in yet.
    #[must_use]
    pub fn end_before(&mut self, day: i64) -> Vec<u8> {
        self.judge();
        self.detectors.fan_out.turn(day);
        self.detectors.turn_sweep(&self.world);
        self.detectors.new_place.turn(day);
        self.detectors.ghosts.turn(day);
        let mut bytes = MARK.to_vec();
        self.events.put(&mut bytes);
        self.findings.put(&mut bytes);
        self.detectors.put(&mut bytes);
        bytes
    }

    /// The engine that was kept; `None` where the bytes are no such thing, or of another version.
    #[must_use]
    pub fn restore(world: World, bytes: &[u8]) -> Option<Engine> {
        let mut left = bytes.strip_prefix(MARK)?;
        let engine = Engine {
            world,
            minute: None,
            events: Keep::get(&mut left)?,
            findings: Keep::get(&mut left)?,
            detectors: Keep::get(&mut left)?,
        };
        left.is_empty().then_some(engine)
    }
}

/// Runs all detectors over what happened, which must be in the order of time; gives what they found, in the
/// order in which they found it.
#[must_use]
pub fn replay(world: &World, history: &[(Millis, Happened)]) -> Vec<Finding> {
    let mut engine = Engine::new(world.clone());
    for (time, happened) in history {
        engine.take(*time, happened);
    }
    engine.judge();
    engine.findings()
}
