//! The requests of examples: which documented form of which call each of them has, and the values in its URL and body.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::facts::{Content, Facts, Message};

use super::{Body, Operation, Schema, Url, UrlPosition};

/// The requests of all examples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExampleRequests {
    /// Those that have a documented form, by page and place.
    pub requests: Vec<ExampleRequest>,
    /// How many others there are, by reason.
    pub left_out: BTreeMap<&'static str, usize>,
}

/// A request of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleRequest {
    /// The path of the page.
    pub page: String,
    /// The line on which it starts, counted from 1.
    pub line: usize,
    /// The HTTP method.
    pub method: &'static str,
    /// Which form of the URL it has.
    pub form: usize,
    /// The URL below the service root, as the page writes it.
    pub url: String,
    /// The values of the form's parameters, in the order of the template.
    pub values: Vec<String>,
    /// What stands in the query beside those.
    pub options: Vec<(String, String)>,
    /// The JSON of the body, mended where it is not strict; a body that is no JSON is a text.
    pub body: Option<Value>,
}

/// Why a request is not among those that are made.
mod reason {
    pub(super) const FOREIGN: &str = "to another service";
    pub(super) const NO_CALL: &str = "on pages without a call of that method";
    pub(super) const NO_FORM: &str = "of no documented URL";
    pub(super) const BODY: &str = "with a body that cannot be read";
}

/// Finds the call and the form of every request. `line` has the line of a byte of a page.
pub(super) fn requests(facts: &[Facts], schema: &Schema, line: &dyn Fn(&str, u32) -> usize) -> ExampleRequests {
    let mut operations: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in schema.operations.values() {
        operations.entry(&operation.page).or_default().push(operation);
    }
    let mut found = ExampleRequests::default();
    for page in facts {
        let Some(calls) = operations.get(&*page.path) else { continue };
        let mut seen = BTreeSet::new();
        for message in page.examples.iter().filter_map(|example| example.request.as_ref()) {
            // A request with two responses stands in two examples.
            if !seen.insert(message.span) {
                continue;
            }
            match request(calls, message) {
                Ok(Some(request)) => {
                    let line = line(&page.path, u32::try_from(message.span.range().start).unwrap_or(0));
                    found.requests.push(ExampleRequest { page: page.path.to_string(), line, ..request });
                }
                Ok(None) => {}
                Err(reason) => *found.left_out.entry(reason).or_default() += 1,
            }
        }
    }
    found
}

/// The request of a message; nothing if the message is none.
fn request(calls: &[&Operation], message: &Message) -> Result<Option<ExampleRequest>, &'static str> {
    let Some((method, url)) = message.request() else { return Ok(None) };
    let url = url.ok_or(reason::FOREIGN)?;
    let call = calls.iter().find(|call| call.method == method).ok_or(reason::NO_CALL)?;
    let forms = call.urls.iter().enumerate().filter_map(|(form, known)| Some((form, known, values(known, url)?)));
    // `/books/recent` is not the book with the id `recent`.
    let best = forms.max_by_key(|(form, known, _)| (fixed_length(&known.template), std::cmp::Reverse(*form)));
    let (form, known, values) = best.ok_or(reason::NO_FORM)?;
    let own: BTreeSet<String> = query(&known.template).map(|(name, _)| name.to_lowercase()).collect();
    let options = query(url).filter(|(name, _)| !own.contains(&decoded(name).to_lowercase()));
    let options = options.map(|(name, value)| (decoded(name), decoded(value))).collect();
    let body = match (&call.body, message.content()) {
        (_, Content::None) => None,
        (Body::Bytes, _) | (_, Content::Other) => Some(Value::String(message.body.trim().to_owned())),
        (_, Content::Json(value)) => Some(value),
        (_, Content::Broken) => return Err(reason::BODY),
    };
    let (page, url) = (String::new(), url.to_owned());
    Ok(Some(ExampleRequest { page, line: 0, method, form, url, values, options, body }))
}

/// The values that make a form the URL; none if nothing does.
fn values(form: &Url, url: &str) -> Option<Vec<String>> {
    let path = |url: &str| url.split('?').next().unwrap_or(url).trim_end_matches('/').to_owned();
    let (template, shown) = (path(&form.template), path(url));
    let mut found = Vec::new();
    let mut budget = MAX_STEPS;
    let pieces = pieces(&template);
    if !fit(form, &pieces, &shown, &mut found, &mut budget) {
        return None;
    }
    let mut values: BTreeMap<&str, String> = BTreeMap::new();
    for (name, value) in found {
        let value = decoded(value);
        let is_quoted = position(form, name) == UrlPosition::Quoted;
        values.insert(name, if is_quoted { value.replace("''", "'") } else { value });
    }
    let given: Vec<(String, String)> =
        query(url).map(|(name, value)| (decoded(name).to_lowercase(), decoded(value))).collect();
    for (name, wanted) in query(&form.template) {
        let (_, value) = given.iter().find(|(known, _)| *known == name.to_lowercase())?;
        match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(parameter) => _ = values.insert(parameter, value.clone()),
            None if decoded(wanted) == *value => {}
            None => return None,
        }
    }
    form.parameters.iter().map(|parameter| values.remove(parameter.name.as_str())).collect()
}

/// A form with many parameters could be tried on a long URL in very many ways.
const MAX_STEPS: usize = 10_000;

/// A piece of a template.
#[derive(Clone, Copy)]
enum Piece<'a> {
    Text(&'a str),
    Parameter(&'a str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, inner)) = rest.split_once('{')
        && let Some((name, after)) = inner.split_once('}')
    {
        pieces.extend([Piece::Text(before), Piece::Parameter(name)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Finds values for the parameters, each as short as possible.
fn fit<'a, 'b>(
    form: &Url,
    pieces: &[Piece<'a>],
    text: &'b str,
    values: &mut Vec<(&'a str, &'b str)>,
    budget: &mut usize,
) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Text(fixed) => match (text.get(..fixed.len()), text.get(fixed.len()..)) {
            (Some(start), Some(end)) if start.eq_ignore_ascii_case(fixed) => fit(form, rest, end, values, budget),
            _ => false,
        },
        Piece::Parameter(name) => {
            let position = position(form, name);
            let is_end = |c: char| c == '/' && position == UrlPosition::Segment;
            let length = text.find(is_end).unwrap_or(text.len());
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]).take_while(|at| *at <= length);
            let least = usize::from(position != UrlPosition::Quoted);
            for end in ends.filter(|end| *end >= least) {
                let Some(left) = budget.checked_sub(1) else { return false };
                *budget = left;
                let (Some(value), Some(end)) = (text.get(..end), text.get(end..)) else { return false };
                values.push((name, value));
                if fit(form, rest, end, values, budget) {
                    return true;
                }
                values.pop();
            }
            false
        }
    }
}

fn position(form: &Url, name: &str) -> UrlPosition {
    form.parameters.iter().find(|parameter| parameter.name == name).map(|found| found.position).unwrap_or_default()
}

fn fixed_length(template: &str) -> usize {
    let fixed = pieces(template).into_iter().map(|piece| match piece {
        Piece::Text(text) => text.len(),
        Piece::Parameter(_) => 0,
    });
    fixed.sum()
}

/// The options in the query of a URL.
fn query(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A text whose percent-encoded bytes are written out; as it is, if that makes no text.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::UrlParameter;
    use UrlPosition::{Path, Query, Quoted, Segment};

    fn of(template: &str, positions: &[UrlPosition], url: &str) -> Option<Vec<String>> {
        let names = pieces(template).into_iter().filter_map(|piece| match piece {
            Piece::Parameter(name) => Some(name.to_owned()),
            Piece::Text(_) => None,
        });
        let parameters = names.zip(positions);
        let parameters =
            parameters.map(|(name, position)| UrlParameter { name, position: *position, ..UrlParameter::default() });
        values(&Url { template: template.to_owned(), parameters: parameters.collect() }, url)
    }

    #[test]
    fn a_form_takes_its_values_out_of_a_url() {
        let found = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        let cases = [
            (of("/books/{id}", &[Segment], "/Books/a%20b/?$top=1"), found(&["a b"])),
            (of("/books/{id}", &[Segment], "/books/a/b"), None),
            (of("/root:/{path}:/x", &[Path], "/root:/a/b:/x"), found(&["a/b"])),
            (of("/search(q='{q}')", &[Quoted], "/search(q='it''s %C3%A9')"), found(&["it's é"])),
            (of("/search(q='{q}')", &[Quoted], "/search(q='')"), found(&[""])),
            (of("/a/{x}-{y}", &[Segment, Segment], "/a/1-2-3"), found(&["1", "2-3"])),
            (of("/view?from={from}&sort=up", &[Query], "/view?Sort=up&From=1%2F2&$top=1"), found(&["1/2"])),
            (of("/view?from={from}&sort=up", &[Query], "/view?from=1&sort=down"), None),
            (of("/view?from={from}", &[Query], "/view"), None),
        ];
        for (at, (values, expected)) in cases.into_iter().enumerate() {
            assert_eq!(values, expected, "case {at}");
        }
        let many = "{a}".repeat(40);
        assert_eq!(of(&format!("/{many}x"), &[], &format!("/{}", "y".repeat(400))), None);
    }
}
