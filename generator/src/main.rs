//! The command line of graphdoc.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
