//! The real docs' own examples, where `GRAPHDOC_CORPUS` names the docs: the emitted crate reads all of them and writes
//! them back, and makes their requests, but for those in `tests/conformance.toml`, which contradict their own pages.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use graphdoc::Config;
use graphdoc_tests::{real_docs, say, workspace};

const JULY: &str = "2021-07/v1.0";
/// How many of a thousand examples may contradict their pages.
const ALLOWED: usize = 15;
/// The same for requests.
const ALLOWED_REQUESTS: usize = 30;

/// `GRAPHDOC_UPDATE_CONFORMANCE=1` writes the file of faults. Read what it adds: an entry is right only if the page itself
/// documents something else than its example shows.
#[test]
fn examples_of_the_real_docs_are_kept() {
    let Some(folder) = real_docs(JULY) else { return };
    let faults = workspace().join("tests/conformance.toml");
    let update = std::env::var_os("GRAPHDOC_UPDATE_CONFORMANCE").is_some();
    let mut corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    if !update {
        graphdoc::corpus::read_fixups(std::slice::from_ref(&faults), &mut corpus)
            .unwrap_or_else(|error| panic!("{error}"));
    }
    let out = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let config = Config {
        conformance: true,
        out: Some(out.path().to_owned()),
        runtime: Some(workspace().join("runtime")),
        ..Config::default()
    };
    let output = graphdoc::generate(&corpus, &config);
    graphdoc::files::write(&output.files, out.path()).unwrap_or_else(|error| panic!("{error}"));
    let (passed, report) = test(out.path());
    if update {
        std::fs::write(&faults, entries(&report)).unwrap_or_else(|error| panic!("{error}"));
        return;
    }
    assert!(passed, "{report}");
    let is_sum = |line: &&str| line.contains(" of ") && !line.contains(".md:") || line.contains("left out, ");
    let sums: Vec<&str> = report.lines().filter(is_sum).collect();
    say(&sums.join("\n"));
    let all: usize = ["responses: ", "request bodies: "].into_iter().map(|name| count(&report, name)).sum();
    let known = count(&report, "faults of the docs: ");
    assert!(all > 2500 && known * 1000 <= all * ALLOWED, "{known} of {all} examples are listed as faults of the docs");
    let (requests, other) =
        (count(&report, "requests: "), report.lines().filter(|line| line.contains(": call: ")).count());
    assert!(
        requests >= 2249 && other * 1000 <= requests * ALLOWED_REQUESTS,
        "{other} of {requests} requests are listed as faults of the docs"
    );
}

/// Runs the tests of an emitted crate.
fn test(folder: &Path) -> (bool, String) {
    let target = workspace().join("target").join("emitted");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).args(["test", "--no-default-features", "--features", "full", "--test", "examples"]);
    command.args(["--", "--nocapture", "--test-threads=1"]).env("CARGO_TARGET_DIR", target);
    let output = command.output().unwrap_or_else(|error| panic!("{error}"));
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

/// The last number of the first line that starts so.
fn count(report: &str, name: &str) -> usize {
    let line = report.lines().find_map(|line| line.split_once(name));
    let number = line.and_then(|(_, rest)| rest.split_whitespace().next_back()?.parse().ok());
    number.unwrap_or_else(|| panic!("no line `{name}`:\n{report}"))
}

/// The file of faults for a report: `PAGE:LINE: PART: PATH: PROBLEM (TYPE)` per failure.
fn entries(report: &str) -> String {
    let mut failures = BTreeSet::new();
    for line in report.lines() {
        let mut fields = line.splitn(4, ": ");
        let (Some(place), Some(part), Some(path), Some(problem)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if let (Some((page, _)), "call" | "request" | "response") = (place.split_once(".md:"), part) {
            let problem = problem.rsplit_once(" (").map_or(problem, |(problem, _)| problem);
            failures.insert((format!("{page}.md"), part, path, problem));
        }
    }
    let mut text = String::from(
        "# Examples of v1.0 of July 2021 that contradict their own pages, in the form of a file of fixups.\n\
         # Written by GRAPHDOC_UPDATE_CONFORMANCE=1 cargo test -p graphdoc-tests --test conformance\n",
    );
    for (page, part, path, problem) in failures {
        let reason = if problem.ends_with(" was read, nothing written") {
            "The example sends what only answers have".to_owned()
        } else {
            let text = problem.replace("found ", "the example shows ").replace(", expected ", "; the docs say ");
            text.replacen("the ", "The ", 1)
        };
        let _ = write!(
            text,
            "\n[[example]]\npage = \"{page}\"\npart = \"{part}\"\npath = \"{path}\"\nreason = \"{reason}.\"\n"
        );
    }
    text
}
