//! `graphdoc lint` as a script sees it: levels, what is silenced, what is known, what is mended.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod docs;

use std::fs;

use docs::Docs;

/// A call with a link of wrong case, a heading without a blank, a trailing comma, and a document type that is wrong. It has
/// a byte order mark, and lines end as on Windows.
const CALL: &str = "\u{feff}---\r\ntitle: \"Get book\"\r\ndoc_type: resourcePageType\r\n---\r\n# Get book\r\n\r\n\
    ##HTTP request\r\n\r\n``` http\r\nGET /books/{id}\r\n```\r\n\r\n## Response\r\n\r\nIf successful, this method returns \
    a `200 OK` response code and a [book](../resources/Book.md) object.\r\n\r\n### Example\r\n\r\n\
    <!-- { \"blockType\": \"request\", } -->\r\n``` http\r\nGET https://graph.microsoft.com/v1.0/books/1\r\n```\r\n\
    <!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.book\" } -->\r\n``` http\r\nHTTP/1.1 200 OK\r\n\r\n\
    { \"id\": \"\u{e9}\", }\r\n```\r\n";

const TABLE: &str =
    "# shelf resource type\n\n## Properties\n\n| Property | Type | Description |\n|:--|--|\n|id|String|Key.|\n";

fn docs() -> Docs {
    let docs = Docs::new();
    docs.add("docs/api/book-get.md", CALL);
    docs
}

fn run(docs: &Docs, arguments: &[&str]) -> (i32, String) {
    let mut all = vec!["lint"];
    all.extend(arguments);
    let output = docs.run(&all);
    let text = String::from_utf8(output.stdout).unwrap();
    let code = output.status.code().unwrap();
    assert!(code < 2, "{}", String::from_utf8_lossy(&output.stderr));
    (code, text)
}

fn codes(text: &str) -> Vec<&str> {
    text.lines().filter_map(|line| Some(line.split_once('[')?.1.split_once(']')?.0)).collect()
}

#[test]
fn a_clean_page_says_nothing() {
    let docs = Docs::new();
    docs.add(
        "docs/overview.md",
        "---\ntitle: \"x\"\n---\n# Overview\n\n[!INCLUDE [x](../includes/gone.md)]\n\nText.\n",
    );
    assert_eq!(run(&docs, &["--docs", "docs"]), (0, String::new()));
}

#[test]
fn findings_have_levels() {
    let docs = docs();
    let all = [
        "doc-type-mismatch",
        "permissions-unknown",
        "heading-unspaced",
        "link-case",
        "annotation-repaired",
        "json-repaired",
    ];
    let (exit, text) = run(&docs, &["--docs", "docs", "--format", "short"]);
    assert_eq!((exit, codes(&text)), (0, all.to_vec()), "{text}");
    assert!(text.contains("docs/api/book-get.md:15:67: warning[link-case]: "), "{text}");
    let (exit, text) =
        run(&docs, &["--docs", "docs", "--format", "short", "--deny", "link-case", "--allow", "json-repaired"]);
    assert_eq!((exit, codes(&text)), (1, all[..5].to_vec()), "{text}");
    assert!(text.contains("error[link-case]"), "{text}");

    let config = "docs = ['docs']\n[levels]\nlink-case = 'deny'\n[[lint.pages]]\npaths = ['api/*-get.md']\nlevels = { link-case = 'allow' }\n";
    docs.add("graphdoc.toml", config);
    let (exit, text) = run(&docs, &["--format", "short"]);
    assert_eq!((exit, text.contains("link-case")), (0, false), "{text}");
    let (exit, _) = run(&docs, &["--format", "short", "--deny", "link-case"]);
    assert_eq!(exit, 1, "flags beat the file");
}

#[test]
fn several_outputs_at_once() {
    let docs = docs();
    let (_, text) = run(&docs, &["--docs", "docs", "--output", "json=a.json", "--output", "junit=b.xml"]);
    assert!(text.contains("findings\n"), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(docs.path().join("a.json")).unwrap()).unwrap();
    assert_eq!(json["counts"]["link-case"], 1);
    assert_eq!(json["findings"][3]["place"]["line"], 15);
    assert!(fs::read_to_string(docs.path().join("b.xml")).unwrap().contains("failures=\"6\""));
}

#[test]
fn fixes_change_nothing_but_their_bytes() {
    let docs = docs();
    docs.add("docs/resources/shelf.md", TABLE);
    let page = docs.path().join("docs/api/book-get.md");
    let (_, diff) = run(&docs, &["--docs", "docs", "--fix", "--diff"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), CALL, "--diff writes nothing");
    assert!(diff.contains("-##HTTP request") && diff.contains("+## HTTP request"), "{diff}");
    run(&docs, &["--docs", "docs", "--fix"]);
    let expected = CALL
        .replace("resourcePageType", "apiPageType")
        .replace("##HTTP", "## HTTP")
        .replace("Book.md", "book.md")
        .replace("\"request\", }", "\"request\" }")
        .replace("\u{e9}\", }", "\u{e9}\" }");
    let mended = fs::read_to_string(&page).unwrap();
    assert_eq!(mended, expected);
    let table = fs::read_to_string(docs.path().join("docs/resources/shelf.md")).unwrap();
    assert_eq!(table, TABLE.replace("|:--|--|", "|:--|--|---|"));
    let (_, again) = run(&docs, &["--docs", "docs", "--fix", "--diff"]);
    assert_eq!(again, "", "a second run finds nothing to mend");
    let (_, text) = run(&docs, &["--docs", "docs", "--format", "short"]);
    assert_eq!(codes(&text), ["permissions-unknown"], "{text}");
}

#[test]
fn a_baseline_shrinks_and_lines_may_move() {
    let docs = docs();
    let lint = ["--docs", "docs", "--format", "short", "--baseline", "known.json"];
    let missing = docs.run(&["lint", "--docs", "docs", "--baseline", "known.json"]);
    assert_eq!(missing.status.code(), Some(2), "a baseline that is named has to be there");
    let (exit, text) = run(&docs, &[&lint[..], &["--update-baseline"]].concat());
    assert_eq!((exit, text.as_str()), (0, ""));
    docs.add("docs/api/book-get.md", CALL.replace("# Get book", "\r\n\r\n# Get book"));
    assert_eq!(run(&docs, &lint), (0, String::new()), "lines have moved");
    let other = "\r\nSee also [book](../resources/BOOK.md).\r\n";
    docs.add("docs/api/book-get.md", CALL.to_owned() + other);
    let (_, text) = run(&docs, &lint);
    assert_eq!(codes(&text), ["link-case", "link-case"], "nobody can say which of them is new: {text}");
    docs.add("docs/api/book-get.md", CALL.replace("Book.md", "book.md"));
    let (exit, text) = run(&docs, &[&lint[..], &["--deny", "baseline-stale"]].concat());
    assert_eq!((exit, codes(&text)), (1, vec!["baseline-stale"]), "{text}");
    assert!(text.starts_with("known.json:3:"), "{text}");
    run(&docs, &[&lint[..], &["--update-baseline"]].concat());
    assert!(!fs::read_to_string(docs.path().join("known.json")).unwrap().contains("link-case"));
}

#[test]
fn codes_are_explained() {
    let docs = Docs::new();
    let output = docs.run(&["explain", "link-case"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("# link-case\n") && text.contains("graphdoc-allow link-case"), "{text}");
    assert_eq!(docs.run(&["explain", "link-cases"]).status.code(), Some(2));
}
