//! What the generator has to say about the pages: one finding is one [`Diagnostic`].
//!
//! Broken docs are data, not an error: every room reports here what it met and what it did about it.

mod api_doctor;
mod code;
mod details;
mod github;
mod human;
mod json;
mod junit;
mod reference;
mod report;
mod sarif;
mod short;
mod similar;

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

pub use code::{Code, Level};
pub use details::Details;
pub use human::human;
pub use json::json_report_schema;
pub use reference::{explain, reference};
pub use report::{Format, Report};
pub use similar::closest;

/// A finding: what, where, and what else helps to understand it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, BorshDeserialize, BorshSerialize)]
pub struct Diagnostic {
    /// Where; none for findings about a whole run.
    pub location: Option<Location>,
    /// What kind of finding it is.
    pub code: Code,
    /// What is the matter in this case, and what was done about it.
    pub message: String,
    /// Other places and advice.
    pub notes: Vec<Note>,
    /// How a tool can mend it without a doubt.
    pub edit: Option<Edit>,
}

/// A change of some bytes in the file that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, BorshDeserialize, BorshSerialize)]
pub struct Edit {
    /// The bytes that go.
    pub span: Span,
    /// What takes their place.
    pub text: String,
}

/// Something that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, BorshDeserialize, BorshSerialize)]
pub struct Note {
    /// The other place, if the note is about one.
    pub location: Option<Location>,
    /// The text.
    pub message: String,
}

/// A range of bytes in a page, in a file of fixups or in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, BorshDeserialize, BorshSerialize)]
pub struct Location {
    /// The page, relative to the docs folder, with `/`; or another file, as it was named.
    pub path: Arc<str>,
    /// The bytes.
    pub span: Span,
}

/// A range of bytes in one text; the text itself is known from the context.
#[derive(
    Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, BorshDeserialize, BorshSerialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Diagnostic {
    /// A finding at a place in a page.
    pub fn new(code: Code, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            location: Some(Location { path: Arc::clone(path), span }),
            code,
            message: message.into(),
            notes: Vec::new(),
            edit: None,
        }
    }

    /// A finding at a place that may not be known.
    pub fn at(code: Code, location: Option<Location>, message: impl Into<String>) -> Self {
        Diagnostic { location, code, message: message.into(), notes: Vec::new(), edit: None }
    }

    /// A finding about no place in particular.
    pub fn global(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { location: None, code, message: message.into(), notes: Vec::new(), edit: None }
    }

    /// The same finding with another place beside it.
    pub fn with_place(mut self, path: &Arc<str>, span: Span, message: impl Into<String>) -> Self {
        self.notes.push(Note { location: Some(Location { path: Arc::clone(path), span }), message: message.into() });
        self
    }

    /// The same finding with a piece of advice.
    pub fn with_help(mut self, message: impl Into<String>) -> Self {
        self.notes.push(Note { location: None, message: message.into() });
        self
    }

    /// The same finding with a way to mend it.
    pub fn with_edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edit = Some(Edit { span, text: text.into() });
        self
    }
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> Ordering {
        // Most of what is compared is about one page, and shares its path.
        let by_path =
            || if Arc::ptr_eq(&self.path, &other.path) { Ordering::Equal } else { self.path.cmp(&other.path) };
        by_path().then_with(|| self.span.cmp(&other.span))
    }
}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Span {
    /// A span from byte offsets. Texts are far below 4 GiB; larger offsets are cut off.
    pub fn new(range: Range<usize>) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(range.start), end: clamp(range.end.max(range.start)) }
    }

    /// The offsets, to slice the text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The span from the start of this one to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end.max(self.start) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Line and column of a byte offset, both counted from 1; the column counts characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    (line, before.get(line_start..).unwrap_or("").chars().count() + 1)
}
