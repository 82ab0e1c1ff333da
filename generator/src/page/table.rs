//! Table rows: surplus cells and continued cells.

use pulldown_cmark::{Event, Options, Parser};

use crate::corpus::Source;
use crate::diagnostic::{Code, Diagnostic, Span};

use super::inline::Builder;
use super::{Inline, Piece, Row, Table, repair};

/// More columns than any table of a reference page has.
const MAX_COLUMNS: usize = 64;

/// Mends a table as CommonMark read it. `body` is the text of the page from `offset` on.
pub(super) fn mend(
    table: Table,
    span: Span,
    body: &str,
    offset: usize,
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let columns = table.header.len();
    if columns > MAX_COLUMNS {
        let message = format!("the table has {columns} columns and is not read");
        diagnostics.push(Diagnostic::new(Code::TableTooWide, &source.path, span, message));
        return None;
    }
    let mut rows: Vec<Row> = Vec::with_capacity(table.rows.len());
    let mut row_is_open = false;
    for mut row in table.rows {
        let raw = body.get(row.span.start as usize - offset..row.span.end as usize - offset).unwrap_or("").trim();
        let written = repair::cells(raw).len();
        if written < columns && !raw.starts_with('|') && row_is_open {
            let previous = rows.last_mut().map(|row| row.cells.iter_mut());
            if let Some(last) = previous.and_then(|mut cells| cells.rfind(|cell| !cell.pieces.is_empty())) {
                let message = "the line continues the last cell of the row above";
                diagnostics.push(Diagnostic::new(Code::TableContinuation, &source.path, row.span, message));
                for cell in &mut row.cells {
                    last.pieces.push(Piece::Text(" ".to_owned()));
                    last.pieces.append(&mut cell.pieces);
                    last.span.end = last.span.end.max(cell.span.end);
                }
            }
            row_is_open = !raw.ends_with('|');
            continue;
        }
        row_is_open = !raw.ends_with('|');
        if written > columns {
            join_surplus(&mut row, columns, body, offset, source);
            let message = format!("the row has {written} cells, the header {columns}; the last ones are joined");
            diagnostics.push(Diagnostic::new(Code::TableSurplusCells, &source.path, row.span, message));
        }
        rows.push(row);
    }
    Some(Table { header: table.header, rows })
}

/// Lines that look like rows, as rows of a table with so many columns.
pub(super) fn rows(lines: &str, start: u32, columns: usize, source: &Source) -> Vec<Row> {
    let mut at = start as usize;
    let mut rows = Vec::new();
    for line in lines.split_inclusive('\n') {
        let text = line.trim();
        let span = Span::new(at..at + line.trim_end().len());
        at += line.len();
        if !text.is_empty() {
            let mut cells: Vec<Inline> =
                repair::cells(text).iter().map(|cell| parse_cell(cell.trim(), source)).collect();
            cells.iter_mut().for_each(|cell| cell.span = span);
            cells.resize(columns, Inline { span, pieces: Vec::new() });
            rows.push(Row { span, cells });
        }
    }
    rows
}

/// Replaces the last cell by everything from its start to the end of the row.
fn join_surplus(row: &mut Row, columns: usize, body: &str, offset: usize, source: &Source) {
    let start = row.span.start as usize - offset;
    let Some(raw) = body.get(start..row.span.end as usize - offset) else { return };
    let cells = repair::cells(raw);
    let Some(first) = cells.get(columns - 1) else { return };
    let from = first.as_ptr() as usize - raw.as_ptr() as usize;
    let text = raw.get(from..).unwrap_or("").trim_end().trim_end_matches('|').trim();
    if let Some(last) = row.cells.last_mut() {
        *last = parse_cell(text, source);
        last.span = Span { start: u32::try_from(offset + start + from).unwrap_or(u32::MAX), end: row.span.end };
    }
}

/// The text of a cell, read by itself.
fn parse_cell(text: &str, source: &Source) -> Inline {
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, Options::empty()) {
        if !matches!(event, Event::Html(_)) {
            builder.push(&event, Span::default(), source);
        }
    }
    builder.finish().unwrap_or_default()
}
