//! Names and derives that the configuration gives to types, properties, members and calls.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use super::ident::{self, Role};
use crate::config::{Config, Pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::Schema;

/// The adjustments, by what they adjust.
#[derive(Debug, Default, BorshSerialize)]
pub(super) struct Adjustments<'a> {
    types: BTreeMap<&'a str, String>,
    derives: BTreeMap<&'a str, Vec<String>>,
    /// Properties and members by owner and name on the wire. Inherited properties stand at each type that has them.
    members: BTreeMap<(&'a str, &'a str), String>,
    operations: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Adjustments<'a> {
    /// Reads the adjustments. Those that cannot be used are reported.
    pub(super) fn new(schema: &'a Schema, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut made = Adjustments::default();
        let mut name = |text: &str, role: Role, keys: &[&str]| {
            let name = ident::given(text, role);
            if name.is_none() {
                let message = format!("`{text}` is no name in Rust");
                diagnostics.push(Diagnostic::at(Code::UnusableEntry, config.place(keys), message));
            }
            name
        };
        let names = || schema.types.keys().chain(schema.enums.keys()).map(String::as_str);
        for (text, rules) in &config.types {
            let Ok(pattern) = Pattern::new(text) else { continue };
            let rust = rules.rename.as_deref().and_then(|to| name(to, Role::Type, &["types", text, "rename"]));
            let derives: Vec<String> = rules
                .derive
                .iter()
                .filter_map(|path| {
                    let mut parts = path.split("::").map(|part| name(part, Role::Type, &["types", text, "derive"]));
                    parts.all(|part| part.is_some()).then(|| path.clone())
                })
                .collect();
            for ty in names().filter(|ty| pattern.is_type(ty)) {
                made.types.extend(rust.clone().map(|rust| (ty, rust)));
                made.derives.entry(ty).or_default().extend(derives.iter().cloned());
            }
            let properties =
                rules.properties.iter().map(|(wire, rules)| (wire, &rules.rename, Role::Field, "properties"));
            let members = rules.members.iter().map(|(wire, rules)| (wire, &rules.rename, Role::Variant, "members"));
            for (wire, rename, role, kind) in properties.chain(members) {
                let place = ["types", text, kind, wire, "rename"];
                let Some(to) = rename.as_deref().and_then(|to| name(to, role, &place)) else { continue };
                for (key, wire) in owners(schema, &pattern, wire) {
                    made.members.insert((key, wire), to.clone());
                }
            }
        }
        for (key, rules) in &config.operations {
            let Some(rename) = &rules.rename else { continue };
            let is_name = name(rename, Role::Function, &["operations", key, "rename"]).is_some();
            let key = schema.operations.get_key_value(key).map(|(key, _)| key.as_str());
            made.operations.extend(key.filter(|_| is_name).map(|key| (key, ident::words(rename))));
        }
        made
    }

    /// The name of a type.
    pub(super) fn ty(&self, qualified: &str, simple: &str) -> String {
        self.types.get(qualified).cloned().unwrap_or_else(|| ident::ident(simple, Role::Type))
    }

    /// The module of a type's file.
    pub(super) fn module(&self, qualified: &str, simple: &str) -> String {
        ident::ident(self.types.get(qualified).map_or(simple, |name| name.trim_start_matches("r#")), Role::Module)
    }

    /// What a type derives beside the usual traits.
    pub(super) fn derives(&self, qualified: &str) -> Vec<String> {
        self.derives.get(qualified).cloned().unwrap_or_default()
    }

    /// The name of a property's field or of a member's variant.
    pub(super) fn member(&self, owner: &str, wire: &str, role: Role) -> String {
        self.members.get(&(owner, wire)).cloned().unwrap_or_else(|| ident::ident(wire, role))
    }

    /// The words of a call's name.
    pub(super) fn operation(&self, key: &str) -> Option<&Vec<String>> {
        self.operations.get(key)
    }
}

/// The types that a pattern names, and those that inherit from them, with the name of one of their properties or members.
fn owners<'a>(schema: &'a Schema, pattern: &Pattern, wire: &str) -> Vec<(&'a str, &'a str)> {
    let mut found = Vec::new();
    for name in schema.types.keys() {
        let mut next = Some(name.as_str());
        // A chain of bases that leads in a circle ends where all types were seen.
        for _ in 0..schema.types.len() {
            let Some((declaring, ty)) = next.and_then(|name| schema.types.get_key_value(name)) else { break };
            if let Some(own) = ty.properties.iter().find(|own| own.name == wire) {
                found.extend(pattern.is_type(declaring).then_some((name.as_str(), own.name.as_str())));
                break;
            }
            next = ty.base.as_deref();
        }
    }
    for (name, ty) in schema.enums.iter().filter(|(name, _)| pattern.is_type(name)) {
        found.extend(ty.members.iter().filter(|own| own.name == wire).map(|own| (name.as_str(), own.name.as_str())));
    }
    found
}
