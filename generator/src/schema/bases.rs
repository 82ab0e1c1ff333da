//! Which type derives from which: sentences, annotations, lists of derived types, notes on inherited rows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, NameRef, ResourceFacts};

use super::StructuredType;
use super::index::{Index, Target, short_name};
use super::instances::{Substitution, add_bases, substitutions};

/// The base of each type, and the root entity, if the pages have one.
pub(super) struct Bases {
    /// By type. A base may be a type that no page documents.
    pub(super) by_type: FxHashMap<String, String>,
    /// The type that all others with a key derive from in the end.
    pub(super) root: Option<String>,
    /// What the examples show in the place of another type.
    pub(super) shown: BTreeSet<Substitution>,
}

impl Bases {
    /// The nearest type that all of these are or derive from. The root, from which everything derives, says nothing.
    pub(super) fn common(&self, names: &[String]) -> Option<String> {
        let line = |name: &String| -> Vec<String> {
            let above = ancestors(&self.by_type, name).into_iter().map(str::to_owned);
            std::iter::once(name.clone()).chain(above).collect()
        };
        let (first, others) = names.split_first()?;
        let others: Vec<Vec<String>> = others.iter().map(line).collect();
        let is_common = |name: &String| others.iter().all(|line| line.contains(name));
        line(first).into_iter().find(is_common).filter(|common| self.root.as_ref() != Some(common))
    }
}

/// What the pages say about the base of one type, strongest first.
#[derive(Default)]
struct Claims<'i> {
    stated: Vec<(Cow<'i, str>, bool)>,
    annotated: Option<(Cow<'i, str>, bool)>,
    listed: Vec<&'i str>,
    noted: BTreeSet<Cow<'i, str>>,
}

/// Decides the base of every type.
pub(super) fn decide(index: &Index<'_>, diagnostics: &mut Vec<Diagnostic>) -> Bases {
    let root = root(index);
    let mut claims: FxHashMap<&str, Claims<'_>> = FxHashMap::default();
    for (name, pages) in index.types.iter() {
        for page in pages {
            let Some(facts) = index.facts.get(*page) else { continue };
            let Some(resource) = &facts.resource else { continue };
            collect(index, name, *page, facts, resource, &mut claims, root.as_deref(), diagnostics);
        }
    }
    let mut claims: Vec<(&str, Claims<'_>)> = claims.into_iter().collect();
    claims.sort_unstable_by_key(|(name, _)| *name);
    let mut by_type: FxHashMap<String, String> = FxHashMap::default();
    for (name, claims) in &claims {
        let mut known = claims.stated.iter().chain(&claims.annotated).filter(|(_, known)| *known);
        let decided = known.next().map(|(base, _)| &**base).or(claims.listed.first().copied());
        if let Some(base) = decided.filter(|base| base != name) {
            by_type.insert((*name).to_owned(), base.to_owned());
        }
    }
    decide_by_notes(&claims, root.as_deref(), &mut by_type);
    for (name, claims) in &claims {
        if !by_type.contains_key(*name)
            && let Some((base, _)) = claims.stated.first().or(claims.annotated.as_ref())
        {
            by_type.insert((*name).to_owned(), base.to_string());
        }
    }
    let shown = substitutions(index);
    add_bases(index, root.as_deref(), &shown, &mut by_type);
    break_cycles(index, &mut by_type, diagnostics);
    Bases { by_type, root, shown }
}

/// The root entity: the base that keyed types name most in their annotations.
fn root(index: &Index<'_>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in index.facts.iter().filter_map(|facts| facts.resource.as_ref()) {
        if let (Some(_), Some(base)) = (&resource.key, &resource.annotated_base) {
            *counts.entry(base.value.as_str()).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
    let (name, _) = most.filter(|(_, count)| *count > 1)?;
    Some(index.types.get(name).unwrap_or(name).to_owned())
}

#[expect(clippy::too_many_arguments, reason = "one call site; the arguments are the whole state of the decision")]
fn collect<'i>(
    index: &'i Index<'_>,
    name: &'i str,
    page: usize,
    facts: &Facts,
    resource: &ResourceFacts,
    claims: &mut FxHashMap<&'i str, Claims<'i>>,
    root: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let follow =
        |reference: &NameRef, diagnostics: &mut Vec<Diagnostic>| match index.resolve(reference, page, diagnostics) {
            Target::Type(found) => Some((Cow::Borrowed(found), true)),
            Target::Unknown(found) if !reference.text.is_empty() => Some((Cow::Owned(found), false)),
            _ => None,
        };
    let sentences = resource.stated_bases.iter().filter(|_| !resource.denies_base);
    let stated: Vec<_> = sentences.filter_map(|base| follow(base, diagnostics)).collect();
    let mut silent = Vec::new();
    let notes =
        resource.properties.iter().chain(&resource.relationships).filter_map(|row| row.inherited_from.as_deref());
    let noted: Vec<_> = notes.filter_map(|note| follow(note, &mut silent)).filter(|(_, known)| *known).collect();
    for reference in &resource.derived {
        if let Target::Type(derived) = index.resolve(reference, page, &mut silent)
            && derived != name
            && is_meant(reference, derived)
        {
            claims.entry(derived).or_default().listed.push(name);
        }
    }
    let annotated = resource.annotated_base.as_ref().map(|base| {
        let exact = index.types.get(&base.value);
        let by_name = exact.or_else(|| match index.by_text(&base.value, page) {
            Some(Target::Type(found)) => Some(found),
            _ => None,
        });
        let is_root = root.is_some_and(|root| root.eq_ignore_ascii_case(&base.value));
        // A base that the text names too is told at the sentence.
        let is_same = |stated: &str| stated.eq_ignore_ascii_case(&index.qualify(&base.value, page));
        let is_told = by_name.is_none() && stated.first().is_some_and(|(stated, known)| !known && is_same(stated));
        if exact.is_none() && !is_root && !is_told {
            let message = match (by_name, stated.first()) {
                (Some(found), _) => format!("there is no type `{}`; `{found}` is taken", base.value),
                (None, Some((found, _))) => format!("there is no type `{}`; the text names `{found}`", base.value),
                (None, None) => format!("there is no type `{}`", base.value),
            };
            diagnostics.push(Diagnostic::new(Code::UnknownBase, &facts.path, base.span, message));
        }
        let found = by_name.map_or_else(|| Cow::Owned(index.qualify(&base.value, page).into_owned()), Cow::Borrowed);
        (found, by_name.is_some() || is_root, base.span)
    });
    if let (Some((stated, _)), Some((annotated, true, span))) = (stated.first(), &annotated)
        && short_name(stated) != short_name(annotated)
        && root != Some(annotated)
    {
        let message = format!("the annotation names the base `{annotated}`, the text `{stated}`; the text counts");
        let finding = Diagnostic::new(Code::BaseConflict, &facts.path, *span, message);
        let sentence = resource.stated_bases.first().map_or(facts.title.span, |base| base.span);
        diagnostics.push(finding.with_place(&facts.path, sentence, "the text"));
    }
    if let (Some((base, false)), Some(reference)) = (stated.first(), resource.stated_bases.first()) {
        let message = format!("the base type `{base}` is documented nowhere; its name is kept");
        diagnostics.push(Diagnostic::new(Code::UnknownBase, &facts.path, reference.span, message));
    }
    let entry = claims.entry(name).or_default();
    entry.stated.extend(stated);
    entry.annotated = entry.annotated.take().or(annotated.map(|(name, known, _)| (name, known)));
    entry.noted.extend(noted.into_iter().map(|(name, _)| name).filter(|noted| noted != name));
}

/// Notes on inherited rows name all ancestors: the nearest one is that which derives from all others.
fn decide_by_notes(claims: &[(&str, Claims<'_>)], root: Option<&str>, by_type: &mut FxHashMap<String, String>) {
    for (name, claims) in claims {
        let decided = by_type.get(*name).map(String::as_str);
        if claims.noted.is_empty() || (decided.is_some() && decided != root) {
            continue;
        }
        let nearest = claims.noted.iter().find(|candidate| {
            let above = ancestors(by_type, candidate);
            claims.noted.iter().all(|other| other == *candidate || above.contains(&&**other))
        });
        let nearest = nearest.or_else(|| claims.noted.iter().find(|noted| root != Some(noted)));
        if let Some(nearest) = nearest {
            by_type.insert((*name).to_owned(), nearest.to_string());
        }
    }
}

/// More ancestors than any API needs. Each type repeats what it inherits, so a long chain makes a huge crate.
const MAX_ANCESTORS: usize = 64;

/// The ancestors of a type, nearest first. A cycle ends the walk, and so does a chain that is too long.
pub(super) fn ancestors<'a>(by_type: &'a FxHashMap<String, String>, name: &str) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    let mut current = by_type.get(name);
    while let Some(base) = current {
        if found.contains(&base.as_str()) || found.len() > MAX_ANCESTORS {
            break;
        }
        found.push(base);
        current = by_type.get(base);
    }
    found
}

/// A type and its ancestors in a finished schema, nearest first.
pub(super) fn ancestors_of<'a>(types: &'a BTreeMap<String, StructuredType>, name: &'a str) -> Vec<&'a str> {
    let mut found = vec![name];
    while let Some(base) = found.last().and_then(|name| types.get(*name)).and_then(|ty| ty.base.as_deref()) {
        if found.contains(&base) {
            break;
        }
        found.push(base);
    }
    found
}

/// Whether a name in a list of derived types means that type. A word that is no link means one only as the type is
/// spelled: products are called like types.
pub(super) fn is_meant(reference: &NameRef, found: &str) -> bool {
    reference.path.is_some() || short_name(&reference.text) == short_name(found)
}

fn break_cycles(index: &Index<'_>, by_type: &mut FxHashMap<String, String>, diagnostics: &mut Vec<Diagnostic>) {
    let mut names: Vec<String> = by_type.keys().cloned().collect();
    names.sort_unstable();
    for name in names {
        let above = ancestors(by_type, &name);
        let code = match above.contains(&name.as_str()) {
            true => Code::BaseCycle,
            false if above.len() > MAX_ANCESTORS => Code::BaseTooDeep,
            false => continue,
        };
        let Some(base) = by_type.remove(&name) else { continue };
        let page = index.types.pages_of(&name).first().copied();
        if let Some(facts) = page.and_then(|page| index.facts.get(page)) {
            let message = match code {
                Code::BaseTooDeep => format!("`{name}` has more than {MAX_ANCESTORS} ancestors; its base is dropped"),
                _ => format!("`{name}` derives from `{base}`, which derives from `{name}`; the base is dropped"),
            };
            diagnostics.push(Diagnostic::new(code, &facts.path, facts.title.span, message));
        }
    }
}
