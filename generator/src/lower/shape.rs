//! What a struct holds: its key, boxes where a value would contain itself, and which types may stand in for which.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::schema::{Body, Kind, Parameter, Schema, StructuredType, TypeName, all_properties};

/// The name of the key of a type: the one that the type or the nearest base states, or else `id`, OData's convention.
pub(super) fn key<'a>(lineage: &[(&'a str, &'a StructuredType)]) -> &'a str {
    lineage.iter().find_map(|(_, ty)| ty.key.as_deref()).unwrap_or("id")
}

/// The types that others derive from, with all that do, also by way of others.
///
/// The root of the hierarchy is left out: nearly everything derives from it, and a value that may be anything is no
/// choice. It is the base that most types name, if it declares no more than a key.
pub(super) fn derived(schema: &Schema) -> BTreeMap<&str, Vec<&str>> {
    let root = root(schema);
    let mut derived: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in schema.types.keys() {
        let mut seen = BTreeSet::from([name.as_str()]);
        let mut next = schema.types.get(name);
        while let Some(base) = next.and_then(|ty| ty.base.as_deref())
            && seen.insert(base)
        {
            if let Some((base, _)) = schema.types.get_key_value(base).filter(|_| Some(base) != root) {
                derived.entry(base).or_default().push(name);
            }
            next = schema.types.get(base);
        }
    }
    derived
}

/// Complex types without a property, a base or a type that derives from them: their values may be texts and lists as well.
pub(super) fn opaque(schema: &Schema) -> BTreeSet<&str> {
    let bases: BTreeSet<&str> = schema.types.values().filter_map(|ty| ty.base.as_deref()).collect();
    let told = |name: &str, ty: &StructuredType| {
        ty.kind != Kind::Complex || ty.open || ty.base.is_some() || !ty.properties.is_empty() || bases.contains(name)
    };
    schema.types.iter().filter(|(name, ty)| !told(name, ty)).map(|(name, _)| name.as_str()).collect()
}

/// The types that a documented call changes, with what the pages of these calls list, each name once.
pub(super) fn changes(schema: &Schema) -> BTreeMap<&str, Vec<&Parameter>> {
    let mut changes: BTreeMap<&str, Vec<&Parameter>> = BTreeMap::new();
    for call in schema.operations.values().filter(|call| call.method == "PATCH") {
        if let Body::Object { ty: TypeName::Named(name), fields } = &call.body
            && let Some((name, _)) = schema.types.get_key_value(name)
        {
            let listed = changes.entry(name).or_default();
            for field in fields {
                if listed.iter().all(|other| other.name != field.name) {
                    listed.push(field);
                }
            }
        }
    }
    changes
}

fn root(schema: &Schema) -> Option<&str> {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for base in schema.types.values().filter_map(|ty| ty.base.as_deref()) {
        *named.entry(base).or_default() += 1;
    }
    let (root, _) = named.into_iter().min_by_key(|(name, count)| (Reverse(*count), *name))?;
    schema.types.get(root).is_none_or(|ty| ty.base.is_none() && ty.properties.len() <= 1).then_some(root)
}

/// Which references need a box: those that stand directly in a struct (not in a collection) and lie on a circle.
#[derive(Debug)]
pub(super) struct Cycles<'a> {
    component: FxHashMap<&'a str, usize>,
    derived: BTreeSet<&'a str>,
}

impl<'a> Cycles<'a> {
    /// Finds all circles of a schema. A type that others derive from is always behind a box.
    pub(super) fn new(schema: &'a Schema) -> Self {
        let derived = derived(schema);
        let names = || schema.types.keys().map(String::as_str);
        let alone = names().enumerate().filter(|(_, name)| !derived.contains_key(name));
        let alone: FxHashMap<&str, usize> = alone.map(|(place, name)| (name, place)).collect();
        let direct = |name| {
            let properties = all_properties(schema, name).into_iter();
            let held = properties.filter_map(|property| match &property.ty {
                TypeName::Named(target) => alone.get(target.as_str()).copied(),
                _ => None,
            });
            held.collect::<Vec<usize>>()
        };
        let graph: Vec<Vec<usize>> = names().map(direct).collect();
        Cycles { component: names().zip(components(&graph)).collect(), derived: derived.into_keys().collect() }
    }

    /// Whether a field of the owner's struct with this type is boxed.
    pub(super) fn boxed(&self, owner: &str, ty: &TypeName) -> bool {
        match ty {
            TypeName::Named(target) if !self.derived.contains(target.as_str()) => {
                self.component.get(owner).is_some_and(|own| self.component.get(target.as_str()) == Some(own))
            }
            _ => false,
        }
    }
}

/// The strongly connected component of each node of a graph, which is given by the nodes that each one leads to: by Kosaraju's
/// algorithm, without recursion, linear in the graph.
fn components(graph: &[Vec<usize>]) -> Vec<usize> {
    let mut reversed = vec![Vec::new(); graph.len()];
    for (node, targets) in graph.iter().enumerate() {
        for target in targets {
            reversed.get_mut(*target).into_iter().for_each(|sources: &mut Vec<usize>| sources.push(node));
        }
    }
    let mut seen = vec![false; graph.len()];
    let order: Vec<usize> = (0..graph.len()).flat_map(|start| finished(graph, start, &mut seen)).collect();
    let mut seen = vec![false; graph.len()];
    let found =
        order.into_iter().rev().enumerate().flat_map(|(number, start)| {
            finished(&reversed, start, &mut seen).into_iter().map(move |node| (node, number))
        });
    let found: BTreeMap<usize, usize> = found.collect();
    found.into_values().collect()
}

/// The nodes that can be reached from a start and were not seen before, each after those that it leads to.
fn finished(graph: &[Vec<usize>], start: usize, seen: &mut [bool]) -> Vec<usize> {
    let targets = |node: usize| graph.get(node).into_iter().flatten().copied();
    let mut is_new = |node: usize| seen.get_mut(node).is_some_and(|seen| !std::mem::replace(seen, true));
    let mut done = Vec::new();
    let mut open = Vec::new();
    if is_new(start) {
        open.push((start, targets(start)));
    }
    while let Some((node, rest)) = open.last_mut() {
        match rest.next() {
            Some(next) if is_new(next) => open.push((next, targets(next))),
            Some(_) => {}
            None => {
                done.push(*node);
                open.pop();
            }
        }
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles() {
        // 0, 1 and 2 are a circle; 3 is one of its own.
        let component = components(&[vec![1], vec![2, 3], vec![0], vec![3], vec![]]);
        assert!(component[0] == component[1] && component[1] == component[2]);
        assert_eq!(component.iter().collect::<BTreeSet<_>>().len(), 3);
    }
}
