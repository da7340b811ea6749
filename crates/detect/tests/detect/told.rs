//! What was told is never dropped.

use detect::{AllTold, Kind};

use crate::{
    made_up::{DAY, History, MINUTE, own},
    stories::attacked,
};

#[test]
fn what_is_found_no_longer_is_withdrawn_with_the_reason() {
    let found = attacked().found();
    let mut told = AllTold::default();
    assert_eq!(told.update(&found, true).len(), found.len());
    assert_eq!(told.update(&found, true), [], "nothing is told twice");
    let kept = AllTold::from_bytes(&told.to_bytes()).expect("what was kept");
    assert_eq!(kept.all().len(), found.len());

    // The feed tells of every issuance late: the reads are no forgeries.
    let left: Vec<_> = found
        .iter()
        .filter(|of| of.kind != Kind::NeverIssued)
        .cloned()
        .collect();
    assert_eq!(told.update(&left, true), []);
    let all = told.all();
    assert_eq!(all.len(), found.len());
    let why = all.iter().find_map(|told| told.why_withdrawn());
    assert_eq!(why, Some("the feed told of the issuance later"));
    // And found again it stands again.
    told.update(&found, true);
    assert!(told.all().iter().all(|told| !told.withdrawn));
}

#[test]
fn what_rests_on_deleted_reads_stands() {
    let mut history = History::default();
    history.days(0, 30, 300);
    for id in 0..40 {
        let read = exposure::Passed {
            client: Some(77),
            ..own(id)
        };
        history.read(29 * DAY + i64::from(id) * MINUTE, read);
    }
    let found = history.found();
    assert!(!found.is_empty());
    let mut told = AllTold::default();
    told.update(&found, true);
    told.update(&[], false);
    assert!(told.all().iter().all(|told| !told.withdrawn));
    told.update(&[], true);
    assert!(told.all().iter().all(|told| told.withdrawn));
}

#[test]
fn what_is_no_kept_list_is_refused() {
    let mut told = AllTold::default();
    told.update(&attacked().found(), true);
    let bytes = told.to_bytes();
    for cut in (0..bytes.len()).step_by(31) {
        assert!(AllTold::from_bytes(&bytes[..cut]).is_none());
    }
    assert!(AllTold::from_bytes(b"nunchi told 9\n").is_none());
}
