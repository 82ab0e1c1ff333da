//! The linter on small pages, and the forms in which it tells its findings.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use graphdoc::diagnostic::{Code, Format, Level, Report, json_report_schema, line_column};
use graphdoc::{Config, Corpus, Diagnostic};
use graphdoc_tests::{docs_input, pages, say, workspace, workspace_config};
use serde_json::Value;

fn case(name: &str) -> Corpus {
    let path = workspace().join("tests/cases").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Corpus::from_texts(pages(&text))
}

fn config() -> Config {
    let mut config = Config::default();
    config.api.namespace = "sample.library".to_owned();
    config.api.service_root = "https://library.example/v1.0".to_owned();
    config
}

/// `code path:line:column text-at-fault`, for codes about one topic.
fn told(corpus: &Corpus, codes: &[Code]) -> Vec<String> {
    let findings = graphdoc::lint(corpus, &config());
    let wanted = findings.iter().filter(|finding| codes.contains(&finding.code));
    let line = |finding: &Diagnostic| {
        let place = finding.location.as_ref().unwrap_or_else(|| panic!("a place"));
        let text = corpus.text(&place.path).unwrap_or("");
        let (line, column) = line_column(text, place.span.range().start);
        format!("{} {}:{line}:{column} {}", finding.code, place.path, text.get(place.span.range()).unwrap_or(""))
    };
    wanted.map(line).collect()
}

#[test]
fn links_are_followed() {
    use Code::{AnchorMissing, LinkCase, LinkFolder, LinkMissing};
    assert_eq!(
        told(&case("lint_links.md"), &[AnchorMissing, LinkCase, LinkFolder, LinkMissing]),
        [
            "link-missing resources/book.md:12:21 loan.md",
            "anchor-missing resources/book.md:12:81 #coverkimd-values",
            "link-folder resources/book.md:20:9 [reader](../resource/Reader.md)",
            "link-case resources/book.md:21:8 [reader](Reader.md#anchor)",
        ]
    );
}

#[test]
fn rows_behind_a_split_have_places() {
    use Code::{LinkTextMismatch, TableSurplusCells, TypeUnreadable};
    assert_eq!(
        told(&case("lint_others.md"), &[LinkTextMismatch, TableSurplusCells, TypeUnreadable]),
        [
            "table-surplus-cells resources/book.md:12:1 |size|see below for it|Pages, one of 1|2.|",
            "type-unreadable resources/book.md:12:7 see below for it",
            "link-text-mismatch resources/book.md:13:8 [redaer](reader.md)",
        ]
    );
}

#[test]
fn a_part_of_the_docs_is_enough_to_see_slips() {
    use Code::{
        AnchorMissing, BaseConflict, ContextUrl, DocTypeMismatch, EnumByMembers, ExampleTimestamp, ExampleTypeCase,
        HeaderMisspelt, HiddenRows, LinkFolder, LinkTextMismatch, PropertiesHeadingInBody, ReferenceUndefined,
        TabGroup, UnknownBase,
    };
    let codes = [
        AnchorMissing,
        BaseConflict,
        ContextUrl,
        DocTypeMismatch,
        EnumByMembers,
        ExampleTimestamp,
        ExampleTypeCase,
        HeaderMisspelt,
        HiddenRows,
        LinkFolder,
        LinkTextMismatch,
        PropertiesHeadingInBody,
        ReferenceUndefined,
        TabGroup,
        UnknownBase,
    ];
    assert_eq!(
        told(&case("lint_partial.md"), &codes),
        [
            "doc-type-mismatch api/periodical-create.md:5:1 doc_type: resourcePageType",
            "header-misspelt api/periodical-create.md:26:2 Authorisation",
            "properties-heading-in-body api/periodical-create.md:32:1 ## Properties\n",
            "link-text-mismatch api/periodical-create.md:35:8 [anthlogy](../resources/anthology.md)",
            "reference-undefined api/periodical-create.md:35:104 [more][rules-of-loans]",
            "hidden-rows api/periodical-create.md:36:1 <!-- |id|String|Key.|\n|name|String|Its name.| -->",
            "tab-group api/periodical-create.md:49:1 # [HTTP](#tab/http)\n",
            "header-misspelt api/periodical-create.md:53:1 Contet-Type",
            "tab-group api/periodical-create.md:61:1 # [Go](#tab/go)\n",
            "context-url api/periodical-create.md:72:21 \" /periodicals/$entity\"",
            "example-type-case api/periodical-create.md:73:18 \"#sample.library.Periodical\"",
            "example-timestamp api/periodical-create.md:74:14 \"2024-05-01T09-30-00.5Z\"",
            "tab-group api/periodical-create.md:80:1 # [Go](#tab/go)\n",
            "unknown-base resources/loan.md:12:15 [deal](../resources/deal.md)",
            "link-folder resources/loan.md:20:8 [loanState](../resource/deal.md#lendngState-values)",
            "anchor-missing resources/loan.md:20:20 ../resource/deal.md#lendngState-values",
            "enum-by-members resources/loan.md:22:1 ### lendingState values\n",
            "unknown-base resources/loan.md:32:105 sample.counters.deal",
        ]
    );
}

#[test]
fn examples_are_compared_with_their_types() {
    use Code::{
        ContextUrl, ExampleCollection, ExampleKind, ExampleMember, ExampleNameTwice, ExampleProperty, ExampleTimestamp,
        ExampleTypeCase, ExampleTypeUnknown,
    };
    let codes = [
        ContextUrl,
        ExampleCollection,
        ExampleKind,
        ExampleMember,
        ExampleProperty,
        ExampleTimestamp,
        ExampleTypeCase,
        ExampleTypeUnknown,
        ExampleNameTwice,
    ];
    assert_eq!(
        told(&case("lint_examples.md"), &codes),
        [
            "context-url api/book-get.md:30:21 \" /books/$entity\"",
            "example-type-case api/book-get.md:31:18 \"#sample.library.Book\"",
            "example-property api/book-get.md:32:15 \"titel\"",
            "example-kind api/book-get.md:34:11 \"many\"",
            "example-timestamp api/book-get.md:35:14 \"2024-05-01T09-30-00Z\"",
            "example-timestamp api/book-get.md:36:13 \"2024-02-30\"",
            "example-kind api/book-get.md:37:11 \"none\"",
            "example-member api/book-get.md:38:12 \"Paper,leather\"",
            "example-name-twice api/book-list.md:15:41 get_book",
            "example-collection api/book-list.md:25:12 [",
            "example-type-unknown api/book-list.md:25:42 \"#sample.library.tome\"",
            "example-kind api/book-list.md:25:89 1.5",
        ]
    );
}

#[test]
fn sections_are_those_of_the_kind() {
    use Code::{FrontMatterKeyMissing, HeadingMisspelt, PathParameterUndescribed, SectionOrder};
    assert_eq!(
        told(
            &case("lint_sections.md"),
            &[FrontMatterKeyMissing, HeadingMisspelt, PathParameterUndescribed, SectionOrder]
        ),
        [
            "front-matter-key-missing api/book-update.md:2:1 title: \"Update book\"\nauthor:\ndoc_type: apiPageType\n",
            "front-matter-key-missing api/book-update.md:3:1 author:",
            "path-parameter-undescribed api/book-update.md:12:1 PATCH /books/{book-id}",
            "section-order api/book-update.md:19:1 ## Request body\n",
            "heading-misspelt api/book-update.md:23:1 ## Permisions\n",
            "heading-misspelt api/book-update.md:29:1 ## Exaxmple 2\n",
        ]
    );
}

#[test]
fn comments_silence_one_kind_in_one_block() {
    let codes = [
        Code::TableSurplusCells,
        Code::SilenceInvalid,
        Code::SilenceUnused,
        Code::DocTypeMismatch,
        Code::FrontMatterKeyMissing,
    ];
    let told = told(&case("lint_silence.md"), &codes);
    let starts: Vec<&str> = told.iter().map(|line| line.split(" <").next().unwrap_or("").trim_end()).collect();
    assert_eq!(
        starts,
        [
            "silence-unused resources/book.md:17:1",
            "silence-invalid resources/book.md:20:1",
            "silence-invalid resources/book.md:23:1",
            "table-surplus-cells resources/book.md:30:1 |next|[book](book.md)|One of c|d.|",
        ]
    );
}

/// Codes about files, about the configuration, or about sizes that no case should have; the tests of the command line in
/// `generator/tests` show them.
const OUTSIDE: [Code; 14] = [
    Code::UnreadableFile,
    Code::NotUtf8,
    Code::PageTooLarge,
    Code::DuplicatePage,
    Code::IncludeRefused,
    Code::TableTooWide,
    Code::BaseTooDeep,
    Code::UrlTooLong,
    Code::InvalidFixup,
    Code::StaleFixup,
    Code::UnmatchedEntry,
    Code::UnusableEntry,
    Code::BaselineStale,
    Code::EditedFile,
];

#[test]
fn every_code_has_a_case_and_an_entry() {
    let folder = workspace().join("tests/cases");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}"));
    let mut seen: BTreeSet<Code> = OUTSIDE.into();
    for entry in entries.flatten() {
        let corpus = case(&entry.file_name().to_string_lossy());
        seen.extend(graphdoc::lint(&corpus, &config()).iter().map(|finding| finding.code));
        seen.extend(graphdoc::generate(&corpus, &config()).diagnostics.iter().map(|finding| finding.code));
    }
    let unseen: Vec<&str> = Code::ALL.iter().filter(|code| !seen.contains(code)).map(|code| code.name()).collect();
    assert_eq!(unseen, [""; 0], "a page in tests/cases has to trigger these");
    let untold: Vec<&str> = Code::ALL.iter().filter(|code| code.details().is_none()).map(|code| code.name()).collect();
    assert_eq!(untold, [""; 0], "these have no entry in details.rs");
}

/// The findings of `docs-input/` in a format; the first two of them are denied.
fn rendered(format: Format) -> (String, usize) {
    let corpus = docs_input();
    let findings: Vec<Diagnostic> = graphdoc::lint(&corpus, &workspace_config());
    let leveled = findings
        .iter()
        .enumerate()
        .map(|(index, finding)| (finding, if index < 2 { Level::Deny } else { Level::Warn }));
    let findings: Vec<_> = leveled.collect();
    let count = findings.len();
    let report = Report { findings, text_of: &|path| corpus.text(path), shown: &|path| format!("docs-input/{path}") };
    (format.render(&report, false), count)
}

#[test]
fn json_is_of_the_documented_shape() {
    let path = workspace().join("docs/lint.schema.json");
    let schema = json_report_schema();
    if std::env::var_os("GRAPHDOC_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &schema).unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == schema, "run with GRAPHDOC_UPDATE_DOCS=1");
    let (text, count) = rendered(Format::Json);
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    validate(&serde_json::from_str(&schema).unwrap_or_default(), &value);
    assert_eq!(value.pointer("/findings").and_then(Value::as_array).map(Vec::len), Some(count));
    let counts = value.pointer("/counts").and_then(Value::as_object).into_iter().flatten();
    assert_eq!(counts.filter_map(|(_, count)| count.as_u64()).sum::<u64>(), count as u64);
}

#[test]
fn sarif_is_what_its_schema_asks_for() {
    let (text, count) = rendered(Format::Sarif);
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let results = value.pointer("/runs/0/results").and_then(Value::as_array);
    assert_eq!(results.map(Vec::len), Some(count));
    assert_eq!(results.and_then(|results| results.first()?.get("level")?.as_str()), Some("error"));
    let Some(schema) = sarif_schema() else {
        say("skipped: the schema of SARIF cannot be fetched");
        return;
    };
    // One of its patterns is none to this validator: a bracket that JavaScript takes for itself.
    let text = std::fs::read_to_string(&schema).unwrap_or_else(|error| panic!("{error}"));
    let text = text.replace("{2}]?$", r"{2}\\]?$");
    validate(&serde_json::from_str(&text).unwrap_or_default(), &value);
}

/// The official schema, as a published crate carries it. Only its sources are fetched; nothing of it is built.
fn sarif_schema() -> Option<PathBuf> {
    let folder = tempfile::tempdir().ok()?;
    let manifest = folder.path().join("Cargo.toml");
    let text = "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\npath = \"lib.rs\"\n\
        [dependencies]\nserde-sarif = \"=0.8.0\"\n[workspace]\n";
    std::fs::write(&manifest, text).ok()?;
    std::fs::write(folder.path().join("lib.rs"), "").ok()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let output = command.args(["metadata", "--format-version", "1", "--manifest-path"]).arg(&manifest).output().ok()?;
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let packages = metadata.get("packages")?.as_array()?;
    let package = packages.iter().find(|package| package.get("name").and_then(Value::as_str) == Some("serde-sarif"))?;
    let schema = Path::new(package.get("manifest_path")?.as_str()?).with_file_name("src").join("schema.json");
    schema.is_file().then_some(schema)
}

fn validate(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{error}"));
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn lines_for_terminals_and_services() {
    let (short, count) = rendered(Format::Short);
    assert_eq!(short.lines().count(), count);
    let first = short.lines().next().unwrap_or("");
    assert!(first.starts_with("docs-input/") && first.contains(": error["), "{first}");
    let (github, _) = rendered(Format::Github);
    assert_eq!(github.lines().count(), count);
    assert!(github.starts_with("::error file=docs-input/") && github.contains("::warning file="), "{github}");
    let (junit, _) = rendered(Format::Junit);
    assert_eq!(junit.matches("<testcase ").count(), count);
    let mut reader = quick_xml::Reader::from_str(&junit);
    while reader.read_event().unwrap_or_else(|error| panic!("{error}")) != quick_xml::events::Event::Eof {}
    let (human, _) = rendered(Format::Human);
    let sum = human.split("findings\n").last().unwrap_or("").lines();
    let sum: usize = sum.filter_map(|line| line.split_whitespace().next()?.parse::<usize>().ok()).sum();
    assert_eq!(sum, count, "the counts are complete");
}

/// A survey of the same pages with a scanner of its own counted the same defects.
#[test]
fn counts_on_the_real_docs() {
    let Some(folder) = graphdoc_tests::real_docs("2021-07/v1.0") else { return };
    let corpus = graphdoc::corpus::read(&[folder], &mut Vec::new()).unwrap_or_else(|error| panic!("{error}"));
    let findings = graphdoc::lint(&corpus, &Config::default());
    let count = |code: Code, word: &str| {
        findings.iter().filter(|finding| finding.code == code && finding.message.contains(word)).count()
    };
    let counts = [
        ("links whose case is wrong", count(Code::LinkCase, ""), 194),
        ("delimiter rows with a number of columns of their own", count(Code::TableDelimiter, "columns"), 12),
        ("delimiter rows with a tab", count(Code::TableDelimiter, "tab"), 5),
        ("representations that are not strict JSON", count(Code::JsonRepaired, "JSON representation"), 20),
        ("annotations with a trailing comma", count(Code::AnnotationRepaired, "trailing comma"), 22),
        ("annotations with a raw line break", count(Code::AnnotationRepaired, "raw line break"), 21),
        ("tables with a row of too many cells", count(Code::TableSurplusCells, ""), 13),
        ("document types that are wrong or unknown", count(Code::DocTypeMismatch, ""), 16),
    ];
    for (what, found, surveyed) in counts {
        assert_eq!(found, surveyed, "{what}");
    }
}
