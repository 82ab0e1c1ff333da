//! The types of the schema as structs and enumerations.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::catalog::{Catalog, Std};
use super::ident::{self, Role, Scope};
use super::shape::{self, Cycles};
use super::{Access, Derived, DerivedVariant, Enum, Field, Item, Links, ModelItem, ModelModule, Struct, Variant, doc};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::schema::{EnumType, Parameter, Property, Schema, StructuredType, Traits, TypeName};

/// All types, by namespace; the default namespace is always there and first.
pub(super) fn models(
    schema: &Schema,
    catalog: &Catalog<'_>,
    links: &Links,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ModelModule> {
    let mut modules: BTreeMap<Option<String>, ModelModule> = BTreeMap::new();
    let root = " The types of the API, as plain structs and open enumerations.";
    modules.insert(None, ModelModule { name: None, docs: vec![root.to_owned()], items: Vec::new() });
    for (namespace, name) in &catalog.namespaces {
        modules.entry(name.clone()).or_insert_with(|| ModelModule {
            name: name.clone(),
            docs: vec![format!(" Types of the namespace {}.", doc::code(namespace))],
            items: Vec::new(),
        });
    }
    let cycles = Cycles::new(schema);
    for (name, ty) in &schema.types {
        if let Some(place) = catalog.structure(name)
            && let Some(module) = modules.get_mut(&place.namespace)
        {
            let item = structure(schema, catalog, &cycles, links, (name, ty), &place.name, diagnostics);
            let uses_models = item.derived.is_some() || item.fields.iter().any(|field| field.ty.contains("models::"));
            let (module_name, sources) = (place.module.clone(), ty.pages.clone());
            module.items.push(ModelItem { module: module_name, item: Item::Struct(item), uses_models, sources });
        }
    }
    for (name, ty) in &schema.enums {
        if let Some(place) = catalog.enumeration(name)
            && let Some(module) = modules.get_mut(&place.namespace)
        {
            let item = Item::Enum(enumeration(name, ty, &place.name, links, diagnostics));
            let (module_name, sources) = (place.module.clone(), ty.pages.clone());
            module.items.push(ModelItem { module: module_name, item, uses_models: false, sources });
        }
    }
    let mut modules: Vec<ModelModule> = modules.into_values().collect();
    for module in &mut modules {
        module.items.sort_by(|a, b| a.module.cmp(&b.module));
    }
    modules
}

fn structure(
    schema: &Schema,
    catalog: &Catalog<'_>,
    cycles: &Cycles<'_>,
    links: &Links,
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
    if let Some(reason) = &ty.deprecated {
        doc::append(&mut docs, deprecation(reason, links));
    }
    doc::append(&mut docs, pages(&ty.pages, links));
    let std = Std::beside([rust]);
    let mut fields = FieldMaker::new(catalog, links, std, name, ty.pages.first(), diagnostics);
    let key = shape::key(schema, name);
    for property in shape::properties(schema, name) {
        fields.property(property, cycles.boxed(name, &property.ty), key);
    }
    let derives = ty.base.as_deref().is_some_and(|base| catalog.derived(base).is_some());
    let odata_type = if derives { format!("#{name}") } else { String::new() };
    let derived = derived(catalog, name, rust, std);
    Struct { name: rust.to_owned(), docs, fields: fields.made, odata_type, derived }
}

fn derived(catalog: &Catalog<'_>, base: &str, rust: &str, std: Std) -> Option<Derived> {
    let place = catalog.derived(base)?;
    let mut scope = Scope::default();
    let mut variant = |name: &str| {
        let place = catalog.structure(name)?;
        let (variant, _) = scope.take(place.name.clone());
        Some(DerivedVariant { name: variant, ty: Catalog::itself(place), odata_type: format!("#{name}") })
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
    Struct { name: name.to_owned(), docs, fields: fields.made, odata_type: String::new(), derived: None }
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
        let docs = value_docs(&property.name, &property.doc, &property.values, &property.traits, self.links);
        let access = match property.traits.read_only {
            false => Access::ReadWrite,
            true if property.name == key => Access::Key,
            true => Access::ReadOnly,
        };
        self.field(&property.name, &property.ty, boxed, access, docs);
    }

    fn parameter(&mut self, parameter: &Parameter) {
        let docs = value_docs(&parameter.name, &parameter.doc, &[], &parameter.traits, self.links);
        self.field(&parameter.name, &parameter.ty, false, Access::ReadWrite, docs);
    }

    fn field(&mut self, wire: &str, ty: &TypeName, boxed: bool, access: Access, docs: Vec<String>) {
        // Two fields of one name on the wire would be written twice.
        if self.wires.iter().any(|other| other == wire) {
            return;
        }
        self.wires.push(wire.to_owned());
        let wanted = ident::ident(wire, Role::Field);
        let (name, numbered) = self.scope.take(wanted.clone());
        if numbered {
            let message =
                format!("`{wire}` of `{}` would be `{wanted}` in Rust, which is taken; it is `{name}`", self.owner);
            self.diagnostics.push(on_page(self.page, message));
        }
        let ty = self.catalog.field(ty, boxed, self.std);
        self.made.push(Field { name, wire: wire.to_owned(), access, docs, ty });
    }
}

fn enumeration(name: &str, ty: &EnumType, rust: &str, links: &Links, diagnostics: &mut Vec<Diagnostic>) -> Enum {
    let mut docs = described(&ty.doc, name, links);
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
        let wanted = ident::ident(&member.name, Role::Variant);
        let (variant, numbered) = scope.take(wanted.clone());
        if numbered {
            let message =
                format!("`{}` of `{name}` would be `{wanted}` in Rust, which is taken; it is `{variant}`", member.name);
            diagnostics.push(on_page(ty.pages.first(), message));
        }
        let mut docs = described(&member.doc, &member.name, links);
        if let Some(value) = member.value {
            doc::append(&mut docs, vec![format!(" Number {value}.")]);
        }
        variants.push(Variant { name: variant, wire: member.name.clone(), docs });
    }
    let std = Std::beside([rust]);
    Enum { name: rust.to_owned(), docs, variants, string: std.string.to_owned() }
}

fn on_page(page: Option<&String>, message: String) -> Diagnostic {
    match page {
        Some(page) => Diagnostic::new(Code::NameCollision, &Arc::from(page.as_str()), Span::default(), message),
        None => Diagnostic::global(Code::NameCollision, message),
    }
}

/// The text of a page, or the bare name where it says nothing.
fn described(text: &str, name: &str, links: &Links) -> Vec<String> {
    let lines = doc::lines(text, links);
    if lines.is_empty() { vec![format!(" {}", nonempty(doc::code(name)))] } else { lines }
}

fn nonempty(code: String) -> String {
    if code.is_empty() { "(no name)".to_owned() } else { code }
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

/// What a page says about a value: its sentences, then the facts that they do not state.
fn value_docs(name: &str, text: &str, values: &[String], traits: &Traits, links: &Links) -> Vec<String> {
    let mut docs = described(text, name, links);
    doc::append(&mut docs, facts(text, values, traits).into_iter().collect());
    docs
}

/// A parameter as a line of a list.
pub(super) fn list_item(parameter: &Parameter, links: &Links) -> String {
    let mut text = doc::lines(&parameter.doc, links).join("");
    text.extend(facts(&parameter.doc, &[], &parameter.traits));
    let colon = if text.is_empty() { "" } else { ":" };
    format!(" - {}{colon}{text}", nonempty(doc::code(&parameter.name)))
}

/// The facts about a value that a text does not state in words already, as one line.
fn facts(text: &str, values: &[String], traits: &Traits) -> Option<String> {
    let said = text.to_lowercase().replace('\\', "");
    let flags: [(bool, &str, &[&str]); 6] = [
        (traits.required, "Required.", &["required"]),
        (traits.read_only, "Read-only.", &["read-only", "read only"]),
        (traits.write_only, "Write-only.", &["write-only", "write only"]),
        (traits.not_nullable, "Not nullable.", &["nullable"]),
        (traits.select_only, "Returned only on `$select`.", &["only on", "only when", "only if"]),
        (traits.deprecated, "Deprecated.", &["deprecated"]),
    ];
    let unsaid = flags.into_iter().filter(|(holds, _, words)| *holds && !words.iter().any(|word| said.contains(word)));
    let mut sentences: Vec<String> = unsaid.map(|(_, sentence, _)| sentence.to_owned()).collect();
    if let Some(default) = traits.default.as_deref().filter(|default| !default.trim().is_empty())
        && !said.contains("default")
    {
        sentences.push(format!("Default: {}.", doc::code(default)));
    }
    if !traits.supports.is_empty() && !said.contains("support") {
        sentences.push(format!("Supports {}.", doc::plain(&traits.supports.join(", "))));
    }
    if values.iter().any(|value| !said.contains(&value.to_lowercase())) {
        let values: Vec<String> = values.iter().map(|value| nonempty(doc::code(value))).collect();
        sentences.push(format!("Possible values: {}.", values.join(", ")));
    }
    (!sentences.is_empty()).then(|| format!(" {}", sentences.join(" ")))
}
