//! The shapes that OData gives to answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// Properties that the docs do not name, by their names in the JSON: annotations such as `@odata.type`, properties that
/// are newer than the docs, and those of open types.
pub type Additional = BTreeMap<String, Value>;

/// One page of a collection.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub struct Collection<T> {
    /// The elements.
    #[serde(default = "Vec::new", deserialize_with = "null_is_empty")]
    pub value: Vec<T>,
    /// Where the next page is, if there is one.
    #[serde(rename = "@odata.nextLink", skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
    /// Where to ask later for what has changed.
    #[serde(rename = "@odata.deltaLink", skip_serializing_if = "Option::is_none")]
    pub delta_link: Option<String>,
    /// How many elements all pages have together, if the request asked for it.
    #[serde(rename = "@odata.count", skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// What else the answer says.
    #[serde(flatten)]
    pub additional: Additional,
}

/// A single value that is no object: `{"value": ...}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Scalar<T> {
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<T>,
    /// What else the answer says.
    #[serde(flatten)]
    pub additional: Additional,
}

fn null_is_empty<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_it_does_not_know() {
        let text = r#"{"value":[1],"@odata.nextLink":"https://x/y","@odata.context":"c"}"#;
        let page: Collection<i32> = serde_json::from_str(text).unwrap();
        assert_eq!(page.next_link.as_deref(), Some("https://x/y"));
        assert_eq!(serde_json::to_string(&page).unwrap(), text);
        let empty: Collection<i32> = serde_json::from_str(r#"{"value":null}"#).unwrap();
        assert_eq!(empty, Collection::default());
    }
}
