//! The schema as CSDL wants it: every name declared, nothing declared twice, one kind along each chain of bases.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    EnumType, Kind, Operation, OperationKind, Parameter, Primitive, Property, Schema, StructuredType, TypeName,
};

/// Everything that is declared, by namespace.
#[derive(Default)]
pub(super) struct Model<'a> {
    pub(super) namespaces: BTreeMap<&'a str, Namespace<'a>>,
}

/// The declarations of one namespace, by short name.
#[derive(Default)]
pub(super) struct Namespace<'a> {
    pub(super) types: BTreeMap<&'a str, Declared<'a>>,
    pub(super) enums: BTreeMap<&'a str, &'a EnumType>,
    pub(super) calls: Vec<Call<'a>>,
}

/// A structured type.
pub(super) struct Declared<'a> {
    pub(super) kind: Kind,
    pub(super) base: Option<&'a str>,
    pub(super) key: Option<&'a str>,
    /// None for a type that is only named.
    pub(super) ty: Option<&'a StructuredType>,
    pub(super) properties: Vec<&'a Property>,
}

/// An overload of an action or function.
pub(super) struct Call<'a> {
    pub(super) is_function: bool,
    pub(super) name: &'a str,
    pub(super) binding: Option<&'a TypeName>,
    pub(super) parameters: Vec<&'a Parameter>,
    pub(super) returns: Option<&'a TypeName>,
    pub(super) operation: &'a Operation,
}

/// The key of types that have one and do not name it.
const KEY: &str = "id";

impl<'a> Model<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut model = Model::default();
        let stubs = undeclared(schema);
        let bases: BTreeSet<&str> = schema.types.values().filter_map(|ty| ty.base.as_deref()).collect();
        for name in stubs {
            let is_entity = schema.types.values().any(|ty| ty.base.as_deref() == Some(name) && ty.kind == Kind::Entity);
            let kind = if is_entity { Kind::Entity } else { Kind::Complex };
            let key = (is_entity && bases.contains(name)).then_some(KEY);
            let declared = Declared { kind, base: None, key, ty: None, properties: Vec::new() };
            model.insert(schema, name, declared);
        }
        for (name, ty) in &schema.types {
            let chain = chain(schema, name);
            let base = chain.get(1).copied().filter(|base| kind_of(schema, base).is_none_or(|kind| kind == ty.kind));
            let ancestors = if base.is_some() { chain.get(1..).unwrap_or(&[]) } else { &[] };
            let has_key = ancestors.iter().any(|above| key_of(schema, above).is_some());
            let key = if has_key { None } else { key_of(schema, name) };
            let inherited: Vec<&Property> =
                ancestors.iter().filter_map(|above| schema.types.get(*above)).flat_map(|ty| &ty.properties).collect();
            let own = ty.properties.iter().filter(|own| is_identifier(&own.name));
            let is_key = |own: &Property| own.name.eq_ignore_ascii_case(KEY) && has_key;
            let own = own.filter(|own| {
                !is_key(own) && !inherited.iter().any(|known| known.name.eq_ignore_ascii_case(&own.name))
            });
            let properties = own.collect();
            model.insert(schema, name, Declared { kind: ty.kind, base, key, ty: Some(ty), properties });
        }
        for (name, ty) in &schema.enums {
            let (namespace, short) = split(schema, name);
            model.namespaces.entry(namespace).or_default().enums.insert(short, ty);
        }
        model.namespaces.entry(&schema.namespace).or_default().calls = calls(schema);
        model
    }

    fn insert(&mut self, schema: &'a Schema, name: &'a str, declared: Declared<'a>) {
        let (namespace, short) = split(schema, name);
        self.namespaces.entry(namespace).or_default().types.insert(short, declared);
    }
}

/// Namespace and short name. A name without a namespace stands in the default one.
pub(super) fn split<'a>(schema: &'a Schema, name: &'a str) -> (&'a str, &'a str) {
    name.rsplit_once('.').unwrap_or((&schema.namespace, name))
}

/// Qualified names that are used and that no page declares.
fn undeclared(schema: &Schema) -> BTreeSet<&str> {
    let properties = schema.types.values().flat_map(|ty| &ty.properties).filter_map(|property| property.ty.named());
    let bases = schema.types.values().filter_map(|ty| ty.base.as_deref());
    let calls = calls(schema);
    let in_calls = calls.iter().flat_map(|call| {
        let parameters = call.parameters.iter().filter_map(|parameter| parameter.ty.named());
        parameters.chain(call.returns.and_then(TypeName::named)).chain(call.binding.and_then(TypeName::named))
    });
    let used: BTreeSet<&str> = properties.chain(bases).chain(in_calls).collect();
    let is_declared = |name: &&str| schema.types.contains_key(*name) || schema.enums.contains_key(*name);
    used.into_iter().filter(|name| !is_declared(name) && name.split('.').all(is_identifier)).collect()
}

/// A type and its ancestors, nearest first.
fn chain<'a>(schema: &'a Schema, name: &'a str) -> Vec<&'a str> {
    let mut chain = vec![name];
    while let Some(base) = chain.last().and_then(|name| schema.types.get(*name)).and_then(|ty| ty.base.as_deref()) {
        if chain.contains(&base) {
            break;
        }
        chain.push(base);
    }
    chain
}

fn kind_of(schema: &Schema, name: &str) -> Option<Kind> {
    schema.types.get(name).map(|ty| ty.kind)
}

/// The key that a type declares: the stated one where it is a property, or `id`. Only the topmost type of a chain has
/// one; a type that no page documents has one if it is the base of entities.
fn key_of<'a>(schema: &'a Schema, name: &str) -> Option<&'a str> {
    let Some(ty) = schema.types.get(name) else { return Some(KEY) };
    if ty.kind != Kind::Entity
        || ty.base.as_deref().is_some_and(|base| kind_of(schema, base).is_none_or(|kind| kind == Kind::Entity))
    {
        return None;
    }
    let stated = ty.key.as_deref().filter(|key| ty.properties.iter().any(|own| own.name == *key));
    stated.or(Some(KEY))
}

/// All overloads, each once.
fn calls(schema: &Schema) -> Vec<Call<'_>> {
    let mut calls: Vec<Call<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for (key, operation) in &schema.operations {
        let Some(call) = operation.call.as_ref().filter(|call| is_identifier(&call.name)) else { continue };
        let is_function = operation.kind == OperationKind::Function;
        // The page called after the call says more than others that show it.
        let own = key.ends_with(&call.name.to_lowercase());
        let bindings: Vec<Option<&TypeName>> =
            if call.bindings.is_empty() { vec![None] } else { call.bindings.iter().map(Some).collect() };
        for (binding, parameters) in
            bindings.iter().flat_map(|binding| call.overloads.iter().map(move |one| (*binding, one)))
        {
            let parameters: Vec<&Parameter> = parameters.iter().filter(|one| is_identifier(&one.name)).collect();
            let mut names: Vec<&str> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            names.sort_unstable();
            let identity = (is_function, call.name.as_str(), binding, if is_function { names } else { Vec::new() });
            let returns = operation.response.ty.as_ref();
            let overload = Call { is_function, name: &call.name, binding, parameters, returns, operation };
            match known.get(&identity).and_then(|place: &usize| calls.get_mut(*place)) {
                Some(place) if own => *place = overload,
                Some(_) => {}
                None => {
                    known.insert(identity, calls.len());
                    calls.push(overload);
                }
            }
        }
    }
    calls
}

/// A simple identifier of OData.
pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a property is a navigation property in CSDL.
pub(super) fn is_navigation(schema: &Schema, property: &Property) -> bool {
    match property.ty.named() {
        Some(name) => {
            kind_of(schema, name).map_or(property.navigation, |kind| kind == Kind::Entity)
                && !schema.enums.contains_key(name)
        }
        None => false,
    }
}

/// The name of a type in CSDL 4.0, which has no name for "any JSON".
pub(super) fn type_name(ty: &TypeName) -> String {
    match ty {
        TypeName::Primitive(Primitive::Untyped) => "Edm.Untyped".to_owned(),
        TypeName::Collection(element) => format!("Collection({})", type_name(element)),
        other => other.to_string(),
    }
}
