//! What stands in a URL and in the headers of a call -> `parameters`.

use serde_json::{Value, json};

use crate::schema::{Parameter, Schema, UrlParameter, UrlPosition};

use super::paths::Form;
use super::types::described;
use super::{Object, put_flag, put_text};

/// Headers that OpenAPI has other places for.
const ELSEWHERE: [&str; 3] = ["accept", "authorization", "content-type"];

/// The parameters of a request: of the path in its order, of the query, and headers.
pub(super) fn parameters(schema: &Schema, path: &str, forms: &[Form<'_>]) -> Vec<Value> {
    let names = placeholders(path);
    let in_path = names.iter().enumerate().map(|(index, name)| in_path(name, index, forms));
    let mut all: Vec<Value> = in_path.collect();
    let mut others = Others::default();
    for form in forms {
        for (name, value) in pairs(form.query) {
            let stated = placeholders(value).first().copied().and_then(|value| declared(form, value));
            let doc = stated.map_or("", |parameter| parameter.doc.as_str());
            let is_required =
                value.contains('{') && forms.iter().all(|other| pairs(other.query).any(|(n, _)| n == name));
            let parameter = Parameter { name: name.to_owned(), doc: doc.to_owned(), ..Parameter::default() };
            others.add(schema, "query", name, &parameter, is_required);
        }
    }
    for operation in forms.iter().map(|form| form.operation) {
        for parameter in &operation.query {
            if !names.iter().any(|name| name.eq_ignore_ascii_case(&parameter.name)) {
                others.add(schema, "query", &parameter.name, parameter, false);
            }
        }
        for parameter in &operation.headers {
            // A preference is a header with others of its kind.
            let (name, preference) = parameter.name.split_once(':').unwrap_or((&parameter.name, ""));
            if ELSEWHERE.contains(&name.to_lowercase().as_str()) {
                continue;
            }
            let doc = match preference.trim() {
                "" => parameter.doc.clone(),
                preference => format!("`{preference}`: {}", parameter.doc),
            };
            others.add(schema, "header", name.trim(), &Parameter { doc, ..parameter.clone() }, false);
        }
    }
    all.extend(others.found.into_iter().map(Value::Object));
    all
}

/// Parameters of query and headers, each once.
#[derive(Default)]
struct Others {
    found: Vec<Object>,
}

impl Others {
    fn add(&mut self, schema: &Schema, place: &str, name: &str, parameter: &Parameter, is_required: bool) {
        let is_same = |known: &&mut Object| {
            let text = |key: &str| known.get(key).and_then(Value::as_str).unwrap_or_default();
            text("in") == place && text("name").eq_ignore_ascii_case(name)
        };
        if let Some(known) = self.found.iter_mut().find(is_same) {
            let told = known.get("description").and_then(Value::as_str).unwrap_or_default();
            if !told.contains(&parameter.doc) {
                let both = format!("{told}\n\n{}", parameter.doc);
                put_text(known, "description", both.trim_start());
            }
            return;
        }
        let mut object = Object::new();
        object.insert("name".to_owned(), json!(name));
        object.insert("in".to_owned(), json!(place));
        put_text(&mut object, "description", &parameter.doc);
        put_flag(&mut object, "required", is_required);
        put_flag(&mut object, "deprecated", parameter.traits.deprecated);
        let bare = described(schema, (&parameter.ty, "", &Default::default()), false, &[]);
        object.insert("schema".to_owned(), Value::Object(bare));
        self.found.push(object);
    }
}

/// The parameter of a path, which may have another name on each page.
fn in_path(name: &str, index: usize, forms: &[Form<'_>]) -> Value {
    let stated: Vec<&UrlParameter> =
        forms.iter().filter_map(|form| declared(form, placeholders(form.path).get(index)?)).collect();
    let doc = stated.iter().map(|parameter| parameter.doc.as_str()).find(|doc| !doc.is_empty());
    let alternatives = || stated.iter().find(|one| one.alternatives.len() > 1).map(|one| one.alternatives.join(" or "));
    let mut object = Object::new();
    object.insert("name".to_owned(), json!(name));
    object.insert("in".to_owned(), json!("path"));
    put_text(&mut object, "description", &doc.map(str::to_owned).or_else(alternatives).unwrap_or_default());
    object.insert("required".to_owned(), json!(true));
    object.insert("schema".to_owned(), json!({ "type": "string" }));
    let is_path = stated.iter().any(|parameter| parameter.position == UrlPosition::Path);
    put_flag(&mut object, "x-multi-segment", is_path);
    Value::Object(object)
}

fn declared<'a>(form: &Form<'a>, name: &str) -> Option<&'a UrlParameter> {
    form.url.parameters.iter().find(|parameter| parameter.name == name)
}

/// The names between braces.
fn placeholders(template: &str) -> Vec<&str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The pairs of a query.
fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}
