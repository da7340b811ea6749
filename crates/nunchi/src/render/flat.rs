//! A document as names and values: one row a figure.

use serde::Serialize;
use serde_json::Value;

use crate::failure::Failure;

/// `name,value` of every leaf; names of nested ones are joined by dots, places in lists by numbers.
pub(crate) fn flat<D: Serialize>(document: &D) -> Result<String, Failure> {
    let value = serde_json::to_value(document).map_err(|e| {
        Failure::new(
            event::ErrorClass::Internal,
            format!("the answer has no JSON form: {e}"),
        )
    })?;
    let mut rows = Vec::new();
    walk(&value, String::new(), &mut rows);
    super::csv_rows(&["name", "value"], rows)
}

fn walk(value: &Value, name: String, rows: &mut Vec<Vec<String>>) {
    let below = |key: &str| {
        if name.is_empty() {
            key.to_owned()
        } else {
            format!("{name}.{key}")
        }
    };
    match value {
        Value::Object(all) => all
            .iter()
            .for_each(|(key, value)| walk(value, below(key), rows)),
        Value::Array(all) => all
            .iter()
            .enumerate()
            .for_each(|(at, value)| walk(value, below(&at.to_string()), rows)),
        Value::Null => rows.push(vec![name, String::new()]),
        // A figure is a line, so that whoever reads it needs no more than lines.
        Value::String(text) => rows.push(vec![name, text.replace('\n', "\\n")]),
        other => rows.push(vec![name, other.to_string()]),
    }
}
