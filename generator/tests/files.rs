//! What the writer does to a folder, and what it never does.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use graphdoc::emit::Files;
use graphdoc::files::{FilesError, Written, check, write};

fn files(texts: &[(&str, &str)]) -> Files {
    let texts = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Files { texts, ..Files::default() }
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn a_second_run_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("deep/sdk");
    let new = files(&[("Cargo.toml", "a\n"), ("src/a/b.rs", "b\n")]);
    assert_eq!(check(&new, &out).unwrap().len(), 3);
    assert_eq!(write(&new, &out).unwrap().written, ["Cargo.toml", "src/a/b.rs"]);
    assert_eq!(check(&new, &out).unwrap(), []);
    let times = || fs::metadata(out.join("manifest.json")).unwrap().modified().unwrap();
    let before = times();
    let second = write(&new, &out).unwrap();
    assert_eq!(second.hashes.keys().collect::<Vec<_>>(), ["Cargo.toml", "manifest.json", "src/a/b.rs"]);
    assert_eq!(second, Written { unchanged: 2, hashes: second.hashes.clone(), ..Written::default() });
    assert_eq!(times(), before);
    assert!(!read(&out, "manifest.json").contains(folder.path().to_str().unwrap()));
}

#[test]
fn files_that_are_no_longer_generated_go_and_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    write(&files(&[("src/a/b.rs", "b\n"), ("src/c/d.rs", "d\n"), ("e.rs", "e\n")]), out).unwrap();
    fs::write(out.join("src/c/mine.rs"), "mine").unwrap();
    let new = files(&[("e.rs", "e\n")]);
    let drifts = check(&new, out).unwrap();
    let paths: Vec<&str> = drifts.iter().map(|drift| drift.path.as_str()).collect();
    assert_eq!(paths, ["manifest.json", "src/a/b.rs", "src/c/d.rs"]);
    assert_eq!(drifts[1].diff, "--- a/src/a/b.rs\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n");
    assert_eq!(write(&new, out).unwrap().removed, ["src/a/b.rs", "src/c/d.rs"]);
    assert!(!out.join("src/a").exists());
    assert_eq!(read(out, "src/c/mine.rs"), "mine");
}

#[test]
fn edited_files_are_restored_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    write(&files(&[("a.rs", "a\n"), ("b.rs", "b\n"), ("c.rs", "c\n")]), out).unwrap();
    fs::write(out.join("a.rs"), "edited\n").unwrap();
    fs::write(out.join("b.rs"), "edited\n").unwrap();
    fs::remove_file(out.join("c.rs")).unwrap();
    let new = files(&[("a.rs", "a\n"), ("c.rs", "c\n")]);
    assert_eq!(check(&new, out).unwrap().len(), 4);
    let report = write(&new, out).unwrap();
    assert_eq!((report.written, report.removed), (vec!["a.rs".to_owned(), "c.rs".to_owned()], vec!["b.rs".to_owned()]));
    assert_eq!(report.edited, ["a.rs", "b.rs"]);
    assert_eq!(read(out, "a.rs"), "a\n");
}

#[test]
fn files_of_others_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path();
    fs::write(out.join("a.rs"), "mine\n").unwrap();
    fs::write(out.join("same.rs"), "same\n").unwrap();
    let new = files(&[("a.rs", "a\n"), ("b.rs", "b\n"), ("same.rs", "same\n")]);
    for _ in 0..2 {
        match write(&new, out) {
            Err(FilesError::Foreign { paths }) => assert_eq!(paths, ["a.rs"]),
            other => panic!("{other:?}"),
        }
        assert_eq!((read(out, "a.rs"), read(out, "b.rs")), ("mine\n".to_owned(), "b\n".to_owned()));
    }
    // Not listed, so not removed either.
    write(&files(&[("b.rs", "b\n")]), out).unwrap();
    assert_eq!(read(out, "a.rs"), "mine\n");
}

#[test]
fn a_manifest_cannot_name_files_outside() {
    let folder = tempfile::tempdir().unwrap();
    let (out, outside) = (folder.path().join("out"), folder.path().join("outside"));
    fs::create_dir(&out).unwrap();
    fs::write(&outside, "").unwrap();
    let list = serde_json::json!({ "../outside": "", outside.to_str().unwrap(): "", "x/../../outside": "" });
    let manifest = serde_json::json!({ "generator": "graphdoc 0.0.1", "files": list });
    fs::write(out.join("manifest.json"), manifest.to_string()).unwrap();
    assert_eq!(write(&files(&[]), &out).unwrap().removed, [""; 0]);
    assert!(outside.exists());
}

#[test]
fn a_manifest_of_something_else_is_not_overwritten() {
    for manifest in ["{\"name\": \"mine\"}", "{\"generator\": \"another 1.0\", \"files\": {\"b.rs\": \"\"}}"] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest.json"), manifest).unwrap();
        let result = write(&files(&[("a.rs", "a\n")]), folder.path());
        assert!(matches!(result, Err(FilesError::Foreign { paths }) if paths == ["manifest.json"]));
        assert_eq!(read(folder.path(), "a.rs"), "a\n");
        assert_eq!(read(folder.path(), "manifest.json"), manifest);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let out = folder.path().join("file/sdk");
    match write(&files(&[("a.rs", "")]), &out) {
        Err(FilesError::Io { path, .. }) => assert_eq!(path, out),
        other => panic!("{other:?}"),
    }
}
