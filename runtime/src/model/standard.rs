//! `Debug` and `PartialEq` of all models, over the same views as JSON. Derives would cost as much as all the rest.

use std::fmt;

use super::{ADDITIONAL, List, Model, View};

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
            View::Text(value) => value.fmt(f),
            View::Any(value) => value.fmt(f),
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
