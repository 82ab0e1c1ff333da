//! Changes of an object that exists: what is not set, null and a value are three things.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Json, Writable, write};
use crate::redact::discreet_members;

/// The body of a change: what was set, nulls too, and no more.
#[derive(Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Changes(Map<String, Value>);

impl Changes {
    /// All that is set in a model, without its read-only properties. It has no null but those of `additional`.
    pub fn of<T: Json>(model: &T) -> Self {
        match serde_json::to_value(Writable::update(model)) {
            Ok(Value::Object(changes)) => Changes(changes),
            _ => Changes::default(),
        }
    }

    /// Sets a property by its name in the JSON; `None` makes it null.
    pub fn set<T: Json>(&mut self, property: &str, value: Option<T>) {
        let value = value.map_or(Value::Null, |value| write::inner(value.value()));
        self.0.insert(property.to_owned(), value);
    }
}

/// Links may open what they lead to.
impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        discreet_members(&self.0, f)
    }
}

/// What a setter of a change takes: a value, or `None` for null.
pub trait OrNull<T> {
    /// The value, if it is not null.
    fn or_null(self) -> Option<T>;
}

impl<T> OrNull<T> for T {
    fn or_null(self) -> Option<T> {
        Some(self)
    }
}

impl<T> OrNull<T> for Option<T> {
    fn or_null(self) -> Option<T> {
        self
    }
}

impl OrNull<String> for &str {
    fn or_null(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// Gives the changes of a model their setters.
///
/// A row is the setter, the property's name in the JSON and its type; it may stand below attributes.
#[macro_export]
macro_rules! update {
    ($name:ident of $($model:ident),+ { $($(#[$attribute:meta])* $setter:ident $wire:literal $ty:ty;)* }) => {
        impl $name {
            $(
                /// Sets the property; `None` makes it null.
                $(#[$attribute])*
                pub fn $setter(&mut self, value: impl $crate::OrNull<$ty>) -> &mut Self {
                    self.changes.set($wire, value.or_null());
                    self
                }
            )*
        }

        $(impl ::std::convert::From<&$model> for $name {
            #[inline]
            fn from(model: &$model) -> Self {
                $name { changes: $crate::Changes::of(model) }
            }
        })+

        impl $crate::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::Serialize::serialize(&self.changes, serializer)
            }
        }
    };
}
