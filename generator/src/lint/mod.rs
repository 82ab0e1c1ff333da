//! Facts, structure and schema -> findings: what is wrong with pages, beside what the other rooms meet while they read.
//!
//! Each check has a module; `fixes` adds edits to the findings of other rooms, `silence` takes away what comments in the
//! pages allow, [`Baseline`] what is known.

mod baseline;
mod examples;
mod fixes;
mod json;
mod links;
mod messages;
mod sample;
mod sections;
mod silence;
mod tabs;
mod timestamp;
mod types;

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, Structure};
use crate::schema::Schema;

pub use baseline::{Baseline, BaselineError};
pub use sample::sample;

/// What the checks look at.
pub struct Docs<'a> {
    pages: Vec<Page<'a>>,
    schema: &'a Schema,
    /// The pages by path in lower case.
    by_path: FxHashMap<Cow<'a, str>, usize>,
    /// The first page of each file name in lower case, without its ending.
    by_stem: FxHashMap<Cow<'a, str>, usize>,
}

/// A page.
#[derive(Clone, Copy)]
struct Page<'a> {
    facts: &'a Facts,
    structure: &'a Structure<'a>,
    text: &'a str,
}

impl<'a> Docs<'a> {
    /// Facts, structure and text of each page, in the order of their paths, and the schema that they make.
    pub fn new(facts: &'a [Facts], structures: &'a [Structure<'a>], texts: &[&'a str], schema: &'a Schema) -> Self {
        let pages = facts.iter().zip(structures).zip(texts);
        let pages: Vec<Page<'_>> = pages.map(|((facts, structure), text)| Page { facts, structure, text }).collect();
        let mut by_path = FxHashMap::with_capacity_and_hasher(pages.len(), FxBuildHasher);
        let mut by_stem = FxHashMap::with_capacity_and_hasher(pages.len(), FxBuildHasher);
        for (index, page) in pages.iter().enumerate() {
            by_path.insert(folded(&page.facts.path), index);
            by_stem.entry(folded(stem(&page.facts.path))).or_insert(index);
        }
        Docs { pages, schema, by_path, by_stem }
    }

    /// The page with a path, regardless of case.
    fn page_at(&self, path: &str) -> Option<usize> {
        self.by_path.get(&*folded(path)).copied()
    }

    /// The first page with the file name of a path, regardless of case.
    fn page_called_like(&self, path: &str) -> Option<usize> {
        self.by_stem.get(&*folded(stem(path))).copied()
    }
}

/// What is wrong with a page by itself. Who has just read it has it at hand.
pub fn check_page(facts: &Facts, structure: &Structure<'_>, text: &str, found: &mut Vec<Diagnostic>) {
    let page = Page { facts, structure, text };
    sections::check(&page, found);
    tabs::check(&page, found);
    messages::check(&page, found);
}

/// All findings: the given ones of other rooms and of [`check_page`], and those of the checks that need more than one page,
/// sorted by place.
pub fn check(docs: &Docs<'_>, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let types = examples::Documented::new(docs.schema);
    let of_page = |page: &Page<'_>| {
        let mut own = Vec::new();
        examples::check(page, &types, &mut own);
        own
    };
    let mut own: Vec<Diagnostic> = docs.pages.par_iter().flat_map_iter(of_page).collect();
    links::check(docs, &mut own);
    sections::request_names(docs, &mut own);
    // The schema follows only the links of types; the same finding about the same link is told once.
    let by_links: BTreeSet<_> = own
        .iter()
        .filter(|finding| is_about_link(finding.code))
        .map(|finding| (finding.code, &finding.location))
        .collect();
    found.retain(|finding| !is_about_link(finding.code) || !by_links.contains(&(finding.code, &finding.location)));
    found.append(&mut own);
    silence::apply(docs, &mut found);
    found.sort();
    found.dedup();
    fixes::add(docs, &mut found);
    found
}

fn is_about_link(code: Code) -> bool {
    matches!(code, Code::LinkCase | Code::LinkFolder)
}

/// The file name of a path without its ending.
fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// Whether a text is another one with a letter or two that are wrong, missing or too many.
fn is_slip(text: &str, name: &str) -> bool {
    let far = if name.len() < 8 { 1 } else { 2 };
    text != name && text.len() > 6 && is_near(text, name, far)
}

/// Whether no more than so many letters are wrong, missing or too many.
fn is_near(text: &str, name: &str, far: usize) -> bool {
    // A wrong letter takes one away and brings another. Few texts pass this, and to find the distance is dear.
    let may_be = || (letters(text) ^ letters(name)).count_ones() as usize <= 2 * far;
    text.chars().count().abs_diff(name.chars().count()) <= far && may_be() && strsim::osa_distance(text, name) <= far
}

/// The letters of a text as a set of bits.
fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % u64::BITS))
}

/// A text in lower case.
fn folded(text: &str) -> Cow<'_, str> {
    let is_folded = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_folded { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}
