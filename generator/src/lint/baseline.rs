//! Findings that are known: counts per page and code, so that lines may move. A finding that is mended has to leave.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Location, Span};

/// How many findings of each kind a page is known to have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// By path of the page, then by code. Findings about no page stand under an empty path.
    pub pages: BTreeMap<String, BTreeMap<Code, usize>>,
}

/// A text that is no baseline.
#[derive(Debug, thiserror::Error)]
#[error("the baseline cannot be read: {0}")]
pub struct BaselineError(#[from] serde_json::Error);

impl Baseline {
    /// The counts of some findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut baseline = Baseline::default();
        for finding in findings {
            let codes = baseline.pages.entry(path(finding).to_owned()).or_default();
            *codes.entry(finding.code).or_default() += 1;
        }
        baseline
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// When the text is no JSON of this shape, or names a code that there is not.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        Ok(serde_json::from_str(text)?)
    }

    /// The text of the file: indented, ends in a newline.
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Takes away what is known. Where a page has more findings of a kind than are known, all of them are told, because
    /// nobody can say which are new. Where it has fewer, the entry is stale; `file` and `text` are the baseline's own, for
    /// the place of that finding.
    pub fn apply(&self, findings: Vec<Diagnostic>, file: &Arc<str>, text: &str) -> Vec<Diagnostic> {
        let now = Baseline::of(&findings);
        let known = |baseline: &Baseline, path: &str, code: Code| {
            baseline.pages.get(path).and_then(|codes| codes.get(&code)).copied().unwrap_or(0)
        };
        let is_new = |finding: &Diagnostic| {
            let path = path(finding);
            known(&now, path, finding.code) > known(self, path, finding.code)
        };
        let mut told: Vec<Diagnostic> = findings.into_iter().filter(is_new).collect();
        for (path, codes) in &self.pages {
            for (code, count) in codes {
                let left = known(&now, path, *code);
                if left < *count {
                    let message = format!("`{path}` has {left} findings `{code}`, the baseline knows {count}");
                    let location = Location { path: Arc::clone(file), span: place(text, path) };
                    told.push(Diagnostic::at(Code::BaselineStale, Some(location), message));
                }
            }
        }
        told.sort();
        told
    }
}

fn path(finding: &Diagnostic) -> &str {
    finding.location.as_ref().map_or("", |location| &location.path)
}

/// The key of a page in the text.
fn place(text: &str, path: &str) -> Span {
    let key = serde_json::Value::from(path).to_string();
    text.find(&key).map_or_else(Span::default, |at| Span::new(at..at + key.len()))
}
