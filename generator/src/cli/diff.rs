//! `graphdoc diff OLD NEW`: what changed, which release it needs, and what is kept of what is gone.

use std::path::{Path, PathBuf};

use graphdoc::config::{Config, Levels, next_breaking, with_removed};
use graphdoc::corpus::{self, Corpus};
use graphdoc::diff::{self, Docs};
use graphdoc::{Changes, Diagnostic, Evidence, Schema, files};

use super::args::{DiffFormat, DiffOptions};
use super::report::{self, Report, Terminal, data, note};
use super::{CONFIG_FILE, Failure, read};

/// Prints what changed between two states of the docs.
pub(super) fn diff(options: &DiffOptions) -> Result<u8, Failure> {
    let mut config = configuration(options)?;
    let old = Side::read(&options.old, Config { removed: None, ..config.clone() }, options)?;
    let file = config.removed.clone().or_else(|| options.new.is_dir().then(|| corpus::removed_file(&options.new)));
    if options.record && file.as_ref().is_some_and(|file| !file.exists()) {
        // It is there once something is written to it.
        config.removed = None;
    }
    let mut new = Side::read(&options.new, config.clone(), options)?;
    let mut changes = graphdoc::diff(&old.schema, &new.schema, &config);
    if options.record && record(options, &config, &old.schema, &changes, file.clone())? {
        new = Side::read(&options.new, Config { removed: file, ..config.clone() }, options)?;
        changes = graphdoc::diff(&old.schema, &new.schema, &config);
    }
    let denied = new.denied(options);
    if !options.docs_text {
        changes.texts.clear();
    }
    if !(changes.changes.is_empty() && changes.texts.is_empty()) {
        let (before, after) = (old.evidence(), new.evidence());
        diff::locate(&mut changes, old.docs(before.as_ref()).as_ref(), new.docs(after.as_ref()).as_ref());
    }
    data(&match options.format {
        DiffFormat::Human => diff::human(&changes, options.verbose),
        DiffFormat::Markdown => diff::markdown(&changes, options.verbose),
        DiffFormat::Json => diff::json(&changes),
    });
    Ok(u8::from(denied || (options.exit_code && !changes.changes.is_empty())))
}

/// The configuration that is named, or that of the working directory, or none.
fn configuration(options: &DiffOptions) -> Result<Config, Failure> {
    let mut config = match &options.config {
        Some(path) => Config::read(path)?,
        None if Path::new(CONFIG_FILE).exists() => Config::read(CONFIG_FILE.as_ref())?,
        None => Config::default(),
    };
    config.set_levels(options.input().levels());
    Ok(config)
}

/// One of the two states.
struct Side {
    schema: Schema,
    config: Config,
    /// The pages, where it is no `schema.json`.
    corpus: Option<Corpus>,
    diagnostics: Vec<Diagnostic>,
}

impl Side {
    fn read(path: &Path, config: Config, options: &DiffOptions) -> Result<Self, Failure> {
        if !path.is_dir() {
            let text = files::read_file(path)?;
            let schema = serde_json::from_str(&text);
            let schema =
                schema.map_err(|error| Failure::Usage(format!("{} holds no schema: {error}", path.display())))?;
            return Ok(Side { schema, config, corpus: None, diagnostics: Vec::new() });
        }
        let config = Config { docs: vec![path.to_owned()], ..config };
        let (corpus, mut diagnostics) = read(&config, &Terminal::new(options.quiet))?;
        let facts = graphdoc::facts(&corpus, &mut diagnostics);
        let schema = graphdoc::schema(&corpus, &facts, &config, &mut diagnostics);
        diagnostics.sort();
        diagnostics.dedup();
        Ok(Side { schema, config, corpus: Some(corpus), diagnostics })
    }

    /// Prints the findings that are denied. True if there is one.
    fn denied(&mut self, options: &DiffOptions) -> bool {
        let Some(corpus) = &self.corpus else { return false };
        let levels = Levels::new(&self.config, &mut self.diagnostics);
        let input = options.input();
        Report { config: &self.config, corpus, levels: &levels, input: &input }.denied(&self.diagnostics)
    }

    fn evidence(&self) -> Option<Evidence> {
        self.corpus.as_ref().map(|corpus| graphdoc::evidence(corpus, &self.config).1)
    }

    fn docs<'a>(&'a self, evidence: Option<&'a Evidence>) -> Option<Docs<'a>> {
        let (corpus, evidence) = (self.corpus.as_ref()?, evidence?);
        let shown = move |path: &str| report::shown(&self.config, corpus, path);
        Some(Docs { evidence, text: Box::new(move |path| corpus.text(path)), shown: Box::new(shown) })
    }
}

/// Writes what has vanished to the file of removals. False if nothing has.
fn record(
    options: &DiffOptions,
    config: &Config,
    old: &Schema,
    changes: &Changes,
    file: Option<PathBuf>,
) -> Result<bool, Failure> {
    let Some(file) = file else {
        let message = "--record writes beside the pages: NEW must be a docs folder, or `removed` in the configuration names a file";
        return Err(Failure::Usage(message.to_owned()));
    };
    let version = &config.package.version;
    let Some(until) = options.until.clone().or_else(|| next_breaking(version)) else {
        let message = format!("`{version}` is no version, so the release must be named: --until 1.2.3");
        return Err(Failure::Usage(message));
    };
    let vanished = diff::vanished(changes, old);
    if vanished.is_empty() {
        return Ok(false);
    }
    let text = if file.exists() { files::read_file(&file)? } else { String::new() };
    files::write_file(&file, &with_removed(&text, &vanished, &until))?;
    if !options.quiet {
        let count = vanished.len();
        note(&format!("{}: {count} new {}", file.display(), if count == 1 { "entry" } else { "entries" }));
    }
    Ok(true)
}
