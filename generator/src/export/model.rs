//! The schema as CSDL wants it: every name declared, nothing declared twice, one kind along each chain of bases.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    EnumType, Kind, Operation, OperationKind, Parameter, Primitive, Property, Schema, StructuredType, TypeName,
};

/// Everything that is declared, by namespace.
#[derive(Default)]
pub(super) struct Model<'a> {
    pub(super) namespaces: BTreeMap<String, Namespace<'a>>,
}

/// The declarations of one namespace, by short name.
#[derive(Default)]
pub(super) struct Namespace<'a> {
    pub(super) types: BTreeMap<&'a str, Declared<'a>>,
    pub(super) enums: BTreeMap<&'a str, &'a EnumType>,
    pub(super) calls: Vec<Call<'a>>,
    /// Whether it exists for calls whose name stands for something else in the namespace they belong to.
    pub(super) holds_displaced_calls: bool,
}

/// A structured type.
pub(super) struct Declared<'a> {
    pub(super) kind: Kind,
    pub(super) base: Option<&'a str>,
    pub(super) key: Option<&'a str>,
    /// Whether values may carry properties that are not declared; so may those of all derived types.
    pub(super) open: bool,
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

/// The parameter that stands for what a call is bound to.
pub(super) const BINDING: &str = "bindingParameter";

/// The key of types that have one and do not name it.
const KEY: &str = "id";

impl<'a> Model<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut model = Model::default();
        let bases: BTreeSet<&str> = schema.types.values().filter_map(|ty| ty.base.as_deref()).collect();
        for (name, is_entity) in undeclared(schema) {
            let kind = if is_entity { Kind::Entity } else { Kind::Complex };
            let key = is_entity.then_some(KEY);
            // Nothing is known of its properties. A base stays closed: what derives from an open type is open.
            let open = !bases.contains(name);
            model.insert(schema, name, Declared { kind, base: None, key, open, ty: None, properties: Vec::new() });
        }
        for (name, ty) in schema.types.iter().filter(|(name, _)| is_qualified(name)) {
            let chain = chain(schema, name);
            let base = chain.get(1).copied().filter(|base| kind_of(schema, base).is_none_or(|kind| kind == ty.kind));
            let base = base.filter(|base| is_qualified(base));
            let ancestors = if base.is_some() { chain.get(1..).unwrap_or(&[]) } else { &[] };
            let has_key = ancestors.iter().any(|above| key_of(schema, above).is_some());
            let key = if has_key { None } else { key_of(schema, name) };
            let open = ty.open || ancestors.iter().any(|above| schema.types.get(*above).is_some_and(|ty| ty.open));
            let inherited: Vec<&Property> =
                ancestors.iter().filter_map(|above| schema.types.get(*above)).flat_map(|ty| &ty.properties).collect();
            let own = ty.properties.iter().filter(|own| is_identifier(&own.name));
            let is_key = |own: &Property| own.name.eq_ignore_ascii_case(KEY) && has_key;
            let own = own.filter(|own| {
                !is_key(own) && !inherited.iter().any(|known| known.name.eq_ignore_ascii_case(&own.name))
            });
            let mut names = BTreeSet::new();
            let properties = own.filter(|own| names.insert(own.name.as_str())).collect();
            model.insert(schema, name, Declared { kind: ty.kind, base, key, open, ty: Some(ty), properties });
        }
        for (name, ty) in schema.enums.iter().filter(|(name, _)| is_qualified(name)) {
            let (namespace, short) = split(schema, name);
            let namespace = model.namespaces.entry(namespace.to_owned()).or_default();
            if !namespace.types.contains_key(short) {
                namespace.enums.insert(short, ty);
            }
        }
        model.insert_calls(schema);
        model
    }

    fn insert(&mut self, schema: &'a Schema, name: &'a str, declared: Declared<'a>) {
        let (namespace, short) = split(schema, name);
        self.namespaces.entry(namespace.to_owned()).or_default().types.insert(short, declared);
    }

    /// In a namespace a name stands for one thing: a type, the overloads of a function, or those of an action. Calls
    /// whose name is taken go to a namespace of their own.
    fn insert_calls(&mut self, schema: &'a Schema) {
        let main = self.namespaces.entry(schema.namespace.clone()).or_default();
        let types: BTreeSet<&str> = main.types.keys().chain(main.enums.keys()).copied().collect();
        let calls = calls(schema);
        let functions: BTreeSet<&str> =
            calls.iter().filter(|call| call.is_function).map(|call| call.name).filter(|n| !types.contains(n)).collect();
        for call in calls {
            let is_taken = types.contains(call.name) || (!call.is_function && functions.contains(call.name));
            let place = match (is_taken, call.is_function) {
                (false, _) => schema.namespace.clone(),
                (true, true) => format!("{}.{FUNCTIONS}", schema.namespace),
                (true, false) => format!("{}.{ACTIONS}", schema.namespace),
            };
            let place = self.namespaces.entry(place).or_default();
            place.holds_displaced_calls |= is_taken;
            place.calls.push(call);
        }
    }

    /// A structured type, by qualified name.
    pub(super) fn declared(&self, schema: &Schema, name: &str) -> Option<&Declared<'a>> {
        let (namespace, short) = split(schema, name);
        self.namespaces.get(namespace)?.types.get(short)
    }

    fn is_declared(&self, schema: &Schema, name: &str) -> bool {
        let (namespace, short) = split(schema, name);
        let found = self.namespaces.get(namespace);
        found.is_some_and(|found| found.types.contains_key(short) || found.enums.contains_key(short))
    }

    /// Whether a property is a navigation property in CSDL: one whose values have a key.
    pub(super) fn is_navigation(&self, schema: &Schema, property: &Property) -> bool {
        let named = property.ty.named().and_then(|name| self.declared(schema, name));
        named.is_some_and(|declared| declared.kind == Kind::Entity)
    }

    /// The navigation property that a segment of a URL names, on a type or its ancestors.
    pub(super) fn navigation(&self, schema: &Schema, ty: &str, segment: &str) -> Option<&'a Property> {
        let mut current = Some(ty);
        // Bases are declared without cycles only if the pages state none.
        for _ in 0..=schema.types.len() {
            let declared = self.declared(schema, current?)?;
            let named = declared.properties.iter().find(|own| own.name.eq_ignore_ascii_case(segment));
            if let Some(property) = named {
                return Some(*property).filter(|property| self.is_navigation(schema, property));
            }
            current = declared.base;
        }
        None
    }

    /// The name of a type. What has no declaration is any JSON.
    pub(super) fn type_name(&self, schema: &Schema, ty: &TypeName) -> String {
        match ty {
            TypeName::Collection(element) => match **element {
                // The standard has no collections of streams.
                TypeName::Primitive(Primitive::Stream) => "Collection(Edm.Binary)".to_owned(),
                _ => format!("Collection({})", self.type_name(schema, element)),
            },
            TypeName::Named(name) if !self.is_declared(schema, name) => UNTYPED.to_owned(),
            TypeName::Named(name) => {
                let (namespace, short) = split(schema, name);
                format!("{namespace}.{short}")
            }
            TypeName::Primitive(primitive) => primitive.name().to_owned(),
        }
    }
}

/// Any JSON.
pub(super) const UNTYPED: &str = "Edm.Untyped";

/// The namespaces of calls whose name is taken.
const FUNCTIONS: &str = "functions";
const ACTIONS: &str = "actions";

/// Namespace and short name. A name without a namespace stands in the default one.
pub(super) fn split<'a>(schema: &'a Schema, name: &'a str) -> (&'a str, &'a str) {
    name.rsplit_once('.').unwrap_or((&schema.namespace, name))
}

/// Qualified names that are used and that no page declares, and whether each is an entity: the base of entities, or the
/// target of a relationship.
fn undeclared(schema: &Schema) -> BTreeMap<&str, bool> {
    let properties = schema.types.values().flat_map(|ty| &ty.properties);
    let properties = properties.filter_map(|property| Some((property.ty.named()?, property.navigation)));
    let bases = schema.types.values().filter_map(|ty| Some((ty.base.as_deref()?, ty.kind == Kind::Entity)));
    let calls = calls(schema);
    let in_calls = calls.iter().flat_map(|call| {
        let parameters = call.parameters.iter().filter_map(|parameter| parameter.ty.named());
        let others = call.returns.and_then(TypeName::named).into_iter().chain(call.binding.and_then(TypeName::named));
        parameters.chain(others).map(|name| (name, false))
    });
    let mut undeclared = BTreeMap::new();
    for (name, is_entity) in properties.chain(bases).chain(in_calls) {
        if !schema.types.contains_key(name) && !schema.enums.contains_key(name) && is_qualified(name) {
            *undeclared.entry(name).or_default() |= is_entity;
        }
    }
    undeclared
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
            let mut taken = BTreeSet::from([BINDING]);
            let parameters = parameters.iter().filter(|one| is_identifier(&one.name));
            let parameters: Vec<&Parameter> = parameters.filter(|one| taken.insert(one.name.as_str())).collect();
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

fn is_qualified(name: &str) -> bool {
    name.split('.').all(is_identifier)
}

/// A simple identifier of OData.
pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
