//! The types of the schema as structs and enumerations.

use std::collections::BTreeMap;

use borsh::BorshSerialize;
use rayon::prelude::*;

use super::catalog::{Catalog, Place, Std};
use super::ident::{self, Role, Scope};
use super::shape::{self, Cycles};
use super::standing::{self, File, Reuse, Standing};
use super::update;
use super::value_doc::{self, described};
use super::{Access, Derived, DerivedVariant, Enum, Field, Item, Links, ModelItem, ModelModule, Struct, Variant, doc};
use crate::diagnostic::Diagnostic;
use crate::schema::{self, EnumType, Parameter, Property, Schema, StructuredType, Traits, TypeName};

/// All types, by namespace; the default namespace is always there and first.
pub(super) fn models(
    schema: &Schema,
    catalog: &Catalog<'_>,
    links: &Links,
    reuse: Option<&Reuse<'_>>,
) -> (Vec<ModelModule>, Vec<Diagnostic>) {
    let mut modules: BTreeMap<Option<String>, ModelModule> = BTreeMap::new();
    let root = " The types of the API, as plain structs and open enumerations.";
    modules.insert(None, ModelModule { docs: vec![root.to_owned()], ..ModelModule::default() });
    for (namespace, name) in &catalog.namespaces {
        modules.entry(name.clone()).or_insert_with(|| ModelModule {
            name: name.clone(),
            docs: vec![format!(" Types of the namespace {}.", doc::code(namespace))],
            ..ModelModule::default()
        });
    }
    let (cycles, changes) = (Cycles::new(schema), shape::changes(schema));
    let structs = schema.types.par_iter().filter_map(|(name, ty)| {
        let place = catalog.structure(name)?;
        let source = StructSource::new(schema, &cycles, &changes, name);
        let deprecated = ty.removed.as_deref().or(ty.deprecated.as_deref());
        let make = |found: &mut _| Item::Struct(structure(catalog, links, &source, (name, ty), &place.name, found));
        Some((&place.namespace, file(catalog, reuse, &source, (name, place), (&ty.pages, deprecated), make)))
    });
    let enums = schema.enums.par_iter().filter_map(|(name, ty)| {
        let place = catalog.enumeration(name)?;
        let make = |found: &mut _| Item::Enum(enumeration(catalog, name, ty, &place.name, links, found));
        let deprecated = ty.removed.as_deref();
        Some((&place.namespace, file(catalog, reuse, &(name, ty), (name, place), (&ty.pages, deprecated), make)))
    });
    let mut diagnostics = Vec::new();
    for (namespace, file) in structs.chain(enums).collect::<Vec<_>>() {
        let Some(module) = modules.get_mut(namespace) else { continue };
        match file {
            File::Standing(file) => module.standing.push(file),
            File::Made(item, found) => {
                module.items.push(item);
                diagnostics.extend(found);
            }
        }
    }
    let mut modules: Vec<ModelModule> = modules.into_values().collect();
    for module in &mut modules {
        module.items.sort_by(|a, b| a.module.cmp(&b.module));
    }
    (modules, diagnostics)
}

/// The file of a type, which is made only if it does not stand.
fn file(
    catalog: &Catalog<'_>,
    reuse: Option<&Reuse<'_>>,
    source: &impl BorshSerialize,
    (name, place): (&str, &Place),
    (pages, deprecated): (&[String], Option<&str>),
    make: impl FnOnce(&mut Vec<Diagnostic>) -> Item,
) -> File<ModelItem> {
    let derived = catalog.derived(name).map(|derived| &derived.name);
    let names = derived.into_iter().chain([&place.name]).chain(catalog.update(name)).cloned().collect();
    let (module, features) = (place.module.clone(), catalog.areas.of_type(name));
    let fingerprint = match standing::find(reuse, source) {
        Ok((path, hash)) => return File::Standing(Standing { path, hash, module, names, features }),
        Err(fingerprint) => fingerprint,
    };
    let mut found = Vec::new();
    let item = make(&mut found);
    let item = ModelItem {
        module,
        names,
        origin: name.to_owned(),
        uses_models: uses_models(&item),
        item,
        features,
        derives: catalog.adjustments.derives(name),
        deprecated: deprecated.map(doc::note),
        sources: pages.to_vec(),
        // What was found is told again, by making the file again.
        made_of: fingerprint.filter(|_| found.is_empty()),
    };
    File::Made(item, found)
}

fn uses_models(item: &Item) -> bool {
    let Item::Struct(item) = item else { return false };
    let fields = item.fields.iter().map(|field| &field.ty);
    item.derived.is_some() || fields.chain(update::types(item)).any(|ty| ty.contains("models::"))
}

/// What the file of a struct is made of.
#[derive(BorshSerialize)]
struct StructSource<'a> {
    /// The type and those that it derives from.
    lineage: Vec<(&'a str, &'a StructuredType)>,
    /// The properties that need a box.
    boxed: Vec<&'a str>,
    /// The properties that the pages of its changes list.
    listed: &'a [&'a Parameter],
}

impl<'a> StructSource<'a> {
    fn new(
        schema: &'a Schema,
        cycles: &Cycles<'_>,
        changes: &'a BTreeMap<&str, Vec<&'a Parameter>>,
        name: &str,
    ) -> Self {
        let lineage = schema::lineage(schema, name);
        let properties = schema::properties_of(&lineage).into_iter();
        let boxed =
            properties.filter(|property| cycles.boxed(name, &property.ty)).map(|property| property.name.as_str());
        StructSource { boxed: boxed.collect(), lineage, listed: changes.get(name).map_or(&[], Vec::as_slice) }
    }
}

fn structure(
    catalog: &Catalog<'_>,
    links: &Links,
    source: &StructSource<'_>,
    (name, ty): (&str, &StructuredType),
    rust: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Struct {
    let mut docs = described(&ty.doc, name, links);
    if let Some(base) = &ty.base {
        let place = catalog.structure(base);
        let base = place.map_or_else(|| doc::code(base), |place| doc::code(&place.name));
        doc::append(&mut docs, vec![format!(" Derives from {base}; its properties are among these.")]);
    }
    if let Some(reason) = ty.removed.as_ref().or(ty.deprecated.as_ref()) {
        doc::append(&mut docs, deprecation(reason, links));
    }
    doc::append(&mut docs, doc::features(&catalog.areas.of_type(name)));
    doc::append(&mut docs, pages(&ty.pages, links));
    let std = Std::beside([rust]);
    let mut fields = FieldMaker::new(catalog, links, std, name, ty.pages.first(), diagnostics);
    let (key, properties) = (shape::key(&source.lineage), schema::properties_of(&source.lineage));
    for property in &properties {
        fields.property(property, source.boxed.contains(&property.name.as_str()), key);
    }
    let derives = ty.base.as_deref().is_some_and(|base| catalog.derived(base).is_some());
    let odata_type = if derives { format!("#{name}") } else { String::new() };
    let derived = derived(catalog, name, rust, std);
    let update = update::update(catalog, std, (name, rust), &properties, source.listed);
    Struct { name: rust.to_owned(), docs, fields: fields.made, odata_type, derived, update }
}

fn derived(catalog: &Catalog<'_>, base: &str, rust: &str, std: Std) -> Option<Derived> {
    let place = catalog.derived(base)?;
    let mut scope = Scope::default();
    let mut variant = |name: &str| {
        let place = catalog.structure(name)?;
        let (variant, _) = scope.take(place.name.clone());
        let features = catalog.areas.of_field(base, &TypeName::Named(name.to_owned()));
        let (ty, odata_type) = (Catalog::itself(place), format!("#{name}"));
        Some(DerivedVariant { name: variant, ty, odata_type, features })
    };
    let base = variant(base)?;
    let variants = place.types.iter().filter_map(|name| variant(name)).collect();
    let rust = doc::code(rust);
    let docs = vec![
        format!(" A {rust} or a type that derives from it, as its `@odata.type` says."),
        String::new(),
        format!(
            " Without an `@odata.type`, or with one that the docs do not name, it is a {rust} that keeps everything."
        ),
    ];
    Some(Derived { name: place.name.clone(), docs, boxed: std.boxed.to_owned(), base, variants })
}

/// The struct of a body that only one operation has. It is written, never read.
pub(super) fn parameters(
    catalog: &Catalog<'_>,
    links: &Links,
    std: Std,
    (owner, page): (&str, &String),
    (name, parameters): (&str, &[Parameter]),
    diagnostics: &mut Vec<Diagnostic>,
) -> Struct {
    let mut fields = FieldMaker::new(catalog, links, std, owner, Some(page), diagnostics);
    for parameter in parameters {
        fields.parameter(parameter);
    }
    let docs = vec![format!(" The body of {}.", doc::code(owner))];
    Struct { name: name.to_owned(), docs, fields: fields.made, odata_type: String::new(), derived: None, update: None }
}

/// What all fields of a struct share.
struct FieldMaker<'a> {
    catalog: &'a Catalog<'a>,
    links: &'a Links,
    std: Std,
    owner: &'a str,
    page: Option<&'a String>,
    scope: Scope,
    wires: Vec<String>,
    made: Vec<Field>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> FieldMaker<'a> {
    fn new(
        catalog: &'a Catalog<'a>,
        links: &'a Links,
        std: Std,
        owner: &'a str,
        page: Option<&'a String>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        let scope = Scope::default();
        FieldMaker { catalog, links, std, owner, page, scope, wires: Vec::new(), made: Vec::new(), diagnostics }
    }

    fn property(&mut self, property: &Property, boxed: bool, key: &str) {
        let mut docs = value_doc::property(property, self.links);
        if let Some(reason) = &property.removed {
            doc::append(&mut docs, deprecation(reason, self.links));
        }
        let access = match property.traits.read_only {
            false => Access::ReadWrite,
            true if property.name == key => Access::Key,
            true => Access::ReadOnly,
        };
        let deprecated = deprecated(property.removed.as_deref(), &property.traits);
        self.field(&property.name, &property.ty, boxed, access, docs, deprecated);
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let docs = value_doc::parameter(parameter, self.links);
        let deprecated = deprecated(None, &parameter.traits);
        self.field(&parameter.name, &parameter.ty, false, Access::ReadWrite, docs, deprecated);
    }

    fn field(
        &mut self,
        wire: &str,
        ty: &TypeName,
        boxed: bool,
        access: Access,
        mut docs: Vec<String>,
        deprecated: Option<String>,
    ) {
        // Two fields of one name on the wire would be written twice.
        if self.wires.iter().any(|other| other == wire) {
            return;
        }
        self.wires.push(wire.to_owned());
        let wanted = self.catalog.adjustments.member(self.owner, wire, Role::Field);
        let (name, numbered) = self.scope.take(wanted.clone());
        if numbered {
            let has_it = |other: &&Field| other.name == wanted;
            let other = self.made.iter().find(has_it).map(|other| other.wire.as_str());
            let message = format!(
                "`{wire}` of `{}` would be `{wanted}` in Rust, the name of `{}`; it is `{name}`",
                self.owner,
                other.unwrap_or(&wanted)
            );
            let entry = format!("[types.\"{}\".properties.\"{wire}\"]", self.owner);
            self.diagnostics.push(ident::collision(self.page, message, &entry));
        }
        let features = self.catalog.areas.of_field(self.owner, ty);
        doc::append(&mut docs, doc::features(&features));
        let ty = self.catalog.field(ty, boxed, self.std);
        self.made.push(Field { name, wire: wire.to_owned(), access, docs, ty, features, deprecated });
    }
}

fn enumeration(
    catalog: &Catalog<'_>,
    name: &str,
    ty: &EnumType,
    rust: &str,
    links: &Links,
    diagnostics: &mut Vec<Diagnostic>,
) -> Enum {
    let mut docs = described(&ty.doc, name, links);
    if let Some(reason) = &ty.removed {
        doc::append(&mut docs, deprecation(reason, links));
    }
    doc::append(&mut docs, doc::features(&catalog.areas.of_type(name)));
    doc::append(&mut docs, pages(&ty.pages, links));
    let mut scope = Scope::default();
    let mut wires = Vec::new();
    let mut variants = Vec::new();
    for member in &ty.members {
        // A member that stands twice would be an arm that is never reached.
        if wires.contains(&&member.name) {
            continue;
        }
        wires.push(&member.name);
        let wanted = catalog.adjustments.member(name, &member.name, Role::Variant);
        let (variant, numbered) = scope.take(wanted.clone());
        if numbered {
            let has_it = |other: &&Variant| other.name == wanted;
            let other = variants.iter().find(has_it).map_or(wanted.as_str(), |other| other.wire.as_str());
            let message = format!(
                "`{}` of `{name}` would be `{wanted}` in Rust, the name of `{other}`; it is `{variant}`",
                member.name
            );
            let entry = format!("[types.\"{name}\".members.\"{}\"]", member.name);
            diagnostics.push(ident::collision(ty.pages.first(), message, &entry));
        }
        let mut docs = described(&member.doc, &member.name, links);
        if let Some(value) = member.value {
            doc::append(&mut docs, vec![format!(" Number {value}.")]);
        }
        if let Some(reason) = &member.removed {
            doc::append(&mut docs, deprecation(reason, links));
        }
        let deprecated = member.removed.as_deref().map(doc::note);
        variants.push(Variant { name: variant, wire: member.name.clone(), docs, deprecated });
    }
    let std = Std::beside([rust]);
    Enum { name: rust.to_owned(), docs, variants, string: std.string.to_owned() }
}

/// What is said to who uses a property or parameter that is on its way out; the docs have no words of their own there.
pub(super) fn deprecated(removed: Option<&str>, traits: &Traits) -> Option<String> {
    removed.map(doc::note).or_else(|| traits.deprecated.then(String::new))
}

/// A note that something is on its way out.
pub(super) fn deprecation(reason: &str, links: &Links) -> Vec<String> {
    let mut lines = vec![" **Deprecated.**".to_owned()];
    lines.extend(doc::lines(reason, links));
    lines
}

/// Links to the pages that describe an item.
fn pages(pages: &[String], links: &Links) -> Vec<String> {
    match pages.split_first() {
        None => Vec::new(),
        Some((main, more)) => {
            let more = more.iter().map(|page| format!(", [more]({})", links.page(page)));
            vec![format!(" [Documentation]({}){}", links.page(main), more.collect::<String>())]
        }
    }
}
