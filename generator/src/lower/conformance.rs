//! The tests of the crate: the examples of the pages, and the Rust type that each of them is read with.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::{Catalog, Std};
use super::{Constructor, Item, ModelModule, Package, RequestModule};
use crate::config::{ExampleFault, ExamplePart};
use crate::schema::{BodyShape, ExampleRequest, Examples, TypeName};

/// What the tests of a crate check.
#[derive(Debug, Clone, PartialEq)]
pub struct Conformance {
    /// The name of the crate in Rust.
    pub crate_name: String,
    /// All types of the crate and those of the examples, as Rust text.
    pub types: Vec<String>,
    /// The examples.
    pub examples: Vec<TypedExample>,
    /// How many bodies are not among them, by reason.
    pub left_out: Vec<(&'static str, usize)>,
    /// The functions that make the requests of the examples.
    pub calls: Vec<TestedCall>,
    /// The requests of the examples.
    pub requests: Vec<MadeRequest>,
    /// How many requests are not among them, by reason.
    pub requests_left_out: Vec<(&'static str, usize)>,
    /// Examples that are known to contradict their own pages.
    pub faults: Vec<ExampleFault>,
}

/// The body of an example.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedExample {
    /// The path of the page.
    pub page: String,
    /// The line on which the body starts.
    pub line: usize,
    /// Which part of the example it is.
    pub part: ExamplePart,
    /// The type that it is read with, as Rust text.
    pub ty: String,
    /// The JSON.
    pub value: serde_json::Value,
}

/// A function that makes a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestedCall {
    /// Its path in the crate.
    pub name: String,
    /// How many values of the URL it takes.
    pub values: usize,
    /// The body that it takes: the function of the runtime's test that makes it, and the type that it is made of where that
    /// is another one.
    pub body: Option<(&'static str, Option<String>)>,
}

/// A request of an example, and the function that makes it.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeRequest {
    /// The path of the page.
    pub page: String,
    /// The line on which the request starts.
    pub line: usize,
    /// The path of the function.
    pub call: String,
    /// The HTTP method.
    pub method: &'static str,
    /// The URL below the service root.
    pub url: String,
    /// The values that the function takes for the URL.
    pub values: Vec<String>,
    /// What stands in the query beside those.
    pub options: Vec<(String, String)>,
    /// The body: JSON, or a text that is none.
    pub body: Option<serde_json::Value>,
}

/// Decides with which types the examples are read.
pub(super) fn conformance(
    examples: &Examples,
    catalog: &Catalog<'_>,
    package: &Package,
    models: &[ModelModule],
    requests: &[RequestModule],
) -> Conformance {
    let mut types: BTreeSet<String> = models.iter().flat_map(model_types).collect();
    types.extend(requests.iter().flat_map(parameter_types));
    let std = Std::beside([]);
    let reference = |ty: &TypeName| catalog.reference(ty, std);
    let mut found = Vec::new();
    for body in &examples.bodies {
        let ty = match &body.shape {
            BodyShape::Value(ty) => reference(ty),
            BodyShape::List(ty) => format!("{}<{}>", std.vec, reference(ty)),
            BodyShape::Page(ty) => format!("rt::Collection<{}>", reference(ty)),
            BodyShape::Scalar(ty) => format!("rt::Scalar<{}>", reference(ty)),
            BodyShape::Parameters(method) => match parameters(requests, &body.page, method) {
                Some(ty) => ty,
                None => continue,
            },
        };
        types.insert(ty.clone());
        let (page, line, part, value) = (body.page.clone(), body.line, body.part, body.value.clone());
        found.push(TypedExample { page, line, part, ty, value });
    }
    let (calls, made) = calls(examples, models, requests);
    let listed =
        |left_out: &BTreeMap<&'static str, usize>| left_out.iter().map(|(why, count)| (*why, *count)).collect();
    Conformance {
        crate_name: package.name.replace('-', "_"),
        types: types.into_iter().collect(),
        examples: found,
        left_out: listed(&examples.left_out),
        calls,
        requests: made,
        requests_left_out: listed(&examples.requests.left_out),
        faults: examples.faults.clone(),
    }
}

/// The types of a namespace.
fn model_types(module: &ModelModule) -> impl Iterator<Item = String> {
    let path = path(module);
    let names = module.items.iter().flat_map(|item| match &item.item {
        Item::Struct(item) => vec![&item.name].into_iter().chain(item.derived.as_ref().map(|derived| &derived.name)),
        Item::Enum(item) => vec![&item.name].into_iter().chain(None),
    });
    names.map(move |name| format!("{path}::{name}"))
}

/// The path of the module of a namespace.
fn path(module: &ModelModule) -> String {
    module.name.as_ref().map_or_else(|| "models".to_owned(), |name| format!("models::{name}"))
}

/// The types of bodies that a module of requests declares.
fn parameter_types(module: &RequestModule) -> impl Iterator<Item = String> {
    let structs = module.operations.iter().filter_map(|operation| operation.parameters.as_ref());
    structs.map(|parameters| format!("requests::{}::{}", module.name, parameters.name))
}

/// The type of the body of a call.
fn parameters(requests: &[RequestModule], page: &str, method: &str) -> Option<String> {
    requests.iter().find_map(|module| {
        let own = module.operations.iter().find(|call| call.source == page && call.method == method)?;
        Some(format!("requests::{}::{}", module.name, own.parameters.as_ref()?.name))
    })
}

/// The functions that the requests of examples need, and the requests.
fn calls(
    examples: &Examples,
    models: &[ModelModule],
    modules: &[RequestModule],
) -> (Vec<TestedCall>, Vec<MadeRequest>) {
    let operations = modules.iter().flat_map(|module| module.operations.iter().map(move |call| (module, call)));
    let operations: BTreeMap<(&str, &str), _> =
        operations.map(|(module, call)| ((call.source.as_str(), call.method.as_str()), (module, call))).collect();
    let changes: BTreeMap<String, String> = models.iter().flat_map(changes).collect();
    let (mut calls, mut made) = (BTreeSet::new(), Vec::new());
    for request in &examples.requests.requests {
        let Some((module, operation)) = operations.get(&(request.page.as_str(), request.method)) else { continue };
        let Some(function) = operation.constructors.get(request.form) else { continue };
        let name = format!("requests::{}::{}", module.name, function.name);
        let ExampleRequest { page, line, method, form: _, url, values, options, body: sent } = request.clone();
        made.push(MadeRequest { page, line, call: name.clone(), method, url, values, options, body: sent });
        let values = function.arguments.len() - usize::from(function.body.is_some());
        calls.insert(TestedCall { name, values, body: body(function, &changes) });
    }
    (calls.into_iter().collect(), made)
}

/// The bodies of changes, and the types that they are made of.
fn changes(module: &ModelModule) -> impl Iterator<Item = (String, String)> {
    let path = path(module);
    let updates = module.items.iter().filter_map(|item| match &item.item {
        Item::Struct(item) => item.update.as_ref(),
        Item::Enum(_) => None,
    });
    updates
        .filter_map(move |update| Some((format!("{path}::{}", update.name), format!("{path}::{}", update.of.last()?))))
}

/// How the test makes the body that a function takes.
fn body(function: &Constructor, changes: &BTreeMap<String, String>) -> Option<(&'static str, Option<String>)> {
    let (method, _) = function.body.as_ref()?;
    let (_, ty) = function.arguments.last()?;
    let ty = ty.trim_start_matches('&');
    Some(match (*method, ty) {
        ("json", "rt::Value") => ("value", None),
        ("json", "str") => ("text", None),
        ("json", ty) if ty.starts_with('[') => ("list", None),
        ("json", ty) => ("model", changes.get(ty).cloned()),
        (other, _) => (other, None),
    })
}
