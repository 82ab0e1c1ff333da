//! One page -> facts: what the page claims, each claim with its place. Nothing is decided between claims here, and no
//! other page is looked at.
//!
//! `outline` says what each section is, `columns` what each column of a table is, `phrases` finds fixed words; the
//! other modules read one construct each.

mod body;
mod columns;
mod enumeration;
mod example;
mod ledger;
mod operation;
mod outline;
mod permissions;
mod phrases;
mod placeholder;
mod places;
mod primitive;
mod prose;
mod query;
mod resource;
mod response;
mod retirement;
mod row;
mod structure;
mod traits;
mod type_ref;
mod url;
mod values;

use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::page::{BlockKind, Page, Role};

pub use crate::page::{FrontMatter, Link};

pub use body::{BodyClaim, Wrapper};
pub use enumeration::{EnumFacts, MemberClaim};
pub use example::{Content, Example, Message};
pub use ledger::{Counts, Ledger};
pub use operation::{OperationFacts, RequestLine};
pub use outline::Topic;
pub use permissions::Permissions;
pub use placeholder::{JsonMember, Placeholder};
pub use places::{Places, places};
pub use primitive::Primitive;
pub use resource::{MethodRow, ResourceFacts};
pub use response::ResponseClaim;
pub use row::RowClaim;
pub use structure::{Block, Section, Structure, TabGroup};
pub use traits::Traits;
pub use type_ref::{NameRef, TypeClaim, TypeRef};
pub use url::{Url, UrlParameter, UrlPosition};

use outline::{Outline, Part};

/// Everything that one page claims.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Facts {
    /// The path of the page, relative to the docs folder.
    pub path: Arc<str>,
    /// What the page is, judged by its content.
    pub kind: PageKind,
    /// The text of the first heading, and its place.
    pub title: Stated<String>,
    /// The namespace that the line below the title names.
    pub namespace: Option<String>,
    /// The product area, as the front matter writes it.
    pub area: Option<String>,
    /// The introduction, or the description of the front matter where there is none.
    pub summary: String,
    /// What the page says about its retirement.
    pub deprecated: Option<String>,
    /// The type that it describes.
    pub resource: Option<ResourceFacts>,
    /// The enumerations that it declares.
    pub enums: Vec<EnumFacts>,
    /// The calls that it describes: one for each HTTP method.
    pub operations: Vec<OperationFacts>,
    /// The permissions that its tables state. An include file may state them for its pages.
    pub permissions: Vec<Permissions>,
    /// The include files that it names.
    pub includes: Vec<IncludeClaim>,
    /// The examples, in order.
    pub examples: Vec<Example>,
    /// What became of each table row and request line.
    pub ledger: Ledger,
}

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, BorshDeserialize, BorshSerialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// Describes an entity or complex type.
    Resource,
    /// Declares enumerations and nothing else.
    Enumeration,
    /// Describes a call.
    Operation,
    /// Explains something; describes no part of the API.
    Concept,
    /// A part of other pages.
    Include,
    /// Claims to describe a part of the API and does not. It has a diagnostic.
    Unusable,
}

/// A value and the place where the page states it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// An include that a page names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct IncludeClaim {
    /// The path as written.
    pub target: String,
    /// The path relative to the docs folder; none if it may not be opened.
    pub path: Option<String>,
    /// Its place.
    pub span: Span,
    /// Whether it stands where permissions stand.
    pub for_permissions: bool,
    /// The case that the permissions are for, as the heading above names it; empty where it names none.
    pub case: String,
}

/// Reads all claims of a page.
pub fn extract(page: &Page<'_>, diagnostics: &mut Vec<Diagnostic>) -> Facts {
    extract_by(&outline::read(page), page, diagnostics)
}

/// Reads all claims of a page, and takes the page apart.
pub fn extract_with_structure<'a>(page: Page<'a>, diagnostics: &mut Vec<Diagnostic>) -> (Facts, Structure<'a>) {
    let outline = outline::read(&page);
    let facts = extract_by(&outline, &page, diagnostics);
    let structure = structure::structure(&outline, &page);
    let (front_matter, links) = structure::taken(page);
    (facts, Structure { front_matter, links, ..structure })
}

fn extract_by(outline: &Outline<'_>, page: &Page<'_>, diagnostics: &mut Vec<Diagnostic>) -> Facts {
    let mut context = Context { page, outline, diagnostics, ledger: Ledger::default() };
    let title = title(outline);
    let enums = enumeration::read(&mut context);
    let resource = resource::read(&mut context, &enums);
    let permissions = permissions::read(&mut context);
    let examples = if page.role == Role::Page { example::read(&mut context) } else { example::Examples::default() };
    let operations = operation::read(&mut context, &examples, resource.is_some());
    let kind = kind(page, outline, resource.is_some(), !enums.is_empty(), !operations.is_empty());
    check_kind(&mut context, kind, &title);
    let Context { mut ledger, .. } = context;
    ledger.close(page);
    Facts {
        path: Arc::clone(&page.path),
        kind,
        namespace: namespace(outline),
        area: area(page),
        summary: summary(page, outline),
        deprecated: retirement::of_page(page, outline, &title.value),
        resource,
        enums,
        operations,
        permissions,
        includes: includes(page, outline),
        examples: examples.all,
        ledger,
        title,
    }
}

/// What the readers of the constructs share.
pub(crate) struct Context<'a> {
    page: &'a Page<'a>,
    outline: &'a Outline<'a>,
    diagnostics: &'a mut Vec<Diagnostic>,
    ledger: Ledger,
}

impl Context<'_> {
    fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, &self.page.path, span, message));
    }
}

fn title(outline: &Outline<'_>) -> Stated<String> {
    let heading = outline.parts.iter().find(|part| part.section.level == 1).or(outline.parts.first());
    heading.map_or_else(Stated::default, |part| Stated { value: part.heading.to_string(), span: part.section.span })
}

fn kind(page: &Page<'_>, outline: &Outline<'_>, is_resource: bool, has_enums: bool, has_operation: bool) -> PageKind {
    if page.role == Role::Include {
        PageKind::Include
    } else if has_operation {
        PageKind::Operation
    } else if is_resource {
        PageKind::Resource
    } else if has_enums {
        PageKind::Enumeration
    } else if claims_content(page, outline) {
        PageKind::Unusable
    } else {
        PageKind::Concept
    }
}

/// Whether the sections of a page promise a part of the API.
fn claims_content(page: &Page<'_>, outline: &Outline<'_>) -> bool {
    let has = |topic| outline.parts.iter().any(|part| part.topic == topic);
    let doc_type = page.front_matter.get("doc_type").unwrap_or("");
    has(Topic::HttpRequest) || (doc_type.starts_with("api") && has(Topic::Response)) || doc_type.starts_with("enum")
}

/// The document types of the front matter and the kind that each stands for.
const DOC_TYPES: [(&str, PageKind); 4] = [
    ("resourcePageType", PageKind::Resource),
    ("apiPageType", PageKind::Operation),
    ("enumPageType", PageKind::Enumeration),
    ("conceptualPageType", PageKind::Concept),
];

fn check_kind(context: &mut Context<'_>, kind: PageKind, title: &Stated<String>) {
    if kind == PageKind::Unusable {
        let message = format!("nothing could be read from \"{}\"", title.value);
        context.report(Code::NothingDocumented, title.span, message);
    }
    let Some(doc_type) = context.page.front_matter.get("doc_type").map(str::to_owned) else { return };
    let expected = DOC_TYPES.iter().find(|(name, _)| *name == doc_type).map(|(_, kind)| *kind);
    // A resource page may hold enumerations only, and a concept page may be of any type.
    let fits = match (expected, kind) {
        (Some(PageKind::Resource), PageKind::Enumeration) => true,
        (_, PageKind::Concept | PageKind::Include | PageKind::Unusable) => true,
        (expected, kind) => expected == Some(kind),
    };
    if !fits {
        let content = DOC_TYPES.iter().find(|(_, documented)| *documented == kind).map_or("", |(name, _)| name);
        let message = format!("the document type is `{doc_type}`, but the content is that of `{content}`");
        context.report(Code::DocTypeMismatch, context.page.front_matter.line("doc_type"), message);
    }
}

const NAMESPACE: &str = "namespace:";

fn namespace(outline: &Outline<'_>) -> Option<String> {
    let first = outline.parts.first()?;
    first.section.paragraphs().filter(|text| text.starts_with(NAMESPACE)).find_map(|text| {
        let plain = text.plain();
        let name = plain.get(NAMESPACE.len()..)?.split_whitespace().next()?;
        Some(name.trim_end_matches('.').to_owned())
    })
}

/// The keys that name the product area, newest first.
const AREA_KEYS: [&str; 2] = ["ms.subservice", "ms.prod"];

fn area(page: &Page<'_>) -> Option<String> {
    AREA_KEYS.iter().find_map(|key| page.front_matter.get(key)).map(str::to_owned)
}

/// The paragraphs between the title and the next heading; notes in quotes are not part of it.
fn summary(page: &Page<'_>, outline: &Outline<'_>) -> String {
    let blocks = outline.parts.first().map_or(&[][..], |part| part.section.blocks);
    let mut summary = String::new();
    for block in blocks {
        if let BlockKind::Paragraph(text) = &block.kind
            && !prose::is_notice(text)
            && !text.starts_with(NAMESPACE)
        {
            let separator = match (summary.is_empty(), block.nested) {
                (true, _) => "",
                (false, true) => "\n",
                (false, false) => "\n\n",
            };
            let item = if block.nested { "- " } else { "" };
            summary.extend([separator, item, &prose::markdown(text, &page.path)]);
        }
    }
    match summary.trim() {
        "" => prose::plain_to_markdown(page.front_matter.get("description").unwrap_or("")),
        text => text.to_owned(),
    }
}

fn includes(page: &Page<'_>, outline: &Outline<'_>) -> Vec<IncludeClaim> {
    let claim = |block: &crate::page::Block<'_>, case: Option<&str>| match &block.kind {
        BlockKind::Include(include) => Some(IncludeClaim {
            target: include.target.to_string(),
            path: include.path.clone(),
            span: block.span,
            for_permissions: case.is_some(),
            case: case.unwrap_or_default().to_owned(),
        }),
        _ => None,
    };
    if outline.parts.is_empty() {
        return page.blocks.iter().filter_map(|block| claim(block, Some(""))).collect();
    }
    let in_part = |part: &Part<'_>| {
        let case = part.is_about(Topic::Permissions).then(|| permissions::case(part));
        part.section.blocks.iter().filter_map(|block| claim(block, case)).collect::<Vec<_>>()
    };
    outline.parts.iter().flat_map(in_part).collect()
}
