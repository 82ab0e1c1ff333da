//! What speaks for the parameters of operations one by one: headers, query options, fields of the body, arguments of
//! actions and functions, parameters of the URL.

use crate::diagnostic::Span;
use crate::facts::{JsonMember, RowClaim, UrlParameter};

use super::super::operations::last_segment;
use super::super::{Primitive, TypeName};
use super::operations::Gatherer;
use super::rules;
use super::values::{
    ARGUMENT, BODY_FIELD, HEADER, QUERY_OPTION, URL_PARAMETER, overload_words, position_word, trait_words,
};
use super::{Claim, Evidence, Field, Source, Subject};

/// One place that speaks about a parameter.
struct Hit<'a> {
    span: Span,
    place: Place<'a>,
    /// What a parameter at this place is.
    kinds: &'static [&'static str],
}

enum Place<'a> {
    Row(&'a RowClaim),
    Member(&'a JsonMember),
    /// The placeholder in a request line.
    Placeholder(&'a UrlParameter),
    /// An argument of a function call in a request line.
    Argument(&'a str),
}

pub(super) fn gather(gatherer: &Gatherer<'_>, evidence: &mut Evidence) {
    let Subject::Operation(key) = &gatherer.subject else { return };
    let hits = hits(gatherer);
    let is_own = |subject: &&Subject| matches!(subject, Subject::Parameter { owner, .. } if owner == key);
    let first = Subject::Parameter { owner: key.clone(), name: String::new() };
    let subjects = evidence.subjects.range(first..).map(|(subject, _)| subject);
    let subjects: Vec<Subject> = subjects.take_while(is_own).cloned().collect();
    for subject in &subjects {
        let Subject::Parameter { name, .. } = subject else { continue };
        let own: Vec<&Hit<'_>> = hits.iter().filter(|hit| bare(hit.name()) == bare(name)).collect();
        one(gatherer, subject, &own, evidence);
    }
    overloads(gatherer, evidence);
}

/// What a row can be about where parameters of functions and of the path are listed; rows of a GET that look like a
/// body are the same.
const LISTED: &[&str] = &[ARGUMENT, URL_PARAMETER, QUERY_OPTION];
const SENT: &[&str] = &[BODY_FIELD, ARGUMENT];

fn hits<'a>(gatherer: &Gatherer<'a>) -> Vec<Hit<'a>> {
    let claim = gatherer.claim;
    let sent = if claim.method == "GET" { LISTED } else { SENT };
    let lists: [(&[RowClaim], &'static [&'static str]); 4] = [
        (&claim.headers, &[HEADER]),
        (&claim.query, &[QUERY_OPTION]),
        (&claim.parameters, LISTED),
        (&claim.body.rows, sent),
    ];
    let hit = |span, place, kinds| Hit { span, place, kinds };
    let rows = lists.into_iter().flat_map(|(rows, kinds)| rows.iter().map(move |row| (row, kinds)));
    let mut hits: Vec<Hit<'a>> = rows.map(|(row, kinds)| hit(row.span, Place::Row(row), kinds)).collect();
    hits.extend(claim.body.shown.iter().map(|member| hit(member.span, Place::Member(member), SENT)));
    for line in &claim.requests {
        let shown = line.url.parameters.iter();
        hits.extend(shown.map(|shown| hit(line.span, Place::Placeholder(shown), &[URL_PARAMETER])));
        let given = arguments(&line.url.template).into_iter();
        hits.extend(given.map(|name| hit(line.span, Place::Argument(name), &[ARGUMENT])));
    }
    hits
}

/// The names before `=` in the parentheses at the end of a template.
fn arguments(template: &str) -> Vec<&str> {
    let inner = last_segment(template).split_once('(').map_or("", |(_, rest)| rest);
    inner.split(',').filter_map(|argument| Some(argument.split_once('=')?.0.trim())).collect()
}

impl Hit<'_> {
    fn name(&self) -> &str {
        match &self.place {
            Place::Row(row) => &row.name,
            Place::Member(member) => &member.name,
            Place::Placeholder(parameter) => &parameter.name,
            Place::Argument(name) => name,
        }
    }

    fn source(&self) -> Source {
        match self.place {
            Place::Row(_) => Source::Table,
            Place::Member(_) => Source::Representation,
            Place::Placeholder(_) | Place::Argument(_) => Source::Url,
        }
    }

    fn row(&self) -> Option<&RowClaim> {
        match self.place {
            Place::Row(row) => Some(row),
            _ => None,
        }
    }

    fn placeholder(&self) -> Option<&UrlParameter> {
        match self.place {
            Place::Placeholder(parameter) => Some(parameter),
            _ => None,
        }
    }
}

/// One parameter and all that shows it.
fn one(gatherer: &Gatherer<'_>, subject: &Subject, hits: &[&Hit<'_>], evidence: &mut Evidence) {
    let page = gatherer.page;
    let span = hits.first().map_or(gatherer.line(), |hit| hit.span);
    let inferred = |rule| page.inference(Some(span), rule);
    let claim = |hit: &Hit<'_>, says, rule| page.claim(hit.source(), hit.span, says, rule);

    let names = hits.iter().map(|hit| match hit.source() {
        Source::Url => claim(hit, hit.name(), &rules::TEMPLATE),
        Source::Representation => claim(hit, hit.name(), &rules::BODY_JSON),
        _ => claim(hit, hit.name(), &rules::PARAMETER_ROW),
    });
    evidence.record(subject, Field::Name, names.collect(), inferred(rules::IN_TEMPLATE));

    let fact = evidence.subjects.get(subject).and_then(|facts| facts.get(&Field::Kind));
    let has: Vec<String> = fact.map_or_else(Vec::new, |fact| fact.values.clone());
    let kinds = hits.iter().flat_map(|hit| {
        let kinds = hit.kinds.iter().filter(|kind| has.iter().any(|known| known == *kind));
        kinds.map(|kind| claim(hit, kind, &rules::SECTION))
    });
    evidence.record(subject, Field::Kind, kinds.collect(), inferred(rules::ARGUMENT_OF_CALL));

    let types = hits.iter().filter_map(|hit| match &hit.place {
        Place::Row(row) => {
            let ty = row.ty.as_ref()?;
            let says = gatherer.sources.cell(ty, page).into_text();
            Some(page.claim(Source::Table, ty.span, says, &rules::PARAMETER_ROW))
        }
        Place::Member(member) => {
            let ty = gatherer.sources.placeholder(member, page);
            // A sample or a bare object says nothing about its type.
            let is_told = *ty.element() != TypeName::Primitive(Primitive::Untyped) || has_type(evidence, subject, &ty);
            let is_plain = *ty.element() == TypeName::Primitive(Primitive::String);
            let rule = if is_plain { &rules::PLAIN_TEXT } else { &rules::BODY_JSON };
            is_told.then(|| page.claim(hit.source(), hit.span, ty.into_text(), rule))
        }
        Place::Placeholder(_) | Place::Argument(_) => None,
    });
    let types: Vec<Claim<'_>> = types.collect();
    let is_text = has.iter().all(|kind| [HEADER, QUERY_OPTION].contains(&kind.as_str()));
    let rule = if is_text { rules::ALWAYS_TEXT } else { rules::TEXT_UNLESS_SAID };
    evidence.support(subject, Field::Type, types, inferred(rule));

    let shown = || hits.iter().filter_map(|hit| Some((hit, hit.placeholder()?)));
    let positions = shown().map(|(hit, shown)| claim(hit, position_word(shown.position), &rules::TEMPLATE));
    evidence.support(subject, Field::Position, positions.collect(), inferred(rules::IN_TEMPLATE));
    let alternatives = shown().flat_map(|(hit, shown)| shown.alternatives.iter().map(move |says| (hit, says)));
    let alternatives = alternatives.map(|(hit, says)| claim(hit, says, &rules::TEMPLATE));
    evidence.support(subject, Field::Alternatives, alternatives.collect(), inferred(rules::IN_TEMPLATE));

    let rows = || hits.iter().filter_map(|hit| Some((hit, hit.row()?)));
    let words = rows().flat_map(|(hit, row)| trait_words(&row.traits).into_iter().map(move |says| (hit, says)));
    let words = words.map(|(hit, says)| page.claim(Source::Prose, hit.span, says, &rules::PARAMETER_ROW));
    evidence.support(subject, Field::Traits, words.collect(), inferred(rules::OF_THE_PAGE));
    let docs = rows().filter(|(_, row)| !row.doc.is_empty());
    let docs = docs.map(|(hit, row)| claim(hit, &row.doc, &rules::PARAMETER_ROW));
    let beside = shown().filter(|(_, shown)| !shown.doc.is_empty());
    let docs = docs.chain(beside.map(|(hit, shown)| claim(hit, &shown.doc, &rules::TEMPLATE)));
    evidence.support(subject, Field::Doc, docs.collect(), inferred(rules::OF_THE_PAGE));
}

fn has_type(evidence: &Evidence, subject: &Subject, ty: &TypeName) -> bool {
    let fact = evidence.subjects.get(subject).and_then(|facts| facts.get(&Field::Type));
    fact.is_some_and(|fact| fact.values.contains(&ty.to_string()))
}

/// The sets of arguments that request lines show and tables list.
fn overloads(gatherer: &Gatherer<'_>, evidence: &mut Evidence) {
    let (page, claim) = (gatherer.page, gatherer.claim);
    let mut claims = Vec::new();
    for line in &claim.requests {
        let given = arguments(&line.url.template);
        if !given.is_empty() {
            claims.push(page.claim(Source::Url, line.span, overload_words(given), &rules::SHOWN_OVERLOAD));
        }
    }
    let rows: Vec<&RowClaim> = claim.parameters.iter().chain(&claim.body.rows).collect();
    if let Some(first) = rows.first() {
        let names = rows.iter().map(|row| row.name.as_str());
        claims.push(page.claim(Source::Table, first.span, overload_words(names), &rules::LISTED_PARAMETERS));
    }
    let place = page.inference(Some(gatherer.line()), rules::OVERLOADS);
    evidence.support(&gatherer.subject, Field::Overloads, claims, place);
}

/// A name for comparison: letters and digits in lower case.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
