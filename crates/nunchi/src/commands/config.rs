//! `nunchi config`: mistakes in nunchi.toml, the settings in force, and the schema.

use std::path::Path;

use api::{Complaint, ConfigCheck};
use env::Disk;
use event::ErrorClass;
use report::forms::Form;
use serde_json::{Value, json};

use crate::{
    cli::{ConfigCommand, ListArgs},
    failure::Failure,
    home::{read_settings, real_world},
    printer::{format_or_default, say},
    render,
    settings::{self, Settings},
};

/// There are mistakes.
const MISTAKES: u8 = 1;

pub(crate) fn run(command: &ConfigCommand) -> Result<u8, Failure> {
    match command {
        ConfigCommand::Check(args) => check(args),
        ConfigCommand::Show(args) => show(args),
        ConfigCommand::Schema => {
            say(&settings::schema());
            Ok(0)
        }
    }
}

fn check(args: &ListArgs) -> Result<u8, Failure> {
    let world = real_world();
    let file = args.place.data.join("nunchi.toml");
    let text = read(world.disk.as_ref(), &file)?;
    let mut document = checked(&text, "nunchi.toml");
    if let Ok(settings) = settings::parse(&text, "nunchi.toml") {
        let forms = forms(world.disk.as_ref(), &args.place.data, &settings, &text);
        document.complaints.extend(forms);
    }
    say(&render::render(
        &document,
        format_or_default(args.format),
        table,
        csv,
    )?);
    Ok(if document.complaints.is_empty() {
        0
    } else {
        MISTAKES
    })
}

/// Mistakes in the forms that controllers name.
fn forms(disk: &dyn Disk, dir: &Path, settings: &Settings, text: &str) -> Vec<Complaint> {
    let named = settings.standing.values().filter_map(|of| of.form.as_ref());
    let wrong = named.filter_map(|form| {
        let read = disk.read(&dir.join(form)).map_err(|e| e.to_string());
        let why = match read.map(String::from_utf8) {
            Err(why) => why,
            Ok(Err(_)) => "it is not UTF-8 text".to_owned(),
            Ok(Ok(text)) => Form::read(&text).err()?.to_string(),
        };
        let line = text.lines().position(|line| line.contains(form.as_str()));
        Some(Complaint {
            line: line.map_or(1, |line| line as u64 + 1),
            column: 1,
            message: format!("form {form:?}: {why}; `nunchi report form` prints one to fill in"),
        })
    });
    wrong.collect()
}

fn read(disk: &dyn Disk, file: &Path) -> Result<String, Failure> {
    let wrong =
        |what: String| Failure::new(ErrorClass::Config, format!("{}: {what}", file.display()));
    if disk.meta(file)?.is_none() {
        return Err(wrong("there is no such file: make one with `nunchi init`, or name another directory with --data".to_owned()));
    }
    let bytes = disk
        .read(file)
        .map_err(|e| wrong(format!("it cannot be read: {e}")))?;
    String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8 text".to_owned()))
}

fn checked(text: &str, file: &str) -> ConfigCheck {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let found = settings::parse(text, file).err().unwrap_or_default();
    let complaints = found.into_iter().map(|c| Complaint {
        line: number(c.line),
        column: number(c.column),
        message: c.message,
    });
    ConfigCheck {
        v: api::VERSION,
        file: file.to_owned(),
        complaints: complaints.collect(),
    }
}

fn table(check: &ConfigCheck) -> String {
    if check.complaints.is_empty() {
        return format!("{}: no mistakes", check.file);
    }
    let line = |c: &Complaint| format!("{}:{}:{}: {}", check.file, c.line, c.column, c.message);
    check
        .complaints
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn csv(check: &ConfigCheck) -> Result<String, Failure> {
    render::csv_rows(
        &["line", "column", "message"],
        check
            .complaints
            .iter()
            .map(|c| vec![c.line.to_string(), c.column.to_string(), c.message.clone()]),
    )
}

/// The settings in force are JSON in every format but CSV: they are nested.
fn show(args: &ListArgs) -> Result<u8, Failure> {
    let world = real_world();
    let file = args.place.data.join("nunchi.toml");
    read(world.disk.as_ref(), &file)?;
    let settings = read_settings(world.disk.as_ref(), &file)?;
    let shown = shown(&settings);
    say(&match format_or_default(args.format) {
        crate::printer::Format::Csv => render::flat(&shown)?,
        _ => format!("{shown:#}"),
    });
    Ok(0)
}

fn shown(settings: &Settings) -> Value {
    // The catalogue's own canonical form, so that nothing in it can be forgotten here.
    let catalogue: Value =
        serde_json::from_slice(&settings::catalogue_bytes(settings)).unwrap_or_default();
    let decoders: serde_json::Map<String, Value> = settings
        .sources
        .iter()
        .map(|(id, source)| (id.clone(), decoder(source)))
        .collect();
    json!({
        "v": api::VERSION,
        "origin": settings.origin,
        "shards": settings.shards,
        "epoch_reads": settings.epoch_reads,
        "ip_prefix": settings.ip_prefix.map(|(v4, v6)| json!({"v4": v4, "v6": v6})),
        "keys": settings.keys,
        "controllers": settings.standing.iter().map(|(id, of)| json!({
            "id": id,
            "for": of.holds_for,
            "languages": of.languages,
            "form": of.form,
        })).collect::<Vec<Value>>(),
        "retention_ms": settings.retention,
        "quarantine": {"bytes": settings.quarantine_bytes, "age_ms": settings.quarantine_age_ms},
        "decoders": decoders,
        "catalogue": catalogue,
    })
}

fn decoder(source: &source::Settings) -> Value {
    let own = |pointer: &str| {
        if pointer.is_empty() {
            Value::Null
        } else {
            Value::from(pointer)
        }
    };
    json!({
        "time_zone": source.time_zone,
        "actor_kind": source.actor_kind.word(),
        "instance": own(&source.instance),
        "boot": own(&source.boot),
        "mapped": source.mapping.is_some(),
    })
}

#[cfg(test)]
mod tests;
