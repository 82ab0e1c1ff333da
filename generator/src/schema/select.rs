//! What of a schema goes into the SDK: `include` and `exclude` of the configuration, with all that is needed, and `skip`.
//!
//! 1. What `exclude` matches and what is skipped is taken out, whoever needs it.
//! 2. What `include` matches stays, and with it: the types of bodies and answers, the types of properties, and bases.
//!    Without `include` everything stays.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use crate::config::{Config, Pattern};
use crate::diagnostic::{Code, Diagnostic, closest};

use super::index::short_name;
use super::resolve::area_of_call;
use super::{Body, EnumType, Operation, Schema, StructuredType, TypeName, same_request};

/// Takes everything out of a schema that the configuration does not select. Patterns that match nothing are reported.
pub fn select(schema: &mut Schema, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    if is_partial(config) {
        take_out(schema, config, diagnostics);
    } else {
        skip(schema, config, diagnostics);
    }
    same_request::link(&mut schema.operations);
}

/// Whether something else than single properties is left out.
fn is_partial(config: &Config) -> bool {
    !config.include.is_empty() || !config.exclude.is_empty() || config.types.values().any(|rules| rules.skip)
}

fn take_out(schema: &mut Schema, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let before: BTreeSet<String> = schema.types.keys().cloned().collect();
    let include = patterns(&config.include, "include", schema, config, diagnostics);
    let exclude = patterns(&config.exclude, "exclude", schema, config, diagnostics);
    skip(schema, config, diagnostics);
    let excluded: BTreeSet<Item> = items(schema, config)
        .filter(|item| exclude.iter().any(|(_, pattern)| item.matches(pattern)))
        .map(Item::from)
        .collect();
    let excluded_types = excluded.iter().filter_map(|item| match item {
        Item::Type(name) => Some(name.clone()),
        Item::Operation(_) => None,
    });
    remove_types(schema, &excluded_types.collect());
    schema.operations.retain(|key, _| !excluded.contains(&Item::Operation(key.clone())));
    if !config.include.is_empty() {
        let needed = needed(schema, config, &include);
        schema.types.retain(|name, _| needed.contains_key(&Item::Type(name.clone())));
        schema.enums.retain(|name, _| needed.contains_key(&Item::Type(name.clone())));
        schema.operations.retain(|key, _| needed.contains_key(&Item::Operation(key.clone())));
    }
    let types = &schema.types;
    let is_gone = |ty: &String| before.contains(ty) && !types.contains_key(ty);
    schema.container.sets.retain(|_, ty| !is_gone(ty));
    schema.container.singletons.retain(|_, ty| !is_gone(ty));
}

/// Why a type, enumeration (by qualified name) or operation (by key) of a whole schema is in the SDK or not: one line per
/// step, from what the configuration names to the item. Empty where the configuration selects nothing.
pub fn selection(schema: &Schema, config: &Config, name: &str) -> Vec<String> {
    if !is_partial(config) {
        return Vec::new();
    }
    let mut ignored = Vec::new();
    let exclude = patterns(&config.exclude, "exclude", schema, config, &mut ignored);
    let item = items(schema, config).find(|item| item.name == name);
    if let Some((text, _)) = item.and_then(|item| exclude.into_iter().find(|(_, pattern)| item.matches(pattern))) {
        return vec![format!("not in the SDK: `exclude` has `{text}`")];
    }
    if config.types.iter().any(|(text, rules)| rules.skip && Pattern::new(text).is_ok_and(|it| it.is_type(name))) {
        return vec!["not in the SDK: it is skipped".to_owned()];
    }
    if config.include.is_empty() {
        return vec!["in the SDK: there is no `include`".to_owned()];
    }
    let include = patterns(&config.include, "include", schema, config, &mut ignored);
    let mut whole = schema.clone();
    let without = Config { include: Vec::new(), ..config.clone() };
    select(&mut whole, &without, &mut ignored);
    let needed = needed(&whole, config, &include);
    let mut next = [Item::Type(name.to_owned()), Item::Operation(name.to_owned())]
        .into_iter()
        .find(|item| needed.contains_key(item));
    if next.is_none() {
        return vec!["not in the SDK: nothing that `include` names needs it".to_owned()];
    }
    let mut lines = Vec::new();
    while let Some((item, reason)) = next.take().and_then(|item| needed.get_key_value(&item)) {
        lines.push(match reason {
            Reason::Included(pattern) => format!("{item}  (`include` has `{pattern}`)"),
            Reason::Needed { by, how } => {
                next = Some(by.clone());
                format!("{item}  ({how})")
            }
        });
    }
    lines.push("in the SDK".to_owned());
    lines.reverse();
    lines
}

/// A part of the schema that is there as a whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Type(String),
    Operation(String),
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Item::Type(name) | Item::Operation(name) => f.write_str(name),
        }
    }
}

/// Why something is selected.
#[derive(Debug, Clone)]
enum Reason {
    Included(String),
    Needed { by: Item, how: String },
}

/// What patterns look at.
struct Subject<'a> {
    name: &'a str,
    operation: Option<&'a Operation>,
    pages: &'a [String],
    area: Option<String>,
}

impl Subject<'_> {
    fn matches(&self, pattern: &Pattern) -> bool {
        let is_call = |call: &&Operation| call.urls.iter().any(|url| pattern.is_call(&call.method, &url.template));
        self.pages.iter().any(|page| pattern.is_page(page))
            || self.area.as_ref().is_some_and(|area| pattern.is_area(area))
            || match &self.operation {
                Some(call) => is_call(call),
                None => pattern.is_type(self.name),
            }
    }
}

impl From<Subject<'_>> for Item {
    fn from(subject: Subject<'_>) -> Self {
        let name = subject.name.to_owned();
        if subject.operation.is_some() { Item::Operation(name) } else { Item::Type(name) }
    }
}

fn items<'a>(schema: &'a Schema, config: &'a Config) -> impl Iterator<Item = Subject<'a>> {
    let types = schema.types.iter().map(|(name, StructuredType { pages, area, .. })| (name, pages, area));
    let enums = schema.enums.iter().map(|(name, EnumType { pages, area, .. })| (name, pages, area));
    let types =
        types.chain(enums).map(|(name, pages, area)| Subject { name, operation: None, pages, area: area.clone() });
    let operations = schema.operations.iter().map(|(name, operation)| Subject {
        name,
        operation: Some(operation),
        pages: std::slice::from_ref(&operation.page),
        area: area_of_call(operation, config),
    });
    types.chain(operations)
}

fn patterns(
    texts: &[String],
    key: &str,
    schema: &Schema,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, Pattern)> {
    let mut usable = Vec::new();
    for text in texts {
        match Pattern::new(text) {
            Err(message) => diagnostics.push(unusable_pattern(config, &[key, text], text, &message)),
            Ok(pattern) => {
                if !items(schema, config).any(|item| item.matches(&pattern)) {
                    let finding = Diagnostic::at(
                        Code::UnmatchedEntry,
                        config.place(&[key, text]),
                        format!("`{text}` of `{key}` matches nothing"),
                    );
                    diagnostics.push(advised(finding, text, &candidates(schema, config)));
                }
                usable.push((text.clone(), pattern));
            }
        }
    }
    usable
}

fn advised(finding: Diagnostic, name: &str, known: &BTreeSet<String>) -> Diagnostic {
    match closest(name, known.iter().map(String::as_str)) {
        Some(close) => finding.with_help(format!("do you mean `{close}`?")),
        None => finding,
    }
}

/// Everything that can stand in a list of patterns as it is.
fn candidates(schema: &Schema, config: &Config) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for item in items(schema, config) {
        match item.operation {
            None => all.extend([item.name.to_owned(), short_name(item.name).to_owned()]),
            Some(call) => all.extend(call.urls.iter().map(|url| format!("{} {}", call.method, url.template))),
        }
        all.extend(item.pages.iter().cloned());
        all.extend(item.area.map(|area| format!("area:{area}")));
    }
    all
}

/// Takes out what `skip` names, and reports the entries of `types` and `operations` that name nothing.
fn skip(schema: &mut Schema, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut report = |keys: &[&str], what: String, known: BTreeSet<String>| {
        let name = keys.last().copied().unwrap_or_default();
        let finding = Diagnostic::at(Code::UnmatchedEntry, config.place(keys), what);
        diagnostics.push(advised(finding, name, &known));
    };
    let (mut skipped, mut unusable) = (BTreeSet::new(), Vec::new());
    for (text, rules) in &config.types {
        let pattern = match Pattern::new(text) {
            Ok(pattern) => pattern,
            Err(message) => {
                unusable.push(unusable_pattern(config, &["types", text], text, &message));
                continue;
            }
        };
        let names: Vec<String> =
            schema.types.keys().chain(schema.enums.keys()).filter(|name| pattern.is_type(name)).cloned().collect();
        if names.is_empty() {
            let known = schema.types.keys().chain(schema.enums.keys());
            let known = known.flat_map(|name| [name.clone(), short_name(name).to_owned()]).collect();
            report(&["types", text], format!("there is no type `{text}`"), known);
            continue;
        }
        for (property, rules) in &rules.properties {
            let mut known = BTreeSet::new();
            let mut is_there = false;
            for name in &names {
                let Some(ty) = schema.types.get_mut(name) else { continue };
                known.extend(ty.properties.iter().map(|own| own.name.clone()));
                is_there |= ty.properties.iter().any(|own| own.name == *property);
                ty.properties.retain(|own| !(rules.skip && own.name == *property));
            }
            if !is_there {
                let what = format!("`{text}` declares no property `{property}`; an inherited one is named at its base");
                report(&["types", text, "properties", property], what, known);
            }
        }
        for member in rules.members.keys() {
            let enums = names.iter().filter_map(|name| schema.enums.get(name));
            let known: BTreeSet<String> = enums.flat_map(|ty| &ty.members).map(|member| member.name.clone()).collect();
            if !known.contains(member) {
                let what = format!("`{text}` has no member `{member}`");
                report(&["types", text, "members", member], what, known);
            }
        }
        if rules.skip {
            skipped.extend(names);
        }
    }
    for key in config.operations.keys().filter(|key| !schema.operations.contains_key(*key)) {
        let known = schema.operations.keys().cloned().collect();
        report(&["operations", key], format!("there is no call `{key}`"), known);
    }
    diagnostics.append(&mut unusable);
    remove_types(schema, &skipped);
}

fn unusable_pattern(config: &Config, keys: &[&str], text: &str, message: &str) -> Diagnostic {
    Diagnostic::at(Code::UnusableEntry, config.place(keys), format!("`{text}` is no pattern: {message}"))
}

/// Takes types and enumerations out. What others inherit from them stays: it is declared by those that inherit it.
fn remove_types(schema: &mut Schema, gone: &BTreeSet<String>) {
    if gone.is_empty() {
        return;
    }
    let heirs: Vec<String> = schema.types.keys().filter(|name| !gone.contains(*name)).cloned().collect();
    for heir in heirs {
        // A chain of bases that leads in a circle ends where all of it was seen.
        for _ in 0..gone.len() {
            let Some(ty) = schema.types.get(&heir) else { break };
            let Some(base) = ty.base.as_ref().filter(|base| gone.contains(*base)) else { break };
            let Some(base) = schema.types.get(base).cloned() else { break };
            let Some(ty) = schema.types.get_mut(&heir) else { break };
            let declared: BTreeSet<String> = ty.properties.iter().map(|own| own.name.clone()).collect();
            let inherited = base.properties.into_iter().filter(|property| !declared.contains(&property.name));
            ty.properties = inherited.chain(std::mem::take(&mut ty.properties)).collect();
            ty.key = ty.key.take().or(base.key);
            ty.base = base.base;
        }
    }
    schema.types.retain(|name, _| !gone.contains(name));
    schema.enums.retain(|name, _| !gone.contains(name));
}

/// What patterns name and what that needs, each with the first reason on the shortest way.
fn needed(schema: &Schema, config: &Config, include: &[(String, Pattern)]) -> BTreeMap<Item, Reason> {
    let mut found = BTreeMap::new();
    let mut open = VecDeque::new();
    for subject in items(schema, config) {
        if let Some((text, _)) = include.iter().find(|(_, pattern)| subject.matches(pattern)) {
            let item = Item::from(subject);
            found.insert(item.clone(), Reason::Included(text.clone()));
            open.push_back(item);
        }
    }
    while let Some(item) = open.pop_front() {
        for (name, how) in needs(schema, &item) {
            let target = Item::Type(name.to_owned());
            let is_there = schema.types.contains_key(name) || schema.enums.contains_key(name);
            if is_there && !found.contains_key(&target) {
                found.insert(target.clone(), Reason::Needed { by: item.clone(), how });
                open.push_back(target);
            }
        }
    }
    found
}

/// The types that an item names, and how.
fn needs<'a>(schema: &'a Schema, item: &Item) -> Vec<(&'a str, String)> {
    let mut needs = Vec::new();
    match item {
        Item::Type(name) => {
            let Some(ty) = schema.types.get(name) else { return needs };
            needs.extend(ty.base.iter().map(|base| (base.as_str(), "its base".to_owned())));
            let properties = ty.properties.iter();
            needs.extend(properties.filter_map(|own| Some((own.ty.named()?, format!("type of its `{}`", own.name)))));
        }
        Item::Operation(key) => {
            let Some(call) = schema.operations.get(key) else { return needs };
            let answers = call.response.ty.iter().chain(call.response.elsewhere.values());
            needs.extend(answers.filter_map(TypeName::named).map(|name| (name, "its answer".to_owned())));
            match &call.body {
                Body::Object { ty, .. } => needs.extend(ty.named().map(|name| (name, "its body".to_owned()))),
                Body::Parameters { fields } => needs.extend(
                    fields
                        .iter()
                        .filter_map(|own| Some((own.ty.named()?, format!("type of its parameter `{}`", own.name)))),
                ),
                _ => {}
            }
        }
    }
    needs
}
