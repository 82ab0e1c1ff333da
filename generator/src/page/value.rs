//! JSON values that borrow their texts from the JSON. An object is a list: those of pages have few members.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A text.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Value<'a>>),
    /// An object.
    Object(Map<'a>),
}

/// The members of an object, in order. Of two with one key the last counts, at the place of the first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Map<'a>(Vec<Member<'a>>);

type Member<'a> = (Cow<'a, str>, Value<'a>);

impl Value<'_> {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The member of an object with a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Value::Object(members) => members.get(key),
            _ => None,
        }
    }

    /// The same value with texts of its own.
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Number(number) => Value::Number(number),
            Value::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Value::Array(elements) => Value::Array(elements.into_iter().map(Value::into_owned).collect()),
            Value::Object(Map(members)) => {
                let members = members.into_iter();
                Value::Object(Map(members
                    .map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned()))
                    .collect()))
            }
        }
    }
}

impl<'a> Map<'a> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// The keys and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The members as they stand in the JSON.
    pub(super) fn of(members: Vec<Member<'a>>) -> Self {
        if are_unique(&members) {
            return Map(members);
        }
        let mut places: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
        let mut kept: Vec<Member<'a>> = Vec::new();
        for (key, value) in members {
            match places.get(&key).and_then(|place| kept.get_mut(*place)) {
                Some((_, known)) => *known = value,
                None => {
                    places.insert(key.clone(), kept.len());
                    kept.push((key, value));
                }
            }
        }
        Map(kept)
    }
}

/// Up to so many keys are compared one by one.
const FEW: usize = 48;

/// Whether no key stands twice.
fn are_unique(members: &[Member<'_>]) -> bool {
    let mut keys = members.iter().map(|(key, _)| key).enumerate();
    match members.len() {
        ..=FEW => keys.all(|(at, key)| members.iter().take(at).all(|(known, _)| known != key)),
        _ => keys.map(|(_, key)| key).collect::<BTreeSet<_>>().len() == members.len(),
    }
}

impl Serialize for Map<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

/// A text that is borrowed if it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Reader)? {
            Value::String(text) => Ok(Text(text)),
            _ => Err(serde::de::Error::custom("a key is no text")),
        }
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = access.next_element()? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((Text(key), value)) = access.next_entry()? {
            members.push((key, value));
        }
        Ok(Value::Object(Map::of(members)))
    }
}
