//! Bases that no page states and examples prove: an instance of one type where a page documents another.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::diagnostic::Span;
use crate::facts::{Facts, Message, OperationFacts, TypeClaim, TypeRef};

use super::bases::ancestors;
use super::index::{Index, Target};

/// An instance of one type in the place of another.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Substitution {
    /// The documented type of the place.
    pub(super) base: String,
    /// The type of the instance.
    pub(super) derived: String,
    /// Where the example stands.
    pub(super) page: usize,
    /// The message.
    pub(super) span: Span,
}

impl Substitution {
    /// None for a type in its own place.
    fn new(base: &str, derived: &str, page: usize, span: Span) -> Option<Self> {
        let (base, derived) = (base != derived).then(|| (base.to_owned(), derived.to_owned()))?;
        Some(Substitution { base, derived, page, span })
    }
}

/// Gives a base to each type that has none, or none but the root, when examples show it in the place of another type
/// and it has all the properties of that type.
pub(super) fn add_bases(
    index: &Index<'_>,
    root: Option<&str>,
    shown: &BTreeSet<Substitution>,
    by_type: &mut FxHashMap<String, String>,
) {
    for Substitution { base, derived, .. } in shown {
        let decided = by_type.get(derived).map(String::as_str);
        let is_open = decided.is_none() || decided == root;
        let is_new = root != Some(base) && !ancestors(by_type, base).contains(&derived.as_str());
        if is_open && is_new && properties(index, base).is_subset(&properties(index, derived)) {
            by_type.insert(derived.clone(), base.clone());
        }
    }
}

/// All substitutions that the examples show, in a fixed order.
pub(super) fn substitutions(index: &Index<'_>) -> BTreeSet<Substitution> {
    let mut found = BTreeSet::new();
    for (page, facts) in index.facts.iter().enumerate() {
        for call in &facts.operations {
            let requests = facts.examples.iter().filter_map(|example| example.request.as_ref());
            found.extend(requests.flat_map(|request| in_request(index, page, call, request)));
        }
        found.extend(in_answers(index, page, facts));
    }
    found
}

/// Members of a request body that tag themselves with another type than the table names.
fn in_request(index: &Index<'_>, page: usize, call: &OperationFacts, request: &Message) -> Vec<Substitution> {
    let found = request.tags.iter().filter_map(|(name, tag)| {
        let row = call.body.rows.iter().chain(&call.parameters).find(|row| row.name == *name)?;
        let base = of_cell(index, row.ty.as_ref()?, page)?;
        let derived = as_type(index.by_text(tag, page)?)?;
        Substitution::new(base, derived, page, request.span)
    });
    found.collect()
}

/// Answers that are annotated with another type than a Methods table promises.
fn in_answers(index: &Index<'_>, page: usize, facts: &Facts) -> Vec<Substitution> {
    let methods = facts.resource.iter().flat_map(|resource| &resource.methods);
    let found = methods.filter_map(|row| {
        let (path, returned) = (row.path.as_deref()?, row.returns.as_ref()?);
        let call = index.page(path)?;
        let answer = index.facts.get(call)?.examples.first()?.response.as_ref()?;
        let derived = of_cell(index, answer.ty.as_ref()?, call)?;
        Substitution::new(of_cell(index, returned, page)?, derived, call, answer.span)
    });
    found.collect()
}

fn of_cell<'i>(index: &'i Index<'_>, ty: &TypeRef, page: usize) -> Option<&'i str> {
    match &ty.claim {
        TypeClaim::Named(name) => as_type(index.resolve(name, page, &mut Vec::new())),
        _ => None,
    }
}

fn as_type(target: Target<'_>) -> Option<&str> {
    match target {
        Target::Type(found) => Some(found),
        _ => None,
    }
}

/// The names of all rows of a type, in lower case.
fn properties(index: &Index<'_>, name: &str) -> BTreeSet<String> {
    let pages = index.types.pages_of(name).iter();
    let resources = pages.filter_map(|page| index.facts.get(*page)?.resource.as_ref());
    resources.flat_map(|resource| resource.properties.iter().map(|row| row.name.to_lowercase())).collect()
}
