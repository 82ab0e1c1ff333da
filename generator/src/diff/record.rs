//! What has vanished from the docs, so that it can be kept for a while.

use serde::Serialize;
use serde_json::Value;

use crate::config::{RemovedPart, Vanished};
use crate::schema::Schema;
use crate::schema::evidence::Subject;

use super::{Change, Changes, Kind};

/// What of a schema is gone, in the form of entries for a file of removals. What was only kept already is not among it.
pub fn vanished(changes: &Changes, old: &Schema) -> Vec<Vanished> {
    let gone = changes.changes.iter().filter(|change| is_gone(change.kind));
    let mut found: Vec<Vanished> = gone.filter_map(|change| entry(change, old)).collect();
    found.sort_by(|a, b| (a.part, &a.name).cmp(&(b.part, &b.name)));
    found
}

fn is_gone(kind: Kind) -> bool {
    let kinds = [Kind::TypeRemoved, Kind::PropertyRemoved, Kind::EnumRemoved, Kind::MemberRemoved];
    kinds.contains(&kind) || kind == Kind::OperationRemoved
}

fn entry(change: &Change, old: &Schema) -> Option<Vanished> {
    let part = change.part.old.as_ref()?;
    let (kind, was) = match part {
        Subject::Type(name) => (RemovedPart::Type, own(old.types.get(name)?)),
        Subject::Enum(name) => (RemovedPart::Enum, own(old.enums.get(name)?)),
        Subject::Operation(key) => (RemovedPart::Operation, own(old.operations.get(key)?)),
        Subject::Property { owner, name } => {
            let mut properties = old.types.get(owner)?.properties.iter();
            (RemovedPart::Property, own(properties.find(|property| property.name == *name)?))
        }
        Subject::Member { owner, name } => {
            let mut members = old.enums.get(owner)?.members.iter();
            (RemovedPart::Member, own(members.find(|member| member.name == *name)?))
        }
        Subject::Parameter { .. } | Subject::Root(_) => return None,
    };
    Some(Vanished { part: kind, name: part.to_string(), note: change.hint.clone(), was: was? })
}

/// A part as JSON, without its name and without what is only kept in it. None if it is only kept itself.
fn own(part: &impl Serialize) -> Option<Value> {
    let mut value = serde_json::to_value(part).ok()?;
    let fields = value.as_object_mut()?;
    fields.shift_remove("name");
    if fields.contains_key(MARK) {
        return None;
    }
    for list in ["properties", "members"] {
        if let Some(Value::Array(elements)) = fields.get_mut(list) {
            elements.retain(|element| element.get(MARK).is_none());
        }
    }
    Some(value)
}

/// The field of the schema that marks what is only kept.
const MARK: &str = "removed";
