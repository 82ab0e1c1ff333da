//! What the docs no longer have and the crate keeps: what a `removed.toml` says, and how an entry of it is written.
//! Whether an entry applies is not known here.

use std::sync::Arc;

use semver::Version;
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fixups::{Placed, place, placed};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The key of the entries.
const ENTRIES: &str = "removed";

/// What stands at the top of a new file.
const HEADER: &str = "# What the docs no longer have, and the crate keeps until a release. `graphdoc diff --record` writes these entries;\n\
    # the guide explains them.\n";

/// What kind of part an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RemovedPart {
    /// An entity or complex type, by its qualified name.
    Type,
    /// An enumeration, by its qualified name.
    Enum,
    /// A property: the qualified name of its type, a dot, its name.
    Property,
    /// A member of an enumeration, in the same way.
    Member,
    /// An operation, by its key.
    Operation,
}

impl RemovedPart {
    /// All of them, in the order in which they are put back.
    pub const ALL: [RemovedPart; 5] = [Self::Type, Self::Enum, Self::Property, Self::Member, Self::Operation];

    /// The key that names it in an entry.
    pub fn key(self) -> &'static str {
        match self {
            RemovedPart::Type => "type",
            RemovedPart::Enum => "enumeration",
            RemovedPart::Property => "property",
            RemovedPart::Member => "member",
            RemovedPart::Operation => "operation",
        }
    }
}

/// An entry: something that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Removed {
    /// The file that it stands in.
    pub path: Arc<str>,
    /// What kind of part it is.
    pub part: RemovedPart,
    /// Its name.
    pub name: Placed<String>,
    /// The release without it.
    pub until: Version,
    /// What is said to who uses it, beside that it goes.
    pub note: Option<String>,
    /// What `schema.json` had for it, without its name.
    pub was: Placed<Value>,
}

/// An entry that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Vanished {
    /// What kind of part it is.
    pub part: RemovedPart,
    /// Its name.
    pub name: String,
    /// What is said to who uses it.
    pub note: Option<String>,
    /// What `schema.json` has for it, without its name.
    pub was: Value,
}

/// An entry as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#type: Option<Spanned<String>>,
    enumeration: Option<Spanned<String>>,
    property: Option<Spanned<String>>,
    member: Option<Spanned<String>>,
    operation: Option<Spanned<String>>,
    until: Spanned<String>,
    note: Option<String>,
    was: Spanned<Value>,
}

/// Reads the text of a file of removals. An entry that cannot be read is left out with a finding.
pub fn removed(path: &Arc<str>, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Removed> {
    let mut report = |span: Span, message: String| {
        diagnostics.push(Diagnostic::new(Code::InvalidRemoval, path, span, message));
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            report(place(&error, Span::default()), format!("the file is not TOML: {}", error.message()));
            return Vec::new();
        }
    };
    let mut read = Vec::new();
    for (key, value) in table {
        let entries = match value.into_inner() {
            DeValue::Array(entries) if key.get_ref() == ENTRIES => entries,
            _ => {
                let name = key.get_ref();
                let message = format!("`{name}` means nothing here; every entry starts with `[[{ENTRIES}]]`");
                report(Span::new(key.span()), message);
                continue;
            }
        };
        for entry in entries {
            let span = Span::new(entry.span());
            match Entry::deserialize(entry.into_deserializer()) {
                Ok(entry) => match checked(path, entry, span) {
                    Ok(entry) => read.push(entry),
                    Err((span, message)) => report(span, message),
                },
                Err(error) => report(place(&error, span), format!("the entry cannot be read: {}", error.message())),
            }
        }
    }
    read
}

fn checked(path: &Arc<str>, entry: Entry, span: Span) -> Result<Removed, (Span, String)> {
    let Entry { r#type, enumeration, property, member, operation, until, note, was } = entry;
    let names = RemovedPart::ALL.into_iter().zip([r#type, enumeration, property, member, operation]);
    let mut names = names.filter_map(|(part, name)| Some((part, name?)));
    let (Some((part, name)), None) = (names.next(), names.next()) else {
        let keys = RemovedPart::ALL.map(|part| format!("`{}`", part.key())).join(", ");
        return Err((span, format!("an entry names one thing, by one of {keys}")));
    };
    let release = Version::parse(until.get_ref());
    let until = release
        .map_err(|_| (Span::new(until.span()), format!("`{}` is no release: it is written 1.2.3", until.get_ref())))?;
    Ok(Removed { path: Arc::clone(path), part, name: placed(name), until, note, was: placed(was) })
}

/// The text of a file with more entries at its end. What is there already stays as it is.
pub fn with_removed(text: &str, vanished: &[Vanished], until: &Version) -> String {
    let mut text = if text.is_empty() { HEADER.to_owned() } else { format!("{}\n", text.trim_end()) };
    for Vanished { part, name, note, was } in vanished {
        text.push_str(&format!("\n[[{ENTRIES}]]\n{} = {}\n", part.key(), inline(name)));
        text.push_str(&format!("until = {}\n", inline(&until.to_string())));
        text.extend(note.as_ref().map(|note| format!("note = {}\n", inline(note))));
        text.push_str(&format!("was = {}\n", inline(was)));
    }
    text
}

/// The next release that may take something away, by the rules of Semantic Versioning. None if the text is no version.
pub fn next_breaking(version: &str) -> Option<Version> {
    let Version { major, minor, .. } = Version::parse(version).ok()?;
    Some(if major == 0 { Version::new(0, minor + 1, 0) } else { Version::new(major + 1, 0, 0) })
}

/// A value on one line, as far as TOML allows.
fn inline(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = String::new();
    // Texts, numbers, flags, lists and tables all have a form in TOML; the schema holds nothing else.
    let _ = value.serialize(toml::ser::ValueSerializer::new(&mut text));
    text
}
