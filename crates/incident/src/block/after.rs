//! Whether it held: reads after containment, for each entry. Zero is the proof, where the record is
//! complete and says what the entry matches; elsewhere zero says nothing, and so does this.

use std::net::IpAddr;

use event::Millis;
use hashbrown::HashMap;
use ipnet::IpNet;

use super::{BlockList, Claim, CredentialHash, Match, Window, matches};

/// One thing that a read showed, as far as the record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shown<T> {
    /// The source does not say.
    #[default]
    Unknown,
    /// The read had none.
    Nothing,
    /// The read had this.
    Is(T),
}

/// What one read showed to the gateway.
#[derive(Debug, Clone, Copy, Default)]
pub struct Presented<'a> {
    /// Event time of the read.
    pub time: Millis,
    /// Address of the client.
    pub address: Shown<IpAddr>,
    /// The key that signed its token.
    pub key: Shown<&'a str>,
    /// When its token says that it was issued.
    pub issued: Shown<Millis>,
    /// The id of its token.
    pub jti: Shown<&'a str>,
    /// The id of its session.
    pub session: Shown<&'a str>,
    /// Its user agent.
    pub client: Shown<&'a str>,
    /// Its credential, hashed with the gateway key that the list names.
    pub credential: Shown<CredentialHash>,
}

/// From when to when reads were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// The moment from which the gateway says that the list is in force.
    pub since: Millis,
    /// The moment up to which reads are handed in.
    pub until: Millis,
    /// Whether the record is proven to be complete for all of it.
    pub complete: bool,
}

/// What is said of one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It did not hold: there are reads.
    StillRead,
    /// It held: the record is complete and there is no read.
    NoRead,
    /// Neither can be said: the record is not complete, or does not say what the entry matches.
    CannotSay,
}

impl Verdict {
    /// Its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::StillRead => "still_read",
            Verdict::NoRead => "no_read",
            Verdict::CannotSay => "cannot_say",
        }
    }
}

/// Reads after containment of one entry, in the order of [`BlockList::entries`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// What it matches.
    pub what: Match,
    /// What was looked at: from the containment to the end of the watch or of the entry.
    pub span: Window,
    /// Reads that it matches.
    pub reads: u64,
    /// The last of them, event time.
    pub last: Option<Millis>,
    /// Reads of which the record does not say whether it matches them.
    pub undecided: u64,
    /// What follows.
    pub verdict: Verdict,
}

/// Counts the reads that each entry of a list should have refused. Hand in reads that were served: a
/// refused request shows nobody's data. Reads outside of the watch are passed over, and so are those after
/// an entry has expired. Their order does not matter.
pub fn after<'a>(
    list: &BlockList,
    watch: &Watch,
    reads: impl IntoIterator<Item = Presented<'a>>,
) -> Vec<After> {
    let mut tally = Tally::of(list, watch);
    let index = Index::of(list);
    for read in reads {
        if watch.since <= read.time && read.time < watch.until {
            index.count(&read, &mut tally);
        }
    }
    tally.tell(watch)
}

/// What an entry compares. A read of which one of these is unknown is undecided for every entry of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Network,
    Key,
    Jti,
    Session,
    Client,
    Credential,
}

impl Kind {
    fn of(what: &Match) -> Kind {
        match what {
            Match::Network(_) => Kind::Network,
            Match::Key { .. } => Kind::Key,
            Match::Session {
                claim: Claim::Jti, ..
            } => Kind::Jti,
            Match::Session {
                claim: Claim::Session,
                ..
            } => Kind::Session,
            Match::Client(_) => Kind::Client,
            Match::Credential { .. } => Kind::Credential,
        }
    }
}

/// The entries by what a read shows, so that a read costs a few look-ups and not one for each entry.
#[derive(Default)]
struct Index<'l> {
    networks: HashMap<IpNet, usize>,
    /// Lengths of prefixes that occur, of IPv4 and IPv6.
    bits: Vec<u8>,
    keys: HashMap<&'l str, Vec<(usize, Option<Window>)>>,
    texts: HashMap<(Kind, &'l str), usize>,
    credentials: HashMap<CredentialHash, Vec<usize>>,
}

impl<'l> Index<'l> {
    fn of(list: &'l BlockList) -> Index<'l> {
        let mut index = Index::default();
        for (at, entry) in list.entries().iter().enumerate() {
            match &entry.what {
                Match::Network(net) => {
                    index.networks.insert(*net, at);
                    index.bits.push(net.prefix_len());
                }
                Match::Key { id, issued } => {
                    index.keys.entry(id).or_default().push((at, *issued));
                }
                Match::Client(text) | Match::Session { id: text, .. } => {
                    index.texts.insert((Kind::of(&entry.what), text), at);
                }
                Match::Credential { hash, .. } => {
                    index.credentials.entry(*hash).or_default().push(at);
                }
            }
        }
        index.bits.sort_unstable();
        index.bits.dedup();
        index
    }

    fn count(&self, read: &Presented<'_>, tally: &mut Tally) {
        match read.address {
            Shown::Is(address) => self.count_networks(address, read.time, tally),
            Shown::Nothing => {}
            Shown::Unknown => tally.unknown(Kind::Network, read.time),
        }
        match read.credential {
            Shown::Is(hash) => {
                for at in self.credentials.get(&hash).into_iter().flatten() {
                    tally.is(*at, read.time);
                }
            }
            Shown::Nothing => {}
            Shown::Unknown => tally.unknown(Kind::Credential, read.time),
        }
        self.count_key(read, tally);
        for (kind, shown) in [
            (Kind::Client, read.client),
            (Kind::Jti, read.jti),
            (Kind::Session, read.session),
        ] {
            match shown {
                Shown::Is(text) => {
                    if let Some(at) = self.texts.get(&(kind, text)) {
                        tally.is(*at, read.time);
                    }
                }
                Shown::Nothing => {}
                Shown::Unknown => tally.unknown(kind, read.time),
            }
        }
    }

    fn count_networks(&self, address: IpAddr, time: Millis, tally: &mut Tally) {
        let address = matches::spelled(IpNet::from(address)).addr();
        for bits in &self.bits {
            let net = IpNet::new(address, *bits).ok();
            if let Some(at) = net.and_then(|net| self.networks.get(&net.trunc())) {
                tally.is(*at, time);
            }
        }
    }

    fn count_key(&self, read: &Presented<'_>, tally: &mut Tally) {
        let key = match read.key {
            Shown::Is(key) => key,
            Shown::Nothing => return,
            Shown::Unknown => return tally.unknown(Kind::Key, read.time),
        };
        for (at, issued) in self.keys.get(key).into_iter().flatten() {
            match (issued, read.issued) {
                (None, _) => tally.is(*at, read.time),
                (Some(span), Shown::Is(moment)) if span.has(moment) => tally.is(*at, read.time),
                // A token without a time of issue is in no span, for the gateway as for us.
                (Some(_), Shown::Is(_) | Shown::Nothing) => {}
                (Some(_), Shown::Unknown) => tally.may_be(*at, read.time),
            }
        }
    }
}

/// The counts while reads are looked at.
struct Tally {
    told: Vec<After>,
    /// The ends of entries, ascending and each once. There are few: entries expire after whole days.
    ends: Vec<Millis>,
    /// Reads of which something is unknown, by the first of `ends` that they lie before. A count for each
    /// entry would cost as much as the list is long, for every read of a source that never says it.
    unknown: HashMap<(Kind, usize), u64>,
}

impl Tally {
    fn of(list: &BlockList, watch: &Watch) -> Tally {
        let told = list.entries().iter().map(|entry| After {
            what: entry.what.clone(),
            span: Window {
                from: watch.since,
                until: watch.until.min(entry.expires),
            },
            reads: 0,
            last: None,
            undecided: 0,
            verdict: Verdict::CannotSay,
        });
        let told: Vec<After> = told.collect();
        let mut ends: Vec<Millis> = told.iter().map(|one| one.span.until).collect();
        ends.sort_unstable();
        ends.dedup();
        Tally {
            told,
            ends,
            unknown: HashMap::new(),
        }
    }

    fn is(&mut self, at: usize, time: Millis) {
        if let Some(one) = self.told.get_mut(at)
            && one.span.has(time)
        {
            one.reads += 1;
            one.last = one.last.max(Some(time));
        }
    }

    fn may_be(&mut self, at: usize, time: Millis) {
        if let Some(one) = self.told.get_mut(at)
            && one.span.has(time)
        {
            one.undecided += 1;
        }
    }

    fn unknown(&mut self, kind: Kind, time: Millis) {
        let before = self.ends.partition_point(|end| *end <= time);
        *self.unknown.entry((kind, before)).or_default() += 1;
    }

    fn tell(mut self, watch: &Watch) -> Vec<After> {
        for one in &mut self.told {
            let kind = Kind::of(&one.what);
            let end = self.ends.partition_point(|end| *end < one.span.until);
            let unknown = (0..=end).filter_map(|before| self.unknown.get(&(kind, before)));
            one.undecided += unknown.sum::<u64>();
            let looked = one.span.from < one.span.until;
            one.verdict = match (one.reads, one.undecided) {
                (1.., _) => Verdict::StillRead,
                (0, 0) if watch.complete && looked => Verdict::NoRead,
                _ => Verdict::CannotSay,
            };
        }
        self.told
    }
}
