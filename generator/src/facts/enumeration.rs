//! Tables of enumeration members: on enum pages below Members, elsewhere below a heading such as `### x values`.

use std::collections::BTreeMap;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::Table;

use super::columns::{MemberColumns, cell};
use super::outline::{Part, Topic};
use super::type_ref::is_identifier;
use super::{Context, Stated, phrases, prose};

/// An enumeration that a page declares.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct EnumFacts {
    /// Its name, as the heading writes it, and the place of the heading.
    pub name: Stated<String>,
    /// Whether the whole page is about it.
    pub own_page: bool,
    /// The sentences below the heading.
    pub doc: String,
    /// Its members, in order.
    pub members: Vec<MemberClaim>,
}

/// A member of an enumeration.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct MemberClaim {
    /// The name on the wire.
    pub name: String,
    /// The number stated for it.
    pub value: Option<i64>,
    /// The sentences about it.
    pub doc: String,
    /// The bytes of the row.
    pub span: Span,
}

/// Reads all enumerations of a page.
pub(super) fn read(context: &mut Context<'_>) -> Vec<EnumFacts> {
    let outline = context.outline;
    let mut enums: Vec<EnumFacts> = Vec::new();
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    let page = context.page;
    let titles = outline.parts.first().map(|part| &*part.heading).into_iter().chain(page.front_matter.get("title"));
    let has_table = |part: &&Part<'_>| part.section.tables().next().is_some();
    for part in outline.parts.iter().filter(|part| !part.in_example).filter(has_table) {
        let own_name = titles.clone().filter(|_| part.topic == Topic::Members).find_map(page_name);
        let own_page = own_name.is_some();
        let Some(name) = own_name.or_else(|| section_name(&part.heading)) else { continue };
        let Some(found) = declaration(context, part, name, own_page) else { continue };
        let known = positions.get(&found.name.value).and_then(|position: &usize| enums.get_mut(*position));
        match known {
            Some(known) => {
                let new = found.members.into_iter();
                let missing: Vec<_> =
                    new.filter(|member| known.members.iter().all(|m| m.name != member.name)).collect();
                known.members.extend(missing);
            }
            None => {
                positions.insert(found.name.value.clone(), enums.len());
                enums.push(found);
            }
        }
    }
    enums
}

fn declaration(context: &mut Context<'_>, part: &Part<'_>, name: String, own_page: bool) -> Option<EnumFacts> {
    let mut members = Vec::new();
    let mut has_table = false;
    for (table, span) in part.section.tables() {
        if let Some(columns) = MemberColumns::of(table) {
            has_table = true;
            read_members(context, table, span, columns, &mut members);
        }
    }
    let page = &context.page.path;
    let mut paragraphs: Vec<_> = part.section.paragraphs().filter(|text| !prose::is_notice(text)).collect();
    if own_page && paragraphs.is_empty() {
        let first = context.outline.parts.first();
        paragraphs = first.map(|part| part.section.paragraphs().collect()).unwrap_or_default();
        paragraphs.retain(|text| !prose::is_notice(text) && !text.starts_with(super::NAMESPACE));
    }
    let doc = paragraphs.iter().map(|text| prose::markdown(text, page)).collect::<Vec<_>>().join("\n\n");
    has_table.then_some(EnumFacts { name: Stated { value: name, span: part.section.span }, own_page, doc, members })
}

fn read_members(
    context: &mut Context<'_>,
    table: &Table<'_>,
    span: Span,
    columns: MemberColumns,
    members: &mut Vec<MemberClaim>,
) {
    if !context.ledger.visit(span) {
        return;
    }
    for row in &table.rows {
        let name = cell(row, Some(columns.name)).map(|cell| cell.plain()).unwrap_or_default();
        let name = name.split(" (").next().unwrap_or(&name).trim_matches(['`', '"', '\'', '*', ' ']).to_owned();
        if name.is_empty() {
            context.ledger.skipped("no name in the first cell", 1);
            continue;
        }
        if members.iter().any(|known: &MemberClaim| known.name == name) {
            context.ledger.skipped("name stands twice", 1);
            continue;
        }
        let value = cell(row, columns.number).and_then(|cell| cell.plain().parse().ok());
        let doc = cell(row, columns.description);
        let doc = doc.map(|cell| prose::markdown(cell, &context.page.path)).unwrap_or_default();
        members.push(MemberClaim { name, value, doc, span: row.span });
        context.ledger.used("member", 1);
    }
}

/// The name in the title of an enum page: `x enum type`, `x enumeration`.
fn page_name(title: &str) -> Option<String> {
    let (name, rest) = title.split_once(' ')?;
    (phrases::starts_with(rest, "enum") && is_identifier(name)).then(|| name.to_owned())
}

/// Last words of a heading over a table of members.
const ENUM_WORDS: [&str; 6] = ["values", "value", "options", "flags", "members", "enumeration"];

/// Words between the name and the last word.
const FILLERS: [&str; 4] = ["property", "enumeration", "enum", "possible"];

/// The name in a heading such as `x values` or `x enumeration values`.
fn section_name(heading: &str) -> Option<String> {
    let mut words = heading.split_whitespace();
    let name = words.next()?;
    let is_one_of = |words: &[&str], word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if !is_one_of(&ENUM_WORDS, words.next_back()?) || !words.all(|word| is_one_of(&FILLERS, word)) {
        return None;
    }
    let name = name.trim_matches(['`', '*', '"']);
    let name = name.rsplit('.').next().unwrap_or(name);
    is_identifier(name).then(|| name.to_owned())
}
