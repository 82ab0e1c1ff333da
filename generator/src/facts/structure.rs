//! How a page is built: front matter, headings, links, blocks. Only the linter asks; a run that makes an SDK does not.

use std::borrow::Cow;

use crate::diagnostic::Span;
use crate::page::{BlockKind, FrontMatter, Inline, Link, Page, Piece, Role, json};

use super::Stated;
use super::outline::{Outline, Part, Topic};

/// How a page is built.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Structure<'a> {
    /// Whether it is a page of its own and no part of others.
    pub is_page: bool,
    /// The keys before the first heading.
    pub front_matter: FrontMatter<'a>,
    /// The headings, in order.
    pub sections: Vec<Section<'a>>,
    /// All links, in order.
    pub links: Vec<Link<'a>>,
    /// All blocks, in order.
    pub blocks: Vec<Block>,
    /// The names that annotations give to requests.
    pub request_names: Vec<Stated<Cow<'a, str>>>,
    /// The line that names the namespace.
    pub namespace: Option<Span>,
    /// The groups of tabs, in order.
    pub tab_groups: Vec<TabGroup<'a>>,
}

/// Tabs that stand side by side: the same example in several languages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TabGroup<'a> {
    /// The id of each tab, in order, with its heading.
    pub tabs: Vec<Stated<Cow<'a, str>>>,
    /// Whether a rule ends the group.
    pub is_closed: bool,
}

/// A heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section<'a> {
    /// From 1 to 6.
    pub level: u8,
    /// Its text without markup, and its place.
    pub heading: Stated<Cow<'a, str>>,
    /// What the section is about.
    pub topic: Topic,
    /// Whether it stands in an examples section, or is one.
    pub in_example: bool,
}

/// A block of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its bytes.
    pub span: Span,
    /// Whether it is a comment.
    pub is_comment: bool,
    /// Whether it is code that looks like a part of an example and has no annotation.
    pub is_bare_example: bool,
}

/// Takes a page apart, but for what [`taken`] gives.
pub(super) fn structure<'a>(outline: &Outline<'_>, page: &Page<'a>) -> Structure<'a> {
    let first = outline.parts.first();
    let mut texts = first.into_iter().flat_map(|part| part.section.paragraphs());
    let namespace = texts.find(|text| text.starts_with(super::NAMESPACE)).map(|text| text.span);
    let headings = page.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Heading(_, title) => Some(title),
        _ => None,
    });
    // A list of its own: the room of the parts is several times as large.
    let mut sections = Vec::with_capacity(outline.parts.len());
    sections.extend(outline.parts.iter().zip(headings).map(|(part, title)| Section {
        level: part.section.level,
        heading: Stated { value: heading(title, part), span: part.section.span },
        topic: part.topic,
        in_example: part.in_example,
    }));
    Structure {
        is_page: page.role == Role::Page,
        sections,
        blocks: page.blocks.iter().map(block).collect(),
        request_names: page.blocks.iter().flat_map(request_names).collect(),
        namespace,
        tab_groups: tab_groups(&page.blocks),
        ..Structure::default()
    }
}

/// The text of a heading without markup, which is a part of the page where it is all that the heading has.
fn heading<'a>(title: &Inline<'a>, part: &Part<'_>) -> Cow<'a, str> {
    match (&*title.pieces, &part.heading) {
        ([Piece::Text(words) | Piece::Code(words)], Cow::Borrowed(_)) => words.clone(),
        (_, plain) => Cow::Owned(plain.to_string()),
    }
}

/// A group ends at a rule, or else at the next heading.
fn tab_groups<'a>(blocks: &[crate::page::Block<'a>]) -> Vec<TabGroup<'a>> {
    let mut groups: Vec<TabGroup<'_>> = Vec::new();
    let mut is_open = false;
    for block in blocks {
        match &block.kind {
            BlockKind::Tab(id) => {
                if !is_open {
                    groups.push(TabGroup::default());
                }
                is_open = true;
                if let Some(group) = groups.last_mut() {
                    group.tabs.push(Stated { value: id.clone(), span: block.span });
                }
            }
            BlockKind::Rule | BlockKind::Heading(..) if is_open => {
                is_open = false;
                if let Some(group) = groups.last_mut() {
                    group.is_closed = matches!(block.kind, BlockKind::Rule);
                }
            }
            _ => {}
        }
    }
    groups
}

/// The front matter of a page, and all its links in order.
pub(super) fn taken<'a>(mut page: Page<'a>) -> (FrontMatter<'a>, Vec<Link<'a>>) {
    let mut links = Vec::new();
    let mut take = |text: &mut Inline<'a>| {
        for piece in text.pieces.iter_mut() {
            if let Piece::Link(link) = piece {
                links.push(std::mem::take(&mut **link));
            }
        }
    };
    for block in &mut page.blocks {
        match &mut block.kind {
            BlockKind::Heading(_, text) | BlockKind::Paragraph(text) => take(text),
            BlockKind::Table(table) => {
                table.header.iter_mut().chain(table.rows.iter_mut().flat_map(|row| &mut row.cells)).for_each(&mut take);
            }
            _ => {}
        }
    }
    links.shrink_to_fit();
    (page.front_matter, links)
}

fn block(block: &crate::page::Block<'_>) -> Block {
    let is_bare_example = match &block.kind {
        BlockKind::Code(code) => {
            code.annotation.is_none() && code.language == "http" && code.tab.as_deref().is_none_or(|tab| tab == "http")
        }
        _ => false,
    };
    Block { span: block.span, is_comment: matches!(block.kind, BlockKind::Comment(_)), is_bare_example }
}

/// One name, or several in a list.
fn request_names<'a>(block: &crate::page::Block<'a>) -> impl Iterator<Item = Stated<Cow<'a, str>>> {
    let annotation = match &block.kind {
        BlockKind::Code(code) => code.annotation.as_deref().filter(|annotation| annotation.block_type() == "request"),
        _ => None,
    };
    let named = annotation.and_then(|annotation| Some((annotation.fields.get("name")?, annotation.place("name"))));
    let (names, span) = match named {
        Some((json::Value::Array(names), span)) => (names.as_slice(), span),
        Some((name, span)) => (std::slice::from_ref(name), span),
        None => (&[][..], Span::default()),
    };
    names.iter().filter_map(move |name| match name {
        json::Value::String(name) => Some(Stated { value: name.clone(), span }),
        _ => None,
    })
}
