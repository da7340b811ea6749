//! OCSF 1.0 to 1.8, one JSON object a line.
//!
//! `class_uid` decides what a record is: API, HTTP, web resource and datastore activity are
//! accesses, authentications are issuances, account changes are identity changes; any other class
//! is beside. `docs/sources.md` says which attribute becomes what.
//!
//! Invariants: attributes that are not read cannot make a record fail, nor can anything in
//! `unmapped`; an attribute that is read and has another type than OCSF gives it does (numbers
//! written as text, and text written as numbers, are taken). Where the log leaves open whether data
//! was handed out, it was. This is the hot path: one pass over the bytes, and nothing is allocated
//! but the box of the access, unless text is escaped or a URL comes in two parts.

mod access;
mod fill;
mod identity;
mod plan;
mod pointers;
mod record;
mod request;
mod scan;
mod value;

use event::Millis;

use self::{
    fill::Fill,
    plan::Plans,
    pointers::Pointers,
    record::Record,
    scan::{Marks, Scan, Scanner},
};
use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    formats::{Builder, Format},
};

/// OCSF as NDJSON.
pub(crate) const FORMAT: Format = Format {
    id: "ocsf",
    title: "OCSF 1.0 to 1.8, one JSON object a line",
    framing: Framing::Lines,
    build,
    likeness,
};

struct Ocsf {
    reader: Reader,
    actor_kind: event::ActorKind,
    pointers: Pointers,
}

impl Decode for Ocsf {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        let text = text(record)?;
        let mut parsed = Record::default();
        self.reader.parse(text, &mut parsed)?;
        let class = parsed
            .class_uid
            .get()
            .ok_or_else(|| Fault::new("no class_uid"))?;
        let mut event = match class {
            6003 | 4002 | 6001 | 6005 => Some(access::event(class, &mut parsed, self.actor_kind)?),
            3002 => identity::issuance(&mut parsed)?,
            3001 => identity::change(&mut parsed)?,
            _ => None,
        };
        if let Some(event) = &mut event {
            self.pointers.apply(text, event)?;
        }
        match event {
            Some(event) => sink.event(event),
            None if parsed.metadata.sequence.unsigned().is_none() => sink.beside(),
            None => {
                let time = time(&parsed)?;
                sink.beside_marked(&mark(&mut parsed), time);
            }
        }
        Ok(())
    }
}

fn text(record: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(record)
        .map_err(|e| Fault::new(format!("not UTF-8 at byte {}", e.valid_up_to())))
}

/// Reads records in three ways that agree: by a plan, by a scan, by `serde_json`, quickest first.
#[derive(Debug, Default)]
struct Reader {
    marks: Marks,
    plans: Plans,
}

impl Reader {
    /// Parses into place: a record of all classes is too large to be moved about.
    fn parse<'a>(&mut self, text: &'a str, record: &mut Record<'a>) -> Result<(), Fault> {
        let marks = self.marks.of(text);
        if self.plans.read(text, marks, record) {
            return Ok(());
        }
        *record = Record::default();
        if scan(text, marks, record) {
            self.plans.learn(text, marks);
            return Ok(());
        }
        *record = Record::default();
        parse_slow(text, record)
    }
}

/// Reads a record if nothing about it is unusual; else it may be half filled.
fn scan<'a>(text: &'a str, marks: &Marks, record: &mut Record<'a>) -> bool {
    let mut scanner = Scanner::new(text, marks);
    scanner.peek() == Some(b'{') && record.scan(&mut scanner).is_some() && scanner.is_done()
}

/// The slow twin of a scan, which decides about whatever the scan gave up.
fn parse_slow<'a>(text: &'a str, record: &mut Record<'a>) -> Result<(), Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    record
        .fill(&mut deserializer)
        .and_then(|()| deserializer.end())
        .map_err(|e| value::fault(&e))
}

/// The earliest time that is taken as milliseconds: 1973-03-03. Some producers write seconds; those
/// of the year 5138 are the first that could be taken for milliseconds.
const EARLIEST_MS: i64 = 100_000_000_000;

/// When it happened: `time`, else `time_dt`.
fn time(record: &Record<'_>) -> Result<Millis, Fault> {
    if let Some(ms) = record.time.get().filter(|ms| *ms >= EARLIEST_MS) {
        return Ok(Millis(ms));
    }
    match (record.time_dt.get(), record.time.get()) {
        (Some(text), _) => Millis::parse(text).map_err(|_| {
            Fault::new("time_dt is not RFC 3339 with a zone, and time is no number of milliseconds")
        }),
        (None, Some(_)) => Err(Fault::new(
            "time is before 1973, so it is not in milliseconds",
        )),
        (None, None) => Err(Fault::new("no time: neither time nor time_dt")),
    }
}

fn mark<'a>(record: &mut Record<'a>) -> event::Mark<'a> {
    let device = &mut record.device;
    event::Mark {
        instance: device.uid.take().or_else(|| device.hostname.take()),
        boot: None,
        sequence: record.metadata.sequence.unsigned(),
        event_id: record.metadata.uid.take(),
    }
}

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    let actor_kind = settings.actor_kind;
    let pointers = Pointers::new(settings)?;
    Ok(Box::new(move |_| {
        Ok(Box::new(Ocsf {
            reader: Reader::default(),
            actor_kind,
            pointers: pointers.clone(),
        }))
    }))
}

/// How many of a hundred of these records have a class and a time.
fn likeness(records: &[&[u8]]) -> u8 {
    let fits = |record: &&&[u8]| {
        let (mut reader, mut parsed) = (Reader::default(), Record::default());
        text(record)
            .and_then(|text| reader.parse(text, &mut parsed))
            .is_ok()
            && parsed.class_uid.get().is_some()
            && time(&parsed).is_ok()
    };
    let fitting = records.iter().filter(fits).count();
    u8::try_from(fitting * 100 / records.len().max(1)).unwrap_or(0)
}

/// Whether the record says that it succeeded: by `status_id`, or by `status` where that is missing.
fn success(record: &Record<'_>) -> Option<bool> {
    match record.status_id.get() {
        Some(1) => Some(true),
        Some(2) => Some(false),
        Some(_) => None,
        None => match record.status.get() {
            Some(text) if text.eq_ignore_ascii_case("success") => Some(true),
            Some(text) if text.eq_ignore_ascii_case("failure") => Some(false),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests;
