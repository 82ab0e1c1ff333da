//! `graphdoc diff` as a script sees it: exit codes, places, formats, and the file of removals.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod docs;

use std::fs;

use docs::{Docs, PAGE};
use serde_json::Value;

/// The page with rows of properties below its first one.
fn page(rows: &str) -> String {
    PAGE.replace("|id|String|Key.|\n", &format!("|id|String|Key.|\n{rows}"))
}

/// Two states of the docs: in `old`, a book has pages and a title.
fn states(new: &str) -> Docs {
    let docs = Docs::new();
    docs.add("old/resources/book.md", page("|pages|Int32|Sheets.|\n|title|String|Name.|\n"));
    docs.add("new/resources/book.md", new);
    docs
}

impl Docs {
    /// `diff` with more arguments: exit code, standard output, standard error.
    fn diff(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.run(&[&["diff"], arguments].concat());
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }
}

#[test]
fn changes_are_told_with_their_lines_and_the_release() {
    let docs = states(&page("|pages|Int64|Sheets.|\n|colour|String|Of the cover.|\n"));
    let (exit, told, _) = docs.diff(&["old", "new"]);
    let expected = "properties removed: 1 (major)\n  - microsoft.graph.book.title: Edm.String  [old/resources/book.md:12:2]\n\n\
        properties retyped: 1 (major)\n  ~ microsoft.graph.book.pages: Edm.Int32 -> Edm.Int64  [new/resources/book.md:11:8]\n\n\
        properties added: 1 (minor)\n  + microsoft.graph.book.colour: Edm.String  [new/resources/book.md:12:2]\n\n\
        major release needed: 2 breaking, 1 new or deprecated\n";
    assert_eq!((exit, told.as_str()), (0, expected));
    assert_eq!(docs.diff(&["old", "new", "--exit-code"]).0, 1);
}

#[test]
fn nothing_is_told_where_only_the_words_are_others() {
    let docs = states(&page("|  title |String|What it is called.|\n|pages | Int32|How many.\n\n"));
    for arguments in [&["old", "new", "--exit-code"][..], &["old", "new", "--exit-code", "--quiet"]] {
        let (exit, told, _) = docs.diff(arguments);
        assert_eq!((exit, told.as_str()), (0, "no release needed\n"));
    }
    let (exit, told, _) = docs.diff(&["old", "new", "--exit-code", "--docs-text"]);
    assert!(exit == 0 && told.starts_with("documentation changed: 2 (none)\n"), "{told}");
    assert!(told.ends_with("\nno release needed\n"), "{told}");
}

#[test]
fn a_schema_stands_in_for_the_pages() {
    let docs = states(&page("|title|String|Name.|\n"));
    for side in ["old", "new"] {
        let schema = docs.run(&["export", "schema", "--docs", side]).stdout;
        docs.add(&format!("{side}.json"), schema);
    }
    for (old, new, place) in
        [("old", "new.json", "old/resources/book.md:11:2"), ("old.json", "new.json", "resources/book.md")]
    {
        let (exit, told, _) = docs.diff(&[old, new]);
        assert_eq!(exit, 0);
        assert!(told.contains(&format!("book.pages: Edm.Int32  [{place}]")), "{told}");
    }
    let (_, told, _) = docs.diff(&["old.json", "old", "--format", "markdown"]);
    assert_eq!(told, "**No release needed**\n");
}

#[test]
fn json_holds_everything() {
    let docs = states(&page("|pages|Int64|Sheets.|\n|title|String|Name.|\n"));
    let (_, told, _) = docs.diff(&["old", "new", "--format", "json"]);
    let json: Value = serde_json::from_str(&told).unwrap();
    let expected = serde_json::json!({
        "release": "major",
        "changes": [{
            "kind": "property-retyped",
            "release": "major",
            "subject": "microsoft.graph.book.pages",
            "was": "Edm.Int32",
            "is": "Edm.Int64",
            "old": { "page": "old/resources/book.md", "line": 11, "column": 8 },
            "new": { "page": "new/resources/book.md", "line": 11, "column": 8 },
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn what_vanished_is_kept_until_its_release() {
    let docs = states(&page("|name|String|Name.|\n"));
    let (exit, told, noted) = docs.diff(&["old", "new", "--record"]);
    assert_eq!(exit, 0, "{noted}");
    assert!(noted.contains("new/removed.toml: 2 new entries"), "{noted}");
    assert!(told.contains("gone from the docs, kept in the crate: 2 (minor)"), "{told}");
    assert!(told.ends_with("minor release needed: 3 new or deprecated\n"), "{told}");
    let recorded = fs::read_to_string(docs.path().join("new/removed.toml")).unwrap();
    assert!(
        recorded.contains("property = \"microsoft.graph.book.title\"\nuntil = \"0.2.0\"\nnote = \"perhaps"),
        "{recorded}"
    );

    let generate = |arguments: &[&str]| {
        docs.run(&[&["generate", "--docs", "new", "--out", "out"], arguments].concat()).status.code().unwrap()
    };
    assert_eq!(generate(&[]), 0);
    let book = fs::read_to_string(docs.path().join("out/src/models/book.rs")).unwrap();
    assert!(book.contains("#[deprecated = \"No longer in the docs; it goes with release 0.2.0"), "{book}");
    assert!(book.contains("pub pages: Option<i32>"), "{book}");

    // Once more: nothing is new, and the file stays as it is.
    assert!(!docs.diff(&["old", "new", "--record"]).2.contains("removed.toml"));
    assert_eq!(fs::read_to_string(docs.path().join("new/removed.toml")).unwrap(), recorded);

    // The release that the entries name.
    docs.add("next.toml", "docs = [\"new\"]\nout = \"out\"\n[package]\nversion = \"0.2.0\"\n");
    assert_eq!(docs.run(&["generate", "--config", "next.toml"]).status.code(), Some(1));
    assert!(!fs::read_to_string(docs.path().join("out/src/models/book.rs")).unwrap().contains("pub pages"));

    // The docs have one of them again.
    docs.add("new/resources/book.md", page("|name|String|Name.|\n|pages|Int32|Sheets.|\n"));
    let again = docs.run(&["generate", "--docs", "new", "--out", "out"]);
    assert_eq!(again.status.code(), Some(1));
    let printed = String::from_utf8(again.stderr).unwrap();
    assert!(printed.contains("error[stale-removal]") && printed.contains("new/removed.toml:"), "{printed}");
}

#[test]
fn the_configuration_names_the_file_of_removals_and_the_release() {
    let docs = states(PAGE);
    docs.add("graphdoc.toml", "docs = [\"new\"]\nremoved = \"kept.toml\"\n[package]\nversion = \"2.4.1\"\n");
    let (exit, _, noted) = docs.diff(&["old", "new", "--record"]);
    assert_eq!((exit, noted.contains("kept.toml: 2 new entries")), (0, true), "{noted}");
    assert!(fs::read_to_string(docs.path().join("kept.toml")).unwrap().contains("until = \"3.0.0\""));
    assert!(!docs.path().join("new/removed.toml").exists());

    docs.add("new/resources/book.md", PAGE.replace("|id|String|Key.|\n", "|id|String|Key.|\n|pages|Int32|Sheets.|\n"));
    docs.add("old/resources/pen.md", PAGE.replace("book", "pen"));
    docs.add("kept.toml", "# Ours.\n");
    assert_eq!(docs.diff(&["old", "new", "--record", "--until", "7.0.0"]).0, 0);
    let text = fs::read_to_string(docs.path().join("kept.toml")).unwrap();
    assert!(
        text.starts_with("# Ours.\n\n[[removed]]\ntype = \"microsoft.graph.pen\"\nuntil = \"7.0.0\"\nwas = {"),
        "{text}"
    );
}

#[test]
fn usage_errors_end_with_2() {
    let docs = states(PAGE);
    docs.add("broken.json", "{ \"types\": 3 }");
    docs.add("schema.json", docs.run(&["export", "schema", "--docs", "new"]).stdout);
    let cases: [(&[&str], &str); 6] = [
        (&["old"], "NEW"),
        (&["old", "nowhere"], "nowhere"),
        (&["broken.json", "new"], "broken.json holds no schema"),
        (&["old", "schema.json", "--record"], "NEW must be a docs folder"),
        (&["old", "new", "--record", "--until", "soon"], "--until"),
        (&["old", "new", "--format", "xml"], "xml"),
    ];
    for (arguments, expected) in cases {
        let (exit, _, printed) = docs.diff(arguments);
        assert!(exit == 2 && printed.contains(expected), "{arguments:?}: {exit} {printed}");
    }
}
