//! Bases that no page states and examples prove: an instance of one type where a page documents another.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Facts, TypeClaim, TypeRef};
use crate::page::json::{self, Value};

use super::bases::ancestors;
use super::index::{Index, Target};

/// Gives a base to each type that has none, or none but the root, when examples show it in a place of another type and
/// it has all the properties of that type.
pub(super) fn add_bases(index: &Index<'_>, root: Option<&str>, by_type: &mut BTreeMap<String, String>) {
    for (base, derived) in substitutions(index) {
        let decided = by_type.get(&derived).map(String::as_str);
        let is_open = decided.is_none() || decided == root;
        let is_new = base != derived && root != Some(&*base) && !ancestors(by_type, &base).contains(&derived.as_str());
        if is_open && is_new && properties(index, &base).is_subset(&properties(index, &derived)) {
            by_type.insert(derived, base);
        }
    }
}

/// Pairs of a documented type and the type of the instance that stands in its place.
fn substitutions(index: &Index<'_>) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (page, facts) in index.facts.iter().enumerate() {
        for call in &facts.operations {
            let rows = call.body.rows.iter().filter_map(|row| Some((row.name.as_str(), row.ty.as_ref()?)));
            let rows: BTreeMap<&str, &TypeRef> = rows.collect();
            for body in facts.examples.iter().filter_map(|example| json::parse(&example.request.as_ref()?.body).value) {
                let Value::Object(fields) = &body else { continue };
                for (ty, value) in fields.iter().filter_map(|(name, value)| Some((rows.get(name.as_str())?, value))) {
                    let instances = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    let tags = instances.iter().filter_map(|instance| instance.get("@odata.type")?.as_str());
                    found.extend(tags.filter_map(|tag| Some((of_cell(index, ty, page)?, of_text(index, tag, page)?))));
                }
            }
        }
        found.extend(answers(index, page, facts));
    }
    found
}

/// What the Methods tables promise of a call, and what its examples are said to show.
fn answers(index: &Index<'_>, page: usize, facts: &Facts) -> Vec<(String, String)> {
    let methods = facts.resource.iter().flat_map(|resource| &resource.methods);
    let promised = methods.filter_map(|row| {
        let target = index.page(row.path.as_deref()?)?;
        Some((of_cell(index, row.returns.as_ref()?, page)?, target))
    });
    let shown = promised.flat_map(|(base, target)| {
        let examples = index.facts.get(target).into_iter().flat_map(|facts| facts.examples.first());
        let types = examples.filter_map(|example| example.response.as_ref()?.ty.as_ref());
        types.filter_map(move |ty| Some((base.clone(), of_cell(index, ty, target)?)))
    });
    shown.collect()
}

fn of_cell(index: &Index<'_>, ty: &TypeRef, page: usize) -> Option<String> {
    match &ty.claim {
        TypeClaim::Named(name) => match index.resolve(name, page, &mut Vec::new()) {
            Target::Type(found) => Some(found),
            _ => None,
        },
        _ => None,
    }
}

fn of_text(index: &Index<'_>, tag: &str, page: usize) -> Option<String> {
    match index.by_text(tag.trim().trim_start_matches('#'), page)? {
        Target::Type(found) => Some(found),
        _ => None,
    }
}

/// The names of all rows of a type, in lower case.
fn properties(index: &Index<'_>, name: &str) -> BTreeSet<String> {
    let resources = index.types.pages_of(name).iter().filter_map(|page| index.facts.get(*page)?.resource.as_ref());
    resources.flat_map(|resource| resource.properties.iter().map(|row| row.name.to_lowercase())).collect()
}
