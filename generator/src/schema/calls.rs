//! Actions and functions: their names, parameters, and the types that they are bound to.

use std::collections::BTreeMap;

use super::index::short_name;
use super::operations::{Subject, last_segment};
use super::paths::{Paths, bare, segments};
use super::types::Resolver;
use super::{Body, Call, Container, Operation, OperationKind, Parameter, StructuredType, TypeName};

/// The action or function that a page describes; its binding is not known yet.
pub(super) fn of_page(
    subject: &Subject<'_>,
    resolver: &mut Resolver<'_, '_>,
    kind: OperationKind,
    body: &Body,
) -> Option<Call> {
    let template = subject.claim.requests.first().map_or("", |line| line.url.template.as_str());
    let name = short_name(bare(last_segment(template))).to_owned();
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match kind {
        OperationKind::Action if is_name => {
            let parameters = match body {
                Body::Parameters { fields } | Body::Object { fields, .. } => fields.clone(),
                _ => Vec::new(),
            };
            Some(Call { name, binding: None, parameters })
        }
        OperationKind::Function if is_name => {
            let parameters = function_parameters(subject, resolver, last_segment(template));
            Some(Call { name, binding: None, parameters })
        }
        _ => None,
    }
}

/// The arguments that the URL shows, typed by the tables of the page; without any, what the tables list.
fn function_parameters(subject: &Subject<'_>, resolver: &mut Resolver<'_, '_>, segment: &str) -> Vec<Parameter> {
    let rows: Vec<_> = subject.claim.parameters.iter().chain(&subject.claim.body.rows).cloned().collect();
    let listed = subject.parameters(resolver, &rows);
    let arguments = segment.split_once('(').map_or("", |(_, rest)| rest);
    let shown: Vec<&str> =
        arguments.split(',').filter_map(|argument| Some(argument.split_once('=')?.0.trim())).collect();
    let find = |name: &str| {
        let trimmed = |parameter: &&Parameter| parameter.name.trim_matches(['{', '}']).eq_ignore_ascii_case(name);
        listed.iter().find(trimmed).cloned()
    };
    if shown.is_empty() {
        return listed.into_iter().filter(|parameter| !parameter.name.contains(['$', '-', '{'])).collect();
    }
    let parameter = |name: &&str| Parameter {
        name: (*name).to_owned(),
        ..find(name).unwrap_or_else(|| Parameter { name: (*name).to_owned(), ..Parameter::default() })
    };
    shown.iter().map(parameter).collect()
}

/// Binds all calls to the types that their URLs lead to. A "call" whose name turns out to be a property reads that
/// property.
pub(super) fn bind(
    operations: &mut BTreeMap<String, Operation>,
    types: &BTreeMap<String, StructuredType>,
    container: &Container,
) {
    let paths = Paths::new(types, container, operations);
    for operation in operations.values_mut() {
        let Some(call) = &mut operation.call else { continue };
        let mut votes: BTreeMap<TypeName, usize> = BTreeMap::new();
        for url in &operation.urls {
            let segments = segments(&url.template);
            let walked = segments.split_last().and_then(|(_, before)| paths.walk(before));
            if let Some(ty) = walked.filter(|ty| ty.named().is_some_and(|name| types.contains_key(name))) {
                *votes.entry(ty).or_default() += 1;
            }
        }
        let resource = operation.resource.as_deref();
        let rank = |ty: &TypeName, count: usize| (count, ty.named() == resource, !ty.is_collection());
        let best = votes.iter().max_by_key(|(ty, count)| rank(ty, **count)).map(|(ty, _)| ty.clone());
        let by_name = || resource.filter(|name| types.contains_key(*name)).map(|name| TypeName::Named(name.to_owned()));
        let is_unbound = operation.urls.iter().all(|url| segments(&url.template).len() == 1);
        call.binding = if is_unbound { None } else { best.or_else(by_name) };
        if let (Some(binding), OperationKind::Function) = (&call.binding, operation.kind)
            && !operation.urls.iter().any(|url| last_segment(&url.template).contains('('))
            && let Some(property) = paths.property(binding, &call.name)
        {
            operation.kind = if property.is_collection() { OperationKind::List } else { OperationKind::Get };
            operation.call = None;
        }
    }
}
