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
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::{Facts, Structure};
use crate::schema::Schema;

pub use baseline::{Baseline, BaselineError};
pub use sample::sample;

/// Where the pages are. It is known before they are read.
pub struct Paths<'a> {
    /// In the order of the pages.
    all: Vec<&'a str>,
    /// The pages by path in lower case.
    by_path: FxHashMap<Cow<'a, str>, usize>,
    /// The first page of each file name in lower case, without its ending.
    by_stem: FxHashMap<Cow<'a, str>, usize>,
    folders: FxHashSet<&'a str>,
}

/// How a page is built, with its links followed.
pub struct Checked<'a> {
    structure: Structure<'a>,
    links: links::Followed<'a>,
}

/// What the checks look at.
pub struct Docs<'a> {
    pages: Vec<Page<'a>>,
    paths: &'a Paths<'a>,
    schema: &'a Schema,
}

/// A page.
#[derive(Clone, Copy)]
struct Page<'a> {
    facts: &'a Facts,
    structure: &'a Structure<'a>,
    links: &'a links::Followed<'a>,
    text: &'a str,
}

impl<'a> Paths<'a> {
    /// The paths of all pages, in their order.
    pub fn new(paths: impl IntoIterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = paths.into_iter().collect();
        let mut by_path = FxHashMap::with_capacity_and_hasher(all.len(), FxBuildHasher);
        let mut by_stem = FxHashMap::with_capacity_and_hasher(all.len(), FxBuildHasher);
        for (index, path) in all.iter().enumerate() {
            by_path.insert(folded(path), index);
            by_stem.entry(folded(stem(path))).or_insert(index);
        }
        let folders = all.iter().map(|path| links::folder(path)).collect();
        Paths { all, by_path, by_stem, folders }
    }

    /// The page with a path, regardless of case.
    fn page_at(&self, path: &str) -> Option<usize> {
        self.by_path.get(&*folded(path)).copied()
    }

    /// The first page with the file name of a path, regardless of case.
    fn page_called_like(&self, path: &str) -> Option<usize> {
        self.by_stem.get(&*folded(stem(path))).copied()
    }

    /// A folder, without a copy of its name where pages are in it.
    fn folder(&self, name: &str) -> Cow<'a, str> {
        self.folders.get(name).map_or_else(|| Cow::Owned(name.to_owned()), |known| Cow::Borrowed(*known))
    }
}

impl<'a> Docs<'a> {
    /// Facts, what [`check_page`] gave, and text of each page, in the order of their paths, and the schema that they make.
    pub fn new(
        facts: &'a [Facts],
        checked: &'a [Checked<'a>],
        texts: &[&'a str],
        paths: &'a Paths<'a>,
        schema: &'a Schema,
    ) -> Self {
        let pages = facts.iter().zip(checked).zip(texts).map(|((facts, checked), text)| Page {
            facts,
            structure: &checked.structure,
            links: &checked.links,
            text,
        });
        Docs { pages: pages.collect(), paths, schema }
    }
}

/// Checks a page as far as no other is needed, by the number that its path has among all. Who has just read it has it at
/// hand.
pub fn check_page<'a>(
    number: usize,
    facts: &Facts,
    mut structure: Structure<'a>,
    text: &str,
    paths: &Paths<'a>,
    found: &mut Vec<Diagnostic>,
) -> Checked<'a> {
    let links = links::follow(paths, number, &facts.path, std::mem::take(&mut structure.links));
    let page = Page { facts, structure: &structure, links: &links, text };
    sections::check(&page, found);
    tabs::check(&page, found);
    messages::check(&page, found);
    Checked { structure, links }
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
