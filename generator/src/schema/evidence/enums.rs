//! What speaks for the facts of enumerations and their members.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::facts::EnumFacts;

use super::super::EnumType;
use super::super::enums::{listed_name, parameters};
use super::super::resolve::EnumNames;
use super::properties::Rows;
use super::rules;
use super::sources::{Page, Sources};
use super::{At, Claim, Evidence, Field, Inference, Source, Subject};

/// What a table or a sentence says are the members.
struct List<'a> {
    page: Page<'a>,
    source: Source,
    span: crate::diagnostic::Span,
    values: &'a [String],
}

pub(super) fn gather<'a>(sources: &Sources<'a>, rows: &'a Rows<'a>, names: &EnumNames, evidence: &mut Evidence) {
    let mut declarations: BTreeMap<String, Vec<(Page<'a>, &'a EnumFacts)>> = BTreeMap::new();
    for ((page, position), name) in names {
        let page = sources.page(*page);
        let found = page.and_then(|page| Some((page, page.facts.enums.get(*position)?)));
        declarations.entry(name.to_lowercase()).or_default().extend(found);
    }
    let lists = lists(sources, rows);
    for (name, declared) in &sources.schema.enums {
        let mut tables = declarations.remove(&name.to_lowercase()).unwrap_or_default();
        tables.sort_by_key(|(page, declared)| (!declared.own_page, page.facts.path.clone()));
        let lists = lists.get(name).map_or(&[][..], Vec::as_slice);
        let main = declared.pages.first().and_then(|path| sources.page(sources.index.page(path)?));
        let place = match (tables.first(), lists.first(), main) {
            (Some((page, first)), ..) => page.at(first.name.span),
            (None, Some(list), _) => list.page.at(list.span),
            (None, None, Some(page)) => page.title(),
            (None, None, None) => continue,
        };
        let gatherer = Gatherer { sources, name, declared, tables: &tables, lists, place };
        gatherer.whole(evidence);
        gatherer.members(evidence);
    }
}

/// The lists of values of all properties and parameters whose type is an enumeration, by its name.
fn lists<'a>(sources: &Sources<'a>, rows: &'a Rows<'a>) -> BTreeMap<String, Vec<List<'a>>> {
    let mut found: BTreeMap<String, Vec<List<'a>>> = BTreeMap::new();
    let mut rows: Vec<_> = rows.by_property().collect();
    rows.sort_by_cached_key(|(owner, property, _)| (*owner, property.name.to_lowercase()));
    for (_, property, hits) in rows {
        let Some(name) = property.ty.named() else { continue };
        if sources.schema.enums.contains_key(name) {
            let lists = hits.iter().flat_map(|hit| hit.lists().map(|list| (hit.page, list)));
            let lists = lists.map(|(page, (source, span, values))| List { page, source, span, values });
            found.entry(name.to_owned()).or_default().extend(lists);
        }
    }
    for page in (0..sources.index.facts.len()).filter_map(|page| sources.page(page)) {
        // The calls of a page share its tables.
        for row in page.facts.operations.first().into_iter().flat_map(parameters) {
            if let Some(name) = listed_name(sources.index, row, page.number) {
                let list = List { page, source: Source::Prose, span: row.span, values: &row.values };
                found.entry(name).or_default().push(list);
            }
        }
    }
    found
}

struct Gatherer<'a> {
    sources: &'a Sources<'a>,
    name: &'a str,
    declared: &'a EnumType,
    tables: &'a [(Page<'a>, &'a EnumFacts)],
    lists: &'a [List<'a>],
    /// The strongest of these places.
    place: At<'a>,
}

impl<'a> Gatherer<'a> {
    fn inferred(&self, rule: &'static str) -> Inference<'a> {
        Inference { at: self.place, rule }
    }

    fn whole(&self, evidence: &mut Evidence) {
        let subject = Subject::Enum(self.name.to_owned());
        let tables = || self.tables.iter();
        let mut names: Vec<Claim<'_>> = tables()
            .map(|(page, table)| {
                let says = self.sources.index.qualify(&table.name.value, page.number);
                page.claim(Source::Heading, table.name.span, says, &rules::HEADING_NAME)
            })
            .collect();
        if self.tables.is_empty() {
            names.extend(self.lists.iter().map(|list| list.claim(self.name, &rules::LISTED_NAME)));
        }
        evidence.record(&subject, Field::Name, names, self.inferred(rules::HEADING_NAME.yields));

        // The value of the field is a set; the order is that of the schema.
        let order: Vec<&str> = self.declared.members.iter().map(|member| member.name.as_str()).collect();
        let joined = |names: &[&str]| {
            let same = names.iter().collect::<BTreeSet<_>>() == order.iter().collect::<BTreeSet<_>>();
            if same { order.join(", ") } else { names.join(", ") }
        };
        let mut members: Vec<Claim<'_>> = tables()
            .map(|(page, table)| {
                let names: Vec<&str> = table.members.iter().map(|member| member.name.as_str()).collect();
                page.claim(Source::Table, table.name.span, joined(&names), &rules::DECLARED_MEMBERS)
            })
            .collect();
        members.extend(self.lists.iter().map(|list| {
            let names: Vec<&str> = list.values.iter().map(String::as_str).collect();
            list.claim(joined(&names), &rules::LIST_OF_MEMBERS)
        }));
        evidence.record(&subject, Field::Members, members, self.inferred(rules::ALL_MEMBERS));

        let areas = tables().filter_map(|(page, _)| {
            let span = page.places.area?;
            Some(page.claim(Source::FrontMatter, span, self.sources.area(*page)?, &rules::FIRST_PAGE))
        });
        evidence.support(&subject, Field::Area, areas.collect(), self.inferred(rules::OF_THE_PAGE));
        let docs = tables().filter(|(_, table)| !table.doc.is_empty());
        let docs = docs.map(|(page, table)| page.claim(Source::Prose, table.name.span, &table.doc, &rules::FIRST_PAGE));
        evidence.support(&subject, Field::Doc, docs.collect(), self.inferred(rules::OF_THE_PAGE));
        let listing = self.lists.iter().filter(|_| self.tables.is_empty()).map(|list| list.page);
        let described = tables().map(|(page, _)| *page).chain(listing).map(|page| page.described());
        evidence.record(&subject, Field::Pages, described.collect(), self.inferred(rules::OF_THE_PAGE));
    }

    fn members(&self, evidence: &mut Evidence) {
        for member in &self.declared.members {
            let subject = Subject::Member { owner: self.name.to_owned(), name: member.name.clone() };
            let rows: Vec<_> = self
                .tables
                .iter()
                .flat_map(|(page, table)| table.members.iter().map(move |row| (page, row)))
                .filter(|(_, row)| row.name == member.name)
                .collect();
            let tables = rows.iter().map(|(page, row)| page.claim(Source::Table, row.span, &row.name, &rules::MEMBER));
            let lists = self.lists.iter().filter(|list| list.values.contains(&member.name));
            let lists = lists.map(|list| list.claim(&member.name, &rules::LIST_OF_MEMBERS));
            let claims = tables.chain(lists).collect();
            evidence.record(&subject, Field::Name, claims, self.inferred(rules::ALL_MEMBERS));

            let numbers = rows.iter().filter_map(|(page, row)| {
                Some(page.claim(Source::Table, row.span, row.value?.to_string(), &rules::MEMBER))
            });
            evidence.support(&subject, Field::Value, numbers.collect(), self.inferred(rules::MEMBER.counts));
            let docs = rows.iter().filter(|(_, row)| !row.doc.is_empty());
            let docs = docs.map(|(page, row)| page.claim(Source::Table, row.span, &row.doc, &rules::MEMBER));
            evidence.support(&subject, Field::Doc, docs.collect(), self.inferred(rules::MEMBER.counts));
        }
    }
}

impl<'a> List<'a> {
    fn claim(&self, says: impl Into<Cow<'a, str>>, rule: &'static rules::Rule) -> Claim<'a> {
        self.page.claim(self.source, self.span, says, rule)
    }
}
