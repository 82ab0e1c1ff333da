//! Files of fixups: `fixups.toml` in a docs folder, and files that the configuration names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Corpus, CorpusError, Role, Source, normalise};

/// The name of the file in a docs folder.
pub(super) const FILE: &str = "fixups.toml";

/// Adds files of fixups to a corpus. They count after those that are there already; one that is there is not added.
///
/// # Errors
/// When a file is not there or cannot be read.
pub fn read_fixups(files: &[PathBuf], corpus: &mut Corpus) -> Result<(), CorpusError> {
    for file in files {
        let read = read(file)?;
        if corpus.fixups.iter().all(|known| known.path != read.path) {
            corpus.fixups.push(read);
        }
    }
    Ok(())
}

/// The fixups of docs folders; most have none.
pub(super) fn in_folders(folders: &[PathBuf]) -> Result<Vec<Source>, CorpusError> {
    let files = folders.iter().map(|folder| folder.join(FILE)).filter(|file| file.exists());
    files.map(|file| read(&file)).collect()
}

/// Whether a text is one of fixups, by its path.
pub(super) fn is_fixups(path: &str) -> bool {
    path.rsplit('/').next() == Some(FILE)
}

pub(super) fn source(path: Arc<str>, text: String) -> Source {
    Source { path, text: normalise(text), role: Role::Fixups }
}

fn read(file: &Path) -> Result<Source, CorpusError> {
    let text = std::fs::read_to_string(file).map_err(|source| CorpusError::Fixups { path: file.to_owned(), source })?;
    Ok(source(shown(file), text))
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
