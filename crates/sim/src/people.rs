//! Who is in the shop: member numbers, kinds, controllers, pairs that are one human, phones.
//!
//! Numbers rise from 1 as people join. Many are gone: withdrawn and purged long ago. The attacker
//! walks from 1 to the last number he knows of; what exists he reads, what is gone is a ghost.

use event::SubjectKind;

use crate::{
    clock::{self, DAY, HOUR},
    plan::{Figures, Plan},
    rng::Rng,
};

/// One account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    /// The member number.
    pub(crate) number: u32,
    /// What it is during the whole attack.
    pub(crate) kind: SubjectKind,
    /// Whether the second controller answers for it.
    pub(crate) second: bool,
    /// When it joined.
    pub(crate) joined: i64,
    /// When it fell dormant or withdrew; 0 for members.
    pub(crate) changed: i64,
}

/// Everybody.
#[derive(Debug)]
pub(crate) struct People {
    /// The accounts that the attack reads, then the late ones; each part by number.
    pub(crate) accounts: Vec<Account>,
    /// How many of `accounts` the attack reads in the gateway's own log.
    pub(crate) attacked: usize,
    /// The numbers the attacker tries in vain, rising.
    pub(crate) ghosts: Vec<u32>,
    /// Ghosts that somebody joins under later, rising.
    pub(crate) joiners: Vec<u32>,
    /// Pairs of accounts (indices) that are one human.
    pub(crate) pairs: Vec<(u32, u32)>,
}

impl People {
    /// Makes up everybody.
    pub(crate) fn new(plan: &Plan, figures: &Figures) -> People {
        let mut rng = Rng::stream(plan.seed, 1);
        let tried = figures.accounts + figures.ghosts;
        let chosen = choose(&mut rng, 1..=tried, figures.accounts);
        let ghosts: Vec<u32> = complement(&chosen, tried);
        let late = (0..figures.late).map(|at| tried + 1 + 2 * at + rng_bit(plan, at));
        let numbers: Vec<u32> = chosen.iter().copied().chain(late).collect();
        let second = choose(
            &mut rng,
            0..=figures.accounts - 1,
            figures.second_controller,
        );
        let accounts = make_accounts(&mut rng, &numbers, &second);
        // Only numbers well inside the walk can be joined under after he has passed them.
        let early = ghosts.len() * 9 / 10;
        let positions = choose(
            &mut rng,
            0..=u32::try_from(early).unwrap_or(u32::MAX).max(1) - 1,
            figures.late_joiners,
        );
        let joiners = positions
            .iter()
            .filter_map(|at| ghosts.get(*at as usize).copied())
            .collect();
        let attacked = chosen.len();
        let pairs = make_pairs(&mut rng, figures);
        People {
            accounts,
            attacked,
            ghosts,
            joiners,
            pairs,
        }
    }

    /// A number that nobody has ever had: somebody mistyped.
    pub(crate) fn mistyped(&self, chance: u32) -> u32 {
        let last = self.accounts.last().map_or(0, |account| account.number);
        last + 1_000 + chance % 100_000
    }
}

/// The phone with this index in the replay, as the eight digits after 010. Indices under 80 million
/// give distinct phones, for the factor has no divisor in common with the modulus.
pub(crate) fn phone_digits(index: u32) -> u32 {
    let scattered = (u64::from(index) * 48_271_933 + 5_551_212) % 80_000_000;
    20_000_000 + crate::rng::low32(scattered)
}

/// Half of the late numbers are odd steps, so that they have gaps like all others.
fn rng_bit(plan: &Plan, at: u32) -> u32 {
    crate::rng::low32(crate::rng::mix(plan.seed ^ u64::from(at)) & 1)
}

/// `count` of the numbers in a range, rising, each set as likely as any other.
fn choose(rng: &mut Rng, range: std::ops::RangeInclusive<u32>, count: u32) -> Vec<u32> {
    let mut wanted = count;
    let mut left = range.end() - range.start() + 1;
    let mut chosen = Vec::with_capacity(count as usize);
    for number in range {
        if rng.below(left) < wanted {
            chosen.push(number);
            wanted -= 1;
        }
        left -= 1;
    }
    chosen
}

fn complement(chosen: &[u32], last: u32) -> Vec<u32> {
    let mut next = chosen.iter().copied().peekable();
    (1..=last)
        .filter(|number| next.next_if_eq(number).is_none())
        .collect()
}

/// Joining times rise with the numbers, over the eleven years before the day of the first log.
fn make_accounts(rng: &mut Rng, numbers: &[u32], second: &[u32]) -> Vec<Account> {
    let years = 11 * 365 * DAY;
    let first = clock::AUTH_BEGIN - years;
    let last = i64::from(numbers.last().copied().unwrap_or(1)) + 1;
    let mut accounts = Vec::with_capacity(numbers.len());
    let mut seconds = second.iter().copied().peekable();
    for (index, &number) in numbers.iter().enumerate() {
        let joined = first + years / last * i64::from(number) + rng.span(0, years / last);
        let kind = match rng.below(100) {
            0..3 => SubjectKind::Dormant,
            3..5 => SubjectKind::Withdrawn,
            _ => SubjectKind::Member,
        };
        // Changes of status end before the attacker's first test, so a kind holds for all reads.
        let changed = match kind {
            SubjectKind::Member => 0,
            _ => rng.span(joined + HOUR, clock::at(20, 12, 0)),
        };
        accounts.push(Account {
            number,
            kind,
            second: seconds.next_if(|at| *at as usize == index).is_some(),
            joined,
            changed,
        });
    }
    accounts
}

fn make_pairs(rng: &mut Rng, figures: &Figures) -> Vec<(u32, u32)> {
    let mut indices: Vec<u32> = (0..figures.accounts).collect();
    rng.shuffle(&mut indices);
    let count = figures.accounts.saturating_sub(figures.persons) as usize;
    let mut pairs: Vec<(u32, u32)> = indices
        .chunks_exact(2)
        .take(count)
        .filter_map(|pair| match pair {
            [a, b] => Some((*a.min(b), *a.max(b))),
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests;
