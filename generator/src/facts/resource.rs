//! Pages that describe a type: annotation, tables, JSON representation, sentences about bases.

use borsh::{BorshDeserialize, BorshSerialize};
use memchr::memchr_iter;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::diagnostic::{Code as Finding, Span};
use crate::page::{BlockKind, Code, Inline, Table, json};

use super::outline::Topic;
use super::phrases::{PhraseSets, Phrases, starts_with};
use super::placeholder::{self, JsonMember};
use super::row::{self, RowClaim};
use super::type_ref::{self, NameRef, TypeRef};
use super::{Context, EnumFacts, Stated, prose, url};

/// What a page claims about the type that it describes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct ResourceFacts {
    /// The qualified name in the annotation.
    pub annotated_name: Option<Stated<String>>,
    /// The first word of the title, if it is a name.
    pub titled_name: Option<Stated<String>>,
    /// The key property that the annotation names.
    pub key: Option<String>,
    /// The base type that the annotation names.
    pub annotated_base: Option<Stated<String>>,
    /// Whether the annotation says in so many words that there is no base type.
    pub denies_base: bool,
    /// The base types that sentences name.
    pub stated_bases: Vec<NameRef>,
    /// Types that the page says derive from this one.
    pub derived: Vec<NameRef>,
    /// Whether the page says that the type is abstract.
    pub is_abstract: bool,
    /// Whether the annotation says that the type is open.
    pub open: Option<bool>,
    /// The rows of the property tables.
    pub properties: Vec<RowClaim>,
    /// The rows of the relationship tables.
    pub relationships: Vec<RowClaim>,
    /// The members of the JSON representation; none if there is no readable one.
    pub representation: Option<Vec<JsonMember>>,
    /// The rows of the Methods table.
    pub methods: Vec<MethodRow>,
    /// Whether the JSON representation has keys that are samples, as objects with any property have.
    pub has_sample_keys: bool,
}

/// A row of a Methods table.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct MethodRow {
    /// The text of the first cell.
    pub title: String,
    /// The page it links to, relative to the docs folder.
    pub path: Option<String>,
    /// What it says comes back.
    pub returns: Option<TypeRef>,
    /// The bytes of the row.
    pub span: Span,
}

/// Reads the type that a page describes. None if it describes none.
pub(super) fn read(context: &mut Context<'_>, enums: &[EnumFacts]) -> Option<ResourceFacts> {
    let outline = context.outline;
    let is_operation = outline.headed(Topic::HttpRequest).next().is_some();
    if is_operation || enums.iter().any(|found| found.own_page) {
        return None;
    }
    let block = resource_block(context);
    let annotation = block.and_then(|(code, _)| code.annotation.as_deref());
    let has_tables = outline
        .headed(Topic::Properties)
        .chain(outline.headed(Topic::Relationships))
        .any(|part| part.section.tables().next().is_some());
    let has_properties = has_tables || outline.headed(Topic::Representation).next().is_some();
    if annotation.is_none() && !has_properties {
        return None;
    }
    let mut facts = ResourceFacts { titled_name: titled_name(context), ..ResourceFacts::default() };
    if let Some(annotation) = annotation {
        let stated = |text: &str, span| Stated { value: text.trim().trim_start_matches('#').to_owned(), span };
        let named = annotation.type_name().map(|name| stated(name, annotation.type_place()));
        facts.annotated_name = named.filter(|name| type_ref::is_name(&name.value));
        if let (Some(name), None) = (annotation.type_name(), &facts.annotated_name) {
            let message = format!("`{}` is no name of a type; the title names it", name.escape_debug());
            context.report(Finding::TypeUnreadable, annotation.type_place(), message);
        }
        facts.key = annotation.text("keyProperty").filter(|key| !key.is_empty()).map(str::to_owned);
        let base = annotation.text("baseType").filter(|base| !base.trim().is_empty());
        facts.annotated_base = base.map(|base| stated(base, annotation.place("baseType")));
        facts.denies_base = annotation.fields.get("baseType").is_some_and(|base| *base == json::Value::Null);
        facts.open = annotation.flag("openType");
        facts.is_abstract = annotation.flag("abstract").or(annotation.flag("isAbstract")).unwrap_or(false);
    }
    if facts.annotated_name.is_none() && facts.titled_name.is_none() {
        return None;
    }
    for part in outline.headed(Topic::Properties) {
        for (table, span) in part.section.tables() {
            row::read(context, table, span, &row::PROPERTY, &mut facts.properties);
        }
    }
    for part in outline.headed(Topic::Relationships) {
        for (table, span) in part.section.tables() {
            row::read(context, table, span, &row::RELATIONSHIP, &mut facts.relationships);
        }
    }
    for part in outline.headed(Topic::Methods) {
        for (table, span) in part.section.tables() {
            read_methods(context, table, span, &mut facts.methods);
        }
    }
    read_sentences(context, &mut facts);
    if let Some((code, span)) = block {
        facts.representation = representation(context, code, span);
        if let Some(members) = &mut facts.representation {
            let all = members.len();
            members.retain(|member| row::is_wire_name(&member.name));
            facts.has_sample_keys = members.len() < all;
        }
    }
    Some(facts)
}

/// The block that shows the type: the annotated one, or else the first JSON below the heading for it. Where several are
/// annotated, the one whose type the title names.
pub(super) fn resource_block<'a>(context: &Context<'a>) -> Option<(&'a Code<'a>, Span)> {
    let codes = context.page.blocks.iter().filter_map(|block| match &block.kind {
        BlockKind::Code(code) => Some((code, block.span)),
        _ => None,
    });
    let annotated: Vec<_> = codes
        .filter(|(code, _)| {
            code.annotation.as_ref().is_some_and(|found| found.block_type().eq_ignore_ascii_case("resource"))
        })
        .collect();
    let by_title = || {
        let title = titled_name(context).map(|name| name.value.to_lowercase());
        annotated.iter().find(|(code, _)| {
            let name = code.annotation.as_ref().and_then(|found| found.type_name());
            name.and_then(|name| name.rsplit('.').next()).map(str::to_lowercase) == title
        })
    };
    let annotated = match annotated.as_slice() {
        [_, _, ..] => by_title().or(annotated.first()),
        few => few.first(),
    };
    let unannotated = || {
        let sections = context.outline.headed(Topic::Representation);
        sections.flat_map(|part| part.section.codes()).find(|(code, _)| code.language == "json")
    };
    annotated.copied().or_else(unannotated)
}

fn titled_name(context: &Context<'_>) -> Option<Stated<String>> {
    let part = context.outline.parts.iter().find(|part| part.section.level == 1)?;
    let title = &*part.heading;
    let name = title.split([' ', '(', ':']).next()?;
    // A sentence names nothing by its first word.
    let is_sentence = name.ends_with("ing") && title.contains(" the ");
    (!is_sentence && type_ref::is_name(name)).then(|| Stated { value: name.to_owned(), span: part.section.span })
}

/// What introduces the base type in a sentence.
static BASE_PHRASES: Phrases = Phrases::new(&[
    "inherits from",
    "inherits properties from",
    "inherits all properties from",
    "inherited from",
    "inherit from",
    "derived from",
    "derives from",
    "subtype of",
    "subclass of",
    "subclass from",
    "extends",
]);

/// What introduces derived types in a sentence.
static DERIVED_PHRASES: Phrases = Phrases::new(&[
    "base type for",
    "base type of",
    "base class for",
    "base class of",
    "base for",
    "derived types are",
    "derived types:",
]);

static ABSTRACT: Phrases = Phrases::new(&["abstract type", "abstract base type"]);
static OPEN: Phrases = Phrases::new(&["is an open type"]);
static IS_DERIVED: Phrases = Phrases::new(&["is a derived type"]);
static LISTS_DERIVED: Phrases = Phrases::new(&["derived types"]);

/// What a sentence about the type may hold, told before anything is read from it.
static SENTENCES: PhraseSets<6> =
    PhraseSets::new([&ABSTRACT, &OPEN, &DERIVED_PHRASES, &IS_DERIVED, &LISTS_DERIVED, &BASE_PHRASES]);

/// A sentence about several other types, such as "All the things inherit from".
fn is_about_others(sentence: &str) -> bool {
    ["all ", "they ", "these "].iter().any(|word| starts_with(sentence, word))
}

fn read_sentences(context: &mut Context<'_>, facts: &mut ResourceFacts) {
    let outline = context.outline;
    let introduction = outline.parts.iter().filter(|part| part.section.level == 1);
    let others = outline.headed(Topic::Representation).chain(outline.headed(Topic::Properties));
    for part in introduction.chain(others) {
        for text in part.section.paragraphs() {
            let plain = text.plain();
            let [is_abstract, is_open, names_derived, is_derived, lists_derived, names_base] = SENTENCES.are_in(&plain);
            facts.is_abstract |= is_abstract;
            if is_open {
                facts.open = Some(true);
            }
            let reference = |phrases| prose::reference_after(text, &plain, phrases);
            if let Some(derived) = names_derived.then(|| reference(&DERIVED_PHRASES)).flatten() {
                facts.derived.push(derived);
                // "the base type for [a], [b], and [c]": a list of links goes on.
                facts.derived.extend(text.links().skip(1).map(NameRef::of_link));
            } else if is_derived {
                facts.derived.extend(text.links().take(1).map(NameRef::of_link));
            } else if lists_derived {
                let behind = prose::links_after(text, &LISTS_DERIVED);
                facts.derived.extend(behind.map(NameRef::of_link));
            } else if names_base && !is_about_others(&plain) {
                facts.stated_bases.extend(reference(&BASE_PHRASES));
            }
        }
    }
    for part in outline.headed(Topic::DerivedTypes) {
        for (table, span) in part.section.tables() {
            if context.ledger.visit(span) {
                let first_cells = table.rows.iter().filter_map(|row| row.cells.first());
                facts.derived.extend(first_cells.filter_map(|cell| cell.links().next().map(NameRef::of_link)));
                context.ledger.used("derived type", table.rows.len());
            }
        }
        facts.derived.extend(part.section.paragraphs().flat_map(Inline::links).map(NameRef::of_link));
    }
}

fn read_methods(context: &mut Context<'_>, table: &Table<'_>, span: Span, methods: &mut Vec<MethodRow>) {
    if !context.ledger.visit(span) {
        return;
    }
    let header: Vec<String> = table.header.iter().map(|cell| cell.plain().to_lowercase()).collect();
    let returns = header.iter().position(|cell| cell.starts_with("return"));
    methods.reserve_exact(table.rows.len());
    for row in &table.rows {
        let Some(first) = row.cells.first() else { continue };
        let title = first.plain().into_owned();
        let others_empty = row.cells.iter().skip(1).all(Inline::is_empty);
        if title.is_empty() || (others_empty && first.links().next().is_none()) {
            context.ledger.skipped("heading inside a table", 1);
            continue;
        }
        let path = first.links().find_map(|link| link.path.clone());
        let returns = returns.and_then(|column| row.cells.get(column));
        // Some rows show the request instead.
        let returns = returns.filter(|cell| url::method_and_url(&cell.plain()).is_none()).and_then(type_ref::parse);
        methods.push(MethodRow { title, path, returns, span: row.span });
        context.ledger.used("method", 1);
    }
}

fn representation(context: &mut Context<'_>, code: &Code<'_>, span: Span) -> Option<Vec<JsonMember>> {
    let parsed = json::parse(&*code.text);
    let at = |offset: usize| {
        let start = code.start as usize + offset;
        Span::new(start..start + 1)
    };
    match &parsed.value {
        None => context.report(Finding::JsonBroken, span, "the JSON representation cannot be read"),
        Some(_) => {
            if let Some(defect) = parsed.defects.first() {
                let message = format!("the JSON representation is not strict JSON: {}", defect.what);
                context.report(Finding::JsonRepaired, at(defect.offset), message);
            }
        }
    }
    let quoted = first_quoted(&code.text);
    let place = |key: &str| {
        let offset = quoted.get(key).copied().unwrap_or(0);
        Span::new(code.start as usize + offset..code.start as usize + offset + key.len())
    };
    parsed.value.map(|value| placeholder::members(&value, place))
}

/// What stands between quotes, with the first place of each.
fn first_quoted(text: &str) -> FxHashMap<&str, usize> {
    let mut places = FxHashMap::default();
    let mut start = text.len();
    for quote in memchr_iter(b'"', text.as_bytes()) {
        if let Some(inner) = text.get(start..quote) {
            places.entry(inner).or_insert(start);
        }
        start = quote + 1;
    }
    places
}
