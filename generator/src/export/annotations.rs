//! What only pages state, as annotations of the standard vocabularies.

use crate::schema::{EnumType, Operation, Permissions, Primitive, Property, StructuredType, TypeName};

use super::csdl::Xml;
use super::resources::Restrictions;

/// Address, namespace and alias of the vocabularies in use.
pub(super) const VOCABULARIES: [(&str, &str, &str); 3] = [
    ("https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml", "Org.OData.Core.V1", "Core"),
    (
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Capabilities.V1.xml",
        "Org.OData.Capabilities.V1",
        "Capabilities",
    ),
    (
        "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Validation.V1.xml",
        "Org.OData.Validation.V1",
        "Validation",
    ),
];

/// An annotation: its term and its value.
pub(super) struct Annotation {
    term: &'static str,
    value: Value,
}

enum Value {
    /// A sentence or paragraph.
    Text(String),
    /// Several paragraphs.
    LongText(String),
    /// A member of an enumeration.
    Member(&'static str),
    /// A flag.
    True,
    /// `Core.Revisions`: deprecated, with the words about it.
    Deprecated(String),
    /// `Validation.AllowedValues`
    Allowed(Vec<String>),
    /// A restriction record: what is needed, and what is needed to read a single element by its key.
    Needs { needs: Vec<Alternative>, by_key: Vec<Alternative> },
}

/// Permissions of one scheme that together are enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alternative {
    scheme: &'static str,
    scopes: Vec<String>,
}

/// The text about something: its first paragraph, and all of it where there are more.
pub(super) fn description(doc: &str) -> Vec<Annotation> {
    let text = doc.trim();
    let first = text.split("\n\n").next().unwrap_or("");
    let mut annotations = Vec::new();
    if !text.is_empty() {
        annotations.push(Annotation { term: "Core.Description", value: Value::Text(first.to_owned()) });
    }
    if first.len() < text.len() {
        annotations.push(Annotation { term: "Core.LongDescription", value: Value::LongText(text.to_owned()) });
    }
    annotations
}

fn deprecated(text: &str) -> Annotation {
    // The standard asks for a text.
    let text = if text.trim().is_empty() { "Deprecated." } else { text.trim() };
    Annotation { term: "Core.Revisions", value: Value::Deprecated(text.to_owned()) }
}

/// On a namespace: what it holds may stand in URLs without its name.
pub(super) fn default_namespace() -> Annotation {
    Annotation { term: "Core.DefaultNamespace", value: Value::True }
}

/// On a text in place of an enumeration whose members are no identifiers.
pub(super) fn of_unnameable(declared: &EnumType) -> Vec<Annotation> {
    let mut annotations = description(&declared.doc);
    let names: Vec<String> = declared.members.iter().map(|member| member.name.clone()).collect();
    if !names.is_empty() {
        annotations.push(Annotation { term: "Validation.AllowedValues", value: Value::Allowed(names) });
    }
    annotations
}

pub(super) fn of_type(ty: &StructuredType) -> Vec<Annotation> {
    let mut annotations = description(&ty.doc);
    annotations.extend(ty.removed.as_deref().or(ty.deprecated.as_deref()).map(deprecated));
    annotations
}

pub(super) fn of_property(property: &Property) -> Vec<Annotation> {
    let mut annotations = description(&property.doc);
    let permission = match (property.traits.read_only, property.traits.write_only) {
        (true, false) => Some("Core.Permission/Read"),
        (false, true) => Some("Core.Permission/Write"),
        _ => None,
    };
    annotations.extend(permission.map(|member| Annotation { term: "Core.Permissions", value: Value::Member(member) }));
    if let Some(note) = &property.removed {
        annotations.push(deprecated(note));
    } else if property.traits.deprecated {
        let sentence = property.doc.split_inclusive(". ").find(|text| text.to_lowercase().contains("deprecated"));
        annotations.push(deprecated(sentence.unwrap_or("")));
    }
    // The values are texts; the standard wants them to be of the property's type.
    let is_text = *property.ty.element() == TypeName::Primitive(Primitive::String);
    if is_text && !property.values.is_empty() {
        annotations
            .push(Annotation { term: "Validation.AllowedValues", value: Value::Allowed(property.values.clone()) });
    }
    annotations
}

pub(super) fn of_call(operation: &Operation) -> Vec<Annotation> {
    let mut annotations = description(&operation.doc);
    annotations.extend(operation.removed.as_deref().or(operation.deprecated.as_deref()).map(deprecated));
    annotations.extend(restriction("Capabilities.OperationRestrictions", &alternatives(&operation.permissions), &[]));
    annotations
}

/// What is needed for each thing that can be done with a resource.
pub(super) fn of_resource(found: &Restrictions) -> Vec<Annotation> {
    let terms = [
        restriction("Capabilities.ReadRestrictions", &found.read, &found.read_by_key),
        restriction("Capabilities.InsertRestrictions", &found.insert, &[]),
        restriction("Capabilities.UpdateRestrictions", &found.update, &[]),
        restriction("Capabilities.DeleteRestrictions", &found.delete, &[]),
    ];
    terms.into_iter().flatten().collect()
}

fn restriction(term: &'static str, needs: &[Alternative], by_key: &[Alternative]) -> Option<Annotation> {
    let says_something = !needs.is_empty() || !by_key.is_empty();
    says_something.then(|| Annotation { term, value: Value::Needs { needs: needs.to_vec(), by_key: by_key.to_vec() } })
}

/// The alternatives of a call, least privileged first. Where the page tells cases apart, those of the first one.
pub(super) fn alternatives(sets: &[Permissions]) -> Vec<Alternative> {
    let Some(set) = sets.first() else { return Vec::new() };
    let schemes = [
        ("DelegatedWork", &set.delegated_work),
        ("DelegatedPersonal", &set.delegated_personal),
        ("Application", &set.application),
    ];
    let alternatives = schemes.into_iter().flat_map(|(scheme, names)| {
        names.iter().map(move |name| Alternative { scheme, scopes: name.split(" and ").map(str::to_owned).collect() })
    });
    alternatives.collect()
}

/// Writes an annotation.
pub(super) fn write(xml: &mut Xml, annotation: &Annotation) {
    let term = ("Term", annotation.term);
    match &annotation.value {
        Value::Text(text) => xml.leaf("Annotation", &[term, ("String", text)]),
        Value::LongText(text) => xml.node("Annotation", &[term], |xml| xml.text("String", text)),
        Value::True => xml.leaf("Annotation", &[term, ("Bool", "true")]),
        Value::Member(member) => xml.leaf("Annotation", &[term, ("EnumMember", member)]),
        Value::Deprecated(text) => xml.node("Annotation", &[term], |xml| {
            xml.node("Collection", &[], |xml| {
                xml.node("Record", &[], |xml| {
                    xml.leaf("PropertyValue", &[("Property", "Kind"), ("EnumMember", "Core.RevisionKind/Deprecated")]);
                    xml.leaf("PropertyValue", &[("Property", "Description"), ("String", text)]);
                });
            });
        }),
        Value::Allowed(values) => xml.node("Annotation", &[term], |xml| {
            xml.node("Collection", &[], |xml| {
                for value in values {
                    xml.node("Record", &[], |xml| {
                        xml.leaf("PropertyValue", &[("Property", "Value"), ("String", value)])
                    });
                }
            });
        }),
        Value::Needs { needs, by_key } => xml.node("Annotation", &[term], |xml| {
            xml.node("Record", &[], |xml| {
                write_needs(xml, needs);
                if !by_key.is_empty() {
                    xml.node("PropertyValue", &[("Property", "ReadByKeyRestrictions")], |xml| {
                        xml.node("Record", &[], |xml| write_needs(xml, by_key));
                    });
                }
            });
        }),
    }
}

/// One record per alternative: of these sets of scopes, one is needed.
fn write_needs(xml: &mut Xml, alternatives: &[Alternative]) {
    if alternatives.is_empty() {
        return;
    }
    xml.node("PropertyValue", &[("Property", "Permissions")], |xml| {
        xml.node("Collection", &[], |xml| {
            for alternative in alternatives {
                xml.node("Record", &[], |xml| write_alternative(xml, alternative));
            }
        });
    });
}

fn write_alternative(xml: &mut Xml, alternative: &Alternative) {
    xml.leaf("PropertyValue", &[("Property", "SchemeName"), ("String", alternative.scheme)]);
    xml.node("PropertyValue", &[("Property", "Scopes")], |xml| {
        xml.node("Collection", &[], |xml| {
            for scope in &alternative.scopes {
                xml.node("Record", &[], |xml| xml.leaf("PropertyValue", &[("Property", "Scope"), ("String", scope)]));
            }
        });
    });
}
