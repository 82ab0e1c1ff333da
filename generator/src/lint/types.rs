//! The types of the schema as examples name them: without regard to case, with what they inherit.

use std::collections::BTreeMap;

use crate::schema::{EnumType, Property, Schema, StructuredType};

/// The types and enumerations of a schema.
pub(super) struct Types<'a> {
    pub(super) schema: &'a Schema,
    /// Names as they are spelled, by name in lower case.
    spelled: BTreeMap<String, &'a str>,
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
        Types { schema, spelled: names.map(|name| (name.to_lowercase(), name.as_str())).collect(), derived }
    }

    /// The spelling of a name that may lack its namespace.
    pub(super) fn spelled(&self, name: &str) -> Option<&'a str> {
        let name = name.trim_start_matches('#').to_lowercase();
        let qualified =
            if name.contains('.') { name } else { format!("{}.{name}", self.schema.namespace.to_lowercase()) };
        self.spelled.get(&qualified).copied()
    }

    pub(super) fn structured(&self, name: &str) -> Option<&'a StructuredType> {
        self.schema.types.get(name)
    }

    pub(super) fn enumeration(&self, name: &str) -> Option<&'a EnumType> {
        self.schema.enums.get(name)
    }

    /// The properties that a type has or inherits.
    pub(super) fn properties(&self, name: &str) -> Vec<&'a Property> {
        self.chain(name).0.into_iter().flat_map(|ty| &ty.properties).collect()
    }

    /// A type and its bases. The second value says whether all of them are documented.
    fn chain(&self, name: &str) -> (Vec<&'a StructuredType>, bool) {
        let mut chain = Vec::new();
        let mut next = self.structured(name);
        while let Some(ty) = next.filter(|_| chain.len() < MOST_BASES) {
            chain.push(ty);
            let Some(base) = &ty.base else { return (chain, true) };
            next = self.structured(base);
        }
        (chain, false)
    }

    /// The property with a name that a type has or inherits.
    pub(super) fn property(&self, name: &str, property: &str) -> Option<&'a Property> {
        let (chain, _) = self.chain(name);
        chain.into_iter().flat_map(|ty| &ty.properties).find(|known| known.name == property)
    }

    /// The name of the property that differs from the given one by case only.
    pub(super) fn property_in_other_case(&self, name: &str, property: &str) -> Option<&'a str> {
        let (chain, _) = self.chain(name);
        let mut names = chain.into_iter().flat_map(|ty| &ty.properties).map(|known| known.name.as_str());
        names.find(|known| known.eq_ignore_ascii_case(property))
    }

    /// Whether anything is known of a type; some stand for any JSON.
    pub(super) fn has_properties(&self, name: &str) -> bool {
        self.chain(name).0.iter().any(|ty| !ty.properties.is_empty())
    }

    /// Whether all properties of a type are known: it is not open, and all its bases are documented.
    pub(super) fn is_closed(&self, name: &str) -> bool {
        let (chain, is_whole) = self.chain(name);
        is_whole && !chain.is_empty() && chain.iter().all(|ty| !ty.open)
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
