//! A run after a run: what it may skip shows in nothing but its speed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod docs;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use docs::{Docs, PAGE};

/// How many pages there are, beside the one of [`Docs`].
const PAGES: usize = 40;

/// Docs with many pages, two of which have a finding.
fn library() -> Docs {
    let docs = Docs::new();
    for number in 0..PAGES {
        docs.add(&page_path(number), page(number));
    }
    docs
}

fn page_path(number: usize) -> String {
    format!("docs/resources/shelf{number}.md")
}

fn page(number: usize) -> String {
    let text = PAGE.replace("book", &format!("shelf{number}"));
    if number < 2 { text.replace("|id|String|", "|id|Sting|") } else { text }
}

/// `generate` into `out`: what was printed.
fn generate(docs: &Docs, out: &str) -> String {
    let output = docs.run(&["generate", "--docs", "docs", "--out", out, "--verbose"]);
    let printed = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{printed}");
    printed
}

/// The files of an SDK.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().unwrap() != ".graphdoc" {
                    folders.push(path);
                }
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// The folder is what a first run makes of the same pages.
fn is_as_new(docs: &Docs) {
    generate(docs, "new");
    assert!(tree(&docs.path().join("out")) == tree(&docs.path().join("new")), "the folders differ");
    fs::remove_dir_all(docs.path().join("new")).unwrap();
}

/// The line that says how many files were written, removed and left.
fn written(printed: &str) -> &str {
    printed.lines().last().unwrap()
}

#[test]
fn findings_and_sums_are_told_again_when_nothing_changed() {
    let docs = library();
    let first = generate(&docs, "out");
    let second = generate(&docs, "out");
    assert!(first.contains("Sting` is documented nowhere"), "{first}");
    assert_eq!(written(&second), "out: 0 files written, 0 removed, 47 unchanged");
    let all_but_last = |printed: &str| printed.lines().rev().skip(1).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(all_but_last(&first), all_but_last(&second));
}

#[test]
fn a_changed_page_changes_what_depends_on_it() {
    let docs = library();
    generate(&docs, "out");
    docs.add(&page_path(7), page(7).replace("Key.", "The key of the shelf."));
    let printed = generate(&docs, "out");
    assert_eq!(written(&printed), "out: 2 files written, 0 removed, 45 unchanged");
    is_as_new(&docs);
    docs.add("docs/resources/lamp.md", PAGE.replace("book", "lamp"));
    fs::remove_file(docs.path().join(page_path(3))).unwrap();
    let printed = generate(&docs, "out");
    assert!(written(&printed).contains(" 1 removed"), "{printed}");
    is_as_new(&docs);
}

#[test]
fn a_file_that_was_edited_or_removed_is_mended() {
    let docs = library();
    generate(&docs, "out");
    let shelf = docs.path().join("out/src/models/shelf5.rs");
    fs::write(&shelf, "// mine\n").unwrap();
    fs::remove_file(docs.path().join("out/src/models/shelf6.rs")).unwrap();
    let printed = generate(&docs, "out");
    assert!(printed.contains("shelf5.rs was edited by hand"), "{printed}");
    assert_eq!(written(&printed), "out: 2 files written, 0 removed, 45 unchanged");
    is_as_new(&docs);
}

#[test]
fn settings_count() {
    let docs = library();
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"out\"\n");
    assert_eq!(docs.run(&["generate"]).status.code(), Some(0));
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"out\"\n\n[types.shelf4]\nrename = \"Board\"\n");
    assert_eq!(docs.run(&["check"]).status.code(), Some(1));
    assert_eq!(docs.run(&["generate"]).status.code(), Some(0));
    let renamed = fs::read_to_string(docs.path().join("out/src/models/mod.rs")).unwrap();
    assert!(renamed.contains("Board"), "{renamed}");
    assert_eq!(docs.run(&["check"]).status.code(), Some(0));
}

#[test]
fn what_was_kept_is_never_trusted_when_it_is_damaged() {
    let docs = library();
    generate(&docs, "out");
    let kept = ["run", "steps"].map(|name| docs.path().join("out/.graphdoc").join(name));
    let whole = kept.each_ref().map(|path| fs::read(path).unwrap());
    for damage in 0..12 {
        for (path, bytes) in kept.iter().zip(&whole) {
            fs::write(path, damaged(bytes, damage)).unwrap();
        }
        // Once with the files as they were, and once with another page, which needs the steps.
        docs.add(&page_path(9), page(9).replace("Key.", &format!("Key {}.", damage / 2)));
        generate(&docs, "out");
        is_as_new(&docs);
    }
    fs::remove_dir_all(docs.path().join("out/.graphdoc")).unwrap();
    let printed = generate(&docs, "out");
    assert_eq!(written(&printed), "out: 0 files written, 0 removed, 47 unchanged");
}

/// Bytes that are cut off, changed in one place, or foreign.
fn damaged(bytes: &[u8], damage: usize) -> Vec<u8> {
    let place = bytes.len() * (damage / 3 + 1) / 6;
    match damage % 3 {
        0 => bytes[..place].to_vec(),
        1 => {
            let mut bytes = bytes.to_vec();
            bytes[place] ^= 0x10;
            bytes
        }
        _ => vec![0xff; place],
    }
}

#[test]
fn two_runs_on_one_folder_exclude_each_other() {
    let docs = library();
    generate(&docs, "out");
    docs.add(&page_path(7), page(7).replace("Key.", "The key of the shelf."));
    let claim = graphdoc::files::claim(&docs.path().join("out")).unwrap();
    let second = docs.run(&["generate", "--docs", "docs", "--out", "out"]);
    let printed = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{printed}");
    assert!(printed.contains("error: another graphdoc is writing to out; run this again when it is done"), "{printed}");
    assert_eq!(docs.run(&["check", "--docs", "docs", "--out", "out"]).status.code(), Some(1), "it only reads");
    drop(claim);
    assert!(written(&generate(&docs, "out")).starts_with("out: 2 files written"));
}

#[test]
fn a_run_that_is_killed_is_mended_by_the_next_one() {
    let docs = library();
    generate(&docs, "out");
    for round in 0..30 {
        for number in 0..PAGES {
            docs.add(&page_path(number), page(number).replace("Key.", &format!("Key, round {round}.")));
        }
        let mut run = Command::new(env!("CARGO_BIN_EXE_graphdoc"));
        run.current_dir(docs.path()).args(["generate", "--docs", "docs", "--out", "out"]);
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Anywhere between the start and the end; where exactly does not matter to what is asserted.
        std::thread::sleep(Duration::from_millis(round));
        run.kill().unwrap();
        run.wait().unwrap();
        let printed = generate(&docs, "out");
        assert!(!printed.contains("edited by hand"), "{printed}");
        is_as_new(&docs);
        let left = fs::read_dir(docs.path().join("out/.graphdoc")).unwrap();
        let names: Vec<_> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert!(names.iter().all(|name| !name.starts_with(".draft-")), "{names:?}");
    }
}

#[test]
fn the_manifest_says_what_the_files_were_made_from() {
    let docs = library();
    docs.add(
        "graphdoc.toml",
        "docs = [\"docs\"]\nout = \"out\"\n\n[package.attribution]\nsource = \"Library docs\"\nlicence = \"CC BY 4.0\"\ncommit = \"4f1a\"\n",
    );
    docs.add("docs/fixups.toml", "");
    let manifest = || {
        assert_eq!(docs.run(&["generate"]).status.code(), Some(0));
        let text = fs::read_to_string(docs.path().join("out/manifest.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let before = manifest();
    assert_eq!(before["commit"], "4f1a");
    assert!(before["generator"].as_str().unwrap().starts_with("graphdoc "));
    assert_eq!(before["pages"].as_object().unwrap().len(), PAGES + 1);
    // Only the form of the page changes: the SDK is the same, and yet it is known what it was made from.
    docs.add(&page_path(7), page(7) + "\n\n");
    let mut after = manifest();
    let name = "resources/shelf7.md";
    assert_ne!(before["pages"][name], after["pages"][name]);
    after["pages"][name] = before["pages"][name].clone();
    assert_eq!(before, after);
    docs.add("docs/fixups.toml", "# Nothing to mend.\n");
    assert_ne!(before["corrections"], manifest()["corrections"]);
}
