//! Was a credential issued through the normal procedure? Yes, expired, no, or cannot say.
//!
//! *No* needs a feed of its issuer without gap over [t − longest lifetime, t + lag]: an unknown issuer,
//! an older horizon, or a feed that has not spoken yet is *cannot say*.

use event::{
    Millis,
    catalogue::{Catalogue, Guarantee},
};
use hashbrown::{HashMap, hash_map::Entry};
use ledger::{Control, ControlKind, Snapshot};

use crate::{
    doubts::{Account, accounts},
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
    source: String,
    /// Records of the feed that have ever gone to quarantine.
    quarantined: u64,
    /// Whether some of them may still hold an issuance.
    unread: bool,
    /// Events that carry no number, although they should.
    unnumbered: bool,
}

/// Every issuance up to the snapshot, and what the feeds allow to be said.
#[derive(Debug, Default)]
pub struct Issuances {
    /// The first issuance of each credential: nearly all have one, and a flat table is quick to ask.
    first: HashMap<u64, Lifetime>,
    /// Those of credentials that were issued again.
    more: HashMap<u64, Vec<Lifetime>>,
    feeds: HashMap<u32, Feed>,
    lag_ms: i64,
    longest_ms: i64,
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

impl Issuances {
    /// Collects the issuances of a snapshot.
    #[must_use]
    pub fn new(snapshot: &Snapshot, controls: &[Control], catalogue: &Catalogue) -> Issuances {
        let mut all = Issuances::default();
        let accounts = accounts(snapshot, catalogue);
        for issuer in &catalogue.issuers {
            all.lag_ms = all.lag_ms.max(issuer.lag_ms);
            all.longest_ms = all.longest_ms.max(issuer.longest_lifetime_ms);
            let Some(code) = snapshot.code(&issuer.id) else {
                continue;
            };
            let id = issuer.feed.as_deref().unwrap_or_default();
            let account = accounts.iter().find(|account| account.id == id);
            all.feeds.insert(
                code,
                Feed {
                    longest_ms: issuer.longest_lifetime_ms,
                    lag_ms: issuer.lag_ms,
                    spoken: issuer
                        .feed
                        .as_ref()
                        .map(|_| account.map(spans_spoken).unwrap_or_default()),
                    source: id.to_owned(),
                    quarantined: account.map_or(0, |account| account.counters.quarantined),
                    unread: account.is_some_and(|account| account.waiting() > 0),
                    unnumbered: account.is_some_and(|account| account.unnumbered() > 0),
                },
            );
        }
        for control in controls.iter().filter(|c| c.kind == ControlKind::Issuance) {
            if let Some(credential) = control.credential {
                let lifetime = Lifetime {
                    from: control.from.unwrap_or(control.time),
                    to: control.to,
                };
                match all.first.entry(credential) {
                    Entry::Vacant(place) => drop(place.insert(lifetime)),
                    Entry::Occupied(_) => all.more.entry(credential).or_default().push(lifetime),
                }
            }
        }
        all
    }

    /// Takes the word of those who state that what waits in quarantine holds no event.
    pub(crate) fn believe(&mut self, statements: &[Statement]) {
        for feed in self.feeds.values_mut() {
            let says =
                |s: &Statement| s.source == feed.source && s.quarantined == Some(feed.quarantined);
            feed.unread &= !statements.iter().any(says);
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
        let feed = issuer.and_then(|issuer| self.feeds.get(&issuer));
        let (longest_ms, lag_ms) = feed.map_or((self.longest_ms, self.lag_ms), |feed| {
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
