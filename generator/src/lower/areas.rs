//! Product areas as cargo features: what is compiled with which of them.
//!
//! 1. A call is compiled with its own area, a type with its own. A type of no area has the areas of the calls about it and
//!    of the types that derive from it.
//! 2. What a call takes and answers is compiled with the call. The value of a property that is no relationship (a complex
//!    type, an enumeration) is compiled with every struct that holds it. So an item may have several features, and any
//!    one of them is enough.
//! 3. A field that leads to an entity, or is a relationship, pulls nothing in: it is compiled when the type that it
//!    names is. Until then its value is kept among the unknown properties.
//!
//! No feature turns on another one. Where the pages name no two areas, there is nothing to choose, and no feature.

use std::collections::{BTreeMap, BTreeSet};

use borsh::BorshSerialize;
use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::schema::{self, Body, Kind, Schema, TypeName};

/// The feature of what belongs to no area.
const OTHER: &str = "other";
/// The feature that turns all others on.
pub(super) const FULL: &str = "full";
/// Features that are no areas.
const RESERVED: [&str; 6] = ["chrono", "client", "default", FULL, "jiff", "time"];

/// The features of all items. An empty list of features: always compiled.
#[derive(Debug, Default, BorshSerialize)]
pub(super) struct Areas<'a> {
    names: Vec<String>,
    /// Of each type, by their places among the names.
    types: BTreeMap<&'a str, BTreeSet<usize>>,
    /// Of each call, by its place among the names.
    operations: BTreeMap<&'a str, usize>,
}

impl<'a> Areas<'a> {
    /// Decides for all types and calls.
    pub(super) fn new(schema: &'a Schema, config: &Config) -> Self {
        if !config.package.features || !has_choice(schema) {
            return Areas::default();
        }
        let mut numbers = Numbers::default();
        let structs = schema.types.iter().map(|(name, ty)| (name.as_str(), &ty.area));
        let all = structs.chain(schema.enums.iter().map(|(name, ty)| (name.as_str(), &ty.area)));
        let mut types: BTreeMap<&str, BTreeSet<usize>> =
            all.map(|(name, area)| (name, area.iter().map(|area| numbers.of(area)).collect())).collect();
        let homeless: BTreeSet<&str> =
            types.iter().filter(|(_, features)| features.is_empty()).map(|(name, _)| *name).collect();
        let mut operations = BTreeMap::new();
        for (key, call) in &schema.operations {
            let feature = numbers.of(schema::area_of_call(call, config).as_deref().unwrap_or(OTHER));
            let about = call.resource.as_deref().filter(|resource| homeless.contains(resource));
            for name in signature(call).into_iter().chain(about) {
                if let Some(features) = types.get_mut(name) {
                    features.insert(feature);
                }
            }
            operations.insert(key.as_str(), feature);
        }
        // A value is held by what holds it; another object has an identity of its own.
        let is_entity = |name: &str| schema.types.get(name).is_some_and(|ty| ty.kind == Kind::Entity);
        let places: FxHashMap<&str, (usize, bool)> =
            types.keys().enumerate().map(|(place, name)| (*name, (place, is_entity(name)))).collect();
        let mut edges: Vec<(usize, usize)> = Vec::new();
        for (name, ty) in &schema.types {
            let Some((from, _)) = places.get(name.as_str()) else { continue };
            let properties = schema::all_properties(schema, name).into_iter().filter(|property| !property.navigation);
            let ends = properties.filter_map(|property| places.get(property.ty.named()?));
            let values = ends.filter(|(_, is_entity)| !is_entity);
            let base = ty.base.as_deref().filter(|base| homeless.contains(base)).and_then(|base| places.get(base));
            edges.extend(values.chain(base).map(|(to, _)| (*from, *to)).filter(|(from, to)| from != to));
        }
        let (names, mut features): (Vec<&str>, Vec<BTreeSet<usize>>) = types.into_iter().unzip();
        spread(&mut features, &edges);
        for features in features.iter_mut().filter(|features| features.is_empty()) {
            features.insert(numbers.of(OTHER));
        }
        spread(&mut features, &edges);
        Areas { names: numbers.names, types: names.into_iter().zip(features).collect(), operations }
    }

    /// All features of areas, sorted.
    pub(super) fn features(&self) -> Vec<String> {
        self.named(self.types.values().flatten().chain(self.operations.values()).collect::<BTreeSet<_>>())
    }

    /// The names of features, sorted.
    fn named<'b>(&self, numbers: impl IntoIterator<Item = &'b usize>) -> Vec<String> {
        let mut names: Vec<String> =
            numbers.into_iter().filter_map(|number| self.names.get(*number).cloned()).collect();
        names.sort();
        names
    }

    /// The features that are on by default. Entries that name none are reported.
    pub(super) fn on_by_default(&self, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
        let known = self.features();
        let mut found = BTreeSet::new();
        for area in &config.package.default_areas {
            if area == FULL || known.contains(area) {
                found.insert(area.clone());
                continue;
            }
            let place = config.place(&["package", "default_areas", area]);
            let finding = Diagnostic::at(Code::UnmatchedEntry, place, format!("there is no area `{area}`"));
            diagnostics.push(match closest(area, known.iter().map(String::as_str)) {
                Some(close) => finding.with_help(format!("do you mean `{close}`?")),
                None => finding,
            });
        }
        found.into_iter().collect()
    }

    /// The features of a type or enumeration.
    pub(super) fn of_type(&self, name: &str) -> Vec<String> {
        self.named(self.types.get(name).into_iter().flatten())
    }

    /// The features that a field needs beside those of its struct.
    pub(super) fn of_field(&self, owner: &str, ty: &TypeName) -> Vec<String> {
        match (self.types.get(owner), ty.named().and_then(|target| self.types.get(target))) {
            (Some(own), Some(target)) if !own.is_subset(target) => self.named(target),
            _ => Vec::new(),
        }
    }

    /// The features of a call.
    pub(super) fn of_operation(&self, key: &str) -> Vec<String> {
        self.named(self.operations.get(key))
    }
}

/// Features in the order in which they are first asked for.
#[derive(Default)]
struct Numbers {
    names: Vec<String>,
    by_area: FxHashMap<String, usize>,
}

impl Numbers {
    /// The number of an area's feature.
    fn of(&mut self, area: &str) -> usize {
        if let Some(number) = self.by_area.get(area) {
            return *number;
        }
        let name = feature(area);
        let number = self.names.iter().position(|known| *known == name).unwrap_or(self.names.len());
        if number == self.names.len() {
            self.names.push(name);
        }
        self.by_area.insert(area.to_owned(), number);
        number
    }
}

/// The features of something that is needed when any of its parts is.
pub(super) fn any_of<'a>(parts: impl IntoIterator<Item = &'a Vec<String>>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for part in parts {
        if part.is_empty() {
            return Vec::new();
        }
        all.extend(part.iter().cloned());
    }
    all.into_iter().collect()
}

/// Whether pages name several areas.
fn has_choice(schema: &Schema) -> bool {
    let types = schema.types.values().map(|ty| &ty.area).chain(schema.enums.values().map(|ty| &ty.area));
    let named = types.chain(schema.operations.values().map(|call| &call.area)).flatten();
    named.collect::<BTreeSet<&String>>().len() > 1
}

/// The name of an area's feature: what Cargo takes, and none of the names that mean something else.
pub(crate) fn feature(area: &str) -> String {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let name: String = area.chars().map(|c| if is_fine(c) { c } else { '-' }).collect();
    let name = name.trim_matches('-');
    match name {
        "" => OTHER.to_owned(),
        name if RESERVED.contains(&name) => format!("{name}-area"),
        name => name.to_owned(),
    }
}

/// The types that the functions of a call name.
fn signature(call: &schema::Operation) -> Vec<&str> {
    let body: Vec<&TypeName> = match &call.body {
        Body::Object { ty, .. } => vec![ty],
        Body::Parameters { fields } => fields.iter().map(|field| &field.ty).collect(),
        _ => Vec::new(),
    };
    body.into_iter()
        .chain(&call.response.ty)
        .chain(call.response.elsewhere.values())
        .filter_map(TypeName::named)
        .collect()
}

/// Gives the features at the start of each edge to its end, and so on from there.
fn spread(features: &mut [BTreeSet<usize>], edges: &[(usize, usize)]) {
    let mut changed = true;
    while changed {
        changed = false;
        for (from, to) in edges {
            let Ok([own, target]) = features.get_disjoint_mut([*from, *to]) else { continue };
            if !own.is_subset(target) {
                target.extend(own.iter().copied());
                changed = true;
            }
        }
    }
}
