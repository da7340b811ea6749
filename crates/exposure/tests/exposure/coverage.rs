//! What the record can promise, as sentences.

use std::sync::Arc;

use event::{
    FieldSet, Millis,
    catalogue::{Catalogue, Guarantee, Matcher},
};
use exposure::{Coverage, Verdict};
use testkit::{Arrival, get, shop_catalogue};

use crate::common::{Site, at, literal, mended_catalogue, wide_catalogue};

/// The shop with its gateway alone, and its feed of issuances, both sequenced.
pub(crate) fn sequenced_shop() -> Catalogue {
    let mut parts = shop_catalogue();
    parts.sources.retain(|source| source.id != "late");
    sequenced(parts)
}

/// The shop whose sources are all sequenced.
pub(crate) fn sequenced(mut parts: Catalogue) -> Catalogue {
    for source in &mut parts.sources {
        source.guarantee = Guarantee::Sequenced;
        source.heartbeat_ms = None;
    }
    Catalogue::new(parts).unwrap()
}

fn read(number: u64, minute: i64) -> Arrival {
    get("/me")
        .at(at(minute))
        .member("1")
        .seq(number)
        .from("gateway")
}

fn coverage(site: &Site, text: &str) -> Coverage {
    site.ask(text).coverage
}

fn sentence_of(site: &Site, text: &str, wanted: &str) {
    let coverage = coverage(site, text);
    assert!(!coverage.complete, "{coverage:?}");
    assert!(
        coverage.gaps.iter().any(|gap| gap.contains(wanted)),
        "{wanted} in {coverage:?}"
    );
}

#[test]
fn a_sequence_without_gaps_is_complete() {
    let site = Site::new(sequenced_shop());
    site.write(&[read(1, 0), read(2, 10), read(3, 200)], &[2]);
    for text in [
        "TRUE".to_owned(),
        format!("time BETWEEN {} AND {}", literal(60), literal(140)),
    ] {
        let coverage = coverage(&site, &text);
        assert!(
            coverage.complete && coverage.gaps.is_empty(),
            "{coverage:?}"
        );
        assert_eq!(coverage.basis, "sequenced");
        assert_eq!(coverage.rests_on.len(), 1, "{coverage:?}");
    }
}

/// Regression: a claim over an empty record could not be said, and no reason was given.
#[test]
fn an_empty_record_promises_nothing() {
    let site = Site::new(sequenced_shop());
    site.write(&[], &[]);
    sentence_of(&site, "TRUE", "gateway: it has not spoken yet");
    assert_eq!(coverage(&site, "TRUE").basis, "none");
    let untouched = site.ask_untouched("TRUE", &["name"]).untouched["name"].clone();
    assert_eq!(
        (untouched.verdict, untouched.because.len()),
        (Verdict::CannotSay, 1)
    );
}

#[test]
fn a_gap_counts_where_its_events_may_stand() {
    let site = Site::new(sequenced_shop());
    site.write(&[read(1, 0), read(2, 300), read(5, 310), read(6, 900)], &[]);
    let missing = "gateway: 2 events are missing between 2025-11-06T14:00:00.000Z and 2025-11-06T14:10:00.000Z (numbers 3..4)";
    sentence_of(&site, "TRUE", missing);
    let between = |from, to| format!("time BETWEEN {} AND {}", literal(from), literal(to));
    sentence_of(&site, &between(301, 302), missing);
    // A log stands in the order in which requests ended, so an hour around the gap is in doubt.
    sentence_of(&site, &between(60, 240), missing);
    sentence_of(&site, &between(370, 840), missing);
    assert!(coverage(&site, &between(60, 239)).complete);
    assert!(coverage(&site, &between(371, 840)).complete);
}

/// Regression: the gap between a late line and an early one was compared the wrong way round.
#[test]
fn a_gap_between_shuffled_lines_counts() {
    let site = Site::new(sequenced_shop());
    site.write(&[read(1, 0), read(2, 400), read(4, 200), read(5, 600)], &[]);
    sentence_of(
        &site,
        &format!("time BETWEEN {} AND {}", literal(290), literal(310)),
        "1 event is missing",
    );
}

#[test]
fn nothing_is_known_beyond_the_record() {
    let site = Site::new(sequenced_shop());
    site.write(&[read(1, 0), read(2, 130)], &[]);
    // What was lost before the first number or after the last may stand an hour inside.
    sentence_of(
        &site,
        &format!("time >= {}", literal(59)),
        "gateway: its record begins at 2025-11-06T09:00:00.000Z",
    );
    sentence_of(
        &site,
        &format!("time <= {}", literal(71)),
        "gateway: its record ends at 2025-11-06T11:10:00.000Z",
    );
    assert!(
        coverage(
            &site,
            &format!("time BETWEEN {} AND {}", literal(60), literal(70))
        )
        .complete
    );
}

#[test]
fn a_source_that_a_route_names_must_speak() {
    let mut parts = sequenced(shop_catalogue());
    parts
        .routes
        .iter_mut()
        .for_each(|route| route.sources = vec!["gateway".to_owned()]);
    let mut route = parts.routes[1].clone();
    route.id = "late-me".to_owned();
    route.sources = vec!["late".to_owned()];
    route.fields = FieldSet(1);
    let Matcher::Http { .. } = &route.matcher else {
        panic!("my-info is a path")
    };
    parts.routes.insert(0, route);
    let site = Site::new(Catalogue::new(parts).unwrap());
    site.write(&[read(1, 0)], &[]);
    sentence_of(&site, "TRUE", "late: it has not spoken yet");
}

#[test]
fn quarantine_and_unmatched_requests_are_gaps() {
    let site = Site::new(sequenced_shop());
    let unmatched = get("/beta/else/5").at(at(2)).seq(3).from("gateway");
    site.write(
        &[
            read(1, 0),
            read(2, 1),
            unmatched,
            Arrival::bad("gateway", b"{"),
            Arrival::bad("auth", b"{"),
        ],
        &[],
    );
    sentence_of(
        &site,
        "TRUE",
        "gateway: 1 record is in quarantine: mend the mapping and run `nunchi ingest --quarantined`, or let somebody who knows that none of them holds an event say so with `nunchi sources attest gateway --from TIME --to TIME --quarantined --reason WHY`",
    );
    sentence_of(&site, "TRUE", "auth: 1 record is in quarantine");
    sentence_of(&site, "TRUE", "gateway: 1 accesses matched no route");
}

/// Requests that a later catalogue describes are no gap any more.
#[test]
fn a_mended_catalogue_closes_what_it_describes() {
    let site = Site::new(wide_catalogue());
    let beta = |path: &str| get(path).at(at(1)).member("1").from("gateway");
    site.write(&[beta("/beta/mine"), beta("/beta/of/9")], &[]);
    let unmatched = |site: &Site| {
        coverage(site, "TRUE")
            .gaps
            .iter()
            .any(|gap| gap.contains("matched no route"))
    };
    assert!(unmatched(&site));
    let mended = Site {
        catalogue: mended_catalogue().into(),
        ..site
    };
    assert!(!unmatched(&mended));
    let mut writer = mended.writer();
    writer.feed(&[beta("/beta/else/1")]);
    writer.ledger.close_block().unwrap();
    assert!(unmatched(&mended));
}

#[test]
fn the_weakest_source_is_the_basis() {
    let mut parts = shop_catalogue();
    let gateway = vec!["gateway".to_owned()];
    parts
        .routes
        .iter_mut()
        .for_each(|route| route.sources.clone_from(&gateway));
    let site = Site::new(Catalogue::new(parts).unwrap());
    let (one, two) = (
        get("/me").at(at(1)).member("1"),
        get("/me").at(at(2)).member("1"),
    );
    site.write(&[one.seq(1).from("gateway")], &[]);
    assert_eq!(coverage(&site, "TRUE").basis, "sequenced");
    let mut writer = site.writer();
    writer.feed(&[two.from("late")]);
    writer.ledger.close_block().unwrap();
    assert_eq!(coverage(&site, "TRUE").basis, "declared");
    sentence_of(&site, "TRUE", "late: its record is only declared");
}

/// Regression: a source that was taken out of the settings was no longer counted, and a claim could
/// become clear by it.
#[test]
fn a_source_that_left_the_settings_still_counts() {
    let site = Site::shop();
    let late = get("/me").at(at(2)).member("1");
    site.write(&[read(1, 0), late.from("late")], &[]);
    let mut parts = shop_catalogue();
    parts.sources.retain(|source| source.id != "late");
    let without = Site {
        catalogue: Arc::new(Catalogue::new(parts).unwrap()),
        ..site
    };
    sentence_of(
        &without,
        "TRUE",
        "late: the settings no longer have this source",
    );
    let verdict = without
        .ask_untouched("route = 'order-list'", &["address"])
        .untouched["address"]
        .verdict;
    assert_eq!(verdict, Verdict::CannotSay);
}

/// What was told after a backup may be lost. A sequence shows what is; a source without one is in doubt for
/// that time, and nobody who spoke before the restoring is believed of it.
#[test]
fn a_restored_directory_is_in_doubt_where_no_sequence_shows_a_loss() {
    let live = |sequenced: bool| {
        let mut catalogue = sequenced_shop();
        for source in catalogue.sources.iter_mut().filter(|_| !sequenced) {
            source.guarantee = Guarantee::Live;
            source.heartbeat_ms = Some(600_000);
        }
        Site::new(Catalogue::new(catalogue).unwrap())
    };
    for (site, doubted) in [(live(true), false), (live(false), true)] {
        site.write(&[read(1, 0), read(2, 10), read(3, 200)], &[2]);
        let before = coverage(&site, "TRUE");
        let adopted = site.adopt("example.org/restored");
        let after = coverage(&site, "TRUE");
        let restored: Vec<_> = after
            .doubts
            .iter()
            .filter(|doubt| doubt.kind == exposure::DoubtKind::Restored)
            .collect();
        assert_eq!(restored.len(), usize::from(doubted), "{after:?}");
        assert_eq!(after.doubts.len(), before.doubts.len() + restored.len());
        for doubt in restored {
            assert_eq!(doubt.spans, [adopted.lost]);
        }
        let whole = |position| exposure::Statement {
            source: "gateway".to_owned(),
            span: (Millis(i64::MIN), Millis(i64::MAX)),
            quarantined: None,
            by: "kim".to_owned(),
            reason: "the disk was whole".to_owned(),
            time: Millis(at(0)),
            position,
            digest: [7; 32],
        };
        let asked = |position| {
            let answer = site.ask_stated("TRUE", &[], &[whole(position)]);
            let gaps = answer.coverage.gaps;
            gaps.iter()
                .filter(|gap| gap.contains("restored from a backup"))
                .count()
        };
        assert_eq!(
            asked(adopted.position - 1),
            usize::from(doubted),
            "said before"
        );
        assert_eq!(asked(adopted.position), 0, "said since");
    }
}
