//! Forms of a URL that ask for something else than the documented answer: OData's `/$value` and `/$count`, and paths that lead
//! elsewhere. What the page documents for the query and the headers goes with them as well.

use std::marker::PhantomData;

use crate::{Bytes, Error, ErrorKind, Format, Json, Operation, Parameter, Permissions, model};

/// The call `O` at a URL that ends in `/$value`, or leads to a file: the answer is the value itself, as bytes.
pub struct Raw<O>(PhantomData<fn() -> O>);

/// The call `O` at a URL that ends in `/$count`: the answer is a number.
pub struct Count<O>(PhantomData<fn() -> O>);

/// The call `O` at a URL that leads elsewhere than its page promises: the answer is a `T`.
pub struct Returning<O, T>(PhantomData<fn() -> (O, T)>);

/// The body is a number and nothing else.
#[derive(Debug, Clone, Copy)]
pub enum Number {}

macro_rules! forms {
    ($($name:ident <$($parameter:ident),*> $response:ty, $format:ty;)*) => {$(
        impl<O: Operation $(, $parameter: model::Json)*> Operation for $name<O $(, $parameter)*> {
            type Response = $response;
            type Format = $format;
            const METHOD: &'static str = O::METHOD;
            const SERVICE_ROOT: &'static str = O::SERVICE_ROOT;
            const PAGE: &'static str = O::PAGE;
            const PERMISSIONS: Permissions = O::PERMISSIONS;
        }

        impl<O $(, $parameter)*> From<Parameter<O>> for Parameter<$name<O $(, $parameter)*>> {
            fn from(parameter: Parameter<O>) -> Self {
                parameter.of()
            }
        }
    )*};
}

forms! {
    Raw<> Vec<u8>, Bytes;
    Count<> i64, Number;
    Returning<T> T, Json;
}

impl Format<i64> for Number {
    fn read(body: &[u8]) -> Result<i64, Error> {
        let text = std::str::from_utf8(body).unwrap_or_default();
        let number = text.trim_start_matches('\u{feff}').trim().parse();
        number.map_err(|_| Error::new(ErrorKind::Response, "the answer is no number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_number() {
        assert_eq!(Number::read("\u{feff}42\n".as_bytes()).unwrap(), 42);
        assert_eq!(Number::read(b"many").unwrap_err().kind(), ErrorKind::Response);
    }
}
