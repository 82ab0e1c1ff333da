//! Files -> disk: the only room that writes.

mod claim;
mod disk;
mod edits;
mod manifest;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use similar::TextDiff;

use crate::emit::Files;
use disk::{create, failed, read, replace_beside};
use manifest::Hashes;

pub use claim::{Claim, claim, kept};
pub use edits::Draft;
pub use write::{are_intact, is_intact};

/// What a run changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files with a new text.
    pub written: Vec<String>,
    /// Files that are no longer generated.
    pub removed: Vec<String>,
    /// How many files were left as they are.
    pub unchanged: usize,
    /// Files among those written or removed that somebody had edited by hand.
    pub edited: Vec<String>,
    /// The hashes of all files that are there now, the manifest included.
    pub hashes: BTreeMap<String, String>,
}

/// A file on disk that is not what would be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// The file.
    pub path: String,
    /// From what is on disk to what would be generated, as a unified diff.
    pub diff: String,
}

/// Files that cannot be written or compared.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// The system refuses.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, such as `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another run writes to the same folder.
    #[error("another graphdoc is writing to {}; run this again when it is done", out.display())]
    Claimed {
        /// The output folder.
        out: PathBuf,
    },
    /// Files in the way that the generator did not write. Everything else is written.
    #[error("not written by graphdoc, and left as they are: {}", paths.join(", "))]
    Foreign {
        /// The files, relative to the output folder.
        paths: Vec<String>,
    },
}

/// Brings a folder up to date. It is created if it is not there.
///
/// # Errors
/// Those of [`claim`] and of [`Claim::write`].
pub fn write(files: &Files, out: &Path) -> Result<Written, FilesError> {
    claim(out)?.write(files)
}

/// Writes a single file that somebody asked for by name.
///
/// # Errors
/// When the system refuses.
pub fn write_file(path: &Path, text: &str) -> Result<(), FilesError> {
    replace_beside(path, text.as_bytes())
}

/// Writes a single file, unless something with that name is there. False if it is.
///
/// # Errors
/// When the system refuses.
pub fn create_file(path: &Path, text: &str) -> Result<bool, FilesError> {
    create(path, text.as_bytes())
}

/// Reads a single file that somebody named.
///
/// # Errors
/// When it is not there or the system refuses.
pub fn read_file(path: &Path) -> Result<String, FilesError> {
    std::fs::read_to_string(path).map_err(failed("read", path))
}

/// Compares a folder with what would be generated, and writes nothing.
///
/// # Errors
/// When a file is there but cannot be read.
pub fn check(files: &Files, out: &Path) -> Result<Vec<Drift>, FilesError> {
    let on_disk = read(&out.join(manifest::NAME))?;
    let old = on_disk.as_deref().and_then(manifest::listed).unwrap_or_default();
    let hashes = files.texts.par_iter().map(|(path, text)| (path.clone(), manifest::hash(text.as_bytes())));
    let mut hashes: Hashes = hashes.collect();
    hashes.extend(files.standing.clone());
    let manifest = manifest::text(Some(&files.origin), &hashes);
    let stale = old.keys().filter(|path| !files.standing.contains_key(*path));
    let mut expected: BTreeMap<&str, Option<&str>> = stale.map(|path| (path.as_str(), None)).collect();
    expected.extend(files.texts.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))));
    expected.insert(manifest::NAME, Some(&manifest));

    let drifts = expected.into_par_iter().map(|(path, wanted)| {
        let present = read(&out.join(path))?;
        let is_same = present.as_deref() == wanted.map(str::as_bytes);
        Ok((!is_same).then(|| Drift { path: path.to_owned(), diff: diff(path, present.as_deref(), wanted) }))
    });
    Ok(drifts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn diff(path: &str, present: Option<&[u8]>, wanted: Option<&str>) -> String {
    let name = |side: &str, there: bool| if there { format!("{side}/{path}") } else { "/dev/null".to_owned() };
    let old = String::from_utf8_lossy(present.unwrap_or_default());
    let new = wanted.unwrap_or_default();
    TextDiff::from_lines(old.as_ref(), new)
        .unified_diff()
        .header(&name("a", present.is_some()), &name("b", wanted.is_some()))
        .to_string()
}
