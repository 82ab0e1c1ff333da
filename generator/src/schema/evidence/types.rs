//! What speaks for the facts of entity and complex types.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::facts::{Placeholder, RowClaim, TypeClaim};

use super::super::bases::is_meant;
use super::super::index::{Target, short_name};
use super::super::{Kind, StructuredType};
use super::rules::{self, Rule};
use super::sources::{Page, Sources};
use super::values::{YES, kind_word};
use super::{At, Claim, Evidence, Field, Inference, Scope, Source, Subject};

/// What other pages say about types, by qualified name.
#[derive(Default)]
struct Elsewhere<'a> {
    /// Examples that show the type in the place of another.
    shown: BTreeMap<&'a str, Vec<Claim<'a>>>,
    /// Rows of properties whose values have the type, the first of each page.
    parts: BTreeMap<&'a str, Vec<Claim<'a>>>,
    /// Rows of relationships that lead to the type, the first of each page.
    targets: BTreeMap<&'a str, Vec<Claim<'a>>>,
    /// Pages that list the type among those that derive from theirs.
    derived: BTreeMap<Cow<'a, str>, Vec<Claim<'a>>>,
}

pub(super) fn gather<'a>(sources: &Sources<'a>, scope: Scope, evidence: &mut Evidence) {
    let mut elsewhere = elsewhere(sources, scope);
    for (name, ty) in &sources.schema.types {
        let pages = sources.pages_of_type(name);
        let Some(main) = pages.first().copied() else { continue };
        let subject = Subject::Type(name.clone());
        let all = |claim: &dyn Fn(&Page<'a>) -> Option<Claim<'a>>| pages.iter().filter_map(claim).collect::<Vec<_>>();

        let claims = pages.iter().flat_map(|page| names(sources, page)).collect();
        let inference = main.inference(None, rules::NAME_IS_KEPT);
        evidence.dispute(scope, (&subject, Field::Name, name), claims, inference);
        let derived = elsewhere.derived.remove(name.as_str()).unwrap_or_default();
        let shown = elsewhere.shown.remove(name.as_str()).unwrap_or_default();
        let shown = shown.into_iter().filter(|claim| ty.base.as_deref() == Some(&*claim.says));
        base(sources, scope, (&subject, ty), &pages, derived.into_iter().chain(shown).collect(), evidence);
        if scope == Scope::Disputed {
            continue;
        }
        let uses =
            [&mut elsewhere.targets, &mut elsewhere.parts].map(|uses| uses.remove(name.as_str()).unwrap_or_default());
        kind(&subject, ty, &pages, uses.into_iter().flatten().collect(), evidence);
        let whole = || main.inference(Some(main.annotation()), rules::OF_THE_PAGE);
        let keys = all(&|page| {
            let key = page.facts.resource.as_ref()?.key.as_ref()?;
            Some(page.claim(Source::Annotation, page.annotation(), key, &rules::FIRST_PAGE))
        });
        evidence.record(&subject, Field::Key, keys, whole());
        flags(&subject, &pages, evidence);
        let areas = all(&|page| {
            let span = page.places.area?;
            Some(page.claim(Source::FrontMatter, span, sources.area(*page)?, &rules::FIRST_PAGE))
        });
        evidence.record(&subject, Field::Area, areas, whole());
        let notices = all(&|page| page.deprecated(&rules::FIRST_PAGE));
        evidence.record(&subject, Field::Deprecated, notices, whole());
        let docs = all(&|page| page.doc(&rules::FIRST_PAGE));
        evidence.record(&subject, Field::Doc, docs, whole());
        let described = pages.iter().map(Page::described).collect();
        evidence.record(&subject, Field::Pages, described, whole());
    }
}

fn elsewhere<'a>(sources: &Sources<'a>, scope: Scope) -> Elsewhere<'a> {
    let mut found = Elsewhere::default();
    for page in (0..sources.index.facts.len()).filter_map(|page| sources.page(page)) {
        let Some(resource) = &page.facts.resource else { continue };
        if scope == Scope::All {
            add_first(sources, page, &resource.properties, Kind::Complex, &rules::PART_IS_COMPLEX, &mut found.parts);
            let targets = &mut found.targets;
            add_first(sources, page, &resource.relationships, Kind::Entity, &rules::TARGET_IS_IDENTITY, targets);
        }
        for (declared, derived) in resource
            .derived
            .iter()
            .flat_map(|derived| sources.index.types.of_page(page.number).map(move |declared| (declared, derived)))
        {
            let named = sources.reference(derived, page).filter(|name| name != declared);
            if let Some(name) = named.filter(|name| is_meant(derived, name)) {
                let claim = page.claim(Source::Prose, derived.span, declared, &rules::LISTED_BASE);
                found.derived.entry(name).or_default().push(claim);
            }
        }
    }
    for instance in &sources.bases.shown {
        let Some(page) = sources.page(instance.page) else { continue };
        let claim = page.claim(Source::Example, instance.span, &instance.base, &rules::SHOWN_BASE);
        found.shown.entry(&instance.derived).or_default().push(claim);
    }
    found
}

/// What rows say about the kind of the types that they name: the first row of the page for each type.
fn add_first<'a>(
    sources: &Sources<'a>,
    page: Page<'a>,
    rows: &[RowClaim],
    kind: Kind,
    rule: &'static Rule,
    claims: &mut BTreeMap<&'a str, Vec<Claim<'a>>>,
) {
    for ty in rows.iter().filter_map(|row| row.ty.as_ref()) {
        if let TypeClaim::Named(name) = &ty.claim
            && let Target::Type(named) = sources.index.resolve(name, page.number, &mut Vec::new())
        {
            let known = claims.entry(named).or_default();
            if known.iter().all(|claim| *claim.at.path != page.facts.path) {
                known.push(page.claim(Source::Table, ty.span, kind_word(kind), rule));
            }
        }
    }
}

fn names<'a>(sources: &Sources<'a>, page: &Page<'a>) -> Vec<Claim<'a>> {
    let Some(resource) = &page.facts.resource else { return Vec::new() };
    let annotated = resource.annotated_name.iter().map(|name| (Source::Annotation, name, &rules::ANNOTATED_NAME));
    let titled = resource.titled_name.iter().map(|name| (Source::Heading, name, &rules::TITLED_NAME));
    annotated
        .chain(titled)
        .map(|(source, name, rule)| {
            page.claim(source, name.span, sources.index.qualify(&name.value, page.number), rule)
        })
        .collect()
}

fn base<'a>(
    sources: &Sources<'a>,
    scope: Scope,
    (subject, ty): (&Subject, &StructuredType),
    pages: &[Page<'a>],
    derived: Vec<Claim<'a>>,
    evidence: &mut Evidence,
) {
    let Some(main) = pages.first() else { return };
    let (mut stated, mut annotated, mut noted) = (Vec::new(), Vec::new(), Vec::new());
    for page in pages {
        let Some(resource) = &page.facts.resource else { continue };
        for reference in &resource.stated_bases {
            let name = sources.reference(reference, *page);
            stated.extend(name.map(|name| page.claim(Source::Prose, reference.span, name, &rules::STATED_BASE)));
        }
        if let Some(base) = &resource.annotated_base {
            // Where there is no type of this name, the schema may take the one with the same short name: an inference.
            let name = sources.index.qualify(&base.value, page.number);
            let name = sources.index.types.get(&name).map_or(name, Cow::Borrowed);
            annotated.push(page.claim(Source::Annotation, base.span, name, &rules::ANNOTATED_BASE));
        }
        if resource.denies_base {
            annotated.push(page.claim(Source::Annotation, page.annotation(), rules::NOTHING, &rules::ANNOTATED_BASE));
        }
        for row in resource.properties.iter().chain(&resource.relationships) {
            let Some(name) = row.inherited_from.as_deref().and_then(|note| sources.reference(note, *page)) else {
                continue;
            };
            if noted.iter().all(|claim: &Claim<'_>| claim.says != name) {
                noted.push(page.claim(Source::Table, row.span, name, &rules::NOTED_BASE));
            }
        }
    }
    let claims: Vec<Claim<'_>> = stated.into_iter().chain(annotated).chain(derived).chain(noted).collect();
    let is_short =
        |claim: &Claim<'_>| ty.base.as_deref().is_some_and(|base| short_name(base) == short_name(&claim.says));
    let rule = match (&ty.base, claims.iter().any(is_short)) {
        (Some(_), true) => rules::SHORT_BASE,
        (Some(_), false) => rules::ROOT,
        (None, _) => rules::NO_BASE,
    };
    let place = main.inference(Some(main.annotation()), rule);
    let value = ty.base.as_deref().unwrap_or(rules::NOTHING);
    evidence.dispute(scope, (subject, Field::Base, value), claims, place);
}

fn kind(subject: &Subject, ty: &StructuredType, pages: &[Page<'_>], uses: Vec<Claim<'_>>, evidence: &mut Evidence) {
    let Some(main) = pages.first() else { return };
    let mut claims = Vec::new();
    for page in pages {
        let Some(resource) = &page.facts.resource else { continue };
        let key = resource.key.as_ref().map(|_| (Source::Annotation, page.annotation(), &rules::KEY_IS_IDENTITY));
        let method = resource.methods.first().map(|row| (Source::Methods, row.span, &rules::METHODS_ARE_IDENTITY));
        let relationship = resource.relationships.first();
        let relationship = relationship.map(|row| (Source::Table, row.span, &rules::RELATIONSHIPS_ARE_IDENTITY));
        let identifier =
            resource.representation.iter().flatten().find(|member| member.placeholder == Placeholder::Identifier);
        let identifier = identifier.map(|member| (Source::Representation, member.span, &rules::IDENTIFIER_IS_IDENTITY));
        let found = key.into_iter().chain(method).chain(relationship).chain(identifier);
        claims.extend(found.map(|(source, span, rule)| page.claim(source, span, kind_word(Kind::Entity), rule)));
    }
    claims.extend(uses);
    let is_below = !claims.is_empty() && ty.base.is_some();
    let rule = if ty.kind == Kind::Entity || is_below { rules::HIERARCHY } else { rules::NO_IDENTITY };
    // What made the hierarchy is what told the base.
    let base = evidence.subjects.get(subject).and_then(|facts| facts.get(&Field::Base)?.witnesses.first());
    let base = base.filter(|_| rule == rules::HIERARCHY).map(|base| base.location.clone());
    let at = base.as_ref().map_or(main.title(), |base| At { path: &base.path, span: base.span });
    evidence.record(subject, Field::Kind, claims, Inference { at, rule });
}

/// What is true of the type or not said.
fn flags(subject: &Subject, pages: &[Page<'_>], evidence: &mut Evidence) {
    let Some(main) = pages.first() else { return };
    let mut is_abstract = Vec::new();
    let mut open = Vec::new();
    let mut shown = main.representation();
    for page in pages {
        let Some(resource) = &page.facts.resource else { continue };
        if resource.is_abstract {
            let sentence = page.places.is_abstract.map(|span| (Source::Prose, span));
            let (source, span) = sentence.unwrap_or((Source::Annotation, page.annotation()));
            is_abstract.push(page.claim(source, span, YES, &rules::ABSTRACT));
        }
        if let Some(flag) = resource.open {
            let says = if flag { YES } else { "no" };
            open.push(page.claim(Source::Annotation, page.annotation(), says, &rules::OPEN));
        }
        if resource.has_sample_keys {
            shown = page.representation();
        }
    }
    evidence.support(subject, Field::Abstract, is_abstract, main.inference(None, rules::OF_THE_PAGE));
    if open.iter().any(|claim| claim.says == YES) || evidence.has(subject, Field::Open) {
        let other = Inference { at: shown, rule: rules::SAMPLE_KEYS };
        evidence.record(subject, Field::Open, open, other);
    }
}

impl<'a> Page<'a> {
    fn representation(&self) -> At<'a> {
        self.at(self.places.representation.unwrap_or(self.facts.title.span))
    }
}
