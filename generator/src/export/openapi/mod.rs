//! Schema -> OpenAPI 3.1, as JSON.

mod bodies;
mod parameters;
mod paths;
mod types;

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use crate::config::Config;
use crate::schema::Schema;

/// An object of the document, keys in the order in which they are written.
type Object = Map<String, Value>;

/// The schema as OpenAPI. What only pages state and OpenAPI has no word for stands in keys that start with `x-`.
pub fn openapi(schema: &Schema, config: &Config) -> String {
    let paths = Value::Object(paths::paths(schema, config));
    let mut schemas = types::schemas(schema, config);
    let mut named = BTreeSet::new();
    references(&paths, &mut named);
    schemas.values().for_each(|declared| references(declared, &mut named));
    for name in named {
        schemas.entry(name.clone()).or_insert_with(|| types::undocumented(&name));
    }
    let mut info = Object::new();
    info.insert("title".to_owned(), json!(schema.namespace));
    put_text(&mut info, "description", &config.package.description);
    info.insert("version".to_owned(), json!(config.package.version));
    let document = json!({
        "openapi": "3.1.1",
        "info": info,
        "servers": [{ "url": config.api.service_root }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas.into_iter().collect::<Object>(),
            "responses": { "error": bodies::error() },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Where a type or enumeration is declared.
const SCHEMAS: &str = "#/components/schemas/";

/// The names of all types that a part of the document refers to.
fn references(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(object) => {
            let target = object.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(SCHEMAS));
            found.extend(target.map(str::to_owned));
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

fn put_text(object: &mut Object, key: &str, text: &str) {
    if !text.is_empty() {
        object.insert(key.to_owned(), Value::from(text));
    }
}

fn put_flag(object: &mut Object, key: &str, flag: bool) {
    if flag {
        object.insert(key.to_owned(), Value::Bool(true));
    }
}

/// Characters that no URL may hold.
const NOT_IN_URL: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'[').add(b']');
const NOT_IN_PATH: &AsciiSet =
    &NOT_IN_URL.add(b'{').add(b'|').add(b'}').add(b'\\').add(b'^').add(b'?').add(b'#').add(b'%');

/// Where a page is published: pages of calls without their folder, those of types with it.
fn page_docs(config: &Config, page: &str) -> Value {
    let path = page.strip_suffix(".md").unwrap_or(page);
    let path = path.strip_prefix("api/").unwrap_or(path);
    let path = utf8_percent_encode(path, NOT_IN_PATH);
    json!({ "url": format!("{}/{path}", config.api.docs_url.trim_end_matches('/')) })
}
