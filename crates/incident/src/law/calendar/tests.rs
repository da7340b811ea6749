use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date};

use super::{CalendarError, calendar};
use crate::law::Day;

fn day(text: &str) -> Day {
    Day::parse(text).expect(text)
}

/// The holidays of a year by the rules of 5 U.S.C. 6103, as a twin of the table.
fn by_rule(year: i16) -> Vec<Date> {
    let nth = |month, nth, weekday| {
        let first = date(year, month, 1);
        first.nth_weekday_of_month(nth, weekday).expect("a weekday")
    };
    vec![
        observed(date(year, 1, 1)),
        nth(1, 3, Weekday::Monday),
        nth(2, 3, Weekday::Monday),
        nth(5, -1, Weekday::Monday),
        observed(date(year, 6, 19)),
        observed(date(year, 7, 4)),
        nth(9, 1, Weekday::Monday),
        nth(10, 2, Weekday::Monday),
        observed(date(year, 11, 11)),
        nth(11, 4, Weekday::Thursday),
        observed(date(year, 12, 25)),
    ]
}

fn observed(holiday: Date) -> Date {
    match holiday.weekday() {
        Weekday::Saturday => holiday.yesterday().expect("a day"),
        Weekday::Sunday => holiday.tomorrow().expect("a day"),
        _ => holiday,
    }
}

#[test]
fn the_table_is_what_the_rules_say() {
    let table = calendar("us-federal").expect("shipped");
    // New Year 2028 is a Saturday and is observed in 2027.
    let rules: BTreeSet<Day> = (2025..=2028)
        .flat_map(by_rule)
        .map(Day)
        .filter(|day| *day >= table.from && *day <= table.to)
        .collect();
    assert_eq!(table.holidays, rules);
}

#[test]
fn business_days_step_over_weekends_and_holidays() {
    let table = calendar("us-federal").expect("shipped");
    let after = |from: &str, count| table.after(day(from), count).expect(from).to_string();
    assert_eq!(after("2026-11-30", 4), "2026-12-04");
    // Thanksgiving and a weekend.
    assert_eq!(after("2026-11-24", 4), "2026-12-01");
    // Independence Day on a Saturday is observed on the Friday.
    assert_eq!(after("2026-06-30", 4), "2026-07-07");
    // A decision on a Saturday, on a Sunday and on the holiday Monday counts from Tuesday.
    assert_eq!(after("2026-09-05", 1), "2026-09-08");
    assert_eq!(after("2026-09-06", 1), "2026-09-08");
    assert_eq!(after("2026-09-07", 1), "2026-09-08");
    assert_eq!(after("2026-09-07", 0), "2026-09-07");
}

#[test]
fn beyond_the_table_is_an_error_and_not_a_guess() {
    let table = calendar("us-federal").expect("shipped");
    for from in ["2027-12-29", "2028-02-01", "2024-12-30"] {
        let error = table.after(day(from), 4).expect_err(from);
        assert_eq!(
            error.to_string(),
            format!(
                "the holiday calendar us-federal covers 2025-01-01 to 2027-12-31; business days from {from} on \
                 reach beyond: add the years to regimes/calendars/us-federal.toml"
            )
        );
    }
    let unknown = calendar("kr-public").expect_err("not shipped");
    assert_eq!(unknown, CalendarError::Unknown("kr-public".to_owned()));
}
