//! What became of each table row and request line of a page: nothing is lost silently.

use std::borrow::Cow;
use std::collections::BTreeSet;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Serialize, Serializer};

use crate::diagnostic::Span;
use crate::page::{BlockKind, Page};

/// Counts of used and skipped rows and lines. For every page `rows` is the sum of `used_rows` and `skipped_rows`,
/// and `lines` that of `used_lines` and `skipped_lines`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Ledger {
    /// All table rows of the page.
    pub rows: usize,
    /// Rows that became a claim, by what they are.
    pub used_rows: Counts,
    /// Rows that did not, by the reason.
    pub skipped_rows: Counts,
    /// All non-blank lines in the HTTP request sections' code.
    pub lines: usize,
    /// Lines that became a URL form.
    pub used_lines: usize,
    /// Lines that did not, by the reason.
    pub skipped_lines: Counts,
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
        self.used_rows.add(what.into(), rows);
    }

    pub(super) fn skipped(&mut self, why: &'static str, rows: usize) {
        self.skipped_rows.add(why.into(), rows);
    }

    pub(super) fn skipped_line(&mut self, why: &'static str) {
        self.skipped_lines.add(why.into(), 1);
    }

    /// Counts all rows of the page; tables that nobody read say nothing about the API.
    pub(super) fn close(&mut self, page: &Page<'_>) {
        let visited = std::mem::take(&mut self.visited);
        for block in &page.blocks {
            if let BlockKind::Table(table) = &block.kind {
                self.rows += table.rows.len();
                if !visited.contains(&block.span) && !table.rows.is_empty() {
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
            theirs.0.iter().for_each(|(what, count)| mine.add(what.clone(), *count));
        }
    }
}

/// How many there are of each kind, sorted by the name of the kind. A page has a few at most, which need no map.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshDeserialize, BorshSerialize)]
pub struct Counts(Vec<(Cow<'static, str>, usize)>);

impl Counts {
    /// How many there are of a kind.
    pub fn get(&self, what: &str) -> usize {
        self.iter().find(|(kind, _)| *kind == what).map_or(0, |(_, count)| count)
    }

    /// How many there are of all kinds.
    pub fn sum(&self) -> usize {
        self.iter().map(|(_, count)| count).sum()
    }

    /// All kinds, and how many there are of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(what, count)| (what.as_ref(), *count))
    }

    fn add(&mut self, what: Cow<'static, str>, more: usize) {
        if let Some((_, count)) = self.0.iter_mut().find(|(known, _)| *known == what) {
            *count += more;
            return;
        }
        let place = self.0.partition_point(|(known, _)| *known < what);
        self.0.reserve_exact(1);
        self.0.insert(place, (what, more));
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}
