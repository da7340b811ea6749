//! `issued`: yes, expired, no, or cannot say and why.

use event::{
    ActorKind, Millis,
    catalogue::{Catalogue, Guarantee},
};
use exposure::{Issuances, WhyNot, selection::IssuedWord, spoken_spans};
use ledger::Snapshot;
use testkit::{AccessBuilder, Arrival, get, heartbeat, issuance};

use crate::common::{Site, at, wide_catalogue};

use IssuedWord::{Expired, No, Yes};

/// The read of a token that `sso` vouches for, whose feed `tokens` is sequenced, whose tokens live two
/// hours, and whose issuances may come a minute late.
fn read(minute: i64, token: &str) -> AccessBuilder {
    get("/me")
        .at(at(minute))
        .actor(ActorKind::Member, "1")
        .credential(token)
        .key("sso-1")
}

/// An issuance from the sequenced feed.
fn issued(number: u64, minute: i64, token: &str) -> Arrival {
    Arrival::event(
        "tokens",
        issuance(at(minute), token).key("sso-1").seq(number).event(),
    )
}

fn lives(number: u64, minute: i64, token: &str, minutes: i64) -> Arrival {
    Arrival::event(
        "tokens",
        issuance(at(minute), token)
            .key("sso-1")
            .seq(number)
            .expires(at(minute + minutes))
            .event(),
    )
}

struct Asked {
    snapshot: Snapshot,
    catalogue: Catalogue,
    issuances: Issuances,
}

impl Asked {
    fn of(arrivals: &[Arrival]) -> Asked {
        let site = Site::new(wide_catalogue());
        // A read of each issuer, so that its name has a code.
        let mut all = vec![
            read(0, "any").from("late"),
            get("/me")
                .at(at(0))
                .member("1")
                .credential("any")
                .issuer("partner")
                .from("late"),
            get("/me")
                .at(at(0))
                .member("1")
                .credential("any")
                .issuer("nobody")
                .from("late"),
        ];
        all.extend(arrivals.iter().cloned());
        site.write(&all, &[1]);
        let (snapshot, catalogue) = (site.snapshot(), wide_catalogue());
        let issuances = Issuances::new(
            &snapshot.controls(&site.disk).unwrap(),
            crate::common::feeds(&snapshot, &catalogue),
        );
        Asked {
            snapshot,
            catalogue,
            issuances,
        }
    }

    /// What is said of a token at a minute and some milliseconds.
    fn say_ms(
        &self,
        token: Option<&str>,
        issuer: Option<&str>,
        ms: i64,
    ) -> Result<IssuedWord, WhyNot> {
        let hash = token.map(|token| self.snapshot.hashes.as_ref().unwrap().credential(token));
        let issuer = issuer.map(|issuer| self.snapshot.code(issuer).unwrap());
        self.issuances.say(hash, issuer, Millis(ms))
    }

    fn say(&self, token: &str, minute: i64) -> Result<IssuedWord, WhyNot> {
        self.say_ms(Some(token), Some("sso"), at(minute))
    }
}

/// A feed that speaks every hour from ten hours before to ten hours after, without a gap.
fn whole_feed() -> Vec<Arrival> {
    (0u64..=20)
        .zip(-10i64..=10)
        .map(|(number, hour)| issued(number, hour * 60, &format!("other-{number}")))
        .collect()
}

#[test]
fn yes_until_it_ends_and_expired_after() {
    let mut feed = whole_feed();
    feed.push(lives(21, 10, "short", 30));
    feed.push(issued(22, 10, "long"));
    let asked = Asked::of(&feed);
    assert_eq!(asked.say("short", 10), Ok(Yes));
    assert_eq!(asked.say("short", 40), Ok(Yes));
    assert_eq!(
        asked.say_ms(Some("short"), Some("sso"), at(40) + 1),
        Ok(Expired)
    );
    // One that names no end lives the longest lifetime of its issuer.
    assert_eq!(asked.say("long", 130), Ok(Yes));
    assert_eq!(
        asked.say_ms(Some("long"), Some("sso"), at(130) + 1),
        Ok(Expired)
    );
    // It was given again: valid in either life.
    feed.push(lives(23, 200, "short", 10));
    let asked = Asked::of(&feed);
    assert_eq!(
        [
            asked.say("short", 30),
            asked.say("short", 100),
            asked.say("short", 205)
        ],
        [Ok(Yes), Ok(Expired), Ok(Yes)]
    );
}

#[test]
fn an_issuance_may_trail_its_first_use_by_the_lag() {
    let mut feed = whole_feed();
    feed.push(issued(21, 10, "token"));
    let asked = Asked::of(&feed);
    assert_eq!(
        asked.say("token", 9),
        Ok(Yes),
        "one minute, the lag of the issuer"
    );
    assert_eq!(
        asked.say_ms(Some("token"), Some("sso"), at(9) - 1),
        Ok(No),
        "it was given too late to explain the read"
    );
}

#[test]
fn no_needs_a_feed_over_one_lifetime_and_the_lag() {
    let asked = Asked::of(&whole_feed());
    assert_eq!(asked.say("forged", 0), Ok(No));
    // The feed begins 600 minutes before; two hours later it covers a lifetime.
    assert_eq!(asked.say("forged", -480), Ok(No));
    assert_eq!(asked.say("forged", -481), Err(WhyNot::FeedGap));
    // It ends 600 minutes after; a minute is needed for what may trail.
    assert_eq!(asked.say("forged", 599), Ok(No));
    assert_eq!(asked.say("forged", 600), Err(WhyNot::FeedBehind));
}

/// A record of the feed that nobody can read may be the issuance, whatever the numbers around it say.
#[test]
fn no_needs_a_feed_of_which_everything_was_read() {
    let mut feed = whole_feed();
    feed.push(Arrival::bad("tokens", b"{"));
    let asked = Asked::of(&feed);
    assert_eq!(asked.say("forged", 0), Err(WhyNot::FeedUnread));
    assert_eq!(asked.say("other-10", 1), Ok(Yes));
    let mut feed = whole_feed();
    let unnumbered = issuance(at(30), "unnumbered").key("sso-1").event();
    feed.push(Arrival::event("tokens", unnumbered));
    let asked = Asked::of(&feed);
    assert_eq!(asked.say("forged", 0), Err(WhyNot::FeedUnnumbered));
    assert_eq!(asked.say("unnumbered", 31), Ok(Yes));
}

#[test]
fn a_gap_in_the_sequence_is_a_gap_of_the_feed() {
    // Numbers 10 and 11, at 0 and 60 minutes, never came: nothing is known from -60 to 120.
    let feed: Vec<Arrival> = whole_feed()
        .into_iter()
        .enumerate()
        .filter(|(n, _)| ![10, 11].contains(n))
        .map(|(_, a)| a)
        .collect();
    let asked = Asked::of(&feed);
    let spans = spoken_spans(&asked.snapshot, &asked.catalogue, "tokens");
    let minutes = |m: i64| Millis(at(m));
    assert_eq!(
        spans,
        [(minutes(-600), minutes(-60)), (minutes(120), minutes(600))]
    );
    assert_eq!(asked.say("forged", -61), Ok(No));
    assert_eq!(asked.say("forged", -60), Err(WhyNot::FeedGap));
    assert_eq!(
        asked.say("forged", 239),
        Err(WhyNot::FeedGap),
        "the two hours before touch the gap"
    );
    assert_eq!(asked.say("forged", 240), Ok(No));
}

#[test]
fn cannot_say_names_its_reason() {
    let asked = Asked::of(&whole_feed());
    assert_eq!(
        asked.say_ms(None, Some("sso"), at(0)),
        Err(WhyNot::NoCredential)
    );
    assert_eq!(asked.say_ms(Some("x"), None, at(0)), Err(WhyNot::NoFeed));
    assert_eq!(
        asked.say_ms(Some("x"), Some("nobody"), at(0)),
        Err(WhyNot::NoFeed),
        "an issuer that the catalogue does not know"
    );
    assert_eq!(
        asked.say_ms(Some("x"), Some("partner"), at(0)),
        Err(WhyNot::NoFeed),
        "an issuer without a feed"
    );
    assert_eq!(
        asked.say_ms(Some("other-3"), Some("nobody"), at(-420)),
        Ok(Yes),
        "what was issued was issued"
    );
    let silent = Asked::of(&[]);
    assert_eq!(
        silent.say("forged", 0),
        Err(WhyNot::FeedBehind),
        "a feed that never spoke"
    );
    let sentences: std::collections::BTreeSet<&str> = [
        WhyNot::NoCredential,
        WhyNot::NoFeed,
        WhyNot::FeedGap,
        WhyNot::FeedBehind,
    ]
    .map(WhyNot::sentence)
    .into();
    assert_eq!(sentences.len(), 4);
}

/// The shop's `auth` is only live: an hour without a word is a gap.
#[test]
fn the_silence_of_a_live_feed_is_a_gap() {
    let beats = |hours: std::ops::RangeInclusive<i64>| {
        hours.map(|hour| Arrival::event("auth", heartbeat(at(hour * 60 + 5))))
    };
    let feed: Vec<Arrival> = beats(-20..=0).chain(beats(3..=20)).collect();
    let asked = Asked::of(&feed);
    assert_eq!(
        asked.catalogue.source("auth").unwrap().guarantee,
        Guarantee::Live
    );
    let minutes = |m: i64| Millis(at(m));
    let spans = spoken_spans(&asked.snapshot, &asked.catalogue, "auth");
    assert_eq!(
        spans,
        [(minutes(-1195), minutes(60)), (minutes(180), minutes(1205))]
    );
    assert!(spoken_spans(&asked.snapshot, &asked.catalogue, "no-such-source").is_empty());
}

#[test]
fn a_late_issuance_changes_a_later_answer_and_no_earlier_one() {
    let site = Site::new(wide_catalogue());
    let mut first = whole_feed();
    first.push(read(5, "token").from("late"));
    site.write(&first, &[]);
    let before = site.ask("NOT issued");
    assert_eq!((before.reads, before.undecided.0), (1, 0));
    let snapshot = site.snapshot();
    let mut writer = site.writer();
    writer.feed(&[issued(21, 4, "token")]);
    writer.ledger.close_epoch().unwrap();
    let after = site.ask("NOT issued");
    assert_eq!((after.reads, site.ask("issued").reads), (0, 1));
    assert_ne!(before.as_of, after.as_of);
    let ground = exposure::Ground::new(&site.disk, &snapshot, &site.catalogue, 1, None).unwrap();
    assert_eq!(
        crate::common::ask(
            &site.disk,
            &ground,
            "NOT issued",
            &exposure::Asked::default()
        )
        .0,
        before
    );
}

/// The four words and the bare column, each of a read that it is true of.
#[test]
fn words_of_a_selection() {
    let site = Site::new(wide_catalogue());
    let mut arrivals = whole_feed();
    arrivals.push(lives(21, 10, "short", 5));
    let reads = [
        read(12, "short"),
        read(30, "short"),
        read(30, "forged"),
        read(900, "forged"),
    ];
    arrivals.extend(reads.map(|read| read.from("late")));
    site.write(&arrivals, &[]);
    let figures = |text: &str| {
        let answer = site.ask(text);
        (answer.reads, answer.undecided.0)
    };
    assert_eq!(
        ["yes", "expired", "no", "cannot_say"].map(|word| figures(&format!("issued = '{word}'"))),
        [(1, 0); 4]
    );
    assert_eq!(figures("issued"), (2, 1));
    assert_eq!(figures("NOT issued"), (1, 1));
    assert_eq!(figures("issued <> 'yes'"), (3, 0));
    assert_eq!(
        site.ask("issued")
            .undecided
            .2
            .into_keys()
            .collect::<Vec<_>>(),
        [WhyNot::FeedBehind.sentence()]
    );
}
