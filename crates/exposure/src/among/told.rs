//! What the index tells of some rows, so that these columns are not decompressed: a part is sorted by subject, so a few
//! thousand subjects stand in all of its pages.

use std::net::IpAddr;

use event::Outcome;
use ledger::{Column, ColumnId, Columns};

use crate::index::{
    PartIndex, Tables,
    layout::{OddRows, WITH_ACCESS},
};

/// Columns that the index has of every row.
pub(super) const TOLD: [ColumnId; 5] = [
    ColumnId::Subject,
    ColumnId::Shape,
    ColumnId::Outcome,
    ColumnId::Ip4,
    ColumnId::Ip6,
];

/// Puts those columns of some rows, which ascend and name subjects, beside others of the same rows.
pub(super) fn tell(index: &PartIndex, tables: &Tables<'_>, rows: &[u32], columns: &mut Columns) {
    columns.subject = all(tables.subjects_of(rows).collect());
    let shapes = index.shapes_of(tables, rows);
    columns.shape = all(shapes.map(|shape| shape.unwrap_or(u32::MAX)).collect());
    columns.outcome = all(outcomes(&tables.odd, rows));
    let ips: Vec<Option<IpAddr>> = index.addresses_of(tables, rows).collect();
    let ip4 = |ip: &Option<IpAddr>| match ip {
        Some(IpAddr::V4(ip)) => Some(ip.to_bits()),
        _ => None,
    };
    let ip6 = |ip: &Option<IpAddr>| match ip {
        Some(IpAddr::V6(ip)) => Some(ip.octets()),
        _ => None,
    };
    columns.ip4 = some(ips.iter().map(ip4));
    columns.ip6 = some(ips.iter().map(ip6));
}

fn outcomes(odd: &OddRows<'_>, rows: &[u32]) -> Vec<u8> {
    let mut outcomes = vec![Outcome::Served.code(); rows.len()];
    let mut wanted = outcomes.iter_mut().zip(rows).peekable();
    for (row, code) in odd.iter() {
        while wanted.next_if(|(_, of)| (**of as usize) < row).is_some() {}
        match wanted.next_if(|(_, of)| **of as usize == row) {
            Some((outcome, _)) => *outcome = code & !WITH_ACCESS,
            None if wanted.peek().is_none() => break,
            None => {}
        }
    }
    outcomes
}

fn all<T>(values: Vec<T>) -> Column<T> {
    Column {
        values,
        valid: None,
    }
}

fn some<T: Default>(values: impl Iterator<Item = Option<T>>) -> Column<T> {
    let (mut there, mut valid) = (Vec::new(), Vec::new());
    for value in values {
        valid.push(value.is_some());
        there.push(value.unwrap_or_default());
    }
    Column {
        values: there,
        valid: Some(valid),
    }
}
