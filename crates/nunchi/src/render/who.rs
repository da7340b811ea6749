//! Who read one person's data: a line a read, newest last.

use api::{ReadOf, Who};
use jiff::tz::TimeZone;

use super::{Grid, counted, csv_rows, listed, local, took};
use crate::failure::Failure;

/// See the module.
pub(crate) fn table(who: &Who, zone: &TimeZone) -> String {
    let mut lines = Vec::new();
    let name = zone.iana_name().unwrap_or("UTC");
    if who.erased {
        lines.push("the person was erased from the book: the number leads to nobody".to_owned());
    }
    if !who.known {
        let reads = if who.reads.is_empty() {
            "nobody's data was read under it"
        } else {
            "the reads below named somebody who does not exist"
        };
        lines.push(format!("the name is not in the book; {reads}"));
    }
    if !who.reads.is_empty() {
        let mut grid = Grid::new(&[
            &format!("time ({name})"),
            "outcome",
            "route",
            "fields",
            "actor",
            "issued",
            "key",
            "from",
            "source",
        ]);
        who.reads.iter().for_each(|read| grid.row(&row(read, zone)));
        lines.extend(grid.lines());
    }
    lines.push(format!(
        "{} of {}, answered in {}",
        counted(who.reads.len() as u64, "read", "reads"),
        who.subject,
        took(who.elapsed_ms)
    ));
    let gaps = who.coverage.gaps.len() as u64;
    let verdict = if who.coverage.verdict == "complete" {
        "complete".to_owned()
    } else {
        counted(gaps, "gap", "gaps")
    };
    lines.push(format!(
        "coverage: {verdict} (basis: {})",
        who.coverage.basis
    ));
    lines.extend(listed(&who.coverage.gaps, 2));
    lines.push(format!(
        "this question is recorded at position {} as asked by {}: {}",
        who.question.position, who.question.by, who.question.reason
    ));
    lines.join("\n")
}

fn row(read: &ReadOf, zone: &TimeZone) -> Vec<String> {
    let actor = read
        .actor
        .name
        .clone()
        .or_else(|| read.actor.id.clone())
        .unwrap_or_default();
    let actor = if actor.is_empty() {
        read.actor.kind.clone()
    } else {
        actor
    };
    let ip = read.ip.clone().unwrap_or_else(|| "-".to_owned());
    let place = [read.asn.map(|asn| format!("AS{asn}")), read.country.clone()];
    let from = [Some(ip)]
        .into_iter()
        .chain(place)
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let fields = if read.fields.is_empty() {
        "-".to_owned()
    } else {
        read.fields.join(" ")
    };
    let issued = read.issued.word.replace('_', " ");
    vec![
        local(read.time.0, zone),
        read.outcome.clone(),
        read.route.clone(),
        fields,
        actor,
        issued,
        read.key.clone().unwrap_or_else(|| "-".to_owned()),
        from,
        read.source.clone(),
    ]
}

/// A row a read.
pub(crate) fn csv(who: &Who) -> Result<String, Failure> {
    let head = [
        "time",
        "source",
        "route",
        "fields",
        "outcome",
        "actor_kind",
        "actor_id",
        "actor_name",
        "credential",
        "issued",
        "issued_because",
        "key",
        "ip",
        "client",
        "asn",
        "country",
    ];
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let rows = who.reads.iter().map(|read| {
        vec![
            read.time.0.to_string(),
            read.source.clone(),
            read.route.clone(),
            read.fields.join(";"),
            read.outcome.clone(),
            read.actor.kind.clone(),
            text(&read.actor.id),
            text(&read.actor.name),
            read.credential
                .map(|hash| hash.to_string())
                .unwrap_or_default(),
            read.issued.word.clone(),
            text(&read.issued.because),
            text(&read.key),
            text(&read.ip),
            text(&read.client),
            read.asn.map(|asn| asn.to_string()).unwrap_or_default(),
            text(&read.country),
        ]
    });
    csv_rows(&head, rows)
}
