//! Which page declares which name: links and names are followed through this index.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, NameRef};

use super::operations::Listings;

/// The declarations of all pages. Names are looked up without regard to case, because links and texts differ in it.
pub(super) struct Index<'a> {
    pub(super) facts: &'a [Facts],
    /// The namespace of names that are written without one.
    pub(super) namespace: &'a str,
    by_path: FxHashMap<Cow<'a, str>, usize>,
    by_stem: FxHashMap<Cow<'a, str>, Vec<usize>>,
    pub(super) types: Names,
    pub(super) enums: Names,
    /// Which Methods tables list a page.
    pub(super) listings: Listings<'a>,
}

/// Qualified names and the pages that declare them.
#[derive(Default)]
pub(super) struct Names {
    /// In the order in which they were declared first.
    declared: Vec<Declared>,
    /// By qualified name in lower case, for their order.
    qualified: BTreeMap<String, usize>,
    /// By short name in lower case: names are looked up here.
    short: FxHashMap<String, Vec<usize>>,
    by_page: Vec<Vec<usize>>,
}

/// A qualified name as it is spelled, and the pages that declare it.
struct Declared {
    name: String,
    pages: Vec<usize>,
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

impl Names {
    /// Adds a declaration; the first spelling of a name counts.
    pub(super) fn declare(&mut self, name: &str, page: usize) {
        let number = *self.qualified.entry(name.to_lowercase()).or_insert_with(|| {
            self.declared.push(Declared { name: name.to_owned(), pages: Vec::new() });
            let number = self.declared.len() - 1;
            self.short.entry(short_name(name).to_lowercase()).or_default().push(number);
            number
        });
        if self.by_page.len() <= page {
            self.by_page.resize_with(page + 1, Vec::new);
        }
        if let Some(numbers) = self.by_page.get_mut(page) {
            numbers.push(number);
        }
        if let Some(declared) = self.declared.get_mut(number) {
            declared.pages.push(page);
        }
    }

    /// All names, as they are spelled, with the pages that declare them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[usize])> {
        let declared = self.qualified.values().filter_map(|number| self.declared.get(*number));
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
        has_namespace.then(|| self.find_short(&folded(short), qualified)).flatten()
    }

    /// [`Names::find`] for who has the short name in lower case already.
    fn find_short(&self, short: &str, qualified: &str) -> Option<&Declared> {
        self.with_short(short).find(|known| known.name == qualified || folded(&known.name) == folded(qualified))
    }

    /// The declarations of a short name in lower case.
    fn with_short(&self, short: &str) -> impl Iterator<Item = &Declared> {
        self.short.get(short).into_iter().flatten().filter_map(|number| self.declared.get(*number))
    }

    /// The names that a page declares.
    pub(super) fn of_page(&self, page: usize) -> impl Iterator<Item = &str> {
        let numbers = self.by_page.get(page).into_iter().flatten();
        numbers.filter_map(|number| self.declared.get(*number)).map(|declared| declared.name.as_str())
    }

    /// The name with a short name in lower case: the one in a preferred namespace, or the first one.
    fn by_short(&self, short: &str, namespaces: &[&str]) -> Option<&str> {
        let names = || self.with_short(short).map(|declared| declared.name.as_str());
        let first = names().next()?;
        let in_namespace = |namespace: &&str| names().find(|name| namespace_of(name).eq_ignore_ascii_case(namespace));
        namespaces.iter().find_map(in_namespace).or(Some(first))
    }
}

impl<'a> Index<'a> {
    pub(super) fn new(facts: &'a [Facts], namespace: &'a str) -> Self {
        let mut by_path = FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
        let mut by_stem: FxHashMap<Cow<'_, str>, Vec<usize>> =
            FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
        for (page, facts) in facts.iter().enumerate() {
            by_path.insert(folded(&facts.path), page);
            by_stem.entry(folded(stem(&facts.path))).or_default().push(page);
        }
        let (types, enums, listings) = (Names::default(), Names::default(), Listings::new());
        Index { facts, namespace, by_path, by_stem, types, enums, listings }
    }

    /// The page with a path, regardless of case.
    pub(super) fn page(&self, path: &str) -> Option<usize> {
        self.page_in_case(path).map(|(page, _)| page)
    }

    /// The page with a path, regardless of case, and whether it is known to have this case without a look at its facts.
    fn page_in_case(&self, path: &str) -> Option<(usize, bool)> {
        // A path without capitals is no copy.
        let spelled_so = self.by_path.get_key_value(path).map(|(key, page)| (*page, matches!(key, Cow::Borrowed(_))));
        spelled_so.or_else(|| self.by_path.get(&*folded(path)).map(|page| (*page, false)))
    }

    /// The pages with a file name, without its ending and regardless of case.
    pub(super) fn pages_with_stem(&self, stem: &str) -> &[usize] {
        self.by_stem.get(&*folded(stem)).map_or(&[], Vec::as_slice)
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
            false => Cow::Owned(format!("{}.{name}", self.namespace_of(page))),
        }
    }

    /// Follows a reference on a page: first its link, then its text.
    pub(super) fn resolve(&self, name: &NameRef, page: usize, diagnostics: &mut Vec<Diagnostic>) -> Target<'_> {
        let by_text = || self.by_text(&name.text, page).unwrap_or_else(|| self.unknown(&name.text));
        let Some(target) = self.linked_page(name, page, diagnostics) else { return by_text() };
        // A link may lead to the page of a type where an enumeration of that page, or of another, is meant.
        let by_enum = || self.enum_by_text(&Wanted::new(&name.text), page);
        if let Some(found) = self.enum_of_page(name, target).or_else(by_enum) {
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
        if let Some((found, is_spelled_so)) = self.page_in_case(path) {
            let real = || self.facts.get(found).map_or("", |facts| &*facts.path);
            if !is_spelled_so && real() != path {
                let real = real();
                let message = format!("the link leads to `{path}`, the file is `{real}`");
                let from = self.facts.get(page)?;
                diagnostics.push(Diagnostic::new(Code::LinkCase, &from.path, name.span, message));
            }
            return Some(found);
        }
        let from = self.facts.get(page)?;
        let found = *self.pages_with_stem(stem(path)).first()?;
        let real = self.facts.get(found).map_or("", |facts| &facts.path);
        let message = format!("the link leads to `{path}`, the page is `{real}`");
        diagnostics.push(Diagnostic::new(Code::LinkFolder, &from.path, name.span, message));
        Some(found)
    }

    /// The enumeration that a reference means on the page it links to: by anchor, by text, or the page's own.
    fn enum_of_page(&self, name: &NameRef, page: usize) -> Option<&str> {
        let declared = || self.enums.of_page(page);
        let by_name = |wanted: &str| declared().find(|name| short_name(name).eq_ignore_ascii_case(wanted));
        let anchor = name.anchor.as_deref().map(anchor_name);
        anchor.and_then(by_name).or_else(|| by_name(short_name(&name.text))).or_else(|| {
            let is_own_page = declared().count() == 1 && self.types.of_page(page).next().is_none();
            declared().next().filter(|_| is_own_page)
        })
    }

    /// What a name means that stands on a page.
    pub(super) fn by_text(&self, text: &str, page: usize) -> Option<Target<'_>> {
        let wanted = Wanted::new(text);
        if let Some(found) = self.enum_by_text(&wanted, page) {
            return Some(Target::Enum(found));
        }
        let by_short = || self.types.by_short(&wanted.short, &self.namespaces(page));
        wanted.find(&self.types).or_else(by_short).map(Target::Type)
    }

    /// The enumeration that a name means that stands on a page; none for the full name of a type.
    fn enum_by_text(&self, wanted: &Wanted<'_>, page: usize) -> Option<&str> {
        let by_short = || self.enums.by_short(&wanted.short, &self.namespaces(page));
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
        let is_name = !text.is_empty() && text.chars().all(char::is_alphanumeric);
        if is_name
            && !text.eq_ignore_ascii_case(short_name(declared))
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
    /// What stands behind its namespace, in lower case.
    short: Cow<'t, str>,
}

impl<'t> Wanted<'t> {
    fn new(text: &'t str) -> Self {
        let text = text.trim_start_matches('#');
        let short = short_name(text);
        Wanted { text, has_namespace: short.len() < text.len(), short: folded(short) }
    }

    /// The name itself, if it has a namespace and is declared.
    fn find<'n>(&self, names: &'n Names) -> Option<&'n str> {
        let declared = self.has_namespace.then(|| names.find_short(&self.short, self.text)).flatten()?;
        Some(&declared.name)
    }
}

/// The part of a name behind the last dot.
pub(super) fn short_name(name: &str) -> &str {
    let start = name.bytes().rposition(|byte| byte == b'.').map_or(0, |dot| dot + 1);
    name.get(start..).unwrap_or(name)
}

/// The part of a name before the last dot.
fn namespace_of(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(namespace, _)| namespace)
}

/// A text in lower case.
fn folded(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true if text.bytes().all(|byte| !byte.is_ascii_uppercase()) => Cow::Borrowed(text),
        true => Cow::Owned(text.to_ascii_lowercase()),
        false => Cow::Owned(text.to_lowercase()),
    }
}

/// The file name of a path without its ending.
pub(super) fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// `x-values` -> `x`
pub(super) fn anchor_name(anchor: &str) -> &str {
    anchor.strip_suffix("-values").or_else(|| anchor.strip_suffix("-value")).unwrap_or(anchor)
}
