//! What a renderer gets: findings with their levels, and the texts that they are about.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{Code, Diagnostic, Level, Location, github, human, json, junit, line_column, sarif, short};

/// The findings of a run, ready to be rendered.
pub struct Report<'a> {
    /// The findings that are shown, in order, each with the level that counts.
    pub findings: Vec<(&'a Diagnostic, Level)>,
    /// The text of a page by its path.
    pub text_of: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The path to print for a page: one that an editor can open.
    pub shown: &'a dyn Fn(&str) -> String,
}

/// A form in which findings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the page, for people.
    Human,
    /// One line per finding.
    Short,
    /// JSON of a documented shape.
    Json,
    /// Workflow commands that become annotations on GitHub.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// The XML that test runners write.
    Junit,
}

impl Format {
    /// All formats, with their names.
    pub const ALL: [(Format, &str); 6] = [
        (Format::Human, "human"),
        (Format::Short, "short"),
        (Format::Json, "json"),
        (Format::Github, "github"),
        (Format::Sarif, "sarif"),
        (Format::Junit, "junit"),
    ];

    /// The findings in this form. `colour` is for terminals, and only the human form heeds it.
    pub fn render(self, report: &Report<'_>, colour: bool) -> String {
        match self {
            Format::Human => human::render(report, colour),
            Format::Short => short::render(report),
            Format::Json => json::render(report),
            Format::Github => github::render(report),
            Format::Sarif => sarif::render(report),
            Format::Junit => junit::render(report),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Format::ALL.iter().find(|(format, _)| format == self).map_or("", |(_, name)| name))
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Format::ALL.iter().find(|(_, name)| *name == text);
        found.map(|(format, _)| *format).ok_or_else(|| {
            let names: Vec<&str> = Format::ALL.iter().map(|(_, name)| *name).collect();
            format!("there is no format `{text}`; there are {}", names.join(", "))
        })
    }
}

/// Where a finding is, for people and editors: all numbers count from 1, columns count characters.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    /// The column behind the last character.
    pub(super) end_column: usize,
}

impl Report<'_> {
    pub(super) fn place(&self, location: &Location) -> Place {
        let text = (self.text_of)(&location.path).unwrap_or("");
        let (line, column) = line_column(text, location.span.range().start);
        let (end_line, end_column) = line_column(text, location.span.range().end);
        Place { path: (self.shown)(&location.path), line, column, end_line, end_column }
    }

    /// How many findings there are of each kind, with the highest level among them.
    pub fn counts(&self) -> BTreeMap<Code, (usize, Level)> {
        let mut counts = BTreeMap::new();
        for (finding, level) in &self.findings {
            let entry = counts.entry(finding.code).or_insert((0, *level));
            entry.0 += 1;
            entry.1 = entry.1.max(*level);
        }
        counts
    }
}
