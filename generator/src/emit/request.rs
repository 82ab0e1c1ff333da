//! Files of operations.

use super::model;
use super::text::Text;
use crate::lower::{Constructor, Crate, Operation, Part, PermissionCase, Reexport, RequestModule, RequestOption};

/// `requests/mod.rs`.
pub(super) fn index(krate: &Crate) -> String {
    let mut text = Text::new();
    text.line("//! The calls of the API, one module per resource.");
    text.gap();
    let modules = krate.requests.iter().map(|module| (&module.name, &module.features));
    let standing = krate.standing_requests.iter().map(|file| (&file.module, &file.features));
    let mut modules: Vec<_> = modules.chain(standing).collect();
    modules.sort();
    for (name, features) in modules {
        text.cfg(features);
        text.line(format_args!("pub mod {name};"));
    }
    text.finish()
}

/// The file of a resource.
pub(super) fn file(module: &RequestModule, root: &str) -> String {
    let mut text = Text::new();
    text.inner_docs(&module.docs);
    text.gap();
    if !module.operations.is_empty() {
        text.line("use graphdoc_runtime as rt;");
    }
    if module.uses_models {
        text.line(format_args!("use {root}::models;"));
    }
    for Reexport { module, names, features } in &module.reexports {
        let name = |(there, here): &(String, String)| {
            if there == here { here.clone() } else { format!("{there} as {here}") }
        };
        text.cfg(features);
        match names.iter().map(name).collect::<Vec<_>>().as_slice() {
            [only] => text.line(format_args!("pub use super::{module}::{only};")),
            all => text.list(format_args!("pub use super::{module}::{{"), all, "};"),
        }
    }
    for operation in &module.operations {
        self::operation(&mut text, operation, root);
    }
    text.finish()
}

fn operation(text: &mut Text, operation: &Operation, root: &str) {
    let Operation { name, docs, features, deprecated, parameters, constructors, .. } = operation;
    text.gap();
    text.docs(docs);
    text.cfg(features);
    text.deprecated(deprecated.as_deref());
    text.line(format_args!("pub struct {name};"));
    text.gap();
    text.cfg(features);
    text.block(format_args!("impl {name}"), |text| facts(text, operation));
    text.gap();
    text.cfg(features);
    text.block(format_args!("impl rt::Operation for {name}"), |text| marks(text, operation, root));
    if let Some(parameters) = parameters {
        text.gap();
        model::structure(text, parameters, features);
    }
    for constructor in constructors {
        text.gap();
        text.docs(&constructor.docs);
        text.cfg(features);
        text.deprecated(deprecated.as_deref());
        self::constructor(text, name, constructor);
    }
}

/// What is known of an operation.
fn facts(text: &mut Text, operation: &Operation) {
    let Operation { page, statuses, permissions, options, .. } = operation;
    text.line("/// Who may call it.");
    let constant = "pub const PERMISSIONS: rt::Permissions =";
    match permissions.first() {
        None => text.line(format_args!("{constant} rt::Permissions::UNKNOWN;")),
        Some(PermissionCase { sets, .. }) => self::permissions(text, constant, sets, ";"),
    }
    if permissions.len() > 1 {
        text.line("/// The same for every case that the page tells apart; `PERMISSIONS` is the first one.");
        text.nested("pub const CASES: &'static [rt::PermissionCase] = &[", "];", |text| {
            for PermissionCase { case, sets } in permissions {
                text.nested("rt::PermissionCase {", "},", |text| {
                    text.line(format_args!("case: {case:?},"));
                    self::permissions(text, "permissions:", sets, ",");
                });
            }
        });
    }
    text.line("/// The page that documents it.");
    text.line(format_args!("pub const PAGE: &'static str = {page:?};"));
    text.line("/// The documented status codes of success.");
    text.list("pub const STATUSES: &'static [u16] = &[", statuses, "];");
    for option in options {
        self::option(text, option);
    }
}

fn permissions(text: &mut Text, head: &str, [work, personal, application]: &[Vec<String>; 3], tail: &str) {
    text.nested(format_args!("{head} rt::Permissions {{"), format_args!("}}{tail}"), |text| {
        for (kind, set) in [("delegated_work", work), ("delegated_personal", personal), ("application", application)] {
            text.literals(format_args!("{kind}: rt::PermissionSet::new(&["), set, "]),");
        }
    });
}

fn option(text: &mut Text, option: &RequestOption) {
    let RequestOption { name, docs, place, wire, ty, deprecated } = option;
    let value = if *ty == "&str" { "value" } else { "&value.to_string()" };
    text.docs(docs);
    text.deprecated(deprecated.then_some(""));
    text.block(format_args!("pub fn {name}(value: {ty}) -> rt::Parameter<Self>"), |text| {
        text.line(format_args!("rt::Parameter::{place}({wire:?}, {value})"));
    });
}

/// What the runtime needs to know of an operation.
fn marks(text: &mut Text, operation: &Operation, root: &str) {
    let Operation { method, response, format, .. } = operation;
    text.line(format_args!("type Response = {response};"));
    text.line(format_args!("type Format = rt::{format};"));
    text.line(format_args!("const METHOD: &'static str = {method:?};"));
    text.line(format_args!("const SERVICE_ROOT: &'static str = {root}::SERVICE_ROOT;"));
    text.line("const PAGE: &'static str = Self::PAGE;");
    text.line("const PERMISSIONS: rt::Permissions = Self::PERMISSIONS;");
}

/// A function that starts a request, without its documentation.
fn constructor(text: &mut Text, operation: &str, constructor: &Constructor) {
    let Constructor { name, docs: _, arguments, parts, form, body, writable, required } = constructor;
    let arguments: Vec<_> = arguments.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    let call = form.as_deref().unwrap_or(operation);
    text.list(format_args!("pub fn {name}("), &arguments, format_args!(") -> rt::Request<{call}> {{"));
    text.indented(|text| {
        let parts: Vec<_> = parts.iter().map(part).collect();
        text.list("let url = [", &parts, "];");
        let request = "rt::Request::new(&url)";
        match (body, writable) {
            (None, _) => text.line(request),
            (Some((method, argument)), None) => text.line(format_args!("{request}.{method}({argument})")),
            (Some((method, argument)), Some(writable)) => {
                let open = format!("{request}.{method}(&rt::Writable::{writable}({argument})");
                match required.as_slice() {
                    [] => text.line(format_args!("{open})")),
                    all => text.literals(format_args!("{open}.with(&["), all, "]))"),
                }
            }
        }
    });
    text.line("}");
}

fn part(part: &Part) -> String {
    match part {
        Part::Text(text) => format!("rt::Part::Text({text:?})"),
        Part::Argument(position, name) => format!("rt::Part::{position}({name})"),
    }
}
