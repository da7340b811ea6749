//! What a question on the command line means: the text of a selection becomes one that names only
//! what exists and holds no name of anybody, or an error with a caret under the wrong place.
//!
//! Also who asks, and how a question is recorded before it is answered.

use std::path::Path;

use event::{
    Act, ActKind, ActReceipt, Acts, Canon, ErrorClass, Millis, catalogue::Catalogue,
    limits::ACT_BODY_BYTES_MAX,
};
use exposure::selection::{self, Column, Selection, SelectionError, Term, did_you_mean};
use incident::case::{Frozen, Incident, Number};
use jiff::tz::TimeZone;
use ledger::{Ledger, OWN_SOURCE, Snapshot};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{
    cases::{Cases, selected},
    failure::Failure,
    home::Home,
    printer::note,
};

/// Characters of a reason: what is recorded must fit the body of an act beside its selection.
const REASON_CHARS_MAX: usize = 500;

/// Characters told of something that is no number.
const NUMBER_CHARS_TOLD: usize = 40;

/// Who asked, when neither the command nor the system says it.
const NOBODY: &str = "unknown";

/// The zone in which dates of selections are meant and times are shown.
pub(crate) fn zone(catalogue: &Catalogue) -> TimeZone {
    // The settings have been checked to name a zone; a ledger that names none means UTC.
    TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC)
}

/// A moment that somebody typed, as selections take it: RFC 3339, or a date or local time in the zone of the ledger.
/// `what` names the option in an error.
pub(crate) fn moment(home: &Home, what: &str, text: &str) -> Result<Millis, Failure> {
    let zone = zone(&home.settings.catalogue);
    selection::moment(text, &zone).map_err(|why| Failure::usage(format!("{what}: {why}")))
}

/// Reads the text of a selection, as far as the text alone allows.
pub(crate) fn parse(catalogue: &Catalogue, text: &str) -> Result<Selection, Failure> {
    selection::parse(text, &zone(catalogue)).map_err(|error| pointed(&error, text))
}

/// Whether a selection asks for somebody by name, so that the book is needed.
pub(crate) fn needs_names<'t>(
    home: &Home,
    texts: impl IntoIterator<Item = Option<&'t String>>,
) -> Result<bool, Failure> {
    let mut needed = false;
    for text in texts.into_iter().flatten() {
        let selection = written_out(home, text, &mut |_, _| ())?;
        // An id such as ~3.161 stands for itself; only a name has to be looked up.
        let named = |column| {
            let texts = selection.texts(column);
            texts.iter().any(|(text, _)| !text.starts_with('~'))
        };
        needed |= named(Column::Subject) || named(Column::Actor);
    }
    Ok(needed)
}

/// The incident that a text stands for: `incident 7`, or `incident E7` for an exercise.
pub(crate) fn incident(text: &str) -> Option<Number> {
    let term = selection::term(text).filter(|term| term.version.is_none())?;
    term.incident.parse().ok()
}

/// The text of a selection, with what its incidents select in their places. `seen` is told of each.
fn written_out(
    home: &Home,
    text: &str,
    seen: &mut dyn FnMut(&Incident, Option<&Frozen>),
) -> Result<Selection, Failure> {
    // A refusal of the parser is a line of text; the class of what went wrong behind it is kept beside.
    let mut class = ErrorClass::Usage;
    let mut terms = |term: &Term| {
        let selects = term_of(home, term, seen);
        selects.map_err(|failure| {
            class = failure.class;
            failure.message
        })
    };
    let zone = zone(&home.settings.catalogue);
    let read = selection::parse_with(text, &zone, &mut terms);
    read.map_err(|error| Failure::new(class, error.render(text)))
}

/// What an incident selects now, or a version of its scope did when it was frozen.
fn term_of(
    home: &Home,
    term: &Term,
    seen: &mut dyn FnMut(&Incident, Option<&Frozen>),
) -> Result<Selection, Failure> {
    let (incident, frozen) = named(home, term)?;
    let text = match &frozen {
        Some(frozen) => frozen.selection.clone(),
        None => selected(&incident)?,
    };
    seen(&incident, frozen.as_ref());
    selection::parse_printed(&text).map_err(|error| {
        let message = format!(
            "the selection of incident {}: {}",
            incident.id, error.message
        );
        Failure::new(ErrorClass::Limit, message)
    })
}

/// The incident that a term names, where whoever asks may see it, and the version of its scope.
fn named(home: &Home, term: &Term) -> Result<(Incident, Option<Frozen>), Failure> {
    let id: Number = term.incident.parse().map_err(|_| {
        let typed: String = term.incident.chars().take(NUMBER_CHARS_TOLD).collect();
        Failure::usage(format!(
            "{typed:?} is no number of an incident: write incident 7, or incident E7 for an exercise"
        ))
    })?;
    let incident = Cases::open(home)?.incident(id, &asker(home.asks())?)?;
    let frozen = match term.version {
        Some(version) => Some(Cases::version(&incident, version)?.clone()),
        None => None,
    };
    Ok((incident, frozen))
}

/// `incident 7 scope 2` is that version as it was frozen; any other text is none.
pub(crate) fn frozen(home: &Home, text: &str) -> Result<Option<Frozen>, Failure> {
    let Some(term) = selection::term(text).filter(|term| term.version.is_some()) else {
        return Ok(None);
    };
    let (incident, frozen) = named(home, &term)?;
    Cases::remind(&incident);
    Ok(frozen)
}

/// Says of what a selection names: that an exercise is one, and that a version is asked as of now.
fn told(incident: &Incident, frozen: Option<&Frozen>) {
    Cases::remind(incident);
    if let Some(frozen) = frozen {
        note(&format!(
            "incident {id} scope {of} stands for the selection of that version, asked as of this answer; for what it was when it was frozen ask `nunchi scope 'incident {id} scope {of}'`, or all of this with `nunchi scope … --as-of {}`",
            frozen.size,
            id = incident.id,
            of = frozen.version,
        ));
    }
}

/// The selection that a text means in a ledger: every route, field and source that it names exists,
/// and every name and credential is an id.
pub(crate) fn selection(
    home: &Home,
    snapshot: &Snapshot,
    text: &str,
) -> Result<Selection, Failure> {
    let catalogue = &home.settings.catalogue;
    let selection = written_out(home, text, &mut told)?;
    let spoken: Vec<&str> = snapshot
        .state
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    check_names(catalogue, &spoken, &selection).map_err(|error| pointed(&error, text))?;
    exposure::pseudonymous(&selection, snapshot, &catalogue.canon)
        .map_err(|error| pointed(&error, text))
}

/// Refuses a field that the catalogue does not have.
pub(crate) fn check_field(catalogue: &Catalogue, field: &str) -> Result<(), Failure> {
    match catalogue.field(field) {
        Some(_) => Ok(()),
        None => Err(Failure::usage(unknown("field", field, &fields(catalogue)))),
    }
}

fn pointed(error: &SelectionError, text: &str) -> Failure {
    Failure::usage(error.render(text))
}

fn fields(catalogue: &Catalogue) -> Vec<&str> {
    catalogue
        .fields
        .iter()
        .map(|field| field.id.as_str())
        .collect()
}

/// Every literal of a route, field or source is one that there is. `spoken` are the sources that the
/// ledger has heard, of which the catalogue may have lost some.
fn check_names(
    catalogue: &Catalogue,
    spoken: &[&str],
    selection: &Selection,
) -> Result<(), SelectionError> {
    let routes: Vec<&str> = catalogue
        .routes
        .iter()
        .map(|route| route.id.as_str())
        .collect();
    let declared = catalogue.sources.iter().map(|source| source.id.as_str());
    let mut sources: Vec<&str> = declared
        .chain(spoken.iter().copied())
        .chain([OWN_SOURCE])
        .collect();
    sources.sort_unstable();
    sources.dedup();
    for (column, known) in [
        (Column::Route, routes),
        (Column::Field, fields(catalogue)),
        (Column::Source, sources),
    ] {
        for (text, at) in selection.texts(column) {
            if !known.contains(&text) {
                return Err(SelectionError::new(
                    at,
                    unknown(&column.to_string(), text, &known),
                ));
            }
        }
    }
    Ok(())
}

/// Names listed in a message when none is near.
const NAMES_LISTED: usize = 12;

/// Says that there is no such name, and which there are.
pub(crate) fn unknown(what: &str, text: &str, known: &[&str]) -> String {
    let short: String = text.chars().take(60).collect();
    if let Some(near) = did_you_mean(text, known.iter().copied()) {
        return format!("no {what} {short:?}: did you mean {near:?}?");
    }
    let listed: Vec<&str> = known.iter().copied().take(NAMES_LISTED).collect();
    let more = known.len().saturating_sub(listed.len());
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "no {what} {short:?}; there are: {}{more}",
        listed.join(", ")
    )
}

/// Refuses a name that begins with a kind that there is none of: it would be taken for the name of a member.
pub(crate) fn check_kind(canon: &Canon, typed: &str) -> Result<(), Failure> {
    let is_word = |kind: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !kind.is_empty() && kind.bytes().all(plain)
    };
    let kind = typed.split_once(':').map(|(kind, _)| kind.trim());
    let kind = kind.filter(|kind| is_word(kind) && canon.namespace(kind).is_none());
    let Some(kind) = kind else { return Ok(()) };
    let known: Vec<&str> = canon.namespaces.iter().map(|of| of.id.as_str()).collect();
    // A kind is cut short as often as it is mistyped.
    let cut = known.iter().find(|id| id.starts_with(kind));
    Err(Failure::usage(match cut {
        Some(near) => format!("no kind of name {kind:?}: did you mean {near:?}?"),
        None => unknown("kind of name", kind, &known),
    }))
}

/// Who asks: as said, else the user of the system. Where the system names none (a container, a timer)
/// the record says so, for a question that is recorded without a name is better than one that is not.
pub(crate) fn asker(said: Option<&str>) -> Result<String, Failure> {
    if let Some(said) = said {
        let name = said.trim();
        return if name.is_empty() {
            Err(Failure::usage("--as is empty: say who asks"))
        } else {
            Ok(name.to_owned())
        };
    }
    let user = |variable: &str| {
        std::env::var(variable)
            .ok()
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
    };
    Ok(user("USER").or_else(|| user("LOGNAME")).unwrap_or_else(|| {
        note(&format!("neither USER nor LOGNAME is set: recorded as asked by `{NOBODY}`; --as NAME says who it is"));
        NOBODY.to_owned()
    }))
}

/// Why it is asked: something that a reader of the record can weigh.
pub(crate) fn reason(said: &str) -> Result<&str, Failure> {
    let reason = said.trim();
    if reason.is_empty() {
        return Err(Failure::usage(
            "--reason is empty: say why this is asked; it is recorded with the question",
        ));
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(Failure::usage(format!(
            "--reason has more than {REASON_CHARS_MAX} characters: say it shorter"
        )));
    }
    Ok(reason)
}

/// The bytes of a file that somebody named, and their SHA-256 in hex. One that is longer than what is read of its kind
/// is refused unread.
pub(crate) fn file(
    home: &Home,
    path: &Path,
    bytes_max: usize,
) -> Result<(Vec<u8>, String), Failure> {
    let failed = |what: String| Failure::usage(format!("{}: {what}", path.display()));
    let unread = |e: std::io::Error| failed(format!("it cannot be read: {e}"));
    let meta = home.disk().meta(path).map_err(unread)?;
    let len = meta.map_or(0, |meta| meta.len);
    if len > bytes_max as u64 {
        return Err(failed(format!(
            "it has {len} bytes, more than {bytes_max}: split it"
        )));
    }
    let bytes = home.disk().read(path).map_err(unread)?;
    let digest = sha256(&bytes);
    Ok((bytes, digest))
}

/// The SHA-256 of bytes, hex.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    ledger::hex(&Sha256::digest(bytes))
}

/// Records an act, and returns once it is on disk and under a signed head.
pub(crate) fn record(
    home: &Home,
    ledger: &mut Ledger,
    kind: ActKind,
    by: &str,
    mut body: Map<String, Value>,
) -> Result<ActReceipt, Failure> {
    let time = Millis(home.clock().now_ms());
    // That of a step holds a digest already, which covers what was written.
    if kind != ActKind::Incident {
        body.insert("salt".to_owned(), Value::from(salt(home)?));
    }
    let receipt = ledger.record(Act {
        time,
        kind,
        by: by.to_owned(),
        body: canonical(body),
    })?;
    ledger.close_block()?;
    Ok(receipt)
}

/// Random bytes in the body of an act.
pub(crate) const SALT_BYTES: usize = 16;

/// What the body of an act holds that nobody can guess, as hex. The digest of a body stands in the clear and is handed
/// over with bundles: without it, whoever has that could try what may be in the body until one fits.
pub(crate) fn salt(home: &Home) -> Result<String, Failure> {
    let mut salt = [0; SALT_BYTES];
    home.world.entropy.fill(&mut salt)?;
    Ok(ledger::hex(&salt))
}

/// Canonical JSON: sorted keys, no white space. A selection too long for an act stands there by its
/// SHA-256; whoever has the selection can show that it is the one.
fn canonical(body: Map<String, Value>) -> Vec<u8> {
    let mut sorted: std::collections::BTreeMap<String, Value> = body.into_iter().collect();
    let text = |body: &std::collections::BTreeMap<String, Value>| {
        serde_json::to_vec(body).unwrap_or_default()
    };
    let whole = text(&sorted);
    if whole.len() <= ACT_BODY_BYTES_MAX {
        return whole;
    }
    if let Some(Value::String(selection)) = sorted.remove("selection") {
        sorted.insert(
            "selection_sha256".to_owned(),
            Value::String(sha256(selection)),
        );
    }
    text(&sorted)
}

#[cfg(test)]
mod tests;
