//! Several calls in one HTTP request: JSON batching.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use azure_core::base64;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Client;
use crate::encode::Part;
use crate::request::{Documented, Draft, read};
use crate::{Error, ErrorKind, Format as _, Json, Operation, Permissions, Request, ServiceError};

/// How many calls the service takes in one batch.
const MAX_REQUESTS: usize = 20;

/// Up to twenty calls that are sent together. The service answers in any order, and carries them out in any order but
/// for those that depend on others.
#[derive(Default)]
pub struct Batch {
    requests: Vec<Value>,
    service_root: Option<&'static str>,
}

/// Leads to the answer of one call of a batch.
pub struct BatchKey<O> {
    id: usize,
    operation: PhantomData<fn() -> O>,
}

/// The answers to a batch.
#[derive(Debug)]
pub struct BatchAnswers(BTreeMap<String, BatchAnswer>);

#[derive(Deserialize)]
struct BatchAnswer {
    id: String,
    status: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    body: Value,
}

// Written by hand: a derive would ask the same of the operation's type.
impl<O> fmt::Debug for BatchKey<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchKey").field("id", &self.id).finish()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("requests", &self.requests.len()).finish()
    }
}

impl fmt::Debug for BatchAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchAnswer").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

impl<O> BatchKey<O> {
    /// The number of the call in its batch, from zero.
    pub fn id(&self) -> usize {
        self.id
    }
}

impl Batch {
    /// A batch without calls.
    pub fn new() -> Self {
        Batch::default()
    }

    /// Adds a call.
    ///
    /// # Errors
    /// When the batch has twenty already, when the calls belong to different APIs or versions of one, or when the request
    /// cannot be built.
    pub fn add<O: Operation>(&mut self, request: Request<O>) -> Result<BatchKey<O>, Error> {
        self.add_after(request, &[])
    }

    /// Adds a call that is carried out after others, given by their [`BatchKey::id`], and only if these succeed.
    ///
    /// # Errors
    /// As [`Batch::add`], and when there is no such call.
    pub fn add_after<O: Operation>(&mut self, request: Request<O>, after: &[usize]) -> Result<BatchKey<O>, Error> {
        let request = request.request()?;
        let documented = Documented::of::<O>();
        let id = self.push(request, documented.service_root, after).map_err(|error| documented.name(error))?;
        Ok(BatchKey { id, operation: PhantomData })
    }

    fn push(
        &mut self,
        request: http::Request<Vec<u8>>,
        service_root: &'static str,
        after: &[usize],
    ) -> Result<usize, Error> {
        let id = self.requests.len();
        if id == MAX_REQUESTS {
            return Err(Error::new(ErrorKind::Batch, format!("a batch takes no more than {MAX_REQUESTS} calls")));
        }
        if *self.service_root.get_or_insert(service_root) != service_root {
            return Err(Error::new(ErrorKind::Batch, "the calls of a batch must stand below the same service root"));
        }
        if let Some(missing) = after.iter().find(|other| **other >= id) {
            return Err(Error::new(ErrorKind::Batch, format!("there is no call {missing} before call {id}")));
        }
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string();
        let Some(url) = url.strip_prefix(service_root.trim_end_matches('/')).filter(|url| url.starts_with('/')) else {
            return Err(Error::new(ErrorKind::Batch, format!("`{url}` does not stand below {service_root}")));
        };
        let mut entry = json!({ "id": id.to_string(), "method": parts.method.as_str(), "url": url });
        let headers: Map<String, Value> = parts
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.into())))
            .collect();
        let more = [
            ("headers", (!headers.is_empty()).then_some(Value::Object(headers))),
            ("body", (!body.is_empty()).then(|| body_value(&body))),
            ("dependsOn", (!after.is_empty()).then(|| after.iter().map(usize::to_string).collect())),
        ];
        if let Value::Object(entry) = &mut entry {
            entry.extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        self.requests.push(entry);
        Ok(id)
    }

    /// Sends the calls.
    ///
    /// # Errors
    /// When the batch as a whole fails. What becomes of each call is in the answers; the client repeats none of them.
    pub async fn send(self, client: &Client) -> Result<BatchAnswers, Error> {
        let Some(service_root) = self.service_root else { return Ok(BatchAnswers(BTreeMap::new())) };
        let documented = Documented {
            method: "POST",
            service_root,
            page: "https://learn.microsoft.com/graph/json-batching",
            permissions: const { &Permissions::UNKNOWN },
        };
        let draft = Draft::new(&[Part::Text("/$batch")]).json(&json!({ "requests": self.requests }));
        let answer = client.call(draft, documented, None).await?;
        let answers: Value = Json::read(answer.body()).map_err(|error| documented.name(error))?;
        let unfit = |_| documented.name(Error::new(ErrorKind::Response, "the answer to a batch has no `responses`"));
        let answers: Answers = serde_json::from_value(answers).map_err(unfit)?;
        Ok(BatchAnswers(answers.responses.into_iter().map(|answer| (answer.id.clone(), answer)).collect()))
    }
}

#[derive(Deserialize)]
struct Answers {
    responses: Vec<BatchAnswer>,
}

impl BatchAnswers {
    /// The answer to a call, which it gives once.
    ///
    /// # Errors
    /// As [`Request::send`](crate::Request::send), and when the service has left the call out.
    pub fn take<O: Operation>(&mut self, key: &BatchKey<O>) -> Result<O::Response, Error> {
        let answer = self.take_raw(key.id).map_err(|error| Documented::of::<O>().name(error))?;
        read::<O>(answer.body())
    }

    fn take_raw(&mut self, id: usize) -> Result<http::Response<Vec<u8>>, Error> {
        let Some(answer) = self.0.remove(&id.to_string()) else {
            return Err(Error::new(
                ErrorKind::Batch,
                format!("the batch has no answer, or none any more, to call {id}"),
            ));
        };
        let headers = header_map(answer.headers.unwrap_or_default());
        let body = body_bytes(&answer.body, &headers);
        if !(200..300).contains(&answer.status) {
            return Err(Error::refused(ServiceError::read(answer.status, &headers, &body)));
        }
        let mut response = http::Response::new(body);
        *response.headers_mut() = headers;
        Ok(response)
    }
}

fn header_map(headers: BTreeMap<String, Value>) -> HeaderMap {
    let pair = |(name, value): (String, Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?))
    };
    headers.into_iter().filter_map(pair).collect()
}

/// What is no JSON travels as Base64.
fn body_value(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| Value::String(base64::encode(body)))
}

fn body_bytes(body: &Value, headers: &HeaderMap) -> Vec<u8> {
    let media_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("application/json");
    match body {
        Value::Null => Vec::new(),
        Value::String(text) if !media_type.contains("json") => {
            base64::decode(text).unwrap_or_else(|_| text.clone().into_bytes())
        }
        json => json.to_string().into_bytes(),
    }
}
