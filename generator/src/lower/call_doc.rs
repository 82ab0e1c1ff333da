//! What rustdoc says about a call.

use super::{Links, doc, models, options, value_doc};
use crate::schema::{self, Body, Parameter, Permissions, Url};

/// The documentation of an operation.
pub(super) fn operation(
    operation: &schema::Operation,
    features: &[String],
    same_request: &[String],
    links: &Links,
) -> Vec<String> {
    let mut docs = doc::lines(&operation.doc, links);
    if docs.is_empty() {
        docs.push(format!(" {}", doc::plain(&operation.title)));
    }
    if let Some(reason) = operation.removed.as_ref().or(operation.deprecated.as_ref()) {
        doc::append(&mut docs, models::deprecation(reason, links));
    }
    doc::append(&mut docs, operation.urls.iter().map(|url| format!(" - {}", request_line(operation, url))).collect());
    if !same_request.is_empty() {
        doc::append(&mut docs, vec![format!(" The same request is also documented as {}.", same_request.join(", "))]);
    }
    for permissions in &operation.permissions {
        doc::append(&mut docs, permission_docs(permissions));
    }
    let properties = match &operation.body {
        Body::Object { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    // What has a function of its own is told there.
    let headers = operation.headers.iter().filter(|header| !options::is_header_option(header));
    let query = operation.query.iter().filter(|option| !options::is_query_option(operation, option));
    let lists: [(&str, Vec<&Parameter>); 3] = [
        ("Properties of the body", properties.iter().collect()),
        ("Headers", headers.collect()),
        ("Query options", query.collect()),
    ];
    for (headline, parameters) in lists.into_iter().filter(|(_, parameters)| !parameters.is_empty()) {
        doc::append(&mut docs, vec![format!(" {headline}:")]);
        let lines = parameters.into_iter().map(|parameter| value_doc::list_item(parameter, links));
        doc::append(&mut docs, lines.collect());
    }
    let statuses: Vec<String> = operation.response.statuses.iter().map(u16::to_string).collect();
    if !statuses.is_empty() {
        doc::append(&mut docs, vec![format!(" Success: {}.", statuses.join(", "))]);
    }
    doc::append(&mut docs, doc::features(features));
    doc::append(&mut docs, vec![format!(" [Documentation]({})", links.page(&operation.page))]);
    docs
}

/// What a body must have, as one line.
pub(super) fn required(operation: &schema::Operation) -> Vec<String> {
    let (Body::Object { fields, .. } | Body::Parameters { fields }) = &operation.body else { return Vec::new() };
    let required = fields.iter().filter(|field| field.traits.required);
    let names: Vec<String> = required.map(|field| doc::code(&field.name)).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { Vec::new() } else { vec![format!(" Required in the body: {}.", names.join(", "))] }
}

/// The request that a URL stands for.
pub(super) fn request_line(operation: &schema::Operation, url: &Url) -> String {
    doc::code(&format!("{} {}", operation.method, url.template))
}

fn permission_docs(permissions: &Permissions) -> Vec<String> {
    let case = if permissions.case.trim().is_empty() {
        String::new()
    } else {
        format!(" ({})", doc::plain(&permissions.case))
    };
    let line = |kind: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| doc::code(name)).collect();
        let names = if names.is_empty() { "not supported".to_owned() } else { names.join(", ") };
        format!(" - {kind}: {names}")
    };
    vec![
        format!(" Permissions, least privileged first{case}:"),
        String::new(),
        line("delegated, work or school account", &permissions.delegated_work),
        line("delegated, personal account", &permissions.delegated_personal),
        line("application", &permissions.application),
    ]
}
