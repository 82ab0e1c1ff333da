//! What each section of a page is about: the headings of the docs, as a table.

use std::borrow::Cow;

use crate::page::{Page, Section};

use super::phrases::{ends_with, starts_with};

/// The sections of a page with what they are about.
pub(super) struct Outline<'a> {
    /// In the order of the page.
    pub(super) parts: Vec<Part<'a>>,
}

/// A section and its topic.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// The heading and the blocks below it.
    pub(super) section: Section<'a>,
    /// The text of the heading without markup.
    pub(super) heading: Cow<'a, str>,
    /// What the heading says the section is.
    pub(super) topic: Topic,
    /// The topic of the nearest enclosing section that has one.
    pub(super) within: Topic,
    /// Whether it stands in an examples section, or is one.
    pub(super) in_example: bool,
}

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the headings")]
pub enum Topic {
    Properties,
    Relationships,
    Representation,
    Methods,
    Members,
    DerivedTypes,
    HttpRequest,
    Permissions,
    Headers,
    Body,
    Response,
    Query,
    FunctionParameters,
    Examples,
    Other,
}

/// Headings in lower case.
const HEADINGS: [(&str, Topic); 37] = [
    ("properties", Topic::Properties),
    ("property", Topic::Properties),
    ("instance attributes", Topic::Properties),
    ("relationships", Topic::Relationships),
    ("relationship", Topic::Relationships),
    ("navigation properties", Topic::Relationships),
    ("methods", Topic::Methods),
    ("tasks", Topic::Methods),
    ("members", Topic::Members),
    ("derived types", Topic::DerivedTypes),
    ("permission", Topic::Permissions),
    ("prerequisites", Topic::Permissions),
    ("request headers", Topic::Headers),
    ("request header", Topic::Headers),
    ("optional request headers", Topic::Headers),
    ("request body", Topic::Body),
    ("request body parameters", Topic::Body),
    ("action parameters", Topic::Body),
    ("response", Topic::Response),
    ("responses", Topic::Response),
    ("query parameters", Topic::Query),
    ("query parameter", Topic::Query),
    ("optional query parameters", Topic::Query),
    ("optional odata query parameters", Topic::Query),
    ("odata query parameters", Topic::Query),
    ("optional query parameter", Topic::Query),
    ("query options", Topic::Query),
    ("optional query options", Topic::Query),
    ("request query parameters", Topic::Query),
    ("function parameters", Topic::FunctionParameters),
    ("parameters", Topic::FunctionParameters),
    ("path parameters", Topic::FunctionParameters),
    ("path parameter", Topic::FunctionParameters),
    ("request path parameters", Topic::FunctionParameters),
    ("request parameters", Topic::FunctionParameters),
    ("uri parameters", Topic::FunctionParameters),
    ("url parameters", Topic::FunctionParameters),
];

/// How other headings start, in lower case.
const STARTS: [(&str, Topic); 4] = [
    ("json representation", Topic::Representation),
    ("tasks on", Topic::Methods),
    ("http request", Topic::HttpRequest),
    ("permissions", Topic::Permissions),
];

/// Few pages have more sections.
const USUAL_SECTIONS: usize = 16;

/// Reads the headings of a page.
pub(super) fn read<'a>(page: &'a Page<'a>) -> Outline<'a> {
    let mut parts: Vec<Part<'_>> = Vec::with_capacity(USUAL_SECTIONS);
    let mut open: Vec<(u8, Topic)> = Vec::new();
    let title = page.sections().next().map(|section| section.title.plain()).unwrap_or_default();
    let subject = title.split(' ').next().unwrap_or("");
    for section in page.sections() {
        while open.last().is_some_and(|(level, _)| *level >= section.level) {
            open.pop();
        }
        let heading = section.title.plain();
        let within = open.iter().rev().map(|(_, topic)| *topic).find(|topic| *topic != Topic::Other);
        let is_group = within == Some(Topic::Properties) && ends_with(&heading, " properties");
        let topic = if is_group || is_own(&heading, subject) { Topic::Properties } else { topic(&heading) };
        let in_example = topic == Topic::Examples || open.iter().any(|(_, topic)| *topic == Topic::Examples);
        parts.push(Part { section, heading, topic, within: within.unwrap_or(Topic::Other), in_example });
        open.push((section.level, topic));
    }
    Outline { parts }
}

/// `thing Properties` on the page of thing
fn is_own(heading: &str, subject: &str) -> bool {
    let behind = heading.get(subject.len()..).filter(|_| starts_with(heading, subject));
    behind.is_some_and(|behind| behind.eq_ignore_ascii_case(" properties"))
}

impl Part<'_> {
    /// Whether it has the topic, or is a subsection without one of its own where the topic is; in no example.
    pub(super) fn is_about(&self, topic: Topic) -> bool {
        !self.in_example && (self.topic == topic || (self.topic == Topic::Other && self.within == topic))
    }
}

impl<'a> Outline<'a> {
    /// The sections with a topic outside of examples, with their subsections that have none of their own.
    pub(super) fn about(&self, topic: Topic) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter().filter(move |part| part.is_about(topic))
    }

    /// The sections whose own heading has the topic, outside of examples.
    pub(super) fn headed(&self, topic: Topic) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter().filter(move |part| !part.in_example && part.topic == topic)
    }
}

/// The topic of a heading.
fn topic(heading: &str) -> Topic {
    let heading = heading.trim_end_matches([':', '.', ' ']);
    let whole = HEADINGS.iter().find(|(known, _)| known.eq_ignore_ascii_case(heading));
    let found = whole.or_else(|| STARTS.iter().find(|(start, _)| starts_with(heading, start)));
    match found {
        Some((_, topic)) => *topic,
        None if is_example(heading) => Topic::Examples,
        None => Topic::Other,
    }
}

/// "Example", "Examples", "Example 2: ...", and their misspellings.
fn is_example(heading: &str) -> bool {
    let word = heading.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    starts_with(word, "ex") && ["mple", "mples"].iter().any(|end| ends_with(word, end))
}

#[cfg(test)]
mod tests {
    use super::{Topic, topic};

    #[test]
    fn headings_are_known_in_all_their_spellings() {
        let cases = [
            ("HTTP Request (to upload)", Topic::HttpRequest),
            ("JSON Representation", Topic::Representation),
            ("Permissions acting on self", Topic::Permissions),
            ("Exaxmple 2: Reply", Topic::Examples),
            ("Examples", Topic::Examples),
            ("Tasks on things", Topic::Methods),
            ("Properties of a definition", Topic::Other),
            ("Explanation", Topic::Other),
        ];
        for (heading, expected) in cases {
            assert_eq!(topic(heading), expected, "{heading}");
        }
    }
}
