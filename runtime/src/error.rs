//! What can go wrong between a call and its bytes.

use std::fmt;

/// A request that cannot be built, or an answer that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
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
}

impl Error {
    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error { kind, message: message.into() }
    }

    /// The same error with its surroundings named.
    pub(crate) fn within(self, surroundings: impl fmt::Display) -> Self {
        Error { message: format!("{surroundings}: {}", self.message), ..self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
