//! Variants whose credentials are all in order: what gives them away is only what they read.

use std::collections::BTreeSet;

use super::{
    confounders::{ANALYST_CREDENTIAL, Session},
    overlay::{OVERLAID, Overlay, Scene},
};
use crate::{
    clock::{self, DAY, HOUR, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    keys::Key,
    lines::{LINUX, OKHTTP, SCRIPT, SERVICES},
    machines, networks,
    rng::{Rng, low16, low32},
    staff,
};

/// Days of the stuffing, in July; a Thursday first.
const STUFFING: std::ops::Range<i64> = 200..205;
/// One account in so many has a password that is known from elsewhere.
const STUFFED_ONE_IN: usize = 14;
/// Log-ons that fail for one that does not.
const FAILURES: u32 = 15;
/// Addresses of the stuffing, after those of the case.
const STUFFING_ADDRESSES: (u32, u32) = (3_000, 400);

/// The place of the curious employee in support, who is of middling zeal, and the working week.
const CURIOUS: u8 = 13;
const CURIOUS_DAYS: std::ops::Range<i64> = 204..209;

/// The night of the dump, and the service account it goes through.
const DUMP_DAY: i64 = 211;
const DUMPER: u8 = 0;
/// Calls of the dump: each names more people than a call of the export ever did.
const DUMP_CALLS: usize = 17;

/// The evenings on which the analyst's key is used after the analyst left.
const LEAVER_DAYS: std::ops::Range<i64> = 302..312;
/// One account in so many is read on an evening.
const LEAVER_ONE_IN: usize = 225;

/// The days of the stolen sessions; and those on which a session may have begun that is stolen.
const STOLEN: (i64, i64) = (150, 220);
/// Addresses of the stolen sessions, after those of the stuffing.
const STOLEN_ADDRESSES: (u32, u32) = (4_000, 300);

/// The working week of the insider.
const INSIDER_DAYS: std::ops::Range<i64> = 218..223;
/// Of a hundred reads of a service account, how many the insider adds.
const INSIDER_PER_CENT: usize = 60;

impl Scene<'_> {
    fn rng(&self) -> Rng {
        Rng::stream(self.plan.seed, 20 + u64::from(self.plan.number))
    }

    /// Some shopper of the first controller.
    fn anybody(&self, rng: &mut Rng) -> u32 {
        let shoppers = &self.confounders.shoppers;
        loop {
            match shoppers.get(rng.index(shoppers.len())) {
                Some((_, true)) => {}
                Some((member, false)) => return *member,
                None => return 1,
            }
        }
    }

    /// Shoppers at random, each once.
    fn some(&self, rng: &mut Rng, one_in: usize) -> BTreeSet<u32> {
        let count = (self.people.accounts.len() / one_in).max(3);
        let mut chosen = BTreeSet::new();
        while chosen.len() < count.min(self.confounders.shoppers.len() / 2) {
            chosen.insert(self.anybody(rng));
        }
        chosen
    }

    /// What a worker did on a day in the background, log-on included.
    fn day_of(&self, who: Who, day: i64) -> (Option<Item>, usize) {
        let all = &self.confounders.items;
        let from = all.partition_point(|item| item.time < clock::at(day, 0, 0));
        let to = all.partition_point(|item| item.time < clock::at(day + 1, 0, 0));
        let mut theirs = all
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .filter(|item| item.who == who);
        let log_on = theirs.clone().find(|item| item.what == What::Issued);
        let reads = theirs.by_ref().filter(|item| item.what != What::Issued);
        (log_on.copied(), reads.count())
    }
}

/// Passwords known from elsewhere are tried; where one fits, the log-on service issues a token.
pub(super) fn stuffing(scene: &Scene<'_>) -> Overlay {
    let mut rng = scene.rng();
    let mut overlay = Overlay::default();
    let (first, count) = STUFFING_ADDRESSES;
    let members = scene.some(&mut rng, STUFFED_ONE_IN);
    for (credential, member) in (OVERLAID..).zip(members) {
        let day = STUFFING.start + i64::from(rng.below(5));
        let time = clock::at(day, 0, 10) + rng.span(0, DAY - 20 * MINUTE);
        let log_on = Item {
            credential,
            subject: member,
            ip: networks::attacker((first + rng.below(count)) as usize),
            client: LINUX,
            ..Item::new(time, What::Issued, Who::Member)
        };
        overlay.beside.push(log_on);
        for _ in 0..FAILURES {
            overlay.beside.push(Item {
                time: time + rng.span(-9 * MINUTE, 9 * MINUTE),
                credential: 0,
                subject: scene.anybody(&mut rng),
                ip: networks::attacker((first + rng.below(count)) as usize),
                code: 401,
                what: What::Failed,
                ..log_on
            });
        }
        for (page, wait) in [(Page::MyInfo, 2), (Page::AddressList, 4)] {
            overlay.malicious.push(Item {
                time: time + wait * SECOND + rng.span(0, SECOND),
                what: What::Page(page),
                ..log_on
            });
        }
    }
    overlay
}

/// On each day of the week twice as many reads again as the work asks for, from the same desk.
pub(super) fn curious(scene: &Scene<'_>) -> Overlay {
    let mut rng = scene.rng();
    let mut overlay = Overlay::default();
    // The ordinary traffic has a little of support's work too, shared evenly between the desks.
    let ordinary = machines::support_share(scene.plan.background) / staff::SUPPORT.len() as u64;
    for day in CURIOUS_DAYS {
        let (log_on, worked) = scene.day_of(Who::Employee(CURIOUS), day);
        let Some(log_on) = log_on else { continue };
        for _ in 0..2 * (worked as u64 + ordinary) {
            overlay.malicious.push(Item {
                time: clock::at(day, 9, 0) + rng.span(0, 9 * HOUR),
                subject: scene.anybody(&mut rng),
                what: What::Page(Page::SupportView),
                ..log_on
            });
        }
    }
    overlay
}

/// Some minutes of a night: everybody who is active, in a few calls that name thousands each.
pub(super) fn dump(scene: &Scene<'_>) -> Overlay {
    let mut overlay = Overlay::default();
    let start = clock::at(DUMP_DAY, 3, 20);
    let log_on = Item {
        credential: OVERLAID,
        ip: networks::service_host(u32::from(DUMPER)),
        client: SERVICES,
        ..Item::new(start, What::Issued, Who::Service(DUMPER))
    };
    overlay.beside.push(log_on);
    let everybody = scene.confounders.shoppers.len();
    let named = everybody.div_ceil(DUMP_CALLS);
    for call in 0..DUMP_CALLS {
        let from = call * named;
        overlay.malicious.push(Item {
            time: start + SECOND + i64::try_from(call).unwrap_or(0) * 15 * SECOND,
            subject: low32(from as u64),
            aux: low16(named.min(everybody.saturating_sub(from)) as u64),
            what: What::Export,
            ..log_on
        });
    }
    overlay
}

/// The analyst left on 30 September; the key was not taken back. Two weeks later it reads in the
/// evenings, from a home line.
pub(super) fn leaver(scene: &Scene<'_>) -> Overlay {
    let mut rng = scene.rng();
    let mut overlay = Overlay::default();
    for day in LEAVER_DAYS {
        for member in scene.some(&mut rng, LEAVER_ONE_IN) {
            let time = clock::at(day, 22, 0) + rng.span(0, 3 * HOUR);
            overlay.malicious.push(Item {
                credential: ANALYST_CREDENTIAL,
                subject: member,
                ip: networks::ANALYST_HOME,
                client: SCRIPT,
                key: Key::Analyst,
                ..Item::new(time, What::Page(Page::SupportView), Who::Analyst)
            });
        }
    }
    overlay
}

/// Sessions of the app, stolen from phones and used from elsewhere while they live.
pub(super) fn sessions(scene: &Scene<'_>) -> Overlay {
    let mut rng = scene.rng();
    let mut overlay = Overlay::default();
    let (first, last) = (clock::at(STOLEN.0, 0, 0), clock::at(STOLEN.1, 0, 0));
    for session in &scene.confounders.sessions {
        let from = first.max(session.from + HOUR);
        let to = last.min(session.until);
        if from < to && rng.per_mille(600) {
            for _ in 0..1 + rng.below(3) {
                let time = rng.span(from, to);
                use_stolen(&mut rng, session, time, &mut overlay);
            }
        }
    }
    overlay
}

fn use_stolen(rng: &mut Rng, session: &Session, time: i64, overlay: &mut Overlay) {
    let (first, count) = STOLEN_ADDRESSES;
    let page = if rng.per_mille(500) {
        Page::my_info(session.second)
    } else {
        Page::address_list(session.second)
    };
    overlay.malicious.push(Item {
        credential: session.credential,
        subject: session.member,
        ip: networks::attacker((first + rng.below(count)) as usize),
        client: OKHTTP,
        key: Key::App,
        ..Item::new(time, What::Page(page), Who::Member)
    });
}

/// Ten service accounts do a little more than their work, all from one desk inside.
pub(super) fn spread(scene: &Scene<'_>) -> Overlay {
    let mut rng = scene.rng();
    let mut overlay = Overlay::default();
    let mut more = 0;
    for day in INSIDER_DAYS {
        for place in 0..staff::SERVICES.len() {
            let service = u8::try_from(place).unwrap_or(0);
            let (log_on, worked) = scene.day_of(Who::Service(service), day);
            let Some(log_on) = log_on else { continue };
            // What is left of the division is carried on to the next account.
            more += worked * INSIDER_PER_CENT;
            for _ in 0..more / 100 {
                overlay.malicious.push(Item {
                    time: clock::at(day, 9, 0) + rng.span(0, 9 * HOUR),
                    subject: scene.anybody(&mut rng),
                    ip: networks::INSIDER_DESK,
                    client: SCRIPT,
                    what: What::Page(Page::SupportView),
                    ..log_on
                });
            }
            more %= 100;
        }
    }
    overlay
}
