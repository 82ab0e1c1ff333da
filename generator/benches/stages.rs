//! Each stage of the line alone, over the pages in `$GRAPHDOC_CORPUS/2021-07/v1.0`, or over the repository's own.
//!
//! The input of a stage is made once, by the stages before it. `read` and `emit` use all cores, the others one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use graphdoc::schema::Examples;
use graphdoc::{Config, Corpus, Crate, Facts, Files, Page, Schema, corpus, emit, facts, lint, lower, page};

fn main() {
    divan::main();
}

static DOCS: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input");
    let real = std::env::var_os("GRAPHDOC_CORPUS").map(|folder| Path::new(&folder).join("2021-07/v1.0"));
    vec![real.unwrap_or_else(own)]
});
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
static CORPUS: LazyLock<Corpus> = LazyLock::new(read_corpus);
static PAGES: LazyLock<Vec<Page>> = LazyLock::new(parse_pages);
static FACTS: LazyLock<Vec<Facts>> = LazyLock::new(extract_facts);
static SCHEMA: LazyLock<Schema> = LazyLock::new(resolve_schema);
static CRATE: LazyLock<Crate> = LazyLock::new(lower_schema);

#[expect(clippy::panic, reason = "without pages there is nothing to measure")]
fn read_corpus() -> Corpus {
    corpus::read(&DOCS, &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

fn parse_pages() -> Vec<Page> {
    CORPUS.sources.iter().map(|source| page::parse(source, &mut Vec::new())).collect()
}

fn extract_facts() -> Vec<Facts> {
    PAGES.iter().map(|page| facts::extract(page, &mut Vec::new())).collect()
}

fn resolve_schema() -> Schema {
    graphdoc::schema(&CORPUS, &FACTS, &CONFIG, &mut Vec::new())
}

fn lower_schema() -> Crate {
    lower::lower(&SCHEMA, &Examples::default(), &CONFIG, &mut Vec::new())
}

fn emit_files() -> Files {
    emit::emit(&CRATE)
}

/// Runs a stage; its rate is in bytes of the docs.
fn measure<T>(bencher: Bencher<'_, '_>, stage: impl Fn() -> T + Sync) {
    let bytes: usize = CORPUS.sources.iter().map(|source| source.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(stage);
}

#[divan::bench(name = "1 read", sample_count = 10)]
fn read(bencher: Bencher<'_, '_>) {
    measure(bencher, read_corpus);
}

#[divan::bench(name = "2 page", sample_count = 10)]
fn page(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CORPUS);
    measure(bencher, parse_pages);
}

#[divan::bench(name = "3 facts", sample_count = 10)]
fn facts(bencher: Bencher<'_, '_>) {
    LazyLock::force(&PAGES);
    measure(bencher, extract_facts);
}

#[divan::bench(name = "4 resolve", sample_count = 10)]
fn resolve(bencher: Bencher<'_, '_>) {
    LazyLock::force(&FACTS);
    measure(bencher, resolve_schema);
}

#[divan::bench(name = "5 lower", sample_count = 10)]
fn lower(bencher: Bencher<'_, '_>) {
    LazyLock::force(&SCHEMA);
    measure(bencher, lower_schema);
}

#[divan::bench(name = "6 emit", sample_count = 10)]
fn emit(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CRATE);
    measure(bencher, emit_files);
}

#[divan::bench(name = "7 lint", sample_count = 10)]
fn lint(bencher: Bencher<'_, '_>) {
    let structures: Vec<_> = PAGES.iter().map(facts::structure).collect();
    let texts: Vec<&str> = CORPUS.sources.iter().map(|source| source.text.as_str()).collect();
    let docs = lint::Docs::new(&FACTS, &structures, &texts, &SCHEMA);
    measure(bencher, || lint::check(&docs, Vec::new()));
}
