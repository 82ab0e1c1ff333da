//! The placeholders of JSON representations: `"String (timestamp)"`, `{"@odata.type": "x"}`, `"a | b"`.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::json::{Map, Value};

use super::Primitive;
use super::type_ref::is_identifier;

/// A member of a JSON representation.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct JsonMember {
    /// The key.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Whether the value stands in brackets.
    pub collection: bool,
    /// What the value says about the type.
    pub placeholder: Placeholder,
}

/// What a placeholder says about a type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
#[serde(rename_all = "lowercase")]
pub enum Placeholder {
    /// A primitive type; how sure it is depends on the word.
    Primitive(Primitive),
    /// A type by name.
    Named(String),
    /// The members of an enumeration: `a | b`.
    Values(Vec<String>),
    /// An object without a type name.
    Object,
    /// The word for a key: `String (identifier)`.
    Identifier,
    /// A sample value, or nothing at all.
    Sample,
}

/// Words in parentheses, or alone, that say more than `String`. In lower case.
const WORDS: &[(&str, Primitive)] = &[
    ("timestamp", Primitive::DateTimeOffset),
    ("iso 8601", Primitive::DateTimeOffset),
    ("iso 8601 format", Primitive::DateTimeOffset),
    ("datetime", Primitive::DateTimeOffset),
    ("duration", Primitive::Duration),
    ("iso 8601 duration", Primitive::Duration),
    ("timespan", Primitive::Duration),
    ("time of day", Primitive::TimeOfDay),
    ("timeofday", Primitive::TimeOfDay),
    ("date", Primitive::Date),
    ("binary", Primitive::Binary),
    ("base64", Primitive::Binary),
];

/// The members of a representation. `place` gives the span of a key.
pub(super) fn members(value: &Value<'_>, place: impl Fn(&str) -> Span) -> Vec<JsonMember> {
    let Value::Object(fields) = value else { return Vec::new() };
    let named = fields.iter().filter(|(key, _)| !is_control_information(key));
    named
        .map(|(key, value)| {
            let (collection, placeholder) = read(value);
            JsonMember { name: key.trim().to_owned(), span: place(key), collection, placeholder }
        })
        .collect()
}

/// `@odata.type` and its misspellings: facts about the object, no properties.
fn is_control_information(key: &str) -> bool {
    key.starts_with("@odat")
}

fn read(value: &Value<'_>) -> (bool, Placeholder) {
    match value {
        Value::Array(items) => (true, items.first().map_or(Placeholder::Sample, |item| read(item).1)),
        Value::Object(fields) => (false, object(fields)),
        Value::Bool(_) => (false, Placeholder::Primitive(Primitive::Boolean)),
        Value::Number(number) if number.is_f64() => (false, Placeholder::Primitive(Primitive::Double)),
        Value::Number(_) => (false, Placeholder::Primitive(Primitive::Int32)),
        Value::String(text) => string(text.trim()),
        Value::Null => (false, Placeholder::Sample),
    }
}

fn object(fields: &Map<'_>) -> Placeholder {
    let name = ["@odata.type", "@type"].iter().find_map(|key| fields.get(key)?.as_str());
    name.map(|name| name.trim().trim_start_matches('#'))
        .filter(|name| !name.is_empty())
        .map_or(Placeholder::Object, |name| Placeholder::Named(name.to_owned()))
}

fn string(text: &str) -> (bool, Placeholder) {
    if let Some(inner) = text.strip_prefix("Collection(").or_else(|| text.strip_prefix("collection(")) {
        return (true, string(inner.trim_end_matches(')')).1);
    }
    let bare = text.trim_start_matches(['[', '#']).strip_prefix("@odata.type:").unwrap_or(text).trim();
    let bare = bare.trim_start_matches(['[', '#']).trim_end_matches(']');
    if bare.matches('.').count() >= 2 && bare.split('.').all(is_identifier) {
        return (false, Placeholder::Named(bare.to_owned()));
    }
    if text.contains('|') {
        let values: Vec<String> = text.split('|').map(|value| value.trim().to_owned()).collect();
        if values.iter().all(|value| is_identifier(value)) {
            return (false, Placeholder::Values(values));
        }
    }
    (false, word(&text.to_lowercase()))
}

/// `string (timestamp)`, `timestamp`, `int32`, ...; everything else is a sample.
fn word(lower: &str) -> Placeholder {
    let (word, detail) = match lower.split_once('(') {
        Some((word, detail)) => (word.trim(), detail.trim_end_matches(')').trim()),
        None => (lower, ""),
    };
    let by_word = |text: &str| WORDS.iter().find(|(known, _)| *known == text).map(|(_, primitive)| *primitive);
    if detail == "identifier" {
        return Placeholder::Identifier;
    }
    let primitive = by_word(detail).or_else(|| by_word(word)).or_else(|| Primitive::from_word(word));
    primitive.map_or(Placeholder::Sample, Placeholder::Primitive)
}
