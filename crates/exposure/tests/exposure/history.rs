//! What happened, in the order of time: the same however it was cut into epochs.

use event::{Millis, Outcome};
use exposure::{Ground, Happened, Whom, passing};
use testkit::{Arrival, shop_history};

use crate::common::Site;

/// Everything from a time on, with the count of what was before it; in the portions in which it came.
fn passed(arrivals: &[Arrival], seals: &[usize], from: Millis) -> (u64, Vec<Vec<Passing>>) {
    let site = Site::shop();
    site.write(arrivals, seals);
    let snapshot = site.snapshot();
    let ground = Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).expect("a ground");
    let mut passing = passing(&site.disk, &ground, from).expect("a history");
    let mut portions = Vec::new();
    loop {
        let portion = passing.portion().expect("a portion");
        if portion.is_empty() {
            break;
        }
        portions.push(portion);
    }
    let last = portions.last().and_then(|portion| portion.last());
    assert_eq!(passing.last(), last.map(|(time, _)| *time));
    (passing.before(), portions)
}

type Passing = (Millis, Happened);

fn happened(arrivals: &[Arrival], seals: &[usize]) -> Vec<Passing> {
    passed(arrivals, seals, Millis::MIN).1.concat()
}

#[test]
fn from_a_time_on_it_is_the_rest_of_the_whole() {
    let arrivals = shop_history();
    let whole = happened(&arrivals, &[]);
    for seals in [vec![], vec![5, 9, 20]] {
        for at in (0..whole.len()).step_by(7) {
            let from = whole[at].0;
            let (before, portions) = passed(&arrivals, &seals, from);
            let rest = whole.partition_point(|(time, _)| *time < from);
            assert_eq!(before, rest as u64);
            assert_eq!(portions.concat(), whole[rest..], "from {from}");
        }
    }
}

#[test]
fn it_does_not_depend_on_how_the_record_is_cut() {
    let arrivals = shop_history();
    let whole = happened(&arrivals, &[]);
    assert!(whole.is_sorted_by_key(|(time, _)| *time));
    for seals in [vec![1], vec![5, 9, 20], vec![arrivals.len()]] {
        assert_eq!(happened(&arrivals, &seals), whole, "cut at {seals:?}");
    }
}

#[test]
fn it_tells_reads_issuances_changes_and_who_has_spoken() {
    let all = happened(&shop_history(), &[7]);
    let count = |is: &dyn Fn(&Happened) -> bool| all.iter().filter(|(_, of)| is(of)).count();
    let reads = count(&|of| matches!(of, Happened::Read(_)));
    let issued = count(&|of| matches!(of, Happened::Issued { .. }));
    let changed = count(&|of| matches!(of, Happened::Changed { .. }));
    let spoke = count(&|of| matches!(of, Happened::Spoke { .. }));
    assert!(
        reads > 10 && issued > 0 && changed > 0,
        "{reads} {issued} {changed}"
    );
    assert!(
        spoke >= issued + changed,
        "whoever says something has spoken"
    );
    let missing = |of: &Happened| matches!(of, Happened::Read(read) if read.outcome == Outcome::Missing && matches!(read.who, Whom::Ghost(_)));
    assert!(count(&missing) > 0, "who does not exist is a ghost");
}
