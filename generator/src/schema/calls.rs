//! Actions and functions: their names, parameters, and the types that they are bound to.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{short_name, stem};
use super::operations::{Subject, last_segment};
use super::paths::Paths;
use super::segments::{bare, segments, split_last};
use super::types::Resolver;
use super::{Body, Call, Operation, OperationKind, Parameter, StructuredType, TypeName, Url};

/// The action or function that a page describes; its bindings are not known yet.
pub(super) fn of_page(
    subject: &Subject<'_>,
    resolver: &mut Resolver<'_, '_>,
    kind: OperationKind,
    body: &Body,
) -> Option<Call> {
    if !matches!(kind, OperationKind::Action | OperationKind::Function) {
        return None;
    }
    let templates: Vec<&str> = subject.claim.requests.iter().map(|line| line.url.template.as_str()).collect();
    let name = short_name(bare(last_segment(templates.first()?)));
    // `thing: doSomething` knows the case better than a URL with a capital.
    let titled = subject.facts.title.value.rsplit([':', ' ']).next().unwrap_or("");
    let is_better = titled.eq_ignore_ascii_case(name) && titled.starts_with(char::is_lowercase);
    let name = if is_better { titled } else { name }.to_owned();
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let overloads = match kind {
        OperationKind::Action if is_name => vec![match body {
            Body::Parameters { fields } | Body::Object { fields, .. } => fields.clone(),
            _ => Vec::new(),
        }],
        OperationKind::Function if is_name => function_overloads(subject, resolver, &templates, &name),
        _ => return None,
    };
    Some(Call { name, bindings: Vec::new(), overloads })
}

/// The arguments that the URLs show, typed by the tables of the page; without any, what the tables list. An optional
/// parameter makes a second overload without it.
fn function_overloads(
    subject: &Subject<'_>,
    resolver: &mut Resolver<'_, '_>,
    templates: &[&str],
    name: &str,
) -> Vec<Vec<Parameter>> {
    let rows: Vec<_> = subject.claim.parameters.iter().chain(&subject.claim.body.rows).cloned().collect();
    let listed = subject.parameters(resolver, &rows);
    let find = |name: &str| {
        let is_it = |parameter: &&Parameter| parameter.name.trim_matches(['{', '}']).eq_ignore_ascii_case(name);
        let found = listed.iter().find(is_it).cloned().unwrap_or_default();
        Parameter { name: name.to_owned(), ..found }
    };
    let mut overloads: Vec<Vec<Parameter>> = Vec::new();
    for template in templates {
        let segment = last_segment(template);
        let arguments = segment.split_once('(').map_or("", |(_, rest)| rest);
        let shown = arguments.split(',').filter_map(|argument| Some(argument.split_once('=')?.0.trim()));
        let parameters: Vec<Parameter> = shown.map(find).collect();
        let names = |parameters: &[Parameter]| parameters.iter().map(|one| one.name.clone()).collect::<BTreeSet<_>>();
        let is_same_call = short_name(bare(segment)).eq_ignore_ascii_case(name);
        let is_new = overloads.iter().all(|known| names(known) != names(&parameters));
        if is_same_call && is_new {
            overloads.push(parameters);
        }
    }
    if overloads.iter().all(Vec::is_empty) {
        overloads.clear();
        let is_parameter = |parameter: &Parameter| !parameter.name.contains(['$', '-', '{']);
        overloads.push(listed.iter().filter(|parameter| is_parameter(parameter)).cloned().collect());
    }
    if let [only] = overloads.as_slice() {
        let needed: Vec<Parameter> = only.iter().filter(|parameter| !parameter.traits.optional).cloned().collect();
        if needed.len() < only.len() {
            overloads.push(needed);
        }
    }
    overloads
}

/// Binds all calls to the types that their URLs lead to. A "call" whose name turns out to be a property reads that
/// property.
pub(super) fn bind(operations: &mut BTreeMap<String, Operation>, paths: &Paths<'_>) {
    let types = paths.types;
    for operation in operations.values_mut() {
        if operation.call.is_none() {
            behind_collection(operation, paths);
            continue;
        }
        let Some(call) = &mut operation.call else { continue };
        let mut bindings: Vec<TypeName> = Vec::new();
        for url in &operation.urls {
            let walked = split_last(&url.template).and_then(|(before, _)| paths.walk(&before));
            let is_known = |ty: &TypeName| ty.named().is_some_and(|name| paths.declared(name).is_some());
            bindings.extend(walked.filter(is_known));
        }
        // The page of a base type documents the call for all that derive from it.
        let documented = operation.resource.as_ref().map(|name| TypeName::Named(name.clone()));
        bindings.extend(documented.filter(|base| bindings.iter().any(|known| paths.is_above(base, known))));
        let mut bindings = most_general(bindings, paths);
        let is_unbound = operation.urls.iter().all(|url| segments(&url.template).take(2).count() == 1);
        if bindings.is_empty() && !is_unbound {
            let part = by_words(&operation.page, &call.name, types);
            bindings.extend(by_file_name(part.or(operation.resource.as_deref()), &operation.urls, types));
        }
        let has_arguments = operation.urls.iter().any(|url| last_segment(&url.template).contains('('));
        let property = match bindings.first() {
            Some(binding) => binding.named().and_then(|ty| paths.property(ty, &call.name)).cloned(),
            None => paths.set(&call.name),
        };
        if let Some(property) = property.filter(|_| !has_arguments)
            && let Some(kind) = kind_on_property(operation.kind, &property)
        {
            operation.kind = kind;
            operation.call = None;
            continue;
        }
        call.bindings = bindings;
    }
}

/// No property can stand behind a collection: what is read there is a function, unless it is one of the elements, by a
/// name that serves as a key.
fn behind_collection(operation: &mut Operation, paths: &Paths<'_>) {
    let answers_many = operation.response.ty.as_ref().is_some_and(TypeName::is_collection);
    if operation.method != "GET" || !answers_many {
        return;
    }
    let mut bindings: Vec<TypeName> = Vec::new();
    let mut name = "";
    for url in &operation.urls {
        let Some((before, last)) = split_last(&url.template).filter(|(_, last)| last.chars().all(char::is_alphabetic))
        else {
            return;
        };
        let is_set = before.last().is_some_and(|segment| segment.chars().all(char::is_alphabetic));
        let Some(binding) = paths.walk(&before).filter(|ty| is_set && ty.is_collection()) else { return };
        name = last;
        bindings.push(binding);
    }
    if let [only] = most_general(bindings, paths).as_slice() {
        let (name, bindings) = (name.to_owned(), vec![only.clone()]);
        operation.kind = OperationKind::Function;
        operation.call = Some(Call { name, bindings, overloads: vec![Vec::new()] });
    }
}

/// What an operation does that is no call after all: its last segment is a property.
fn kind_on_property(kind: OperationKind, property: &TypeName) -> Option<OperationKind> {
    match kind {
        OperationKind::Function if property.is_collection() => Some(OperationKind::List),
        OperationKind::Function => Some(OperationKind::Get),
        OperationKind::Action if property.is_collection() => Some(OperationKind::Create),
        _ => None,
    }
}

/// Each type once, and none beside a type that it derives from.
fn most_general(types: Vec<TypeName>, paths: &Paths<'_>) -> Vec<TypeName> {
    let mut general: Vec<TypeName> = Vec::new();
    for ty in &types {
        let is_covered = types.iter().any(|other| other != ty && paths.is_above(other, ty));
        if !is_covered && !general.contains(ty) {
            general.push(ty.clone());
        }
    }
    general
}

/// The type that the word before the call names, in the name of a page about a part of another resource:
/// `thing-part-call`.
fn by_words<'a>(page: &str, call: &str, types: &'a BTreeMap<String, StructuredType>) -> Option<&'a str> {
    let mut words = stem(page).rsplit('-');
    let (last, part) = (words.next()?, words.next()?);
    words.next().filter(|_| last.eq_ignore_ascii_case(call))?;
    types.keys().map(String::as_str).find(|name| short_name(name).eq_ignore_ascii_case(part))
}

/// The resource that the file name names; its collection, if the segment before the call is a plural.
fn by_file_name(resource: Option<&str>, urls: &[Url], types: &BTreeMap<String, StructuredType>) -> Option<TypeName> {
    let ty = TypeName::Named(resource.filter(|name| types.contains_key(*name))?.to_owned());
    let (before, _) = split_last(&urls.first()?.template)?;
    let before = before.last().copied().unwrap_or("");
    let is_plural = before.ends_with('s') && !before.ends_with("ss") && !before.starts_with('{');
    Some(if is_plural { ty.collection() } else { ty })
}
