//! Request bodies: what a page says, shows, or leaves to be understood.

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{BodyClaim, RowClaim, Wrapper};

use super::bases::ancestors_of;
use super::index::Target;
use super::operations::{Subject, last_segment};
use super::types::Resolver;
use super::{Body, OperationKind, Parameter, Property, Response, TypeName};

/// Decides what the body of a call holds.
pub(super) fn decide(
    subject: &Subject<'_>,
    resolver: &mut Resolver<'_, '_>,
    kind: OperationKind,
    resource: Option<&str>,
    response: &Response,
) -> Body {
    let claim = &subject.claim.body;
    let last = subject.claim.requests.first().map_or("", |line| last_segment(&line.url.template));
    let says_nothing = claim.rows.is_empty() && claim.shown.is_empty();
    if matches!(subject.claim.method.as_str(), "GET" | "DELETE") || (claim.none && says_nothing) {
        return Body::None;
    }
    if last == "$ref" {
        return Body::Reference;
    }
    let object = claim.object.as_ref().map(|name| subject.index.resolve(name, subject.page, resolver.diagnostics));
    let fields = fields(subject, resolver, kind, resource);
    let is_content = matches!(last, "content" | "$value") || last.ends_with(":content");
    if (claim.is_bytes || is_content) && fields.is_empty() && object.is_none() {
        return Body::Bytes;
    }
    let is_call = is_call(kind);
    match object {
        Some(target) if !is_call || (fields.is_empty() && !claim.is_parameters) => {
            if let (Target::Unknown(name), Some(reference)) = (&target, &claim.object) {
                resolver.unknown.add(name, subject.facts, reference.span);
            }
            let ty = TypeName::Named(target.into_name());
            Body::Object { ty: if claim.is_list { ty.collection() } else { ty }, fields }
        }
        _ if !fields.is_empty() && is_call => Body::Parameters { fields },
        _ if !fields.is_empty() => match assumed_object(subject, resource, response, claim) {
            Some(ty) => Body::Object { ty, fields },
            None => Body::Parameters { fields },
        },
        _ if claim.is_reference => Body::Reference,
        _ if is_call || (claim.span.is_none() && !has_example_body(subject)) => Body::None,
        _ => match assumed_object(subject, resource, response, claim) {
            Some(ty) => Body::Object { ty, fields },
            None => {
                let span = claim.span.unwrap_or(subject.facts.title.span);
                let message = "the page promises a request body and does not say what it holds";
                let path = &subject.facts.path;
                resolver.diagnostics.push(Diagnostic::new(Code::BodyTypeUnknown, path, span, message));
                Body::Json
            }
        },
    }
}

/// The rows of the tables; for an action without a table, the members of the JSON that the page shows.
fn fields(
    subject: &Subject<'_>,
    resolver: &mut Resolver<'_, '_>,
    kind: OperationKind,
    resource: Option<&str>,
) -> Vec<Parameter> {
    let claim = &subject.claim.body;
    if let Some(wrapper) = claim.wrapper.as_ref().filter(|_| is_call(kind))
        && let Some(ty) = wrapped(subject, wrapper, resource)
    {
        return vec![Parameter { name: wrapper.name.clone(), ty, ..Parameter::default() }];
    }
    if !claim.rows.is_empty() || !is_call(kind) {
        return subject.parameters(resolver, &claim.rows);
    }
    let elsewhere = rows_elsewhere(subject);
    if !elsewhere.is_empty() {
        return subject.parameters(resolver, &elsewhere);
    }
    let shown = claim.shown.iter().map(|member| Parameter {
        name: member.name.clone(),
        ty: resolver.placeholder(member, subject.page, subject.facts),
        ..Parameter::default()
    });
    shown.collect()
}

/// Rows of a table of parameters outside of the section about the body, of which no request line shows one.
fn rows_elsewhere(subject: &Subject<'_>) -> Vec<RowClaim> {
    let in_urls = |row: &&RowClaim| {
        let mut shown = subject.claim.requests.iter().flat_map(|line| &line.url.parameters);
        shown.any(|parameter| parameter.name.eq_ignore_ascii_case(&row.name))
    };
    match subject.claim.parameters.iter().find(in_urls) {
        Some(_) => Vec::new(),
        None => subject.claim.parameters.clone(),
    }
}

fn is_call(kind: OperationKind) -> bool {
    matches!(kind, OperationKind::Action | OperationKind::Function)
}

/// The type of the member that the tables describe: the one that the key names, or the resource, if it has what the
/// tables list.
fn wrapped<'a>(subject: &Subject<'a>, wrapper: &Wrapper, resource: Option<&'a str>) -> Option<TypeName> {
    let named = match subject.index.by_text(&wrapper.name, subject.page) {
        Some(Target::Type(name)) => Some(name),
        _ => None,
    };
    let rows = &subject.claim.body.rows;
    let name = named.into_iter().chain(resource).find(|name| {
        let has = |row: &str| properties(subject, name).any(|property| property.name.eq_ignore_ascii_case(row));
        // The key of an entity stands on its base, which may have no page.
        rows.iter().all(|row| row.name == "id" || has(&row.name))
    })?;
    let ty = TypeName::Named(name.to_owned());
    Some(if wrapper.collection { ty.collection() } else { ty })
}

fn has_example_body(subject: &Subject<'_>) -> bool {
    let requests = subject.facts.examples.iter().filter_map(|example| example.request.as_ref());
    requests
        .filter(|message| message.start_line.starts_with(&subject.claim.method))
        .any(|message| !message.body.is_empty())
}

/// What is created or updated where the page does not say it: the type of the navigation property at the end of the
/// path, what comes back, or else the resource. It must document at least one of the properties that the page lists.
fn assumed_object<'a>(
    subject: &Subject<'a>,
    resource: Option<&'a str>,
    response: &'a Response,
    claim: &BodyClaim,
) -> Option<TypeName> {
    let documents = |name: &'a str| {
        let listed = |row: &str| properties(subject, name).any(|property| property.name.eq_ignore_ascii_case(row));
        claim.rows.is_empty() || claim.rows.iter().any(|row| listed(&row.name))
    };
    let path = subject.claim.requests.first().map_or("", |line| line.url.template.as_str());
    let last_literal = path.split('?').next().unwrap_or(path).rsplit('/').find(|segment| !segment.contains(['{', '(']));
    let navigated = resource.zip(last_literal).and_then(|(resource, segment)| {
        properties(subject, resource)
            .find(|property| property.navigation && property.name.eq_ignore_ascii_case(segment))?
            .ty
            .named()
    });
    let returned = response.ty.as_ref().and_then(TypeName::named);
    let mut names = navigated.into_iter().chain(returned).chain(resource);
    names.find(|name| subject.types.contains_key(*name) && documents(name)).map(|name| TypeName::Named(name.to_owned()))
}

/// The properties of a type, inherited ones included.
fn properties<'a>(subject: &Subject<'a>, name: &'a str) -> impl Iterator<Item = &'a Property> {
    let types = subject.types;
    ancestors_of(types, name).into_iter().filter_map(|name| types.get(name)).flat_map(|ty| &ty.properties)
}
