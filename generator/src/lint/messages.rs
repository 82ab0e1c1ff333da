//! HTTP messages by themselves: names of header fields, lengths of URLs.

use super::{Page, is_slip};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::Message;

/// The header fields that calls of a web service have, beside those that a service makes up. Short names are too close
/// to too much.
const FIELDS: [&str; 16] = [
    "accept-language",
    "authorization",
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-length",
    "content-location",
    "content-range",
    "content-type",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "location",
    "preference-applied",
    "retry-after",
];

/// RFC 9110, section 4.1: all that handle URLs should handle at least this many bytes.
const LONGEST_URL: usize = 8000;

pub(super) fn check(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    for operation in &page.facts.operations {
        for row in &operation.headers {
            field(page, &row.name, || row.span, found);
        }
    }
    let mut last = None;
    for example in &page.facts.examples {
        // A request with several responses stands in several examples.
        if let Some(request) = example.request.as_ref().filter(|request| last != Some(request.span)) {
            last = Some(request.span);
            message(page, request, found);
            let url = request.start_line.split_once(char::is_whitespace).map_or("", |(_, url)| url.trim());
            if url.len() > LONGEST_URL {
                let text = format!("the URL has {} bytes; many servers refuse more than {LONGEST_URL}", url.len());
                let span = place(page, request, &request.start_line);
                found.push(Diagnostic::new(Code::UrlTooLong, &page.facts.path, span, text));
            }
        }
        if let Some(response) = &example.response {
            message(page, response, found);
        }
    }
}

fn message(page: &Page<'_>, message: &Message, found: &mut Vec<Diagnostic>) {
    for (name, _) in message.headers() {
        field(page, name, || place(page, message, name), found);
    }
}

fn field(page: &Page<'_>, name: &str, span: impl FnOnce() -> Span, found: &mut Vec<Diagnostic>) {
    if FIELDS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return;
    }
    let lower = name.to_ascii_lowercase();
    if let Some(meant) = FIELDS.iter().find(|known| is_slip(&lower, known)) {
        let message = format!("the header field `{name}` looks like `{meant}`");
        found.push(Diagnostic::new(Code::HeaderMisspelt, &page.facts.path, span(), message));
    }
}

/// Where a text starts a line of a message; else the whole block.
fn place(page: &Page<'_>, message: &Message, text: &str) -> Span {
    let block = page.text.get(message.span.range()).unwrap_or("");
    let mut at = message.span.range().start;
    for line in block.split_inclusive('\n') {
        let start = at + line.len() - line.trim_start().len();
        if line.trim_start().starts_with(text) {
            return Span::new(start..start + text.len());
        }
        at += line.len();
    }
    message.span
}
