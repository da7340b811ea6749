//! The reads of many subjects at once, against the reads of each one.

use event::Outcome;
use exposure::{Beside, Ground, PseudoId, SubjectId, among, selection, who};
use proptest::prelude::*;

use crate::{
    common::{Site, named, wide_catalogue},
    random::arrivals,
};

const NAMES: [&str; 5] = [
    "member:1",
    "member:2",
    "member:7",
    "phone:+821011112222",
    "employee:kim",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn reads_of_many_are_those_of_each(arrivals in arrivals(250), seal in 0usize..250) {
        let site = Site::new(wide_catalogue());
        site.write(&arrivals, &[seal]);
        let (snapshot, catalogue) = (site.snapshot(), wide_catalogue());
        let ground = Ground::new(&site.disk, &snapshot, &catalogue, 1, None).unwrap();
        let parse = |text: &str| selection::parse(text, &jiff::tz::TimeZone::UTC).unwrap();
        let (all, some) = (parse("time >= '1970-01-01'"), parse("field IS NOT NULL AND issued = 'no'"));
        let of = |name| match named(&ground, name) {
            PseudoId::Subject(id) => Some(id),
            _ => None,
        };
        let subjects: Vec<SubjectId> = NAMES.into_iter().filter_map(of).collect();
        let last = Beside { selection: &some, up_to_epoch: u32::MAX };
        let none = Beside { selection: &all, up_to_epoch: 0 };
        let found = among(&site.disk, &ground, &subjects, &all, &[last, none]).unwrap();
        let mut places: Vec<u64> = found.iter().map(|read| read.place).collect();
        places.sort_unstable();
        places.dedup();
        prop_assert_eq!(places.len(), found.len(), "a place of its own for each read");
        for subject in &subjects {
            let mut fast: Vec<_> = found
                .iter()
                .filter(|read| read.subject == *subject)
                .map(|read| (read.time.0, read.fields.0, read.credential, read.ip, read.client.map(str::to_owned)))
                .collect();
            let reads = who(&site.disk, &ground, PseudoId::Subject(*subject), None).unwrap();
            let mut slow: Vec<_> = reads
                .into_iter()
                .filter(|read| read.outcome == Outcome::Served && !read.fields.is_empty())
                .map(|read| (read.time.0, read.fields.0, read.credential, read.ip, read.client))
                .collect();
            // A read that shows nothing of the subject may be of somebody who was only asked for.
            fast.retain(|(_, fields, ..)| *fields != 0);
            fast.sort();
            slow.sort();
            prop_assert_eq!(fast, slow);
        }
        let beside = among(&site.disk, &ground, &subjects, &some, &[]).unwrap();
        let marked: Vec<u64> = found.iter().filter(|read| read.beside & 1 == 1).map(|read| read.place).collect();
        let places: Vec<u64> = beside.iter().map(|read| read.place).collect();
        prop_assert_eq!(marked, places, "the selection beside is the one that it is");
    }
}
