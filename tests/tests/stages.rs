//! Small pages, one case per file of `cases/`, and what each stage makes of them.
//!
//! A case is written for its reader: a library with books instead of a cloud service. Its name says which stages it
//! shows: the snapshots hold only those that the case is about.

use graphdoc::{Config, Corpus, Output, facts, page};
use graphdoc_tests::{digest, findings, pages, workspace};

/// A stage that a snapshot shows.
#[derive(Clone, Copy)]
enum Stage {
    Facts,
    Schema,
    Rust,
    Findings,
}
use Stage::{Facts, Findings, Rust, Schema};

#[test]
fn resource_page() {
    check("resource_page", &[Facts, Schema, Rust, Findings]);
}

#[test]
fn operation_page() {
    check("operation_page", &[Facts, Schema, Rust, Findings]);
}

#[test]
fn table_defects() {
    check("table_defects", &[Schema, Findings]);
}

#[test]
fn json_defects() {
    check("json_defects", &[Schema, Findings]);
}

#[test]
fn enumerations() {
    check("enumerations", &[Schema, Findings]);
}

#[test]
fn enumeration_by_members() {
    check("enumeration_by_members", &[Schema, Findings]);
}

#[test]
fn inheritance() {
    check("inheritance", &[Schema, Findings]);
}

#[test]
fn conflicts() {
    check("conflicts", &[Findings]);
}

#[test]
fn namespaces() {
    check("namespaces", &[Schema, Findings]);
}

#[test]
fn url_forms() {
    check("url_forms", &[Schema, Rust, Findings]);
}

#[test]
fn request_forms() {
    check("request_forms", &[Schema, Findings]);
}

#[test]
fn permissions() {
    check("permissions", &[Schema, Findings]);
}

#[test]
fn bodies_and_answers() {
    check("bodies_and_answers", &[Schema, Findings]);
}

#[test]
fn answers_or_none() {
    check("answers_or_none", &[Rust, Findings]);
}

#[test]
fn newer_pages() {
    check("newer_pages", &[Schema, Findings]);
}

#[test]
fn url_answers() {
    check("url_answers", &[Rust, Findings]);
}

#[test]
fn answers_in_words() {
    check("answers_in_words", &[Schema, Findings]);
}

#[test]
fn calls() {
    check("calls", &[Schema, Findings]);
}

#[test]
fn told_elsewhere() {
    check("told_elsewhere", &[Schema, Findings]);
}

#[test]
fn property_phrases() {
    check("property_phrases", &[Schema, Findings]);
}

#[test]
fn page_kinds() {
    check("page_kinds", &[Facts, Findings]);
}

#[test]
fn examples() {
    check("examples", &[Facts, Findings]);
}

#[test]
fn documentation_text() {
    check("documentation_text", &[Rust]);
}

#[test]
fn fixups() {
    check("fixups", &[Schema, Findings]);
}

#[test]
fn fixups_stale() {
    check("fixups_stale", &[Findings]);
}

#[test]
fn removed() {
    check("removed", &[Schema, Rust, Findings]);
}

#[test]
fn removed_stale() {
    check("removed_stale", &[Findings]);
}

fn check(name: &str, stages: &[Stage]) {
    let path = workspace().join("tests/cases").join(format!("{name}.md"));
    let case = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let corpus = Corpus::from_texts(pages(&case));
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    config.api.service_root = "https://library.example/v1.0".to_owned();
    config.api.docs_url = "https://docs.example/api".to_owned();
    let output = graphdoc::generate(&corpus, &config);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for stage in stages {
            let (suffix, text) = match stage {
                Facts => ("facts", facts_of(&corpus)),
                Schema => ("schema", digest(&output.schema)),
                Rust => ("rs", rust(&output)),
                Findings => ("findings", findings(&corpus, &output)),
            };
            insta::assert_snapshot!(format!("{name}.{suffix}"), text);
        }
    });
}

fn facts_of(corpus: &Corpus) -> String {
    let all = corpus.sources.iter().map(|source| {
        let page = page::parse(source, &mut Vec::new());
        digest(&facts::extract(&page, &mut Vec::new()))
    });
    all.collect::<Vec<_>>().join("\n")
}

/// The files that hold types and requests.
fn rust(output: &Output) -> String {
    let files =
        output.files.texts.iter().filter(|(path, _)| path.matches('/').count() > 1 && !path.ends_with("mod.rs"));
    files.map(|(path, text)| format!("// {path}\n{text}")).collect::<Vec<_>>().join("\n")
}
