//! Was a credential issued through the normal procedure? Yes, expired, no, or cannot say.
//!
//! *No* needs a feed of its issuer without gap over [t − longest lifetime, t + lag]: an unknown issuer,
//! an older horizon, or a feed that has not spoken yet is *cannot say*.

use std::collections::BTreeMap;

use env::Disk;
use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use hashbrown::{HashMap, hash_map::Entry};
use ledger::{Control, Issued, OpenError, Snapshot};

use crate::{
    accounts::{Account, accounts},
    selection::IssuedWord,
    spans::Span,
    statement::Statement,
};

/// One issuance of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lifetime {
    from: Millis,
    to: Option<Millis>,
}

/// What one issuer's feed allows to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Feed {
    longest_ms: i64,
    lag_ms: i64,
    /// Event times over which the feed has spoken without gap; `None` when the issuer has no feed.
    spoken: Option<Vec<Span>>,
    /// Whether records of the feed in quarantine may still hold an issuance.
    unread: bool,
    /// Events that carry no number, although they should.
    unnumbered: bool,
}

impl Feed {
    /// Whether whatever was *no* under an earlier state of this feed is so still.
    fn says_no_less_than(&self, had: &Feed) -> bool {
        let Feed {
            longest_ms,
            lag_ms,
            spoken,
            unread,
            unnumbered,
        } = self;
        let within = |had: &Span| {
            spoken
                .iter()
                .flatten()
                .any(|(from, to)| *from <= had.0 && had.1 <= *to)
        };
        (*longest_ms, *lag_ms) == (had.longest_ms, had.lag_ms)
            && spoken.is_some() == had.spoken.is_some()
            && had.spoken.iter().flatten().all(within)
            && *unread <= had.unread
            && *unnumbered <= had.unnumbered
    }
}

/// What the feeds of all issuers allow to be said.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Feeds {
    by_issuer: BTreeMap<u32, Feed>,
    lag_ms: i64,
    longest_ms: i64,
}

/// Every issuance up to the snapshot, and what the feeds allow to be said.
#[derive(Debug, Default)]
pub struct Issuances {
    /// The first issuance of each credential: nearly all have one, and a flat table is quick to ask.
    first: HashMap<u64, Lifetime>,
    /// Those of credentials that were issued again.
    more: HashMap<u64, Vec<Lifetime>>,
    feeds: Feeds,
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhyNot {
    /// The read names no credential.
    NoCredential,
    /// The catalogue has no issuer by this name, or it has no feed.
    NoFeed,
    /// The feed had not begun one lifetime before the read, or has a gap there.
    FeedGap,
    /// The feed has not spoken up to the read yet.
    FeedBehind,
    /// Records of the feed wait in quarantine: the issuance may be among them.
    FeedUnread,
    /// The feed should number its events and does not, so a loss would not show.
    FeedUnnumbered,
}

impl WhyNot {
    /// The sentence that stands in answers.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            WhyNot::NoCredential => "the log names no credential",
            WhyNot::NoFeed => "no feed of issuances for this issuer",
            WhyNot::FeedGap => {
                "the feed of issuances has a gap within one lifetime before the read"
            }
            WhyNot::FeedBehind => "the feed of issuances had not spoken up to the read",
            WhyNot::FeedUnread => {
                "records of the feed of issuances are in quarantine, and the issuance may be among them"
            }
            WhyNot::FeedUnnumbered => {
                "events of the feed of issuances carry no number, so the loss of one would not show"
            }
        }
    }
}

impl Feeds {
    /// What the sources of issuances have said up to the snapshot. `statements` are those of people who
    /// say that what waits in quarantine holds no event.
    #[must_use]
    pub fn new(snapshot: &Snapshot, catalogue: &Catalogue, statements: &[Statement]) -> Feeds {
        let mut all = Feeds::default();
        let accounts = accounts(snapshot, catalogue);
        for issuer in &catalogue.issuers {
            all.lag_ms = all.lag_ms.max(issuer.lag_ms);
            all.longest_ms = all.longest_ms.max(issuer.longest_lifetime_ms);
            let Some(code) = snapshot.code(&issuer.id) else {
                continue;
            };
            let id = issuer.feed.as_deref().unwrap_or_default();
            let account = accounts.iter().find(|account| account.id == id);
            let quarantined = account.map_or(0, |account| account.counters.quarantined);
            let believed = |s: &Statement| s.source == id && s.quarantined == Some(quarantined);
            let feed = Feed {
                longest_ms: issuer.longest_lifetime_ms,
                lag_ms: issuer.lag_ms,
                spoken: issuer
                    .feed
                    .as_ref()
                    .map(|_| account.map(spans_spoken).unwrap_or_default()),
                unread: account.is_some_and(|account| account.waiting() > 0)
                    && !statements.iter().any(believed),
                unnumbered: account.is_some_and(|account| account.unnumbered() > 0),
            };
            all.by_issuer.insert(code, feed);
        }
        all
    }

    /// Whether whatever was *no* under earlier feeds is so still: the same issuers under the same
    /// terms, and every span in which a feed had spoken lies within one in which it has.
    pub(crate) fn say_no_less_than(&self, had: &Feeds) -> bool {
        let pairs = || self.by_issuer.values().zip(had.by_issuer.values());
        (self.lag_ms, self.longest_ms) == (had.lag_ms, had.longest_ms)
            && self.by_issuer.keys().eq(had.by_issuer.keys())
            && pairs().all(|(now, had)| now.says_no_less_than(had))
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        let mut put = |number: i64| out.extend_from_slice(&number.to_le_bytes());
        put(self.lag_ms);
        put(self.longest_ms);
        for (issuer, feed) in &self.by_issuer {
            let Feed {
                longest_ms,
                lag_ms,
                spoken,
                unread,
                unnumbered,
            } = feed;
            put(i64::from(*issuer));
            put(*longest_ms);
            put(*lag_ms);
            put(i64::from(*unread) | i64::from(*unnumbered) << 1);
            let spans = spoken.as_deref().unwrap_or_default();
            put(spoken
                .as_ref()
                .map_or(-1, |_| i64::try_from(spans.len()).unwrap_or(i64::MAX)));
            for (first, last) in spans {
                put(first.0);
                put(last.0);
            }
        }
    }

    pub(crate) fn decode(bytes: &[u8]) -> Option<Feeds> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let mut numbers = numbers.iter().map(|bytes| i64::from_le_bytes(*bytes));
        let mut all = Feeds {
            lag_ms: numbers.next()?,
            longest_ms: numbers.next()?,
            ..Feeds::default()
        };
        while let Some(issuer) = numbers.next() {
            let (longest_ms, lag_ms, flags) = (numbers.next()?, numbers.next()?, numbers.next()?);
            let spoken = match numbers.next()? {
                -1 => None,
                spans => Some(
                    (0..spans)
                        .map(|_| Some((Millis(numbers.next()?), Millis(numbers.next()?))))
                        .collect::<Option<Vec<_>>>()?,
                ),
            };
            let (unread, unnumbered) = (flags & 1 == 1, flags & 2 == 2);
            let feed = Feed {
                longest_ms,
                lag_ms,
                spoken,
                unread,
                unnumbered,
            };
            all.by_issuer.insert(u32::try_from(issuer).ok()?, feed);
        }
        rest.is_empty().then_some(all)
    }
}

impl Issuances {
    /// Collects the issuances among some control events.
    #[must_use]
    pub fn new(controls: &[Control], feeds: Feeds) -> Issuances {
        let mut all = Issuances {
            feeds,
            ..Issuances::default()
        };
        controls
            .iter()
            .filter_map(Issued::of)
            .for_each(|issued| all.add(issued));
        all
    }

    /// Reads the issuances of a snapshot.
    ///
    /// # Errors
    /// When a control table cannot be read.
    pub(crate) fn load(
        disk: &dyn Disk,
        snapshot: &Snapshot,
        feeds: Feeds,
    ) -> Result<Issuances, OpenError> {
        let issued = snapshot.issued_after(disk, 0)?;
        let mut all = Issuances {
            feeds,
            ..Issuances::default()
        };
        all.first.reserve(issued.len());
        issued.into_iter().for_each(|issued| all.add(issued));
        Ok(all)
    }

    fn add(&mut self, issued: Issued) {
        let lifetime = Lifetime {
            from: issued.from,
            to: issued.to,
        };
        match self.first.entry(issued.credential) {
            Entry::Vacant(place) => drop(place.insert(lifetime)),
            Entry::Occupied(_) => self
                .more
                .entry(issued.credential)
                .or_default()
                .push(lifetime),
        }
    }

    /// Says whether a credential was issued, as of a read.
    ///
    /// # Errors
    /// The reason why nothing can be said.
    pub fn say(
        &self,
        credential: Option<u64>,
        issuer: Option<u32>,
        time: Millis,
    ) -> Result<IssuedWord, WhyNot> {
        self.case(credential, issuer).say(time)
    }

    /// What is known of one credential and issuer.
    fn case(&self, credential: Option<u64>, issuer: Option<u32>) -> Case<'_> {
        let first = credential
            .and_then(|credential| self.first.get(&credential))
            .copied();
        self.case_of(first, credential, issuer)
    }

    /// What is known of many credentials and issuers, in their order.
    pub(crate) fn cases(&self, keys: &[(Option<u64>, Option<u32>)]) -> Vec<Case<'_>> {
        let first = |credential: Option<u64>| {
            credential
                .and_then(|credential| self.first.get(&credential))
                .copied()
        };
        let firsts: Vec<Option<Lifetime>> = keys
            .iter()
            .map(|(credential, _)| first(*credential))
            .collect();
        keys.iter()
            .zip(firsts)
            .map(|((credential, issuer), first)| self.case_of(first, *credential, *issuer))
            .collect()
    }

    fn case_of(
        &self,
        first: Option<Lifetime>,
        credential: Option<u64>,
        issuer: Option<u32>,
    ) -> Case<'_> {
        let feed = issuer.and_then(|issuer| self.feeds.by_issuer.get(&issuer));
        let (longest_ms, lag_ms) = feed
            .map_or((self.feeds.longest_ms, self.feeds.lag_ms), |feed| {
                (feed.longest_ms, feed.lag_ms)
            });
        let more = first
            .and(credential)
            .filter(|_| !self.more.is_empty())
            .and_then(|credential| self.more.get(&credential));
        Case {
            named: credential.is_some(),
            first,
            more: more.map(Vec::as_slice).unwrap_or_default(),
            feed,
            longest_ms,
            lag_ms,
        }
    }
}

/// One credential, as an issuer vouches for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Case<'i> {
    named: bool,
    first: Option<Lifetime>,
    more: &'i [Lifetime],
    feed: Option<&'i Feed>,
    longest_ms: i64,
    lag_ms: i64,
}

impl Case<'_> {
    /// As [`Issuances::say`].
    pub(crate) fn say(&self, time: Millis) -> Result<IssuedWord, WhyNot> {
        if !self.named {
            return Err(WhyNot::NoCredential);
        }
        let mut expired = false;
        for lifetime in self.first.iter().chain(self.more) {
            if lifetime.from > time.plus(self.lag_ms) {
                continue;
            }
            if time <= lifetime.to.unwrap_or(lifetime.from.plus(self.longest_ms)) {
                return Ok(IssuedWord::Yes);
            }
            expired = true;
        }
        if expired {
            return Ok(IssuedWord::Expired);
        }
        let feed = self.feed.ok_or(WhyNot::NoFeed)?;
        let spoken = feed.spoken.as_deref().ok_or(WhyNot::NoFeed)?;
        let (from, to) = (time.plus(-self.longest_ms), time.plus(self.lag_ms));
        if spoken
            .iter()
            .any(|(first, last)| *first <= from && to <= *last)
        {
            return match feed {
                _ if feed.unnumbered => Err(WhyNot::FeedUnnumbered),
                _ if feed.unread => Err(WhyNot::FeedUnread),
                _ => Ok(IssuedWord::No),
            };
        }
        let end = spoken.last().map_or(Millis::MIN, |(_, last)| *last);
        Err(if to > end {
            WhyNot::FeedBehind
        } else {
            WhyNot::FeedGap
        })
    }
}

/// The event times over which a source has spoken without gap, by its id.
#[must_use]
pub fn spoken_spans(snapshot: &Snapshot, catalogue: &Catalogue, source: &str) -> Vec<Span> {
    let accounts = accounts(snapshot, catalogue);
    let account = accounts.iter().find(|account| account.id == source);
    account.map(spans_spoken).unwrap_or_default()
}

/// The event times over which a source has spoken without gap, as far as its guarantee shows.
///
/// Sequenced: from its first to its last event, less every gap in a sequence and every time between
/// two starts of one running copy. Live: less every run of hours in which it was silent. Declared: from
/// first to last event.
fn spans_spoken(account: &Account<'_>) -> Vec<Span> {
    let Some(spoken) = account.spoken else {
        return Vec::new();
    };
    let mut holes: Vec<Span> = account.silences.clone();
    if account.guarantee == Guarantee::Sequenced {
        holes.extend(account.holes());
        holes.extend(account.seams());
    }
    holes.extend(account.restored.iter().map(|lost| lost.span));
    // What was deleted cannot be asked: the feed is as if it had begun after it.
    holes.extend(account.controls_deleted_to.map(|last| (Millis::MIN, last)));
    holes.sort();
    let mut spans = Vec::new();
    let mut start = spoken.0;
    for (after, before) in holes {
        if after >= start {
            spans.push((start, after));
        }
        start = start.max(before);
    }
    spans.push((start, spoken.1));
    spans.retain(|(from, to)| from <= to);
    spans
}

/// Runs of whole hours without an event, as (end of the last hour before, start of the first after).
pub(crate) fn silences(snapshot: &Snapshot, codes: &[u32]) -> Vec<Span> {
    const HOUR_MS: i64 = 3_600_000;
    let mut hours: Vec<i64> = codes
        .iter()
        .filter_map(|code| snapshot.state.spoken.get(*code as usize))
        .flat_map(|spoken| spoken.hours.iter().copied())
        .collect();
    hours.sort_unstable();
    hours.dedup();
    let pairs = hours.windows(2).filter_map(|pair| {
        if let [a, b] = pair {
            (b - a > 1).then_some((*a, *b))
        } else {
            None
        }
    });
    pairs
        .map(|(a, b)| (Millis((a + 1) * HOUR_MS), Millis(b * HOUR_MS)))
        .collect()
}
