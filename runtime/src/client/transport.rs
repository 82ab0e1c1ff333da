//! Between the types of `http` and those of the pipeline, and its errors without what they must not tell.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use azure_core::error::ErrorKind as AzureErrorKind;
use azure_core::http::headers::Headers;
use azure_core::http::policies::{Policy, PolicyResult};
use azure_core::http::{AsyncRawResponse, Context, Method, Request, Transport, Url};
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::redact::redact;
use crate::{Error, ErrorKind};

/// The last policy of a pipeline. What a transport says about a failure holds the whole URL, in its sources too, and the
/// policy before this one logs it; so only a text without secrets goes on from here.
#[derive(Debug)]
pub(super) struct DiscreetTransport(pub(super) Transport);

#[async_trait]
impl Policy for DiscreetTransport {
    async fn send(&self, ctx: &Context, request: &mut Request, _next: &[Arc<dyn Policy>]) -> PolicyResult {
        let (status, headers, body) = self.0.send(ctx, request).await.map_err(discreet)?.deconstruct();
        Ok(AsyncRawResponse::new(status, headers, Box::pin(body.map(|chunk| chunk.map_err(discreet)))))
    }
}

fn discreet(error: azure_core::Error) -> azure_core::Error {
    let kind = match error.kind() {
        AzureErrorKind::Connection => AzureErrorKind::Connection,
        AzureErrorKind::Io => AzureErrorKind::Io,
        _ => AzureErrorKind::Other,
    };
    azure_core::Error::with_message(kind, chain(&error))
}

/// The texts of an error and of what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    redact(&text)
}

/// A failure of the pipeline as the caller sees it.
pub(super) fn failure(error: azure_core::Error) -> Error {
    if let Some(TimedOut { after }) = error.downcast_ref() {
        return timed_out(*after);
    }
    let kind = match error.kind() {
        AzureErrorKind::Connection => ErrorKind::Connection,
        AzureErrorKind::Credential => ErrorKind::Credential,
        _ => ErrorKind::Transport,
    };
    Error::new(kind, chain(&error))
}

pub(super) fn timed_out(after: Duration) -> Error {
    Error::new(ErrorKind::Timeout, format!("no answer within {after:?}"))
}

/// The timeout of a try, among the errors of the pipeline.
#[derive(Debug)]
pub(super) struct TimedOut {
    pub(super) after: Duration,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no answer within {:?}", self.after)
    }
}

impl std::error::Error for TimedOut {}

/// What the future gives, if it does so in time.
pub(super) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    match select(pin!(future), pin!(sleep(limit))).await {
        Either::Left((output, _)) => Some(output),
        Either::Right(_) => None,
    }
}

pub(super) async fn sleep(duration: Duration) {
    let most = azure_core::time::Duration::MAX;
    azure_core::sleep::sleep(duration.try_into().unwrap_or(most)).await;
}

/// A request of the pipeline to a URL, with the rest taken from a request of `http`.
pub(super) fn to_pipeline(request: http::Request<Vec<u8>>, url: Url) -> Result<Request, Error> {
    let (parts, body) = request.into_parts();
    let method = method(parts.method.as_str())?;
    let mut request = Request::new(url, method);
    for name in parts.headers.keys() {
        let values: Vec<&str> = parts.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect();
        request.insert_header(name.as_str().to_owned(), values.join(", "));
    }
    request.set_body(body);
    Ok(request)
}

fn method(name: &str) -> Result<Method, Error> {
    name.parse().map_err(|_| Error::new(ErrorKind::Http, format!("the client cannot send {name} requests")))
}

pub(super) fn to_header_map(headers: &Headers) -> HeaderMap {
    let pair = |(name, value): (&azure_core::http::headers::HeaderName, &azure_core::http::headers::HeaderValue)| {
        Some((HeaderName::try_from(name.as_str()).ok()?, HeaderValue::try_from(value.as_str()).ok()?))
    };
    headers.iter().filter_map(pair).collect()
}
