//! What the service says when it refuses a call.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;

use crate::redact::redact;

/// An answer that is no success. Its texts come without the query strings of URLs and without tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceError {
    /// The status of the answer.
    pub status: u16,
    /// The service's name for what went wrong.
    pub code: Option<String>,
    /// What went wrong, for people.
    pub message: Option<String>,
    /// What the error is about, such as the name of a property.
    pub target: Option<String>,
    /// The single errors that led to this one.
    pub details: Vec<ErrorDetail>,
    /// More specific names for what went wrong, the most specific one last, and whatever else the service adds.
    pub inner_error: Option<Value>,
    /// The service's id of the call.
    pub request_id: Option<String>,
    /// The id that the client gave to the call.
    pub client_request_id: Option<String>,
    /// When the service answered, in its own words.
    pub date: Option<String>,
    /// How long the service wants to be left alone, if it said so in seconds.
    pub retry_after: Option<Duration>,
}

/// One of the errors that led to a [`ServiceError`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// The service's name for what went wrong.
    pub code: Option<String>,
    /// What went wrong, for people.
    pub message: Option<String>,
    /// What the error is about.
    pub target: Option<String>,
}

/// The JSON of an error, as OData has it.
#[derive(Default, Deserialize)]
struct Envelope {
    #[serde(default)]
    error: Option<Value>,
}

impl ServiceError {
    /// Reads an answer. A body that is no JSON is left out: it is a page for people, from something in between.
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let envelope: Envelope = serde_json::from_slice(body).unwrap_or_default();
        let mut error = ServiceError::from_json(status, envelope.error.unwrap_or_default());
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(redact);
        error.request_id = header("request-id").or(error.request_id);
        error.client_request_id = header("client-request-id").or(error.client_request_id);
        error.date = header("date").or(error.date);
        error.retry_after = header("retry-after").and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        error
    }

    /// An error from the object that describes it.
    pub(crate) fn from_json(status: u16, mut error: Value) -> Self {
        redact_all(&mut error);
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let inner_error = error.get("innerError").or_else(|| error.get("innererror")).cloned();
        let inner = |name: &str| inner_error.as_ref().and_then(|inner| text(inner, name));
        let details = error.get("details").and_then(Value::as_array).into_iter().flatten();
        ServiceError {
            status,
            code: text(&error, "code"),
            // Some workloads wrap the message as older versions of OData did.
            message: text(&error, "message")
                .or_else(|| error.get("message").and_then(|message| text(message, "value"))),
            target: text(&error, "target"),
            details: details.filter_map(|detail| ErrorDetail::deserialize(detail).ok()).collect(),
            request_id: inner("request-id"),
            client_request_id: inner("client-request-id"),
            date: inner("date"),
            retry_after: None,
            inner_error,
        }
    }

    /// The most specific name for what went wrong.
    pub fn innermost_code(&self) -> Option<&str> {
        let mut code = self.code.as_deref();
        let mut next = self.inner_error.as_ref();
        while let Some(inner) = next {
            code = inner.get("code").and_then(Value::as_str).or(code);
            next = inner.get("innerError").or_else(|| inner.get("innererror"));
        }
        code
    }
}

fn redact_all(value: &mut Value) {
    match value {
        Value::String(text) => *text = redact(text),
        Value::Array(items) => items.iter_mut().for_each(redact_all),
        Value::Object(members) => members.values_mut().for_each(redact_all),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(reason) = http::StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason())
        {
            write!(f, " {reason}")?;
        }
        for text in [&self.code, &self.message].into_iter().flatten() {
            write!(f, ": {text}")?;
        }
        if let Some(target) = &self.target {
            write!(f, " (target `{target}`)")?;
        }
        if let Some(id) = &self.request_id {
            write!(f, " (request-id {id})")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_read_whole() {
        let body = br#"{"error":{"code":"badRequest","message":"No \"x\" at https://h/p?sig=secret","target":"x",
            "details":[{"code":"a","message":"b"}],
            "innerError":{"code":"inner","date":"d","request-id":"r","innerError":{"code":"innermost","link":"/q?s=secret"}}}}"#;
        let mut headers = HeaderMap::new();
        headers.insert("client-request-id", "c".parse().unwrap());
        headers.insert("retry-after", "7".parse().unwrap());
        let error = ServiceError::read(400, &headers, body);
        assert_eq!(
            error.to_string(),
            "400 Bad Request: badRequest: No \"x\" at https://h/p (target `x`) (request-id r)"
        );
        assert_eq!((error.innermost_code(), error.date.as_deref()), (Some("innermost"), Some("d")));
        assert_eq!((error.client_request_id.as_deref(), error.retry_after), (Some("c"), Some(Duration::from_secs(7))));
        assert_eq!(error.details.first().unwrap().message.as_deref(), Some("b"));
        assert!(!format!("{error:?}").contains("secret"));
        let page = ServiceError::read(502, &HeaderMap::new(), b"<html>");
        assert_eq!(page.to_string(), "502 Bad Gateway");
    }
}
