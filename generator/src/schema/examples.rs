//! The bodies of examples, and which type of the schema each of them is of.
//!
//! A request has the type that the page documents for the body of the call, a response that of its annotation, or else
//! the documented answer. A body that shows its values in `value` is the page of a collection, or a single value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::config::{ExampleFault, ExamplePart};
use crate::facts::{Content, Facts, Message, TypeClaim, TypeRef};

use super::bases::ancestors_of;
use super::example_requests::{self, ExampleRequests};
use super::index::short_name;
use super::{Body, Operation, Primitive, Schema, TypeName};

/// The bodies of all examples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Examples {
    /// Those that have a documented type, by page and place.
    pub bodies: Vec<ExampleBody>,
    /// How many others there are, by reason.
    pub left_out: BTreeMap<&'static str, usize>,
    /// Their requests.
    pub requests: ExampleRequests,
    /// Those that are known to contradict their own pages.
    pub faults: Vec<ExampleFault>,
}

/// The body of a request or of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct ExampleBody {
    /// The path of the page.
    pub page: String,
    /// The line on which the body starts, counted from 1.
    pub line: usize,
    /// Which part of the example it is.
    pub part: ExamplePart,
    /// What it is.
    pub shape: BodyShape,
    /// The JSON; what is not strict JSON on the page is mended.
    pub value: Value,
}

/// What a body is.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyShape {
    /// A value of a type.
    Value(TypeName),
    /// A bare list of such values.
    List(TypeName),
    /// A page of a collection: `{"value": [..]}`.
    Page(TypeName),
    /// A single value that is no object, or stands like one: `{"value": ..}`.
    Scalar(TypeName),
    /// The parameters of the call of this page with this method.
    Parameters(String),
}

/// Why a body is not among those that are checked.
mod reason {
    pub(super) const NOT_JSON: &str = "not JSON";
    pub(super) const BROKEN: &str = "JSON that cannot be repaired";
    pub(super) const FAILED: &str = "answers of calls that failed";
    pub(super) const REFERENCE: &str = "references to objects";
    pub(super) const UNTYPED: &str = "of no documented type";
}

/// Finds the type of every body. `line` has the line of a byte of a page.
pub fn examples(facts: &[Facts], schema: &Schema, line: &dyn Fn(&str, u32) -> usize) -> Examples {
    let names = Names::new(schema);
    let mut operations: BTreeMap<&str, Vec<&Operation>> = BTreeMap::new();
    for operation in schema.operations.values() {
        operations.entry(&operation.page).or_default().push(operation);
    }
    let mut found = Examples { requests: example_requests::requests(facts, schema, line), ..Examples::default() };
    for page in facts {
        let calls = operations.get(&*page.path).map_or(&[][..], Vec::as_slice);
        let mut seen = BTreeSet::new();
        for example in &page.examples {
            let request = example.request.as_ref();
            let call = call(calls, request);
            let parts = [(ExamplePart::Request, request), (ExamplePart::Response, example.response.as_ref())];
            for (part, message) in parts {
                // A request with two responses stands in two examples.
                let Some(message) = message.filter(|message| seen.insert(message.body_start)) else { continue };
                match body(&names, part, message, call) {
                    Ok(None) => {}
                    Ok(Some((shape, value))) => {
                        let line = line(&page.path, message.body_start);
                        found.bodies.push(ExampleBody { page: page.path.to_string(), line, part, shape, value });
                    }
                    Err(reason) => *found.left_out.entry(reason).or_default() += 1,
                }
            }
        }
    }
    found
}

/// The call that a request makes: the only one of the page, or the one with its method.
fn call<'a>(calls: &[&'a Operation], request: Option<&Message>) -> Option<&'a Operation> {
    let method = request.and_then(|message| message.start_line.split_whitespace().next());
    let named = calls.iter().find(|call| Some(call.method.as_str()) == method);
    named.or(calls.first().filter(|_| calls.len() == 1)).copied()
}

fn body(
    names: &Names<'_>,
    part: ExamplePart,
    message: &Message,
    call: Option<&Operation>,
) -> Result<Option<(BodyShape, Value)>, &'static str> {
    let value = match message.content() {
        Content::None => return Ok(None),
        Content::Other => return Err(reason::NOT_JSON),
        Content::Broken => return Err(reason::BROKEN),
        Content::Json(value) => value,
    };
    if message.status().is_some_and(|status| status >= 400) {
        return Err(reason::FAILED);
    }
    let annotated = message.ty.as_ref().and_then(|ty| names.annotated(ty));
    let ty = match (part, call.map(|call| &call.body)) {
        (ExamplePart::Request, Some(Body::Reference)) => return Err(reason::REFERENCE),
        (ExamplePart::Request, Some(Body::Parameters { .. })) => {
            let method = call.map(|call| call.method.clone()).unwrap_or_default();
            return Ok(Some((BodyShape::Parameters(method), value)));
        }
        (ExamplePart::Request, Some(Body::Object { ty, .. })) => Some(ty.clone()),
        (ExamplePart::Request, _) => annotated,
        (_, _) => annotated.or_else(|| call?.response.ty.clone()),
    };
    let ty = ty.filter(|ty| names.is_documented(ty)).ok_or(reason::UNTYPED)?;
    Ok(Some((shape(names, &ty, message.is_collection, &value), value)))
}

fn shape(names: &Names<'_>, ty: &TypeName, is_collection: bool, value: &Value) -> BodyShape {
    let element = ty.element().clone();
    let Some(members) = value.as_object() else { return BodyShape::List(element) };
    // Where the type has a property of that name, `value` is no wrapper.
    let wrapped = members.get("value").filter(|_| !names.has_value(&element));
    let is_alone = || members.keys().all(|name| name == "value" || name.starts_with('@'));
    match wrapped {
        Some(Value::Array(_)) => BodyShape::Page(element),
        _ if names.is_object(&element) => match wrapped {
            Some(Value::Object(_)) if is_alone() => BodyShape::Scalar(element),
            None if (ty.is_collection() || is_collection) && members.is_empty() => BodyShape::Page(element),
            _ => BodyShape::Value(element),
        },
        _ => BodyShape::Scalar(element),
    }
}

/// The types of the schema, by what people call them.
struct Names<'a> {
    schema: &'a Schema,
    /// By qualified name in lower case.
    qualified: BTreeMap<String, &'a str>,
    /// By short name in lower case.
    short: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> Names<'a> {
    fn new(schema: &'a Schema) -> Self {
        let mut names = Names { schema, qualified: BTreeMap::new(), short: BTreeMap::new() };
        for name in schema.types.keys().chain(schema.enums.keys()) {
            names.qualified.insert(name.to_lowercase(), name);
            names.short.entry(short_name(name).to_lowercase()).or_default().push(name);
        }
        names
    }

    /// The type that an annotation names.
    fn annotated(&self, ty: &TypeRef) -> Option<TypeName> {
        let name = match &ty.claim {
            TypeClaim::Primitive(primitive) => TypeName::Primitive(*primitive),
            TypeClaim::Named(name) => TypeName::Named(self.find(&name.text)?.to_owned()),
            TypeClaim::Unreadable(_) => return None,
        };
        Some(if ty.collection { name.collection() } else { name })
    }

    fn find(&self, text: &str) -> Option<&'a str> {
        let name = text.trim_start_matches('#').to_lowercase();
        let in_default = || self.qualified.get(&format!("{}.{name}", self.schema.namespace.to_lowercase()));
        if let Some(found) = self.qualified.get(&name).or_else(in_default) {
            return Some(found);
        }
        match self.short.get(short_name(&name)).map(Vec::as_slice) {
            Some([one]) => Some(one),
            _ => None,
        }
    }

    fn is_documented(&self, ty: &TypeName) -> bool {
        match ty.element() {
            TypeName::Primitive(primitive) => {
                !matches!(primitive, Primitive::Untyped | Primitive::Stream | Primitive::Binary)
            }
            TypeName::Named(name) => self.qualified.contains_key(&name.to_lowercase()),
            TypeName::Collection(_) => false,
        }
    }

    fn is_object(&self, ty: &TypeName) -> bool {
        ty.named().is_some_and(|name| self.schema.types.contains_key(name))
    }

    /// Whether objects of a type have a property with the name `value`.
    fn has_value(&self, ty: &TypeName) -> bool {
        let types = &self.schema.types;
        let bases = ty.named().map(|name| ancestors_of(types, name)).unwrap_or_default();
        let properties = bases.into_iter().filter_map(|name| types.get(name)).flat_map(|ty| &ty.properties);
        properties.into_iter().any(|property| property.name == "value")
    }
}
