//! The command line of graphdoc.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Reading pages makes millions of small texts, on all cores.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
