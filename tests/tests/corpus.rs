//! The real docs, where `GRAPHDOC_CORPUS` names them: all pages are read, nothing is lost, and what comes out compiles.

use std::path::Path;
use std::process::Command;

use graphdoc::diagnostic::{Level, human};
use graphdoc::facts::PageKind;
use graphdoc::{Config, Corpus, Output};
use graphdoc_tests::{assert_conservation, real_docs, workspace};

const JULY: &str = "2021-07/v1.0";
const MAY: &str = "2020-05/v1.0";

fn read(folder: &Path) -> Corpus {
    graphdoc::corpus::read(&[folder.to_owned()], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"))
}

/// A configuration that writes to a folder, with the runtime of this workspace.
fn config(out: &Path) -> Config {
    Config { out: Some(out.to_owned()), runtime: Some(workspace().join("runtime")), ..Config::default() }
}

fn write(output: &Output, out: &Path) -> graphdoc::files::Written {
    graphdoc::files::write(&output.files, out).unwrap_or_else(|error| panic!("{error}"))
}

/// The counts that a survey of the same pages reached by other means; `docs/architecture.md` explains the differences.
#[test]
fn everything_in_v1_of_july_2021_is_accounted_for() {
    let Some(folder) = real_docs(JULY) else { return };
    let corpus = read(&folder);
    let output = graphdoc::generate(&corpus, &Config::default());
    assert_conservation(&corpus, &output);
    let summary = &output.summary;
    let of_kind = |kind| summary.kinds.get(&kind).copied().unwrap_or(0);
    assert_eq!(summary.files, 3341);
    assert_eq!(of_kind(PageKind::Resource), 1028);
    assert_eq!(of_kind(PageKind::Enumeration), 142);
    assert_eq!((of_kind(PageKind::Operation), summary.operation_pages), (2102, 2102));
    assert_eq!(of_kind(PageKind::Unusable), 0);
    assert_eq!(summary.representations, 1023);
    let used = |what: &str| summary.ledger.used_rows.get(what);
    assert_eq!(used("property"), 6504);
    assert_eq!(used("relationship"), 815);
    assert!(summary.enum_declarations >= 319 && used("member") >= 2591, "{summary}");
    assert!(summary.typed_body_rows >= 5137, "{summary}");
    let lines = &summary.ledger;
    assert!(lines.used_lines >= 3740 && lines.used_lines * 100 >= lines.lines * 98, "{summary}");
    // Eight lines stand twice on their pages.
    assert_eq!(summary.urls + 8, lines.used_lines);
    assert!(summary.pages_with_permissions * 100 >= summary.operation_pages * 98, "{summary}");
    assert!(summary.example_pairs >= 2414, "{summary}");
}

#[test]
fn everything_in_v1_of_may_2020_is_accounted_for() {
    let Some(folder) = real_docs(MAY) else { return };
    let corpus = read(&folder);
    let output = graphdoc::generate(&corpus, &Config::default());
    assert_conservation(&corpus, &output);
    assert_eq!(output.summary.files, 2460);
    assert_eq!(output.summary.kinds.get(&PageKind::Unusable), None);
}

#[test]
fn every_finding_can_be_shown() {
    let Some(folder) = real_docs(JULY) else { return };
    let corpus = read(&folder);
    let output = graphdoc::generate(&corpus, &Config::default());
    assert!(output.diagnostics.len() > 100);
    for finding in &output.diagnostics {
        let place = finding.location.as_ref().map(|place| place.path.to_string()).unwrap_or_default();
        let text = human(finding, Level::Warn, &|path| corpus.text(path), &str::to_owned, false);
        assert!(text.contains(finding.code.name()) && text.contains(&place), "{text}");
    }
}

#[test]
fn a_second_run_writes_nothing_and_a_page_less_removes_its_items() {
    let Some(folder) = real_docs(JULY) else { return };
    let out = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let mut corpus = read(&folder);
    let first = graphdoc::generate(&corpus, &config(out.path()));
    write(&first, out.path());
    let second = write(&graphdoc::generate(&corpus, &config(out.path())), out.path());
    assert!(second.written.is_empty() && second.removed.is_empty(), "{second:?}");

    // A type that no other page describes, on a page of its own.
    let names = first.schema.types.iter().filter(|(_, ty)| ty.pages.len() == 1 && ty.base.is_none());
    let (name, page) =
        names.filter_map(|(name, ty)| Some((name, ty.pages.first()?))).next().unwrap_or_else(|| panic!("a type"));
    corpus.sources.retain(|source| *source.path != **page);
    let smaller = graphdoc::generate(&corpus, &config(out.path()));
    let gone: Vec<&String> = first.schema.types.keys().filter(|key| !smaller.schema.types.contains_key(*key)).collect();
    assert_eq!(gone, [name]);
    let written = write(&smaller, out.path());
    assert_eq!(written.removed.len(), 1, "{:?}", written.removed);
    let expected: Vec<&String> = smaller.files.texts.keys().collect();
    assert_eq!(expected.len() + 1, count_files(out.path()), "no stale file is left");
}

/// The files in a folder, but for what a run keeps for the next one.
fn count_files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{error}"));
    let entries = entries.flatten().filter(|entry| entry.file_name() != ".graphdoc");
    entries.map(|entry| if entry.path().is_dir() { count_files(&entry.path()) } else { 1 }).sum()
}

#[test]
fn the_emitted_crate_compiles_and_documents_without_a_warning() {
    let Some(folder) = real_docs(JULY) else { return };
    let out = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write(&graphdoc::generate(&read(&folder), &config(out.path())), out.path());
    for area in ["outlook", "planner", "security"] {
        cargo(out.path(), &["check", "--no-default-features", "--features", area], ("RUSTFLAGS", "-Dwarnings"));
    }
    cargo(out.path(), &["check", "--all-features"], ("RUSTFLAGS", "-Dwarnings"));
    cargo(out.path(), &["doc", "--no-deps", "--all-features"], ("RUSTDOCFLAGS", "-Dwarnings"));
}

fn cargo(folder: &Path, arguments: &[&str], flags: (&str, &str)) {
    let target = workspace().join("target").join("emitted");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).args(arguments).env("CARGO_TARGET_DIR", target).env(flags.0, flags.1);
    let output = command.output().unwrap_or_else(|error| panic!("{error}"));
    assert!(output.status.success(), "cargo {}:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
}
