//! Operations -> `paths`: one entry for each request, whatever its pages call the parameters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::config::Config;
use crate::schema::{Operation, Schema, Url, request};

use super::{Object, bodies, page_docs, parameters, put_flag, put_text};

/// One form of the URL of an operation.
pub(super) struct Form<'a> {
    pub(super) operation: &'a Operation,
    pub(super) url: &'a Url,
    /// The path of the URL, without the slash at the end.
    pub(super) path: &'a str,
    /// What stands behind the `?`.
    pub(super) query: &'a str,
    /// Unlike that of any other form.
    id: String,
}

/// The paths. Of several forms of one path, the first has the names of the parameters.
pub(super) fn paths(schema: &Schema, config: &Config) -> Object {
    let mut paths: BTreeMap<String, Vec<Form<'_>>> = BTreeMap::new();
    for (key, operation) in &schema.operations {
        for (index, url) in operation.urls.iter().enumerate() {
            let (path, query) = url.template.split_once('?').unwrap_or((&url.template, ""));
            let path = path.trim_end_matches('/');
            let id = if index == 0 { key.clone() } else { format!("{key}.{}", index + 1) };
            paths.entry(request("", path)).or_default().push(Form { operation, url, path, query, id });
        }
    }
    let mut items = Object::new();
    for forms in paths.into_values() {
        let path = forms.first().map_or("", |first| first.path);
        let mut methods: BTreeMap<String, Vec<Form<'_>>> = BTreeMap::new();
        let key = if path.is_empty() { "/" } else { path }.to_owned();
        for form in forms {
            methods.entry(form.operation.method.to_lowercase()).or_default().push(form);
        }
        let item = methods.iter().map(|(method, forms)| (method.clone(), entry(schema, config, path, forms)));
        items.insert(key, Value::Object(item.collect()));
    }
    items
}

/// What all pages of a request say. The first has the words; bodies, answers and permissions are those of all.
fn entry(schema: &Schema, config: &Config, path: &str, forms: &[Form<'_>]) -> Value {
    let mut object = Object::new();
    let operations: Vec<&Operation> = forms.iter().map(|form| form.operation).collect();
    let (Some(first), Some(main)) = (forms.first(), operations.first()) else { return Value::Null };
    let mut areas: Vec<&str> = operations.iter().filter_map(|operation| operation.area.as_deref()).collect();
    areas.sort_unstable();
    areas.dedup();
    if !areas.is_empty() {
        object.insert("tags".to_owned(), json!(areas));
    }
    put_text(&mut object, "summary", &main.title);
    put_text(&mut object, "description", &main.doc);
    object.insert("externalDocs".to_owned(), page_docs(config, &main.page));
    object.insert("operationId".to_owned(), json!(first.id));
    let parameters = parameters::parameters(schema, path, forms);
    if !parameters.is_empty() {
        object.insert("parameters".to_owned(), Value::Array(parameters));
    }
    if let Some(body) = bodies::request_body(schema, &operations) {
        object.insert("requestBody".to_owned(), body);
    }
    object.insert("responses".to_owned(), bodies::responses(forms));
    let is_deprecated = |operation: &&Operation| operation.deprecated.is_some() || operation.removed.is_some();
    put_flag(&mut object, "deprecated", operations.iter().all(is_deprecated));
    let mut pages: Vec<&str> = operations.iter().map(|operation| operation.page.as_str()).collect();
    pages.dedup();
    let permissions = permissions(&operations, pages.len() > 1);
    if !permissions.is_empty() {
        object.insert("x-permissions".to_owned(), Value::Array(permissions));
    }
    if pages.len() > 1 {
        object.insert("x-pages".to_owned(), json!(pages));
    }
    Value::Object(object)
}

/// Who may make the call: a set for each case that a page tells apart, and for each page.
fn permissions(operations: &[&Operation], several_pages: bool) -> Vec<Value> {
    let mut all = Vec::new();
    for operation in operations {
        for set in &operation.permissions {
            let mut object = Object::new();
            put_text(&mut object, "page", if several_pages { &operation.page } else { "" });
            put_text(&mut object, "case", &set.case);
            object.insert("delegatedWork".to_owned(), json!(set.delegated_work));
            object.insert("delegatedPersonal".to_owned(), json!(set.delegated_personal));
            object.insert("application".to_owned(), json!(set.application));
            let set = Value::Object(object);
            if !all.contains(&set) {
                all.push(set);
            }
        }
    }
    all
}
