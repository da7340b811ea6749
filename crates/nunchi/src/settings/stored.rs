//! The canonical bytes of a catalogue: JSON with sorted keys and no white space.
//!
//! Their SHA-256 names a version of the catalogue, so the same catalogue has the same bytes for ever.
//! Reading back does not check again what was checked when the version was made: a version that a
//! checkpoint names must stay readable when later checks are stricter.

use std::{collections::BTreeMap, fmt};

use event::{
    ActorKind, Canon, FORMS_VERSION, FieldSet, Form, Namespace, SubjectKind,
    catalogue::{
        Catalogue, Controller, Field, Geo, Guarantee, Issuer, LegalClass, Matcher, Route, Source,
        Template,
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Settings,
    route::{subject_at, subject_text},
    words::{Worded, value_of},
};

/// The version of this form of the bytes.
const VERSION: u32 = 1;

/// Why bytes are no catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredError(pub(crate) String);

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "these bytes are no stored catalogue of version {VERSION}: {}",
            self.0
        )
    }
}

impl std::error::Error for StoredError {}

/// The canonical bytes of the catalogue in these settings.
pub(crate) fn catalogue_bytes(settings: &Settings) -> Vec<u8> {
    bytes_of(&settings.catalogue)
}

/// The canonical bytes of a catalogue.
pub(super) fn bytes_of(catalogue: &Catalogue) -> Vec<u8> {
    let mut out = String::new();
    // Texts, numbers and maps with keys that are texts: JSON has a form for all of them.
    let value = serde_json::to_value(Stored::of(catalogue)).unwrap_or_default();
    write_canonical(&value, &mut out);
    out.into_bytes()
}

/// Reads a catalogue back from its canonical bytes.
///
/// # Errors
/// When the bytes are not what [`catalogue_bytes`] wrote, or of a later version.
pub(crate) fn catalogue_from_bytes(bytes: &[u8]) -> Result<Catalogue, StoredError> {
    let stored: Stored =
        serde_json::from_slice(bytes).map_err(|error| StoredError(error.to_string()))?;
    if (stored.v, stored.forms) != (VERSION, FORMS_VERSION) {
        return Err(StoredError(format!(
            "they say version {} with canonical forms {}; this program knows {VERSION} with {FORMS_VERSION}",
            stored.v, stored.forms
        )));
    }
    let catalogue = stored.into_catalogue().map_err(StoredError)?;
    if bytes_of(&catalogue) == bytes {
        Ok(catalogue)
    } else {
        Err(StoredError("they are not in canonical form".to_owned()))
    }
}

/// Keys sorted by their bytes, whatever order the map of serde_json has.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            out.push('{');
            let sorted: BTreeMap<&String, &Value> = map.iter().collect();
            for (index, (key, item)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    v: u32,
    forms: u32,
    phone_country: String,
    time_zone: String,
    fields: Vec<StoredField>,
    routes: Vec<StoredRoute>,
    controllers: Vec<StoredController>,
    issuers: Vec<StoredIssuer>,
    sources: Vec<StoredSource>,
    namespaces: Vec<StoredNamespace>,
    geo: Option<StoredGeo>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredField {
    bit: u8,
    id: String,
    ko: String,
    en: String,
    class: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRoute {
    id: String,
    sources: Vec<String>,
    matcher: StoredMatcher,
    subject: String,
    namespace: String,
    fields: Vec<u8>,
    recipient_fields: Vec<u8>,
    controller: Option<String>,
    plain: bool,
    /// Left out where it is not so: the bytes of a catalogue without such a route are those of before there was the mark.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pseudonymised: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredMatcher {
    Http {
        methods: Vec<String>,
        template: String,
    },
    Table {
        table: String,
        columns: Vec<(String, u8)>,
    },
    Call {
        service: String,
        name: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredController {
    id: String,
    name: String,
    role: String,
    seat: String,
    time_zone: String,
    brands: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredIssuer {
    id: String,
    feed: Option<String>,
    keys: Vec<String>,
    longest_lifetime_ms: i64,
    lag_ms: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSource {
    id: String,
    format: String,
    guarantee: String,
    heartbeat_ms: Option<i64>,
    class: String,
    time_zone: String,
    issuer: Option<String>,
    actor_kind: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredNamespace {
    id: String,
    kind: String,
    form: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredGeo {
    path: String,
    date: String,
    digest: String,
}

impl Stored {
    fn of(catalogue: &Catalogue) -> Stored {
        Stored {
            v: VERSION,
            forms: FORMS_VERSION,
            phone_country: catalogue.canon.phone_country.clone(),
            time_zone: catalogue.time_zone.clone(),
            fields: catalogue.fields.iter().map(StoredField::of).collect(),
            routes: catalogue.routes.iter().map(StoredRoute::of).collect(),
            controllers: catalogue
                .controllers
                .iter()
                .map(StoredController::of)
                .collect(),
            issuers: catalogue.issuers.iter().map(StoredIssuer::of).collect(),
            sources: catalogue.sources.iter().map(StoredSource::of).collect(),
            namespaces: catalogue
                .canon
                .namespaces
                .iter()
                .map(StoredNamespace::of)
                .collect(),
            geo: catalogue.geo.as_ref().map(|geo| StoredGeo {
                path: geo.path.clone(),
                date: geo.date.clone(),
                digest: geo.digest.clone(),
            }),
        }
    }

    fn into_catalogue(self) -> Result<Catalogue, String> {
        Ok(Catalogue {
            fields: all(self.fields, StoredField::read)?,
            routes: all(self.routes, StoredRoute::read)?,
            controllers: self
                .controllers
                .into_iter()
                .map(StoredController::read)
                .collect(),
            issuers: self.issuers.into_iter().map(StoredIssuer::read).collect(),
            sources: all(self.sources, StoredSource::read)?,
            geo: self.geo.map(|geo| Geo {
                path: geo.path,
                date: geo.date,
                digest: geo.digest,
            }),
            canon: Canon {
                namespaces: all(self.namespaces, StoredNamespace::read)?,
                phone_country: self.phone_country,
            },
            time_zone: self.time_zone,
        })
    }
}

fn all<S, T>(stored: Vec<S>, read: fn(S) -> Result<T, String>) -> Result<Vec<T>, String> {
    stored.into_iter().map(read).collect()
}

fn bits(set: FieldSet) -> Vec<u8> {
    set.bits().collect()
}

fn set(bits: &[u8]) -> FieldSet {
    bits.iter()
        .fold(FieldSet::EMPTY, |set, bit| set | FieldSet::of(*bit))
}

impl StoredField {
    fn of(field: &Field) -> StoredField {
        StoredField {
            bit: field.bit,
            id: field.id.clone(),
            ko: field.ko.clone(),
            en: field.en.clone(),
            class: field.class.said().to_owned(),
        }
    }

    fn read(self) -> Result<Field, String> {
        let class: LegalClass = value_of(&self.class)?;
        Ok(Field {
            bit: self.bit,
            id: self.id,
            ko: self.ko,
            en: self.en,
            class,
        })
    }
}

impl StoredRoute {
    fn of(route: &Route) -> StoredRoute {
        StoredRoute {
            id: route.id.clone(),
            sources: route.sources.clone(),
            matcher: match route.matcher.clone() {
                Matcher::Http { methods, template } => StoredMatcher::Http {
                    methods,
                    template: template.text().to_owned(),
                },
                Matcher::Table { table, columns } => StoredMatcher::Table { table, columns },
                Matcher::Call { service, name } => StoredMatcher::Call { service, name },
            },
            subject: subject_text(&route.subject),
            namespace: route.namespace.clone(),
            fields: bits(route.fields),
            recipient_fields: bits(route.recipient_fields),
            controller: route.controller.clone(),
            plain: route.plain,
            pseudonymised: route.pseudonymised,
        }
    }

    fn read(self) -> Result<Route, String> {
        Ok(Route {
            matcher: match self.matcher {
                StoredMatcher::Http { methods, template } => Matcher::Http {
                    methods,
                    template: Template::parse(&template)?,
                },
                StoredMatcher::Table { table, columns } => Matcher::Table { table, columns },
                StoredMatcher::Call { service, name } => Matcher::Call { service, name },
            },
            subject: subject_at(&self.subject)?,
            fields: set(&self.fields),
            recipient_fields: set(&self.recipient_fields),
            id: self.id,
            sources: self.sources,
            namespace: self.namespace,
            controller: self.controller,
            plain: self.plain,
            pseudonymised: self.pseudonymised,
        })
    }
}

impl StoredController {
    fn of(controller: &Controller) -> StoredController {
        let Controller {
            id,
            name,
            role,
            seat,
            time_zone,
            brands,
        } = controller.clone();
        StoredController {
            id,
            name,
            role,
            seat,
            time_zone,
            brands,
        }
    }

    fn read(self) -> Controller {
        let StoredController {
            id,
            name,
            role,
            seat,
            time_zone,
            brands,
        } = self;
        Controller {
            id,
            name,
            role,
            seat,
            time_zone,
            brands,
        }
    }
}

impl StoredIssuer {
    fn of(issuer: &Issuer) -> StoredIssuer {
        let Issuer {
            id,
            feed,
            keys,
            longest_lifetime_ms,
            lag_ms,
        } = issuer.clone();
        StoredIssuer {
            id,
            feed,
            keys,
            longest_lifetime_ms,
            lag_ms,
        }
    }

    fn read(self) -> Issuer {
        let StoredIssuer {
            id,
            feed,
            keys,
            longest_lifetime_ms,
            lag_ms,
        } = self;
        Issuer {
            id,
            feed,
            keys,
            longest_lifetime_ms,
            lag_ms,
        }
    }
}

impl StoredSource {
    fn of(source: &Source) -> StoredSource {
        StoredSource {
            id: source.id.clone(),
            format: source.format.clone(),
            guarantee: source.guarantee.said().to_owned(),
            heartbeat_ms: source.heartbeat_ms,
            class: source.class.clone(),
            time_zone: source.time_zone.clone(),
            issuer: source.issuer.clone(),
            actor_kind: source.actor_kind.said().to_owned(),
        }
    }

    fn read(self) -> Result<Source, String> {
        let guarantee: Guarantee = value_of(&self.guarantee)?;
        let actor_kind: ActorKind = value_of(&self.actor_kind)?;
        Ok(Source {
            guarantee,
            actor_kind,
            id: self.id,
            format: self.format,
            heartbeat_ms: self.heartbeat_ms,
            class: self.class,
            time_zone: self.time_zone,
            issuer: self.issuer,
        })
    }
}

impl StoredNamespace {
    fn of(namespace: &Namespace) -> StoredNamespace {
        StoredNamespace {
            id: namespace.id.clone(),
            kind: namespace.kind.said().to_owned(),
            form: namespace.form.said().to_owned(),
        }
    }

    fn read(self) -> Result<Namespace, String> {
        let kind: SubjectKind = value_of(&self.kind)?;
        let form: Form = value_of(&self.form)?;
        Ok(Namespace {
            id: self.id,
            kind,
            form,
        })
    }
}

#[cfg(test)]
mod tests;
