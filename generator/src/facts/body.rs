//! Request bodies: what sentences, tables and JSON of a page say about them.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::{Code as Finding, Span};
use crate::page::{Inline, json};

use super::outline::Topic;
use super::phrases::{PhraseSets, Phrases, starts_with};
use super::placeholder::{self, JsonMember};
use super::row::{self, RowClaim};
use super::type_ref::{NameRef, TypeClaim};
use super::{Context, prose};

/// What a page says about the request body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct BodyClaim {
    /// The bytes of the section's heading; none if there is no section.
    pub span: Option<Span>,
    /// "Do not supply a request body".
    pub none: bool,
    /// The type in "a JSON representation of the x object".
    pub object: Option<NameRef>,
    /// Whether there are several in a list.
    pub is_list: bool,
    /// Whether the sentences speak of parameters.
    pub is_parameters: bool,
    /// Whether the body is a link to an object (`@odata.id`).
    pub is_reference: bool,
    /// Whether the body is no JSON: a file, an image, a message in MIME.
    pub is_bytes: bool,
    /// The rows of the tables.
    pub rows: Vec<RowClaim>,
    /// The one member of the example's body that holds what the tables list.
    pub wrapper: Option<Wrapper>,
    /// The members of a JSON block in the section.
    pub shown: Vec<JsonMember>,
}

/// A member of a body whose value is described by the tables, though they do not name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Wrapper {
    /// The key.
    pub name: String,
    /// Whether its value is a list.
    pub collection: bool,
}

/// That there is no request body.
pub(super) static NO_BODY: Phrases = Phrases::new(&[
    "do not supply a request body",
    "don't supply a request body",
    "does not have a request body",
    "doesn't have a request body",
    "no request body",
    "do not specify a request body",
    "leave the request body empty",
    "request body is empty",
    "does not require a request body",
    "doesn't require a request body",
]);

/// Words for a body that is no JSON.
static BYTES: Phrases = Phrases::new(&["binary", "mime", "html", "file content", "contents of the", "image"]);

/// What introduces the type of the body.
static REPRESENTATIONS: Phrases = Phrases::new(&["representation of", "representation for"]);

static PARAMETER: Phrases = Phrases::new(&["parameter"]);
static PARAMETERS: Phrases = Phrases::new(&["parameters"]);
static REFERENCE: Phrases = Phrases::new(&["@odata.id", "reference to the", "$ref"]);
static JSON: Phrases = Phrases::new(&["json"]);
static OBJECT: Phrases = Phrases::new(&["representation", "supply"]);

/// What a sentence about the body may hold, told before anything is read from it.
static SENTENCES: PhraseSets<8> =
    PhraseSets::new([&NO_BODY, &PARAMETER, &PARAMETERS, &REFERENCE, &JSON, &BYTES, &OBJECT, &REPRESENTATIONS]);

/// Reads what a page says about the request body.
pub(super) fn read(context: &mut Context<'_>, sent: &[json::Value<'_>]) -> BodyClaim {
    let outline = context.outline;
    let mut claim = BodyClaim::default();
    let mut is_behind_body = false;
    for part in outline.parts.iter().filter(|part| !part.in_example) {
        let is_body = part.topic == Topic::Body || (part.topic == Topic::Other && part.within == Topic::Body);
        // A Properties heading between Request body and Response holds the table of the body.
        let is_stray = is_behind_body && part.topic == Topic::Properties;
        if part.topic == Topic::Body {
            claim.span = Some(part.section.span);
        }
        is_behind_body = is_body || is_stray || (is_behind_body && part.topic == Topic::Other);
        if !is_body && !is_stray {
            continue;
        }
        if is_stray && part.within != Topic::Body {
            let message = "the heading ends the Request body section, but its table lists what the body holds";
            context.report(Finding::PropertiesHeadingInBody, part.section.span, message);
        }
        if !describes_row(&part.heading, &claim.rows) {
            for (table, span) in part.section.tables() {
                row::read(context, table, span, &row::BODY_PARAMETER, &mut claim.rows);
            }
        }
        for text in part.section.paragraphs() {
            read_body_sentence(text, &mut claim);
        }
        // A body that the page only shows, without a table.
        for (code, _) in part.section.codes().filter(|(code, _)| code.language == "json") {
            claim.shown.extend(
                json::parse(&*code.text)
                    .value
                    .map(|value| placeholder::members(&value, |_| Span::new(code.start as usize..code.start as usize)))
                    .unwrap_or_default(),
            );
        }
    }
    if let Some(body) = sent.first() {
        claim.is_list = claim.object.is_some() && matches!(body, json::Value::Array(_));
    }
    claim.wrapper = wrapper(&claim.rows, sent);
    claim
}

/// "x properties", where a row has the name x or a type of that name: what stands there is inside of the row's value.
fn describes_row(heading: &str, rows: &[RowClaim]) -> bool {
    let Some((name, _)) = heading.split_once(' ').filter(|(_, rest)| starts_with(rest, "properties")) else {
        return false;
    };
    let is_type = |row: &RowClaim| match row.ty.as_ref().map(|ty| &ty.claim) {
        Some(TypeClaim::Named(ty)) => ty.text.rsplit('.').next().is_some_and(|text| text.eq_ignore_ascii_case(name)),
        _ => false,
    };
    rows.iter().any(|row| row.name.eq_ignore_ascii_case(name) || is_type(row))
}

fn read_body_sentence(text: &Inline<'_>, claim: &mut BodyClaim) {
    let plain = text.plain();
    let [none, parameter, parameters, reference, json, bytes, object, represents] = SENTENCES.are_in(&plain);
    claim.none |= none;
    claim.is_parameters |= parameter;
    claim.is_reference |= reference;
    claim.is_bytes |= bytes && !json;
    if claim.object.is_none() && object && !parameters {
        let link = text.links().find(|link| link.path.is_some() && !link.text.to_lowercase().contains("error"));
        let named = || represents.then(|| prose::reference_after(text, &plain, &REPRESENTATIONS)).flatten();
        let before = link.and_then(|link| plain.split_once(&*link.text)).unwrap_or_default().0;
        claim.is_list = prose::ends_in_many(&before.to_ascii_lowercase());
        claim.object = link.map(NameRef::of_link).or_else(named);
    }
}

/// The only member of a body that an example sends, if the tables do not list it, and list what its value holds.
fn wrapper(rows: &[RowClaim], sent: &[json::Value<'_>]) -> Option<Wrapper> {
    let lists = |name: &str| rows.iter().any(|row| row.name.eq_ignore_ascii_case(name));
    sent.iter().find_map(|body| {
        let json::Value::Object(body) = body else { return None };
        let mut members = body.iter();
        let (name, value) = members.next().filter(|(name, _)| members.len() == 0 && !lists(name))?;
        let (inner, collection) = match value {
            json::Value::Array(items) => (items.first()?, true),
            value => (value, false),
        };
        let json::Value::Object(members) = inner else { return None };
        let is_described =
            !members.is_empty() && members.iter().all(|(member, _)| member.contains('@') || lists(member));
        is_described.then(|| Wrapper { name: name.to_owned(), collection })
    })
}
