//! All files of a crate as one text, for `include!` inside of a module: files become modules with bodies.

use std::collections::BTreeMap;

use super::HEADER;

/// The name of the file.
pub(super) const FILE: &str = "sdk.rs";

/// Joins the files, from `src/lib.rs` down.
pub(super) fn joined(texts: &BTreeMap<String, String>) -> String {
    let mut all = HEADER.trim_end().to_owned() + "\n";
    append(texts, "src", "lib", &mut all);
    all
}

/// Appends the file of a module, which is `NAME.rs` or `NAME/mod.rs`.
fn append(texts: &BTreeMap<String, String>, folder: &str, name: &str, all: &mut String) {
    let inner = format!("{folder}/{name}");
    let file = texts.get(&format!("{inner}.rs")).or_else(|| texts.get(&format!("{inner}/mod.rs")));
    let folder = if name == "lib" { folder } else { &inner };
    for line in file.and_then(|text| text.strip_prefix(HEADER)).unwrap_or_default().lines() {
        match declared(line) {
            Some(module) => {
                all.push_str(line.trim_end_matches(';'));
                all.push_str(" {\n");
                append(texts, folder, module, all);
                all.push_str("}\n");
            }
            None => {
                all.push_str(line);
                all.push('\n');
            }
        }
    }
}

/// The module whose body stands in a file of its own.
fn declared(line: &str) -> Option<&str> {
    let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ")?.strip_suffix(';')?;
    Some(name.trim_start_matches("r#"))
}
