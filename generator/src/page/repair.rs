//! Delimiter rows that CommonMark rejects, mended before parsing.
//!
//! A tab in the row, or a number of columns that differs from the header's, makes a whole table vanish. The row is
//! overwritten with one of the same length, so all byte offsets stay true; alignment means nothing here anyway.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memrchr};

use crate::corpus::Source;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The text with all delimiter rows in a form that CommonMark accepts.
pub(super) fn delimiter_rows<'a>(
    text: &'a str,
    offset: usize,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Cow<'a, str> {
    // Few pages have a broken row; only those are read with regard to fences and comments.
    if !has_broken_row(text) {
        return Cow::Borrowed(text);
    }
    let mut mended: Option<String> = None;
    let mut context = Context::default();
    let mut header: Option<&str> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let outside = context.enter(line);
        let bare = line.trim_end_matches('\n');
        if outside
            && let Some(columns) = header.filter(|line| is_broken(line, bare)).map(count)
            && let Some(row) = delimiter(columns, bare)
        {
            mended.get_or_insert_with(|| text.to_owned()).replace_range(start..start + bare.len(), &row);
            let message = match count(bare) {
                found if found == columns => "the delimiter row contains a tab".to_owned(),
                found => format!("the delimiter row has {found} columns, the header {columns}"),
            };
            let span = Span::new(offset + start..offset + start + bare.len());
            diagnostics.push(Diagnostic::new(Code::TableDelimiter, &source.path, span, message));
        }
        header = outside.then_some(bare);
    }
    mended.map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Only the few lines with a bar are looked at.
fn has_broken_row(text: &str) -> bool {
    let bytes = text.as_bytes();
    let line_start = |at: usize| bytes.get(..at).and_then(|before| memrchr(b'\n', before)).map_or(0, |end| end + 1);
    let mut from = 0;
    while let Some(bar) = bytes.get(from..).and_then(|rest| memchr(b'|', rest)) {
        let start = line_start(from + bar);
        let rest = bytes.get(from + bar..).unwrap_or_default();
        let end = from + bar + memchr(b'\n', rest).unwrap_or(rest.len());
        let row = text.get(start..end).unwrap_or("");
        let above = start.saturating_sub(1);
        let header = || text.get(line_start(above)..above).unwrap_or("");
        if is_delimiter(row) && is_broken(header(), row) {
            return true;
        }
        from = end;
    }
    false
}

/// Whether a line stands in a fence or a comment.
#[derive(Default)]
struct Context {
    fence: Option<(char, usize)>,
    comment: bool,
}

impl Context {
    /// Takes the next line; true if it is outside of fences and comments.
    fn enter(&mut self, line: &str) -> bool {
        if self.comment {
            self.comment = !line.contains("-->");
            return false;
        }
        let trimmed = line.trim_start();
        if let Some((mark, length)) = self.fence {
            let run = trimmed.chars().take_while(|c| *c == mark).count();
            if run >= length && trimmed.trim_end().chars().all(|c| c == mark) {
                self.fence = None;
            }
            return false;
        }
        if let Some(mark @ ('`' | '~')) = trimmed.chars().next() {
            let run = trimmed.chars().take_while(|c| *c == mark).count();
            if run >= 3 {
                self.fence = Some((mark, run));
                return false;
            }
        }
        let mut behind = line.match_indices('<').filter_map(|(at, _)| line.get(at..)?.strip_prefix("<!--"));
        self.comment = behind.next().is_some_and(|rest| !rest.contains("-->"));
        true
    }
}

fn is_delimiter(line: &str) -> bool {
    line.bytes().all(|c| matches!(c, b'|' | b'-' | b':' | b' ' | b'\t')) && line.contains('-') && line.contains('|')
}

/// Whether a line is the delimiter row of a header, and one that CommonMark rejects.
fn is_broken(header: &str, row: &str) -> bool {
    let is_header = || header.contains('|') && !is_delimiter(header);
    is_delimiter(row) && is_header() && (row.contains('\t') || count(row) != count(header))
}

/// The cells of a row as CommonMark's tables split it: at every `|` that has no backslash before it. There is always one.
pub(super) fn cells(line: &str) -> impl Iterator<Item = &str> {
    let line = line.trim();
    let mut rest = Some(line.strip_prefix('|').unwrap_or(line));
    let mut is_first = true;
    std::iter::from_fn(move || {
        let line = rest?;
        let cell = match bar(line) {
            Some(at) => {
                rest = line.get(at + 1..);
                line.get(..at)
            }
            None => {
                rest = None;
                Some(line).filter(|last| is_first || !last.trim().is_empty())
            }
        };
        is_first = false;
        cell
    })
}

/// The number of [`cells`] of a row. Few rows have an escaped bar.
pub(super) fn count(line: &str) -> usize {
    if memchr(b'\\', line.as_bytes()).is_some() {
        return cells(line).count();
    }
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let bars = memchr_iter(b'|', line.as_bytes()).count();
    if bars > 0 && line.ends_with('|') { bars } else { bars + 1 }
}

/// Where the next bar is that is not escaped.
fn bar(line: &str) -> Option<usize> {
    memchr_iter(b'|', line.as_bytes()).find(|at| {
        let before = line.as_bytes().iter().take(*at).rev();
        before.take_while(|c| **c == b'\\').count() % 2 == 0
    })
}

/// A delimiter row with the wanted columns and the length of the old one; none if it does not fit.
fn delimiter(columns: usize, old: &str) -> Option<String> {
    let row = format!("{}|", "|-".repeat(columns));
    (row.len() <= old.len() && columns > 0).then(|| format!("{row:<width$}", width = old.len()))
}
