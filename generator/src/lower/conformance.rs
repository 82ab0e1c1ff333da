//! The tests of the crate: the examples of the pages, and the Rust type that each of them is read with.

use std::collections::BTreeSet;

use super::catalog::{Catalog, Std};
use super::{Item, ModelModule, Package, RequestModule};
use crate::config::{ExampleFault, ExamplePart};
use crate::schema::{BodyShape, Examples, TypeName};

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
    Conformance {
        crate_name: package.name.replace('-', "_"),
        types: types.into_iter().collect(),
        examples: found,
        left_out: examples.left_out.iter().map(|(reason, count)| (*reason, *count)).collect(),
        faults: examples.faults.clone(),
    }
}

/// The types of a namespace.
fn model_types(module: &ModelModule) -> impl Iterator<Item = String> {
    let path = module.name.as_ref().map_or_else(|| "models".to_owned(), |name| format!("models::{name}"));
    let names = module.items.iter().flat_map(|item| match &item.item {
        Item::Struct(item) => vec![&item.name].into_iter().chain(item.derived.as_ref().map(|derived| &derived.name)),
        Item::Enum(item) => vec![&item.name].into_iter().chain(None),
    });
    names.map(move |name| format!("{path}::{name}"))
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
