//! graphdoc reads the Microsoft Graph API reference pages and writes a typed Rust SDK.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod config;
pub mod diagnostic;
pub mod emit;
pub mod files;
pub mod lower;
pub mod schema;

pub use config::Config;
pub use diagnostic::Diagnostic;
pub use schema::Schema;
