//! What a delta query answers with.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::Additional;

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

impl<'de, T: DeserializeOwned> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        match removed(value) {
            Ok(removed) => Ok(Change::Removed(removed)),
            Err(value) => T::deserialize(value).map(Change::Changed).map_err(D::Error::custom),
        }
    }
}

fn removed(value: Value) -> Result<Removed, Value> {
    match value {
        Value::Object(mut members) if members.contains_key("@removed") => {
            let annotation = members.remove("@removed").unwrap_or_default();
            let reason = annotation.get("reason").and_then(Value::as_str).map(str::to_owned);
            let id = members.get("id").and_then(Value::as_str).map(str::to_owned);
            members.remove("id");
            Ok(Removed { id, reason, additional: members.into_iter().collect() })
        }
        other => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Collection;

    #[test]
    fn what_is_gone_is_told_from_what_changed() {
        let text = r#"{"value":[{"id":"1","@removed":{"reason":"deleted"},"x":2},{"id":"2"}],"@odata.deltaLink":"d"}"#;
        let page: Collection<Change<Value>> = serde_json::from_str(text).unwrap();
        let [Change::Removed(gone), Change::Changed(changed)] = page.value.as_slice() else { panic!("{page:?}") };
        assert_eq!((gone.id.as_deref(), gone.reason.as_deref()), (Some("1"), Some("deleted")));
        assert_eq!(gone.additional.get("x"), Some(&Value::from(2)));
        assert_eq!(changed.get("id"), Some(&Value::from("2")));
    }
}
