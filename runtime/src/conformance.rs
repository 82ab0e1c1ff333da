//! Checks of a generated crate against the examples of its pages (feature `conformance`). Its tests call this; a program
//! has no use for it.
//!
//! Reading and writing back must give equal JSON. The order of keys, the spelling of a number, and a null that comes
//! back as absent do not matter.

mod requests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::model::{self, Json, Slot, View};

pub use requests::{Call, Given, Sent, requests};

/// A type under test.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    name: &'static str,
    place: fn() -> Box<dyn Place>,
}

impl Type {
    /// A type and its name, as the data has it.
    pub const fn of<T: Json + 'static>(name: &'static str) -> Self {
        Type { name, place: place::<T> }
    }

    /// Reads and writes back.
    fn check(&self, value: &Value) -> Result<(), Misfit> {
        let mut place = (self.place)();
        model::fill(place.slot(), value).map_err(Misfit::of_reading)?;
        let written = serde_json::to_value(place.view()).map_err(Misfit::of_reading)?;
        difference("", value, &written).map_or(Ok(()), Err)
    }

    /// The names of its properties; none if it is no object.
    fn properties(&self) -> Option<Vec<&'static str>> {
        let mut place = (self.place)();
        let info = match place.slot() {
            Slot::Object(place) => place.open().info(),
            Slot::Derived(place) => place.open().info(),
            _ => return None,
        };
        Some(info.fields.iter().map(|field| field.name).collect())
    }
}

/// A place for a value of any type. It is all that is compiled per type.
trait Place {
    fn slot(&mut self) -> Slot<'_>;
    fn view(&self) -> View<'_>;
}

impl<T: Json> Place for Option<T> {
    fn slot(&mut self) -> Slot<'_> {
        T::slot(self)
    }

    fn view(&self) -> View<'_> {
        T::view(self)
    }
}

fn place<T: Json + 'static>() -> Box<dyn Place> {
    Box::new(None::<T>)
}

/// What a type does not keep: where in the JSON, and what is the matter, without the content.
#[derive(Debug, PartialEq)]
pub struct Misfit {
    path: String,
    problem: String,
}

impl Misfit {
    /// The reader's own message starts with the path.
    fn of_reading(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let (path, problem) = text.split_once(": ").unwrap_or(("", &text));
        Misfit { path: path.to_owned(), problem: problem.to_owned() }
    }
}

/// The first place where two values differ.
fn difference(path: &str, read: &Value, written: &Value) -> Option<Misfit> {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let below = |name: &String| if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let lost = read.iter().find_map(|(name, value)| match written.get(name) {
                Some(other) => difference(&below(name), value, other),
                None if value.is_null() => None,
                None => Some(misfit(below(name), value, "nothing")),
            });
            let surplus = || written.keys().find(|name| !read.contains_key(*name));
            lost.or_else(|| surplus().map(|name| misfit(below(name), &Value::Null, "something")))
        }
        (Value::Array(read), Value::Array(written)) if read.len() == written.len() => {
            let pairs = read.iter().zip(written).enumerate();
            pairs.into_iter().find_map(|(index, (a, b))| difference(&format!("{path}[{index}]"), a, b))
        }
        (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() && same_integer(a, b) => None,
        (a, b) if a == b => None,
        (a, b) => Some(misfit(path.to_owned(), a, if kind(a) == kind(b) { "another one" } else { kind(b) })),
    }
}

/// Integers are compared as such, since a number with a fraction cannot hold all of them.
fn same_integer(a: &serde_json::Number, b: &serde_json::Number) -> bool {
    a.as_i64().zip(b.as_i64()).is_none_or(|(a, b)| a == b)
}

fn misfit(path: String, read: &Value, written: &str) -> Misfit {
    Misfit { path, problem: format!("{} was read, {written} written", kind(read)) }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a Boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The examples of the pages, as the generator writes them.
#[derive(Deserialize)]
struct Data<'a> {
    /// How many bodies are not among the examples, by reason.
    left_out: BTreeMap<&'a str, usize>,
    /// Examples that are known to contradict their own pages.
    #[serde(borrow)]
    faults: Vec<Fault<'a>>,
    #[serde(borrow)]
    examples: Vec<Example<'a>>,
}

#[derive(Deserialize)]
struct Fault<'a> {
    page: &'a str,
    part: Part,
    path: &'a str,
}

#[derive(Deserialize)]
struct Example<'a> {
    page: &'a str,
    line: usize,
    part: Part,
    #[serde(rename = "type")]
    ty: &'a str,
    value: Value,
}

/// Which part of an example a body is.
#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Part {
    Call,
    Response,
    Request,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Call => "call",
            Part::Response => "response",
            Part::Request => "request",
        })
    }
}

/// Reads all examples and writes them back. The data is the JSON that the generator writes beside the test.
///
/// # Errors
/// The same report as without one, with a line for each example that fails and is not listed as a fault of the docs, and
/// for each listed one that does not fail.
pub fn examples(types: &[Type], data: &str) -> Result<String, String> {
    let data: Data<'_> = serde_json::from_str(data).map_err(|error| format!("the examples cannot be read: {error}"))?;
    let types: BTreeMap<&str, &Type> = types.iter().map(|ty| (ty.name, ty)).collect();
    let mut outcome = Outcome::new(data.faults.iter().filter(|fault| fault.part != Part::Call));
    let mut sums = [(Part::Response, "responses", 0, 0), (Part::Request, "request bodies", 0, 0)];
    for Example { page, line, part, ty, value } in &data.examples {
        let result = match types.get(ty) {
            Some(ty) => ty.check(value),
            None => Err(Misfit { path: String::new(), problem: "the test has no such type".to_owned() }),
        };
        if let Some((.., passed, all)) = sums.iter_mut().find(|(of, ..)| of == part) {
            *passed += usize::from(result.is_ok());
            *all += 1;
        }
        if let Err(misfit) = result {
            outcome.add((page, *line), *part, &misfit, ty);
        }
    }
    let mut report = String::new();
    for (_, name, passed, all) in sums {
        report.push_str(&format!("{name}: {passed} of {all}\n"));
    }
    for (reason, count) in &data.left_out {
        report.push_str(&format!("left out, {reason}: {count}\n"));
    }
    outcome.finish(report)
}

/// What failed: what is listed as a fault of the docs, and what is not.
struct Outcome<'a> {
    /// With how often each of them was found.
    faults: Vec<(&'a Fault<'a>, usize)>,
    known: String,
    problems: String,
}

impl<'a> Outcome<'a> {
    fn new(faults: impl Iterator<Item = &'a Fault<'a>>) -> Self {
        Outcome { faults: faults.map(|fault| (fault, 0)).collect(), known: String::new(), problems: String::new() }
    }

    /// Notes a failure at a line of a page, of something with a name.
    fn add(&mut self, (page, line): (&str, usize), part: Part, misfit: &Misfit, name: &str) {
        let Misfit { path, problem } = misfit;
        let is_listed = |fault: &Fault<'_>| (fault.page, fault.part, fault.path) == (page, part, path.as_str());
        let text = match self.faults.iter_mut().find(|(fault, _)| is_listed(fault)) {
            Some((_, times)) => {
                *times += 1;
                &mut self.known
            }
            None => &mut self.problems,
        };
        text.push_str(&format!("{page}:{line}: {part}: {path}: {problem} ({name})\n"));
    }

    /// The report, as an error if something is not listed, or listed and not found.
    fn finish(mut self, mut report: String) -> Result<String, String> {
        for (Fault { page, part, path }, _) in self.faults.iter().filter(|(_, times)| *times == 0) {
            let line = format!("{page}: {part}: {path}: listed as a fault of the docs, and not found\n");
            self.problems.push_str(&line);
        }
        report.push_str(&format!("faults of the docs: {}\n{}", self.known.lines().count(), self.known));
        if self.problems.is_empty() { Ok(report) } else { Err(format!("{report}not listed:\n{}", self.problems)) }
    }
}

/// Checks that all types take an empty object, nulls and properties that they do not know, and enumerations a member
/// that they do not know.
///
/// # Errors
/// What is not kept, by type.
pub fn types(types: &[Type]) -> Result<String, String> {
    let (mut objects, mut texts) = (0, 0);
    let mut problems = String::new();
    // What examples are wrapped in is no type of the crate.
    for ty in types.iter().filter(|ty| !ty.name.contains('<')) {
        let bodies = match ty.properties() {
            Some(properties) => {
                objects += 1;
                let nulls: Map<String, Value> =
                    properties.into_iter().map(|name| (name.to_owned(), Value::Null)).collect();
                let invented = json!({"@odata.type": "#invented.type", "inventedProperty": {"a": [1, null, "x"]}});
                vec![json!({}), nulls.into(), invented]
            }
            None => {
                texts += 1;
                vec![json!("inventedMember"), json!("one,inventedMember")]
            }
        };
        for body in bodies {
            if let Err(Misfit { path, problem }) = ty.check(&body) {
                problems.push_str(&format!("{}: {path}: {problem}\n", ty.name));
            }
        }
    }
    if problems.is_empty() { Ok(format!("objects: {objects}, enumerations: {texts}\n")) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Collection, DateTimeOffset, Int64};

    struct Notice {
        expires: Option<DateTimeOffset>,
        size: Option<Int64>,
        share: Option<f64>,
        tags: Option<Vec<String>>,
        additional: crate::Additional,
    }

    crate::model! { Notice "" {
        0 expires "expires" ReadWrite;
        1 size "size" ReadWrite;
        2 share "share" ReadWrite;
        3 tags "tags" ReadWrite;
    } }

    const TYPES: &[Type] = &[Type::of::<Collection<Notice>>("rt::Collection<Notice>"), Type::of::<Notice>("Notice")];

    fn data(faults: Value, bodies: &[Value]) -> String {
        let example = |value: &Value| {
            let ty = if value.get("value").is_some() { "rt::Collection<Notice>" } else { "Notice" };
            json!({"page": "api/notice-get.md", "line": 7, "part": "response", "type": ty, "value": value})
        };
        let examples: Vec<Value> = bodies.iter().map(example).collect();
        json!({"left_out": {"not JSON": 2}, "faults": faults, "examples": examples}).to_string()
    }

    #[test]
    fn what_services_send_comes_back() {
        let bodies = [
            json!({"expires": "9999-12-31T00:00:00.0000000", "size": "9007199254740993", "share": "INF", "new": [1.50]}),
            json!({"value": [{"expires": "2023-03-30T12-01-03.45Z", "share": 5.0, "tags": null}, {"tags": [null, "a"]}]}),
        ];
        let report = examples(TYPES, &data(json!([]), &bodies)).unwrap();
        assert_eq!(report, "responses: 2 of 2\nrequest bodies: 0 of 0\nleft out, not JSON: 2\nfaults of the docs: 0\n");
    }

    #[test]
    fn what_does_not_fit_is_told_without_its_content_unless_it_is_listed() {
        let bodies = [json!({"value": [{}, {"size": "secret"}]})];
        let told = "api/notice-get.md:7: response: value[1].size: found a string that is no integer, expected Int64 \
            (rt::Collection<Notice>)\n";
        let error = examples(TYPES, &data(json!([]), &bodies)).unwrap_err();
        assert!(error.ends_with(&format!("not listed:\n{told}")), "{error}");
        let fault = json!([{"page": "api/notice-get.md", "part": "response", "path": "value[1].size", "reason": "r"}]);
        let report = examples(TYPES, &data(fault.clone(), &bodies)).unwrap();
        assert!(report.ends_with(&format!("faults of the docs: 1\n{told}")), "{report}");
        let error = examples(TYPES, &data(fault, &[])).unwrap_err();
        assert!(error.ends_with("value[1].size: listed as a fault of the docs, and not found\n"), "{error}");
    }

    #[test]
    fn a_difference_is_found_wherever_it_is() {
        let cases = [
            (json!({"a": 1, "b": null}), json!({"a": 1.0}), None),
            (json!({"a": {"b": [1, 2]}}), json!({"a": {"b": [1, 3]}}), Some(("a.b[1]", "another one"))),
            (json!({"a": [1]}), json!({"a": [1, 2]}), Some(("a", "another one"))),
            (json!({"a": "1"}), json!({"a": 1}), Some(("a", "a number"))),
            (json!({"a": {}}), json!({}), Some(("a", "nothing"))),
            (json!({}), json!({"a": 1}), Some(("a", "something"))),
            (json!(9007199254740993_i64), json!(9007199254740992_i64), Some(("", "another one"))),
        ];
        for (read, written, expected) in cases {
            let found = difference("", &read, &written);
            let found = found.as_ref().map(|found| (found.path.as_str(), found.problem.as_str()));
            match (found, expected) {
                (None, None) => {}
                (Some((path, problem)), Some((place, what))) => {
                    assert!(path == place && problem.ends_with(&format!("{what} written")), "{path}: {problem}");
                }
                other => panic!("{read} {written}: {other:?}"),
            }
        }
    }

    #[test]
    fn all_types_keep_what_they_do_not_know() {
        assert_eq!(types(TYPES).unwrap(), "objects: 1, enumerations: 0\n");
    }
}
