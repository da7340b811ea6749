//! A place where hardly anybody read a route before now carries a notable share of its people: a client of no
//! known family, or a key that nobody was granted. A place is known once it showed two people on a day.
//!
//! Misses: an attacker who takes the clients and keys that the route's own readers use.
//!
//! Memory: about 8 bytes for each place of one person until its day ends, 300 bytes for each larger one until it
//! was not seen for 45 days.

mod singles;

use event::{Change, Millis};
use exposure::{Happened, Passed};
use hashbrown::{HashMap, HashSet};

use singles::Singles;

use crate::{
    cluster::{Cluster, Dimension},
    day::Day,
    detectors::{DAY_MS, Detector, With, shown},
    engine::{Begun, Findings},
    finding::{EXAMPLES_MAX, FindingId, Kind},
    habit::GROWN_DAYS,
    keep::kept,
    people::People,
    seen::News,
    world::World,
};

/// People of a day in a new place below which nothing is said.
const PEOPLE_MIN: u64 = 10;
/// The share of the route's people of the day, in hundred.
const SHARE_MIN: u64 = 3;
/// Days for which a place is new.
const NEW_DAYS: i64 = 7;
/// Days without a read after which a place is forgotten, and would be new again.
const FORGOTTEN_DAYS: i64 = 45;

/// Route, dimension, and the key or the family of the client.
pub(crate) type Spot = (u32, Dimension, u64);

/// A place that showed more than one person on a day.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The cluster of its first read but one.
    pub(crate) cluster: Cluster,
    pub(crate) first: Millis,
    /// The last day on which it was seen.
    pub(crate) day: i64,
    pub(crate) today: People,
    /// Everybody, and all reads, while it was new.
    pub(crate) people: People,
    pub(crate) reads: u64,
    pub(crate) examples: Vec<(Millis, Passed)>,
    pub(crate) found: Option<FindingId>,
}

kept!(Place {
    cluster,
    first,
    day,
    today,
    people,
    reads,
    examples,
    found
});
kept!(Route { first_day, today });
kept!(NewPlace { day, routes, places, granted } but { singles, due });

impl Place {
    fn first_day(&self) -> i64 {
        self.first.0.div_euclid(DAY_MS)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Route {
    pub(crate) first_day: i64,
    pub(crate) today: People,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct NewPlace {
    pub(crate) day: i64,
    pub(crate) routes: HashMap<u32, Route>,
    /// Of clients, and of keys.
    singles: [Singles; 2],
    pub(crate) places: HashMap<Spot, Place>,
    pub(crate) granted: HashSet<u32>,
    /// Places that are judged when the minute is over, and the last read of each.
    pub(crate) due: HashMap<Spot, Millis>,
}

impl NewPlace {
    pub(crate) fn turn(&mut self, day: i64) {
        self.day = day;
        self.singles = Default::default();
        self.routes
            .values_mut()
            .for_each(|route| route.today = People::default());
        self.places
            .retain(|_, place| day - place.day <= FORGOTTEN_DAYS);
    }

    /// Enters a read into a place of a route.
    fn enter(
        &mut self,
        spot: Spot,
        (time, read): (Millis, &Passed),
        (person, news): (u32, News),
        (day, findings): (&Day, &mut Findings),
    ) {
        let Some(place) = self.places.get_mut(&spot) else {
            // A repetition is counted where it was seen.
            if let News::Route(line) | News::All(line) = news {
                self.enter_unknown(spot, (time, read), (person, line), day);
            }
            return;
        };
        if let Some(finding) = place.found.and_then(|id| findings.get(id)) {
            place.day = self.day;
            finding.evidence.add(time, read);
            return;
        }
        let is_old = self.day - place.first_day() > NEW_DAYS;
        if place.day < self.day {
            place.day = self.day;
            place.today = People::default();
            if is_old {
                place.people = People::default();
                place.examples = Vec::new();
            }
        }
        if is_old {
            return;
        }
        place.reads += 1;
        if place.examples.len() < EXAMPLES_MAX {
            place.examples.push((time, *read));
        }
        // Who repeats what was read today stands in it already.
        let has_grown = news.is_new() && place.today.insert(person);
        if has_grown {
            place.people.insert(person);
        }
        if has_grown && place.today.len() >= PEOPLE_MIN || self.due.contains_key(&spot) {
            self.due.insert(spot, time);
        }
    }

    /// Enters a read that is new today into a place that is not known: it is once a second person is read there.
    fn enter_unknown(
        &mut self,
        spot: Spot,
        (time, read): (Millis, &Passed),
        (person, line): (u32, u32),
        day: &Day,
    ) {
        let [of_clients, of_keys] = &mut self.singles;
        let singles = match spot.1 {
            Dimension::RouteKey => of_keys,
            _ => of_clients,
        };
        let Some(single) = singles.enter(spot, line, &day.seen) else {
            return;
        };
        let (Some(cluster), Some(first)) = (Cluster::of(spot.1, read), day.first(single.line))
        else {
            return;
        };
        let both = People::both(single.person, person);
        let place = Place {
            cluster,
            first,
            day: self.day,
            today: both.clone(),
            people: both,
            reads: single.reads + 1,
            examples: vec![(time, *read)],
            found: None,
        };
        self.places.insert(spot, place);
    }

    fn judge(
        &mut self,
        (spot, last): (Spot, Millis),
        now: Millis,
        (world, findings): (&World, &mut Findings),
    ) {
        let (Some(place), Some(route)) = (self.places.get_mut(&spot), self.routes.get(&spot.0))
        else {
            return;
        };
        let (people, all) = (place.today.len(), route.today.len());
        let is_known = place.first_day() - route.first_day >= GROWN_DAYS;
        if place.found.is_some() || !is_known || people * 100 < all * SHARE_MIN {
            return;
        }
        let begun = Begun::about_cluster(Kind::NewPlace, place.cluster, place.first, now);
        let id = findings.begin(begun);
        place.found = Some(id);
        let Some(finding) = findings.get(id) else {
            return;
        };
        finding.counted = Some((people, all * SHARE_MIN / 100));
        finding.because = format!(
            "{people} of {all} people of the route that day were read from where hardly anybody read it before"
        );
        let evidence = &mut finding.evidence;
        for (time, read) in place.examples.drain(..) {
            evidence.add(time, &read);
        }
        evidence.span = Some((place.first, last));
        (evidence.reads, evidence.served) = (place.reads, place.reads);
        let subjects = place.people.iter().map(|of| world.numbering().person(of));
        evidence.show(subjects.map(|of| of.to_u64()));
        finding.people_before = evidence.people.len();
    }
}

impl NewPlace {
    /// Takes in the next read, and what it is to those before it of its day.
    pub(crate) fn read(
        &mut self,
        (time, read): (Millis, &Passed),
        (news, today): (News, &Day),
        (world, findings): With<'_>,
    ) {
        let person = shown(read).and_then(|who| world.numbering().of(who));
        let (Some(person), Some(route)) = (person, read.route) else {
            return;
        };
        let day = time.0.div_euclid(DAY_MS);
        if day > self.day {
            self.turn(day);
        }
        if news.is_new() {
            let of_route = self.routes.entry(route).or_insert_with(|| Route {
                first_day: day,
                today: People::default(),
            });
            of_route.today.insert(person);
        }
        if let Some(client) = read.client {
            let family = world.family(u64::from(client));
            let spot = (route, Dimension::RouteClient, family);
            self.enter(spot, (time, read), (person, news), (today, findings));
        }
        if let Some(key) = read.key.filter(|key| !self.granted.contains(key)) {
            let spot = (route, Dimension::RouteKey, u64::from(key));
            self.enter(spot, (time, read), (person, news), (today, findings));
        }
    }
}

impl Detector for NewPlace {
    fn hear(&mut self, _time: Millis, happened: &Happened, _with: With<'_>) {
        if let Happened::Changed {
            change: Change::KeyGranted,
            key: Some(key),
            ..
        } = happened
        {
            self.granted.insert(*key);
        }
    }

    fn tick(&mut self, now: Millis, (world, findings): With<'_>) {
        let mut due: Vec<(Spot, Millis)> = self.due.drain().collect();
        due.sort_unstable();
        for due in due {
            self.judge(due, now, (world, findings));
        }
    }
}
