//! The default of a property, where it is a value and no sentence.

use crate::schema::{Primitive, Schema, Traits, TypeName};

use super::model::is_identifier;

/// The stated default, where it is a value of the type. Pages also say in words what happens by default.
pub(super) fn default_value<'a>(schema: &Schema, ty: &TypeName, traits: &'a Traits) -> Option<&'a str> {
    let value = traits.default.as_deref()?;
    let fits = match ty {
        TypeName::Primitive(Primitive::Boolean) => matches!(value, "true" | "false"),
        TypeName::Primitive(Primitive::Int16) => value.parse::<i16>().is_ok(),
        TypeName::Primitive(Primitive::Int32) => value.parse::<i32>().is_ok(),
        TypeName::Primitive(Primitive::Int64) => value.parse::<i64>().is_ok(),
        TypeName::Named(name) => {
            let declared = schema.enums.get(name);
            is_identifier(value)
                && declared.is_some_and(|declared| declared.members.iter().any(|member| member.name == value))
        }
        _ => false,
    };
    fits.then_some(value)
}
