use super::*;
use crate::reads::{Row, flag};
use event::Millis;
use proptest::prelude::*;

fn any_row() -> impl Strategy<Value = Row> {
    (
        any::<[u64; 4]>(),
        any::<[u8; 16]>(),
        any::<[u32; 5]>(),
        0u16..4096,
        0u8..3,
        0u8..4,
    )
        .prop_map(|(longs, ip, ints, flags, outcome, actor_kind)| {
            // A row is of a subject, a ghost or nobody, and has one address at most.
            let mut flags = flags;
            if flags & flag::SUBJECT != 0 {
                flags &= !(flag::GHOST | flag::REACH);
            }
            if flags & flag::GHOST != 0 {
                flags &= !flag::REACH;
            }
            if flags & flag::IP4 != 0 {
                flags &= !flag::IP6;
            }
            let who = if flags & flag::SUBJECT != 0 {
                longs[0] & 0xffff_ffff
            } else {
                longs[0]
            };
            Row {
                time: Millis((longs[1] >> 8).cast_signed()),
                who,
                credential: longs[1],
                actor: longs[2],
                access: longs[3],
                ip,
                shape: ints[0],
                key: ints[1],
                issuer: ints[2],
                client: ints[3],
                records: ints[4],
                flags,
                outcome,
                actor_kind,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn a_part_gives_back_its_columns(rows in prop::collection::vec(any_row(), 0..300)) {
        let columns = Columns::from_rows(&rows);
        let mut bytes = Vec::new();
        write_reads(&mut bytes, 7, &columns).unwrap();
        let back = PartReader::open(bytes).unwrap();
        prop_assert_eq!(back.rows(), rows.len());
        let back = back.read(ColumnId::ALL).unwrap();
        for row in 0..rows.len() {
            prop_assert_eq!(back.subject.get(row), columns.subject.get(row));
            prop_assert_eq!(back.time.get(row), columns.time.get(row));
            prop_assert_eq!(back.actor.get(row), columns.actor.get(row));
            prop_assert_eq!(back.credential.get(row), columns.credential.get(row));
            prop_assert_eq!(back.ip4.get(row), columns.ip4.get(row));
            prop_assert_eq!(back.ip6.get(row), columns.ip6.get(row));
            prop_assert_eq!(back.records.get(row), columns.records.get(row));
            prop_assert_eq!(back.reach.get(row), columns.reach.get(row));
            prop_assert_eq!(back.ghost.get(row), columns.ghost.get(row));
            prop_assert_eq!(back.access.get(row), columns.access.get(row));
            prop_assert_eq!((back.shape.get(row), back.outcome.get(row), back.client.get(row)), (columns.shape.get(row), columns.outcome.get(row), columns.client.get(row)));
        }
    }
}

#[test]
fn what_is_no_part_is_refused() {
    assert!(PartReader::open(b"PAR1 but not really PAR1".to_vec()).is_err());
    assert!(PartReader::open(Vec::new()).is_err());
}

/// Rows of several pages, with nulls among them: what is picked is what stands in the whole.
#[test]
fn picked_rows_are_those_of_the_whole() {
    let row = |n: u64| Row {
        time: Millis(i64::try_from(n).unwrap() * 7),
        who: n / 5,
        credential: n * 31,
        actor: n,
        access: n,
        ip: [u8::try_from(n % 251).unwrap(); 16],
        shape: u32::try_from(n % 9).unwrap(),
        key: 3,
        issuer: 4,
        client: u32::try_from(n % 77).unwrap(),
        records: u32::try_from(n % 5).unwrap(),
        flags: flag::SUBJECT
            | if n.is_multiple_of(3) {
                flag::IP4 | flag::CREDENTIAL
            } else {
                flag::IP6
            }
            | if n.is_multiple_of(7) {
                flag::RECORDS
            } else {
                flag::ACCESS
            },
        outcome: 0,
        actor_kind: 1,
    };
    let rows: Vec<Row> = (0..65_000).map(row).collect();
    let columns = Columns::from_rows(&rows);
    let mut bytes = Vec::new();
    write_reads(&mut bytes, 1, &columns).unwrap();
    let part = PartReader::open(bytes).unwrap();
    for picked in [
        vec![],
        vec![0],
        vec![64_999],
        vec![1, 19_999, 20_000, 20_001, 59_999, 60_000],
        (0..65_000).step_by(11).collect(),
        (0..65_000).collect::<Vec<u32>>(),
    ] {
        let some: Vec<Row> = picked.iter().map(|at| rows[*at as usize]).collect();
        let found = part.read_rows(ColumnId::ALL, &picked).unwrap();
        assert_eq!(found.len, picked.len());
        let wanted = Columns::from_rows(&some);
        for at in 0..found.len {
            assert_eq!(found.time.get(at), wanted.time.get(at));
            assert_eq!(found.subject.get(at), wanted.subject.get(at));
            assert_eq!(found.credential.get(at), wanted.credential.get(at));
            assert_eq!(found.ip6.get(at), wanted.ip6.get(at));
            assert_eq!(found.client.get(at), wanted.client.get(at));
            assert_eq!(found.records.get(at), wanted.records.get(at));
            assert_eq!(found.access.get(at), wanted.access.get(at));
        }
    }
    assert!(part.read_rows(ColumnId::ALL, &[65_000]).is_err());
}
