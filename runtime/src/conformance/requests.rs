//! The requests of examples, made by the functions of the crate from the values that the pages show.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fault, Misfit, Outcome, Part, difference};
use crate::model::{self, ADDITIONAL, Access, Json, Slot};
use crate::request::{Documented, Draft};
use crate::{Operation, Request};

/// A function that makes a request, under test.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    name: &'static str,
    make: fn(&Given) -> Result<Sent, Misfit>,
}

impl Call {
    /// A function, and its name as the data has it.
    pub const fn new(name: &'static str, make: fn(&Given) -> Result<Sent, Misfit>) -> Self {
        Call { name, make }
    }
}

/// The values of an example.
#[derive(Debug)]
pub struct Given {
    values: Vec<String>,
    options: Vec<(String, String)>,
    body: Option<Value>,
}

/// A request that was made.
#[derive(Debug)]
pub struct Sent {
    request: http::Request<Vec<u8>>,
    service_root: &'static str,
}

impl Given {
    /// A value of the URL.
    pub fn url(&self, at: usize) -> &str {
        self.values.get(at).map_or("", String::as_str)
    }

    /// The body as a model. What the docs call read-only stands in `additional`, as a program sends it nevertheless.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn model<T: Json>(&self) -> Result<T, Misfit> {
        let mut place = None;
        self.fill(T::slot(&mut place))?;
        self.insist(T::slot(&mut place));
        place.ok_or_else(|| misfit("body", "null is no object"))
    }

    fn fill(&self, slot: Slot<'_>) -> Result<(), Misfit> {
        let body = self.body.clone().unwrap_or_else(|| json!({}));
        model::fill(slot, &body).map_err(|error| in_body(Misfit::of_reading(error)))
    }

    fn insist(&self, slot: Slot<'_>) {
        let Some(Value::Object(members)) = &self.body else { return };
        let model = match slot {
            Slot::Object(place) => place.open(),
            Slot::Derived(place) => place.open(),
            _ => return,
        };
        let read_only = model.info().fields.iter().filter(|field| field.access != Access::ReadWrite);
        let given = read_only.filter_map(|field| members.get(field.name).map(|value| (field.name.to_owned(), value)));
        let given: Vec<(String, &Value)> = given.collect();
        if let Slot::Additional(additional) = model.slot(ADDITIONAL) {
            additional.extend(given.into_iter().map(|(name, value)| (name, value.clone())));
        }
    }

    /// The body as a list of models.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn list<T: Json>(&self) -> Result<Vec<T>, Misfit> {
        self.model()
    }

    /// The body as any JSON.
    ///
    /// # Errors
    /// None.
    pub fn value(&self) -> Result<Value, Misfit> {
        Ok(self.body.clone().unwrap_or_default())
    }

    /// The body as a text.
    ///
    /// # Errors
    /// When it is none.
    pub fn text(&self) -> Result<String, Misfit> {
        let text = self.body.as_ref().and_then(Value::as_str);
        text.map(str::to_owned).ok_or_else(|| misfit("body", "the example shows no text"))
    }

    /// The link in the body.
    ///
    /// # Errors
    /// When there is none.
    pub fn reference(&self) -> Result<String, Misfit> {
        let link = self.body.as_ref().and_then(|body| body.get("@odata.id")?.as_str());
        link.map(str::to_owned).ok_or_else(|| misfit("body", "the example shows no `@odata.id`"))
    }

    /// The body as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        self.body.as_ref().and_then(Value::as_str).unwrap_or_default().as_bytes().to_vec()
    }

    /// Adds the options of the example to a request, and makes it.
    ///
    /// # Errors
    /// Those of [`Request::request`].
    pub fn sent<O: Operation>(&self, request: Request<O>) -> Result<Sent, Misfit> {
        self.finish(request.draft, Documented::of::<O>())
    }

    fn finish(&self, mut draft: Draft, documented: Documented) -> Result<Sent, Misfit> {
        for (name, value) in &self.options {
            draft.set_option(name, value.clone());
        }
        let request = draft.request(documented).map_err(|error| misfit("url", &error.to_string()))?;
        Ok(Sent { request, service_root: documented.service_root })
    }
}

fn misfit(path: &str, problem: &str) -> Misfit {
    Misfit { path: path.to_owned(), problem: problem.to_owned() }
}

fn in_body(misfit: Misfit) -> Misfit {
    let dot = if misfit.path.is_empty() || misfit.path.starts_with('[') { "" } else { "." };
    Misfit { path: format!("body{dot}{}", misfit.path), ..misfit }
}

/// The part of the data that is about requests.
#[derive(Deserialize)]
struct Data<'a> {
    /// How many requests are not among them, by reason.
    requests_left_out: BTreeMap<&'a str, usize>,
    #[serde(borrow)]
    faults: Vec<Fault<'a>>,
    #[serde(borrow)]
    requests: Vec<Example<'a>>,
}

#[derive(Deserialize)]
struct Example<'a> {
    page: &'a str,
    line: usize,
    call: &'a str,
    method: &'a str,
    url: String,
    values: Vec<String>,
    options: Vec<(String, String)>,
    body: Option<Value>,
}

/// Makes the requests of all examples and compares method, path, query and body with what the pages show.
///
/// How a URL is percent-encoded, the case of its fixed parts and the order of its options do not matter. An empty object
/// is as good as no body, and an object may name its type where the page leaves that out.
///
/// # Errors
/// The same report as without one, with a line for each request that is another one and is not listed as a fault of the
/// docs, and for each listed one that is not.
pub fn requests(calls: &[Call], data: &str) -> Result<String, String> {
    let data: Data<'_> = serde_json::from_str(data).map_err(|error| format!("the examples cannot be read: {error}"))?;
    let calls: BTreeMap<&str, &Call> = calls.iter().map(|call| (call.name, call)).collect();
    let mut outcome = Outcome::new(data.faults.iter().filter(|fault| fault.part == Part::Call));
    let (mut made, all) = (0, data.requests.len());
    for Example { page, line, call, method, url, values, options, body } in data.requests {
        let given = Given { values, options, body };
        let sent = match calls.get(call) {
            Some(call) => (call.make)(&given),
            None => Err(misfit("", "the test has no such function")),
        };
        match sent.and_then(|sent| compare(&sent, method, &url, given.body.as_ref())) {
            Ok(()) => made += 1,
            Err(misfit) => outcome.add((page, line), Part::Call, &misfit, call),
        }
    }
    let mut report = format!("requests: {made} of {all}\n");
    for (reason, count) in &data.requests_left_out {
        report.push_str(&format!("requests left out, {reason}: {count}\n"));
    }
    outcome.finish(report)
}

fn compare(sent: &Sent, method: &str, url: &str, body: Option<&Value>) -> Result<(), Misfit> {
    let uri = sent.request.uri().to_string();
    let made = uri.strip_prefix(sent.service_root.trim_end_matches('/')).unwrap_or(&uri);
    if sent.request.method() != method {
        return Err(misfit("method", &format!("{} is sent", sent.request.method())));
    }
    if !path(made).eq_ignore_ascii_case(&path(url)) {
        return Err(misfit("url", &format!("`{}` is sent", path(made))));
    }
    if query(made) != query(url) {
        return Err(misfit("query", "another one is sent"));
    }
    let text = String::from_utf8_lossy(sent.request.body());
    let written = match &*text {
        "" => json!({}),
        text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    };
    let (shown, mut written) = (body.cloned().unwrap_or_else(|| json!({})), written);
    forget_types(&shown, &mut written);
    match (shown == json!({}), written == json!({})) {
        (true, true) => Ok(()),
        (false, true) => Err(misfit("body", "the example shows one, the docs of the call do not")),
        (true, false) => Err(misfit("body", "the example shows none, the docs of the call do")),
        (false, false) => difference("", &shown, &written).map_or(Ok(()), |misfit| Err(in_body(misfit))),
    }
}

/// Takes out the types that objects name and the page does not show.
fn forget_types(shown: &Value, written: &mut Value) {
    const TYPE: &str = "@odata.type";
    match (shown, written) {
        (Value::Object(shown), Value::Object(written)) => {
            written.retain(|name, _| name != TYPE || shown.contains_key(TYPE));
            for (name, value) in written {
                forget_types(shown.get(name).unwrap_or(&Value::Null), value);
            }
        }
        (Value::Array(shown), Value::Array(written)) => {
            shown.iter().zip(written).for_each(|(shown, written)| forget_types(shown, written));
        }
        _ => {}
    }
}

fn path(url: &str) -> String {
    decoded(url.split('?').next().unwrap_or(url).trim_end_matches('/'))
}

/// Names in lower case, and values.
fn query(url: &str) -> Vec<(String, String)> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut pairs: Vec<(String, String)> =
        pairs.map(|(name, value)| (decoded(name).to_lowercase(), decoded(value))).collect();
    pairs.sort();
    pairs
}

/// A text whose percent-encoded bytes are written out; as it is, if that makes no text.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bytes, Part as Piece, Permissions};

    enum Put {}

    impl Operation for Put {
        type Response = Vec<u8>;
        type Format = Bytes;
        const METHOD: &'static str = "PUT";
        const SERVICE_ROOT: &'static str = "https://example.com/v1";
        const PAGE: &'static str = "https://example.com/docs";
        const PERMISSIONS: Permissions = Permissions::UNKNOWN;
    }

    const CALLS: &[Call] = &[Call::new("put", |it| {
        let url = [Piece::Text("/Books/"), Piece::Segment(it.url(0))];
        it.sent(Request::<Put>::new(&url).json(&it.value()?))
    })];

    fn report(method: &str, url: &str, faults: Value) -> Result<String, String> {
        let request = json!({"page": "api/p.md", "line": 7, "call": "put", "method": method, "url": url,
            "values": ["a b"], "options": [["$Top", "1"], ["x", "é"]], "body": {"a": 1.0}});
        let left_out = json!({"of no documented URL": 2});
        let data = json!({"requests_left_out": left_out, "faults": faults, "requests": [request]});
        requests(CALLS, &data.to_string())
    }

    #[test]
    fn a_request_is_compared_with_what_the_page_shows() {
        let made = report("PUT", "/books/a%20b/?x=%C3%A9&$top=1", json!([]));
        assert_eq!(
            made.unwrap(),
            "requests: 1 of 1\nrequests left out, of no documented URL: 2\nfaults of the docs: 0\n"
        );
        for (method, url, expected) in [
            ("PATCH", "/books/a b?x=é&$top=1", "call: method: PUT is sent"),
            ("PUT", "/books/a c?x=é&$top=1", "call: url: `/Books/a b` is sent"),
            ("PUT", "/books/a b?x=é", "call: query: another one is sent"),
        ] {
            let error = report(method, url, json!([])).unwrap_err();
            assert!(error.ends_with(&format!("not listed:\napi/p.md:7: {expected} (put)\n")), "{error}");
        }
        let fault = json!([{"page": "api/p.md", "part": "call", "path": "query", "reason": "r"}]);
        let report = report("PUT", "/books/a b?x=é", fault).unwrap();
        assert!(report.starts_with("requests: 0 of 1\n") && report.contains("faults of the docs: 1\n"), "{report}");
    }
}
