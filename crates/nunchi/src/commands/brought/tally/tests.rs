use super::*;

fn digest(rows: &[&[&str]]) -> [u8; 32] {
    let mut tally = Tally::default();
    for row in rows {
        tally.add(row);
    }
    tally.digest("relation")
}

#[test]
fn the_order_of_rows_means_nothing_and_everything_else_does() {
    let (one, two): (&[&str], &[&str]) = (&["member:1", "joined"], &["member:2", "left"]);
    let both = digest(&[one, two]);
    assert_eq!(both, digest(&[two, one]));
    for other in [
        digest(&[one]),
        digest(&[one, two, two]),
        digest(&[one, one, two]),
        digest(&[one, &["member:2", "left", ""]]),
        // Cells do not run into each other.
        digest(&[&["member:1j", "oined"], two]),
        digest(&[]),
    ] {
        assert_ne!(both, other);
    }
    let mut tally = Tally::default();
    tally.add(one);
    assert_ne!(tally.digest("relation"), tally.digest("roster"));
}

#[test]
fn a_sum_carries_from_part_to_part() {
    let mut tally = Tally {
        rows: 0,
        sum: [u64::MAX; 8],
    };
    tally.add(&["a"]);
    let mut alone = Tally::default();
    alone.add(&["a"]);
    // All ones and one more is zero, so what is left is the hash less one.
    let (lowest, borrowed) = alone.sum[0].overflowing_sub(1);
    assert!(!borrowed);
    assert_eq!(tally.sum[0], lowest);
    assert_eq!(tally.sum[1..], alone.sum[1..]);
}
