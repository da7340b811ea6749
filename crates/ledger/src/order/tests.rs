use event::Millis;
use proptest::prelude::*;

use super::*;

fn row(who: u64, flags: u16, time: i64, access: u64) -> Row {
    Row {
        time: Millis(time),
        who,
        credential: 0,
        actor: 0,
        access,
        ip: [0; 16],
        shape: 0,
        key: 0,
        issuer: 0,
        client: 0,
        records: 0,
        flags,
        outcome: 0,
        actor_kind: 0,
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let one = (
        prop_oneof![0u64..5, 0u64..1_000, Just(200_000u64)],
        proptest::sample::select(vec![
            flag::SUBJECT,
            flag::SUBJECT,
            flag::GHOST,
            0,
            flag::REACH,
        ]),
        -3i64..4,
        0u64..6,
    );
    (proptest::collection::vec(one, 0..120), any::<bool>()).prop_map(|(rows, in_time)| {
        let mut rows: Vec<Row> = rows
            .into_iter()
            .map(|(who, flags, time, access)| row(who, flags, time, access))
            .collect();
        if in_time {
            rows.sort_by_key(|row| (row.time, row.access));
        }
        rows
    })
}

proptest! {
    /// *twin*: counting orders rows as comparing does.
    #[test]
    fn rows_are_counted_out_as_they_would_be_sorted(rows in rows()) {
        let all = || 0..count(rows.len());
        let mut wanted: Vec<u32> = all().collect();
        wanted.sort_by_key(|place| key(&rows[*place as usize]));
        prop_assert_eq!(&order_of(&rows), &wanted);
        prop_assert_eq!(sorted(&rows, all()), wanted);
    }
}
