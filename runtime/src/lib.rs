//! What the Rust SDKs written by graphdoc stand on.
//!
//! - [`Request`]: a documented call as data. It becomes an [`http::Request`] and reads the bytes of the answer; it needs
//!   no client and no network.
//! - [`Client`](client): sends it (feature `client`, on by default).
//! - [`Permissions`]: who may call it, as the page of the call says.
//! - [`Collection`], [`Scalar`], [`Additional`]: the shapes of OData's JSON.
//! - [`DateTimeOffset`] and its siblings: values that keep the text the service sent.
//! - [`model!`], [`derived!`], [`update!`] and [`open_enum!`]: what all generated types have in common; [`mod@model`] reads and writes
//!   them.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod additional;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "conformance")]
pub mod conformance;
mod convert;
mod delta;
mod encode;
mod error;
mod expand;
mod format;
pub mod model;
mod open_enum;
mod parameter;
mod permissions;
mod plain;
mod redact;
mod reply;
mod request;
mod scalar;
mod service_error;

pub use additional::Additional;
#[cfg(feature = "client")]
pub use client::Client;
pub use delta::{Change, Removed};
pub use encode::Part;
pub use error::{Error, ErrorKind};
pub use expand::Expand;
pub use format::{Bytes, Empty, Format, Json, OptionalJson};
pub use model::{Changes, Model, OrNull, Writable};
pub use parameter::Parameter;
pub use permissions::{PermissionCase, PermissionSet, Permissions};
pub use plain::{Count, Number, Raw, Returning};
pub use reply::{Collection, Scalar};
pub use request::{Operation, Request};
pub use scalar::{Binary, Date, DateTimeOffset, Decimal, Duration, Guid, Int64, TimeOfDay};
pub use service_error::{ErrorDetail, ServiceError};

pub use http;
pub use serde;
pub use serde::{Deserialize, Serialize};
pub use serde_json;
pub use serde_json::Value;
