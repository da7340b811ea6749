//! What is said of credentials, and of who leaves.

use detect::Kind;
use event::{Change, Millis};
use exposure::{Passed, WhyNot, selection::IssuedWord};

use crate::made_up::{DAY, History, KEY, MINUTE, employee, member, own};

fn forged(id: u32) -> Passed {
    Passed {
        issued: Ok(IssuedWord::No),
        credential: Some(1_000_000 + u64::from(id)),
        ..own(id)
    }
}

#[test]
fn a_forged_token_is_found_once_the_feed_has_spoken_past_it() {
    let mut history = History::default();
    history
        .read(MINUTE, forged(1))
        .read(MINUTE + 5000, forged(2));
    history.spoke(MINUTE + 19_999);
    assert_eq!(
        history.of(Kind::NeverIssued).len(),
        0,
        "the issuance may still come"
    );
    history.spoke(MINUTE + 20_000).spoke(MINUTE + 40_000);
    let found = history.of(Kind::NeverIssued);
    let [one] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(one.found, Millis(MINUTE + 20_000));
    assert_eq!((one.people_before, one.evidence.people.len()), (2, 2));
    assert_eq!(one.keys, [KEY]);
}

#[test]
fn many_forged_tokens_of_one_key_are_one_finding() {
    let mut history = History::default();
    for id in 0..500 {
        history
            .read(i64::from(id) * MINUTE, forged(id))
            .spoke(i64::from(id + 1) * MINUTE);
    }
    let other_key = Passed {
        key: Some(KEY + 1),
        ..forged(900)
    };
    history.read(500 * MINUTE, other_key).spoke(502 * MINUTE);
    let found = history.of(Kind::NeverIssued);
    let people: Vec<u64> = found.iter().map(|of| of.evidence.people.len()).collect();
    assert_eq!(people, [500, 1]);
}

#[test]
fn a_feed_that_stays_behind_is_one_finding_and_no_storm() {
    let unsaid = |id| Passed {
        issued: Err(WhyNot::FeedBehind),
        ..own(id)
    };
    let mut history = History::default();
    for id in 0..9 {
        history.read(i64::from(id) * MINUTE, unsaid(id));
    }
    assert_eq!(history.found().len(), 0, "some minutes are nothing");
    for id in 9..900 {
        history.read(i64::from(id) * MINUTE, unsaid(id));
    }
    let found: Vec<Kind> = history.found().iter().map(|of| of.kind).collect();
    assert_eq!(found, [Kind::FeedBehind]);
}

#[test]
fn a_credential_that_is_used_as_another_is_found() {
    let mut history = History::default();
    history.issued(0, 1, member(1)).issued(0, 2, member(2));
    history.read(MINUTE, own(1)).read(MINUTE, own(2));
    assert_eq!(history.of(Kind::OtherHolder).len(), 0);
    let stolen = Passed {
        credential: Some(1),
        ..own(2)
    };
    history.read(2 * MINUTE, stolen).read(3 * MINUTE, stolen);
    let found = history.of(Kind::OtherHolder);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].evidence.reads, 2);
}

#[test]
fn who_leaves_with_a_key_is_named_on_that_day() {
    let mut history = History::default();
    let granted = |history: &mut History, who| {
        history.changed(0, Change::KeyGranted, employee(who), Some(KEY));
    };
    granted(&mut history, 1);
    granted(&mut history, 2);
    history.changed(DAY, Change::KeyRevoked, employee(2), Some(KEY));
    for who in 1..4 {
        history.changed(2 * DAY, Change::Left, employee(who), None);
    }
    let found = history.of(Kind::Leaver);
    let [one] = found.as_slice() else {
        panic!("only one still held a key: {found:?}");
    };
    assert_eq!(
        (one.person, one.found),
        (Some(employee(1)), Millis(2 * DAY))
    );
    assert_eq!(one.keys, [KEY]);
}

#[test]
fn an_account_that_is_used_after_its_owner_left_is_found() {
    let mut history = History::default();
    let by = |who| Passed {
        actor: Some(employee(who)),
        ..own(5)
    };
    history.changed(DAY, Change::Left, employee(1), None);
    history.read(DAY - 1, by(1)).read(2 * DAY, by(2));
    assert_eq!(history.of(Kind::UsedAfterLeaving).len(), 0);
    history.read(2 * DAY, by(1)).read(3 * DAY, by(1));
    let found = history.of(Kind::UsedAfterLeaving);
    assert_eq!((found.len(), found[0].evidence.reads), (1, 2));
    history.changed(DAY + 1, Change::Joined, employee(1), None);
    assert_eq!(history.of(Kind::UsedAfterLeaving).len(), 0, "hired again");
}
