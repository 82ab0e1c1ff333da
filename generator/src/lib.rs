//! graphdoc reads the Microsoft Graph API reference pages and writes a typed Rust SDK.
//!
//! ```text
//! Corpus --read--> Page --extract--> Facts --resolve--> Schema --lower--> Crate --emit--> Files --write--> disk
//! ```
//!
//! Every arrow between [`Corpus`] and [`Files`] is a plain function that does no IO and cannot fail: broken docs are
//! data, and what is the matter with them comes out as [`Diagnostic`]s. [`generate`] is the whole line; [`read`] and
//! [`files::write`] are its ends. [`regenerate`] goes from end to end and does only what is needed.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod build;
pub mod cache;
pub mod config;
pub mod corpus;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod export;
pub mod facts;
pub mod files;
pub mod lint;
pub mod lower;
pub mod page;
pub mod regenerate;
pub mod schema;
mod summary;

use borsh::{BorshDeserialize, BorshSerialize};
use corpus::CorpusError;
use emit::Origin;
use rayon::prelude::*;

pub use build::{BuildError, build};
pub use config::Config;
pub use corpus::{Corpus, Source};
pub use diagnostic::Diagnostic;
pub use diff::Changes;
pub use emit::Files;
pub use facts::Facts;
pub use lower::Crate;
pub use page::Page;
pub use schema::{Evidence, Schema};
pub use summary::Summary;

/// The file that holds the schema, in the output folder.
pub const SCHEMA_FILE: &str = "schema.json";

/// Everything that a run makes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Output {
    /// The API that the pages describe.
    pub schema: Schema,
    /// The examples of each page that has some.
    pub examples: PageExamples,
    /// The SDK crate, `schema.json` included.
    pub files: Files,
    /// All findings, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of every page, row and request line.
    pub summary: Summary,
}

/// Examples, by the path of their page.
pub type PageExamples = Vec<(String, Vec<facts::Example>)>;

/// Reads the pages that a configuration names, and what stands beside them.
///
/// # Errors
/// When a folder cannot be listed, a named file cannot be read, or there is no page. A single page that cannot be read is
/// a diagnostic.
pub fn read(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Result<Corpus, CorpusError> {
    let mut corpus = corpus::read(&config.docs, diagnostics)?;
    corpus::read_fixups(&config.fixups, &mut corpus)?;
    if let Some(file) = &config.removed {
        corpus::read_removed(file, &mut corpus)?;
    }
    Ok(corpus)
}

/// Turns pages into an SDK. Pure: the same corpus and configuration give the same bytes, whatever the number of
/// threads and the order in which the files were found.
pub fn generate(corpus: &Corpus, config: &Config) -> Output {
    generate_with(corpus, config, &read_source, None, &examples_of)
}

/// [`generate`] for who may know already what a page says, and which files stand as they would be made. `examples_of` takes of the facts
/// what the output is to have.
fn generate_with(
    corpus: &Corpus,
    config: &Config,
    read: &(dyn Fn(&Source) -> Reading + Sync),
    find: Option<lower::Find<'_>>,
    examples_of: &dyn Fn(Vec<Facts>) -> PageExamples,
) -> Output {
    let (facts, others): (Vec<_>, Vec<_>) =
        corpus.sources.par_iter().map(read).map(|Reading { hash, facts, found }| (facts, (hash, found))).unzip();
    let (hashes, found): (Vec<_>, Vec<_>) = others.into_iter().unzip();
    let mut diagnostics: Vec<Diagnostic> = found.into_iter().flatten().collect();
    let schema = schema(corpus, &facts, config, &mut diagnostics);
    let bodies = examples(corpus, &facts, &schema, config, &mut diagnostics);
    let summary = Summary::new(corpus, &facts, &schema);
    // What the rooms to come do not need makes room for what they make.
    let examples = examples_of(facts);
    let rust = || emit::emit(lower::lower_beside(&schema, &bodies, config, find, &mut diagnostics));
    let (mut files, json) = rayon::join(rust, || schema.to_json());
    files.texts.insert(SCHEMA_FILE.to_owned(), json);
    files.origin = origin(corpus, config, hashes);
    diagnostics.sort();
    diagnostics.dedup();
    Output { schema, examples, files, diagnostics, summary }
}

fn examples_of(facts: Vec<Facts>) -> PageExamples {
    let with_examples = facts.into_iter().filter(|facts| !facts.examples.is_empty());
    with_examples.map(|facts| (facts.path.to_string(), facts.examples)).collect()
}

/// The whole schema, whatever the configuration selects, and for each fact of it what the pages say. It reads the pages anew: who only makes an SDK does not pay for
/// what only a question needs, which is why evidence is no part of [`Output`].
pub fn evidence(corpus: &Corpus, config: &Config) -> (Schema, Evidence) {
    let read = |source: &Source| {
        let page = page::parse(source, &mut Vec::new());
        (facts::extract(&page, &mut Vec::new()), facts::places(&page))
    };
    let (facts, places): (Vec<_>, Vec<_>) = corpus.sources.par_iter().map(read).unzip();
    let resolved = schema::resolve(&facts, config, &mut Vec::new());
    let (fixups, kept) = (fixups(corpus, &mut Vec::new()), removed(corpus, &mut Vec::new()));
    schema::evidence(resolved, &places, config, &fixups, &kept)
}

/// All findings about the pages, sorted by place: those of the rooms that read them, and those of the linter. Comments in
/// the pages that silence a finding are heeded. Levels are not: they are for whoever shows the findings.
pub fn lint(corpus: &Corpus, config: &Config) -> Vec<Diagnostic> {
    let paths = lint::Paths::new(corpus.sources.iter().map(|source| &*source.path));
    let of_page = |(number, source)| take_apart(number, source, &paths);
    let (facts, others): (Vec<_>, Vec<_>) = corpus.sources.par_iter().enumerate().map(of_page).unzip();
    let (checked, found): (Vec<_>, Vec<_>) = others.into_iter().unzip();
    let mut diagnostics: Vec<Diagnostic> = found.into_iter().flatten().collect();
    let schema = whole_schema(corpus, &facts, config, &mut diagnostics);
    let texts: Vec<&str> = corpus.sources.iter().map(|source| source.text.as_str()).collect();
    lint::check(&lint::Docs::new(&facts, &checked, &texts, &paths, &schema), diagnostics)
}

/// What changed between two schemas for who uses the API or the crate that is made of it with this configuration.
pub fn diff(old: &Schema, new: &Schema, config: &Config) -> Changes {
    let krate = |schema| lower::lower(schema, &schema::Examples::default(), config, &mut Vec::new());
    let mut changes = diff::diff(old, new);
    if !config.package.features {
        changes.without_areas();
    }
    diff::compare_crates(&mut changes, (old, &krate(old)), (new, &krate(new)));
    changes
}

/// The claims of all pages, in the order of the corpus.
pub fn facts(corpus: &Corpus, diagnostics: &mut Vec<Diagnostic>) -> Vec<Facts> {
    let (facts, found): (Vec<_>, Vec<_>) = corpus.sources.par_iter().map(read_page).unzip();
    diagnostics.extend(found.into_iter().flatten());
    facts
}

/// What came of reading one source for an SDK.
#[derive(BorshSerialize, BorshDeserialize)]
struct Reading {
    /// What tells others which text it was.
    hash: String,
    facts: Facts,
    found: Vec<Diagnostic>,
}

fn read_source(source: &Source) -> Reading {
    let (facts, found) = read_page(source);
    Reading { hash: hash(&source.text), facts, found }
}

/// What one page claims, and what is the matter with it.
fn read_page(source: &Source) -> (Facts, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let page = page::parse(source, &mut found);
    let facts = facts::extract(&page, &mut found);
    (facts, found)
}

/// What one page claims, how it is built, and what is the matter with it, also in the eyes of the linter.
fn take_apart<'a>(
    number: usize,
    source: &'a Source,
    paths: &lint::Paths<'a>,
) -> (Facts, (lint::Checked<'a>, Vec<Diagnostic>)) {
    let mut found = Vec::new();
    let page = page::parse(source, &mut found);
    let (facts, structure) = facts::extract_with_structure(page, &mut found);
    let checked = lint::check_page(number, &facts, structure, &source.text, paths, &mut found);
    (facts, (checked, found))
}

/// What an SDK is made from, by the hashes of the sources. Pages have no absolute path; what stands beside them may, and has no name here.
fn origin(corpus: &Corpus, config: &Config, hashes: Vec<String>) -> Origin {
    let pages = corpus.sources.iter().map(|source| source.path.to_string()).zip(hashes).collect();
    let beside: Vec<&str> = corpus.beside().map(|source| source.text.as_str()).collect();
    let corrections = (!beside.is_empty()).then(|| hash(&beside.join("\0")));
    let commit = config.package.attribution.as_ref().and_then(|attribution| attribution.commit.clone());
    Origin { commit, corrections, pages }
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The API that the claims of all pages describe, with the fixups of the corpus: what the configuration selects of it.
pub fn schema(corpus: &Corpus, facts: &[Facts], config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let mut schema = whole_schema(corpus, facts, config, diagnostics);
    schema::select(&mut schema, config, diagnostics);
    schema
}

fn whole_schema(corpus: &Corpus, facts: &[Facts], config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Schema {
    let resolved = schema::resolve(facts, config, diagnostics);
    let fixups = fixups(corpus, diagnostics);
    schema::report_conflicts(&resolved, config, &fixups, diagnostics);
    let mut schema = resolved.schema;
    schema::apply_fixups(&mut schema, &fixups, diagnostics);
    schema::apply_removed(&mut schema, &removed(corpus, diagnostics), &config.package.version, diagnostics);
    schema
}

/// The bodies of the examples with their types, if the configuration wants them tested.
fn examples(
    corpus: &Corpus,
    facts: &[Facts],
    schema: &Schema,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> schema::Examples {
    let files = corpus.fixups.iter();
    let faults = files.flat_map(|file| config::example_faults(&file.path, &file.text, diagnostics)).collect();
    if !config.conformance {
        return schema::Examples::default();
    }
    let line = |path: &str, at: u32| diagnostic::line_column(corpus.text(path).unwrap_or(""), at as usize).0;
    schema::Examples { faults, ..schema::examples(facts, schema, &line) }
}

/// The fixups of the corpus, in the order in which they count.
fn fixups(corpus: &Corpus, diagnostics: &mut Vec<Diagnostic>) -> Vec<config::Fixup> {
    let files = corpus.fixups.iter();
    files.flat_map(|file| config::fixups(&file.path, &file.text, diagnostics)).collect()
}

/// What the docs no longer have and the crate keeps.
fn removed(corpus: &Corpus, diagnostics: &mut Vec<Diagnostic>) -> Vec<config::Removed> {
    let files = corpus.removed.iter();
    files.flat_map(|file| config::removed(&file.path, &file.text, diagnostics)).collect()
}
