//! What speaks for what stands below the service root: the URLs of the operations, and what they read and fill there.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::segments::{bare, segments};
use super::super::{Body, Operation, TypeName};
use super::rules;
use super::sources::Sources;
use super::values::{SET, SINGLETON};
use super::{Claim, Evidence, Field, Inference, Source, Subject};

/// The claims about one first segment: one place for each thing said; a hundred requests below it say no more.
#[derive(Default)]
struct Root<'a> {
    names: Vec<Claim<'a>>,
    kinds: Vec<Claim<'a>>,
    types: Vec<Claim<'a>>,
}

pub(super) fn gather(sources: &Sources<'_>, evidence: &mut Evidence) {
    let mut roots: BTreeMap<String, Root<'_>> = BTreeMap::new();
    for operation in sources.schema.operations.values() {
        let page = sources.index.page(&operation.page).and_then(|page| sources.page(page));
        let Some(page) = page else { continue };
        let lines = page.facts.operations.iter().filter(|claim| claim.method == operation.method);
        for line in lines.flat_map(|claim| &claim.requests) {
            let mut segments = segments(&line.url.template);
            let Some(first) = segments.next().map(bare) else { continue };
            let (second, third) = (segments.next(), segments.next());
            let root = roots.entry(first.to_lowercase()).or_default();
            let claim = |says, rule| -> Claim<'_> { page.claim(Source::Url, line.span, Cow::Borrowed(says), rule) };
            add(&mut root.names, claim(first, &rules::FIRST_SEGMENT));
            let is_keyed = second.is_some_and(|segment| segment.starts_with('{'));
            let is_direct = second.is_none() || (third.is_none() && is_keyed);
            let is_read = is_direct && operation.call.is_none();
            let is_list = is_read && !is_keyed && operation.response.ty.as_ref().is_some_and(TypeName::is_collection);
            add(
                &mut root.kinds,
                match (is_keyed, is_list) {
                    (true, _) => claim(SET, &rules::KEYED),
                    (false, true) => claim(SET, &rules::READ_AS_LIST),
                    (false, false) => claim(SINGLETON, &rules::NEVER_KEYED),
                },
            );
            if let Some(says) = element(operation).filter(|_| is_read) {
                add(&mut root.types, claim(says, &rules::STANDS_THERE));
            }
        }
    }
    let subjects: Vec<Subject> =
        evidence.subjects.keys().filter(|subject| matches!(subject, Subject::Root(_))).cloned().collect();
    for subject in subjects {
        let Subject::Root(name) = &subject else { continue };
        let Some(root) = roots.remove(&name.to_lowercase()) else { continue };
        let Some(at) = root.names.first().map(|claim| claim.at) else { continue };
        let inferred = |rule| Inference { at, rule };
        evidence.record(&subject, Field::Name, root.names, inferred(rules::FIRST_SEGMENT.counts));
        evidence.record(&subject, Field::Kind, root.kinds, inferred(rules::KEYED.counts));
        evidence.record(&subject, Field::Type, root.types, inferred(rules::BY_CONTINUATIONS));
    }
}

/// Adds a claim unless another place says the same by the same rule.
fn add<'a>(known: &mut Vec<Claim<'a>>, claim: Claim<'a>) {
    if known.iter().all(|other| other.says != claim.says || !std::ptr::eq(other.rule, claim.rule)) {
        known.push(claim);
    }
}

/// The named type that an operation answers with, or else takes.
fn element(operation: &Operation) -> Option<&str> {
    let taken = match &operation.body {
        Body::Object { ty, .. } => ty.named(),
        _ => None,
    };
    operation.response.ty.as_ref().and_then(TypeName::named).or(taken)
}
