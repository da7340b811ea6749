//! What benign traffic has beside the replay's background that looks like an attack, all made up before
//! the first line: 40 bytes an access.
//!
//! Support desks of uneven zeal that mistype now and then; ten service accounts, some with stale
//! lists; an analyst with a key of their own; a partner's new service account; new versions of the
//! app; a company that moves and a carrier that opens new shared addresses; a log-on for emergencies
//! whose issuances nobody records; and the app's sessions, which live for weeks.

use super::VariantPlan;
use crate::{
    clock::{self, DAY, DAYS, Day, HOUR, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    keys::Key,
    lines::{BROWSERS, DESK, NEW_APPS, PARTNER, SCRIPT, SERVICES},
    networks,
    people::People,
    rng::{Rng, low32, mix},
    staff,
};

/// Credentials of the confounders count from here.
const FIRST_CREDENTIAL: u64 = 1 << 40;
/// The analyst's key, which is its own credential.
pub(super) const ANALYST_CREDENTIAL: u64 = FIRST_CREDENTIAL;

// Accesses of a day, in thousandths of the ordinary traffic's daily mean.
const DESKS: u32 = 130;
const SERVICE_EACH: u32 = 6;
const ANALYST_READS: u32 = 2;
const PARTNER_READS: u32 = 40;
const NEW_APP_VISITS_MAX: u32 = 24;
const OFFICE_VISITS: u32 = 15;
const CARRIER_VISITS: u32 = 15;
const EMERGENCY_VISITS: u32 = 6;
const APP_SESSIONS: u32 = 42;

/// The partner's first day: 2025-03-13.
const PARTNER_BEGINS: i64 = 88;
/// A company moves into a new office: 2025-03-17.
const OFFICE_OPENS: i64 = 92;
/// A carrier brings new shared addresses into use: 2025-03-25.
const CARRIER_OPENS: i64 = 100;
/// Days on which the ordinary log-on fails from ten to twelve.
const OUTAGES: [i64; 2] = [84, 200];
/// Days on which a new version of the app comes out, as the calendar has them.
const RELEASES: [i64; 2] = [93, 275];
/// Of a thousand numbers, how many a desk mistypes, a stale list still has, a partner gets wrong.
const MISTYPED: u32 = 10;
const STALE: u32 = 20;
const WRONG: u32 = 5;

/// Everything of it.
#[derive(Debug)]
pub(super) struct Confounders {
    /// The events, by time.
    pub(super) items: Vec<Item>,
    /// The app's sessions, in the order in which they began.
    pub(super) sessions: Vec<Session>,
    /// Numbers of those who shop from the first day on, and whether the second controller has them.
    pub(super) shoppers: Vec<(u32, bool)>,
}

/// A session of the app.
#[derive(Debug, Clone, Copy)]
pub(super) struct Session {
    pub(super) member: u32,
    pub(super) second: bool,
    pub(super) credential: u64,
    pub(super) from: i64,
    pub(super) until: i64,
}

/// The confounders in the making.
struct Maker<'p> {
    people: &'p People,
    shoppers: &'p [(u32, bool)],
    rng: Rng,
    /// The ordinary traffic's daily mean.
    daily: u64,
    credential: u64,
    items: Vec<Item>,
    sessions: Vec<Session>,
}

impl Confounders {
    /// Makes them up.
    pub(super) fn new(plan: &VariantPlan, people: &People) -> Confounders {
        let shops = people.accounts.iter().filter(|a| a.changed == 0);
        let shoppers: Vec<(u32, bool)> = shops.map(|a| (a.number, a.second)).collect();
        let mut maker = Maker {
            people,
            shoppers: &shoppers,
            rng: Rng::stream(plan.seed, 20),
            daily: plan.background / u64::try_from(DAYS).unwrap_or(1),
            credential: FIRST_CREDENTIAL,
            items: Vec::new(),
            sessions: Vec::new(),
        };
        if !shoppers.is_empty() {
            for number in 0..DAYS {
                maker.day(&Day::new(number));
            }
        }
        let Maker {
            mut items,
            sessions,
            ..
        } = maker;
        // A session of the last days would be used after the log's end.
        items.retain(|item| item.time < clock::END);
        items.sort_by_key(|item| item.time);
        Confounders {
            items,
            sessions,
            shoppers,
        }
    }
}

impl Maker<'_> {
    fn day(&mut self, day: &Day) {
        self.desks(day);
        for place in 0..staff::SERVICES.len() {
            self.service(day, place);
        }
        self.analyst(day);
        self.partner(day);
        self.new_apps(day);
        self.new_places(day);
        self.emergencies(day);
        self.app_sessions(day);
    }

    /// So many thousandths of the daily mean, give or take half of one.
    fn share(&mut self, per_mille: u32) -> u32 {
        let exact = self.daily * u64::from(per_mille) + u64::from(self.rng.below(1000));
        low32(exact / 1000)
    }

    /// A share that no two days have alike: from half of it to one and a half.
    fn work(&mut self, per_mille: u32) -> u32 {
        let mean = self.share(per_mille);
        mean / 2 + self.rng.below(mean + 1)
    }

    /// Support reads whom it talks to. One desk does three times what another does, and no day is
    /// like the other.
    fn desks(&mut self, day: &Day) {
        let all = staff::SUPPORT.len();
        let mut each = DESKS / u32::try_from(all).unwrap_or(1);
        if day.is_weekend() {
            each /= 4;
        }
        for desk in (0..all).filter(|desk| staff::works(*desk, day.number)) {
            let zeal = 60 + low32(mix(desk as u64 ^ 0xDE) % 100);
            let reads = self.work(each * zeal / 100);
            let number = u8::try_from(desk).unwrap_or(0);
            let morning = day.start + 8 * HOUR + 45 * MINUTE + self.rng.span(0, 14 * MINUTE);
            let log_on = self.log_on(Item {
                ip: networks::support_desk(u32::from(number)),
                client: DESK,
                ..Item::new(morning, What::Issued, Who::Employee(number))
            });
            let hours = (day.start + 9 * HOUR, day.start + 18 * HOUR);
            self.reads(log_on, Page::SupportView, reads, hours, MISTYPED);
        }
    }

    /// A program of the shop that reads those whose orders it works on; half of a day's work in one
    /// burst. The odd ones keep lists of their own, which go stale.
    fn service(&mut self, day: &Day, place: usize) {
        let number = u8::try_from(place).unwrap_or(0);
        let page = match place % 3 {
            0 => Page::OrderHistory,
            1 => Page::AddressList,
            _ => Page::MyInfo,
        };
        let log_on = self.log_on(Item {
            ip: networks::service_host(u32::from(number)),
            client: SERVICES,
            ..Item::new(
                day.start + 8 * HOUR + 30 * MINUTE,
                What::Issued,
                Who::Service(number),
            )
        });
        let half = self.work(SERVICE_EACH / 2);
        let hours = (day.start + 9 * HOUR, day.start + 20 * HOUR);
        let wrong = if place % 2 == 1 { STALE } else { 0 };
        self.reads(log_on, page, half, hours, wrong);
        let burst = day.start + 10 * HOUR + i64::from(number) * HOUR;
        self.reads(log_on, page, half, (burst, burst + 2 * MINUTE), wrong);
    }

    /// The analyst looks up a few members a day, by a program of their own, until they leave.
    fn analyst(&mut self, day: &Day) {
        if day.is_weekend() || day.number > staff::ANALYST_LEAVES {
            return;
        }
        let key = Item {
            credential: ANALYST_CREDENTIAL,
            ip: networks::ANALYST_DESK,
            client: SCRIPT,
            key: Key::Analyst,
            ..Item::new(day.start, What::Issued, Who::Analyst)
        };
        let reads = self.work(ANALYST_READS);
        let hours = (day.start + 10 * HOUR, day.start + 17 * HOUR);
        self.reads(key, Page::SupportView, reads, hours, 0);
    }

    /// From 13 March on a partner asks for the addresses of those to whom it delivers today.
    fn partner(&mut self, day: &Day) {
        if day.number < PARTNER_BEGINS {
            return;
        }
        let chance = self.rng.below(1 << 16);
        let log_on = self.log_on(Item {
            ip: networks::partner(chance),
            client: PARTNER,
            ..Item::new(day.start + 6 * HOUR, What::Issued, Who::Partner)
        });
        let reads = self.work(PARTNER_READS);
        let hours = (day.start + 6 * HOUR + MINUTE, day.start + 17 * HOUR);
        self.reads(log_on, Page::AddressList, reads, hours, WRONG);
    }

    /// A new version of the app spreads over the weeks after its release.
    fn new_apps(&mut self, day: &Day) {
        for (release, client) in RELEASES.into_iter().zip(NEW_APPS) {
            let age = u32::try_from(day.number - release).unwrap_or(u32::MAX);
            let visits = match age {
                u32::MAX => continue,
                // On the first day those who asked for it try it.
                0 => NEW_APP_VISITS_MAX,
                _ => age.min(NEW_APP_VISITS_MAX),
            };
            for _ in 0..self.share(visits) {
                let (member, second) = self.anybody();
                let nat = networks::carrier_nat(member, self.rng.below(1 << 16));
                let start = self.moment(day);
                self.visit((member, second), nat, client, Key::of(start), start);
            }
        }
    }

    /// A company's people sign on from their new office, a carrier's from its new addresses.
    fn new_places(&mut self, day: &Day) {
        if day.number >= OFFICE_OPENS && !day.is_weekend() {
            for _ in 0..self.share(OFFICE_VISITS) {
                let whom = self.anybody();
                let ip = networks::new_office(self.rng.below(1 << 16));
                let start = day.start + self.rng.span(9 * HOUR, 18 * HOUR);
                let client = usual_client(whom.0);
                self.visit(whom, ip, client, Key::of(start), start);
            }
        }
        if day.number >= CARRIER_OPENS {
            for _ in 0..self.share(CARRIER_VISITS) {
                let whom = self.anybody();
                let ip = networks::new_carrier_nat(self.rng.below(1 << 16));
                let start = self.moment(day);
                let client = usual_client(whom.0);
                self.visit(whom, ip, client, Key::of(start), start);
            }
        }
    }

    /// The log-on for emergencies is always there for some, and for everybody when the other fails.
    fn emergencies(&mut self, day: &Day) {
        let outage = OUTAGES.contains(&day.number);
        let visits = EMERGENCY_VISITS * if outage { 8 } else { 1 };
        for _ in 0..self.share(visits) {
            let whom = self.anybody();
            let start = if outage {
                day.start + self.rng.span(10 * HOUR, 12 * HOUR)
            } else {
                self.moment(day)
            };
            let ip = self.address(whom.0);
            self.visit(whom, ip, usual_client(whom.0), Key::Backup, start);
        }
    }

    /// Sessions of the app that begin on this day, with the few visits of their 30 days.
    fn app_sessions(&mut self, day: &Day) {
        for _ in 0..self.share(APP_SESSIONS) {
            let (member, second) = self.anybody();
            let from = self.moment(day);
            let client = u8::try_from(mix(u64::from(member)) % 3).unwrap_or(0);
            let ip = networks::carrier_nat(member, self.rng.below(1 << 16));
            let log_on = self.log_on(Item {
                subject: member,
                ip,
                client,
                key: Key::App,
                ..Item::new(from, What::Issued, Who::Member)
            });
            let until = from + Key::App.lifetime();
            self.sessions.push(Session {
                member,
                second,
                credential: log_on.credential,
                from,
                until,
            });
            self.pages(
                Item {
                    time: from,
                    ..log_on
                },
                second,
            );
            for _ in 0..self.rng.below(3) {
                let time = self.rng.span(from + HOUR, until - HOUR);
                let ip = self.address(member);
                self.pages(Item { time, ip, ..log_on }, second);
            }
        }
    }

    /// One visit: a log-on, which nobody records if it is one for emergencies, and a page or two.
    fn visit(&mut self, whom: (u32, bool), ip: u32, client: u8, key: Key, start: i64) {
        let log_on = Item {
            subject: whom.0,
            ip,
            client,
            key,
            ..Item::new(start, What::Issued, Who::Member)
        };
        let log_on = if key == Key::Backup {
            self.credential += 1;
            Item {
                credential: self.credential,
                ..log_on
            }
        } else {
            self.log_on(log_on)
        };
        self.pages(log_on, whom.1);
    }

    /// A page or two of one's own from a second after a log-on.
    fn pages(&mut self, log_on: Item, second: bool) {
        let mut time = log_on.time + SECOND;
        for _ in 0..1 + self.rng.below(2) {
            let page = match self.rng.below(10) {
                0..4 => Page::my_info(second),
                4..7 => Page::address_list(second),
                _ if second => Page::MyInfoTw,
                _ => Page::OrderHistory,
            };
            self.items.push(Item {
                time,
                what: What::Page(page),
                ..log_on
            });
            time += self.rng.span(2 * SECOND, MINUTE);
        }
    }

    /// Reads of anybody at any time of a span, of which so many in a thousand name nobody.
    fn reads(&mut self, by: Item, page: Page, count: u32, (from, to): (i64, i64), wrong: u32) {
        for _ in 0..count {
            let missing = self.rng.per_mille(wrong);
            let subject = if missing {
                let chance = self.rng.below(1 << 20);
                self.people.mistyped(chance)
            } else {
                self.domestic()
            };
            self.items.push(Item {
                time: self.rng.span(from, to),
                subject,
                code: if missing { 404 } else { 200 },
                what: What::Page(page),
                ..by
            });
        }
    }

    fn log_on(&mut self, item: Item) -> Item {
        self.credential += 1;
        let item = Item {
            credential: self.credential,
            ..item
        };
        self.items.push(item);
        item
    }

    fn anybody(&mut self) -> (u32, bool) {
        let place = self.rng.index(self.shoppers.len());
        self.shoppers.get(place).copied().unwrap_or((1, false))
    }

    /// Programs and support read members of the first controller. Few belong to the second.
    fn domestic(&mut self) -> u32 {
        loop {
            if let (member, false) = self.anybody() {
                return member;
            }
        }
    }

    /// Early enough for a short visit to end on the same day.
    fn moment(&mut self, day: &Day) -> i64 {
        let latest = day.start + DAY - 10 * MINUTE;
        day.moment(&mut self.rng).min(latest)
    }

    fn address(&mut self, member: u32) -> u32 {
        if self.rng.per_mille(550) {
            networks::carrier_nat(member, self.rng.below(1 << 16))
        } else {
            networks::home(member)
        }
    }
}

fn usual_client(member: u32) -> u8 {
    let usual = mix(u64::from(member) ^ 0xAB) % u64::from(BROWSERS);
    u8::try_from(usual).unwrap_or(0)
}
