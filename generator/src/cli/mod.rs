//! Arguments -> exit code. The only room that prints.
//!
//! Exit codes: 0 clean; 1 a finding at level `deny`, or stale output under `check`, or
//! changes under `diff --exit-code`; 2 usage, configuration, IO, or no
//! page found; 3 an internal error.

mod args;
mod completions;
mod diff;
mod init;
mod lint;
mod permissions;
mod report;
mod show;
mod watch;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;
use graphdoc::Diagnostic;
use graphdoc::config::{Config, ConfigError, Levels};
use graphdoc::corpus::{Corpus, CorpusError};
use graphdoc::files::{self, FilesError};
use graphdoc::regenerate::{self, Run};

use args::{Arguments, Command, Format, Input};
use report::{Report, Terminal};

/// The configuration that is read when none is named.
const CONFIG_FILE: &str = "graphdoc.toml";

/// Runs the command that the arguments name.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // On a thread of the pool: what these threads have taken of memory, they give back themselves.
    let run = std::panic::catch_unwind(|| rayon::scope(|_| run(arguments)));
    match run {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => {
            report::error(&error.to_string());
            ExitCode::from(2)
        }
        Err(_) => {
            report::error("internal error: this is a bug in graphdoc, not in your pages; please report it");
            ExitCode::from(3)
        }
    }
}

/// What ends a run with exit code 2.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Files(#[from] FilesError),
    #[error("{0}")]
    Usage(String),
}

fn run(arguments: Arguments) -> Result<u8, Failure> {
    match arguments.command {
        Command::Generate { input, out, runtime, check } => generate(&input, Target { out, runtime, check }),
        Command::Check { input, out, runtime } => generate(&input, Target { out, runtime, check: true }),
        Command::Watch { mut input, out, runtime } => {
            input.one_line = !input.verbose;
            watch::watch(&input, &Target { out, runtime, check: false })
        }
        Command::Export { format, input, output } => export(&input, format, output),
        Command::Show { input, page, stage } => show::show(&input, &page, stage),
        Command::Lint { input, options } => lint::lint(&input, &options),
        Command::Explain { code } => {
            report::data(&graphdoc::diagnostic::explain(code));
            Ok(0)
        }
        Command::Init { folder } => init::init(&folder),
        Command::Completions { shell } => {
            completions::completions(shell);
            Ok(0)
        }
        Command::Why { input, name } => why::why(&input, &name),
        Command::Diff { options } => diff::diff(&options),
        Command::Permissions { input, patterns, format } => permissions::permissions(&input, &patterns, format),
    }
}

/// Where the SDK goes, and whether it is only compared.
#[derive(Clone)]
struct Target {
    out: Option<PathBuf>,
    runtime: Option<PathBuf>,
    check: bool,
}

fn generate(input: &Input, target: Target) -> Result<u8, Failure> {
    let mut config = configuration(input)?;
    if !input.docs.is_empty() && target.out.is_none() {
        let message = "--docs needs --out DIR, so that no committed SDK is overwritten by accident";
        return Err(Failure::Usage(message.to_owned()));
    }
    config.out = target.out.or(config.out);
    config.runtime = target.runtime.or(config.runtime);
    let Some(out) = config.out.clone() else {
        return Err(Failure::Usage(
            "there is no output folder: name it with --out DIR or `out` in the configuration".to_owned(),
        ));
    };
    absolute(&mut config)?;
    let terminal = Terminal::new(input.quiet);
    let (corpus, mut early) = read(&config, &terminal)?;
    let levels = Levels::new(&config, &mut early);
    let report = Report { config: &config, levels: &levels, corpus: &corpus, input };
    let bar = terminal.bar("pages", corpus.sources.len());
    let page_done = || bar.inc(1);
    if target.check {
        let Run { diagnostics, summary, result } = regenerate::check(&corpus, &config, &out, &page_done);
        bar.finish_and_clear();
        let denied = report.diagnostics(&joined(early, diagnostics));
        let drifts = result?;
        report.drifts(&drifts, &out);
        report.summary(&summary);
        return Ok(u8::from(denied || !drifts.is_empty()));
    }
    let claim = files::claim(&out)?;
    let Run { diagnostics, summary, result } = regenerate::update(&corpus, &config, &claim, &page_done);
    bar.finish_and_clear();
    let diagnostics = joined(early, diagnostics);
    let denied = report.diagnostics(&diagnostics);
    let written = result?;
    let denied = report.edited(&written, &out) || denied;
    report.summary(&summary);
    report.written(&diagnostics, &written, &out);
    Ok(u8::from(denied))
}

/// The findings of reading and those of the line, sorted by place.
fn joined(early: Vec<Diagnostic>, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.extend(early);
    diagnostics.sort();
    diagnostics
}

fn export(input: &Input, format: Format, output: Option<PathBuf>) -> Result<u8, Failure> {
    let config = configuration(input)?;
    let terminal = Terminal::new(input.quiet);
    let (corpus, mut diagnostics) = read(&config, &terminal)?;
    let levels = Levels::new(&config, &mut diagnostics);
    let facts = graphdoc::facts(&corpus, &mut diagnostics);
    let schema = graphdoc::schema(&corpus, &facts, &config, &mut diagnostics);
    diagnostics.sort();
    diagnostics.dedup();
    let denied = Report { config: &config, levels: &levels, corpus: &corpus, input }.denied(&diagnostics);
    let text = match format {
        Format::Csdl => graphdoc::export::csdl(&schema),
        Format::Openapi => graphdoc::export::openapi(&schema, &config),
        Format::Schema => schema.to_json(),
    };
    match output {
        Some(path) => files::write_file(&path, &text)?,
        None => report::data(&text),
    }
    Ok(u8::from(denied))
}

/// The configuration of a run: flags beat the file; with `--docs` alone there is no file.
fn configuration(input: &Input) -> Result<Config, Failure> {
    let mut config = match (&input.config, input.docs.is_empty()) {
        (Some(path), _) => Config::read(path)?,
        (None, false) => Config::default(),
        (None, true) if std::path::Path::new(CONFIG_FILE).exists() => Config::read(CONFIG_FILE.as_ref())?,
        (None, true) => {
            let message =
                format!("there is no {CONFIG_FILE} here: name the pages with --docs DIR, or a file with --config FILE");
            return Err(Failure::Usage(message));
        }
    };
    if !input.docs.is_empty() {
        config.docs.clone_from(&input.docs);
    }
    if config.docs.is_empty() {
        return Err(Failure::Usage("the configuration names no `docs` folder".to_owned()));
    }
    config.set_levels(input.levels());
    Ok(config)
}

/// The path from the output to the runtime is written into the SDK; both must be given in the same form for that.
fn absolute(config: &mut Config) -> Result<(), Failure> {
    for path in [&mut config.out, &mut config.runtime].into_iter().flatten() {
        let failed = |source| FilesError::Io { action: "resolve", path: path.clone(), source };
        *path = std::path::absolute(&*path).map_err(failed)?;
    }
    Ok(())
}

fn read(config: &Config, terminal: &Terminal) -> Result<(Corpus, Vec<Diagnostic>), Failure> {
    let mut diagnostics = Vec::new();
    let spinner = terminal.spinner("reading pages");
    let corpus = graphdoc::read(config, &mut diagnostics)?;
    spinner.finish_and_clear();
    Ok((corpus, diagnostics))
}
