//! Corrections of the schema where pages are simply wrong.
//!
//! A fixup addresses a field of the schema as `schema.json` shows it, so the item is taken apart as JSON, changed, and
//! read back: one mechanism for every field, and what the schema cannot hold is found by reading it. An entry states
//! what it expects; one that does not meet it is reported and left out, so none outlives the mistake that it is for.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config::{Fixup, Placed};
use crate::diagnostic::{Code, Diagnostic, Span};

use super::field_path::{self, NAME, Step};
use super::{Schema, StructuredType, TypeName};

/// The lists whose elements a target may name behind a dot: those of types and of enumerations.
const PROPERTIES: &str = "properties";
const MEMBERS: &str = "members";

/// The target that is no single item: what stands below the service root.
const CONTAINER: &str = "container";

/// Fields that hold the name of a type.
const TYPE_FIELDS: [&str; 5] = ["type", "base", "resource", "listed_by", "bindings"];

/// Fields with text for people, in which no name is replaced.
const TEXTS: [&str; 4] = ["doc", "title", "deprecated", "values"];

/// Words that are defaults and so not written: the kind of a body, the position of a URL's parameter.
const DEFAULTS: [&str; 2] = ["none", "segment"];

/// Longer values are cut in messages.
const SHOWN_CHARACTERS: usize = 100;

/// Applies fixups in their order; a later one sees what an earlier one did. Those that do not apply change nothing.
pub fn apply_fixups(schema: &mut Schema, fixups: &[Fixup], diagnostics: &mut Vec<Diagnostic>) {
    let mut applied = Vec::new();
    for fixup in fixups {
        match apply(schema, fixup) {
            Ok(()) => applied.push(fixup),
            Err(problem) => diagnostics.push(problem),
        }
    }
    for fixup in applied {
        // A type that no page documents is as odd here as on a page, and mostly a slip of the pen.
        let mut names = BTreeSet::new();
        let (field, replacement) = (fixup.field.as_ref(), fixup.replacement.as_ref());
        let last = field.and_then(|field| field.value.rsplit('.').next()).unwrap_or("");
        // The fields of the container are named by the API; each holds a type.
        let field = if fixup.target.value == CONTAINER { "type" } else { last };
        type_names(replacement.map_or(&Value::Null, |replacement| &replacement.value), field, &mut names);
        names.retain(|name| !schema.types.contains_key(name) && !schema.enums.contains_key(name));
        for name in names {
            let message = format!("the type `{name}` is documented nowhere; its name is kept");
            diagnostics.push(Diagnostic::new(Code::UnknownType, &fixup.path, replacement_span(fixup), message));
        }
    }
}

/// The part of the schema that a fixup is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Type,
    Enum,
    Operation,
    Container,
}

fn apply(schema: &mut Schema, fixup: &Fixup) -> Result<(), Diagnostic> {
    let target = &fixup.target.value;
    let field = fixup.field.as_ref().map_or("", |field| &field.value);
    let (part, key, path) = locate(schema, target, field)
        .ok_or_else(|| stale(fixup, fixup.target.span, format!("the schema has no `{target}`")))?;
    let before = item(schema, part, &key);
    let mut after = before.clone();
    let steps = field_path::steps(&before, &path).ok_or_else(|| {
        let span = fixup.field.as_ref().map_or(fixup.target.span, |field| field.span);
        stale(fixup, span, format!("the schema has no `{field}` in `{target}`"))
    })?;
    let is_new = steps.iter().any(|step| matches!(step, Step::New(_)));
    let is_inside = is_new && fixup.field.is_some() && path.len() != field.len();
    if is_inside || (is_new && fixup.expected.is_some() && fixup.field.is_none()) {
        return Err(stale(fixup, fixup.target.span, format!("the schema has no `{target}`")));
    }
    meets(fixup, field_path::get(&before, &steps))?;
    if steps.is_empty() && fixup.replacement.is_none() {
        remove(schema, part, &key);
        return Ok(());
    }
    let mut replacement = fixup.replacement.as_ref().map(|replacement| replacement.value.clone());
    if let (true, Some(Value::Object(fields))) = (steps.is_empty(), &mut replacement) {
        fields.entry(NAME).or_insert_with(|| Value::from(key.as_str()));
    }
    if !field_path::set(&mut after, &steps, replacement) {
        let message =
            format!("`{}` is no element of that list: its elements are tables", said(fixup.replacement.as_ref()));
        return Err(invalid(fixup, message));
    }
    put(schema, fixup, part, &key, &before, after)
}

/// The item that a target names, and the path to a field in it. An item is named by its key, a property or a member by
/// the name of its type, a dot, and its own name.
fn locate(schema: &Schema, target: &str, field: &str) -> Option<(Part, String, String)> {
    let found = |part, key: &str, path: String| Some((part, key.to_owned(), path));
    match target {
        _ if schema.types.contains_key(target) => return found(Part::Type, target, field.to_owned()),
        _ if schema.enums.contains_key(target) => return found(Part::Enum, target, field.to_owned()),
        _ if schema.operations.contains_key(target) => return found(Part::Operation, target, field.to_owned()),
        CONTAINER => return found(Part::Container, "", field.to_owned()),
        _ => {}
    }
    target.rmatch_indices('.').find_map(|(dot, _)| {
        let (owner, name) = (target.get(..dot)?, target.get(dot + 1..)?);
        let inner = |list: &str| [list, name, field].join(".").trim_end_matches('.').to_owned();
        if schema.types.contains_key(owner) {
            found(Part::Type, owner, inner(PROPERTIES))
        } else if schema.enums.contains_key(owner) {
            found(Part::Enum, owner, inner(MEMBERS))
        } else {
            None
        }
    })
}

/// An item as `schema.json` shows it; its key is its name.
fn item(schema: &Schema, part: Part, key: &str) -> Value {
    fn json(item: &impl Serialize) -> Value {
        serde_json::to_value(item).unwrap_or_default()
    }
    let mut value = match part {
        Part::Type => schema.types.get(key).map(json),
        Part::Enum => schema.enums.get(key).map(json),
        Part::Operation => schema.operations.get(key).map(json),
        Part::Container => Some(json(&schema.container)),
    }
    .unwrap_or_default();
    if let (Some(fields), true) = (value.as_object_mut(), part != Part::Container) {
        fields.insert(NAME.to_owned(), Value::from(key));
    }
    value
}

fn remove(schema: &mut Schema, part: Part, key: &str) {
    match part {
        Part::Type => drop(schema.types.remove(key)),
        Part::Enum => drop(schema.enums.remove(key)),
        Part::Operation => drop(schema.operations.remove(key)),
        Part::Container => schema.container = super::Container::default(),
    }
}

/// Whether the schema says what a fixup expects.
fn meets(fixup: &Fixup, current: Option<&Value>) -> Result<(), Diagnostic> {
    let replacement = fixup.replacement.as_ref().map(|replacement| &replacement.value);
    let holds = match (&fixup.expected, current) {
        (None, None) => true,
        (Some(expected), Some(current)) => is_said(&expected.value, current),
        _ => false,
    };
    if holds {
        return Ok(());
    }
    let span = fixup.expected.as_ref().map_or(fixup.target.span, |expected| expected.span);
    let says = current.map_or_else(|| "nothing".to_owned(), |current| format!("`{}`", short(current)));
    let repaired = current == replacement || replacement.zip(current).is_some_and(|(new, now)| is_said(new, now));
    let message = if repaired {
        format!("without this entry, the schema already says {says}")
    } else {
        let expected = fixup.expected.as_ref();
        let expected = expected.map_or_else(|| "nothing".to_owned(), |_| format!("`{}`", said(expected)));
        format!("the entry expects {expected}, the schema says {says}")
    };
    Err(stale(fixup, span, message))
}

/// Whether a value says what is expected. Of an object only the fields count that the expectation has.
fn is_said(expected: &Value, current: &Value) -> bool {
    match (expected, current) {
        (Value::Object(expected), Value::Object(current)) => {
            expected.iter().all(|(key, value)| current.get(key).is_some_and(|current| is_said(value, current)))
        }
        (Value::Array(expected), Value::Array(current)) => {
            expected.len() == current.len() && expected.iter().zip(current).all(|(one, other)| is_said(one, other))
        }
        _ => expected == current,
    }
}

/// Reads a changed item back and puts it into the schema.
fn put(
    schema: &mut Schema,
    fixup: &Fixup,
    part: Part,
    key: &str,
    before: &Value,
    after: Value,
) -> Result<(), Diagnostic> {
    let name = match after.get(NAME) {
        None if part == Part::Container => "",
        Some(Value::String(name)) if !name.is_empty() && part != Part::Container => name.as_str(),
        _ => return Err(invalid(fixup, "a name is a text".to_owned())),
    };
    let name = name.to_owned();
    // The item is changed in a copy of itself, so that an entry that turns out to be useless leaves no trace.
    let mut changed = Schema { namespace: schema.namespace.clone(), ..Schema::default() };
    match part {
        Part::Type => drop(changed.types.insert(name.clone(), read(fixup, &after)?)),
        Part::Enum => drop(changed.enums.insert(name.clone(), read(fixup, &after)?)),
        Part::Operation => drop(changed.operations.insert(name.clone(), read(fixup, &after)?)),
        Part::Container => changed.container = read(fixup, &after)?,
    }
    let held = item(&changed, part, &name);
    if let Some(lost) = lost(&after, &held, "") {
        return Err(invalid(fixup, format!("the schema cannot hold `{lost}`")));
    }
    if held == *before {
        return Err(stale(fixup, replacement_span(fixup), "the entry changes nothing".to_owned()));
    }
    check(schema, &changed, fixup, part, key, &name)?;
    let properties = changed.types.get(&name).map(|ty| ty.properties.iter().map(|one| one.name.clone()).collect());
    let renamed = schema.types.get(key).zip(properties).and_then(|(old, new)| renamed_property(old, new));
    remove(schema, part, key);
    schema.types.append(&mut changed.types);
    schema.enums.append(&mut changed.enums);
    schema.operations.append(&mut changed.operations);
    if part == Part::Container {
        schema.container = changed.container;
    }
    if name != key && part != Part::Operation {
        rename_type(schema, key, &name);
    }
    if let Some((old, new)) = renamed {
        rename_key(schema, &name, &old, &new);
    }
    Ok(())
}

fn read<T: DeserializeOwned>(fixup: &Fixup, value: &Value) -> Result<T, Diagnostic> {
    serde_json::from_value(value.clone()).map_err(|error| invalid(fixup, format!("the schema cannot hold it: {error}")))
}

/// The path of the first value that reading left out or changed. Defaults are not written; that is no loss.
fn lost(wanted: &Value, held: &Value, path: &str) -> Option<String> {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (wanted, held) {
        (Value::Object(wanted), Value::Object(held)) => wanted.iter().find_map(|(key, value)| match held.get(key) {
            Some(held) => lost(value, held, &inner(key)),
            None => (!is_nothing(value)).then(|| inner(key)),
        }),
        (Value::Array(wanted), Value::Array(held)) if wanted.len() == held.len() => {
            let mut pairs = wanted.iter().zip(held).enumerate();
            pairs.find_map(|(at, (wanted, held))| {
                let name = wanted.get(NAME).and_then(Value::as_str).map_or_else(|| at.to_string(), str::to_owned);
                lost(wanted, held, &inner(&name))
            })
        }
        _ => (wanted != held).then(|| path.to_owned()),
    }
}

/// Whether a value is one that is not written: empty, or a default.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty() || DEFAULTS.contains(&text.as_str()),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// What holds for every schema must hold for the changed item too.
fn check(
    schema: &Schema,
    changed: &Schema,
    fixup: &Fixup,
    part: Part,
    key: &str,
    name: &str,
) -> Result<(), Diagnostic> {
    let is_taken = match part {
        Part::Operation => schema.operations.contains_key(name),
        _ => schema.types.contains_key(name) || schema.enums.contains_key(name),
    };
    if name != key && is_taken {
        return Err(invalid(fixup, format!("the schema has a `{name}` already")));
    }
    let properties = changed.types.values().flat_map(|ty| ty.properties.iter().map(|one| &one.name));
    let members = changed.enums.values().flat_map(|ty| ty.members.iter().map(|one| &one.name));
    let mut seen = BTreeSet::new();
    if let Some(twice) = properties.chain(members).find(|name| !seen.insert(*name)) {
        return Err(invalid(fixup, format!("`{name}` has a `{twice}` already")));
    }
    let mut urls = changed.operations.values().map(|operation| &operation.urls);
    if urls.any(|urls| urls.is_empty() || urls.iter().any(|url| !url.template.starts_with('/'))) {
        return Err(invalid(fixup, "a call has at least one URL, and each starts with `/`".to_owned()));
    }
    let base_of = |ty: &str| {
        let ty = changed.types.get(ty).or_else(|| schema.types.get(ty).filter(|_| ty != key));
        let base = ty.and_then(|ty| ty.base.as_deref());
        base.map(|base| if base == key { name } else { base })
    };
    let ancestors = std::iter::successors(base_of(name), |base| base_of(base));
    // No chain is longer than there are types.
    if ancestors.take(schema.types.len() + 1).any(|base| base == name) {
        return Err(invalid(fixup, format!("`{name}` would derive from itself")));
    }
    Ok(())
}

/// The one property that has another name than before, if that is the only difference between the names.
fn renamed_property(old: &StructuredType, new: Vec<String>) -> Option<(String, String)> {
    let same_length = old.properties.len() == new.len();
    let mut pairs = old.properties.iter().zip(new).filter(|(old, new)| old.name != *new);
    let (old, new) = pairs.next()?;
    (same_length && pairs.next().is_none()).then(|| (old.name.clone(), new))
}

/// Renames the key property of a type, for it and for the types that derive from it.
fn rename_key(schema: &mut Schema, owner: &str, old: &str, new: &str) {
    let is_heir = |name: &str| {
        let base_of = |name: &str| schema.types.get(name)?.base.as_deref();
        let mut chain = std::iter::successors(Some(name), |name| base_of(name)).take(schema.types.len() + 1);
        chain.any(|name| name == owner)
    };
    let heirs: Vec<String> = schema.types.keys().filter(|name| is_heir(name)).cloned().collect();
    for heir in heirs {
        let key = schema.types.get_mut(&heir).and_then(|ty| ty.key.as_mut());
        if let Some(key) = key.filter(|key| *key == old) {
            new.clone_into(key);
        }
    }
}

/// Gives a type its new name wherever the schema names it. Names of types are whole texts, so the JSON is enough.
fn rename_type(schema: &mut Schema, old: &str, new: &str) {
    fn rename(value: &mut Value, old: &str, new: &str) {
        match value {
            Value::String(text) => match text.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')')) {
                Some(element) if element == old => *text = format!("Collection({new})"),
                None if text == old => new.clone_into(text),
                _ => {}
            },
            Value::Array(elements) => elements.iter_mut().for_each(|element| rename(element, old, new)),
            Value::Object(fields) => {
                let named = fields.iter_mut().filter(|(key, _)| !TEXTS.contains(&key.as_str()) && *key != NAME);
                named.for_each(|(_, value)| rename(value, old, new));
            }
            _ => {}
        }
    }
    let mut json = serde_json::to_value(&*schema).unwrap_or_default();
    rename(&mut json, old, new);
    if let Ok(renamed) = serde_json::from_value(json) {
        *schema = renamed;
    }
}

/// The types that a replacement names.
fn type_names(value: &Value, field: &str, names: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if TYPE_FIELDS.contains(&field) => {
            let Ok(name) = text.parse::<TypeName>();
            names.extend(name.named().map(str::to_owned));
        }
        Value::Array(elements) => elements.iter().for_each(|element| type_names(element, field, names)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| type_names(value, key, names)),
        _ => {}
    }
}

fn replacement_span(fixup: &Fixup) -> Span {
    fixup.replacement.as_ref().map_or(fixup.target.span, |replacement| replacement.span)
}

fn stale(fixup: &Fixup, span: Span, message: String) -> Diagnostic {
    let until = fixup.until.as_ref().map_or_else(String::new, |until| format!(" (until {until})"));
    let reason = format!("the reason of the entry is: {}{until}", fixup.reason);
    Diagnostic::new(Code::StaleFixup, &fixup.path, span, message).with_help(reason)
}

fn invalid(fixup: &Fixup, message: String) -> Diagnostic {
    Diagnostic::new(Code::InvalidFixup, &fixup.path, replacement_span(fixup), message)
}

fn said(value: Option<&Placed<Value>>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| short(&value.value))
}

/// A value as messages show it: a text without quotes, all else as JSON.
fn short(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((at, _)) => format!("{}...", text.get(..at).unwrap_or("")),
        None => text,
    }
}
