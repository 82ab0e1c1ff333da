//! Files beside the pages: `fixups.toml` and `removed.toml` in a docs folder, and files that the configuration names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Corpus, CorpusError, Role, Source, normalise};

/// The names of the files in a docs folder.
const FIXUPS: &str = "fixups.toml";
const REMOVED: &str = "removed.toml";

/// Adds files of fixups to a corpus. They count after those that are there already; one that is there is not added.
///
/// # Errors
/// When a file is not there or cannot be read.
pub fn read_fixups(files: &[PathBuf], corpus: &mut Corpus) -> Result<(), CorpusError> {
    for file in files {
        let read = read(file, Role::Fixups)?;
        if corpus.fixups.iter().all(|known| known.path != read.path) {
            corpus.fixups.push(read);
        }
    }
    Ok(())
}

/// Takes a file of removals instead of those in the docs folders.
///
/// # Errors
/// When the file is not there or cannot be read.
pub fn read_removed(file: &Path, corpus: &mut Corpus) -> Result<(), CorpusError> {
    corpus.removed = vec![read(file, Role::Removed)?];
    Ok(())
}

/// Where the removals of a docs folder stand.
pub fn removed_file(folder: &Path) -> PathBuf {
    folder.join(REMOVED)
}

/// The fixups of docs folders; most have none.
pub(super) fn fixups_in(folders: &[PathBuf]) -> Result<Vec<Source>, CorpusError> {
    let files = folders.iter().map(|folder| folder.join(FIXUPS)).filter(|file| file.exists());
    files.map(|file| read(&file, Role::Fixups)).collect()
}

/// The removals of docs folders; most have none.
pub(super) fn removed_in(folders: &[PathBuf]) -> Result<Vec<Source>, CorpusError> {
    let files = folders.iter().map(|folder| removed_file(folder)).filter(|file| file.exists());
    files.map(|file| read(&file, Role::Removed)).collect()
}

/// What a text beside the pages is, by its path.
pub(super) fn role_of(path: &str) -> Option<Role> {
    match path.rsplit('/').next() {
        Some(FIXUPS) => Some(Role::Fixups),
        Some(REMOVED) => Some(Role::Removed),
        _ => None,
    }
}

fn read(file: &Path, role: Role) -> Result<Source, CorpusError> {
    let failed = |source| match role {
        Role::Removed => CorpusError::Removed { path: file.to_owned(), source },
        _ => CorpusError::Fixups { path: file.to_owned(), source },
    };
    let text = std::fs::read_to_string(file).map_err(failed)?;
    Ok(Source { path: shown(file), text: normalise(text), role })
}

/// The path as an editor can open it, with `/` on every system.
fn shown(file: &Path) -> Arc<str> {
    let text = file.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        Arc::from(text)
    } else {
        Arc::from(text.replace(std::path::MAIN_SEPARATOR, "/"))
    }
}
