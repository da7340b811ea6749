//! Golden fixtures of the mapped formats: `fixtures/NAME.in` decodes to `fixtures/NAME.events`, one
//! line a record's event or fault. `UPDATE=1` rewrites the second; the reviewer reads the difference.

use std::{fmt::Write as _, path::PathBuf};

use event::{Access, Event};

use crate::{Fault, Framing, Settings, Sink, formats::Format, mapping::Mapping};

/// Settings with this mapping, written as JSON.
pub(crate) fn settings(mapping: &str) -> Settings {
    let mapping: Mapping = serde_json::from_str(mapping).unwrap();
    Settings {
        mapping: Some(mapping),
        time_zone: "Asia/Seoul".to_owned(),
        ..Settings::default()
    }
}

/// What a decoder gave, as lines.
#[derive(Default)]
pub(crate) struct Lines(pub(crate) Vec<String>);

impl Sink for Lines {
    fn event(&mut self, event: Event<'_>) {
        self.0.push(line(&event));
    }

    fn beside(&mut self) {
        self.0.push("beside".to_owned());
    }
}

/// Decodes records, the first of which is the header where the format has one.
pub(crate) fn decode(
    format: &Format,
    settings: &Settings,
    records: &[&[u8]],
) -> Result<Vec<String>, Fault> {
    let builder = (format.build)(settings).unwrap();
    let (header, records) = match format.framing {
        Framing::Csv => records
            .split_first()
            .map(|(h, r)| (*h, r))
            .unwrap_or_default(),
        _ => (&b""[..], records),
    };
    let mut decoder = builder(header)?;
    let mut out = Lines::default();
    for record in records {
        let before = out.0.len();
        let result = decoder.decode(record, &mut out);
        assert_eq!(
            result.is_ok(),
            out.0.len() > before,
            "a sink call or a fault, never both"
        );
        if let Err(fault) = result {
            out.0.push(format!("fault: {fault}"));
        }
    }
    Ok(out.0)
}

/// Compares `src/FOLDER/fixtures/NAME.in` with its `.events`.
pub(crate) fn check(format: &Format, settings: &Settings, folder: &str, name: &str) {
    let at = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(folder)
        .join("fixtures");
    let input = std::fs::read_to_string(at.join(format!("{name}.in"))).unwrap();
    let records = match format.framing {
        Framing::Csv => {
            let mapping = settings.mapping.as_ref();
            csv_records(
                &input,
                mapping.and_then(|m| m.delimiter.as_deref()).unwrap_or(","),
            )
        }
        _ => input.lines().map(str::as_bytes).collect(),
    };
    let mut found = String::new();
    for line in decode(format, settings, &records).unwrap() {
        writeln!(found, "{line}").unwrap();
    }
    let events = at.join(format!("{name}.events"));
    if std::env::var_os("UPDATE").is_some() {
        #[expect(clippy::disallowed_methods, reason = "UPDATE=1 rewrites a fixture")]
        std::fs::write(&events, &found).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(&events).unwrap_or_default(),
        found,
        "{}",
        events.display()
    );
}

/// The raw records of a CSV text, cut by the reader of the csv crate.
fn csv_records<'i>(input: &'i str, delimiter: &str) -> Vec<&'i [u8]> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.as_bytes()[0])
        .from_reader(input.as_bytes());
    let starts: Vec<usize> = reader
        .records()
        .map(|record| usize::try_from(record.unwrap().position().unwrap().byte()).unwrap())
        .chain([input.len()])
        .collect();
    let records = starts
        .windows(2)
        .map(|ends| input[ends[0]..ends[1]].trim_end_matches(['\r', '\n']));
    records.map(str::as_bytes).collect()
}

fn line(event: &Event<'_>) -> String {
    match event {
        Event::Access(access) => access_line(access),
        Event::Issuance(issuance) => format!("{issuance:?}"),
        Event::Identity(change) => format!("{change:?}"),
        Event::Relation(relation) => format!("{relation:?}"),
        Event::Heartbeat(beat) => format!("{beat:?}"),
        Event::Act(act) => format!("{act:?}"),
    }
}

/// What an access says beyond saying nothing.
fn access_line(access: &Access<'_>) -> String {
    let mut out = format!(
        "access {} {:?} {:?}",
        access.time, access.request, access.outcome
    );
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(out, " {name}={value}").unwrap();
        }
    };
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_ref().map(|t| format!("{t:?}"));
    add("actor", text(&access.actor));
    add("kind", Some(access.actor_kind.word().to_owned()));
    add("credential", text(&access.credential));
    add("key", text(&access.key));
    add("issuer", text(&access.issuer));
    add("ip", access.ip.map(|ip| ip.to_string()));
    add("client", text(&access.client));
    add("records", access.records.map(|n| n.to_string()));
    add("reach", access.reach.map(|n| n.to_string()));
    add(
        "subjects",
        (!access.subjects.is_empty()).then(|| format!("{:?}", access.subjects)),
    );
    add(
        "pointed",
        (!access.pointed.is_empty()).then(|| format!("{:?}", access.pointed)),
    );
    add("sequence", access.mark.sequence.map(|n| n.to_string()));
    add("event_id", text(&access.mark.event_id));
    add("instance", text(&access.mark.instance));
    add("boot", text(&access.mark.boot));
    out
}
