//! The case and its variants: tokens that somebody signed who has the key.

use std::collections::BTreeSet;

use super::overlay::{OVERLAID, Overlay, Scene};
use crate::{
    clock::{self, DAY, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    keys::Key,
    lines::BROWSERS,
    networks,
    rng::{Rng, low32, mix},
};

/// The test of January lies before this, the rest of the case after it.
const SPRING: i64 = clock::at(100, 0, 0);
/// Home lines of the third variant.
const HOME_LINES: u32 = 100_000;
/// Genuine accounts of the attacker's own, in the tenth variant.
const OWN_ACCOUNTS: usize = 40;

/// The case as the gateway's own log tells it.
pub(super) fn case(scene: &Scene<'_>) -> Overlay {
    of(scene.attack.items.clone())
}

fn of(malicious: Vec<Item>) -> Overlay {
    Overlay {
        malicious,
        beside: Vec::new(),
    }
}

/// Of each day every tenth read, another tenth each day. The test of January stays whole.
pub(super) fn slow(scene: &Scene<'_>) -> Overlay {
    let (mut today, mut place) = (i64::MIN, 0);
    let mut kept = scene.attack.items.clone();
    kept.retain(|item| {
        let day = (item.time - clock::BEGIN).div_euclid(DAY);
        place = if day == today { place + 1 } else { 0 };
        today = day;
        item.time < SPRING || place % 10 == day.rem_euclid(10)
    });
    of(kept)
}

/// Each home line serves two or three reads, months apart, and looks like somebody's browser.
pub(super) fn residential(scene: &Scene<'_>) -> Overlay {
    let mut items = scene.attack.items.clone();
    for (place, item) in items.iter_mut().enumerate() {
        let line = low32(place as u64) % HOME_LINES;
        item.ip = networks::residential(line);
        let client = mix(scene.plan.seed ^ u64::from(line)) % u64::from(BROWSERS);
        item.client = u8::try_from(client).unwrap_or(0);
    }
    of(items)
}

/// The same with the signing key of the log-on for emergencies, whose issuances nobody records.
pub(super) fn backup(scene: &Scene<'_>) -> Overlay {
    let mut items = scene.attack.items.clone();
    for item in &mut items {
        item.key = Key::Backup;
    }
    of(items)
}

/// The same times and addresses, the numbers in no order. Numbers under which somebody joins later
/// keep their place, for they must be tried before that.
pub(super) fn shuffled(scene: &Scene<'_>) -> Overlay {
    let mut rng = Rng::stream(scene.plan.seed, 29);
    let mut items = scene.attack.items.clone();
    let joiners: BTreeSet<u32> = scene.people.joiners.iter().copied().collect();
    let lists = [Page::AddressList, Page::AddressListTw].map(What::Page);
    let infos = [Page::MyInfo, Page::MyInfoTw].map(What::Page);
    for pages in [lists, infos] {
        let moved = |item: &&mut Item| {
            item.time >= SPRING && pages.contains(&item.what) && !joiners.contains(&item.subject)
        };
        let places: Vec<&mut Item> = items.iter_mut().filter(moved).collect();
        let said: Vec<Item> = places.iter().map(|item| **item).collect();
        let mut visits: Vec<&[Item]> = said.chunk_by(|a, b| a.credential == b.credential).collect();
        rng.shuffle(&mut visits);
        for (place, said) in places.into_iter().zip(visits.into_iter().flatten()) {
            *place = Item {
                time: place.time,
                ip: place.ip,
                client: place.client,
                ..*said
            };
        }
    }
    of(items)
}

/// Between the reads, from the same addresses with the same programs: products and searches, and the
/// pages of accounts of his own, to which he logged on as anybody does.
pub(super) fn decoys(scene: &Scene<'_>) -> Overlay {
    let mut rng = Rng::stream(scene.plan.seed, 30);
    let mut beside = Vec::new();
    let shoppers = &scene.confounders.shoppers;
    let own: Vec<u32> = (0..OWN_ACCOUNTS)
        .filter_map(|_| shoppers.get(rng.index(shoppers.len())).map(|s| s.0))
        .collect();
    let mut credential = OVERLAID;
    for read in &scene.attack.items {
        let near = Item {
            ip: read.ip,
            client: read.client,
            ..Item::new(read.time, What::Product, Who::Nobody)
        };
        if rng.per_mille(500) {
            let search = rng.per_mille(300);
            beside.push(Item {
                time: read.time + rng.span(-MINUTE, MINUTE),
                subject: 1 + rng.below(400_000),
                what: if search { What::Search } else { What::Product },
                ..near
            });
        }
        if rng.per_mille(20) {
            credential += 1;
            let member = own.get(rng.index(own.len())).copied().unwrap_or(1);
            own_visit(&mut rng, near, member, credential, &mut beside);
        }
    }
    // The gateway's log ends with the replay.
    beside.retain(|item| item.time < clock::END);
    Overlay {
        malicious: scene.attack.items.clone(),
        beside,
    }
}

/// A genuine log-on and a few pages of one's own.
fn own_visit(rng: &mut Rng, near: Item, member: u32, credential: u64, beside: &mut Vec<Item>) {
    let log_on = Item {
        subject: member,
        credential,
        what: What::Issued,
        who: Who::Member,
        ..near
    };
    beside.push(log_on);
    let mut time = near.time + SECOND;
    for _ in 0..2 + rng.below(4) {
        let page = match rng.below(3) {
            0 => Page::MyInfo,
            1 => Page::AddressList,
            _ => Page::OrderHistory,
        };
        beside.push(Item {
            time,
            what: What::Page(page),
            ..log_on
        });
        time += rng.span(2 * SECOND, 40 * SECOND);
    }
}
