//! Each stage of the line alone, over the pages in `$GRAPHDOC_CORPUS/2021-07/v1.0`, or over the repository's own.
//!
//! The input of a stage is made once, by the stages before it. `read` and `emit` use all cores, the others one.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::BytesCount;
use graphdoc::schema::Examples;
use graphdoc::{Config, Corpus, Crate, Facts, Page, Schema};

fn main() {
    // A stage takes long enough that a few samples tell; `--sample-count` asks for more.
    divan::Divan::default().sample_count(10).config_with_args().main();
}

static DOCS: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-input");
    let real = std::env::var_os("GRAPHDOC_CORPUS").map(|folder| Path::new(&folder).join("2021-07/v1.0"));
    vec![real.unwrap_or_else(own)]
});
static CONFIG: LazyLock<Config> = LazyLock::new(Config::default);
static CORPUS: LazyLock<Corpus> = LazyLock::new(read_corpus);
static PAGES: LazyLock<Vec<Page<'static>>> = LazyLock::new(parse_pages);
static FACTS: LazyLock<Vec<Facts>> = LazyLock::new(extract_facts);
static SCHEMA: LazyLock<Schema> = LazyLock::new(resolve_schema);
static CRATE: LazyLock<Crate> = LazyLock::new(lower_schema);

#[expect(clippy::panic, reason = "without pages there is nothing to measure")]
fn read_corpus() -> Corpus {
    graphdoc::corpus::read(&DOCS, &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

fn parse_pages() -> Vec<Page<'static>> {
    CORPUS.sources.iter().map(|source| graphdoc::page::parse(source, &mut Vec::new())).collect()
}

fn extract_facts() -> Vec<Facts> {
    PAGES.iter().map(|page| graphdoc::facts::extract(page, &mut Vec::new())).collect()
}

fn resolve_schema() -> Schema {
    graphdoc::schema(&CORPUS, &FACTS, &CONFIG, &mut Vec::new())
}

fn lower_schema() -> Crate {
    graphdoc::lower::lower(&SCHEMA, &Examples::default(), &CONFIG, &mut Vec::new())
}

/// Runs a stage; its rate is in bytes of the docs.
fn measure<T>(bencher: Bencher<'_, '_>, stage: impl Fn() -> T + Sync) {
    bencher.counter(bytes()).bench(stage);
}

fn bytes() -> BytesCount {
    BytesCount::new(CORPUS.sources.iter().map(|source| source.text.len()).sum::<usize>())
}

#[divan::bench(name = "1 read")]
fn read(bencher: Bencher<'_, '_>) {
    measure(bencher, read_corpus);
}

#[divan::bench(name = "2 page")]
fn page(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CORPUS);
    measure(bencher, parse_pages);
}

#[divan::bench(name = "3 facts")]
fn facts(bencher: Bencher<'_, '_>) {
    LazyLock::force(&PAGES);
    measure(bencher, extract_facts);
}

#[divan::bench(name = "4 resolve")]
fn resolve(bencher: Bencher<'_, '_>) {
    LazyLock::force(&FACTS);
    measure(bencher, resolve_schema);
}

#[divan::bench(name = "5 lower")]
fn lower(bencher: Bencher<'_, '_>) {
    LazyLock::force(&SCHEMA);
    measure(bencher, lower_schema);
}

#[divan::bench(name = "6 emit")]
fn emit(bencher: Bencher<'_, '_>) {
    LazyLock::force(&CRATE);
    bencher.counter(bytes()).with_inputs(|| CRATE.clone()).bench_values(graphdoc::emit::emit);
}

#[divan::bench(name = "7 lint")]
fn lint(bencher: Bencher<'_, '_>) {
    let texts: Vec<&str> = CORPUS.sources.iter().map(|source| source.text.as_str()).collect();
    let paths = graphdoc::lint::Paths::new(CORPUS.sources.iter().map(|source| &*source.path));
    let check = |(number, (page, text)): (usize, (&Page<'static>, &&str))| {
        let (facts, structure) = graphdoc::facts::extract_with_structure(page.clone(), &mut Vec::new());
        graphdoc::lint::check_page(number, &facts, structure, text, &paths, &mut Vec::new())
    };
    let checked: Vec<_> = PAGES.iter().zip(&texts).enumerate().map(check).collect();
    let docs = graphdoc::lint::Docs::new(&FACTS, &checked, &texts, &paths, &SCHEMA);
    measure(bencher, || graphdoc::lint::check(&docs, Vec::new()));
}
