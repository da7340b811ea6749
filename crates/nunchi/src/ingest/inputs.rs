//! Which file is which source: said by `SOURCE=FILE` or `--source`, else found by looking at it.

use std::path::{Path, PathBuf};

use env::Disk;
use event::ErrorClass;
use exposure::selection::did_you_mean;
use source::{
    Framing,
    feed::{Feed, expand},
    formats,
};

use crate::{cli::IngestArgs, failure::Failure, settings::Settings};

/// One stream to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// The file; `-` is standard input.
    pub(crate) path: PathBuf,
    /// The source it is read as.
    pub(crate) source: String,
}

/// Records looked at to find a format.
const SNIFFED_RECORDS: usize = 20;

/// Expands what was typed into streams with their sources.
pub(crate) fn resolve_inputs(
    disk: &dyn Disk,
    settings: &Settings,
    args: &IngestArgs,
) -> Result<Vec<Input>, Failure> {
    let said = (args.source.as_deref(), args.format.as_deref());
    resolve(disk, settings, &args.files, said)
}

/// The same of files that are only looked at: standard input cannot be.
pub(crate) fn resolve_files(
    disk: &dyn Disk,
    settings: &Settings,
    files: &[String],
    source: Option<&str>,
) -> Result<Vec<Input>, Failure> {
    if files.iter().any(|file| file == "-" || file.ends_with("=-")) {
        return Err(Failure::usage(
            "standard input is no file and cannot be watched: name the files",
        ));
    }
    resolve(disk, settings, files, (source, None))
}

fn resolve(
    disk: &dyn Disk,
    settings: &Settings,
    files: &[String],
    (source, format): (Option<&str>, Option<&str>),
) -> Result<Vec<Input>, Failure> {
    let mut inputs: Vec<Input> = Vec::new();
    for typed in files {
        let (named, file) = split_source(settings, typed);
        let paths = expand(disk, &[file.to_owned()]);
        // Only of what is no file: the name of a file may hold an equals sign too.
        if paths.is_err()
            && let Some((mistyped, _)) = typed.split_once('=')
            && named.is_none()
            && !mistyped.contains('/')
        {
            declared(settings, mistyped)?;
        }
        for path in paths? {
            let source = match named.or(source) {
                Some(source) => declared(settings, source)?.to_owned(),
                None => find_source(disk, settings, &path, format)?,
            };
            let input = Input { path, source };
            if !inputs.contains(&input) {
                inputs.push(input);
            }
        }
    }
    Ok(inputs)
}

/// `gateway=logs/a.ndjson` when `gateway` is a source; a file name may hold an equals sign too.
fn split_source<'t>(settings: &Settings, typed: &'t str) -> (Option<&'t str>, &'t str) {
    match typed.split_once('=') {
        Some((source, file)) if settings.catalogue.source(source).is_some() => (Some(source), file),
        _ => (None, typed),
    }
}

fn declared<'s>(settings: &'s Settings, id: &str) -> Result<&'s str, Failure> {
    settings
        .catalogue
        .source(id)
        .map(|source| source.id.as_str())
        .ok_or_else(|| {
            let known: Vec<&str> = settings
                .catalogue
                .sources
                .iter()
                .map(|source| source.id.as_str())
                .collect();
            let near = did_you_mean(id, known.iter().copied())
                .map_or_else(String::new, |near| format!("did you mean {near:?}? "));
            let message = format!(
                "no source {id:?} is declared in nunchi.toml; {near}there are: {}",
                known.join(", ")
            );
            Failure::new(ErrorClass::NotFound, message)
        })
}

fn find_source(
    disk: &dyn Disk,
    settings: &Settings,
    path: &Path,
    format: Option<&str>,
) -> Result<String, Failure> {
    let format = match format {
        Some(format) => known_format(format)?.to_owned(),
        None => {
            let likely = sniff(disk, path)?;
            let (id, _) = likely.first().ok_or_else(|| Failure::usage(format!("{}: no known format fits its first records; say --source, or see `nunchi source detect`", path.display())))?;
            (*id).to_owned()
        }
    };
    let fitting: Vec<&str> = settings
        .catalogue
        .sources
        .iter()
        .filter(|source| source.format == format)
        .map(|source| source.id.as_str())
        .collect();
    match fitting.as_slice() {
        [one] => Ok((*one).to_owned()),
        [] => Err(Failure::new(
            ErrorClass::Config,
            format!(
                "{} looks like {format}, and no source of that format is declared in nunchi.toml: add a [[source]] with format = {format:?}",
                path.display()
            ),
        )),
        many => Err(Failure::usage(format!(
            "{} looks like {format}, and {} sources have that format: say which, e.g. {}={}",
            path.display(),
            many.len(),
            many[0],
            path.display()
        ))),
    }
}

fn known_format(id: &str) -> Result<&str, Failure> {
    if source::format(id).is_some() {
        return Ok(id);
    }
    let known: Vec<&str> = formats().iter().map(|format| format.id).collect();
    Err(Failure::usage(format!(
        "no format {id:?}; there are: {}",
        known.join(", ")
    )))
}

/// The formats that the first records of a file look like, likeliest first, in percent.
pub(crate) fn sniff(disk: &dyn Disk, path: &Path) -> Result<Vec<(&'static str, u8)>, Failure> {
    if path == Path::new("-") {
        return Err(Failure::usage(
            "standard input cannot be looked at twice: say which source it is with --source",
        ));
    }
    let mut best: Vec<(&'static str, u8)> = Vec::new();
    for framing in [Framing::Lines, Framing::Records, Framing::Csv] {
        let records = first_records(disk, path, framing)?;
        let borrowed: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let found = source::detect(&borrowed);
        best.extend(
            found
                .into_iter()
                .filter(|(format, _)| format.framing == framing)
                .map(|(format, percent)| (format.id, percent)),
        );
    }
    best.sort_by_key(|(_, percent)| std::cmp::Reverse(*percent));
    Ok(best)
}

fn first_records(disk: &dyn Disk, path: &Path, framing: Framing) -> Result<Vec<Vec<u8>>, Failure> {
    let mut feed = Feed::open(disk, path, framing)?;
    let mut records: Vec<Vec<u8>> = Vec::new();
    let Ok(header) = feed.preamble() else {
        return Ok(records);
    };
    if !header.is_empty() {
        records.push(header.to_vec());
    }
    if let Ok(Some(batch)) = feed.next_batch() {
        records.extend(
            batch
                .iter()
                .take(SNIFFED_RECORDS)
                .map(|(_, bytes)| bytes.to_vec()),
        );
    }
    Ok(records)
}
