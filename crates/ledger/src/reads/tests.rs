use super::*;
use proptest::prelude::*;

fn any_who() -> impl Strategy<Value = Who> {
    prop_oneof![
        (0u16..16, any::<u32>()).prop_map(|(shard, id)| Who::Subject(SubjectId { shard, id })),
        any::<u64>().prop_map(Who::Ghost),
        Just(Who::Unnamed),
    ]
}

prop_compose! {
    fn any_frame()(
        time in any::<i64>(), codes in any::<[u32; 1]>(), small in (0u8..3, 0u8..4),
        actor in prop::option::of((0u16..16, any::<u32>())),
        numbers in (any::<Option<u64>>(), any::<Option<u32>>(), any::<Option<u32>>(), any::<Option<u32>>(), any::<Option<u32>>(), any::<Option<u64>>(), any::<Option<u64>>()),
        ip in any::<Option<std::net::IpAddr>>(),
        who in prop::collection::vec(any_who(), 0..5),
    ) -> ReadFrame {
        ReadFrame {
            time: Millis(time), shape: codes[0],
            outcome: Outcome::from_code(small.0).unwrap(), actor_kind: ActorKind::from_code(small.1).unwrap(),
            actor: actor.map(|(shard, id)| SubjectId { shard, id }),
            credential: numbers.0, key: numbers.1, issuer: numbers.2, client: numbers.3, records: numbers.4,
            reach: numbers.5, event_id: numbers.6, ip, who,
        }
    }
}

proptest! {
    #[test]
    fn frames_are_read_back(frame in any_frame()) {
        let mut bytes = Vec::new();
        frame.encode(&mut bytes);
        prop_assert_eq!(ReadFrame::decode(&bytes), Some(frame));
    }

    #[test]
    fn any_bytes_are_a_frame_or_not(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = ReadFrame::decode(&bytes);
    }

    #[test]
    fn a_frame_splits_into_one_row_a_subject(frame in any_frame(), position in any::<u64>()) {
        let mut rows = Vec::new();
        frame.rows(position, 16, |shard, row| rows.push((shard, row)));
        prop_assert_eq!(rows.len(), frame.who.len().max(1));
        prop_assert!(rows.iter().all(|(shard, row)| *shard < 16 && row.time == frame.time));
        let records = rows.iter().filter(|(_, row)| row.flags & flag::RECORDS != 0).count();
        prop_assert_eq!(records, usize::from(frame.records.is_some()));
    }
}
