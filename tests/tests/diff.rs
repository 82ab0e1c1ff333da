//! What `diff` tells of changes of the docs, and what it does not tell.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::BTreeSet;

use graphdoc::diff::{Kind, Release};
use graphdoc::{Changes, Config, Corpus, Schema, diff};
use graphdoc_tests::{docs_input, pages, real_docs, workspace, workspace_config};

fn config() -> Config {
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    config
}

fn library() -> Vec<(String, String)> {
    pages(include_str!("diff/library.md"))
}

fn schema(corpus: &Corpus, config: &Config) -> Schema {
    let facts = graphdoc::facts(corpus, &mut Vec::new());
    graphdoc::schema(corpus, &facts, config, &mut Vec::new())
}

/// A page of the library with a text in it replaced; an empty text stands for the whole page.
struct Edit(&'static str, &'static str, &'static str);

fn edited(edits: &[Edit]) -> Vec<(String, String)> {
    let mut pages = library();
    for Edit(path, from, to) in edits {
        match pages.iter_mut().find(|(known, _)| known == path) {
            Some((_, text)) if !from.is_empty() => {
                assert!(text.contains(from), "{path} has no `{from}`");
                *text = text.replace(from, to);
            }
            _ => {
                pages.retain(|(known, _)| known != path);
                if !to.is_empty() {
                    pages.push(((*path).to_owned(), (*to).to_owned()));
                }
            }
        }
    }
    pages
}

fn changes(before: &[Edit], after: &[Edit]) -> Changes {
    let config = config();
    let [old, new] = [before, after].map(|edits| schema(&Corpus::from_texts(edited(edits)), &config));
    diff(&old, &new, &config)
}

/// A change as one line.
fn told(changes: &Changes) -> Vec<String> {
    let all = changes.changes.iter().chain(&changes.texts);
    let lines = all.map(|change| {
        let mut line = format!("{} {}", change.kind.name(), change.subject);
        for (sign, value) in [(": ", &change.was), (" -> ", &change.is), (" | ", &change.hint)] {
            line.extend(value.as_ref().map(|value| format!("{sign}{value}")));
        }
        line
    });
    lines.collect()
}

const SHELF: &str = "# shelf resource type\n\nNamespace: sample.library\n\n## Properties\n|Property|Type|\n|:---|:---|\n|id|String|\n\n\
    ## JSON representation\n<!-- { \"blockType\": \"resource\", \"keyProperty\": \"id\", \"@odata.type\": \"sample.library.shelf\" } -->\n\
    ``` json\n{ \"id\": \"String\" }\n```\n";

const BOOK: &str = "resources/book.md";

const ITEM: &str = "resources/item.md";
const SIZE: &str = "resources/size.md";
const ENUMS: &str = "resources/enums.md";
const GET: &str = "api/book-get.md";
const UPDATE: &str = "api/book-update.md";
const LEND: &str = "api/book-lend.md";

/// What is edited before and after, and all that is told of it.
struct Case(Vec<Edit>, Vec<Edit>, Vec<&'static str>);

fn after(edits: Vec<Edit>, told: Vec<&'static str>) -> Case {
    Case(Vec::new(), edits, told)
}

fn types() -> Vec<Case> {
    let shelf = Edit("resources/shelf.md", "", SHELF);
    // What belongs to no area has a feature of its own.
    let shelf_told = vec!["area-added other", "type-added sample.library.shelf -> 1 property"];
    let part = Edit(
        "resources/part.md",
        "",
        "# part resource type\n\nNamespace: sample.library\n\n## Properties\n|Property|Type|\n|:---|:---|\n|number|Int32|\n",
    );
    let big = "# bigSize resource type\n\nNamespace: sample.library\n\nInherits from [size](size.md).\n\n## Properties\n|Property|Type|\n|:---|:---|\n|depth|Int32|\n";
    vec![
        after(vec![shelf], shelf_told),
        Case(
            vec![Edit("resources/shelf.md", "", SHELF)],
            Vec::new(),
            vec!["area-removed other", "type-removed sample.library.shelf: 1 property"],
        ),
        // What was untyped JSON has a type now.
        after(
            vec![part],
            vec![
                "item-retyped rt::Value: rt::Value -> models::Part | in `models::Book::part`, `models::BookUpdate::set_part`",
                "type-added sample.library.part -> 1 property",
            ],
        ),
        // The first type that derives from another one.
        after(
            vec![Edit("resources/bigsize.md", "", big)],
            vec![
                "item-retyped models::Size: models::Size -> models::AnySize | in `models::Book::size`, `models::BookUpdate::set_size`, `models::Item::size` and 1 more",
                "area-added other",
                "type-added sample.library.bigSize -> 1 property",
                "item-added models::AnySize",
            ],
        ),
        after(
            vec![Edit(
                SIZE,
                "How large something is.\n\n## Prop",
                "How large something is. This is an open type.\n\n## Prop",
            )],
            vec![
                "type-changed sample.library.size: no open -> open yes",
                "text-changed sample.library.size | documentation",
            ],
        ),
    ]
}

fn properties() -> Vec<Case> {
    vec![
        after(
            vec![Edit(BOOK, "|pages|Int32|How many there are.|\n", "")],
            vec!["property-removed sample.library.book.pages: Edm.Int32"],
        ),
        after(
            vec![Edit(BOOK, "|isbnNumber|", "|isbn|"), Edit(BOOK, "The number of", "Number of")],
            vec![
                "property-removed sample.library.book.isbnNumber: Edm.String",
                "property-added sample.library.book.isbn -> Edm.String",
            ],
        ),
        after(
            vec![Edit(BOOK, "|isbnNumber|", "|isbnNumbers|")],
            vec![
                "property-removed sample.library.book.isbnNumber: Edm.String | perhaps `sample.library.book.isbnNumbers` now: same type, same words about it",
                "property-added sample.library.book.isbnNumbers -> Edm.String",
            ],
        ),
        after(
            vec![Edit(BOOK, "|pages|Int32|", "|pages|Int64|")],
            vec!["property-retyped sample.library.book.pages: Edm.Int32 -> Edm.Int64"],
        ),
        // A property of the base now.
        after(
            vec![
                Edit(BOOK, "|pages|Int32|How many there are.|\n", ""),
                Edit(ITEM, "|shelf|String|", "|pages|Int32|How many there are.|\n|shelf|String|"),
            ],
            vec!["property-moved sample.library.item.pages: sample.library.book.pages -> sample.library.item.pages"],
        ),
        // A property of a type that derives from the old one.
        after(
            vec![
                Edit(ITEM, "|shelf|String|Where it stands.|\n", ""),
                Edit(BOOK, "|pages|Int32|", "|shelf|String|Where it stands.|\n|pages|Int32|"),
            ],
            vec!["property-removed sample.library.item.shelf: Edm.String | declared by sample.library.book now"],
        ),
        // The program can no longer set it.
        after(
            vec![Edit(BOOK, "How many there are.", "How many there are. Read-only.")],
            vec![
                "item-gone models::BookUpdate::set_pages",
                "property-changed sample.library.book.pages | traits: with read-only",
                "text-changed sample.library.book.pages | documentation",
            ],
        ),
        after(
            vec![Edit(BOOK, "How many there are.", "How many there are. Deprecated.")],
            vec!["deprecated sample.library.book.pages", "text-changed sample.library.book.pages | documentation"],
        ),
        Case(
            vec![Edit(BOOK, "How many there are.", "How many there are. Deprecated.")],
            Vec::new(),
            vec!["restored sample.library.book.pages", "text-changed sample.library.book.pages | documentation"],
        ),
    ]
}

fn enums() -> Vec<Case> {
    vec![
        after(
            vec![Edit(ENUMS, "|novel|1|", "|novel|1|Lines that do not.|\n|essay|3|")],
            vec!["member-added sample.library.genre.essay"],
        ),
        after(vec![Edit(ENUMS, "|merry|\n|sad|", "|merry|")], vec!["member-removed sample.library.mood.sad"]),
        after(
            vec![Edit(ENUMS, "|novel|1|", "|novel|7|")],
            vec!["member-changed sample.library.genre.novel: value 1 -> value 7"],
        ),
        after(
            vec![Edit(ENUMS, "### mood values\n\n|Member|\n|:---|\n|merry|\n|sad|\n", "")],
            vec!["enum-removed sample.library.mood: 2 members"],
        ),
        Case(
            vec![Edit(ENUMS, "### mood values\n\n|Member|\n|:---|\n|merry|\n|sad|\n", "")],
            Vec::new(),
            vec!["enum-added sample.library.mood -> 2 members"],
        ),
    ]
}

fn operations() -> Vec<Case> {
    vec![
        after(vec![Edit(LEND, "", "")], vec!["operation-removed book-lend: POST /books/{book-id}/lend"]),
        Case(vec![Edit(LEND, "", "")], Vec::new(), vec!["operation-added book-lend -> POST /books/{book-id}/lend"]),
        after(
            vec![Edit(GET, "GET /shelves/{shelf-id}/books/{book-id}\n", "")],
            vec!["url-removed book-get: /shelves/{shelf-id}/books/{book-id}"],
        ),
        after(
            vec![Edit(GET, "GET /books/{book-id}\n", "GET /books/{book-id}\nGET /me/books/{book-id}\n")],
            vec!["url-added book-get -> /me/books/{book-id}"],
        ),
        // A part that a form of the URL leads to.
        Case(
            vec![Edit(GET, "GET /books/{book-id}\n", "GET /books/{book-id}\nGET /books/{book-id}/pages\n")],
            vec![
                Edit(GET, "GET /books/{book-id}\n", "GET /books/{book-id}\nGET /books/{book-id}/pages\n"),
                Edit(BOOK, "|pages|Int32|", "|pages|String|"),
            ],
            vec![
                "property-retyped sample.library.book.pages: Edm.Int32 -> Edm.String",
                "response-changed book-get: Edm.Int32 at /books/{book-id}/pages -> Edm.String at /books/{book-id}/pages",
            ],
        ),
        // The name of a placeholder is no change; another placeholder is.
        after(vec![Edit(LEND, "/books/{book-id}/lend", "/books/{id}/lend")], Vec::new()),
        after(
            vec![Edit(LEND, "/books/{book-id}/lend", "/books/{book-id}/lend/{day}")],
            vec![
                "url-removed book-lend: /books/{book-id}/lend",
                "signature-changed requests::book::lend: (&str, &LendParameters) -> (&str, &str, &LendParameters)",
                "url-added book-lend -> /books/{book-id}/lend/{day}",
            ],
        ),
        // The title makes the name of the function.
        after(
            vec![Edit(LEND, "book: lend", "book: hand out")],
            vec![
                "item-gone requests::book::Lend -> requests::book::HandOut",
                "item-gone requests::book::LendParameters -> requests::book::HandOutParameters",
                "item-gone requests::book::lend -> requests::book::hand_out",
                "text-changed book-lend | title",
            ],
        ),
        // Another URL explains another function, and nothing else.
        after(
            vec![
                Edit(LEND, "book: lend", "book: hand out"),
                Edit(LEND, "/books/{book-id}/lend", "/books/{book-id}/handOut"),
            ],
            vec![
                "url-removed book-lend: /books/{book-id}/lend",
                "item-gone requests::book::Lend -> requests::book::HandOut",
                "item-gone requests::book::LendParameters -> requests::book::HandOutParameters",
                "url-added book-lend -> /books/{book-id}/handOut",
                "text-changed book-lend | title",
            ],
        ),
        after(
            vec![Edit(LEND, "|days|Int32|For how long.|\n", "")],
            vec!["parameter-removed book-lend.days: Edm.Int32"],
        ),
        after(
            vec![Edit(
                LEND,
                "|days|Int32|For how long.|\n",
                "|days|Int32|For how long.|\n|fee|Int32|What it costs.|\n",
            )],
            vec!["parameter-added book-lend.fee -> Edm.Int32"],
        ),
        after(
            vec![Edit(LEND, "|days|Int32|", "|days|String|")],
            vec!["parameter-retyped book-lend.days: Edm.Int32 -> Edm.String"],
        ),
        after(
            vec![Edit(
                GET,
                "|Delegated (work or school account)|Books.Read, Books.ReadWrite|",
                "|Delegated (work or school account)|Books.Read.All, Books.ReadWrite|",
            )],
            vec!["permissions-changed book-get | delegated permissions: without Books.Read, with Books.Read.All"],
        ),
        after(
            vec![Edit(
                GET,
                "|Delegated (work or school account)|Books.Read, Books.ReadWrite|",
                "|Delegated (work or school account)|Books.ReadWrite, Books.Read|",
            )],
            vec![
                "permissions-changed book-get: delegated permissions Books.Read, Books.ReadWrite -> delegated permissions Books.ReadWrite, Books.Read",
            ],
        ),
        // Documented headers and query options are functions of the operation.
        after(
            vec![Edit(
                GET,
                "|Authorization|Bearer {token}. Required.|\n",
                "|Authorization|Bearer {token}. Required.|\n|Prefer|A wish.|\n",
            )],
            vec!["operation-changed book-get | headers: with Prefer", "item-added requests::book::Get::prefer"],
        ),
        after(
            vec![Edit(GET, "|edition|String|Which one.|\n", "")],
            vec![
                "item-gone requests::book::Get::edition",
                "operation-changed book-get | query options: without edition",
            ],
        ),
        after(
            vec![Edit(GET, "|edition|String|", "|edition|Int32|")],
            vec!["item-retyped &str: &str -> i32 | in `requests::book::Get::edition`"],
        ),
        after(
            vec![Edit(GET, "a [book](../resources/book.md) object", "an [item](../resources/item.md) object")],
            vec!["response-changed book-get: sample.library.book -> sample.library.item"],
        ),
        after(
            vec![Edit(UPDATE, "PATCH", "PUT")],
            vec![
                "item-gone models::BookUpdate",
                "item-retyped models::BookUpdate: models::BookUpdate -> models::Book | in `requests::book::update`",
                "operation-changed book-update: method PATCH -> method PUT",
            ],
        ),
        // Another page, the same request.
        after(
            vec![
                Edit(LEND, "", ""),
                Edit(
                    "api/book-lending.md",
                    "",
                    include_str!("diff/library.md")
                        .split("%%% api/book-lend.md\n")
                        .nth(1)
                        .unwrap_or("")
                        .split("%%%")
                        .next()
                        .unwrap_or(""),
                ),
            ],
            vec!["operation-moved book-lending: book-lend -> book-lending"],
        ),
        after(
            vec![Edit(UPDATE, "", "")],
            vec!["operation-removed book-update: PATCH /books/{book-id}", "item-gone models::BookUpdate"],
        ),
    ]
}

fn areas() -> Vec<Case> {
    let pages = [ITEM, BOOK, SIZE, ENUMS, GET, UPDATE, LEND, "api/size-get.md"];
    let with = |from: &'static str, to: &'static str, pages: &[&'static str]| -> Vec<Edit> {
        pages.iter().map(|page| Edit(page, from, to)).collect()
    };
    vec![
        after(
            with("\"catalog\"", "\"collection\"", &[SIZE, ENUMS, "api/size-get.md"]),
            vec!["area-renamed catalog: catalog -> collection"],
        ),
        after(
            with("\"catalog\"", "\"lending\"", &pages[2..4]),
            vec![
                "item-gated `models::Genre`: catalog or lending -> lending",
                "item-gated `models::Mood`: catalog -> lending",
                "area-moved `sample.library.size`, `sample.library.genre`, `sample.library.mood`: catalog -> lending",
            ],
        ),
    ]
}

fn bodies_and_areas() -> Vec<Case> {
    let lend = |parameters: &'static str| {
        Edit(
            LEND,
            "|Parameter|Type|Description|\n|:---|:---|:---|\n|reader|String|Who gets it.|\n|days|Int32|For how long.|\n",
            parameters,
        )
    };
    let all = "\"lending\"";
    vec![
        after(
            vec![lend("Don't supply a request body for this method.\n")],
            vec!["item-gone requests::book::LendParameters", "body-changed book-lend: parameters -> none"],
        ),
        after(
            vec![Edit(LEND, all, "\"loans\"")],
            vec![
                "item-gated `requests::book::Lend`, `requests::book::LendParameters`, `requests::book::lend`: lending -> loans",
                "area-moved `book-lend`: lending -> loans",
                "area-added loans",
            ],
        ),
        after(
            [SIZE, ENUMS, "api/size-get.md"]
                .map(|page| Edit(page, "\"catalog\"", "\"lending\""))
                .into_iter()
                .chain([Edit(LEND, all, "\"loans\"")])
                .collect(),
            vec![
                "area-removed catalog | what it held is in lending now",
                "item-gated `models::Genre`, `models::Size`: catalog or lending -> lending",
                "item-gated `models::Mood`, `requests::size::Get`, `requests::size::get`: catalog -> lending",
                "item-gated `requests::book::Lend`, `requests::book::LendParameters`, `requests::book::lend`: lending -> loans",
                "area-moved `book-lend`: lending -> loans",
                "area-moved `sample.library.size`, `sample.library.genre`, `sample.library.mood` and 1 more: catalog -> lending",
                "area-added loans",
            ],
        ),
    ]
}

#[test]
fn each_change_is_told_and_nothing_else() {
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for Case(before, after, expected) in
        [types(), properties(), enums(), operations(), areas(), bodies_and_areas()].into_iter().flatten()
    {
        let changes = changes(&before, &after);
        seen.extend(changes.changes.iter().chain(&changes.texts).map(|change| change.kind));
        if told(&changes) != expected {
            wrong += &format!("told:\n  {}\nexpected:\n  {}\n", told(&changes).join("\n  "), expected.join("\n  "));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let unseen: Vec<&str> = Kind::ALL.iter().filter(|kind| !seen.contains(kind)).map(|kind| kind.name()).collect();
    assert_eq!(unseen, ["kept"], "`generator/tests/diff.rs` shows what is kept");
}

/// The pages with other prose and other formatting: words that mean nothing to a reader of facts, padded cells, longer
/// delimiter rows, empty lines, blanks at the ends of lines. Headings, code, comments and front matter stay.
fn reworded(text: &str) -> String {
    let words = [
        (" the ", " that very "),
        ("The ", "This "),
        (" something ", " a thing "),
        (" which ", " that "),
        (" when ", " once "),
    ];
    let (mut out, mut is_fenced, mut is_front, mut is_comment) = (String::new(), false, text.starts_with("---"), false);
    for (at, line) in text.lines().enumerate() {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        is_comment |= line.contains("<!--");
        let is_fixed =
            is_fence || is_fenced || is_front || is_comment || line.starts_with('#') || line.starts_with('[');
        is_front &= !(at > 0 && line == "---");
        is_comment &= !line.contains("-->");
        let reworded = || words.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to));
        match line {
            _ if is_fixed => out.push_str(line),
            _ if line.starts_with('|') && line.trim_matches(|c| matches!(c, '|' | ':' | '-' | ' ')).is_empty() => {
                out.push_str(&line.replace('-', "--"));
            }
            _ if line.starts_with('|') => {
                out.push_str(&reworded().replace('|', "  |  ").trim_start().replace("\\  |", "\\|"))
            }
            "" => out.push('\n'),
            _ => out.push_str(&(reworded() + " ")),
        }
        out.push('\n');
    }
    out
}

fn reworded_docs(corpus: &Corpus, files: &dyn Fn(&str) -> bool) -> Corpus {
    let mut other = corpus.clone();
    for source in other.sources.iter_mut().filter(|source| files(&source.path)) {
        source.text = reworded(&source.text);
    }
    other
}

#[test]
fn other_words_and_another_form_need_no_release() {
    let (corpus, config) = (docs_input(), workspace_config());
    let other = reworded_docs(&corpus, &|_| true);
    let pages = corpus.sources.iter().zip(&other.sources).filter(|(old, new)| old.text != new.text).count();
    assert!(pages * 10 > corpus.sources.len() * 9, "only {pages} pages are others");
    let changes = diff(&schema(&corpus, &config), &schema(&other, &config), &config);
    assert_eq!(changes.changes, []);
    assert!(changes.texts.len() > 100, "{} texts are others", changes.texts.len());
    let quiet = Changes { texts: Vec::new(), ..changes };
    assert_eq!(diff::human(&quiet, true), "no release needed\n");
    assert_eq!(quiet.release(), Release::None);
}

/// The same over thousands of real pages, with formatting alone.
#[test]
fn another_form_of_the_real_docs_needs_no_release() {
    let Some(folder) = real_docs("2021-07/v1.0") else { return };
    let corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap();
    let mut other = corpus.clone();
    for source in &mut other.sources {
        let lines = source.text.lines().map(|line| match line.starts_with('|') && line.ends_with('|') {
            true => format!("{line}  "),
            false => line.to_owned(),
        });
        source.text = lines.collect::<Vec<_>>().join("\r\n").replace("\r\n", "\n") + "\n\n\n";
    }
    let config = Config::default();
    let (old, new) = (schema(&corpus, &config), schema(&other, &config));
    assert_eq!(diff(&old, &new, &config), Changes::default());
}

#[test]
fn the_same_docs_have_no_change_and_the_other_way_round_is_the_opposite() {
    for Case(before, after, _) in [types(), properties(), enums(), operations()].into_iter().flatten() {
        assert_eq!(changes(&after, &after), Changes::default());
        let (there, back) = (changes(&before, &after), changes(&after, &before));
        let of = |changes: &Changes, kinds: [Kind; 2]| {
            let names = changes.changes.iter().filter(|change| kinds.contains(&change.kind));
            names.map(|change| change.subject.clone()).collect::<Vec<_>>()
        };
        let gone = of(&there, [Kind::TypeRemoved, Kind::OperationRemoved]);
        assert_eq!(gone, of(&back, [Kind::TypeAdded, Kind::OperationAdded]));
    }
}

/// `GRAPHDOC_UPDATE_DOCS=1 cargo test` writes the file.
#[test]
fn the_rules_are_documented_from_the_code() {
    let path = workspace().join("docs/semver.md");
    let text = graphdoc::diff::reference();
    if std::env::var_os("GRAPHDOC_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == text, "run with GRAPHDOC_UPDATE_DOCS=1");
}

/// GitHub takes 65,536 characters as the body of a pull request.
#[test]
fn markdown_fits_into_a_pull_request() {
    let rows: String = (0..2000).map(|at| format!("|property{at}|String|\n")).collect();
    let shelf = SHELF.replace("|id|String|\n", &format!("|id|String|\n{rows}"));
    let config = config();
    let of = |text: &str| schema(&Corpus::from_texts([("resources/shelf.md", text)]), &config);
    let changes = diff(&of(SHELF), &of(&shelf), &config);
    let (cut, all) = (diff::markdown(&changes, false), diff::markdown(&changes, true));
    assert!(cut.ends_with("- and 1990 more\n") && cut.len() < 10_000, "{cut}");
    assert_eq!(all.matches("\n- `sample.library.shelf.property").count(), 2000);
}

#[test]
fn markdown_is_a_changelog() {
    let edits = [
        Edit(BOOK, "|isbnNumber|", "|isbn_number|"),
        Edit(BOOK, "How many there are.", "How many there are. Deprecated."),
        Edit(LEND, "|days|Int32|", "|days|String|"),
    ];
    let expected = "**Major release needed: 2 breaking, 2 new or deprecated**\n\n### Removed\n\nProperties removed (breaking):\n\n\
        - `sample.library.book.isbnNumber`: Edm.String; perhaps `sample.library.book.isbn_number` now: same type, same words about it (`resources/book.md`)\n\n\
        ### Changed\n\nBody parameters retyped (breaking):\n\n- `book-lend.days`: Edm.Int32 -> Edm.String (`api/book-lend.md`)\n\n\
        ### Deprecated\n\nDeprecated:\n\n- `sample.library.book.pages` (`resources/book.md`)\n\n\
        ### Added\n\nProperties added:\n\n- `sample.library.book.isbn_number`: Edm.String (`resources/book.md`)\n\n\
        ### Documentation\n\nDocumentation changed:\n\n- `sample.library.book.pages`; documentation (`resources/book.md`)\n";
    assert_eq!(diff::markdown(&changes(&[], &edits), false), expected);
}
