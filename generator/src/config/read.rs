//! The file of the configuration, and what may be wrong with it.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Config, ConfigFile, keys};
use crate::diagnostic::line_column;

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
    /// The file is not TOML, or holds keys or values that have no meaning.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nerror: "))]
    Invalid(Vec<Mistake>),
}

/// Something in the file that has no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as it was named.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What it is, and what was meant perhaps.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.path.display(), self.line, self.column, self.message)
    }
}

impl Config {
    /// Reads a configuration file. Relative paths in it are taken from its folder.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or has keys or values without a meaning.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let mut config = parse(&text).map_err(|mistakes| {
            let placed = mistakes.into_iter().map(|(span, message)| {
                let (line, column) = line_column(&text, span.start);
                Mistake { path: path.to_owned(), line, column, message }
            });
            ConfigError::Invalid(placed.collect())
        })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let lists = config.docs.iter_mut().chain(&mut config.fixups);
        for inner in lists
            .chain(&mut config.removed)
            .chain(&mut config.out)
            .chain(&mut config.runtime)
            .chain(&mut config.lint.baseline)
        {
            *inner = folder.join(&*inner);
        }
        config.file = Some(ConfigFile { path: path.display().to_string().into(), text });
        Ok(config)
    }
}

type Mistakes = Vec<(Range<usize>, String)>;

fn parse(text: &str) -> Result<Config, Mistakes> {
    let one = |error: toml::de::Error| vec![(error.span().unwrap_or_default(), error.message().to_owned())];
    let table = DeTable::parse(text).map_err(one)?;
    let unknown = keys::unknown(table.get_ref());
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let whole = table.span();
    let value = Spanned::new(whole, DeValue::Table(table.into_inner()));
    Config::deserialize(value.into_deserializer()).map_err(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_has_its_place() {
        let cases = [
            ("outs = 'x'\n", "1: there is no key `outs` here; do you mean `out`?"),
            ("[package]\nversoin = 'x'\n", "2: there is no key `versoin` here; do you mean `version`?"),
            ("[package.attribution]\nlicense = 'x'\n", "2: there is no key `license` here; do you mean `licence`?"),
            ("[levels]\nlink-cases = 'deny'\n", "2: there is no key `link-cases` here; do you mean `link-case`?"),
            ("[types.book.properties.title]\nrenam = 'x'\n", "2: there is no key `renam` here; do you mean `rename`?"),
            ("[operations]\nbook-get = { skip = true }\n", "2: there is no key `skip` here; there is only `rename`"),
            ("[api]\nnamespace = 3\n", "2: invalid type: integer `3`, expected a string"),
            ("docs = \n", "1: string values must be quoted, expected literal string"),
        ];
        for (text, expected) in cases {
            let told = parse(text)
                .unwrap_err()
                .into_iter()
                .map(|(span, message)| format!("{}: {message}", line_column(text, span.start).0));
            assert_eq!(told.collect::<Vec<_>>(), [expected], "{text}");
        }
        assert_eq!(parse("a = 1\nb = 2\n").unwrap_err().len(), 2, "all unknown keys are told");
    }
}
