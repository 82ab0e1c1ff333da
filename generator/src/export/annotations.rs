//! What only pages state, as annotations of the standard vocabularies.

use crate::schema::{Operation, OperationKind, Permissions, Property, Schema, StructuredType};

use super::csdl::Xml;

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
    Text(String),
    Member(&'static str),
    /// `Core.Revisions`: deprecated, with the words about it.
    Deprecated(String),
    /// `Validation.AllowedValues`
    Allowed(Vec<String>),
    /// A restriction record that holds permissions.
    Permissions(Vec<(&'static str, Vec<String>)>),
}

/// The sentences about something.
pub(super) fn description(doc: &str) -> Vec<Annotation> {
    let text = doc.trim();
    let value = || Annotation { term: "Core.Description", value: Value::Text(text.to_owned()) };
    (!text.is_empty()).then(value).into_iter().collect()
}

pub(super) fn of_type(ty: &StructuredType) -> Vec<Annotation> {
    let mut annotations = description(&ty.doc);
    let deprecated = ty.deprecated.as_ref();
    annotations
        .extend(deprecated.map(|text| Annotation { term: "Core.Revisions", value: Value::Deprecated(text.clone()) }));
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
    if property.traits.deprecated {
        annotations.push(Annotation { term: "Core.Revisions", value: Value::Deprecated(String::new()) });
    }
    if !property.values.is_empty() {
        annotations
            .push(Annotation { term: "Validation.AllowedValues", value: Value::Allowed(property.values.clone()) });
    }
    annotations
}

pub(super) fn of_call(operation: &Operation, _schema: &Schema) -> Vec<Annotation> {
    let mut annotations = description(&operation.doc);
    annotations.extend(permissions("Capabilities.OperationRestrictions", &operation.permissions));
    annotations
}

/// What may be done with a resource below the service root, and with which permissions.
pub(super) fn of_resource(schema: &Schema, name: &str) -> Vec<Annotation> {
    let mut annotations: Vec<Annotation> = Vec::new();
    for operation in schema.operations.values() {
        let is_direct = operation.urls.iter().any(|url| {
            let below = url.template.strip_prefix('/').and_then(|path| path.strip_prefix(name));
            below.is_some_and(|rest| {
                rest.is_empty() || (rest.starts_with("/{") && rest.ends_with('}') && rest.matches('/').count() == 1)
            })
        });
        let term = match operation.kind {
            OperationKind::List | OperationKind::Get => "Capabilities.ReadRestrictions",
            OperationKind::Create => "Capabilities.InsertRestrictions",
            OperationKind::Update => "Capabilities.UpdateRestrictions",
            OperationKind::Delete => "Capabilities.DeleteRestrictions",
            _ => continue,
        };
        if is_direct && !annotations.iter().any(|known| known.term == term) {
            annotations.extend(permissions(term, &operation.permissions));
        }
    }
    annotations
}

fn permissions(term: &'static str, sets: &[Permissions]) -> Option<Annotation> {
    let set = sets.first()?;
    let schemes = [
        ("DelegatedWork", &set.delegated_work),
        ("DelegatedPersonal", &set.delegated_personal),
        ("Application", &set.application),
    ];
    let known: Vec<_> = schemes
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(scheme, names)| (scheme, names.clone()))
        .collect();
    (!known.is_empty()).then_some(Annotation { term, value: Value::Permissions(known) })
}

/// Writes an annotation.
pub(super) fn write(xml: &mut Xml, annotation: &Annotation) {
    let term = ("Term", annotation.term);
    match &annotation.value {
        Value::Text(text) => xml.leaf("Annotation", &[term, ("String", text)]),
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
        Value::Permissions(schemes) => xml.node("Annotation", &[term], |xml| {
            xml.node("Record", &[], |xml| {
                xml.node("PropertyValue", &[("Property", "Permissions")], |xml| {
                    xml.node("Collection", &[], |xml| {
                        for (scheme, names) in schemes {
                            write_scheme(xml, scheme, names);
                        }
                    });
                });
            });
        }),
    }
}

fn write_scheme(xml: &mut Xml, scheme: &str, names: &[String]) {
    xml.node("Record", &[], |xml| {
        xml.leaf("PropertyValue", &[("Property", "SchemeName"), ("String", scheme)]);
        xml.node("PropertyValue", &[("Property", "Scopes")], |xml| {
            xml.node("Collection", &[], |xml| {
                for name in names {
                    xml.node("Record", &[], |xml| {
                        xml.leaf("PropertyValue", &[("Property", "Scope"), ("String", name)])
                    });
                }
            });
        });
    });
}
