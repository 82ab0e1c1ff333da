//! A run after a run makes only what a change reaches; what it leaves as it was must be what a first run would make.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::Path;

use graphdoc::config::Layout;
use graphdoc::{Config, Corpus, files, regenerate};
use graphdoc_tests::{docs_input, workspace_config};

/// Another text of a page; none if there is nothing to change.
type Change = fn(&str) -> Option<String>;

/// Changes of a page, from those that nobody else sees to those that others depend on.
const CHANGES: [(&str, Change); 6] = [
    ("a word more in a table", |text| {
        on_line(text, is_row, |line| Some(format!("{} More. |", line.strip_suffix('|')?.trim_end())))
    }),
    ("a word more in the prose", |text| on_line(text, is_prose, |line| Some(format!("{line} More words.")))),
    ("a row less", |text| on_line(text, is_row, |_| Some(String::new()))),
    ("another type", |text| {
        let is_typed = |line: &str| is_row(line) && line.contains("String");
        on_line(text, is_typed, |line| Some(line.replacen("String", "Int32", 1)))
    }),
    ("another title", |text| on_line(text, |line| line.starts_with("# "), |line| Some(format!("{line} again")))),
    ("another URL", |text| {
        let is_request =
            |line: &str| ["GET /", "POST /", "PATCH /", "DELETE /"].iter().any(|method| line.starts_with(method));
        on_line(text, is_request, |line| Some(line.replacen(" /", " /more/", 1)))
    }),
];

#[test]
fn whatever_changes_the_folder_is_as_after_a_first_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("sdk");
    let config = Config { layout: Layout::Crate, conformance: false, out: Some(out.clone()), ..workspace_config() };
    let docs = docs_input();
    let mut changed = [0; CHANGES.len()];
    for (number, page) in docs.sources.iter().enumerate() {
        let kind = number % CHANGES.len();
        let (what, change) = CHANGES[kind];
        let Some(text) = change(&page.text) else { continue };
        changed[kind] += 1;
        let mut docs = docs.clone();
        docs.sources[number].text = text;
        is_as_new(&docs, &config, &out, &format!("{what}: {}", page.path));
        // To remove a page is dearer to try, so only some are.
        docs.sources.remove(number);
        if number % 5 == 0 {
            is_as_new(&docs, &config, &out, &format!("without {}", page.path));
        }
    }
    assert!(changed.iter().all(|count| *count > 5), "{changed:?}");
}

fn is_as_new(docs: &Corpus, config: &Config, out: &Path, what: &str) {
    let run = regenerate::update(docs, config, &files::claim(out).unwrap(), &|| {});
    run.result.unwrap();
    let first = graphdoc::generate(docs, config);
    assert!(run.diagnostics == first.diagnostics, "{what}: the findings differ");
    let drifts = files::check(&first.files, out).unwrap();
    let drifts: Vec<&str> = drifts.iter().map(|drift| drift.diff.as_str()).collect();
    assert!(drifts.is_empty(), "{what}:\n{}", drifts.concat());
}

/// A text with another last line of those that a change is for. None if there is none.
fn on_line(text: &str, is_meant: impl Fn(&str) -> bool, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let line = lines.iter_mut().rev().find(|line| is_meant(line))?;
    *line = change(line)?;
    Some(lines.join("\n"))
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.ends_with('|') && line.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_prose(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_uppercase()) && line.ends_with('.')
}
