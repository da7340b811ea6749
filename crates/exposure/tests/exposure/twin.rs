//! twin, sum, as-of: a fast answer is the slow one, however the rows are stored and left out.

use exposure::{Answer, AsOf, Asked, ExposureSet, Ground, Summaries, slow::scope_slow};
use ledger::Snapshot;
use proptest::{collection::vec, prelude::*};
use testkit::Arrival;

use crate::{
    common::{Site, ask, feeds, mended_catalogue, places, selected, wide_catalogue},
    random::{any_selection, arrivals},
};

fn with_set() -> Asked {
    Asked {
        set: true,
        ..Asked::default()
    }
}

/// Holds a fast answer against the slow figures of the same rows.
fn compare(site: &Site, ground: &Ground<'_>, text: &str) -> (Answer, ExposureSet) {
    let (answer, set) = ask(&site.disk, ground, text, &with_set());
    let slow = scope_slow(&site.disk, ground, &selected(ground, text)).unwrap();
    assert_eq!(answer.reads, slow.reads, "reads of {text}");
    assert_eq!(answer.accesses, slow.accesses, "accesses of {text}");
    assert_eq!(set, slow.set, "set of {text}");
    assert_eq!(answer.ghosts, slow.ghosts, "ghosts of {text}");
    assert_eq!(
        (answer.undecided.0, answer.undecided.1),
        slow.undecided,
        "undecided of {text}"
    );
    let by_route = answer
        .by_route
        .iter()
        .map(|(route, pair)| (route.clone(), pair.reads))
        .collect();
    assert_eq!(slow.by_route, by_route, "reads by route of {text}");
    sums(&answer, &set, ground, text);
    (answer, set)
}

/// What must add up inside one answer.
fn sums(answer: &Answer, set: &ExposureSet, ground: &Ground<'_>, text: &str) {
    assert_eq!(answer.subjects, set.len() as u64, "subjects of {text}");
    assert_eq!(
        answer.exposures,
        set.values()
            .map(|fields| u64::from(fields.len()))
            .sum::<u64>(),
        "exposures of {text}"
    );
    assert_eq!(
        answer.undecided.2.values().sum::<u64>(),
        answer.undecided.0,
        "reasons of {text}"
    );
    assert_eq!(
        answer.by_route.values().map(|pair| pair.reads).sum::<u64>(),
        answer.reads,
        "routes of {text}"
    );
    for field in &ground.catalogue.fields {
        let of_set = set.values().filter(|fields| fields.has(field.bit)).count() as u64;
        assert_eq!(
            answer
                .by_field
                .get(&field.id)
                .map_or(0, |pair| pair.subjects),
            of_set,
            "{} of {text}",
            field.id
        );
    }
    if let Some(people) = &answer.people {
        assert!(
            people.low <= people.best && people.best <= people.high,
            "{people:?} of {text}"
        );
        assert!(
            answer.subjects <= people.identifiers,
            "{people:?} of {text}"
        );
    }
}

/// An answer without what names the head it rests on.
fn figures(mut answer: Answer) -> Answer {
    answer.as_of = AsOf {
        size: 0,
        ..answer.as_of
    };
    answer.as_of.root = ledger::Hash::new([0; 32]);
    answer.selection.clear();
    answer
}

fn written(arrivals: &[Arrival], seals: &[usize], shards: u16) -> (Site, Snapshot) {
    let site = Site {
        shards,
        ..Site::new(wide_catalogue())
    };
    site.write(arrivals, seals);
    let snapshot = site.snapshot();
    (site, snapshot)
}

fn seals() -> impl Strategy<Value = Vec<usize>> {
    vec(0usize..300, 0..4).prop_map(|mut seals| {
        seals.sort_unstable();
        seals
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    /// Sealed and open parts, indexed or not, asked once or twice, in one shard or many: one answer.
    #[test]
    fn a_fast_answer_is_the_slow_one(arrivals in arrivals(300), seals in seals(), texts in vec(any_selection(), 8)) {
        let (site, snapshot) = written(&arrivals, &seals, 4);
        let (open_site, open) = written(&arrivals, &[], 4);
        let (one_site, one) = written(&arrivals, &seals, 1);
        let (wide, mended, geo) = (wide_catalogue(), mended_catalogue(), places());
        for (catalogue, geo) in [(&wide, Some(&geo)), (&mended, None)] {
            let ground = Ground::new(&site.disk, &snapshot, catalogue, 1, geo).unwrap();
            let open_ground = Ground::new(&open_site.disk, &open, catalogue, 1, geo).unwrap();
            let one_ground = Ground::new(&one_site.disk, &one, catalogue, 1, geo).unwrap();
            for text in &texts {
                let (answer, set) = compare(&site, &ground, text);
                let unindexed = Asked { without_index: true, ..with_set() };
                prop_assert_eq!(&ask(&site.disk, &ground, text, &unindexed), &(answer.clone(), set.clone()), "without index: {}", text);
                prop_assert_eq!(&ask(&site.disk, &ground, text, &with_set()), &(answer.clone(), set.clone()), "asked again: {}", text);
                let (of_open, open_set) = ask(&open_site.disk, &open_ground, text, &with_set());
                prop_assert_eq!(open_set, set, "all open: {}", text);
                prop_assert_eq!(figures(of_open), figures(answer.clone()), "all open: {}", text);
                let (of_one, _) = compare(&one_site, &one_ground, text);
                prop_assert_eq!(figures(of_one), figures(answer), "one shard: {}", text);
            }
            Summaries::refresh(&site.disk, &snapshot, &feeds(&snapshot, catalogue)).unwrap();
            let ground = Ground::new(&site.disk, &snapshot, catalogue, 1, geo).unwrap();
            texts.iter().for_each(|text| drop(compare(&site, &ground, text)));
        }
    }

    /// as-of: a snapshot answers the same after more has come and epochs were sealed.
    #[test]
    fn what_comes_later_changes_no_earlier_answer(first in arrivals(150), later in arrivals(60), texts in vec(any_selection(), 4)) {
        let (site, snapshot) = written(&first, &[50], 4);
        let catalogue = wide_catalogue();
        let ground = Ground::new(&site.disk, &snapshot, &catalogue, 1, None).unwrap();
        let before: Vec<_> = texts.iter().map(|text| ask(&site.disk, &ground, text, &with_set())).collect();
        let mut writer = site.writer();
        writer.feed(&later);
        writer.ledger.close_epoch().unwrap();
        let after: Vec<_> = texts.iter().map(|text| ask(&site.disk, &ground, text, &with_set())).collect();
        prop_assert_eq!(before, after);
    }

    /// The index leaves out nothing, and is what a rebuild makes of the parts.
    #[test]
    fn the_index_is_made_of_its_parts(arrivals in arrivals(200), seals in seals()) {
        let (site, snapshot) = written(&arrivals, &seals, 4);
        Summaries::refresh(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap();
        let standing = Summaries::standing(&site.disk, &snapshot);
        prop_assert_eq!(standing.parts, standing.indexed);
        prop_assert!(Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap().is_empty());
        prop_assert_eq!(Summaries::rebuild(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap(), standing.parts);
        prop_assert!(Summaries::check(&site.disk, &snapshot, &feeds(&snapshot, &wide_catalogue())).unwrap().is_empty());
    }
}
