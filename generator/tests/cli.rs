//! The command line as a script sees it: exit codes, what is printed where, and input that nobody should write.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod docs;

use std::fs;
use std::path::Path;
use std::process::Command;

use docs::{Docs, PAGE};

impl Docs {
    /// `generate` on the folder: exit code and everything printed to standard error.
    fn generate(&self) -> (i32, String) {
        let output = self.run(&["generate", "--docs", "docs", "--out", "out", "--verbose"]);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// The good page was generated whatever stood beside it, and the finding was told with its place.
    fn still_generates(&self, code: &str, place: &str) {
        let (exit, printed) = self.generate();
        assert_eq!(exit, 0, "{printed}");
        assert!(printed.contains(&format!("[{code}]")), "{code}: {printed}");
        assert!(printed.contains(place), "{place}: {printed}");
        assert!(self.path().join("out/src/models/book.rs").exists(), "{printed}");
    }
}

#[test]
fn generate_then_check_then_generate_again() {
    let docs = Docs::new();
    let (exit, printed) = docs.generate();
    assert_eq!(exit, 0);
    assert!(printed.contains("files       1 = 1 resources"), "{printed}");
    assert_eq!(docs.run(&["check", "--docs", "docs", "--out", "out"]).status.code(), Some(0));
    let (_, printed) = docs.generate();
    assert!(printed.contains("0 files written"), "{printed}");

    docs.add("docs/resources/book.md", PAGE.replace("Key.", "Its key."));
    let stale = docs.run(&["check", "--docs", "docs", "--out", "out"]);
    assert_eq!(stale.status.code(), Some(1));
    let diff = String::from_utf8(stale.stdout).unwrap();
    assert!(diff.contains("-    /// Key.") && diff.contains("+    /// Its key."), "{diff}");
    let same = docs.run(&["generate", "--check", "--docs", "docs", "--out", "out"]);
    assert_eq!(same.status.code(), Some(1));
}

#[test]
fn configuration_comes_from_the_working_directory_and_flags_beat_it() {
    let docs = Docs::new();
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"sdk\"\n\n[levels]\nno-request = \"deny\"\n");
    assert_eq!(docs.run(&["generate"]).status.code(), Some(0));
    assert!(docs.path().join("sdk/src/models/book.rs").exists());
    assert_eq!(docs.run(&["generate", "--out", "other"]).status.code(), Some(0));
    assert!(docs.path().join("other/schema.json").exists());

    docs.add("graphdoc.toml", "docs = [\"docs\"]\nouts = \"sdk\"\n");
    let unknown = docs.run(&["generate"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("outs"));
}

#[test]
fn usage_errors_end_with_2() {
    let docs = Docs::new();
    let cases: [(&[&str], &str); 8] = [
        (&["generate"], "graphdoc.toml"),
        (&["generate", "--docs", "docs"], "--out"),
        (&["generate", "--docs", "nowhere", "--out", "out"], "nowhere"),
        (&["generate", "--config", "nowhere.toml"], "nowhere.toml"),
        (&["generate", "--docs", "docs", "--out", "out", "--deny", "no-such-code"], "no-such-code"),
        (&["show", "--docs", "docs", "nobody"], "nobody"),
        (&["fetch"], "fetch"),
        (&[], "Usage"),
    ];
    for (arguments, expected) in cases {
        let output = docs.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(printed.contains(expected), "{arguments:?}: {printed}");
    }
    assert!(!docs.path().join("out").exists());
}

#[test]
fn why_answers_with_a_place_or_ends_with_2() {
    let docs = Docs::new();
    docs.add("docs/resources/other.md", PAGE.replace("microsoft.graph.book", "microsoft.graph.old.book"));
    docs.add("docs/resources/shelf.md", PAGE.replace("book", "shelf"));
    for name in ["shelf", "SHELF.ID", "microsoft.graph.book", "microsoft.graph.old.book.id"] {
        let output = docs.run(&["why", "--docs", "docs", name]);
        assert_eq!(output.status.code(), Some(0), "{name}");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains(".md:") && printed.contains("  * "), "{name}: {printed}");
    }
    for (name, expected) in
        [("shelve", "do you mean shelf"), ("book", "microsoft.graph.old.book"), ("zzzzzz", "zzzzzz")]
    {
        let output = docs.run(&["why", "--docs", "docs", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(output.stdout.is_empty(), "{name}");
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(printed.contains(expected), "{name}: {printed}");
    }
}

#[test]
fn a_denied_finding_ends_with_1_and_a_warning_does_not() {
    let docs = Docs::new();
    docs.add("docs/resources/odd.md", PAGE.replace("book", "odd").replace("resourcePageType", "apiPageType"));
    let run = |flag: &str| docs.run(&["generate", "--docs", "docs", "--out", "out", flag, "doc-type-mismatch"]);
    assert_eq!(run("--warn").status.code(), Some(0));
    let denied = run("--deny");
    assert_eq!(denied.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&denied.stderr).contains("error[doc-type-mismatch]"));
    let allowed = run("--allow");
    assert!(!String::from_utf8_lossy(&allowed.stderr).contains("doc-type-mismatch"));
}

#[test]
fn fixups_apply_until_the_page_is_repaired() {
    let docs = Docs::new();
    let entry = "[[fixup]]\ntarget = \"microsoft.graph.book.id\"\nfield = \"doc\"\nexpected = \"Key.\"\n\
        replacement = \"The key.\"\nreason = \"Too short.\"\nuntil = 2031-01-01\n";
    docs.add("docs/fixups.toml", entry);
    assert_eq!(docs.generate().0, 0);
    let model = || fs::read_to_string(docs.path().join("out/src/models/book.rs")).unwrap();
    assert!(model().contains("/// The key."));

    docs.add("docs/resources/book.md", PAGE.replace("Key.", "Its key."));
    let (exit, printed) = docs.generate();
    assert_eq!(exit, 1, "{printed}");
    let place = format!("docs{}fixups.toml:4:12", std::path::MAIN_SEPARATOR).replace('\\', "/");
    for part in ["error[stale-fixup]", "the schema says `Its key.`", &place, "Too short. (until 2031-01-01)"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    assert!(model().contains("/// Its key."), "all else is generated");
    let export = docs.run(&["export", "schema", "--docs", "docs"]);
    assert_eq!(export.status.code(), Some(1));
    let allowed = docs.run(&["generate", "--docs", "docs", "--out", "out", "--warn", "stale-fixup"]);
    assert_eq!(allowed.status.code(), Some(0));
}

#[test]
fn a_configuration_names_more_fixups() {
    let docs = Docs::new();
    docs.add("my/graphdoc.toml", "docs = [\"../docs\"]\nfixups = [\"more.toml\"]\nout = \"../out\"\n");
    let run = || docs.run(&["generate", "--config", "my/graphdoc.toml"]);
    let missing = run();
    assert_eq!(missing.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("cannot read the fixups my/more.toml"), "{missing:?}");

    docs.add(
        "my/more.toml",
        "[[fixup]]\ntarget = \"microsoft.graph.book\"\nfield = \"open\"\n\
        replacement = true\nreason = \"It is.\"\n",
    );
    assert_eq!(run().status.code(), Some(0));
    assert!(fs::read_to_string(docs.path().join("out/schema.json")).unwrap().contains("\"open\": true"));
    docs.add("my/more.toml", "[[fixup]\n");
    let broken = run();
    assert_eq!(broken.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&broken.stderr).contains("my/more.toml:1:"), "{broken:?}");
}

#[test]
fn show_prints_each_stage() {
    let docs = Docs::new();
    let expected = [
        ("page", "\"heading\""),
        ("facts", "\"annotated_name\""),
        ("schema", "\"microsoft.graph.book\""),
        ("crate", "Struct {"),
        ("rust", "pub struct Book {"),
    ];
    for (stage, text) in expected {
        let output = docs.run(&["show", "--docs", "docs", "book", "--stage", stage]);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(text), "{stage}");
    }
}

#[test]
fn quiet_prints_nothing() {
    let docs = Docs::new();
    let output = docs.run(&["generate", "--docs", "docs", "--out", "out", "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn a_folder_without_pages_ends_with_2() {
    let docs = Docs::new();
    docs.add("empty/readme.txt", "nothing");
    let output = docs.run(&["generate", "--docs", "empty", "--out", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no page found"));
}

#[test]
fn bytes_that_are_no_text() {
    let docs = Docs::new();
    docs.add(
        "docs/resources/latin.md",
        b"# caf\xe9 resource type\n\n## Properties\n|Property|Type|\n|-|-|\n|a|String|\n",
    );
    docs.add("docs/resources/nul.md", "# nul resource type\0\n\n\u{1}\n");
    docs.add("docs/resources/nothing.md", "");
    docs.still_generates("not-utf8", "latin.md:1");
}

#[test]
fn a_page_of_100_megabytes() {
    let docs = Docs::new();
    docs.add("docs/resources/huge.md", vec![b'a'; 100 << 20]);
    docs.still_generates("page-too-large", "100 MiB");
}

#[test]
fn a_table_with_10_000_columns() {
    let docs = Docs::new();
    let row = |cell: &str| format!("{}|\n", format!("|{cell}").repeat(10_000));
    let text = format!("# wide resource type\n\n## Properties\n{}{}{}", row("Type"), row("-"), row("x").repeat(5));
    docs.add("docs/resources/wide.md", text);
    docs.still_generates("table-too-wide", "wide.md:4");
}

#[test]
fn ten_thousand_nested_lists_quotes_and_brackets() {
    let docs = Docs::new();
    docs.add("docs/resources/lists.md", format!("# lists\n\n{}a\n", "- ".repeat(10_000)));
    docs.add("docs/resources/quotes.md", format!("# quotes\n\n{}a\n", "> ".repeat(10_000)));
    docs.add("docs/resources/brackets.md", format!("# brackets\n\n{}\n", "[".repeat(10_000)));
    let json = format!("``` json\n{}\n```\n", "{\"a\":[".repeat(10_000));
    let block = "<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.deep\" } -->\n";
    docs.add("docs/resources/deep.md", format!("# deep resource type\n\n## JSON representation\n{block}{json}"));
    docs.still_generates("json-broken", "deep.md:5");
}

#[test]
fn includes_in_a_circle_and_out_of_the_docs() {
    let docs = Docs::new();
    let page = |include: &str| {
        format!(
            "# Get book\n\n## Permissions\n[!INCLUDE [p]({include})]\n\n## HTTP request\n```http\nGET /books\n```\n"
        )
    };
    docs.add("docs/api/book-ring.md", page("../includes/permissions/ring.md"));
    docs.add("docs/includes/permissions/ring.md", "[!INCLUDE [p](ring.md)]\n");
    docs.add("docs/api/book-outside.md", page("../../secret.md"));
    docs.add("secret.md", "|Permission type|Permissions|\n|-|-|\n|Application|Secret.Read|\n");
    docs.still_generates("include-cycle", "ring.md:1");
    docs.still_generates("include-refused", "book-outside.md:4");
    let schema = fs::read_to_string(docs.path().join("out/schema.json")).unwrap();
    assert!(!schema.contains("Secret.Read"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_in_a_circle_and_out_of_the_docs() {
    let docs = Docs::new();
    std::os::unix::fs::symlink("..", docs.path().join("docs/resources/loop")).unwrap();
    docs.add("secret.md", "|Permission type|Permissions|\n|-|-|\n|Application|Secret.Read|\n");
    docs.add("docs/includes/permissions/real.md", "");
    std::os::unix::fs::symlink("../../../secret.md", docs.path().join("docs/includes/permissions/link.md")).unwrap();
    let text = "# Get book\n\n## Permissions\n[!INCLUDE [p](../includes/permissions/link.md)]\n\n## HTTP request\n```http\nGET /books\n```\n";
    docs.add("docs/api/book-get.md", text);
    docs.still_generates("unreadable-file", "leads in a circle");
    docs.still_generates("include-refused", "through a symbolic link");
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let docs = Docs::new();
    docs.add("file", "not a folder");
    let output = docs.run(&["generate", "--docs", "docs", "--out", "file/out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("file/out"));
}

#[test]
fn files_of_others_are_left_alone() {
    let docs = Docs::new();
    docs.add("out/Cargo.toml", "# mine\n");
    docs.add("out/notes.txt", "mine, too\n");
    let (exit, printed) = docs.generate();
    assert_eq!(exit, 2, "{printed}");
    assert!(printed.contains("Cargo.toml") && !printed.contains("notes.txt"), "{printed}");
    assert_eq!(fs::read_to_string(docs.path().join("out/Cargo.toml")).unwrap(), "# mine\n");
    assert!(docs.path().join("out/src/models/book.rs").exists(), "everything else is written");
    fs::remove_file(docs.path().join("out/Cargo.toml")).unwrap();
    assert_eq!(docs.generate().0, 0);
    assert_eq!(fs::read_to_string(docs.path().join("out/notes.txt")).unwrap(), "mine, too\n");
}

#[test]
fn an_edited_file_is_overwritten_with_a_warning() {
    let docs = Docs::new();
    docs.generate();
    docs.add("out/src/models/book.rs", "// edited\n");
    assert_eq!(docs.run(&["check", "--docs", "docs", "--out", "out"]).status.code(), Some(1));
    let (exit, printed) = docs.generate();
    assert_eq!(exit, 0);
    assert!(printed.contains("edited-file"), "{printed}");
    assert!(fs::read_to_string(docs.path().join("out/src/models/book.rs")).unwrap().contains("pub struct Book"));
}

#[test]
fn names_and_texts_that_try_to_break_out_still_compile() {
    let docs = Docs::new();
    let hostile = "\" */ #![feature(x)] `}` {} \\\" \u{202e}evil\u{202c} <br> */ // \\n";
    let mut page =
        format!("# type resource type\n\n{hostile}\n\n## Properties\n|Property|Type|Description|\n|-|-|-|\n");
    for name in [
        "self",
        "Self",
        "crate",
        "async",
        "type",
        "Option",
        "additional",
        "a@odata.bind",
        "@odata.type",
        "1st",
        hostile,
    ] {
        page += &format!("|{}|String|{hostile} Possible values are: `a\"`, `*/`, `#![x]`.|\n", name.replace('|', ""));
    }
    page += &format!("\n### type values\n|Member|Description|\n|-|-|\n|{hostile}|{hostile}|\n|Self|x|\n|null|x|\n");
    page += "\n## JSON representation\n<!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.Option\" } -->\n``` json\n{}\n```\n";
    docs.add("docs/resources/type.md", page);
    let call = format!(
        "# {hostile}\n\n{hostile}\n\n## Permissions\n|Permission type|Permissions|\n|-|-|\n|Application|A.B\"{hostile}|\n\n\
         ## HTTP request\n```http\nGET /a\"b/{{type}}/{{self}}/f(x='{{{hostile}}}')\n```\n\n## Response\nReturns `200 OK`.\n"
    );
    docs.add("docs/api/type-fn.md", call);
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("runtime");
    let runtime = runtime.to_str().unwrap();
    let output = docs.run(&["generate", "--docs", "docs", "--out", "out", "--runtime", runtime]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for (arguments, flag) in [(["check", "-q"], "RUSTFLAGS"), (["doc", "--no-deps"], "RUSTDOCFLAGS")] {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(docs.path().join("out")).args(arguments);
        let output = cargo.env("CARGO_TARGET_DIR", target).env(flag, "-Dwarnings").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(unix)]
#[test]
fn an_output_behind_a_symbolic_link_is_left_alone() {
    let docs = Docs::new();
    docs.generate();
    docs.add("elsewhere/keep.txt", "mine");
    fs::remove_dir_all(docs.path().join("out/src/models")).unwrap();
    std::os::unix::fs::symlink("../../elsewhere", docs.path().join("out/src/models")).unwrap();
    let (exit, printed) = docs.generate();
    assert_eq!(exit, 2, "{printed}");
    assert!(printed.contains("src/models/book.rs"), "{printed}");
    assert_eq!(fs::read_dir(docs.path().join("elsewhere")).unwrap().count(), 1);
}

#[test]
fn small_pages_that_are_hard_to_read_are_read_quickly() {
    let docs = Docs::new();
    let call = |url: &str| format!("# Get book\n\n## HTTP request\n```http\nGET /{url}\n```\n");
    docs.add("docs/api/book-parameters.md", call(&"a/{id}/".repeat(4_000)));
    docs.add("docs/api/book-arguments.md", call(&format!("f({})", "x={x},".repeat(4_000))));
    docs.add("docs/resources/yaml.md", format!("---\nk: {}\n---\n# yaml\n", "[".repeat(100_000)));
    let sections: String = (0..4_000).map(|n| format!("### h{n} values\n|Member|\n|-|\n|a|\n\n")).collect();
    docs.add("docs/resources/many.md", format!("# many\n\n{sections}"));
    let chain = |n: usize| {
        format!(
            "# t{n} resource type\n\nInherits from [t{m}](t{m}.md).\n\n## Properties\n|Property|Type|\n|-|-|\n|p{n}|String|\n",
            m = n + 1
        )
    };
    for n in 0..500 {
        docs.add(&format!("docs/resources/t{n}.md"), chain(n));
    }
    docs.still_generates("base-too-deep", "ancestors");
    docs.still_generates("request-unreadable", "book-parameters.md:5");
    docs.still_generates("front-matter-invalid", "yaml.md:2");
}

/// A page of a call with the permissions of an application, least privileged first.
fn call(title: &str, request: &str, personal: &str, application: &str) -> String {
    format!(
        "---\ntitle: \"{title}\"\ndoc_type: apiPageType\n---\n# {title}\n\nDoes it.\n\n## Permissions\n\
        |Permission type|Permissions (from least to most privileged)|\n|:---|:---|\n\
        |Delegated (work or school account)|{application}|\n\
        |Delegated (personal Microsoft account)|{personal}|\n|Application|{application}|\n\n\
        ## HTTP request\n``` http\n{request}\n```\n\n## Response\nA `200 OK` response code.\n"
    )
}

#[test]
fn permissions_for_a_set_of_calls() {
    let docs = Docs::new();
    docs.add(
        "docs/api/book-get.md",
        call("Get book", "GET /books/{id}", "Book.Read, Book.Write", "Book.Read.All, Book.Write.All"),
    );
    docs.add("docs/api/book-delete.md", call("Delete book", "DELETE /books/{id}", "Not supported.", "Book.Write.All"));
    docs.add(
        "docs/api/book-list.md",
        "---\ntitle: \"List books\"\ndoc_type: apiPageType\n---\n# List books\n\nLists.\n\n\
        ## HTTP request\n``` http\nGET /books\n```\n\n## Response\nA `200 OK` response code.\n",
    );
    let ask = |more: &[&str]| {
        let output = docs.run(&[&["permissions", "--quiet", "--docs", "docs"], more].concat());
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (exit, printed, errors) = ask(&["--for", "book"]);
    assert_eq!(
        (exit, printed.as_str()),
        (
            0,
            "3 calls\n\n\
            delegated, work or school account\n  Book.Write.All\n\n\
            delegated, personal account\n  Book.Read\n  not supported:\n    DELETE /books/{book-id}  (api/book-delete.md)\n\n\
            application\n  Book.Write.All\n\n\
            the page does not say:\n    GET /books  (api/book-list.md)\n"
        ),
        "{errors}"
    );
    let (exit, printed, _) = ask(&["--for", "GET /books/{id}", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((exit, json.get("calls")), (0, Some(&serde_json::json!(["book-get"]))));
    let application = serde_json::json!({"permissions": ["Book.Read.All"], "not_supported": []});
    assert_eq!(json.get("application"), Some(&application));
    let (exit, printed, errors) = ask(&["--for", "book-gte"]);
    assert_eq!((exit, printed.as_str()), (2, ""));
    assert!(errors.contains("no call matches `book-gte`; do you mean `book-get`?"), "{errors}");
    let (exit, ..) = ask(&[]);
    assert_eq!(exit, 2);
}
