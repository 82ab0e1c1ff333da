//! Examples: HTTP messages in code blocks, each response paired with its request.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

use crate::diagnostic::{Code as Finding, Span};
use crate::page::{BlockKind, Code, json};

use super::operation::is_http;
use super::outline::{Part, Topic};
use super::type_ref::{self, TypeRef};
use super::{Context, url};

/// A request and what came back. One of them may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Example {
    /// The request.
    pub request: Option<Message>,
    /// The response. A second response to one request makes a second example.
    pub response: Option<Message>,
}

/// An HTTP message as an example shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Message {
    /// The bytes of the block.
    pub span: Span,
    /// The request line or status line.
    pub start_line: String,
    /// The lines of the header. Few runs need its fields, [`Message::headers`].
    #[serde(rename = "headers", serialize_with = "serialize_fields")]
    pub header: String,
    /// What stands below the header.
    pub body: String,
    /// Where the body starts in the page.
    pub body_start: u32,
    /// The type that the annotation names.
    pub ty: Option<TypeRef>,
    /// Whether the annotation, or the body, says that there are several values.
    pub is_collection: bool,
    /// What the annotation alone says about that.
    #[serde(skip)]
    pub annotated_collection: bool,
    /// Whether the annotation says that the example is cut off.
    pub truncated: bool,
    /// Whether the annotation says that the request changes nothing, or that more may follow in its URL. In OData this
    /// is so for functions only.
    pub is_function: bool,
    /// The names of members of the body with the types that their objects say they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<(String, String)>,
}

impl Message {
    /// The method of a request and its URL below the service root; no URL where it leads to another service.
    pub fn request(&self) -> Option<(&'static str, Option<&str>)> {
        let (method, url) = url::method_and_url(&self.start_line)?;
        Some((method, url::below_root(url)))
    }

    /// The status code of a response.
    pub fn status(&self) -> Option<u16> {
        let mut words = self.start_line.split_whitespace();
        words.next().filter(|word| is_protocol(word))?;
        words.next()?.parse().ok()
    }

    /// Names and values of the header fields, in order.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        fields(&self.header)
    }

    /// What its body is. It is read anew, for few runs need all values.
    pub fn content(&self) -> Content {
        match self.body.trim() {
            "" => Content::None,
            body if is_json(body) => json::parse_indexed(body).map_or(Content::Broken, Content::Json),
            _ => Content::Other,
        }
    }
}

/// The body of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// There is none.
    None,
    /// JSON, mended where that was needed.
    Json(serde_json::Value),
    /// Something like JSON that nothing helps.
    Broken,
    /// No JSON.
    Other,
}

/// Whether a body is meant as JSON.
fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) || (text.starts_with("//") && text.contains('{'))
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

/// The examples of a page, and the JSON that their requests send, which is read once.
#[derive(Default)]
pub(super) struct Examples<'a> {
    pub(super) all: Vec<Example>,
    pub(super) sent: Vec<json::Value<'a>>,
}

/// Reads all examples of a page, in order.
pub(super) fn read<'a>(context: &mut Context<'a>) -> Examples<'a> {
    let outline = context.outline;
    let mut examples: Vec<Example> = Vec::new();
    let mut sent = Vec::new();
    // A new example heading on the same level or above ends the reach of a request.
    let mut current: Option<usize> = None;
    for part in &outline.parts {
        if part.topic == Topic::Examples {
            current = None;
        }
        for block in part.section.blocks {
            let BlockKind::Code(code) = &block.kind else { continue };
            if code.tab.as_deref().is_some_and(|tab| tab != "http") {
                continue;
            }
            let Some(direction) = direction(code, part) else { continue };
            let (message, body) = message(context, code, block.span);
            match direction {
                Direction::Request => {
                    sent.extend(body);
                    current = Some(examples.len());
                    examples.push(Example { request: Some(message), response: None });
                }
                Direction::Response => match current.and_then(|index| examples.get_mut(index)) {
                    Some(example) if example.response.is_none() => example.response = Some(message),
                    Some(example) => {
                        let request = example.request.clone();
                        examples.push(Example { request, response: Some(message) });
                    }
                    None => {
                        let text = "the response follows no request";
                        context.report(Finding::ExampleUnpaired, block.span, text);
                        examples.push(Example { request: None, response: Some(message) });
                    }
                },
            }
        }
    }
    // An example is large, and most pages have one.
    examples.shrink_to_fit();
    Examples { all: examples, sent }
}

/// The annotation says what a block is. Without one, and in examples that the page wants no tool to check, the first
/// line does, outside of the section that shows the forms of the URL.
fn direction(code: &Code<'_>, part: &Part<'_>) -> Option<Direction> {
    let shows_forms = part.topic == Topic::HttpRequest && !part.in_example;
    let block_type = code.annotation.as_ref().map(|annotation| annotation.block_type().to_ascii_lowercase());
    match block_type.as_deref() {
        Some("request") => return Some(Direction::Request),
        Some("response") => return Some(Direction::Response),
        Some("ignored") if part.in_example => {}
        Some("ignored" | "resource" | "example" | "samples") => return None,
        _ => {}
    }
    let first = code.text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    if shows_forms || !(code.language.is_empty() || is_http(&code.language)) {
        None
    } else if first.split_whitespace().next().is_some_and(is_protocol) {
        Some(Direction::Response)
    } else {
        url::method_and_url(first).map(|_| Direction::Request)
    }
}

/// `HTTP/1.1`, in any case, or `HTTP` alone.
fn is_protocol(word: &str) -> bool {
    let upper = word.to_ascii_uppercase();
    upper == "HTTP" || upper.starts_with("HTTP/")
}

fn message<'a>(context: &mut Context<'_>, code: &'a Code<'_>, span: Span) -> (Message, Option<json::Value<'a>>) {
    let mut lines = code.text.split_inclusive('\n').peekable();
    let mut at = 0;
    let mut message = Message { span, ..Message::default() };
    for line in lines.by_ref() {
        at += line.len();
        if !line.trim().is_empty() {
            message.start_line = line.trim().to_owned();
            break;
        }
    }
    // Some pages leave a blank line between the first line and the header.
    let header = at;
    while let Some(line) = lines.next_if(|line| line.trim().is_empty() || field(line).is_some()) {
        at += line.len();
    }
    message.header = code.text.get(header..at).unwrap_or("").trim().to_owned();
    let body = code.text.get(at..).unwrap_or("").trim_end();
    message.body = body.to_owned();
    message.body_start = code.start + u32::try_from(at).unwrap_or(0);
    if let Some(annotation) = &code.annotation {
        message.ty = annotation.type_name().and_then(|name| type_ref::parse_name(name, annotation.type_place()));
        message.is_collection = annotation.flag("isCollection").unwrap_or(false);
        message.annotated_collection = message.is_collection || message.ty.as_ref().is_some_and(|ty| ty.collection);
        message.truncated = annotation.flag("truncated").unwrap_or(false);
        message.is_function = ["idempotent", "isComposable"].iter().any(|key| annotation.flag(key) == Some(true));
    }
    let is_json = is_json(body.trim_start());
    let value = if is_json { read_body(context, body, &mut message) } else { None };
    (message, value)
}

fn read_body<'a>(context: &mut Context<'_>, body: &'a str, message: &mut Message) -> Option<json::Value<'a>> {
    let parsed = json::parse(body);
    if let Some(defect) = parsed.defects.first() {
        let at = message.body_start as usize + defect.offset;
        let (code, text) = match parsed.value {
            Some(_) => (Finding::JsonRepaired, format!("the example is not strict JSON: {}", defect.what)),
            None => (Finding::JsonBroken, format!("the example cannot be read as JSON: {}", defect.what)),
        };
        context.report(code, Span::new(at..at + 1), text);
    }
    message.tags = parsed.value.as_ref().map(tags).unwrap_or_default();
    let values = parsed.value.as_ref().and_then(|value| value.get("value"));
    message.is_collection |= values.is_some_and(|values| matches!(values, json::Value::Array(_)));
    parsed.value
}

/// The types that the members of a body, or the elements of a member, say they are.
fn tags(body: &json::Value<'_>) -> Vec<(String, String)> {
    let json::Value::Object(members) = body else { return Vec::new() };
    let tags = members.iter().flat_map(|(name, value)| {
        let objects = match value {
            json::Value::Array(elements) => elements.as_slice(),
            value => std::slice::from_ref(value),
        };
        let tags = objects.iter().filter_map(|object| object.get("@odata.type")?.as_str());
        tags.map(move |tag| (name.to_owned(), tag.trim().trim_start_matches('#').to_owned()))
    });
    tags.collect()
}

/// The fields of the lines of a header.
fn fields(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.lines().filter_map(field)
}

fn serialize_fields<S: Serializer>(header: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(fields(header))
}

/// `Name: value`
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim().split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_name.then(|| (name, value.trim()))
}
