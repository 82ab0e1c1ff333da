//! What the docs do not name.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::redact::discreet_members;

pub(crate) const ODATA_TYPE: &str = "@odata.type";
const ODATA_ETAG: &str = "@odata.etag";
const ODATA_ID: &str = "@odata.id";
const BIND: &str = "@odata.bind";
const NEXT_LINK: &str = "@odata.nextLink";
const NULLS: &str = "@nulls";

/// The annotation that keeps where an array had nulls.
pub(crate) fn nulls_of(property: &str) -> String {
    format!("{property}{NULLS}")
}

/// The property of whose nulls an annotation of that name tells.
pub(crate) fn nulls_in(name: &str) -> Option<&str> {
    name.strip_suffix(NULLS)
}

/// Properties that the docs do not name, by their names in the JSON: annotations such as `@odata.type`, properties that
/// are newer than the docs, and those of open types. They are written back as they came.
///
/// A property of a model that stands here by its name is written if the field is not set; so a null can be sent, or a
/// property that only the service should write. An array that came with nulls in it has their places here, below its
/// name followed by `@nulls`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Additional(BTreeMap<String, Value>);

impl Additional {
    /// No properties.
    pub const fn new() -> Self {
        Additional(BTreeMap::new())
    }

    /// The qualified type of the object, such as `#sample.book`.
    pub fn odata_type(&self) -> Option<&str> {
        self.text(ODATA_TYPE)
    }

    /// Sets the qualified type of the object, such as `#sample.book`.
    pub fn set_odata_type(&mut self, odata_type: &str) {
        self.insert(ODATA_TYPE.to_owned(), odata_type.into());
    }

    /// The version of the object, for the header `If-Match`.
    pub fn etag(&self) -> Option<&str> {
        self.text(ODATA_ETAG)
    }

    /// The URL that identifies the object.
    pub fn odata_id(&self) -> Option<&str> {
        self.text(ODATA_ID)
    }

    /// Makes a property null when the object is sent, unless its field is set.
    pub fn set_null(&mut self, property: &str) {
        self.insert(property.to_owned(), Value::Null);
    }

    /// The URL, or the URLs, of the objects that a relationship is to lead to.
    pub fn links(&self, relationship: &str) -> Vec<&str> {
        match self.get(&format!("{relationship}{BIND}")) {
            Some(Value::Array(urls)) => urls.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(url)) => vec![url],
            _ => Vec::new(),
        }
    }

    /// Makes a relationship lead to an existing object when the object is sent.
    pub fn bind(&mut self, relationship: &str, url: &str) {
        self.insert(format!("{relationship}{BIND}"), url.into());
    }

    /// Makes a relationship lead to existing objects when the object is sent.
    pub fn bind_all<I: IntoIterator<Item: AsRef<str>>>(&mut self, relationship: &str, urls: I) {
        let urls: Vec<Value> = urls.into_iter().map(|url| url.as_ref().into()).collect();
        self.insert(format!("{relationship}{BIND}"), urls.into());
    }

    /// Where the rest of a relationship is, if the answer holds a part of it.
    pub fn next_link(&self, relationship: &str) -> Option<&str> {
        self.text(&format!("{relationship}{NEXT_LINK}"))
    }

    /// Whether a name is an annotation that only the service writes.
    pub(crate) fn is_of_answers(name: &str) -> bool {
        match name.split_once("@odata.") {
            Some((_, annotation)) => !matches!(annotation, "type" | "bind" | "id"),
            None => nulls_in(name).is_some(),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }
}

/// Links may open what they lead to.
impl fmt::Debug for Additional {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        discreet_members(&self.0, f)
    }
}

impl Deref for Additional {
    type Target = BTreeMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Additional {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl From<BTreeMap<String, Value>> for Additional {
    fn from(properties: BTreeMap<String, Value>) -> Self {
        Additional(properties)
    }
}

impl FromIterator<(String, Value)> for Additional {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(properties: I) -> Self {
        Additional(properties.into_iter().collect())
    }
}

impl IntoIterator for Additional {
    type Item = (String, Value);
    type IntoIter = btree_map::IntoIter<String, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
