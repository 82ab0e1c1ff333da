//! Helpers of the tests.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use graphdoc::diagnostic::{Code, Level, line_column};
use graphdoc::{Config, Corpus, Output};
use serde::Serialize;
use serde_json::Value;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// The configuration that turns `docs-input/` into `generated/`.
///
/// # Panics
/// When the configuration of the workspace cannot be read.
pub fn workspace_config() -> Config {
    Config::read(&workspace().join("graphdoc.toml")).unwrap_or_else(|error| panic!("{error}"))
}

/// The corpus in `docs-input/`.
///
/// # Panics
/// When the folder cannot be read.
pub fn docs_input() -> Corpus {
    let config = workspace_config();
    let mut corpus = graphdoc::corpus::read(&config.docs, &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    graphdoc::corpus::read_fixups(&config.fixups, &mut corpus).unwrap_or_else(|error| panic!("{error}"));
    corpus
}

/// The folder of real docs that `GRAPHDOC_CORPUS` names, below a release such as `2021-07/v1.0`. Without it, or without
/// the release, the caller's test has nothing to do, and this says so.
pub fn real_docs(release: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("GRAPHDOC_CORPUS").map(|root| PathBuf::from(root).join(release));
    let found = folder.filter(|folder| folder.is_dir());
    if found.is_none() {
        say(&format!("skipped: GRAPHDOC_CORPUS names no folder with {release}"));
    }
    found
}

/// The file that a variable of the environment names, or the file `below` the folder that it names. Without it the
/// caller's test has nothing to do, and this says so.
pub fn named_by(variable: &str, below: Option<&str>) -> Option<PathBuf> {
    let root = std::env::var_os(variable).map(PathBuf::from);
    let file = root.map(|root| below.map_or_else(|| root.clone(), |below| root.join(below)));
    let found = file.filter(|file| file.is_file());
    if found.is_none() {
        say(&format!("skipped: {variable} names no {}", below.unwrap_or("file")));
    }
    found
}

/// A line for whoever runs the tests. Printed directly: the test runner keeps what the print macros write to itself.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Splits a case into its pages: a line `%%% path` starts each. What stands before the first one describes the case.
pub fn pages(case: &str) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = Vec::new();
    for line in case.split_inclusive('\n') {
        match (line.strip_prefix("%%% "), pages.last_mut()) {
            (Some(path), _) => pages.push((path.trim().to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => {}
        }
    }
    pages
}

/// A value as JSON without what says nothing: nulls, false, empty texts and lists, and positions.
///
/// # Panics
/// When the value cannot be written as JSON.
pub fn digest(value: &impl Serialize) -> String {
    let mut json = serde_json::to_value(value).unwrap_or_else(|error| panic!("{error}"));
    strip(&mut json);
    serde_json::to_string_pretty(&json).unwrap_or_default()
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(strip);
            fields
                .retain(|key, value| !matches!(key.as_str(), "span" | "start" | "body_start") && says_something(value));
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    }
}

/// The findings of a run, one line each: place, code, message. Those that are hidden by default are marked. That a page
/// has no front matter is left out: most cases do without.
pub fn findings(corpus: &Corpus, output: &Output) -> String {
    let told = output.diagnostics.iter().filter(|finding| finding.code != Code::FrontMatterMissing);
    let lines = told.map(|finding| {
        let place = finding.location.as_ref().map_or_else(String::new, |place| {
            let (line, column) = line_column(corpus.text(&place.path).unwrap_or(""), place.span.range().start);
            format!("{}:{line}:{column}: ", place.path)
        });
        let hidden = if finding.code.default_level() == Level::Allow { " (hidden)" } else { "" };
        format!("{place}{}{hidden}: {}\n", finding.code, finding.message)
    });
    lines.collect()
}

/// Every file is a page of some kind or left out with a finding; every table row and request line is used or skipped
/// for a reason.
///
/// # Panics
/// When a sum does not come out even.
pub fn assert_conservation(corpus: &Corpus, output: &Output) {
    let summary = &output.summary;
    assert_eq!(summary.files, corpus.sources.len() + corpus.left_out);
    assert_eq!(summary.files, summary.kinds.values().sum::<usize>() + summary.left_out, "files: {summary}");
    let ledger = &summary.ledger;
    let rows = corpus.sources.iter().map(table_rows).sum::<usize>();
    assert_eq!(ledger.rows, rows, "all rows are counted");
    let accounted = ledger.used_rows.sum() + ledger.skipped_rows.sum();
    assert_eq!(rows, accounted, "rows: {summary}");
    let lines = ledger.used_lines + ledger.skipped_lines.sum();
    assert_eq!(ledger.lines, lines, "lines: {summary}");
}

fn table_rows(source: &graphdoc::Source) -> usize {
    let page = graphdoc::page::parse(source, &mut Vec::new());
    let rows = page.blocks.iter().map(|block| match &block.kind {
        graphdoc::page::BlockKind::Table(table) => table.rows.len(),
        _ => 0,
    });
    rows.sum()
}
