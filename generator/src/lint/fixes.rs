//! Edits for findings of other rooms: only where there is no doubt about what was meant.

use super::{Docs, Page};
use crate::diagnostic::{Code, Diagnostic, Edit, Span};
use crate::facts::PageKind;

/// Adds an edit to every finding that has none and that a tool can mend.
pub(super) fn add(docs: &Docs<'_>, found: &mut [Diagnostic]) {
    for finding in found.iter_mut().filter(|finding| finding.edit.is_none()) {
        let mend = match finding.code {
            Code::HeadingUnspaced => heading,
            Code::TableDelimiter => delimiter,
            Code::AnnotationRepaired | Code::JsonRepaired => trailing_comma,
            Code::DocTypeMismatch => doc_type,
            _ => continue,
        };
        let Some(location) = &finding.location else { continue };
        let page = docs.paths.page_at(&location.path).and_then(|index| docs.pages.get(index));
        finding.edit = page.and_then(|page| mend(page, location.span));
    }
}

/// `##Title` -> `## Title`
fn heading(page: &Page<'_>, span: Span) -> Option<Edit> {
    let text = page.text.get(span.range())?;
    let marks = text.len() - text.trim_start_matches('#').len();
    let at = span.range().start + marks;
    (marks > 0).then(|| Edit { span: Span::new(at..at), text: " ".to_owned() })
}

/// A delimiter row with as many columns as the header above it. Alignment stays for the columns that have one.
fn delimiter(page: &Page<'_>, span: Span) -> Option<Edit> {
    let header = page.text.get(..span.range().start)?.strip_suffix('\n')?.rsplit('\n').next()?;
    let row = page.text.get(span.range())?;
    let columns = cells(header).count();
    let mut marks: Vec<&str> = cells(row).map(str::trim).take(columns).collect();
    marks.resize(columns, "---");
    let is_row = marks.iter().all(|mark| mark.contains('-') && mark.chars().all(|c| matches!(c, '-' | ':')));
    (columns > 0 && is_row).then(|| Edit { span, text: format!("|{}|", marks.join("|")) })
}

/// The cells of a row without escaped bars in code; a bar behind a backslash is text.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = if row.ends_with("\\|") { row } else { row.strip_suffix('|').unwrap_or(row) };
    let mut before = ' ';
    row.split(move |c: char| {
        let is_bar = c == '|' && before != '\\';
        before = c;
        is_bar
    })
}

/// The comma before the closing bracket where the reader noticed it. Comments between them are left alone.
fn trailing_comma(page: &Page<'_>, span: Span) -> Option<Edit> {
    let at = span.range().start;
    let is_bracket = page.text.get(at..)?.starts_with(['}', ']']);
    let before = page.text.get(..at)?.trim_end();
    let comma = before.len().checked_sub(1).filter(|_| is_bracket && before.ends_with(','))?;
    Some(Edit { span: Span::new(comma..comma + 1), text: String::new() })
}

fn doc_type(page: &Page<'_>, span: Span) -> Option<Edit> {
    let right = match page.facts.kind {
        PageKind::Resource => "resourcePageType",
        PageKind::Operation => "apiPageType",
        PageKind::Enumeration => "enumPageType",
        PageKind::Concept | PageKind::Include | PageKind::Unusable => return None,
    };
    let wrong = page.structure.front_matter.get("doc_type")?;
    let line = page.text.get(span.range())?;
    let at = line.find(':')? + 1;
    let at = at + line.get(at..)?.find(wrong)?;
    let start = span.range().start + at;
    Some(Edit { span: Span::new(start..start + wrong.len()), text: right.to_owned() })
}
