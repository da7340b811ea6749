//! The JSON Schema (draft 2020-12) of `nunchi.toml`, for editors.

use schemars::{Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Map, Value, json};

use super::document::Document;

/// The schema as JSON text.
pub(crate) fn schema() -> String {
    let schema = schema_for!(Document);
    format!("{:#}\n", schema.as_value())
}

/// `[source.mapping]`, from the list of places that the mapping itself has.
pub(super) fn mapping_schema(_: &mut SchemaGenerator) -> Schema {
    let place = json!({"anyOf": [
        {"type": "string"},
        {"type": "object", "properties": {"const": {"type": "string"}}, "required": ["const"], "additionalProperties": false},
        {"type": "object", "properties": {"at": {"type": "string"}, "prefix": {"type": "string"}}, "required": ["at"], "additionalProperties": false},
    ]});
    let words = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let mut properties: Map<String, Value> = source::Mapping::places()
        .map(|(name, says)| {
            let mut place = place.clone();
            place["description"] = says.into();
            (name.to_owned(), place)
        })
        .collect();
    let rest = [
        (
            "kind",
            json!({"enum": ["access", "issuance", "identity", "relation", "heartbeat"]}),
        ),
        (
            "time_format",
            json!({"type": "string", "examples": ["rfc3339", "unix_ms", "%Y-%m-%d %H:%M:%S"]}),
        ),
        ("separator", json!({"type": "string"})),
        ("delimiter", json!({"type": "string", "maxLength": 1})),
        ("outcome_map", words.clone()),
        ("actor_kind_map", words.clone()),
        ("change_map", words),
    ];
    properties.extend(rest.map(|(name, schema)| (name.to_owned(), schema)));
    json_schema!({
        "type": "object",
        "description": "Where our fields stand, for the formats json and csv.",
        "properties": properties,
        "required": ["kind", "time"],
        "additionalProperties": false,
    })
}
