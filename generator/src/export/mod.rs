//! Schema -> other formats: what tools that do not speak Rust can read.

mod annotations;
mod csdl;
mod model;
mod resources;

pub use csdl::csdl;
