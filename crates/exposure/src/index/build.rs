//! Building the index of a part from its columns.

use std::hash::Hash;

use hashbrown::{HashMap, HashSet};
use ledger::Columns;

use super::{
    bits::{WIDTH_MAX, mark, pack, width_of},
    column,
    layout::{Head, SECTIONS, Section, WITH_ACCESS, assemble},
};

/// Buckets of time that a part is divided into at most.
/// More would make bounds that fall between hours cheaper to settle and every row dearer.
const BUCKETS_MAX: i64 = 1 << 12;
/// Runs of an address from which on it has a posting: below, running through the column is as good.
const POSTED_MIN: usize = 32;
/// Parts with fewer runs of addresses have no postings: they are run through in a tenth of a millisecond.
const RUNS_MIN: usize = 1 << 16;
/// Odd rows are told one by one up to this share of a part; a part with more is read from its columns.
const ODD_SHARE: usize = 8;

/// Lengths of a bucket: they divide hours and days, so that the bounds people write fall between two.
const LENGTHS_MS: [i64; 18] = [
    1, 10, 100, 1_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
    3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/// The bytes of the index of a part.
pub(super) fn build(root: ledger::Hash, c: &Columns) -> Vec<u8> {
    let mut sections: [(Vec<u8>, u32); SECTIONS] = std::array::from_fn(|_| (Vec::new(), 0));
    let mut put = |section: Section, bytes: Vec<u8>, width: u32| {
        if let Some(place) = sections.get_mut(section as usize) {
            *place = (bytes, width);
        }
    };
    let shapes = distinct(c.shape.values.iter().copied());
    put(Section::Shapes, u32_bytes(shapes.iter().copied()), 0);
    let addresses = Addresses::of(c);
    put(Section::Ip4, u32_bytes(addresses.v4.iter().copied()), 0);
    put(Section::Ip6, addresses.v6.concat(), 0);
    let low = c.time.values.iter().min().copied().unwrap_or(0);
    let high = c.time.values.iter().max().copied().unwrap_or(0);
    let bucket_ms = bucket_length(low, high);
    let named = (0..c.len)
        .take_while(|row| c.subject.is_valid(*row))
        .count();
    let odd: Vec<u32> = (0u32..)
        .zip(0..c.len)
        .filter(|(_, row)| c.outcome.get(*row) != Some(0) || c.access.is_valid(*row))
        .map(|(number, _)| number)
        .collect();
    let in_order = !(named..c.len).any(|row| c.subject.is_valid(row));
    let records_width =
        width_of(u64::from(c.records.values.iter().max().copied().unwrap_or(0)) + 1);
    let told = in_order
        && odd.len() <= c.len / ODD_SHARE
        && u32::try_from(c.len).is_ok()
        && width_of(accesses(c, &odd).1) <= WIDTH_MAX;
    let with_access = odd
        .iter()
        .filter(|row| c.access.is_valid(**row as usize))
        .count();
    let head = Head {
        root: *root.as_bytes(),
        rows: c.len,
        named,
        odd: if told { odd.len() } else { 0 },
        odd_accesses: if told { with_access } else { 0 },
        unnamed: (0..c.len).any(|row| !c.subject.is_valid(row) && !c.ghost.is_valid(row)),
        without_ip4: (0..c.len).any(|row| !c.ip4.is_valid(row)),
        without_ip: (0..c.len).any(|row| !c.ip4.is_valid(row) && !c.ip6.is_valid(row)),
        told,
        times: (low, high),
        bucket_ms,
        first_bucket: low.div_euclid(bucket_ms),
    };
    if told {
        put_rows(c, &head, &shapes, &mut put);
        put_odd(c, &odd, &mut put);
        if (0..c.len).any(|row| c.records.is_valid(row)) {
            let values = (0..c.len).map(|row| c.records.get(row).map_or(0, |n| u64::from(n) + 1));
            put(Section::Records, pack(values, records_width), records_width);
        }
        put_addresses(c, &addresses, &mut put);
    }
    assemble(&head, &sections)
}

type Put<'p> = &'p mut dyn FnMut(Section, Vec<u8>, u32);

/// Shape, subject and time of every row.
fn put_rows(c: &Columns, head: &Head, shapes: &[u32], put: Put<'_>) {
    let number = |shape: &u32| shapes.binary_search(shape).unwrap_or(0) as u64;
    let shape_of: Vec<u64> = c.shape.values.iter().map(number).collect();
    put_column(put, (Section::ShapeStarts, Section::ShapeOf), &shape_of);
    let begins = |row: &usize| match row.checked_sub(1) {
        Some(before) => c.subject.values.get(*row) != c.subject.values.get(before),
        None => true,
    };
    let starts: Vec<usize> = (0..head.named).filter(begins).collect();
    put(Section::Starts, mark(head.named, starts.iter().copied()), 0);
    let subject = |row: &usize| u64::from(c.subject.get(*row).unwrap_or(0));
    let width = width_of(starts.iter().map(subject).max().unwrap_or(0));
    put(
        Section::Subjects,
        pack(starts.iter().map(subject), width),
        width,
    );
    let bucket = |time: &i64| {
        let after = time
            .div_euclid(head.bucket_ms)
            .saturating_sub(head.first_bucket);
        u64::try_from(after).unwrap_or(0)
    };
    let times: Vec<u64> = c.time.values.iter().map(bucket).collect();
    put_column(put, (Section::TimeStarts, Section::Times), &times);
}

/// Writes a column of every row.
fn put_column(put: Put<'_>, (starts, codes): (Section, Section), values: &[u64]) {
    let written = column::write(values);
    put(starts, written.starts, 0);
    put(codes, written.codes, written.width);
}

/// The shortest length of which a span has few enough.
fn bucket_length(low: i64, high: i64) -> i64 {
    let few = |length: &i64| {
        high.div_euclid(*length)
            .saturating_sub(low.div_euclid(*length))
            < BUCKETS_MAX
    };
    let listed = LENGTHS_MS.into_iter().find(few);
    listed.unwrap_or_else(|| {
        let span = high.saturating_sub(low).max(0);
        span / (BUCKETS_MAX - 1) + 1
    })
}

fn put_odd(c: &Columns, odd: &[u32], put: Put<'_>) {
    let rows = || odd.iter().map(|row| *row as usize);
    let code = |row: usize| {
        let outcome = c.outcome.get(row).unwrap_or(0) & 3;
        let with = if c.access.is_valid(row) {
            WITH_ACCESS
        } else {
            0
        };
        u64::from(outcome | with)
    };
    let width = width_of(odd.last().copied().unwrap_or(0).into());
    let numbers = odd.iter().map(|row| u64::from(*row));
    put(Section::Odd, pack(numbers, width), width);
    let width = width_of(u64::from(WITH_ACCESS) | 3);
    put(Section::OddCodes, pack(rows().map(code), width), width);
    let (least, span) = accesses(c, odd);
    let width = width_of(span);
    let accesses = rows().filter_map(|row| c.access.get(row));
    let mut bytes = least.to_le_bytes().to_vec();
    bytes.extend(pack(accesses.map(|access| access - least), width));
    put(Section::OddAccesses, bytes, width);
}

/// The least access of odd rows, and how far the greatest lies from it.
fn accesses(c: &Columns, odd: &[u32]) -> (u64, u64) {
    let all = || odd.iter().filter_map(|row| c.access.get(*row as usize));
    let least = all().min().unwrap_or(0);
    (least, all().max().unwrap_or(0) - least)
}

/// The addresses of a part.
struct Addresses {
    v4: Vec<u32>,
    v6: Vec<[u8; 16]>,
    number4: HashMap<u32, u32>,
    number6: HashMap<[u8; 16], u32>,
}

impl Addresses {
    fn of(c: &Columns) -> Addresses {
        let mut number4: HashMap<u32, u32> = HashMap::new();
        let mut last = None;
        for ip in (0..c.ip4.values.len()).filter_map(|row| c.ip4.get(row)) {
            if last != Some(ip) {
                number4.insert(ip, 0);
                last = Some(ip);
            }
        }
        let mut v4: Vec<u32> = number4.keys().copied().collect();
        v4.sort_unstable();
        let v6 = distinct((0..c.ip6.values.len()).filter_map(|row| c.ip6.get(row)));
        for (number, ip) in (0u32..).zip(&v4) {
            number4.insert(*ip, number);
        }
        let number6 = v6.iter().copied().zip(0u32..).collect();
        Addresses {
            v4,
            v6,
            number4,
            number6,
        }
    }

    fn codes(&self, c: &Columns) -> Vec<u64> {
        let after = u32::try_from(self.v4.len()).unwrap_or(u32::MAX);
        let of = |row: usize| match (c.ip4.get(row), c.ip6.get(row)) {
            (Some(ip), _) => self.number4.get(&ip).map_or(0, |number| number + 1),
            (None, Some(ip)) => self.number6.get(&ip).map_or(0, |number| after + number + 1),
            (None, None) => 0,
        };
        (0..c.len).map(|row| u64::from(of(row))).collect()
    }
}

fn put_addresses(c: &Columns, addresses: &Addresses, put: Put<'_>) {
    let codes = addresses.codes(c);
    let written = column::write(&codes);
    let begins = |row: &usize| match row.checked_sub(1) {
        Some(before) => codes.get(*row) != codes.get(before),
        None => true,
    };
    // What is posted are the runs of the column as it is written.
    let starts: Vec<usize> = match written.starts.is_empty() {
        true => (0..c.len).collect(),
        false => (0..c.len).filter(begins).collect(),
    };
    put(Section::IpStarts, written.starts, 0);
    put(Section::IpOf, written.codes, written.width);
    if starts.len() >= RUNS_MIN {
        let (terms, postings) = postings(&codes, &starts, addresses.v4.len());
        put(Section::Terms, terms, 0);
        put(Section::Postings, postings, 0);
    }
}

/// The first rows of the runs of every IPv4 address with many, and where they stand.
fn postings(codes: &[u64], starts: &[usize], addresses: usize) -> (Vec<u8>, Vec<u8>) {
    let mut counts = vec![0usize; addresses + 1];
    let posted = |row: usize| {
        let code = usize::try_from(*codes.get(row)?).ok()?;
        (code <= addresses && code > 0).then_some(code)
    };
    for code in starts.iter().filter_map(|row| posted(*row)) {
        if let Some(count) = counts.get_mut(code) {
            *count += 1;
        }
    }
    let mut lists: Vec<Vec<u32>> = counts
        .iter()
        .map(|count| Vec::with_capacity(if *count >= POSTED_MIN { *count } else { 0 }))
        .collect();
    for row in starts {
        if let Some(list) = posted(*row).and_then(|code| lists.get_mut(code))
            && list.capacity() > 0
        {
            list.extend(u32::try_from(*row));
        }
    }
    let (mut terms, mut bytes) = (Vec::new(), Vec::new());
    for (code, list) in (0u32..).zip(&lists) {
        let Some(first) = list.first() else { continue };
        let steps = || {
            list.windows(2)
                .map(|pair| u64::from(pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0)))
        };
        let width = width_of(steps().max().unwrap_or(0));
        let words = [
            code - 1,
            u32::try_from(list.len()).unwrap_or(u32::MAX),
            *first,
            width,
        ];
        terms.extend(words.into_iter().flat_map(u32::to_le_bytes));
        terms.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&pack(steps(), width));
    }
    (terms, bytes)
}

fn distinct<T: Ord + Hash>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = values.collect::<HashSet<T>>().into_iter().collect();
    all.sort_unstable();
    all
}

fn u32_bytes(values: impl Iterator<Item = u32>) -> Vec<u8> {
    values.flat_map(u32::to_le_bytes).collect()
}
