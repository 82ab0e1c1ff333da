//! The line in a build script: pages in, one file in `OUT_DIR` out, and what cargo wants to be told.

use std::path::{Path, PathBuf};

use crate::config::{Config, Layout, Levels};
use crate::corpus::{self, Corpus, CorpusError};
use crate::diagnostic::{Diagnostic, Level, line_column};
use crate::files::{self, FilesError};
use crate::regenerate::{self, Run};

/// Warnings are shown one by one up to this number; the rest is counted.
const SHOWN: usize = 5;

/// Why a build script cannot go on.
#[derive(thiserror::Error)]
pub enum BuildError {
    /// It was not called by cargo.
    #[error("OUT_DIR is not set: call this from a build script")]
    NoOutDir,
    /// The pages cannot be read.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// The file cannot be written.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The configuration asks to stop at findings of these kinds, and there are some.
    #[error("{0} findings are denied by the configuration")]
    Denied(usize),
}

// A build script that returns the error shows it in this form.
impl std::fmt::Debug for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// Makes the module of an SDK in a build script: `include!(concat!(env!("OUT_DIR"), "/sdk.rs"));` inside of a `mod` brings it in.
///
/// Paths of the configuration are taken from the folder of the crate. `out`, `runtime`, cargo features and tests from
/// examples have no meaning here: a module has none of them, and `include` chooses what it holds. The crate depends on
/// `graphdoc-runtime`. Cargo is told to run the script again when a page, a folder of pages or a file of fixups changes. The
/// file is written only if its text is new.
///
/// # Errors
/// When the pages cannot be read, the file cannot be written, or a finding is at level `deny`; cargo shows why.
pub fn build(config: &Config) -> Result<(), BuildError> {
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).ok_or(BuildError::NoOutDir)?;
    let mut config = Config { layout: Layout::Module, out: None, runtime: None, conformance: false, ..config.clone() };
    config.package.features = false;
    let inputs =
        corpus::inputs(&config.docs).into_iter().chain(config.fixups.iter().cloned()).chain(config.removed.clone());
    tell(inputs.map(|path| format!("rerun-if-changed={}", path.display())));
    let result = run(&config, &out);
    if let Err(error) = &result {
        tell([format!("error={error}")]);
    }
    result
}

fn run(config: &Config, out: &Path) -> Result<(), BuildError> {
    let mut findings = Vec::new();
    let corpus = crate::read(config, &mut findings)?;
    let levels = Levels::new(config, &mut findings);
    let Run { diagnostics, result, .. } = regenerate::update(&corpus, config, &files::claim(out)?, &|| {});
    findings.extend(diagnostics);
    let at = |level| findings.iter().filter(|finding| levels.of(finding) == level).collect::<Vec<_>>();
    let denied = at(Level::Deny);
    report("error", &denied, &corpus);
    report("warning", &at(Level::Warn), &corpus);
    result?;
    if denied.is_empty() { Ok(()) } else { Err(BuildError::Denied(denied.len())) }
}

fn report(level: &str, findings: &[&Diagnostic], corpus: &Corpus) {
    tell(findings.iter().take(SHOWN).map(|finding| format!("{level}={}", line(finding, corpus))));
    let rest = findings.len().saturating_sub(SHOWN);
    if rest > 0 {
        tell([format!("{level}=and {rest} more; `graphdoc lint` shows all of them")]);
    }
}

/// A finding in one line.
fn line(finding: &Diagnostic, corpus: &Corpus) -> String {
    let message = finding.message.replace('\n', " ");
    let place = finding.location.as_ref().map(|location| {
        let (line, column) = line_column(corpus.text(&location.path).unwrap_or(""), location.span.start as usize);
        format!("{}:{line}:{column}: ", location.path)
    });
    format!("{}{}: {message}", place.unwrap_or_default(), finding.code.name())
}

#[expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]
fn tell(lines: impl IntoIterator<Item = String>) {
    for line in lines {
        println!("cargo::{line}");
    }
}
