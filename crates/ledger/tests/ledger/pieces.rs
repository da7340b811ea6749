//! The pieces of a stream are prepared by several intakes, and come out as if by one.

use event::{Event, Mark};
use ledger::{Batch, Intake, Refused, State};
use testkit::{Arrival, What, shop_history};

use crate::common::{RECORD_BYTES, Site, stream_id};

/// What a stream of the gateway holds: its events, and after each a record that has no time of its own
/// and takes the next number of the sequence.
fn records() -> Vec<Arrival> {
    shop_history()
        .into_iter()
        .filter(|arrival| arrival.source == "gateway")
        .collect()
}

fn mark(index: usize) -> Mark<'static> {
    Mark {
        instance: Some("beside-1".into()),
        sequence: Some(index as u64),
        ..Mark::default()
    }
}

fn prepare(intake: &mut Intake, records: &[Arrival], first: usize) {
    for (index, arrival) in (first..).zip(records) {
        // First of each record, so that pieces begin with one.
        let event: Option<&Event<'_>> = match &arrival.what {
            What::Event(event) => Some(event),
            What::Bad(_) => None,
        };
        match event {
            Some(event) => intake.beside_marked(&mark(index), event.time()),
            None => intake.beside(),
        }
        if event.is_none_or(|event| intake.event(event).is_err()) {
            intake.refuse(Refused {
                offset: index as u64 * RECORD_BYTES,
                len: RECORD_BYTES,
                sha256: [3; 32],
                reason: "a test refused it".to_owned(),
                bytes: Vec::new(),
            });
        }
        intake.record_end((index as u64 + 1) * RECORD_BYTES);
    }
}

/// The state after all records, prepared in pieces of so many, each by an intake of its own and in
/// reverse order where `forked`.
fn run(piece: usize, forked: bool) -> State {
    let site = Site::new();
    let mut ledger = site.create().unwrap().ledger;
    let (mut stream, mut intake) = ledger.stream("gateway", stream_id("gateway")).unwrap();
    let records = records();
    let pieces: Vec<(usize, &[Arrival])> =
        (0..).step_by(piece).zip(records.chunks(piece)).collect();
    let mut batches: Vec<Batch> = if forked {
        let prepared = pieces.iter().rev().map(|(first, records)| {
            let mut own = intake.fork();
            own.begin(*first as u64 * RECORD_BYTES);
            prepare(&mut own, records, *first);
            own.take()
        });
        let mut prepared: Vec<Batch> = prepared.collect();
        prepared.reverse();
        prepared
    } else {
        let prepared = pieces.iter().map(|(first, records)| {
            prepare(&mut intake, records, *first);
            intake.take()
        });
        prepared.collect()
    };
    for batch in &mut batches {
        ledger.admit(&mut stream, batch);
        for index in 0..batch.len() {
            ledger.append(&mut stream, batch, index).unwrap();
        }
    }
    ledger.commit(&mut [&mut stream]).unwrap();
    ledger.state().clone()
}

#[test]
fn several_intakes_make_what_one_makes() {
    let whole = run(1000, false);
    assert!(whole.position > 10 && whole.lanes.len() > 1, "{whole:?}");
    for piece in [1, 3, 7] {
        let (one, several) = (run(piece, false), run(piece, true));
        assert_eq!(one, several, "pieces of {piece}");
        // Where pieces end shows in nothing but the tail of the file, which is theirs.
        let without_files = |state: &State| State {
            files: Default::default(),
            ..state.clone()
        };
        assert_eq!(
            without_files(&several),
            without_files(&whole),
            "pieces of {piece}"
        );
    }
}
