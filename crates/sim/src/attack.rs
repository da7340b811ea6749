//! The attack: every access of it, made up before anything is written.
//!
//! Five parts. A test in January; the address lists of everybody, several times over, from 16
//! addresses in spring; a walk over all member numbers from 2,297 others, half of it into the void;
//! a few edit pages and order lists; and what only a second gateway saw, whose log is found late.
//! Every token is forged: signed with the key of 2024 in the name of the member it reads, and never
//! issued. A token serves for one member and one visit.

use std::collections::BTreeSet;

use crate::{
    clock::{self, DAY, HOUR, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    keys::Key,
    lines::{LINUX, SCRIPT},
    networks,
    people::{Account, People},
    plan::{Deleted, Figures, LATE_ADDRESSES, LIST_ADDRESSES, OTHER_ADDRESSES, Plan, TEST_READS},
    rng::{Rng, low16},
    truth::Tally,
};

/// Forged credentials count from here; issued ones never get so far.
const FORGED: u64 = 1 << 62;
/// Passes over the address lists.
const PASSES: usize = 5;

/// Everything the attacker did.
#[derive(Debug)]
pub(crate) struct Attack {
    /// What the gateway logged, by time.
    pub(crate) items: Vec<Item>,
    /// What the gateway found late logged, by time.
    pub(crate) late: Vec<Item>,
    /// What the first amounts to.
    pub(crate) tally: Tally,
    /// What both amount to.
    pub(crate) tally_with_late: Tally,
    /// What both amount to without the lines that were deleted.
    pub(crate) tally_left: Tally,
    /// When which account's address book was shown: account, time; sorted.
    pub(crate) shown: Vec<(u32, i64)>,
    /// The same in the gateway found late.
    pub(crate) shown_late: Vec<(u32, i64)>,
    /// When the attacker passed each ghost that somebody joins under later: number, time.
    pub(crate) passed: Vec<(u32, i64)>,
    /// Distinct accounts of the company's first count.
    pub(crate) first_count: u64,
}

/// The attack in the making.
struct Forge<'p> {
    people: &'p People,
    rng: Rng,
    items: Vec<Item>,
    tally: Tally,
    left: Tally,
    /// What of the log that is being made up was deleted.
    deleted: Option<Deleted>,
    shown: Vec<(u32, i64)>,
    credential: u64,
}

impl Attack {
    /// Makes up the attack.
    pub(crate) fn new(plan: &Plan, figures: &Figures, people: &People) -> Attack {
        let mut forge = Forge {
            people,
            rng: Rng::stream(plan.seed, 2),
            items: Vec::new(),
            tally: Tally::new(people),
            left: Tally::new(people),
            deleted: plan.deleted,
            shown: Vec::new(),
            credential: FORGED,
        };
        let tested = forge.january();
        forge.address_lists(figures);
        let passed = forge.walk(&tested);
        forge.address_edits(figures);
        let first_count = forge.order_lists(figures);
        forge.items.sort_by_key(|item| item.time);
        forge.shown.sort_unstable();
        let items = std::mem::take(&mut forge.items);
        let shown = std::mem::take(&mut forge.shown);
        let tally = forge.tally.clone();
        // The log of the other gateway is whole.
        forge.deleted = None;
        forge.late();
        Attack {
            items,
            late: forge.items,
            tally,
            tally_with_late: forge.tally,
            tally_left: forge.left,
            shown,
            shown_late: forge.shown,
            passed,
            first_count,
        }
    }
}

impl Forge<'_> {
    /// A dozen profiles from the first two of the addresses. Which accounts it were is given back,
    /// for the walk leaves them out.
    fn january(&mut self) -> BTreeSet<usize> {
        let mut accounts = BTreeSet::new();
        while accounts.len() < TEST_READS.min(self.people.attacked) {
            let account = self.rng.index(self.people.attacked);
            accounts.insert(account);
        }
        let (first, last) = (clock::at(21, 21, 13), clock::at(36, 23, 41));
        let mut times: Vec<i64> = (2..accounts.len())
            .map(|_| self.rng.span(first, last))
            .collect();
        times.extend([first, last]);
        times.sort_unstable();
        for (place, (account, time)) in accounts.iter().zip(times).enumerate() {
            self.my_info(*account, time, place % 2);
        }
        accounts
    }

    /// Every account's address list at least once, from 14 April to 30 June, 16 addresses.
    fn address_lists(&mut self, figures: &Figures) {
        let accounts = self.people.attacked;
        // Everybody once in the first pass; the rest falls on anybody in any pass.
        let mut visits = vec![[0u8; PASSES]; accounts];
        for visit in &mut visits {
            visit[0] = 1;
        }
        for _ in accounts..figures.address_lists as usize {
            let (account, pass) = (self.rng.index(accounts), self.rng.index(PASSES));
            if let Some(count) = visits.get_mut(account).and_then(|v| v.get_mut(pass)) {
                *count = count.saturating_add(1);
            }
        }
        let times = spread(&mut self.rng, figures.address_lists as usize, 120, 197);
        let mut times = times.into_iter();
        for pass in 0..PASSES {
            for (account, visit) in visits.iter().enumerate() {
                let count = visit.get(pass).copied().unwrap_or(0);
                if count > 0 {
                    self.credential += 1;
                }
                for time in times.by_ref().take(usize::from(count)) {
                    let address = self.rng.index(LIST_ADDRESSES) + OTHER_ADDRESSES;
                    self.address_list(account, time, address);
                }
            }
        }
    }

    /// From number 1 up, 24 June to 8 November: profiles where there is a member, 404 where there is
    /// none. Gives back when each number was passed that somebody joins under later.
    fn walk(&mut self, tested: &BTreeSet<usize>) -> Vec<(u32, i64)> {
        let people = self.people;
        let served = people.attacked - tested.len();
        let times = spread(&mut self.rng, served + people.ghosts.len(), 191, 328);
        let mut accounts = (0..people.attacked)
            .filter(|account| !tested.contains(account))
            .peekable();
        let mut ghosts = people.ghosts.iter().copied().peekable();
        let mut joiners = people.joiners.iter().copied().peekable();
        let number = |account: usize| people.accounts.get(account).map_or(u32::MAX, |a| a.number);
        let stride = (served / OTHER_ADDRESSES).max(1);
        let (mut passed, mut done) = (Vec::new(), 0);
        for time in times {
            let next = accounts.peek().map_or(u32::MAX, |account| number(*account));
            // Addresses come into use one after the other, a few dozen at a time.
            let current = (done / stride).min(OTHER_ADDRESSES - 1);
            let nearby = (current + self.rng.index(48)) % OTHER_ADDRESSES;
            if let Some(ghost) = ghosts.next_if(|ghost| *ghost < next) {
                self.ghost(ghost, time, nearby);
                if joiners.next_if_eq(&ghost).is_some() {
                    passed.push((ghost, time));
                }
            } else if let Some(account) = accounts.next() {
                // Each address serves at least once: the first access of its turn is its own.
                let own = done % stride == 0;
                self.my_info(account, time, if own { current } else { nearby });
                done += 1;
            }
        }
        passed
    }

    /// Some edit pages, which show the entrance code in clear.
    fn address_edits(&mut self, figures: &Figures) {
        for time in spread(&mut self.rng, figures.address_edits as usize, 198, 325) {
            let account = self.domestic();
            let address = self.rng.index(OTHER_ADDRESSES);
            self.credential += 1;
            let edited = low16(u64::from(self.rng.below(20))) + 1;
            self.read(account, Page::AddressEdit, time, address);
            if let Some(item) = self.items.last_mut() {
                item.aux = edited;
            }
            self.show(account, time);
        }
    }

    /// Some order lists; the last few, of distinct accounts, after 18:38 of 6 November.
    fn order_lists(&mut self, figures: &Figures) -> u64 {
        let before = figures.order_lists.saturating_sub(figures.first_count) as usize;
        for time in spread(&mut self.rng, before, 198, 325) {
            let account = self.domestic();
            self.order_list(account, time);
        }
        let mut last = BTreeSet::new();
        while last.len() < figures.first_count as usize {
            last.insert(self.domestic());
        }
        let begin = clock::at(326, 18, 38);
        let step = (clock::END - begin - 4 * HOUR) / i64::from(figures.first_count);
        for (place, account) in last.iter().enumerate() {
            let jitter = self.rng.span(7 * SECOND, step / 2);
            let time = begin + i64::try_from(place).unwrap_or(0) * step + jitter;
            self.order_list(*account, time);
        }
        last.len() as u64
    }

    /// The late accounts' address lists, once each, from addresses of their own.
    fn late(&mut self) {
        let count = self.people.accounts.len() - self.people.attacked;
        let times = spread(&mut self.rng, count, 150, 300);
        for (place, time) in times.into_iter().enumerate() {
            self.credential += 1;
            let address = OTHER_ADDRESSES + LIST_ADDRESSES + place % LATE_ADDRESSES;
            self.address_list(self.people.attacked + place, time, address);
        }
        self.shown.sort_unstable();
    }

    fn my_info(&mut self, account: usize, time: i64, address: usize) {
        self.credential += 1;
        let page = Page::my_info(self.account(account).is_some_and(|a| a.second));
        self.read(account, page, time, address);
    }

    fn address_list(&mut self, account: usize, time: i64, address: usize) {
        let page = Page::address_list(self.account(account).is_some_and(|a| a.second));
        self.read(account, page, time, address);
        self.show(account, time);
    }

    fn order_list(&mut self, account: usize, time: i64) {
        self.credential += 1;
        let address = self.rng.index(OTHER_ADDRESSES);
        self.read(account, Page::OrderList, time, address);
    }

    /// A page is served, and counted.
    fn read(&mut self, account: usize, page: Page, time: i64, address: usize) {
        let number = self.account(account).map_or(0, |a| a.number);
        self.push(number, page, time, address, 200);
        let address = networks::attacker(address);
        self.tally.read(account, page, time, address);
        if self.deleted.is_none_or(|deleted| !deleted.holds(time)) {
            self.left.read(account, page, time, address);
        }
    }

    fn ghost(&mut self, number: u32, time: i64, address: usize) {
        self.credential += 1;
        self.push(number, Page::MyInfo, time, address, 404);
        self.tally.ghost(number);
    }

    fn push(&mut self, number: u32, page: Page, time: i64, address: usize, code: u16) {
        self.items.push(Item {
            credential: self.credential,
            subject: number,
            ip: networks::attacker(address),
            code,
            key: Key::Auth2024,
            // One address in four pretends to be a browser.
            client: if address % 4 == 3 { LINUX } else { SCRIPT },
            ..Item::new(time, What::Page(page), Who::Member)
        });
    }

    fn show(&mut self, account: usize, time: i64) {
        let account = u32::try_from(account).unwrap_or(u32::MAX);
        self.shown.push((account, time));
    }

    fn account(&self, account: usize) -> Option<&Account> {
        self.people.accounts.get(account)
    }

    /// Any account that the first controller answers for: the second has no such pages.
    fn domestic(&mut self) -> usize {
        loop {
            let account = self.rng.index(self.people.attacked);
            if self.account(account).is_none_or(|a| !a.second) {
                return account;
            }
        }
    }
}

/// `count` rising times over whole days `first..=last`, some days three times the average. No day of
/// the attack stands out as one on which it stopped for good: it pauses by the hour, not by the day.
fn spread(rng: &mut Rng, count: usize, first: i64, last: i64) -> Vec<i64> {
    let days: Vec<u64> = (first..=last)
        .map(|_| match rng.below(20) {
            0 => 330,
            _ => 30 + u64::from(rng.below(140)),
        })
        .collect();
    let total: u64 = days.iter().sum();
    let mut times = Vec::with_capacity(count);
    let (mut weight, mut day) = (0, first);
    for share in days {
        weight += share;
        let until = usize::try_from(count as u64 * weight / total.max(1)).unwrap_or(count);
        // It rests for some hours, at another time each day.
        let rest = rng.span(0, DAY - 5 * HOUR);
        while times.len() < until {
            let awake = rng.span(MINUTE, DAY - 4 * HOUR);
            let within = if awake > rest {
                awake + 4 * HOUR - MINUTE
            } else {
                awake
            };
            times.push(clock::at(day, 0, 0) + within);
        }
        day += 1;
    }
    times.sort_unstable();
    times
}

#[cfg(test)]
mod tests;
