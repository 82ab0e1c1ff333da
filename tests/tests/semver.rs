//! The rules of `diff` against cargo-semver-checks: two crates are made of two states of the docs, and a public tool says
//! what it finds. It looks at names and numbers of arguments, not at the types of fields.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use graphdoc::diff::Release;
use graphdoc::{Config, Corpus, Schema, diff};
use graphdoc_tests::{pages, say, workspace};

/// Changes of the docs that break programs, and the names of the tool's findings.
const BREAKING: [(&str, &str, &str, &str); 7] = [
    ("resources/book.md", "|pages|Int32|How many there are.|\n", "", "struct_pub_field_missing"),
    ("resources/enums.md", "|merry|\n|sad|", "|merry|", "enum_variant_missing"),
    ("api/size-get.md", "title: \"Get size\"", "title: \"Measure size\"", "function_missing"),
    ("api/size-get.md", "# Get size", "# Measure size", "struct_missing"),
    ("api/book-lend.md", "/books/{book-id}/lend", "/books/{book-id}/lend/{day}", "function_parameter_count_changed"),
    (
        "resources/book.md",
        "|title|String|What is printed on the cover.|",
        "|title|String|What is printed on the cover. Read-only.|",
        "inherent_method_missing",
    ),
    ("api/book-get.md", "|edition|String|Which one.|\n", "", "inherent_method_missing"),
];

/// What the tool says of a new field. It breaks programs that name all fields; by the policy of `docs/semver.md` it is
/// minor all the same, and this is the only difference.
const BY_POLICY: &str = "constructible_struct_adds_field";

/// Changes that break nothing.
const HARMLESS: [(&str, &str, &str); 4] = [
    ("resources/book.md", "|pages|Int32|", "|colour|String|Of the cover.|\n|pages|Int32|"),
    ("resources/enums.md", "|merry|\n|sad|", "|merry|\n|sad|\n|calm|"),
    ("api/book-get.md", "GET /books/{book-id}\n", "GET /books/{book-id}\nGET /me/books/{book-id}\n"),
    ("api/book-get.md", "|edition|String|", "|language|String|Which one.|\n|edition|String|"),
];

#[test]
fn the_tool_finds_what_the_rules_say() {
    let tool = |arguments: &[&str]| Command::new("cargo").arg("semver-checks").args(arguments).output();
    if !tool(&["--version"]).is_ok_and(|output| output.status.success()) {
        return say("skipped: cargo-semver-checks is not installed");
    }
    let folder = tempfile::tempdir().unwrap();
    let before = pages(include_str!("diff/library.md"));
    let breaking = edited(&before, BREAKING.iter().map(|(path, from, to, _)| (*path, *from, *to)));
    let harmless = edited(&before, HARMLESS.iter().copied());
    let old = make(&before, &folder.path().join("old"));
    for (pages, name, release) in [(&harmless, "harmless", Release::Minor), (&breaking, "breaking", Release::Major)] {
        let root = folder.path().join(name);
        let new = make(pages, &root);
        assert_eq!(diff(&old, &new, &config()).release(), release);
        let mut command = Command::new("cargo");
        command.args(["semver-checks", "--release-type", "minor", "--only-explicit-features", "--features", "full"]);
        command
            .arg("--manifest-path")
            .arg(root.join("Cargo.toml"))
            .arg("--baseline-root")
            .arg(folder.path().join("old"));
        let output = command.env("CARGO_TARGET_DIR", workspace().join("target/semver")).output().unwrap();
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(TOLD), "{name}: {printed}");
        let mut found: BTreeSet<&str> = findings(&printed).collect();
        found.remove(BY_POLICY);
        let expected = BREAKING.iter().map(|(.., finding)| *finding).filter(|_| release == Release::Major);
        assert_eq!(found, expected.collect(), "{name}: {printed}");
    }
}

/// The exit code of the tool when it has findings.
const TOLD: i32 = 100;

/// The names of what the tool found: lines such as `--- failure NAME: headline ---`.
fn findings(printed: &str) -> impl Iterator<Item = &str> {
    let lines = printed.lines().filter_map(|line| line.strip_prefix("--- failure "));
    lines.filter_map(|line| line.split(':').next())
}

fn config() -> Config {
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    config.package.name = "library-sdk".to_owned();
    config
}

fn edited<'e>(
    before: &[(String, String)],
    edits: impl Iterator<Item = (&'e str, &'e str, &'e str)>,
) -> Vec<(String, String)> {
    let mut pages = before.to_vec();
    for (path, from, to) in edits {
        let (_, text) = pages.iter_mut().find(|(known, _)| known == path).unwrap();
        assert!(text.contains(from), "{path} has no `{from}`");
        *text = text.replacen(from, to, 1);
    }
    pages
}

/// Writes the crate that is made of pages, and gives the schema.
fn make(pages: &[(String, String)], out: &Path) -> Schema {
    let runtime = Some(workspace().join("runtime"));
    let config = Config { out: Some(out.to_owned()), runtime, ..config() };
    let output = graphdoc::generate(&Corpus::from_texts(pages.iter().cloned()), &config);
    graphdoc::files::write(&output.files, out).unwrap();
    output.schema
}
