//! `json`: any JSON object a line, read by a mapping.
//!
//! Places are JSON pointers (RFC 6901); in lists `*` stands for every item, so that
//! `/orders/*/member` names many subjects. Of a key that stands twice in an object the last counts.

use serde_json::Value;

use crate::{
    Decode, Fault, Framing, Settings, SettingsError, Sink,
    formats::{Builder, Format},
    mapping::{Plan, Row, Shape},
};

/// The format.
pub(crate) const FORMAT: Format = Format {
    id: "json",
    title: "JSON, one object a line, with a mapping",
    framing: Framing::Lines,
    build,
    likeness,
};

fn build(settings: &Settings) -> Result<Builder, SettingsError> {
    let plan = std::sync::Arc::new(Plan::compile(settings, Shape::Json)?);
    Ok(Box::new(move |_preamble| {
        Ok(Box::new(JsonLines { plan: plan.clone() }) as Box<dyn Decode>)
    }))
}

/// JSON objects are likely this format only where no format that knows its records claims them.
fn likeness(records: &[&[u8]]) -> u8 {
    let object = |record: &&[u8]| {
        record.trim_ascii_start().starts_with(b"{")
            && serde_json::from_slice::<serde::de::IgnoredAny>(record).is_ok()
    };
    if !records.is_empty() && records.iter().all(object) {
        10
    } else {
        0
    }
}

struct JsonLines {
    plan: std::sync::Arc<Plan>,
}

impl Decode for JsonLines {
    fn decode(&mut self, record: &[u8], sink: &mut dyn Sink) -> Result<(), Fault> {
        // The error's own text can repeat bytes of the record; its place cannot.
        let value: Value = serde_json::from_slice(record)
            .map_err(|error| Fault::new(format!("not JSON at byte {}", error.column())))?;
        if !value.is_object() {
            return Err(Fault::new("the record is JSON, but no object"));
        }
        sink.event(self.plan.decode(Row::Json(&value))?);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
