//! Files of operations.

use proc_macro2::TokenStream;
use quote::quote;

use super::{cfg, deprecated, docs, ident, inner_docs, model, number, rust};
use crate::lower::{Constructor, Operation, Part, PermissionCase, Reexport, RequestModule, RequestOption};

/// `requests/mod.rs`.
pub(super) fn index(modules: &[RequestModule]) -> TokenStream {
    let gates = modules.iter().map(|module| cfg(&module.features));
    let modules = modules.iter().map(|module| ident(&module.name));
    quote! {
        //! The calls of the API, one module per resource.
        #(#gates pub mod #modules;)*
    }
}

/// The file of a resource.
pub(super) fn file(module: &RequestModule, root: &TokenStream) -> TokenStream {
    let lines = inner_docs(&module.docs);
    let runtime = (!module.operations.is_empty()).then(|| {
        quote!(
            use graphdoc_runtime as rt;
        )
    });
    let models = module.uses_models.then(|| {
        quote!(
            use #root::models;
        )
    });
    let reexports = module.reexports.iter().map(reexport);
    let operations = module.operations.iter().map(|operation| self::operation(operation, root));
    quote! {
        #lines
        #runtime
        #models
        #(#reexports)*
        #(#operations)*
    }
}

fn reexport(reexport: &Reexport) -> TokenStream {
    let module = ident(&reexport.module);
    let names = reexport.names.iter().map(|(there, here)| {
        let (there_name, here_name) = (ident(there), ident(here));
        if there == here { quote!(#there_name) } else { quote!(#there_name as #here_name) }
    });
    let gate = cfg(&reexport.features);
    quote!(#gate pub use super::#module::{#(#names),*};)
}

fn operation(operation: &Operation, root: &TokenStream) -> TokenStream {
    let Operation {
        name,
        docs: lines,
        method,
        page,
        source: _,
        features,
        deprecated: note,
        statuses,
        permissions,
        response,
        format,
        parameters,
        options,
        constructors,
    } = operation;
    let (name, lines, response, format) = (ident(name), docs(lines), rust(response), ident(format));
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
    let parameters = parameters.as_ref().map(|parameters| model::structure(parameters, features));
    let (gate, deprecated) = (cfg(features), deprecated(note.as_deref()));
    let constructors = constructors.iter().map(|constructor| {
        let constructor = self::constructor(&name, constructor);
        quote!(#gate #deprecated #constructor)
    });
    quote! {
        #gate
        #deprecated
        #lines
        pub struct #name;

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

        #parameters
        #(#constructors)*
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

fn constructor(operation: &proc_macro2::Ident, constructor: &Constructor) -> TokenStream {
    let Constructor { name, docs: lines, arguments, parts, form, body, writable, required } = constructor;
    let (name, lines) = (ident(name), docs(lines));
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
        #lines
        pub fn #name(#(#arguments),*) -> rt::Request<#call> {
            let url = [#(#parts),*];
            rt::Request::new(&url) #body
        }
    }
}
