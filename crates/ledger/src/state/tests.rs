use super::*;
use proptest::prelude::*;

fn sample() -> State {
    let mut state = State::new(4);
    state.shapes = vec![
        Shape {
            source: 0,
            route: Some("address-list".into()),
            unmatched: None,
            columns: None,
        },
        Shape {
            source: 1,
            route: None,
            unmatched: Some(3),
            columns: Some(0),
        },
    ];
    state.kinds[2] = vec![0, 3, 5];
    state.strings = 9;
    state.known.insert(2, "auth-2024-04".into());
    let mut spoken = Spoken {
        counters: Counters {
            accesses: 5,
            quarantined: 1,
            ..Counters::default()
        },
        ..Spoken::default()
    };
    spoken.saw(Millis(1_700_000_000_000));
    spoken.saw(Millis(1_700_009_000_000));
    let lane = LaneId {
        source: 0,
        instance: Some(4),
        boot: None,
    };
    state.apply(&Commit {
        at: Millis(7),
        sources: vec![
            SourceEntry {
                id: "gateway".into(),
                class: "standard".into(),
            },
            SourceEntry {
                id: "db".into(),
                class: "long".into(),
            },
        ],
        files: vec![(
            [7; 32],
            FileMark {
                source: 1,
                prefix_bytes: 4096,
                offset: 99_999,
                tail_offset: 98_000,
                tail: [1; 32],
            },
        )],
        lanes: vec![
            (
                lane,
                Run {
                    first: 1,
                    last: 10,
                    first_time: Millis(1),
                    last_time: Millis(9),
                },
            ),
            (
                lane,
                Run {
                    first: 12,
                    last: 12,
                    first_time: Millis(20),
                    last_time: Millis(20),
                },
            ),
        ],
        spoken: vec![(0, spoken)],
        catalogue: Some((3, [9; 32])),
        relation: 2,
        ids: vec![(7, Millis(-1))],
    });
    state.relation = 2;
    state
}

#[test]
fn the_state_is_read_back() {
    let state = sample();
    assert_eq!(State::decode(&state.encode()), Some(state));
}

#[test]
fn a_gap_has_a_place_in_time() {
    let gaps = sample().lanes.values().next().unwrap().gaps();
    assert_eq!(
        gaps,
        [crate::lanes::Gap {
            first: 11,
            last: 11,
            after: Millis(9),
            before: Millis(20)
        }]
    );
}

proptest! {
    #[test]
    fn a_changed_byte_never_panics(at in 0usize..400, byte in any::<u8>()) {
        let mut bytes = sample().encode();
        let at = at % bytes.len();
        bytes[at] = byte;
        let _ = State::decode(&bytes);
        let _ = State::decode(&bytes[..at]);
    }
}
