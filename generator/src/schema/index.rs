//! Which page declares which name: links and names are followed through this index.

use std::borrow::Cow;

use memchr::memrchr;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, NameRef};

use super::caseless::Caseless;
use super::operations::Listings;

/// The declarations of all pages. Names are looked up without regard to case, because links and texts differ in it.
pub(super) struct Index<'a> {
    pub(super) facts: &'a [Facts],
    /// The namespace of names that are written without one.
    pub(super) namespace: &'a str,
    by_path: FxHashMap<Caseless<'a>, usize>,
    /// The first page with a file name.
    by_stem: FxHashMap<Caseless<'a>, usize>,
    /// By page: the next one with its file name.
    same_stem: Vec<Option<usize>>,
    pub(super) types: Names<'a>,
    pub(super) enums: Names<'a>,
    /// Which Methods tables list a page.
    pub(super) listings: Listings<'a>,
}

/// Qualified names and the pages that declare them.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// In the order in which they were declared first.
    declared: Vec<Declared>,
    /// In the order of the names in lower case.
    sorted: Vec<usize>,
    /// The first name with a short name: names are looked up here.
    short: FxHashMap<Caseless<'a>, usize>,
    by_page: Vec<Vec<usize>>,
}

/// A qualified name as it is spelled, and the pages that declare it.
struct Declared {
    name: String,
    pages: Vec<usize>,
    /// The next name with the same short name.
    next: Option<usize>,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target<'i> {
    Type(&'i str),
    Enum(&'i str),
    /// Nothing that is documented; the qualified name that the reference would have.
    Unknown(String),
}

impl<'i> Target<'i> {
    pub(super) fn name(self) -> Cow<'i, str> {
        match self {
            Target::Type(name) | Target::Enum(name) => Cow::Borrowed(name),
            Target::Unknown(name) => Cow::Owned(name),
        }
    }

    pub(super) fn into_name(self) -> String {
        self.name().into_owned()
    }
}

impl<'a> Names<'a> {
    /// Joins declarations: a short name, the qualified name and the page of each. The first spelling of a name counts.
    pub(super) fn new(pages: usize, declarations: impl Iterator<Item = (&'a str, String, usize)>) -> Self {
        let mut names = Names { by_page: vec![Vec::new(); pages], ..Names::default() };
        for (short, name, page) in declarations {
            let number = names.find_short(short, &name).unwrap_or_else(|| {
                let number = names.declared.len();
                let last = names.with_short(short).last();
                match last.and_then(|last| names.declared.get_mut(last)) {
                    Some(last) => last.next = Some(number),
                    None => _ = names.short.insert(Caseless(short), number),
                }
                names.declared.push(Declared { name, pages: Vec::new(), next: None });
                number
            });
            if let Some(declared) = names.declared.get_mut(number) {
                declared.pages.push(page);
            }
            if let Some(numbers) = names.by_page.get_mut(page) {
                numbers.push(number);
            }
        }
        let name = |number: &usize| names.declared.get(*number).map(|declared| declared.name.to_lowercase());
        names.sorted = (0..names.declared.len()).collect();
        names.sorted.sort_by_cached_key(name);
        names
    }

    /// All names, as they are spelled, with the pages that declare them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[usize])> {
        let declared = self.sorted.iter().filter_map(|number| self.declared.get(*number));
        declared.map(|declared| (declared.name.as_str(), declared.pages.as_slice()))
    }

    /// The pages that declare a qualified name.
    pub(super) fn pages_of(&self, qualified: &str) -> &[usize] {
        self.find(qualified).map_or(&[], |declared| &declared.pages)
    }

    /// The spelling of a qualified name.
    pub(super) fn get(&self, qualified: &str) -> Option<&str> {
        self.find(qualified).map(|declared| declared.name.as_str())
    }

    fn find(&self, qualified: &str) -> Option<&Declared> {
        let short = short_name(qualified);
        // Every qualified name has a namespace.
        let has_namespace = short.len() < qualified.len();
        self.declared.get(has_namespace.then(|| self.find_short(short, qualified)).flatten()?)
    }

    /// The number of a qualified name.
    fn find_short(&self, short: &str, qualified: &str) -> Option<usize> {
        let is_it = |number: &usize| self.spelled(*number).is_some_and(|name| Caseless(name) == Caseless(qualified));
        self.with_short(short).find(is_it)
    }

    /// The numbers of the names with a short name.
    fn with_short(&self, short: &str) -> impl Iterator<Item = usize> + Clone {
        let first = self.short.get(&Caseless(short)).copied();
        std::iter::successors(first, |number| self.declared.get(*number)?.next)
    }

    fn spelled(&self, number: usize) -> Option<&str> {
        self.declared.get(number).map(|declared| declared.name.as_str())
    }

    /// The names that a page declares.
    pub(super) fn of_page(&self, page: usize) -> impl Iterator<Item = &str> {
        let numbers = self.by_page.get(page).into_iter().flatten();
        numbers.filter_map(|number| self.spelled(*number))
    }

    /// The name with a short name: the one in a preferred namespace, or the first one.
    fn by_short<'n>(&self, short: &str, namespaces: impl FnOnce() -> [&'n str; 2]) -> Option<&str> {
        let names = self.with_short(short).filter_map(|number| self.spelled(number));
        let first = names.clone().next()?;
        if names.clone().nth(1).is_none() {
            return Some(first);
        }
        let in_namespace =
            |namespace: &str| names.clone().find(|name| namespace_of(name).eq_ignore_ascii_case(namespace));
        namespaces().into_iter().find_map(in_namespace).or(Some(first))
    }
}

impl<'a> Index<'a> {
    pub(super) fn new(facts: &'a [Facts], namespace: &'a str) -> Self {
        let mut by_path = FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
        let mut by_stem = FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
        let mut same_stem = Vec::with_capacity(facts.len());
        for (page, facts) in facts.iter().enumerate().rev() {
            by_path.entry(Caseless(&facts.path)).or_insert(page);
            same_stem.push(by_stem.insert(Caseless(stem(&facts.path)), page));
        }
        same_stem.reverse();
        let (types, enums, listings) = (Names::default(), Names::default(), Listings::new());
        Index { facts, namespace, by_path, by_stem, same_stem, types, enums, listings }
    }

    /// The page with a path, regardless of case.
    pub(super) fn page(&self, path: &str) -> Option<usize> {
        self.by_path.get(&Caseless(path)).copied()
    }

    /// The pages with a file name, without its ending and regardless of case.
    pub(super) fn pages_with_stem(&self, stem: &str) -> impl Iterator<Item = usize> {
        let first = self.by_stem.get(&Caseless(stem)).copied();
        std::iter::successors(first, |page| *self.same_stem.get(*page)?)
    }

    /// Whether the link of a reference leads to a page about a call.
    pub(super) fn leads_to_call(&self, name: &NameRef) -> bool {
        let page = name.path.as_deref().and_then(|path| self.page(path));
        page.and_then(|page| self.facts.get(page)).is_some_and(|facts| !facts.operations.is_empty())
    }

    /// The namespace that a page states, or the default.
    pub(super) fn namespace_of(&self, page: usize) -> &str {
        let stated = self.facts.get(page).and_then(|facts| facts.namespace.as_deref());
        stated.filter(|name| name.contains('.') && !name.ends_with('.')).unwrap_or(self.namespace)
    }

    /// A name with its namespace: the one it is written with, or that of its page.
    pub(super) fn qualify<'n>(&self, name: &'n str, page: usize) -> Cow<'n, str> {
        let name = name.trim_start_matches('#');
        match name.contains('.') {
            true => Cow::Borrowed(name),
            false => Cow::Owned([self.namespace_of(page), ".", name].concat()),
        }
    }

    /// Follows a reference on a page: first its link, then its text.
    pub(super) fn resolve(&self, name: &NameRef, page: usize, diagnostics: &mut Vec<Diagnostic>) -> Target<'_> {
        let by_text = || self.by_text(&name.text, page).unwrap_or_else(|| self.unknown(&name.text));
        let Some(target) = self.linked_page(name, page, diagnostics) else { return by_text() };
        // A link may lead to the page of a type where an enumeration of that page, or of another, is meant.
        let wanted = Wanted::new(&name.text);
        let by_enum = || self.enum_by_text(&wanted, page);
        if let Some(found) = self.enum_of_page(name, &wanted, target).or_else(by_enum) {
            return Target::Enum(found);
        }
        self.types.of_page(target).next().map_or_else(by_text, Target::Type)
    }

    /// [`Index::resolve`] for a type cell, whose link text should be the name of the type.
    pub(super) fn resolve_cell(&self, name: &NameRef, page: usize, diagnostics: &mut Vec<Diagnostic>) -> Target<'_> {
        let target = self.resolve(name, page, diagnostics);
        if let (Target::Type(declared), Some(_)) = (&target, &name.path) {
            self.check_text(name, declared, page, diagnostics);
        }
        target
    }

    /// The page that the link of a reference leads to: by path, then regardless of case, then by file name.
    fn linked_page(&self, name: &NameRef, page: usize, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
        let path = name.path.as_deref()?;
        if let Some((real, found)) = self.by_path.get_key_value(&Caseless(path)) {
            if real.0 != path {
                let message = format!("the link leads to `{path}`, the file is `{}`", real.0);
                let from = self.facts.get(page)?;
                diagnostics.push(Diagnostic::new(Code::LinkCase, &from.path, name.span, message));
            }
            return Some(*found);
        }
        let from = self.facts.get(page)?;
        let found = self.pages_with_stem(stem(path)).next()?;
        let real = self.facts.get(found).map_or("", |facts| &facts.path);
        let message = format!("the link leads to `{path}`, the page is `{real}`");
        diagnostics.push(Diagnostic::new(Code::LinkFolder, &from.path, name.span, message));
        Some(found)
    }

    /// The enumeration that a reference means on the page it links to: by anchor, by text, or the page's own.
    fn enum_of_page(&self, name: &NameRef, wanted: &Wanted<'_>, page: usize) -> Option<&str> {
        let declared = || self.enums.of_page(page);
        let first = declared().next()?;
        let by_name = |wanted: &str| declared().find(|name| short_name(name).eq_ignore_ascii_case(wanted));
        let anchor = name.anchor.as_deref().map(anchor_name);
        anchor.and_then(by_name).or_else(|| by_name(wanted.short)).or_else(|| {
            let is_own_page = declared().nth(1).is_none() && self.types.of_page(page).next().is_none();
            is_own_page.then_some(first)
        })
    }

    /// What a name means that stands on a page.
    pub(super) fn by_text(&self, text: &str, page: usize) -> Option<Target<'_>> {
        let wanted = Wanted::new(text);
        if let Some(found) = self.enum_by_text(&wanted, page) {
            return Some(Target::Enum(found));
        }
        let by_short = || self.types.by_short(wanted.short, || self.namespaces(page));
        wanted.find(&self.types).or_else(by_short).map(Target::Type)
    }

    /// The enumeration that a name means that stands on a page; none for the full name of a type.
    fn enum_by_text(&self, wanted: &Wanted<'_>, page: usize) -> Option<&str> {
        let by_short = || self.enums.by_short(wanted.short, || self.namespaces(page));
        wanted.find(&self.enums).or_else(|| wanted.find(&self.types).is_none().then(by_short).flatten())
    }

    /// The namespaces in which a name without one is looked for first.
    fn namespaces(&self, page: usize) -> [&str; 2] {
        [self.namespace_of(page), self.namespace]
    }

    fn unknown(&self, text: &str) -> Target<'_> {
        let text = text.trim_start_matches('#');
        let name = if text.contains('.') { text.to_owned() } else { format!("{}.{text}", self.namespace) };
        Target::Unknown(name)
    }

    fn check_text(&self, name: &NameRef, declared: &str, page: usize, diagnostics: &mut Vec<Diagnostic>) {
        let text = short_name(&name.text);
        let is_name = || !text.is_empty() && text.chars().all(char::is_alphanumeric);
        if !text.eq_ignore_ascii_case(short_name(declared))
            && is_name()
            && let Some(from) = self.facts.get(page)
        {
            let message = format!("the link text is `{}`, the page declares `{declared}`; the page counts", name.text);
            diagnostics.push(Diagnostic::new(Code::LinkTextMismatch, &from.path, name.span, message));
        }
    }
}

/// A name as a page writes it.
struct Wanted<'t> {
    text: &'t str,
    has_namespace: bool,
    /// What stands behind its namespace.
    short: &'t str,
}

impl<'t> Wanted<'t> {
    fn new(text: &'t str) -> Self {
        let text = text.trim_start_matches('#');
        let short = short_name(text);
        Wanted { text, has_namespace: short.len() < text.len(), short }
    }

    /// The name itself, if it has a namespace and is declared.
    fn find<'n>(&self, names: &'n Names<'_>) -> Option<&'n str> {
        names.spelled(self.has_namespace.then(|| names.find_short(self.short, self.text)).flatten()?)
    }
}

/// The part of a name behind the last dot.
pub(super) fn short_name(name: &str) -> &str {
    let start = memrchr(b'.', name.as_bytes()).map_or(0, |dot| dot + 1);
    name.get(start..).unwrap_or(name)
}

/// The part of a name before the last dot.
fn namespace_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(namespace, _)| namespace)
}

/// The file name of a path without its ending.
pub(super) fn stem(path: &str) -> &str {
    let start = memrchr(b'/', path.as_bytes()).map_or(0, |slash| slash + 1);
    let file = path.get(start..).unwrap_or(path);
    memrchr(b'.', file.as_bytes()).and_then(|dot| file.get(..dot)).unwrap_or(file)
}

/// `x-values` -> `x`
pub(super) fn anchor_name(anchor: &str) -> &str {
    anchor.strip_suffix("-values").or_else(|| anchor.strip_suffix("-value")).unwrap_or(anchor)
}
