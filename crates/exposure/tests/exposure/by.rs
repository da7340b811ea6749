//! twin: what a column's value is said to have read is what the value alone reads.

use exposure::{Asked, Dimension, Ground, Summaries, by};
use proptest::{collection::vec, prelude::*};

use crate::{
    common::{Site, ask, feeds, mended_catalogue, places, selected, wide_catalogue},
    random::{any_selection, arrivals},
};

const DIMENSIONS: &[(Dimension, &str)] = &[
    (Dimension::Ip, "ip"),
    (Dimension::Asn, "asn"),
    (Dimension::Country, "country"),
    (Dimension::Client, "client"),
    (Dimension::Key, "key"),
    (Dimension::Route, "route"),
    (Dimension::Source, "source"),
    (Dimension::Actor, "actor"),
    (Dimension::Credential, "credential"),
];

/// Holds every value of a breakdown against the scope of that value.
fn compare(site: &Site, ground: &Ground<'_>, text: &str, (dimension, column): (Dimension, &str)) {
    let selection = selected(ground, text);
    let all = by(&site.disk, ground, &selection, dimension, usize::MAX).unwrap();
    let (whole, _) = ask(&site.disk, ground, text, &Asked::default());
    let reads: u64 = all.top.iter().map(|value| value.reads).sum();
    assert_eq!(reads, whole.reads, "{text} by {column}");
    let named = all.top.iter().filter(|value| value.value.is_some()).count();
    assert_eq!(all.values, named as u64, "{text} by {column}");
    assert!(
        all.top.is_sorted_by(|a, b| a.subjects >= b.subjects),
        "{text} by {column}"
    );
    for value in &all.top {
        let test = match (&value.value, dimension) {
            (None, _) => format!("{column} IS NULL"),
            (Some(asn), Dimension::Asn) => format!("asn = {asn}"),
            (Some(value), _) => format!("{column} = '{value}'"),
        };
        let (one, _) = ask(
            &site.disk,
            ground,
            &format!("({text}) AND {test}"),
            &Asked::default(),
        );
        assert_eq!(
            (value.reads, value.subjects),
            (one.reads, one.subjects),
            "{text} where {test}"
        );
    }
    let few = by(&site.disk, ground, &selection, dimension, 2).unwrap();
    assert_eq!(
        few.top,
        all.top.get(..2.min(all.top.len())).unwrap(),
        "{text}"
    );
    assert_eq!(few.values, all.values, "{text} by {column}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2))]

    /// Sealed and open parts, with issuances told by the index and without.
    #[test]
    fn each_value_reads_what_it_reads_alone(
        arrivals in arrivals(250),
        seals in vec(0usize..250, 0..4),
        texts in vec(any_selection(), 3),
    ) {
        let site = Site { shards: 3, ..Site::new(wide_catalogue()) };
        let mut seals = seals;
        seals.sort_unstable();
        site.write(&arrivals, &seals);
        let snapshot = site.snapshot();
        let (wide, mended, geo) = (wide_catalogue(), mended_catalogue(), places());
        for catalogue in [&wide, &mended] {
            for again in [false, true] {
                let ground = Ground::new(&site.disk, &snapshot, catalogue, 1, Some(&geo)).unwrap();
                for text in texts.iter().map(String::as_str).chain(["TRUE", "NOT issued", "outcome = 'denied'"]) {
                    for dimension in DIMENSIONS {
                        compare(&site, &ground, text, *dimension);
                    }
                }
                if !again {
                    Summaries::refresh(&site.disk, &snapshot, &feeds(&snapshot, catalogue)).unwrap();
                }
            }
        }
    }
}
