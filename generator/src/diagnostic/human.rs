//! The form for people: headline, place, the line of the page, the reason below it.

use annotate_snippets::{AnnotationKind, Group, Level as Tone, Renderer, Snippet};

use super::report::Report;
use super::{Code, Diagnostic, Level, Location, line_column};

/// All findings, and how many there are of each kind.
pub(super) fn render(report: &Report<'_>, colour: bool) -> String {
    let mut text = String::new();
    for (finding, level) in &report.findings {
        text.push_str(&human(finding, *level, report.text_of, report.shown, colour));
        text.push('\n');
    }
    let counts = report.counts();
    if !counts.is_empty() {
        text.push_str("findings\n");
    }
    for (code, (count, level)) in &counts {
        let level = if *level == Level::Deny { " (denied)" } else { "" };
        text.push_str(&format!("{count:>8} {:<28} {}{level}\n", code.name(), code.headline()));
    }
    text
}

/// One finding with its source lines. `text_of` gives the text of a page by its path; `shown` turns that path into the
/// one to print (a path that an editor can open); `colour` is for terminals.
pub fn human<'a>(
    diagnostic: &Diagnostic,
    level: Level,
    text_of: &dyn Fn(&str) -> Option<&'a str>,
    shown: &dyn Fn(&str) -> String,
    colour: bool,
) -> String {
    let tone = if level == Level::Deny { Tone::ERROR } else { Tone::WARNING };
    let primary = diagnostic.location.as_ref().and_then(|location| excerpt(location, text_of, shown));
    let title = tone.primary_title(&diagnostic.message).id(diagnostic.code.name());
    let mut groups: Vec<Group<'_>> = Vec::new();
    groups.push(match &primary {
        Some(excerpt) => title.element(excerpt.snippet(headline(diagnostic.code))),
        None => Group::with_title(title),
    });
    let places: Vec<_> = diagnostic
        .notes
        .iter()
        .map(|note| (note, note.location.as_ref().and_then(|location| excerpt(location, text_of, shown))))
        .collect();
    for (note, place) in &places {
        groups.push(match place {
            Some(excerpt) => Tone::NOTE.secondary_title(&note.message).element(excerpt.snippet("")),
            None => Group::with_title(Tone::HELP.secondary_title(&note.message)),
        });
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = renderer.render(&groups);
    text.push('\n');
    match primary.filter(|_| colour).and_then(|excerpt| Some((hyperlink(&excerpt.path)?, excerpt.path))) {
        Some((link, path)) => text.replacen(&path, &link, 1),
        None => text,
    }
}

/// A path that terminals open on a click.
fn hyperlink(path: &str) -> Option<String> {
    let absolute = std::path::absolute(path).ok()?;
    Some(format!("\u{1b}]8;;file://{}\u{1b}\\{path}\u{1b}]8;;\u{1b}\\", absolute.display()))
}

/// The lines that a location stands on, and its place in them.
struct Excerpt<'a> {
    path: String,
    lines: &'a str,
    first_line: usize,
    start: usize,
    end: usize,
}

impl<'a> Excerpt<'a> {
    fn snippet<'b>(&'b self, label: &'b str) -> Snippet<'b, annotate_snippets::Annotation<'b>> {
        let annotation = AnnotationKind::Primary.span(self.start..self.end);
        let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
        Snippet::source(self.lines).path(&self.path).line_start(self.first_line).fold(true).annotation(annotation)
    }
}

/// Only the first line of a location is shown: a finding about a whole block is understood from its start.
fn excerpt<'a>(
    location: &Location,
    text_of: &dyn Fn(&str) -> Option<&'a str>,
    shown: &dyn Fn(&str) -> String,
) -> Option<Excerpt<'a>> {
    let text = text_of(&location.path)?;
    let range = location.span.range();
    let before = text.get(..range.start)?;
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text.get(range.start..)?.find('\n').map_or(text.len(), |length| range.start + length);
    let lines = text.get(line_start..line_end)?.trim_end_matches('\r');
    let start = floor_boundary(lines, range.start - line_start);
    let end = floor_boundary(lines, range.end.saturating_sub(line_start)).max(start);
    let (first_line, _) = line_column(text, range.start);
    Some(Excerpt { path: shown(&location.path), lines, first_line, start, end })
}

/// The last place at or before an offset where a character starts; the renderer accepts no other.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn headline(code: Code) -> &'static str {
    code.headline().trim_end_matches('.')
}
