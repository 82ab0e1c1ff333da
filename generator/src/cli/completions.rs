//! `graphdoc completions SHELL`: what a shell needs to complete commands and flags.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Arguments;
use super::report;

/// Prints the script.
pub(super) fn completions(shell: Shell) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), env!("CARGO_PKG_NAME"), &mut script);
    report::data(&String::from_utf8_lossy(&script));
}
