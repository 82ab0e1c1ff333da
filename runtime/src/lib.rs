//! What the Rust SDKs written by graphdoc stand on.
