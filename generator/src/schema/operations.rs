//! Operations: what each call does, on which resource, with which body, answer and permissions.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{BodyClaim, Facts, MethodRow, OperationFacts, RowClaim, TypeClaim, TypeRef};

use super::index::{Index, Target, stem};
use super::resolve::UnknownNames;
use super::types::Resolver;
use super::{Body, Operation, OperationKind, Parameter, Permissions, Response, StructuredType, TypeName, Url};

/// Builds all operations.
pub(super) fn build(
    index: &Index<'_>,
    types: &BTreeMap<String, StructuredType>,
    areas: &dyn Fn(&Facts) -> Option<String>,
    unknown: &mut UnknownNames,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Operation> {
    let listings = listings(index);
    let mut missing = BTreeSet::new();
    let mut operations = BTreeMap::new();
    for (page, facts) in index.facts.iter().enumerate() {
        if facts.operations.is_empty() {
            continue;
        }
        let permissions = permissions(index, facts, &mut missing, diagnostics);
        let listed = listings.get(&page).map_or(&[][..], Vec::as_slice);
        for (position, claim) in facts.operations.iter().enumerate() {
            let mut resolver = Resolver { index, unknown: &mut *unknown, diagnostics: &mut *diagnostics };
            let subject = Subject { index, types, page, facts, claim, listed };
            let mut operation = subject.operation(&mut resolver);
            operation.permissions.clone_from(&permissions);
            operation.area = areas(facts);
            operations.insert(key(index, facts, claim, position), operation);
        }
    }
    report_missing_includes(index, &mut missing, diagnostics);
    operations
}

/// The stem of the page; the path where several pages have that stem; with the method where a page documents two.
fn key(index: &Index<'_>, facts: &Facts, claim: &OperationFacts, position: usize) -> String {
    let stem = stem(&facts.path);
    let pages = index.pages_with_stem(stem);
    let is_unique =
        pages.iter().filter(|page| index.facts.get(**page).is_some_and(|other| !other.operations.is_empty())).count()
            <= 1;
    let name = if is_unique { stem } else { facts.path.trim_end_matches(".md") };
    if position == 0 { name.to_owned() } else { format!("{name}#{}", claim.method) }
}

/// By page: the types whose Methods tables list it, and the rows.
fn listings<'a>(index: &Index<'a>) -> BTreeMap<usize, Vec<(String, usize, &'a MethodRow)>> {
    let mut listings: BTreeMap<usize, Vec<(String, usize, &MethodRow)>> = BTreeMap::new();
    for (name, pages) in index.types.iter() {
        for page in pages {
            let Some(resource) = index.facts.get(*page).and_then(|facts| facts.resource.as_ref()) else { continue };
            for row in &resource.methods {
                let Some(path) = &row.path else { continue };
                let listed = index.page(path).or_else(|| index.pages_with_stem(stem(path)).first().copied());
                if let Some(listed) = listed {
                    listings.entry(listed).or_default().push((name.to_owned(), *page, row));
                }
            }
        }
    }
    listings
}

/// One call, and what is known around it.
struct Subject<'a> {
    index: &'a Index<'a>,
    types: &'a BTreeMap<String, StructuredType>,
    page: usize,
    facts: &'a Facts,
    claim: &'a OperationFacts,
    listed: &'a [(String, usize, &'a MethodRow)],
}

impl Subject<'_> {
    fn operation(&self, resolver: &mut Resolver<'_, '_>) -> Operation {
        let (resource, verb) = self.resource_and_verb();
        let kind = self.kind(&verb);
        let mut listed_by: Vec<String> = self.listed.iter().map(|(name, ..)| name.clone()).collect();
        listed_by.sort();
        listed_by.dedup();
        listed_by.retain(|name| Some(name) != resource.as_ref());
        let (urls, leftover) = self.urls(resolver);
        let mut query: Vec<Parameter> = self.parameters(resolver, &self.claim.query);
        query.extend(leftover);
        let response = self.response(resolver, &verb);
        Operation {
            title: self.facts.title.value.clone(),
            kind,
            method: self.claim.method.clone(),
            urls,
            body: self.body(resolver, kind, resource.as_deref(), &response),
            response,
            permissions: Vec::new(),
            headers: self.parameters(resolver, &self.claim.headers),
            query,
            area: None,
            doc: self.facts.summary.clone(),
            deprecated: self.facts.deprecated.clone(),
            page: self.facts.path.to_string(),
            resource,
            listed_by,
        }
    }

    /// The resource whose page has the longest file name that this one starts with, and the words behind it.
    fn resource_and_verb(&self) -> (Option<String>, String) {
        let stem = stem(&self.facts.path).to_lowercase();
        let ends = stem.rmatch_indices('-').map(|(at, _)| at);
        for end in ends {
            let prefix = stem.get(..end).unwrap_or("");
            let pages = self.index.pages_with_stem(prefix);
            let declared = pages.iter().find_map(|page| self.index.types.of_page(*page).next());
            let by_name = || match self.index.by_text(prefix, self.page) {
                Some(Target::Type(name)) => Some(name),
                _ => None,
            };
            if let Some(name) = declared.map(str::to_owned).or_else(by_name) {
                return (Some(name), stem.get(end + 1..).unwrap_or("").to_owned());
            }
        }
        let verb = stem.split_once('-').map_or("", |(_, verb)| verb).to_owned();
        (self.listed.first().map(|(name, ..)| name.clone()), verb)
    }

    /// The method decides first, then the end of the path, then the words of file name and title.
    fn kind(&self, verb: &str) -> OperationKind {
        let last = self.claim.requests.first().map_or("", |line| last_segment(&line.url.template));
        let is_call = last.ends_with(')') || last.contains('.');
        let title = self.facts.title.value.to_lowercase();
        let starts = |words: &[&str]| {
            words.iter().any(|word| {
                verb == *word || verb.starts_with(&format!("{word}-")) || title.starts_with(&format!("{word} "))
            })
        };
        let is_reference = last == "$ref";
        match self.claim.method.as_str() {
            "GET" if is_call || verb == "delta" || title.ends_with(" function") => OperationKind::Function,
            "GET" if starts(&["list"]) => OperationKind::List,
            "GET" if starts(&["get"]) || last.ends_with('}') || last.starts_with('$') => OperationKind::Get,
            "GET" if title.contains(':') => OperationKind::Function,
            "GET" => OperationKind::Get,
            "POST" if is_reference => OperationKind::Add,
            "POST" if title.ends_with(" action") => OperationKind::Action,
            "POST" if starts(&["post", "create", "add"]) && !is_call => OperationKind::Create,
            "POST" => OperationKind::Action,
            "DELETE" => OperationKind::Delete,
            _ => OperationKind::Update,
        }
    }

    /// The URL forms with the sentences about their parameters, and the documented parameters that no form shows.
    fn urls(&self, resolver: &mut Resolver<'_, '_>) -> (Vec<Url>, Vec<Parameter>) {
        let mut urls: Vec<Url> = self.claim.requests.iter().map(|line| line.url.clone()).collect();
        let is_get = self.claim.method == "GET";
        // Pages about functions list the parameters in a table of their own, or as if they were a body.
        let rows = self.claim.parameters.iter().chain(self.claim.body.rows.iter().filter(|_| is_get));
        let mut leftover = Vec::new();
        for row in rows {
            let wanted = bare(&row.name);
            let mut found = false;
            for parameter in urls.iter_mut().flat_map(|url| &mut url.parameters) {
                if bare(&parameter.name) == wanted || parameter.alternatives.iter().any(|name| bare(name) == wanted) {
                    found = true;
                    parameter.doc.clone_from(&row.doc);
                }
            }
            if !found && is_get {
                leftover.push(row.clone());
            }
        }
        let leftover = self.parameters(resolver, &leftover);
        (urls, leftover)
    }

    fn body(
        &self,
        resolver: &mut Resolver<'_, '_>,
        kind: OperationKind,
        resource: Option<&str>,
        response: &Response,
    ) -> Body {
        let claim = &self.claim.body;
        let last = self.claim.requests.first().map_or("", |line| last_segment(&line.url.template));
        if matches!(self.claim.method.as_str(), "GET" | "DELETE") || (claim.none && claim.rows.is_empty()) {
            return Body::None;
        }
        if last == "$ref" {
            return Body::Reference;
        }
        let object = claim.object.as_ref().map(|name| self.index.resolve(name, self.page, resolver.diagnostics));
        let fields = self.parameters(resolver, &claim.rows);
        let is_content = matches!(last, "content" | "$value") || last.ends_with(":content");
        if (claim.is_bytes || is_content) && fields.is_empty() && object.is_none() {
            return Body::Bytes;
        }
        let is_call = kind == OperationKind::Action;
        match object {
            Some(target) if !is_call || (fields.is_empty() && !claim.is_parameters) => {
                if let (Target::Unknown(name), Some(reference)) = (&target, &claim.object) {
                    resolver.unknown.add(name, self.facts, reference.span);
                }
                Body::Object { ty: TypeName::Named(target.into_name()), fields }
            }
            _ if !fields.is_empty() && !is_call => match self.assumed_object(resource, response, claim) {
                Some(ty) => Body::Object { ty, fields },
                None => Body::Parameters { fields },
            },
            _ if !fields.is_empty() => Body::Parameters { fields },
            _ if claim.is_reference => Body::Reference,
            _ if is_call || claim.span.is_none() => Body::None,
            _ => match self.assumed_object(resource, response, claim) {
                Some(ty) => Body::Object { ty, fields },
                None => {
                    let span = claim.span.unwrap_or(self.facts.title.span);
                    let message = "the page promises a request body and does not say what it holds";
                    resolver.diagnostics.push(Diagnostic::new(Code::BodyTypeUnknown, &self.facts.path, span, message));
                    Body::Json
                }
            },
        }
    }

    /// What is created or updated where the page does not say it: what comes back, or else the resource.
    fn assumed_object(&self, resource: Option<&str>, response: &Response, claim: &BodyClaim) -> Option<TypeName> {
        let documents = |name: &str| {
            let known = self.types.get(name).map(|ty| &ty.properties);
            claim.rows.is_empty()
                || known.is_some_and(|own| {
                    claim.rows.iter().any(|row| own.iter().any(|p| p.name.eq_ignore_ascii_case(&row.name)))
                })
        };
        let returned = response.ty.as_ref().map(TypeName::element).and_then(TypeName::named);
        let names = returned.into_iter().chain(resource);
        names
            .filter(|name| self.types.contains_key(*name))
            .find(|name| documents(name))
            .map(|name| TypeName::Named(name.to_owned()))
    }

    fn parameters(&self, resolver: &mut Resolver<'_, '_>, rows: &[RowClaim]) -> Vec<Parameter> {
        let parameter = |row: &RowClaim| Parameter {
            name: row.name.clone(),
            ty: row.ty.as_ref().map(|ty| resolver.type_name(ty, self.page, self.facts)).unwrap_or_default(),
            doc: row.doc.clone(),
            traits: row.traits.clone(),
        };
        rows.iter().map(parameter).collect()
    }

    /// What comes back, by vote: the Methods tables, the sentences of the page, the annotations of its examples.
    fn response(&self, resolver: &mut Resolver<'_, '_>, verb: &str) -> Response {
        let statuses = self.claim.response.statuses.clone();
        let mut votes: Vec<(TypeName, bool)> = Vec::new();
        let unknown = &mut *resolver.unknown;
        let found = &mut *resolver.diagnostics;
        let mut vote = |ty: &TypeRef, page: usize, many: bool| {
            let name = match &ty.claim {
                TypeClaim::Primitive(primitive) => TypeName::Primitive(*primitive),
                TypeClaim::Named(name) => match self.index.resolve(name, page, found) {
                    // A link of a sentence that leads to no type is about something else.
                    Target::Unknown(_) if !is_name(&name.text) => return,
                    Target::Unknown(name) => {
                        unknown.add(&name, self.facts, ty.span);
                        TypeName::Named(name)
                    }
                    target => TypeName::Named(target.into_name()),
                },
                TypeClaim::Unreadable(_) => return,
            };
            votes.push((name, ty.collection || many));
        };
        if let Some(ty) = &self.claim.response.ty {
            vote(ty, self.page, false);
        }
        for (_, page, row) in self.listed {
            if let Some(ty) = &row.returns {
                vote(ty, *page, false);
            }
        }
        let answers = self.facts.examples.iter().filter_map(|example| example.response.as_ref());
        for message in
            answers.filter(|message| message.status().is_none_or(|status| status < 300) && !message.body.is_empty())
        {
            if let Some(ty) = &message.ty {
                vote(ty, self.page, message.is_collection);
            }
        }
        let is_empty = statuses.iter().all(|status| matches!(status, 202 | 204)) && !statuses.is_empty();
        if self.claim.response.no_body || (is_empty && self.claim.response.ty.is_none()) {
            return Response { statuses, ty: None };
        }
        Response { ty: elect(&votes, verb), statuses }
    }
}

/// The name with most votes, the first on a tie; and whether most votes for it say that there are several.
fn elect(votes: &[(TypeName, bool)], verb: &str) -> Option<TypeName> {
    let count = |name: &TypeName| votes.iter().filter(|(other, _)| other == name).count();
    let known: Vec<&TypeName> = votes.iter().map(|(name, _)| name).collect();
    let best = known.iter().map(|name| count(name)).max()?;
    let winner = known.into_iter().find(|name| count(name) == best)?.clone();
    let many = votes.iter().filter(|(name, many)| *name == winner && *many).count();
    let one = count(&winner) - many;
    let collection = if many == one { verb.starts_with("list") } else { many > one };
    Some(if collection { winner.collection() } else { winner })
}

/// The permissions that the page states, or the include files that stand in their place.
fn permissions(
    index: &Index<'_>,
    facts: &Facts,
    missing: &mut BTreeSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Permissions> {
    if !facts.permissions.is_empty() {
        return facts.permissions.clone();
    }
    let mut found = Vec::new();
    let mut visited: BTreeSet<usize> = BTreeSet::new();
    let mut is_explained = false;
    let mut open: Vec<(&Facts, usize)> = vec![(facts, 0)];
    while let Some((from, depth)) = open.pop() {
        for include in from.includes.iter().filter(|include| include.for_permissions || depth > 0) {
            let Some(path) = &include.path else { continue };
            match index.page(path) {
                Some(page) if visited.insert(page) => {
                    if let Some(included) = index.facts.get(page) {
                        found.extend(included.permissions.iter().cloned());
                        open.push((included, depth + 1));
                    }
                }
                Some(_) => {
                    let message = format!("`{path}` includes itself");
                    diagnostics.push(Diagnostic::new(Code::IncludeCycle, &from.path, include.span, message));
                }
                None => {
                    is_explained = true;
                    if missing.insert(path.clone()) {
                        let message = format!("the permissions stand in `{path}`, which is not there");
                        let code = Code::IncludeMissingPermissions;
                        diagnostics.push(Diagnostic::new(code, &from.path, include.span, message));
                    }
                }
            }
        }
    }
    if found.is_empty() && !is_explained {
        let message = format!("\"{}\" does not say which permissions it needs", facts.title.value);
        diagnostics.push(Diagnostic::new(Code::PermissionsUnknown, &facts.path, facts.title.span, message));
    }
    found
}

/// Includes that are not there, once per file.
fn report_missing_includes(index: &Index<'_>, known: &mut BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
    for facts in index.facts {
        for include in &facts.includes {
            if let Some(path) = &include.path
                && index.page(path).is_none()
                && known.insert(path.clone())
            {
                let message = format!("the include `{path}` is not there");
                diagnostics.push(Diagnostic::new(Code::IncludeMissing, &facts.path, include.span, message));
            }
        }
    }
}

/// The last segment of a template, without its query.
fn last_segment(template: &str) -> &str {
    let path = template.split('?').next().unwrap_or(template);
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a text could be the name of a type.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '#'))
}

/// A name for comparison: letters and digits in lower case.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
