//! Files of types.

use super::text::Text;
use crate::lower::{
    Access, Crate, Derived, DerivedVariant, Enum, Field, Item, ModelItem, ModelModule, Setter, Struct, Update,
};

/// The `mod.rs` of a namespace. The default one also holds the modules of the others.
pub(super) fn index(krate: &Crate, module: &ModelModule) -> String {
    let mut text = Text::new();
    text.inner_docs(&module.docs);
    text.gap();
    let namespaces = krate.models.iter().filter_map(|other| other.name.as_ref());
    for name in namespaces.filter(|_| module.name.is_none()) {
        text.line(format_args!("pub mod {name};"));
    }
    let files = module.items.iter().map(|item| (&item.module, &item.names, &item.features));
    let standing = module.standing.iter().map(|file| (&file.module, &file.names, &file.features));
    let mut files: Vec<_> = files.chain(standing).collect();
    files.sort();
    for (module, _, features) in &files {
        text.cfg(features);
        text.line(format_args!("mod {module};"));
    }
    text.gap();
    for (module, names, features) in &files {
        text.cfg(features);
        match names.as_slice() {
            [only] => text.line(format_args!("pub use {module}::{only};")),
            all => text.line(format_args!("pub use {module}::{{{}}};", all.join(", "))),
        }
    }
    text.finish()
}

/// The file of a type.
pub(super) fn file(item: &ModelItem, root: &str) -> String {
    let mut text = Text::new();
    text.line("use graphdoc_runtime as rt;");
    if item.uses_models {
        text.line(format_args!("use {root}::models;"));
    }
    text.gap();
    if !item.derives.is_empty() {
        text.line(format_args!("#[derive({})]", item.derives.join(", ")));
    }
    text.deprecated(item.deprecated.as_deref());
    match &item.item {
        Item::Struct(item) => structure(&mut text, item, &[]),
        Item::Enum(item) => enumeration(&mut text, item),
    }
    text.finish()
}

/// A struct, and the enumeration over it and the types that derive from it. `features` are those that all of it needs.
pub(super) fn structure(text: &mut Text, item: &Struct, features: &[String]) {
    let Struct { name, docs, fields, odata_type, derived, update } = item;
    text.docs(docs);
    text.cfg(features);
    text.block(format_args!("pub struct {name}"), |text| {
        for Field { name, docs, ty, features, deprecated, .. } in fields {
            text.docs(docs);
            text.cfg(features);
            text.deprecated(deprecated.as_deref());
            text.line(format_args!("pub {name}: {ty},"));
        }
        text.line("/// Properties that the docs do not name, by their names in the JSON.");
        text.line("pub additional: rt::Additional,");
    });
    text.gap();
    text.cfg(features);
    table(text, "model", format_args!("{name} {odata_type:?}"), |text| {
        for (index, Field { name, wire, access, features, .. }) in fields.iter().enumerate() {
            text.cfg(features);
            text.line(format_args!("{index} {name} {wire:?} {};", access.name()));
        }
    });
    derived.iter().for_each(|item| self::derived(text, item));
    update.iter().for_each(|item| self::update(text, item));
}

/// A table of one of the runtime's macros.
fn table(text: &mut Text, path: &str, head: impl std::fmt::Display, rows: impl FnOnce(&mut Text)) {
    text.block(format_args!("rt::{path}!"), |text| text.block(head, rows));
}

impl Access {
    /// The name of the runtime's variant.
    fn name(self) -> &'static str {
        match self {
            Access::ReadWrite => "ReadWrite",
            Access::ReadOnly => "ReadOnly",
            Access::Key => "Key",
        }
    }
}

fn derived(text: &mut Text, item: &Derived) {
    let Derived { name, docs, boxed, base, variants } = item;
    text.gap();
    text.docs(docs);
    text.line("#[derive(Clone)]");
    text.line("#[non_exhaustive]");
    text.block(format_args!("pub enum {name}"), |text| {
        for DerivedVariant { name, ty, odata_type, features } in std::iter::once(base).chain(variants) {
            text.line(format_args!("/// `{odata_type}`"));
            text.cfg(features);
            text.line(format_args!("{name}({boxed}<{ty}>),"));
        }
    });
    text.gap();
    table(text, "derived", name, |text| {
        text.line(format_args!("{} {};", base.name, base.ty));
        for DerivedVariant { name, ty, odata_type, features } in variants {
            text.cfg(features);
            text.line(format_args!("{name} {ty}, {odata_type:?};"));
        }
    });
}

fn update(text: &mut Text, item: &Update) {
    let Update { name, docs, of, setters } = item;
    text.gap();
    text.docs(docs);
    text.line("#[derive(Clone, Debug, Default, PartialEq)]");
    text.block(format_args!("pub struct {name}"), |text| {
        text.line("/// What is set, by the names in the JSON; it also takes what the docs do not name.");
        text.line("pub changes: rt::Changes,");
    });
    text.gap();
    let of: String = of.iter().map(|model| format!(" {model}")).collect::<Vec<_>>().join(",");
    table(text, "update", format_args!("{name} of{of}"), |text| {
        for Setter { name, wire, ty, features, deprecated } in setters {
            text.cfg(features);
            text.deprecated(deprecated.as_deref());
            text.line(format_args!("{name} {wire:?} {ty};"));
        }
    });
}

fn enumeration(text: &mut Text, item: &Enum) {
    let Enum { name, docs, variants, string } = item;
    text.docs(docs);
    text.line("#[derive(Clone, Debug, PartialEq, Eq, Hash)]");
    text.line("#[non_exhaustive]");
    text.block(format_args!("pub enum {name}"), |text| {
        for variant in variants {
            text.docs(&variant.docs);
            text.deprecated(variant.deprecated.as_deref());
            text.line(format_args!("{},", variant.name));
        }
        text.line("/// A member that the docs do not name, or several with commas between them.");
        text.line(format_args!("UnknownValue({string}),"));
    });
    text.gap();
    table(text, "open_enum", name, |text| {
        for variant in variants {
            text.line(format_args!("{} {:?};", variant.name, variant.wire));
        }
    });
}
