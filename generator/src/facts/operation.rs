//! Pages that describe a call: request lines, parameters, body, response.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::{Code as Finding, Span};
use crate::page::Code;

use super::body::{self, BodyClaim};
use super::example::{Example, Examples};
use super::outline::Topic;
use super::response::{self, ResponseClaim};
use super::row::{self, RowClaim};
use super::url::{self, Url};
use super::{Context, query};

/// What a page claims about one call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct OperationFacts {
    /// The HTTP method.
    pub method: String,
    /// The documented forms of its URL.
    pub requests: Vec<RequestLine>,
    /// Request headers.
    pub headers: Vec<RowClaim>,
    /// Query options; those that only sentences name have no description.
    pub query: Vec<RowClaim>,
    /// Parameters of a function or of the path, from tables of their own.
    pub parameters: Vec<RowClaim>,
    /// The request body.
    pub body: BodyClaim,
    /// The response.
    pub response: ResponseClaim,
}

/// A request line of the HTTP request section.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct RequestLine {
    /// The bytes of the line, as far as they are known.
    pub span: Span,
    /// The URL.
    pub url: Url,
}

/// Reads the calls of a page: one for each HTTP method. Empty if it describes none.
pub(super) fn read(context: &mut Context<'_>, examples: &Examples<'_>, is_resource: bool) -> Vec<OperationFacts> {
    let outline = context.outline;
    let mut lines: Vec<(&'static str, RequestLine)> = Vec::new();
    for part in outline.about(Topic::HttpRequest) {
        for (code, span) in part.section.codes() {
            read_lines(context, code, span, &mut lines);
        }
    }
    let doc_type = context.page.front_matter.get("doc_type").unwrap_or("");
    let has_section = outline.headed(Topic::HttpRequest).next().is_some();
    if !has_section && !is_resource && doc_type.starts_with(API_PAGE) {
        for part in outline.parts.iter().filter(|part| !part.in_example) {
            for (code, span) in part.section.codes().filter(|(code, _)| starts_with_request(code)) {
                read_lines(context, code, span, &mut lines);
            }
        }
    }
    if lines.is_empty() && !is_resource && (has_section || doc_type.starts_with(API_PAGE)) {
        lines = lines_of_examples(context, &examples.all);
    }
    mend_by_example(context, &examples.all, &mut lines);
    let mut calls: Vec<(&str, Vec<RequestLine>)> = Vec::new();
    for (method, line) in lines {
        match calls.iter_mut().find(|(known, _)| *known == method) {
            Some((_, lines)) if lines.iter().any(|known| known.url.template == line.url.template) => {}
            Some((_, lines)) => lines.push(line),
            None => calls.push((method, vec![line])),
        }
    }
    if calls.is_empty() {
        return Vec::new();
    }
    let headers = rows(context, Topic::Headers, &row::HEADER);
    let query = query::options(context);
    let parameters = rows(context, Topic::FunctionParameters, &row::FUNCTION_PARAMETER);
    let body = body::read(context, &examples.sent);
    let response = response::read(context.outline);
    let shared = OperationFacts { headers, query, parameters, body, response, ..OperationFacts::default() };
    let copies = std::iter::repeat_n(shared, calls.len());
    let calls = calls.into_iter().zip(copies);
    calls.map(|((method, requests), shared)| OperationFacts { method: method.to_owned(), requests, ..shared }).collect()
}

/// How the document type of pages about calls starts.
const API_PAGE: &str = "api";

/// Whether a block outside of examples shows request lines, on a page without a section for them.
fn starts_with_request(code: &Code<'_>) -> bool {
    let is_shown = code.annotation.as_ref().is_none_or(|annotation| annotation.block_type() == "ignored");
    is_shown && code.text.trim_start().lines().next().and_then(url::method_and_url).is_some()
}

fn lines_of_examples(context: &mut Context<'_>, examples: &[Example]) -> Vec<(&'static str, RequestLine)> {
    let mut lines = Vec::new();
    for message in examples.iter().filter_map(|example| example.request.as_ref()) {
        let line = url::method_and_url(&message.start_line);
        let template = line.and_then(|(method, url)| Some((method, url::template(url)?)));
        if let Some((method, template)) = template {
            let message_text = "the page shows no request outside of its examples; the first example's request counts";
            context.report(Finding::NoRequest, message.span, message_text);
            lines.push((method, RequestLine { span: message.span, url: template.url }));
            break;
        }
    }
    lines
}

/// The file is called after a call that the example shows and no request line does: the lines leave out the name of the
/// call, or have another one in its place.
fn mend_by_example(context: &mut Context<'_>, examples: &[Example], lines: &mut [(&'static str, RequestLine)]) {
    let stem = context.page.path.trim_end_matches(".md");
    let Some((_, verb)) = stem.rsplit_once('-') else { return };
    let mut requests = examples.iter().filter_map(|example| example.request.as_ref());
    let Some((_, shown)) = requests.find_map(|message| url::method_and_url(&message.start_line)) else { return };
    // Few examples have it, most lines do where one has, and to read a URL is dear.
    let is_shown = |(_, line): &(&str, RequestLine)| last_two(&line.url.template).1.eq_ignore_ascii_case(verb);
    let is_called = || shown.split('/').any(|segment| segment.trim().eq_ignore_ascii_case(verb));
    if !is_called() || lines.iter().any(is_shown) {
        return;
    }
    let Some(shown) = url::template(shown) else { return };
    let mut behind = shown.url.template.rsplit('/');
    let (Some(name), Some(parent)) = (behind.next(), behind.next()) else { return };
    if !name.eq_ignore_ascii_case(verb) {
        return;
    }
    for (_, line) in lines {
        let template = &mut line.url.template;
        let (before, last) = last_two(template);
        let keep = match (before == parent, last == parent) {
            (_, true) => template.len(),
            (true, _) if last.chars().all(char::is_alphanumeric) => template.len() - last.len() - 1,
            _ => continue,
        };
        template.truncate(keep);
        template.push_str(&format!("/{name}"));
        let message = format!("the example and the file name call `{name}`, the line does not");
        context.report(Finding::RequestRepaired, line.span, message);
    }
}

/// The last two segments of a template.
fn last_two(template: &str) -> (&str, &str) {
    let mut behind = template.rsplit('/');
    let last = behind.next().unwrap_or("");
    (behind.next().unwrap_or(""), last)
}

/// Whether a fence says that it holds HTTP.
pub(super) fn is_http(language: &str) -> bool {
    matches!(language, "http" | "https") || language.starts_with("msgraph")
}

fn read_lines(context: &mut Context<'_>, code: &Code<'_>, span: Span, lines: &mut Vec<(&'static str, RequestLine)>) {
    if !is_http(&code.language) && !matches!(&*code.language, "" | "csharp") {
        return;
    }
    let mut at = code.start as usize;
    let mut below_header = false;
    for line in code.text.split_inclusive('\n') {
        let text = line.trim();
        let start = at + line.len() - line.trim_start().len();
        at += line.len();
        if text.is_empty() {
            continue;
        }
        context.ledger.lines += 1;
        let place = if start + text.len() <= span.end as usize { Span::new(start..start + text.len()) } else { span };
        match url::method_and_url(text) {
            Some((method, found)) => {
                below_header = false;
                match url::template(found) {
                    Some(template) => {
                        if let Some(what) = template.mended {
                            context.report(Finding::RequestRepaired, place, format!("the URL has {what}"));
                        } else if text.as_bytes().get(method.len()) == Some(&b'/') {
                            context.report(Finding::RequestRepaired, place, "a blank is missing behind the method");
                        }
                        context.ledger.used_lines += 1;
                        lines.push((method, RequestLine { span: place, url: template.url }));
                    }
                    None => {
                        context.report(Finding::RequestUnreadable, place, "the URL cannot be read");
                        context.ledger.skipped_line("URL cannot be read");
                    }
                }
            }
            // What belongs to a message that stands here as an example: header fields and body.
            None if below_header || text.starts_with(['{', '}', '[', ']', '"']) => {
                below_header = true;
                context.ledger.skipped_line("body of a message");
            }
            None if text.split_once(':').is_some_and(|(name, _)| row::is_option_name(name)) => {
                context.ledger.skipped_line("header of a message");
            }
            None => {
                context.report(Finding::RequestUnreadable, place, "the line is no request");
                context.ledger.skipped_line("no request");
            }
        }
    }
}

/// The rows of all tables about a topic.
pub(super) fn rows(context: &mut Context<'_>, topic: Topic, kind: &row::Kind) -> Vec<RowClaim> {
    let outline = context.outline;
    let mut rows = Vec::new();
    for part in outline.about(topic) {
        for (table, span) in part.section.tables() {
            row::read(context, table, span, kind, &mut rows);
        }
    }
    rows
}
