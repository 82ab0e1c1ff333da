//! Which module an operation belongs to: one written rule.
//!
//! An operation stands in the module of the resource that its page's file name starts with. Modules of other resources
//! that list it re-export it. Without a documented resource, the first part of the file name counts where it is the name
//! of one, else the first fixed segment of the URL.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::ident::{self, Role};
use super::{catalog, url};
use crate::schema::{self, Schema};

/// All modules, by name.
pub(super) fn modules(schema: &Schema) -> BTreeMap<String, Module<'_>> {
    let mut resources: BTreeSet<&str> = schema.types.keys().map(String::as_str).collect();
    for operation in schema.operations.values() {
        resources.extend(operation.resource.iter().chain(&operation.listed_by).map(String::as_str));
    }
    // A name that two resources share goes to the default namespace first, then by the alphabet.
    let mut names: FxHashMap<&str, String> = FxHashMap::default();
    let mut scope = ident::Scope::default();
    let foreign = |name: &&str| catalog::namespace_words(catalog::split(name).0, &schema.namespace).is_some();
    let (others, default): (Vec<&str>, Vec<&str>) = resources.iter().copied().partition(foreign);
    let by_squash: BTreeMap<String, &str> =
        others.iter().chain(&default).map(|name| (ident::squash(catalog::split(name).1), *name)).collect();
    for name in default.into_iter().chain(others) {
        let (namespace, simple) = catalog::split(name);
        let mut words = catalog::namespace_words(namespace, &schema.namespace).unwrap_or_default();
        words.extend(ident::words(simple));
        names.insert(name, scope.take(ident::from_words(&words, Role::Module)).0);
    }

    let mut modules: BTreeMap<String, Module<'_>> = BTreeMap::new();
    let place = |resource: &str| -> Option<String> { names.get(resource).cloned() };
    for (key, operation) in &schema.operations {
        let prefix = key.split(['-', '#']).next().unwrap_or_default();
        let owner = operation.resource.as_deref().or_else(|| by_squash.get(&ident::squash(prefix)).copied());
        let call = (key.as_str(), operation);
        match owner.and_then(|owner| Some((owner, place(owner)?))) {
            Some((owner, name)) => {
                let module = modules.entry(name).or_default();
                (module.resource, module.qualified) = (catalog::split(owner).1, Some(owner));
                module.own.push(call);
            }
            None => {
                let name = operation.urls.first().and_then(url::first_literal).unwrap_or(prefix);
                modules.entry(ident::ident(name, Role::Module)).or_default().own.push(call);
            }
        }
        let listers: BTreeSet<&String> = operation.listed_by.iter().collect();
        for lister in listers.into_iter().filter(|lister| Some(lister.as_str()) != owner) {
            if let Some(name) = place(lister) {
                let module = modules.entry(name).or_default();
                (module.resource, module.qualified) = (catalog::split(lister).1, Some(lister.as_str()));
                module.listed.push(call);
            }
        }
    }
    modules
}

/// The key of an operation, and the operation.
pub(super) type Call<'a> = (&'a str, &'a schema::Operation);

/// The operations that belong to one module.
#[derive(Debug, Default)]
pub(super) struct Module<'a> {
    /// The simple name of the resource, or the segment of the URL that the module is named after.
    pub(super) resource: &'a str,
    /// The resource's qualified name.
    pub(super) qualified: Option<&'a str>,
    /// Operations of its own.
    pub(super) own: Vec<Call<'a>>,
    /// Operations of others that its resource lists, too.
    pub(super) listed: Vec<Call<'a>>,
}

impl Module<'_> {
    /// The names that titles in this module may leave out, [squashed](ident::squash): the resource's and those of its bases.
    pub(super) fn names(&self, schema: &Schema, module: &str) -> Vec<String> {
        let Some(qualified) = self.qualified else { return vec![ident::squash(module)] };
        let mut names = vec![self.resource];
        let mut next = Some(qualified);
        while let Some(ty) = next.and_then(|name| schema.types.get(name)) {
            next = ty.base.as_deref();
            let Some(name) = next.map(|base| catalog::split(base).1).filter(|name| !names.contains(name)) else {
                break;
            };
            names.push(name);
        }
        names.into_iter().map(ident::squash).collect()
    }
}
