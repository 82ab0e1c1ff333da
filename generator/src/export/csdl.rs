//! Schema -> CSDL, the XML form of the Entity Data Model (OData 4.0).

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use crate::schema::{EnumType, Kind, Property, Schema, TypeName};

use super::annotations::{self, Annotation};
use super::model::{Call, Declared, Model, Namespace, is_identifier, is_navigation, type_name};

/// The schema as CSDL. Facts that only pages state stand in annotations of the standard vocabularies.
pub fn csdl(schema: &Schema) -> String {
    let mut xml = Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 2) };
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    let model = Model::new(schema);
    xml.node("edmx:Edmx", &[("xmlns:edmx", EDMX), ("Version", "4.0")], |xml| {
        for (uri, namespace, alias) in annotations::VOCABULARIES {
            xml.node("edmx:Reference", &[("Uri", uri)], |xml| {
                xml.leaf("edmx:Include", &[("Namespace", namespace), ("Alias", alias)]);
            });
        }
        xml.node("edmx:DataServices", &[], |xml| {
            for (name, namespace) in &model.namespaces {
                xml.node("Schema", &[("xmlns", EDM), ("Namespace", name)], |xml| {
                    write_namespace(xml, schema, namespace);
                    if *name == schema.namespace {
                        write_container(xml, schema);
                    }
                });
            }
        });
    });
    let mut text = String::from_utf8(xml.writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

const EDMX: &str = "http://docs.oasis-open.org/odata/ns/edmx";
const EDM: &str = "http://docs.oasis-open.org/odata/ns/edm";

fn write_namespace(xml: &mut Xml, schema: &Schema, namespace: &Namespace<'_>) {
    for (name, declared) in &namespace.enums {
        write_enum(xml, name, declared);
    }
    for (name, declared) in &namespace.types {
        write_type(xml, schema, name, declared);
    }
    for call in &namespace.calls {
        write_call(xml, schema, call);
    }
}

/// Numbers count only if every member has one; CSDL allows all or none.
fn write_enum(xml: &mut Xml, name: &str, declared: &EnumType) {
    let members: Vec<_> = declared.members.iter().filter(|member| is_identifier(&member.name)).collect();
    let numbered = members.iter().all(|member| member.value.is_some());
    if members.is_empty() {
        // An enumeration needs members; without any it is a text.
        xml.leaf("TypeDefinition", &[("Name", name), ("UnderlyingType", "Edm.String")]);
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

fn write_type(xml: &mut Xml, schema: &Schema, name: &str, declared: &Declared<'_>) {
    let element = if declared.kind == Kind::Entity { "EntityType" } else { "ComplexType" };
    let mut attributes = vec![("Name", name)];
    attributes.extend(declared.base.map(|base| ("BaseType", base)));
    let is_stub = declared.ty.is_none();
    if declared.ty.is_some_and(|ty| ty.is_abstract) || (is_stub && declared.key.is_some()) {
        attributes.push(("Abstract", "true"));
    }
    if declared.ty.is_some_and(|ty| ty.open) || (is_stub && declared.kind == Kind::Complex) {
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
            declared.properties.iter().partition(|property| is_navigation(schema, property));
        for (element, properties) in [("Property", structural), ("NavigationProperty", navigations)] {
            for property in properties {
                let ty = type_name(&property.ty);
                let mut attributes = vec![("Name", property.name.as_str()), ("Type", ty.as_str())];
                // A key cannot be null. What else can is not stated by pages.
                if declared.key == Some(property.name.as_str()) {
                    attributes.push(("Nullable", "false"));
                }
                xml.annotated(element, &attributes, &annotations::of_property(property));
            }
        }
        if let Some(ty) = declared.ty {
            xml.annotations(&annotations::of_type(ty));
        }
    });
}

fn write_call(xml: &mut Xml, schema: &Schema, call: &Call<'_>) {
    let element = if call.is_function { "Function" } else { "Action" };
    let mut attributes = vec![("Name", call.name)];
    if call.binding.is_some() {
        attributes.push(("IsBound", "true"));
    }
    xml.node(element, &attributes, |xml| {
        if let Some(binding) = call.binding {
            let ty = type_name(binding);
            xml.leaf("Parameter", &[("Name", "bindingParameter"), ("Type", &ty)]);
        }
        for parameter in &call.parameters {
            let ty = type_name(&parameter.ty);
            let attributes = [("Name", parameter.name.as_str()), ("Type", ty.as_str())];
            xml.annotated("Parameter", &attributes, &annotations::description(&parameter.doc));
        }
        let any = TypeName::Primitive(crate::schema::Primitive::Untyped);
        if let Some(returns) = call.returns.or(call.is_function.then_some(&any)) {
            xml.leaf("ReturnType", &[("Type", &type_name(returns))]);
        }
        xml.annotations(&annotations::of_call(call.operation, schema));
    });
}

fn write_container(xml: &mut Xml, schema: &Schema) {
    xml.node("EntityContainer", &[("Name", "Service")], |xml| {
        let is_entity = |ty: &str| schema.types.get(ty).is_some_and(|ty| ty.kind == Kind::Entity);
        for (name, ty) in schema.container.sets.iter().filter(|(name, ty)| is_identifier(name) && is_entity(ty)) {
            let attributes = [("Name", name.as_str()), ("EntityType", ty.as_str())];
            xml.annotated("EntitySet", &attributes, &annotations::of_resource(schema, name));
        }
        for (name, ty) in schema.container.singletons.iter().filter(|(name, ty)| is_identifier(name) && is_entity(ty)) {
            let attributes = [("Name", name.as_str()), ("Type", ty.as_str())];
            xml.annotated("Singleton", &attributes, &annotations::of_resource(schema, name));
        }
    });
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

/// Characters that XML 1.0 has no form for are left out.
fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut element = BytesStart::new(name);
    for (key, value) in attributes {
        let value: String = value.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        element.push_attribute((*key, value.replace('\n', " ").as_str()));
    }
    element
}
