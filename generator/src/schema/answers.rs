//! What comes back from a call, by vote: the sentences of the page, a Methods table, the annotation of an example.

use crate::facts::{Content, Message, ResponseClaim, TypeClaim, TypeRef};

use super::index::{Index, Target};
use super::operations::{Subject, last_segment};
use super::types::Resolver;
use super::{Primitive, Response, TypeName};

/// Decides the answer of a call.
pub(super) fn decide(subject: &Subject<'_>, resolver: &mut Resolver<'_, '_>, verb: &str) -> Response {
    let claim = &subject.claim.response;
    let statuses = claim.statuses.clone();
    let answers = subject.facts.examples.iter().filter_map(|example| example.response.as_ref());
    // A redirect has no body; its annotation tells what stands at the other address.
    let is_answer = |message: &&Message| match message.status() {
        Some(status) => (300..400).contains(&status) || (status < 300 && !message.body.is_empty()),
        None => !message.body.is_empty(),
    };
    let examples: Vec<&Message> = answers.filter(is_answer).collect();
    let all = |test: fn(u16) -> bool| !statuses.is_empty() && statuses.iter().all(|status| test(*status));
    let is_accepted = all(|status| matches!(status, 202 | 204)) && !claim.names_body && examples.is_empty();
    if claim.no_body || all(|status| status == 204) || is_accepted {
        return Response { statuses, ..Response::default() };
    }
    let votes = votes(subject, resolver, &examples);
    if votes.is_empty() && all(|status| (300..400).contains(&status)) {
        // What the address leads to is a file.
        return Response { ty: Some(TypeName::Primitive(Primitive::Stream)), statuses, ..Response::default() };
    }
    let last = subject.claim.requests.first().map_or("", |line| last_segment(&line.url.template));
    let is_one = subject.claim.method == "GET" && last.ends_with('}') && !last.contains('(');
    let ty = elect(&votes, verb.starts_with("list")).map(|ty| if is_one { ty.element().clone() } else { ty });
    Response { ty: ty.or_else(|| untyped(claim, &examples)), statuses, ..Response::default() }
}

/// A body that the page shows or promises is any JSON where nothing tells its type.
fn untyped(claim: &ResponseClaim, examples: &[&Message]) -> Option<TypeName> {
    let is_json = |message: &&&Message| match message.content() {
        Content::Json(value) => value.as_object().is_none_or(|members| !members.is_empty()),
        Content::Broken => true,
        Content::None | Content::Other => false,
    };
    let shown = examples.iter().filter(is_json).count();
    let is_promised = claim.names_body && examples.is_empty();
    (shown > 0 || is_promised).then_some(TypeName::Primitive(Primitive::Untyped))
}

/// Type and collection flag of each source. A link of the page says more than its other words.
fn votes(subject: &Subject<'_>, resolver: &mut Resolver<'_, '_>, examples: &[&Message]) -> Vec<(TypeName, bool)> {
    let stated = subject.claim.response.ty.as_ref();
    let by_link = stated.filter(|ty| matches!(&ty.claim, TypeClaim::Named(name) if name.path.is_some()));
    let by_words = stated.filter(|ty| by_link.is_none() && is_told(resolver.index, ty, subject.page));
    // The Methods tables of several types are copies of each other.
    let method = subject.listed.iter().find_map(|(page, row)| Some((row.returns.as_ref()?, *page, false)));
    let example = examples.iter().find_map(|message| Some((message.ty.as_ref()?, subject.page, message.is_collection)));
    let sources = by_link.map(|ty| (ty, subject.page, false)).into_iter().chain(method).chain(example);
    let sources = sources.chain(by_words.map(|ty| (ty, subject.page, false)));
    sources.filter_map(|(ty, page, many)| vote(resolver, ty, page).map(|name| (name, ty.collection || many))).collect()
}

/// Whether a sentence tells a type: a name without a link may be any word, and counts if a page declares it.
pub(super) fn is_told(index: &Index<'_>, ty: &TypeRef, page: usize) -> bool {
    match &ty.claim {
        TypeClaim::Named(name) if name.path.is_none() => index.by_text(&name.text, page).is_some(),
        _ => true,
    }
}

/// The type that one source promises; none if it is about something else.
pub(super) fn vote(resolver: &mut Resolver<'_, '_>, ty: &TypeRef, page: usize) -> Option<TypeName> {
    match &ty.claim {
        TypeClaim::Primitive(primitive) => Some(TypeName::Primitive(*primitive)),
        TypeClaim::Named(name) => match resolver.index.resolve(name, page, resolver.diagnostics) {
            // A link of a sentence that leads to no type, or to a page about a call, is about something else.
            Target::Unknown(_) if !is_name(&name.text) || resolver.index.leads_to_call(name) => None,
            Target::Unknown(name) => {
                resolver.unknown.add(&name, resolver.index.facts.get(page)?, ty.span);
                Some(TypeName::Named(name))
            }
            target => Some(TypeName::Named(target.into_name())),
        },
        TypeClaim::Unreadable(_) => None,
    }
}

/// The name with most votes, the first on a tie; and whether most votes for it say that there are several.
fn elect(votes: &[(TypeName, bool)], is_list: bool) -> Option<TypeName> {
    let count = |name: &TypeName| votes.iter().filter(|(other, _)| other == name).count();
    let best = votes.iter().map(|(name, _)| count(name)).max()?;
    let (winner, _) = votes.iter().find(|(name, _)| count(name) == best)?;
    let many = votes.iter().filter(|(name, many)| name == winner && *many).count();
    let one = count(winner) - many;
    let collection = if many == one { is_list } else { many > one };
    Some(if collection { winner.clone().collection() } else { winner.clone() })
}

/// Whether a text could be the name of a type.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '#'))
}
