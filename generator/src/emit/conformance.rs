//! The tests of the crate and their data.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::{ident, rust};
use crate::lower::{Conformance, MadeRequest, TestedCall};

/// `tests/examples.rs`
pub(super) fn file(tests: &Conformance) -> TokenStream {
    let name = ident(&tests.crate_name);
    let names = &tests.types;
    let types = names.iter().map(|text| rust(text));
    let calls = tests.calls.iter().map(call);
    quote! {
        //! The examples of the pages are read into the types of this crate and written back, their requests are made by its
        //! functions, and all types keep what they do not know.
        #![allow(clippy::all, deprecated, unused_imports)]

        use #name::runtime as rt;
        use #name::{models, requests};
        use rt::conformance::{self, Call, Type};

        /// All types, and those that examples have.
        const TYPES: &[Type] = &[#(Type::of::<#types>(#names)),*];

        /// The functions that make the requests of examples.
        const CALLS: &[Call] = &[#(#calls),*];

        #[test]
        fn requests_are_made() {
            match conformance::requests(CALLS, include_str!("examples.json")) {
                Ok(report) => println!("{report}"),
                Err(report) => panic!("{report}"),
            }
        }

        #[test]
        fn examples_are_read_and_written_back() {
            match conformance::examples(TYPES, include_str!("examples.json")) {
                Ok(report) => println!("{report}"),
                Err(report) => panic!("{report}"),
            }
        }

        #[test]
        fn all_types_keep_what_they_do_not_know() {
            match conformance::types(TYPES) {
                Ok(report) => println!("{report}"),
                Err(report) => panic!("{report}"),
            }
        }
    }
}

fn call(call: &TestedCall) -> TokenStream {
    let TestedCall { name, values, body } = call;
    let function = rust(name);
    let values = (0..*values).map(|at| {
        let at = Literal::usize_unsuffixed(at);
        quote!(it.url(#at))
    });
    let body = body.as_ref().map(|(made, of)| match (ident(made), of.as_deref().map(rust)) {
        (_, Some(model)) => quote!(&(&it.model::<#model>()?).into()),
        (made, None) if made == "bytes" => quote!(it.bytes()),
        (made, None) => quote!(&it.#made()?),
    });
    let arguments = values.chain(body);
    quote!(Call::new(#name, |it| it.sent(#function(#(#arguments),*))))
}

/// `tests/examples.json`: an example per line.
pub(super) fn data(tests: &Conformance) -> String {
    let faults = tests.faults.iter().map(|fault| {
        json!({"page": fault.page, "part": fault.part.name(), "path": fault.path, "reason": fault.reason}).to_string()
    });
    let examples = tests.examples.iter().map(|example| {
        let (part, ty) = (example.part.name(), &example.ty);
        json!({"page": example.page, "line": example.line, "part": part, "type": ty, "value": example.value})
            .to_string()
    });
    let requests = tests.requests.iter().map(|made| {
        let MadeRequest { page, line, call, method, url, values, options, body } = made;
        json!({
            "page": page, "line": line, "call": call, "method": method, "url": url, "values": values,
            "options": options, "body": body,
        })
        .to_string()
    });
    format!(
        "{{\n\"left_out\": {},\n\"requests_left_out\": {},\n\"faults\": {},\n\"requests\": {},\n\"examples\": {}\n}}\n",
        sums(&tests.left_out),
        sums(&tests.requests_left_out),
        lines(faults.collect()),
        lines(requests.collect()),
        lines(examples.collect())
    )
}

fn sums(left_out: &[(&str, usize)]) -> Value {
    left_out.iter().map(|(reason, count)| ((*reason).to_owned(), Value::from(*count))).collect()
}

fn lines(items: Vec<String>) -> String {
    if items.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", items.join(",\n")) }
}
