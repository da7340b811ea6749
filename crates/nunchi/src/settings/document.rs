//! What can be typed into `nunchi.toml`, piece by piece. The comments are the schema's descriptions.
//!
//! Numbers are wide here and held to their limits in `build`, where the message can say the limit.

use std::collections::BTreeMap;

use event::{
    ActorKind, Form, SubjectKind,
    catalogue::{Guarantee, LegalClass},
};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    schema::mapping_schema,
    words::{Duration, Size, Word},
};
use crate::cli::BlockForm;

/// A piece of the settings: one table.
pub(super) trait Piece: DeserializeOwned {
    /// The keys it needs, each with an example of the whole line.
    const NEEDED: &'static [(&'static str, &'static str)];
}

macro_rules! piece {
    ($type:ident needs [$(($key:literal, $example:literal)),*]) => {
        impl Piece for $type {
            const NEEDED: &'static [(&'static str, &'static str)] = &[$(($key, $example)),*];
        }
    };
}

/// The whole file, for the schema; it is read piece by piece.
#[derive(JsonSchema)]
#[schemars(rename = "nunchi.toml", deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used: reading goes by piece")]
pub(super) struct Document {
    pub(super) ledger: LedgerPart,
    #[serde(default)]
    pub(super) privacy: PrivacyPart,
    pub(super) geo: Option<GeoPart>,
    #[serde(default)]
    pub(super) namespace: Vec<NamespacePart>,
    #[serde(default)]
    pub(super) field: Vec<FieldPart>,
    #[serde(default)]
    pub(super) controller: Vec<ControllerPart>,
    #[serde(default)]
    pub(super) issuer: Vec<IssuerPart>,
    #[serde(default)]
    pub(super) source: Vec<SourcePart>,
    #[serde(default)]
    pub(super) route: Vec<RoutePart>,
    #[serde(default)]
    pub(super) webhook: Vec<WebhookPart>,
}

/// The ledger itself.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LedgerPart {
    /// The name under which checkpoints are signed, such as `shop.example/ledger`.
    pub(super) origin: String,
    /// Shards, 1 to 256; fixed when the directory is made. Default 16.
    pub(super) shards: Option<i64>,
    /// IANA zone of dates in selections, and of sources that name none. Default UTC.
    pub(super) time_zone: Option<String>,
    /// Country code of phone numbers without one, digits only. Default 82.
    pub(super) phone_country: Option<String>,
    /// Directory of the keys, when it is not the usual one.
    pub(super) keys: Option<String>,
    /// Reads after which an epoch closes. Default 8000000.
    pub(super) epoch_reads: Option<i64>,
    /// Bytes of undecodable input that are kept. Default 1GiB.
    pub(super) quarantine_bytes: Option<Size>,
    /// How long undecodable input is kept. Default 90d.
    pub(super) quarantine_age: Option<Duration>,
    /// How long the reads of each retention class are kept, by event time, such as
    /// `{ standard = "365d", control = "1825d" }`; `control` is the class of issuances, identity changes
    /// and relations, kept at least as long as any other. A class that is not named is kept for ever.
    #[serde(default)]
    pub(super) retention: BTreeMap<String, Duration>,
}
piece!(LedgerPart needs [("origin", "origin = \"shop.example/ledger\"")]);

/// What is left out on purpose.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PrivacyPart {
    /// Leading bits of network addresses that are kept. Whole addresses unless set.
    pub(super) ip_prefix: Option<IpPrefix>,
    /// Whether one digest a day over all that counsel keeps is entered in the ledger. Default true.
    pub(super) counsel_digest: Option<bool>,
}
piece!(PrivacyPart needs []);

/// Leading bits of addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IpPrefix {
    /// Of IPv4, 1 to 32.
    pub(super) v4: i64,
    /// Of IPv6, 1 to 128.
    pub(super) v6: i64,
}

/// The table of networks and countries.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GeoPart {
    /// Its file, MMDB or CSV.
    pub(super) path: String,
    /// The date it tells of, such as 2025-11-01.
    pub(super) date: String,
}
piece!(GeoPart needs [("path", "path = \"geo.mmdb\""), ("date", "date = \"2025-11-01\"")]);

/// A kind of name besides member, phone, email, employee and service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamespacePart {
    /// What stands before the colon.
    pub(super) id: String,
    /// What its subjects are. Default other.
    pub(super) kind: Option<Word<SubjectKind>>,
    /// How its values are made canonical. Default text.
    pub(super) form: Option<Word<Form>>,
}
piece!(NamespacePart needs [("id", "id = \"rider\"")]);

/// One kind of personal data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldPart {
    /// Its bit, 0 to 63; given once and never reused.
    pub(super) bit: i64,
    /// Its id.
    pub(super) id: String,
    /// Korean label; the id unless set.
    pub(super) ko: Option<String>,
    /// English label; the id unless set.
    pub(super) en: Option<String>,
    /// How the law sees it. Default ordinary.
    pub(super) class: Option<Word<LegalClass>>,
}
piece!(FieldPart needs [("bit", "bit = 0"), ("id", "id = \"email\"")]);

/// Who answers for data.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ControllerPart {
    /// Its id.
    pub(super) id: String,
    /// Its name; the id unless set.
    pub(super) name: Option<String>,
    /// `controller` (the default) or `processor`.
    pub(super) role: Option<String>,
    /// Country of its seat, ISO 3166-1 alpha-2.
    pub(super) seat: String,
    /// IANA zone of its clocks; the ledger's unless set.
    pub(super) time_zone: Option<String>,
    /// Names its customers know.
    #[serde(default)]
    pub(super) brands: Vec<String>,
    /// For whom a processor holds the data, by name.
    #[serde(default, rename = "for")]
    pub(super) holds_for: Vec<String>,
    /// Languages of its documents, the first where none is asked for: `ko`, `en`. Default `ko`.
    #[serde(default)]
    pub(super) languages: Vec<String>,
    /// What it says in every document, as `nunchi report form` prints it: organisation, officers, desks, authorities. A
    /// path from the folder of these settings.
    pub(super) form: Option<String>,
}
piece!(ControllerPart needs [("id", "id = \"shop\""), ("seat", "seat = \"KR\"")]);

/// Who issues credentials.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssuerPart {
    /// Its id, as tokens name it.
    pub(super) id: String,
    /// The source that tells its issuances; without one `issued` is cannot say.
    pub(super) feed: Option<String>,
    /// Keys (kid) it signs with.
    #[serde(default)]
    pub(super) keys: Vec<String>,
    /// How long its longest-lived credential lives.
    pub(super) longest_lifetime: Duration,
    /// By how much the feed may trail the first use of a credential. Default 1m.
    pub(super) lag: Option<Duration>,
}
piece!(IssuerPart needs [("id", "id = \"https://auth.shop.example\""), ("longest_lifetime", "longest_lifetime = \"12h\"")]);

/// A feed of events.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcePart {
    /// Its id.
    pub(super) id: String,
    /// Its format, such as ocsf, combined, json or csv.
    pub(super) format: String,
    /// What its record can promise. Default declared.
    pub(super) guarantee: Option<Word<Guarantee>>,
    /// Silence after which a live source is said to be silent.
    pub(super) heartbeat: Option<Duration>,
    /// Retention class of its reads. Default standard.
    pub(super) class: Option<String>,
    /// IANA zone of times without one; the ledger's unless set.
    pub(super) time_zone: Option<String>,
    /// The issuer of credentials that name none.
    pub(super) issuer: Option<String>,
    /// The sort of actors that say none. Default member.
    pub(super) actor_kind: Option<Word<ActorKind>>,
    /// JSON pointer of the running copy that speaks.
    #[serde(default)]
    pub(super) instance: String,
    /// JSON pointer of the start of that copy.
    #[serde(default)]
    pub(super) boot: String,
    /// Where our fields stand, for the formats json and csv.
    #[schemars(schema_with = "mapping_schema")]
    pub(super) mapping: Option<source::Mapping>,
}
piece!(SourcePart needs [("id", "id = \"gateway\""), ("format", "format = \"combined\"")]);

/// Which route or table exposes which fields of whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoutePart {
    /// Its id.
    pub(super) id: String,
    /// Method and path, such as `GET /members/{subject}/addresses`.
    pub(super) r#match: Option<String>,
    /// A table, such as `public.members`.
    pub(super) table: Option<String>,
    /// A named operation, such as `secretsmanager.amazonaws.com GetSecretValue`.
    pub(super) call: Option<String>,
    /// Which field each column of the table holds.
    #[serde(default)]
    pub(super) columns: BTreeMap<String, String>,
    /// Where the subject stands: `path:NAME`, `query:NAME`, `pointer:/A/B`, `actor`, `source` or
    /// `unnamed`. Unless set it is `path:subject` where the path has {subject}, `source` for tables.
    pub(super) subject: Option<String>,
    /// Namespace of a subject that names none. Default member.
    pub(super) namespace: Option<String>,
    /// Fields exposed of the subject.
    #[serde(default)]
    pub(super) fields: Vec<String>,
    /// Fields exposed of the subject's recipients.
    #[serde(default)]
    pub(super) recipient_fields: Vec<String>,
    /// Who answers for the data.
    pub(super) controller: Option<String>,
    /// No personal data at all: counted, not stored.
    #[serde(default)]
    pub(super) plain: bool,
    /// What it exposes is pseudonymised, such as an extract for statistics: laws ask for it.
    #[serde(default)]
    pub(super) pseudonymised: bool,
    /// The sources it is about; any unless set.
    #[serde(default)]
    pub(super) sources: Vec<String>,
}
piece!(RoutePart needs [("id", "id = \"my-info\"")]);

/// Where block lists are pushed by two people.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhookPart {
    /// Its name, as `--to` takes it.
    pub(super) name: String,
    /// Its address: https://, or http:// with an address of this machine in digits.
    pub(super) url: String,
    /// The file of the key that signs what is sent: `whsec_` and Base64. From the folder of the keys.
    pub(super) secret_file: String,
    /// How a list is written for it.
    pub(super) form: Word<BlockForm>,
    /// Certificates in PEM under which it must stand, in the place of those of the system. From the folder of this file.
    pub(super) ca_file: Option<String>,
    /// Headers beside those of every message, at most 16. No secrets: who reads this file reads them.
    #[serde(default)]
    pub(super) headers: BTreeMap<String, String>,
    /// Envoy: `header_in_metadata` of its filter jwt_authn.
    pub(super) jwt_header: Option<String>,
    /// Envoy: `payload_in_metadata` of the same.
    pub(super) jwt_payload: Option<String>,
    /// Attempts, 1 to 20. Default 5.
    pub(super) attempts: Option<i64>,
    /// How long one attempt may take, at most 60s. Default 10s.
    pub(super) timeout: Option<Duration>,
    /// How long all attempts and the waits between them may take, at most 1h. Default 2m.
    pub(super) total: Option<Duration>,
    /// The first wait, at most 60s; each further one is twice as long. Default 1s.
    pub(super) wait: Option<Duration>,
}
piece!(WebhookPart needs [
    ("name", "name = \"edge\""),
    ("url", "url = \"https://gateway.example/hooks/block\""),
    ("secret_file", "secret_file = \"edge.secret\""),
    ("form", "form = \"nginx\"")
]);
