//! What is known of an incident when a law asks whether it applies. Nothing is *no* because nobody said so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A number of people between bounds: a number of people is always an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// At least so many people.
    pub low: u64,
    /// At most so many people.
    pub high: u64,
}

impl Bounds {
    /// A number that is known exactly.
    #[must_use]
    pub fn exactly(people: u64) -> Bounds {
        Bounds {
            low: people,
            high: people,
        }
    }
}

/// An answer of which *unknown* is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody can say.
    Unknown,
}

impl Known {
    /// The contrary; what is unknown stays unknown.
    #[must_use]
    pub fn contrary(self) -> Known {
        match self {
            Known::Yes => Known::No,
            Known::No => Known::Yes,
            Known::Unknown => Known::Unknown,
        }
    }
}

impl From<bool> for Known {
    fn from(yes: bool) -> Known {
        if yes { Known::Yes } else { Known::No }
    }
}

/// The risk to the people, as a person judged it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// A risk is unlikely (GDPR 33(1)).
    Unlikely,
    /// There is a risk.
    Likely,
    /// The risk is high (GDPR 34(1)).
    High,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A fact that is so or not so. The name in a regime file is the word in quotation marks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Fact {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl Fact {
            /// Every fact that a law of ours asks for.
            pub const ALL: &'static [Fact] = &[$(Fact::$name),*];

            /// Its name in regime files.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Fact::$name => $word,)*
                }
            }
        }
    };
}

facts! {
    /// Data of a sensitive class (PIPA 23) was read.
    Sensitive = "sensitive",
    /// Unique identifiers (PIPA 24: resident, passport, licence, alien registration number) were read.
    UniqueId = "unique_id",
    /// The system or the device of a handler was accessed unlawfully from outside.
    OutsideAccess = "outside_access",
    /// The people who may be affected cannot be singled out, or only some of them can.
    NotSingledOut = "not_singled_out",
    /// What was read is of no use without a key that was not taken.
    Encrypted = "encrypted",
    /// What was read was pseudonymised.
    Pseudonymised = "pseudonymised",
    /// The route is confirmed and the data recovered or deleted so that harm is markedly unlikely.
    Recovered = "recovered",
    /// Somebody acted for a wrongful purpose: an attack, an insider.
    WrongfulPurpose = "wrongful_purpose",
    /// Property may be lost by misuse of what was read, such as card numbers.
    PropertyRisk = "property_risk",
    /// Personal credit information was read.
    CreditData = "credit_data",
    /// A name together with an identifier, account, medical or biometric item, or a log-in with its password.
    CaliforniaData = "california_data",
    /// The incident touched an information network of a provider of information and communication services.
    NetworkService = "network_service",
    /// The controller is established in the Union, or offers to or monitors people there.
    UnionTerritory = "union_territory",
    /// The same for the United Kingdom.
    UnitedKingdomTerritory = "uk_territory",
    /// The controller files reports with the SEC.
    SecRegistrant = "sec_registrant",
    /// The controller has decided that the incident is material to investors.
    Material = "material",
    /// The controller is an essential or important entity under NIS2.
    Nis2Entity = "nis2_entity",
    /// The incident is significant as NIS2 23(3) means it.
    Significant = "significant",
    /// The legal person holds the data for another controller.
    Processor = "processor",
    /// A contract asks that the other side be told.
    ContractAsks = "contract_asks",
    /// The controller is under the digital-economy rules of Taiwan.
    TaiwanDigital = "taiwan_digital",
    /// The incident endangers operation or the rights of many people.
    ManyRights = "many_rights",
}

/// What is known at a moment, for one controller. The default is: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// How many people; `None` is *cannot say how many*.
    pub people: Option<Bounds>,
    /// How many identifiers were read of whom somebody is held. Where nobody can say how many people they are, any is at
    /// least one person, and many may be one.
    pub identifiers: u64,
    /// How many live where, by two-letter country code, `US-CA` for California.
    pub residence: BTreeMap<String, Bounds>,
    /// People whose residence is unknown: each may live anywhere. `None` is: any number.
    pub residence_unknown: Option<u64>,
    /// What is so and what is not; what is absent is unknown.
    pub says: BTreeMap<Fact, bool>,
    /// The risk, once judged.
    pub risk: Option<Risk>,
}

impl Facts {
    /// Whether a fact is so.
    #[must_use]
    pub fn is(&self, fact: Fact) -> Known {
        self.says
            .get(&fact)
            .map_or(Known::Unknown, |yes| Known::from(*yes))
    }

    /// How many people at least and at most, anywhere. `None` where no upper bound is known.
    #[must_use]
    pub fn people_bounds(&self) -> (u64, Option<u64>) {
        match self.people {
            Some(people) => (people.low, Some(people.high)),
            None => (self.identifiers.min(1), None),
        }
    }

    /// How many people live in a place: a country, `US-CA`, or `EEA`. `None` where no upper bound is known.
    #[must_use]
    pub fn people_in(&self, place: &str) -> (u64, Option<u64>) {
        let inside = |code: &str| code == place || (place == "EEA" && EEA.contains(&code));
        let mut low = 0u64;
        let mut high = self.residence_unknown;
        for (_, bounds) in self.residence.iter().filter(|(code, _)| inside(code)) {
            low = low.saturating_add(bounds.low);
            high = high.map(|sum| sum.saturating_add(bounds.high));
        }
        (low, high)
    }
}

/// The 27 Member States and Iceland, Liechtenstein and Norway, where the GDPR applies by the EEA Agreement.
const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
