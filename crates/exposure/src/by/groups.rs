//! Values as numbers, and what was counted of each.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hashbrown::HashMap;

/// A value as a number: an address (IPv4 as it is mapped into IPv6), a code, a hash.
pub(super) type Key = u128;

const MAPPED: Key = 0xffff << 32;

/// The key of an IPv4 address.
pub(super) fn key_of_v4(ip: u32) -> Key {
    MAPPED | Key::from(ip)
}

/// The key of an address.
pub(super) fn key_of(ip: IpAddr) -> Key {
    match ip {
        IpAddr::V4(ip) => key_of_v4(ip.to_bits()),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

/// The address of a key.
pub(super) fn ip_of(key: Key) -> IpAddr {
    match u32::try_from(key ^ MAPPED) {
        Ok(ip) => Ipv4Addr::from_bits(ip).into(),
        Err(_) => Ipv6Addr::from_bits(key).into(),
    }
}

/// What was counted of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// `None` for reads without a value.
    pub(super) key: Option<Key>,
    pub(super) reads: u64,
    pub(super) subjects: u64,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    reads: u64,
    subjects: u32,
    /// The subject that was counted last, and one: subjects come one after another.
    last: u32,
}

/// The values of one shard.
#[derive(Debug, Default)]
pub(super) struct Groups {
    numbers: HashMap<Option<Key>, u32>,
    counted: Vec<Counted>,
}

impl Groups {
    /// The number of a value.
    pub(super) fn number(&mut self, key: Option<Key>) -> u32 {
        let next = u32::try_from(self.counted.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key).or_insert_with(|| {
            self.counted.push(Counted {
                reads: 0,
                subjects: 0,
                last: 0,
            });
            next
        })
    }

    /// Counts reads of a value by a subject; all reads of a subject come before those of the next.
    #[inline]
    pub(super) fn read(&mut self, number: u32, subject: Option<u32>, reads: u64) {
        if let Some(counted) = self.counted.get_mut(number as usize) {
            counted.reads += reads;
            if let Some(subject) = subject
                && counted.last != subject + 1
            {
                counted.last = subject + 1;
                counted.subjects += 1;
            }
        }
    }

    /// What was counted, by value.
    pub(super) fn finish(self) -> Vec<Group> {
        let counted = |(key, number): (&Option<Key>, &u32)| {
            let counted = self.counted.get(*number as usize)?;
            (counted.reads > 0).then_some(Group {
                key: *key,
                reads: counted.reads,
                subjects: counted.subjects.into(),
            })
        };
        let mut all: Vec<Group> = self.numbers.iter().filter_map(counted).collect();
        all.sort_unstable_by_key(|group| group.key);
        all
    }
}

/// Sums what shards counted; each list stands by value. Two lists at a time, for lists in order are
/// quicker to unite than tables.
pub(super) fn unite(mut lists: Vec<Vec<Group>>) -> Vec<Group> {
    while lists.len() > 1 {
        let mut united = Vec::with_capacity(lists.len().div_ceil(2));
        std::thread::scope(|scope| {
            let pairs: Vec<_> = lists
                .chunks(2)
                .map(|pair| scope.spawn(|| join(pair)))
                .collect();
            united.extend(pairs.into_iter().filter_map(|pair| pair.join().ok()));
        });
        lists = united;
    }
    lists.pop().unwrap_or_default()
}

fn join(pair: &[Vec<Group>]) -> Vec<Group> {
    let (Some(a), b) = (pair.first(), pair.get(1)) else {
        return Vec::new();
    };
    let mut out = Vec::with_capacity(a.len() + b.map_or(0, Vec::len));
    let mut rest = b.into_iter().flatten().copied().peekable();
    for group in a {
        while let Some(other) = rest.next_if(|other| other.key < group.key) {
            out.push(other);
        }
        let same = rest.next_if(|other| other.key == group.key);
        out.push(Group {
            key: group.key,
            reads: group.reads + same.map_or(0, |same| same.reads),
            subjects: group.subjects + same.map_or(0, |same| same.subjects),
        });
    }
    out.extend(rest);
    out
}
