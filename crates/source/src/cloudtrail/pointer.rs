//! JSON pointers (RFC 6901) into a record; `*` stands for every item of a list.

use event::limits::SUBJECTS_PER_ACCESS_MAX;
use serde_json::Value;

use crate::Fault;

/// A compiled pointer.
#[derive(Debug, Clone)]
pub(super) struct Pointer(Vec<String>);

impl Pointer {
    /// Compiles a pointer; `None` when the text is none.
    pub(super) fn compile(text: &str) -> Option<Pointer> {
        let tokens = text.strip_prefix('/')?.split('/');
        let plain = |token: &str| token.replace("~1", "/").replace("~0", "~");
        Some(Pointer(tokens.map(plain).collect()))
    }

    /// The texts, numbers and truths at the pointer, a list item by item. Records of one source
    /// have many shapes, so that anything else there is nothing and no fault; so is a number with a
    /// fraction, for it has lost digits.
    ///
    /// # Errors
    /// When more than [`SUBJECTS_PER_ACCESS_MAX`] are there.
    pub(super) fn texts(&self, record: &Value) -> Result<Vec<String>, Fault> {
        let mut found = Vec::new();
        walk(record, &self.0, &mut found);
        if found.len() > SUBJECTS_PER_ACCESS_MAX {
            return Err(Fault::new(format!(
                "more than {SUBJECTS_PER_ACCESS_MAX} values at one pointer"
            )));
        }
        Ok(found)
    }
}

/// Collects the values at a pointer. Its depth is that of the pointer, so the settings bound it.
fn walk(value: &Value, tokens: &[String], out: &mut Vec<String>) {
    let Some((token, rest)) = tokens.split_first() else {
        match value {
            Value::Array(items) => out.extend(items.iter().filter_map(scalar)),
            one => out.extend(scalar(one)),
        }
        return;
    };
    match value {
        Value::Object(map) => {
            if let Some(next) = map.get(token) {
                walk(next, rest, out);
            }
        }
        Value::Array(items) if token == "*" => {
            items.iter().for_each(|item| walk(item, rest, out));
        }
        Value::Array(items) => {
            if let Some(next) = token.parse::<usize>().ok().and_then(|at| items.get(at)) {
                walk(next, rest, out);
            }
        }
        _ => {}
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
