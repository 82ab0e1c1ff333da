//! What a run prints: findings, diff, sums, progress.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the module that prints")]

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use graphdoc::config::{Config, Levels};
use graphdoc::corpus::Corpus;
use graphdoc::diagnostic::{Code, Level, human};
use graphdoc::files::{Drift, Written};
use graphdoc::{Diagnostic, Summary};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::Input;

/// How many findings of one kind are shown when there are many in all.
const SHOWN_PER_CODE: usize = 2;

/// Up to this number, all findings are shown.
const SHOWN_IN_ALL: usize = 40;

/// How many files are named when one line tells what was written.
const NAMED: usize = 4;

/// Prints what ends a run.
pub(crate) fn error(message: &str) {
    eprintln!("error: {message}");
}

/// Prints data for the user or the next program.
pub(crate) fn data(text: &str) {
    print!("{text}");
}

/// Prints a line beside the data.
pub(crate) fn note(message: &str) {
    eprintln!("{message}");
}

/// Whether data goes to a person.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// What the printing needs to know of a run.
pub(crate) struct Report<'a> {
    pub(crate) config: &'a Config,
    pub(crate) levels: &'a Levels,
    pub(crate) corpus: &'a Corpus,
    pub(crate) input: &'a Input,
}

impl Report<'_> {
    /// Prints the findings, and how many there are of each kind. True if one is at level `deny`.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) -> bool {
        let leveled = diagnostics.iter().map(|finding| (finding, self.levels.of(finding)));
        let visible: Vec<_> = leveled.filter(|(_, level)| *level > Level::Allow).collect();
        let all = self.input.verbose || visible.len() <= SHOWN_IN_ALL;
        let mut counts: BTreeMap<Code, (usize, Level)> = BTreeMap::new();
        let colour = std::io::stderr().is_terminal();
        for (finding, level) in &visible {
            let entry = counts.entry(finding.code).or_insert((0, *level));
            entry.0 += 1;
            let is_wanted = *level == Level::Deny || (!self.is_short() && (all || entry.0 <= SHOWN_PER_CODE));
            if is_wanted {
                eprintln!(
                    "{}",
                    human(
                        finding,
                        *level,
                        &|path| self.text(path),
                        &|path| shown(self.config, self.corpus, path),
                        colour
                    )
                );
            }
        }
        if !self.is_short() && !counts.is_empty() {
            eprintln!("findings");
            for (code, (count, level)) in &counts {
                let level = if *level == Level::Deny { " (denied)" } else { "" };
                eprintln!("{count:>8} {:<28} {}{level}", code.name(), code.headline());
            }
            if !all {
                eprintln!("         {SHOWN_PER_CODE} of each kind are shown above; --verbose shows all");
            }
        }
        counts.values().any(|(_, level)| *level == Level::Deny)
    }

    /// The text of a page, of a file of fixups, or of the configuration.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        let config = self.config.file.as_ref().filter(|file| &*file.path == path);
        config.map(|file| file.text.as_str()).or_else(|| self.corpus.text(path))
    }

    /// Prints only the findings at level `deny`: for commands whose result is data. True if there is one.
    pub(crate) fn denied(&self, diagnostics: &[Diagnostic]) -> bool {
        let is_denied = |finding: &&Diagnostic| self.levels.of(finding) == Level::Deny;
        let denied: Vec<Diagnostic> = diagnostics.iter().filter(is_denied).cloned().collect();
        !denied.is_empty() && self.diagnostics(&denied)
    }

    /// Prints the diff of a stale output.
    pub(crate) fn drifts(&self, drifts: &[Drift], out: &Path) {
        for drift in drifts {
            data(&drift.diff);
        }
        if !self.input.quiet {
            match drifts.len() {
                0 => eprintln!("{} is up to date", out.display()),
                count => eprintln!("{} is stale: {count} files differ; `graphdoc generate` writes them", out.display()),
            }
        }
    }

    /// Reports files that were edited by hand. True if that is denied.
    pub(crate) fn edited(&self, written: &Written, out: &Path) -> bool {
        let findings: Vec<Diagnostic> = written
            .edited
            .iter()
            .map(|path| {
                let message = format!("{} was edited by hand and is overwritten", out.join(path).display());
                Diagnostic::global(Code::EditedFile, message)
            })
            .collect();
        !findings.is_empty() && self.diagnostics(&findings)
    }

    /// Whether there is no more than a line to print, if nothing is denied.
    fn is_short(&self) -> bool {
        self.input.quiet || self.input.one_line
    }

    /// Prints the sums.
    pub(crate) fn summary(&self, summary: &Summary) {
        if !self.is_short() {
            eprintln!("{summary}");
        }
    }

    /// What a run changed, and how many findings there are.
    fn line(&self, diagnostics: &[Diagnostic], written: &Written) -> String {
        let changes = [
            files("written", &written.written),
            files("removed", &written.removed),
            files("overwritten although edited by hand", &written.edited),
        ];
        let changes = changes.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let changes = if changes.is_empty() { "nothing changed" } else { &changes };
        let count = |wanted| diagnostics.iter().filter(|finding| self.levels.of(finding) >= wanted).count();
        let denied = match count(Level::Deny) {
            0 => String::new(),
            count => format!(", {count} of them denied"),
        };
        let shown = count(Level::Warn);
        format!("{changes}; {shown} {}{denied}", if shown == 1 { "finding" } else { "findings" })
    }

    /// Prints what was written.
    pub(crate) fn written(&self, diagnostics: &[Diagnostic], written: &Written, out: &Path) {
        if self.input.quiet {
        } else if self.input.one_line {
            eprintln!("{}: {}", out.display(), self.line(diagnostics, written));
        } else {
            let (new, same, removed) = (written.written.len(), written.unchanged, written.removed.len());
            eprintln!("{}: {new} files written, {removed} removed, {same} unchanged", out.display());
        }
    }
}

/// How many files, and the first of them by name.
fn files(what: &str, paths: &[String]) -> Option<String> {
    let named: Vec<&str> = paths.iter().take(NAMED).map(String::as_str).collect();
    let rest = paths.len().saturating_sub(NAMED);
    let more = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    (!paths.is_empty()).then(|| format!("{} {what} ({}{more})", paths.len(), named.join(", ")))
}

/// The path of a page as the user can open it: below the docs folder that holds it. Other files have theirs already.
pub(crate) fn shown(config: &Config, corpus: &Corpus, path: &str) -> String {
    let is_config = config.file.as_ref().is_some_and(|file| &*file.path == path);
    if is_config || corpus.beside().any(|file| &*file.path == path) {
        return path.to_owned();
    }
    let page = |folder: &PathBuf| folder.join(path);
    let page = match config.docs.as_slice() {
        [only] => Some(page(only)),
        several => several.iter().map(page).find(|page| page.exists()).or_else(|| several.first().map(page)),
    };
    page.map_or_else(|| path.to_owned(), |page| page.display().to_string())
}

/// Progress on standard error, if that is a terminal.
pub(crate) struct Terminal {
    is_shown: bool,
}

impl Terminal {
    pub(crate) fn new(quiet: bool) -> Self {
        Terminal { is_shown: !quiet && std::io::stderr().is_terminal() }
    }

    /// For work of unknown length.
    pub(crate) fn spinner(&self, what: &'static str) -> ProgressBar {
        if !self.is_shown {
            return ProgressBar::hidden();
        }
        let spinner = ProgressBar::new_spinner().with_message(what);
        spinner.enable_steady_tick(Duration::from_millis(100));
        spinner
    }

    /// For work of known length.
    pub(crate) fn bar(&self, what: &'static str, length: usize) -> ProgressBar {
        if !self.is_shown {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").unwrap_or(ProgressStyle::default_bar());
        ProgressBar::new(length as u64).with_style(style).with_message(what)
    }
}
