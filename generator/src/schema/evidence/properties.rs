//! What speaks for the facts of properties: rows, representations, and the URLs of operations.
//!
//! Pages of derived types repeat what they inherit; their rows speak for the property of the base.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::diagnostic::Span;
use crate::facts::{EnumFacts, JsonMember, Placeholder, RowClaim};

use super::super::bases::ancestors_of;
use super::super::caseless::Caseless;
use super::super::enums::property_of_values;
use super::super::paths::{Paths, target};
use super::super::segments::{bare, segments, split_last};
use super::super::types::{common_base, members_by_name};
use super::super::{Primitive, Property, TypeName};
use super::rules;
use super::sources::{Page, Sources};
use super::values::{property_word, trait_words};
use super::{At, Claim, Evidence, Field, Inference, Scope, Source, Subject};

/// Where the properties of the schema are shown.
pub(super) struct Rows<'a> {
    /// All properties, each with the qualified name of the type that declares it.
    properties: Vec<(&'a str, &'a Property)>,
    /// In the order of the properties.
    hits: Vec<Hit<'a>>,
}

/// One place that shows a property: a row, a member of the representation, or both.
#[derive(Clone, Copy)]
pub(super) struct Hit<'a> {
    /// The position of the property among all.
    property: usize,
    pub(super) page: Page<'a>,
    pub(super) row: Option<&'a RowClaim>,
    pub(super) member: Option<&'a JsonMember>,
    /// The table that lists the values of the property, where they are no enumeration.
    listed: Option<&'a EnumFacts>,
    is_relationship: bool,
    /// Whether the page is about the type that declares the property, not about one that derives from it.
    is_own: bool,
}

impl<'a> Rows<'a> {
    /// Each property with the name of its type and the places that show it.
    pub(super) fn by_property(&self) -> impl Iterator<Item = (&'a str, &'a Property, &[Hit<'a>])> {
        let mut rest = self.hits.as_slice();
        self.properties.iter().enumerate().map(move |(number, (owner, property))| {
            let count = rest.iter().take_while(|hit| hit.property == number).count();
            let (hits, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = later;
            (*owner, *property, hits)
        })
    }
}

/// Where each property of the schema is shown, or each one that a table or a representation disputes; pages of the type
/// itself come first.
pub(super) fn rows<'a>(sources: &Sources<'a>, scope: Scope) -> Rows<'a> {
    let types = &sources.schema.types;
    let mut properties: Vec<(&str, &Property)> = Vec::with_capacity(types.values().map(|ty| ty.properties.len()).sum());
    let mut numbers: FxHashMap<&str, (Option<&str>, FxHashMap<Caseless<'_>, usize>)> =
        FxHashMap::with_capacity_and_hasher(types.len(), FxBuildHasher);
    for (owner, ty) in types {
        let own = ty.properties.iter().map(|property| Caseless(&property.name));
        numbers.insert(owner, (ty.base.as_deref(), own.zip(properties.len()..).collect()));
        properties.extend(ty.properties.iter().map(|property| (owner.as_str(), property)));
    }
    // Most properties are shown once.
    let mut hits: Vec<Hit<'_>> = Vec::with_capacity(properties.len() + properties.len() / 2);
    for name in types.keys() {
        let own = numbers.get(name.as_str());
        // No chain of bases is longer than there are types.
        let line = || std::iter::successors(own, |(base, _)| numbers.get(base.as_ref()?)).take(types.len());
        for hit in sources.pages_of_type(name).into_iter().flat_map(hits_of_page) {
            let Some(shown) = hit.name().map(Caseless) else { continue };
            let found = line().enumerate().find_map(|(above, (_, names))| Some((above == 0, *names.get(&shown)?)));
            hits.extend(found.map(|(is_own, property)| Hit { is_own, property, ..hit }));
        }
    }
    if scope == Scope::Disputed {
        let disputed = hits.iter().filter(|hit| {
            let property = properties.get(hit.property);
            property.is_some_and(|(_, property)| hit.disputes(property, sources))
        });
        let disputed: FxHashSet<usize> = disputed.map(|hit| hit.property).collect();
        hits.retain(|hit| disputed.contains(&hit.property));
    }
    hits.sort_by_key(|hit| (hit.property, !hit.is_own));
    Rows { properties, hits }
}

fn hits_of_page(page: Page<'_>) -> Vec<Hit<'_>> {
    let Some(resource) = &page.facts.resource else { return Vec::new() };
    let members = members_by_name(resource);
    let listed = page.facts.enums.iter();
    let listed: BTreeMap<&str, &EnumFacts> =
        listed.rev().filter_map(|declared| Some((property_of_values(page.facts, declared)?, declared))).collect();
    let nothing =
        Hit { property: 0, page, row: None, member: None, listed: None, is_relationship: false, is_own: true };
    let rows = resource.properties.len() + resource.relationships.len();
    let mut names: FxHashSet<Caseless<'_>> =
        FxHashSet::with_capacity_and_hasher(rows.max(members.len()), FxBuildHasher);
    let mut hits = Vec::with_capacity(rows.max(members.len()));
    let properties = resource.properties.iter().map(|row| (row, false));
    for (row, is_relationship) in properties.chain(resource.relationships.iter().map(|row| (row, true))) {
        let name = Caseless(&row.name);
        names.insert(name);
        let (member, listed) = (members.get(&name).copied(), listed.get(row.name.as_str()).copied());
        hits.push(Hit { row: Some(row), member, listed, is_relationship, ..nothing });
    }
    let others = resource.representation.iter().flatten().filter(|member| names.insert(Caseless(&member.name)));
    hits.extend(others.map(|member| Hit { member: Some(member), ..nothing }));
    hits
}

impl<'a> Hit<'a> {
    /// The type that the row states.
    fn table_type(&self, sources: &Sources<'_>) -> Option<TypeName> {
        let ty = self.row?.ty.as_ref()?;
        let common = common_base(sources.index, sources.bases, ty, self.page.number);
        Some(common.unwrap_or_else(|| sources.cell(ty, self.page)))
    }

    /// The type that the representation shows. A sample or a bare object says nothing about its type.
    fn shown_type(&self, sources: &Sources<'_>, property: &Property) -> Option<TypeName> {
        let ty = sources.placeholder(self.member?, self.page);
        (*ty.element() != TypeName::Primitive(Primitive::Untyped) || ty == property.ty).then_some(ty)
    }

    /// Whether it says something else than the schema.
    fn disputes(&self, property: &Property, sources: &Sources<'_>) -> bool {
        // On the wire, most things are texts.
        let is_text = |ty: &TypeName| *ty.element() == TypeName::Primitive(Primitive::String);
        let stated = || self.table_type(sources).is_some_and(|ty| ty != property.ty);
        let shown = || self.shown_type(sources, property).is_some_and(|ty| ty != property.ty && !is_text(&ty));
        (self.row.is_some() && self.is_relationship != property.navigation) || stated() || shown()
    }

    fn name(&self) -> Option<&'a str> {
        self.row.map(|row| row.name.as_str()).or(self.member.map(|member| member.name.as_str()))
    }

    fn span(&self) -> Span {
        self.row.map(|row| row.span).or(self.member.map(|member| member.span)).unwrap_or_default()
    }

    /// The lists of values that the place shows: those of the sentence, and those of the representation.
    pub(super) fn lists(&self) -> impl Iterator<Item = (Source, Span, &[String])> {
        let row = self.row.map(|row| (Source::Prose, row.span, row.values.as_slice()));
        let shown = self.member.and_then(|member| match &member.placeholder {
            Placeholder::Values(values) => Some((Source::Representation, member.span, values.as_slice())),
            _ => None,
        });
        row.into_iter().chain(shown).filter(|(.., values)| values.len() > 1)
    }
}

pub(super) fn gather(sources: &Sources<'_>, rows: &Rows<'_>, scope: Scope, evidence: &mut Evidence) {
    // What URLs say is dear to know, and no conflict by itself.
    let shown = rows.by_property().filter(|(.., hits)| scope == Scope::All || !hits.is_empty());
    let shown: Vec<(&str, &Property, &[Hit<'_>])> = shown.collect();
    let names = shown.iter().map(|(_, property, _)| Caseless(&property.name)).collect();
    let navigated = navigated(sources, &names);
    for (owner, property, hits) in shown {
        let Some(main) = sources.pages_of_type(owner).first().copied() else { continue };
        let paths = navigated.get(&(owner, Caseless(&property.name))).map_or(&[][..], Vec::as_slice);
        let subject = Subject::Property { owner: owner.to_owned(), name: property.name.clone() };
        let place = match (hits.first(), paths.first()) {
            (Some(hit), _) => hit.page.at(hit.span()),
            (None, Some(path)) => path.page.at(path.span),
            (None, None) => main.title(),
        };
        let gatherer = Gatherer { sources, subject: &subject, property, hits, paths, place };
        gatherer.ty(scope, evidence);
        gatherer.kind(scope, evidence);
        if scope == Scope::Disputed {
            continue;
        }
        gatherer.name(evidence);
        gatherer.values(evidence);
        gatherer.traits(evidence);
        gatherer.doc(evidence);
    }
}

/// What stands behind a property, as an operation shows it.
struct PathHit<'a> {
    page: Page<'a>,
    span: Span,
    name: String,
    ty: TypeName,
    doc: &'a str,
}

/// By the type that declares a property and the property's name.
type Navigated<'a> = FxHashMap<(&'a str, Caseless<'a>), Vec<PathHit<'a>>>;

/// The operations that read or fill what stands behind the properties with these names.
fn navigated<'a>(sources: &Sources<'a>, names: &FxHashSet<Caseless<'_>>) -> Navigated<'a> {
    let schema = sources.schema;
    let paths = LazyCell::new(|| Paths::new(&schema.types, &schema.container, &schema.operations));
    let mut found = Navigated::default();
    for operation in schema.operations.values().filter(|operation| operation.call.is_none()) {
        let mut ends = operation.urls.iter().filter_map(|url| segments(&url.template).last());
        if !ends.any(|end| names.contains(&Caseless(bare(end)))) {
            continue;
        }
        let page = sources.index.page(&operation.page).and_then(|page| sources.page(page));
        let (Some(ty), Some(page)) = (target(operation), page) else { continue };
        let lines = page.facts.operations.iter().filter(|claim| claim.method == operation.method);
        for line in lines.flat_map(|claim| &claim.requests) {
            let Some((before, last)) = split_last(&line.url.template) else { continue };
            let shown = bare(last);
            if !names.contains(&Caseless(shown)) {
                continue;
            }
            let Some(TypeName::Named(start)) = paths.walk(&before) else { continue };
            let has_it = |name: &&str| {
                let ty = schema.types.get(*name);
                ty.is_some_and(|ty| ty.properties.iter().any(|own| own.name.eq_ignore_ascii_case(shown)))
            };
            let owner = ancestors_of(&schema.types, &start).into_iter().find(has_it);
            let Some((owner, _)) = owner.and_then(|owner| schema.types.get_key_value(owner)) else { continue };
            let known = found.entry((owner, Caseless(shown))).or_default();
            // One place for each thing said; a hundred requests over the same path say no more.
            if known.iter().all(|hit| hit.ty != ty) {
                let (name, ty) = (shown.to_owned(), ty.clone());
                known.push(PathHit { page, span: line.span, name, ty, doc: &operation.doc });
            }
        }
    }
    found
}

/// One property and all that shows it.
struct Gatherer<'a> {
    sources: &'a Sources<'a>,
    subject: &'a Subject,
    property: &'a Property,
    hits: &'a [Hit<'a>],
    paths: &'a [PathHit<'a>],
    /// The strongest of these places.
    place: At<'a>,
}

impl<'a> Gatherer<'a> {
    fn inferred(&self, rule: &'static str) -> Inference<'a> {
        Inference { at: self.place, rule }
    }

    fn name(&self, evidence: &mut Evidence) {
        let mut claims: Vec<Claim<'_>> = self
            .hits
            .iter()
            .filter_map(|hit| Some(hit.page.claim(Source::Table, hit.row?.span, &hit.row?.name, &rules::TABLE_NAME)))
            .collect();
        claims.extend(self.hits.iter().filter_map(|hit| {
            let member = hit.member?;
            Some(hit.page.claim(Source::Representation, member.span, &member.name, &rules::JSON_NAME))
        }));
        claims.extend(self.paths.iter().filter(|_| self.hits.is_empty()).map(|path| path.claim(path.name.as_str())));
        evidence.record(self.subject, Field::Name, claims, self.inferred(rules::NAME_IS_KEPT));
    }

    fn ty(&self, scope: Scope, evidence: &mut Evidence) {
        let mut claims = Vec::new();
        for hit in self.hits {
            let rule = if hit.is_own { &rules::TABLE_TYPE } else { &rules::DERIVED_TABLE };
            let stated = hit.row.and_then(|row| row.ty.as_ref()).zip(hit.table_type(self.sources));
            claims.extend(stated.map(|(ty, says)| hit.page.claim(Source::Table, ty.span, says.into_text(), rule)));
        }
        for hit in self.hits {
            let Some((member, ty)) = hit.member.zip(hit.shown_type(self.sources, self.property)) else { continue };
            let is_plain = *ty.element() == TypeName::Primitive(Primitive::String);
            let table = hit.row.and_then(|row| row.ty.as_ref());
            let counts = table.is_some() && ty == self.property.ty;
            let rule = match (is_plain, counts) {
                (true, true) if table.is_some_and(|table| table.collection) && !member.collection => {
                    &rules::JSON_IS_ONE
                }
                (true, _) => &rules::PLAIN_TEXT,
                (false, true) => &rules::JSON_NARROWS,
                (false, false) => &rules::JSON_TYPE,
            };
            claims.push(hit.page.claim(Source::Representation, member.span, ty.into_text(), rule));
        }
        claims.extend(self.paths.iter().map(|path| path.claim(path.ty.text())));
        let is_by_values = self.property.ty.named().is_some() && self.hits.iter().any(|hit| hit.lists().count() > 0);
        let rule = if is_by_values { rules::BY_VALUES } else { rules::ANY_VALUE };
        let value = self.property.ty.text();
        evidence.dispute(scope, (self.subject, Field::Type, &value), claims, self.inferred(rule));
    }

    fn kind(&self, scope: Scope, evidence: &mut Evidence) {
        let rows = self.hits.iter().filter_map(|hit| {
            let rule = if hit.is_relationship { &rules::RELATIONSHIP } else { &rules::PROPERTY };
            Some(hit.page.claim(Source::Table, hit.row?.span, property_word(hit.is_relationship), rule))
        });
        let mut claims: Vec<Claim<'_>> = rows.collect();
        claims.extend(self.paths.iter().filter(|_| self.hits.is_empty()).map(|path| path.claim(property_word(true))));
        let value = property_word(self.property.navigation);
        evidence.dispute(scope, (self.subject, Field::Kind, value), claims, self.inferred(rules::JSON_NAME.counts));
    }

    fn values(&self, evidence: &mut Evidence) {
        let mut claims = Vec::new();
        for hit in self.hits.iter().filter(|hit| hit.is_own) {
            for member in hit.listed.iter().flat_map(|declared| &declared.members) {
                claims.push(hit.page.claim(Source::Table, member.span, &member.name, &rules::DECLARED_MEMBERS));
            }
            for (source, span, values) in hit.lists() {
                let rule = if source == Source::Prose { &rules::LISTED_VALUES } else { &rules::SHOWN_VALUES };
                claims.extend(values.iter().map(|value| hit.page.claim(source, span, value, rule)));
            }
        }
        // The values of an enumeration are its members; what lists them speaks there.
        evidence.support(self.subject, Field::Values, claims, self.inferred(rules::LISTED_VALUES.counts));
    }

    fn traits(&self, evidence: &mut Evidence) {
        let rows = self.hits.iter().filter_map(|hit| Some((hit, hit.row?)));
        let claims = rows.flat_map(|(hit, row)| {
            let words = trait_words(&row.traits);
            words.into_iter().map(|says| hit.page.claim(Source::Prose, row.span, says, &rules::ROW_SAYS))
        });
        evidence.support(self.subject, Field::Traits, claims.collect(), self.inferred(rules::OF_THE_PAGE));
    }

    fn doc(&self, evidence: &mut Evidence) {
        let rows = self.hits.iter().filter_map(|hit| Some((hit, hit.row?)));
        let own = rows.filter(|(hit, row)| hit.is_own && !row.doc.is_empty());
        let mut claims: Vec<Claim<'_>> =
            own.map(|(hit, row)| hit.page.claim(Source::Table, row.span, &row.doc, &rules::FIRST_PAGE)).collect();
        claims.extend(self.paths.iter().filter(|_| self.hits.is_empty()).map(|path| path.claim(path.doc)));
        evidence.support(self.subject, Field::Doc, claims, self.inferred(rules::OF_THE_PAGE));
    }
}

impl<'a> PathHit<'a> {
    fn claim(&'a self, says: impl Into<Cow<'a, str>>) -> Claim<'a> {
        self.page.claim(Source::Url, self.span, says, &rules::URL_TYPE)
    }
}
