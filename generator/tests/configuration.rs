//! What the configuration does, as its author sees it: selection, adjustments, areas, and what is said about mistakes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod docs;

use std::fs;
use std::path::Path;
use std::process::Command;

use docs::{Docs, PAGE};

#[test]
fn a_mistyped_key_is_told_with_its_place_and_what_was_meant() {
    let docs = Docs::new();
    docs.add("graphdoc.toml", "docs = [\"docs\"]\nout = \"sdk\"\n\n[package]\nverzion = \"1\"\nlicence = \"MIT\"\n");
    let output = docs.run(&["generate"]);
    assert_eq!(output.status.code(), Some(2));
    let printed = String::from_utf8(output.stderr).unwrap();
    for expected in [
        "error: graphdoc.toml:5:1: there is no key `verzion` here; do you mean `version`?",
        "error: graphdoc.toml:6:1: there is no key `licence` here; do you mean `license`?",
    ] {
        assert!(printed.contains(expected), "{printed}");
    }
    assert!(!docs.path().join("sdk").exists());
}

/// A property of the table of `PAGE`, and its type.
fn with_property(name: &str, property: &str, ty: &str) -> String {
    let row = format!("|id|String|Key.|\n|{property}|{ty}|About {property}.|\n");
    PAGE.replace("book", name).replace("|id|String|Key.|\n", &row)
}

/// A library with books, their authors, shelves and rooms: two areas, calls, and types that only calls need.
fn library() -> Docs {
    let docs = Docs::new();
    let linked = |ty: &str| format!("[{ty}]({ty}.md)");
    docs.add("docs/resources/book.md", with_property("book", "writer", &linked("author")));
    docs.add("docs/resources/author.md", with_property("author", "home", &linked("address")));
    docs.add("docs/resources/address.md", PAGE.replace("book", "address"));
    docs.add("docs/resources/shelf.md", with_property("shelf", "room", &linked("room")));
    docs.add("docs/resources/room.md", PAGE.replace("book", "room"));
    let call = |title: &str, url: &str, ty: &str| {
        format!(
            "# {title}\n\n## HTTP request\n```http\nGET {url}\n```\n\n## Response\nReturns `200 OK` and a \
             [{ty}](../resources/{ty}.md) object in the response body.\n"
        )
    };
    docs.add("docs/api/book-get.md", call("Get book", "/books/{id}", "book"));
    docs.add("docs/api/shelf-get.md", call("Get shelf", "/shelves/{id}", "shelf"));
    docs
}

impl Docs {
    /// `generate` with a configuration: exit code and what was printed.
    fn configured(&self, toml: &str) -> (i32, String) {
        self.add("graphdoc.toml", format!("docs = [\"docs\"]\nout = \"out\"\n{toml}"));
        let output = self.run(&["generate"]);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_default()
    }

    /// The names of the files in a folder of the output.
    fn stems(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path().join("out/src").join(folder)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut stems: Vec<String> =
            names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).filter(|name| name != "mod").collect();
        stems.sort();
        stems
    }
}

#[test]
fn what_is_included_brings_what_it_needs() {
    let docs = library();
    for (include, models, requests) in [
        ("GET /books/**", ["address", "author", "book"].as_slice(), ["book"].as_slice()),
        ("api/shelf-*", &["room", "shelf"], &["shelf"]),
        ("author", &["address", "author"], &[]),
        ("area:shelves", &["room", "shelf"], &["shelf"]),
    ] {
        let (exit, printed) = docs.configured(&format!("include = [\"{include}\"]\n"));
        assert_eq!(exit, 0, "{printed}");
        assert_eq!(docs.stems("models"), models, "{include}");
        assert_eq!(docs.stems("requests"), requests, "{include}");
    }
    docs.configured("exclude = [\"author\", \"* /shelves/*\"]\n");
    assert_eq!(docs.stems("models"), ["address", "book", "room", "shelf"]);
    assert_eq!(docs.stems("requests"), ["book"]);
    assert!(docs.read("out/src/models/book.rs").contains("pub writer: Option<rt::Value>"));
}

#[test]
fn why_tells_what_pulls_a_type_in() {
    let docs = library();
    docs.configured("include = [\"GET /books/**\"]\nexclude = [\"room\"]\n");
    let why = |name: &str| String::from_utf8(docs.run(&["why", name]).stdout).unwrap();
    let chain = "in the SDK\n  book-get  (`include` has `GET /books/**`)\n  microsoft.graph.book  (its answer)\n  \
        microsoft.graph.author  (type of its `writer`)\n  microsoft.graph.address  (type of its `home`)\n";
    assert!(why("address.id").ends_with(chain), "{}", why("address.id"));
    assert!(why("shelf").ends_with("\nnot in the SDK: nothing that `include` names needs it\n"));
    assert!(why("room").ends_with("\nnot in the SDK: `exclude` has `room`\n"));
}

#[test]
fn an_entry_that_matches_nothing_is_denied_with_its_place() {
    let docs = library();
    let toml = "include = [\"GET /bocks/{id}\", \"book\"]\nexclude = [\"a**b\"]\n[areas]\nshelfs = \"x\"\n\
        [types.autor]\nskip = true\n[types.book.properties.writr]\nskip = true\n[types.book.members.a]\n\
        [operations.book-got]\nrename = \"read\"\n";
    let (exit, printed) = docs.configured(toml);
    assert_eq!(exit, 1, "{printed}");
    for expected in [
        "error[unmatched-entry]: `GET /bocks/{id}` of `include` matches nothing",
        "graphdoc.toml:3:12",
        "do you mean `GET /books/{book-id}`?",
        "error[unusable-entry]: `a**b` is no pattern",
        "graphdoc.toml:4:12",
        "no page is of the area `shelfs`",
        "do you mean `shelves`?",
        "there is no type `autor`",
        "do you mean `author`?",
        "`book` declares no property `writr`",
        "do you mean `writer`?",
        "`book` has no member `a`",
        "there is no call `book-got`",
        "do you mean `book-get`?",
        "graphdoc.toml:12:13",
    ] {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
}

#[test]
fn names_derives_and_skips_come_from_the_configuration() {
    let docs = library();
    docs.add(
        "docs/resources/novel.md",
        PAGE.replace("book", "novel").replace("type\n\n", "type\n\nInherits from [book](book.md).\n\n"),
    );
    let toml = "[types.book]\nrename = \"Volume\"\nderive = [\"my_macros::Table\"]\n\
        [types.book.properties]\nid.rename = \"type\"\nwriter.skip = true\n[types.room]\nskip = true\n\
        [operations.book-get]\nrename = \"borrow_it\"\n[package.dependencies]\nmy_macros = \"1.0\"\n";
    let (exit, printed) = docs.configured(toml);
    assert_eq!(exit, 0, "{printed}");
    let volume = docs.read("out/src/models/volume.rs");
    for expected in
        ["#[derive(my_macros::Table)]", "pub struct Volume {", "pub r#type: Option<String>", "r#type \"id\""]
    {
        assert!(volume.contains(expected), "{expected}: {volume}");
    }
    assert!(!volume.contains("writer"), "{volume}");
    assert!(
        docs.read("out/src/models/novel.rs").contains("pub r#type: Option<String>"),
        "an inherited property follows"
    );
    assert!(docs.read("out/src/models/shelf.rs").contains("pub room: Option<rt::Value>"));
    assert!(!docs.path().join("out/src/models/room.rs").exists());
    let requests = docs.read("out/src/requests/book.rs");
    assert!(requests.contains("pub fn borrow_it(") && requests.contains("pub struct BorrowIt;"), "{requests}");
    assert!(docs.read("out/Cargo.toml").contains("\"my_macros\" = \"1.0\"\n"));

    docs.configured("[types.book]\nskip = true\n");
    assert!(docs.read("out/src/models/novel.rs").contains("pub id: Option<String>"), "what is inherited stays");

    let bad = "[types.\"a**b\"]\n[types.book]\nrename = \"3d\"\nderive = [\"a b\"]\n[types.book.properties.id]\nrename = \"a-b\"\n";
    let (exit, printed) = docs.configured(bad);
    assert_eq!(exit, 1, "{printed}");
    for expected in
        ["`3d` is no name in Rust", "`a b` is no name", "`a-b` is no name", "graphdoc.toml:5:1", "graphdoc.toml:8:1"]
    {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
}

#[test]
fn a_collision_names_both_sides_and_the_entry_that_resolves_it() {
    let docs = library();
    for name in ["bookCase", "book_case", "anyBook"] {
        docs.add(&format!("docs/resources/{name}.md"), PAGE.replace("book", name));
    }
    let novel = PAGE.replace("book", "novel");
    docs.add("docs/resources/novel.md", novel.replace("type\n\n", "type\n\nInherits from [book](book.md).\n\n"));
    let (exit, printed) = docs.configured("[types.author.properties.home]\nrename = \"id\"\n");
    assert_eq!(exit, 0, "{printed}");
    for expected in [
        "`microsoft.graph.book_case` would be `BookCase` in Rust, the name of `microsoft.graph.bookCase`; it is `BookCase2`",
        "[types.\"microsoft.graph.book_case\"]",
        "bookCase.md",
        "book_case.md",
        "`microsoft.graph.book` would be `AnyBook` in Rust, the name of `microsoft.graph.anyBook`; it is `AnyBook2`",
        "`home` of `microsoft.graph.author` would be `id` in Rust, the name of `id`; it is `id2`",
        "[types.\"microsoft.graph.author\".properties.\"home\"]",
    ] {
        assert!(printed.contains(expected), "{expected}: {printed}");
    }
    let (_, printed) =
        docs.configured("[types.book_case]\nrename = \"Furniture\"\n[types.book]\nrename = \"Volume\"\n");
    assert!(!printed.contains("name-collision"), "{printed}");
    assert!(docs.path().join("out/src/models/furniture.rs").exists());
}

#[test]
fn the_source_of_the_texts_is_credited() {
    let docs = library();
    docs.configured(
        "[package.attribution]\nsource = \"The library's handbook\"\nurl = \"https://example.com/handbook\"\n\
         commit = \"0123abc\"\nlicence = \"CC BY 4.0\"\n",
    );
    let notice = docs.read("out/NOTICE");
    for expected in ["The library's handbook", "https://example.com/handbook", "0123abc", "CC BY 4.0"] {
        assert!(notice.contains(expected), "{notice}");
        assert!(docs.read("out/src/lib.rs").contains(expected));
    }
    docs.configured("");
    assert!(!docs.path().join("out/NOTICE").exists());
}

/// A page with a product area in its front matter.
fn in_area(area: &str, page: &str) -> String {
    page.replacen("---\n", &format!("---\nms.prod: \"{area}\"\n"), 1)
}

#[test]
fn what_an_area_that_is_off_would_hold_comes_back_unchanged() {
    let docs = Docs::new();
    let book = with_property("book", "cover", "[picture](picture.md)")
        + "\n## Relationships\n|Relationship|Type|\n|-|-|\n|room|[room](room.md)|\n";
    docs.add("docs/resources/book.md", in_area("Lending Desk", &book));
    docs.add(
        "docs/resources/picture.md",
        in_area("media", PAGE).replace(", \"keyProperty\": \"id\"", "").replace("book", "picture"),
    );
    docs.add("docs/resources/room.md", in_area("building", &PAGE.replace("book", "room")));
    let call = "# Get book (deprecated)\n\n> This call is deprecated.\n\n## HTTP request\n```http\nGET /books/{id}\n```\n\n## Response\nReturns `200 OK` and a [book](../resources/book.md) object.\n";
    docs.add("docs/api/book-get.md", in_area("Lending Desk", &format!("---\ntitle: x\n---\n{call}")));
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("runtime");
    let toml = format!(
        "runtime = {:?}\n[package]\ndefault_areas = [\"building\"]\n[areas]\nlending-desk = \"lending\"\n",
        runtime.display()
    );
    let (exit, printed) = docs.configured(&toml);
    assert_eq!(exit, 0, "{printed}");
    let manifest = docs.read("out/Cargo.toml");
    assert!(manifest.contains("default = [\"client\", \"jiff\", \"building\"]\n"), "{manifest}");
    assert!(manifest.contains("building = []\nlending = []\nmedia = []\n"), "{manifest}");

    let program = r###"
use graph_sdk::models::Book;
use graph_sdk::requests::book;
use graph_sdk::serde_json::{Value, from_str, to_value};

#[test]
fn there_and_back() {
    let text = r##"{"id": "1", "cover": {"id": "c", "size": 3}, "room": {"id": "r", "floor": [1, null]}}"##;
    let read: Book = from_str(text).unwrap();
    assert_eq!(read.cover.as_ref().unwrap().id.as_deref(), Some("c"));
    #[cfg(not(feature = "building"))]
    assert!(read.additional.contains_key("room"));
    #[cfg(feature = "building")]
    assert_eq!(read.room.as_ref().unwrap().id.as_deref(), Some("r"));
    assert_eq!(to_value(&read).unwrap(), from_str::<Value>(text).unwrap());
    #[expect(deprecated)]
    let _ = book::get("1");
}
"###;
    docs.add("out/tests/there_and_back.rs", program);
    for feature in ["lending", "full"] {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("areas");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(docs.path().join("out")).args(["test", "-q", "--no-default-features", "--features", feature]);
        let output = cargo.env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-Dwarnings").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
