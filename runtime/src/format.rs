//! How the body of an answer is read.

use serde_json::error::Category;

use crate::{Error, ErrorKind, model};

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

/// The body is one JSON value, or there is none, as with status 204.
#[derive(Debug, Clone, Copy)]
pub enum OptionalJson {}

/// The body is taken as it is.
#[derive(Debug, Clone, Copy)]
pub enum Bytes {}

/// The body says nothing; whatever it holds is dropped.
#[derive(Debug, Clone, Copy)]
pub enum Empty {}

impl<T: model::Json> Format<T> for Json {
    fn read(body: &[u8]) -> Result<T, Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let value = model::read(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
        value.map_err(|error| does_not_fit(body, &error, std::any::type_name::<T>()))
    }
}

impl<T: model::Json> Format<Option<T>> for OptionalJson {
    fn read(body: &[u8]) -> Result<Option<T>, Error> {
        if body.trim_ascii().is_empty() { Ok(None) } else { Json::read(body).map(Some) }
    }
}

/// What does not fit is told by the core of models, which never quotes the body; other errors are put in own words.
fn does_not_fit(body: &[u8], error: &serde_json::Error, ty: &str) -> Error {
    if body.trim_ascii().is_empty() {
        return Error::new(
            ErrorKind::NoContent,
            format!("the call succeeded, but the answer has no body to be a {ty}"),
        );
    }
    let problem = match error.classify() {
        Category::Data => {
            return Error::new(ErrorKind::Response, format!("the answer does not fit: {error}, for {ty}"));
        }
        Category::Eof => "ends too early",
        Category::Io | Category::Syntax => "is no JSON",
    };
    let (line, column) = (error.line(), error.column());
    Error::new(ErrorKind::Response, format!("the answer {problem} at line {line} column {column}, for {ty}"))
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
