//! Which types have an identity of their own, and which are parts of others.

use rustc_hash::FxHashSet;

use crate::facts::{Placeholder, ResourceFacts, RowClaim, TypeClaim, TypeRef};

use super::bases::{Bases, ancestors};
use super::caseless::Caseless;
use super::index::{Index, Target};
use super::segments::segments;

/// The types with an identity: a key, methods or relationships of their own; what derives from one; and what one
/// derives from, where that base is told apart from the root.
pub(super) fn entities<'i>(index: &'i Index<'_>, bases: &'i Bases) -> FxHashSet<&'i str> {
    let mut entities: FxHashSet<&str> = FxHashSet::default();
    let Named { parts, targets } = named_types(index);
    for (name, pages) in index.types.iter() {
        let mut resources = pages.iter().filter_map(|page| index.facts.get(*page)?.resource.as_ref());
        let is_part = parts.contains(name);
        let looks_so = |resource: &ResourceFacts| {
            names_key(resource)
                || (is_addressed(resource) && (!is_part || has_id(resource)))
                || (!is_part && (targets.contains(name) || shows_key(resource)))
                || (shows_key(resource) && targets.contains(name))
        };
        if resources.any(looks_so) {
            entities.insert(name);
        }
    }
    // A hierarchy is of one kind. Its topmost documented type decides if it is a mere part of others.
    let from_bases: Vec<&str> = entities
        .iter()
        .flat_map(|name| ancestors(&bases.by_type, name))
        .filter(|base| index.types.get(base).is_some() && !parts.contains(*base))
        .collect();
    entities.extend(from_bases);
    let is_below_part = |name: &&str| {
        let above = ancestors(&bases.by_type, name);
        let top =
            above.iter().rev().find(|base| index.types.get(base).is_some() && bases.root.as_deref() != Some(**base));
        top.is_some_and(|top| parts.contains(*top) && !entities.contains(*top))
    };
    let parts_below: Vec<&str> = entities.iter().copied().filter(is_below_part).collect();
    entities.retain(|name| !parts_below.contains(name));
    let root = bases.root.as_deref();
    let derived = index.types.iter().map(|(name, _)| name).filter(|name| {
        ancestors(&bases.by_type, name).iter().any(|base| entities.contains(*base) || root == Some(*base))
    });
    let derived: Vec<&str> = derived.collect();
    entities.extend(derived);
    entities.extend(root);
    entities
}

/// A key that the annotation names and the page shows.
fn names_key(resource: &ResourceFacts) -> bool {
    let members = resource.representation.as_deref().unwrap_or(&[]);
    let is_shown = |key: &String| {
        let in_table = resource.properties.iter().any(|row| row.name.eq_ignore_ascii_case(key));
        let has_nothing = resource.properties.is_empty() && members.is_empty();
        has_nothing || in_table || members.iter().any(|member| member.name.eq_ignore_ascii_case(key))
    };
    resource.key.as_ref().is_some_and(is_shown)
}

/// Calls of its own, or relationships.
fn is_addressed(resource: &ResourceFacts) -> bool {
    !resource.methods.is_empty() || !resource.relationships.is_empty()
}

/// A property `id`, in the table or in the representation.
fn has_id(resource: &ResourceFacts) -> bool {
    let members = resource.representation.iter().flatten().map(|member| &member.name);
    resource.properties.iter().map(|row| &row.name).chain(members).any(|name| name.eq_ignore_ascii_case("id"))
}

/// Without an annotation: a property `id` that both the table and the representation call an identifier, or that the
/// table calls the key.
fn shows_key(resource: &ResourceFacts) -> bool {
    let members = resource.representation.as_deref().unwrap_or(&[]);
    let is_id = |name: &str| name.eq_ignore_ascii_case("id");
    let is_shown = members.iter().any(|member| is_id(&member.name) && member.placeholder == Placeholder::Identifier);
    let row = resource.properties.iter().find(|row| is_id(&row.name));
    let is_told = |row: &RowClaim| {
        let doc = row.doc.to_lowercase();
        let says_key = doc.split(|c: char| !c.is_alphanumeric()).any(|word| word == "key") && row.traits.read_only;
        says_key || (is_shown && (row.traits.read_only || doc.contains("identifier") || doc.contains("key")))
    };
    resource.key.is_none() && row.is_some_and(is_told)
}

/// The types that rows name.
#[derive(Default)]
struct Named<'i> {
    /// Those of structural properties: parts of other objects without an identity of their own.
    parts: FxHashSet<&'i str>,
    /// Those with an identity: of relationships, and of collections whose elements some URL addresses by a key.
    targets: FxHashSet<&'i str>,
}

fn named_types<'i>(index: &'i Index<'_>) -> Named<'i> {
    let keyed = keyed_segments(index);
    let mut named = Named::default();
    for (page, facts) in index.facts.iter().enumerate() {
        let Some(resource) = &facts.resource else { continue };
        let properties = resource.properties.iter().map(|row| (row, false));
        for (row, is_relationship) in properties.chain(resource.relationships.iter().map(|row| (row, true))) {
            if let Some(TypeRef { collection, claim: TypeClaim::Named(name), .. }) = &row.ty
                && let Target::Type(found) = index.resolve(name, page, &mut Vec::new())
            {
                if is_relationship || (*collection && keyed.contains(&Caseless(&row.name))) {
                    named.targets.insert(found);
                }
                if !is_relationship {
                    named.parts.insert(found);
                }
            }
        }
    }
    named
}

/// The segments behind which a key stands in some URL: `/parts/{id}`.
fn keyed_segments<'a>(index: &Index<'a>) -> FxHashSet<Caseless<'a>> {
    let requests = index.facts.iter().flat_map(|facts| &facts.operations).flat_map(|call| &call.requests);
    let mut keyed = FxHashSet::default();
    for line in requests {
        let mut before = None;
        for segment in segments(&line.url.template) {
            keyed.extend(before.filter(|_| segment.starts_with('{')).map(Caseless));
            before = Some(segment);
        }
    }
    keyed
}
