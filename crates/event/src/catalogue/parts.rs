//! The parts of a catalogue.

use super::Template;
use crate::{ActorKind, FieldSet, kinds::coded};

coded! {
    /// How the law sees a field.
    LegalClass {
        /// Ordinary personal data.
        Ordinary = 0 "ordinary",
        /// Sensitive data (PIPA Art. 23, GDPR Art. 9).
        Sensitive = 1 "sensitive",
        /// Unique identifiers (PIPA Art. 24: resident, passport, licence, alien registration number).
        UniqueIdentifier = 2 "unique_identifier",
        /// Cards and accounts.
        Financial = 3 "financial",
        /// Passwords, keys, door codes: what opens something.
        Credential = 4 "credential",
    }
}

coded! {
    /// What a source's record can promise.
    Guarantee {
        /// The loss of one event shows.
        Sequenced = 0 "sequenced",
        /// Silence shows, loss inside does not.
        Live = 1 "live",
        /// Neither shows.
        Declared = 2 "declared",
    }
}

/// One kind of personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its bit, 0 to 63; given once and never reused.
    pub bit: u8,
    /// Its id, `[a-z][a-z0-9_]*`.
    pub id: String,
    /// Korean label.
    pub ko: String,
    /// English label.
    pub en: String,
    /// How the law sees it.
    pub class: LegalClass,
}

/// What requests a route is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matcher {
    /// HTTP methods (upper case; empty means any) and a path template.
    Http {
        /// Methods.
        methods: Vec<String>,
        /// Path template.
        template: Template,
    },
    /// Statements on a table (`schema.table`, lower case).
    Table {
        /// The table.
        table: String,
        /// Which field each column holds, as (column, field bit).
        columns: Vec<(String, u8)>,
    },
    /// A named operation; `*` for any of the service.
    Call {
        /// Service.
        service: String,
        /// Operation or `*`.
        name: String,
    },
}

/// Where the subject of a request stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectAt {
    /// In a variable of the path template.
    Path(String),
    /// In a parameter of the query.
    Query(String),
    /// At a JSON pointer of the event; an array names many.
    Pointer(String),
    /// The actor reads its own data.
    Actor,
    /// The source names the subjects itself.
    Source,
    /// Nobody can say: the read is kept without a named subject.
    Unnamed,
}

/// Which route or table exposes which fields of whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its id.
    pub id: String,
    /// The sources it is about; empty means any.
    pub sources: Vec<String>,
    /// What requests it is about.
    pub matcher: Matcher,
    /// Where the subject stands.
    pub subject: SubjectAt,
    /// Namespace of a bare subject.
    pub namespace: String,
    /// Fields exposed of the subject.
    pub fields: FieldSet,
    /// Fields exposed of the subject's recipients by relation.
    pub recipient_fields: FieldSet,
    /// Who answers for the data.
    pub controller: Option<String>,
    /// No personal data at all: counted, not stored.
    pub plain: bool,
    /// What it exposes is pseudonymised: nobody can be told from it without additional information (PIPA Art. 2(1)(c)).
    pub pseudonymised: bool,
}

impl Route {
    /// Whether the route is about this source.
    #[must_use]
    pub fn serves(&self, source: &str) -> bool {
        self.sources.is_empty() || self.sources.iter().any(|id| id == source)
    }
}

/// The role of who holds data for another (GDPR 4(8)).
pub const PROCESSOR: &str = "processor";

/// The legal person who answers for a route's data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Controller {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `controller`, or [`PROCESSOR`].
    pub role: String,
    /// Country of its seat (ISO 3166-1 alpha-2).
    pub seat: String,
    /// IANA time zone of its clocks.
    pub time_zone: String,
    /// Names its customers know.
    pub brands: Vec<String>,
}

/// Who issues credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its id, as accesses and issuances name it.
    pub id: String,
    /// The source that feeds its issuances; `None` means there is no feed, so `issued` is *cannot say*.
    pub feed: Option<String>,
    /// Keys (`kid`) it signs with.
    pub keys: Vec<String>,
    /// Milliseconds that its longest-lived credential lives.
    pub longest_lifetime_ms: i64,
    /// Milliseconds by which an issuance may trail the first use of its credential.
    pub lag_ms: i64,
}

/// A feed of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// The id of its format (`ocsf`, `combined`, …).
    pub format: String,
    /// What its record can promise.
    pub guarantee: Guarantee,
    /// Milliseconds of silence after which a live source is said to be silent.
    pub heartbeat_ms: Option<i64>,
    /// Retention class of its reads, `[a-z][a-z0-9-]*`.
    pub class: String,
    /// IANA zone of times without one.
    pub time_zone: String,
    /// The issuer of credentials that name none.
    pub issuer: Option<String>,
    /// The kind of actors that say none.
    pub actor_kind: ActorKind,
}

/// The ASN and country table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geo {
    /// Its file, MMDB or CSV.
    pub path: String,
    /// The date it tells of, RFC 3339 full-date.
    pub date: String,
    /// SHA-256 of the file, lower-case hex; filled when it is read.
    pub digest: String,
}
