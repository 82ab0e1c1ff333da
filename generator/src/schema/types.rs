//! Entity and complex types: the pages of each joined, its own properties told from inherited ones.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{EnumFacts, Facts, JsonMember, Placeholder, ResourceFacts, RowClaim, TypeClaim, TypeRef};

use super::bases::Bases;
use super::caseless::Caseless;
use super::enums::{Ends, declare_listed, property_of_values};
use super::index::{Index, Target};
use super::kinds::entities;
use super::resolve::UnknownNames;
use super::{EnumType, Kind, Primitive, Property, StructuredType, TypeName};

/// What it takes to follow a type that a page writes.
pub(super) struct Resolver<'a, 'b> {
    pub(super) index: &'a Index<'a>,
    pub(super) unknown: &'b mut UnknownNames,
    pub(super) diagnostics: &'b mut Vec<Diagnostic>,
}

/// Builds all types.
pub(super) fn build(
    index: &Index<'_>,
    bases: &Bases,
    enums: &mut BTreeMap<String, EnumType>,
    areas: &dyn Fn(&Facts) -> Option<String>,
    unknown: &mut UnknownNames,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, StructuredType> {
    let entities = entities(index, bases);
    let mut listed = BTreeMap::new();
    let mut types = BTreeMap::new();
    for (name, pages) in index.types.iter() {
        let mut resolver = Resolver { index, unknown: &mut *unknown, diagnostics: &mut *diagnostics };
        let mut draft = Draft::default();
        for page in pages {
            let Some(facts) = index.facts.get(*page) else { continue };
            let Some(resource) = &facts.resource else { continue };
            draft.add_page(&mut resolver, *page, facts, resource, &mut listed, areas);
        }
        let kind = if entities.contains(name) { Kind::Entity } else { Kind::Complex };
        let mut built = StructuredType { kind, ..draft.built };
        let is_root = bases.root.as_deref() == Some(name);
        let inferred = || (built.kind == Kind::Entity && !is_root).then(|| bases.root.clone()).flatten();
        built.base = bases.by_type.get(name).cloned().or_else(inferred);
        types.insert(name.to_owned(), built);
    }
    widen_alternatives(index, bases, &mut types);
    subtract_inherited(&mut types);
    let ends = Ends::new(enums);
    for built in types.values_mut() {
        for property in &mut built.properties {
            let is_text = property.ty == TypeName::Primitive(Primitive::String);
            if is_text && let Some(found) = ends.meant_by_values(&property.name, &property.values) {
                property.ty = TypeName::Named(found.to_owned());
                property.values.clear();
            }
        }
    }
    enums.append(&mut listed);
    types
}

/// A type while its pages are joined.
#[derive(Default)]
struct Draft<'a> {
    built: StructuredType,
    /// Where each property stands.
    places: FxHashMap<Caseless<'a>, usize>,
}

impl<'a> Draft<'a> {
    fn add_page(
        &mut self,
        resolver: &mut Resolver<'_, '_>,
        page: usize,
        facts: &'a Facts,
        resource: &'a ResourceFacts,
        listed_enums: &mut BTreeMap<String, EnumType>,
        areas: &dyn Fn(&Facts) -> Option<String>,
    ) {
        let built = &mut self.built;
        built.pages.push(String::from(&*facts.path));
        built.key = built.key.take().or_else(|| resource.key.clone());
        built.is_abstract |= resource.is_abstract;
        built.open |= resource.open.unwrap_or(false) || resource.has_sample_keys;
        built.area = built.area.take().or_else(|| areas(facts));
        built.deprecated = built.deprecated.take().or_else(|| facts.deprecated.clone());
        if built.doc.is_empty() {
            built.doc.clone_from(&facts.summary);
        }
        let rows = resource.properties.len() + resource.relationships.len();
        built.properties.reserve_exact(rows);
        self.places.reserve(rows);
        let members = members_by_name(resource);
        let listed = facts.enums.iter().filter_map(|declared| Some((property_of_values(facts, declared)?, declared)));
        let listed: BTreeMap<&str, &EnumFacts> = listed.collect();
        let rows = resource.properties.iter().map(|row| (row, false));
        for (row, navigation) in rows.chain(resource.relationships.iter().map(|row| (row, true))) {
            let member = members.get(&Caseless(&row.name)).copied();
            let mut property = property(resolver, page, facts, row, member);
            property.navigation = navigation;
            if let Some(declared) = listed.get(row.name.as_str()) {
                property.values = declared.members.iter().map(|member| member.name.clone()).collect();
            }
            if !property.values.is_empty()
                && let Some(JsonMember { placeholder: Placeholder::Named(_), .. }) = member
            {
                // "A text with these values" in the table, the name of their enumeration in the representation.
                let shown = member.map(|member| resolver.placeholder(member, page, facts));
                property.ty = shown.unwrap_or(property.ty);
                property.values.clear();
            }
            if let Some(name) = property.ty.named()
                && row.values.len() > 1
                && resolver.index.by_text(name, page).is_none()
            {
                declare_listed(listed_enums, name, row, facts, areas(facts));
            }
            self.add(&row.name, property);
        }
        for member in resource.representation.iter().flatten() {
            // An open type shows what its values may carry; a sample says nothing about the type, and without any table
            // all of them are samples.
            let is_untold = resource.properties.is_empty() && resource.relationships.is_empty();
            let is_sample = resource.open == Some(true) && (is_untold || member.placeholder == Placeholder::Sample);
            if !self.places.contains_key(&Caseless(&member.name)) && !is_sample && !member.name.contains('@') {
                let message = format!("the representation shows `{}`, which no table lists", member.name);
                resolver.diagnostics.push(Diagnostic::new(
                    Code::RepresentationExtra,
                    &facts.path,
                    member.span,
                    message,
                ));
                let ty = resolver.placeholder(member, page, facts);
                let values = match &member.placeholder {
                    Placeholder::Values(values) => values.clone(),
                    _ => Vec::new(),
                };
                self.add(&member.name, Property { name: member.name.clone(), ty, values, ..Property::default() });
            }
        }
    }

    /// Adds a property. The first of a name counts.
    fn add(&mut self, name: &'a str, property: Property) {
        let properties = &mut self.built.properties;
        let place = *self.places.entry(Caseless(name)).or_insert(properties.len());
        match properties.get_mut(place) {
            Some(known) => known.navigation |= property.navigation,
            None => properties.push(property),
        }
    }
}

/// The members of the representation; the first of a name counts.
pub(super) fn members_by_name(resource: &ResourceFacts) -> FxHashMap<Caseless<'_>, &JsonMember> {
    let shown = resource.representation.as_deref().unwrap_or_default();
    let mut members = FxHashMap::with_capacity_and_hasher(shown.len(), FxBuildHasher);
    for member in shown {
        members.entry(Caseless(&member.name)).or_insert(member);
    }
    members
}

fn property(
    resolver: &mut Resolver<'_, '_>,
    page: usize,
    facts: &Facts,
    row: &RowClaim,
    member: Option<&JsonMember>,
) -> Property {
    if let Some(member) = member.filter(|member| member.name != row.name) {
        let message = format!("the table has `{}`, the representation `{}`; the table counts", row.name, member.name);
        let finding = Diagnostic::new(Code::CaseConflict, &facts.path, row.span, message);
        resolver.diagnostics.push(finding.with_place(&facts.path, member.span, "the representation"));
    }
    let ty = match (&row.ty, member) {
        (Some(ty), Some(JsonMember { placeholder: Placeholder::Primitive(shown), collection: false, .. }))
            if narrows(ty, *shown) =>
        {
            TypeName::Primitive(*shown)
        }
        (Some(ty), _) => resolver.type_name(ty, page, facts),
        (None, Some(member)) => resolver.placeholder(member, page, facts),
        (None, None) => TypeName::Primitive(Primitive::Untyped),
    };
    let is_text = *ty.element() == TypeName::Primitive(Primitive::String);
    let mut values = if is_text { row.values.clone() } else { Vec::new() };
    values.retain(|value| value != "null");
    if let (Some(Placeholder::Values(shown)), true) = (member.map(|member| &member.placeholder), values.is_empty())
        && is_text
    {
        values.clone_from(shown);
    }
    let (name, doc, traits) = (row.name.clone(), row.doc.clone(), row.traits.clone());
    Property { name, ty, doc, values, traits, ..Property::default() }
}

/// Whether the single value that a representation shows tells more than a table that says text: on the wire a Guid is a
/// text, and who writes the narrower word knows more; several texts would stand in an array.
fn narrows(table: &TypeRef, shown: Primitive) -> bool {
    let is_text = matches!(table.claim, TypeClaim::Primitive(Primitive::String));
    is_text && shown == if table.collection { Primitive::String } else { Primitive::Guid }
}

impl Resolver<'_, '_> {
    /// The type that a page writes, resolved. Names that are documented nowhere are kept and reported.
    pub(super) fn type_name(&mut self, ty: &TypeRef, page: usize, facts: &Facts) -> TypeName {
        let single = self.single(&ty.claim, ty.span, page, facts);
        if ty.collection { single.collection() } else { single }
    }

    fn single(&mut self, claim: &TypeClaim, span: Span, page: usize, facts: &Facts) -> TypeName {
        match claim {
            TypeClaim::Primitive(primitive) => TypeName::Primitive(*primitive),
            TypeClaim::Unreadable(_) => TypeName::Primitive(Primitive::Untyped),
            TypeClaim::Named(name) => {
                let target = self.index.resolve_cell(name, page, self.diagnostics);
                if matches!(target, Target::Unknown(_)) && is_any(&name.text) {
                    return TypeName::Primitive(Primitive::Untyped);
                }
                if let Target::Unknown(unknown) = &target {
                    self.unknown.add(unknown, facts, span);
                }
                TypeName::Named(target.into_name())
            }
        }
    }

    /// The type that a placeholder shows.
    pub(super) fn placeholder(&mut self, member: &JsonMember, page: usize, facts: &Facts) -> TypeName {
        let single = match &member.placeholder {
            Placeholder::Primitive(primitive) => TypeName::Primitive(*primitive),
            Placeholder::Values(_) | Placeholder::Identifier => TypeName::Primitive(Primitive::String),
            Placeholder::Object | Placeholder::Sample => TypeName::Primitive(Primitive::Untyped),
            Placeholder::Named(name) => match self.index.by_text(name, page) {
                Some(target) => TypeName::Named(target.into_name()),
                None => {
                    let name = self.index.qualify(name, page);
                    self.unknown.add(&name, facts, member.span);
                    TypeName::Named(name.into_owned())
                }
            },
        };
        if member.collection { single.collection() } else { single }
    }
}

/// What a cell means that names several types: the type that all of them are or derive from.
pub(super) fn common_base(index: &Index<'_>, bases: &Bases, ty: &TypeRef, page: usize) -> Option<TypeName> {
    if ty.alternatives.is_empty() {
        return None;
    }
    let names = std::iter::once(&ty.claim).chain(&ty.alternatives).map(|claim| match claim {
        TypeClaim::Named(name) => Some(index.resolve(name, page, &mut Vec::new()).into_name()),
        _ => None,
    });
    let single = TypeName::Named(bases.common(&names.collect::<Option<Vec<_>>>()?)?);
    Some(if ty.collection { single.collection() } else { single })
}

/// A property that is "one type or another" is of the type that all of them derive from, where there is one.
fn widen_alternatives(index: &Index<'_>, bases: &Bases, types: &mut BTreeMap<String, StructuredType>) {
    for (owner, pages) in index.types.iter() {
        let Some(built) = types.get_mut(owner) else { continue };
        for (page, facts) in pages.iter().filter_map(|page| Some((*page, index.facts.get(*page)?))) {
            for row in facts.resource.iter().flat_map(|resource| &resource.properties) {
                let Some(common) = row.ty.as_ref().and_then(|ty| common_base(index, bases, ty, page)) else { continue };
                if let Some(property) = built.properties.iter_mut().find(|own| own.name == row.name) {
                    property.ty = common;
                }
            }
        }
    }
}

/// Words for any JSON value, where no type of that name is documented.
pub(super) fn is_any(text: &str) -> bool {
    ["json", "object", "any"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Pages of derived types repeat what they inherit; a property stays on the ancestor that has it.
fn subtract_inherited(types: &mut BTreeMap<String, StructuredType>) {
    /// A type and the names of its properties, made when a type derives from it.
    type Named<'a> = (&'a StructuredType, OnceCell<FxHashSet<Caseless<'a>>>);
    let by_name: FxHashMap<&str, Named<'_>> =
        types.iter().map(|(name, ty)| (name.as_str(), (ty, OnceCell::new()))).collect();
    let base_of = |ty: &StructuredType| by_name.get(ty.base.as_deref()?);
    let has = |(ty, names): &Named<'_>, property: &Property| {
        let names = names.get_or_init(|| ty.properties.iter().map(|own| Caseless(&own.name)).collect());
        names.contains(&Caseless(&property.name))
    };
    let mut is_kept: Vec<bool> = Vec::new();
    for built in types.values() {
        // The root may get a base that derives from it in turn.
        let above = || std::iter::successors(base_of(built), |(base, _)| base_of(base)).take(types.len());
        let bases = || above().take_while(|(base, _)| !std::ptr::eq(*base, built));
        let is_inherited = |own: &Property| bases().any(|base| has(base, own));
        is_kept.extend(built.properties.iter().map(|own| !is_inherited(own)));
    }
    let mut is_kept = is_kept.into_iter();
    for built in types.values_mut() {
        built.properties.retain(|_| is_kept.next().unwrap_or(true));
    }
}
