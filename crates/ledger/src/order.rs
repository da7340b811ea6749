//! The order of rows in a part: by subject, ghosts and unnamed reads last, then time, then position.
//!
//! Rows arrive nearly in the order of time and subject numbers are dense, so rows are counted out by
//! subject, not compared; only what came late is sorted. A row is 80 bytes, so the order is made as a
//! list of places and rows are moved once, when they become columns.

use crate::reads::{Row, flag};

/// Places of the rows, in the order of a part. Rows that are alike in all of it stay as they came.
pub(crate) fn order_of(rows: &[Row]) -> Vec<u32> {
    let is_named = |row: &&Row| row.flags & flag::SUBJECT != 0;
    let named = rows.iter().filter(is_named).count();
    let highest = rows.iter().filter(is_named).map(|row| row.who).max();
    // Counting takes 4 bytes a number up to the highest; where they are sparse, comparing is cheaper.
    let numbers = highest.map_or(0, |highest| highest.saturating_add(1));
    match usize::try_from(numbers) {
        Ok(numbers) if numbers <= 4 * named + SPARSE_NUMBERS => counted(rows, named, numbers),
        _ => sorted(rows, 0..count(rows.len())),
    }
}

/// Numbers that are counted however few rows there are: 256 KiB.
const SPARSE_NUMBERS: usize = 65_536;

fn counted(rows: &[Row], named: usize, numbers: usize) -> Vec<u32> {
    // For each number the place behind its last row so far; first the place of its first.
    let mut next = vec![0u32; numbers + 1];
    let subjects = || {
        (0u32..).zip(rows).filter_map(|(place, row)| {
            let subject = usize::try_from(row.who).unwrap_or(usize::MAX);
            (row.flags & flag::SUBJECT != 0).then_some((place, subject))
        })
    };
    for (_, subject) in subjects() {
        if let Some(count) = next.get_mut(subject + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut next {
        sum += *start;
        *start = sum;
    }
    let mut order = vec![0u32; named];
    for (place, subject) in subjects() {
        if let Some(next) = next.get_mut(subject) {
            if let Some(slot) = order.get_mut(*next as usize) {
                *slot = place;
            }
            *next += 1;
        }
    }
    if !rows.is_sorted_by_key(|row| (row.time, row.access)) {
        mend_late(rows, &mut order);
    }
    let rest = (0u32..).zip(rows);
    let rest = rest.filter(|(_, row)| row.flags & flag::SUBJECT == 0);
    order.extend(sorted(rows, rest.map(|(place, _)| place)));
    order
}

/// Puts the rows of each subject into order where they did not arrive in it.
fn mend_late(rows: &[Row], order: &mut [u32]) {
    let row = |place: u32| rows.get(place as usize);
    let subject = |place: u32| row(place).map(|row| row.who);
    let time = |place: &u32| row(*place).map(|row| (row.time, row.access, *place));
    for of_one in order.chunk_by_mut(|a, b| subject(*a) == subject(*b)) {
        if !of_one.is_sorted_by_key(time) {
            of_one.sort_unstable_by_key(time);
        }
    }
}

/// Some places, sorted by comparing rows.
fn sorted(rows: &[Row], places: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut places: Vec<u32> = places.collect();
    places.sort_by_cached_key(|place| rows.get(*place as usize).map(key));
    places
}

fn key(row: &Row) -> (u8, u64, i64, u64) {
    let (rank, who) = match row.flags & (flag::SUBJECT | flag::GHOST) {
        flag::SUBJECT => (0, row.who),
        flag::GHOST => (1, row.who),
        _ => (2, 0),
    };
    (rank, who, row.time.0, row.access)
}

fn count(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
