//! JSON for programs; its shape is documented by a JSON schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::report::Report;
use super::{Diagnostic, Level, Location, Span};

/// The findings of a run of `graphdoc lint --format json`.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document<'a> {
    /// The version of this format; it grows when a reader has to change.
    version: u32,
    /// The findings, sorted by place.
    findings: Vec<Finding<'a>>,
    /// How many findings there are of each kind; all that are told above, and no others.
    counts: BTreeMap<&'a str, usize>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Finding<'a> {
    /// What kind of finding it is; `graphdoc explain CODE` tells more.
    code: &'a str,
    /// `warn` or `deny`.
    #[schemars(with = "String")]
    level: Level,
    /// What is the matter in this case.
    message: &'a str,
    /// Where; not there for findings about a whole run.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    /// Other places, and advice.
    notes: Vec<Note<'a>>,
    /// What `--fix` writes in place of some bytes; not there for findings that need a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
}

/// A range in a file. Lines and columns count from 1; columns count characters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Place {
    /// The file.
    path: String,
    /// The first line.
    line: usize,
    /// The first column.
    column: usize,
    /// The last line.
    end_line: usize,
    /// The column behind the last character.
    end_column: usize,
    /// The first byte, from 0, of the text with `\n` at the ends of lines and without a byte order mark.
    start: u32,
    /// The byte behind the last one.
    end: u32,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Note<'a> {
    /// The text.
    message: &'a str,
    /// The other place, if the note is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fix<'a> {
    /// The first byte that is replaced.
    start: u32,
    /// The byte behind the last one.
    end: u32,
    /// What takes their place.
    text: &'a str,
}

pub(super) fn render(report: &Report<'_>) -> String {
    let findings = report.findings.iter().map(|(finding, level)| tell(report, finding, *level)).collect();
    let counts = report.counts().into_iter().map(|(code, (count, _))| (code.name(), count)).collect();
    let mut text = serde_json::to_string_pretty(&Document { version: 1, findings, counts }).unwrap_or_default();
    text.push('\n');
    text
}

/// The text of `docs/lint.schema.json`: the shape of the JSON form.
pub fn json_report_schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Document<'static>)).unwrap_or_default();
    text.push('\n');
    text
}

fn tell<'a>(report: &Report<'_>, finding: &'a Diagnostic, level: Level) -> Finding<'a> {
    let notes = finding.notes.iter();
    Finding {
        code: finding.code.name(),
        level,
        message: &finding.message,
        place: finding.location.as_ref().map(|location| place(report, location)),
        notes: notes
            .map(|note| Note {
                message: &note.message,
                place: note.location.as_ref().map(|location| place(report, location)),
            })
            .collect(),
        fix: finding.edit.as_ref().map(|edit| {
            let Span { start, end } = edit.span;
            Fix { start, end, text: &edit.text }
        }),
    }
}

fn place(report: &Report<'_>, location: &Location) -> Place {
    let super::report::Place { path, line, column, end_line, end_column } = report.place(location);
    let Span { start, end } = location.span;
    Place { path, line, column, end_line, end_column, start, end }
}
