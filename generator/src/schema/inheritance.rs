//! What a type has from the types that it derives from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Property, Schema, StructuredType};

/// A type and those that it derives from, nearest first. Bases that are missing or lead in a circle end the chain.
pub fn lineage<'a>(schema: &'a Schema, name: &str) -> Vec<(&'a str, &'a StructuredType)> {
    let mut chain = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = schema.types.get_key_value(name);
    while let Some((name, ty)) = next
        && seen.insert(name)
    {
        chain.push((name.as_str(), ty));
        next = ty.base.as_ref().and_then(|base| schema.types.get_key_value(base));
    }
    chain
}

/// All properties of a type: those of its base first. A property that is declared again keeps its place and has the new
/// declaration.
pub fn all_properties<'a>(schema: &'a Schema, name: &str) -> Vec<&'a Property> {
    properties_of(&lineage(schema, name))
}

/// [`all_properties`] of the type whose [`lineage`] this is.
pub fn properties_of<'a>(lineage: &[(&'a str, &'a StructuredType)]) -> Vec<&'a Property> {
    let mut all: Vec<&Property> = Vec::new();
    let mut places = BTreeMap::new();
    for property in lineage.iter().rev().flat_map(|(_, ty)| &ty.properties) {
        let place = *places.entry(&property.name).or_insert(all.len());
        match all.get_mut(place) {
            Some(declared) => *declared = property,
            None => all.push(property),
        }
    }
    all
}
