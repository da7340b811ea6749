//! A cluster reads more people within five minutes, an hour, a day, a week, four weeks or a year than it, or
//! its like, ever did.
//!
//! A cluster with two weeks of its own is held to its own past; a younger one to others of its kind: a
//! network to those of its autonomous system, a client to its other versions, an actor to actors of its
//! sort. So a carrier's shared address is no household, and a new version of the app no news. An actor is also
//! held to its kind: none may go further beyond its own busiest day than any of them did.
//!
//! Days and what is shorter are judged each minute, weeks and what is longer each hour. A day on which everybody
//! comes says nothing of weeks.
//!
//! Misses: a cluster that stays within half as many again as its busiest day, and within what its weeks let
//! expect.
//!
//! Memory: the day's ([`Day`]), and for each cluster that showed two people or more on a day of the last five
//! weeks about 500 bytes, 600 more if it showed ten, and 8 for each different person of a year.

use event::Millis;
use exposure::Passed;

use crate::{
    baseline::Baseline,
    cluster::{Cluster, Dimension},
    crowd::Crowd,
    day::{Day, Grown},
    detectors::{DAY_MS, Detector, With, shown},
    engine::{Begun, Findings},
    finding::{FindingId, Kind},
    habit::Habit,
    keep::Keep,
    limit::{Limit, floor},
    long::LONG,
    open::Open,
    pasts::Pasts,
    seen::News,
    window::{Window, begin_of},
};

const HOUR_MS: i64 = 3_600_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct FanOut {
    pub(crate) day: Day,
    pub(crate) crowd: Crowd,
    pub(crate) pasts: Pasts,
    pub(crate) open: Open,
    /// Clusters of more than a few people that grew in the minute that was judged last.
    pub(crate) judged: Vec<Cluster>,
    /// Findings that this tick began.
    begun: Vec<(Cluster, FindingId)>,
    /// Clusters that grew in the hour that was judged last, if weeks were judged in this tick.
    pub(crate) judged_long: Vec<Cluster>,
    /// People who were read for the first time on the day that ended last.
    pub(crate) newcomers: Vec<u32>,
    /// The last hour of log time in which weeks were judged.
    judged_hour: i64,
}

/// A cluster that is too many.
struct Count {
    window: Window,
    people: u64,
    limit: Limit,
    /// The limit, and as much more as everybody else came.
    at_most: u64,
}

/// What is said of a cluster.
pub(crate) struct Said {
    pub(crate) kind: Kind,
    pub(crate) window: Window,
    /// What was counted, and what was expected at the most.
    pub(crate) counted: (u64, u64),
    pub(crate) because: String,
}

impl FanOut {
    /// Ends the days before this one: clusters that stand in no finding learn from them.
    pub(crate) fn turn(&mut self, day: i64) {
        let (newcomers, is_rush) = self.crowd.end_day();
        self.newcomers = newcomers;
        let all = self.crowd.known();
        let over = self.day.turn(day);
        for grown in &over.grown {
            self.pasts.learn_record(grown, over.day);
            if !self.open.has(grown.cluster) {
                let all = Some(all).filter(|_| !is_rush);
                self.pasts.learn(grown, over.day, all);
            }
        }
        self.pasts.turn(day);
        self.open.turn(day);
    }

    /// Judges a cluster that grew in this minute.
    fn judge(&mut self, cluster: Cluster, now: Millis, with: With<'_>) {
        let Some(grown) = self.day.grown(cluster) else {
            return;
        };
        let (all, short, kind) = (grown.people.len(), grown.short, grown.kind);
        let last = Millis(now.0 - 1);
        let windows = match cluster.is_everybodys() {
            true => &[Window::Day][..],
            false => &[Window::Day, Window::Hour, Window::FiveMinutes],
        };
        for window in windows.iter().copied() {
            let people = match window {
                Window::Day => all,
                _ => short.within(window, last, all),
            };
            if people <= floor(window) {
                return;
            }
            let count = self.count((cluster, kind), (window, people), last);
            if let Some(count) = count {
                return self.tell(cluster, &count, now, with);
            }
        }
    }

    /// Judges the weeks of a cluster that grew in this hour.
    fn judge_long(&mut self, cluster: Cluster, now: Millis, with: With<'_>) {
        let (Some(grown), Some(past)) = (self.day.grown(cluster), self.pasts.all.get(&cluster))
        else {
            return;
        };
        let (day, kind, today) = (self.day.day, grown.kind, grown.people.len());
        for (window, at_most) in LONG.map(|window| (window, past.long.at_most(window, today))) {
            let limit = match at_most > floor(window) {
                true => self.pasts.limit((cluster, Some(kind)), window, day),
                false => None,
            };
            let Some(limit) = limit.filter(|of| at_most > of.at_most) else {
                continue;
            };
            let people = self.people_of(cluster, window);
            if people > limit.at_most {
                let count = Count {
                    window,
                    people,
                    limit,
                    at_most: limit.at_most,
                };
                return self.tell(cluster, &count, now, with);
            }
        }
    }

    /// People of a cluster within weeks, those of today included.
    fn people_of(&self, cluster: Cluster, window: Window) -> u64 {
        let (grown, past) = (self.day.grown(cluster), self.pasts.all.get(&cluster));
        let both = grown.zip(past);
        both.map_or(0, |(grown, past)| {
            past.long.with(self.day.day, window, &grown.people)
        })
    }

    /// What is to be said of a cluster that shows so many people in a window of today.
    fn count(
        &mut self,
        (cluster, kind): (Cluster, u64),
        (window, people): (Window, u64),
        last: Millis,
    ) -> Option<Count> {
        let limit = self
            .pasts
            .limit((cluster, Some(kind)), window, self.day.day)?;
        if people <= limit.at_most {
            return None;
        }
        let past = self.pasts.all.get(&cluster);
        let usual = past.map_or(0, |past| past.habit.median());
        let rush = self.crowd.rush(last, window);
        let at_most = rush.of(limit.at_most, (people, usual));
        (people > at_most).then_some(Count {
            window,
            people,
            limit,
            at_most,
        })
    }

    fn tell(&mut self, cluster: Cluster, count: &Count, now: Millis, with: With<'_>) {
        if self.open.did_again(cluster, self.day.day) {
            return;
        }
        let Some(grown) = self.day.grown(cluster) else {
            return;
        };
        let said = Said {
            kind: Kind::FanOut,
            window: count.window,
            counted: (count.people, count.at_most),
            because: count.limit.sentence(count.window),
        };
        let id = self.begin(grown, said, now, with);
        self.open.insert(cluster, id, self.day.day);
        self.begun.push((cluster, id));
    }

    /// Begins a finding about a cluster that showed somebody today, with its people of a window.
    pub(crate) fn begin(
        &self,
        grown: &Grown,
        said: Said,
        now: Millis,
        (world, findings): With<'_>,
    ) -> FindingId {
        let first = self.first_of(grown, said.window);
        let begun = Begun::about_cluster(said.kind, grown.cluster, first, now);
        let id = findings.begin(begun);
        let Some(finding) = findings.get(id) else {
            return id;
        };
        finding.counted = Some(said.counted);
        finding.within = Some(said.window);
        finding.because = said.because;
        for (time, read) in &grown.examples {
            finding.evidence.add(*time, read);
        }
        // All that was counted was read by the end of the minute that is judged, its examples earlier.
        finding.evidence.span = Some((first, Millis(now.0 - 1)));
        let of_weeks = self.pasts.all.get(&grown.cluster).into_iter();
        let of_weeks = of_weeks.flat_map(|past| past.long.people(self.day.day, said.window));
        let people = grown.people.iter().chain(of_weeks);
        let people = people.map(|number| world.numbering().person(number).to_u64());
        finding.evidence.show(people);
        finding.people_before = finding.evidence.people.len();
        id
    }

    /// When what is counted began: today, or in the first week of the window that showed somebody.
    fn first_of(&self, grown: &Grown, window: Window) -> Millis {
        let past = self.pasts.all.get(&grown.cluster);
        match past.filter(|_| window > Window::Day) {
            Some(past) => begin_of(past.long.first_week(self.day.day, window)).min(grown.first),
            None => grown.first,
        }
    }

    /// Counts the reads of today of what this tick found, here and by sweep, going over the day once: its examples
    /// are some of the first only, and all of the reads were served.
    pub(crate) fn count_begun(
        &mut self,
        by_sweep: Vec<(Cluster, FindingId)>,
        findings: &mut Findings,
    ) {
        let mut begun = std::mem::take(&mut self.begun);
        begun.extend(by_sweep);
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
    }

    /// Clusters of a dimension that have a past, or showed two people today.
    pub(crate) fn clusters_of(&self, dimension: Dimension) -> Vec<Cluster> {
        let known = self.pasts.all.keys().copied();
        let today = self.day.grown.iter().map(|grown| grown.cluster);
        let all = known.chain(today);
        all.filter(|cluster| cluster.dimension == dimension)
            .collect()
    }

    /// What is expected of a cluster today.
    pub(crate) fn baseline(&mut self, cluster: Cluster) -> Baseline {
        let kind = self.day.grown(cluster).map(|grown| grown.kind);
        let limit = match self.crowd.is_known(self.day.day) {
            true => self.pasts.limit((cluster, kind), Window::Day, self.day.day),
            false => None,
        };
        let habit = self.pasts.all.get(&cluster).map(|past| &past.habit);
        Baseline {
            cluster,
            days: habit.map_or(0, |habit| habit.days.len() as u64),
            usual: habit.map_or(0, Habit::median),
            most: habit.map_or(0, Habit::most),
            limit: limit.map(|limit| limit.at_most),
            because: limit.map_or_else(
                || "nothing yet: the record, or its like, is too young".to_owned(),
                |limit| limit.sentence(Window::Day),
            ),
            today: self
                .day
                .grown(cluster)
                .map_or(0, |grown| grown.people.len()),
            in_finding: self.open.has(cluster),
        }
    }

    /// Takes in the next read; what it is to those before it of its day that showed somebody.
    pub(crate) fn read(
        &mut self,
        time: Millis,
        read: &Passed,
        (world, findings): With<'_>,
    ) -> News {
        let Some(person) = shown(read).and_then(|who| world.numbering().of(who)) else {
            return News::None;
        };
        let day = time.0.div_euclid(DAY_MS);
        if day > self.day.day {
            self.turn(day);
        }
        self.open.add(time, read, findings);
        let many = floor(Window::FiveMinutes);
        let news = self.day.see((time, read), person, (world, many));
        if news.is_new() {
            self.crowd.see(time, person);
        }
        news
    }

    /// Judges weeks, once in an hour; not on a day on which everybody comes.
    fn tick_long(&mut self, now: Millis, is_known: bool, (world, findings): With<'_>) {
        let last = Millis(now.0 - 1);
        let hour = last.0.div_euclid(HOUR_MS);
        if hour <= self.judged_hour {
            return;
        }
        self.judged_hour = hour;
        self.judged_long = self.day.take_grew();
        if !is_known || self.crowd.is_rush(last) {
            return;
        }
        for cluster in self.judged_long.clone() {
            if !self.open.has(cluster) {
                self.judge_long(cluster, now, (world, findings));
            }
        }
    }
}

impl Detector for FanOut {
    fn tick(&mut self, now: Millis, (world, findings): With<'_>) {
        self.judged = self.day.take_due();
        self.judged_long = Vec::new();
        // Until it is known how many people are usual nothing is too many.
        let is_known = self.crowd.is_known(self.day.day);
        if is_known {
            for cluster in self.judged.clone() {
                self.judge(cluster, now, (world, findings));
            }
        }
        self.tick_long(now, is_known, (world, findings));
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
        Some(kept)
    }
}
