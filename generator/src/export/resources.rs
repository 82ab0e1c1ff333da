//! Which permissions each resource below the service root asks for, by its path in the model.

use std::collections::BTreeMap;

use crate::schema::{OperationKind, Schema};

use super::annotations::{Alternative, alternatives};
use super::model::{Model, is_identifier};

/// What is needed to do something with a resource; empty where no page says so.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Restrictions {
    pub(super) read: Vec<Alternative>,
    pub(super) read_by_key: Vec<Alternative>,
    pub(super) insert: Vec<Alternative>,
    pub(super) update: Vec<Alternative>,
    pub(super) delete: Vec<Alternative>,
}

/// The restrictions by path: the name of an entity set or singleton, and the navigation properties below it. URLs that
/// lead elsewhere (through casts, properties or other paths) have no place in the model and are left out.
pub(super) fn restrictions(schema: &Schema, model: &Model<'_>) -> BTreeMap<String, Restrictions> {
    let mut all: BTreeMap<String, Restrictions> = BTreeMap::new();
    for operation in schema.operations.values() {
        let needs = alternatives(&operation.permissions);
        for url in &operation.urls {
            let Some(resource) = resource(schema, model, &url.template) else { continue };
            let place = all.entry(resource.path).or_default();
            let place = match (operation.kind, resource.is_collection, resource.by_key) {
                (OperationKind::List | OperationKind::Get, _, false) => &mut place.read,
                (OperationKind::Get, true, true) => &mut place.read_by_key,
                (OperationKind::Create, true, false) => &mut place.insert,
                (OperationKind::Update, collection, by_key) if collection == by_key => &mut place.update,
                (OperationKind::Delete, collection, by_key) if collection == by_key => &mut place.delete,
                _ => continue,
            };
            // The first page that says something counts.
            if place.is_empty() {
                place.clone_from(&needs);
            }
        }
    }
    all.retain(|_, found| *found != Restrictions::default());
    all
}

struct Resource {
    path: String,
    is_collection: bool,
    /// Whether the URL names one element of the collection.
    by_key: bool,
}

fn resource(schema: &Schema, model: &Model<'_>, template: &str) -> Option<Resource> {
    let mut segments = template.split('/').skip(1).peekable();
    let root = segments.next().filter(|root| is_identifier(root))?;
    let (mut is_collection, mut ty) = match schema.container.sets.get(root) {
        Some(ty) => (true, ty.as_str()),
        None => (false, schema.container.singletons.get(root)?.as_str()),
    };
    let mut path = root.to_owned();
    loop {
        let by_key = is_collection && segments.next_if(|segment| is_key(segment)).is_some();
        let Some(segment) = segments.next() else { return Some(Resource { path, is_collection, by_key }) };
        if is_collection && !by_key {
            return None;
        }
        let property = model.navigation(schema, ty, segment)?;
        is_collection = property.ty.is_collection();
        ty = property.ty.named()?;
        path = format!("{path}/{}", property.name);
    }
}

fn is_key(segment: &str) -> bool {
    segment.starts_with('{') && segment.ends_with('}')
}
