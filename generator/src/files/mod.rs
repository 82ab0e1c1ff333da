//! Files -> disk: the only room that writes.
//!
//! A manifest in the output folder lists what was written, with hashes. It tells the generator's files from those of
//! others, which are never touched, and shows which were edited by hand.
//!
//! 1. The manifest comes first and lists what is there and what will be: after an interruption, the next run still
//!    knows its files.
//! 2. Every file that differs is written anew, atomically; files that are the same are not touched.
//! 3. Files that the old manifest lists and the new set lacks are removed, and folders that this empties; then the
//!    manifest forgets them.

mod edits;
mod manifest;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::emit::Files;
pub use edits::Draft;
use manifest::Manifest;

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
/// When a file cannot be read, written or removed; and, after everything else is done, when files are in the way that
/// no manifest lists.
pub fn write(files: &Files, out: &Path) -> Result<Written, FilesError> {
    let on_disk = read(&out.join(manifest::NAME))?;
    let known = on_disk.as_deref().and_then(Manifest::parse);
    let is_ours = on_disk.is_none() || known.is_some();
    let old = known.unwrap_or_default();
    let Plan { outdated, stale, mut foreign, after, mut report } = plan(files, &old, out)?;

    let during = Manifest { files: stale.iter().cloned().chain(after.files.clone()).collect(), ..Manifest::default() };
    let (during, after) = (during.text(), after.text());
    if is_ours {
        replace_if_changed(&out.join(manifest::NAME), on_disk.as_deref(), &during)?;
    } else {
        foreign.push(manifest::NAME.to_owned());
    }
    for (path, text) in outdated {
        replace(&out.join(path), text.as_bytes())?;
        report.written.push(path.to_owned());
    }
    for (path, hash) in stale {
        let target = out.join(&path);
        let Some(bytes) = read(&target)? else { continue };
        if is_edited(Some(&bytes), Some(&hash)) {
            report.edited.push(path.clone());
        }
        std::fs::remove_file(&target).map_err(failed("remove", &target))?;
        prune(out, &target);
        report.removed.push(path);
    }
    if is_ours {
        replace_if_changed(&out.join(manifest::NAME), Some(during.as_bytes()), &after)?;
    }
    if foreign.is_empty() { Ok(report) } else { Err(FilesError::Foreign { paths: foreign }) }
}

/// What a run is going to do.
struct Plan<'a> {
    outdated: Vec<(&'a str, &'a str)>,
    /// Listed, but no longer generated; with the listed hashes.
    stale: Vec<(String, String)>,
    foreign: Vec<String>,
    /// The manifest of the finished folder.
    after: Manifest,
    report: Written,
}

fn plan<'a>(files: &'a Files, old: &Manifest, out: &Path) -> Result<Plan<'a>, FilesError> {
    let stale = old.files.iter().filter(|(path, _)| !files.texts.contains_key(*path) && !is_behind_link(out, path));
    let stale = stale.map(|(path, hash)| (path.clone(), hash.clone())).collect();
    let (after, report) = (Manifest::default(), Written::default());
    let mut plan = Plan { outdated: Vec::new(), stale, foreign: Vec::new(), after, report };
    for (path, text) in &files.texts {
        if is_behind_link(out, path) {
            plan.foreign.push(path.clone());
            continue;
        }
        let present = read(&out.join(path))?;
        let listed = old.files.get(path);
        match &present {
            Some(bytes) if bytes == text.as_bytes() => plan.report.unchanged += 1,
            Some(_) if listed.is_none() => {
                plan.foreign.push(path.clone());
                continue;
            }
            _ => {
                if is_edited(present.as_deref(), listed) {
                    plan.report.edited.push(path.clone());
                }
                plan.outdated.push((path, text));
            }
        }
        plan.after.files.insert(path.clone(), manifest::hash(text.as_bytes()));
    }
    Ok(plan)
}

/// Writes a single file that somebody asked for by name.
///
/// # Errors
/// When the system refuses.
pub fn write_file(path: &Path, text: &str) -> Result<(), FilesError> {
    replace(path, text.as_bytes())
}

/// Writes a single file, unless something with that name is there. False if it is.
///
/// # Errors
/// When the system refuses.
pub fn create_file(path: &Path, text: &str) -> Result<bool, FilesError> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    match temporary(path, text.as_bytes())?.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed("write", path)(error.error)),
    }
}

/// Writes a single file, unless it has that text.
///
/// # Errors
/// When the system refuses.
pub fn update_file(path: &Path, text: &str) -> Result<(), FilesError> {
    replace_if_changed(path, read(path)?.as_deref(), text)
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
    let old = on_disk.as_deref().and_then(Manifest::parse).unwrap_or_default();
    let mut new = Manifest::default();
    let mut expected: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (path, text) in &files.texts {
        new.files.insert(path.clone(), manifest::hash(text.as_bytes()));
        expected.insert(path, Some(text));
    }
    for path in old.files.keys() {
        expected.entry(path).or_insert(None);
    }
    let manifest = new.text();
    expected.insert(manifest::NAME, Some(&manifest));

    let mut drifts = Vec::new();
    for (path, wanted) in expected {
        let present = read(&out.join(path))?;
        if present.as_deref() != wanted.map(str::as_bytes) {
            drifts.push(Drift { path: path.to_owned(), diff: diff(path, present.as_deref(), wanted) });
        }
    }
    Ok(drifts)
}

/// Whether a symbolic link below the output folder leads elsewhere: what stands behind it belongs to somebody else.
fn is_behind_link(out: &Path, path: &str) -> bool {
    let parts = Path::new(path).components().scan(out.to_owned(), |place, part| {
        place.push(part);
        Some(place.clone())
    });
    parts.into_iter().any(|place| place.is_symlink())
}

fn is_edited(present: Option<&[u8]>, listed: Option<&String>) -> bool {
    matches!((present, listed), (Some(bytes), Some(hash)) if manifest::hash(bytes) != *hash)
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

/// The bytes of a file, or nothing if there is none.
fn read(path: &Path) -> Result<Option<Vec<u8>>, FilesError> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(source) => Err(FilesError::Io { action: "read", path: path.to_owned(), source }),
    }
}

fn replace_if_changed(path: &Path, present: Option<&[u8]>, text: &str) -> Result<(), FilesError> {
    if present == Some(text.as_bytes()) { Ok(()) } else { replace(path, text.as_bytes()) }
}

/// Writes a file in one step: no reader sees half of it.
fn replace(path: &Path, bytes: &[u8]) -> Result<(), FilesError> {
    temporary(path, bytes)?.persist(path).map_err(|error| failed("write", path)(error.error))?;
    Ok(())
}

/// A file beside the one that it is going to be.
fn temporary(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, FilesError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed("create", folder))?;
    let mut builder = tempfile::Builder::new();
    // Temporary files are private by default; these are for everybody, as far as the umask allows.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".graphdoc-").tempfile_in(folder).map_err(failed("write to", folder))?;
    file.write_all(bytes).map_err(failed("write", path))?;
    Ok(file)
}

/// Removes the folders above a removed file that are empty now, up to the output folder.
fn prune(out: &Path, removed: &Path) {
    for folder in removed.ancestors().skip(1).take_while(|folder| *folder != out && folder.starts_with(out)) {
        // A folder that is not empty stays; so does one that cannot be removed.
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> FilesError {
    move |source| FilesError::Io { action, path: path.to_owned(), source }
}
