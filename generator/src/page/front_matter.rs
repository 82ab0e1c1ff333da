//! The YAML before the first heading.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::corpus::{Role, Source};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The keys of the front matter. Values that are no text are kept as they are written in YAML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FrontMatter {
    /// All bytes between the two `---`.
    pub span: Span,
    /// The values by key.
    pub values: BTreeMap<String, String>,
    /// The line of each key.
    #[serde(skip)]
    pub lines: BTreeMap<String, Span>,
}

impl FrontMatter {
    /// The value of a key, if it is there and not empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The line of a key, or else all of the front matter.
    pub fn line(&self, key: &str) -> Span {
        self.lines.get(key).copied().unwrap_or(self.span)
    }
}

const FENCE: &str = "---";

const MAX_YAML_BYTES: usize = 64 * 1024;
const MAX_YAML_BRACKETS: usize = 256;

/// The front matter, and the offset at which the body starts. The Markdown parser's own extension for it is not used:
/// it also takes a rule in the middle of a page for the start of metadata.
pub(super) fn split(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> (FrontMatter, usize) {
    let text = source.text.as_str();
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next().unwrap_or("");
    if opening.trim_end() != FENCE {
        if source.role == Role::Page {
            let message = "the page has no front matter";
            diagnostics.push(Diagnostic::new(Code::FrontMatterMissing, &source.path, Span::default(), message));
        }
        return (FrontMatter::default(), 0);
    }
    let start = opening.len();
    let mut end = start;
    for line in lines {
        if line.trim_end() == FENCE {
            let yaml = text.get(start..end).unwrap_or("");
            let span = Span::new(start..end);
            let values = read(yaml, span, source, diagnostics);
            return (FrontMatter { span, values, lines: lines_of_keys(yaml, start) }, end + line.len());
        }
        end += line.len();
    }
    let message = "the front matter is never closed; the page is read without it";
    diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, Span::new(0..start), message));
    (FrontMatter::default(), start)
}

fn read(yaml: &str, span: Span, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    // Keys and texts nest nowhere; the YAML parser's work on what does grows with the square of the depth.
    if yaml.len() > MAX_YAML_BYTES || yaml.matches(['[', '{']).count() > MAX_YAML_BRACKETS {
        let message = "the front matter is too long or too deep for one; it is read line by line";
        diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, span, message));
        return read_lines(yaml);
    }
    match serde_yaml::from_str::<BTreeMap<String, serde_yaml::Value>>(yaml) {
        Ok(values) => values.into_iter().map(|(key, value)| (key, text_of(value))).collect(),
        Err(_) if yaml.trim().is_empty() => BTreeMap::new(),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(yaml.len()));
            let at = span.start as usize + at;
            let message = format!("the front matter is not YAML ({error}); it is read line by line");
            diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, Span::new(at..at), message));
            read_lines(yaml)
        }
    }
}

fn text_of(value: serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::String(text) => text,
        serde_yaml::Value::Null => String::new(),
        other => serde_yaml::to_string(&other).unwrap_or_default().trim().to_owned(),
    }
}

fn lines_of_keys(yaml: &str, start: usize) -> BTreeMap<String, Span> {
    let mut at = start;
    let mut lines = BTreeMap::new();
    for line in yaml.split_inclusive('\n') {
        if let Some((key, _)) = line.split_once(':') {
            lines.entry(key.to_owned()).or_insert(Span::new(at..at + line.trim_end().len()));
        }
        at += line.len();
    }
    lines
}

/// `key: value` on each line, quotes around the value taken away.
fn read_lines(yaml: &str) -> BTreeMap<String, String> {
    let pairs = yaml.lines().filter_map(|line| line.split_once(':'));
    pairs
        .filter(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')))
        .map(|(key, value)| (key.to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
        .collect()
}
