//! The place of a field in a part of `schema.json`: `body.fields.color.type`. Elements of a list are named by their
//! `name`, or by their position from 0.

use serde_json::{Map, Value};

/// What the elements of a list are named by.
pub(super) const NAME: &str = "name";

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// To a field of an object.
    Field(String),
    /// To an element of a list.
    Element(usize),
    /// To an element of a list that is not there yet, or into something empty, which is not written.
    New(String),
}

/// The steps of a path. The last one may lead to nothing; none if an earlier one does.
pub(super) fn steps(value: &Value, path: &str) -> Option<Vec<Step>> {
    if path.is_empty() {
        return Some(Vec::new());
    }
    match value {
        Value::Object(fields) => {
            let (head, tail) = path.split_once('.').unwrap_or((path, ""));
            let first = Step::Field(head.to_owned());
            let rest = match fields.get(head) {
                Some(inner) => steps(inner, tail)?,
                None if tail.is_empty() => Vec::new(),
                // What is empty is not written.
                None => vec![Step::New(tail.to_owned())],
            };
            Some([vec![first], rest].concat())
        }
        Value::Array(elements) => {
            // A name may have dots in it; the longest one counts.
            let named = elements.iter().enumerate().filter_map(|(at, element)| {
                let name = element.get(NAME)?.as_str()?;
                Some((name.len(), at, after(path, name)?))
            });
            let (head, tail) = path.split_once('.').unwrap_or((path, ""));
            let by_position = || Some((0, head.parse().ok().filter(|at| *at < elements.len())?, tail));
            match named.max().or_else(by_position) {
                Some((_, at, tail)) => {
                    let rest = steps(elements.get(at)?, tail)?;
                    Some([vec![Step::Element(at)], rest].concat())
                }
                None => Some(vec![Step::New(path.to_owned())]),
            }
        }
        _ => None,
    }
}

/// What follows on a name in a path.
fn after<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}

/// What stands at the end of the steps.
pub(super) fn get<'v>(value: &'v Value, steps: &[Step]) -> Option<&'v Value> {
    steps.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get(name),
        Step::Element(at) => value.get(at),
        Step::New(_) => None,
    })
}

/// Puts a value at the end of the steps, or takes away what stands there. False if the last step leads into something
/// that has no such places.
pub(super) fn set(value: &mut Value, steps: &[Step], replacement: Option<Value>) -> bool {
    let Some((first, rest)) = steps.split_first() else {
        *value = replacement.unwrap_or_default();
        return true;
    };
    match (first, value) {
        (Step::Field(name), Value::Object(fields)) if rest.is_empty() => {
            match replacement {
                Some(new) => fields.insert(name.clone(), new),
                None => fields.shift_remove(name),
            };
            true
        }
        (Step::Field(name), Value::Object(fields)) => {
            let inner = fields.entry(name.clone()).or_insert(Value::Null);
            set(inner, rest, replacement)
        }
        (Step::Element(at), Value::Array(elements)) if rest.is_empty() => match (elements.get_mut(*at), replacement) {
            (Some(old), Some(new)) => {
                *old = with_name(new, old.get(NAME).and_then(Value::as_str));
                true
            }
            (Some(_), None) => {
                elements.remove(*at);
                true
            }
            (None, _) => false,
        },
        (Step::Element(at), Value::Array(elements)) => {
            elements.get_mut(*at).is_some_and(|element| set(element, rest, replacement))
        }
        (Step::New(name), Value::Array(elements)) => match replacement {
            Some(Value::Object(fields)) => {
                elements.push(with_name(Value::Object(fields), Some(name)));
                true
            }
            _ => false,
        },
        // Elements of lists are objects; what gets anything else is an object itself.
        (Step::New(name), empty @ Value::Null) => match replacement {
            Some(Value::Object(fields)) => {
                *empty = Value::Array(vec![with_name(Value::Object(fields), Some(name))]);
                true
            }
            Some(other) => {
                *empty = Value::Object(Map::from_iter([(name.clone(), other)]));
                true
            }
            None => false,
        },
        _ => false,
    }
}

/// An object with the name that its place gives it, unless it has one.
fn with_name(value: Value, name: Option<&str>) -> Value {
    match (value, name) {
        (Value::Object(fields), Some(name)) if !fields.contains_key(NAME) => {
            let mut named = Map::from_iter([(NAME.to_owned(), Value::from(name))]);
            named.extend(fields);
            Value::Object(named)
        }
        (value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{get, set, steps};

    #[test]
    fn names_and_positions_lead_to_values() {
        let value =
            json!({"list": [{"name": "a.b", "type": 1}, {"name": "a", "b": 2}], "codes": [200], "one": {"two": 3}});
        let cases = [
            ("list.a.b.type", Some(json!(1))),
            ("list.1.b", Some(json!(2))),
            ("codes.0", Some(json!(200))),
            ("one.two", Some(json!(3))),
            ("one.three", None),
            ("list.c", None),
        ];
        for (path, expected) in cases {
            assert_eq!(get(&value, &steps(&value, path).unwrap()).cloned(), expected, "{path}");
        }
        for path in ["one.two.three", "codes.0.x"] {
            assert!(steps(&value, path).is_none(), "{path}");
        }
    }

    #[test]
    fn elements_are_added_replaced_and_removed() {
        let mut value = json!({"list": [{"name": "a"}]});
        let mut put = |path: &str, new| {
            let steps = steps(&value, path).unwrap();
            assert!(set(&mut value, &steps, new), "{path}");
            value.clone()
        };
        assert_eq!(put("list.b", Some(json!({}))), json!({"list": [{"name": "a"}, {"name": "b"}]}));
        assert_eq!(put("list.a", Some(json!({"x": 1}))), json!({"list": [{"name": "a", "x": 1}, {"name": "b"}]}));
        assert_eq!(put("list.a", None), json!({"list": [{"name": "b"}]}));
        assert_eq!(put("other.c", Some(json!({}))), json!({"list": [{"name": "b"}], "other": [{"name": "c"}]}));
        assert_eq!(put("one.two", Some(json!(2)))["one"], json!({"two": 2}));
    }
}
