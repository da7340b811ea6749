//! The staff: support, whose work looks a little like an attack, and the engineer who left with a key.

use event::Millis;

use crate::clock::{self, HOUR};

/// Support employees, by number.
pub(crate) const SUPPORT: [&str; 24] = [
    "e-0101", "e-0104", "e-0109", "e-0112", "e-0118", "e-0123", "e-0127", "e-0131", "e-0136",
    "e-0140", "e-0145", "e-0152", "e-0158", "e-0163", "e-0167", "e-0171", "e-0176", "e-0182",
    "e-0188", "e-0193", "e-0204", "e-0211", "e-0219", "e-0226",
];
/// Service accounts of the shop, in the replay's variants only.
pub(crate) const SERVICES: [&str; 10] = [
    "settlement",
    "delivery",
    "returns",
    "coupons",
    "reviews",
    "invoices",
    "callback",
    "fraud-check",
    "gift-cards",
    "loyalty",
];
/// The analyst, in the replay's variants only; and the row that gives the analyst a key of their own.
pub(crate) const ANALYST: &str = "e-0433";
const ANALYST_KEY: (&str, &str) = ("2023-06-01T10:00:00+09:00", "api-e0433");
/// The day on which the analyst leaves, at six: 2025-09-30.
pub(crate) const ANALYST_LEAVES: i64 = 289;
/// The last two of support leave on this day, 2025-08-01.
const LEAVE_DAY: i64 = 229;
/// The last three of support are hired on this day, 2025-02-03, the last two among them.
const HIRE_DAY: i64 = 50;

/// Whether this employee works on this day.
pub(crate) fn works(employee: usize, day: i64) -> bool {
    match SUPPORT.len() - employee.min(SUPPORT.len()) {
        0..=2 => (HIRE_DAY..LEAVE_DAY).contains(&day),
        3 => day >= HIRE_DAY,
        _ => true,
    }
}

/// One row of `hr.csv`: time, employee, change, key.
type Row = (i64, &'static str, &'static str, &'static str);

/// `hr.csv` of the replay.
pub(crate) fn hr_csv() -> String {
    csv(rows())
}

/// `hr.csv` of the variants: the analyst has a key, which nobody takes back.
pub(crate) fn hr_csv_with_analyst() -> String {
    let mut rows = rows();
    let (time, key) = ANALYST_KEY;
    rows.push((kst(time), ANALYST, "key_granted", key));
    csv(rows)
}

fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (place, employee) in SUPPORT.iter().enumerate() {
        // Two a year or so, from 2012 on, at nine in the morning.
        let years_ago = i64::try_from(SUPPORT.len() - place).unwrap_or(0) * 190;
        let hired = if works(place, 0) {
            clock::at(-years_ago, 9, 0)
        } else {
            clock::at(HIRE_DAY, 9, 0)
        };
        rows.push((hired, employee, "joined", ""));
        if works(place, LEAVE_DAY - 1) && !works(place, LEAVE_DAY) {
            rows.push((clock::at(LEAVE_DAY, 18, 0), employee, "left", ""));
        }
    }
    rows.extend([
        (kst("2019-03-04T09:00:00+09:00"), "e-0388", "joined", ""),
        (kst("2022-11-16T09:00:00+09:00"), "e-0417", "joined", ""),
        (kst("2023-05-02T09:00:00+09:00"), "e-0433", "joined", ""),
        (
            kst("2024-04-15T10:00:00+09:00"),
            "e-0417",
            "key_granted",
            "auth-2024-04",
        ),
        (
            kst("2024-04-15T10:05:00+09:00"),
            "e-0388",
            "key_granted",
            "auth-2024-04",
        ),
        (kst("2025-01-01T00:00:00+09:00"), "e-0417", "left", ""),
        (
            kst("2025-02-28T15:00:00+09:00"),
            "e-0388",
            "key_granted",
            "auth-2025-03",
        ),
        (kst("2025-09-30T18:00:00+09:00"), "e-0433", "left", ""),
    ]);
    rows
}

/// By time: time, employee, change, key.
fn csv(mut rows: Vec<Row>) -> String {
    rows.sort_by_key(|row| row.0);
    let mut out = String::from("time,employee,change,key\n");
    for (time, employee, change, key) in rows {
        // Staff records are kept in Korean time.
        let local = Millis(time + 9 * HOUR).to_string();
        let local = local.trim_end_matches(".000Z");
        out.push_str(&format!("{local}+09:00,{employee},{change},{key}\n"));
    }
    out
}

fn kst(text: &str) -> i64 {
    Millis::parse(text).map_or(0, |time| time.0)
}

#[cfg(test)]
mod tests;
