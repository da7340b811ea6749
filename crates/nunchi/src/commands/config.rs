//! `nunchi config`: mistakes in nunchi.toml, the settings in force, and the schema.

use std::path::Path;

use api::{Complaint, ConfigCheck};
use env::Disk;
use event::ErrorClass;
use report::forms::Form;
use serde_json::{Value, json};

use crate::{
    cli::{ConfigCommand, ListArgs, Place},
    failure::Failure,
    home::{keys_dir, read_settings, real_world},
    printer::{format_or_default, say},
    pushing::Files,
    render,
    settings::{self, Settings, Webhook},
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
    if document.complaints.is_empty() {
        document.complaints = of_files(world.disk.as_ref(), &args.place, &text)?;
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

/// What is wrong with the forms that controllers name, each with its place in the settings.
fn forms(disk: &dyn Disk, dir: &Path, settings: &Settings) -> Vec<(String, String)> {
    let controllers = settings.catalogue.controllers.iter().enumerate();
    let wrong = controllers.filter_map(|(index, of)| {
        let form = settings.standing.get(&of.id)?.form.as_ref()?;
        let read = disk.read(&dir.join(form)).map_err(|e| e.to_string());
        let why = match read.map(String::from_utf8) {
            Err(why) => why,
            Ok(Err(_)) => "it is not UTF-8 text".to_owned(),
            Ok(Ok(text)) => Form::read(&text).err()?.to_string(),
        };
        let message = format!("form {form:?}: {why}; `nunchi report form` prints one to fill in");
        Some((format!("controller[{index}].form"), message))
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
    let found = settings::parse(text, file).err().unwrap_or_default();
    ConfigCheck {
        v: api::VERSION,
        file: file.to_owned(),
        complaints: found.into_iter().map(complaint).collect(),
    }
}

fn complaint(of: settings::Complaint) -> Complaint {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Complaint {
        line: number(of.line),
        column: number(of.column),
        message: of.message,
    }
}

/// What is wrong with the files that controllers and targets name: it would fail on the day it is needed.
fn of_files(disk: &dyn Disk, place: &Place, text: &str) -> Result<Vec<Complaint>, Failure> {
    let Ok(settings) = settings::parse(text, "nunchi.toml") else {
        return Ok(Vec::new());
    };
    let mut about = forms(disk, &place.data, &settings);
    if !settings.webhooks.is_empty() {
        about.extend(of_webhooks(disk, place, &settings)?);
    }
    let found = settings::complaints(text, "nunchi.toml", &about);
    Ok(found.into_iter().map(complaint).collect())
}

/// What is wrong with the files of targets.
fn of_webhooks(
    disk: &dyn Disk,
    place: &Place,
    settings: &Settings,
) -> Result<Vec<(String, String)>, Failure> {
    let files = Files {
        disk,
        keys: &keys_dir(place, settings)?,
        data: &place.data,
    };
    let mut about = Vec::new();
    for (index, webhook) in settings.webhooks.iter().enumerate() {
        let path = |key: &str| format!("webhook[{index}].{key}");
        let secret = files.secret(webhook).err();
        about.extend(secret.map(|why| (path("secret_file"), why)));
        let key = match webhook.ca_file {
            Some(_) => "ca_file",
            None => "url",
        };
        let roots = files.roots(webhook).err();
        about.extend(roots.map(|why| (path(key), why)));
    }
    Ok(about)
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
        "webhooks": settings.webhooks.iter().map(Webhook::value).collect::<Vec<_>>(),
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
