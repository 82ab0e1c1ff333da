//! Reading and replacing single files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use super::{FilesError, manifest};

/// How the names of files begin that are written before they take their places.
pub(super) const DRAFT: &str = ".draft-";

/// How much is gathered of what is read or written piece by piece, in bytes.
const BUFFER: usize = 1 << 16;

/// The bytes of a file, or nothing if there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, FilesError> {
    if_there(path, std::fs::read(path))
}

/// The hash of a file, or nothing if there is none.
pub(super) fn hash(path: &Path) -> Result<Option<String>, FilesError> {
    let file = File::open(path).map(|file| BufReader::with_capacity(BUFFER, file));
    if_there(path, file.and_then(manifest::hash_read))
}

fn if_there<T>(path: &Path, read: io::Result<T>) -> Result<Option<T>, FilesError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(source) => Err(FilesError::Io { action: "read", path: path.to_owned(), source }),
    }
}

/// Writes a file in one step: no reader sees half of it. It is written in the folder `aside`, which must be on the same
/// file system, and then takes its place.
pub(super) fn replace(path: &Path, bytes: &[u8], aside: &Path) -> Result<(), FilesError> {
    take_place(path, draft(path, bytes, aside)?)
}

/// [`replace`] with what somebody writes piece by piece.
pub(super) fn replace_with(
    path: &Path,
    aside: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FilesError> {
    let file = draft(path, &[], aside)?;
    let mut writer = BufWriter::with_capacity(BUFFER, file.as_file());
    write(&mut writer).and_then(|()| writer.flush()).map_err(failed("write", path))?;
    drop(writer);
    take_place(path, file)
}

/// A file that ends after `start` bytes, to write more there. It is created if it is not there.
pub(super) fn open_at(path: &Path, start: u64) -> io::Result<BufWriter<File>> {
    let mut file = File::options().write(true).create(true).truncate(false).open(path)?;
    file.set_len(start)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(BufWriter::with_capacity(BUFFER, file))
}

fn take_place(path: &Path, draft: NamedTempFile) -> Result<(), FilesError> {
    let refused = match draft.persist(path) {
        Ok(_) => return Ok(()),
        Err(refused) => refused,
    };
    // Most files have a folder already, so it is made only when it is missed.
    create_folder(folder(path))?;
    refused.file.persist(path).map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}

/// Writes a file in one step, unless there is something with its name. False if there is.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<bool, FilesError> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    create_folder(folder(path))?;
    match draft(path, bytes, folder(path))?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed("write", path)(error.error)),
    }
}

fn draft(path: &Path, bytes: &[u8], aside: &Path) -> Result<NamedTempFile, FilesError> {
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; these are for everybody, as far as the umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(DRAFT).tempfile_in(aside).map_err(failed("write to", aside))?;
    file.write_all(bytes).map_err(failed("write", path))?;
    Ok(file)
}

/// A folder for drafts in another one. It goes with the value.
pub(super) fn drafts(aside: &Path) -> Result<TempDir, FilesError> {
    tempfile::Builder::new().prefix(DRAFT).tempdir_in(aside).map_err(failed("write to", aside))
}

fn create_folder(path: &Path) -> Result<(), FilesError> {
    std::fs::create_dir_all(path).map_err(failed("create", path))
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// [`replace`] by way of the folder of the file.
pub(super) fn replace_beside(path: &Path, bytes: &[u8]) -> Result<(), FilesError> {
    create_folder(folder(path))?;
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

/// What belongs to somebody else in an output folder: it stands behind a symbolic link.
pub(super) struct Links<'a> {
    folders: BTreeSet<&'a Path>,
    files: BTreeSet<PathBuf>,
}

impl<'a> Links<'a> {
    /// Looks at the folders of all these files, whose paths are relative to the output folder.
    pub(super) fn new(out: &Path, files: impl Iterator<Item = &'a String>) -> Self {
        let folders: BTreeSet<_> = files.map(|file| folder(Path::new(file))).collect();
        let is_link =
            |folder: &&Path| folder.ancestors().any(|part| part != Path::new("") && out.join(part).is_symlink());
        let (linked, own): (BTreeSet<_>, BTreeSet<_>) = folders.into_iter().partition(is_link);
        Links { folders: linked, files: own.into_iter().flat_map(|folder| links_in(out, folder)).collect() }
    }

    /// Whether one of the files leads elsewhere.
    pub(super) fn is_behind(&self, file: &str) -> bool {
        self.folders.contains(folder(Path::new(file))) || self.files.contains(Path::new(file))
    }
}

/// The symbolic links in a folder. To list a folder takes less than to look at each of its files.
fn links_in(out: &Path, folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(out.join(folder)).into_iter().flatten().flatten();
    let links = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_symlink()));
    links.map(|link| folder.join(link.file_name())).collect()
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> FilesError {
    move |source| FilesError::Io { action, path: path.to_owned(), source }
}
