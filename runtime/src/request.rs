//! A call as data.

use std::fmt;
use std::marker::PhantomData;

use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;

use crate::encode::{self, Part};
use crate::expand::{Expand, join, relationships_text};
use crate::parameter::Setting;
use crate::redact::redact;
use crate::{Error, ErrorKind, Format, Parameter, Permissions, ServiceError};

/// A documented call. Generated types implement it; a program has no reason to.
pub trait Operation {
    /// What comes back.
    type Response;
    /// How it is read.
    type Format: Format<Self::Response>;
    /// The HTTP method.
    const METHOD: &'static str;
    /// The URL that all paths of the API stand below.
    const SERVICE_ROOT: &'static str;
    /// The page that documents the call.
    const PAGE: &'static str;
    /// Who may call it.
    const PERMISSIONS: Permissions;
}

/// What the runtime knows of an operation without its type, so that only as much as that is compiled once per operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Documented {
    pub(crate) method: &'static str,
    pub(crate) service_root: &'static str,
    pub(crate) page: &'static str,
    pub(crate) permissions: &'static Permissions,
}

impl Documented {
    pub(crate) fn of<O: Operation>() -> Self {
        Documented {
            method: O::METHOD,
            service_root: O::SERVICE_ROOT,
            page: O::PAGE,
            permissions: const { &O::PERMISSIONS },
        }
    }

    pub(crate) fn name(self, error: Error) -> Error {
        error.documented(self.page, self.permissions)
    }
}

/// A request for one operation: path, query options, headers and body. Its methods add to it; [`Request::request`]
/// makes the HTTP request, and [`Request::response`] reads the body that comes back.
pub struct Request<O> {
    pub(crate) draft: Draft,
    operation: PhantomData<fn() -> O>,
}

/// All of a request that does not depend on the operation's type.
#[derive(Clone)]
pub(crate) struct Draft {
    target: Target,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Result<Vec<u8>, Error>,
    /// Whether the call may be repeated after it may have taken effect, if that does not depend on its method.
    pub(crate) repeatable: Option<bool>,
}

#[derive(Clone)]
enum Target {
    /// Path and query below the service root.
    Path(Result<String, Error>),
    /// A whole URL that the service gave.
    Link(String),
}

impl<O: Operation> Request<O> {
    /// A request to the URL that the parts make, without a body.
    pub fn new(parts: &[Part<'_>]) -> Self {
        Request { draft: Draft::new(parts), operation: PhantomData }
    }

    /// A request to a link that the service gave: `@odata.nextLink`, or an `@odata.deltaLink` that was stored. It is used
    /// as it is; it carries the options of the first request.
    pub fn from_link(link: &str) -> Self {
        Request { draft: Draft::to(Target::Link(encode::link(link))), operation: PhantomData }
    }

    /// The same request with a JSON body.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.draft = self.draft.json(body);
        self
    }

    /// The same request with a link to an existing object as its body.
    pub fn reference(self, odata_id: &str) -> Self {
        self.json(&serde_json::json!({ "@odata.id": odata_id }))
    }

    /// The same request with a body that is no JSON. Its media type is `application/octet-stream`; set the header
    /// `Content-Type` when it is another one.
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.draft.set_body("application/octet-stream", Ok(body));
        self
    }

    /// Asks for these properties only: `$select`.
    pub fn select<I: IntoIterator<Item: AsRef<str>>>(self, properties: I) -> Self {
        self.option("$select", join(properties))
    }

    /// Asks for related objects along with the answer: `$expand`. An element is the name of a relationship, a text such as
    /// `parts($select=id)`, or an [`Expand`] with options of its own.
    pub fn expand<I: IntoIterator<Item: Into<Expand>>>(self, relationships: I) -> Self {
        self.option("$expand", relationships_text(relationships))
    }

    /// Asks for the elements that meet a condition: `$filter`.
    pub fn filter(self, condition: &str) -> Self {
        self.option("$filter", condition.to_owned())
    }

    /// Asks for an order: `$orderby`. An element may end in ` desc`.
    pub fn orderby<I: IntoIterator<Item: AsRef<str>>>(self, properties: I) -> Self {
        self.option("$orderby", join(properties))
    }

    /// Asks for the elements that a search finds: `$search`. The text is sent as it is; most searches want it in double
    /// quotes.
    pub fn search(self, text: &str) -> Self {
        self.option("$search", text.to_owned())
    }

    /// Asks for so many elements per page: `$top`.
    pub fn top(self, count: u32) -> Self {
        self.option("$top", count.to_string())
    }

    /// Leaves out so many elements at the start: `$skip`.
    pub fn skip(self, count: u32) -> Self {
        self.option("$skip", count.to_string())
    }

    /// Asks for the number of all elements along with them: `$count`.
    pub fn count(self, wanted: bool) -> Self {
        self.option("$count", wanted.to_string())
    }

    /// Says that an answer will do that is not quite up to date: `ConsistencyLevel: eventual`. Directory objects want it for
    /// `$count`, for `$search`, and for some conditions of `$filter`.
    pub fn eventual_consistency(self) -> Self {
        self.header("ConsistencyLevel", "eventual")
    }

    /// Says whether the call may be repeated after a failure that leaves open whether it took effect. If nobody says so,
    /// GET, HEAD, PUT and DELETE may, other methods may not. [`Request::request`] does not heed it.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.draft.repeatable = Some(repeatable);
        self
    }

    /// Adds a query parameter or header that the page of this operation documents: functions of the operation's type make
    /// them. What was set before under the same name is replaced.
    pub fn with(mut self, parameter: impl Into<Parameter<O>>) -> Self {
        self.draft.set(parameter.into().setting);
        self
    }

    /// Adds a query option. Name and value are percent-encoded.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.draft.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a header; a header of the same name is replaced.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.draft.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The HTTP request.
    ///
    /// # Errors
    /// When a path parameter is empty, `.` or `..`, when HTTP does not allow a header, or when the body cannot be
    /// written.
    pub fn request(&self) -> Result<http::Request<Vec<u8>>, Error> {
        let documented = Documented::of::<O>();
        self.draft.request(documented).map_err(|error| documented.name(error))
    }

    /// Reads the body of the answer to a successful call.
    ///
    /// # Errors
    /// When the body does not fit the documented type ([`ErrorKind::Response`]), or when there is none and the page
    /// documents no answer without one ([`ErrorKind::NoContent`]).
    pub fn response(&self, body: &[u8]) -> Result<O::Response, Error> {
        read::<O>(body)
    }

    /// Reads an answer of which it is not known whether the call was successful, for programs that send requests with a
    /// client of their own.
    ///
    /// # Errors
    /// As [`Request::response`], and [`ErrorKind::Service`] when the status is no success.
    pub fn answer(&self, answer: &http::Response<impl AsRef<[u8]>>) -> Result<O::Response, Error> {
        let body = answer.body().as_ref();
        if answer.status().is_success() {
            return read::<O>(body);
        }
        let service = ServiceError::read(answer.status().as_u16(), answer.headers(), body);
        Err(Documented::of::<O>().name(Error::refused(service)))
    }

    fn option(mut self, name: &str, value: String) -> Self {
        self.draft.set_option(name, value);
        self
    }
}

pub(crate) fn read<O: Operation>(body: &[u8]) -> Result<O::Response, Error> {
    O::Format::read(body).map_err(|error| Documented::of::<O>().name(error))
}

impl Draft {
    pub(crate) fn new(parts: &[Part<'_>]) -> Self {
        Draft::to(Target::Path(encode::path(parts)))
    }

    fn to(target: Target) -> Self {
        Draft { target, query: Vec::new(), headers: Vec::new(), body: Ok(Vec::new()), repeatable: None }
    }

    pub(crate) fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.set_body("application/json", json(body));
        self
    }

    /// The request for another page: a link in place of the URL, the same headers, no body.
    #[cfg(feature = "client")]
    pub(crate) fn follow(mut self, link: &str) -> Self {
        self.target = Target::Link(encode::link(link));
        self.query.clear();
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(CONTENT_TYPE.as_str()));
        self.body = Ok(Vec::new());
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn is_link(&self) -> bool {
        matches!(self.target, Target::Link(_))
    }

    /// The options of OData may stand once.
    pub(crate) fn set_option(&mut self, name: &str, value: String) {
        self.query.retain(|(other, _)| other != name);
        self.query.push((name.to_owned(), value));
    }

    fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Query(name, value) => self.set_option(name, value),
            Setting::Header(name, value) => self.headers.push((name.to_owned(), value)),
            Setting::Preference(name, value) => self.prefer(name, &value),
        }
    }

    /// Adds a preference to those that are there, as RFC 7240 writes it.
    fn prefer(&mut self, name: &str, value: &str) {
        let preference = format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
        match self.headers.iter_mut().rfind(|(header, _)| header.eq_ignore_ascii_case("Prefer")) {
            Some((_, others)) => others.push_str(&format!(", {preference}")),
            None => self.headers.push(("Prefer".to_owned(), preference)),
        }
    }

    fn set_body(&mut self, media_type: &str, body: Result<Vec<u8>, Error>) {
        self.headers.push((CONTENT_TYPE.as_str().to_owned(), media_type.to_owned()));
        self.body = body;
    }

    pub(crate) fn request(&self, documented: Documented) -> Result<http::Request<Vec<u8>>, Error> {
        let body = self.body.as_ref().map_err(Error::clone)?;
        let mut url = match &self.target {
            Target::Path(Ok(path)) => format!("{}{path}", documented.service_root.trim_end_matches('/')),
            Target::Path(Err(error)) => return Err(error.clone()),
            Target::Link(link) => link.clone(),
        };
        for (name, value) in &self.query {
            url.push(if url.contains('?') { '&' } else { '?' });
            encode::query_name(&mut url, name);
            url.push('=');
            encode::query(&mut url, value);
        }
        let builder = http::Request::builder().method(documented.method).uri(url);
        let mut request = builder.body(body.clone()).map_err(unfit)?;
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name).map_err(unfit)?;
            let value = HeaderValue::try_from(value).map_err(unfit)?;
            request.headers_mut().insert(name, value);
        }
        Ok(request)
    }
}

/// Query options, the values of headers and the body may hold what nobody should read in a log.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = match &self.target {
            Target::Path(path) => path.as_deref().unwrap_or_default(),
            Target::Link(link) => link,
        };
        let headers: Vec<&String> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Request")
            .field("target", &redact(target))
            .field("headers", &headers)
            .field("body", &self.body.as_ref().map(Vec::len))
            .finish()
    }
}

// Written by hand: a derive would ask the same of the operation's type.
impl<O> Clone for Request<O> {
    fn clone(&self) -> Self {
        Request { draft: self.draft.clone(), operation: PhantomData }
    }
}

impl<O> fmt::Debug for Request<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}

fn json<T: Serialize + ?Sized>(body: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(body).map_err(|error| Error::new(ErrorKind::Body, format!("the body is no JSON: {error}")))
}

fn unfit(error: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Http, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Collection, Json};

    enum List {}

    impl Operation for List {
        type Response = Collection<u8>;
        type Format = Json;
        const METHOD: &'static str = "GET";
        const SERVICE_ROOT: &'static str = "https://example.com/v1";
        const PAGE: &'static str = "https://example.com/docs";
        const PERMISSIONS: Permissions = Permissions::UNKNOWN;
    }

    #[test]
    fn a_request_is_data() {
        let list = Request::<List>::new(&[Part::Text("/things?a=b")])
            .select(["id", "name"])
            .filter("name eq 'a&b'")
            .select(["id"])
            .header("Prefer", "x")
            .header("prefer", "y");
        let request = list.request().unwrap();
        assert_eq!(request.uri(), "https://example.com/v1/things?a=b&$filter=name%20eq%20'a%26b'&$select=id");
        assert_eq!(request.headers().get("Prefer").unwrap(), "y");
        assert_eq!(list.response(br#"{"value":[7]}"#).unwrap().value, [7]);
        let error = list.response(b"[").unwrap_err();
        assert!(
            error.to_string().starts_with("the answer does not fit: found an array, expected Collection"),
            "{error}"
        );
        assert!(error.to_string().ends_with("[https://example.com/docs]"), "{error}");
        assert_eq!(list.response(b" ").unwrap_err().kind(), ErrorKind::NoContent);
        assert_eq!(list.header("a\nb", "").request().unwrap_err().kind(), ErrorKind::Http);
    }

    #[test]
    fn documented_parameters_are_typed_by_their_operation() {
        let list = Request::<List>::new(&[Part::Text("/things")])
            .with(Parameter::query("review", "a b"))
            .with(Parameter::query("review", "c&d"))
            .with(Parameter::header("If-Match", "W/\"1\""))
            .with(Parameter::preference("x.zone", "UTC \"0\""))
            .with(Parameter::preference("x.type", "text"));
        let request = list.request().unwrap();
        assert_eq!(request.uri(), "https://example.com/v1/things?review=c%26d");
        assert_eq!(request.headers()["if-match"], "W/\"1\"");
        assert_eq!(request.headers()["prefer"], r#"x.zone="UTC \"0\"", x.type="text""#);
        assert!(!format!("{:?}", Parameter::<List>::header("If-Match", "secret")).contains("secret"));
    }

    #[test]
    fn a_header_of_the_caller_wins_over_the_media_type() {
        let request = Request::<List>::new(&[Part::Text("/x")]).bytes(vec![1]).header("Content-Type", "text/plain");
        assert_eq!(request.request().unwrap().headers().get("content-type").unwrap(), "text/plain");
        let request = Request::<List>::new(&[Part::Text("/x")]).reference("https://example.com/y").request().unwrap();
        assert_eq!(request.body(), br#"{"@odata.id":"https://example.com/y"}"#);
    }
}
