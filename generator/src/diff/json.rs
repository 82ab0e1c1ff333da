//! Changes as JSON, for programs.

use serde::Serialize;

use super::{Change, Changes, Place, Release};

/// What the text holds. The guide describes it.
#[derive(Serialize)]
struct Report<'a> {
    release: Release,
    changes: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    texts: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    kind: &'static str,
    release: Release,
    subject: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Position<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Position<'a>>,
}

#[derive(Serialize)]
struct Position<'a> {
    page: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// All changes as one JSON object, indented; ends in a newline.
pub fn json(changes: &Changes) -> String {
    let report = Report {
        release: changes.release(),
        changes: changes.changes.iter().map(entry).collect(),
        texts: changes.texts.iter().map(entry).collect(),
    };
    // Structs of texts and numbers are always JSON.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

fn entry(change: &Change) -> Entry<'_> {
    let Change { kind, subject, was, is, hint, old, new, part: _ } = change;
    Entry {
        kind: kind.name(),
        release: kind.release(),
        subject,
        was: was.as_deref(),
        is: is.as_deref(),
        hint: hint.as_deref(),
        old: old.as_ref().map(position),
        new: new.as_ref().map(position),
    }
}

fn position(place: &Place) -> Position<'_> {
    let (line, column) = place.position.unzip();
    Position { page: &place.page, line, column }
}
