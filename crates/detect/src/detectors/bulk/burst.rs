//! Bursts: what one actor reads of others on one route with one client, faster than by hand.
//!
//! Reads of a burst follow one another within a second; after a minute the next one begins, so that whoever
//! reads without a pause is measured by the minute. People who read themselves make none.
//!
//! Memory: the bursts of the last two minutes, with their reads.

use event::{ActorKind, Millis};
use exposure::{Passed, SubjectId};
use hashbrown::{HashMap, HashSet};

use crate::keep::kept;

/// Milliseconds between two reads that nobody makes by hand, time after time.
const GAP_MS: i64 = 1_000;
/// Milliseconds after which a burst that goes on is another.
const LONGEST_MS: i64 = 60_000;
/// Accesses of a burst: fewer are a page that fetches what it shows.
pub(super) const ACCESSES_MIN: u64 = 10;

/// Whose burst it is: route, actor, client.
pub(super) type Whose = (Option<u32>, SubjectId, Option<u32>);

/// One burst.
#[derive(Debug, Clone)]
pub(super) struct Burst {
    pub(super) whose: Whose,
    pub(super) kind: ActorKind,
    pub(super) first: Millis,
    pub(super) last: Millis,
    /// Its reads, in their order.
    pub(super) reads: Vec<(Millis, Passed)>,
    people: HashSet<SubjectId>,
    /// Accesses that named several people.
    shared: HashSet<u64>,
    /// Accesses that named one.
    alone: u64,
}

kept!(Burst {
    whose,
    kind,
    first,
    last,
    reads,
    people,
    shared,
    alone
});
kept!(Bursts { open, over });

impl Burst {
    fn new(whose: Whose, kind: ActorKind, time: Millis) -> Burst {
        Burst {
            whose,
            kind,
            first: time,
            last: time,
            reads: Vec::new(),
            people: HashSet::new(),
            shared: HashSet::new(),
            alone: 0,
        }
    }

    fn take(&mut self, time: Millis, person: SubjectId, read: &Passed) {
        self.last = time;
        self.people.insert(person);
        self.reads.push((time, *read));
        match read.access {
            Some(access) => {
                self.shared.insert(access);
            }
            None => self.alone += 1,
        }
    }

    fn goes_on_at(&self, time: Millis) -> bool {
        time.0 - self.last.0 <= GAP_MS && time.0 - self.first.0 < LONGEST_MS
    }

    /// Distinct people.
    pub(super) fn people(&self) -> u64 {
        self.people.len() as u64
    }

    /// Accesses.
    pub(super) fn accesses(&self) -> u64 {
        self.shared.len() as u64 + self.alone
    }

    /// Whether a program made it, and not a hand or the page of one click.
    pub(super) fn is_made_by_a_program(&self) -> bool {
        self.accesses() >= ACCESSES_MIN
    }

    /// How long it took, in whole seconds, rounded up; one at the least.
    pub(super) fn seconds(&self) -> i64 {
        (self.last.0 - self.first.0 + 999).div_euclid(1000).max(1)
    }
}

/// The bursts that go on.
#[derive(Debug, Clone, Default)]
pub(super) struct Bursts {
    open: HashMap<Whose, Burst>,
    over: Vec<Burst>,
}

impl Bursts {
    /// Takes a read in that showed a person to an actor.
    pub(super) fn take(
        &mut self,
        time: Millis,
        person: SubjectId,
        actor: SubjectId,
        read: &Passed,
    ) {
        if actor == person {
            return;
        }
        let whose = (read.route, actor, read.client);
        let new = || Burst::new(whose, read.actor_kind, time);
        let burst = self.open.entry(whose).or_insert_with(new);
        if !burst.goes_on_at(time) {
            self.over.push(std::mem::replace(burst, new()));
        }
        burst.take(time, person, read);
    }

    /// The bursts that are over by now, in the order in which they began.
    pub(super) fn over(&mut self, now: Millis) -> Vec<Burst> {
        let ended = self.open.extract_if(|_, burst| !burst.goes_on_at(now));
        self.over.extend(ended.map(|(_, burst)| burst));
        let mut over = std::mem::take(&mut self.over);
        over.sort_unstable_by_key(|burst| (burst.first, burst.whose));
        over
    }
}
