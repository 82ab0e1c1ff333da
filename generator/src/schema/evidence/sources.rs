//! The pages as the evidence reads them: the same index and the same resolving as those of the schema.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::config::Config;
use crate::diagnostic::Span;
use crate::facts::{Facts, JsonMember, NameRef, Places, TypeRef};

use super::super::bases::Bases;
use super::super::index::{Index, Target};
use super::super::resolve::{UnknownNames, area_name};
use super::super::types::Resolver;
use super::super::{Schema, TypeName};
use super::rules::Rule;
use super::{At, Claim, Inference, Source};

/// What all gatherers look at.
pub(super) struct Sources<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) places: &'a [Places],
    pub(super) config: &'a Config,
    pub(super) schema: &'a Schema,
    pub(super) bases: &'a Bases,
}

static NO_PLACES: LazyLock<Places> = LazyLock::new(Places::default);

/// A page by its number.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) number: usize,
    pub(super) facts: &'a Facts,
    pub(super) places: &'a Places,
}

impl<'a> Sources<'a> {
    pub(super) fn page(&self, number: usize) -> Option<Page<'a>> {
        let facts = self.index.facts.get(number)?;
        Some(Page { number, facts, places: self.places.get(number).unwrap_or(&NO_PLACES) })
    }

    /// The pages that declare a type, the main one first.
    pub(super) fn pages_of_type(&self, name: &str) -> Vec<Page<'a>> {
        self.index.types.pages_of(name).iter().filter_map(|page| self.page(*page)).collect()
    }

    pub(super) fn area(&self, page: Page<'_>) -> Option<String> {
        area_name(page.facts.area.as_deref()?, self.config)
    }

    /// Runs what resolves names, without what it reports.
    pub(super) fn resolve<T>(&self, run: impl FnOnce(&mut Resolver<'_, '_>) -> T) -> T {
        let (mut unknown, mut diagnostics) = (UnknownNames::default(), Vec::new());
        run(&mut Resolver { index: self.index, unknown: &mut unknown, diagnostics: &mut diagnostics })
    }

    /// The type that a cell means.
    pub(super) fn cell(&self, ty: &TypeRef, page: Page<'_>) -> TypeName {
        self.resolve(|resolver| resolver.type_name(ty, page.number, page.facts))
    }

    /// The type that a placeholder means.
    pub(super) fn placeholder(&self, member: &JsonMember, page: Page<'_>) -> TypeName {
        self.resolve(|resolver| resolver.placeholder(member, page.number, page.facts))
    }

    /// The name that a reference means; none for a text that means nothing.
    pub(super) fn reference(&self, name: &NameRef, page: Page<'_>) -> Option<Cow<'a, str>> {
        match self.index.resolve(name, page.number, &mut Vec::new()) {
            Target::Unknown(_) if name.text.is_empty() => None,
            target => Some(target.name()),
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn at(&self, span: Span) -> At<'a> {
        At { path: &self.facts.path, span }
    }

    /// The title: where a whole page speaks, not a place on it.
    pub(super) fn title(&self) -> At<'a> {
        self.at(self.facts.title.span)
    }

    pub(super) fn claim(
        &self,
        source: Source,
        span: Span,
        says: impl Into<Cow<'a, str>>,
        rule: &'static Rule,
    ) -> Claim<'a> {
        Claim { source, at: self.at(span), says: says.into(), rule }
    }

    pub(super) fn inference(&self, span: Option<Span>, rule: &'static str) -> Inference<'a> {
        Inference { at: self.at(span.unwrap_or(self.facts.title.span)), rule }
    }

    /// That the page is about its subject; the title says so.
    pub(super) fn described(&self) -> Claim<'a> {
        self.claim(Source::Heading, self.facts.title.span, &*self.facts.path, &super::rules::DESCRIBED)
    }

    /// The annotation of the block that shows the type, or the title.
    pub(super) fn annotation(&self) -> Span {
        self.places.annotation.unwrap_or(self.facts.title.span)
    }

    /// What the page says its subject is: the introduction, or the description of the front matter.
    pub(super) fn doc(&self, rule: &'static Rule) -> Option<Claim<'a>> {
        let places = self.places;
        let (source, span) = match (places.summary, places.description) {
            (Some(span), _) => (Source::Prose, span),
            (None, Some(span)) => (Source::FrontMatter, span),
            (None, None) => return None,
        };
        (!self.facts.summary.is_empty()).then(|| self.claim(source, span, &self.facts.summary, rule))
    }

    /// The notice of retirement.
    pub(super) fn deprecated(&self, rule: &'static Rule) -> Option<Claim<'a>> {
        let says = self.facts.deprecated.as_ref()?;
        let (source, span) = match self.places.deprecated {
            Some(span) => (Source::Prose, span),
            None => (Source::Heading, self.facts.title.span),
        };
        Some(self.claim(source, span, says, rule))
    }
}
