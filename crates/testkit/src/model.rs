//! The slow twin of the ledger: it takes the same arrivals one by one and keeps rows by name.
//!
//! Names, credentials and strings stand here in clear, so a test compares what the ledger opens or
//! hashes with what was put in. The model is fed in the order in which the ledger is.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use event::{
    Access, ActorKind, Event, Mark, Outcome,
    catalogue::{Catalogue, Named, RouteHit},
};

use crate::events::{Arrival, What};

/// Whom a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelWho {
    /// Canonical name in the book.
    Subject(String),
    /// Canonical name that is not in the book.
    Ghost(String),
    /// Nobody could say.
    Unnamed,
}

/// One row, with everything in clear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelRow {
    /// Event time.
    pub time: i64,
    /// Source id.
    pub source: String,
    /// Route id.
    pub route: Option<String>,
    /// Scrubbed request, where no route matched.
    pub unmatched: Option<String>,
    /// Columns that the log named.
    pub columns: Option<String>,
    /// Outcome.
    pub outcome: Outcome,
    /// Kind of actor.
    pub actor_kind: ActorKind,
    /// Canonical name of the actor, if it is in the book.
    pub actor: Option<String>,
    /// Raw credential.
    pub credential: Option<String>,
    /// Key id.
    pub key: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// Records, on the first row of an access.
    pub records: Option<u32>,
    /// Rows touched, of an unnamed read.
    pub reach: Option<u64>,
    /// Position of the access, where it names several subjects.
    pub access: Option<u64>,
}

/// One control event, with everything in clear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ModelControl {
    /// Position in the log.
    pub position: u64,
    /// `issuance`, `identity`, `relation` or `heartbeat`.
    pub kind: &'static str,
    /// Sub-kind.
    pub code: u8,
    /// Event time.
    pub time: i64,
    /// Source id.
    pub source: String,
    /// Canonical name of the subject or owner.
    pub subject: Option<String>,
    /// Canonical name of the other side.
    pub other: Option<String>,
    /// Raw credential.
    pub credential: Option<String>,
    /// Key id.
    pub key: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Client.
    pub client: Option<String>,
    /// Address.
    pub ip: Option<IpAddr>,
    /// First moment of validity.
    pub from: Option<i64>,
    /// Expiry, or first moment no longer valid.
    pub to: Option<i64>,
}

/// What one source delivered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelCounts {
    /// Accesses stored.
    pub accesses: u64,
    /// Rows stored.
    pub reads: u64,
    /// Accesses that no route matched.
    pub unmatched: u64,
    /// Control events.
    pub controls: u64,
    /// Accesses to plain routes.
    pub plain: u64,
    /// Events that had come before.
    pub duplicates: u64,
    /// Records that were refused.
    pub quarantined: u64,
    /// Earliest and latest event time.
    pub span: Option<(i64, i64)>,
    /// Hours of event time that occur.
    pub hours: BTreeSet<i64>,
}

/// A lane: source, instance, boot.
type Lane = (String, Option<String>, Option<String>);

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    catalogue: Catalogue,
    /// Rows by whom they are about, in order of arrival.
    pub rows: BTreeMap<ModelWho, Vec<ModelRow>>,
    /// Canonical names in the book.
    pub names: BTreeSet<String>,
    /// Control events in order of arrival, without acts.
    pub controls: Vec<ModelControl>,
    /// Counts by source.
    pub counts: BTreeMap<String, ModelCounts>,
    /// Sequence numbers by lane.
    pub lanes: BTreeMap<Lane, BTreeSet<u64>>,
    /// Records that were refused, as (source, number among all records of the source, bytes).
    pub refused: Vec<(String, u64, Vec<u8>)>,
    /// Position of the next event.
    pub position: u64,
    /// When a lane began anew without saying so, and as which.
    restarts: BTreeMap<Lane, Vec<(i64, Lane)>>,
    ids: BTreeSet<(String, String)>,
    records: BTreeMap<String, u64>,
}

fn text(value: Option<&Cow<'static, str>>) -> Option<String> {
    value.map(ToString::to_string)
}

impl Model {
    /// A ledger that was just made: the act that entered its catalogue has position 0.
    #[must_use]
    pub fn new(catalogue: Catalogue) -> Model {
        Model {
            catalogue,
            rows: BTreeMap::new(),
            names: BTreeSet::new(),
            controls: Vec::new(),
            counts: BTreeMap::new(),
            lanes: BTreeMap::new(),
            refused: Vec::new(),
            position: 1,
            restarts: BTreeMap::new(),
            ids: BTreeSet::new(),
            records: BTreeMap::new(),
        }
    }

    /// The model after these arrivals.
    #[must_use]
    pub fn of(catalogue: Catalogue, arrivals: &[Arrival]) -> Model {
        let mut model = Model::new(catalogue);
        arrivals.iter().for_each(|arrival| model.arrive(arrival));
        model
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// Takes what a source delivers.
    pub fn arrive(&mut self, arrival: &Arrival) {
        let source = arrival.source;
        let record = self.records.entry(source.to_owned()).or_default();
        let number = *record;
        *record += 1;
        let taken = match &arrival.what {
            What::Bad(bytes) => Err(bytes.clone()),
            What::Event(event) => self.event(source, event).ok_or_else(Vec::new),
        };
        if let Err(bytes) = taken {
            self.refused.push((source.to_owned(), number, bytes));
            self.count(source).quarantined += 1;
        }
    }

    /// An act was recorded.
    pub fn act(&mut self) {
        self.position += 1;
    }

    fn count(&mut self, source: &str) -> &mut ModelCounts {
        self.counts.entry(source.to_owned()).or_default()
    }

    fn name(&self, default_ns: &str, raw: &str) -> Option<String> {
        let mut name = String::new();
        self.catalogue
            .canon
            .write_any(default_ns, raw, &mut name)
            .ok()?;
        Some(name)
    }

    /// `None` when the event cannot be taken.
    fn event(&mut self, source: &str, event: &Event<'static>) -> Option<()> {
        let time = event.time().0;
        match event {
            Event::Access(access) => return self.access(source, access),
            Event::Issuance(i) => {
                let subject = match i.subject.as_deref() {
                    Some(raw) => Some(self.name("member", raw)?),
                    None => None,
                };
                let control = ModelControl {
                    kind: "issuance",
                    subject,
                    credential: Some(i.credential.to_string()),
                    issuer: self.issuer(source, i.issuer.as_deref(), i.key.as_deref()),
                    key: text(i.key.as_ref()),
                    client: text(i.client.as_ref()),
                    ip: i.ip.map(|ip| ip.to_canonical()),
                    from: Some(time),
                    to: i.expires.map(|t| t.0),
                    ..ModelControl::default()
                };
                self.control(source, &i.mark, time, control);
            }
            Event::Identity(change) => {
                let control = ModelControl {
                    kind: "identity",
                    code: change.change.code(),
                    subject: Some(self.name("member", &change.subject)?),
                    key: text(change.key.as_ref()),
                    ..ModelControl::default()
                };
                self.control(source, &change.mark, time, control);
            }
            Event::Relation(relation) => {
                let control = ModelControl {
                    kind: "relation",
                    code: relation.kind.code(),
                    subject: Some(self.name("member", &relation.owner)?),
                    other: Some(self.name("phone", &relation.other)?),
                    from: relation.from.map(|t| t.0),
                    to: relation.to.map(|t| t.0),
                    ..ModelControl::default()
                };
                self.control(source, &Mark::default(), time, control);
            }
            Event::Heartbeat(beat) => {
                let control = ModelControl {
                    kind: "heartbeat",
                    ..ModelControl::default()
                };
                self.control(source, &beat.mark, time, control);
            }
            Event::Act(_) => return None,
        }
        Some(())
    }

    fn issuer(&self, source: &str, named: Option<&str>, key: Option<&str>) -> Option<String> {
        let source = self.catalogue.source(source)?;
        self.catalogue
            .issuer_of(source, named, key)
            .map(str::to_owned)
    }

    /// Whether an event has not come before; counts it if it has.
    fn is_new(&mut self, source: &str, mark: &Mark<'static>, time: i64) -> bool {
        let new = match (mark.sequence, &mark.event_id) {
            (Some(number), _) => self.is_new_number(source, mark, number, time),
            (None, Some(id)) => self.ids.insert((source.to_owned(), id.to_string())),
            (None, None) => true,
        };
        if !new {
            self.count(source).duplicates += 1;
        }
        new
    }

    /// A number that came before, later than everything that the source has said, begins a lane anew.
    fn is_new_number(
        &mut self,
        source: &str,
        mark: &Mark<'static>,
        number: u64,
        time: i64,
    ) -> bool {
        let named = (
            source.to_owned(),
            text(mark.instance.as_ref()),
            text(mark.boot.as_ref()),
        );
        let starts = self.restarts.entry(named.clone()).or_default();
        let start = starts.iter().rfind(|(at, _)| *at <= time);
        let lane = start.map_or(&named, |(_, lane)| lane).clone();
        if self.lanes.entry(lane).or_default().insert(number) {
            return true;
        }
        let latest = self.count(source).span.map(|(_, last)| last);
        if latest.is_none_or(|latest| time <= latest) {
            return false;
        }
        let at = format!("restarted at {}", event::Millis(time));
        let boot = named
            .2
            .as_ref()
            .map_or(at.clone(), |named| format!("{named}, {at}"));
        let lane = (named.0.clone(), named.1.clone(), Some(boot));
        self.lanes.entry(lane.clone()).or_default().insert(number);
        self.restarts.entry(named).or_default().push((time, lane));
        true
    }

    fn saw(&mut self, source: &str, time: i64) {
        let counts = self.count(source);
        let (low, high) = counts.span.unwrap_or((time, time));
        counts.span = Some((low.min(time), high.max(time)));
        counts.hours.insert(time.div_euclid(3_600_000));
    }

    fn control(&mut self, source: &str, mark: &Mark<'static>, time: i64, control: ModelControl) {
        if !self.is_new(source, mark, time) {
            return;
        }
        self.names.extend(
            [control.subject.clone(), control.other.clone()]
                .into_iter()
                .flatten(),
        );
        let source_id = source.to_owned();
        self.controls.push(ModelControl {
            position: self.position,
            time,
            source: source_id,
            ..control
        });
        self.position += 1;
        self.count(source).controls += 1;
        self.saw(source, time);
    }

    fn access(&mut self, source: &str, access: &Access<'static>) -> Option<()> {
        let catalogue = self.catalogue.clone();
        let resolved = catalogue.resolve(source, access);
        let time = access.time.0;
        let (route, unmatched) = match resolved.hit {
            RouteHit::Plain(_) => {
                if self.is_new(source, &access.mark, access.time.0) {
                    self.count(source).plain += 1;
                    self.saw(source, time);
                }
                return Some(());
            }
            RouteHit::Route(index) => (Some(&catalogue.routes[index]), None),
            RouteHit::Unmatched(shape) => (None, Some(shape)),
        };
        let actor_ns = match access.actor_kind {
            ActorKind::Employee => "employee",
            ActorKind::Service => "service",
            ActorKind::Member | ActorKind::Anonymous => "member",
        };
        let signed_in = access.actor_kind != ActorKind::Anonymous;
        let actor = access.actor.as_deref().filter(|_| signed_in);
        let actor = actor.and_then(|raw| self.name(actor_ns, raw));
        let ns = route.map_or("member", |route| route.namespace.as_str());
        let named: Vec<String> = match &resolved.named {
            Named::Nobody => Vec::new(),
            Named::Actor => actor.iter().cloned().collect(),
            Named::One(raw) => vec![self.name(ns, raw)?],
            Named::Names(names) => names
                .iter()
                .map(|raw| self.name(ns, raw))
                .collect::<Option<_>>()?,
        };
        if !self.is_new(source, &access.mark, access.time.0) {
            return Some(());
        }
        let who = self.whom(named, route.is_some(), access.outcome);
        let served = access.outcome == Outcome::Served;
        self.names.extend(actor.iter().filter(|_| served).cloned());
        let row = ModelRow {
            time,
            source: source.to_owned(),
            route: route.map(|route| route.id.clone()),
            unmatched,
            columns: resolved.columns,
            outcome: access.outcome,
            actor_kind: access.actor_kind,
            actor: actor.filter(|name| self.names.contains(name)),
            credential: text(access.credential.as_ref()),
            key: text(access.key.as_ref()),
            issuer: self.issuer(source, access.issuer.as_deref(), access.key.as_deref()),
            client: text(access.client.as_ref()),
            ip: access.ip.map(|ip| ip.to_canonical()),
            records: access.records,
            reach: None,
            access: (who.len() > 1).then_some(self.position),
        };
        self.store(row, who, access.reach);
        Some(())
    }

    /// Whom the names of a read stand for: only a read that was served brings a name into the book.
    fn whom(&mut self, named: Vec<String>, matched: bool, outcome: Outcome) -> Vec<ModelWho> {
        let mut who = Vec::new();
        for name in named {
            let known = self.names.contains(&name);
            match outcome {
                Outcome::Served => {
                    self.names.insert(name.clone());
                    who.push(ModelWho::Subject(name));
                }
                _ if !matched && !known => {}
                Outcome::Denied if known => who.push(ModelWho::Subject(name)),
                _ if !matched => who.push(ModelWho::Subject(name)),
                Outcome::Denied | Outcome::Missing => who.push(ModelWho::Ghost(name)),
            }
        }
        who
    }

    fn store(&mut self, row: ModelRow, mut who: Vec<ModelWho>, reach: Option<u64>) {
        let (source, time, unmatched) = (row.source.clone(), row.time, row.route.is_none());
        if who.is_empty() {
            who.push(ModelWho::Unnamed);
        }
        let reads = who.len() as u64;
        for (index, who) in who.into_iter().enumerate() {
            let row = ModelRow {
                records: row.records.filter(|_| index == 0),
                reach: reach.filter(|_| who == ModelWho::Unnamed),
                ..row.clone()
            };
            self.rows.entry(who).or_default().push(row);
        }
        self.position += 1;
        let counts = self.count(&source);
        counts.accesses += 1;
        counts.reads += reads;
        counts.unmatched += u64::from(unmatched);
        self.saw(&source, time);
    }
}

#[cfg(test)]
mod tests;
