//! What `graphdoc lint` can be told, and the levels that count for each finding.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Config, Pattern, keys};
use crate::diagnostic::{Code, Diagnostic, Level};

/// Settings of `graphdoc lint`; the levels count for every command.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Lint {
    /// A file with the findings that are known and not told: counts per page and code.
    pub baseline: Option<PathBuf>,
    /// Levels for some pages. Where several entries name a page, the last one counts.
    pub pages: Vec<PageLevels>,
}

/// Levels for some pages.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PageLevels {
    /// Patterns of paths below the docs folder, such as `api/book-*.md`.
    pub paths: Vec<String>,
    /// Levels that differ from those for all pages.
    #[schemars(schema_with = "keys::levels")]
    pub levels: BTreeMap<Code, Level>,
}

/// The levels of a run.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    everywhere: BTreeMap<Code, Level>,
    pages: Vec<(Vec<Pattern>, BTreeMap<Code, Level>)>,
}

impl Levels {
    /// The levels that a configuration sets. Patterns that are none are reported.
    pub fn new(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut pages = Vec::new();
        for entry in &config.lint.pages {
            let mut patterns = Vec::new();
            for text in &entry.paths {
                match Pattern::page(text) {
                    Ok(pattern) => patterns.push(pattern),
                    Err(error) => {
                        let message = format!("`{text}` is no pattern of paths: {error}");
                        let place = config.place(&["lint", "pages"]);
                        diagnostics.push(Diagnostic::at(Code::UnusableEntry, place, message));
                    }
                }
            }
            pages.push((patterns, entry.levels.clone()));
        }
        Levels { everywhere: config.levels.clone(), pages }
    }

    /// The level of a finding: that of the last entry for its page, else that for all pages, else the default.
    pub fn of(&self, finding: &Diagnostic) -> Level {
        let by_page = finding.location.as_ref().and_then(|location| {
            let named = self.pages.iter().rev().filter(|(_, levels)| levels.contains_key(&finding.code));
            let mut named =
                named.filter(|(patterns, _)| patterns.iter().any(|pattern| pattern.is_page(&location.path)));
            named.next().and_then(|(_, levels)| levels.get(&finding.code))
        });
        by_page.or(self.everywhere.get(&finding.code)).copied().unwrap_or_else(|| finding.code.default_level())
    }
}

impl Config {
    /// Sets levels that beat all others, also those for some pages.
    pub fn set_levels(&mut self, levels: impl IntoIterator<Item = (Code, Level)>) {
        for (code, level) in levels {
            self.levels.insert(code, level);
            for entry in &mut self.lint.pages {
                entry.levels.remove(&code);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn the_last_entry_for_a_page_counts() {
        let mut config = Config::default();
        let entry =
            |path: &str, level| PageLevels { paths: vec![path.to_owned()], levels: [(Code::LinkCase, level)].into() };
        config.levels.insert(Code::LinkCase, Level::Deny);
        config.lint.pages =
            vec![entry("api/*", Level::Allow), entry("api/book-*.md", Level::Warn), entry("a**b", Level::Deny)];
        let mut found = Vec::new();
        let levels = Levels::new(&config, &mut found);
        let level = |path: &str| levels.of(&Diagnostic::new(Code::LinkCase, &path.into(), Span::default(), ""));
        assert_eq!(level("api/loan-get.md"), Level::Allow);
        assert_eq!(level("api/book-get.md"), Level::Warn);
        assert_eq!(level("resources/book.md"), Level::Deny);
        assert_eq!(found.len(), 1, "the third pattern is none");
        config.set_levels([(Code::LinkCase, Level::Warn)]);
        let levels = Levels::new(&config, &mut found);
        assert_eq!(
            levels.of(&Diagnostic::new(Code::LinkCase, &"api/loan-get.md".into(), Span::default(), "")),
            Level::Warn
        );
    }
}
