//! Rows for benchmarks: as many reads as wanted, in the order of their times, with an attack that grows
//! with them. The replay's attack has one size; beside a hundred million reads it would be nothing.
//!
//! Of the reads, about 3.6 in a hundred come from [`ADDRESSES`] addresses between 1 May and 31 August
//! 2025, and 5 in a hundred in all carry a credential that was never issued. The rest are members with
//! sessions of ten reads, each with its issuance. People are a thirtieth of the reads, addresses about a
//! three-hundredth, both used unevenly. No line is out of order, and none is missing.

use std::io::Write;

use crate::{
    clock::{self, BEGIN, DAY, DAYS, HOUR, at},
    item::{Device, Item, Page, What, Who},
    lines, networks,
    plan::SimError,
    rng::{Rng, mix},
};

/// Addresses of the attack in spring and summer.
pub const ADDRESSES: usize = 231;
/// Addresses of forged reads at any time.
const OTHER_ADDRESSES: usize = 2_082;
/// The first and the first later day of the attack.
const ATTACK_DAYS: (i64, i64) = (137, 260);
/// Reads of a session.
const SESSION_READS: u8 = 10;
/// How long a session lasts, about.
const SESSION_MS: i64 = 3 * HOUR;
/// Lines are written in pieces of this many bytes.
const PIECE_BYTES: usize = 1 << 20;

/// How many reads, from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenchPlan {
    /// Where all chance comes from.
    pub seed: u64,
    /// Reads, which are accesses of one subject each.
    pub rows: u64,
}

/// The addresses of the attack, as text.
#[must_use]
pub fn bench_addresses() -> Vec<String> {
    let text = |number| {
        let [a, b, c, d] = networks::attacker(number).to_be_bytes();
        format!("{a}.{b}.{c}.{d}")
    };
    (0..ADDRESSES).map(text).collect()
}

/// One member's visit.
#[derive(Debug, Clone, Copy)]
struct Session {
    member: u32,
    ip: u32,
    client: u8,
    credential: u64,
    left: u8,
}

/// Writes the reads to one writer and the issuances to another, or both to the first.
///
/// # Errors
/// When a writer fails.
pub fn write_bench(
    plan: &BenchPlan,
    gateway: &mut dyn Write,
    auth: Option<&mut dyn Write>,
) -> Result<(), SimError> {
    let mut made = Made::new(plan);
    let mut nowhere = std::io::sink();
    let apart = auth.is_some();
    let mut lines = Lines {
        out: [gateway, auth.unwrap_or(&mut nowhere)],
        pieces: Default::default(),
        sequences: [0; 2],
        apart,
    };
    // The feed of issuances speaks from one lifetime before the first read to an hour after the last, so
    // that every read can be judged.
    made.begin(clock::AUTH_BEGIN - clock::MINUTE, &mut lines)?;
    for row in 0..plan.rows {
        made.row(plan, row, &mut lines)?;
    }
    made.begin(clock::END + HOUR, &mut lines)?;
    lines.end()
}

/// The two logs.
struct Lines<'o> {
    out: [&'o mut dyn Write; 2],
    pieces: [Vec<u8>; 2],
    sequences: [u64; 2],
    /// Issuances stand in a log of their own.
    apart: bool,
}

impl Lines<'_> {
    fn put(&mut self, item: &Item) -> Result<(), SimError> {
        let issued = item.what == What::Issued;
        let device = if issued {
            Device::Auth
        } else {
            Device::Gateway
        };
        let [gateway, auth] = &mut self.sequences;
        let sequence = if issued { auth } else { gateway };
        *sequence += 1;
        let sequence = *sequence;
        let place = usize::from(issued && self.apart);
        let Some(piece) = self.pieces.get_mut(place) else {
            return Ok(());
        };
        lines::write(piece, item, device, sequence, &[]);
        if piece.len() >= PIECE_BYTES {
            self.flush(place)
        } else {
            Ok(())
        }
    }

    fn flush(&mut self, place: usize) -> Result<(), SimError> {
        if let (Some(out), Some(piece)) = (self.out.get_mut(place), self.pieces.get_mut(place)) {
            let name = if place == 0 {
                "gateway.ndjson"
            } else {
                "auth.ndjson"
            };
            out.write_all(piece)
                .map_err(|source| SimError::Write { name, source })?;
            piece.clear();
        }
        Ok(())
    }

    fn end(mut self) -> Result<(), SimError> {
        self.flush(0)?;
        self.flush(1)?;
        for (out, name) in self.out.iter_mut().zip(["gateway.ndjson", "auth.ndjson"]) {
            out.flush()
                .map_err(|source| SimError::Write { name, source })?;
        }
        Ok(())
    }
}

/// What is going on while rows are made.
struct Made {
    rng: Rng,
    people: u32,
    homes: u32,
    sessions: Vec<Option<Session>>,
    credentials: u64,
    forged: [Session; 2],
    /// Of a million reads within the attack's days, and at any time.
    shares: [u32; 2],
}

impl Made {
    fn new(plan: &BenchPlan) -> Made {
        let span = DAYS * DAY;
        let step = (span / i64::try_from(plan.rows.max(1)).unwrap_or(i64::MAX)).max(1);
        let at_once = usize::try_from(SESSION_MS / step / i64::from(SESSION_READS)).unwrap_or(1);
        let nobody = Session {
            member: 0,
            ip: 0,
            client: 0,
            credential: 0,
            left: 0,
        };
        let days = ATTACK_DAYS.1 - ATTACK_DAYS.0;
        let within = u32::try_from(36_000 * DAYS / days).unwrap_or(0);
        Made {
            rng: Rng::stream(plan.seed, 77),
            people: u32::try_from(plan.rows / 30).unwrap_or(u32::MAX).max(100),
            homes: u32::try_from(plan.rows / 300).unwrap_or(u32::MAX).max(20),
            sessions: vec![None; at_once.clamp(4, 1 << 20)],
            credentials: 0,
            forged: [nobody; 2],
            shares: [within, 14_000],
        }
    }

    fn row(&mut self, plan: &BenchPlan, row: u64, lines: &mut Lines<'_>) -> Result<(), SimError> {
        let share =
            u128::from(row) * u128::from((DAYS * DAY).unsigned_abs()) / u128::from(plan.rows);
        let time = BEGIN + i64::try_from(share).unwrap_or(0);
        let chance = self.rng.below(1_000_000);
        let summer = (at(ATTACK_DAYS.0, 0, 0)..at(ATTACK_DAYS.1, 0, 0)).contains(&time);
        let [within, always] = self.shares;
        let session = match chance {
            _ if summer && chance < within => self.forge(0),
            _ if chance >= 1_000_000 - always => self.forge(1),
            _ => self.visit(time, lines)?,
        };
        let page = match self.rng.below(20) {
            0..=7 => Page::AddressList,
            8..=12 => Page::MyInfo,
            13..=15 => Page::OrderList,
            16..=17 => Page::OrderHistory,
            18 => Page::MyInfoTw,
            _ => Page::AddressListTw,
        };
        let mut item = Item::new(time, What::Page(page), Who::Member);
        item.subject = session.member;
        item.ip = session.ip;
        item.client = session.client;
        item.credential = session.credential;
        if self.rng.below(100) == 0 {
            item.code = 403;
        }
        lines.put(&item)
    }

    /// A read with a token that nobody issued: of any member, ten to a token.
    fn forge(&mut self, kind: usize) -> Session {
        let member = 1 + self.rng.below(self.people);
        let number = match kind {
            0 => self.rng.index(ADDRESSES),
            _ => ADDRESSES + self.rng.index(OTHER_ADDRESSES),
        };
        let fresh = self
            .forged
            .get(kind)
            .is_none_or(|session| session.left == 0);
        if fresh {
            self.credentials += 1;
        }
        let credential = self.credentials;
        let Some(session) = self.forged.get_mut(kind) else {
            return Session {
                member,
                ip: 0,
                client: 0,
                credential,
                left: 0,
            };
        };
        if fresh {
            (session.credential, session.left) = (credential, SESSION_READS);
        }
        session.left -= 1;
        session.member = member;
        session.ip = networks::attacker(number);
        session.client = lines::SCRIPT;
        *session
    }

    /// A read of a member of their own data; the first of a session issues its credential.
    fn visit(&mut self, time: i64, lines: &mut Lines<'_>) -> Result<Session, SimError> {
        let place = self.rng.index(self.sessions.len());
        let known = self.sessions.get(place).copied().flatten();
        let mut session = match known.filter(|session| session.left > 0) {
            Some(session) => session,
            None => self.begin(time, lines)?,
        };
        session.left -= 1;
        if let Some(slot) = self.sessions.get_mut(place) {
            *slot = Some(session);
        }
        Ok(session)
    }

    fn begin(&mut self, time: i64, lines: &mut Lines<'_>) -> Result<Session, SimError> {
        self.credentials += 1;
        // The smaller of two: low numbers come more often.
        let member = 1 + self.rng.below(self.people).min(self.rng.below(self.people));
        let home = u32::try_from(mix(u64::from(member)) % u64::from(self.homes)).unwrap_or(0);
        let session = Session {
            member,
            ip: networks::home_of_line(home),
            client: u8::try_from(self.rng.below(lines::BROWSERS)).unwrap_or(0),
            credential: self.credentials,
            left: SESSION_READS,
        };
        let mut item = Item::new(time, What::Issued, Who::Member);
        item.subject = member;
        item.ip = session.ip;
        item.client = session.client;
        item.credential = session.credential;
        lines.put(&item)?;
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(rows: u64) -> (String, String) {
        let (mut gateway, mut auth) = (Vec::new(), Vec::new());
        let plan = BenchPlan { seed: 3, rows };
        write_bench(&plan, &mut gateway, Some(&mut auth)).unwrap();
        (
            String::from_utf8(gateway).unwrap(),
            String::from_utf8(auth).unwrap(),
        )
    }

    #[test]
    fn shares_are_those_that_are_promised() {
        let rows = 100_000;
        let (gateway, auth) = lines(rows);
        assert_eq!(gateway.lines().count(), 100_000);
        let issued: std::collections::HashSet<&str> = auth.lines().filter_map(credential).collect();
        assert_eq!(issued.len(), auth.lines().count());
        let addresses: std::collections::HashSet<String> = bench_addresses().into_iter().collect();
        assert_eq!(addresses.len(), ADDRESSES);
        let from = gateway
            .lines()
            .filter(|line| addresses.contains(between(line, "\"ip\":\"").unwrap()));
        let forged = gateway
            .lines()
            .filter(|line| !issued.contains(credential(line).unwrap()));
        let (from, forged) = (from.count(), forged.count());
        assert!((3_300..3_900).contains(&from), "{from}");
        assert!((4_600..5_400).contains(&forged), "{forged}");
        assert_eq!(
            lines(rows),
            (gateway, auth),
            "the same plan, the same bytes"
        );
    }

    fn credential(line: &str) -> Option<&str> {
        let start = line.find("\"s-")? + 1;
        line.get(start..start + 18)
    }

    fn between<'l>(line: &'l str, before: &str) -> Option<&'l str> {
        let start = line.find(before)? + before.len();
        line.get(start..)?.split('"').next()
    }
}
