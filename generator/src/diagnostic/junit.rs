//! The XML that test runners write: a suite per page, a failed case per finding.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::report::Report;
use super::{Diagnostic, Level};

pub(super) fn render(report: &Report<'_>) -> String {
    let total = report.findings.len().to_string();
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut write = |event: Event<'_>| {
        // Writing to memory does not fail.
        let _ = xml.write_event(event);
    };
    write(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    write(start("testsuites", &[("name", "graphdoc lint"), ("tests", &total), ("failures", &total)]));
    let path = |finding: &Diagnostic| finding.location.as_ref().map(|location| location.path.clone());
    for suite in report.findings.chunk_by(|(left, _), (right, _)| path(left) == path(right)) {
        let location = suite.first().and_then(|(finding, _)| finding.location.as_ref());
        let name = location.map_or_else(|| "graphdoc".to_owned(), |location| (report.shown)(&location.path));
        let count = suite.len().to_string();
        write(start("testsuite", &[("name", &name), ("tests", &count), ("failures", &count)]));
        for (finding, level) in suite {
            let line = finding.location.as_ref().map(|location| report.place(location));
            let case = line.as_ref().map_or_else(
                || finding.code.to_string(),
                |place| format!("{}:{}: {}", place.line, place.column, finding.code),
            );
            let line = line.map(|place| place.line.to_string());
            let mut attributes = vec![("name", case.as_str()), ("classname", name.as_str()), ("file", name.as_str())];
            attributes.extend(line.as_deref().map(|line| ("line", line)));
            write(start("testcase", &attributes));
            let kind = if *level == Level::Deny { "error" } else { "warning" };
            write(start("failure", &[("message", &printable(&finding.message)), ("type", kind)]));
            let notes: Vec<&str> = finding.notes.iter().map(|note| note.message.as_str()).collect();
            write(Event::Text(BytesText::new(&printable(&notes.join("\n")))));
            write(Event::End(BytesEnd::new("failure")));
            write(Event::End(BytesEnd::new("testcase")));
        }
        write(Event::End(BytesEnd::new("testsuite")));
    }
    write(Event::End(BytesEnd::new("testsuites")));
    let mut text = String::from_utf8(xml.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> Event<'a> {
    Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied()))
}

/// XML has no form for most control characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
