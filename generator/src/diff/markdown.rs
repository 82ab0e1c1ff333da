//! Changes as Markdown: the body of a pull request, whose sections are those of a changelog.

use std::fmt::Write as _;

use super::human::{SHOWN, values, verdict};
use super::rules::first_upper;
use super::{Change, Changes, Kind, Release, Section};

/// What GitHub takes as the body of a pull request is a little more.
const MOST_CHARACTERS: usize = 60_000;

/// A line with the verdict, then the sections of a changelog in the form of Keep a Changelog: removed, changed,
/// deprecated, added. What breaks programs is marked. Without `all`, a text that is too long for a pull request has only
/// the first few changes of each kind.
pub fn markdown(changes: &Changes, all: bool) -> String {
    let text = cut(changes, usize::MAX);
    if all || text.chars().count() <= MOST_CHARACTERS { text } else { cut(changes, SHOWN) }
}

/// The text with at most so many changes of each kind.
fn cut(changes: &Changes, most: usize) -> String {
    let mut text = format!("**{}**\n", first_upper(&verdict(changes)));
    for section in Section::ALL {
        let kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| kind.section() == section).collect();
        let list = changes.changes.iter().filter(|change| kinds.contains(&change.kind));
        lines(&mut text, section.heading(), list, most);
    }
    lines(&mut text, "Documentation", changes.texts.iter(), most);
    text
}

fn lines<'a>(text: &mut String, heading: &str, changes: impl Iterator<Item = &'a Change>, most: usize) {
    let changes: Vec<&Change> = changes.collect();
    if !changes.is_empty() {
        let _ = write!(text, "\n### {heading}\n");
    }
    for list in changes.chunk_by(|one, next| one.kind == next.kind) {
        let Some(kind) = list.first().map(|change| change.kind) else { continue };
        let breaking = if kind.release() == Release::Major { " (breaking)" } else { "" };
        let _ = write!(text, "\n{}{breaking}:\n\n", first_upper(kind.headline()));
        list.iter().take(most).for_each(|change| line(text, change));
        if list.len() > most {
            let _ = writeln!(text, "- and {} more", list.len() - most);
        }
    }
}

fn line(text: &mut String, change: &Change) {
    let _ = write!(text, "- {}", code(&change.subject));
    if let Some(values) = values(change) {
        let _ = write!(text, ": {}", escaped(&values));
    }
    if let Some(hint) = &change.hint {
        let _ = write!(text, "; {}", escaped(hint));
    }
    if let Some(place) = change.new.as_ref().or(change.old.as_ref()) {
        let line = place.position.map(|(line, _)| format!(":{line}")).unwrap_or_default();
        let _ = write!(text, " (`{}{line}`)", place.page);
    }
    text.push('\n');
}

/// A list of names that is code already stays as it is.
fn code(name: &str) -> String {
    if name.contains('`') { name.to_owned() } else { format!("`{name}`") }
}

/// Words of the docs must not become Markdown of the changelog.
fn escaped(text: &str) -> String {
    let mut is_code = false;
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        is_code ^= c == '`';
        if !is_code && matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '#' | '|' | '@') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
