//! `nunchi source`: what a file is, and what would become of its records. Nothing is written, and no
//! credential and no name is printed.

use api::{Detect, Explain, Explained, ExplainedEvent, Likeness};
use env::Disk;
use event::{
    Access, Event,
    catalogue::{Catalogue, Named, RouteHit},
    limits::SUBJECTS_PER_ACCESS_MAX,
};
use source::{Decode, Fault, Framing, Sink, feed::Feed};

use crate::{
    cli::{IngestArgs, Place, SourceCommand},
    failure::Failure,
    home::{Home, real_world},
    ingest::{resolve_inputs, sniff},
    printer::{Format, format_or_default, say},
    render,
};

pub(crate) fn run(command: &SourceCommand) -> Result<u8, Failure> {
    match command {
        SourceCommand::Detect { file, format } => detect(&real_world().disk, file, *format),
        SourceCommand::Explain {
            place,
            file,
            source,
            records,
            format,
        } => explain(place, file, source.as_deref(), *records, *format),
    }
}

fn detect(
    disk: &std::sync::Arc<dyn Disk>,
    file: &std::path::Path,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let likely = sniff(disk.as_ref(), file)?;
    let likeness = |(id, percent): (&'static str, u8)| Likeness {
        format: id.to_owned(),
        title: source::format(id)
            .map_or("", |format| format.title)
            .to_owned(),
        percent,
    };
    let document = Detect {
        v: api::VERSION,
        file: file.display().to_string(),
        formats: likely.into_iter().map(likeness).collect(),
    };
    say(&render::render(
        &document,
        format_or_default(format),
        detect_table,
        detect_csv,
    )?);
    Ok(0)
}

fn detect_table(detect: &Detect) -> String {
    if detect.formats.is_empty() {
        return format!(
            "{}: no known format fits its first records; formats `json` and `csv` read anything with a [source.mapping]",
            detect.file
        );
    }
    let mut grid = render::Grid::new(&["format", ">fits", "what it is"]);
    for likely in &detect.formats {
        grid.row(&[
            likely.format.clone(),
            format!("{} %", likely.percent),
            likely.title.clone(),
        ]);
    }
    grid.lines().join("\n")
}

fn detect_csv(detect: &Detect) -> Result<String, Failure> {
    render::csv_rows(
        &["format", "percent", "title"],
        detect.formats.iter().map(|likely| {
            vec![
                likely.format.clone(),
                likely.percent.to_string(),
                likely.title.clone(),
            ]
        }),
    )
}

fn explain(
    place: &Place,
    file: &str,
    source: Option<&str>,
    records: usize,
    format: Option<Format>,
) -> Result<u8, Failure> {
    let home = Home::open(place)?;
    let args = IngestArgs {
        place: place.clone(),
        files: vec![file.to_owned()],
        source: source.map(str::to_owned),
        format: None,
        quarantined: false,
        insist: false,
        no_detect: true,
        threads: None,
        output: None,
    };
    let inputs = resolve_inputs(home.disk(), &home.settings, &args)?;
    let [input] = inputs.as_slice() else {
        return Err(Failure::usage(format!(
            "{file} is {} files: name one",
            inputs.len()
        )));
    };
    let (decoder, framing, name) = decoder(&home, &input.source)?;
    let stdin = input.path == std::path::Path::new("-");
    let feed = match stdin {
        true => Feed::of_reader("standard input", Box::new(std::io::stdin()), framing)?,
        false => Feed::open(home.disk(), &input.path, framing)?,
    };
    let explained = first_records(
        &home.settings.catalogue,
        &input.source,
        feed,
        &decoder,
        records,
    )?;
    let document = Explain {
        v: api::VERSION,
        file: input.path.display().to_string(),
        source: input.source.clone(),
        format: name.to_owned(),
        records: explained,
    };
    say(&render::render(
        &document,
        format_or_default(format),
        explain_table,
        explain_csv,
    )?);
    Ok(0)
}

fn decoder(home: &Home, source: &str) -> Result<(source::Builder, Framing, &'static str), Failure> {
    let wrong = |what: String| {
        Failure::new(
            event::ErrorClass::Config,
            format!("source {source:?}: {what}"),
        )
    };
    let catalogue = &home.settings.catalogue;
    let declared = catalogue
        .source(source)
        .map(|entry| entry.format.as_str())
        .unwrap_or_default();
    let format =
        source::format(declared).ok_or_else(|| wrong(format!("no format {declared:?}")))?;
    let mut settings = home
        .settings
        .sources
        .get(source)
        .cloned()
        .unwrap_or_default();
    settings.pointers = catalogue
        .pointers(source)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let builder = (format.build)(&settings).map_err(|e| wrong(e.to_string()))?;
    Ok((builder, format.framing, format.id))
}

fn first_records(
    catalogue: &Catalogue,
    source: &str,
    mut feed: Feed,
    builder: &source::Builder,
    records: usize,
) -> Result<Vec<Explained>, Failure> {
    let name = feed.name().to_owned();
    let mut decoder =
        builder(feed.preamble()?).map_err(|fault| Failure::usage(format!("{name}: {fault}")))?;
    let mut explained: Vec<Explained> = Vec::new();
    while explained.len() < records {
        let Some(batch) = feed.next_batch()? else {
            break;
        };
        for (record, bytes) in batch.iter().take(records - explained.len()) {
            let (events, quarantined) = match decoded(catalogue, source, decoder.as_mut(), bytes) {
                Ok(events) => (events, None),
                Err(reason) => (Vec::new(), Some(reason)),
            };
            explained.push(Explained {
                offset: record.offset,
                events,
                quarantined,
            });
        }
        if let Some(long) = batch
            .overlong
            .as_ref()
            .filter(|_| explained.len() < records)
        {
            let reason = format!(
                "a record of {} bytes is over the limit of {}",
                long.len,
                source::limits::RECORD_BYTES_MAX
            );
            explained.push(Explained {
                offset: long.offset,
                events: Vec::new(),
                quarantined: Some(reason),
            });
        }
    }
    Ok(explained)
}

/// The events of one record, or why it would be quarantined: all of it, if one event is refused.
fn decoded(
    catalogue: &Catalogue,
    source: &str,
    decoder: &mut dyn Decode,
    bytes: &[u8],
) -> Result<Vec<ExplainedEvent>, String> {
    let mut seen = Seen {
        catalogue,
        source,
        events: Vec::new(),
        refused: None,
    };
    decoder
        .decode(bytes, &mut seen)
        .map_err(|fault: Fault| fault.to_string())?;
    seen.refused.map_or(Ok(seen.events), Err)
}

struct Seen<'c> {
    catalogue: &'c Catalogue,
    source: &'c str,
    events: Vec<ExplainedEvent>,
    refused: Option<String>,
}

impl Sink for Seen<'_> {
    fn event(&mut self, event: Event<'_>) {
        let kind = match &event {
            Event::Access(_) => "access",
            Event::Issuance(_) => "issuance",
            Event::Identity(_) => "identity",
            Event::Relation(_) => "relation",
            Event::Heartbeat(_) => "heartbeat",
            Event::Act(_) => "act",
        };
        let mut explained = ExplainedEvent {
            kind: kind.to_owned(),
            time: Some(event.time().into()),
            ..nothing()
        };
        let checked = match &event {
            Event::Access(access) => self.access(access, &mut explained),
            Event::Issuance(issuance) => {
                self.name("subject", "member", issuance.subject.as_deref())
            }
            Event::Identity(change) => self.name("subject", "member", Some(&change.subject)),
            Event::Relation(relation) => self
                .name("owner", "member", Some(&relation.owner))
                .and_then(|()| self.name("other", "phone", Some(&relation.other))),
            Event::Heartbeat(_) => Ok(()),
            Event::Act(_) => Err("an act cannot be ingested: nunchi records its own".to_owned()),
        };
        match checked {
            Ok(()) => self.events.push(explained),
            Err(reason) => self.refused = self.refused.take().or(Some(reason)),
        }
    }

    fn beside(&mut self) {
        self.events.push(nothing());
    }
}

fn nothing() -> ExplainedEvent {
    ExplainedEvent {
        kind: "beside".to_owned(),
        time: None,
        outcome: None,
        route: None,
        matched: None,
        fields: Vec::new(),
        subjects: None,
    }
}

impl Seen<'_> {
    fn access(&self, access: &Access<'_>, explained: &mut ExplainedEvent) -> Result<(), String> {
        let resolved = self.catalogue.resolve(self.source, access);
        explained.outcome = Some(access.outcome.word().to_owned());
        let route = match &resolved.hit {
            RouteHit::Route(index) | RouteHit::Plain(index) => self.catalogue.routes.get(*index),
            RouteHit::Unmatched(shape) => {
                explained.route = Some(shape.clone());
                None
            }
        };
        explained.matched = Some(route.is_some());
        let mut namespace = "member";
        if let Some(route) = route {
            namespace = &route.namespace;
            explained.route = Some(route.id.clone());
            let fields = self
                .catalogue
                .fields_exposed(route, resolved.columns.as_deref());
            explained.fields = exposure::field_ids(self.catalogue, fields)
                .into_iter()
                .map(str::to_owned)
                .collect();
        }
        if matches!(resolved.hit, RouteHit::Plain(_)) {
            return Ok(());
        }
        let names = match &resolved.named {
            Named::Nobody => &[][..],
            // An actor without a canonical form is nobody, and its read still counts.
            Named::Actor => {
                explained.subjects = Some(u64::from(access.actor.is_some()));
                return Ok(());
            }
            Named::Names(names) if names.len() > SUBJECTS_PER_ACCESS_MAX => {
                return Err(format!(
                    "one access names {} subjects; at most {SUBJECTS_PER_ACCESS_MAX} are taken",
                    names.len()
                ));
            }
            Named::One(name) => std::slice::from_ref(name),
            Named::Names(names) => names.as_slice(),
        };
        explained.subjects = Some(names.len() as u64);
        names
            .iter()
            .try_for_each(|name| self.name("subject", namespace, Some(name)))
    }

    /// Whether a name has a canonical form; the reason why not never repeats the name.
    fn name(&self, what: &str, namespace: &str, raw: Option<&str>) -> Result<(), String> {
        let Some(raw) = raw else { return Ok(()) };
        let mut name = String::new();
        self.catalogue
            .canon
            .write_any(namespace, raw, &mut name)
            .map_err(|e| format!("the {what} has no canonical form: {e}"))
    }
}

fn explain_table(explain: &Explain) -> String {
    let mut lines = vec![format!(
        "{} as source {:?}, format {}",
        explain.file, explain.source, explain.format
    )];
    for record in &explain.records {
        if let Some(reason) = &record.quarantined {
            lines.push(format!(
                "at byte {}: would be quarantined: {reason}",
                record.offset
            ));
        }
        lines.extend(
            record
                .events
                .iter()
                .map(|event| format!("at byte {}: {}", record.offset, told(event))),
        );
    }
    if explain.records.is_empty() {
        lines.push("there is no record in it".to_owned());
    }
    lines.join("\n")
}

fn told(event: &ExplainedEvent) -> String {
    let Some(time) = event.time else {
        return "none of the kinds of event: counted, not kept".to_owned();
    };
    let mut parts = vec![format!("{} at {}", event.kind, time.0)];
    parts.extend(event.outcome.clone());
    match (event.matched, &event.route) {
        (Some(true), Some(route)) => parts.push(format!("route {route}")),
        (Some(false), Some(request)) => parts.push(format!("no route matches {request}")),
        _ => {}
    }
    if !event.fields.is_empty() {
        parts.push(format!("shows {}", event.fields.join(" ")));
    }
    if let Some(subjects) = event.subjects {
        parts.push(format!(
            "names {subjects} {}",
            if subjects == 1 { "subject" } else { "subjects" }
        ));
    }
    parts.join(", ")
}

fn explain_csv(explain: &Explain) -> Result<String, Failure> {
    let head = [
        "offset",
        "kind",
        "time",
        "outcome",
        "route",
        "matched",
        "fields",
        "subjects",
        "quarantined",
    ];
    let mut rows = Vec::new();
    for record in &explain.records {
        let offset = record.offset.to_string();
        if let Some(reason) = &record.quarantined {
            let blanks = vec![String::new(); head.len() - 2];
            rows.push([vec![offset.clone()], blanks, vec![reason.clone()]].concat());
        }
        rows.extend(record.events.iter().map(|event| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let number = event.subjects.map(|n| n.to_string()).unwrap_or_default();
            let time = event
                .time
                .map(|time| time.0.to_string())
                .unwrap_or_default();
            let matched = event
                .matched
                .map(|matched| matched.to_string())
                .unwrap_or_default();
            vec![
                offset.clone(),
                event.kind.clone(),
                time,
                text(&event.outcome),
                text(&event.route),
                matched,
                event.fields.join(";"),
                number,
                String::new(),
            ]
        }));
    }
    render::csv_rows(&head, rows)
}

#[cfg(test)]
mod tests;
