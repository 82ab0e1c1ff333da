//! Links: pages and headings that are not there, wrong case, wrong folder; pages that nothing links to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{Docs, Page, Paths, is_near, is_slip, stem};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{Link, PageKind, Structure};

/// What the links of a page lead to, as far as the paths of all pages tell; what needs the other pages is left open.
#[derive(Debug, Default)]
pub(super) struct Followed<'a> {
    found: Vec<Diagnostic>,
    /// The other pages that they lead to.
    linked: Vec<usize>,
    /// Those to headings, each with the page that should have it.
    anchored: Vec<(usize, Link<'a>)>,
    /// Those to pages that are not there.
    absent: Vec<Link<'a>>,
    /// The folders that they name, with the number of links.
    folders: Vec<(Cow<'a, str>, usize)>,
}

/// Follows the links of a page, which is one of the pages with these paths.
pub(super) fn follow<'a>(paths: &Paths<'a>, index: usize, from: &Arc<str>, links: Vec<Link<'a>>) -> Followed<'a> {
    let mut followed = Followed::default();
    for link in links {
        if let Some(folder) = link.path.as_deref().map(folder) {
            match followed.folders.iter_mut().find(|(known, _)| *known == folder) {
                Some((_, links)) => *links += 1,
                None => followed.folders.push((paths.folder(folder), 1)),
            }
        }
        let target = match lead(paths, index, from, &link, &mut followed.found) {
            Leads::To(target) => target,
            Leads::Nowhere => {
                followed.absent.push(link);
                continue;
            }
            Leads::Elsewhere => continue,
        };
        if target != index {
            followed.linked.push(target);
        }
        if link.anchor().is_some() {
            followed.anchored.push((target, link));
        }
    }
    followed
}

/// Checks what [`follow`] left open.
pub(super) fn check(docs: &Docs<'_>, found: &mut Vec<Diagnostic>) {
    let targets = Targets::new(docs);
    let folders = folders(docs);
    let of_page = |(index, page): (usize, &Page<'_>)| {
        let mut found = page.links.found.clone();
        for (target, link) in &page.links.anchored {
            check_anchor(&targets, page, *target, link, &mut found);
        }
        for link in &page.links.absent {
            absent(&targets, &folders, index, page, link, &mut found);
        }
        found
    };
    let own: Vec<_> = docs.pages.par_iter().enumerate().map(of_page).collect();
    found.extend(own.into_iter().flatten());
    orphans(docs, found);
}

/// What links to headings lead to. Few pages are the target of one.
struct Targets<'a> {
    docs: &'a Docs<'a>,
    /// By page.
    anchors: Vec<OnceLock<BTreeSet<String>>>,
}

impl<'a> Targets<'a> {
    fn new(docs: &'a Docs<'a>) -> Self {
        Targets { docs, anchors: docs.pages.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The anchors of the headings of a page.
    fn anchors(&self, page: usize) -> Option<&BTreeSet<String>> {
        let structure = self.docs.pages.get(page)?.structure;
        Some(self.anchors.get(page)?.get_or_init(|| anchors(structure)))
    }
}

/// Where a link leads.
enum Leads {
    /// To a page.
    To(usize),
    /// To a page that is not there.
    Nowhere,
    /// To what is no page of the docs.
    Elsewhere,
}

fn lead(paths: &Paths<'_>, index: usize, from: &Arc<str>, link: &Link<'_>, found: &mut Vec<Diagnostic>) -> Leads {
    let Some(path) = link.path.as_deref() else {
        let is_local = link.target.starts_with('#') && !link.target.starts_with("#tab/");
        return if is_local { Leads::To(index) } else { Leads::Elsewhere };
    };
    let ending = path.len().checked_sub(".md".len()).and_then(|start| path.get(start..));
    if !ending.is_some_and(|ending| ending.eq_ignore_ascii_case(".md")) || stem(path).eq_ignore_ascii_case("readme") {
        return Leads::Elsewhere;
    }
    page_of(paths, from, path, link, found).map_or(Leads::Nowhere, Leads::To)
}

/// A link to a page that is not there. What the link says about it can be wrong nevertheless.
fn absent(
    targets: &Targets<'_>,
    folders: &BTreeMap<String, usize>,
    index: usize,
    page: &Page<'_>,
    link: &Link<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let place = link.target_span.unwrap_or(link.span);
    let path = link.path.as_deref().unwrap_or("");
    match misspelt_folder(path, folders) {
        Some(meant) => {
            let message = format!("the link leads to the folder `{}`, other links to `{meant}`", folder(path));
            found.push(Diagnostic::new(Code::LinkFolder, &page.facts.path, link.span, message));
        }
        // What is not below the docs folder may be there all the same.
        None if path.starts_with("../") => {}
        None => {
            let message = format!("there is no page `{path}`");
            found.push(Diagnostic::new(Code::LinkMissing, &page.facts.path, place, message));
        }
    }
    let (text, file) = (link.text.to_lowercase(), stem(path).to_lowercase());
    let is_plural = text.strip_suffix('s').unwrap_or(&text) == file.strip_suffix('s').unwrap_or(&file);
    if !is_plural && text.chars().all(char::is_alphanumeric) && is_slip(&text, &file) {
        let message = format!("the link text is `{}`, the page `{}`: one of them is misspelt", link.text, stem(path));
        found.push(Diagnostic::new(Code::LinkTextMismatch, &page.facts.path, link.span, message));
    }
    // Pages of one kind share the headings; this page may have the one that is meant.
    let (Some(anchor), Some(known)) = (link.anchor(), targets.anchors(index)) else { return };
    let wanted = anchor.to_lowercase();
    if let Some(meant) = unique_slip(&wanted, known).filter(|meant| *meant != wanted) {
        let message = format!("the anchor `{anchor}` looks like a misspelling of the heading `#{meant}` of this page");
        found.push(Diagnostic::new(Code::AnchorMissing, &page.facts.path, place, message));
    }
}

/// The folders that pages are in or links lead to, with the number of links; case does not count.
fn folders(docs: &Docs<'_>) -> BTreeMap<String, usize> {
    let mut written: BTreeMap<&str, usize> = BTreeMap::new();
    for page in &docs.pages {
        *written.entry(folder(&page.facts.path)).or_default() += docs.pages.len();
        for (folder, links) in &page.links.folders {
            *written.entry(folder).or_default() += links;
        }
    }
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for (folder, uses) in written {
        *folders.entry(folder.to_lowercase()).or_default() += uses;
    }
    folders
}

/// The folder that a path leads to.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folder that is meant by one that is a letter or two off, and that few links name.
fn misspelt_folder<'a>(path: &str, folders: &'a BTreeMap<String, usize>) -> Option<&'a str> {
    let named = folder(path).to_lowercase();
    let count = folders.get(&named).copied().unwrap_or(0);
    let is_meant = |other: &str, uses: usize| uses > count && folder(other) == folder(&named) && is_slip(&named, other);
    folders.iter().find(|(other, uses)| is_meant(other, **uses)).map(|(other, _)| other.as_str())
}

/// The page that a link leads to. By path first, then without regard to case, then by file name.
fn page_of(
    paths: &Paths<'_>,
    from: &Arc<str>,
    path: &str,
    link: &Link<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<usize> {
    let by_path = paths.page_at(path);
    let target = by_path.or_else(|| paths.page_called_like(path))?;
    let real = *paths.all.get(target)?;
    if real == path {
        return Some(target);
    }
    let (code, message) = match by_path {
        Some(_) => (Code::LinkCase, format!("the link leads to `{path}`, the file is `{real}`")),
        None => (Code::LinkFolder, format!("the link leads to `{path}`, the page is `{real}`")),
    };
    // The place is that of the whole link, as the schema has it for types.
    let mut finding = Diagnostic::new(code, from, link.span, message);
    if let Some(span) = link.target_span {
        let end = link.target.find(['#', '?']).unwrap_or(link.target.len());
        let span = Span::new(span.range().start..span.range().start + end);
        finding = finding.with_edit(span, relative(from, real));
    }
    found.push(finding);
    Some(target)
}

/// The target of a link from one page to another.
fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from.len() - shared;
    let down = to.get(shared..).unwrap_or(&[]).join("/");
    format!("{}{down}", "../".repeat(up))
}

fn check_anchor(targets: &Targets<'_>, page: &Page<'_>, target: usize, link: &Link<'_>, found: &mut Vec<Diagnostic>) {
    let (Some(known), Some(there)) = (targets.anchors(target), targets.docs.pages.get(target)) else { return };
    let Some(anchor) = link.anchor() else { return };
    let place = link.target_span.unwrap_or(link.span);
    let wanted = anchor.to_lowercase();
    if known.contains(&wanted) {
        return;
    }
    let is_element = ["id", "name"].iter().any(|key| there.text.contains(&format!("{key}=\"{anchor}\"")));
    // What a page includes may hold the heading.
    let included = there.facts.includes.iter().filter_map(|include| include.path.as_deref());
    let mut included = included.filter_map(|path| targets.anchors(targets.docs.paths.page_at(path)?));
    let is_included = included.any(|of_include| of_include.contains(&wanted));
    if is_element || is_included {
        return;
    }
    let message = format!("`{}` has no heading with the anchor `{anchor}`", there.facts.path);
    let finding = Diagnostic::new(Code::AnchorMissing, &page.facts.path, place, message);
    found.push(match unique_slip(&wanted, known) {
        Some(meant) => {
            let finding = finding.with_help(format!("do you mean `#{meant}`?"));
            match page.text.get(place.range()).and_then(|text| text.rfind('#')) {
                Some(at) => finding.with_edit(Span::new(place.range().start + at + 1..place.range().end), meant),
                None => finding,
            }
        }
        None => finding,
    });
}

/// The one anchor that differs by a letter or two; none where there are several.
fn unique_slip<'a>(wanted: &str, known: &'a BTreeSet<String>) -> Option<&'a str> {
    let far = if wanted.len() < 8 { 1 } else { 2 };
    let mut close = known.iter().filter(|anchor| is_near(wanted, anchor, far));
    close.next().filter(|_| close.next().is_none()).map(String::as_str)
}

/// The anchors of the headings, as the common renderers of Markdown make them.
fn anchors(structure: &Structure<'_>) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut anchors = BTreeSet::new();
    for section in &structure.sections {
        let base = anchor(&section.heading.value);
        let count = seen.entry(base.clone()).or_default();
        anchors.insert(if *count == 0 { base } else { format!("{base}-{count}") });
        *count += 1;
    }
    anchors
}

fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn orphans(docs: &Docs<'_>, found: &mut Vec<Diagnostic>) {
    let mut is_linked = vec![false; docs.pages.len()];
    for target in docs.pages.iter().flat_map(|page| &page.links.linked) {
        if let Some(is_linked) = is_linked.get_mut(*target) {
            *is_linked = true;
        }
    }
    for (page, is_linked) in docs.pages.iter().zip(is_linked) {
        let is_part = matches!(page.facts.kind, PageKind::Resource | PageKind::Enumeration | PageKind::Operation);
        if is_part && !is_linked {
            let message = "no other page links to this one";
            found.push(Diagnostic::new(Code::OrphanPage, &page.facts.path, page.facts.title.span, message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{anchor, relative};

    #[test]
    fn anchors_are_made_of_headings() {
        assert_eq!(anchor("coverKind values"), "coverkind-values");
        assert_eq!(anchor("Example 1: Get a book (v1)"), "example-1-get-a-book-v1");
    }

    #[test]
    fn targets_lead_from_page_to_page() {
        assert_eq!(relative("api/book-get.md", "resources/book.md"), "../resources/book.md");
        assert_eq!(relative("resources/shelf.md", "resources/book.md"), "book.md");
        assert_eq!(relative("a.md", "resources/book.md"), "resources/book.md");
    }
}
