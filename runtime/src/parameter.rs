//! Documented parameters of a call that are no part of its path.

use std::fmt;
use std::marker::PhantomData;

/// A query parameter or header that the page of the operation `O` documents. Functions of generated types make it, and
/// [`Request::with`](crate::Request::with) takes it.
pub struct Parameter<O> {
    pub(crate) setting: Setting,
    operation: PhantomData<fn() -> O>,
}

#[derive(Clone)]
pub(crate) enum Setting {
    Query(&'static str, String),
    Header(&'static str, String),
    Preference(&'static str, String),
}

impl<O> Parameter<O> {
    /// A query parameter. Name and value are percent-encoded when they are sent.
    pub fn query(name: &'static str, value: &str) -> Self {
        Parameter { setting: Setting::Query(name, value.to_owned()), operation: PhantomData }
    }

    /// The same for another form of the call.
    pub(crate) fn of<F>(self) -> Parameter<F> {
        Parameter { setting: self.setting, operation: PhantomData }
    }

    /// A header.
    pub fn header(name: &'static str, value: &str) -> Self {
        Parameter { setting: Setting::Header(name, value.to_owned()), operation: PhantomData }
    }

    /// A preference in the header `Prefer`, which may hold several.
    pub fn preference(name: &'static str, value: &str) -> Self {
        Parameter { setting: Setting::Preference(name, value.to_owned()), operation: PhantomData }
    }
}

// Written by hand: a derive would ask the same of the operation's type.
impl<O> Clone for Parameter<O> {
    fn clone(&self) -> Self {
        Parameter { setting: self.setting.clone(), operation: PhantomData }
    }
}

/// The value may be what nobody should read in a log.
impl<O> fmt::Debug for Parameter<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = match &self.setting {
            Setting::Query(name, _) => ("query", name),
            Setting::Header(name, _) => ("header", name),
            Setting::Preference(name, _) => ("preference", name),
        };
        f.debug_struct("Parameter").field(kind, name).finish_non_exhaustive()
    }
}
