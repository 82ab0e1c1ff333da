//! The JSON schema of the configuration, made from its types, and with it the keys that a file may hold.

use std::ops::Range;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::Config;
use crate::diagnostic::{Code, closest};

/// The text of `docs/graphdoc.schema.json`: editors complete and check a `graphdoc.toml` with it.
pub fn json_schema() -> String {
    let mut text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
    text.push('\n');
    text
}

fn schema() -> Value {
    schemars::schema_for!(Config).to_value()
}

/// The levels of diagnostics: one key per code.
pub(super) fn levels(_: &mut SchemaGenerator) -> Schema {
    let level = |code: &Code| {
        let levels = serde_json::json!({ "enum": ["allow", "warn", "deny"], "description": code.headline() });
        (code.name().to_owned(), levels)
    };
    let properties: Map<String, Value> = Code::ALL.iter().map(level).collect();
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// The keys of a file that mean nothing, with advice.
pub(super) fn unknown(table: &DeTable<'_>) -> Vec<(Range<usize>, String)> {
    let root = schema();
    let mut found = Vec::new();
    walk(table, &root, &root, &mut found);
    found.sort_by_key(|(span, _)| span.start);
    found
}

fn walk(table: &DeTable<'_>, schema: &Value, root: &Value, found: &mut Vec<(Range<usize>, String)>) {
    let schema = resolved(schema, root);
    let known = schema.get("properties").and_then(Value::as_object);
    // A map has any key; all its values have one schema.
    let any = schema.get("additionalProperties").filter(|schema| schema.is_object());
    for (key, value) in table {
        let name: &str = key.get_ref();
        match (known.and_then(|known| known.get(name)).or(any), value.get_ref()) {
            (Some(schema), DeValue::Table(inner)) => walk(inner, schema, root, found),
            (Some(_), _) => {}
            // No schema of an object: the value is wrong, and whoever reads it says so.
            (None, _) if known.is_none() => {}
            (None, _) => {
                let names: Vec<&str> = known.into_iter().flat_map(Map::keys).map(String::as_str).collect();
                let advice = match (closest(name, names.iter().copied()), names.as_slice()) {
                    (Some(close), _) => format!("; do you mean `{close}`?"),
                    (None, [one]) => format!("; there is only `{one}`"),
                    (None, names) if names.len() <= MANY => format!("; there are `{}`", names.join("`, `")),
                    (None, _) => String::new(),
                };
                found.push((key.span(), format!("there is no key `{name}` here{advice}")));
            }
        }
    }
}

/// More names than this help nobody.
const MANY: usize = 20;

/// The schema behind a reference, and behind the choice between a value and none.
fn resolved<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    if let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#')) {
        return root.pointer(pointer).unwrap_or(schema);
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    match choices.and_then(|choices| choices.iter().find(|choice| choice.get("$ref").is_some())) {
        Some(choice) => resolved(choice, root),
        None => schema,
    }
}
