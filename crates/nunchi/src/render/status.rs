//! Health for people.

use api::Status;
use jiff::tz::TimeZone;

use super::{both, bytes, counted};
use crate::printer::grouped;

/// Reasons of quarantine told; the rest is counted.
const REASONS_TOLD: usize = 10;

/// Names and values, in the order of the lines; a value under no name goes on from the one before.
type Lines = Vec<(&'static str, String)>;

/// See the module.
pub(crate) fn table(status: &Status, zone: &TimeZone) -> String {
    let mut lines = growth(status, zone);
    lines.push(("writing", writing(&status.writer, zone)));
    lines.extend(contents(status));
    lines.push(("bytes", size(status)));
    lines.extend(quarantine(status));
    lines.extend(around(status));
    let line = |(name, value): &(&str, String)| format!("{name:<12} {value}");
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// How far the log has come.
fn growth(status: &Status, zone: &TimeZone) -> Lines {
    let (head, epoch) = (&status.head, &status.epoch);
    let leaves = counted(head.checkpoint.size, "leaf", "leaves");
    let blocks = counted(head.blocks, "block", "blocks");
    let since = both(epoch.open_since.0, zone);
    let open = counted(epoch.rows_open, "row", "rows");
    let sealed = counted(epoch.sealed, "epoch", "epochs");
    vec![
        (
            "origin",
            format!("{}, made {}", status.origin, both(status.created.0, zone)),
        ),
        ("head", format!("{leaves} {}", head.checkpoint.root)),
        ("events", format!("{} in {blocks}", grouped(head.position))),
        (
            "epoch",
            format!("{} open since {since}, {open}", epoch.open),
        ),
        (
            "sealed",
            format!("{sealed}, {}", counted(epoch.rows_sealed, "row", "rows")),
        ),
    ]
}

/// How it stands with writing, and what to do about it.
fn writing(writer: &api::Writer, zone: &TimeZone) -> String {
    let holder = writer.holder.as_deref().unwrap_or("another process");
    let because = writer
        .because
        .as_deref()
        .unwrap_or("the reason is not known");
    match writer.state.as_str() {
        "idle" => "nobody writes at the moment".to_owned(),
        "busy" => format!("{holder} is writing"),
        "cut" => format!(
            "{holder} ended without closing; the next command that writes recovers what it acknowledged"
        ),
        "stopped" => {
            let since = match writer.since {
                Some(since) => both(since.0, zone),
                None => "a time that cannot be read".to_owned(),
            };
            format!(
                "STOPPED since {since}: {because}. Questions are answered; mend the cause and run the \
                 command again, it goes on where it stopped"
            )
        }
        _ => format!("REFUSED: {because}. Questions are answered; nothing can be recorded"),
    }
}

/// What is in it.
fn contents(status: &Status) -> Lines {
    let shards = counted(u64::from(status.shards), "shard", "shards");
    let catalogue = &status.catalogue;
    let settings = match catalogue.settings.as_str() {
        "recorded" => "as in nunchi.toml",
        _ => "nunchi.toml has changed; the next command that writes records it",
    };
    vec![
        (
            "subjects",
            format!("{} in {shards}", grouped(status.subjects)),
        ),
        ("strings", grouped(status.strings)),
        (
            "catalogue",
            format!("version {}, {settings}", catalogue.version),
        ),
        ("relation", format!("version {}", status.relation)),
    ]
}

fn size(status: &Status) -> String {
    let name = |folder: &str| {
        if folder == "." {
            "beside".to_owned()
        } else {
            folder.to_owned()
        }
    };
    let of = status
        .bytes
        .iter()
        .map(|(folder, size)| format!("{} {}", name(folder), bytes(*size)));
    let of: Vec<String> = of.collect();
    let (total, free) = (bytes(status.bytes_total), bytes(status.bytes_free));
    format!("{total} ({}); {free} free", of.join(", "))
}

fn quarantine(status: &Status) -> Lines {
    let held = &status.quarantine;
    let records = match held.records {
        Some(records) => counted(records, "record", "records"),
        None => "records sealed (the book key opens them)".to_owned(),
    };
    let size = format!(
        "{records}, {} of {}",
        bytes(held.bytes),
        bytes(held.bytes_max)
    );
    let reasons = held.reasons.as_deref().unwrap_or_default();
    let mut lines = vec![("quarantine", size)];
    for reason in reasons.iter().take(REASONS_TOLD) {
        let records = grouped(reason.records);
        lines.push((
            "",
            format!("{records} {}: {}", reason.source, reason.reason),
        ));
    }
    if reasons.len() > REASONS_TOLD {
        lines.push((
            "",
            format!("and {} more reasons", reasons.len() - REASONS_TOLD),
        ));
    }
    lines
}

/// What it needs around it.
fn around(status: &Status) -> Lines {
    let key = |there: bool| if there { "there" } else { "missing" };
    let (keys, index) = (&status.keys, &status.index);
    let hint = match index.indexed < index.parts {
        true => "; `nunchi index rebuild` makes the rest",
        false => "",
    };
    let renewal = match keys.renewal_waits {
        Some(true) => {
            "; the book waits to be sealed anew: `nunchi book renew` once no hold is in force"
        }
        _ => "",
    };
    let parts = counted(index.parts, "part", "parts");
    vec![
        (
            "keys",
            format!(
                "sign {}, book {} ({}){renewal}",
                key(keys.sign),
                key(keys.book),
                keys.dir
            ),
        ),
        (
            "index",
            format!("{} of {parts}{hint}", grouped(index.indexed)),
        ),
    ]
}
