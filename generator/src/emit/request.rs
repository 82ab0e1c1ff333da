//! Files of operations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::text::Text;
use super::{cfg, deprecated, docs, ident, model, number, rust};
use crate::lower::{Constructor, Operation, Part, PermissionCase, Reexport, RequestModule, RequestOption};

/// `requests/mod.rs`.
pub(super) fn index(modules: &[RequestModule]) -> String {
    let mut text = Text::new();
    text.line("//! The calls of the API, one module per resource.");
    text.gap();
    for module in modules {
        text.cfg(&module.features);
        text.line(format_args!("pub mod {};", module.name));
    }
    text.finish()
}

/// The file of a resource.
pub(super) fn file(module: &RequestModule, root: &str) -> String {
    let mut text = Text::new();
    text.inner_docs(&module.docs);
    text.gap();
    if !module.operations.is_empty() {
        text.line("use graphdoc_runtime as rt;");
    }
    if module.uses_models {
        text.line(format_args!("use {root}::models;"));
    }
    for Reexport { module, names, features } in &module.reexports {
        let names =
            names.iter().map(|(there, here)| if there == here { here.clone() } else { format!("{there} as {here}") });
        text.cfg(features);
        match names.collect::<Vec<_>>().as_slice() {
            [only] => text.line(format_args!("pub use super::{module}::{only};")),
            all => text.list(&format!("pub use super::{module}::"), all, ";"),
        }
    }
    let root = rust(root);
    for operation in &module.operations {
        self::operation(&mut text, operation, &root);
    }
    text.finish()
}

fn operation(text: &mut Text, operation: &Operation, root: &TokenStream) {
    let Operation { name, docs, features, deprecated, parameters, constructors, .. } = operation;
    text.gap();
    text.docs(docs);
    text.cfg(features);
    text.deprecated(deprecated.as_deref());
    text.line(format_args!("pub struct {name};"));
    text.gap();
    let name = ident(name);
    text.items(facts(&name, operation, root));
    if let Some(parameters) = parameters {
        text.gap();
        model::structure(text, parameters, features);
    }
    for constructor in constructors {
        text.gap();
        text.docs(&constructor.docs);
        text.cfg(features);
        text.deprecated(deprecated.as_deref());
        text.items(self::constructor(&name, constructor));
    }
}

/// What is known of an operation.
fn facts(name: &Ident, operation: &Operation, root: &TokenStream) -> TokenStream {
    let Operation { method, page, features, statuses, permissions, response, format, options, .. } = operation;
    let (gate, response, format) = (cfg(features), rust(response), ident(format));
    let first = permissions.first().map_or_else(|| quote!(rt::Permissions::UNKNOWN), self::permissions);
    let cases = (permissions.len() > 1).then(|| {
        let cases = permissions.iter().map(|stated| {
            let (case, permissions) = (&stated.case, self::permissions(stated));
            quote!(rt::PermissionCase { case: #case, permissions: #permissions })
        });
        quote! {
            /// The same for every case that the page tells apart; `PERMISSIONS` is the first one.
            pub const CASES: &'static [rt::PermissionCase] = &[#(#cases),*];
        }
    });
    let options = options.iter().map(option);
    let statuses = statuses.iter().map(|status| number(*status));
    quote! {
        #gate
        impl #name {
            /// Who may call it.
            pub const PERMISSIONS: rt::Permissions = #first;
            #cases
            /// The page that documents it.
            pub const PAGE: &'static str = #page;
            /// The documented status codes of success.
            pub const STATUSES: &'static [u16] = &[#(#statuses),*];
            #(#options)*
        }

        #gate
        impl rt::Operation for #name {
            type Response = #response;
            type Format = rt::#format;
            const METHOD: &'static str = #method;
            const SERVICE_ROOT: &'static str = #root::SERVICE_ROOT;
            const PAGE: &'static str = Self::PAGE;
            const PERMISSIONS: rt::Permissions = Self::PERMISSIONS;
        }
    }
}

fn option(option: &RequestOption) -> TokenStream {
    let RequestOption { name, docs: lines, place, wire, ty, deprecated: is_deprecated } = option;
    let (name, lines, place) = (ident(name), docs(lines), ident(place));
    let deprecated = deprecated(is_deprecated.then_some(""));
    let value = if *ty == "&str" { quote!(value) } else { quote!(&value.to_string()) };
    let ty = rust(ty);
    quote! {
        #lines
        #deprecated
        pub fn #name(value: #ty) -> rt::Parameter<Self> {
            rt::Parameter::#place(#wire, #value)
        }
    }
}

fn permissions(stated: &PermissionCase) -> TokenStream {
    let [work, personal, application] = &stated.sets;
    quote! {
        rt::Permissions {
            delegated_work: rt::PermissionSet::new(&[#(#work),*]),
            delegated_personal: rt::PermissionSet::new(&[#(#personal),*]),
            application: rt::PermissionSet::new(&[#(#application),*]),
        }
    }
}

/// A function that starts a request, without its documentation.
fn constructor(operation: &Ident, constructor: &Constructor) -> TokenStream {
    let Constructor { name, docs: _, arguments, parts, form, body, writable, required } = constructor;
    let name = ident(name);
    let arguments = arguments.iter().map(|(name, ty)| {
        let (name, ty) = (ident(name), rust(ty));
        quote!(#name: #ty)
    });
    let parts = parts.iter().map(|part| match part {
        Part::Text(text) => quote!(rt::Part::Text(#text)),
        Part::Argument(position, name) => {
            let (position, name) = (ident(position), ident(name));
            quote!(rt::Part::#position(#name))
        }
    });
    let body = body.as_ref().map(|(method, argument)| {
        let (method, argument) = (ident(method), ident(argument));
        match writable.map(ident) {
            Some(writable) if required.is_empty() => quote!(.#method(&rt::Writable::#writable(#argument))),
            Some(writable) => quote!(.#method(&rt::Writable::#writable(#argument).with(&[#(#required),*]))),
            None => quote!(.#method(#argument)),
        }
    });
    let call = match form.map(ident) {
        Some(form) => quote!(rt::#form<#operation>),
        None => quote!(#operation),
    };
    quote! {
        pub fn #name(#(#arguments),*) -> rt::Request<#call> {
            let url = [#(#parts),*];
            rt::Request::new(&url) #body
        }
    }
}
