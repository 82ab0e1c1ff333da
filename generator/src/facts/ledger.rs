//! What became of each table row and request line of a page: nothing is lost silently.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::{BlockKind, Page};

/// Counts of used and skipped rows and lines. For every page `rows` is the sum of `used_rows` and `skipped_rows`,
/// and `lines` that of `used_lines` and `skipped_lines`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Ledger {
    /// All table rows of the page.
    pub rows: usize,
    /// Rows that became a claim, by what they are.
    pub used_rows: BTreeMap<Cow<'static, str>, usize>,
    /// Rows that did not, by the reason.
    pub skipped_rows: BTreeMap<Cow<'static, str>, usize>,
    /// All non-blank lines in the HTTP request sections' code.
    pub lines: usize,
    /// Lines that became a URL form.
    pub used_lines: usize,
    /// Lines that did not, by the reason.
    pub skipped_lines: BTreeMap<Cow<'static, str>, usize>,
    #[serde(skip)]
    #[borsh(skip)]
    visited: BTreeSet<Span>,
}

impl Ledger {
    /// Takes note that the rows of a table are being read. False if they have been already.
    pub(super) fn visit(&mut self, table: Span) -> bool {
        self.visited.insert(table)
    }

    pub(super) fn used(&mut self, what: &'static str, rows: usize) {
        *self.used_rows.entry(what.into()).or_default() += rows;
    }

    pub(super) fn skipped(&mut self, why: &'static str, rows: usize) {
        *self.skipped_rows.entry(why.into()).or_default() += rows;
    }

    pub(super) fn skipped_line(&mut self, why: &'static str) {
        *self.skipped_lines.entry(why.into()).or_default() += 1;
    }

    /// Counts all rows of the page; tables that nobody read say nothing about the API.
    pub(super) fn close(&mut self, page: &Page<'_>) {
        for block in &page.blocks {
            if let BlockKind::Table(table) = &block.kind {
                self.rows += table.rows.len();
                if !self.visited.contains(&block.span) && !table.rows.is_empty() {
                    self.skipped("table of no documented kind", table.rows.len());
                }
            }
        }
    }

    /// Adds the counts of another page.
    pub fn add(&mut self, other: &Ledger) {
        self.rows += other.rows;
        self.lines += other.lines;
        self.used_lines += other.used_lines;
        for (mine, theirs) in [
            (&mut self.used_rows, &other.used_rows),
            (&mut self.skipped_rows, &other.skipped_rows),
            (&mut self.skipped_lines, &other.skipped_lines),
        ] {
            for (key, count) in theirs {
                *mine.entry(key.clone()).or_default() += count;
            }
        }
    }
}
