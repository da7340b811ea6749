//! The list: what is wanted goes in with its counts, and comes out as an entry or held back with why.

use std::{cmp::Reverse, collections::BTreeSet};

use event::Millis;

use super::{Counted, DAY_MS, Days, Match, Others, TwoPeople, Unfit, matches};

/// Other people whom one person may cut off. An entry that costs more needs a second.
pub const OTHERS_MAX: u64 = 100;

/// Days an entry stays when nobody says otherwise.
pub const EXPIRY_DAYS: u16 = 7;

/// Days an entry may stay. One that shall stay longer is held back: what is needed for ever is a rule.
pub const EXPIRY_DAYS_MAX: u16 = 90;

/// Entries of one list. Beyond it the list is refused: gateways compare some kinds one after another. So many
/// clients cost nginx 0.3 ms a request.
pub const ENTRIES_MAX: usize = 5000;

/// Bytes of the id of an incident.
const INCIDENT_BYTES_MAX: usize = 64;

/// What the incident holds against an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Behind {
    /// People whose data was read with it.
    pub people: u64,
    /// Reads with it.
    pub reads: u64,
}

/// The first and the last read of the incident with it, event time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub first: Millis,
    /// The last.
    pub last: Millis,
}

/// That two people want an entry in spite of what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// Who.
    pub two: TwoPeople,
    /// How many other people both were shown, the greater of the two numbers; `None` when it was not known. If it costs more now, or is
    /// known no longer, they must be asked again.
    pub shown: Option<u64>,
}

/// What somebody wants in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What to match.
    pub what: Match,
    /// What the incident holds against it.
    pub behind: Behind,
    /// Who else used it; `None` when that was not counted, which is not *nobody*.
    pub others: Option<Others>,
    /// When the incident used it.
    pub span: Span,
    /// Whether it is known that a carrier puts many customers behind it (NAT).
    pub carrier_nat: bool,
    /// Days until it ends, from the moment of the list; 1 to [`EXPIRY_DAYS_MAX`].
    pub days: u16,
    /// Two people who confirmed it, if it was put to them.
    pub confirmed: Option<Confirmed>,
}

impl Wanted {
    /// An entry of which nothing is known about others, for [`EXPIRY_DAYS`] days.
    #[must_use]
    pub fn new(what: Match, behind: Behind, span: Span) -> Wanted {
        Wanted {
            what,
            behind,
            others: None,
            span,
            carrier_nat: false,
            days: EXPIRY_DAYS,
            confirmed: None,
        }
    }
}

/// What a house allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Other people whom one person may cut off.
    pub others_max: u64,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            others_max: OTHERS_MAX,
        }
    }
}

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it matches, in its one spelling.
    pub what: Match,
    /// What the incident holds against it.
    pub behind: Behind,
    /// Who else used it.
    pub others: Option<Others>,
    /// When the incident used it.
    pub span: Span,
    /// Whether many customers of a carrier stand behind it.
    pub carrier_nat: bool,
    /// The moment from which it must not be matched any more.
    pub expires: Millis,
    /// Who confirmed it, where one person was not enough.
    pub confirmed: Option<Confirmed>,
}

/// Why something that was wanted is not in the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It costs many.
    #[error(
        "{people} other people used it in {days}, more than {limit}: a second person must confirm it"
    )]
    ManyOthers {
        /// How many.
        people: u64,
        /// In which days.
        days: Days,
        /// How many one person may cut off.
        limit: u64,
    },
    /// It is the address of a carrier.
    #[error(
        "a carrier puts many customers behind it, of whom {people} other people were seen in {days}: \
         a second person must confirm it"
    )]
    CarrierNat {
        /// How many of them were seen.
        people: u64,
        /// In which days.
        days: Days,
    },
    /// Reads of others name nobody.
    #[error(
        "how many other people used it in {days} cannot be said, for {reads} reads with it that are not of the incident \
         name nobody, beside {people} people who are named: a second person must confirm it"
    )]
    Nameless {
        /// How many reads.
        reads: u64,
        /// How many people are named, the greater number.
        people: u64,
        /// Of which days the reads are.
        days: Days,
    },
    /// Nobody counted.
    #[error(
        "how many other people used it is not known: count them, or a second person must confirm it"
    )]
    NotCounted,
    /// Two people confirmed something smaller.
    #[error(
        "two people confirmed it for {shown} other people and it is {people} now: ask them again"
    )]
    Grown {
        /// How many both were shown.
        shown: u64,
        /// How many there are.
        people: u64,
    },
    /// It would stay for ever, or not at all.
    #[error("it shall stay {days} days: say 1 to {EXPIRY_DAYS_MAX}")]
    Expiry {
        /// Days that were asked for.
        days: u16,
    },
    /// Its span ends before it begins.
    #[error("its last read is before its first: hand in the span as it was found")]
    Span,
    /// It stands there already, perhaps spelled otherwise.
    #[error("the same was wanted twice: the counts of both cannot be added, so hand it in once")]
    Twice,
    /// No gateway can or must match it.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// As the JSON of a list tells it: from what is held back there the reason does not always follow again, such as
    /// of a text that was cut.
    #[error("{text}")]
    Told {
        /// Its word.
        word: &'static str,
        /// The sentence.
        text: String,
    },
}

/// Words of reasons.
const WORDS: [&str; 7] = [
    "needs_second_person",
    "expiry",
    "span",
    "twice",
    "matches_everything",
    "too_wide",
    "cannot_match",
];

impl Why {
    /// The reason that a list tells of something held back; `None` where the word is none.
    pub(super) fn told(wanted: &Wanted, rules: &Rules, (word, text): (&str, &str)) -> Option<Why> {
        let again = why_not(wanted, rules).filter(|why| why.to_string() == text);
        let word = WORDS.into_iter().find(|known| *known == word)?;
        let text = text.to_owned();
        Some(again.unwrap_or(Why::Told { word, text }))
    }

    /// A word for programs, stable.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Why::ManyOthers { .. }
            | Why::CarrierNat { .. }
            | Why::Nameless { .. }
            | Why::NotCounted
            | Why::Grown { .. } => "needs_second_person",
            Why::Expiry { .. } => "expiry",
            Why::Span => "span",
            Why::Twice => "twice",
            Why::Unfit(Unfit::Everything) => "matches_everything",
            Why::Unfit(Unfit::TooWide { .. }) => "too_wide",
            Why::Unfit(_) => "cannot_match",
            Why::Told { word, .. } => word,
        }
    }
}

/// Something that was wanted and is not in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What was wanted.
    pub wanted: Wanted,
    /// Why it is held back.
    pub why: Why,
}

/// Why there is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// The id goes into configurations of gateways.
    #[error(
        "{id:?} is no id of an incident: write 1 to {INCIDENT_BYTES_MAX} letters, digits, `-`, `_` and `.`"
    )]
    Incident {
        /// The start of what was handed in.
        id: String,
    },
    /// More than gateways bear.
    #[error(
        "{wanted} entries are wanted: a list holds at most {ENTRIES_MAX}, so name prefixes or keys"
    )]
    TooMany {
        /// How many.
        wanted: usize,
    },
}

/// What gateways shall refuse because of one incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockList {
    incident: String,
    made: Millis,
    entries: Vec<Entry>,
    held_back: Vec<Held>,
    counted: Option<Counted>,
}

impl BlockList {
    /// Makes the list of an incident at a moment, from which entries expire. It is a proposal: a gateway
    /// may fetch it, and nothing is sent anywhere.
    ///
    /// # Errors
    /// When the id of the incident is none, or more is wanted than [`ENTRIES_MAX`]. What is wrong with a
    /// single entry holds back this entry alone: [`BlockList::held_back`].
    pub fn propose(
        incident: &str,
        made: Millis,
        rules: &Rules,
        wanted: Vec<Wanted>,
    ) -> Result<BlockList, BlockError> {
        check_incident(incident)?;
        if wanted.len() > ENTRIES_MAX {
            return Err(BlockError::TooMany {
                wanted: wanted.len(),
            });
        }
        let mut list = BlockList {
            incident: incident.to_owned(),
            made,
            entries: Vec::new(),
            held_back: Vec::new(),
            counted: None,
        };
        let mut seen = BTreeSet::new();
        for mut one in in_order(wanted) {
            one.carrier_nat |= matches!(&one.what, Match::Network(net) if matches::is_shared(net));
            let why = if seen.insert(one.what.clone()) {
                why_not(&one, rules)
            } else {
                Some(Why::Twice)
            };
            match why {
                None => list.entries.push(entry(one, made)),
                Some(why) => {
                    one.what = one.what.shortened();
                    list.held_back.push(Held { wanted: one, why });
                }
            }
        }
        Ok(list)
    }

    /// The list with what was held back from it, as its JSON tells both.
    pub(super) fn with_held(self, held_back: Vec<Held>) -> BlockList {
        BlockList { held_back, ..self }
    }

    /// The list, saying over which days other people were counted.
    #[must_use]
    pub fn counting(self, counted: Counted) -> BlockList {
        let counted = Some(counted);
        BlockList { counted, ..self }
    }

    /// Over which days other people were counted; `None` where the list does not say it, as those that were made before
    /// the last days of the record were counted too.
    #[must_use]
    pub fn counted(&self) -> Option<Counted> {
        self.counted
    }

    /// Whose list it is.
    #[must_use]
    pub fn incident(&self) -> &str {
        &self.incident
    }

    /// When it was made.
    #[must_use]
    pub fn made(&self) -> Millis {
        self.made
    }

    /// What to refuse, in the order of [`Match`].
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What was wanted and is not in it.
    #[must_use]
    pub fn held_back(&self) -> &[Held] {
        &self.held_back
    }

    /// The entries that are in force at a moment.
    pub(super) fn in_force(&self, at: Millis) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| at < entry.expires)
    }

    /// The moment at which the next entry in force ends; `None` when there is none.
    pub(super) fn next_end(&self, at: Millis) -> Option<Millis> {
        self.in_force(at).map(|entry| entry.expires).min()
    }
}

/// What is wanted in one spelling and in an order that does not depend on how it came. Of what is wanted
/// twice the costlier is first, for the first one stands.
fn in_order(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    for one in &mut wanted {
        one.what = one.what.clone().spelled();
    }
    wanted.sort_by_cached_key(|one| {
        let people = one.others.and_then(|others| others.most());
        let people = people.map_or(u64::MAX, |(people, _)| people);
        (one.what.clone(), Reverse(people), format!("{one:?}"))
    });
    wanted
}

fn check_incident(id: &str) -> Result<(), BlockError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if id.is_empty() || id.len() > INCIDENT_BYTES_MAX || !id.bytes().all(plain) {
        return Err(BlockError::Incident {
            id: id.chars().take(INCIDENT_BYTES_MAX).collect(),
        });
    }
    Ok(())
}

fn entry(wanted: Wanted, made: Millis) -> Entry {
    Entry {
        what: wanted.what,
        behind: wanted.behind,
        others: wanted.others,
        span: wanted.span,
        carrier_nat: wanted.carrier_nat,
        expires: made.plus(i64::from(wanted.days) * DAY_MS),
        confirmed: wanted.confirmed,
    }
}

/// Why an entry is held back; `None` when it may stand.
fn why_not(wanted: &Wanted, rules: &Rules) -> Option<Why> {
    if let Err(unfit) = wanted.what.fit() {
        return Some(Why::Unfit(unfit));
    }
    if wanted.days == 0 || wanted.days > EXPIRY_DAYS_MAX {
        return Some(Why::Expiry { days: wanted.days });
    }
    if wanted.span.last < wanted.span.first {
        return Some(Why::Span);
    }
    let cost = cost(wanted, rules)?;
    let people = wanted.others.and_then(|others| others.most());
    let people = people.map(|(people, _)| people);
    match (wanted.confirmed.as_ref().map(|two| two.shown), people) {
        (None, _) => Some(cost),
        (Some(None), None) => None,
        // Who agreed while the number was unknown has not agreed to the one that was found since.
        (Some(None), Some(_)) => Some(cost),
        (Some(Some(_)), None) => Some(cost),
        (Some(Some(shown)), Some(people)) if people > shown => Some(Why::Grown { shown, people }),
        (Some(Some(_)), Some(_)) => None,
    }
}

/// Why one person is not enough; `None` when one is.
fn cost(wanted: &Wanted, rules: &Rules) -> Option<Why> {
    let Some(others) = wanted.others else {
        return Some(Why::NotCounted);
    };
    let limit = rules.others_max;
    let Some((people, days)) = others.most() else {
        let ((reads, days), (people, _)) = (others.nameless(), others.named());
        return Some(Why::Nameless {
            reads,
            people,
            days,
        });
    };
    if wanted.carrier_nat {
        return Some(Why::CarrierNat { people, days });
    }
    (people > limit).then_some(Why::ManyOthers {
        people,
        days,
        limit,
    })
}
