//! All that a document of an incident is a function of. The same given gives the same bytes.

use std::collections::BTreeMap;

use event::{Millis, catalogue};
use incident::{
    case::{CaseError, Frozen, Incident, Number},
    law::{RegimeError, UnknownRegime},
};

use super::{Form, Learnt};
use crate::{Checkpoint, Document, Kind, Lang, Zone};

/// See the module.
#[derive(Debug, Clone)]
pub struct Given<'a> {
    /// The incident.
    pub incident: &'a Incident,
    /// The version of its scope of which is spoken; `None` is the latest. Later versions are not spoken of.
    pub version: Option<u32>,
    /// Why an earlier version is spoken of though a later one was filed, where somebody says so.
    pub older_because: Option<&'a str>,
    /// For whom is spoken; one of the controllers of the incident.
    pub controller: &'a catalogue::Controller,
    /// The fields of the catalogue: their labels and how the law sees them.
    pub fields: &'a [catalogue::Field],
    /// What people call the routes, by id. A route that is not there is called by its id.
    pub routes: &'a BTreeMap<String, String>,
    /// The moment for which it speaks.
    pub now: Millis,
    /// Where times are printed.
    pub zone: Zone,
    /// Who signs the ledger.
    pub origin: &'a str,
    /// The head of the ledger that holds the steps of the incident. Figures of a scope stand under the head that the
    /// scope was frozen with.
    pub head: Checkpoint,
    /// What people wrote.
    pub form: &'a Form,
    /// What counsel keeps of the incident (`incident::privilege::Privilege::words`): no document may hold any of it.
    /// Empty where whoever writes does not hold counsel's key.
    pub privileged: &'a [String],
    /// What was filed before under the same rules.
    pub before: Option<Before<'a>>,
    /// The holds of the ledger that are in force, the first placed first.
    pub holds: &'a [Held],
    /// How the attacker looked, where that was asked of the ledger for the version of which is spoken.
    pub indicators: Option<&'a Indicators>,
    /// What the ledger of now has beside the last version of the scope, where that was asked: of a report the share of its
    /// controller.
    pub learnt: Option<&'a Learnt>,
    /// `Some(1000)` for a replay of the case at 1:1000: its own figures then stand beside those of the replay.
    pub case_scale: Option<u64>,
}

impl<'a> Given<'a> {
    /// What of a version a document states: of a report the share of its controller, for the data of others is not its to
    /// report; of any other all of it. `None` where no share was frozen.
    pub(super) fn stated(&self, kind: Kind, version: &'a Frozen) -> Option<&'a Frozen> {
        match kind {
            Kind::Report => self.incident.share(version, &self.controller.id),
            _ => Some(version),
        }
    }
}

/// A hold of the ledger that is in force: nothing that it covers is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The number of its act.
    pub number: u32,
    /// Classes of retention that it covers; empty is all.
    pub classes: Vec<String>,
    /// From when the reads are that it covers; [`Millis::MIN`] is always.
    pub from: Millis,
    /// Until when; [`Millis::MAX`] is for ever.
    pub to: Millis,
    /// When it was placed.
    pub placed: Millis,
}

/// How the attacker looked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indicators {
    /// Those that are listed, as a document prints them.
    pub listed: Vec<Indicator>,
    /// How many more there are.
    pub more: u64,
}

/// One address or key that reads came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// What it is.
    pub kind: IndicatorKind,
    /// It, as the log has it.
    pub value: String,
    /// Subjects that were read with it.
    pub subjects: u64,
    /// Reads.
    pub reads: u64,
}

/// What sort of indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndicatorKind {
    /// An address.
    Address {
        /// Whether carriers share it among their customers.
        is_shared: bool,
    },
    /// The signing key of tokens that were not issued.
    Key,
}

/// A document that was filed before.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// It, as its JSON was read back.
    pub document: &'a Document,
    /// How it is called, with the number of its receipt.
    pub name: &'a str,
    /// When it was received.
    pub at: Millis,
}

/// Which of the reports to an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filing {
    /// The first.
    First,
    /// One that adds or corrects.
    Additional,
    /// The last.
    Final,
}

impl Filing {
    /// Every one.
    pub const ALL: [Filing; 3] = [Filing::First, Filing::Additional, Filing::Final];

    /// Its name on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Filing::First => "first",
            Filing::Additional => "additional",
            Filing::Final => "final",
        }
    }

    /// Its name in a language.
    #[must_use]
    pub(super) fn name(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::Ko, Filing::First) => "최초",
            (Lang::Ko, Filing::Additional) => "추가",
            (Lang::Ko, Filing::Final) => "최종",
            (Lang::En, _) => self.word(),
        }
    }
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum FormsError {
    /// The regime is not shipped.
    #[error(transparent)]
    NoRegime(#[from] UnknownRegime),
    /// The incident does not ask this regime.
    #[error("incident {incident} does not ask {regime}: it asks {asked}")]
    NotAsked {
        /// The incident.
        incident: Number,
        /// The regime.
        regime: String,
        /// Those that it asks.
        asked: String,
    },
    /// No law for that day.
    #[error(transparent)]
    Law(#[from] RegimeError),
    /// The clocks cannot be counted.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The incident does not concern this controller.
    #[error("incident {incident} does not concern {controller:?}: it concerns {known}")]
    Controller {
        /// The incident.
        incident: Number,
        /// Whom was asked for.
        controller: String,
        /// Whom it concerns.
        known: String,
    },
    /// There is no such version of the scope.
    #[error("incident {incident} has no scope version {version}: it has {known}")]
    Version {
        /// The incident.
        incident: Number,
        /// What was asked for.
        version: u32,
        /// How many there are.
        known: usize,
    },
    /// Something later than a first report, and nothing was filed before.
    #[error(
        "{filing} report: give the document that was filed before, as JSON, or make a first one"
    )]
    NothingBefore {
        /// Which was asked for.
        filing: &'static str,
    },
    /// What was filed before belongs elsewhere.
    #[error(
        "what was filed before is of {found}, and this is of {wanted}: give the one in the same language that follows the same rules"
    )]
    OtherBefore {
        /// What it is of.
        found: String,
        /// What this is of.
        wanted: String,
    },
}
