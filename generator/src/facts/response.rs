//! What a page says about the response: status codes, and what comes back.

use borsh::{BorshDeserialize, BorshSerialize};
use memchr::memchr2_iter;
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::{Inline, Piece};

use super::outline::{Outline, Topic};
use super::phrases::{PhraseSets, Phrases};
use super::type_ref::{self, NameRef, TypeClaim, TypeRef};
use super::{Primitive, prose};

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
    "nothing in the response body",
    "no content in the response body",
    "no object in the response body",
    "no data in the response body",
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
            let here = statuses(&plain);
            // What a sentence calls by name beside these is what the call is about.
            let is_bodiless = !here.is_empty() && here.iter().all(|status| matches!(status, 202 | 204)) && !names_body;
            for status in here {
                if !claim.statuses.contains(&status) {
                    claim.statuses.push(status);
                }
            }
            claim.names_body |= names_body;
            claim.no_body |= no_body;
            if claim.ty.is_none() && names_answer {
                let named = || (!is_bodiless).then(|| returned_name(text)).flatten();
                let words = || returned_words(&plain, text.span);
                claim.ty = returned_link(text, &plain).or_else(named).or_else(words);
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
    if is_elsewhere(&before) {
        return None;
    }
    Some(TypeRef {
        span: link.span,
        collection: speaks_of_many(&before, after),
        claim: TypeClaim::Named(NameRef::of_link(link)),
        alternatives: Vec::new(),
    })
}

/// Whether the words before a type are about "the `Location` header": the type is what stands at that address.
fn is_elsewhere(before: &str) -> bool {
    before.contains("location") && before.contains("header")
}

/// The first name in bold or as code that a word for an object or for several follows: "a list of **thing** objects".
fn returned_name(text: &Inline<'_>) -> Option<TypeRef> {
    let mut before = String::new();
    let mut is_marked = false;
    for (at, piece) in text.pieces.iter().enumerate() {
        let (words, is_name) = match piece {
            Piece::Text(words) => (&**words, is_marked),
            Piece::Code(words) => (&**words, true),
            Piece::Link(link) => (&*link.text, false),
            Piece::Mark(_) | Piece::Break => ("", false),
        };
        let mut behind = text.pieces.iter().skip(at + 1).filter(|piece| !matches!(piece, Piece::Mark(_)));
        if is_name
            && type_ref::is_name(words)
            && let Some(Piece::Text(after)) = behind.next()
            && let Some(claim) = type_ref::parse_name(words, text.span).map(|ty| ty.claim)
            && is_noun(after.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or(""))
        {
            let collection = speaks_of_many(&before, after);
            let found = TypeRef { span: text.span, collection, claim, alternatives: Vec::new() };
            return (!is_elsewhere(&before)).then_some(found);
        }
        is_marked = matches!(piece, Piece::Mark(_));
        before.push_str(&words.to_ascii_lowercase());
    }
    None
}

const MANY_AFTER: [&str; 5] = ["collection", "objects", "resources", "entities", "list"];

const ONE_AFTER: [&str; 3] = ["object", "resource", "entity"];

/// Whether a word behind a name says that it is the name of a type.
fn is_noun(word: &str) -> bool {
    MANY_AFTER.iter().chain(&ONE_AFTER).any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether the words around a type say that there are several. Those before it are in lower case.
fn speaks_of_many(before: &str, after: &str) -> bool {
    let tail = before.char_indices().rev().nth(39).and_then(|(start, _)| before.get(start..)).unwrap_or(before);
    let is = |word: Option<&str>, known: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(known));
    let mut words = after.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (next, second) = (words.next(), words.next());
    prose::MANY.iter().any(|phrase| tail.contains(phrase))
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

/// Words for primitive types that mean nothing else in a sentence.
const TYPE_WORDS: [&str; 8] = ["int16", "int32", "int64", "integer", "datetimeoffset", "timeofday", "guid", "uuid"];

fn returned_words(plain: &str, span: Span) -> Option<TypeRef> {
    let lower = plain.to_ascii_lowercase();
    let phrase = RETURNED_WORDS.iter().find(|(words, ..)| lower.contains(words));
    let phrase = phrase.map(|(_, primitive, collection)| (*primitive, *collection));
    let (primitive, collection) = phrase.or_else(|| returned_primitive(&lower))?;
    Some(TypeRef { span, collection, claim: TypeClaim::Primitive(primitive), alternatives: Vec::new() })
}

/// The first word for a primitive type in a text in lower case, and whether there are several. A header has a type, too.
fn returned_primitive(lower: &str) -> Option<(Primitive, bool)> {
    if lower.contains("header") {
        return None;
    }
    TYPE_WORDS.iter().find_map(|word| {
        let (before, after) = lower.split_once(word)?;
        let is_word = before.ends_with([' ', '.']) && !after.trim_start_matches('s').starts_with(char::is_alphanumeric);
        Some((Primitive::from_word(word).filter(|_| is_word)?, speaks_of_many(before, after)))
    })
}
