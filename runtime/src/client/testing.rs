//! A client that answers from a list, for the tests of programs.
//!
//! It is the client itself, with its retries, paging and errors; only the transport is another one, and nobody signs in.
//!
//! ```
//! use graphdoc_runtime::client::testing::{Canned, json};
//! # use graphdoc_runtime::{Collection, Json, Operation, Part, Permissions, Request};
//! # struct List;
//! # impl Operation for List {
//! #     type Response = Collection<String>;
//! #     type Format = Json;
//! #     const METHOD: &'static str = "GET";
//! #     const SERVICE_ROOT: &'static str = "https://graph.microsoft.com/v1.0";
//! #     const PAGE: &'static str = "";
//! #     const PERMISSIONS: Permissions = Permissions::UNKNOWN;
//! # }
//! # fn list() -> Request<List> { Request::new(&[Part::Text("/things")]) }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), graphdoc_runtime::Error> {
//! let canned = Canned::new([
//!     json(429, r#"{"error":{"code":"tooManyRequests"}}"#),
//!     json(200, r#"{"value":["one","two"]}"#),
//! ]);
//! let page = list().top(2).send(&canned.client()?).await?;
//! assert_eq!(page.value, ["one", "two"]);
//! let sent = canned.requests();
//! assert_eq!(sent.len(), 2); // the client has tried again
//! assert_eq!(sent[1].uri(), "https://graph.microsoft.com/v1.0/things?$top=2");
//! # Ok(()) }
//! ```
//!
//! Waits are real ones: `Retry-After` in an answer makes the test as slow as it says, unless it runs on a paused clock
//! (`tokio::time::pause`).

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind;
use azure_core::http::headers::Headers;
use azure_core::http::{AsyncRawResponse, Body, HttpClient, Request, Transport};
use azure_core::time::OffsetDateTime;

use super::{Client, ClientOptions};
use crate::Error;

/// Answers from a list, in its order, and keeps the requests. When the list is at its end, calls fail.
#[derive(Clone, Default)]
pub struct Canned(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answers: VecDeque<http::Response<Vec<u8>>>,
    requests: Vec<http::Request<Vec<u8>>>,
}

/// An answer with a JSON body.
///
/// # Panics
/// When the status is not between 100 and 999.
pub fn json(status: u16, body: &str) -> http::Response<Vec<u8>> {
    let mut answer = http::Response::new(body.as_bytes().to_vec());
    #[expect(clippy::expect_used, reason = "a test should fail where it is wrong")]
    let status = http::StatusCode::from_u16(status).expect("a status is between 100 and 999");
    *answer.status_mut() = status;
    answer.headers_mut().insert("content-type", http::HeaderValue::from_static("application/json"));
    answer
}

impl Canned {
    /// Answers for as many requests.
    pub fn new(answers: impl IntoIterator<Item = http::Response<Vec<u8>>>) -> Self {
        let canned = Canned::default();
        canned.state().answers.extend(answers);
        canned
    }

    /// A client that gets these answers, and waits for nothing before it tries again.
    ///
    /// # Errors
    /// None.
    pub fn client(&self) -> Result<Client, Error> {
        let mut options = ClientOptions::default();
        (options.retry.initial_delay, options.poll_interval) = (Duration::ZERO, Duration::ZERO);
        self.client_with(options)
    }

    /// The same with options; their transport is replaced.
    ///
    /// # Errors
    /// As [`Client::with_options`].
    pub fn client_with(&self, mut options: ClientOptions) -> Result<Client, Error> {
        options.azure.transport = Some(Transport::new(Arc::new(self.clone())));
        Client::with_options(Arc::new(FixedToken), options)
    }

    /// The requests so far. The body of an upload that was a stream is empty.
    pub fn requests(&self) -> Vec<http::Request<Vec<u8>>> {
        self.state().requests.clone()
    }

    /// How many answers nobody has asked for.
    pub fn left(&self) -> usize {
        self.state().answers.len()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many requests came and how many answers are left: neither is anybody else's business.
impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let State { answers, requests } = &*self.state();
        f.debug_struct("Canned").field("requests", &requests.len()).field("left", &answers.len()).finish()
    }
}

#[async_trait]
impl HttpClient for Canned {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let other = |text: String| azure_core::Error::with_message(ErrorKind::Other, text);
        let mut state = self.state();
        state.requests.push(record(request).map_err(|error| other(error.to_string()))?);
        let answer = state.answers.pop_front();
        let answer = answer.ok_or_else(|| other(format!("no answer is left for {}", request.method())))?;
        let (parts, body) = answer.into_parts();
        let mut headers = Headers::new();
        for (name, value) in &parts.headers {
            headers.insert(name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned());
        }
        Ok(AsyncRawResponse::from_bytes(parts.status.as_u16().into(), headers, body))
    }
}

fn record(request: &Request) -> Result<http::Request<Vec<u8>>, http::Error> {
    let body = match request.body() {
        Body::Bytes(bytes) => bytes.to_vec(),
        Body::SeekableStream(_) => Vec::new(),
    };
    let mut builder = http::Request::builder().method(request.method().as_str()).uri(request.url().as_str());
    for (name, value) in request.headers().iter() {
        builder = builder.header(name.as_str(), value.as_str());
    }
    builder.body(body)
}

/// Signs nobody in.
#[derive(Debug)]
struct FixedToken;

#[async_trait]
impl TokenCredential for FixedToken {
    async fn get_token(
        &self,
        _scopes: &[&str],
        _options: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        Ok(AccessToken::new("canned", OffsetDateTime::now_utc() + azure_core::time::Duration::days(1)))
    }
}
