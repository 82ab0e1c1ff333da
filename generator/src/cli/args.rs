//! The command line, declared once.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use graphdoc::diagnostic::{Code, Format as ReportFormat, Level};

/// Reads the Microsoft Graph API reference pages and writes a typed Rust SDK.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the SDK
    Generate {
        #[command(flatten)]
        input: Input,
        /// The folder to write to
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// A local graphdoc-runtime for the SDK to depend on
        #[arg(long, value_name = "PATH")]
        runtime: Option<PathBuf>,
        /// Write nothing; exit with 1 and a diff when the output is stale
        #[arg(long)]
        check: bool,
    },
    /// Compare the SDK with the pages: exit with 1 and a diff when it is stale
    Check {
        #[command(flatten)]
        input: Input,
        /// The folder to compare
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// The local graphdoc-runtime that the SDK depends on
        #[arg(long, value_name = "PATH")]
        runtime: Option<PathBuf>,
    },
    /// Write the SDK, and again whenever pages, fixups or the configuration change
    Watch {
        #[command(flatten)]
        input: Input,
        /// The folder to write to
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// A local graphdoc-runtime for the SDK to depend on
        #[arg(long, value_name = "PATH")]
        runtime: Option<PathBuf>,
    },
    /// Print the schema in another format
    Export {
        /// The format
        #[arg(value_enum)]
        format: Format,
        #[command(flatten)]
        input: Input,
        /// The file to write to, instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Print what a page is at one stage of the way
    Show {
        #[command(flatten)]
        input: Input,
        /// The page: its path in the docs folder, or its file name
        page: String,
        /// The stage
        #[arg(long, value_enum, default_value_t = Stage::Facts)]
        stage: Stage,
    },
    /// Check the pages
    Lint {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        options: LintOptions,
    },
    /// Print what a kind of finding means
    Explain {
        /// The code, such as link-case
        code: Code,
    },
    /// Print which sources speak for a part of the schema, and which of them won
    Why {
        #[command(flatten)]
        input: Input,
        /// A type, property, enumeration, member or operation: `book`, `book.title`, `book-get`
        name: String,
    },
    /// Print what changed between two states of the docs, and which release that needs
    Diff {
        #[command(flatten)]
        options: DiffOptions,
    },
    /// Set up a repository for an SDK: configuration, workflow, files for git; what is there already stays
    Init {
        /// The folder of the repository
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
    },
    /// Print a script that completes commands and flags in a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the permissions that a program needs for a set of calls: as few as do, least privileged first
    Permissions {
        #[command(flatten)]
        input: Input,
        /// The calls (repeatable): `GET /books/**`, `api/book-*.md`, `book-get`, a type that lists them, `area:lending`
        #[arg(long = "for", value_name = "PATTERN", required = true)]
        patterns: Vec<String>,
        /// The format
        #[arg(long, value_enum, default_value_t = ConsentFormat::Human)]
        format: ConsentFormat,
    },
}

/// How permissions are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConsentFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

/// What every command that reads pages takes.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// A folder of pages (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) docs: Vec<PathBuf>,
    /// The configuration; graphdoc.toml in the working directory unless --docs is given
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print nothing but errors, denied findings and data
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Print every finding, not only a few of each kind
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// One line tells what a run did
    #[arg(skip)]
    pub(crate) one_line: bool,
    #[command(flatten)]
    levels: LevelFlags,
}

/// The levels of findings.
#[derive(Debug, Clone, Args)]
struct LevelFlags {
    /// Treat findings of a kind as errors (repeatable)
    #[arg(long, value_name = "CODE")]
    deny: Vec<Code>,
    /// Show findings of a kind (repeatable)
    #[arg(long, value_name = "CODE")]
    warn: Vec<Code>,
    /// Hide findings of a kind (repeatable)
    #[arg(long, value_name = "CODE")]
    allow: Vec<Code>,
}

impl Input {
    /// The levels that the flags set.
    pub(crate) fn levels(&self) -> impl Iterator<Item = (Code, Level)> {
        let LevelFlags { deny, warn, allow } = &self.levels;
        let flags = [(allow, Level::Allow), (warn, Level::Warn), (deny, Level::Deny)];
        flags.into_iter().flat_map(|(codes, level)| codes.iter().map(move |code| (*code, level)))
    }
}

/// What only `lint` takes.
#[derive(Debug, Args)]
pub(crate) struct LintOptions {
    /// How the findings are printed: human, short, json, github, sarif or junit
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: ReportFormat,
    /// Write the findings to a file as well (repeatable)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(crate) output: Vec<(ReportFormat, PathBuf)>,
    /// Mend what can be mended without a doubt
    #[arg(long)]
    pub(crate) fix: bool,
    /// With --fix: print the changes and write nothing
    #[arg(long, requires = "fix")]
    pub(crate) diff: bool,
    /// A file with known findings, which are not told
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Tell only N of the findings, drawn from each code in turn, for a person to judge
    #[arg(long, value_name = "N", conflicts_with_all = ["fix", "update_baseline"])]
    pub(crate) sample: Option<usize>,
    /// With --sample: another number draws others
    #[arg(long, value_name = "NUMBER", requires = "sample", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Write the findings of today to the baseline
    #[arg(long, conflicts_with = "fix")]
    pub(crate) update_baseline: bool,
}

/// What `diff` takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct DiffOptions {
    /// The state before: a folder of pages, or a schema.json
    pub(crate) old: PathBuf,
    /// The state after: a folder of pages, or a schema.json
    pub(crate) new: PathBuf,
    /// The format
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    pub(crate) format: DiffFormat,
    /// Exit with 1 when there are changes
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// Write what has vanished to removed.toml beside the pages of NEW, so that it is kept
    #[arg(long)]
    pub(crate) record: bool,
    /// With --record: the release without it; the next one that may break programs, when not given
    #[arg(long, value_name = "VERSION", requires = "record")]
    pub(crate) until: Option<semver::Version>,
    /// Tell where only the words of the documentation are others, too
    #[arg(long)]
    pub(crate) docs_text: bool,
    /// The configuration; graphdoc.toml in the working directory if there is one
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print nothing but errors, denied findings and the changes
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Print every change, not only a few of each kind
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    levels: LevelFlags,
}

impl DiffOptions {
    /// The same as what other commands take.
    pub(crate) fn input(&self) -> Input {
        let (config, levels) = (self.config.clone(), self.levels.clone());
        Input { docs: Vec::new(), config, quiet: self.quiet, verbose: self.verbose, one_line: false, levels }
    }
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Human,
    /// The body of a pull request, in the sections of a changelog
    Markdown,
    /// For programs
    Json,
}

fn output(text: &str) -> Result<(ReportFormat, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("it is written FORMAT=FILE")?;
    Ok((format.parse()?, PathBuf::from(file)))
}

/// What a schema can be exported to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// OData's XML, with the facts of the pages as annotations
    Csdl,
    /// OpenAPI 3.1 as JSON, with the facts of the pages as extensions
    Openapi,
    /// The schema itself, as JSON
    Schema,
}

/// A stage on the way from page to Rust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The Markdown, block by block
    Page,
    /// What the page claims
    Facts,
    /// What the schema has from it
    Schema,
    /// The Rust items, as data
    Crate,
    /// The Rust text
    Rust,
}
