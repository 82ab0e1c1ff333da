//! Operations: what each call does, on which resource, with which body, answer and permissions.

use std::collections::{BTreeMap, BTreeSet};

use memchr::{memchr, memrchr};
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::facts::{Facts, MethodRow, OperationFacts, RowClaim, TypeRef};

use super::bases::Bases;
use super::enums::Ends;
use super::index::{Index, Target, short_name, stem};
use super::resolve::UnknownNames;
use super::types::{Resolver, common_base};
use super::{
    EnumType, Operation, OperationKind, Parameter, Primitive, StructuredType, TypeName, Url, answers, bodies, calls,
    permissions,
};

/// Builds all operations.
pub(super) fn build(
    index: &Index<'_>,
    bases: &Bases,
    types: &BTreeMap<String, StructuredType>,
    enums: &BTreeMap<String, EnumType>,
    areas: &dyn Fn(&Facts) -> Option<String>,
    unknown: &mut UnknownNames,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Operation> {
    let enums = &Ends::new(enums);
    let of_page = |(page, facts): (usize, &Facts)| {
        let (mut unknown, mut diagnostics) = (UnknownNames::default(), Vec::new());
        let mut resolver = Resolver { index, unknown: &mut unknown, diagnostics: &mut diagnostics };
        let listed = index.listings.get(page).map_or(&[][..], Vec::as_slice);
        let claims = facts.operations.iter();
        let subjects = claims.map(|claim| Subject { index, bases, types, enums, page, facts, claim, listed });
        let made: Vec<Operation> = subjects.map(|subject| subject.operation(&mut resolver)).collect();
        (made, unknown, diagnostics)
    };
    let made: Vec<_> = index.facts.par_iter().enumerate().map(of_page).collect();
    let mut missing = BTreeSet::new();
    let mut operations = BTreeMap::new();
    for (facts, (made, found_unknown, found)) in index.facts.iter().zip(made) {
        if facts.operations.is_empty() {
            continue;
        }
        unknown.append(found_unknown);
        diagnostics.extend(found);
        let mut permissions = permissions::of_page(index, facts, &mut missing, diagnostics);
        for (position, (claim, operation)) in facts.operations.iter().zip(made).enumerate() {
            let is_last = position + 1 == facts.operations.len();
            let permissions = if is_last { std::mem::take(&mut permissions) } else { permissions.clone() };
            let area = areas(facts);
            let operation = Operation { permissions, area, ..operation };
            operations.insert(key(index, facts, claim, position), operation);
        }
    }
    permissions::report_missing_includes(index, &mut missing, diagnostics);
    operations
}

/// The stem of the page; the path where several pages have that stem; with the method where a page documents two.
pub(super) fn key(index: &Index<'_>, facts: &Facts, claim: &OperationFacts, position: usize) -> String {
    let stem = stem(&facts.path);
    let describes_call = |page: &usize| index.facts.get(*page).is_some_and(|facts| !facts.operations.is_empty());
    let is_unique = index.pages_with_stem(stem).filter(describes_call).nth(1).is_none();
    let name = if is_unique { stem } else { facts.path.trim_end_matches(".md") };
    if position == 0 { name.to_owned() } else { format!("{name}#{}", claim.method) }
}

/// A row of a Methods table, and its page.
pub(super) type Listing<'a> = (usize, &'a MethodRow);

/// By page: the rows of Methods tables that list it, in the order of the types that the tables are about.
pub(super) type Listings<'a> = Vec<Vec<Listing<'a>>>;

/// Follows all Methods tables.
pub(super) fn listings<'a>(index: &Index<'a>) -> Listings<'a> {
    let mut listings: Listings<'_> = vec![Vec::new(); index.facts.len()];
    for (_, pages) in index.types.iter() {
        for page in pages {
            let Some(resource) = index.facts.get(*page).and_then(|facts| facts.resource.as_ref()) else { continue };
            for row in &resource.methods {
                let Some(path) = &row.path else { continue };
                let listed = index.page(path).or_else(|| index.pages_with_stem(stem(path)).next());
                if let Some(listings) = listed.and_then(|listed| listings.get_mut(listed)) {
                    listings.push((*page, row));
                }
            }
        }
    }
    listings
}

/// One call, and what is known around it.
pub(super) struct Subject<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) bases: &'a Bases,
    pub(super) types: &'a BTreeMap<String, StructuredType>,
    pub(super) enums: &'a Ends<'a>,
    pub(super) page: usize,
    pub(super) facts: &'a Facts,
    pub(super) claim: &'a OperationFacts,
    pub(super) listed: &'a [Listing<'a>],
}

impl Subject<'_> {
    fn operation(&self, resolver: &mut Resolver<'_, '_>) -> Operation {
        let (resource, verb) = resource_and_verb(self.index, self.page, self.facts, self.listed);
        let kind = self.kind(resource, &verb);
        let listed_by = listed_by(self.index, self.listed).filter(|name| resource != Some(*name));
        let listed_by: BTreeSet<&str> = listed_by.collect();
        let listed_by = listed_by.into_iter().map(str::to_owned).collect();
        let (urls, leftover) = self.urls(resolver);
        let mut query: Vec<Parameter> = self.parameters(resolver, &self.claim.query);
        query.extend(leftover);
        let response = answers::decide(self, resolver, &verb);
        let body = bodies::decide(self, resolver, kind, resource, &response);
        Operation {
            call: calls::of_page(self, resolver, kind, &body),
            title: self.facts.title.value.clone(),
            kind,
            method: self.claim.method.clone(),
            urls,
            body,
            response,
            permissions: Vec::new(),
            headers: self.parameters(resolver, &self.claim.headers),
            query,
            area: None,
            doc: self.facts.summary.clone(),
            deprecated: self.facts.deprecated.clone(),
            removed: None,
            page: String::from(&*self.facts.path),
            resource: resource.map(str::to_owned),
            listed_by,
            same_request: Vec::new(),
        }
    }

    /// The method decides first, then the end of the path, then the words of file name and title.
    fn kind(&self, resource: Option<&str>, verb: &str) -> OperationKind {
        let last = self.claim.requests.first().map_or("", |line| last_segment(&line.url.template));
        // A qualified name is a bound function, or a cast to a derived type.
        let is_cast = self.index.types.get(last).is_some();
        let is_call = last.ends_with(')') || (last.contains('.') && !is_cast);
        let names_itself = last.eq_ignore_ascii_case(verb) || matches!(last, "add" | "create");
        let title = self.facts.title.value.to_lowercase();
        // The file name says more than the title, which may speak of listing where a function is called.
        // `thing-list-parts`, `thing-parts-list`
        let (first, end) = (verb.split('-').next(), verb.rsplit('-').next());
        let starts = |words: &[&str]| words.iter().any(|word| first == Some(*word) || end == Some(*word));
        let titled = |word: &str| verb.is_empty() && title.starts_with(&format!("{word} "));
        match self.claim.method.as_str() {
            "GET" if is_call || verb == "delta" || title.ends_with(" function") => OperationKind::Function,
            "GET" if starts(&["list"]) || titled("list") || is_cast => OperationKind::List,
            "GET" if starts(&["get"]) || titled("get") || last.ends_with('}') || last.starts_with('$') => {
                OperationKind::Get
            }
            "GET" if last == "content" || last.is_empty() => OperationKind::Get,
            "GET" => OperationKind::Function,
            "POST" if last == "$ref" => OperationKind::Add,
            "POST" if last.contains('=') || self.shows_function() => OperationKind::Function,
            "POST" if title.ends_with(" action") => OperationKind::Action,
            "POST" if (starts(&["post", "create", "add"]) || titled("create")) && !is_call && !names_itself => {
                OperationKind::Create
            }
            "POST" if resource.is_some_and(|name| is_plural_of(last, short_name(name))) => OperationKind::Create,
            "POST" => OperationKind::Action,
            "DELETE" => OperationKind::Delete,
            _ => OperationKind::Update,
        }
    }

    /// Whether the annotations of the examples call a function, whatever the method.
    fn shows_function(&self) -> bool {
        let requests = self.facts.examples.iter().filter_map(|example| example.request.as_ref());
        requests.filter(|message| message.start_line.starts_with(&self.claim.method)).any(|message| message.is_function)
    }

    /// The URL forms with the sentences about their parameters, and the documented parameters that no form shows.
    fn urls(&self, resolver: &mut Resolver<'_, '_>) -> (Vec<Url>, Vec<Parameter>) {
        let mut urls: Vec<Url> = self.claim.requests.iter().map(|line| line.url.clone()).collect();
        let is_get = self.claim.method == "GET";
        // Pages about functions list the parameters in a table of their own, or as if they were a body.
        let rows = self.claim.parameters.iter().chain(self.claim.body.rows.iter().filter(|_| is_get));
        let mut leftover = Vec::new();
        for row in rows {
            let mut found = false;
            for parameter in urls.iter_mut().flat_map(|url| &mut url.parameters) {
                let mut names = std::iter::once(&parameter.name).chain(&parameter.alternatives);
                if names.any(|name| bare(name).eq(bare(&row.name))) {
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

    /// Rows of a table as parameters.
    pub(super) fn parameters(&self, resolver: &mut Resolver<'_, '_>, rows: &[RowClaim]) -> Vec<Parameter> {
        let parameter = |row: &RowClaim| Parameter {
            name: row.name.clone(),
            ty: row.ty.as_ref().map(|ty| self.row_type(resolver, row, ty)).unwrap_or_default(),
            doc: row.doc.clone(),
            traits: row.traits.clone(),
        };
        rows.iter().map(parameter).collect()
    }

    fn row_type(&self, resolver: &mut Resolver<'_, '_>, row: &RowClaim, ty: &TypeRef) -> TypeName {
        let common = common_base(self.index, self.bases, ty, self.page);
        let found = common.unwrap_or_else(|| resolver.type_name(ty, self.page, self.facts));
        let is_text = found == TypeName::Primitive(Primitive::String);
        let meant = if is_text { self.enums.meant_by_values(&row.name, &row.values) } else { None };
        meant.map_or(found, |name| TypeName::Named(name.to_owned()))
    }
}

/// The types whose Methods tables list a page.
pub(super) fn listed_by<'i>(index: &'i Index<'_>, listed: &[Listing<'_>]) -> impl Iterator<Item = &'i str> {
    listed.iter().filter_map(|(page, _)| index.types.of_page(*page).next())
}

/// The resource whose page has the longest file name that this one starts with, and the words behind it.
pub(super) fn resource_and_verb<'i>(
    index: &'i Index<'_>,
    page: usize,
    facts: &Facts,
    listed: &[Listing<'_>],
) -> (Option<&'i str>, String) {
    let stem = stem(&facts.path).to_lowercase();
    let ends = stem.rmatch_indices('-').map(|(at, _)| at);
    for end in ends {
        let prefix = stem.get(..end).unwrap_or("");
        let declared = index.pages_with_stem(prefix).find_map(|page| index.types.of_page(page).next());
        let by_name = || match index.by_text(prefix, page) {
            Some(Target::Type(name)) => Some(name),
            _ => None,
        };
        if let Some(name) = declared.or_else(by_name) {
            return (Some(name), stem.get(end + 1..).unwrap_or("").to_owned());
        }
    }
    // Without a page for the resource, the words before the verb are more than one where they start with a namespace.
    let verb = stem.match_indices('-').map(|(at, _)| stem.get(at + 1..).unwrap_or(""));
    let verb = verb.clone().find(|rest| VERBS.iter().any(|verb| rest.starts_with(verb))).or(verb.clone().next());
    (listed_by(index, listed).next(), verb.unwrap_or("").to_owned())
}

/// How the words of a file name behind the resource start.
const VERBS: [&str; 7] = ["list-", "get-", "post-", "create-", "add-", "update-", "delete-"];

/// The last segment of a template, without its query.
pub(super) fn last_segment(template: &str) -> &str {
    let end = memchr(b'?', template.as_bytes()).unwrap_or(template.len());
    let path = template.get(..end).unwrap_or(template);
    let start = memrchr(b'/', path.as_bytes()).map_or(0, |slash| slash + 1);
    path.get(start..).unwrap_or(path)
}

fn is_plural_of(plural: &str, name: &str) -> bool {
    plural.len() == name.len() + 1 && plural.eq_ignore_ascii_case(&format!("{name}s"))
}

/// A name for comparison: letters and digits in lower case.
fn bare(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}
