//! From pieces to [`Settings`]: limits, defaults, and everything that pieces say about each other.

use std::collections::BTreeMap;

use event::{
    ActorKind, Canon, Form, Millis, Namespace, SubjectKind,
    catalogue::{
        Catalogue, Controller, Field, Geo, Guarantee, Issuer, LegalClass, Mistake, PROCESSOR,
        Source,
    },
};
use jiff::tz::TimeZone;

use super::{
    EPOCH_READS_DEFAULT, LAG_MS_DEFAULT, QUARANTINE_AGE_MS_DEFAULT, QUARANTINE_BYTES_DEFAULT,
    SHARDS_DEFAULT, SHARDS_MAX, Settings, Standing,
    document::{ControllerPart, FieldPart, GeoPart, IssuerPart, LedgerPart, SourcePart},
    places::Complaints,
    reading::Pieces,
    route, webhook,
    words::meant,
};

/// Builds the settings; `None` when something is missing without which nothing can be built.
/// Mistakes are in `complaints`, also when settings are given.
pub(super) fn settings(pieces: &Pieces, complaints: &mut Complaints<'_>) -> Option<Settings> {
    let mut builder = Builder { complaints };
    let ledger = pieces.ledger.as_ref();
    let (catalogue, own_namespaces) = builder.catalogue(pieces);
    let ip_prefix = builder.ip_prefix(pieces);
    let limits = ledger.map(|ledger| builder.ledger(ledger));
    if pieces.whole {
        builder.check(&catalogue, &own_namespaces);
    }
    let sources = builder.decoders(pieces, &catalogue);
    let (shards, epoch_reads) = limits?;
    let ledger = ledger?;
    let retention = builder.retention(ledger);
    let standing = builder.standing(pieces);
    Some(Settings {
        catalogue,
        origin: ledger.origin.clone(),
        shards,
        ip_prefix,
        counsel_digest: pieces
            .privacy
            .as_ref()
            .and_then(|of| of.counsel_digest)
            .unwrap_or(true),
        sources,
        keys: ledger.keys.clone(),
        standing,
        quarantine_bytes: ledger
            .quarantine_bytes
            .map_or(QUARANTINE_BYTES_DEFAULT, |size| size.0),
        quarantine_age_ms: ledger
            .quarantine_age
            .map_or(QUARANTINE_AGE_MS_DEFAULT, |age| age.0),
        epoch_reads,
        retention,
        webhooks: webhook::all(&pieces.webhooks, complaints),
    })
}

/// Languages that documents are written in, the usual one first.
const LANGUAGES: [&str; 2] = ["ko", "en"];

struct Builder<'b, 't> {
    complaints: &'b mut Complaints<'t>,
}

impl Builder<'_, '_> {
    fn ledger(&mut self, ledger: &LedgerPart) -> (u16, u64) {
        if !is_origin(&ledger.origin) {
            let message = format!(
                "{:?} is no origin: it names checkpoints and a folder of keys; write letters, digits, '.', '-', '_' and '/', such as \"shop.example/ledger\"",
                ledger.origin
            );
            self.complaints.add("ledger.origin", message);
        }
        let shards = self.number(
            "ledger.shards",
            ledger.shards,
            (1, i64::from(SHARDS_MAX)),
            i64::from(SHARDS_DEFAULT),
        );
        let reads = self.number("ledger.epoch_reads", ledger.epoch_reads, (1, i64::MAX), 0);
        let reads = match u64::try_from(reads) {
            Ok(reads) if reads > 0 => reads,
            _ => EPOCH_READS_DEFAULT,
        };
        (u16::try_from(shards).unwrap_or(SHARDS_DEFAULT), reads)
    }

    /// How long each class is kept. Without control events nobody can say whether a credential was
    /// issued, so they go last.
    fn retention(&mut self, ledger: &LedgerPart) -> BTreeMap<String, i64> {
        let kept: BTreeMap<String, i64> = ledger
            .retention
            .iter()
            .map(|(class, keep)| (class.clone(), keep.0))
            .collect();
        for (class, keep_ms) in &kept {
            let mut letters = class.bytes();
            let named = letters.next().is_some_and(|b| b.is_ascii_lowercase())
                && letters.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !named || *keep_ms <= 0 {
                let message = format!(
                    "{class:?} = {keep_ms} ms: write a class of small letters, digits and '-', and a time of at least 1ms, such as standard = \"365d\""
                );
                self.complaints.add("ledger.retention", message);
            }
        }
        let longest = kept.values().max().copied().unwrap_or(0);
        if kept.get("control").is_some_and(|keep| *keep < longest) {
            let message = "control is kept for less than another class: without its issuances the older reads of that class could not be judged, so keep it at least as long";
            self.complaints.add("ledger.retention", message.to_owned());
        }
        kept
    }

    /// What controllers say of themselves.
    fn standing(&mut self, pieces: &Pieces) -> BTreeMap<String, Standing> {
        let parts = self.each("controller", &pieces.controllers, |builder, part, at| {
            let is_processor = part.role.as_deref() == Some(PROCESSOR);
            if !part.holds_for.is_empty() && !is_processor {
                let message = "only a processor holds data for others: write role = \"processor\"";
                builder
                    .complaints
                    .add(&format!("{at}.for"), message.to_owned());
            }
            let mut languages = part.languages.clone();
            for language in &languages {
                if !LANGUAGES.contains(&language.as_str()) {
                    let message = format!(
                        "{language:?} is no language of documents: they are written in ko and en"
                    );
                    builder.complaints.add(&format!("{at}.languages"), message);
                }
            }
            if languages.is_empty() {
                languages.extend(LANGUAGES.first().map(|of| (*of).to_owned()));
            }
            let standing = Standing {
                holds_for: part.holds_for.clone(),
                languages,
                form: part.form.clone(),
            };
            (part.id.clone(), standing)
        });
        parts.into_iter().collect()
    }

    /// A number held to its limits, or the default with a complaint.
    fn number(&mut self, at: &str, set: Option<i64>, limits: (i64, i64), default: i64) -> i64 {
        match set {
            None => default,
            Some(number) if (limits.0..=limits.1).contains(&number) => number,
            Some(number) => {
                let message = match limits {
                    (low, i64::MAX) => format!("{number} is too small: write {low} or more"),
                    (low, high) => format!("{number} is out of range: write {low} to {high}"),
                };
                self.complaints.add(at, message);
                default
            }
        }
    }

    fn ip_prefix(&mut self, pieces: &Pieces) -> Option<(u8, u8)> {
        let prefix = pieces.privacy.as_ref()?.ip_prefix.as_ref()?;
        let v4 = self.number("privacy.ip_prefix.v4", Some(prefix.v4), (1, 32), 32);
        let v6 = self.number("privacy.ip_prefix.v6", Some(prefix.v6), (1, 128), 128);
        Some((u8::try_from(v4).ok()?, u8::try_from(v6).ok()?))
    }

    fn zone(&mut self, at: &str, set: Option<&String>, default: &str) -> String {
        let Some(zone) = set else {
            return default.to_owned();
        };
        if TimeZone::get(zone).is_err() {
            let known: Vec<String> = jiff::tz::db()
                .available()
                .map(|name| name.as_str().to_owned())
                .collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let meant = meant(zone, &known);
            let message = format!(
                "{zone:?} is no IANA time zone{meant}: write e.g. \"Asia/Seoul\" or \"UTC\""
            );
            self.complaints.add(at, message);
        }
        zone.clone()
    }

    /// The catalogue, and for each of its namespaces the index of the piece it comes from.
    fn catalogue(&mut self, pieces: &Pieces) -> (Catalogue, Vec<Option<usize>>) {
        let ledger = pieces.ledger.as_ref();
        let time_zone = self.zone(
            "ledger.time_zone",
            ledger.and_then(|l| l.time_zone.as_ref()),
            "UTC",
        );
        let (namespaces, own) = namespaces(pieces);
        let fields = self.each("field", &pieces.fields, |_, part, _| field(part));
        let routes = self.each("route", &pieces.routes, |builder, part, at| {
            route::route(part, at, &fields, builder.complaints)
        });
        let catalogue = Catalogue {
            routes,
            controllers: self.each("controller", &pieces.controllers, |builder, part, at| {
                builder.controller(part, at, &time_zone)
            }),
            issuers: self.each("issuer", &pieces.issuers, |_, part, _| issuer(part)),
            sources: self.each("source", &pieces.sources, |builder, part, at| {
                builder.source(part, at, &time_zone, pieces)
            }),
            geo: pieces.geo.as_ref().map(|geo| self.geo(geo)),
            canon: Canon {
                namespaces,
                phone_country: ledger
                    .and_then(|l| l.phone_country.clone())
                    .unwrap_or_else(|| Canon::default().phone_country),
            },
            fields,
            time_zone,
        };
        (catalogue, own)
    }

    fn each<P, T>(
        &mut self,
        name: &str,
        parts: &[Option<P>],
        mut make: impl FnMut(&mut Self, &P, &str) -> T,
    ) -> Vec<T> {
        let mut made = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if let Some(part) = part {
                made.push(make(self, part, &format!("{name}[{index}]")));
            }
        }
        made
    }

    fn controller(&mut self, part: &ControllerPart, at: &str, time_zone: &str) -> Controller {
        let role = part.role.clone().unwrap_or_else(|| "controller".to_owned());
        if !["controller", PROCESSOR].contains(&role.as_str()) {
            let message = format!("{role:?} is no role: write \"controller\" or \"processor\"");
            self.complaints.add(&format!("{at}.role"), message);
        }
        if part.seat.len() != 2 || !part.seat.bytes().all(|b| b.is_ascii_uppercase()) {
            let message = format!(
                "{:?} is no country: write two capitals (ISO 3166-1), such as \"KR\"",
                part.seat
            );
            self.complaints.add(&format!("{at}.seat"), message);
        }
        Controller {
            id: part.id.clone(),
            name: part.name.clone().unwrap_or_else(|| part.id.clone()),
            role,
            seat: part.seat.clone(),
            time_zone: self.zone(
                &format!("{at}.time_zone"),
                part.time_zone.as_ref(),
                time_zone,
            ),
            brands: part.brands.clone(),
        }
    }

    fn source(&mut self, part: &SourcePart, at: &str, time_zone: &str, pieces: &Pieces) -> Source {
        if let Some(issuer) = &part.issuer {
            let issuers = pieces.issuers.iter().flatten();
            let known: Vec<&str> = issuers.map(|issuer| issuer.id.as_str()).collect();
            if pieces.whole && !known.contains(&issuer.as_str()) {
                let message = format!("no issuer {issuer:?} is declared{}", meant(issuer, &known));
                self.complaints.add(&format!("{at}.issuer"), message);
            }
        }
        Source {
            id: part.id.clone(),
            format: part.format.clone(),
            guarantee: part.guarantee.map_or(Guarantee::Declared, |word| word.0),
            heartbeat_ms: part.heartbeat.map(|heartbeat| heartbeat.0),
            class: part.class.clone().unwrap_or_else(|| "standard".to_owned()),
            time_zone: self.zone(
                &format!("{at}.time_zone"),
                part.time_zone.as_ref(),
                time_zone,
            ),
            issuer: part.issuer.clone(),
            actor_kind: part.actor_kind.map_or(ActorKind::Member, |word| word.0),
        }
    }

    fn geo(&mut self, part: &GeoPart) -> Geo {
        if part.date.len() != 10 || Millis::parse(&format!("{}T00:00:00Z", part.date)).is_err() {
            let message = format!("{:?} is no date: write e.g. \"2025-11-01\"", part.date);
            self.complaints.add("geo.date", message);
        }
        Geo {
            path: part.path.clone(),
            date: part.date.clone(),
            digest: String::new(),
        }
    }

    /// What the catalogue finds wrong with itself, but for pieces about which something was said:
    /// what was taken out of them would be missed a second time.
    fn check(&mut self, catalogue: &Catalogue, own_namespaces: &[Option<usize>]) {
        let Err(mistakes) = Catalogue::new(catalogue.clone()) else {
            return;
        };
        let fresh: Vec<Mistake> = mistakes
            .into_iter()
            .map(|mistake| Mistake {
                at: place_of(&mistake.at, own_namespaces),
                ..mistake
            })
            .filter(|mistake| !self.complaints.is_spoilt(&mistake.at))
            .collect();
        for mistake in fresh {
            self.complaints.add(&mistake.at, mistake.message);
        }
    }

    /// The settings of every decoder, each tried out.
    fn decoders(
        &mut self,
        pieces: &Pieces,
        catalogue: &Catalogue,
    ) -> BTreeMap<String, source::Settings> {
        let mut out = BTreeMap::new();
        for (index, part) in pieces.sources.iter().enumerate() {
            let Some(part) = part else { continue };
            let at = format!("source[{index}]");
            let Some(declared) = catalogue.source(&part.id) else {
                continue;
            };
            let pointers = catalogue.pointers(&part.id);
            let settings = source::Settings {
                time_zone: declared.time_zone.clone(),
                actor_kind: declared.actor_kind,
                pointers: pointers.into_iter().map(str::to_owned).collect(),
                instance: part.instance.clone(),
                boot: part.boot.clone(),
                mapping: part.mapping.clone(),
            };
            self.try_out(&at, part, &settings);
            out.insert(part.id.clone(), settings);
        }
        out
    }

    fn try_out(&mut self, at: &str, part: &SourcePart, settings: &source::Settings) {
        let Some(format) = source::format(&part.format) else {
            let known: Vec<&str> = source::formats().iter().map(|format| format.id).collect();
            let meant = meant(&part.format, &known);
            let message = format!(
                "unknown format {:?}{meant}: write one of {}",
                part.format,
                known.join(", ")
            );
            self.complaints.add(&format!("{at}.format"), message);
            return;
        };
        if self.complaints.is_spoilt(at) {
            return;
        }
        if let Err(error) = (format.build)(settings) {
            self.complaints
                .add(&format!("{at}.{}", error.at), error.message);
        }
    }
}

/// The built-in namespaces, those of the file in their place or behind them.
fn namespaces(pieces: &Pieces) -> (Vec<Namespace>, Vec<Option<usize>>) {
    let mut all = Canon::default().namespaces;
    let mut own = vec![None; all.len()];
    for (index, part) in pieces.namespaces.iter().enumerate() {
        let Some(part) = part else { continue };
        let namespace = Namespace {
            id: part.id.clone(),
            kind: part.kind.map_or(SubjectKind::Other, |word| word.0),
            form: part.form.map_or(Form::Text, |word| word.0),
        };
        let built_in = all
            .iter()
            .zip(&own)
            .position(|(n, from)| n.id == part.id && from.is_none());
        match built_in.and_then(|at| Some((all.get_mut(at)?, own.get_mut(at)?))) {
            Some((slot, from)) => (*slot, *from) = (namespace, Some(index)),
            None => {
                all.push(namespace);
                own.push(Some(index));
            }
        }
    }
    (all, own)
}

/// Where a mistake of the catalogue stands in the file.
fn place_of(at: &str, own_namespaces: &[Option<usize>]) -> String {
    if at == "phone_country" {
        return "ledger.phone_country".to_owned();
    }
    let namespace = || {
        let (index, rest) = at.strip_prefix("namespace[")?.split_once(']')?;
        let own = own_namespaces
            .get(index.parse::<usize>().ok()?)
            .copied()
            .flatten()?;
        Some(format!("namespace[{own}]{rest}"))
    };
    namespace().unwrap_or_else(|| at.to_owned())
}

fn field(part: &FieldPart) -> Field {
    Field {
        // A bit that is no byte is beyond 63 too, and the catalogue says so.
        bit: u8::try_from(part.bit).unwrap_or(u8::MAX),
        id: part.id.clone(),
        ko: part.ko.clone().unwrap_or_else(|| part.id.clone()),
        en: part.en.clone().unwrap_or_else(|| part.id.clone()),
        class: part.class.map_or(LegalClass::Ordinary, |word| word.0),
    }
}

fn issuer(part: &IssuerPart) -> Issuer {
    Issuer {
        id: part.id.clone(),
        feed: part.feed.clone(),
        keys: part.keys.clone(),
        longest_lifetime_ms: part.longest_lifetime.0,
        lag_ms: part.lag.map_or(LAG_MS_DEFAULT, |lag| lag.0),
    }
}

/// An origin is the name of a key (C2SP signed notes: no blank and no plus) and a relative path.
fn is_origin(origin: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_/".contains(&b);
    (1..=128).contains(&origin.len())
        && origin.bytes().all(plain)
        && origin
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
}
