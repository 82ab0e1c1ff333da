//! What speaks for the facts of operations.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Span;
use crate::facts::{OperationFacts, RowClaim};

use super::super::index::short_name;
use super::super::operations::{Listing, key, last_segment, listed_by, resource_and_verb};
use super::super::paths::Paths;
use super::super::same_request;
use super::super::segments::{bare, split_last};
use super::super::{Body, Operation, OperationKind, Primitive, TypeName, answers};
use super::rules::{self, Rule};
use super::sources::{Page, Sources};
use super::values::{BYTES, PARAMETERS, REFERENCE, answer_words, body_words, operation_word};
use super::{Claim, Evidence, Field, Scope, Source, Subject, parameters, permissions};

pub(super) fn gather(sources: &Sources<'_>, scope: Scope, evidence: &mut Evidence) {
    let schema = sources.schema;
    let paths = || Paths::new(&schema.types, &schema.container, &schema.operations);
    let paths = (scope == Scope::All).then(paths);
    let claims = if scope == Scope::All { claims(sources) } else { BTreeMap::new() };
    for (key, operation) in &schema.operations {
        let page = sources.index.page(&operation.page).and_then(|page| sources.page(page));
        let Some(page) = page else { continue };
        // A page describes one call for each method.
        let claim = page.facts.operations.iter().find(|claim| claim.method == operation.method);
        let Some(claim) = claim else { continue };
        let listed = sources.index.listings.get(page.number).map_or(&[][..], Vec::as_slice);
        let subject = Subject::Operation(key.clone());
        let gatherer =
            Gatherer { sources, page, claim, listed, operation, subject, paths: paths.as_ref(), claims: &claims };
        gatherer.body(scope, evidence);
        gatherer.response(scope, evidence);
        gatherer.answers_elsewhere(evidence);
        if scope == Scope::Disputed {
            continue;
        }
        gatherer.fields(evidence);
        gatherer.statuses(evidence);
        gatherer.identity(evidence);
        gatherer.same_request(evidence);
        gatherer.kind(evidence);
        gatherer.call(evidence);
        gatherer.sections(evidence);
        permissions::gather(&gatherer, evidence);
        parameters::gather(&gatherer, evidence);
    }
}

/// One call and all that speaks about it.
pub(super) struct Gatherer<'a> {
    pub(super) sources: &'a Sources<'a>,
    pub(super) page: Page<'a>,
    pub(super) claim: &'a OperationFacts,
    pub(super) listed: &'a [Listing<'a>],
    pub(super) operation: &'a Operation,
    pub(super) subject: Subject,
    /// Only where all is gathered.
    pub(super) paths: Option<&'a Paths<'a>>,
    /// The claims of all operations, by key.
    pub(super) claims: &'a BTreeMap<String, (Page<'a>, &'a OperationFacts)>,
}

fn claims<'a>(sources: &Sources<'a>) -> BTreeMap<String, (Page<'a>, &'a OperationFacts)> {
    let mut claims = BTreeMap::new();
    for page in (0..sources.index.facts.len()).filter_map(|page| sources.page(page)) {
        for (position, claim) in page.facts.operations.iter().enumerate() {
            claims.insert(key(sources.index, page.facts, claim, position), (page, claim));
        }
    }
    claims
}

/// The first words of titles and of file names behind the resource, and what they stand for.
const VERBS: [(&str, OperationKind); 8] = [
    ("list", OperationKind::List),
    ("get", OperationKind::Get),
    ("post", OperationKind::Create),
    ("create", OperationKind::Create),
    ("add", OperationKind::Create),
    ("update", OperationKind::Update),
    ("delete", OperationKind::Delete),
    ("delta", OperationKind::Function),
];

/// The last words of titles.
const TITLE_ENDS: [(&str, OperationKind); 2] =
    [("action", OperationKind::Action), ("function", OperationKind::Function)];

/// Methods that leave no choice.
const METHODS: [(&str, OperationKind); 3] =
    [("DELETE", OperationKind::Delete), ("PATCH", OperationKind::Update), ("PUT", OperationKind::Update)];

impl<'a> Gatherer<'a> {
    /// Records a fact of the operation itself.
    pub(super) fn record(&self, evidence: &mut Evidence, field: Field, claims: Vec<Claim<'_>>, rule: &'static str) {
        evidence.record(&self.subject, field, claims, self.page.inference(Some(self.line()), rule));
    }

    /// The first request line.
    pub(super) fn line(&self) -> Span {
        self.claim.requests.first().map_or(self.page.facts.title.span, |line| line.span)
    }

    fn last_segment(&self) -> &'a str {
        self.claim.requests.first().map_or("", |line| last_segment(&line.url.template))
    }

    /// The file itself: a place that is no text.
    fn file(&self, says: impl Into<Cow<'a, str>>, rule: &'static Rule) -> Claim<'a> {
        self.page.claim(Source::FileName, Span::default(), says, rule)
    }

    fn listing(
        &self,
        says: impl Into<Cow<'a, str>>,
        page: usize,
        span: Span,
        rule: &'static Rule,
    ) -> Option<Claim<'a>> {
        Some(self.sources.page(page)?.claim(Source::Methods, span, says, rule))
    }

    fn resource_and_verb(&self) -> (Option<&'a str>, String) {
        resource_and_verb(self.sources.index, self.page.number, self.page.facts, self.listed)
    }

    fn identity(&self, evidence: &mut Evidence) {
        let (page, operation) = (self.page, self.operation);
        let title = page.claim(Source::Heading, page.facts.title.span, &page.facts.title.value, &rules::OWN_PAGE);
        self.record(evidence, Field::Title, vec![title], rules::OF_THE_PAGE);
        let lines = || self.claim.requests.iter();
        let methods = lines().map(|line| page.claim(Source::Url, line.span, &self.claim.method, &rules::OWN_PAGE));
        self.record(evidence, Field::Method, methods.collect(), rules::OF_THE_PAGE);
        let urls = lines().map(|line| page.claim(Source::Url, line.span, &line.url.template, &rules::OWN_PAGE));
        self.record(evidence, Field::Urls, urls.collect(), rules::OF_THE_PAGE);

        let by_file = self.resource_and_verb().0.filter(|_| page.facts.path.contains('-'));
        let is_by_methods = listed_by(self.sources.index, self.listed).next() == by_file;
        let stem = super::super::index::stem(&page.facts.path).to_lowercase();
        let starts = by_file.is_some_and(|name| stem.starts_with(&short_name(name).to_lowercase()));
        let by_file = by_file.filter(|_| starts || !is_by_methods);
        let mut claims: Vec<Claim<'_>> =
            by_file.map(|name| self.file(name, &rules::RESOURCE_BY_FILE)).into_iter().collect();
        let listings = |rule: &'static Rule| {
            self.listed.iter().filter_map(move |(page, row)| {
                let name = self.sources.index.types.of_page(*page).next()?;
                self.listing(name, *page, row.span, rule)
            })
        };
        if claims.is_empty() {
            claims.extend(listings(&rules::RESOURCE_BY_METHODS).take(1));
        }
        self.record(evidence, Field::Resource, claims, rules::OF_THE_PAGE);
        if !operation.listed_by.is_empty() {
            let is_other = |claim: &Claim<'_>| operation.listed_by.iter().any(|name| **name == *claim.says);
            let others = listings(&rules::LISTED_TOO).filter(is_other);
            self.record(evidence, Field::ListedBy, others.collect(), rules::OF_THE_PAGE);
        }

        let area = page.places.area.zip(self.sources.area(page));
        let areas = area.map(|(span, area)| page.claim(Source::FrontMatter, span, area, &rules::OWN_PAGE));
        self.record(evidence, Field::Area, areas.into_iter().collect(), rules::OF_THE_PAGE);
        let notices = page.deprecated(&rules::OWN_PAGE).into_iter().collect();
        self.record(evidence, Field::Deprecated, notices, rules::OF_THE_PAGE);
        let docs = page.doc(&rules::OWN_PAGE).into_iter().collect();
        self.record(evidence, Field::Doc, docs, rules::OF_THE_PAGE);
        self.record(evidence, Field::Pages, vec![page.described()], rules::OF_THE_PAGE);
    }

    fn same_request(&self, evidence: &mut Evidence) {
        let request = |claim: &OperationFacts, template: &str| same_request::request(&claim.method, template);
        let own: BTreeSet<String> =
            self.claim.requests.iter().map(|line| request(self.claim, &line.url.template)).collect();
        let others = self.operation.same_request.iter().filter_map(|key| {
            let (page, claim) = self.claims.get(key)?;
            let line = claim.requests.iter().find(|line| own.contains(&request(claim, &line.url.template)))?;
            Some(page.claim(Source::Url, line.span, key, &rules::SAME_REQUEST))
        });
        self.record(evidence, Field::SameRequest, others.collect(), rules::OF_THE_PAGE);
    }

    fn kind(&self, evidence: &mut Evidence) {
        let (method, last) = (self.claim.method.as_str(), self.last_segment());
        let by_method = METHODS.iter().find(|(known, _)| *known == method).map(|(_, kind)| *kind);
        let by_method = by_method
            .map(|kind| self.page.claim(Source::Url, self.line(), operation_word(kind), &rules::KIND_BY_METHOD));
        let verb = self.resource_and_verb().1;
        let called = if method == "GET" { OperationKind::Function } else { OperationKind::Action };
        let by_url = match last {
            "$ref" if method == "POST" => Some(OperationKind::Add),
            _ if by_method.is_some() => None,
            _ if last.ends_with(')') || last.eq_ignore_ascii_case(&verb) => Some(called),
            _ if last.ends_with('}') && method == "GET" => Some(OperationKind::Get),
            _ => None,
        };
        let by_url =
            by_url.map(|kind| self.page.claim(Source::Url, self.line(), operation_word(kind), &rules::KIND_BY_URL));
        let first = verb.split('-').next().unwrap_or("");
        let by_file = VERBS.iter().find(|(known, _)| *known == first);
        let by_file = by_file.map(|(_, kind)| self.file(operation_word(*kind), &rules::KIND_BY_FILE));
        let title = self.page.facts.title.value.to_lowercase();
        let end = title.rsplit(' ').next().unwrap_or("");
        let start = title.split(' ').next().unwrap_or("");
        let titled = TITLE_ENDS.iter().find(|(known, _)| *known == end);
        let titled = titled.or_else(|| VERBS.iter().find(|(known, _)| *known == start && title.contains(' ')));
        let span = self.page.facts.title.span;
        let titled = titled
            .map(|(_, kind)| self.page.claim(Source::Heading, span, operation_word(*kind), &rules::KIND_BY_TITLE));
        let claims = by_method.into_iter().chain(by_url).chain(by_file).chain(titled).collect();
        self.record(evidence, Field::Kind, claims, rules::KIND_LEFT);
    }

    fn call(&self, evidence: &mut Evidence) {
        let Some(call) = &self.operation.call else { return };
        let names = self.claim.requests.iter().map(|line| {
            let name = short_name(bare(last_segment(&line.url.template)));
            self.page.claim(Source::Url, line.span, name, &rules::CALL_NAME)
        });
        self.record(evidence, Field::Call, names.collect(), rules::OF_THE_PAGE);
        let bindings = self.claim.requests.iter().filter_map(|line| {
            let (before, _) = split_last(&line.url.template)?;
            let ty = self.paths?.walk(&before)?;
            Some(self.page.claim(Source::Url, line.span, ty.into_text(), &rules::BINDING))
        });
        if !call.bindings.is_empty() {
            self.record(evidence, Field::Bindings, bindings.collect(), rules::BINDING_BY_FILE);
        }
    }

    fn body(&self, scope: Scope, evidence: &mut Evidence) {
        let (page, body) = (self.page, &self.claim.body);
        let is_bodiless = matches!(self.claim.method.as_str(), "GET" | "DELETE");
        let heading = body.span.unwrap_or(page.facts.title.span);
        let said = |applies: bool, source, span, says: &'static str, rule| {
            applies.then(|| page.claim(source, span, says, rule))
        };
        let line = self.line();
        let is_reference = !is_bodiless && self.last_segment() == "$ref";
        let denied = page.places.no_request_body;
        let object = body.object.as_ref().and_then(|name| {
            let found = self.sources.reference(name, page)?;
            Some((name, if body.is_list { Cow::Owned(format!("Collection({found})")) } else { found }))
        });
        let row = body.rows.first().filter(|_| !is_bodiless).map(|row| row.span);
        let shown = body.shown.first().filter(|_| !is_bodiless).map(|member| member.span);
        let claims = [
            said(is_bodiless, Source::Url, line, rules::NOTHING, &rules::NO_BODY_METHOD),
            denied.map(|span| page.claim(Source::Prose, span, rules::NOTHING, &rules::NO_BODY_SAID)),
            said(is_reference, Source::Url, line, REFERENCE, &rules::BODY_REFERENCE),
            object.map(|(name, found)| page.claim(Source::Prose, name.span, found, &rules::BODY_OBJECT)),
            row.map(|span| page.claim(Source::Table, span, PARAMETERS, &rules::BODY_TABLE)),
            shown.map(|span| page.claim(Source::Representation, span, PARAMETERS, &rules::BODY_JSON)),
            said(body.is_reference, Source::Prose, heading, REFERENCE, &rules::BODY_REFERENCE_SAID),
            said(body.is_bytes, Source::Prose, heading, BYTES, &rules::BODY_BYTES),
        ];
        let claims = claims.into_iter().flatten().collect();
        let place = page.inference(body.span.or(Some(self.line())), rules::BODY_ASSUMED);
        let value = body_words(&self.operation.body);
        evidence.dispute(scope, (&self.subject, Field::Body, &value), claims, place);
    }

    fn fields(&self, evidence: &mut Evidence) {
        let (page, body) = (self.page, &self.claim.body);
        if let Body::Object { fields, .. } | Body::Parameters { fields } = &self.operation.body {
            let rows = body.rows.iter().map(|row| row_claim(page, row));
            let shown = body.shown.iter().filter(|_| body.rows.is_empty());
            let shown =
                shown.map(|member| page.claim(Source::Representation, member.span, &member.name, &rules::BODY_JSON));
            let claims: Vec<Claim<'_>> = rows.chain(shown).collect();
            if !fields.is_empty() {
                self.record(evidence, Field::Parameters, claims, rules::OF_THE_PAGE);
            }
        }
    }

    fn response(&self, scope: Scope, evidence: &mut Evidence) {
        let (page, response) = (self.page, &self.operation.response);
        let vote = |ty, page, many: bool| {
            let name = self.sources.resolve(|resolver| answers::vote(resolver, ty, page))?;
            Some(if ty.collection || many { name.collection() } else { name }.into_text())
        };
        let mut claims: Vec<Claim<'_>> = Vec::new();
        let denied = page.places.no_response_body;
        claims.extend(denied.map(|span| page.claim(Source::Prose, span, rules::NOTHING, &rules::NO_ANSWER_SAID)));
        let stated = self.claim.response.ty.as_ref();
        let stated = stated.filter(|ty| answers::is_told(self.sources.index, ty, page.number));
        let stated = stated.and_then(|ty| Some((ty.span, vote(ty, page.number, false)?)));
        claims.extend(stated.map(|(span, says)| page.claim(Source::Prose, span, says, &rules::SENTENCE_VOTE)));
        claims.extend(self.listed.iter().filter_map(|(page, row)| {
            let says = vote(row.returns.as_ref()?, *page, false)?;
            self.listing(says, *page, row.span, &rules::METHODS_VOTE)
        }));
        let answers = page.facts.examples.iter().filter_map(|example| example.response.as_ref());
        claims.extend(answers.filter_map(|message| {
            let ty = message.ty.as_ref().filter(|_| message.status().is_none_or(|status| status < 400))?;
            let says = vote(ty, page.number, message.is_collection)?;
            Some(page.claim(Source::Example, ty.span, says, &rules::EXAMPLE_VOTE))
        }));
        let rule = match (&response.ty, claims.is_empty()) {
            (Some(TypeName::Primitive(Primitive::Untyped)), true) => rules::UNTYPED_ANSWER,
            (Some(_), true) => rules::REDIRECT,
            (Some(_), false) => rules::VOTE,
            (None, _) => rules::NO_ANSWER,
        };
        let place = page.inference(page.places.response.or(Some(self.line())), rule);
        let value = answer_words(response);
        evidence.dispute(scope, (&self.subject, Field::Response, &value), claims, place);
    }

    fn answers_elsewhere(&self, evidence: &mut Evidence) {
        let elsewhere = &self.operation.response.elsewhere;
        let lines = self.claim.requests.iter().filter_map(|line| {
            let ty = elsewhere.get(&line.url.template)?;
            let says = format!("{}: {ty}", line.url.template);
            Some(self.page.claim(Source::Url, line.span, says, &rules::LEADS_ELSEWHERE))
        });
        if !elsewhere.is_empty() {
            self.record(evidence, Field::Answers, lines.collect(), rules::OF_THE_PAGE);
        }
    }

    fn statuses(&self, evidence: &mut Evidence) {
        let page = self.page;
        let span = page.places.statuses.or(page.places.response).unwrap_or(page.facts.title.span);
        let claims = self.claim.response.statuses.iter();
        let claims = claims.map(|status| page.claim(Source::Prose, span, status.to_string(), &rules::OWN_PAGE));
        self.record(evidence, Field::Statuses, claims.collect(), rules::OF_THE_PAGE);
    }

    fn sections(&self, evidence: &mut Evidence) {
        let claims = |rows: &'a [RowClaim]| rows.iter().map(|row| row_claim(self.page, row)).collect::<Vec<_>>();
        self.record(evidence, Field::Headers, claims(&self.claim.headers), rules::OF_THE_PAGE);
        // Parameters that no form of the URL shows are options of the query.
        let is_option = |claim: &Claim<'_>| self.operation.query.iter().any(|option| option.name == claim.says);
        let rows = [&self.claim.query, &self.claim.parameters, &self.claim.body.rows].into_iter();
        let rows = rows.flat_map(|rows| claims(rows)).filter(is_option).collect();
        self.record(evidence, Field::Query, rows, rules::OF_THE_PAGE);
    }
}

fn row_claim<'a>(page: Page<'a>, row: &'a RowClaim) -> Claim<'a> {
    page.claim(Source::Table, row.span, &row.name, &rules::SECTION_TABLE)
}
