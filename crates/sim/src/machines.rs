//! Traffic that is no member's: a nightly batch job, support desks, the monthly export, crawlers.
//! Each looks like a mass read to somebody who only counts.

use crate::{
    background::Background,
    clock::{DAYS, Day, HOUR, MINUTE, SECOND},
    item::{Item, Page, What, Who},
    lines::{BATCH, BOT, DESK, EXPORTER},
    networks,
    rng::low16,
    staff,
};

/// Members whom the support job reads in a night.
const BATCH_READS: u64 = 200;
/// Calls of the monthly export, and members named by one.
const EXPORT_CALLS: u64 = 8;
const EXPORT_MEMBERS: usize = 500;
/// The day of the month of the export.
const EXPORT_DAY: i64 = 5;
/// Of a thousand accesses, how many are support's on a working day and the crawlers'.
const SUPPORT_PER_MILLE: u64 = 20;
const CRAWLER_PER_MILLE: u64 = 40;

/// A day of it out of a budget for everything; gives back how many accesses were made. No job takes
/// more than a twentieth of the day, so that small replays keep their proportions.
pub(crate) fn work(b: &mut Background<'_>, day: &Day, budget: u64, out: &mut Vec<Item>) -> u64 {
    let share = budget / 20;
    let mut made = batch(b, day, BATCH_READS.min(share), out);
    if day.of_month() == EXPORT_DAY {
        made += export(b, day, EXPORT_CALLS.min(share), out);
    }
    let desks = if day.is_weekend() {
        SUPPORT_PER_MILLE / 4
    } else {
        SUPPORT_PER_MILLE
    };
    made += support(b, day, budget * desks / 1000, out);
    made += crawl(b, day, budget * CRAWLER_PER_MILLE / 1000, out);
    made
}

/// What support reads on a working day of ordinary weight, out of a budget for the whole replay.
pub(crate) fn support_share(background: u64) -> u64 {
    background / DAYS.unsigned_abs() * SUPPORT_PER_MILLE / 1000
}

/// Half past two at night: a run of members in the order of their numbers, as fast as it goes.
fn batch(b: &mut Background<'_>, day: &Day, count: u64, out: &mut Vec<Item>) -> u64 {
    if count == 0 || b.active.is_empty() {
        return 0;
    }
    let start = day.start + 2 * HOUR + 30 * MINUTE;
    let issued = Item {
        ip: networks::BATCH_HOST,
        client: BATCH,
        ..Item::new(start, What::Issued, Who::SupportBatch)
    };
    let credential = b.issue(issued, out);
    let begin = b.any_active();
    let mut time = start + SECOND;
    for place in 0..count {
        let at = (begin + usize::try_from(place).unwrap_or(0)) % b.active.len();
        out.push(Item {
            time,
            credential,
            subject: b.active.get(at).copied().unwrap_or(1),
            what: What::Page(Page::SupportView),
            ..issued
        });
        time += b.rng.span(500, 4 * SECOND);
    }
    count
}

/// Three at night, once a month.
fn export(b: &mut Background<'_>, day: &Day, count: u64, out: &mut Vec<Item>) -> u64 {
    if count == 0 {
        return 0;
    }
    let start = day.start + 3 * HOUR;
    let issued = Item {
        ip: networks::EXPORT_HOST,
        client: EXPORTER,
        ..Item::new(start, What::Issued, Who::Marketing)
    };
    let credential = b.issue(issued, out);
    let named = EXPORT_MEMBERS.min(b.active.len());
    let mut from = b.any_active();
    for call in 0..count {
        out.push(Item {
            time: start + SECOND + i64::try_from(call).unwrap_or(0) * 20 * SECOND,
            credential,
            subject: u32::try_from(from).unwrap_or(0),
            aux: low16(named as u64),
            what: What::Export,
            ..issued
        });
        from = (from + named) % b.active.len().max(1);
    }
    count
}

/// Support reads whom it talks to, nine to six; one in a hundred numbers is mistyped.
fn support(b: &mut Background<'_>, day: &Day, count: u64, out: &mut Vec<Item>) -> u64 {
    let desks: Vec<usize> = (0..staff::SUPPORT.len())
        .filter(|desk| staff::works(*desk, day.number))
        .collect();
    for (place, desk) in desks.iter().enumerate() {
        let (desks, place) = (desks.len() as u64, place as u64);
        let reads = count * (place + 1) / desks - count * place / desks;
        if reads == 0 {
            continue;
        }
        let number = u8::try_from(*desk).unwrap_or(0);
        let issued = Item {
            ip: networks::support_desk(u32::from(number)),
            client: DESK,
            ..Item::new(
                day.start + 8 * HOUR + 45 * MINUTE + b.rng.span(0, 14 * MINUTE),
                What::Issued,
                Who::Employee(number),
            )
        };
        let credential = b.issue(issued, out);
        for _ in 0..reads {
            let mistyped = b.rng.per_mille(10);
            let subject = if mistyped {
                let chance = b.rng.below(1 << 20);
                b.people.mistyped(chance)
            } else {
                let at = b.any_active();
                b.active.get(at).copied().unwrap_or(1)
            };
            out.push(Item {
                time: day.start + b.rng.span(9 * HOUR, 18 * HOUR),
                credential,
                subject,
                code: if mistyped { 404 } else { 200 },
                what: What::Page(Page::SupportView),
                ..issued
            });
        }
    }
    count
}

/// Crawlers know no night and bring no token.
fn crawl(b: &mut Background<'_>, day: &Day, count: u64, out: &mut Vec<Item>) -> u64 {
    for _ in 0..count {
        let what = match b.rng.below(100) {
            0..70 => What::Product,
            70..97 => What::Search,
            _ => What::Sitemap,
        };
        out.push(Item {
            subject: 1 + b.rng.below(400_000),
            ip: networks::crawler(b.rng.below(1 << 16)),
            client: BOT,
            ..Item::new(day.start + b.rng.span(0, 24 * HOUR), what, Who::Nobody)
        });
    }
    count
}
