//! From a mapping to a plan: every place resolved, every rule checked, the zone loaded. Each error
//! names the setting that is wrong and what would be right.

use event::ActorKind;
use jiff::tz::TimeZone;

use super::{
    Kind, Mapping, PLACES, Place,
    plan::{
        AccessSlots, Body, IdentitySlots, IssuanceSlots, MarkSlots, Plan, RelationSlots,
        RequestSlots, Shape,
    },
    row::{At, Slot, pointer_tokens},
    rules::{self, OutcomeRules},
    time::TimeFormat,
};
use crate::{Settings, SettingsError};

impl Plan {
    /// Compiles the mapping of a source's settings.
    ///
    /// # Errors
    /// The first setting that cannot work, with what would be right.
    pub(crate) fn compile(settings: &Settings, shape: Shape) -> Result<Plan, SettingsError> {
        let mapping = settings.mapping.as_ref().ok_or_else(|| SettingsError {
            at: "mapping".to_owned(),
            message:
                "this format needs a [source.mapping] that says where the time and the rest stand"
                    .to_owned(),
        })?;
        let zone = zone(settings)?;
        let clock = TimeFormat::compile(mapping.time_format.as_deref().unwrap_or("rfc3339"), zone)
            .map_err(|message| wrong("time_format", message))?;
        Plan::compile_with(mapping, clock, settings, shape)
    }

    /// Compiles a mapping of our own, whose times are what people type into tables.
    pub(crate) fn compile_typed(
        mapping: &Mapping,
        settings: &Settings,
    ) -> Result<Plan, SettingsError> {
        let zone = zone(settings)?;
        Plan::compile_with(mapping, TimeFormat::Typed { zone }, settings, Shape::Csv)
    }

    fn compile_with(
        mapping: &Mapping,
        clock: TimeFormat,
        settings: &Settings,
        shape: Shape,
    ) -> Result<Plan, SettingsError> {
        check_kind(mapping)?;
        let compiler = Compiler { mapping, shape };
        let mark = MarkSlots {
            instance: compiler.mark("instance", &settings.instance)?,
            boot: compiler.mark("boot", &settings.boot)?,
            sequence: compiler.slot("sequence")?,
            event_id: compiler.slot("event_id")?,
        };
        let pointers = settings.pointers.iter();
        Ok(Plan {
            time: compiler.needed("time")?,
            clock,
            mark,
            body: compiler.body(settings.actor_kind)?,
            pointers: pointers
                .map(|pointer| pointer_slot(shape, pointer))
                .collect::<Result<_, _>>()?,
            separator: separator(mapping)?,
            delimiter: delimiter(mapping, shape)?,
        })
    }
}

struct Compiler<'m> {
    mapping: &'m Mapping,
    shape: Shape,
}

impl Compiler<'_> {
    fn slot(&self, name: &'static str) -> Result<Option<Slot>, SettingsError> {
        let Some(place) = self.mapping.place(name) else {
            return Ok(None);
        };
        let (at, prefix) = match place {
            Place::Const(value) => (At::Const(value.clone()), None),
            Place::At { at, prefix } => {
                let at = place_at(self.shape, at).map_err(|message| wrong(name, message))?;
                (at, prefix.clone())
            }
        };
        Ok(Some(Slot { name, at, prefix }))
    }

    fn needed(&self, name: &'static str) -> Result<Slot, SettingsError> {
        self.slot(name)?.ok_or_else(|| {
            let example = match self.shape {
                Shape::Json => format!("{name} = \"/{name}\""),
                Shape::Csv => format!("{name} = \"{name}\""),
            };
            let kind = self.mapping.kind.word();
            wrong(
                name,
                format!("kind = \"{kind}\" needs it: write where it stands, such as {example}"),
            )
        })
    }

    /// A place of the mark; the source's own setting stands in where the mapping is silent.
    fn mark(&self, name: &'static str, setting: &str) -> Result<Option<Slot>, SettingsError> {
        match self.slot(name)? {
            Some(slot) => Ok(Some(slot)),
            None if setting.is_empty() => Ok(None),
            None => pointer_slot(self.shape, setting)
                .map(|slot| Some(Slot { name, ..slot }))
                .map_err(|error| SettingsError {
                    at: name.to_owned(),
                    ..error
                }),
        }
    }

    fn body(&self, actor_kind: ActorKind) -> Result<Body, SettingsError> {
        Ok(match self.mapping.kind {
            Kind::Access => Body::Access(Box::new(self.access(actor_kind)?)),
            Kind::Issuance => Body::Issuance(Box::new(IssuanceSlots {
                credential: self.needed("credential")?,
                key: self.slot("key")?,
                issuer: self.slot("issuer")?,
                subject: self.slot("subject")?,
                expires: self.slot("expires")?,
                ip: self.slot("ip")?,
                client: self.slot("client")?,
            })),
            Kind::Identity => Body::Identity(IdentitySlots {
                subject: self.needed("subject")?,
                change: self.needed("change")?,
                changes: rules::changes(&self.mapping.change_map)?,
                key: self.slot("key")?,
            }),
            Kind::Relation => Body::Relation(RelationSlots {
                relation: self.needed("relation")?,
                owner: self.needed("owner")?,
                other: self.needed("other")?,
                from: self.slot("from")?,
                to: self.slot("to")?,
            }),
            Kind::Heartbeat => Body::Heartbeat,
        })
    }

    fn access(&self, actor_kind: ActorKind) -> Result<AccessSlots, SettingsError> {
        Ok(AccessSlots {
            request: self.request()?,
            outcome: self.slot("outcome")?,
            outcomes: OutcomeRules::compile(&self.mapping.outcome_map)?,
            actor: self.slot("actor")?,
            actor_kind: self.slot("actor_kind")?,
            actor_kinds: rules::actor_kinds(&self.mapping.actor_kind_map)?,
            actor_kind_default: actor_kind,
            credential: self.slot("credential")?,
            key: self.slot("key")?,
            issuer: self.slot("issuer")?,
            ip: self.slot("ip")?,
            client: self.slot("client")?,
            records: self.slot("records")?,
            reach: self.slot("reach")?,
            subjects: self.slot("subjects")?,
        })
    }

    fn request(&self) -> Result<RequestSlots, SettingsError> {
        let (path, table) = (self.slot("path")?, self.slot("table")?);
        let (service, operation) = (self.slot("service")?, self.slot("operation")?);
        let (method, columns) = (self.slot("method")?, self.slot("columns")?);
        match (path, table, service, operation) {
            (Some(path), None, None, None) if columns.is_none() => {
                Ok(RequestSlots::Http { method, path })
            }
            (None, Some(table), None, None) if method.is_none() => {
                Ok(RequestSlots::Table { table, columns })
            }
            (None, None, Some(service), Some(operation))
                if method.is_none() && columns.is_none() =>
            {
                Ok(RequestSlots::Call { service, operation })
            }
            _ => Err(wrong(
                "path",
                "an access says what was asked for in one of three ways: path (and method), table (and columns), or service and operation".to_owned(),
            )),
        }
    }
}

fn wrong(name: &str, message: String) -> SettingsError {
    SettingsError {
        at: format!("mapping.{name}"),
        message,
    }
}

/// Refuses places that mean nothing for the kind of event, for they would be silently ignored.
fn check_kind(mapping: &Mapping) -> Result<(), SettingsError> {
    let bit = mapping.kind.bit();
    let stray = PLACES
        .iter()
        .find(|(name, kinds, _)| kinds & bit == 0 && mapping.place(name).is_some());
    if let Some((name, _, _)) = stray {
        let taken = PLACES.iter().filter(|(_, kinds, _)| kinds & bit != 0);
        let taken: Vec<&str> = taken.map(|(name, _, _)| *name).collect();
        let kind = mapping.kind.word();
        let message = format!(
            "kind = {kind:?} has no {name}; it takes {}",
            taken.join(", ")
        );
        return Err(wrong(name, message));
    }
    let maps = [
        (
            "outcome_map",
            mapping.outcome_map.is_empty(),
            "outcome",
            mapping.outcome.is_some(),
        ),
        (
            "actor_kind_map",
            mapping.actor_kind_map.is_empty(),
            "actor_kind",
            mapping.actor_kind.is_some(),
        ),
        (
            "change_map",
            mapping.change_map.is_empty(),
            "change",
            mapping.change.is_some(),
        ),
    ];
    match maps.iter().find(|(_, empty, _, mapped)| !empty && !mapped) {
        Some((map, _, place, _)) => Err(wrong(
            map,
            format!("the map has nothing to map: say where {place} stands"),
        )),
        None => Ok(()),
    }
}

fn place_at(shape: Shape, at: &str) -> Result<At, String> {
    match shape {
        Shape::Json => pointer_tokens(at).map(At::Pointer).ok_or_else(|| {
            format!(
                "{at:?} is no JSON pointer (RFC 6901): write {:?}",
                format!("/{}", at.replace('.', "/").trim_start_matches('/'))
            )
        }),
        Shape::Csv if at.trim().is_empty() => {
            Err("the name of a column is empty: write it as the header does".to_owned())
        }
        Shape::Csv => Ok(At::Column {
            name: at.trim().to_owned(),
            index: 0,
        }),
    }
}

/// A pointer of the catalogue or of the source's settings; in CSV `/member` is the column `member`.
fn pointer_slot(shape: Shape, pointer: &str) -> Result<Slot, SettingsError> {
    let slot = |at| Slot {
        name: "subject",
        at,
        prefix: None,
    };
    match (shape, pointer_tokens(pointer)) {
        (Shape::Json, Some(tokens)) => Ok(slot(At::Pointer(tokens))),
        (Shape::Csv, Some(tokens)) if tokens.len() == 1 => Ok(slot(At::Column {
            name: tokens.concat(),
            index: 0,
        })),
        (Shape::Json, None) => Err(SettingsError {
            at: "pointers".to_owned(),
            message: format!("{pointer:?} is no JSON pointer (RFC 6901): it starts with /"),
        }),
        (Shape::Csv, _) => Err(SettingsError {
            at: "pointers".to_owned(),
            message: format!(
                "{pointer:?} is no column of a CSV record: write / and the name of one column"
            ),
        }),
    }
}

fn zone(settings: &Settings) -> Result<TimeZone, SettingsError> {
    TimeZone::get(&settings.time_zone).map_err(|_| SettingsError {
        at: "time_zone".to_owned(),
        message: format!(
            "{:?} is no IANA time zone: write e.g. Asia/Seoul or UTC",
            settings.time_zone
        ),
    })
}

fn separator(mapping: &Mapping) -> Result<Option<String>, SettingsError> {
    match mapping.separator.as_deref() {
        Some("") => Err(wrong(
            "separator",
            "the separator is empty: write e.g. \";\"".to_owned(),
        )),
        separator => Ok(separator.map(str::to_owned)),
    }
}

fn delimiter(mapping: &Mapping, shape: Shape) -> Result<char, SettingsError> {
    let Some(text) = mapping.delimiter.as_deref() else {
        return Ok(',');
    };
    if shape == Shape::Json {
        return Err(wrong(
            "delimiter",
            "JSON has no columns: drop it".to_owned(),
        ));
    }
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii() && !"\"\r\n".contains(c) => Ok(c),
        _ => Err(wrong(
            "delimiter",
            format!("{text:?} is no delimiter: write one ASCII character such as \";\" or \"\\t\""),
        )),
    }
}
