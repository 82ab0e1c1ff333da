//! How the body of an answer is read.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::{Error, ErrorKind, json_path};

/// A way to read the body of an answer.
pub trait Format<T> {
    /// Reads a body.
    ///
    /// # Errors
    /// When the body does not fit the type.
    fn read(body: &[u8]) -> Result<T, Error>;
}

/// The body is one JSON value.
#[derive(Debug, Clone, Copy)]
pub enum Json {}

/// The body is taken as it is.
#[derive(Debug, Clone, Copy)]
pub enum Bytes {}

/// The body says nothing; whatever it holds is dropped.
#[derive(Debug, Clone, Copy)]
pub enum Empty {}

impl<T: DeserializeOwned> Format<T> for Json {
    fn read(body: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(body).map_err(|error| does_not_fit(body, &error, std::any::type_name::<T>()))
    }
}

/// The error's own text may quote the body, so it is left out.
fn does_not_fit(body: &[u8], error: &serde_json::Error, ty: &str) -> Error {
    if body.trim_ascii().is_empty() {
        return Error::new(
            ErrorKind::NoContent,
            format!("the call succeeded, but the answer has no body to be a {ty}"),
        );
    }
    let (line, column) = (error.line(), error.column());
    let path = json_path::at(body, line, column);
    let problem = match error.classify() {
        Category::Data => "does not fit",
        Category::Eof => "ends too early",
        Category::Io | Category::Syntax => "is no JSON",
    };
    let place = if path.is_empty() { "at its root".to_owned() } else { format!("at `{path}`") };
    Error::new(ErrorKind::Response, format!("the answer {problem} {place}, line {line}, column {column}, for {ty}"))
}

impl Format<Vec<u8>> for Bytes {
    fn read(body: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(body.to_owned())
    }
}

impl Format<()> for Empty {
    fn read(_: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}
