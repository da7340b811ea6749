//! Routes as people write them: `GET /members/{subject}/addresses`, `public.members`,
//! `secretsmanager.amazonaws.com GetSecretValue`, `path:subject`.

use event::{
    FieldSet,
    catalogue::{Field, Matcher, Route, SubjectAt, Template},
};

use super::{document::RoutePart, places::Complaints, words::meant};

/// Builds one route. One with mistakes is built too, so that the others keep their places; the
/// complaints say that the settings cannot be used.
pub(super) fn route(
    part: &RoutePart,
    at: &str,
    fields: &[Field],
    complaints: &mut Complaints<'_>,
) -> Route {
    let matcher = matcher(part, at, fields, complaints);
    let listed = field_set(&part.fields, &format!("{at}.fields"), fields, complaints);
    let recipient_fields = field_set(
        &part.recipient_fields,
        &format!("{at}.recipient_fields"),
        fields,
        complaints,
    );
    let subject = match subject(part, &matcher) {
        Ok(subject) => subject,
        Err(_) if matcher == nothing() => SubjectAt::Unnamed,
        Err(message) => {
            complaints.add(&format!("{at}.subject"), message);
            SubjectAt::Unnamed
        }
    };
    Route {
        id: part.id.clone(),
        sources: part.sources.clone(),
        fields: listed | of_columns(&matcher),
        recipient_fields,
        matcher,
        subject,
        namespace: part
            .namespace
            .clone()
            .unwrap_or_else(|| "member".to_owned()),
        controller: part.controller.clone(),
        plain: part.plain,
        pseudonymised: part.pseudonymised,
    }
}

/// Stands in for a matcher that has been complained about.
fn nothing() -> Matcher {
    Matcher::Call {
        service: String::new(),
        name: String::new(),
    }
}

/// A table whose log names no columns exposes what all of them hold.
fn of_columns(matcher: &Matcher) -> FieldSet {
    let mut set = FieldSet::EMPTY;
    if let Matcher::Table { columns, .. } = matcher {
        columns
            .iter()
            .for_each(|(_, bit)| set |= FieldSet::of(*bit));
    }
    set
}

fn matcher(
    part: &RoutePart,
    at: &str,
    fields: &[Field],
    complaints: &mut Complaints<'_>,
) -> Matcher {
    if part.table.is_none() && !part.columns.is_empty() {
        let message = "only a table has columns: add table = \"…\", or list the fields in fields";
        complaints.add(&format!("{at}.columns"), message.to_owned());
    }
    match (&part.r#match, &part.table, &part.call) {
        (Some(text), None, None) => match http(text) {
            Ok(matcher) => matcher,
            Err(message) => {
                complaints.add(&format!("{at}.match"), message);
                nothing()
            }
        },
        (None, Some(table), None) => Matcher::Table {
            table: table.to_lowercase(),
            columns: columns(part, at, fields, complaints),
        },
        (None, None, Some(text)) => match text.split_once(' ') {
            Some((service, name)) if !service.is_empty() && !name.trim().is_empty() => {
                Matcher::Call {
                    service: service.to_owned(),
                    name: name.trim().to_owned(),
                }
            }
            _ => {
                let message = format!(
                    "{text:?} is no call: write service and operation, such as \"secretsmanager.amazonaws.com GetSecretValue\", or * for any operation"
                );
                complaints.add(&format!("{at}.call"), message);
                nothing()
            }
        },
        _ => {
            let message = "a route has one of match = \"GET /path\", table = \"schema.table\" and call = \"service Operation\"";
            complaints.add(at, message.to_owned());
            nothing()
        }
    }
}

/// `GET /path`, `GET,HEAD /path` or, for any method, `/path`.
fn http(text: &str) -> Result<Matcher, String> {
    let (methods, path) = match text.trim().split_once(char::is_whitespace) {
        Some((methods, path)) => (methods, path.trim()),
        None => ("", text.trim()),
    };
    let methods: Vec<String> = methods
        .split([',', '|'])
        .filter(|m| !m.is_empty())
        .map(str::to_owned)
        .collect();
    if let Some(bad) = methods
        .iter()
        .find(|m| !m.bytes().all(|b| b.is_ascii_uppercase()))
    {
        return Err(format!(
            "{bad:?} in {text:?} is no method: write e.g. \"GET /members/{{subject}}\", \"GET,POST /search\" or, for any method, \"/search\""
        ));
    }
    Ok(Matcher::Http {
        methods,
        template: Template::parse(path)?,
    })
}

fn columns(
    part: &RoutePart,
    at: &str,
    fields: &[Field],
    complaints: &mut Complaints<'_>,
) -> Vec<(String, u8)> {
    let mut out = Vec::new();
    for (column, id) in &part.columns {
        match fields.iter().find(|field| field.id == *id) {
            Some(field) => out.push((column.clone(), field.bit)),
            None => complaints.add(&format!("{at}.columns.{column}"), unknown_field(id, fields)),
        }
    }
    out
}

fn field_set(
    ids: &[String],
    at: &str,
    fields: &[Field],
    complaints: &mut Complaints<'_>,
) -> FieldSet {
    let mut set = FieldSet::EMPTY;
    for (index, id) in ids.iter().enumerate() {
        match fields.iter().find(|field| field.id == *id) {
            Some(field) => set |= FieldSet::of(field.bit),
            None => complaints.add(&format!("{at}[{index}]"), unknown_field(id, fields)),
        }
    }
    set
}

fn unknown_field(id: &str, fields: &[Field]) -> String {
    let known: Vec<&str> = fields.iter().map(|field| field.id.as_str()).collect();
    let meant = meant(id, &known);
    if known.is_empty() {
        format!("no field {id:?} is declared: write [[field]] with bit and id")
    } else {
        format!(
            "no field {id:?} is declared{meant}; declared are {}",
            known.join(", ")
        )
    }
}

fn subject(part: &RoutePart, matcher: &Matcher) -> Result<SubjectAt, String> {
    match &part.subject {
        Some(text) => subject_at(text),
        None if part.plain => Ok(SubjectAt::Unnamed),
        None => match matcher {
            Matcher::Http { template, .. } if template.has_variable("subject") => {
                Ok(SubjectAt::Path("subject".to_owned()))
            }
            Matcher::Table { .. } => Ok(SubjectAt::Source),
            _ => Err(format!("say where the subject stands: {SUBJECTS}")),
        },
    }
}

const SUBJECTS: &str = "subject = \"path:NAME\", \"query:NAME\", \"pointer:/A/B\", \"actor\", \"source\" or \"unnamed\"";

/// The place that a text such as `path:subject` means.
pub(super) fn subject_at(text: &str) -> Result<SubjectAt, String> {
    match text.split_once(':') {
        Some(("path", name)) => Ok(SubjectAt::Path(name.to_owned())),
        Some(("query", name)) => Ok(SubjectAt::Query(name.to_owned())),
        Some(("pointer", pointer)) => Ok(SubjectAt::Pointer(pointer.to_owned())),
        None if text == "actor" => Ok(SubjectAt::Actor),
        None if text == "source" => Ok(SubjectAt::Source),
        None if text == "unnamed" => Ok(SubjectAt::Unnamed),
        _ => Err(format!(
            "{text:?} is no place of a subject: write {SUBJECTS}"
        )),
    }
}

/// The text of a place; [`subject_at`] reads it back.
pub(super) fn subject_text(subject: &SubjectAt) -> String {
    match subject {
        SubjectAt::Path(name) => format!("path:{name}"),
        SubjectAt::Query(name) => format!("query:{name}"),
        SubjectAt::Pointer(pointer) => format!("pointer:{pointer}"),
        SubjectAt::Actor => "actor".to_owned(),
        SubjectAt::Source => "source".to_owned(),
        SubjectAt::Unnamed => "unnamed".to_owned(),
    }
}
