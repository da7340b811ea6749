//! The background: a day of ordinary trade, made up as events in no order.
//!
//! Members come in sessions of about ten accesses on one credential, by the rhythm of the day. A
//! session in seven is taken up again hours later on the same credential. Invariants: a day makes
//! exactly the accesses it is asked for; no access lies after the end of the replay; from the
//! release of 6 November on no member reads the order list.

use crate::{
    clock::{self, DAY, Day, HOUR, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    keys::Key,
    lines::BROWSERS,
    machines, networks,
    people::People,
    plan::{Plan, RELEASE_MS},
    rng::{Rng, mix},
};

/// The longest pause between two accesses of a session.
const PAUSE_MAX: i64 = 90 * SECOND;
/// The most accesses of a session.
const SESSION_MAX: u32 = 19;
/// The longest a session can last, with the second before its first access.
const SESSION_SPAN: i64 = (SESSION_MAX as i64 + 1) * PAUSE_MAX + MINUTE;

/// Makes up the background day by day.
pub(crate) struct Background<'p> {
    pub(crate) people: &'p People,
    pub(crate) rng: Rng,
    /// Numbers of those who shop: neither dormant nor withdrawn, joined by the morning.
    pub(crate) active: Vec<u32>,
    /// Which of them the second controller answers for.
    second: Vec<bool>,
    /// Late joiners still to come, the next one last.
    coming: Vec<(u32, i64)>,
    credential: u64,
    budgets: Budgets,
}

/// How many accesses each day gets, by its weight; they add up exactly.
#[derive(Debug)]
struct Budgets {
    total: u64,
    weight_of_all: u64,
    weight_so_far: u64,
    given: u64,
}

impl Budgets {
    fn new(total: u64) -> Budgets {
        Budgets {
            total,
            weight_of_all: (0..clock::DAYS)
                .map(|n| u64::from(Day::new(n).weight))
                .sum(),
            weight_so_far: 0,
            given: 0,
        }
    }

    fn next(&mut self, day: &Day) -> u64 {
        self.weight_so_far += u64::from(day.weight);
        let until = self.total * self.weight_so_far / self.weight_of_all.max(1);
        let budget = until - self.given;
        self.given = until;
        budget
    }
}

/// One visit of a member: who, as what, from where.
#[derive(Debug, Clone, Copy)]
struct Visit {
    member: u32,
    second: bool,
    credential: u64,
    ip: u32,
    client: u8,
    key: Key,
}

impl<'p> Background<'p> {
    /// A background for these people; `joined` says when the late joiners join, by time.
    pub(crate) fn new(plan: &Plan, people: &'p People, joined: &[(u32, i64)]) -> Background<'p> {
        let shops = people
            .accounts
            .iter()
            .filter(|account| account.changed == 0);
        Background {
            people,
            rng: Rng::stream(plan.seed, 4),
            active: shops.clone().map(|account| account.number).collect(),
            second: shops.map(|account| account.second).collect(),
            coming: joined.iter().rev().copied().collect(),
            credential: 0,
            budgets: Budgets::new(plan.background),
        }
    }

    /// Before the gateway's log begins: log-ons of half a day, of which some are still used in it.
    /// The accesses so made belong to the first day's budget; their number is given back.
    pub(crate) fn eve(&mut self, out: &mut Vec<Item>) -> u64 {
        self.anchor(clock::AUTH_BEGIN, out);
        let day = Day::new(-1);
        let sessions = self.first_budget() / 10;
        let mut used = 0;
        for _ in 0..sessions {
            let start = day.moment(&mut self.rng);
            if start < clock::AUTH_BEGIN + MINUTE {
                continue;
            }
            let visit = self.log_on(start, out);
            let resumed = start + self.rng.span(HOUR, 11 * HOUR);
            if self.rng.per_mille(150) && resumed > clock::BEGIN && used < sessions {
                used += self.burst(&visit, resumed, 3, out);
            }
        }
        used
    }

    /// One day. `used` accesses of its budget are made already.
    pub(crate) fn day(&mut self, day: &Day, used: u64, out: &mut Vec<Item>) {
        while let Some((number, _)) = self.coming.pop_if(|(_, joined)| *joined < day.start) {
            self.active.push(number);
            self.second.push(false);
        }
        let budget = self.budgets.next(day);
        let mut left = budget.saturating_sub(used);
        left -= machines::work(self, day, left, out);
        if day.is_app_release() {
            left -= self.app_release(day, left * 2 / 5, out);
        }
        while left > 0 {
            left -= self.session(day, left, out);
        }
    }

    /// After the end: the log of issuances speaks on for a while, so that the last reads can be judged.
    pub(crate) fn aftermath(&mut self, out: &mut Vec<Item>) {
        for minutes in [1, 3, 10] {
            self.anchor(clock::END + minutes * MINUTE, out);
        }
    }

    /// Issues a credential; its number is given back.
    pub(crate) fn issue(&mut self, item: Item, out: &mut Vec<Item>) -> u64 {
        self.credential += 1;
        out.push(Item {
            credential: self.credential,
            what: What::Issued,
            ..item
        });
        self.credential
    }

    /// A place in `active`.
    pub(crate) fn any_active(&mut self) -> usize {
        self.rng.index(self.active.len())
    }

    fn first_budget(&self) -> u64 {
        let weight = u64::from(Day::new(0).weight);
        self.budgets.total * weight / self.budgets.weight_of_all.max(1)
    }

    fn anchor(&mut self, time: i64, out: &mut Vec<Item>) {
        let item = Item {
            ip: networks::BATCH_HOST,
            client: crate::lines::BATCH,
            ..Item::new(time, What::Issued, Who::SupportBatch)
        };
        self.issue(item, out);
    }

    /// A session of at most `left` accesses; gives back how many it made.
    fn session(&mut self, day: &Day, left: u64, out: &mut Vec<Item>) -> u64 {
        let latest = clock::END - SESSION_SPAN;
        let start = day
            .moment(&mut self.rng)
            .min(latest - self.rng.span(0, MINUTE));
        let count = (1 + u64::from(self.rng.below(SESSION_MAX))).min(left);
        let visit = self.log_on(start, out);
        if count >= 4 && self.rng.per_mille(150) {
            let resumed = start + SESSION_SPAN + self.rng.span(HOUR, 10 * HOUR);
            if resumed < latest {
                return self.burst(&visit, start, count / 2, out)
                    + self.burst(&visit, resumed, count - count / 2, out);
            }
        }
        self.burst(&visit, start, count, out)
    }

    /// Phones with the new app read the profile again: one log-on and one or two reads each.
    fn app_release(&mut self, day: &Day, budget: u64, out: &mut Vec<Item>) -> u64 {
        let mut left = budget;
        while left > 0 {
            let start = day.start + self.rng.span(10 * HOUR, 14 * HOUR);
            let mut visit = self.log_on(start, out);
            visit.ip = networks::carrier_nat(visit.member, self.rng.below(1 << 16));
            let reads = (1 + u64::from(self.rng.below(2))).min(left);
            for place in 0..reads {
                let time = start + SECOND * (1 + i64::try_from(place).unwrap_or(0));
                out.push(visit.page(time, Page::my_info(visit.second)));
            }
            left -= reads;
        }
        budget
    }

    /// A member logs on, after a failure now and then; the first access comes a second later.
    fn log_on(&mut self, start: i64, out: &mut Vec<Item>) -> Visit {
        // The oldest tenth of the members comes three times as often as the rest.
        let mut place = self.any_active();
        if self.rng.per_mille(200) {
            place /= 10;
        }
        let member = self.active.get(place).copied().unwrap_or(1);
        let second = self.second.get(place).copied().unwrap_or(false);
        let issued = Item {
            subject: member,
            ip: self.address(member),
            client: self.client(member),
            ..Item::new(start, What::Issued, Who::Member)
        };
        if self.rng.per_mille(30) {
            let before = self.rng.span(5 * SECOND, 20 * SECOND);
            // Never before midnight: that day has been written.
            let midnight = start - (start - clock::BEGIN).rem_euclid(DAY);
            out.push(Item {
                time: (start - before).max(midnight),
                what: What::Failed,
                code: 401,
                ..issued
            });
        }
        Visit {
            member,
            second,
            credential: self.issue(issued, out),
            ip: issued.ip,
            client: issued.client,
            key: issued.key,
        }
    }

    /// `count` accesses from a second after `start` on.
    fn burst(&mut self, visit: &Visit, start: i64, count: u64, out: &mut Vec<Item>) -> u64 {
        let mut time = start + self.rng.span(600, 1400);
        for _ in 0..count {
            let page = self.page(visit.second, time);
            let mut item = visit.page(time, page);
            item.aux = crate::rng::low16(u64::from(self.rng.below(6))) + 1;
            item.code = match self.rng.below(1000) {
                0..20 => 304,
                20..22 => 401,
                22 => 503,
                _ => 200,
            };
            out.push(item);
            time += self.rng.span(2 * SECOND, PAUSE_MAX);
        }
        count
    }

    fn page(&mut self, second: bool, time: i64) -> Page {
        let chance = self.rng.below(100);
        if second {
            return if chance < 55 {
                Page::MyInfoTw
            } else {
                Page::AddressListTw
            };
        }
        match chance {
            0..30 => Page::MyInfo,
            30..55 => Page::AddressList,
            55..59 => Page::AddressEdit,
            59..85 if time < RELEASE_MS => Page::OrderList,
            _ => Page::OrderHistory,
        }
    }

    /// Phones share the carriers' addresses, offices share theirs, homes have their own.
    fn address(&mut self, member: u32) -> u32 {
        match self.rng.below(100) {
            0..42 => networks::carrier_nat(member, self.rng.below(1 << 16)),
            42..46 => networks::mobile_v6(member),
            46..57 => networks::office(member),
            57 => networks::traveller(self.rng.below(1 << 16)),
            _ => networks::home(member),
        }
    }

    /// Mostly the member's usual client.
    fn client(&mut self, member: u32) -> u8 {
        let usual = mix(u64::from(member) ^ 0xAB) % u64::from(BROWSERS);
        let client = if self.rng.per_mille(850) {
            usual
        } else {
            u64::from(self.rng.below(BROWSERS))
        };
        u8::try_from(client).unwrap_or(0)
    }
}

impl Visit {
    fn page(&self, time: i64, page: Page) -> Item {
        Item {
            credential: self.credential,
            subject: self.member,
            ip: self.ip,
            client: self.client,
            key: self.key,
            ..Item::new(time, What::Page(page), Who::Member)
        }
    }
}

// A session taken up again ends before its credential does.
const _: () = assert!(2 * SESSION_SPAN + 10 * HOUR < clock::LIFETIME && DAY > clock::LIFETIME);
