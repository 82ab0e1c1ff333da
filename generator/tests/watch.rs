//! `graphdoc watch` as a person sees it who edits pages beside it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod docs;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use docs::{Docs, PAGE};

/// How long a line may take on a machine that is busy with other things.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, until the test is over.
struct Watch {
    program: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn new(docs: &Docs, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_graphdoc"));
        command.current_dir(docs.path()).arg("watch").args(arguments).stderr(Stdio::piped());
        let mut program = command.spawn().unwrap();
        let (told, lines) = channel();
        let output = BufReader::new(program.stderr.take().unwrap());
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Watch { program, lines }
    }

    /// Waits for a line with all of these texts.
    fn tells(&self, parts: &[&str]) -> String {
        let deadline = Instant::now() + PATIENCE;
        let mut told = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            if parts.iter().all(|part| line.contains(part)) {
                return line;
            }
            told.push(line);
        }
        panic!("no line with {parts:?}: {told:#?}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn titled(title: &str) -> String {
    PAGE.replace("|id|String|Key.|\n", &format!("|id|String|Key.|\n|{title}|String|Of the cover.|\n"))
}

#[test]
fn each_change_of_a_page_is_a_round() {
    let docs = Docs::new();
    let watch = Watch::new(&docs, &["--docs", "docs", "--out", "sdk"]);
    let first = watch.tells(&["sdk: ", "written (Cargo.toml, ", "more); 0 findings"]);
    assert!(!first.contains("removed"), "{first}");
    let book = || fs::read_to_string(docs.path().join("sdk/src/models/book.rs")).unwrap();

    docs.add("docs/resources/book.md", titled("colour"));
    watch.tells(&["src/models/book.rs", "written", "0 findings"]);
    assert!(book().contains("pub colour"));

    // An editor that keeps the old file and puts a new one in its place.
    let page = docs.path().join("docs/resources/book.md");
    docs.add("docs/resources/.book.md.tmp", titled("binding"));
    fs::rename(&page, page.with_extension("md~")).unwrap();
    fs::rename(page.with_file_name(".book.md.tmp"), &page).unwrap();
    watch.tells(&["src/models/book.rs"]);
    assert!(book().contains("pub binding") && !book().contains("pub colour"));

    // The same once more: the first file is not the one that is there now.
    docs.add("docs/resources/book.new", titled("spine"));
    fs::rename(page.with_file_name("book.new"), &page).unwrap();
    watch.tells(&["src/models/book.rs"]);
    assert!(book().contains("pub spine"));

    docs.add("docs/resources/pen.md", PAGE.replace("book", "pen"));
    watch.tells(&["src/models/pen.rs", "written"]);
    fs::remove_file(docs.path().join("docs/resources/pen.md")).unwrap();
    watch.tells(&["1 removed (src/models/pen.rs)"]);
    assert!(!docs.path().join("sdk/src/models/pen.rs").exists());
}

#[test]
fn folders_come_and_go() {
    let docs = Docs::new();
    let watch = Watch::new(&docs, &["--docs", "docs", "--out", "docs/sdk"]);
    watch.tells(&["written"]);
    docs.add("docs/more/deep/pen.md", PAGE.replace("book", "pen"));
    watch.tells(&["src/models/pen.rs", "written"]);
    docs.add("docs/more/deep/pen.md", PAGE.replace("book", "pencil"));
    watch.tells(&["src/models/pencil.rs", "1 removed (src/models/pen.rs)"]);
    fs::rename(docs.path().join("docs/more"), docs.path().join("elsewhere")).unwrap();
    watch.tells(&["1 removed (src/models/pencil.rs)"]);

    // All of it goes, as when another branch is checked out, and comes back.
    fs::rename(docs.path().join("docs"), docs.path().join("away")).unwrap();
    watch.tells(&["error: cannot read the docs folder docs"]);
    fs::rename(docs.path().join("elsewhere"), docs.path().join("away/more")).unwrap();
    fs::rename(docs.path().join("away"), docs.path().join("docs")).unwrap();
    watch.tells(&["src/models/pencil.rs", "written"]);
    docs.add("docs/resources/book.md", titled("colour"));
    watch.tells(&["src/models/book.rs"]);

    // Include files beside the docs, in a folder that was not there.
    let call = "# Get book\n\n## Permissions\n[!INCLUDE [p](../../includes/p.md)]\n\n## HTTP request\n```http\nGET /books\n```\n";
    docs.add("docs/api/book-get.md", call);
    watch.tells(&["src/requests/book.rs", "1 finding"]);
    docs.add("includes/p.md", "|Permission type|Permissions|\n|-|-|\n|Application|Book.Read|\n");
    watch.tells(&["src/requests/book.rs", "0 findings"]);
}

#[test]
fn what_is_beside_the_pages_counts_and_may_be_broken() {
    let docs = Docs::new();
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"sdk\"\n");
    let watch = Watch::new(&docs, &[]);
    watch.tells(&["written"]);
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nouts = \"sdk\"\n");
    watch.tells(&["error: graphdoc.toml:2:1: there is no key `outs` here"]);
    fs::remove_file(docs.path().join("graphdoc.toml")).unwrap();
    watch.tells(&["error: there is no graphdoc.toml here"]);
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"other\"\nfixups = [\"my/fixups.toml\"]\n");
    watch.tells(&["error: cannot read the fixups my/fixups.toml"]);

    let fixup = |text: &str| {
        let entry = "[[fixup]]\ntarget = \"microsoft.graph.book.id\"\nfield = \"doc\"\nreason = \"Too short.\"\n";
        format!("{entry}expected = \"{text}\"\nreplacement = \"The key.\"\n")
    };
    docs.add("my/fixups.toml", fixup("Key."));
    watch.tells(&["other: ", "written", "0 findings"]);
    assert!(fs::read_to_string(docs.path().join("other/src/models/book.rs")).unwrap().contains("/// The key."));
    docs.add("my/fixups.toml", fixup("Its key."));
    watch.tells(&["error[stale-fixup]"]);
    watch.tells(&["src/models/book.rs", "1 finding, 1 of them denied"]);
    docs.add("my/fixups.toml", "");
    watch.tells(&["nothing changed; 0 findings"]);
    docs.add(
        "docs/removed.toml",
        "[[removed]]\nproperty = \"microsoft.graph.book.title\"\nuntil = \"0.2.0\"\nwas = { type = \"Edm.String\" }\n",
    );
    watch.tells(&["src/models/book.rs"]);
}

#[test]
fn arguments_that_cannot_work_end_it() {
    let docs = Docs::new();
    for (arguments, expected) in [(&[][..], "graphdoc.toml"), (&["--docs", "docs"], "--out")] {
        let output = docs.run(&[&["watch"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(expected), "{output:?}");
    }
}
