//! Rules that hold for the whole line: walls between rooms, determinism, conservation, and `generated/` itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use graphdoc::{Config, Corpus, Output};
use graphdoc_tests::{docs_input, workspace, workspace_config};

/// Each room, and the rooms whose output it may use.
const ROOMS: [(&str, &[&str]); 14] = [
    ("diagnostic", &[]),
    ("config", &["diagnostic"]),
    ("corpus", &["diagnostic"]),
    ("page", &["corpus", "diagnostic"]),
    ("facts", &["page", "diagnostic", "config"]),
    ("schema", &["facts", "diagnostic", "config"]),
    ("lower", &["schema", "diagnostic", "config"]),
    ("emit", &["lower"]),
    ("export", &["schema", "config"]),
    ("files", &["emit", "diagnostic"]),
    ("diff", &["schema", "lower", "diagnostic", "config"]),
    ("lint", &["facts", "schema", "diagnostic"]),
    ("cache", &[]),
    ("cli", &[]),
];

/// Crates that only some rooms may use.
const CRATES: [(&str, &[&str]); 11] = [
    ("toml", &["config"]),
    ("glob", &["config"]),
    ("schemars", &["config", "diagnostic"]),
    ("pulldown_cmark", &["page"]),
    ("serde_yaml", &["page"]),
    ("walkdir", &["corpus"]),
    ("tempfile", &["files"]),
    ("quick_xml", &["export", "diagnostic"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("notify", &["cli"]),
];

#[test]
fn rooms_use_only_what_they_may() {
    let source = workspace().join("generator/src");
    for (room, allowed) in ROOMS {
        for file in rust_files(&source.join(room)) {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or("");
            let code: String =
                text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            for used in rooms_named(&code).iter().filter(|used| *used != room) {
                assert!(allowed.contains(&used.as_str()), "{} uses the room `{used}`", file.display());
            }
            for (name, rooms) in CRATES {
                let is_used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
                assert!(!is_used || rooms.contains(&room), "{} uses the crate `{name}`", file.display());
            }
            let touches_disk = code.contains("std::fs");
            assert!(!touches_disk || ["config", "corpus", "files"].contains(&room), "{} does IO", file.display());
        }
    }
}

/// The rooms behind `crate::` in a text.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let after = code.split("crate::").skip(1);
    let names =
        after.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>());
    names.filter(|name| ROOMS.iter().any(|(room, _)| room == name)).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    assert!(!files.is_empty(), "{} holds no Rust", folder.display());
    files
}

#[test]
fn generated_is_what_docs_input_yields() {
    let config = absolute(workspace_config());
    let output = graphdoc::generate(&docs_input(), &config);
    let out = config.out.unwrap_or_default();
    let drifts = graphdoc::files::check(&output.files, &out).unwrap_or_else(|error| panic!("{error}"));
    let diffs: Vec<&str> = drifts.iter().map(|drift| drift.diff.as_str()).collect();
    assert!(drifts.is_empty(), "run `graphdoc generate`:\n{}", diffs.join("\n"));
}

#[test]
fn schema_json_reads_back_as_the_schema() {
    let output = graphdoc::generate(&docs_input(), &workspace_config());
    let text = output.files.texts.get(graphdoc::SCHEMA_FILE).map(String::as_str).unwrap_or("");
    let read: graphdoc::Schema = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
    assert!(read == output.schema);
}

#[test]
fn same_pages_give_same_bytes() {
    let corpus = docs_input();
    let texts: Vec<(String, String)> = corpus
        .sources
        .iter()
        .chain(corpus.beside())
        .map(|source| (source.path.to_string(), source.text.clone()))
        .collect();
    let expected = generate(&corpus);
    let shuffled = texts.iter().rev().skip(7).cloned().chain(texts.iter().rev().take(7).cloned());
    same(&expected, &generate(&Corpus::from_texts(shuffled)), "shuffled pages");
    let windows = texts.iter().map(|(path, text)| (path, format!("\u{feff}{}", text.replace('\n', "\r\n"))));
    same(&expected, &generate(&Corpus::from_texts(windows)), "pages with CRLF and byte order marks");
    for threads in [1, 8] {
        let pool = rayon_pool(threads);
        same(&expected, &pool.install(|| generate(&corpus)), "another number of threads");
    }
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap_or_else(|error| panic!("{error}"))
}

fn generate(corpus: &Corpus) -> Output {
    graphdoc::generate(corpus, &workspace_config())
}

fn same(left: &Output, right: &Output, what: &str) {
    assert!(left.files == right.files, "{what}: other files");
    assert!(left.diagnostics == right.diagnostics, "{what}: other findings");
    assert!(left.summary == right.summary, "{what}: other sums");
}

#[test]
fn every_page_row_and_line_is_accounted_for() {
    let corpus = docs_input();
    let output = generate(&corpus);
    graphdoc_tests::assert_conservation(&corpus, &output);
    assert_eq!(output.summary.types, output.schema.types.len());
}

#[test]
fn removing_a_page_removes_its_items_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |output: &Output| {
        graphdoc::files::write(&output.files, folder.path()).unwrap_or_else(|error| panic!("{error}"))
    };
    let corpus = docs_input();
    let first = write(&generate(&corpus));
    assert!(first.removed.is_empty() && !first.written.is_empty());
    let again = write(&generate(&corpus));
    assert!(again.written.is_empty() && again.removed.is_empty(), "a second run changed {:?}", again.written);

    let gone = "resources/timeperiod.md";
    let mut smaller = corpus.clone();
    smaller.sources.retain(|source| &*source.path != gone);
    let written = write(&generate(&smaller));
    assert_eq!(written.removed, ["src/models/time_period.rs"]);
    let schema = generate(&smaller).schema;
    let all = generate(&corpus).schema;
    let missing: Vec<&String> = all.types.keys().filter(|name| !schema.types.contains_key(*name)).collect();
    assert_eq!(missing, ["microsoft.graph.timePeriod"]);
    assert_eq!(all.operations.len(), schema.operations.len());
}

/// `GRAPHDOC_UPDATE_DOCS=1 cargo test` writes the file.
#[test]
fn the_reference_of_diagnostics_is_made_from_the_code() {
    let path = workspace().join("docs/diagnostics.md");
    let text = graphdoc::diagnostic::reference();
    if std::env::var_os("GRAPHDOC_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "run with GRAPHDOC_UPDATE_DOCS=1");
}

/// `GRAPHDOC_UPDATE_DOCS=1 cargo test` writes the file.
#[test]
fn the_schema_of_the_configuration_is_made_from_the_code() {
    let path = workspace().join("docs/graphdoc.schema.json");
    let text = graphdoc::config::json_schema();
    if std::env::var_os("GRAPHDOC_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "run with GRAPHDOC_UPDATE_DOCS=1");
}

#[test]
fn banned_crates_are_not_in_the_tree() {
    let lock = std::fs::read_to_string(workspace().join("Cargo.lock")).unwrap_or_default();
    for name in ["serde_yml", "libyml", "serde_yaml"] {
        assert!(!lock.contains(&format!("name = \"{name}\"")), "{name} is banned by deny.toml");
    }
}

fn absolute(mut config: Config) -> Config {
    for path in [&mut config.out, &mut config.runtime].into_iter().flatten() {
        *path = std::path::absolute(&*path).unwrap_or_default();
    }
    config
}
