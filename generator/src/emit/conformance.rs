//! The tests of the crate and their data.

use serde_json::{Value, json};

use super::text::Text;
use crate::lower::{Conformance, MadeRequest, TestedCall};

/// What the tests check, in the words of their names, and the call that does it.
const TESTS: [(&str, &str); 3] = [
    ("requests_are_made", "requests(CALLS, include_str!(\"examples.json\"))"),
    ("examples_are_read_and_written_back", "examples(TYPES, include_str!(\"examples.json\"))"),
    ("all_types_keep_what_they_do_not_know", "types(TYPES)"),
];

/// `tests/examples.rs`
pub(super) fn file(tests: &Conformance) -> String {
    let name = &tests.crate_name;
    let mut text = Text::new();
    text.line("//! The examples of the pages are read into the types of this crate and written back, their requests are made by its");
    text.line("//! functions, and all types keep what they do not know.");
    text.line("#![allow(clippy::all, deprecated, unused_imports)]");
    text.gap();
    text.line(format_args!("use {name}::runtime as rt;"));
    text.line(format_args!("use {name}::{{models, requests}};"));
    text.line("use rt::conformance::{self, Call, Type};");
    text.gap();
    text.line("/// All types, and those that examples have.");
    text.nested("const TYPES: &[Type] = &[", "];", |text| {
        tests.types.iter().for_each(|ty| text.line(format_args!("Type::of::<{ty}>({ty:?}),")));
    });
    text.gap();
    text.line("/// The functions that make the requests of examples.");
    text.nested("const CALLS: &[Call] = &[", "];", |text| {
        tests.calls.iter().for_each(|call| text.line(format_args!("{},", self::call(call))));
    });
    for (name, outcome) in TESTS {
        text.gap();
        text.line("#[test]");
        text.block(format_args!("fn {name}()"), |text| {
            text.block(format_args!("match conformance::{outcome}"), |text| {
                text.line("Ok(report) => println!(\"{report}\"),");
                text.line("Err(report) => panic!(\"{report}\"),");
            });
        });
    }
    text.finish()
}

fn call(call: &TestedCall) -> String {
    let TestedCall { name, values, body } = call;
    let values = (0..*values).map(|at| format!("it.url({at})"));
    let body = body.as_ref().map(|(made, of)| match (*made, of) {
        (_, Some(model)) => format!("&(&it.model::<{model}>()?).into()"),
        ("bytes", None) => "it.bytes()".to_owned(),
        (made, None) => format!("&it.{made}()?"),
    });
    let arguments: Vec<_> = values.chain(body).collect();
    format!("Call::new({name:?}, |it| it.sent({name}({})))", arguments.join(", "))
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
