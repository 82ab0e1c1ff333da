//! `graphdoc init` and what becomes of it: the files, a first SDK, and the workflow that keeps it up to date.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod docs;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use docs::{Docs, PAGE};
use serde_yaml::Value;

const CALL: &str =
    "# Get book\n\nReads one.\n\n## HTTP request\n```http\nGET /books/{id}\n```\n\n## Response\nReturns `200 OK`.\n";

/// The files below a folder with their texts, those of git apart and what a run keeps for the next one.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            if !path.is_dir() {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                texts.insert(name, fs::read_to_string(path).unwrap());
            } else if ![".git", ".graphdoc"].contains(&entry.file_name().to_str().unwrap()) {
                folders.push(path);
            }
        }
    }
    texts
}

#[test]
fn a_new_repository_makes_an_sdk() {
    let docs = Docs::new();
    docs.add("sdk-repo/docs/api-reference/v1.0/resources/book.md", PAGE);
    docs.add("sdk-repo/docs/api-reference/v1.0/api/book-get.md", CALL);
    let first = docs.run(&["init", "sdk-repo"]);
    assert_eq!(first.status.code(), Some(0));
    let told = String::from_utf8(first.stdout).unwrap();
    assert!(told.contains("created  sdk-repo/graphdoc.toml\n") && told.contains("  cd sdk-repo\n"), "{told}");
    let repository = docs.path().join("sdk-repo");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_graphdoc")).current_dir(&repository).args(arguments).output().unwrap()
    };
    let generate = run(&["generate"]);
    assert_eq!(generate.status.code(), Some(0), "{generate:?}");
    assert!(repository.join("sdk/src/requests/book.rs").exists());

    let before = texts(&repository);
    let again = run(&["init"]);
    assert_eq!(again.status.code(), Some(0));
    let told = String::from_utf8(again.stdout).unwrap();
    assert_eq!((told.matches("kept ").count(), told.matches("created ").count()), (6, 0), "{told}");
    assert!(!told.contains("lacks"), "{told}");
    assert_eq!(texts(&repository), before);
    assert_eq!(run(&["check"]).status.code(), Some(0));
}

#[test]
fn what_is_there_stays() {
    let docs = Docs::new();
    docs.add(".gitignore", "target/\n");
    docs.add("graphdoc.toml", "# mine\n");
    let told = String::from_utf8(docs.run(&["init"]).stdout).unwrap();
    assert!(told.contains("kept     ./graphdoc.toml\n"), "{told}");
    assert!(told.contains("kept     ./.gitignore; it lacks `/docs/`\n"), "{told}");
    assert!(told.contains("created  ./.gitattributes\n"), "{told}");
    assert_eq!(fs::read_to_string(docs.path().join("graphdoc.toml")).unwrap(), "# mine\n");

    docs.add("file", "");
    let impossible = docs.run(&["init", "file"]);
    assert_eq!(impossible.status.code(), Some(2), "{impossible:?}");
}

#[test]
fn every_key_of_the_configuration_can_be_set() {
    let docs = Docs::new();
    docs.run(&["init"]);
    let uncommented = |name: &str| {
        let path = docs.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        let line = |line: &str| match line.strip_prefix('#') {
            Some(key) if key.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => format!("{key}\n"),
            _ => format!("{line}\n"),
        };
        let all: String = text.lines().map(line).collect();
        assert!(all.len() + 3 < text.len(), "{name} has nothing to uncomment");
        fs::write(path, all).unwrap();
    };
    uncommented("graphdoc.toml");
    uncommented("fixups.toml");
    let config = graphdoc::Config::read(&docs.path().join("graphdoc.toml")).unwrap();
    assert_eq!(config.api.service_root, graphdoc::Config::default().api.service_root);
    let package = graphdoc::config::Package {
        attribution: config.package.attribution.clone(),
        dependencies: config.package.dependencies.clone(),
        ..Default::default()
    };
    assert_eq!(config.package, package, "what is told as a default is one");
    // Every section of the file is there; what can be set per type or operation is held by the schema of the keys.
    assert_eq!((config.types.len(), config.operations.len(), config.levels.len(), config.areas.len()), (1, 1, 1, 1));
    let fixups = fs::read_to_string(docs.path().join("fixups.toml")).unwrap();
    let mut findings = Vec::new();
    assert_eq!((graphdoc::config::fixups(&"fixups.toml".into(), &fixups, &mut findings).len(), findings.len()), (1, 0));
}

/// A repository with an SDK, its remote, the repository of the docs, and a place for what stands in for GitHub.
struct Repository {
    docs: Docs,
    workflow: Value,
}

const BOOK: &str = "upstream/api-reference/v1.0/resources/book.md";

impl Repository {
    fn new() -> Self {
        let docs = Docs::new();
        docs.add(BOOK, PAGE);
        docs.add("upstream/api-reference/v1.0/api/book-get.md", CALL);
        docs.add("bin/gh", "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$RUNNER_TEMP/gh\"\n[ \"$2\" = list ] && cat \"$RUNNER_TEMP/open\"\nexit 0\n");
        docs.add("bin/cargo", "#!/bin/sh\necho cargo \"$@\" >> \"$RUNNER_TEMP/gh\"\n");
        docs.add("temp/open", "0\n");
        assert_eq!(docs.run(&["init", "work"]).status.code(), Some(0));
        let text = fs::read_to_string(docs.path().join("work/.github/workflows/regenerate.yml")).unwrap();
        let workflow: Value = serde_yaml::from_str(&text).unwrap();
        let repository = Repository { docs, workflow };
        repository.shell(
            ".",
            "chmod +x bin/gh bin/cargo
            git init --quiet --bare --initial-branch main remote
            git -C work init --quiet --initial-branch main
            git -C work remote add origin ../remote
            git -C upstream init --quiet --initial-branch main
            git -C upstream config uploadpack.allowFilter true",
        );
        repository.commit("upstream");
        repository.commit("work");
        repository.shell("work", "git push --quiet origin main");
        repository
    }

    fn path(&self, path: &str) -> String {
        self.docs.path().join(path).display().to_string()
    }

    fn bash(&self, folder: &str, script: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_graphdoc")).parent().unwrap().display().to_string();
        let path = format!("{}:{program}:{}", self.path("bin"), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(self.docs.path().join(folder));
        for (name, value) in self.workflow["env"].as_mapping().unwrap() {
            bash.env(name.as_str().unwrap(), value.as_str().unwrap());
        }
        bash.env("PATH", path).env("HOME", self.docs.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        bash.env("DOCS_REPOSITORY", format!("file://{}", self.path("upstream")));
        for file in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
            bash.env(file, self.path(&format!("temp/{file}")));
        }
        bash.env("RUNNER_TEMP", self.path("temp")).output().unwrap()
    }

    fn shell(&self, folder: &str, script: &str) -> String {
        let output = self.bash(folder, script);
        assert!(output.status.success(), "{script}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, folder: &str) {
        self.shell(folder, "git add -A && git -c user.name=Me -c user.email=me@example.org commit --quiet -m State");
    }

    /// Runs the workflow on a new checkout of `main`: what was asked of GitHub, and what is on the branch.
    fn run(&self) -> (Vec<String>, Option<String>) {
        self.shell(".", "rm -rf work temp/gh temp/GITHUB_OUTPUT && git clone --quiet remote work");
        for step in self.workflow["jobs"]["regenerate"]["steps"].as_sequence().unwrap() {
            let output = fs::read_to_string(self.path("temp/GITHUB_OUTPUT")).unwrap_or_default();
            let is_wanted = match step["if"].as_str() {
                Some(condition) => {
                    assert_eq!(condition, "steps.compare.outputs.changed == 'true'");
                    output == "changed=true\n"
                }
                None => true,
            };
            if let Some(script) = step["run"].as_str().filter(|_| is_wanted) {
                self.shell("work", script);
            }
        }
        let asked = fs::read_to_string(self.path("temp/gh")).unwrap();
        let branch = self.bash("remote", "git show --stat=200 --format=%s \"$BRANCH\"");
        let branch = branch.status.success().then(|| String::from_utf8(branch.stdout).unwrap());
        (asked.lines().map(str::to_owned).collect(), branch)
    }
}

#[cfg(unix)]
#[test]
fn the_workflow_opens_a_pull_request_for_a_change_that_counts() {
    let repository = Repository::new();
    let on = &repository.workflow["on"];
    assert!(on["schedule"][0]["cron"].is_string() && on.get("workflow_dispatch").is_some(), "{on:?}");
    let body = || fs::read_to_string(repository.path("temp/body.md")).unwrap();

    // The first time, all of it is new.
    let (asked, branch) = repository.run();
    assert_eq!(asked[0], format!("cargo install --locked graphdoc@{}", env!("CARGO_PKG_VERSION")));
    assert!(
        asked[2].starts_with("pr create --head graphdoc/regenerate --title Regenerate: First release --body-file ")
    );
    assert!(body().starts_with("**First release**\n\nMade from file://"), "{}", body());
    assert!(branch.unwrap().contains("sdk/src/models/book.rs"));
    repository
        .shell("work", "git push --quiet origin \"$BRANCH:main\" && git push --quiet origin --delete \"$BRANCH\"");

    // Words alone are no reason.
    repository.docs.add(BOOK, PAGE.replace("Key.", "What tells it from others."));
    repository.commit("upstream");
    let (asked, branch) = repository.run();
    assert_eq!((asked.len(), branch), (1, None), "{asked:?}");
    let summary = fs::read_to_string(repository.path("temp/GITHUB_STEP_SUMMARY")).unwrap();
    assert!(summary.ends_with("**No release needed**\n"), "{summary}");

    // A property more.
    let more = |row: &str| PAGE.replace("|id|String|Key.|\n", &format!("|id|String|Key.|\n{row}"));
    repository.docs.add(BOOK, more("|title|String|Its name.|\n"));
    repository.commit("upstream");
    let (asked, branch) = repository.run();
    let branch = branch.unwrap();
    assert!(asked[2].contains("pr create") && asked[2].contains("Minor release needed"), "{asked:?}");
    assert!(body().contains("### Added") && body().contains("book.title"), "{}", body());
    assert!(branch.contains("sdk/src/models/book.rs") && !branch.contains("docs/"), "{branch}");
    repository.shell("work", "git push --quiet origin \"$BRANCH:main\"");

    // It vanishes, and another one comes while the request of the first is still open: it is kept for a while.
    repository.docs.add(BOOK, more("|colour|String|Of the cover.|\n"));
    repository.commit("upstream");
    repository.docs.add("temp/open", "1\n");
    let (asked, branch) = repository.run();
    assert!(asked[2].starts_with("pr edit graphdoc/regenerate --title Regenerate: Minor"), "{asked:?}");
    assert!(body().contains("book.title") && branch.unwrap().contains("removed.toml"), "{}", body());
    let model = repository.shell("remote", "git show \"$BRANCH:sdk/src/models/book.rs\"");
    assert!(model.contains("#[deprecated") && model.contains("pub title") && model.contains("pub colour"), "{model}");
}
