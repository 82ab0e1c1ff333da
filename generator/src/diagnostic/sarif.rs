//! SARIF 2.1.0, which code scanning services read.

use serde_json::{Value, json};

use super::report::Report;
use super::{Code, Diagnostic, Level, Location};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(report: &Report<'_>) -> String {
    let codes: Vec<Code> = report.counts().into_keys().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|(finding, level)| result(report, finding, *level, codes.binary_search(&finding.code).unwrap_or(0)))
        .collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "graphdoc",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.headline() },
        "fullDescription": { "text": code.explanation() },
        "defaultConfiguration": { "level": level(code.default_level()) },
    })
}

fn result(report: &Report<'_>, finding: &Diagnostic, at: Level, rule: usize) -> Value {
    let help = finding.notes.iter().filter(|note| note.location.is_none());
    let text = help.fold(finding.message.clone(), |text, note| text + "\n" + &note.message);
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": rule,
        "level": level(at),
        "message": { "text": text },
    });
    let Some(fields) = result.as_object_mut() else { return result };
    if let Some(location) = &finding.location {
        fields.insert("locations".to_owned(), json!([place(report, location, None)]));
    }
    let related = finding.notes.iter().filter_map(|note| Some((note.location.as_ref()?, &note.message)));
    let related: Vec<Value> = related.map(|(location, text)| place(report, location, Some(text))).collect();
    if !related.is_empty() {
        fields.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    if let (Some(edit), Some(location)) = (&finding.edit, &finding.location) {
        let edited = Location { path: location.path.clone(), span: edit.span };
        let replaced = place(report, &edited, None);
        let (file, region) =
            (replaced.pointer("/physicalLocation/artifactLocation"), replaced.pointer("/physicalLocation/region"));
        let change = json!({
            "artifactLocation": file,
            "replacements": [{ "deletedRegion": region, "insertedContent": { "text": edit.text } }],
        });
        fields.insert("fixes".to_owned(), json!([{ "artifactChanges": [change] }]));
    }
    result
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "none",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}

fn place(report: &Report<'_>, location: &Location, text: Option<&str>) -> Value {
    let place = report.place(location);
    let mut value = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.path) },
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
            },
        },
    });
    if let (Some(text), Some(fields)) = (text, value.as_object_mut()) {
        fields.insert("message".to_owned(), json!({ "text": text }));
    }
    value
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
