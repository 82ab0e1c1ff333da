//! Schema -> crate: every decision about Rust is made here.
//!
//! 1. `catalog` gives every type its module and name, so that references can be written; `ident` makes all names, `adjust`
//!    has those that the configuration gives, and `areas` decides what is compiled with which cargo feature.
//! 2. `shape` folds inherited properties in and finds the fields that need a box.
//! 3. `models` and `requests` make the items, with texts from `doc` and `call_doc`; `placement` has the rule for the modules of
//!    operations, `names` the one for their names.
//! 4. `standing` tells which files an earlier run made of the same; these are not made again.
//!
//! The result is plain data: Rust types are text, names are final. The next room only prints.

mod adjust;
mod areas;
mod call_doc;
mod catalog;
mod conformance;
mod doc;
mod ident;
mod links;
mod models;
mod names;
mod options;
mod package;
mod placement;
mod requests;
mod shape;
mod standing;
mod update;
mod url;
mod value_doc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::schema::{Examples, Schema};

use areas::Areas;
use catalog::Catalog;
use links::Links;
use standing::Reuse;

pub use crate::config::Layout;
pub(crate) use areas::feature;
pub use conformance::{Conformance, MadeRequest, TestedCall, TypedExample};
pub use standing::{Find, Fingerprint, Standing};

/// A Rust crate, ready to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    /// What its `Cargo.toml` says.
    pub package: Package,
    /// The documentation of the crate.
    pub docs: Vec<String>,
    /// The URL that all paths stand below.
    pub service_root: String,
    /// Types, by namespace; the default namespace first.
    pub models: Vec<ModelModule>,
    /// Operations, by resource.
    pub requests: Vec<RequestModule>,
    /// Operations whose files are not made again; no order.
    pub standing_requests: Vec<Standing>,
    /// Its tests, where they are wanted.
    pub conformance: Option<Conformance>,
    /// Whether it is a crate or a module of one.
    pub layout: Layout,
}

/// What a `Cargo.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: String,
    /// One sentence about it.
    pub description: String,
    /// An SPDX expression.
    pub license: String,
    /// The version of the runtime that it needs.
    pub runtime_version: String,
    /// Where the runtime is, relative to the crate, when it is not the published one.
    pub runtime_path: Option<String>,
    /// Other crates that it needs, and their versions.
    pub dependencies: Vec<(String, String)>,
    /// The features that choose what is compiled; none turns another one on.
    pub features: Vec<String>,
    /// Those that are on by default; `full` is all of them.
    pub default_features: Vec<String>,
    /// Credit for the text of the pages.
    pub notice: Option<String>,
}

/// The types of one namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelModule {
    /// The module below `models`; none for the default namespace, whose types stand in `models` itself.
    pub name: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The types, one file each.
    pub items: Vec<ModelItem>,
    /// Types whose files are not made again; no order.
    pub standing: Vec<Standing>,
}

/// One type and its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelItem {
    /// The module of the file; private, its types are re-exported.
    pub module: String,
    /// The types in it, by name.
    pub names: Vec<String>,
    /// The qualified name of the type that it was made from.
    pub origin: String,
    /// What stands in it.
    pub item: Item,
    /// Whether the item names other types of the crate.
    pub uses_models: bool,
    /// The features that it is compiled with, any of them; always, when empty.
    pub features: Vec<String>,
    /// What it derives beside the usual traits, as Rust text.
    pub derives: Vec<String>,
    /// What is said to who uses it although it is deprecated.
    pub deprecated: Option<String>,
    /// The pages that it was made from, relative to the docs folder.
    pub sources: Vec<String>,
    /// What its file is made of, where that was asked for.
    pub made_of: Option<Fingerprint>,
}

/// A type.
#[expect(clippy::large_enum_variant, reason = "most items are the larger one")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A structured type.
    Struct(Struct),
    /// An enumeration.
    Enum(Enum),
}

/// A struct with public fields that keeps unknown properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its fields, without the one for unknown properties.
    pub fields: Vec<Field>,
    /// The `@odata.type` of a type that derives from one that has a [`Derived`]; else empty.
    pub odata_type: String,
    /// The enumeration over it and the types that derive from it.
    pub derived: Option<Derived>,
    /// The body of its changes.
    pub update: Option<Update>,
}

/// The body of the changes of a type: unset, null and a value are three things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The types in the same file that it can be made of.
    pub of: Vec<String>,
    /// One per property that may be written.
    pub setters: Vec<Setter>,
}

/// A function that sets a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setter {
    /// Its name.
    pub name: String,
    /// The name in the JSON.
    pub wire: String,
    /// The type of the property, as Rust text.
    pub ty: String,
    /// The features that it needs beside those of the type, any of them; none, when empty.
    pub features: Vec<String>,
    /// What is said to who sets it although it is deprecated.
    pub deprecated: Option<String>,
}

/// An enumeration over a type and those that derive from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The type `Box`, as Rust text.
    pub boxed: String,
    /// The type itself.
    pub base: DerivedVariant,
    /// Those that derive from it, also by way of others.
    pub variants: Vec<DerivedVariant>,
}

/// A type in a [`Derived`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerivedVariant {
    /// The name of the variant.
    pub name: String,
    /// The type in it, as Rust text.
    pub ty: String,
    /// Its `@odata.type`.
    pub odata_type: String,
    /// The features that it needs beside those of the base, any of them; none, when empty.
    pub features: Vec<String>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name; may start with `r#`.
    pub name: String,
    /// The name in the JSON.
    pub wire: String,
    /// Who may write it.
    pub access: Access,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its type, as Rust text.
    pub ty: String,
    /// The features that it needs beside those of its struct, any of them; none, when empty.
    pub features: Vec<String>,
    /// What is said to who uses it although it is deprecated.
    pub deprecated: Option<String>,
}

/// Who may write a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Service and program.
    ReadWrite,
    /// The service only.
    ReadOnly,
    /// The service only; inside of other objects it tells which object is meant.
    Key,
}

/// An open enumeration: its members, and a variant that keeps any other text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its members.
    pub variants: Vec<Variant>,
    /// The type `String`, as Rust text.
    pub string: String,
}

/// A member of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The text in the JSON.
    pub wire: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// What is said to who uses it although it is deprecated.
    pub deprecated: Option<String>,
}

/// The operations of one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestModule {
    /// The module below `requests`.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its own operations.
    pub operations: Vec<Operation>,
    /// Operations of other modules that its resource lists, too.
    pub reexports: Vec<Reexport>,
    /// Whether an operation names a type of `models`.
    pub uses_models: bool,
    /// The features that it is compiled with, any of them; always, when empty.
    pub features: Vec<String>,
    /// What its file is made of, where that was asked for.
    pub made_of: Option<Fingerprint>,
}

/// A call: a marker type and the functions that start a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The marker type.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The HTTP method.
    pub method: String,
    /// The address of its page.
    pub page: String,
    /// The page that it was made from, relative to the docs folder.
    pub source: String,
    /// The features that it needs beside those of its module, any of them; none, when empty.
    pub features: Vec<String>,
    /// What is said to who calls it although it is deprecated.
    pub deprecated: Option<String>,
    /// Documented status codes of success.
    pub statuses: Vec<u16>,
    /// Who may call it, in each case that the page tells apart; empty where the page does not say.
    pub permissions: Vec<PermissionCase>,
    /// The type of the answer, as Rust text.
    pub response: String,
    /// The runtime's way to read it.
    pub format: &'static str,
    /// The struct of the body, where it is no type of `models`.
    pub parameters: Option<Struct>,
    /// Documented query parameters and headers.
    pub options: Vec<RequestOption>,
    /// One function per documented URL.
    pub constructors: Vec<Constructor>,
}

/// A function that makes a documented query parameter or header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOption {
    /// Its name; may start with `r#`.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The runtime's function that makes it: `query`, `header` or `preference`.
    pub place: &'static str,
    /// The name in the request.
    pub wire: String,
    /// The type of its argument, as Rust text.
    pub ty: &'static str,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

/// Who may call an operation in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionCase {
    /// The page's words for the case; empty where there is only one.
    pub case: String,
    /// Permissions, least privileged first: delegated for work accounts, delegated for personal ones, application.
    pub sets: [Vec<String>; 3],
}

/// A function that starts a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constructor {
    /// Its name; may start with `r#`.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Names and types of its arguments, as Rust text.
    pub arguments: Vec<(String, String)>,
    /// The URL.
    pub parts: Vec<Part>,
    /// The runtime's type around the operation where the URL asks for something else than the documented answer, as
    /// Rust text.
    pub form: Option<String>,
    /// The method of the request that takes the body, and the argument that it takes.
    pub body: Option<(&'static str, String)>,
    /// The constructor of the runtime's `Writable` for a body that is a model.
    pub writable: Option<&'static str>,
    /// Its read-only properties that the page of the call requires.
    pub required: Vec<String>,
}

/// A piece of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Fixed text.
    Text(String),
    /// An argument: the runtime's variant for its position, and its name.
    Argument(&'static str, String),
}

/// An operation of another module under a name of this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reexport {
    /// The other module.
    pub module: String,
    /// Names there and here.
    pub names: Vec<(String, String)>,
    /// The features that it needs beside those of its module, any of them; none, when empty.
    pub features: Vec<String>,
}

/// Decides how the API of a schema is written in Rust. The examples are for tests, if the configuration wants some.
///
/// `config.out` and `config.runtime` are compared as they are; both should be relative to the same folder, or absolute.
pub fn lower(schema: &Schema, examples: &Examples, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Crate {
    lower_beside(schema, examples, config, None, diagnostics)
}

/// [`lower`], beside files that an earlier run wrote: those that stand are not made again. Tests of examples need all that
/// there is, and a module of another crate has only one file, so these are always made.
pub fn lower_beside(
    schema: &Schema,
    examples: &Examples,
    config: &Config,
    find: Option<Find<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Crate {
    let find = find.filter(|_| config.layout == Layout::Crate && !config.conformance);
    let links = Links::new(&config.api.docs_url);
    let catalog = Catalog::new(schema, config, diagnostics);
    let package = package::package(config, &catalog.areas, diagnostics);
    // A form that all settings have, whatever they are.
    let common = (format!("{config:?}"), &catalog);
    let reuse = Reuse::new(find, &common);
    let models = || models::models(schema, &catalog, &links, reuse.as_ref());
    let requests = || requests::requests(schema, &catalog, &links, reuse.as_ref());
    let ((models, of_models), (requests, standing_requests, of_requests)) = rayon::join(models, requests);
    diagnostics.extend(of_models);
    diagnostics.extend(of_requests);
    let tests = || conformance::conformance(examples, &catalog, &package, &models, &requests);
    Crate {
        conformance: config.conformance.then(tests),
        package,
        docs: package::docs(config, &catalog.areas, &links),
        service_root: config.api.service_root.clone(),
        models,
        requests,
        standing_requests,
        layout: config.layout,
    }
}
