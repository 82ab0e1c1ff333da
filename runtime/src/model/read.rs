//! JSON into places. One visitor serves all models; what does not fit is told by its path in the JSON, never by its
//! content.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{ADDITIONAL, FieldInfo, Json, Model, Slot, View};
use crate::additional::{ODATA_TYPE, nulls_of};
use crate::{Decimal, Int64};

/// Reads a value of a type that [`model!`](crate::model!) or [`derived!`](crate::derived!) made.
///
/// # Errors
/// When the input is malformed, is null, or does not fit. The message has the path in the JSON and the Rust type, and no
/// content.
pub fn read<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut place = None;
    fill(T::slot(&mut place), deserializer)?;
    place.ok_or_else(|| D::Error::custom("null is no object"))
}

/// Reads a value into a place of any type.
pub(crate) fn fill<'de, D: Deserializer<'de>>(slot: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    Reader { slot, path: &Path::Root }.deserialize(deserializer).map(drop)
}

/// Where a value stands; each reader holds its own step and leads to the one before it.
enum Path<'a> {
    Root,
    Name(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Name(Path::Root, name) => f.write_str(name),
            Path::Name(parent, name) => write!(f, "{parent}.{name}"),
            Path::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// Reads one value into its place.
struct Reader<'s, 'p> {
    slot: Slot<'s>,
    path: &'p Path<'p>,
}

/// What was read.
enum Outcome {
    Null,
    Filled,
    /// An array that has nulls at these places; its place holds the other elements.
    WithNulls(Vec<usize>),
}

impl<'de> DeserializeSeed<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_, '_> {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_none<E>(self) -> Result<Outcome, E> {
        Ok(Outcome::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Outcome, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        match self.slot {
            Slot::Bool(place) => *place = Some(value),
            Slot::Any(place) => *place = Some(Value::Bool(value)),
            slot => return Err(misfit(slot, self.path, "a Boolean")),
        }
        Ok(Outcome::Filled)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        match self.slot {
            Slot::Int(place) => {
                if !place.put(value) {
                    return Err(misfit(Slot::Int(place), self.path, "a number out of range"));
                }
            }
            Slot::Int64(place) => *place = Some(Int64::from(value)),
            Slot::Float(place) => *place = Some(value as f64),
            Slot::Decimal(place) => *place = Some(Decimal::from(value)),
            Slot::Any(place) => *place = Some(Value::from(value)),
            slot => return Err(misfit(slot, self.path, "a number")),
        }
        Ok(Outcome::Filled)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        match (i64::try_from(value), self.slot) {
            (Ok(value), slot) => Reader { slot, path: self.path }.visit_i64(value),
            (Err(_), Slot::Any(place)) => {
                *place = Some(Value::from(value));
                Ok(Outcome::Filled)
            }
            (Err(_), Slot::Decimal(place)) => {
                *place = Some(Decimal::from(value.to_string().as_str()));
                Ok(Outcome::Filled)
            }
            (Err(_), slot) => Reader { slot, path: self.path }.visit_f64(value as f64),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        match self.slot {
            Slot::Float(place) => *place = Some(value),
            Slot::Decimal(place) => *place = Some(Decimal::from(Value::from(value).to_string().as_str())),
            Slot::Any(place) => *place = Some(Value::from(value)),
            // `5.0` is a spelling of 5.
            slot if value.fract() == 0.0 && value.abs() < 9e15 => {
                return Reader { slot, path: self.path }.visit_i64(value as i64);
            }
            slot => return Err(misfit(slot, self.path, "a number with a fraction")),
        }
        Ok(Outcome::Filled)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Outcome, E> {
        match self.slot {
            Slot::String(place) => *place = Some(value.to_owned()),
            Slot::Text(place) => place.put(value),
            Slot::Any(place) => *place = Some(Value::from(value)),
            Slot::Decimal(place) => *place = Some(Decimal::quoted(value)),
            Slot::Int64(place) => match Int64::quoted(value) {
                Some(number) => *place = Some(number),
                None => return Err(misfit(Slot::Int64(place), self.path, "a string that is no integer")),
            },
            Slot::Float(place) => match value {
                "INF" => *place = Some(f64::INFINITY),
                "-INF" => *place = Some(f64::NEG_INFINITY),
                "NaN" => *place = Some(f64::NAN),
                _ => return Err(misfit(Slot::Float(place), self.path, "a string")),
            },
            slot => return Err(misfit(slot, self.path, "a string")),
        }
        Ok(Outcome::Filled)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Outcome, A::Error> {
        let list = match self.slot {
            Slot::List(list) => list,
            Slot::Any(place) => {
                *place = Some(Value::deserialize(SeqAccessDeserializer::new(elements))?);
                return Ok(Outcome::Filled);
            }
            slot => return Err(misfit(slot, self.path, "an array")),
        };
        list.open();
        let mut nulls = Vec::new();
        for index in 0.. {
            let path = &Path::Index(self.path, index);
            let mut read = Ok(None);
            list.push(&mut |slot| {
                read = elements.next_element_seed(Reader { slot, path });
                matches!(read, Ok(Some(Outcome::Filled | Outcome::WithNulls(_))))
            });
            match read? {
                None => break,
                Some(Outcome::Null) => nulls.push(index),
                Some(_) => {}
            }
        }
        Ok(if nulls.is_empty() { Outcome::Filled } else { Outcome::WithNulls(nulls) })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Outcome, A::Error> {
        match self.slot {
            Slot::Object(place) => read_object(place.open(), map, self.path)?,
            Slot::Derived(place) => read_derived(place, map, self.path)?,
            Slot::Any(place) => *place = Some(Value::deserialize(MapAccessDeserializer::new(map))?),
            slot => return Err(misfit(slot, self.path, "an object")),
        }
        Ok(Outcome::Filled)
    }
}

fn read_object<'de, A: MapAccess<'de>>(model: &mut dyn Model, mut map: A, path: &Path<'_>) -> Result<(), A::Error> {
    let fields = model.info().fields;
    let mut next = 0;
    while let Some(key) = map.next_key_seed(KeySeed { fields, next })? {
        match key {
            Key::Field(position, field) => {
                next = position + 1;
                read_field(model, field, &mut map, path)?;
            }
            Key::Other(name) => {
                let value = map.next_value()?;
                keep(model, name, value);
            }
        }
    }
    Ok(())
}

/// Which type it is stands in `@odata.type`, mostly first. What was read before it is read again when it comes late.
fn read_derived<'de, A: MapAccess<'de>>(
    place: &mut dyn super::DerivedSlot,
    mut map: A,
    path: &Path<'_>,
) -> Result<(), A::Error> {
    let mut next = 0;
    loop {
        let fields = place.open().info().fields;
        match map.next_key_seed(KeySeed { fields, next })? {
            None => return Ok(()),
            Some(Key::Field(position, field)) => {
                next = position + 1;
                read_field(place.open(), field, &mut map, path)?;
            }
            Some(Key::Other(name)) => {
                let value: Value = map.next_value()?;
                if name == ODATA_TYPE
                    && let Some(tag) = value.as_str()
                {
                    let before = serde_json::to_value(View::Object(place.open())).map_err(A::Error::custom)?;
                    if place.choose(tag)
                        && let Value::Object(before) = before
                    {
                        let before = serde::de::value::MapDeserializer::new(before.into_iter());
                        read_object(place.open(), before, path).map_err(A::Error::custom)?;
                    }
                    next = 0;
                }
                keep(place.open(), name, value);
            }
        }
    }
}

fn read_field<'de, A: MapAccess<'de>>(
    model: &mut dyn Model,
    field: &FieldInfo,
    map: &mut A,
    path: &Path<'_>,
) -> Result<(), A::Error> {
    let reader = Reader { slot: model.slot(field.index), path: &Path::Name(path, field.name) };
    if let Outcome::WithNulls(places) = map.next_value_seed(reader)? {
        keep(model, nulls_of(field.name), places.into());
    }
    Ok(())
}

fn keep(model: &mut dyn Model, name: String, value: Value) {
    if let Slot::Additional(additional) = model.slot(ADDITIONAL) {
        additional.insert(name, value);
    }
}

/// Reads the name of a property. Services write properties in a steady order, so the search goes on where the last one
/// was found.
struct KeySeed {
    fields: &'static [FieldInfo],
    next: usize,
}

enum Key {
    Field(usize, &'static FieldInfo),
    Other(String),
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        let fields = self.fields.iter().enumerate();
        let found = fields.clone().skip(self.next).find(|(_, field)| field.name == name);
        let found = found.or_else(|| fields.take(self.next).find(|(_, field)| field.name == name));
        Ok(found.map_or_else(|| Key::Other(name.to_owned()), |(position, field)| Key::Field(position, field)))
    }
}

/// A value that does not fit its place.
#[cold]
fn misfit<E: Error>(slot: Slot<'_>, path: &Path<'_>, found: &str) -> E {
    let expected = match slot {
        Slot::Bool(_) => "bool",
        Slot::Int(_) => "integer",
        Slot::Int64(_) => "Int64",
        Slot::Float(_) => "f64",
        Slot::Decimal(_) => "Decimal",
        Slot::String(_) | Slot::Text(_) => "string",
        Slot::Object(place) => place.open().info().name,
        Slot::Derived(place) => place.open().info().name,
        Slot::List(_) => "Vec",
        Slot::Any(_) | Slot::Additional(_) => "JSON",
    };
    match path {
        Path::Root => E::custom(format_args!("found {found}, expected {expected}")),
        _ => E::custom(format_args!("{path}: found {found}, expected {expected}")),
    }
}
