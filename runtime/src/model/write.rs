//! Views into JSON.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::{ADDITIONAL, Access, FieldInfo, Json, List, Model, View};
use crate::Additional;
use crate::additional::{ODATA_TYPE, nulls_in, nulls_of};

/// Writes a value.
///
/// # Errors
/// Those of the format.
pub fn write<S: Serializer>(view: View<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    view.serialize(serializer)
}

/// A model as the body of a request: without the properties that only the service writes.
///
/// Left out are read-only properties of the object, except those that `additional` holds by name; the same inside of
/// objects in it, where the key stays; and annotations that come with answers.
#[derive(Debug, Clone, Copy)]
pub struct Writable<'a, T> {
    model: &'a T,
    is_new: bool,
    required: &'static [&'static str],
}

impl<'a, T> Writable<'a, T> {
    /// A new object. One of a type that derives from another one has its `@odata.type`.
    pub fn create(model: &'a T) -> Self {
        Writable { model, is_new: true, required: &[] }
    }

    /// Changes of an object that exists: what is set and no more.
    pub fn update(model: &'a T) -> Self {
        Writable { model, is_new: false, required: &[] }
    }

    /// Also with these read-only properties, which the page of the call requires.
    pub fn with(self, required: &'static [&'static str]) -> Self {
        Writable { required, ..self }
    }
}

impl<T: Json> Serialize for Writable<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.model.value() {
            View::Object(model) if !self.is_new => object(model, "", Some(Depth::Body), self.required, serializer),
            View::Object(model) | View::Derived(model) => {
                object(model, model.info().odata_type, Some(Depth::Body), self.required, serializer)
            }
            other => Part { view: other, nulls: None, body: Some(Depth::Inner) }.serialize(serializer),
        }
    }
}

/// A value inside of a body.
pub(super) fn inner(view: View<'_>) -> Value {
    // Names are strings and numbers have a form, so this never fails.
    serde_json::to_value(Part { view, nulls: None, body: Some(Depth::Inner) }).unwrap_or_default()
}

/// How deep in a body an object stands.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Body,
    Inner,
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Part { view: *self, nulls: None, body: None }.serialize(serializer)
    }
}

/// A value, the places of nulls if it is an array, and where in a body it stands if it is part of one.
struct Part<'a> {
    view: View<'a>,
    nulls: Option<&'a Value>,
    body: Option<Depth>,
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let inner = self.body.map(|_| Depth::Inner);
        match self.view {
            View::Absent => serializer.serialize_unit(),
            View::Bool(value) => serializer.serialize_bool(value),
            View::Int(value) => serializer.serialize_i64(value),
            View::Quoted(value) => serializer.collect_str(&value),
            View::Float(value) => float(value, serializer),
            View::Decimal(value) => value.serialize(serializer),
            View::Text(value) => serializer.serialize_str(value),
            View::Object(model) => object(model, "", inner, &[], serializer),
            View::Derived(model) => object(model, model.info().odata_type, inner, &[], serializer),
            View::List(elements) => list(elements, self.nulls, inner, serializer),
            View::Any(value) => value.serialize(serializer),
            View::Additional(additional) => additional.serialize(serializer),
        }
    }
}

/// A whole number has no fraction on the wire, and OData has strings for what JSON has no number for.
fn float<S: Serializer>(value: f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_nan() {
        serializer.serialize_str("NaN")
    } else if value.is_infinite() {
        serializer.serialize_str(if value > 0.0 { "INF" } else { "-INF" })
    } else if value.fract() == 0.0 && value.abs() < 9e15 && !(value == 0.0 && value.is_sign_negative()) {
        serializer.serialize_i64(value as i64)
    } else {
        serializer.serialize_f64(value)
    }
}

fn object<S: Serializer>(
    model: &dyn Model,
    odata_type: &str,
    body: Option<Depth>,
    required: &[&str],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let nothing = Additional::default();
    let additional = match model.view(ADDITIONAL) {
        View::Additional(additional) => additional,
        _ => &nothing,
    };
    let fields = model.info().fields;
    let has_nulls = additional.keys().any(|name| nulls_in(name).is_some());
    let mut map = serializer.serialize_map(None)?;
    if !odata_type.is_empty() && !additional.contains_key(ODATA_TYPE) {
        map.serialize_entry(ODATA_TYPE, odata_type)?;
    }
    let left_out = |field: &FieldInfo| {
        let is_sent =
            matches!((body, field.access), (None, _) | (_, Access::ReadWrite) | (Some(Depth::Inner), Access::Key));
        !is_sent && !required.contains(&field.name)
    };
    for field in fields.iter().filter(|field| !left_out(field)) {
        let view = model.view(field.index);
        let nulls = match view {
            View::Absent => continue,
            View::List(_) if has_nulls => additional.get(&nulls_of(field.name)),
            _ => None,
        };
        map.serialize_entry(field.name, &Part { view, nulls, body })?;
    }
    for (name, value) in additional.iter() {
        let of_answers = body.is_some() && Additional::is_of_answers(name);
        // A field that is set wins over a property of its name.
        let is_set = || {
            let property = nulls_in(name).unwrap_or(name);
            let field = fields.iter().find(|field| field.name == property);
            field.is_some_and(|field| !left_out(field) && !matches!(model.view(field.index), View::Absent))
        };
        if !of_answers && !is_set() {
            map.serialize_entry(name, value)?;
        }
    }
    map.end()
}

/// The nulls that came with an array are put back where they were.
fn list<S: Serializer>(
    elements: &dyn List,
    nulls: Option<&Value>,
    body: Option<Depth>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let places = nulls.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut places = places.iter().filter_map(Value::as_u64).peekable();
    let mut written = 0;
    let mut sequence = serializer.serialize_seq(None)?;
    for index in 0..=elements.count() {
        while places.next_if_eq(&written).is_some() {
            sequence.serialize_element(&())?;
            written += 1;
        }
        if index < elements.count() {
            sequence.serialize_element(&Part { view: elements.element(index), nulls: None, body })?;
            written += 1;
        }
    }
    sequence.end()
}
