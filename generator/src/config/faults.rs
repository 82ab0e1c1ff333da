//! Examples that contradict their own pages: the entries `[[example]]` of a `fixups.toml`.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Span};

/// The key of the entries.
pub(super) const ENTRIES: &str = "example";

/// A request or a body that its own documentation does not describe: the tests of the SDK expect it to fail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleFault {
    /// The page, relative to the docs folder.
    pub page: String,
    /// Which part of the example.
    pub part: ExamplePart,
    /// Where in the JSON or in the request, as the test tells it.
    pub path: String,
    /// What is wrong with the example.
    pub reason: String,
}

/// A part of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExamplePart {
    /// The whole request, made by the function of its call.
    Call,
    /// The body that is sent.
    Request,
    /// The body that comes back.
    Response,
}

impl ExamplePart {
    /// The name in a file.
    pub fn name(self) -> &'static str {
        match self {
            ExamplePart::Call => "call",
            ExamplePart::Request => "request",
            ExamplePart::Response => "response",
        }
    }
}

/// Reads these entries of a fixups file; the reader of the other ones reports a file that is not TOML. An entry that
/// cannot be read is left out with a finding.
pub fn example_faults(path: &Arc<str>, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<ExampleFault> {
    let Ok(table) = DeTable::parse(text) else { return Vec::new() };
    let mut faults = Vec::new();
    for (key, value) in table.into_inner() {
        let (name, DeValue::Array(entries)) = (key.get_ref(), value.into_inner()) else { continue };
        for entry in entries.into_iter().filter(|_| name == ENTRIES) {
            let span = Span::new(entry.span());
            let problem = match ExampleFault::deserialize(entry.into_deserializer()) {
                Ok(fault) if !fault.reason.trim().is_empty() => {
                    faults.push(fault);
                    continue;
                }
                Ok(_) => "the `reason` is empty: say what is wrong with the example".to_owned(),
                Err(error) => format!("the entry cannot be read: {}", error.message()),
            };
            diagnostics.push(Diagnostic::new(Code::InvalidFixup, path, span, problem));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_needs_a_reason_and_leaves_other_entries_alone() {
        let text = "[[fixup]]\ntarget = 't'\n\n[[example]]\npage = 'a.md'\npart = 'request'\npath = 'x[0].y'\nreason = 'r'\n\n\
            [[example]]\npage = 'a.md'\npart = 'response'\npath = 'x'\nreason = ' '\n\n[[example]]\npart = 'body'\n";
        let mut diagnostics = Vec::new();
        let faults = example_faults(&"fixups.toml".into(), text, &mut diagnostics);
        assert_eq!(faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(), ["x[0].y"]);
        let told: Vec<&str> = diagnostics.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(told.first(), Some(&"the `reason` is empty: say what is wrong with the example"));
        assert_eq!(told.len(), 2);
        let mut others = Vec::new();
        super::super::fixups(&"fixups.toml".into(), text, &mut others);
        assert!(others.iter().all(|finding| !finding.message.contains("example")), "{others:?}");
    }
}
