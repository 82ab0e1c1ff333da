//! The name of a type in OData's notation: `Edm.String`, `sample.library.book`, `Collection(sample.library.book)`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use borsh::BorshSerialize;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::facts::Primitive;

/// A resolved type. Its text form is OData's: `Collection(Edm.String)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize)]
pub enum TypeName {
    /// A primitive of the Entity Data Model.
    Primitive(Primitive),
    /// A structured type or enumeration, by qualified name; it may be one that no page documents.
    Named(String),
    /// A collection of the inner type, which is never itself a collection.
    Collection(Box<TypeName>),
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

    /// Its text form.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            TypeName::Primitive(primitive) => Cow::Borrowed(primitive.name()),
            TypeName::Named(name) => Cow::Borrowed(name),
            TypeName::Collection(element) => Cow::Owned(["Collection(", &element.text(), ")"].concat()),
        }
    }

    /// [`TypeName::text`] of a name that is needed no more.
    pub(super) fn into_text(self) -> Cow<'static, str> {
        match self {
            TypeName::Primitive(primitive) => Cow::Borrowed(primitive.name()),
            TypeName::Named(name) => Cow::Owned(name),
            TypeName::Collection(_) => Cow::Owned(self.text().into_owned()),
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
        Ok(match Primitive::from_name(text) {
            Some(primitive) => TypeName::Primitive(primitive),
            None => TypeName::Named(text.to_owned()),
        })
    }
}

impl Serialize for TypeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            TypeName::Primitive(primitive) => serializer.serialize_str(primitive.name()),
            TypeName::Named(name) => serializer.serialize_str(name),
            TypeName::Collection(_) => serializer.collect_str(self),
        }
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
