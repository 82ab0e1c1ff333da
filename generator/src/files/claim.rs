//! One run at a time on an output folder, and a place for what a run leaves to the next one.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use super::FilesError;
use super::disk::{DRAFT, failed, open_at, read, replace, replace_with};

/// The generator's own folder in the output folder. It belongs into no repository.
pub(super) const WORKSHOP: &str = ".graphdoc";

/// The right to write to an output folder; as long as it lives, nobody else has it.
#[derive(Debug)]
pub struct Claim {
    out: PathBuf,
    // The system frees the lock with the file, also when the process is killed.
    _lock: File,
}

/// Claims an output folder, which is created if it is not there. What a run that was killed has left half done is swept away.
///
/// # Errors
/// When another run has it, or when the system refuses.
pub fn claim(out: &Path) -> Result<Claim, FilesError> {
    let workshop = out.join(WORKSHOP);
    for folder in [out, &workshop] {
        std::fs::create_dir_all(folder).map_err(failed("create", folder))?;
    }
    let path = workshop.join("lock");
    let lock = File::create(&path).map_err(failed("create", &path))?;
    match FileExt::try_lock(&lock) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(FilesError::Claimed { out: out.to_owned() }),
        Err(TryLockError::Error(error)) => return Err(failed("lock", &path)(error)),
    }
    let claim = Claim { out: out.to_owned(), _lock: lock };
    claim.sweep()?;
    let ignore = workshop.join(".gitignore");
    if !ignore.exists() {
        replace(&ignore, b"*\n", &workshop)?;
    }
    Ok(claim)
}

/// What an earlier run kept in an output folder under a name; nothing if it cannot be read.
pub fn kept(out: &Path, name: &str) -> Vec<u8> {
    read(&out.join(WORKSHOP).join(name)).ok().flatten().unwrap_or_default()
}

impl Claim {
    /// The output folder.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// Keeps something for the next run. What cannot be kept is done again.
    pub fn keep(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let workshop = self.workshop();
        let _ = replace_with(&workshop.join(name), &workshop, write);
    }

    /// What is kept under a name, cut off after `start` bytes, to write more behind them. Whoever reads it must bear that
    /// its end is missing. None if it cannot be opened.
    pub fn log(&self, name: &str, start: usize) -> Option<Box<dyn Write + Send>> {
        Some(Box::new(open_at(&self.workshop().join(name), start as u64).ok()?))
    }

    /// Where files are written before they take their places.
    pub(super) fn workshop(&self) -> PathBuf {
        self.out.join(WORKSHOP)
    }

    fn sweep(&self) -> Result<(), FilesError> {
        let workshop = self.workshop();
        let entries = std::fs::read_dir(&workshop).map_err(failed("read", &workshop))?;
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(DRAFT)) {
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let removed = if is_folder { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            removed.map_err(failed("remove", &path))?;
        }
        Ok(())
    }
}
