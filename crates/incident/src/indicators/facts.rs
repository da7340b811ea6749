//! What is handed in: facts about an attacker, and of those whose data was read their number alone.

use event::Millis;
use ipnet::IpNet;

use super::{Tlp, personal};
use crate::{
    block::{Match, Unfit, spelled},
    case::Mode,
};

/// Characters of a name or an id that goes out. A longer one is refused.
pub const NAME_CHARS_MAX: usize = 200;

/// Indicators of one bundle. More are refused: receivers take a bundle whole or not at all.
pub const SEEN_MAX: usize = 5000;

/// Days for which an indicator may be valid. An address changes hands long before.
pub const VALID_DAYS_MAX: u16 = 365;

/// What an attacker used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// An address, or a prefix.
    Network(IpNet),
    /// An autonomous system, by its number.
    System(u32),
    /// A user agent, whole.
    Client(String),
    /// A signing key whose tokens were forged.
    Key {
        /// The key id (`kid`).
        id: String,
        /// The issuer that stood in the tokens, where they said one.
        issuer: Option<String>,
    },
}

impl What {
    /// The kind: `network`, `system`, `client` or `key`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            What::Network(_) => "network",
            What::System(_) => "system",
            What::Client(_) => "client",
            What::Key { .. } => "key",
        }
    }

    /// The same in its one spelling.
    pub(super) fn spelled(self) -> What {
        match self {
            What::Network(net) => What::Network(spelled(net)),
            other => other,
        }
    }

    /// Whether it says something of an attacker: by the rules of block lists, for receivers block by it.
    pub(super) fn fit(&self) -> Result<(), Unfit> {
        let key = |id: &str| Match::Key {
            id: id.to_owned(),
            issued: None,
        };
        match self {
            What::Network(net) => Match::Network(*net).fit(),
            What::System(_) => Ok(()),
            What::Client(client) => Match::Client(client.clone()).fit(),
            What::Key { id, issuer } => {
                key(id).fit()?;
                issuer.as_deref().map_or(Ok(()), |issuer| key(issuer).fit())
            }
        }
    }

    /// What it looks like, when it looks as if it named a person.
    pub(super) fn personal(&self) -> Option<&'static str> {
        match self {
            What::Network(_) | What::System(_) => None,
            What::Client(client) => personal::in_text(client),
            What::Key { id, issuer } => {
                personal::in_key(id).or_else(|| issuer.as_deref().and_then(personal::in_key))
            }
        }
    }
}

/// Something that an attacker used, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What.
    pub what: What,
    /// The autonomous system that a network belonged to then.
    pub system: Option<u32>,
    /// The first access with it, event time.
    pub first: Millis,
    /// The last.
    pub last: Millis,
    /// Accesses of the incident with it. Not reads: one access may read many subjects.
    pub accesses: u64,
    /// Whether many others use it too, as the customers of a carrier do; `None` where that cannot be said, which is not
    /// *no*. Receivers are told.
    pub shared: Option<bool>,
}

/// Who tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Producer {
    /// The name of the organisation. It goes out.
    pub name: String,
    /// When it began its ledger: the moment at which STIX takes its identity to have been made, for all
    /// incidents the same.
    pub since: Millis,
}

/// The incident, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its id in this ledger.
    pub id: String,
    /// How it is called. It goes out.
    pub name: String,
    /// Whether it is an exercise: then every line of it says so.
    pub is_exercise: bool,
    /// When a person opened it.
    pub opened: Millis,
    /// Reads of its scope.
    pub reads: u64,
    /// Subjects of its scope. One to four are told as *fewer than 5*: small numbers tell who it is.
    pub subjects: u64,
}

impl Incident {
    /// Its id as a line of a file names it.
    #[must_use]
    pub fn label(&self) -> String {
        match self.is_exercise {
            true => format!("{} {}", Mode::MARK, self.id),
            false => self.id.clone(),
        }
    }
}

/// All that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The origin of the ledger, as its checkpoints carry it. Ids follow from it.
    pub origin: String,
    /// Who tells it.
    pub producer: Producer,
    /// Of which incident.
    pub incident: Incident,
    /// When the bundle is made.
    pub made: Millis,
    /// To whom receivers may give it.
    pub tlp: Tlp,
    /// Days from `made` for which the indicators are valid; 1 to [`VALID_DAYS_MAX`].
    pub valid_days: u16,
    /// What was seen.
    pub seen: Vec<Seen>,
}
