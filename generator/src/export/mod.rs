//! Schema -> other formats: what tools that do not speak Rust can read.

mod annotations;
mod csdl;
mod defaults;
mod model;
mod openapi;
mod resources;

pub use csdl::csdl;
pub use openapi::openapi;
