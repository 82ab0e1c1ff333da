//! Scalars that keep the text the service sent. Nothing is checked when they are read: an odd value must not make a
//! whole answer unreadable, and is written back as it came.
//!
//! Two of them are equal when their texts are. They have no order: `08:00:00Z` and `10:00:00+02:00` are one time. Convert
//! them to compare what they mean.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::model::{self, Json, Slot, View};

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text as it stands in the JSON.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                $name(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Json for $name {
            fn slot(place: &mut Option<Self>) -> Slot<'_> {
                Slot::Text(place)
            }

            fn value(&self) -> View<'_> {
                View::Text(&self.0)
            }
        }
    )*};
}

texts! {
    /// A date without a time, such as `2025-04-30`.
    Date
    /// A point in time with its offset, such as `2025-04-30T08:00:00Z`.
    DateTimeOffset
    /// A span of time, such as `PT1H30M`.
    Duration
    /// A universally unique identifier.
    Guid
    /// A time of day, such as `08:00:00.0000000`.
    TimeOfDay
    /// Bytes, as base64 text.
    Binary
}

/// A decimal number. It keeps its digits, and whether the JSON has it as a number or as a string.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    text: String,
    quoted: bool,
}

impl Decimal {
    /// The number as it stands in the JSON.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn quoted(text: &str) -> Self {
        Decimal { text: text.to_owned(), quoted: true }
    }
}

impl Default for Decimal {
    fn default() -> Self {
        Decimal { text: "0".to_owned(), quoted: false }
    }
}

impl From<&str> for Decimal {
    /// Takes the text of a number; what is no number is sent as a string.
    fn from(text: &str) -> Self {
        Decimal { text: text.to_owned(), quoted: serde_json::from_str::<serde_json::Number>(text).is_err() }
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        Decimal { text: number.to_string(), quoted: false }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<serde_json::Number>(&self.text) {
            Ok(number) if !self.quoted => number.serialize(serializer),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        model::read(deserializer)
    }
}

/// An integer of 64 bits. It keeps whether the JSON has it as a number or as a string. It is equal to another one, and
/// ordered, by its number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Int64 {
    number: i64,
    quoted: bool,
}

impl Int64 {
    /// The number.
    pub fn get(self) -> i64 {
        self.number
    }

    /// Whether it stands as a string in the JSON.
    pub fn is_quoted(self) -> bool {
        self.quoted
    }

    /// The number of a string, if the string is what would be written for it.
    pub(crate) fn quoted(text: &str) -> Option<Self> {
        let number = text.parse::<i64>().ok().filter(|number| number.to_string() == text)?;
        Some(Self::as_string(number))
    }

    /// A number that stands as a string.
    pub(crate) fn as_string(number: i64) -> Self {
        Int64 { number, quoted: true }
    }
}

impl From<i64> for Int64 {
    fn from(number: i64) -> Self {
        Int64 { number, quoted: false }
    }
}

impl From<Int64> for i64 {
    fn from(value: Int64) -> Self {
        value.number
    }
}

impl PartialEq for Int64 {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Int64 {}

impl PartialEq<i64> for Int64 {
    fn eq(&self, other: &i64) -> bool {
        self.number == *other
    }
}

impl Ord for Int64 {
    fn cmp(&self, other: &Self) -> Ordering {
        self.number.cmp(&other.number)
    }
}

impl PartialOrd for Int64 {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Int64 {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

impl fmt::Display for Int64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number.fmt(f)
    }
}

impl Serialize for Int64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        model::write(self.value(), serializer)
    }
}

impl<'de> Deserialize<'de> for Int64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        model::read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_come_back_as_they_came() {
        for text in [r#""9999-12-31T00:00:00.0000000""#, r#""2020-02-30T25:61:00Z""#, r#""""#] {
            let value: DateTimeOffset = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        for text in ["12", "-1.5", "0.1", r#""12.50""#, r#""INF""#] {
            let value: Decimal = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        for text in ["5", r#""5""#, "-9007199254740993", r#""9223372036854775807""#] {
            let value: Int64 = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), text);
        }
        assert!(serde_json::from_str::<Int64>(r#""05""#).is_err());
        assert_eq!(serde_json::to_string(&Decimal::from("2.5")).unwrap(), "2.5");
    }
}
