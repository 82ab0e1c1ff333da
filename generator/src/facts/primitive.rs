//! The primitive types, and the words that the docs use for them.

use borsh::{BorshDeserialize, BorshSerialize};

/// The primitive types of the Entity Data Model that the pages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshDeserialize, BorshSerialize)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum Primitive {
    Binary,
    Boolean,
    Byte,
    Date,
    DateTimeOffset,
    Decimal,
    Double,
    Duration,
    Guid,
    Int16,
    Int32,
    Int64,
    SByte,
    Single,
    Stream,
    String,
    TimeOfDay,
    /// Any JSON value.
    Untyped,
}

/// The name in the standard, and the words of the docs in lower case (the standard's own without its prefix first).
const PRIMITIVES: [(Primitive, &str, &[&str]); 18] = [
    (Primitive::Binary, "Edm.Binary", &["binary", "bytes"]),
    (Primitive::Boolean, "Edm.Boolean", &["boolean", "bool"]),
    (Primitive::Byte, "Edm.Byte", &["byte"]),
    (Primitive::Date, "Edm.Date", &["date"]),
    (Primitive::DateTimeOffset, "Edm.DateTimeOffset", &["datetimeoffset", "datetime", "timestamp"]),
    (Primitive::Decimal, "Edm.Decimal", &["decimal", "numeric"]),
    (Primitive::Double, "Edm.Double", &["double", "number"]),
    (Primitive::Duration, "Edm.Duration", &["duration", "timespan"]),
    (Primitive::Guid, "Edm.Guid", &["guid", "uuid"]),
    (Primitive::Int16, "Edm.Int16", &["int16"]),
    (Primitive::Int32, "Edm.Int32", &["int32", "int", "integer"]),
    (Primitive::Int64, "Edm.Int64", &["int64", "long"]),
    (Primitive::SByte, "Edm.SByte", &["sbyte"]),
    (Primitive::Single, "Edm.Single", &["single", "float"]),
    (Primitive::Stream, "Edm.Stream", &["stream"]),
    (Primitive::String, "Edm.String", &["string", "url"]),
    (Primitive::TimeOfDay, "Edm.TimeOfDay", &["timeofday"]),
    (Primitive::Untyped, "Edm.Untyped", &["untyped"]),
];

/// How the names of the standard start.
const STANDARD: &str = "Edm.";

impl Primitive {
    /// The name in the Entity Data Model, such as `Edm.Int32`.
    pub fn name(self) -> &'static str {
        PRIMITIVES.iter().find(|(primitive, ..)| *primitive == self).map_or("Edm.Untyped", |(_, name, _)| name)
    }

    /// The primitive with a name of the Entity Data Model.
    pub fn from_name(name: &str) -> Option<Self> {
        PRIMITIVES.iter().find(|(_, known, _)| *known == name).map(|(primitive, ..)| *primitive)
    }

    /// The primitive that a word of the docs means, in any case, with or without `Edm.`.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        let word = match word.split_at_checked(STANDARD.len()) {
            Some((prefix, word)) if prefix.eq_ignore_ascii_case(STANDARD) => word,
            _ => word,
        };
        let is_meant = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
        PRIMITIVES.iter().find(|(.., words)| is_meant(words)).map(|(primitive, ..)| *primitive)
    }
}

impl serde::Serialize for Primitive {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
