//! The YAML before the first heading.

use std::borrow::Cow;
use std::collections::BTreeMap;

use memchr::{memchr, memchr2, memchr2_iter, memmem};
use serde::{Serialize, Serializer};

use crate::corpus::{Role, Source};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The keys of the front matter. Values that are no text are kept as they are written in YAML.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FrontMatter<'a> {
    /// All bytes between the two `---`.
    pub span: Span,
    /// The keys with their values.
    #[serde(serialize_with = "in_order")]
    pub values: Values<'a>,
    /// The text of the span.
    #[serde(skip)]
    yaml: &'a str,
}

/// Keys with their values. They are few, and each stands once.
type Values<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

impl FrontMatter<'_> {
    /// The value of a key, if it is there and not empty.
    pub fn get(&self, key: &str) -> Option<&str> {
        let value = self.values.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }

    /// Whether a key is there; it may be empty.
    pub fn has(&self, key: &str) -> bool {
        self.values.iter().any(|(known, _)| known == key)
    }

    /// The line of a key, or else all of the front matter.
    pub fn line(&self, key: &str) -> Span {
        let mut at = self.span.range().start;
        for line in self.yaml.split_inclusive('\n') {
            if line.split_once(':').is_some_and(|(name, _)| name == key) {
                return Span::new(at..at + line.trim_end().len());
            }
            at += line.len();
        }
        self.span
    }
}

fn in_order<S: Serializer>(values: &Values<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let sorted: BTreeMap<_, _> = values.iter().map(|(key, value)| (key, value)).collect();
    sorted.serialize(serializer)
}

const FENCE: &str = "---";

/// Few pages have more keys.
const USUAL_KEYS: usize = 8;

const MAX_YAML_BYTES: usize = 64 * 1024;
const MAX_YAML_BRACKETS: usize = 256;

/// The front matter, and the offset at which the body starts. The Markdown parser's own extension for it is not used:
/// it also takes a rule in the middle of a page for the start of metadata.
pub(super) fn split<'a>(source: &'a Source, diagnostics: &mut Vec<Diagnostic>) -> (FrontMatter<'a>, usize) {
    let text = source.text.as_str();
    let opening = text.split_inclusive('\n').next().unwrap_or("");
    if opening.trim_end() != FENCE {
        if source.role == Role::Page {
            let message = "the page has no front matter";
            diagnostics.push(Diagnostic::new(Code::FrontMatterMissing, &source.path, Span::default(), message));
        }
        return (FrontMatter::default(), 0);
    }
    let start = opening.len();
    let body = text.get(start..).unwrap_or("");
    let fences = memmem::find_iter(body.as_bytes(), FENCE).filter_map(|at| body.split_at_checked(at));
    let at_line_starts = fences.filter(|(before, _)| before.is_empty() || before.ends_with('\n'));
    let mut closing = at_line_starts.filter_map(|(before, behind)| {
        let line = behind.split_inclusive('\n').next().filter(|line| line.trim_end() == FENCE)?;
        Some((before, line.len()))
    });
    if let Some((yaml, fence)) = closing.next() {
        let span = Span::new(start..start + yaml.len());
        let values = read(yaml, span, source, diagnostics);
        return (FrontMatter { span, values, yaml }, span.range().end + fence);
    }
    let message = "the front matter is never closed; the page is read without it";
    diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, Span::new(0..start), message));
    (FrontMatter::default(), start)
}

fn read<'a>(yaml: &'a str, span: Span, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Values<'a> {
    if let Some(values) = read_texts(yaml).filter(|_| yaml.len() <= MAX_YAML_BYTES) {
        return values;
    }
    // Keys and texts nest nowhere; the YAML parser's work on what does grows with the square of the depth.
    let brackets = memchr2_iter(b'[', b'{', yaml.as_bytes()).count();
    if yaml.len() > MAX_YAML_BYTES || brackets > MAX_YAML_BRACKETS {
        let message = "the front matter is too long or too deep for one; it is read line by line";
        diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, span, message));
        return read_lines(yaml);
    }
    match serde_yaml::from_str::<BTreeMap<String, serde_yaml::Value>>(yaml) {
        Ok(values) => values.into_iter().map(|(key, value)| (Cow::Owned(key), Cow::Owned(text_of(value)))).collect(),
        Err(_) if yaml.trim().is_empty() => Vec::new(),
        Err(error) => {
            let at = error.location().map_or(0, |location| location.index().min(yaml.len()));
            let at = span.start as usize + at;
            let message = format!("the front matter is not YAML ({error}); it is read line by line");
            diagnostics.push(Diagnostic::new(Code::FrontMatterInvalid, &source.path, Span::new(at..at), message));
            read_lines(yaml)
        }
    }
}

/// The front matter of nearly all pages: keys and texts, one on each line, and nothing that YAML could read as more than
/// that. None for all other front matter, which the YAML parser reads.
fn read_texts(yaml: &str) -> Option<Values<'_>> {
    let mut values: Values<'_> = Vec::with_capacity(USUAL_KEYS);
    for line in yaml.lines() {
        let (key, value) = line.split_at_checked(memchr(b':', line.as_bytes())?)?;
        let value = value.get(1..)?;
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.len() < 128
            && key.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'.' | b'_' | b'-'));
        let is_set_apart = value.is_empty() || value.starts_with(' ');
        if !is_key || !is_set_apart || values.iter().any(|(known, _)| known == key) {
            return None;
        }
        values.push((Cow::Borrowed(key), Cow::Borrowed(text_in(value.trim_matches(' '))?)));
    }
    (!values.is_empty()).then_some(values)
}

/// Words that are no texts in YAML.
const OTHER_SCALARS: [&str; 3] = ["null", "true", "false"];

/// The text of a scalar that needs no unescaping and can be no number, list or comment.
fn text_in(scalar: &str) -> Option<&str> {
    // Without an early exit, many bytes are compared at once.
    if !scalar.bytes().fold(true, |fits, byte| fits & matches!(byte, b' '..=b'~')) {
        return None;
    }
    if let Some(rest) = scalar.strip_prefix('"') {
        return rest.strip_suffix('"').filter(|text| memchr2(b'"', b'\\', text.as_bytes()).is_none());
    }
    let is_word = scalar.is_empty() || scalar.starts_with(|c: char| c.is_ascii_alphabetic());
    // A date such as 03/16/2018 is a text, for no number has a slash.
    let is_text = is_word || scalar.starts_with(|c: char| c.is_ascii_digit()) && scalar.contains('/');
    let has_mark = memchr2(b':', b'#', scalar.as_bytes()).is_some();
    let is_plain = is_text && !(has_mark && (scalar.contains(": ") || scalar.contains(" #") || scalar.ends_with(':')));
    let is_other = OTHER_SCALARS.iter().any(|word| scalar.eq_ignore_ascii_case(word));
    (is_plain && !is_other).then_some(scalar)
}

fn text_of(value: serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::String(text) => text,
        serde_yaml::Value::Null => String::new(),
        other => serde_yaml::to_string(&other).unwrap_or_default().trim().to_owned(),
    }
}

/// `key: value` on each line, quotes around the value taken away. Of two lines with one key the last counts.
fn read_lines(yaml: &str) -> Values<'_> {
    let pairs = yaml.lines().filter_map(|line| line.split_once(':'));
    let values: BTreeMap<_, _> = pairs
        .filter(|(key, _)| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')))
        .map(|(key, value)| (Cow::Borrowed(key), Cow::Borrowed(value.trim().trim_matches(['"', '\'']))))
        .collect();
    values.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{read_texts, text_of};

    #[test]
    fn texts_are_what_the_yaml_parser_reads() {
        let cases = [
            ("title: \"A: thing # 1\"\nms.prod: x-y\n", true),
            ("a: it's [one], {two} & \"three\"\nb:\nc: \"\"", true),
            ("a: b \nc:   d", true),
            ("a: 03/16/2018", true),
            ("a: true", false),
            ("a: 1.0", false),
            ("a: null\nb: ~", false),
            ("a: [b, c]", false),
            ("a:\n- b", false),
            ("a: b\n  c", false),
            ("a: b # c", false),
            ("a: 'b'", false),
            ("a: \"b\\n\"", false),
            ("a: b\na: c", false),
            ("a:b", false),
            ("a: b:", false),
            ("a: é", false),
            ("", false),
        ];
        for (yaml, is_read) in cases {
            let found = read_texts(yaml);
            assert_eq!(found.is_some(), is_read, "{yaml}");
            if let Some(found) = found {
                let values: BTreeMap<String, serde_yaml::Value> = serde_yaml::from_str(yaml).unwrap();
                let values: BTreeMap<_, _> =
                    values.into_iter().map(|(key, value)| (key.into(), text_of(value).into())).collect();
                assert_eq!(BTreeMap::from_iter(found), values, "{yaml}");
            }
        }
    }
}
