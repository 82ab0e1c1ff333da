//! Documented query parameters and headers as functions of their operation.
//!
//! OData's own options have methods on every request, and what the runtime sends by itself is nobody's choice: neither
//! gets a function.

use super::ident::{self, Role, Scope};
use super::{Links, RequestOption, url, value_doc};
use crate::schema::{self, Parameter, Primitive, TypeName};

/// Headers that the body, the type of the answer, and the client decide.
const MANAGED: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];

/// The functions of an operation, headers first.
pub(super) fn options(operation: &schema::Operation, links: &Links) -> Vec<RequestOption> {
    let mut scope = Scope::default();
    let headers = operation.headers.iter().filter(|header| is_header_option(header));
    let headers = headers.map(|header| match header.name.split_once(": ") {
        Some((_, preference)) => ("preference", "preference", preference, header),
        None => ("header", "header", header.name.as_str(), header),
    });
    let query = operation.query.iter().filter(|option| is_query_option(operation, option));
    let query = query.map(|option| ("query", "query parameter", option.name.as_str(), option));
    let option = |(place, kind, wire, parameter): (&'static str, &str, &str, &Parameter)| RequestOption {
        name: scope.take(ident::ident(&parameter.name, Role::Function)).0,
        docs: vec![format!(" The {kind} {}", value_doc::list_item(parameter, links).trim_start_matches(" - "))],
        place,
        wire: wire.to_owned(),
        ty: argument(&parameter.ty),
        deprecated: parameter.traits.deprecated,
    };
    headers.chain(query).map(option).collect()
}

/// Whether a header gets a function.
pub(super) fn is_header_option(header: &Parameter) -> bool {
    !MANAGED.contains(&header.name.to_ascii_lowercase().as_str())
}

/// Whether a query parameter gets a function: not where the URL has it already.
pub(super) fn is_query_option(operation: &schema::Operation, option: &Parameter) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let name = ident::squash(&option.name);
    let in_url = |url: &schema::Url| {
        let is_argument = url.parameters.iter().any(|parameter| ident::squash(&parameter.name) == name);
        is_argument || url::query_literals(url).any(|literal| ident::squash(literal) == name)
    };
    // What a function takes belongs into its parentheses.
    let mut arguments = operation.call.iter().flat_map(|call| call.overloads.iter().flatten());
    let is_argument = arguments.any(|argument| ident::squash(&argument.name) == name);
    let is_free = !is_argument && !operation.urls.iter().any(in_url);
    option.name.chars().all(is_name) && !name.is_empty() && is_free
}

/// The type of the argument, as Rust text.
fn argument(ty: &TypeName) -> &'static str {
    match ty {
        TypeName::Primitive(Primitive::Boolean) => "bool",
        TypeName::Primitive(Primitive::Byte | Primitive::SByte | Primitive::Int16 | Primitive::Int32) => "i32",
        TypeName::Primitive(Primitive::Int64) => "i64",
        TypeName::Primitive(Primitive::Single | Primitive::Double) => "f64",
        _ => "&str",
    }
}
