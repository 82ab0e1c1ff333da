//! The public items of a crate: what a program can name, each with the types in it and the features that it needs.

use std::collections::{BTreeMap, BTreeSet};

use crate::lower::{Constructor, Crate, Item as Model, ModelItem, Operation, RequestModule, Struct};
use crate::schema::Schema;
use crate::schema::evidence::Subject;

use super::parts::declaring;

/// The public items by their paths.
pub(super) type Surface = BTreeMap<String, Item>;

/// A public item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What of the docs it stands for.
    pub(super) origin: Subject,
    /// The path of what it is in: the struct of a field, the enum of a variant.
    pub(super) within: Option<String>,
    /// The types that a program meets: of a field, of the arguments of a function, of an answer.
    pub(super) types: Vec<String>,
    /// Conditions that all must hold: any feature of each.
    pub(super) gates: Vec<BTreeSet<String>>,
}

/// Lists the public items of the crate that was made of a schema.
pub(super) fn surface(schema: &Schema, krate: &Crate) -> Surface {
    let mut list = List { schema, items: Surface::new() };
    for module in &krate.models {
        let path = module.name.as_ref().map_or_else(|| "models".to_owned(), |name| format!("models::{name}"));
        module.items.iter().for_each(|item| list.model(&path, item));
    }
    krate.requests.iter().for_each(|module| list.module(module));
    krate.requests.iter().for_each(|module| list.reexports(module));
    list.items
}

struct List<'a> {
    schema: &'a Schema,
    items: Surface,
}

impl List<'_> {
    fn add(&mut self, path: String, origin: &Subject, types: &[&str], features: &[&Vec<String>]) {
        let gates = features.iter().filter(|any| !any.is_empty()).map(|any| any.iter().cloned().collect()).collect();
        let types = types.iter().map(|ty| (*ty).to_owned()).collect();
        self.items.insert(path, Item { origin: origin.clone(), within: None, types, gates });
    }

    fn add_in(&mut self, owner: &str, name: &str, origin: &Subject, types: &[&str], features: &[&Vec<String>]) {
        let path = format!("{owner}::{name}");
        self.add(path.clone(), origin, types, features);
        if let Some(item) = self.items.get_mut(&path) {
            item.within = Some(owner.to_owned());
        }
    }

    fn model(&mut self, module: &str, item: &ModelItem) {
        let name = &item.origin;
        match &item.item {
            Model::Enum(own) => {
                let path = format!("{module}::{}", own.name);
                self.add(path.clone(), &Subject::Enum(name.clone()), &[], &[&item.features]);
                for variant in &own.variants {
                    let member = Subject::Member { owner: name.clone(), name: variant.wire.clone() };
                    self.add_in(&path, &variant.name, &member, &[], &[&item.features]);
                }
            }
            Model::Struct(own) => self.structure(module, name, own, &item.features),
        }
    }

    fn structure(&mut self, module: &str, name: &str, own: &Struct, features: &Vec<String>) {
        let origin = Subject::Type(name.to_owned());
        let property = |wire: &str| {
            let owner = declaring(self.schema, name, wire).map_or(name, |(owner, _)| owner);
            Subject::Property { owner: owner.to_owned(), name: wire.to_owned() }
        };
        let path = format!("{module}::{}", own.name);
        let fields: Vec<_> = own.fields.iter().map(|field| (field, property(&field.wire))).collect();
        let setters = own.update.iter().flat_map(|update| &update.setters);
        let setters: Vec<_> = setters.map(|setter| (setter, property(&setter.wire))).collect();
        self.add(path.clone(), &origin, &[], &[features]);
        for (field, origin) in fields {
            self.add_in(&path, &field.name, &origin, &[&field.ty], &[features, &field.features]);
        }
        if let Some(update) = &own.update {
            let path = format!("{module}::{}", update.name);
            self.add(path.clone(), &origin, &[], &[features]);
            for (setter, origin) in setters {
                self.add_in(&path, &setter.name, &origin, &[&setter.ty], &[features, &setter.features]);
            }
        }
        if let Some(derived) = &own.derived {
            let path = format!("{module}::{}", derived.name);
            self.add(path.clone(), &origin, &[], &[features]);
            for variant in std::iter::once(&derived.base).chain(&derived.variants) {
                let origin = Subject::Type(variant.odata_type.trim_start_matches('#').to_owned());
                self.add_in(&path, &variant.name, &origin, &[&variant.ty], &[features, &variant.features]);
            }
        }
    }

    fn module(&mut self, module: &RequestModule) {
        for own in &module.operations {
            let path = format!("requests::{}", module.name);
            let gates = [&module.features, &own.features];
            let key = self.key(own);
            let origin = Subject::Operation(key.clone());
            let marker = format!("{path}::{}", own.name);
            self.add(marker.clone(), &origin, &[&own.response], &gates);
            for option in &own.options {
                self.add_in(&marker, &option.name, &origin, &[option.ty], &gates);
            }
            for Constructor { name, arguments, .. } in &own.constructors {
                let types: Vec<&str> = arguments.iter().map(|(_, ty)| ty.as_str()).collect();
                self.add(format!("{path}::{name}"), &origin, &types, &gates);
            }
            if let Some(parameters) = &own.parameters {
                let path = format!("{path}::{}", parameters.name);
                self.add(path.clone(), &origin, &[], &gates);
                for field in &parameters.fields {
                    let origin = Subject::Parameter { owner: key.clone(), name: field.wire.clone() };
                    let gates = [&module.features, &own.features, &field.features];
                    self.add_in(&path, &field.name, &origin, &[&field.ty], &gates);
                }
            }
        }
    }

    /// The key of an operation in the schema.
    fn key(&self, own: &Operation) -> String {
        let is_it = |call: &crate::schema::Operation| call.page == own.source && call.method == own.method;
        let found = self.schema.operations.iter().find(|(_, call)| is_it(call));
        found.map_or_else(|| own.source.clone(), |(key, _)| key.clone())
    }

    fn reexports(&mut self, module: &RequestModule) {
        for other in &module.reexports {
            for (there, here) in &other.names {
                let Some(item) = self.items.get(&format!("requests::{}::{there}", other.module)) else { continue };
                let gates = [&module.features, &other.features].into_iter().filter(|any| !any.is_empty());
                let gates = item.gates.iter().cloned().chain(gates.map(|any| any.iter().cloned().collect())).collect();
                let item = Item { gates, ..item.clone() };
                self.items.insert(format!("requests::{}::{here}", module.name), item);
            }
        }
    }
}
