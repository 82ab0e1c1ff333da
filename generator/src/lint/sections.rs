//! What a page of its kind should have: keys of the front matter, sections and their order, annotations, descriptions.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Docs, Page, is_slip};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{PageKind, Section, Topic};

pub(super) fn check(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    if !page.structure.is_page {
        return;
    }
    front_matter(page, found);
    namespace(page, found);
    if matches!(page.facts.kind, PageKind::Resource | PageKind::Operation) {
        misspelt(page, found);
        missing(page, found);
        order(page, found);
    }
    path_parameters(page, found);
    for block in page.structure.blocks.iter().filter(|block| block.is_bare_example) {
        let message = "the block has no annotation";
        found.push(Diagnostic::new(Code::BlockUnannotated, &page.facts.path, block.span, message));
    }
}

/// The keys that every page has.
const KEYS: [&str; 4] = ["title", "description", "author", "doc_type"];

fn front_matter(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let front_matter = &page.structure.front_matter;
    if front_matter.span == Span::default() {
        return;
    }
    for key in KEYS.into_iter().filter(|key| front_matter.get(key).is_none()) {
        let message = match front_matter.has(key) {
            true => format!("`{key}` has no value"),
            false => format!("there is no `{key}`"),
        };
        found.push(Diagnostic::new(Code::FrontMatterKeyMissing, &page.facts.path, front_matter.line(key), message));
    }
}

fn namespace(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let annotated = page.facts.resource.as_ref().and_then(|resource| resource.annotated_name.as_ref());
    let (Some(stated), Some(place), Some(annotated)) = (&page.facts.namespace, page.structure.namespace, annotated)
    else {
        return;
    };
    let Some((namespace, _)) = annotated.value.rsplit_once('.') else { return };
    if !namespace.eq_ignore_ascii_case(stated) {
        let message = format!("the namespace is `{stated}`, the annotation says `{}`", annotated.value);
        let other = "the annotation";
        let finding = Diagnostic::new(Code::NamespaceMismatch, &page.facts.path, place, message);
        found.push(finding.with_place(&page.facts.path, annotated.span, other));
    }
}

/// The headings that pages have, in the order in which they stand, and whether every page of the kind has them.
const OPERATION: [(&str, Topic, bool); 8] = [
    ("Permissions", Topic::Permissions, true),
    ("HTTP request", Topic::HttpRequest, true),
    ("Path parameters", Topic::FunctionParameters, false),
    ("Optional query parameters", Topic::Query, false),
    ("Request headers", Topic::Headers, true),
    ("Request body", Topic::Body, true),
    ("Response", Topic::Response, true),
    ("Examples", Topic::Examples, true),
];
const RESOURCE: [(&str, Topic, bool); 4] = [
    ("Methods", Topic::Methods, false),
    ("Properties", Topic::Properties, true),
    ("Relationships", Topic::Relationships, false),
    ("JSON representation", Topic::Representation, true),
];

fn expected(page: &Page<'_>) -> &'static [(&'static str, Topic, bool)] {
    if page.facts.kind == PageKind::Operation { &OPERATION } else { &RESOURCE }
}

/// The headings that pages have, also in lower case.
static HEADINGS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let names = OPERATION.iter().chain(&RESOURCE).map(|(name, ..)| *name);
    names.map(|name| (name, name.to_lowercase())).collect()
});

/// The headings of examples.
const EXAMPLES: [(&str, &str); 2] = [("Example", "example"), ("Examples", "examples")];

/// A heading that is almost one that pages have. Short words are too close to too much.
fn misspelt(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    for section in page.structure.sections.iter().filter(|section| section.level > 1) {
        let is_other = section.topic == Topic::Other && !section.in_example;
        if !is_other && section.topic != Topic::Examples {
            continue;
        }
        let heading = section.heading.value.to_lowercase();
        let word = heading.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        if EXAMPLES.iter().any(|(_, known)| *known == word) {
            continue;
        }
        let meant = match is_other {
            true => HEADINGS.iter().find(|(_, known)| is_slip(&heading, known)).map(|(name, _)| *name),
            false => EXAMPLES.iter().find(|(_, known)| is_slip(word, known)).map(|(name, _)| *name),
        };
        if let Some(meant) = meant {
            let message = format!("\"{}\" looks like \"{meant}\"", section.heading.value);
            found.push(Diagnostic::new(Code::HeadingMisspelt, &page.facts.path, section.heading.span, message));
        }
    }
}

fn missing(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    for (name, topic, is_expected) in expected(page) {
        if *is_expected && !page.structure.sections.iter().any(|section| section.topic == *topic) {
            let message = format!("there is no section \"{name}\"");
            found.push(Diagnostic::new(Code::SectionMissing, &page.facts.path, page.facts.title.span, message));
        }
    }
}

fn order(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let rank = |section: &Section| expected(page).iter().position(|(_, topic, _)| *topic == section.topic);
    let sections = page.structure.sections.iter().filter(|section| section.level == 2);
    let mut last: Option<(usize, &Section)> = None;
    for section in sections {
        let Some(at) = rank(section) else { continue };
        match last {
            Some((before, other)) if at < before => {
                let message = format!("\"{}\" stands behind \"{}\"", section.heading.value, other.heading.value);
                let finding = Diagnostic::new(Code::SectionOrder, &page.facts.path, section.heading.span, message);
                found.push(finding.with_place(&page.facts.path, other.heading.span, "the section before"));
            }
            _ => last = Some((at, section)),
        }
    }
}

fn path_parameters(page: &Page<'_>, found: &mut Vec<Diagnostic>) {
    let mut told: Vec<&str> = Vec::new();
    for operation in &page.facts.operations {
        for request in &operation.requests {
            for parameter in request.url.parameters.iter().filter(|parameter| parameter.doc.is_empty()) {
                let mut names = parameter.alternatives.iter().chain([&parameter.name]);
                let is_described =
                    names.any(|name| operation.parameters.iter().any(|row| plain(name).eq(plain(&row.name))));
                if !is_described && !told.contains(&parameter.name.as_str()) {
                    told.push(&parameter.name);
                    let message = format!("nothing describes the parameter `{}`", parameter.name);
                    found.push(Diagnostic::new(
                        Code::PathParameterUndescribed,
                        &page.facts.path,
                        request.span,
                        message,
                    ));
                }
            }
        }
    }
}

/// A name of a parameter as it is compared: `{Book-Id}` and `bookId` are one.
fn plain(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Names that several requests have, on one page or on several.
pub(super) fn request_names(docs: &Docs<'_>, found: &mut Vec<Diagnostic>) {
    let mut first: FxHashMap<&str, (&Page<'_>, Span)> = FxHashMap::default();
    for page in &docs.pages {
        for name in &page.structure.request_names {
            match first.get(&*name.value) {
                Some((other, span)) => {
                    let message = format!("`{}` is the name of another request", name.value);
                    let finding = Diagnostic::new(Code::ExampleNameTwice, &page.facts.path, name.span, message);
                    found.push(finding.with_place(&other.facts.path, *span, "the other request"));
                }
                None => {
                    first.insert(&name.value, (page, name.span));
                }
            }
        }
    }
}
