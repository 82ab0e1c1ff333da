//! Files of types.

use proc_macro2::TokenStream;
use quote::quote;

use super::{cfg, deprecated, docs, ident, inner_docs, rust};
use crate::lower::{Crate, Enum, Field, Item, ModelItem, ModelModule, Struct};

/// The `mod.rs` of a namespace. The default one also holds the modules of the others.
pub(super) fn index(krate: &Crate, module: &ModelModule) -> TokenStream {
    let docs = inner_docs(&module.docs);
    let is_default = module.name.is_none();
    let namespaces = krate.models.iter().filter(|_| is_default).filter_map(|other| other.name.as_deref()).map(ident);
    let files: Vec<_> = module.items.iter().map(|item| ident(&item.module)).collect();
    let gates: Vec<_> = module.items.iter().map(|item| cfg(&item.features)).collect();
    let types = module.items.iter().map(|item| match &item.item {
        Item::Struct(item) => ident(&item.name),
        Item::Enum(item) => ident(&item.name),
    });
    quote! {
        #docs
        #(pub mod #namespaces;)*
        #(#gates mod #files;)*
        #(#gates pub use #files::#types;)*
    }
}

/// The file of a type.
pub(super) fn file(item: &ModelItem) -> TokenStream {
    let models = item.uses_models.then(|| {
        quote!(
            use crate::models;
        )
    });
    let derives = item.derives.iter().map(|path| rust(path));
    let derives = (!item.derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    let deprecated = deprecated(item.deprecated.as_deref());
    let item = match &item.item {
        Item::Struct(item) => structure(item),
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

/// A struct.
pub(super) fn structure(item: &Struct) -> TokenStream {
    let Struct { name, docs: lines, fields, is_none, deserialize } = item;
    let (name, lines) = (ident(name), docs(lines));
    let fields = fields.iter().map(|field| self::field(field, is_none));
    let deserialize = deserialize.then(|| quote!(rt::Deserialize));
    quote! {
        #lines
        #[derive(Clone, Debug, Default, PartialEq, rt::Serialize, #deserialize)]
        #[serde(crate = "graphdoc_runtime::serde")]
        pub struct #name {
            #(#fields,)*
            /// Properties that the docs do not name, by their names in the JSON.
            #[serde(flatten)]
            pub additional: rt::Additional,
        }
    }
}

fn field(field: &Field, is_none: &str) -> TokenStream {
    let Field { name, rename, docs: lines, ty, features, deprecated: is_deprecated } = field;
    let (gate, deprecated) = (cfg(features), deprecated(is_deprecated.then_some("")));
    let (name, lines, ty) = (ident(name), docs(lines), rust(ty));
    let rename = rename.as_ref().map(|wire| quote!(rename = #wire,));
    quote! {
        #lines
        #gate
        #deprecated
        #[serde(#rename skip_serializing_if = #is_none)]
        pub #name: #ty
    }
}

fn enumeration(item: &Enum) -> TokenStream {
    let Enum { name, docs: lines, variants, string, from, owned_text } = item;
    let (name, lines) = (ident(name), docs(lines));
    let (string, from, owned_text) = (rust(string), rust(from), rust(owned_text));
    let names: Vec<_> = variants.iter().map(|variant| ident(&variant.name)).collect();
    let wires: Vec<_> = variants.iter().map(|variant| variant.wire.as_str()).collect();
    let variants = variants.iter().zip(&names).map(|(variant, name)| {
        let lines = docs(&variant.docs);
        quote!(#lines #name)
    });
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A member that the docs do not name.
            UnknownValue(#string),
        }

        impl #name {
            /// The name of the member in the JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #wires,)*
                    Self::UnknownValue(text) => text,
                }
            }
        }

        impl #from<&str> for #name {
            fn from(text: &str) -> Self {
                match text {
                    #(#wires => Self::#names,)*
                    _ => Self::UnknownValue(#owned_text),
                }
            }
        }

        rt::open_enum!(#name);
    }
}
