//! The tests of the crate and their data.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::{ident, rust};
use crate::lower::Conformance;

/// `tests/examples.rs`
pub(super) fn file(tests: &Conformance) -> TokenStream {
    let name = ident(&tests.crate_name);
    let names = &tests.types;
    let types = names.iter().map(|text| rust(text));
    quote! {
        //! The examples of the pages are read into the types of this crate and written back, and all types keep what they do
        //! not know.
        #![allow(clippy::all, deprecated, unused_imports)]

        use #name::runtime as rt;
        use #name::{models, requests};
        use rt::conformance::{self, Type};

        /// All types, and those that examples have.
        const TYPES: &[Type] = &[#(Type::of::<#types>(#names)),*];

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

/// `tests/examples.json`: an example per line.
pub(super) fn data(tests: &Conformance) -> String {
    let left_out: serde_json::Map<String, Value> =
        tests.left_out.iter().map(|(reason, count)| ((*reason).to_owned(), (*count).into())).collect();
    let faults = tests.faults.iter().map(|fault| {
        json!({"page": fault.page, "part": fault.part.name(), "path": fault.path, "reason": fault.reason}).to_string()
    });
    let examples = tests.examples.iter().map(|example| {
        let (part, ty) = (example.part.name(), &example.ty);
        json!({"page": example.page, "line": example.line, "part": part, "type": ty, "value": example.value})
            .to_string()
    });
    format!(
        "{{\n\"left_out\": {},\n\"faults\": {},\n\"examples\": {}\n}}\n",
        Value::from(left_out),
        lines(faults.collect()),
        lines(examples.collect())
    )
}

fn lines(items: Vec<String>) -> String {
    if items.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", items.join(",\n")) }
}
