//! Table rows: surplus cells and continued cells.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser};

use crate::corpus::Source;
use crate::diagnostic::{Code, Diagnostic, Span};

use super::inline::Builder;
use super::{Inline, Piece, Row, Table, repair};

/// More columns than any table of a reference page has.
const MAX_COLUMNS: usize = 64;

/// Mends a table as CommonMark read it. `body` is the text of the page from `offset` on.
pub(super) fn mend<'a>(
    table: Table<'a>,
    span: Span,
    body: &str,
    offset: usize,
    source: &'a Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Table<'a>> {
    let columns = table.header.len();
    if columns > MAX_COLUMNS {
        let message = format!("the table has {columns} columns and is not read");
        diagnostics.push(Diagnostic::new(Code::TableTooWide, &source.path, span, message));
        return None;
    }
    let mut rows: Vec<Row<'_>> = Vec::with_capacity(table.rows.len());
    let mut row_is_open = false;
    for mut row in table.rows {
        let raw = body.get(row.span.start as usize - offset..row.span.end as usize - offset).unwrap_or("").trim();
        let written = repair::count(raw);
        if written < columns && !raw.starts_with('|') && row_is_open {
            let previous = rows.last_mut().map(|row| row.cells.iter_mut());
            if let Some(last) = previous.and_then(|mut cells| cells.rfind(|cell| !cell.pieces.is_empty())) {
                let message = "the line continues the last cell of the row above";
                diagnostics.push(Diagnostic::new(Code::TableContinuation, &source.path, row.span, message));
                let mut pieces = std::mem::take(&mut last.pieces).into_vec();
                for cell in row.cells {
                    pieces.push(Piece::Text(Cow::Borrowed(" ")));
                    pieces.extend(cell.pieces.into_vec());
                    last.span.end = last.span.end.max(cell.span.end);
                }
                last.pieces = pieces.into_iter().collect();
            }
            row_is_open = !raw.ends_with('|');
            continue;
        }
        row_is_open = !raw.ends_with('|');
        if written > columns {
            let start = row.span.start as usize;
            let raw = body.get(start - offset..row.span.end as usize - offset).unwrap_or("");
            join_surplus(&mut row, columns, raw, start, source, diagnostics);
        }
        rows.push(row);
    }
    Some(Table { header: table.header, rows })
}

/// Lines that look like rows, as rows of a table with so many columns. The lines start `start` bytes into the page.
pub(super) fn rows<'a>(
    lines: &str,
    start: u32,
    columns: usize,
    source: &'a Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let at = start as usize + offset_in(lines, line);
        let span = Span::new(at..at + line.len());
        let written: Vec<&str> = repair::cells(line).collect();
        let mut cells: Vec<Inline<'_>> =
            written.iter().map(|cell| parse_cell(cell.trim(), at + offset_in(line, cell.trim()), source)).collect();
        cells.resize(columns, Inline { span, ..Inline::default() });
        let mut row = Row { span, cells };
        if written.len() > columns {
            join_surplus(&mut row, columns, line, at, source, diagnostics);
        }
        rows.push(row);
    }
    rows
}

/// Where a part of a text starts in it.
fn offset_in(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// Replaces the last cell by everything from its start to the end of the row, which is `raw` and starts `at` bytes into
/// the page.
fn join_surplus<'a>(
    row: &mut Row<'a>,
    columns: usize,
    raw: &str,
    at: usize,
    source: &'a Source,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let cells: Vec<&str> = repair::cells(raw).collect();
    let written = cells.len();
    let message = format!("the row has {written} cells, the header {columns}; the last ones are joined");
    diagnostics.push(Diagnostic::new(Code::TableSurplusCells, &source.path, row.span, message));
    let Some(first) = columns.checked_sub(1).and_then(|last| cells.get(last)) else { return };
    let text = raw.get(offset_in(raw, first)..).unwrap_or("").trim_end().trim_end_matches('|').trim();
    if let Some(last) = row.cells.last_mut() {
        *last = parse_cell(text, at + offset_in(raw, text), source);
    }
}

/// The text of a cell that starts `at` bytes into the page, read by itself.
fn parse_cell<'a>(text: &str, at: usize, source: &'a Source) -> Inline<'a> {
    let mut builder = Builder::default();
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        if !matches!(event, Event::Html(_)) {
            builder.push(&event, Span::new(at + range.start..at + range.end), source);
        }
    }
    let pieces = builder.finish().unwrap_or_default().pieces;
    Inline { span: Span::new(at..at + text.len()), pieces }
}
