//! The operations of the schema as marker types and functions, one module per resource.

use std::collections::BTreeMap;
use std::sync::Arc;

use borsh::BorshSerialize;
use rayon::prelude::*;

use super::areas::any_of;
use super::catalog::{Catalog, Std};
use super::ident::{self, Role};
use super::names::{self, Claimed, ModuleScope};
use super::options;
use super::placement::{Module, modules};
use super::standing::{self, File, Reuse, Standing};
use super::{
    Constructor, Links, Operation, PermissionCase, Reexport, RequestModule, Struct, call_doc, doc, models, url,
};
use crate::diagnostic::{Diagnostic, Span};
use crate::schema::{self, Body, Permissions, Primitive, Schema, TypeName, Url};

/// All operations, by module: those that are made, and those whose files stand.
pub(super) fn requests(
    schema: &Schema,
    catalog: &Catalog<'_>,
    links: &Links,
    reuse: Option<&Reuse<'_>>,
) -> (Vec<RequestModule>, Vec<Standing>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let modules = modules(schema);
    let mut named = BTreeMap::new();
    let mut sources = Vec::with_capacity(modules.len());
    for (name, module) in &modules {
        let mut scope = ModuleScope::default();
        name_own(catalog, schema, name, module, &mut scope, &mut named, &mut diagnostics);
        sources.push(ModuleSource::new(schema, name, module, scope));
    }
    // The names of one module depend on those of all others, its texts do not.
    let reuse = reuse.map(|reuse| reuse.and(&named));
    let files = sources.into_par_iter().map(|source| file(catalog, links, &named, source, reuse.as_ref()));
    let (mut made, mut standing) = (Vec::new(), Vec::new());
    for file in files.collect::<Vec<_>>() {
        match file {
            File::Standing(file) => standing.push(file),
            File::Made(module, found) => {
                made.push(module);
                diagnostics.extend(found);
            }
        }
    }
    (made, standing, diagnostics)
}

/// The file of a module, which is made only if it does not stand.
fn file(
    catalog: &Catalog<'_>,
    links: &Links,
    named: &BTreeMap<&str, Named>,
    source: ModuleSource<'_>,
    reuse: Option<&Reuse<'_>>,
) -> File<RequestModule> {
    let own = source.own.iter().map(|call| call.key);
    let parts = own.chain(source.listed.iter().map(|call| call.key)).filter(|key| named.contains_key(key));
    let features = any_of(&parts.map(|key| catalog.areas.of_operation(key)).collect::<Vec<_>>());
    let fingerprint = match standing::find(reuse, &source) {
        Ok((path, hash)) => {
            let module = source.name.to_owned();
            return File::Standing(Standing { path, hash, module, names: Vec::new(), features });
        }
        Err(fingerprint) => fingerprint,
    };
    let mut found = Vec::new();
    let names = source.own.iter().filter_map(|call| named.get(call.key)).map(|own| own.claimed.ty.as_str());
    let context = Context { catalog, links, std: Std::beside(names), named };
    let module = module(&context, source, features, &mut found);
    // What was found is told again, by making the file again.
    File::Made(RequestModule { made_of: fingerprint.filter(|_| found.is_empty()), ..module }, found)
}

fn module(
    context: &Context<'_>,
    source: ModuleSource<'_>,
    features: Vec<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> RequestModule {
    let Context { catalog, named, .. } = *context;
    let docs = module_docs(&source, catalog);
    let ModuleSource { name, names, own, listed, mut scope, .. } = source;
    let own = own.iter().filter_map(|call| Some((named.get(call.key)?, call)));
    let mut operations: Vec<Operation> =
        own.map(|(named, call)| operation(context, named, call, diagnostics)).collect();
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    let listed = listed.iter().filter_map(|call| {
        let features = catalog.areas.of_operation(call.key);
        Some(Reexport { features, ..reexport(&mut scope, named.get(call.key)?, call, &names) })
    });
    let mut reexports: Vec<Reexport> = listed.collect();
    reexports.sort_by(|a, b| (&a.module, &a.names).cmp(&(&b.module, &b.names)));
    let uses_models = operations.iter().any(uses_models);
    // The parts keep what they need beside their module.
    let parts = operations.iter_mut().map(|own| &mut own.features);
    let parts = parts.chain(reexports.iter_mut().map(|other| &mut other.features));
    parts.filter(|part| **part == features).for_each(Vec::clear);
    RequestModule { name: name.to_owned(), docs, operations, reexports, uses_models, features, made_of: None }
}

/// The names of an operation in its own module.
#[derive(Debug, BorshSerialize)]
struct Named {
    module: String,
    claimed: Claimed,
    /// What tells each form of the URL from the first one.
    distinctions: Vec<Vec<String>>,
    /// One per form of the URL.
    functions: Vec<String>,
}

/// What the file of a module is made of.
#[derive(BorshSerialize)]
struct ModuleSource<'a> {
    name: &'a str,
    /// The simple name of the resource.
    resource: &'a str,
    /// Its qualified name.
    qualified: Option<&'a str>,
    /// The names that titles may leave out.
    names: Vec<String>,
    own: Vec<OwnCall<'a>>,
    listed: Vec<ListedCall<'a>>,
    /// The names that are taken by the module's own operations.
    scope: ModuleScope,
}

/// An operation in its module.
#[derive(BorshSerialize)]
struct OwnCall<'a> {
    key: &'a str,
    operation: &'a schema::Operation,
    /// Read-only properties that the body must have.
    required: Vec<String>,
}

/// An operation of another module.
#[derive(BorshSerialize)]
struct ListedCall<'a> {
    key: &'a str,
    title: &'a str,
    /// Whether it has a struct for its body.
    has_parameters: bool,
}

impl<'a> ModuleSource<'a> {
    fn new(schema: &'a Schema, name: &'a str, module: &Module<'a>, scope: ModuleScope) -> Self {
        let Module { resource, qualified, .. } = *module;
        let own = module.own.iter().map(|(key, operation)| {
            let required = required(schema, &operation.body);
            OwnCall { key, operation, required }
        });
        let listed = module.listed.iter().map(|(key, operation)| {
            let has_parameters = matches!(operation.body, Body::Parameters { .. });
            ListedCall { key, title: &operation.title, has_parameters }
        });
        let (own, listed, names) = (own.collect(), listed.collect(), module.names(schema, name));
        ModuleSource { name, resource, qualified, names, own, listed, scope }
    }
}

/// What all operations of a module are made with.
struct Context<'a> {
    catalog: &'a Catalog<'a>,
    links: &'a Links,
    std: Std,
    named: &'a BTreeMap<&'a str, Named>,
}

fn name_own<'a>(
    catalog: &Catalog<'_>,
    schema: &Schema,
    name: &str,
    module: &Module<'a>,
    scope: &mut ModuleScope,
    named: &mut BTreeMap<&'a str, Named>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut calls = module.own.clone();
    let resource = ident::squash(module.resource);
    let own_page = |key: &str| ident::squash(key.split(['-', '#']).next().unwrap_or_default());
    calls.sort_by_cached_key(|(key, _)| own_page(key) != resource);
    let names = module.names(schema, name);
    let mut first: BTreeMap<Vec<String>, &str> = BTreeMap::new();
    let mut claims = Vec::new();
    for (key, operation) in &calls {
        let renamed = catalog.adjustments.operation(key).cloned();
        let claimed = scope.claim(renamed.into_iter().chain(names::candidates(&operation.title, key, &names)));
        let wanted = &claimed.wanted;
        if ident::from_words(wanted, Role::Function) != claimed.function {
            let message = format!(
                "`{}` would be `{}` in `{name}`, which is taken; it is `{}`",
                operation.title,
                wanted.join("_"),
                claimed.function
            );
            let entry = format!("[operations.\"{key}\"]");
            let mut diagnostic = ident::collision(Some(&operation.page), message, &entry);
            if let Some(other) = first.get(wanted) {
                diagnostic = diagnostic.with_place(&Arc::from(*other), Span::default(), "this page has the name");
            }
            diagnostics.push(diagnostic);
        }
        first.entry(claimed.words.clone()).or_insert(&operation.page);
        claims.push((*key, *operation, claimed));
    }
    // All main names come before those of other forms.
    for (key, operation, claimed) in claims {
        let distinctions = url::distinctions(&operation.urls);
        let functions = forms(scope, &claimed, &distinctions);
        named.insert(key, Named { module: name.to_owned(), claimed, distinctions, functions });
    }
}

fn forms(scope: &mut ModuleScope, claimed: &Claimed, distinctions: &[Vec<String>]) -> Vec<String> {
    let more = distinctions.iter().skip(1).map(|distinction| scope.form(&claimed.words, distinction));
    std::iter::once(claimed.function.clone()).chain(more).take(distinctions.len()).collect()
}

fn reexport(scope: &mut ModuleScope, named: &Named, call: &ListedCall<'_>, own: &[String]) -> Reexport {
    let mut candidates = names::candidates(call.title, call.key, own);
    // With the name of its own module before it, the operation has a name that says where it comes from.
    let long = [ident::words(&named.module), named.claimed.words.clone()].concat();
    let best = candidates.next();
    let here = scope.claim(best.into_iter().chain([long]).chain(candidates));
    let functions = forms(scope, &here, &named.distinctions);
    let mut names = vec![(named.claimed.ty.clone(), here.ty.clone())];
    if call.has_parameters {
        names.push((names::body_type(&named.claimed.ty), names::body_type(&here.ty)));
    }
    names.extend(named.functions.iter().cloned().zip(functions));
    Reexport { module: named.module.clone(), names, features: Vec::new() }
}

fn uses_models(operation: &Operation) -> bool {
    let names = |text: &String| text.contains("models::");
    let constructors = operation.constructors.iter();
    names(&operation.response)
        || constructors.clone().any(|own| own.form.iter().chain(own.arguments.iter().map(|(_, ty)| ty)).any(names))
        || operation.parameters.iter().flat_map(|parameters| &parameters.fields).any(|field| names(&field.ty))
}

fn module_docs(module: &ModuleSource<'_>, catalog: &Catalog<'_>) -> Vec<String> {
    let Some(qualified) = module.qualified else {
        return vec![" Calls that belong to no documented type.".to_owned()];
    };
    let subject =
        catalog.structure(qualified).map_or_else(|| doc::code(module.resource), |place| doc::code(&place.name));
    vec![format!(
        " {} {subject}.",
        if module.own.is_empty() { "Calls of other resources that concern" } else { "Calls about" }
    )]
}

fn operation(context: &Context<'_>, named: &Named, call: &OwnCall<'_>, diagnostics: &mut Vec<Diagnostic>) -> Operation {
    let (links, operation) = (context.links, call.operation);
    let name = &named.claimed.ty;
    let (response, format) = response(context, operation);
    let (body, parameters) = body(context, name, operation, diagnostics);
    let constructors =
        named.functions.iter().zip(&operation.urls).map(|(of, url)| constructor(context, (name, of), url, call, &body));
    let features = context.catalog.areas.of_operation(call.key);
    Operation {
        name: name.clone(),
        docs: call_doc::operation(operation, &features, &same_request(context, named, operation, &features), links),
        method: operation.method.clone(),
        page: links.page(&operation.page),
        source: operation.page.clone(),
        features,
        deprecated: operation.removed.as_deref().or(operation.deprecated.as_deref()).map(doc::note),
        statuses: operation.response.statuses.clone(),
        permissions: operation.permissions.iter().map(permission_case).collect(),
        response,
        format,
        parameters,
        options: options::options(operation, links),
        constructors: constructors.collect(),
    }
}

/// The other operations that document the same request, as texts of rustdoc. Only what is compiled whenever this one is
/// can be linked.
fn same_request(context: &Context<'_>, own: &Named, operation: &schema::Operation, features: &[String]) -> Vec<String> {
    let name = |key: &String| {
        let other = context.named.get(key.as_str())?;
        let needed = context.catalog.areas.of_operation(key);
        let is_there = needed.is_empty() || (!features.is_empty() && features.iter().all(|name| needed.contains(name)));
        let (module, ty) = (&other.module, &other.claimed.ty);
        let label = format!("`{module}::{ty}`");
        Some(match (is_there, *module == own.module) {
            (false, _) => label,
            (true, true) => format!("[`{ty}`]"),
            (true, false) => format!("[{label}](super::{module}::{ty})"),
        })
    };
    operation.same_request.iter().filter_map(name).collect()
}

fn permission_case(stated: &Permissions) -> PermissionCase {
    let Permissions { case, delegated_work, delegated_personal, application } = stated.clone();
    PermissionCase { case: case.trim().to_owned(), sets: [delegated_work, delegated_personal, application] }
}

/// The type of an answer and the runtime's way to read it. There may be none where the page also promises the status without
/// a body; but pages of a list follow each other whatever they hold.
fn response(context: &Context<'_>, operation: &schema::Operation) -> (String, &'static str) {
    let response = &operation.response;
    let is_paged = operation.method == "GET" && matches!(response.ty, Some(TypeName::Collection(_)));
    // What stands at the other address of a redirect is a file, whatever the API calls it.
    let redirects = !response.statuses.is_empty() && response.statuses.iter().all(|status| (300..400).contains(status));
    if redirects && response.ty.is_some() {
        return (format!("{}<u8>", context.std.vec), "Bytes");
    }
    match documented(context, response.ty.as_ref()) {
        (ty, "Json") if !is_paged && response.statuses.contains(&204) => {
            (format!("{}<{ty}>", context.std.option), "OptionalJson")
        }
        answer => answer,
    }
}

/// A type of a body in Rust.
fn documented(context: &Context<'_>, ty: Option<&TypeName>) -> (String, &'static str) {
    let std = context.std;
    match ty {
        None => ("()".to_owned(), "Empty"),
        Some(TypeName::Primitive(Primitive::Binary | Primitive::Stream)) => (format!("{}<u8>", std.vec), "Bytes"),
        Some(TypeName::Collection(element)) => {
            (format!("rt::Collection<{}>", context.catalog.reference(element, std)), "Json")
        }
        Some(ty @ TypeName::Named(name)) => {
            let text = context.catalog.reference(ty, std);
            let is_enum = context.catalog.structure(name).is_none() && context.catalog.enumeration(name).is_some();
            (if is_enum { format!("rt::Scalar<{text}>") } else { text }, "Json")
        }
        Some(ty @ TypeName::Primitive(Primitive::Untyped)) => (context.catalog.reference(ty, std), "Json"),
        Some(ty) => (format!("rt::Scalar<{}>", context.catalog.reference(ty, std)), "Json"),
    }
}

/// The argument for a body: its name, its type, and the method of the request that takes it.
type BodyArgument = Option<(&'static str, String, &'static str)>;

fn body(
    context: &Context<'_>,
    name: &str,
    operation: &schema::Operation,
    diagnostics: &mut Vec<Diagnostic>,
) -> (BodyArgument, Option<Struct>) {
    let (catalog, std) = (context.catalog, context.std);
    match &operation.body {
        Body::None => (None, None),
        Body::Reference => (Some(("odata_id", "&str".to_owned(), "reference")), None),
        Body::Json => (Some(("body", "&rt::Value".to_owned(), "json")), None),
        Body::Bytes => (Some(("body", format!("{}<u8>", std.vec), "bytes")), None),
        Body::Object { ty, .. } => {
            if let Some(change) = catalog.change(ty).filter(|_| operation.method == "PATCH") {
                return (Some(("changes", format!("&{change}"), "json")), None);
            }
            let ty = match ty {
                TypeName::Collection(element) => format!("&[{}]", catalog.reference(element, std)),
                TypeName::Primitive(Primitive::String) => "&str".to_owned(),
                single => format!("&{}", catalog.reference(single, std)),
            };
            (Some(("body", ty, "json")), None)
        }
        Body::Parameters { fields } => {
            let ty = names::body_type(name);
            let owner = (operation.title.as_str(), &operation.page);
            let made = models::parameters(catalog, context.links, std, owner, (&ty, fields), diagnostics);
            (Some(("parameters", format!("&{ty}"), "json")), Some(made))
        }
    }
}

/// A function by its name, and the type of its operation before it.
fn constructor(
    context: &Context<'_>,
    (ty, name): (&str, &str),
    url: &Url,
    call: &OwnCall<'_>,
    body: &BodyArgument,
) -> Constructor {
    let operation = call.operation;
    let (parts, arguments) = url::parts(url, body.as_ref().map(|(name, ..)| *name));
    let mut docs = vec![format!(" {}", call_doc::request_line(operation, url))];
    let told = arguments.iter().filter_map(|argument| {
        let parameter = argument.parameter?;
        let alternatives =
            parameter.alternatives.iter().filter(|text| ident::squash(text) != ident::squash(argument.wire));
        let mut text = doc::lines(&parameter.doc, context.links).join("");
        for (at, alternative) in alternatives.enumerate() {
            text.push_str(if at == 0 && text.is_empty() { " " } else { ", or " });
            text.push_str(&doc::code(alternative));
        }
        (!text.is_empty()).then(|| format!(" - `{}`:{text}", argument.name.trim_start_matches("r#")))
    });
    doc::append(&mut docs, told.collect());
    doc::append(&mut docs, call_doc::required(operation));
    let mut arguments: Vec<(String, String)> =
        arguments.iter().map(|argument| (argument.name.clone(), "&str".to_owned())).collect();
    arguments.extend(body.iter().map(|(name, ty, _)| ((*name).to_owned(), ty.clone())));
    let is_model = body.as_ref().is_some_and(|(name, ty, _)| *name == "body" && ty.starts_with("&models::"));
    let is_new = !matches!(operation.method.as_str(), "PATCH" | "PUT");
    let writable = is_model.then_some(if is_new { "create" } else { "update" });
    let body = body.as_ref().map(|(name, _, method)| (*method, (*name).to_owned()));
    let required = if is_model { call.required.clone() } else { Vec::new() };
    let form = form(context, ty, operation, url);
    Constructor { name: name.to_owned(), docs, arguments, parts, form, body, writable, required }
}

/// A page documents one answer, and may have forms of the URL that ask for the bare value, for a number, or for what stands
/// elsewhere.
fn form(context: &Context<'_>, name: &str, operation: &schema::Operation, url: &Url) -> Option<String> {
    let path = url.template.split('?').next().unwrap_or_default();
    match path.rsplit('/').next().filter(|_| operation.method == "GET") {
        Some("$value") => return Some(format!("rt::Raw<{name}>")),
        Some("$count") => return Some(format!("rt::Count<{name}>")),
        _ => {}
    }
    let elsewhere = operation.response.elsewhere.get(&url.template)?;
    Some(match documented(context, Some(elsewhere)) {
        (_, "Bytes") => format!("rt::Raw<{name}>"),
        (ty, _) => format!("rt::Returning<{name}, {ty}>"),
    })
}

/// The properties that a call requires though the page of their type calls them read-only: they can be set when an object
/// is made, and never again.
fn required(schema: &Schema, body: &Body) -> Vec<String> {
    let Body::Object { ty, fields } = body else { return Vec::new() };
    let properties = ty.named().map(|name| schema::all_properties(schema, name)).unwrap_or_default();
    let is_read_only =
        |name: &String| properties.iter().any(|property| property.name == *name && property.traits.read_only);
    let required = fields.iter().filter(|field| field.traits.required && is_read_only(&field.name));
    required.map(|field| field.name.clone()).collect()
}
