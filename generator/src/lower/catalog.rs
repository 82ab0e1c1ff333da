//! Where each type of the schema stands in the crate, and how a reference to it is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use borsh::BorshSerialize;

use super::Areas;
use super::adjust::Adjustments;
use super::ident::{self, Role, Scope};
use super::shape;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Span};
use crate::schema::{Primitive, Schema, TypeName};

/// `AnyShape` is a `Shape` or whatever derives from it.
const DERIVED_PREFIX: &str = "Any";
/// A `ShapeUpdate` is what a change of a `Shape` may send.
const UPDATE_SUFFIX: &str = "Update";

/// The places of all types.
#[derive(Debug, BorshSerialize)]
pub(super) struct Catalog<'a> {
    structs: BTreeMap<&'a str, Place>,
    enums: BTreeMap<&'a str, Place>,
    /// The enumerations over a type and those that derive from it.
    derived: BTreeMap<&'a str, DerivedPlace<'a>>,
    /// Types of which the docs tell nothing, not even that their values are objects.
    opaque: BTreeSet<&'a str>,
    /// The names of the bodies of changes. They stand in the files of the types.
    updates: BTreeMap<&'a str, String>,
    /// The module of each namespace; the default one has none.
    pub(super) namespaces: BTreeMap<&'a str, Option<String>>,
    /// What the configuration says about names.
    pub(super) adjustments: Adjustments<'a>,
    /// What is compiled with which feature.
    pub(super) areas: Areas<'a>,
}

/// Where a type stands.
#[derive(Debug, BorshSerialize)]
pub(super) struct Place {
    /// The module of its namespace below `models`.
    pub(super) namespace: Option<String>,
    /// The module of its file.
    pub(super) module: String,
    /// Its name.
    pub(super) name: String,
}

/// The enumeration over a type and those that derive from it. It stands in the file of the type.
#[derive(Debug, BorshSerialize)]
pub(super) struct DerivedPlace<'a> {
    /// Its name.
    pub(super) name: String,
    /// The deriving types.
    pub(super) types: Vec<&'a str>,
}

/// How the standard library's types are written in one file: by name, or in full where the file has a type of that name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Std {
    /// `Option`
    pub(super) option: &'static str,
    /// `Vec`
    pub(super) vec: &'static str,
    /// `Box`
    pub(super) boxed: &'static str,
    /// `String`
    pub(super) string: &'static str,
}

const SHORT: Std = Std { option: "Option", vec: "Vec", boxed: "Box", string: "String" };
const FULL: Std = Std {
    option: "::std::option::Option",
    vec: "::std::vec::Vec",
    boxed: "::std::boxed::Box",
    string: "::std::string::String",
};
/// Types of these names hide what the short forms mean.
const HIDDEN: [&str; 4] = ["Option", "Vec", "Box", "String"];

impl Std {
    /// The names for a file that declares these types.
    pub(super) fn beside<'a>(declared: impl IntoIterator<Item = &'a str>) -> Std {
        let clash = declared.into_iter().any(|name| HIDDEN.contains(&name));
        if clash { FULL } else { SHORT }
    }
}

impl<'a> Catalog<'a> {
    /// Gives every type a place.
    pub(super) fn new(schema: &'a Schema, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let adjustments = Adjustments::new(schema, config, diagnostics);
        let all = || {
            let structs = schema.types.iter().map(|(name, ty)| (name.as_str(), ty.pages.first()));
            let enums = schema.enums.iter().map(|(name, ty)| (name.as_str(), ty.pages.first()));
            (structs, enums)
        };
        let (structs, enums) = all();
        let mut scopes: BTreeMap<Option<String>, Names<'a>> = BTreeMap::new();
        let mut namespaces: BTreeMap<&str, Option<String>> = BTreeMap::new();
        for (name, _) in structs.chain(enums) {
            let namespace = split(name).0;
            namespaces.entry(namespace).or_insert_with(|| {
                let words = namespace_words(namespace, &schema.namespace)?;
                let module = ident::from_words(&words, Role::Module);
                Some(scopes.entry(None).or_default().scope.take(module).0)
            });
        }
        let (structs, enums) = all();
        let mut place = |(name, page): (&'a str, Option<&'a String>)| {
            let (namespace, simple) = split(name);
            let namespace = namespaces.get(namespace).cloned().flatten();
            let names = scopes.entry(namespace.clone()).or_default();
            let rust = names.take(adjustments.ty(name, simple), (name, page), diagnostics);
            let (module, _) = names.scope.take(adjustments.module(name, simple));
            (name, Place { namespace, module, name: rust })
        };
        let structs: BTreeMap<&str, Place> = structs.map(&mut place).collect();
        let enums = enums.map(&mut place).collect();
        let page_of = |name: &str| schema.types.get(name).and_then(|ty| ty.pages.first());
        let mut derived = BTreeMap::new();
        for (base, types) in shape::derived(schema) {
            let Some(place) = structs.get(base) else { continue };
            let names = scopes.entry(place.namespace.clone()).or_default();
            let name = names.take(format!("{DERIVED_PREFIX}{}", place.name), (base, page_of(base)), diagnostics);
            derived.insert(base, DerivedPlace { name, types });
        }
        let mut updates = BTreeMap::new();
        for ty in shape::changes(schema).into_keys() {
            let Some(place) = structs.get(ty) else { continue };
            let names = scopes.entry(place.namespace.clone()).or_default();
            let name = names.take(format!("{}{UPDATE_SUFFIX}", place.name), (ty, page_of(ty)), diagnostics);
            updates.insert(ty, name);
        }
        let (opaque, areas) = (shape::opaque(schema), Areas::new(schema, config));
        Catalog { structs, enums, derived, opaque, updates, namespaces, adjustments, areas }
    }

    /// The enumeration over a type and those that derive from it.
    pub(super) fn derived(&self, name: &str) -> Option<&DerivedPlace<'a>> {
        self.derived.get(name)
    }

    /// The name of the body of the changes of a type.
    pub(super) fn update(&self, name: &str) -> Option<&String> {
        self.updates.get(name)
    }

    /// The type of the body of a change, as Rust text.
    pub(super) fn change(&self, ty: &TypeName) -> Option<String> {
        let name = ty.named().filter(|_| !matches!(ty, TypeName::Collection(_)))?;
        Some(beside(self.structure(name)?, self.update(name)?))
    }

    /// A structured type itself as Rust text, whatever derives from it.
    pub(super) fn itself(place: &Place) -> String {
        beside(place, &place.name)
    }

    /// The place of a structured type.
    pub(super) fn structure(&self, name: &str) -> Option<&Place> {
        self.structs.get(name)
    }

    /// The place of an enumeration.
    pub(super) fn enumeration(&self, name: &str) -> Option<&Place> {
        self.enums.get(name)
    }

    /// A type as Rust text. A type that no page documents, or of which its page tells nothing, is any JSON value; one that others derive from is the
    /// enumeration over them.
    pub(super) fn reference(&self, ty: &TypeName, std: Std) -> String {
        match ty {
            TypeName::Primitive(primitive) => scalar(*primitive, std).to_owned(),
            TypeName::Named(name) if self.opaque.contains(name.as_str()) => "rt::Value".to_owned(),
            TypeName::Named(name) => self.structure(name).or_else(|| self.enumeration(name)).map_or_else(
                || "rt::Value".to_owned(),
                |place| self.derived(name).map_or_else(|| Self::itself(place), |derived| beside(place, &derived.name)),
            ),
            TypeName::Collection(element) => format!("{}<{}>", std.vec, self.reference(element, std)),
        }
    }

    /// The type of a field: it may always be absent.
    pub(super) fn field(&self, ty: &TypeName, boxed: bool, std: Std) -> String {
        let inner = self.reference(ty, std);
        if boxed { format!("{}<{}<{inner}>>", std.option, std.boxed) } else { format!("{}<{inner}>", std.option) }
    }
}

/// A type in the namespace of another one, as Rust text.
fn beside(place: &Place, name: &str) -> String {
    match &place.namespace {
        Some(namespace) => format!("models::{namespace}::{name}"),
        None => format!("models::{name}"),
    }
}

/// The taken names of a namespace, and who has them.
#[derive(Debug, Default)]
struct Names<'a> {
    scope: Scope,
    types: BTreeMap<String, (&'a str, Option<&'a String>)>,
}

impl<'a> Names<'a> {
    /// Takes a name for a type, or for what is made of it, and reports when another one has it.
    fn take(
        &mut self,
        wanted: String,
        (name, page): (&'a str, Option<&'a String>),
        diagnostics: &mut Vec<Diagnostic>,
    ) -> String {
        let (rust, numbered) = self.scope.take(wanted.clone());
        if numbered {
            diagnostics.push(collision(name, page, &wanted, &rust, self.types.get(&wanted)));
        }
        self.types.insert(rust.clone(), (name, page));
        rust
    }
}

/// Namespace and simple name.
pub(super) fn split(qualified: &str) -> (&str, &str) {
    qualified.rsplit_once('.').unwrap_or(("", qualified))
}

/// The words that tell a namespace from the default one. None for the default one itself.
pub(super) fn namespace_words(namespace: &str, default: &str) -> Option<Vec<String>> {
    if namespace == default || namespace.is_empty() {
        return None;
    }
    let inner = namespace.strip_prefix(default).and_then(|rest| rest.strip_prefix('.')).unwrap_or(namespace);
    Some(ident::words(inner))
}

fn scalar(primitive: Primitive, std: Std) -> &'static str {
    match primitive {
        Primitive::Boolean => "bool",
        Primitive::Byte => "u8",
        Primitive::SByte => "i8",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "rt::Int64",
        Primitive::Single | Primitive::Double => "f64",
        Primitive::String => std.string,
        Primitive::Binary => "rt::Binary",
        Primitive::Date => "rt::Date",
        Primitive::DateTimeOffset => "rt::DateTimeOffset",
        Primitive::Decimal => "rt::Decimal",
        Primitive::Duration => "rt::Duration",
        Primitive::Guid => "rt::Guid",
        Primitive::TimeOfDay => "rt::TimeOfDay",
        Primitive::Stream | Primitive::Untyped => "rt::Value",
    }
}

fn collision(
    name: &str,
    page: Option<&String>,
    wanted: &str,
    given: &str,
    other: Option<&(&str, Option<&String>)>,
) -> Diagnostic {
    let holder = other.map_or(wanted, |(other, _)| other);
    let message = format!("`{name}` would be `{wanted}` in Rust, the name of `{holder}`; it is `{given}`");
    let diagnostic = ident::collision(page, message, &format!("[types.\"{name}\"]"));
    match other {
        Some((other, Some(page))) => {
            diagnostic.with_place(&Arc::from(page.as_str()), Span::default(), format!("`{other}` has the name"))
        }
        _ => diagnostic,
    }
}
