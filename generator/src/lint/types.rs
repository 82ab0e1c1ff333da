//! The types of the schema as examples name them: without regard to case, with what they inherit.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::schema::{EnumType, Property, Schema, StructuredType};

/// The types and enumerations of a schema.
pub(super) struct Types<'a> {
    pub(super) schema: &'a Schema,
    /// By qualified name. Every object of an example asks, and so does every base of its type.
    structured: FxHashMap<&'a str, &'a StructuredType>,
    /// Names as they are spelled, by name in lower case.
    spelled: FxHashMap<String, &'a str>,
    /// The types that derive from one directly.
    derived: BTreeMap<&'a str, Vec<&'a str>>,
}

/// Chains of bases end before this, also where they lead in a circle.
const MOST_BASES: usize = 64;

impl<'a> Types<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let names = schema.types.keys().chain(schema.enums.keys());
        let mut derived: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, ty) in &schema.types {
            if let Some(base) = &ty.base {
                derived.entry(base).or_default().push(name);
            }
        }
        Types {
            schema,
            structured: schema.types.iter().map(|(name, ty)| (name.as_str(), ty)).collect(),
            spelled: names.map(|name| (name.to_lowercase(), name.as_str())).collect(),
            derived,
        }
    }

    /// The spelling of a name that may lack its namespace.
    pub(super) fn spelled(&self, name: &str) -> Option<&'a str> {
        let name = name.trim_start_matches('#').to_lowercase();
        let qualified =
            if name.contains('.') { name } else { format!("{}.{name}", self.schema.namespace.to_lowercase()) };
        self.spelled.get(&qualified).copied()
    }

    pub(super) fn structured(&self, name: &str) -> Option<&'a StructuredType> {
        self.structured.get(name).copied()
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<&'a EnumType> {
        self.schema.enums.get(name)
    }

    /// The properties that a type has or inherits.
    pub(super) fn properties(&self, name: &str) -> impl Iterator<Item = &'a Property> {
        self.chain(name).flat_map(|ty| &ty.properties)
    }

    /// A type and its bases, as far as they are documented.
    fn chain(&self, name: &str) -> impl Iterator<Item = &'a StructuredType> {
        let base = |ty: &&'a StructuredType| self.structured(ty.base.as_deref()?);
        std::iter::successors(self.structured(name), base).take(MOST_BASES)
    }

    /// The property with a name that a type has or inherits.
    pub(super) fn property(&self, name: &str, property: &str) -> Option<&'a Property> {
        self.properties(name).find(|known| known.name == property)
    }

    /// The name of the property that differs from the given one by case only.
    pub(super) fn property_in_other_case(&self, name: &str, property: &str) -> Option<&'a str> {
        let mut names = self.properties(name).map(|known| known.name.as_str());
        names.find(|known| known.eq_ignore_ascii_case(property))
    }

    /// Whether anything is known of a type; some stand for any JSON.
    pub(super) fn has_properties(&self, name: &str) -> bool {
        self.properties(name).next().is_some()
    }

    /// Whether all properties of a type are known: it is not open, and all its bases are documented.
    pub(super) fn is_closed(&self, name: &str) -> bool {
        let is_rooted = self.chain(name).last().is_some_and(|ty| ty.base.is_none());
        is_rooted && self.chain(name).all(|ty| !ty.open)
    }

    /// Whether a type that derives from this one has a property.
    pub(super) fn derived_has(&self, name: &str, property: &str) -> bool {
        let mut open: Vec<&str> = self.derived.get(name).cloned().unwrap_or_default();
        let mut left = self.schema.types.len();
        while let Some(next) = open.pop().filter(|_| left > 0) {
            left -= 1;
            let has = self
                .structured(next)
                .is_some_and(|ty| ty.open || ty.properties.iter().any(|known| known.name == property));
            if has {
                return true;
            }
            open.extend(self.derived.get(next).into_iter().flatten());
        }
        false
    }
}
