use super::*;

fn parsed(text: &str) -> i64 {
    Millis::parse(text).unwrap().0
}

#[test]
fn the_constants_are_the_dates_they_name() {
    assert_eq!(BEGIN, parsed("2024-12-15T00:00:00+09:00"));
    assert_eq!(END, parsed("2025-11-09T00:00:00+09:00"));
    assert_eq!(AUTH_BEGIN, parsed("2024-12-14T12:00:00+09:00"));
    assert_eq!(NEW_KEY, parsed("2025-03-01T00:00:00+09:00"));
    assert_eq!(crate::plan::RELEASE_MS, parsed("2025-11-06T18:00:00+09:00"));
    assert_eq!(at(120, 0, 0), parsed("2025-04-14T00:00:00+09:00"));
    assert_eq!(at(191, 0, 0), parsed("2025-06-24T00:00:00+09:00"));
}

#[test]
fn days_know_their_week_and_month() {
    assert!(Day::new(0).is_weekend());
    assert!(!Day::new(1).is_weekend());
    assert!(Day::new(6).is_weekend());
    assert_eq!(Day::new(0).of_month(), 15);
    assert_eq!(Day::new(17).of_month(), 1);
}

#[test]
fn evenings_are_busier_than_nights() {
    let day = Day::new(2);
    let mut rng = Rng::stream(1, 1);
    let mut hours = [0u32; 24];
    for _ in 0..20_000 {
        let moment = day.moment(&mut rng) - day.start;
        assert!((0..DAY).contains(&moment));
        hours[usize::try_from(moment / HOUR).unwrap()] += 1;
    }
    assert!(hours[21] > 8 * hours[4]);
}
