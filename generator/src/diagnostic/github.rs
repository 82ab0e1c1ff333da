//! Workflow commands: GitHub shows them beside the lines of a pull request.

use super::report::Report;
use super::{Diagnostic, Level};

pub(super) fn render(report: &Report<'_>) -> String {
    let lines = report.findings.iter().map(|(finding, level)| {
        let command = if *level == Level::Deny { "error" } else { "warning" };
        let mut properties = String::new();
        if let Some(location) = &finding.location {
            let place = report.place(location);
            properties = format!(
                "file={},line={},col={},endLine={},endColumn={},",
                property(&place.path),
                place.line,
                place.column,
                place.end_line,
                place.end_column
            );
        }
        format!("::{command} {properties}title={}::{}\n", finding.code, data(&message(finding)))
    });
    lines.collect()
}

fn message(finding: &Diagnostic) -> String {
    let help = finding.notes.iter().filter(|note| note.location.is_none());
    help.fold(finding.message.clone(), |text, note| text + "\n" + &note.message)
}

/// The characters that end a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The characters that end a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
