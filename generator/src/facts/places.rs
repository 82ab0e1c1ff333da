//! Where a page says what [`super::Facts`] holds without a place. Only evidence asks; a run that makes an SDK does not.

use crate::diagnostic::Span;
use crate::page::{BlockKind, Page};

use super::outline::{Outline, Topic};
use super::{AREA_KEYS, Context, Ledger, NAMESPACE, body, outline, permissions, prose, resource, response, retirement};

/// The places of a page that its facts do not hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Places {
    /// The line of the front matter that names the product area.
    pub area: Option<Span>,
    /// The first paragraph of the introduction; none where the description of the front matter stands in for it.
    pub summary: Option<Span>,
    /// The description in the front matter.
    pub description: Option<Span>,
    /// The notice of retirement, or what includes it.
    pub deprecated: Option<Span>,
    /// The annotation of the block that shows the type.
    pub annotation: Option<Span>,
    /// The block that shows the type.
    pub representation: Option<Span>,
    /// The sentence that calls the type abstract.
    pub is_abstract: Option<Span>,
    /// The sentence that says that there is no request body.
    pub no_request_body: Option<Span>,
    /// The heading of the response section.
    pub response: Option<Span>,
    /// The sentence with the status codes of success.
    pub statuses: Option<Span>,
    /// The sentence that says that there is no response body.
    pub no_response_body: Option<Span>,
    /// The table of each set of permissions, in the order of the sets.
    pub permissions: Vec<Span>,
}

/// Finds the places of a page.
pub fn places(page: &Page<'_>) -> Places {
    let outline = outline::read(page);
    let context = Context { page, outline: &outline, diagnostics: &mut Vec::new(), ledger: Ledger::default() };
    let block = resource::resource_block(&context);
    let key = |key: &str| page.front_matter.get(key).map(|_| page.front_matter.line(key));
    let is_abstract = |plain: &str| plain.contains("abstract type") || plain.contains("abstract base type");
    let introduction = sentence(&outline, |part| part.section.level == 1, &is_abstract);
    let is_response = |part: &outline::Part<'_>| is_about(part, Topic::Response);
    let is_body = |part: &outline::Part<'_>| is_about(part, Topic::Body);
    Places {
        area: AREA_KEYS.iter().find_map(|name| key(name)),
        summary: summary(&outline),
        description: key("description"),
        deprecated: retirement::notice(page, &outline).map(|block| block.span),
        annotation: block.and_then(|(code, _)| code.annotation.as_ref()).map(|annotation| annotation.span),
        representation: block.map(|(_, span)| span),
        is_abstract: introduction
            .or_else(|| sentence(&outline, |part| part.topic == Topic::Representation, &is_abstract)),
        no_request_body: sentence(&outline, is_body, &|plain| body::NO_BODY.are_in(plain)),
        response: outline.about(Topic::Response).next().map(|part| part.section.span),
        statuses: sentence(&outline, is_response, &|plain| !response::statuses(plain).is_empty()),
        no_response_body: sentence(&outline, is_response, &|plain| response::NO_CONTENT.are_in(plain)),
        permissions: permissions(page, &outline),
    }
}

fn is_about(part: &outline::Part<'_>, topic: Topic) -> bool {
    part.topic == topic || (part.topic == Topic::Other && part.within == topic)
}

/// The first paragraph, in lower case, that says something in a section of some kind.
fn sentence(
    outline: &Outline<'_>,
    is_section: impl Fn(&outline::Part<'_>) -> bool,
    says: &dyn Fn(&str) -> bool,
) -> Option<Span> {
    let sections = outline.parts.iter().filter(|part| !part.in_example && is_section(part));
    let mut texts = sections.flat_map(|part| part.section.paragraphs());
    texts.find(|text| says(&text.plain().to_lowercase())).map(|text| text.span)
}

fn summary(outline: &Outline<'_>) -> Option<Span> {
    let mut texts = outline.parts.first()?.section.paragraphs();
    let is_summary = |plain: &str| !plain.is_empty() && !plain.to_ascii_lowercase().starts_with(NAMESPACE);
    texts.find(|text| !prose::is_notice(text) && is_summary(&text.plain())).map(|text| text.span)
}

/// The tables in the order in which the sets are read from them.
fn permissions(page: &Page<'_>, outline: &Outline<'_>) -> Vec<Span> {
    let sections = outline.about(Topic::Permissions).flat_map(|part| part.section.tables());
    let blocks = page.blocks.iter().filter(|_| outline.parts.is_empty()).filter_map(|block| match &block.kind {
        BlockKind::Table(table) => Some((table, block.span)),
        _ => None,
    });
    let sets = sections
        .chain(blocks)
        .flat_map(|(table, span)| vec![span; permissions::sets(table, &permissions::accounts(table), "").len()]);
    sets.collect()
}
