//! Reading and replacing single files.

use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use super::FilesError;

/// How the names of files begin that are written before they take their places.
pub(super) const DRAFT: &str = ".draft-";

/// The bytes of a file, or nothing if there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, FilesError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(source) => Err(FilesError::Io { action: "read", path: path.to_owned(), source }),
    }
}

/// Writes a file in one step: no reader sees half of it. It is written in the folder `aside`, which must be on the same
/// file system, and then takes its place.
pub(super) fn replace(path: &Path, bytes: &[u8], aside: &Path) -> Result<(), FilesError> {
    draft(path, bytes, aside)?.persist(path).map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}

/// Writes a file in one step, unless there is something with its name. False if there is.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<bool, FilesError> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    match draft(path, bytes, folder(path))?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed("write", path)(error.error)),
    }
}

fn draft(path: &Path, bytes: &[u8], aside: &Path) -> Result<NamedTempFile, FilesError> {
    let folder = folder(path);
    std::fs::create_dir_all(folder).map_err(failed("create", folder))?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; these are for everybody, as far as the umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(DRAFT).tempfile_in(aside).map_err(failed("write to", aside))?;
    file.write_all(bytes).map_err(failed("write", path))?;
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// [`replace`] by way of the folder of the file.
pub(super) fn replace_beside(path: &Path, bytes: &[u8]) -> Result<(), FilesError> {
    replace(path, bytes, folder(path))
}

/// Removes the folders above a removed file that are empty now, up to the output folder.
pub(super) fn prune(out: &Path, removed: &Path) {
    for folder in removed.ancestors().skip(1).take_while(|folder| *folder != out && folder.starts_with(out)) {
        // A folder that is not empty stays; so does one that cannot be removed.
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

/// Whether a symbolic link below the output folder leads elsewhere: what stands behind it belongs to somebody else.
pub(super) fn is_behind_link(out: &Path, path: &str) -> bool {
    let parts = Path::new(path).components().scan(out.to_owned(), |place, part| {
        place.push(part);
        Some(place.clone())
    });
    parts.into_iter().any(|place| place.is_symlink())
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> FilesError {
    move |source| FilesError::Io { action, path: path.to_owned(), source }
}
