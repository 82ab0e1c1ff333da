//! Directories -> corpus: the only room that reads the docs from disk.
//!
//! A corpus is a sorted list of texts. Pages are all Markdown files of the docs folders but `README.md`; include files are those that
//! pages name, and they are read from the docs folder or from an `includes` folder beside it or beside its parent.

mod beside;
mod include;
mod path;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use borsh::BorshSerialize;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Span};

pub use beside::{read_fixups, read_removed, removed_file};

/// Larger files are no reference pages; the largest real one has 300 KB.
const MAX_PAGE_BYTES: u64 = 8 * 1024 * 1024;

/// Folders of include files; what stands in them is no page by itself.
const INCLUDES: &str = "includes";

/// The texts of one run, sorted by path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corpus {
    /// Pages and include files, sorted by path; every path stands once.
    pub sources: Vec<Source>,
    /// Files of fixups, in the order in which they count: corrections of the schema where pages are wrong.
    pub fixups: Vec<Source>,
    /// Files of removals: what the docs no longer have and the crate keeps.
    pub removed: Vec<Source>,
    /// How many files were left out because they cannot be read or are too large; each has its diagnostic.
    pub left_out: usize,
}

/// The text of one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The path relative to the docs folder, with `/`. Include files outside the folder start with `../`.
    pub path: Arc<str>,
    /// The text: UTF-8 without byte order mark, lines end in `\n`.
    pub text: String,
    /// Whether the file is a page or a part of pages.
    pub role: Role,
}

/// What a file is in the docs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, BorshSerialize)]
pub enum Role {
    /// A page of its own.
    Page,
    /// A text that pages include.
    Include,
    /// Corrections of what pages say; no part of the docs. Its path is the one that it was opened by.
    Fixups,
    /// What is kept although the docs no longer have it; no part of the docs. Its path is the one that it was opened by.
    Removed,
}

/// Docs that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// The folder is not there or cannot be listed.
    #[error("cannot read the docs folder {}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of fixups is named but not there, or cannot be read. Without it, the schema would silently be another.
    #[error("cannot read the fixups {}: {source}", path.display())]
    Fixups {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of removals is named but not there, or cannot be read. Without it, the schema would silently be another.
    #[error("cannot read the removals {}: {source}", path.display())]
    Removed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is no Markdown file in any folder.
    #[error("no page found: there is no Markdown file in {}", folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", "))]
    NoPages {
        /// The folders that were searched.
        folders: Vec<PathBuf>,
    },
}

impl Corpus {
    /// A corpus from texts in memory: pairs of a path (relative to the docs folder, with `/`) and a text. Files in a
    /// folder named `includes` are include files, those named `fixups.toml` and `removed.toml` are what their names say; a
    /// `README.md` is left out. Of two texts with one path the first counts.
    pub fn from_texts<P: AsRef<str>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Self {
        let mut sources = BTreeMap::new();
        let (mut fixups, mut removed) = (BTreeMap::new(), BTreeMap::new());
        for (path, text) in texts {
            let path: Arc<str> = Arc::from(path.as_ref());
            let page = if has_folder(&path, INCLUDES) { Role::Include } else { Role::Page };
            let role = beside::role_of(&path).unwrap_or(page);
            if is_readme(Path::new(&*path)) {
                continue;
            }
            let files = match role {
                Role::Fixups => &mut fixups,
                Role::Removed => &mut removed,
                Role::Page | Role::Include => &mut sources,
            };
            files.entry(Arc::clone(&path)).or_insert(Source { path, text: normalise(text.into()), role });
        }
        let list = |files: BTreeMap<Arc<str>, Source>| files.into_values().collect();
        Corpus { sources: list(sources), fixups: list(fixups), removed: list(removed), left_out: 0 }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        let page = self.sources.binary_search_by(|source| source.path.as_ref().cmp(path)).ok();
        let page = page.and_then(|index| self.sources.get(index));
        page.or_else(|| self.beside().find(|source| &*source.path == path)).map(|source| source.text.as_str())
    }

    /// The files beside the pages: fixups and removals.
    pub fn beside(&self) -> impl Iterator<Item = &Source> {
        self.fixups.iter().chain(&self.removed)
    }

    /// The number of pages, include files not counted.
    pub fn page_count(&self) -> usize {
        self.sources.iter().filter(|source| source.role == Role::Page).count()
    }
}

impl Source {
    /// The path that a link of this page leads to, relative to the docs folder; it may start with `../`. None for
    /// addresses with a scheme, for site-absolute paths and for anchors of the same page.
    pub fn resolve(&self, target: &str) -> Option<String> {
        path::resolve(&self.path, target)
    }

    /// The path of the file that an include of this page names; see [`Source::resolve`]. The ending `.md` may be left
    /// out. None where the path leads out of the docs folder and the `includes` folders beside it.
    pub fn resolve_include(&self, target: &str) -> Option<String> {
        include::resolve(&self.path, target)
    }
}

/// Reads all pages of the folders, the include files that they name, and the fixups and removals beside them.
///
/// # Errors
/// When a folder cannot be listed, a file beside the pages cannot be read, or there is no page in any of them. A single file that cannot be read is a
/// diagnostic.
pub fn read(folders: &[PathBuf], diagnostics: &mut Vec<Diagnostic>) -> Result<Corpus, CorpusError> {
    let mut sources: BTreeMap<Arc<str>, Source> = BTreeMap::new();
    let mut left_out = 0;
    for folder in folders {
        let (pages, problems) = page_files(folder)?;
        left_out += problems.len();
        diagnostics.extend(problems);
        let read: Vec<_> = pages.into_par_iter().map(|(path, file)| read_file(&path, &file, Role::Page)).collect();
        let mut found = Vec::new();
        for (source, problem) in read {
            left_out += usize::from(source.is_none());
            diagnostics.extend(problem);
            found.extend(source);
        }
        found.extend(include::read_all(folder, &found, diagnostics));
        for source in found {
            match sources.entry(Arc::clone(&source.path)) {
                Entry::Vacant(place) => {
                    place.insert(source);
                }
                Entry::Occupied(first) if source.role == Role::Page => {
                    left_out += 1;
                    let message = format!("a second `{}` in {} is left out", source.path, folder.display());
                    diagnostics.push(Diagnostic::new(Code::DuplicatePage, first.key(), Span::default(), message));
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    if !sources.values().any(|source| source.role == Role::Page) {
        return Err(CorpusError::NoPages { folders: folders.to_vec() });
    }
    let (fixups, removed) = (beside::fixups_in(folders)?, beside::removed_in(folders)?);
    Ok(Corpus { sources: sources.into_values().collect(), fixups, removed, left_out })
}

/// The files and folders that a change of the docs shows in: each Markdown file, fixups and removals, and each folder, also those of
/// include files beside the docs. What cannot be listed is left out; [`read`] says what is the matter with it.
pub fn inputs(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut inputs = Vec::new();
    for folder in folders {
        for root in include::places(folder) {
            let walk = walkdir::WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
            let visible = walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)).flatten();
            let is_input = |entry: &walkdir::DirEntry| {
                entry.file_type().is_dir()
                    || is_markdown(entry.path())
                    || entry.file_name().to_str().is_some_and(is_beside)
            };
            inputs.extend(visible.filter(is_input).map(walkdir::DirEntry::into_path));
        }
    }
    inputs
}

/// The docs folders, each followed by those beside it where include files may lie; they need not be there.
pub fn folders(docs: &[PathBuf]) -> Vec<PathBuf> {
    docs.iter().flat_map(|folder| include::places(folder)).collect()
}

/// Whether a file with this name counts in a docs folder.
pub fn is_input(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    !name.starts_with('.') && (is_markdown(path) || is_beside(name))
}

/// A file of the docs: its path there, and on disk.
type Found = (Arc<str>, PathBuf);

/// The Markdown files of a docs folder. Symbolic links are followed.
fn page_files(folder: &Path) -> Result<(Vec<Found>, Vec<Diagnostic>), CorpusError> {
    std::fs::read_dir(folder).map_err(|source| CorpusError::Folder { path: folder.to_owned(), source })?;
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let walk = walkdir::WalkDir::new(folder).follow_links(true).into_iter();
    for entry in walk.filter_entry(|entry| entry.depth() == 0 || !is_skipped(entry)) {
        match entry {
            Ok(entry) => {
                let name = Path::new(entry.file_name());
                if entry.file_type().is_file() && is_markdown(name) && !is_readme(name) {
                    files.push((docs_path(folder, entry.path()), entry.into_path()));
                }
            }
            Err(error) => {
                let path = docs_path(folder, error.path().unwrap_or(folder));
                let message = match error.loop_ancestor() {
                    Some(_) => format!("the symbolic link `{path}` leads in a circle"),
                    None => format!("cannot read `{path}`: {}", reason(error.io_error())),
                };
                problems.push(Diagnostic::new(Code::UnreadableFile, &path, Span::default(), message));
            }
        }
    }
    files.sort();
    problems.sort();
    Ok((files, problems))
}

fn is_skipped(entry: &walkdir::DirEntry) -> bool {
    is_hidden(entry) || (entry.file_type().is_dir() && entry.file_name().eq_ignore_ascii_case(INCLUDES))
}

fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// What tells about a folder is no page of the reference.
fn is_readme(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"))
}

/// Whether a file is one of those beside the pages.
fn is_beside(path: &str) -> bool {
    beside::role_of(path).is_some()
}

/// Whether a part of a path is a name, regardless of case.
fn has_folder(path: &str, name: &str) -> bool {
    path.as_bytes().split(|byte| *byte == b'/').any(|part| part.eq_ignore_ascii_case(name.as_bytes()))
}

/// The path of a file that was found below a folder, relative to it.
fn docs_path(folder: &Path, file: &Path) -> Arc<str> {
    let below = file.as_os_str().as_encoded_bytes().get(folder.as_os_str().len()..).unwrap_or_default();
    let below = String::from_utf8_lossy(below);
    let below = below.trim_start_matches(std::path::is_separator);
    if std::path::MAIN_SEPARATOR == '/' {
        Arc::from(below)
    } else {
        Arc::from(below.replace(std::path::MAIN_SEPARATOR, "/"))
    }
}

fn read_file(path: &Arc<str>, file: &Path, role: Role) -> (Option<Source>, Option<Diagnostic>) {
    let problem = |code, message: String| Some(Diagnostic::new(code, path, Span::default(), message));
    let bytes = match bytes_of(file) {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(length)) => {
            let message = format!("`{path}` has {} MiB and is left out", length >> 20);
            return (None, problem(Code::PageTooLarge, message));
        }
        Err(error) => return (None, problem(Code::UnreadableFile, format!("cannot read `{path}`: {error}"))),
    };
    let (text, warning) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let message = format!("byte {} of `{path}` is not UTF-8", valid + 1);
            (text, Some(Diagnostic::new(Code::NotUtf8, path, Span::new(valid..valid + 3), message)))
        }
    };
    (Some(Source { path: Arc::clone(path), text: normalise(text), role }), warning)
}

/// The bytes of a file; or how many there are, if these are too many.
fn bytes_of(file: &Path) -> io::Result<Result<Vec<u8>, u64>> {
    let file = File::open(file)?;
    let length = file.metadata()?.len();
    if length > MAX_PAGE_BYTES {
        return Ok(Err(length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // The end is known, so nobody need ask whether there is more.
    file.take(length).read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

/// Takes the byte order mark away and makes every line end in `\n`, so that a checkout with CRLF gives the same bytes.
fn normalise(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    let has_returns = memchr::memchr(b'\r', text.as_bytes()).is_some();
    if has_returns { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

fn reason(error: Option<&std::io::Error>) -> String {
    error.map_or_else(|| "unknown reason".to_owned(), ToString::to_string)
}
