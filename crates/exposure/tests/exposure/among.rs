//! The reads of many subjects at once, against the reads of each one.

use event::{Event, Outcome, Request};
use exposure::{
    Beside, Feeds, Ground, PseudoId, SubjectId, Summaries, among,
    selection::{self, IssuedWord},
    who,
};
use proptest::prelude::*;
use testkit::{Arrival, What, get};

use crate::{
    common::{Site, at, named, wide_catalogue},
    random::arrivals,
};

const NAMES: [&str; 5] = [
    "member:1",
    "member:2",
    "member:7",
    "phone:+821011112222",
    "employee:kim",
];

/// Of the accesses that were not served or name several subjects every sixth: a part with many of these is read from
/// its columns.
fn mostly_plain(mut arrivals: Vec<Arrival>) -> Vec<Arrival> {
    let mut odd = 0;
    arrivals.retain(|arrival| {
        let What::Event(event) = &arrival.what else {
            return true;
        };
        let Event::Access(access) = event.as_ref() else {
            return true;
        };
        let names_several = match &access.request {
            Request::Http { path, .. } => path.contains('&'),
            _ => true,
        };
        odd += u32::from(access.outcome != Outcome::Served || names_several);
        access.outcome == Outcome::Served && !names_several || odd % 6 == 0
    });
    arrivals
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn reads_of_many_are_those_of_each(
        mut arrivals in arrivals(600),
        seal in 0usize..600,
        (are_plain, has_lists) in any::<(bool, bool)>(),
    ) {
        if are_plain {
            arrivals = mostly_plain(arrivals);
        }
        let site = Site::new(wide_catalogue());
        site.write(&arrivals, &[seal]);
        let (snapshot, catalogue) = (site.snapshot(), wide_catalogue());
        let ground = Ground::new(&site.disk, &snapshot, &catalogue, 1, None).unwrap();
        if has_lists {
            let feeds = Feeds::new(&snapshot, &catalogue, &[]);
            Summaries::refresh(&site.disk, &snapshot, &feeds).unwrap();
        }
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
        let denied = among(&site.disk, &ground, &subjects, &parse("outcome = 'denied'"), &[]).unwrap();
        for subject in &subjects {
            let mut fast: Vec<_> = found
                .iter()
                .filter(|read| read.subject == *subject)
                .map(|read| {
                    let text = |text: Option<&str>| text.map(str::to_owned);
                    let way = (text(read.key), text(read.client), read.ip, read.actor, read.credential);
                    (read.time.0, read.fields.0, way, read.beside)
                })
                .collect();
            let reads = who(&site.disk, &ground, PseudoId::Subject(*subject), None).unwrap();
            let is_denied = |read: &&exposure::ReadOf| {
                read.outcome == Outcome::Denied && !read.fields.is_empty()
            };
            prop_assert_eq!(
                denied.iter().filter(|read| read.subject == *subject && !read.fields.is_empty()).count(),
                reads.iter().filter(is_denied).count()
            );
            let mut slow: Vec<_> = reads
                .into_iter()
                .filter(|read| read.outcome == Outcome::Served && !read.fields.is_empty())
                .map(|read| {
                    let way = (read.key, read.client, read.ip, read.actor, read.credential);
                    let is_never_issued = read.issued == Ok(IssuedWord::No);
                    (read.time.0, read.fields.0, way, u64::from(is_never_issued))
                })
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

/// Epochs of which nobody is asked have no rows to be held against issuances, which are not read for them.
#[test]
fn epochs_without_the_subjects_are_passed_over() {
    let mut site = Site::new(wide_catalogue());
    site.shards = 1;
    let read = |minute, member: u32| {
        let access = get(&format!("/members/{member}/addresses"));
        access.at(at(minute)).credential("t1").from("gateway")
    };
    let first: Vec<Arrival> = (0..40).map(|minute| read(minute, 1)).collect();
    let second = (40..80).map(|minute| read(minute, 2));
    let arrivals: Vec<Arrival> = first.into_iter().chain(second).collect();
    site.write(&arrivals, &[40, 80]);
    let (snapshot, catalogue) = (site.snapshot(), wide_catalogue());
    let feeds = Feeds::new(&snapshot, &catalogue, &[]);
    Summaries::refresh(&site.disk, &snapshot, &feeds).unwrap();
    let ground = Ground::new(&site.disk, &snapshot, &catalogue, 1, None).unwrap();
    let PseudoId::Subject(subject) = named(&ground, "member:1") else {
        panic!("member:1 is in the book");
    };
    let parse = |text: &str| selection::parse(text, &jiff::tz::TimeZone::UTC).unwrap();
    let (all, unissued) = (parse("time >= '1970-01-01'"), parse("NOT issued"));
    let beside = Beside {
        selection: &unissued,
        up_to_epoch: u32::MAX,
    };
    let found = among(&site.disk, &ground, &[subject], &all, &[beside]).unwrap();
    assert_eq!(found.len(), 40);
}
