//! The client against a real server.

#![allow(missing_docs, unreachable_pub, reason = "a test is no library")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test should fail where it is wrong"
)]

mod batches;
mod calls;
mod errors;
mod limits;
mod operations;
mod pages;
mod retries;
mod server;
mod streams;
mod things;
