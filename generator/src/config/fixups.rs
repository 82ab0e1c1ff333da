//! Corrections of pages that are simply wrong: what a `fixups.toml` may say. Whether an entry applies is not known here.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::faults::ENTRIES as EXAMPLES;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The key of the entries.
const ENTRIES: &str = "fixup";

/// One correction of the schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixup {
    /// The file that it stands in.
    pub path: Arc<str>,
    /// The item of the schema: a type, an enumeration, one of their properties or members, an operation.
    pub target: Placed<String>,
    /// The path to a field of the item; the item itself if there is none.
    pub field: Option<Placed<String>>,
    /// What the schema says there without the fixup; nothing if there is none.
    pub expected: Option<Placed<Value>>,
    /// What it says with the fixup; nothing if there is none.
    pub replacement: Option<Placed<Value>>,
    /// Why the page is wrong.
    pub reason: String,
    /// When the page is supposed to be right, for people; no clock is read.
    pub until: Option<String>,
}

/// A value and its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// The place.
    pub span: Span,
}

/// An entry as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    target: Spanned<String>,
    field: Option<Spanned<String>>,
    expected: Option<Spanned<Value>>,
    replacement: Option<Spanned<Value>>,
    reason: Spanned<String>,
    until: Option<Spanned<Value>>,
}

/// Reads the text of a fixups file. An entry that cannot be read is left out with a finding.
pub fn fixups(path: &Arc<str>, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Fixup> {
    let mut report = |span: Span, message: String| {
        diagnostics.push(Diagnostic::new(Code::InvalidFixup, path, span, message));
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            report(place(&error, Span::default()), format!("the file is not TOML: {}", error.message()));
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for (key, value) in table {
        let span = Span::new(key.span());
        match value.into_inner() {
            DeValue::Array(entries) if key.get_ref() == ENTRIES => found.extend(entries),
            DeValue::Array(_) if key.get_ref() == EXAMPLES => {}
            _ => report(
                span,
                format!(
                    "`{}` means nothing here; every entry starts with `[[{ENTRIES}]]` or `[[{EXAMPLES}]]`",
                    key.get_ref()
                ),
            ),
        }
    }
    let mut fixups = Vec::new();
    for entry in found {
        let span = Span::new(entry.span());
        match Entry::deserialize(entry.into_deserializer()) {
            Ok(entry) => match checked(path, entry, span) {
                Ok(fixup) => fixups.push(fixup),
                Err((span, message)) => report(span, message),
            },
            Err(error) => report(place(&error, span), format!("the entry cannot be read: {}", error.message())),
        }
    }
    fixups
}

pub(super) fn place(error: &Error, otherwise: Span) -> Span {
    error.span().map_or(otherwise, Span::new)
}

fn checked(path: &Arc<str>, entry: Entry, span: Span) -> Result<Fixup, (Span, String)> {
    let reason = entry.reason.get_ref().trim();
    if reason.is_empty() {
        return Err((Span::new(entry.reason.span()), "the `reason` is empty: say why the page is wrong".to_owned()));
    }
    if entry.expected.is_none() && entry.replacement.is_none() {
        return Err((span, "the entry has neither `expected` nor `replacement`".to_owned()));
    }
    let until = match entry.until.as_ref().map(|until| (until.span(), until.get_ref())) {
        None => None,
        Some((_, Value::String(text))) => Some(text.clone()),
        // A bare TOML date arrives as an object with one text.
        Some((span, other)) => match other.as_object().and_then(|date| date.values().next()).and_then(Value::as_str) {
            Some(date) => Some(date.to_owned()),
            None => return Err((Span::new(span), "`until` is a date or the name of a release".to_owned())),
        },
    };
    Ok(Fixup {
        path: Arc::clone(path),
        reason: reason.to_owned(),
        target: placed(entry.target),
        field: entry.field.map(placed),
        expected: entry.expected.map(placed),
        replacement: entry.replacement.map(placed),
        until,
    })
}

pub(super) fn placed<T>(spanned: Spanned<T>) -> Placed<T> {
    let span = Span::new(spanned.span());
    Placed { value: spanned.into_inner(), span }
}

#[cfg(test)]
mod tests {
    use super::fixups;
    use crate::diagnostic::line_column;

    /// The findings about a text, as `line:column message`.
    fn findings(text: &str) -> Vec<String> {
        let mut diagnostics = Vec::new();
        fixups(&"fixups.toml".into(), text, &mut diagnostics);
        let told = diagnostics.iter().map(|finding| {
            let (line, column) = line_column(text, finding.location.as_ref().unwrap().span.range().start);
            format!("{line}:{column} {}", finding.message.lines().next().unwrap())
        });
        told.collect()
    }

    #[test]
    fn an_entry_that_cannot_be_read_leaves_the_others() {
        let text = "[[fixup]]\ntarget = \"a.b\"\nreplacement = 1\n\n[[fixup]]\ntarget = \"a.b\"\nexpected = 'x'\nreason = 'r'\n\
            until = 2031-04-01\n";
        let mut diagnostics = Vec::new();
        let read = fixups(&"fixups.toml".into(), text, &mut diagnostics);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].until.as_deref(), Some("2031-04-01"));
        assert_eq!(findings(text), ["1:1 the entry cannot be read: missing field `reason`"]);
    }

    #[test]
    fn each_mistake_has_its_place() {
        let entry = "[[fixup]]\ntarget = 't'\nexpected = 1\n";
        let cases = [
            (format!("{entry}reason = '  '\n"), "4:10 the `reason` is empty: say why the page is wrong"),
            (format!("{entry}reason = 'r'\nuntil = 3\n"), "5:9 `until` is a date or the name of a release"),
            (
                format!("{entry}reason = 'r'\nexpcted = 3\n"),
                "5:1 the entry cannot be read: unknown field `expcted`, expected one of `target`, `field`, `expected`, \
                 `replacement`, `reason`, `until`",
            ),
            (
                "[[fixup]]\ntarget = 't'\nreason = 'r'\n".to_owned(),
                "1:1 the entry has neither `expected` nor `replacement`",
            ),
            (
                "fix = 1\n[fixup]\n".to_owned(),
                "1:1 `fix` means nothing here; every entry starts with `[[fixup]]` or `[[example]]`",
            ),
            (
                "[[fixup]]\ntarget = \n".to_owned(),
                "2:10 the file is not TOML: string values must be quoted, expected literal string",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(findings(&text)[0], expected, "{text}");
        }
    }
}
