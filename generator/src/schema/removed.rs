//! What the docs no longer have, put back for a while, marked with what is said to who uses it.

use semver::Version;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::{Removed, RemovedPart};
use crate::diagnostic::{Code, Diagnostic, Span};

use super::evidence::Subject;
use super::field_path::NAME;
use super::{Schema, all_properties};

/// Puts back what a file of removals keeps: types before what is in them. `release` is the version of the crate; an entry
/// that names it or an older one no longer applies.
pub fn apply_removed(schema: &mut Schema, entries: &[Removed], release: &str, diagnostics: &mut Vec<Diagnostic>) {
    let release = Version::parse(release).ok();
    for part in RemovedPart::ALL {
        for entry in entries.iter().filter(|entry| entry.part == part) {
            diagnostics.extend(apply(schema, entry, release.as_ref()).err());
        }
    }
}

/// The part of the schema that an entry is about.
pub(super) fn subject(entry: &Removed) -> Option<Subject> {
    let name = entry.name.value.clone();
    let inner = || {
        let (owner, name) = entry.name.value.rsplit_once('.')?;
        Some((owner.to_owned(), name.to_owned()))
    };
    match entry.part {
        RemovedPart::Type => Some(Subject::Type(name)),
        RemovedPart::Enum => Some(Subject::Enum(name)),
        RemovedPart::Operation => Some(Subject::Operation(name)),
        RemovedPart::Property => inner().map(|(owner, name)| Subject::Property { owner, name }),
        RemovedPart::Member => inner().map(|(owner, name)| Subject::Member { owner, name }),
    }
}

fn apply(schema: &mut Schema, entry: &Removed, release: Option<&Version>) -> Result<(), Diagnostic> {
    let name = &entry.name.value;
    let span = entry.name.span;
    if release.is_some_and(|release| *release >= entry.until) {
        return Err(stale(entry, span, format!("release {} is here: `{name}` is left out", entry.until)));
    }
    let again = || stale(entry, span, format!("the docs have `{name}` again"));
    let homeless = |owner: &str| stale(entry, span, format!("the schema has no `{owner}`"));
    let removed = Some(note(entry));
    match subject(entry) {
        Some(Subject::Type(name)) => {
            if schema.types.contains_key(&name) || schema.enums.contains_key(&name) {
                return Err(again());
            }
            schema.types.insert(name, super::StructuredType { removed, ..read(entry, None)? });
        }
        Some(Subject::Enum(name)) => {
            if schema.types.contains_key(&name) || schema.enums.contains_key(&name) {
                return Err(again());
            }
            schema.enums.insert(name, super::EnumType { removed, ..read(entry, None)? });
        }
        Some(Subject::Operation(key)) => {
            if schema.operations.contains_key(&key) {
                return Err(again());
            }
            let call: super::Operation = read(entry, None)?;
            if call.urls.is_empty() || call.urls.iter().any(|url| !url.template.starts_with('/')) {
                return Err(invalid(entry, "a call has at least one URL, and each starts with `/`".to_owned()));
            }
            schema.operations.insert(key, super::Operation { removed, ..call });
        }
        Some(Subject::Property { owner, name }) => {
            let is_there = all_properties(schema, &owner).iter().any(|property| property.name == name);
            let ty = schema.types.get_mut(&owner).ok_or_else(|| homeless(&owner))?;
            if is_there {
                return Err(again());
            }
            ty.properties.push(super::Property { removed, ..read(entry, Some(&name))? });
        }
        Some(Subject::Member { owner, name }) => {
            let ty = schema.enums.get_mut(&owner).ok_or_else(|| homeless(&owner))?;
            if ty.members.iter().any(|member| member.name == name) {
                return Err(again());
            }
            ty.members.push(super::Member { removed, ..read(entry, Some(&name))? });
        }
        Some(Subject::Parameter { .. } | Subject::Root(_)) | None => {
            return Err(invalid(entry, format!("`{name}` is written as TYPE.NAME")));
        }
    }
    Ok(())
}

/// What is said to who uses something that is only kept.
fn note(entry: &Removed) -> String {
    let goes = format!("No longer in the docs; it goes with release {}", entry.until);
    match entry.note.as_deref().map(str::trim).filter(|note| !note.is_empty()) {
        Some(note) => format!("{goes}; {note}"),
        None => goes,
    }
}

fn read<T: DeserializeOwned>(entry: &Removed, name: Option<&str>) -> Result<T, Diagnostic> {
    let mut value = entry.was.value.clone();
    if let (Some(name), Value::Object(fields)) = (name, &mut value) {
        fields.insert(NAME.to_owned(), Value::from(name));
    }
    serde_json::from_value(value).map_err(|error| invalid(entry, format!("the schema cannot hold it: {error}")))
}

fn stale(entry: &Removed, span: Span, message: String) -> Diagnostic {
    Diagnostic::new(Code::StaleRemoval, &entry.path, span, message).with_help("remove the entry")
}

fn invalid(entry: &Removed, message: String) -> Diagnostic {
    Diagnostic::new(Code::InvalidRemoval, &entry.path, entry.was.span, message)
}
