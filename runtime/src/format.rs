//! How the body of an answer is read.

use serde::de::DeserializeOwned;

use crate::{Error, ErrorKind};

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
        serde_json::from_slice(body).map_err(|error| {
            let ty = std::any::type_name::<T>();
            Error::new(ErrorKind::Response, format!("the answer is no {ty}: {error}"))
        })
    }
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
