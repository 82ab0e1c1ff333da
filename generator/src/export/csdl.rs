//! Schema -> CSDL, the XML form of the Entity Data Model (OData 4.0).

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::schema::{EnumType, Kind, Primitive, Property, Schema, TypeName};

use super::annotations::{self, Annotation};
use super::defaults::default_value;
use super::model::{BINDING, Call, Declared, Model, Namespace, UNTYPED, is_identifier};
use super::resources::{Restrictions, restrictions};

/// The schema as CSDL. Facts that only pages state stand in annotations of the standard vocabularies.
pub fn csdl(schema: &Schema) -> String {
    let model = Model::new(schema);
    let body = |version: &str| {
        let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 2) };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        write_document(&mut xml, schema, &model, version);
        let mut text = String::from_utf8(xml.writer.into_inner()).unwrap_or_default();
        text.push('\n');
        text
    };
    let text = body("4.0");
    // Any JSON has a name since 4.01. Quotes within texts are escaped, so this finds types only.
    let needs_later = [format!("Type=\"{UNTYPED}\""), format!("Type=\"Collection({UNTYPED})\"")];
    if needs_later.iter().any(|used| text.contains(used)) { body("4.01") } else { text }
}

fn write_document(xml: &mut Xml, schema: &Schema, model: &Model<'_>, version: &str) {
    xml.node("edmx:Edmx", &[("xmlns:edmx", EDMX), ("Version", version)], |xml| {
        for (uri, namespace, alias) in annotations::VOCABULARIES {
            xml.node("edmx:Reference", &[("Uri", uri)], |xml| {
                xml.leaf("edmx:Include", &[("Namespace", namespace), ("Alias", alias)]);
            });
        }
        xml.node("edmx:DataServices", &[], |xml| {
            for (name, namespace) in &model.namespaces {
                xml.node("Schema", &[("xmlns", EDM), ("Namespace", name)], |xml| {
                    write_namespace(xml, schema, model, namespace);
                    if *name == schema.namespace {
                        write_container(xml, schema, model, namespace);
                    }
                    if namespace.holds_displaced_calls {
                        xml.annotations(&[annotations::default_namespace()]);
                    }
                });
            }
        });
    });
}

const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";

fn write_namespace(xml: &mut Xml, schema: &Schema, model: &Model<'_>, namespace: &Namespace<'_>) {
    for (name, declared) in &namespace.enums {
        write_enum(xml, name, declared);
    }
    for (name, declared) in &namespace.types {
        write_type(xml, schema, model, (name, declared));
    }
    for call in &namespace.calls {
        write_call(xml, schema, model, call);
    }
}

/// Numbers count only if every member has one; CSDL allows all or none.
fn write_enum(xml: &mut Xml, name: &str, declared: &EnumType) {
    let mut names = BTreeSet::new();
    let members = declared.members.iter().filter(|member| is_identifier(&member.name));
    let members: Vec<_> = members.filter(|member| names.insert(member.name.as_str())).collect();
    let numbered = members.iter().all(|member| member.value.is_some());
    if members.is_empty() {
        // An enumeration needs members; without any it is a text.
        let attributes = [("Name", name), ("UnderlyingType", "Edm.String")];
        xml.annotated("TypeDefinition", &attributes, &annotations::of_unnameable(declared));
        return;
    }
    xml.node("EnumType", &[("Name", name)], |xml| {
        for member in members {
            let value = member.value.filter(|_| numbered).map(|value| value.to_string());
            let mut attributes = vec![("Name", member.name.as_str())];
            attributes.extend(value.as_deref().map(|value| ("Value", value)));
            xml.annotated("Member", &attributes, &annotations::description(&member.doc));
        }
        xml.annotations(&annotations::description(&declared.doc));
    });
}

fn write_type(xml: &mut Xml, schema: &Schema, model: &Model<'_>, (name, declared): (&str, &Declared<'_>)) {
    let element = if declared.kind == Kind::Entity { "EntityType" } else { "ComplexType" };
    let base = declared.base.map(|base| model.type_name(schema, &TypeName::Named(base.to_owned())));
    let mut attributes = vec![("Name", name)];
    attributes.extend(base.as_deref().map(|base| ("BaseType", base)));
    // Of an undocumented base nothing is known but what derives from it.
    let is_unknown_base = declared.ty.is_none() && !declared.open && declared.kind == Kind::Entity;
    if declared.ty.is_some_and(|ty| ty.is_abstract) || is_unknown_base {
        attributes.push(("Abstract", "true"));
    }
    if declared.open {
        attributes.push(("OpenType", "true"));
    }
    xml.node(element, &attributes, |xml| {
        if let Some(key) = declared.key {
            xml.node("Key", &[], |xml| xml.leaf("PropertyRef", &[("Name", key)]));
            if !declared.properties.iter().any(|property| property.name == key) {
                xml.leaf("Property", &[("Name", key), ("Type", "Edm.String"), ("Nullable", "false")]);
            }
        }
        let (navigations, structural): (Vec<&Property>, Vec<&Property>) =
            declared.properties.iter().partition(|property| model.is_navigation(schema, property));
        for (element, properties) in [("Property", structural), ("NavigationProperty", navigations)] {
            for property in properties {
                let ty = model.type_name(schema, &property.ty);
                let mut attributes = vec![("Name", property.name.as_str()), ("Type", ty.as_str())];
                // A key cannot be null. The standard wants a word about the elements of a collection; pages that say
                // nothing leave null possible. Collections of entities have no nulls, and no such word.
                let not_null = declared.key == Some(property.name.as_str()) || property.traits.not_nullable;
                match (property.ty.is_collection(), not_null) {
                    (true, _) if element == "NavigationProperty" => {}
                    (_, true) => attributes.push(("Nullable", "false")),
                    (true, false) => attributes.push(("Nullable", "true")),
                    (false, false) => {}
                }
                if element == "Property" {
                    let default = default_value(schema, &property.ty, &property.traits);
                    attributes.extend(default.map(|value| ("DefaultValue", value)));
                }
                xml.annotated(element, &attributes, &annotations::of_property(property));
            }
        }
        if let Some(ty) = declared.ty {
            xml.annotations(&annotations::of_type(ty));
        }
    });
}

fn write_call(xml: &mut Xml, schema: &Schema, model: &Model<'_>, call: &Call<'_>) {
    let element = if call.is_function { "Function" } else { "Action" };
    let mut attributes = vec![("Name", call.name)];
    if call.binding.is_some() {
        attributes.push(("IsBound", "true"));
    }
    xml.node(element, &attributes, |xml| {
        if let Some(binding) = call.binding {
            let ty = model.type_name(schema, binding);
            xml.leaf("Parameter", &[("Name", BINDING), ("Type", &ty)]);
        }
        for parameter in &call.parameters {
            // The standard allows streams for what a call is bound to and returns, and nowhere else.
            let ty = match &parameter.ty {
                TypeName::Primitive(Primitive::Stream) => "Edm.Binary".to_owned(),
                ty => model.type_name(schema, ty),
            };
            let attributes = [("Name", parameter.name.as_str()), ("Type", ty.as_str())];
            xml.annotated("Parameter", &attributes, &annotations::description(&parameter.doc));
        }
        let any = TypeName::Primitive(Primitive::Untyped);
        if let Some(returns) = call.returns.or(call.is_function.then_some(&any)) {
            xml.leaf("ReturnType", &[("Type", &model.type_name(schema, returns))]);
        }
        xml.annotations(&annotations::of_call(call.operation));
    });
}

/// The resources below the service root, and what is needed to use those below them. A container must hold something.
fn write_container(xml: &mut Xml, schema: &Schema, model: &Model<'_>, namespace: &Namespace<'_>) {
    let is_entity = |ty: &str| model.declared(schema, ty).is_some_and(|ty| ty.kind == Kind::Entity);
    let can_be_declared = |(name, ty): &(&String, &String)| is_identifier(name) && is_entity(ty);
    let sets: Vec<_> = schema.container.sets.iter().filter(can_be_declared).collect();
    let singletons = schema.container.singletons.iter().filter(can_be_declared);
    let singletons: Vec<_> = singletons.filter(|(name, _)| !sets.iter().any(|(known, _)| known == name)).collect();
    if sets.is_empty() && singletons.is_empty() {
        return;
    }
    let mut container = CONTAINER.to_owned();
    while namespace.types.contains_key(container.as_str())
        || namespace.enums.contains_key(container.as_str())
        || namespace.calls.iter().any(|call| call.name == container)
    {
        container.push('_');
    }
    let restrictions = restrictions(schema, model);
    let of = |name: &str| restrictions.get(name).map(annotations::of_resource).unwrap_or_default();
    xml.node("EntityContainer", &[("Name", &container)], |xml| {
        for (name, ty) in sets {
            let ty = model.type_name(schema, &TypeName::Named(ty.clone()));
            xml.annotated("EntitySet", &[("Name", name.as_str()), ("EntityType", &ty)], &of(name));
        }
        for (name, ty) in singletons {
            let ty = model.type_name(schema, &TypeName::Named(ty.clone()));
            xml.annotated("Singleton", &[("Name", name.as_str()), ("Type", &ty)], &of(name));
        }
    });
    write_below(xml, &format!("{}.{container}", schema.namespace), &restrictions);
}

const CONTAINER: &str = "Service";

fn write_below(xml: &mut Xml, container: &str, restrictions: &BTreeMap<String, Restrictions>) {
    for (path, found) in restrictions.iter().filter(|(path, _)| path.contains('/')) {
        let target = format!("{container}/{path}");
        xml.node("Annotations", &[("Target", &target)], |xml| xml.annotations(&annotations::of_resource(found)));
    }
}

/// Writes elements; the sink is memory, so nothing fails.
pub(super) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    fn event(&mut self, event: Event<'_>) {
        let written = self.writer.write_event(event);
        debug_assert!(written.is_ok(), "memory takes everything");
    }

    pub(super) fn node(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.event(Event::Start(start(name, attributes)));
        inside(self);
        self.event(Event::End(BytesEnd::new(name)));
    }

    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// An element with text inside.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.event(Event::Start(start(name, &[])));
        self.event(Event::Text(BytesText::new(&allowed(text))));
        self.event(Event::End(BytesEnd::new(name)));
    }

    fn annotated(&mut self, name: &str, attributes: &[(&str, &str)], annotations: &[Annotation]) {
        if annotations.is_empty() {
            self.leaf(name, attributes);
        } else {
            self.node(name, attributes, |xml| xml.annotations(annotations));
        }
    }

    fn annotations(&mut self, annotations: &[Annotation]) {
        for annotation in annotations {
            annotations::write(self, annotation);
        }
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        element.push_attribute((*key, allowed(value).replace('\n', " ").as_str()));
    }
    element
}

/// Characters that XML 1.0 has no form for are left out.
fn allowed(text: &str) -> String {
    let is_allowed = |c: &char| (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')) || matches!(c, '\n' | '\t');
    text.chars().filter(is_allowed).collect()
}
