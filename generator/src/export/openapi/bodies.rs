//! What is sent and what comes back -> `requestBody` and `responses`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::schema::{Body, Operation, Parameter, Primitive, Schema, TypeName, all_properties};

use super::Object;
use super::paths::Form;
use super::types::{described, value};

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

/// The bodies of several pages by media type, each once; none for bytes.
type Bodies = BTreeMap<&'static str, Vec<Value>>;

/// What pages say is sent. A body that every page has is required.
pub(super) fn request_body(schema: &Schema, operations: &[&Operation]) -> Option<Value> {
    let mut bodies = Bodies::new();
    for operation in operations {
        let (media, body) = match &operation.body {
            Body::None => continue,
            Body::Object { ty, fields } => (JSON, Some(object(schema, ty, fields))),
            Body::Parameters { fields } => (JSON, Some(parameters(schema, fields))),
            Body::Reference => (JSON, Some(link())),
            Body::Json => (JSON, Some(json!({}))),
            Body::Bytes => (BYTES, None),
        };
        add(&mut bodies, media, body);
    }
    let is_required = operations.iter().all(|operation| operation.body != Body::None);
    (!bodies.is_empty()).then(|| json!({ "content": content(bodies), "required": is_required }))
}

/// What pages say comes back, by status. Where they name none, it is any success.
pub(super) fn responses(forms: &[Form<'_>]) -> Value {
    let mut all: BTreeMap<String, Bodies> = BTreeMap::new();
    for form in forms {
        let answer = answer(form);
        let statuses = &form.operation.response.statuses;
        let named = statuses.iter().filter(|status| (100..600).contains(*status));
        let named: Vec<u16> = named.copied().collect();
        if named.is_empty() {
            let bodies = all.entry("2XX".to_owned()).or_default();
            answer.iter().for_each(|(media, body)| add(bodies, media, body.clone()));
        }
        for status in named {
            let bodies = all.entry(status.to_string()).or_default();
            let may_have_body = (200..300).contains(&status) && ![204, 205].contains(&status);
            let answer = answer.iter().filter(|_| may_have_body);
            answer.for_each(|(media, body)| add(bodies, media, body.clone()));
        }
    }
    let mut responses = Object::new();
    for (status, bodies) in all {
        let mut response = Object::new();
        response.insert("description".to_owned(), json!(if status.starts_with('3') { "Redirect" } else { "Success" }));
        if !bodies.is_empty() {
            response.insert("content".to_owned(), content(bodies));
        }
        responses.insert(status, Value::Object(response));
    }
    responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/error" }));
    Value::Object(responses)
}

/// The answer to every call that fails, as OData has it.
pub(super) fn error() -> Value {
    let texts = json!({
        "code": { "type": "string" },
        "message": { "type": "string" },
        "target": { "type": ["string", "null"] },
    });
    let mut whole = texts.clone();
    let details = json!({ "type": "array", "items": { "type": "object", "properties": texts } });
    if let Some(whole) = whole.as_object_mut() {
        whole.insert("details".to_owned(), details);
        whole.insert("innererror".to_owned(), json!({ "type": "object" }));
    }
    let error = json!({ "type": "object", "properties": whole, "required": ["code", "message"] });
    let body = json!({ "type": "object", "properties": { "error": error }, "required": ["error"] });
    json!({ "description": "Error", "content": { JSON: { "schema": body } } })
}

/// The body of a success; none where the page promises none. Two forms of URLs have answers of their own.
fn answer(form: &Form<'_>) -> Option<(&'static str, Option<Value>)> {
    match form.path.rsplit('/').next().filter(|_| form.operation.method == "GET") {
        Some("$value") => return Some((BYTES, None)),
        Some("$count") => return Some(("text/plain", Some(json!({ "type": "integer" })))),
        _ => {}
    }
    let ty = form.operation.response.at(&form.url.template)?;
    let body = match ty {
        TypeName::Primitive(Primitive::Binary | Primitive::Stream) => return Some((BYTES, None)),
        TypeName::Collection(_) => json!({
            "type": "object",
            "properties": {
                "@odata.count": { "type": "integer" },
                "@odata.nextLink": { "type": "string", "format": "uri" },
                "@odata.deltaLink": { "type": "string", "format": "uri" },
                "value": value(ty, false),
            },
            "required": ["value"],
        }),
        TypeName::Named(_) | TypeName::Primitive(Primitive::Untyped) => Value::Object(value(ty, false)),
        TypeName::Primitive(_) => json!({ "type": "object", "properties": { "value": value(ty, true) } }),
    };
    Some((JSON, Some(body)))
}

/// An object of a type, with what the page of the call requires, and what only that page lists.
fn object(schema: &Schema, ty: &TypeName, fields: &[Parameter]) -> Value {
    let declared = ty.named().map(|name| all_properties(schema, name)).unwrap_or_default();
    let is_new = |field: &&Parameter| declared.iter().all(|property| property.name != field.name);
    let is_wanted = |field: &&Parameter| is_new(field) || field.traits.required;
    let mut own = members(schema, fields.iter().filter(is_new));
    let required = required(fields.iter().filter(is_wanted));
    if !required.is_empty() {
        own.insert("required".to_owned(), json!(required));
    }
    let whole = Value::Object(value(ty, false));
    if own.is_empty() || ty.is_collection() { whole } else { json!({ "allOf": [whole, own] }) }
}

/// The parameters of an action.
fn parameters(schema: &Schema, fields: &[Parameter]) -> Value {
    let mut object = Object::new();
    object.insert("type".to_owned(), json!("object"));
    object.extend(members(schema, fields.iter()));
    let required = required(fields.iter());
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    Value::Object(object)
}

fn members<'a>(schema: &Schema, fields: impl Iterator<Item = &'a Parameter>) -> Object {
    let member = |field: &Parameter| {
        let is_nullable = !field.traits.not_nullable && !field.traits.required;
        let member = described(schema, (&field.ty, &field.doc, &field.traits), is_nullable, &[]);
        (field.name.clone(), Value::Object(member))
    };
    let members: Object = fields.map(member).collect();
    let mut object = Object::new();
    if !members.is_empty() {
        object.insert("properties".to_owned(), Value::Object(members));
    }
    object
}

fn required<'a>(fields: impl Iterator<Item = &'a Parameter>) -> Vec<&'a str> {
    let mut names: Vec<&str> = fields.filter(|field| field.traits.required).map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A link to an object that is there already.
fn link() -> Value {
    let link = json!({ "@odata.id": { "type": "string", "format": "uri-reference" } });
    json!({ "type": "object", "properties": link, "required": ["@odata.id"] })
}

fn add(bodies: &mut Bodies, media: &'static str, body: Option<Value>) {
    let known = bodies.entry(media).or_default();
    known.extend(body.filter(|body| !known.contains(body)));
}

/// Bodies by media type. A value may fit several of them: nearly everything in them is optional.
fn content(bodies: Bodies) -> Value {
    let media = |(media, mut bodies): (&str, Vec<Value>)| {
        let body = if bodies.len() > 1 { Some(json!({ "anyOf": bodies })) } else { bodies.pop() };
        (media.to_owned(), body.map_or_else(|| json!({}), |body| json!({ "schema": body })))
    };
    Value::Object(bodies.into_iter().map(media).collect())
}
