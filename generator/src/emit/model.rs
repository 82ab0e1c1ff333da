//! Files of types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{cfg, deprecated, docs, ident, inner_docs, number, rust};
use crate::lower::{
    Access, Crate, Derived, DerivedVariant, Enum, Field, Item, ModelItem, ModelModule, Setter, Struct, Update,
};

/// The `mod.rs` of a namespace. The default one also holds the modules of the others.
pub(super) fn index(krate: &Crate, module: &ModelModule) -> TokenStream {
    let docs = inner_docs(&module.docs);
    let is_default = module.name.is_none();
    let namespaces = krate.models.iter().filter(|_| is_default).filter_map(|other| other.name.as_deref()).map(ident);
    let files: Vec<_> = module.items.iter().map(|item| ident(&item.module)).collect();
    let gates: Vec<_> = module.items.iter().map(|item| cfg(&item.features)).collect();
    let types = module.items.iter().map(|item| match &item.item {
        Item::Struct(Struct { name, derived, update, .. }) => {
            let derived = derived.as_ref().map(|derived| ident(&derived.name));
            let all: Vec<_> = derived
                .into_iter()
                .chain([ident(name)])
                .chain(update.as_ref().map(|update| ident(&update.name)))
                .collect();
            if let [only] = all.as_slice() { only.into_token_stream() } else { quote!({#(#all),*}) }
        }
        Item::Enum(Enum { name, .. }) => ident(name).into_token_stream(),
    });
    quote! {
        #docs
        #(pub mod #namespaces;)*
        #(#gates mod #files;)*
        #(#gates pub use #files::#types;)*
    }
}

/// The file of a type.
pub(super) fn file(item: &ModelItem, root: &TokenStream) -> TokenStream {
    let models = item.uses_models.then(|| {
        quote!(
            use #root::models;
        )
    });
    let derives = item.derives.iter().map(|path| rust(path));
    let derives = (!item.derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let deprecated = deprecated(item.deprecated.as_deref());
    let item = match &item.item {
        Item::Struct(item) => structure(item, &[]),
        Item::Enum(item) => enumeration(item),
    };
    quote! {
        use graphdoc_runtime as rt;
        #models
        #derives
        #deprecated
        #item
    }
}

/// A struct, and the enumeration over it and the types that derive from it.
/// `features` are those that all of it needs.
pub(super) fn structure(item: &Struct, features: &[String]) -> TokenStream {
    let gate = cfg(features);
    let Struct { name, docs: lines, fields, odata_type, derived, update } = item;
    let (name, lines) = (ident(name), docs(lines));
    let rows = fields.iter().zip(0..).map(|(field, index)| row(field, index));
    let fields = fields.iter().map(field);
    let derived = derived.as_ref().map(self::derived);
    let update = update.as_ref().map(self::update);
    quote! {
        #lines
        #gate
        pub struct #name {
            #(#fields,)*
            /// Properties that the docs do not name, by their names in the JSON.
            pub additional: rt::Additional,
        }

        #gate
        rt::model! { #name #odata_type { #(#rows;)* } }

        #derived

        #update
    }
}

fn field(field: &Field) -> TokenStream {
    let Field { name, docs: lines, ty, features, deprecated: note, .. } = field;
    let (gate, deprecated) = (cfg(features), deprecated(note.as_deref()));
    let (name, lines, ty) = (ident(name), docs(lines), rust(ty));
    quote!(#lines #gate #deprecated pub #name: #ty)
}

/// A row of the table that the runtime reads and writes the struct by.
fn row(field: &Field, index: u16) -> TokenStream {
    let Field { name, wire, access, features, .. } = field;
    let (gate, index, name, access) = (cfg(features), number(index), ident(name), ident(access.name()));
    quote!(#gate #index #name #wire #access)
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

fn derived(item: &Derived) -> TokenStream {
    let Derived { name, docs: lines, boxed, base, variants } = item;
    let (name, lines, boxed) = (ident(name), docs(lines), rust(boxed));
    let all = std::iter::once(base).chain(variants).map(|variant| {
        let DerivedVariant { name, ty, odata_type, features } = variant;
        let (name, ty, lines, gate) = (ident(name), rust(ty), format!(" `{odata_type}`"), cfg(features));
        quote!(#[doc = #lines] #gate #name(#boxed<#ty>))
    });
    let rows = variants.iter().map(|variant| {
        let DerivedVariant { name, ty, odata_type, features } = variant;
        let (name, ty, gate) = (ident(name), rust(ty), cfg(features));
        quote!(#gate #name #ty, #odata_type)
    });
    let (base, base_type) = (ident(&base.name), rust(&base.ty));
    quote! {
        #lines
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#all,)*
        }

        rt::derived! { #name { #base #base_type; #(#rows;)* } }
    }
}

fn update(item: &Update) -> TokenStream {
    let Update { name, docs: lines, of, setters } = item;
    let (name, lines, of) = (ident(name), docs(lines), of.iter().map(|model| ident(model)));
    let rows = setters.iter().map(|setter| {
        let Setter { name, wire, ty, features, deprecated: note } = setter;
        let (gate, deprecated) = (cfg(features), deprecated(note.as_deref()));
        let (name, ty) = (ident(name), rust(ty));
        quote!(#gate #deprecated #name #wire #ty)
    });
    quote! {
        #lines
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct #name {
            /// What is set, by the names in the JSON; it also takes what the docs do not name.
            pub changes: rt::Changes,
        }

        rt::update! { #name of #(#of),* { #(#rows;)* } }
    }
}

fn enumeration(item: &Enum) -> TokenStream {
    let Enum { name, docs: lines, variants, string } = item;
    let (name, lines, string) = (ident(name), docs(lines), rust(string));
    let rows = variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        quote!(#name #wire)
    });
    let rows = quote!(#(#rows;)*);
    let variants = variants.iter().map(|variant| {
        let (name, lines) = (ident(&variant.name), docs(&variant.docs));
        let deprecated = deprecated(variant.deprecated.as_deref());
        quote!(#lines #deprecated #name)
    });
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A member that the docs do not name, or several with commas between them.
            UnknownValue(#string),
        }

        rt::open_enum! { #name { #rows } }
    }
}
