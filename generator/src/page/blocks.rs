//! The events of the Markdown parser -> a flat list of blocks.

use std::borrow::Cow;

use memchr::memmem;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::corpus::Source;
use crate::diagnostic::{Code as Finding, Diagnostic, Span};

use super::inline::Builder;
use super::{Block, BlockKind, Code, Comment, Include, Inline, Piece, Row, Table, annotation, table, written};

/// Most pages have no more blocks.
const USUAL_BLOCKS: usize = 32;

/// The blocks of a body that starts `offset` bytes into its page.
pub(super) fn parse<'a>(
    body: &str,
    offset: usize,
    source: &'a Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Block<'a>> {
    let mut reader = Reader {
        body,
        offset,
        source,
        diagnostics,
        blocks: Vec::with_capacity(USUAL_BLOCKS),
        depth: 0,
        inline: Builder::default(),
        heading: None,
        table: None,
        row: Vec::new(),
        code: None,
        html: None,
        tab: None,
    };
    let mut undefined: Vec<(Span, String)> = Vec::new();
    let mut broken_link = |link: BrokenLink<'_>| {
        // A word in brackets alone may be meant as it stands; a second pair of brackets is a link to every reader.
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            let span = Span::new(offset + link.span.start..offset + link.span.end);
            undefined.push((span, link.reference.to_string()));
        }
        None
    };
    // The one place that configures the Markdown parser: CommonMark and tables.
    let parser = Parser::new_with_broken_link_callback(body, Options::ENABLE_TABLES, Some(&mut broken_link));
    for (event, range) in parser.into_offset_iter() {
        reader.take(event, Span::new(offset + range.start..offset + range.end));
    }
    reader.flush();
    let blocks = reader.blocks;
    diagnostics.extend(undefined.into_iter().map(|(span, label)| {
        let message = format!("the page defines no link `[{label}]: ...`; the brackets are text");
        Diagnostic::new(Finding::ReferenceUndefined, &source.path, span, message)
    }));
    blocks
}

/// What is open while the events go by.
struct Reader<'a, 'b> {
    body: &'b str,
    offset: usize,
    source: &'a Source,
    diagnostics: &'b mut Vec<Diagnostic>,
    blocks: Vec<Block<'a>>,
    /// How many lists and quotes are open.
    depth: usize,
    inline: Builder<'a>,
    heading: Option<u8>,
    table: Option<Table<'a>>,
    row: Vec<Inline<'a>>,
    code: Option<Code<'a>>,
    html: Option<Cow<'a, str>>,
    tab: Option<Cow<'a, str>>,
}

impl<'a> Reader<'a, '_> {
    fn take(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag, span),
            Event::Text(text) if self.code.is_some() => {
                if let Some(code) = &mut self.code {
                    if code.text.is_empty() {
                        code.start = span.start;
                    }
                    written::append(&mut code.text, &text, span, self.source);
                }
            }
            Event::Html(html) => {
                if let Some(block) = &mut self.html {
                    written::append(block, &html, span, self.source);
                }
            }
            Event::Text(_) if self.html.is_some() => {} // the indentation of a block of HTML
            Event::Rule => {
                self.flush();
                self.tab = None;
                self.push(span, BlockKind::Rule);
            }
            inline => self.inline.push(&inline, span, self.source),
        }
    }

    fn open(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. } => {
                self.inline.open(&tag, span, self.source);
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => {}
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table { header: Vec::new(), rows: Vec::new() });
            }
            Tag::List(_) | Tag::Item | Tag::BlockQuote(_) => {
                self.flush();
                self.depth += 1;
            }
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(level as u8);
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => self.language(&info, span),
                    CodeBlockKind::Indented => Cow::Borrowed(""),
                };
                let annotation = self.annotation_before();
                let (text, start, tab) = (Cow::Borrowed(""), span.start, self.tab.clone());
                self.code = Some(Code { language, text, start, tab, annotation });
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(Cow::Borrowed(""));
            }
            _ => self.flush(),
        }
    }

    fn close(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => {
                self.inline.close(tag, span, self.source);
            }
            TagEnd::TableCell => {
                self.row.push(self.inline.finish().unwrap_or(Inline { span, ..Inline::default() }));
            }
            TagEnd::TableHead => {
                let header = self.row.drain(..).collect();
                if let Some(table) = &mut self.table {
                    table.header = header;
                }
            }
            TagEnd::TableRow => {
                let cells = self.row.drain(..).collect();
                if let Some(table) = &mut self.table {
                    table.rows.push(Row { span, cells });
                }
            }
            TagEnd::Table => {
                let table = self.table.take();
                let mended = table
                    .and_then(|found| table::mend(found, span, self.body, self.offset, self.source, self.diagnostics));
                if let Some(table) = mended {
                    self.push(span, BlockKind::Table(table));
                }
            }
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.flush();
                self.depth = self.depth.saturating_sub(1);
            }
            TagEnd::Heading(_) => {
                let level = self.heading.take().unwrap_or(1);
                let title = self.inline.finish().unwrap_or(Inline { span, ..Inline::default() });
                match tab_id(&title) {
                    Some(id) => {
                        self.tab = Some(id.clone());
                        self.push(span, BlockKind::Tab(id));
                    }
                    None => {
                        self.tab = None;
                        self.push(span, BlockKind::Heading(level, title));
                    }
                }
            }
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(span, BlockKind::Code(code));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.comments(&html, span);
                }
            }
            _ => self.flush(),
        }
    }

    /// Ends a paragraph, or the text of a list item that has no paragraph of its own.
    fn flush(&mut self) {
        let Some(text) = self.inline.finish() else { return };
        let (text, includes) = split_includes(text);
        let span = text.span;
        if let Some((level, title)) = unspaced_heading(&text).filter(|_| self.depth == 0) {
            let message = "a blank is missing behind the `#` of the heading";
            self.diagnostics.push(Diagnostic::new(Finding::HeadingUnspaced, &self.source.path, span, message));
            self.tab = None;
            self.push(span, BlockKind::Heading(level, title));
        } else if !text.is_empty() {
            let has_rows = self.depth == 0 && looks_like_rows(self.raw(span));
            if has_rows && self.continue_table(span) {
                return;
            }
            if has_rows {
                let message = "the lines look like table rows but belong to no table";
                self.diagnostics.push(Diagnostic::new(Finding::TableWithoutHeader, &self.source.path, span, message));
            }
            self.push(span, BlockKind::Paragraph(text));
        }
        // Includes in the tabs of other languages are sample code.
        if self.tab.as_deref().is_none_or(|tab| tab == "http") {
            for (target, span) in includes {
                let path = self.source.resolve_include(&target);
                self.push(span, BlockKind::Include(Include { target, path }));
            }
        }
    }

    /// Adds lines that look like rows to the table that a comment before them has ended. False if there is none.
    fn continue_table(&mut self, span: Span) -> bool {
        let lines = self.raw(span).to_owned();
        let [.., Block { kind: BlockKind::Table(table), .. }, Block { kind: BlockKind::Comment(_), .. }] =
            self.blocks.as_mut_slice()
        else {
            return false;
        };
        table.rows.extend(table::rows(&lines, span.start, table.header.len(), self.source, self.diagnostics));
        let message = "a comment splits the table; the rows behind it are read as part of it";
        self.diagnostics.push(Diagnostic::new(Finding::TableSplit, &self.source.path, span, message));
        true
    }

    /// The comments of a block of HTML; other HTML is no content.
    fn comments(&mut self, html: &str, span: Span) {
        let mut rest = html;
        let mut at = span.start as usize;
        while let Some(opening) = memmem::find(rest.as_bytes(), b"<!--") {
            let start = at + opening;
            let inner = rest.get(opening + 4..).unwrap_or("");
            let inner_span = |length: usize| Span::new(start + 4..start + 4 + length);
            let Some(length) = memmem::find(inner.as_bytes(), b"-->") else {
                let message = "the comment is never closed; the rest of the page is hidden";
                let span = Span::new(start..start + 4);
                self.diagnostics.push(Diagnostic::new(Finding::UnclosedComment, &self.source.path, span, message));
                return;
            };
            let text = inner.get(..length).unwrap_or("");
            let span = Span::new(start..start + length + 7);
            let annotation = annotation::parse(text, inner_span(length), span, self.source, self.diagnostics);
            let rows = text.lines().filter(|line| looks_like_rows(line));
            let hidden = if text.contains('|') { rows.count() } else { 0 };
            if hidden > 0 {
                let message = format!("{hidden} table rows stand in a comment and are not read");
                self.diagnostics.push(Diagnostic::new(Finding::HiddenRows, &self.source.path, span, message));
            }
            self.push(span, BlockKind::Comment(Comment { annotation: annotation.map(Box::new) }));
            rest = inner.get(length + 3..).unwrap_or("");
            at = start + length + 7;
        }
    }

    /// The first word of the info string of a fence.
    fn language(&self, info: &str, span: Span) -> Cow<'a, str> {
        let word = info.split_whitespace().next().unwrap_or("");
        let fence = self.source.text.get(span.range()).unwrap_or("");
        let at = span.range().start + fence.find(|c| !matches!(c, '`' | '~' | ' ')).unwrap_or(0);
        written::lower_case(written::borrow(word, Span::new(at..at + word.len()), self.source))
    }

    /// The annotation directly before the block that starts now. Tab markers may stand between.
    fn annotation_before(&mut self) -> Option<Box<super::Annotation<'a>>> {
        let last = self.blocks.iter_mut().rev().find(|block| !matches!(block.kind, BlockKind::Tab(_)))?;
        match &mut last.kind {
            BlockKind::Comment(comment) => comment.annotation.take(),
            _ => None,
        }
    }

    fn raw(&self, span: Span) -> &str {
        self.body.get(span.start as usize - self.offset..span.end as usize - self.offset).unwrap_or("")
    }

    fn push(&mut self, span: Span, kind: BlockKind<'a>) {
        self.blocks.push(Block { span, nested: self.depth > 0, kind });
    }
}

/// `#Title`: a heading whose blank was forgotten, which Markdown takes for a paragraph.
fn unspaced_heading<'a>(text: &Inline<'a>) -> Option<(u8, Inline<'a>)> {
    let Some(Piece::Text(words)) = text.pieces.first() else { return None };
    let title = words.trim_start_matches('#');
    let level = words.len() - title.len();
    let is_title = (1..=6).contains(&level) && title.starts_with(char::is_alphabetic);
    is_title.then(|| {
        let mut heading = text.clone();
        if let Some(first) = heading.pieces.first_mut() {
            *first = Piece::Text(Cow::Owned(title.to_owned()));
        }
        (u8::try_from(level).unwrap_or(6), heading)
    })
}

/// How the target of a tab marker starts.
const TAB: &str = "#tab/";

/// The id of a tab, if the heading is a tab marker: `[label](#tab/id)`.
fn tab_id<'a>(title: &Inline<'a>) -> Option<Cow<'a, str>> {
    let target = &title.links().next()?.target;
    let id = target.strip_prefix(TAB)?.split('/').next()?;
    Some(written::lower_case(written::part(target.clone(), TAB.len()..TAB.len() + id.len())))
}

fn looks_like_rows(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('|') && text.lines().next().is_some_and(|line| line.matches('|').count() > 1)
}

const INCLUDE_MARKER: &str = "[!include";

/// Takes the targets of includes out of a text.
fn split_includes(text: Inline<'_>) -> (Inline<'_>, Vec<(Cow<'_, str>, Span)>) {
    let has_marker = |piece: &Piece<'_>| matches!(piece, Piece::Text(words) if marker(words).is_some());
    if text.pieces.len() < 2 || !text.pieces.iter().any(has_marker) {
        return (text, Vec::new());
    }
    let mut includes = Vec::new();
    let mut kept: Vec<Piece<'_>> = Vec::new();
    for piece in text.pieces.into_vec() {
        match (piece, kept.last_mut()) {
            (Piece::Link(link), Some(Piece::Text(words))) if marker(words).is_some() => {
                let end = marker(words).unwrap_or(0);
                *words = written::part(std::mem::take(words), 0..end);
                includes.push((link.target, link.span));
                kept.push(Piece::Text(Cow::Borrowed("")));
            }
            (Piece::Text(words), Some(Piece::Text(last))) if last.is_empty() => {
                let start = usize::from(words.starts_with(']'));
                let end = words.len();
                *last = written::part(words, start..end);
            }
            (piece, _) => kept.push(piece),
        }
    }
    (Inline { span: text.span, pieces: kept.into_iter().collect() }, includes)
}

/// Where the marker of an include stands at the end of a text.
fn marker(words: &str) -> Option<usize> {
    let words = words.trim_end();
    let start = words.len().checked_sub(INCLUDE_MARKER.len())?;
    words.get(start..)?.eq_ignore_ascii_case(INCLUDE_MARKER).then_some(start)
}
