//! `Clone`, `Debug` and `PartialEq` of all models, over the same views and slots as JSON. Derives would cost more than
//! all the rest.

use std::fmt;

use super::{ADDITIONAL, List, Model, Slot, View};
use crate::Int64;
use crate::redact::{Discreet, redact};

/// Copies all fields of a model into an empty one of the same type.
pub fn copy(from: &dyn Model, to: &mut dyn Model) {
    for field in from.info().fields {
        put(from.view(field.index), to.slot(field.index));
    }
    put(from.view(ADDITIONAL), to.slot(ADDITIONAL));
}

/// Fills a place with a copy of a value; false if there is none. The view and the slot of a field are of one kind.
fn put(view: View<'_>, slot: Slot<'_>) -> bool {
    match (view, slot) {
        (View::Bool(value), Slot::Bool(place)) => *place = Some(value),
        (View::Int(value), Slot::Int(place)) => return place.put(value),
        (View::Int(value), Slot::Int64(place)) => *place = Some(Int64::from(value)),
        (View::Quoted(value), Slot::Int64(place)) => *place = Some(Int64::as_string(value)),
        (View::Float(value), Slot::Float(place)) => *place = Some(value),
        (View::Decimal(value), Slot::Decimal(place)) => *place = Some(value.clone()),
        (View::Text(value), Slot::String(place)) => *place = Some(value.to_owned()),
        (View::Text(value), Slot::Text(place)) => place.put(value),
        (View::Any(value), Slot::Any(place)) => *place = Some(value.clone()),
        (View::Object(model), Slot::Object(place)) => copy(model, place.open()),
        (View::Object(model), Slot::Derived(place)) => copy(model, place.open()),
        (View::Derived(model), Slot::Derived(place)) => {
            place.choose(model.info().odata_type);
            copy(model, place.open());
        }
        (View::List(list), Slot::List(place)) => {
            place.open();
            for element in elements(list) {
                place.push(&mut |slot| put(element, slot));
            }
        }
        (View::Additional(properties), Slot::Additional(place)) => place.clone_from(properties),
        _ => return false,
    }
    true
}

/// Prints a value. Of a model, the fields that are set.
///
/// # Errors
/// Those of the formatter.
pub fn debug(view: View<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    fmt::Debug::fmt(&view, f)
}

/// Whether two values are equal. Numbers are compared as numbers, all other scalars as their texts.
pub fn equal(a: View<'_>, b: View<'_>) -> bool {
    match (a, b) {
        (View::Absent, View::Absent) => true,
        (View::Bool(a), View::Bool(b)) => a == b,
        (View::Int(a) | View::Quoted(a), View::Int(b) | View::Quoted(b)) => a == b,
        (View::Float(a), View::Float(b)) => a == b,
        (View::Decimal(a), View::Decimal(b)) => a == b,
        (View::Text(a), View::Text(b)) => a == b,
        (View::Any(a), View::Any(b)) => a == b,
        (View::Additional(a), View::Additional(b)) => a == b,
        (View::Object(a) | View::Derived(a), View::Object(b) | View::Derived(b)) => equal_models(a, b),
        (View::List(a), View::List(b)) => {
            a.count() == b.count() && elements(a).zip(elements(b)).all(|(a, b)| equal(a, b))
        }
        _ => false,
    }
}

fn equal_models(a: &dyn Model, b: &dyn Model) -> bool {
    let (info, other) = (a.info(), b.info());
    let same = |index| equal(a.view(index), b.view(index));
    (info.name, info.odata_type) == (other.name, other.odata_type)
        && info.fields.iter().all(|field| same(field.index))
        && same(ADDITIONAL)
}

fn elements(list: &dyn List) -> impl Iterator<Item = View<'_>> {
    (0..list.count()).map(|index| list.element(index))
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            View::Absent => f.write_str("None"),
            View::Bool(value) => value.fmt(f),
            View::Int(value) => value.fmt(f),
            View::Quoted(value) => value.fmt(f),
            View::Float(value) => value.fmt(f),
            View::Decimal(value) => value.fmt(f),
            View::Text(value) => redact(value).fmt(f),
            View::Any(value) => Discreet(value).fmt(f),
            View::Additional(value) => value.fmt(f),
            View::List(list) => f.debug_list().entries(elements(*list)).finish(),
            View::Object(model) | View::Derived(model) => {
                let mut text = f.debug_struct(model.info().name);
                for field in model.info().fields {
                    match model.view(field.index) {
                        View::Absent => {}
                        view => {
                            text.field(field.name, &view);
                        }
                    }
                }
                match model.view(ADDITIONAL) {
                    View::Additional(additional) if !additional.is_empty() => text.field("additional", additional),
                    _ => &mut text,
                }
                .finish()
            }
        }
    }
}
