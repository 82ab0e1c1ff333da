//! The configuration: its keys, their defaults, and the file they are read from.

mod fixups;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::diagnostic::{Code, Level};

pub use fixups::{Fixup, Placed, fixups};

/// Everything a run can be told. All fields are public, and the default works.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folders of pages. Relative to the configuration file.
    pub docs: Vec<PathBuf>,
    /// Files of fixups beside those in the docs folders. Relative to the configuration file.
    pub fixups: Vec<PathBuf>,
    /// The folder the SDK is written to. Relative to the configuration file.
    pub out: Option<PathBuf>,
    /// A local `graphdoc-runtime` that the SDK depends on, instead of the published one.
    pub runtime: Option<PathBuf>,
    /// What the pages describe.
    pub api: Api,
    /// The emitted crate.
    pub package: Package,
    /// Renames of areas: the normalised name in the docs on the left, the wanted one on the right.
    pub areas: BTreeMap<String, String>,
    /// Levels of diagnostics that differ from the defaults.
    pub levels: BTreeMap<Code, Level>,
}

/// What the pages describe.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Api {
    /// The namespace of types that are written without one.
    pub namespace: String,
    /// The URL that all paths stand below.
    pub service_root: String,
    /// Where the pages are published; links in the documentation lead there.
    pub docs_url: String,
}

/// The emitted crate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Package {
    /// The name of the crate.
    pub name: String,
    /// Its version.
    pub version: String,
    /// One sentence about it.
    pub description: String,
    /// Its licence, as an SPDX expression.
    pub license: String,
    /// Where the text of the pages comes from and under which licence; goes into the crate's documentation.
    pub attribution: Option<Attribution>,
}

/// Credit for the text of the pages.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Attribution {
    /// The work and its authors, such as the name of the repository.
    pub source: String,
    /// The address of the source.
    pub url: Option<String>,
    /// The commit or version of the source.
    pub commit: Option<String>,
    /// The licence of the text, such as `CC BY 4.0`.
    pub licence: String,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not TOML, or holds a key or value that has no meaning.
    #[error("{}: {source}", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: Box<toml::de::Error>,
    },
}

impl Config {
    /// Reads a configuration file. Relative paths in it are taken from its folder.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or has keys or values without a meaning.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let mut config: Config = toml::from_str(&text)
            .map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let lists = config.docs.iter_mut().chain(&mut config.fixups);
        for inner in lists.chain(&mut config.out).chain(&mut config.runtime) {
            *inner = folder.join(&*inner);
        }
        Ok(config)
    }
}

impl Default for Api {
    fn default() -> Self {
        Api {
            namespace: "microsoft.graph".to_owned(),
            service_root: "https://graph.microsoft.com/v1.0".to_owned(),
            docs_url: "https://learn.microsoft.com/graph/api".to_owned(),
        }
    }
}

impl Default for Package {
    fn default() -> Self {
        Package {
            name: "graph-sdk".to_owned(),
            version: "0.1.0".to_owned(),
            description: "Typed models and requests, generated from the API's reference pages".to_owned(),
            license: "MIT OR Apache-2.0".to_owned(),
            attribution: None,
        }
    }
}
