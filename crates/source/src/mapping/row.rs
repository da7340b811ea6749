//! One foreign record as rows of values, and how a value is found in it.

use std::borrow::Cow;

use event::limits::SUBJECTS_PER_ACCESS_MAX;
use serde_json::Value;

use crate::Fault;

/// One record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'r> {
    /// A JSON value.
    Json(&'r Value),
    /// The fields of a CSV record.
    Csv(&'r [Cow<'r, str>]),
}

/// Where a value stands, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    /// Everywhere the same.
    Const(String),
    /// The tokens of a JSON pointer; `*` stands for every item of a list.
    Pointer(Vec<String>),
    /// A column; its index is known once the header has been read.
    Column { name: String, index: usize },
}

/// A place of a mapping, compiled, with its name for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// The setting, e.g. `actor`.
    pub(super) name: &'static str,
    pub(super) at: At,
    pub(super) prefix: Option<String>,
}

impl Slot {
    /// The value as a text. Absent, null and empty are all nothing.
    pub(super) fn text<'r>(&'r self, row: Row<'r>) -> Result<Option<Cow<'r, str>>, Fault> {
        let text = self.one(row, Numbers::Whole)?;
        Ok(text.map(|text| self.with_prefix(text)))
    }

    /// The value as the text of a number or a time, where fractions are welcome.
    pub(super) fn number<'r>(&'r self, row: Row<'r>) -> Result<Option<Cow<'r, str>>, Fault> {
        self.one(row, Numbers::Any)
    }

    /// The values of a list: every item of an array, or a text cut at the separator.
    pub(super) fn list<'r>(
        &'r self,
        row: Row<'r>,
        separator: Option<&str>,
    ) -> Result<Vec<Cow<'r, str>>, Fault> {
        let mut out = Vec::new();
        match (&self.at, row) {
            (At::Pointer(tokens), Row::Json(value)) => {
                let mut found = Vec::new();
                walk(value, tokens, &mut found);
                for value in found {
                    match value {
                        Value::Array(items) => {
                            for item in items {
                                let item = self.scalar(item, Numbers::Whole)?;
                                self.push_cut(&mut out, item, None)?;
                            }
                        }
                        value => {
                            let text = self.scalar(value, Numbers::Whole)?;
                            self.push_cut(&mut out, text, separator)?;
                        }
                    }
                }
            }
            _ => {
                let text = self.one(row, Numbers::Whole)?;
                self.push_cut(&mut out, text, separator)?;
            }
        }
        Ok(out)
    }

    fn push_cut<'r>(
        &self,
        out: &mut Vec<Cow<'r, str>>,
        text: Option<Cow<'r, str>>,
        separator: Option<&str>,
    ) -> Result<(), Fault> {
        let before = out.len();
        match (text, separator) {
            (None, _) => {}
            (Some(text), None) => out.push(self.with_prefix(text)),
            (Some(Cow::Borrowed(text)), Some(separator)) => {
                let parts = text
                    .split(separator)
                    .map(str::trim)
                    .filter(|p| !p.is_empty());
                out.extend(parts.map(|part| self.with_prefix(Cow::Borrowed(part))));
            }
            (Some(Cow::Owned(text)), Some(separator)) => {
                let parts = text
                    .split(separator)
                    .map(str::trim)
                    .filter(|p| !p.is_empty());
                out.extend(parts.map(|part| self.with_prefix(Cow::Owned(part.to_owned()))));
            }
        }
        if out.len() > before && out.len() > SUBJECTS_PER_ACCESS_MAX {
            return Err(Fault::new(format!(
                "{self}: more than {SUBJECTS_PER_ACCESS_MAX} items in one record"
            )));
        }
        Ok(())
    }

    fn with_prefix<'r>(&self, text: Cow<'r, str>) -> Cow<'r, str> {
        match &self.prefix {
            Some(prefix) if !text.starts_with(prefix.as_str()) => {
                Cow::Owned(format!("{prefix}{text}"))
            }
            _ => text,
        }
    }

    fn one<'r>(&'r self, row: Row<'r>, numbers: Numbers) -> Result<Option<Cow<'r, str>>, Fault> {
        match (&self.at, row) {
            (At::Const(text), _) => Ok(some_text(text)),
            (At::Pointer(tokens), Row::Json(value)) => {
                let mut found = Vec::new();
                walk(value, tokens, &mut found);
                match found.as_slice() {
                    [] => Ok(None),
                    [value] => self.scalar(value, numbers),
                    _ => Err(Fault::new(format!(
                        "{self}: several values where one is meant"
                    ))),
                }
            }
            (At::Column { index, .. }, Row::Csv(fields)) => {
                Ok(fields.get(*index).and_then(|field| some_text(field)))
            }
            // A plan is compiled for one shape of rows, so the rest cannot meet.
            _ => Ok(None),
        }
    }

    fn scalar<'r>(
        &self,
        value: &'r Value,
        numbers: Numbers,
    ) -> Result<Option<Cow<'r, str>>, Fault> {
        match value {
            Value::Null => Ok(None),
            Value::String(text) => Ok(some_text(text)),
            Value::Bool(flag) => Ok(Some(Cow::Borrowed(if *flag { "true" } else { "false" }))),
            // A float has lost digits, and two names that differ in them would become one person.
            Value::Number(number) if number.is_f64() && numbers == Numbers::Whole => {
                Err(Fault::new(format!(
                    "{self}: a number that is no whole number of 64 bits; write long ids as texts"
                )))
            }
            Value::Number(number) => Ok(Some(Cow::Owned(number.to_string()))),
            Value::Array(_) => Err(Fault::new(format!(
                "{self}: a list where one value is meant"
            ))),
            Value::Object(_) => Err(Fault::new(format!(
                "{self}: an object where one value is meant"
            ))),
        }
    }
}

/// The setting and the place it names: what a fault may say about a record.
impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.at {
            At::Const(_) => write!(f, "{} (constant)", self.name),
            At::Pointer(tokens) => {
                write!(f, "{} (", self.name)?;
                for token in tokens {
                    write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
                }
                f.write_str(")")
            }
            At::Column { name, .. } => write!(f, "{} (column {name})", self.name),
        }
    }
}

/// Which JSON numbers a place takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Whole,
    Any,
}

fn some_text(text: &str) -> Option<Cow<'_, str>> {
    if text.is_empty() {
        None
    } else {
        Some(Cow::Borrowed(text))
    }
}

/// Collects the values at a pointer. Depth is that of the pointer, so it is bounded by the settings.
fn walk<'v>(value: &'v Value, tokens: &[String], out: &mut Vec<&'v Value>) {
    let Some((token, rest)) = tokens.split_first() else {
        out.push(value);
        return;
    };
    match value {
        Value::Object(map) => {
            if let Some(next) = map.get(token) {
                walk(next, rest, out);
            }
        }
        Value::Array(items) if token == "*" => {
            for item in items {
                walk(item, rest, out);
            }
        }
        Value::Array(items) => {
            let next = token
                .parse::<usize>()
                .ok()
                .and_then(|index| items.get(index));
            if let Some(next) = next {
                walk(next, rest, out);
            }
        }
        _ => {}
    }
}

/// The tokens of a JSON pointer (RFC 6901), or `None` when it is none.
pub(super) fn pointer_tokens(pointer: &str) -> Option<Vec<String>> {
    let rest = pointer.strip_prefix('/')?;
    rest.split('/').map(unescape_token).collect()
}

fn unescape_token(token: &str) -> Option<String> {
    let mut out = String::with_capacity(token.len());
    let mut chars = token.chars();
    while let Some(c) = chars.next() {
        match c {
            '~' => out.push(match chars.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            }),
            c => out.push(c),
        }
    }
    Some(out)
}

/// Cuts one CSV record (RFC 4180, without its line end) into fields.
///
/// # Errors
/// When it is not UTF-8, a quote is left open, or something follows a closing quote.
pub(crate) fn split_record(record: &[u8], delimiter: char) -> Result<Vec<Cow<'_, str>>, Fault> {
    let text = std::str::from_utf8(record).map_err(|_| Fault::new("the record is not UTF-8"))?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut rest = text.strip_suffix('\r').unwrap_or(text);
    let mut fields = Vec::new();
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(delimiter).unwrap_or(rest.len());
                let (field, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
                (Cow::Borrowed(field), after)
            }
        };
        fields.push(field);
        if after.is_empty() {
            return Ok(fields);
        }
        rest = after.strip_prefix(delimiter).ok_or_else(|| {
            Fault::new(format!(
                "field {}: text after a closing quote",
                fields.len()
            ))
        })?;
    }
}

/// The field after its opening quote, and what follows the closing one.
fn quoted_field(quoted: &str) -> Result<(Cow<'_, str>, &str), Fault> {
    let mut from = 0;
    let mut doubled = false;
    loop {
        let open = || Fault::new("a quote is not closed");
        let tail = quoted.get(from..).ok_or_else(open)?;
        let at = from + tail.find('"').ok_or_else(open)?;
        let after = quoted.get(at + 1..).unwrap_or("");
        if after.starts_with('"') {
            doubled = true;
            from = at + 2;
            continue;
        }
        let field = quoted.get(..at).unwrap_or("");
        let field = if doubled {
            Cow::Owned(field.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(field)
        };
        return Ok((field, after));
    }
}
