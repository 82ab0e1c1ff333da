//! What a page says about the response: status codes, and what comes back.

use borsh::{BorshDeserialize, BorshSerialize};
use memchr::memchr2_iter;
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::Inline;

use super::Primitive;
use super::outline::{Outline, Topic};
use super::phrases::{PhraseSets, Phrases};
use super::type_ref::{NameRef, TypeClaim, TypeRef};

/// What a page says about the response.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct ResponseClaim {
    /// Status codes of success, in order.
    pub statuses: Vec<u16>,
    /// The type that the sentences name.
    pub ty: Option<TypeRef>,
    /// Whether the sentences say that there is no body.
    pub no_body: bool,
    /// Whether the sentences speak of the response body.
    pub names_body: bool,
}

/// That there is no answer, or nothing in it.
pub(super) static NO_CONTENT: Phrases = Phrases::new(&[
    "does not return anything",
    "doesn't return anything",
    "not return anything",
    "no response body",
    "empty response body",
    "response body is empty",
    "does not return a response body",
    "doesn't return a response body",
]);

static RESPONSE_BODY: Phrases = Phrases::new(&["in the response body"]);
static ANSWER: Phrases = Phrases::new(&["return", "response"]);

/// What a sentence about the response may hold, told before anything is read from it.
static SENTENCES: PhraseSets<3> = PhraseSets::new([&RESPONSE_BODY, &NO_CONTENT, &ANSWER]);

/// Reads the Response sections.
pub(super) fn read(outline: &Outline<'_>) -> ResponseClaim {
    let mut claim = ResponseClaim::default();
    for part in outline.about(Topic::Response) {
        for text in part.section.paragraphs() {
            let plain = text.plain();
            let [names_body, no_body, names_answer] = SENTENCES.are_in(&plain);
            for status in statuses(&plain) {
                if !claim.statuses.contains(&status) {
                    claim.statuses.push(status);
                }
            }
            claim.names_body |= names_body;
            claim.no_body |= no_body;
            if claim.ty.is_none() && names_answer {
                claim.ty = returned_link(text, &plain).or_else(|| returned_words(&plain, text.span));
            }
        }
    }
    claim
}

/// The status codes of success in a sentence.
pub(super) fn statuses(plain: &str) -> Vec<u16> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/');
    let mut codes: Vec<u16> = Vec::new();
    for at in memchr2_iter(b'2', b'3', plain.as_bytes()) {
        let (before, rest) = plain.split_at_checked(at).unwrap_or((plain, ""));
        let Some((code, after)) = rest.split_at_checked(3) else { continue };
        let is_in_word =
            before.trim_end_matches('.').ends_with(is_word) || after.trim_start_matches('.').starts_with(is_word);
        if let Some(code) = code.parse().ok().filter(|code| is_success(*code) && !is_in_word && !codes.contains(code)) {
            codes.push(code);
        }
    }
    codes
}

/// Whether HTTP has the code: a number that starts like one may be the name of a product.
fn is_success(code: u16) -> bool {
    matches!(code, 200..=208 | 226 | 300..=308)
}

/// The first link to a page of the docs that is no page about errors. `plain` is the text without markup.
fn returned_link(text: &Inline<'_>, plain: &str) -> Option<TypeRef> {
    let link = text.links().find(|link| {
        let is_page = link.path.as_deref().is_some_and(|path| path.to_ascii_lowercase().ends_with(".md"));
        is_page && !link.text.to_lowercase().contains("error")
    })?;
    let (before, after) = plain.split_once(&*link.text).unwrap_or_default();
    let before = before.to_ascii_lowercase();
    // A link behind "the `Location` header" says what stands at that address.
    if before.contains("location") && before.contains("header") {
        return None;
    }
    Some(TypeRef {
        span: link.span,
        collection: speaks_of_many(&before, after),
        claim: TypeClaim::Named(NameRef::of_link(link)),
        alternatives: Vec::new(),
    })
}

const MANY_BEFORE: [&str; 6] =
    ["collection of", "list of", "array of", "set of", "collection containing", "list containing"];
const MANY_AFTER: [&str; 5] = ["collection", "objects", "resources", "entities", "list"];

/// Whether the words around a type say that there are several. Those before it are in lower case.
fn speaks_of_many(before: &str, after: &str) -> bool {
    let tail = before.char_indices().rev().nth(39).and_then(|(start, _)| before.get(start..)).unwrap_or(before);
    let is = |word: Option<&str>, known: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(known));
    let mut words = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (next, second) = (words.next(), words.next());
    MANY_BEFORE.iter().any(|phrase| tail.contains(phrase))
        || MANY_AFTER.iter().any(|word| is(next, word))
        || (is(next, "object") && is(second, "collection"))
}

/// Primitive types that sentences name as what comes back.
const RETURNED_WORDS: [(&str, Primitive, bool); 9] = [
    ("true value is returned", Primitive::Boolean, false),
    ("returns true", Primitive::Boolean, false),
    ("string collection", Primitive::String, true),
    ("collection of string", Primitive::String, true),
    ("a string ", Primitive::String, false),
    ("string value", Primitive::String, false),
    ("boolean value", Primitive::Boolean, false),
    ("a boolean", Primitive::Boolean, false),
    ("a stream", Primitive::Stream, false),
];

fn returned_words(plain: &str, span: Span) -> Option<TypeRef> {
    let lower = plain.to_ascii_lowercase();
    let found = RETURNED_WORDS.iter().find(|(words, ..)| lower.contains(words));
    found.map(|(_, primitive, collection)| TypeRef {
        span,
        collection: *collection,
        claim: TypeClaim::Primitive(*primitive),
        alternatives: Vec::new(),
    })
}
