//! What a delta query answers with.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::Additional;
use crate::model::{self, Json, View};

/// An element of a delta query.
#[derive(Debug, Clone, PartialEq)]
pub enum Change<T> {
    /// It is new, or some of its properties are.
    Changed(T),
    /// It is gone (`@removed`).
    Removed(Removed),
}

/// An element that is gone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Removed {
    /// The key of the element.
    pub id: Option<String>,
    /// `changed` if the element may come back, as from a recycle bin, and `deleted` if not.
    pub reason: Option<String>,
    /// What else the service says about it.
    pub additional: Additional,
}

impl<T: Json> Change<T> {
    /// An element as the service sent it: gone if it says so.
    pub fn of(element: T) -> Self {
        let is_removed = match element.value() {
            View::Object(model) | View::Derived(model) => {
                matches!(model.view(u16::MAX), View::Additional(others) if others.contains_key(REMOVED))
            }
            View::Any(value) => value.get(REMOVED).is_some(),
            _ => false,
        };
        match is_removed.then(|| serde_json::to_value(Written(&element))) {
            Some(Ok(Value::Object(members))) => Change::Removed(removed(members)),
            _ => Change::Changed(element),
        }
    }
}

/// The annotation of an element that is gone.
const REMOVED: &str = "@removed";

/// Writes any element.
struct Written<'a, T>(&'a T);

impl<T: Json> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        model::write(self.0.value(), serializer)
    }
}

fn removed(mut members: Map<String, Value>) -> Removed {
    let annotation = members.remove(REMOVED).unwrap_or_default();
    let reason = annotation.get("reason").and_then(Value::as_str).map(str::to_owned);
    let id = members.get("id").and_then(Value::as_str).map(str::to_owned);
    if id.is_some() {
        members.remove("id");
    }
    Removed { id, reason, additional: members.into_iter().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Collection;

    #[test]
    fn what_is_gone_is_told_from_what_changed() {
        let text = r#"{"value":[{"id":"1","@removed":{"reason":"deleted"},"x":2},{"id":"2"}],"@odata.deltaLink":"d"}"#;
        let page: Collection<Value> = serde_json::from_str(text).unwrap();
        let changes: Vec<_> = page.value.into_iter().map(Change::of).collect();
        let [Change::Removed(gone), Change::Changed(changed)] = changes.as_slice() else { panic!("{changes:?}") };
        assert_eq!((gone.id.as_deref(), gone.reason.as_deref()), (Some("1"), Some("deleted")));
        assert_eq!(gone.additional.get("x"), Some(&Value::from(2)));
        assert_eq!(changed.get("id"), Some(&Value::from("2")));
    }
}
