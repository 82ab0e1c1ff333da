//! `docs-input/` as a whole: what the generator reads there against the facts of the API, which `docs_input/types.txt`
//! and `docs_input/operations.txt` hold in the words of a person; and the quirks that its README promises.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use graphdoc::config::Levels;
use graphdoc::diagnostic::{Code, Level};
use graphdoc::schema::{Body, Kind, Operation, StructuredType, TypeName};
use graphdoc::{Config, Output};
use graphdoc_tests::{docs_input, workspace, workspace_config};

const TYPES: &str = include_str!("docs_input/types.txt");
const OPERATIONS: &str = include_str!("docs_input/operations.txt");

/// What all URLs of the API begin with; the list of operations leaves it out.
const ROOT: &str = "/solutions/backupRestore";

static CONFIG: LazyLock<Config> = LazyLock::new(workspace_config);
static LEVELS: LazyLock<Levels> = LazyLock::new(|| Levels::new(&CONFIG, &mut Vec::new()));
static OUTPUT: LazyLock<Output> = LazyLock::new(|| graphdoc::generate(&docs_input(), &CONFIG));

#[test]
fn types_are_those_of_the_api() {
    let mut read = String::new();
    for (name, ty) in &OUTPUT.schema.types {
        read.push_str(&in_words(name, ty));
    }
    for (name, ty) in &OUTPUT.schema.enums {
        let members = ty.members.iter().map(|member| match member.value {
            Some(value) => format!(" {}={value}", member.name),
            None => format!(" {}", member.name),
        });
        let _ = writeln!(read, "enum {}:{}", short(name), members.collect::<String>());
    }
    assert_same("types.txt", TYPES, &read);
}

/// A type in the notation of `types.txt`.
fn in_words(name: &str, ty: &StructuredType) -> String {
    let traits = [(ty.is_abstract, "abstract "), (ty.open, "open ")];
    let traits: String = traits.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
    let kind = if ty.kind == Kind::Entity { "entity" } else { "complex" };
    let base = ty.base.as_deref().map_or_else(String::new, |base| format!(" : {}", short(base)));
    let mut text = format!("{traits}{kind} {}{base}\n", short(name));
    for property in &ty.properties {
        let arrow = if property.navigation { "-> " } else { "" };
        let _ = writeln!(text, "    {arrow}{}: {}", property.name, type_in_words(&property.ty));
    }
    text
}

#[test]
fn operations_are_those_of_the_api() {
    let operations = OUTPUT.schema.operations.values();
    assert_same("operations.txt", OPERATIONS, &operations.map(lines_of).collect::<String>());
}

/// An operation in the notation of `operations.txt`.
fn lines_of(operation: &Operation) -> String {
    let fields = match &operation.body {
        Body::Object { fields, .. } | Body::Parameters { fields } => fields.as_slice(),
        _ => &[],
    };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let takes = if names.is_empty() { String::new() } else { format!(" takes {}", names.join(", ")) };
    let statuses: String = operation.response.statuses.iter().map(|status| format!(" {status}")).collect();
    let answer = operation.response.ty.as_ref().map_or_else(String::new, |ty| format!(" {}", type_in_words(ty)));
    let lines = operation.urls.iter().map(|url| {
        let path = url.template.strip_prefix(ROOT).unwrap_or(&url.template);
        let path = if path.is_empty() { "/" } else { path };
        format!("{} {path}{takes} ->{statuses}{answer}\n", operation.method)
    });
    lines.collect()
}

fn type_in_words(ty: &TypeName) -> String {
    match ty {
        TypeName::Collection(element) => format!("[{}]", type_in_words(element)),
        single => short(&single.to_string()).to_owned(),
    }
}

fn short(name: &str) -> &str {
    name.strip_prefix("microsoft.graph.").or_else(|| name.strip_prefix("Edm.")).unwrap_or(name)
}

/// Compares two lists without regard to order.
fn assert_same(file: &str, expected: &str, read: &str) {
    let (expected, read) = (statements(expected), statements(read));
    let missing = expected.difference(&read).map(|line| format!("- {line}"));
    let surplus = read.difference(&expected).map(|line| format!("+ {line}"));
    let mut lines: Vec<String> = missing.chain(surplus).collect();
    lines.sort_by(|a, b| a.get(2..).cmp(&b.get(2..)));
    assert!(lines.is_empty(), "docs-input is not read as {file} says (- there, + read):\n{}\n", lines.join("\n"));
}

/// The statements of a list, each one complete in itself: what is indented gets the name of its owner.
fn statements(text: &str) -> BTreeSet<String> {
    let mut statements = BTreeSet::new();
    let mut owner = "";
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let today = line.split_once("!!").map_or(line, |(_, today)| today).trim();
        if line.starts_with(' ') {
            let (arrow, properties) = today.strip_prefix("-> ").map_or(("", today), |rest| ("-> ", rest));
            statements.extend(properties.split(", ").map(|property| format!("{owner}: {arrow}{property}")));
        } else {
            let mut words = today.split_once(" : ").map_or(today, |(head, _)| head).split(' ');
            owner = words.next_back().unwrap_or("");
            assert!(statements.insert(today.to_owned()), "this line stands twice: {today}");
        }
    }
    statements
}

/// A row of the tables of quirks in the README.
struct Quirk<'a> {
    text: &'a str,
    pages: Vec<&'a str>,
    codes: Vec<Code>,
}

/// The rows of all tables whose header is `| quirk | page | finding |`.
fn quirks(readme: &str) -> Vec<Quirk<'_>> {
    let mut quirks = Vec::new();
    let mut in_table = false;
    for line in readme.lines() {
        in_table = line == "| quirk | page | finding |" || (in_table && line.starts_with('|'));
        let row = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |"));
        let Some(row) = row.filter(|row| in_table && *row != "quirk | page | finding") else { continue };
        let mut cells = row.rsplitn(3, " | ");
        let (finding, pages, text) = (cells.next(), cells.next(), cells.next());
        let (Some(finding), Some(pages), Some(text)) = (finding, pages, text) else {
            panic!("not a row of three cells: {line}")
        };
        let codes = if finding == "-" { Vec::new() } else { names(finding) };
        let code = |name: &&str| name.parse().unwrap_or_else(|_| panic!("`{name}` is no code of a finding: {line}"));
        quirks.push(Quirk { text, pages: names(pages), codes: codes.iter().map(code).collect() });
    }
    quirks
}

/// The names in a cell such as "`a`, `b`".
fn names(cell: &str) -> Vec<&str> {
    let name = |item| -> Option<&str> { str::strip_prefix(item, '`')?.strip_suffix('`') };
    cell.split(", ").map(|item| name(item).unwrap_or_else(|| panic!("not a name in backticks: {item}"))).collect()
}

#[test]
fn quirks_of_the_readme_are_those_that_are_found() {
    let folder = workspace().join("docs-input");
    let readme = std::fs::read_to_string(folder.join("README.md")).unwrap_or_else(|error| panic!("{error}"));
    let quirks = quirks(&readme);
    assert!(quirks.len() > 100, "the README lists {} quirks", quirks.len());

    let mut faults = String::new();
    let mut raised: BTreeSet<(&str, Code)> = BTreeSet::new();
    let mut listed: BTreeSet<(&str, Code)> = BTreeSet::new();
    for finding in &OUTPUT.diagnostics {
        raised.extend(finding.location.as_ref().map(|place| (&*place.path, finding.code)));
    }
    for quirk in &quirks {
        for page in &quirk.pages {
            if !folder.join(page).is_file() {
                let _ = writeln!(faults, "{page} is not there, yet listed for: {}", quirk.text);
            }
            for code in &quirk.codes {
                listed.insert((*page, *code));
                if !raised.contains(&(*page, *code)) {
                    let _ = writeln!(faults, "{page} does not raise {code}, yet is listed for: {}", quirk.text);
                }
            }
        }
    }
    for finding in OUTPUT.diagnostics.iter().filter(|finding| LEVELS.of(finding) != Level::Allow) {
        let page = finding.location.as_ref().map_or("", |place| &*place.path);
        if !listed.contains(&(page, finding.code)) {
            let _ = writeln!(faults, "{page} raises {} ({}), which is not listed", finding.code, finding.message);
        }
    }
    assert!(faults.is_empty(), "the README and the findings differ:\n{faults}");
}
