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

/// Pages of every kind without a defect. Includes that are no part of the folder, a link that leads out of it and a page
/// about nothing in particular are none.
const CLEAN: &str = r##"
%%% docs/README.md
No page, and without front matter.
%%% docs/overview.md
---
title: "Books: an overview"
description: "What a library lends."
author: "ana"
doc_type: conceptualPageType
---
# Books: an overview

[!INCLUDE [note](../includes/note.md)]

See [the README](README.md), [terms](../../terms/lending.md) and [best practices](/library/best-practices#lend).
%%% docs/resources/shelfkind.md
---
title: "shelfKind enum type"
description: "Kinds of shelves."
author: "ana"
doc_type: enumPageType
---
# shelfKind enum type

Namespace: microsoft.graph

Kinds of shelves.

## Members

|Member|Value|Description|
|:---|:---|:---|
|open|0|Readers may take the books.|
|closed|1|Readers may not.|
%%% docs/resources/shelf.md
---
title: "shelf resource type"
description: "A shelf."
author: "ana"
doc_type: resourcePageType
---
# shelf resource type

Namespace: microsoft.graph

A shelf.

## Methods

|Method|Return type|Description|
|:---|:---|:---|
|[Get shelf](../api/shelf-get.md)|[shelf](../resources/shelf.md)|Read it.|

## Properties

|Property|Type|Description|
|:---|:---|:---|
|id|String|Key. Read-only.|
|built|DateTimeOffset|When it was built.|
|kind|[shelfKind](shelfkind.md)|What kind it is.|
|labels|String collection|What stands on it.|

## Relationships

|Relationship|Type|Description|
|:---|:---|:---|
|books|[book](book.md) collection|The books.|

## JSON representation

<!-- { "blockType": "resource", "keyProperty": "id", "@odata.type": "microsoft.graph.shelf" } -->
``` json
{
  "@odata.type": "#microsoft.graph.shelf",
  "id": "String (identifier)",
  "built": "String (timestamp)",
  "kind": "String",
  "labels": ["String"]
}
```
%%% docs/api/shelf-get.md
---
title: "Get shelf"
description: "Read a shelf."
author: "ana"
doc_type: apiPageType
---
# Get shelf

Namespace: microsoft.graph

Read a [shelf](../resources/shelf.md).

[!INCLUDE [national-cloud-support](../../includes/all-clouds.md)]

## Permissions

|Permission type|Least privileged permissions|Higher privileged permissions|
|:---|:---|:---|
|Delegated (work or school account)|Shelf.Read|Shelf.Read.All|
|Delegated (personal Microsoft account)|Not supported.|Not supported.|
|Application|Shelf.Read.All|Not available.|

## HTTP request

<!-- { "blockType": "ignored" } -->
``` http
GET /shelves/{shelf-id}
```

## Path parameters

|Parameter|Type|Description|
|:---|:---|:---|
|shelf-id|String|The shelf.|

## Request headers

|Name|Description|
|:---|:---|
|Authorization|Bearer {token}. Required.|

## Request body

Do not supply a request body for this method.

## Response

If successful, this method returns a `200 OK` response code and a [shelf](../resources/shelf.md) object in the response body.

## Examples

### Request

# [HTTP](#tab/http)
<!-- { "blockType": "request", "name": "get_shelf", "sampleKeys": ["4711"] } -->
``` http
GET https://graph.microsoft.com/v1.0/shelves/4711
```

# [C#](#tab/csharp)
[!INCLUDE [sample-code](../includes/snippets/csharp/get-shelf.md)]

---

### Response

<!-- { "blockType": "response", "truncated": true, "@odata.type": "microsoft.graph.shelf" } -->
``` http
HTTP/1.1 200 OK
Content-Type: application/json

{
  "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#shelves/$entity",
  "id": "4711",
  "built": "2024-05-01T09:30:00Z",
  "kind": "open",
  "labels": ["A", "B"]
}
```
"##;

#[test]
fn clean_pages_say_nothing() {
    let docs = Docs::new();
    for page in CLEAN.split("%%% ").skip(1) {
        let (path, text) = page.split_once('\n').unwrap();
        docs.add(path, text);
    }
    assert_eq!(run(&docs, &["--docs", "docs"]), (0, String::new()));
    docs.add(
        "docs/api/shelf-get.md",
        CLEAN.split("%%% docs/api/shelf-get.md\n").nth(1).unwrap().replace("\n---\n\n###", "\n\n###"),
    );
    let (_, text) = run(&docs, &["--docs", "docs", "--format", "short"]);
    assert_eq!(codes(&text), ["tab-group"], "the pages are read: {text}");
}

#[test]
fn a_sample_is_drawn_by_its_seed() {
    let docs = docs();
    docs.add("docs/resources/shelf.md", TABLE);
    let links = ["Book", "BOok", "BOOk", "BOOK", "bOok", "boOK"].map(|name| format!("[book]({name}.md)\n"));
    docs.add("docs/resources/overview.md", links.concat());
    let sample = |arguments: &[&str]| {
        let all = [&["--docs", "docs", "--format", "short", "--sample", "8"], arguments].concat();
        run(&docs, &all).1
    };
    let (_, all) = run(&docs, &["--docs", "docs", "--format", "short"]);
    let drawn = sample(&[]);
    assert_eq!(drawn.lines().count(), 8);
    assert!(drawn.contains("[table-delimiter]"), "a rare code is among them: {drawn}");
    assert!(drawn.lines().all(|line| all.contains(line)), "{drawn}");
    assert_eq!(drawn, sample(&["--seed", "1"]));
    let seeds = ["2", "3", "4", "5"].map(|seed| sample(&["--seed", seed]));
    assert!(seeds.iter().any(|other| *other != drawn), "{drawn}");
}

#[test]
fn a_url_can_be_too_long() {
    let docs = Docs::new();
    let words = "a".repeat(8000);
    let page = CLEAN.split("%%% docs/api/shelf-get.md\n").nth(1).unwrap();
    docs.add("docs/api/shelf-get.md", page.replace("shelves/4711\n", &format!("shelves/4711?$search={words}\n")));
    let (_, text) = run(&docs, &["--docs", "docs", "--format", "short"]);
    assert!(codes(&text).contains(&"url-too-long"), "{text}");
}

/// The blocks of YAML in the README.
fn recipes() -> Vec<String> {
    let readme = fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    let blocks = readme.split("```yaml\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_recipes_in_the_readme_work() {
    let recipes = recipes();
    let mut commands: Vec<String> = Vec::new();
    for recipe in &recipes {
        let yaml: serde_yaml::Value = serde_yaml::from_str(recipe).unwrap();
        collect_commands(&yaml, &mut commands);
    }
    assert_eq!((recipes.len(), commands.len()), (2, 2), "{commands:?}");
    let docs = docs();
    docs.add("graphdoc.toml", "docs = ['docs']\n");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let words: Vec<&str> =
            words.iter().map(|word| if *word == "api-reference/v1.0" { "docs" } else { word }).collect();
        let output = docs.run(&words);
        assert_eq!(output.status.code(), Some(0), "{command}");
        assert!(!output.stdout.is_empty(), "{command}");
    }
    assert!(docs.path().join("lint.sarif").exists(), "the workflow uploads it");
}

/// What a workflow or a hook runs of this program.
fn collect_commands(value: &serde_yaml::Value, found: &mut Vec<String>) {
    match value {
        serde_yaml::Value::String(text) if text.starts_with("graphdoc lint ") => found.push(text.clone()),
        serde_yaml::Value::Sequence(values) => values.iter().for_each(|value| collect_commands(value, found)),
        serde_yaml::Value::Mapping(values) => values.values().for_each(|value| collect_commands(value, found)),
        _ => {}
    }
}

#[test]
fn no_finding_about_a_page_is_denied_by_default() {
    use graphdoc::diagnostic::{Code, Level};
    let denied = Code::ALL.iter().filter(|code| code.default_level() == Level::Deny);
    let about_own_files = [
        Code::InvalidFixup,
        Code::StaleFixup,
        Code::InvalidRemoval,
        Code::StaleRemoval,
        Code::UnmatchedEntry,
        Code::UnusableEntry,
    ];
    assert_eq!(denied.copied().collect::<Vec<_>>(), about_own_files, "only entries that the user wrote are");
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
