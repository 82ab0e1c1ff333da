//! Types and enumerations -> `components.schemas`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::config::Config;
use crate::schema::{EnumType, Primitive, Property, Schema, StructuredType, Traits, TypeName, lineage};

use super::super::defaults::default_value;
use super::{Object, SCHEMAS, page_docs, put_flag, put_text};

/// The property that tells which of several types a value has.
const TAG: &str = "@odata.type";

/// Every type and enumeration, by the name of its component.
pub(super) fn schemas(schema: &Schema, config: &Config) -> BTreeMap<String, Value> {
    let mut heirs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, ty) in &schema.types {
        let is_value = !ty.is_abstract;
        lineage(schema, name)
            .iter()
            .filter(|_| is_value)
            .for_each(|(above, _)| heirs.entry(above).or_default().push(name));
    }
    let enums = schema.enums.iter().map(|(name, ty)| (component(name), enumeration(config, name, ty)));
    let types = schema.types.iter().map(|(name, ty)| {
        let heirs = heirs.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        (component(name), structured(schema, config, (name, ty), heirs))
    });
    enums.chain(types).collect()
}

/// A type that pages name and none documents: nothing is known of its values.
pub(super) fn undocumented(component: &str) -> Value {
    json!({ "title": short(component), "description": "Named in the documentation, and documented nowhere." })
}

/// The schema of a value. A collection is never null, and neither are its elements.
pub(super) fn value(ty: &TypeName, is_nullable: bool) -> Object {
    let value = match ty {
        TypeName::Collection(element) => json!({ "type": "array", "items": value(element, false) }),
        TypeName::Named(name) if is_nullable => json!({ "anyOf": [reference(name), { "type": "null" }] }),
        TypeName::Named(name) => reference(name),
        TypeName::Primitive(primitive) => {
            let mut schema = json!(primitive_schema(*primitive));
            if let Some(ty) = schema.get_mut("type").filter(|_| is_nullable) {
                *ty = json!([ty, "null"]);
            }
            schema
        }
    };
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}

/// The schema of a property or of a parameter in a body, with what the page says about it.
pub(super) fn described(
    schema: &Schema,
    (ty, doc, traits): (&TypeName, &str, &Traits),
    is_nullable: bool,
    values: &[String],
) -> Object {
    let mut object = value(ty, is_nullable && !ty.is_collection());
    if !values.is_empty() {
        let null = (is_nullable && !ty.is_collection()).then_some(Value::Null);
        let values: Value = values.iter().map(|value| json!(value)).chain(null).collect();
        match object.get_mut("items").and_then(Value::as_object_mut) {
            Some(items) => items.insert("enum".to_owned(), values),
            None => object.insert("enum".to_owned(), values),
        };
    }
    put_text(&mut object, "description", doc);
    if let Some(default) = default_value(schema, ty, traits) {
        let is_text = matches!(ty, TypeName::Named(_));
        let default = if is_text { None } else { serde_json::from_str(default).ok() }.unwrap_or(json!(default));
        object.insert("default".to_owned(), default);
    }
    put_flag(&mut object, "readOnly", traits.read_only);
    put_flag(&mut object, "writeOnly", traits.write_only && !traits.read_only);
    put_flag(&mut object, "deprecated", traits.deprecated);
    object
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{}", component(name)) })
}

/// The name of a component: letters, digits, `.`, `_` and `-`. Names of types are that already; what else a page may
/// write is spelt in numbers.
fn component(name: &str) -> String {
    let spell = |c: char| match c {
        c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') => c.to_string(),
        c => format!("-{:x}-", c as u32),
    };
    name.chars().map(spell).collect()
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn structured(schema: &Schema, config: &Config, (name, ty): (&str, &StructuredType), heirs: &[&str]) -> Value {
    let base = ty.base.as_deref().filter(|base| lineage(schema, base).iter().all(|(above, _)| *above != name));
    let mut properties = Object::new();
    let is_chosen = heirs.iter().any(|heir| *heir != name);
    if is_chosen {
        properties.insert(TAG.to_owned(), json!({ "type": "string" }));
    }
    for Property { name, ty: value, doc, values, traits, removed, .. } in &ty.properties {
        let is_nullable = !traits.not_nullable && ty.key.as_ref() != Some(name);
        let mut property = described(schema, (value, doc, traits), is_nullable, values);
        put_flag(&mut property, "deprecated", traits.deprecated || removed.is_some());
        properties.insert(name.clone(), Value::Object(property));
    }
    let mut own = Object::new();
    own.insert("type".to_owned(), json!("object"));
    if !properties.is_empty() {
        own.insert("properties".to_owned(), Value::Object(properties));
    }
    let mut object = Object::new();
    object.insert("title".to_owned(), json!(short(name)));
    put_text(&mut object, "description", &ty.doc);
    match base {
        Some(base) => {
            object.insert("allOf".to_owned(), json!([reference(base), own]));
        }
        None => object.extend(own),
    }
    if is_chosen {
        let target = |heir: &&str| (format!("#{heir}"), json!(format!("{SCHEMAS}{}", component(heir))));
        let mapping: Object = heirs.iter().map(target).collect();
        object.insert("discriminator".to_owned(), json!({ "propertyName": TAG, "mapping": mapping }));
    }
    put_flag(&mut object, "deprecated", ty.deprecated.is_some() || ty.removed.is_some());
    put_docs(&mut object, config, &ty.pages);
    Value::Object(object)
}

fn enumeration(config: &Config, name: &str, ty: &EnumType) -> Value {
    let mut object = Object::new();
    object.insert("title".to_owned(), json!(short(name)));
    put_text(&mut object, "description", &ty.doc);
    object.insert("type".to_owned(), json!("string"));
    let mut names: Vec<&str> = Vec::new();
    for member in &ty.members {
        if !names.contains(&member.name.as_str()) {
            names.push(&member.name);
        }
    }
    if !names.is_empty() {
        object.insert("enum".to_owned(), json!(names));
    }
    let documented = ty.members.iter().filter(|member| !member.doc.is_empty());
    let docs: Object = documented.map(|member| (member.name.clone(), json!(member.doc))).collect();
    if !docs.is_empty() {
        object.insert("x-enum-descriptions".to_owned(), Value::Object(docs));
    }
    put_flag(&mut object, "deprecated", ty.removed.is_some());
    put_docs(&mut object, config, &ty.pages);
    Value::Object(object)
}

fn put_docs(object: &mut Object, config: &Config, pages: &[String]) {
    if let Some(page) = pages.first() {
        object.insert("externalDocs".to_owned(), page_docs(config, page));
    }
}

fn primitive_schema(primitive: Primitive) -> Object {
    let (ty, format) = match primitive {
        Primitive::Untyped => return Object::new(),
        Primitive::Boolean => ("boolean", ""),
        Primitive::String => ("string", ""),
        Primitive::Binary | Primitive::Stream => ("string", "base64url"),
        Primitive::Byte => ("integer", "uint8"),
        Primitive::SByte => ("integer", "int8"),
        Primitive::Int16 => ("integer", "int16"),
        Primitive::Int32 => ("integer", "int32"),
        Primitive::Int64 => ("integer", "int64"),
        Primitive::Single => ("number", "float"),
        Primitive::Double => ("number", "double"),
        Primitive::Decimal => ("number", "decimal"),
        Primitive::Date => ("string", "date"),
        Primitive::DateTimeOffset => ("string", "date-time"),
        Primitive::TimeOfDay => ("string", "time"),
        Primitive::Duration => ("string", "duration"),
        Primitive::Guid => ("string", "uuid"),
    };
    let mut object = Object::new();
    object.insert("type".to_owned(), json!(ty));
    put_text(&mut object, "format", format);
    object
}
