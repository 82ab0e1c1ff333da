//! `graphdoc permissions --for PATTERN`: what a program needs that makes a set of calls.

use std::fmt::Write as _;

use graphdoc::Schema;
use graphdoc::config::Levels;
use graphdoc::schema::{Consent, Needed, consent};

use super::args::{ConsentFormat, Input};
use super::report::{Report, Terminal, data};
use super::{Failure, configuration, read};

/// Prints the permissions that the calls need which the patterns match.
pub(super) fn permissions(input: &Input, patterns: &[String], format: ConsentFormat) -> Result<u8, Failure> {
    let config = configuration(input)?;
    let (corpus, mut diagnostics) = read(&config, &Terminal::new(input.quiet))?;
    let facts = graphdoc::facts(&corpus, &mut diagnostics);
    let schema = graphdoc::schema(&corpus, &facts, &config, &mut diagnostics);
    diagnostics.sort();
    diagnostics.dedup();
    let levels = Levels::new(&config, &mut diagnostics);
    let denied = Report { config: &config, corpus: &corpus, levels: &levels, input }.denied(&diagnostics);
    let found = consent(&schema, &config, patterns).map_err(Failure::Usage)?;
    match format {
        ConsentFormat::Human => data(&human(&schema, &found)),
        ConsentFormat::Json => {
            data(&(serde_json::to_string_pretty(&found).unwrap_or_default() + "\n"));
        }
    }
    Ok(u8::from(denied))
}

fn human(schema: &Schema, found: &Consent) -> String {
    let total = found.calls.len();
    let mut text = format!("{total} {}\n", if total == 1 { "call" } else { "calls" });
    let callers = [
        ("delegated, work or school account", &found.delegated_work),
        ("delegated, personal account", &found.delegated_personal),
        ("application", &found.application),
    ];
    for (caller, Needed { permissions, not_supported }) in callers {
        let _ = writeln!(text, "\n{caller}");
        permissions.iter().for_each(|name| text.push_str(&format!("  {name}\n")));
        if not_supported.len() == total {
            text.push_str("  not supported\n");
        } else if !not_supported.is_empty() {
            text.push_str("  not supported:\n");
            not_supported.iter().for_each(|key| text.push_str(&line(schema, key)));
        } else if permissions.is_empty() {
            text.push_str("  unknown\n");
        }
    }
    if !found.unknown.is_empty() {
        text.push_str("\nthe page does not say:\n");
        found.unknown.iter().for_each(|key| text.push_str(&line(schema, key)));
    }
    text
}

/// A call, with its page.
fn line(schema: &Schema, key: &str) -> String {
    let Some(call) = schema.operations.get(key) else { return String::new() };
    let template = call.urls.first().map_or("", |url| url.template.as_str());
    format!("    {} {template}  ({})\n", call.method, call.page)
}
