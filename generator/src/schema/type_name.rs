//! The name of a type in OData's notation: `Edm.String`, `microsoft.graph.user`, `Collection(microsoft.graph.user)`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A resolved type. Its text form is OData's: `Collection(Edm.String)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeName {
    /// A primitive of the Entity Data Model.
    Primitive(Primitive),
    /// A structured type or enumeration, by qualified name; it may be one that no page documents.
    Named(String),
    /// A collection of the inner type, which is never itself a collection.
    Collection(Box<TypeName>),
}

/// The primitive types of the Entity Data Model that the pages use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

const PRIMITIVES: [(Primitive, &str); 18] = [
    (Primitive::Binary, "Edm.Binary"),
    (Primitive::Boolean, "Edm.Boolean"),
    (Primitive::Byte, "Edm.Byte"),
    (Primitive::Date, "Edm.Date"),
    (Primitive::DateTimeOffset, "Edm.DateTimeOffset"),
    (Primitive::Decimal, "Edm.Decimal"),
    (Primitive::Double, "Edm.Double"),
    (Primitive::Duration, "Edm.Duration"),
    (Primitive::Guid, "Edm.Guid"),
    (Primitive::Int16, "Edm.Int16"),
    (Primitive::Int32, "Edm.Int32"),
    (Primitive::Int64, "Edm.Int64"),
    (Primitive::SByte, "Edm.SByte"),
    (Primitive::Single, "Edm.Single"),
    (Primitive::Stream, "Edm.Stream"),
    (Primitive::String, "Edm.String"),
    (Primitive::TimeOfDay, "Edm.TimeOfDay"),
    (Primitive::Untyped, "Edm.Untyped"),
];

impl Primitive {
    /// The name in the Entity Data Model, such as `Edm.Int32`.
    pub fn name(self) -> &'static str {
        PRIMITIVES.iter().find(|(primitive, _)| *primitive == self).map_or("Edm.Untyped", |(_, name)| name)
    }
}

impl TypeName {
    /// A collection of this type; a collection stays as it is.
    pub fn collection(self) -> Self {
        match self {
            TypeName::Collection(_) => self,
            single => TypeName::Collection(Box::new(single)),
        }
    }

    /// Whether this is a collection.
    pub fn is_collection(&self) -> bool {
        matches!(self, TypeName::Collection(_))
    }

    /// The type itself, or that of the elements.
    pub fn element(&self) -> &TypeName {
        match self {
            TypeName::Collection(element) => element,
            single => single,
        }
    }

    /// The qualified name of the structured type or enumeration that this is or holds.
    pub fn named(&self) -> Option<&str> {
        match self.element() {
            TypeName::Named(name) => Some(name),
            _ => None,
        }
    }
}

impl Default for TypeName {
    fn default() -> Self {
        TypeName::Primitive(Primitive::String)
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TypeName::Primitive(primitive) => f.write_str(primitive.name()),
            TypeName::Named(name) => f.write_str(name),
            TypeName::Collection(element) => write!(f, "Collection({element})"),
        }
    }
}

impl FromStr for TypeName {
    type Err = std::convert::Infallible;

    /// Reads OData's notation. A name that is no primitive is a named type, so nothing fails.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(element) = text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
            return Ok(element.parse::<TypeName>()?.collection());
        }
        Ok(match PRIMITIVES.iter().find(|(_, name)| *name == text) {
            Some((primitive, _)) => TypeName::Primitive(*primitive),
            None => TypeName::Named(text.to_owned()),
        })
    }
}

impl Serialize for TypeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TypeName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.parse() {
            Ok(name) => Ok(name),
            Err(infallible) => match infallible {},
        }
    }
}
