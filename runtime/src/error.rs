//! What can go wrong between a call and its answer.

use std::fmt;
use std::time::Duration;

use crate::redact::redact;
use crate::{Permissions, ServiceError};

/// A call that failed: a request that cannot be built, an answer that cannot be read, or what the service or the
/// network had against it.
///
/// Neither its texts nor its `Debug` hold a token, the query string of a URL, or the body of an answer; it has no source
/// that could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
    page: Option<&'static str>,
    permissions: Option<&'static Permissions>,
    service: Option<ServiceError>,
}

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A path parameter that would change which resource the URL names: empty, `.` or `..`.
    Path,
    /// A URL, method or header that HTTP does not allow.
    Http,
    /// A request body that cannot be written as JSON.
    Body,
    /// The body of an answer that does not fit the documented type.
    Response,
    /// The call succeeded, but its answer has no body although the page documents one, as with status 204.
    NoContent,
    /// The service refused the call; [`Error::service`] says how.
    Service,
    /// A link that leads away from the client's own endpoint, where its token must not go, or one that leads in a circle.
    Link,
    /// No token could be had for the call.
    Credential,
    /// No connection could be made; the call did not reach the service.
    Connection,
    /// The connection broke during the call, which may have taken effect.
    Transport,
    /// The call took longer than the client allows, and may have taken effect.
    Timeout,
    /// An operation that the service went on with after its first answer has failed.
    Operation,
    /// Requests that cannot stand in one batch, or a batch whose answer leaves one out.
    Batch,
    /// Options that the client cannot work with.
    Options,
}

impl Error {
    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The page that documents the call.
    pub fn page(&self) -> Option<&'static str> {
        self.0.page
    }

    /// What the service said, if it refused the call.
    pub fn service(&self) -> Option<&ServiceError> {
        self.0.service.as_ref()
    }

    /// The status of the answer, if the service refused the call.
    pub fn status(&self) -> Option<u16> {
        self.service().map(|service| service.status)
    }

    /// The service's own name for what went wrong.
    pub fn code(&self) -> Option<&str> {
        self.service()?.code.as_deref()
    }

    /// The service's id of the call, which its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.service()?.request_id.as_deref()
    }

    /// How long the service wants to be left alone.
    pub fn retry_after(&self) -> Option<Duration> {
        self.service()?.retry_after
    }

    /// Who may make the call, if it is this that the service found wanting (status 403).
    pub fn permissions(&self) -> Option<&'static Permissions> {
        self.0.permissions
    }

    pub(crate) fn new(kind: ErrorKind, message: impl AsRef<str>) -> Self {
        let message = redact(message.as_ref());
        Error(Box::new(Inner { kind, message, page: None, permissions: None, service: None }))
    }

    /// The service refused a call.
    pub(crate) fn refused(service: ServiceError) -> Self {
        let mut error = Error::new(ErrorKind::Service, service.to_string());
        error.0.service = Some(service);
        error
    }

    /// The same error, of a call that a page documents.
    pub(crate) fn documented(mut self, page: &'static str, permissions: &'static Permissions) -> Self {
        self.0.page = Some(page);
        if self.status() == Some(403) {
            self.0.permissions = Some(permissions);
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(permissions) = self.0.permissions {
            write!(f, "; {}", permissions.least())?;
        }
        match self.0.page {
            Some(page) => write!(f, " [{page}]"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
