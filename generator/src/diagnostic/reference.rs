//! The documentation of all codes, made from their declarations.

use super::{Code, Level, api_doctor};

/// The text of `docs/diagnostics.md`.
pub fn reference() -> String {
    let mut text = String::from(
        "# Diagnostics\n\n\
         What `graphdoc` reports about the pages, and what it does in each case. This file is made from the declarations in\n\
         `generator/src/diagnostic`; `graphdoc explain CODE` prints the same.\n\n\
         Levels: `allow` is not shown, `warn` is shown, `deny` is shown and ends the run with exit code 1. They are set for each\n\
         code in `[levels]` of the configuration or with `--allow`, `--warn` and `--deny`. Warnings never change the exit code.\n\n\
         Every code can be silenced in three places:\n\n\
         - for all pages or for some: `CODE = \"allow\"` in `[levels]`, or in the `levels` of a `[[lint.pages]]` entry;\n\
         - for one block of a page: `<!-- graphdoc-allow CODE: reason -->` directly before the block; what is wrong with the front\n\
           matter, by such a comment as the first thing behind it;\n\
         - for what is there today: a baseline, see the guide.\n",
    );
    for code in Code::ALL {
        text.push_str(&format!("\n## {}\n\n{}", code.name(), body(*code)));
    }
    text.push_str(&api_doctor::table());
    text
}

/// What `graphdoc explain` says about a code, in Markdown.
pub fn explain(code: Code) -> String {
    format!("# {}\n\n{}\n{}", code.name(), body(code), silence(code))
}

fn body(code: Code) -> String {
    let level = match code.default_level() {
        Level::Allow => "allow",
        Level::Warn => "warn",
        Level::Deny => "deny",
    };
    let mut text = format!("{} By default: `{level}`.", code.headline());
    let details = code.details();
    if let Some(details) = details {
        text.push_str(&format!(" Since {}.", details.since));
        if details.fixable {
            text.push_str(" `--fix` mends the usual case.");
        }
    }
    text.push_str(&format!("\n\n{}\n", code.explanation()));
    if let Some(details) = details {
        if !details.before.is_empty() {
            text.push_str(&format!("\nBefore:\n\n{}\nAfter:\n\n{}", fence(details.before), fence(details.after)));
        }
        if !details.api_doctor.is_empty() {
            let names: Vec<String> = details.api_doctor.iter().map(|name| format!("`{name}`")).collect();
            text.push_str(&format!("\nIn API Doctor: {}.\n", names.join(", ")));
        }
    }
    text
}

fn silence(code: Code) -> String {
    format!(
        "To silence it: `{code} = \"allow\"` in `[levels]` of graphdoc.toml or in the `levels` of a `[[lint.pages]]` entry;\n\
         `<!-- graphdoc-allow {code}: reason -->` before one block; or a baseline.\n"
    )
}

/// A block of code around a piece of a page, which may hold one itself.
fn fence(text: &str) -> String {
    format!("````text\n{text}\n````\n")
}
