//! An SDK repository whose build script makes the SDK: what cargo does when pages change, appear and go.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use graphdoc_tests::workspace;

/// A copy of the crate with the build script, beside a copy of the pages.
struct Repository {
    folder: tempfile::TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Repository { folder: tempfile::tempdir().unwrap() };
        let root = workspace();
        copy(&root.join("tests/build-script"), &repository.sdk());
        copy(&root.join("docs-input"), &repository.folder.path().join("docs-input"));
        fs::copy(root.join("Cargo.lock"), repository.sdk().join("Cargo.lock")).unwrap();
        let manifest = repository.sdk().join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap().replace("../..", &root.to_string_lossy());
        fs::write(manifest, text + "\n[workspace]\n").unwrap();
        repository
    }

    fn sdk(&self) -> PathBuf {
        self.folder.path().join("sdks/sdk")
    }

    fn page(&self, path: &str) -> PathBuf {
        self.folder.path().join("docs-input").join(path)
    }

    /// `cargo build -v`: whether it worked, and what it printed.
    fn build(&self) -> (bool, String) {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "-v", "--offline"]).current_dir(self.sdk());
        cargo.env("CARGO_TARGET_DIR", self.target()).env_remove("RUSTFLAGS");
        let output = cargo.output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// What is compiled here once serves the next run of this test.
    fn target(&self) -> PathBuf {
        workspace().join("target/build-script")
    }

    /// The file in the output folder of the build script.
    fn output(&self) -> PathBuf {
        let builds = fs::read_dir(self.target().join("debug/build")).unwrap().flatten();
        let outputs = builds.map(|entry| entry.path().join("out/sdk.rs")).filter(|file| file.exists());
        outputs
            .max_by_key(|file| fs::metadata(file.with_file_name("../output")).and_then(|meta| meta.modified()).ok())
            .unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all.sort();
    all
}

fn modified(file: &Path) -> SystemTime {
    fs::metadata(file).unwrap().modified().unwrap()
}

#[test]
fn the_build_follows_the_pages() {
    let repository = Repository::new();
    let sources = files(repository.folder.path());
    let built = |what: &str| {
        let (worked, printed) = repository.build();
        assert!(worked, "{what}: {printed}");
        printed
    };
    built("the first build");
    assert_eq!(files(repository.folder.path()), sources, "nothing is written beside the sources");
    let first = modified(&repository.output());
    assert!(built("nothing changed").contains("Fresh build-script-sdk"));

    let page = repository.page("resources/timeperiod.md");
    let text = fs::read_to_string(&page).unwrap();
    fs::write(&page, &text).unwrap();
    assert!(built("a page was touched").contains("build-script-build"));
    assert_eq!(modified(&repository.output()), first, "the same text is not written again");

    fs::write(&page, text.replace("## Properties", "A sentence of its own.\n\n## Properties")).unwrap();
    built("a page was changed");
    assert!(modified(&repository.output()) > first);

    let added = repository.page("resources/lantern.md");
    fs::write(
        &added,
        "# lantern resource type\n\n## Properties\n|Property|Type|Description|\n|:-|:-|:-|\n|oil|Int32|How much.|\n",
    )
    .unwrap();
    built("a page was added");
    assert!(fs::read_to_string(repository.output()).unwrap().contains("pub struct Lantern {"));
    fs::remove_file(added).unwrap();
    built("a page was removed");
    assert!(!fs::read_to_string(repository.output()).unwrap().contains("Lantern"));

    let script = repository.sdk().join("build.rs");
    let deny =
        "levels: [(graphdoc::diagnostic::Code::TableDelimiter, graphdoc::diagnostic::Level::Deny)].into(), ..Default";
    fs::write(&script, fs::read_to_string(&script).unwrap().replace("..Default", deny)).unwrap();
    fs::write(&page, text.replacen("|:---|:---|:---|", "|:---|:---|", 1)).unwrap();
    let (worked, printed) = repository.build();
    assert!(!worked && printed.contains("resources/timeperiod.md:"), "{printed}");
}
