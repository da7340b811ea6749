use super::*;

#[test]
fn rows_are_counted_and_in_order() {
    let text = hr_csv();
    let times: Vec<Millis> = text
        .lines()
        .skip(1)
        .map(|row| Millis::parse(row.split(',').next().unwrap()).unwrap())
        .collect();
    assert_eq!(times.len(), 24 + 2 + 8);
    assert!(times.is_sorted());
    assert!(text.contains("\n2024-04-15T10:00:00+09:00,e-0417,key_granted,auth-2024-04\n"));
    assert!(text.contains("\n2025-01-01T00:00:00+09:00,e-0417,left,\n"));
    assert!(text.contains("\n2025-08-01T18:00:00+09:00,e-0219,left,\n"));
}
