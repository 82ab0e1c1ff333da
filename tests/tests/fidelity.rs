//! How right the schema is, measured against the service's own metadata of the same month, and how right `diff` is between
//! two months. No row falls below its value in `fidelity.toml`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "fidelity/changes.rs"]
mod changes;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use graphdoc::Config;
use graphdoc_tests::{named_by, real_docs, workspace};
use serde_json::Value;

const TEMPLATE: &str = include_str!("fidelity.md.template");

/// The rows: their name in the scoring script, whether they are part of the headline, and what they mean.
const ROWS: [(&str, bool, &str); 24] = [
    ("types.strict", true, "Types: each has its name, is an entity or not, and has the right base type."),
    ("types.name", false, "Types, by their name alone."),
    ("types.kind", false, "Of the types found: whether they are an entity."),
    ("types.base", false, "Of the types found: the base type."),
    ("types.key", false, "Of the entities found: the key."),
    ("props.strict", true, "Properties: name, exact type, and whether it is a collection."),
    ("props.name", false, "Properties, by their name alone."),
    ("props.type", false, "Of the properties found: the exact type."),
    ("props.type.primitive", false, "The same where the type is a primitive."),
    ("props.type.enum", false, "The same where the type is an enumeration."),
    ("props.type.complex", false, "The same where the type is a structure."),
    ("navs.strict", true, "Relationships: name, exact target, and whether it is a collection."),
    ("navs.name", false, "Relationships, by their name alone."),
    ("navs.target", false, "Of the relationships found: the exact target."),
    ("members.any", false, "Properties and relationships together, by their name alone."),
    (
        "enums.macro",
        true,
        "Enumerations: the mean over all of them of how right the set of members is; 0 for one that is missing or invented.",
    ),
    ("enums.name", false, "Enumerations, by their name alone."),
    ("enums.set_equal", false, "Of the enumerations found: exactly the same members."),
    ("ops.strict", true, "Calls: name, what they are bound to, and whether they are an action or a function."),
    ("ops.name", false, "Calls, by name and by what they are bound to."),
    ("ops.signature", true, "Signatures: each parameter with its exact type, and each exact return type."),
    ("ops.params", false, "Of the calls found: the names of the parameters."),
    ("ops.param_type", false, "Of the parameters found: the exact type."),
    ("ops.return", false, "Of the calls found: the return type; none is right where there is none."),
];

/// The figures of a run, in percent with two decimals; a row without a precision has only a share.
struct Figures {
    /// Precision and recall of each of the rows, in their order.
    ranges: Vec<Option<(f64, f64)>>,
    /// F1 or share by row, and the headlines.
    values: BTreeMap<String, f64>,
    problems: f64,
    /// How right `diff` is, by row.
    changes: Vec<changes::Row>,
}

fn measure() -> Option<Figures> {
    let docs = real_docs("2021-07/v1.0")?;
    let truth = named_by("GRAPHDOC_TRUTH", Some("v1.0-2021-07.csdl.xml"))?;
    let scorer = named_by("GRAPHDOC_SCORER", None)?;
    let folder = tempfile::tempdir().unwrap();
    let (exported, scored) = (folder.path().join("exported.xml"), folder.path().join("scored.json"));
    let corpus = graphdoc::corpus::read(std::slice::from_ref(&docs), &mut Vec::new()).unwrap();
    let schema = graphdoc::generate(&corpus, &Config::default()).schema;
    std::fs::write(&exported, graphdoc::export::csdl(&schema)).unwrap();
    let mut python = Command::new("python3");
    python.arg(scorer).args([&truth, &exported]).arg("--docs").arg(&docs).arg("--json").arg(&scored);
    let output = python.output().unwrap_or_else(|error| panic!("python3: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let scored = serde_json::from_str(&std::fs::read_to_string(&scored).unwrap()).unwrap();
    Some(figures(&scored, changes::measure()?))
}

fn figures(scored: &Value, changes: Vec<changes::Row>) -> Figures {
    let percent = |value: &Value| value.as_f64().map(|share| (share * 10_000.0).round() / 100.0);
    let metrics = scored.get("metrics").unwrap();
    let (mut ranges, mut values) = (Vec::new(), BTreeMap::new());
    for (name, ..) in ROWS {
        let row = metrics.get(name).unwrap_or_else(|| panic!("the scoring script has no row {name}"));
        let of = |key: &str| row.get(key).and_then(percent);
        ranges.push(of("precision").zip(of("recall")));
        values.insert(name.to_owned(), of("f1").or_else(|| of("accuracy")).or_else(|| of("mean")).unwrap());
    }
    values.insert("headline".to_owned(), percent(scored.get("headline").unwrap()).unwrap());
    values.insert("headline_documented".to_owned(), percent(scored.get("headline_documented").unwrap()).unwrap());
    for ((name, _), row) in changes::ROWS.iter().zip(&changes) {
        let shares = [("precision", row.documented.precision()), ("recall", row.documented.recall())];
        let shares = shares.into_iter().filter_map(|(word, share)| Some((format!("{name}.{word}"), share?)));
        values.extend(shares);
    }
    let problems = scored.pointer("/candidate_validity/problems").and_then(Value::as_f64).unwrap();
    Figures { ranges, values, problems, changes }
}

fn ratchet_file() -> PathBuf {
    workspace().join("tests/fidelity.toml")
}

fn read_ratchet(path: &Path) -> BTreeMap<String, f64> {
    toml::from_str(&std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The rows that are below their value, or new.
fn fallen(old: &BTreeMap<String, f64>, new: &BTreeMap<String, f64>) -> Vec<String> {
    let mut fallen = Vec::new();
    for (row, least) in old {
        match new.get(row) {
            // Half of the last decimal, for the rounding of binary fractions.
            Some(value) if *value >= least - 0.005 => {}
            Some(value) => fallen.push(format!("{row}: {least:.2} -> {value:.2}")),
            None => fallen.push(format!("{row}: {least:.2} -> gone")),
        }
    }
    fallen.extend(new.keys().filter(|row| !old.contains_key(*row)).map(|row| format!("{row} has no least value")));
    fallen
}

#[test]
fn no_row_falls() {
    let Some(figures) = measure() else { return };
    assert!(figures.problems == 0.0, "the scoring script finds the export invalid: {} problems", figures.problems);
    let path = ratchet_file();
    let old = read_ratchet(&path);
    if let Some(update) = std::env::var_os("GRAPHDOC_UPDATE_FIDELITY") {
        let lower = |row: &str, value: f64| old.get(row).is_some_and(|least| *least > value) && update != "force";
        let kept = figures.values.iter().map(|(row, value)| (row, if lower(row, *value) { old[row] } else { *value }));
        let mut text =
            String::from("# The least value of each row, in percent. GRAPHDOC_UPDATE_FIDELITY=1 raises them.\n");
        kept.for_each(|(row, value)| writeln!(text, "{row:?} = {value:.2}").unwrap());
        std::fs::write(&path, text).unwrap();
        let fallen: Vec<String> = fallen(&read_ratchet(&path), &figures.values);
        assert!(fallen.is_empty(), "not lowered without GRAPHDOC_UPDATE_FIDELITY=force:\n{}", fallen.join("\n"));
        std::fs::write(workspace().join("docs/fidelity.md"), document(&figures)).unwrap();
    }
    let fallen = fallen(&read_ratchet(&path), &figures.values);
    assert!(fallen.is_empty(), "fidelity fell (least value -> now, percent):\n{}", fallen.join("\n"));
}

#[test]
fn a_row_that_falls_is_named() {
    let of = |rows: &[(&str, f64)]| rows.iter().map(|(row, value)| ((*row).to_owned(), *value)).collect();
    let (old, new) = (of(&[("a", 90.0), ("b", 80.12), ("c", 1.0)]), of(&[("a", 90.0), ("b", 80.11), ("d", 1.0)]));
    assert_eq!(fallen(&old, &new), ["b: 80.12 -> 80.11", "c: 1.00 -> gone", "d has no least value"]);
}

fn document(figures: &Figures) -> String {
    let mut table = String::new();
    let value = |row: &str| figures.values[row];
    writeln!(table, "Headline: **{:.2} %**.", value("headline")).unwrap();
    writeln!(table, "Over what the pages mention at all: {:.2} %.", value("headline_documented")).unwrap();
    writeln!(table, "The exported CSDL has no problem of validity.\n").unwrap();
    writeln!(table, "| row | precision | recall | F1 or share | what it means |\n|---|---:|---:|---:|---|").unwrap();
    for (range, (name, in_headline, meaning)) in figures.ranges.iter().zip(ROWS) {
        let value = value(name);
        let (precision, recall) = range.map_or_else(Default::default, |(p, r)| (format!("{p:.2}"), format!("{r:.2}")));
        let bold = if in_headline { "**" } else { "" };
        writeln!(table, "| {bold}{name}{bold} | {precision} | {recall} | {bold}{value:.2}{bold} | {meaning} |")
            .unwrap();
    }
    let mut changes = String::from(
        "| row | precision | recall | all claims: precision | all differences: recall | in no metadata | what it means |\n\
         |---|---:|---:|---:|---:|---:|---|\n",
    );
    let cell = |part: usize, all: usize, share: Option<f64>| match share {
        Some(share) => format!("{share:.2} ({part} of {all})"),
        None => "none".to_owned(),
    };
    for ((name, meaning), row) in changes::ROWS.iter().zip(&figures.changes) {
        let cells = [row.documented, row.plain].map(|tally| {
            let precision = cell(tally.right, tally.claims, tally.precision());
            format!("{precision} | {}", cell(tally.found, tally.differences, tally.recall()))
        });
        writeln!(changes, "| {name} | {} | {} | {meaning} |", cells.join(" | "), row.unknown).unwrap();
    }
    TEMPLATE.replace("@FIGURES@", table.trim_end()).replace("@CHANGES@", changes.trim_end())
}
