//! The documentation of all codes, made from their declarations.

use super::{Code, Level};

/// The text of `docs/diagnostics.md`.
pub fn reference() -> String {
    let mut text = String::from(
        "# Diagnostics\n\n\
         What `graphdoc` reports about the pages, and what it does in each case. This file is made from the declarations in\n\
         `generator/src/diagnostic/code.rs`.\n\n\
         Levels: `allow` is not shown, `warn` is shown, `deny` is shown and ends the run with exit code 1. They are set for each\n\
         code in `[levels]` of the configuration or with `--allow`, `--warn` and `--deny`. Warnings never change the exit code.\n",
    );
    for code in Code::ALL {
        let level = match code.default_level() {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        };
        text.push_str(&format!("\n## {}\n\n", code.name()));
        text.push_str(&format!("{} By default: `{level}`.\n\n{}\n", code.headline(), code.explanation()));
    }
    text
}
