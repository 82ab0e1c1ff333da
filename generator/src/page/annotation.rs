//! Comments that say what the next block is: `<!-- { "blockType": "request", ... } -->`.

use std::borrow::Cow;

use memchr::memmem;
use serde::Serialize;

use crate::corpus::Source;
use crate::diagnostic::{Code, Diagnostic, Span};

use super::{json, written};

/// The fields of an annotation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotation<'a> {
    /// The bytes of the comment.
    pub span: Span,
    /// The fields, in the order of the page.
    pub fields: json::Map<'a>,
    /// The text of the comment, and where it starts.
    #[serde(skip)]
    written: (&'a str, u32),
}

impl Annotation<'_> {
    /// What the next block is: `resource`, `request`, `response`, `ignored`, ...
    pub fn block_type(&self) -> &str {
        self.text("blockType").unwrap_or("")
    }

    /// The type of the next block: `@odata.type`, or `@type` on older pages.
    pub fn type_name(&self) -> Option<&str> {
        self.text("@odata.type").or_else(|| self.text("@type")).map(str::trim).filter(|name| !name.is_empty())
    }

    /// Where [`Annotation::type_name`] stands.
    pub fn type_place(&self) -> Span {
        let key = if self.text("@odata.type").is_some() { "@odata.type" } else { "@type" };
        self.place(key)
    }

    /// The bytes of the text of a field; those of the whole comment where they are not known.
    pub fn place(&self, key: &str) -> Span {
        let (text, start) = self.written;
        field_by_search(text, key).map_or(self.span, |value| {
            let at = start as usize + (value.as_ptr() as usize - text.as_ptr() as usize);
            Span::new(at..at + value.len())
        })
    }

    /// A text field.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.fields.get(key).and_then(json::Value::as_str)
    }

    /// A truth value; the texts `"true"` and `"false"` count as such.
    pub fn flag(&self, key: &str) -> Option<bool> {
        match self.fields.get(key)? {
            json::Value::Bool(flag) => Some(*flag),
            json::Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
            _ => None,
        }
    }
}

/// The annotation in the text of a comment (without `<!--` and `-->`); none if the comment is no annotation. `inner`
/// is the span of the text, `span` that of the whole comment.
pub(super) fn parse<'a>(
    text: &str,
    inner: Span,
    span: Span,
    source: &'a Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Annotation<'a>> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let written = (source.text.get(inner.range()).unwrap_or(""), inner.start);
    let parsed = json::parse(written::borrow(text, inner, source));
    if let Some(json::Value::Object(fields)) = parsed.value {
        if let Some(defect) = parsed.defects.first() {
            let at = inner.start as usize + defect.offset;
            let message = format!("the annotation is not strict JSON: {}", defect.what);
            diagnostics.push(Diagnostic::new(Code::AnnotationRepaired, &source.path, Span::new(at..at + 1), message));
        }
        return Some(Annotation { span, fields, written });
    }
    // Comments in braces that no block type gives away are prose.
    let field = |key: &'static str| {
        let value = field_by_search(text, key)?;
        Some((Cow::Borrowed(key), json::Value::String(Cow::Owned(value.to_owned()))))
    };
    let fields = json::Map::of(["blockType", "@odata.type", "@type"].into_iter().filter_map(field).collect());
    if !fields.is_empty() || text.contains("\"type\"") {
        let message = "the annotation cannot be read as JSON; only its block type and type name are used";
        diagnostics.push(Diagnostic::new(Code::AnnotationBroken, &source.path, span, message));
    }
    (!fields.is_empty()).then_some(Annotation { span, fields, written })
}

/// The text after `"key": "`.
fn field_by_search<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let key = format!("\"{key}\"");
    let rest = text.get(memmem::find(text.as_bytes(), key.as_bytes())? + key.len()..)?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split_once('"').map(|(value, _)| value)
}
