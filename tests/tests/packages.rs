//! What would be published: each package says who it is, and holds what it needs and no more.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use graphdoc_tests::workspace;

/// The published packages, and the folders that they need.
const PACKAGES: [(&str, &str, &[&str]); 2] =
    [("graphdoc", "generator", &["src", "templates"]), ("graphdoc-runtime", "runtime", &["src"])];

/// Standard output and standard error of cargo in the workspace.
fn cargo(arguments: &[&str]) -> (String, String) {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(workspace()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}

fn files_below(folder: &Path, root: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let name = |file: &Path| file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    let inside = folders.iter().flat_map(|folder| files_below(folder, root));
    files.iter().map(|file| name(file)).chain(inside).collect()
}

#[test]
fn packages_hold_what_they_need() {
    let made_by_cargo = [".cargo_vcs_info.json", "Cargo.lock", "Cargo.toml", "Cargo.toml.orig"];
    for (package, folder, needed) in PACKAGES {
        let (list, _) = cargo(&["package", "--list", "--allow-dirty", "--offline", "-p", package]);
        let root = workspace().join(folder);
        let needed = needed.iter().flat_map(|folder| files_below(&root.join(folder), &root));
        let expected: BTreeSet<String> =
            needed.chain(["LICENSE-APACHE", "LICENSE-MIT", "README.md"].map(str::to_owned)).collect();
        let listed = list.lines().map(|line| line.replace('\\', "/"));
        let listed: BTreeSet<String> = listed.filter(|file| !made_by_cargo.contains(&file.as_str())).collect();
        assert_eq!(listed, expected, "{package}");
    }
}

#[test]
fn packages_can_be_made_and_say_who_they_are() {
    let target = tempfile::tempdir().unwrap();
    let place = target.path().display().to_string();
    let (_, told) = cargo(&[
        "package",
        "--no-verify",
        "--allow-dirty",
        "--offline",
        "--target-dir",
        &place,
        "-p",
        "graphdoc",
        "-p",
        "graphdoc-runtime",
    ]);
    // Cargo knows what a registry asks for, and warns.
    assert!(!told.contains("manifest has no") && !told.contains("does not appear to exist"), "{told}");
    for (package, ..) in PACKAGES {
        let file = format!("{package}-{}.crate", env!("CARGO_PKG_VERSION"));
        assert!(target.path().join("package").join(&file).exists(), "{file}");
    }
    let (metadata, _) = cargo(&["metadata", "--no-deps", "--format-version", "1", "--offline"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    for package in metadata.get("packages").and_then(|all| all.as_array()).unwrap() {
        let name = package.get("name").and_then(|name| name.as_str()).unwrap();
        let is_published = PACKAGES.iter().any(|(known, ..)| *known == name);
        let is_private = package.get("publish").is_some_and(|to| to.as_array().is_some_and(Vec::is_empty));
        // The SDK made of `docs-input` is an example; `generate` writes its manifest as for any other.
        assert!(is_published != is_private || name == "graph-backup-storage", "{name}");
        for key in ["description", "license", "readme", "documentation", "rust_version"] {
            assert!(!is_published || package.get(key).is_some_and(|value| value.is_string()), "{name} has no {key}");
        }
        for key in ["keywords", "categories"] {
            let count = package.get(key).and_then(|list| list.as_array()).map_or(0, Vec::len);
            assert!(!is_published || (1..=5).contains(&count), "{name}: {count} {key}");
        }
    }
}
