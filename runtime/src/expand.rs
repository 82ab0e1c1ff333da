//! What `$expand` asks for.

use std::fmt;

/// A relationship to expand, with options of its own.
///
/// ```
/// # use graphdoc_runtime::Expand;
/// let members = Expand::new("members").select(["id"]).top(5).expand([Expand::new("manager").select(["id", "mail"])]);
/// assert_eq!(members.to_string(), "members($select=id;$top=5;$expand=manager($select=id,mail))");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expand {
    relationship: String,
    options: Vec<(&'static str, String)>,
}

impl Expand {
    /// The relationship of this name, or one that is written out with its options.
    pub fn new(relationship: impl Into<String>) -> Self {
        Expand { relationship: relationship.into(), options: Vec::new() }
    }

    /// Only these properties of what is expanded: `$select`.
    pub fn select<I: IntoIterator<Item: AsRef<str>>>(self, properties: I) -> Self {
        self.option("$select", join(properties))
    }

    /// What is expanded in turn: `$expand`.
    pub fn expand<I: IntoIterator<Item: Into<Expand>>>(self, relationships: I) -> Self {
        self.option("$expand", relationships_text(relationships))
    }

    /// Only what meets a condition: `$filter`.
    pub fn filter(self, condition: &str) -> Self {
        self.option("$filter", condition.to_owned())
    }

    /// The order of what is expanded: `$orderby`.
    pub fn orderby<I: IntoIterator<Item: AsRef<str>>>(self, properties: I) -> Self {
        self.option("$orderby", join(properties))
    }

    /// At most so many: `$top`.
    pub fn top(self, count: u32) -> Self {
        self.option("$top", count.to_string())
    }

    /// How deep a relationship of a type to itself is followed: `$levels`.
    pub fn levels(self, levels: u32) -> Self {
        self.option("$levels", levels.to_string())
    }

    fn option(mut self, name: &'static str, value: String) -> Self {
        self.options.retain(|(other, _)| *other != name);
        self.options.push((name, value));
        self
    }
}

impl fmt::Display for Expand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.relationship)?;
        for (at, (name, value)) in self.options.iter().enumerate() {
            write!(f, "{}{name}={value}", if at == 0 { '(' } else { ';' })?;
        }
        f.write_str(if self.options.is_empty() { "" } else { ")" })
    }
}

impl From<&str> for Expand {
    fn from(relationship: &str) -> Self {
        Expand::new(relationship)
    }
}

impl From<String> for Expand {
    fn from(relationship: String) -> Self {
        Expand::new(relationship)
    }
}

pub(crate) fn relationships_text<I: IntoIterator<Item: Into<Expand>>>(relationships: I) -> String {
    join(relationships.into_iter().map(|relationship| relationship.into().to_string()))
}

pub(crate) fn join<I: IntoIterator<Item: AsRef<str>>>(items: I) -> String {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(item.as_ref());
    }
    text
}
