//! One text -> page: Markdown as its author wrote it, with a byte span on everything.
//!
//! 1. the front matter is cut off (`front_matter`); the Markdown parser never sees it
//! 2. delimiter rows that CommonMark would reject are mended in place, byte for byte (`repair`)
//! 3. the events of the Markdown parser become a flat list of blocks (`blocks`, `inline`, `pieces`, `table`)
//! 4. comments become annotations (`annotation`, [`json`])
//!
//! Includes and links are kept as references; what stands behind them is not looked at here.

mod annotation;
mod blocks;
mod front_matter;
mod inline;
pub mod json;
mod pieces;
mod repair;
mod table;
mod value;
mod written;

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::corpus::Source;
use crate::diagnostic::{Diagnostic, Span};

pub use crate::corpus::Role;
pub use annotation::Annotation;
pub use front_matter::FrontMatter;
pub(crate) use inline::is_squeezed;
pub use inline::{Inline, Link, Piece};
pub use pieces::Pieces;

/// A page as its author made it. Its texts are parts of the source where they stand there as they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page<'a> {
    /// The path relative to the docs folder.
    pub path: Arc<str>,
    /// Whether it is a page of its own or a part of others.
    #[serde(skip)]
    pub role: Role,
    /// The keys before the first heading.
    pub front_matter: FrontMatter<'a>,
    /// The content, in order. Containers (lists, quotes) are flattened: their blocks carry [`Block::nested`].
    pub blocks: Vec<Block<'a>>,
}

/// A leaf of the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block<'a> {
    /// Its bytes.
    pub span: Span,
    /// Whether it stands in a list or a quote.
    pub nested: bool,
    /// What it is.
    pub kind: BlockKind<'a>,
}

/// What a block is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind<'a> {
    /// A heading, from 1 to 6. Tab markers are no headings.
    Heading(u8, Inline<'a>),
    /// `# [HTTP](#tab/http)`: what follows, up to the next rule or heading, belongs to the tab with this id.
    Tab(Cow<'a, str>),
    /// `---`
    Rule,
    /// A paragraph, or the text of a list item.
    Paragraph(Inline<'a>),
    /// A table.
    Table(Table<'a>),
    /// A fenced or indented block of code.
    Code(Code<'a>),
    /// A comment; annotations are comments.
    Comment(Comment<'a>),
    /// `[!INCLUDE [label](path)]` on a line of its own.
    Include(Include<'a>),
}

/// A table. Every row has as many cells as the header.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table<'a> {
    /// The cells of the header.
    pub header: Vec<Inline<'a>>,
    /// The rows below it.
    pub rows: Vec<Row<'a>>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    /// Its bytes.
    pub span: Span,
    /// Its cells.
    pub cells: Vec<Inline<'a>>,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Code<'a> {
    /// The first word of the info string, in lower case; empty when there is none.
    pub language: Cow<'a, str>,
    /// The text between the fences.
    pub text: Cow<'a, str>,
    /// Where the text starts in the page; it stands there as it is unless the block is indented.
    pub start: u32,
    /// The tab that the block belongs to.
    pub tab: Option<Cow<'a, str>>,
    /// The annotation directly before the block.
    pub annotation: Option<Box<Annotation<'a>>>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comment<'a> {
    /// The annotation in it, if it is one.
    pub annotation: Option<Box<Annotation<'a>>>,
}

/// A reference to an include file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Include<'a> {
    /// The path as written.
    pub target: Cow<'a, str>,
    /// The path relative to the docs folder; none if the include may not be opened.
    pub path: Option<String>,
}

/// Reads a page. Nothing fails: what cannot be understood is text.
pub fn parse<'a>(source: &'a Source, diagnostics: &mut Vec<Diagnostic>) -> Page<'a> {
    let (front_matter, body_start) = front_matter::split(source, diagnostics);
    let body = source.text.get(body_start..).unwrap_or("");
    let body = repair::delimiter_rows(body, body_start, source, diagnostics);
    let blocks = blocks::parse(&body, body_start, source, diagnostics);
    Page { path: Arc::clone(&source.path), role: source.role, front_matter, blocks }
}

impl<'a> Page<'a> {
    /// The sections of the page, in order: each heading with the blocks up to the next heading. The blocks before the
    /// first heading are no section.
    pub fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        let headings = self.blocks.iter().enumerate().filter_map(|(index, block)| match &block.kind {
            BlockKind::Heading(level, title) => Some((index + 1, block.span, *level, title)),
            _ => None,
        });
        headings.map(|(start, span, level, title)| {
            let behind = self.blocks.get(start..).unwrap_or_default();
            let length = behind.iter().position(|block| matches!(block.kind, BlockKind::Heading(..)));
            Section { level, title, span, blocks: length.and_then(|length| behind.get(..length)).unwrap_or(behind) }
        })
    }
}

/// A heading and the blocks up to the next one.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// From 1 to 6.
    pub level: u8,
    /// The heading.
    pub title: &'a Inline<'a>,
    /// The bytes of the heading.
    pub span: Span,
    /// The blocks below it, without those of deeper headings.
    pub blocks: &'a [Block<'a>],
}

impl<'a> Section<'a> {
    /// The tables of the section.
    pub fn tables(&self) -> impl Iterator<Item = (&'a Table<'a>, Span)> + use<'a> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Table(table) => Some((table, block.span)),
            _ => None,
        })
    }

    /// The paragraphs of the section.
    pub fn paragraphs(&self) -> impl Iterator<Item = &'a Inline<'a>> + use<'a> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Paragraph(text) => Some(text),
            _ => None,
        })
    }

    /// The blocks of code of the section, with the span of each.
    pub fn codes(&self) -> impl Iterator<Item = (&'a Code<'a>, Span)> + use<'a> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Code(code) => Some((code, block.span)),
            _ => None,
        })
    }
}
