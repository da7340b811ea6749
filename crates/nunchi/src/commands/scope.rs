//! `nunchi scope`: the exposure of a selection.

use std::{collections::HashMap, path::Path};

use api::{By, ByValue, Minus, Out};
use event::{ActKind, Millis};
use exposure::{
    Asked, Dimension, ExposureSet, Ground, PseudoId, SetRow, selection::Selection,
    write_set_parquet,
};
use ledger::{Names, Snapshot, SubjectId};
use serde_json::{Map, Value, json};

use crate::{
    asking,
    cli::{ByColumn, ScopeArgs},
    failure::Failure,
    home::Home,
    printer::{format_or_default, note, say},
    render::{self, documents, documents::Beside},
};

/// Forms of a file that a set is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Parquet,
}

/// A file that was asked for.
struct Wanted<'a> {
    path: &'a Path,
    form: Form,
    /// Who asks for names, and why; `None` keeps the set pseudonymous.
    names: Option<(String, &'a str)>,
}

pub(crate) fn run(args: &ScopeArgs) -> Result<u8, Failure> {
    let home = Home::open(&args.place)?.asked_by(args.as_name.as_deref());
    let start = home.clock().monotonic();
    for field in &args.untouched {
        asking::check_field(&home.settings.catalogue, field)?;
    }
    let file = args.out.as_deref();
    let wanted = file.map(|path| wanted(args, path)).transpose()?;
    let (text, as_of) = meant(&home, args)?;
    let snapshot = snapshot(&home, args, (&text, as_of))?;
    let selection = asking::selection(&home, &snapshot, &text)?;
    let minus = match &args.minus {
        Some(text) => Some(asking::selection(&home, &snapshot, text)?),
        None => None,
    };
    let then = as_of.map(|_| snapshot.state.catalogue.0);
    let earlier = match args.catalogue.or(then) {
        Some(version) => Some((home.catalogue_version(version)?, version)),
        None => None,
    };
    let ground = match &earlier {
        Some((catalogue, version)) => home.ground_under(&snapshot, catalogue, *version)?,
        None => home.ground(&snapshot)?,
    };
    let asked = Asked {
        untouched: args.untouched.clone(),
        set: minus.is_some() || wanted.is_some(),
        ..Asked::default()
    };
    let (answer, mut set) = exposure::scope(home.disk(), &ground, &selection, &asked)?;
    let mut beside = Beside {
        people: args.people,
        ..Beside::default()
    };
    if let Some(column) = args.by {
        beside.by = Some(broken_down(&home, &ground, &selection, (column, args.top))?);
    }
    if let Some(minus) = &minus {
        set = without(&home, &ground, &set, minus)?;
        beside.minus = Some(Minus {
            selection: minus.to_string(),
            subjects: set.len() as u64,
            exposures: set.values().map(|fields| u64::from(fields.len())).sum(),
        });
    }
    if let Some(wanted) = &wanted {
        let written = text_of(&selection, minus.as_ref());
        let at = answer.span.map_or(Millis::MAX, |(_, last)| last);
        write_set(&home, &ground, wanted, &written, &set, at)?;
        beside.out = Some(Out {
            file: wanted.path.display().to_string(),
            subjects: set.len() as u64,
            identified: wanted.names.is_some(),
        });
    }
    beside.note = home.note_of(answer.as_of.size)?;
    beside.pseudonymised = documents::pseudonymised(&answer, ground.catalogue);
    let elapsed = home.clock().monotonic().saturating_sub(start);
    beside.elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    ask_again(&home, &ground, &selection, &asked, args)?;
    let document = documents::scope(&answer, beside);
    let zone = asking::zone(&home.settings.catalogue);
    say(&render::render(
        &document,
        format_or_default(args.format),
        |scope| render::scope::table(scope, &zone),
        render::flat,
    )?);
    Ok(0)
}

/// What is asked, and as of which head: `incident 7 scope 2` is what was frozen, as of the head of then.
fn meant(home: &Home, args: &ScopeArgs) -> Result<(String, Option<u64>), Failure> {
    match asking::frozen(home, &args.selection)? {
        None => Ok((args.selection.clone(), args.as_of)),
        Some(frozen) if args.as_of.is_some_and(|size| size != frozen.size) => {
            Err(Failure::usage(format!(
                "--as-of: a scope version is of its own head, which has {} leaves; ask its selection to name another",
                frozen.size
            )))
        }
        Some(frozen) => Ok((frozen.selection, Some(frozen.size))),
    }
}

/// The directory, with the names of the book only where the question or its answer needs them.
fn snapshot(
    home: &Home,
    args: &ScopeArgs,
    (text, as_of): (&String, Option<u64>),
) -> Result<Snapshot, Failure> {
    let named = asking::needs_names(home, [Some(text), args.minus.as_ref()])?;
    let names = match named || args.identify {
        true => Names::Wanted,
        false => Names::Unread,
    };
    match as_of {
        Some(size) => home.snapshot_as_of(size, names),
        None => home.snapshot_with(names),
    }
}

/// Asks the same some times more, as a server would, and says how long each took.
fn ask_again(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
    asked: &Asked,
    args: &ScopeArgs,
) -> Result<(), Failure> {
    let timed = |what: &str, ask: &dyn Fn() -> Result<(), Failure>| {
        let start = home.clock().monotonic();
        ask()?;
        let took = home.clock().monotonic().saturating_sub(start);
        note(&format!("{what} again in {:.6} s", took.as_secs_f64()));
        Ok::<(), Failure>(())
    };
    for _ in 0..args.repeat {
        timed("asked", &|| {
            exposure::scope(home.disk(), ground, selection, asked)?;
            Ok(())
        })?;
        if let Some(column) = args.by {
            timed("broken down", &|| {
                broken_down(home, ground, selection, (column, args.top)).map(drop)
            })?;
        }
    }
    Ok(())
}

/// The reads by a column.
fn broken_down(
    home: &Home,
    ground: &Ground<'_>,
    selection: &Selection,
    (column, top): (ByColumn, usize),
) -> Result<By, Failure> {
    let (name, dimension) = match column {
        ByColumn::Ip => ("ip", Dimension::Ip),
        ByColumn::Asn => ("asn", Dimension::Asn),
        ByColumn::Country => ("country", Dimension::Country),
        ByColumn::Client => ("client", Dimension::Client),
        ByColumn::Key => ("key", Dimension::Key),
        ByColumn::Route => ("route", Dimension::Route),
        ByColumn::Source => ("source", Dimension::Source),
        ByColumn::Actor => ("actor", Dimension::Actor),
        ByColumn::Credential => ("credential", Dimension::Credential),
    };
    let broken = exposure::by(home.disk(), ground, selection, dimension, top)?;
    let value = |value: exposure::Value| ByValue {
        value: value.value,
        subjects: value.subjects,
        reads: value.reads,
    };
    Ok(By {
        column: name.to_owned(),
        values: broken.values,
        top: broken.top.into_iter().map(value).collect(),
    })
}

fn without(
    home: &Home,
    ground: &Ground<'_>,
    set: &ExposureSet,
    minus: &Selection,
) -> Result<ExposureSet, Failure> {
    let asked = Asked {
        set: true,
        ..Asked::default()
    };
    let (_, other) = exposure::scope(home.disk(), ground, minus, &asked)?;
    Ok(exposure::minus(set, &other))
}

/// The selection of a set as the record of its export names it.
fn text_of(selection: &Selection, minus: Option<&Selection>) -> String {
    minus.map_or_else(
        || selection.to_string(),
        |minus| format!("{selection} MINUS {minus}"),
    )
}

/// Checks what was typed about the file before anything is read.
fn wanted<'a>(args: &'a ScopeArgs, path: &'a Path) -> Result<Wanted<'a>, Failure> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let form = match extension.to_ascii_lowercase().as_str() {
        "csv" => Form::Csv,
        "parquet" => Form::Parquet,
        _ => {
            return Err(Failure::usage(format!(
                "{}: the set is written as .csv or .parquet: name the file so",
                path.display()
            )));
        }
    };
    let names = match (args.identify, &args.reason) {
        (true, Some(said)) => Some((
            asking::asker(args.as_name.as_deref())?,
            asking::reason(said)?,
        )),
        _ => None,
    };
    Ok(Wanted { path, form, names })
}

/// Writes a set. With names, the export is recorded durably before the book is opened.
fn write_set(
    home: &Home,
    ground: &Ground<'_>,
    wanted: &Wanted<'_>,
    selection: &str,
    set: &ExposureSet,
    at: Millis,
) -> Result<(), Failure> {
    let snapshot = ground.snapshot;
    let names = match &wanted.names {
        Some((by, reason)) => {
            let body = Map::from_iter([
                ("selection".to_owned(), json!(selection)),
                ("reason".to_owned(), Value::from(*reason)),
                ("subjects".to_owned(), json!(set.len())),
            ]);
            asking::record(home, &mut home.writer()?, ActKind::Export, by, body)?;
            Some(open_names(home, snapshot, set)?)
        }
        None => None,
    };
    let row = |(subject, fields): (&SubjectId, &event::FieldSet)| SetRow {
        subject: PseudoId::Subject(*subject).to_string(),
        name: names.as_ref().and_then(|names| names.get(subject).cloned()),
        // A subject can be of several kinds over time: the file says what it was at the last read.
        kind: ground.kinds.at(&snapshot.state, *subject, at).word(),
        fields: exposure::field_ids(ground.catalogue, *fields).join(";"),
    };
    let rows: Vec<SetRow> = set.iter().map(row).collect();
    let bytes = match wanted.form {
        Form::Csv => csv(&rows, names.is_some())?.into_bytes(),
        Form::Parquet => write_set_parquet(&rows, names.is_some())
            .map_err(|e| Failure::new(event::ErrorClass::Internal, e.to_string()))?,
    };
    home.disk().replace(wanted.path, &bytes).map_err(|e| {
        Failure::new(
            event::ErrorClass::Unavailable,
            format!("cannot write {}: {e}", wanted.path.display()),
        )
    })
}

fn open_names(
    home: &Home,
    snapshot: &Snapshot,
    set: &ExposureSet,
) -> Result<HashMap<SubjectId, String>, Failure> {
    let book = snapshot
        .book
        .as_ref()
        .ok_or(ledger::OpenError::Key("book"))?;
    let mut names = HashMap::new();
    book.each_name(home.disk(), |subject, name| {
        if set.contains_key(&subject) {
            names.insert(subject, name.to_owned());
        }
    })?;
    Ok(names)
}

fn csv(rows: &[SetRow], named: bool) -> Result<String, Failure> {
    let name = |row: &SetRow| row.name.clone().unwrap_or_default();
    let cells = |row: &SetRow| vec![row.subject.clone(), row.kind.to_owned(), row.fields.clone()];
    match named {
        false => render::csv_rows(&["subject", "kind", "fields"], rows.iter().map(cells)),
        true => render::csv_rows(
            &["name", "subject", "kind", "fields"],
            rows.iter()
                .map(|row| [vec![name(row)], cells(row)].concat()),
        ),
    }
}

#[cfg(test)]
mod tests;
