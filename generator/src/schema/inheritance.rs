//! What a type has from the types that it derives from.

use rustc_hash::FxHashMap;

use super::{Property, Schema, StructuredType};

/// A type and those that it derives from, nearest first. Bases that are missing or lead in a circle end the chain.
pub fn lineage<'a>(schema: &'a Schema, name: &str) -> Vec<(&'a str, &'a StructuredType)> {
    let mut chain: Vec<(&str, _)> = Vec::new();
    let mut next = schema.types.get_key_value(name);
    while let Some((name, ty)) = next
        && chain.iter().all(|(known, _)| known != name)
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
    let mut places = FxHashMap::default();
    for property in lineage.iter().rev().flat_map(|(_, ty)| &ty.properties) {
        let place = *places.entry(property.name.as_str()).or_insert(all.len());
        match all.get_mut(place) {
            Some(declared) => *declared = property,
            None => all.push(property),
        }
    }
    all
}
