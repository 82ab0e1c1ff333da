//! The one grammar of request lines and URL templates: `GET /users/{id | userPrincipalName}/messages`.

use std::borrow::Cow;

use borsh::{BorshDeserialize, BorshSerialize};
use memchr::{memchr, memchr_iter, memchr2};
use serde::{Deserialize, Serialize};

/// One documented form of an operation's URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, BorshDeserialize, BorshSerialize)]
pub struct Url {
    /// The path below the service root and the query, if the page shows one. It starts with `/`; `{name}` stands for a
    /// parameter, and each name stands once: `/users/{user-id}/calendarView?startDateTime={startDateTime}`.
    pub template: String,
    /// The parameters of the template, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<UrlParameter>,
}

/// A parameter of a URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, BorshDeserialize, BorshSerialize)]
pub struct UrlParameter {
    /// The name in the template's braces; unique in the template.
    pub name: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "UrlPosition::is_segment")]
    pub position: UrlPosition,
    /// What may stand there, as the page names it; more than one for `{id | userPrincipalName}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<String>,
    /// The sentences of the page about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
}

/// Where in a URL a parameter stands; this decides how its value is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, BorshDeserialize, BorshSerialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlPosition {
    /// A path segment or a part of one: percent-encoded, `/` included.
    #[default]
    Segment,
    /// A path of several segments, as in `root:/{item-path}:`: percent-encoded, `/` kept.
    Path,
    /// Inside quotes, as in `search(q='{q}')` or `$filter=title eq '{title}'`: quotes doubled, then percent-encoded.
    Quoted,
    /// A value of the query string: percent-encoded.
    Query,
}

impl UrlPosition {
    fn is_segment(&self) -> bool {
        *self == UrlPosition::Segment
    }
}

/// The methods that request lines use.
const METHODS: [&str; 6] = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD"];

/// Splits a request line into method and URL. None if it starts with no method.
pub(super) fn method_and_url(line: &str) -> Option<(&'static str, &str)> {
    let line = line.trim();
    let method = METHODS.iter().find(|method| line.starts_with(**method))?;
    let rest = line.get(method.len()..)?;
    if !rest.starts_with(|c: char| c.is_whitespace() || c == '/') {
        return None;
    }
    let url = rest.trim();
    let protocol = memchr(b' ', url.as_bytes()).and_then(|_| url.rfind(" HTTP/"));
    let url = protocol.and_then(|at| url.get(..at)).unwrap_or(url).trim();
    (!url.is_empty()).then_some((*method, url))
}

/// The path and query below the service root. None for an absolute URL that has no version as its first segment: it
/// belongs to another service.
pub(super) fn below_root(url: &str) -> Option<&str> {
    let is_http = url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    let absolute = if is_http { url.split_once("://") } else { None };
    let path = match absolute {
        Some((_, rest)) => rest.get(rest.find('/')?..)?,
        None => url.trim_start_matches('~'),
    };
    match without_version(path) {
        Some(below) => Some(below),
        None if absolute.is_some() => None,
        None => Some(path),
    }
}

/// `/v1.0/users` -> `/users`
fn without_version(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let first = rest.split(['/', '?']).next()?;
    let digits = first.strip_prefix(['v', 'V']).unwrap_or("");
    let is_version = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    (is_version || first.eq_ignore_ascii_case("beta")).then(|| rest.get(first.len()..).unwrap_or(""))
}

/// A template, and what had to be mended in it.
pub(super) struct Template {
    pub(super) url: Url,
    pub(super) mended: Option<&'static str>,
}

/// No documented URL comes near these; the naming of parameters is quadratic in their number.
const MAX_URL_BYTES: usize = 4096;
const MAX_PARAMETERS: usize = 64;

/// How much longer than its URL a template is at most, as a rule: `id` becomes `user-id`.
const USUAL_GROWTH: usize = 16;

/// Reads the URL of a request line. None if it cannot be a path below the service root.
pub(super) fn template(url: &str) -> Option<Template> {
    let count = |byte| memchr_iter(byte, url.as_bytes()).count();
    let placeholders = count(b'{') + count(b'<');
    if url.len() > MAX_URL_BYTES || placeholders + count(b'=') > MAX_PARAMETERS {
        return None;
    }
    let below = below_root(url)?;
    let (path, query) = split_query(below);
    let mut builder = Builder::default();
    builder.url.template.reserve(below.len() + USUAL_GROWTH);
    builder.url.parameters.reserve_exact(placeholders);
    for segment in split_segments(path.trim_matches('/')) {
        if segment.contains(' ') && !segment.contains(['{', '(', '<']) {
            return None;
        }
        builder.segment(segment);
    }
    for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        builder.query(if index == 0 { '?' } else { '&' }, pair);
    }
    if builder.url.template.is_empty() {
        builder.url.template.push('/');
    }
    Some(Template { url: builder.url, mended: builder.mended })
}

/// The `?` that starts the query stands outside of braces and quotes.
fn split_query(url: &str) -> (&str, &str) {
    if !url.contains('?') {
        return (url, "");
    }
    let at = outside(url).find(|(_, byte)| *byte == b'?').map(|(at, _)| at);
    at.map_or((url, ""), |at| (url.get(..at).unwrap_or(url), url.get(at + 1..).unwrap_or("")))
}

/// Splits a path on `/` outside of `{}`, `()`, `<>` and quotes.
fn split_segments(path: &str) -> impl Iterator<Item = &str> {
    let ends = outside(path).filter(|(_, byte)| *byte == b'/').map(|(at, _)| at);
    let mut start = 0;
    let segments = ends.chain([path.len()]).map(move |end| {
        let segment = path.get(start..end).unwrap_or("");
        start = end + 1;
        segment
    });
    segments.filter(|segment| !segment.trim().is_empty())
}

/// The bytes outside of brackets and quotes. Brackets that are never closed count as bytes.
fn outside(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let mut closing: Option<u8> = None;
    text.bytes().enumerate().filter(move |(at, byte)| {
        if let Some(end) = closing {
            if *byte == end {
                closing = None;
            }
            return false;
        }
        let end = match byte {
            b'{' => b'}',
            b'(' => b')',
            b'<' => b'>',
            b'\'' => b'\'',
            _ => return true,
        };
        let is_closed = text.as_bytes().get(at + 1..).is_some_and(|rest| memchr(end, rest).is_some());
        if is_closed {
            closing = Some(end);
        }
        !is_closed
    })
}

/// Puts a template together and gives each parameter its own name.
#[derive(Default)]
struct Builder<'a> {
    url: Url,
    /// The last literal segment, which says what an `{id}` identifies.
    parent: &'a str,
    /// Whether the last segment ended in `:`; what follows is a path.
    addressed: bool,
    mended: Option<&'static str>,
}

impl<'a> Builder<'a> {
    fn segment(&mut self, segment: &'a str) {
        let segment = segment.trim();
        self.url.template.push('/');
        let position = if self.addressed { UrlPosition::Path } else { UrlPosition::Segment };
        self.addressed = segment.ends_with(':');
        if matches!(segment, "..." | "…") {
            self.mended = Some("an ellipsis");
            self.parameter("path", &[], UrlPosition::Path);
        } else if is_guid(segment) {
            self.mended = Some("an id where a placeholder belongs");
            self.parameter("id", &[], UrlPosition::Segment);
        } else if let Some(inner) = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            self.mended = Some("a placeholder in parentheses");
            self.parameter(inner, &[], UrlPosition::Segment);
        } else if let (Some(open), false) = (segment.find('('), segment.starts_with(['{', '<'])) {
            self.function(segment, open);
        } else {
            self.text(segment, position);
            if !segment.contains(['{', '<']) {
                self.parent = segment.trim_end_matches(':');
            }
        }
    }

    /// `name(arg={x},other='{y}')`
    fn function(&mut self, segment: &'a str, open: usize) {
        let name = segment.get(..open).unwrap_or("");
        let (arguments, rest) = match segment.rfind(')') {
            Some(close) if close > open => (segment.get(open + 1..close), segment.get(close + 1..)),
            _ => (segment.get(open + 1..), None),
        };
        self.url.template.push_str(&literal(name));
        self.url.template.push('(');
        for (index, argument) in arguments.unwrap_or("").split(',').map(str::trim).enumerate() {
            if argument.is_empty() {
                continue;
            }
            if index > 0 {
                self.url.template.push(',');
            }
            match argument.split_once('=') {
                Some((key, value)) => {
                    self.url.template.push_str(&format!("{}=", literal(key.trim())));
                    self.argument(key.trim(), value.trim());
                }
                None => self.argument(argument.trim_matches(['{', '}', '<', '>', '\'']), argument),
            }
        }
        self.url.template.push(')');
        self.text(rest.unwrap_or(""), UrlPosition::Segment);
        self.parent = name;
    }

    /// The value of an argument: quoted, quoted behind a type name (`ns.type'value'`), or bare.
    fn argument(&mut self, name: &str, value: &str) {
        let alternatives = [inner_name(value)];
        match value.split_once('\'') {
            Some((prefix, _)) => {
                self.url.template.push_str(&format!("{}'", literal(prefix)));
                self.parameter(name, &alternatives, UrlPosition::Quoted);
                self.url.template.push('\'');
            }
            None => self.parameter(name, &alternatives, UrlPosition::Segment),
        }
    }

    fn query(&mut self, separator: char, pair: &str) {
        // A page wrote `key:{value}`.
        let (key, value) = pair.split_once('=').or_else(|| pair.split_once(':')).unwrap_or((pair, ""));
        self.url.template.push(separator);
        self.text(key.trim(), UrlPosition::Query);
        if key.len() == pair.len() {
            return;
        }
        self.url.template.push('=');
        let value = value.trim();
        let whole = value.strip_prefix(['{', '<']).and_then(|rest| rest.strip_suffix(['}', '>']));
        match whole {
            Some(inner) if !inner.contains(['{', '<']) => {
                self.parameter(inner, &[], UrlPosition::Query);
            }
            _ => self.text(value, UrlPosition::Query),
        }
    }

    /// Text with placeholders in `{}` or `<>`.
    fn text(&mut self, text: &str, position: UrlPosition) {
        let mut rest = text;
        let mut is_quoted = false;
        while let Some(open) = memchr2(b'{', b'<', rest.as_bytes()) {
            let end = if rest.get(open..).is_some_and(|text| text.starts_with('{')) { '}' } else { '>' };
            let Some(length) = rest.get(open..).and_then(|inner| inner.find(end)) else { break };
            let before = rest.get(..open).unwrap_or("");
            self.url.template.push_str(&literal(before));
            is_quoted ^= before.matches('\'').count() % 2 == 1;
            let inner = rest.get(open + 1..open + length).unwrap_or("");
            rest = rest.get(open + length + 1..).unwrap_or("");
            let mut alternatives: Vec<&str> = inner.split('|').map(str::trim).collect();
            // `{id} | name`: the alternative stands behind the braces.
            if let Some(behind) = rest.trim_start().strip_prefix('|') {
                alternatives.push(behind.trim());
                rest = "";
            }
            let name = alternatives.first().copied().unwrap_or_default();
            let is_in_query = position == UrlPosition::Query;
            self.parameter(name, &alternatives, if is_quoted && is_in_query { UrlPosition::Quoted } else { position });
        }
        self.url.template.push_str(&literal(rest));
    }

    fn parameter(&mut self, name: &str, alternatives: &[&str], position: UrlPosition) {
        let mut name = parameter_name(name);
        let known = |name: &str, url: &Url| url.parameters.iter().any(|other| other.name.eq_ignore_ascii_case(name));
        if (name.eq_ignore_ascii_case("id") || known(&name, &self.url)) && !self.parent.is_empty() {
            name = parameter_name(&singular(self.parent)) + "-id";
        }
        if known(&name, &self.url) {
            let number = (2..).find(|number| !known(&format!("{name}-{number}"), &self.url)).unwrap_or(2);
            name = format!("{name}-{number}");
        }
        self.url.template.extend(["{", &name, "}"]);
        let alternatives = if alternatives.len() > 1 { alternatives } else { &[] };
        let alternatives = alternatives.iter().map(|name| (*name).to_owned()).collect();
        self.url.parameters.push(UrlParameter { name, position, alternatives, doc: String::new() });
    }
}

/// What is written as it is: no braces, which are the template's own, and no blanks.
fn literal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'{' | b'}' | b'<' | b'>')) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|c| !matches!(c, '{' | '}' | '<' | '>') && !c.is_control());
    Cow::Owned(kept.collect::<String>().replace(' ', "%20"))
}

fn inner_name(value: &str) -> &str {
    value.trim_matches(['{', '}', '<', '>', '\''])
}

/// A name for a placeholder's text: words joined by `-`.
fn parameter_name(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for word in text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()) {
        if !name.is_empty() {
            name.push('-');
        }
        name.push_str(word);
    }
    if name.is_empty() { "value".to_owned() } else { name }
}

/// English plurals, as far as collections of an API use them.
fn singular(word: &str) -> Cow<'_, str> {
    let word = word.rsplit('.').next().unwrap_or(word);
    for (plural, single) in [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")] {
        if let Some(stem) = word.strip_suffix(plural) {
            return Cow::Owned(format!("{stem}{single}"));
        }
    }
    let is_plural = word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    Cow::Borrowed(if is_plural { word.trim_end_matches('s') } else { word })
}

fn is_guid(segment: &str) -> bool {
    segment.len() == 36
        && segment.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && segment.split('-').all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::UrlPosition::{Query, Quoted};
    use super::{method_and_url, template};

    #[test]
    fn request_lines_become_templates() {
        let cases = [
            ("GET /me/messages", "GET /me/messages"),
            ("GET /users/{id | userPrincipalName}/messages/{id}", "GET /users/{user-id}/messages/{message-id}"),
            ("POST https://host/v1.0/things HTTP/1.1", "POST /things"),
            ("DELETE/things/{thing-id}", "DELETE /things/{thing-id}"),
            ("PATCH   policies/thing/", "PATCH /policies/thing"),
            ("GET /drive/root:/{item-path}:/children", "GET /drive/root:/{item-path}:/children"),
            ("GET /drive/root/search(q='{search-text}')", "GET /drive/root/search(q='{q}')"),
            ("GET /x/range(address='<address>')/rows", "GET /x/range(address='{address}')/rows"),
            ("GET /reports/f(period={period_value})", "GET /reports/f(period={period})"),
            ("GET /x/f(zone=ns.kind'{zone}')", "GET /x/f(zone=ns.kind'{zone}')"),
            ("GET /me/view?startDateTime={start}&end={end}", "GET /me/view?startDateTime={start}&end={end}"),
            ("GET /a/{id}/a/{id}/.../b/{id}", "GET /a/{a-id}/a/{a-id-2}/{path}/b/{b-id}"),
            ("GET /sets/0ae6a0c4-0c57-4b0e-9f3b-1d6c2a7b8e90/x", "GET /sets/{set-id}/x"),
            ("GET /teams/(team-id)/channels", "GET /teams/{team-id}/channels"),
            ("DELETE /g/{id}/members/{id}/$ref", "DELETE /g/{g-id}/members/{member-id}/$ref"),
            ("GET /users/{user-id} | user-principal-name/chats", "GET /users/{user-id}/chats"),
            ("GET /apps?review:{flag}", "GET /apps?review={flag}"),
        ];
        for (line, expected) in cases {
            let (method, url) = method_and_url(line).unwrap();
            assert_eq!(format!("{method} {}", template(url).unwrap().url.template), expected, "{line}");
        }
    }

    #[test]
    fn a_value_in_quotes_of_the_query_is_quoted() {
        let url = template("/me/loans?$filter=title%20eq%20'{title}' and shelf eq {shelf}&$top={n}").unwrap().url;
        let positions: Vec<_> = url.parameters.iter().map(|one| (one.name.as_str(), one.position)).collect();
        assert_eq!(positions, [("title", Quoted), ("shelf", Query), ("n", Query)]);
    }

    #[test]
    fn other_lines_are_no_requests() {
        assert_eq!(method_and_url("GETTING started"), None);
        assert_eq!(method_and_url("{ \"a\": 1 }"), None);
        assert!(template("https://bot.example.com/api/calls").is_none());
    }
}
