//! All facts -> one schema: the API that the pages describe, every name resolved or reported.
//!
//! The types here are the contract between the rooms that read the docs and those that write Rust. They hold the API
//! and nothing else: no positions, no examples, no evidence. `schema.json` is their serialised form; it is committed
//! and changes only when the API or its documentation text changes.

mod answers;
mod bases;
mod bodies;
mod calls;
mod caseless;
mod consent;
mod enums;
pub mod evidence;
mod example_requests;
mod examples;
mod field_path;
mod fixups;
mod index;
mod inheritance;
mod instances;
mod kinds;
mod operations;
mod paths;
mod permissions;
mod removed;
mod resolve;
mod same_request;
mod segments;
mod select;
mod type_name;
mod types;
mod url_answers;

use std::collections::BTreeMap;

use borsh::BorshSerialize;
use serde::{Deserialize, Serialize};

pub use crate::facts::{Permissions, Primitive, Traits, Url, UrlParameter, UrlPosition};
pub use consent::{Consent, Needed, consent};
pub use evidence::{Evidence, evidence, report_conflicts};
pub use example_requests::{ExampleRequest, ExampleRequests};
pub use examples::{BodyShape, ExampleBody, Examples, examples};
pub use fixups::apply_fixups;
pub use inheritance::{all_properties, lineage, properties_of};
pub use removed::apply_removed;
pub use resolve::{Resolved, area_of_call, resolve};
pub use same_request::request;
pub use select::{select, selection};
pub use type_name::TypeName;

/// The API that a set of pages describes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The namespace of types that are written without one, such as `sample.library`.
    pub namespace: String,
    /// Entity and complex types by qualified name.
    pub types: BTreeMap<String, StructuredType>,
    /// Enumerations by qualified name.
    pub enums: BTreeMap<String, EnumType>,
    /// Operations by the stem of their page; where a page documents two methods, the second key ends in `#METHOD`.
    pub operations: BTreeMap<String, Operation>,
    /// What stands directly below the service root.
    #[serde(default)]
    pub container: Container,
}

/// The resources directly below the service root, as the URLs of the operations show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// Collections, by name, with the qualified name of their elements' type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sets: BTreeMap<String, String>,
    /// Single objects, by name, with the qualified name of their type.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub singletons: BTreeMap<String, String>,
}

/// The action or function of OData that an operation calls.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct Call {
    /// Its name, without a namespace.
    pub name: String,
    /// The types that it is bound to; none if the URLs do not tell, or if it is bound to none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bindings: Vec<TypeName>,
    /// Its parameters, in the order of the page: one list for each set that the page shows. Never empty.
    pub overloads: Vec<Vec<Parameter>>,
}

/// An entity or complex type of OData.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct StructuredType {
    /// Whether values of the type have an identity of their own.
    pub kind: Kind,
    /// The qualified name of the type it derives from. It may name a type that no page documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The name of the key property that the page states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether the page says that no value has exactly this type.
    #[serde(default, rename = "abstract", skip_serializing_if = "is_false")]
    pub is_abstract: bool,
    /// Whether values may carry properties that no page lists.
    #[serde(default, skip_serializing_if = "is_false")]
    pub open: bool,
    /// The product area that the page belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// What the page says the type is, in CommonMark without blocks of code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// What the page says about retirement; present when the type is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// What is said about it since the docs no longer have it; present when it is only kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
    /// The pages that describe the type, the main one first; paths relative to the docs folder.
    pub pages: Vec<String>,
    /// Properties that the type declares itself (inherited ones stand on the base), in the order of the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
}

/// Whether values of a type have an identity (a key) of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Has a key; can be addressed by a URL.
    Entity,
    /// Has no key; lives inside other values.
    #[default]
    Complex,
}

/// A structural or navigation property.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct Property {
    /// The name on the wire.
    pub name: String,
    /// The type of its value.
    #[serde(rename = "type")]
    pub ty: TypeName,
    /// Whether it is a relationship (an OData navigation property).
    #[serde(default, skip_serializing_if = "is_false")]
    pub navigation: bool,
    /// The sentences of the page about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// The values that the page lists for it, where its type is no enumeration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// What is said about it since the docs no longer have it; present when it is only kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
    /// What else the sentences say.
    #[serde(flatten)]
    pub traits: Traits,
}

/// An enumeration.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct EnumType {
    /// The product area of the page that declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// What the page says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// What is said about it since the docs no longer have it; present when it is only kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
    /// The pages that declare it, the one that won first.
    pub pages: Vec<String>,
    /// Members in the order of the page.
    pub members: Vec<Member>,
}

/// A member of an enumeration.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshSerialize, Serialize, Deserialize)]
pub struct Member {
    /// The name on the wire.
    pub name: String,
    /// The number that the page states for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
    /// What the page says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// What is said about it since the docs no longer have it; present when it is only kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
}

/// One documented call.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct Operation {
    /// The title of its page, such as `List messages` or `message: move`.
    pub title: String,
    /// What it does.
    pub kind: OperationKind,
    /// The HTTP method, upper case.
    pub method: String,
    /// The qualified name of the resource type that the page's file name starts with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Other resource types whose Methods table lists the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed_by: Vec<String>,
    /// The action or function, where it calls one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<Call>,
    /// All documented forms of its URL. Never empty.
    pub urls: Vec<Url>,
    /// The keys of other operations that document one of these requests: method and path, whatever the parameters are
    /// called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_request: Vec<String>,
    /// What the request body holds.
    #[serde(default, skip_serializing_if = "Body::is_none")]
    pub body: Body,
    /// What comes back.
    pub response: Response,
    /// Who may call it; empty when the page does not say. More than one where the page tells cases apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Permissions>,
    /// Documented request headers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Parameter>,
    /// Documented query options, OData's own (`$select`) and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<Parameter>,
    /// The product area of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// What the page says the call does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// What the page says about retirement; present when the call is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// What is said about it since the docs no longer have it; present when it is only kept for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed: Option<String>,
    /// The page, relative to the docs folder.
    pub page: String,
}

/// What a call does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OperationKind {
    /// Reads a collection.
    List,
    /// Reads one object, property or stream.
    #[default]
    Get,
    /// Adds a new object to a collection.
    Create,
    /// Adds an existing object to a collection by reference.
    Add,
    /// Changes or replaces an object.
    Update,
    /// Removes an object or a reference.
    Delete,
    /// Calls an OData action.
    Action,
    /// Calls an OData function.
    Function,
}

/// What a request body holds.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// An object of a documented type.
    Object {
        /// Its type.
        #[serde(rename = "type")]
        ty: TypeName,
        /// The properties that the page lists for this call.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<Parameter>,
    },
    /// The parameters of an action as one JSON object.
    Parameters {
        /// The parameters, in the order of the page.
        fields: Vec<Parameter>,
    },
    /// A link to an existing object: `{"@odata.id": "..."}`.
    Reference,
    /// JSON whose shape the page does not tell.
    Json,
    /// Bytes that are not JSON: a file, an image, a MIME message.
    Bytes,
}

/// A parameter of a body, a header or a query option.
#[derive(Debug, Clone, Default, PartialEq, BorshSerialize, Serialize, Deserialize)]
pub struct Parameter {
    /// The name on the wire; `Prefer: x` for the preference `x` in the header `Prefer`.
    pub name: String,
    /// The type of its value; headers are strings.
    #[serde(default, rename = "type")]
    pub ty: TypeName,
    /// The sentences of the page about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub doc: String,
    /// What else the sentences say.
    #[serde(flatten)]
    pub traits: Traits,
}

/// What comes back from a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, BorshSerialize, Serialize, Deserialize)]
pub struct Response {
    /// The status codes that the page names for success, in its order; empty when it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<u16>,
    /// The type of the body. None when the page promises no body; any JSON when it does not tell the shape.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub ty: Option<TypeName>,
    /// What comes back from those forms of the URL that lead elsewhere, by template.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub elsewhere: BTreeMap<String, TypeName>,
}

impl Response {
    /// What comes back from a form of the URL, by its template.
    pub fn at(&self, template: &str) -> Option<&TypeName> {
        self.elsewhere.get(template).or(self.ty.as_ref())
    }
}

impl Schema {
    /// The text of `schema.json`: indented, ends in a newline.
    pub fn to_json(&self) -> String {
        // Nearly all take less. Room that is not used costs nothing; to move a text of megabytes into a larger room does.
        let entries = self.types.len() + self.enums.len() + self.operations.len();
        let mut text = Vec::with_capacity(entries * 4096);
        let written = serde_json::to_writer_pretty(&mut text, self);
        text.push(b'\n');
        written.ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl Body {
    fn is_none(&self) -> bool {
        *self == Body::None
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}
