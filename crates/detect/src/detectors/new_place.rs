//! A place where nobody read a route before now carries a notable share of its people: a client of no known
//! family, or a key that nobody was granted.
//!
//! Misses: an attacker who takes the clients and keys that the route's own readers use.

use event::{Change, Millis};
use exposure::{Happened, Passed};
use hashbrown::{HashMap, HashSet};

use crate::{
    cluster::{Cluster, Dimension},
    detectors::{DAY_MS, Detector, shown},
    engine::{Begun, Findings, World},
    finding::{FindingId, Kind},
    habit::GROWN_DAYS,
};

/// People of a day in a new place below which nothing is said.
const PEOPLE_MIN: usize = 10;
/// The share of the route's people of the day, in hundred.
const SHARE_MIN: usize = 3;
/// Days for which a place is new.
const NEW_DAYS: i64 = 7;

#[derive(Default)]
struct Place {
    first_day: i64,
    day: i64,
    today: HashSet<u64>,
    reads: Vec<(Millis, Passed)>,
    found: Option<FindingId>,
}

#[derive(Default)]
struct Route {
    first_day: Option<i64>,
    day: i64,
    today: HashSet<u64>,
}

pub(crate) struct NewPlace<'w> {
    world: &'w World,
    routes: HashMap<u32, Route>,
    /// By the cluster of the first read there; clients by their family.
    places: HashMap<(u32, Dimension, u64), (Cluster, Place)>,
    granted: HashSet<u32>,
    due: Vec<(u32, Dimension, u64)>,
}

impl<'w> NewPlace<'w> {
    pub(crate) fn new(world: &'w World) -> NewPlace<'w> {
        NewPlace {
            world,
            routes: HashMap::new(),
            places: HashMap::new(),
            granted: HashSet::new(),
            due: Vec::new(),
        }
    }

    fn read(&mut self, time: Millis, read: &Passed, findings: &mut Findings) {
        let (Some(person), Some(route)) = (shown(read), read.route) else {
            return;
        };
        let day = time.0.div_euclid(DAY_MS);
        let of_route = self.routes.entry(route).or_default();
        of_route.first_day.get_or_insert(day);
        if day > of_route.day {
            of_route.today.clear();
            of_route.day = day;
        }
        of_route.today.insert(person);
        let family = read
            .client
            .map(|client| self.world.family(u64::from(client)));
        let key = read
            .key
            .filter(|key| !self.granted.contains(key))
            .map(u64::from);
        let places = [(Dimension::RouteClient, family), (Dimension::RouteKey, key)];
        for (dimension, value) in places {
            let (Some(value), Some(cluster)) = (value, Cluster::of(dimension, read)) else {
                continue;
            };
            let place = (route, dimension, value);
            let (_, state) = self.places.entry(place).or_insert_with(|| {
                let state = Place {
                    first_day: day,
                    ..Place::default()
                };
                (cluster, state)
            });
            if let Some(finding) = state.found.and_then(|id| findings.get(id)) {
                finding.evidence.add(time, read);
                continue;
            }
            if day - state.first_day > NEW_DAYS {
                continue;
            }
            if day > state.day {
                state.today.clear();
                state.day = day;
            }
            state.reads.push((time, *read));
            if state.today.insert(person) && state.today.len() >= PEOPLE_MIN {
                self.due.push(place);
            }
        }
    }
}

impl Detector for NewPlace<'_> {
    fn take(&mut self, time: Millis, happened: &Happened, findings: &mut Findings) {
        match happened {
            Happened::Read(read) => self.read(time, read, findings),
            Happened::Changed {
                change: Change::KeyGranted,
                key: Some(key),
                ..
            } => {
                self.granted.insert(*key);
            }
            _ => {}
        }
    }

    fn tick(&mut self, now: Millis, findings: &mut Findings) {
        let mut due = std::mem::take(&mut self.due);
        due.sort_unstable();
        due.dedup();
        for place in due {
            let Some((cluster, state)) = self.places.get_mut(&place) else {
                continue;
            };
            let Some(route) = self.routes.get(&place.0) else {
                continue;
            };
            let (people, all) = (state.today.len(), route.today.len());
            let is_known = route
                .first_day
                .is_some_and(|first| state.first_day - first >= GROWN_DAYS);
            if state.found.is_some() || !is_known || people * 100 < all * SHARE_MIN {
                continue;
            }
            let first = state.reads.first().map_or(now, |(time, _)| *time);
            let id = findings.begin(Begun::about_cluster(Kind::NewPlace, *cluster, first, now));
            state.found = Some(id);
            if let Some(finding) = findings.get(id) {
                finding.counted = Some((people as u64, (all * SHARE_MIN / 100) as u64));
                finding.because = format!(
                    "{people} of {all} people of the route that day were read from where nobody read it before"
                );
                for (time, read) in state.reads.drain(..) {
                    finding.evidence.add(time, &read);
                }
                finding.people_before = finding.evidence.people.len() as u64;
            }
        }
    }
}
