//! Include files: `[!INCLUDE [label](path)]` names one; only those that some page names are read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memchr::{memchr, memchr_iter, memchr3, memmem};
use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Span};

use super::{INCLUDES, Role, Source, has_folder, path, read_file};

const MARKER: &str = "[!include";

/// Folders of generated sample code. Pages name thousands of their files, and none says anything about the API.
const SAMPLE_CODE: &str = "snippets";

/// The path of the file that an include names, or none if it may not be opened.
pub(super) fn resolve(page: &str, target: &str) -> Option<String> {
    let mut path = path::resolve(page, target)?;
    let ending = path.len().saturating_sub(3);
    if !path.get(ending..).is_some_and(|end| end.eq_ignore_ascii_case(".md")) {
        path.push_str(".md");
    }
    let outside = path.strip_prefix("../../").or_else(|| path.strip_prefix("../"));
    let allowed = match outside {
        None => !path.starts_with(".."),
        Some(rest) => {
            rest.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(INCLUDES)) && !rest.contains("..")
        }
    };
    allowed.then_some(path)
}

/// Reads the include files that the sources name, and those that these name in turn.
pub(super) fn read_all(folder: &Path, sources: &[Source], diagnostics: &mut Vec<Diagnostic>) -> Vec<Source> {
    let mut known: BTreeSet<Arc<str>> = sources.iter().map(|source| Arc::clone(&source.path)).collect();
    let mut found: Vec<Source> = Vec::new();
    let mut wanted: Vec<Arc<str>> = named(sources, &mut known, diagnostics);
    let roots: Vec<_> = allowed_roots(folder);
    while !wanted.is_empty() {
        let mut read = Vec::new();
        for path in wanted {
            let file = folder.join(path.as_ref());
            // A symbolic link must not lead where the written path may not.
            let Ok(real) = file.canonicalize() else { continue };
            if !roots.iter().any(|root| real.starts_with(root)) {
                let message = format!("`{path}` leads out of the docs through a symbolic link and is not opened");
                diagnostics.push(Diagnostic::new(Code::IncludeRefused, &path, Span::default(), message));
                continue;
            }
            let (source, problem) = read_file(&path, &file, Role::Include);
            diagnostics.extend(problem);
            read.extend(source);
        }
        wanted = named(&read, &mut known, diagnostics);
        found.extend(read);
    }
    found
}

/// A docs folder, and where includes may lie beside it.
pub(super) fn places(folder: &Path) -> [PathBuf; 3] {
    let above = folder.join("..");
    [folder.to_owned(), above.join(INCLUDES), above.join("..").join(INCLUDES)]
}

fn allowed_roots(folder: &Path) -> Vec<PathBuf> {
    places(folder).iter().filter_map(|root| root.canonicalize().ok()).collect()
}

/// The include files that the texts name and that are not known yet.
fn named(sources: &[Source], known: &mut BTreeSet<Arc<str>>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Arc<str>> {
    let mut wanted = Vec::new();
    // Most includes are of sample code, from few folders.
    let mut sample_folders: FxHashSet<(&str, &str)> = FxHashSet::default();
    for source in sources {
        let page_folder = path::split_last(&source.path).0;
        for (offset, target) in targets(&source.text) {
            let (folder, file) = path::split_last(target);
            if is_plain(file) && sample_folders.contains(&(page_folder, folder)) {
                continue;
            }
            match source.resolve_include(target) {
                Some(path) if is_sample_code(&path) => {
                    sample_folders.insert((page_folder, folder));
                }
                Some(path) => {
                    let path: Arc<str> = Arc::from(path);
                    if known.insert(Arc::clone(&path)) {
                        wanted.push(path);
                    }
                }
                None => {
                    let span = Span::new(offset..offset + target.len());
                    let message = format!("the include `{target}` leads out of the docs and is not opened");
                    diagnostics.push(Diagnostic::new(Code::IncludeRefused, &source.path, span, message));
                }
            }
        }
    }
    wanted
}

/// Whether the last part of a target is the name of a file and nothing else.
fn is_plain(file: &str) -> bool {
    !file.trim().is_empty() && !file.starts_with('.') && memchr3(b'#', b'?', b'\\', file.as_bytes()).is_none()
}

fn is_sample_code(path: &str) -> bool {
    has_folder(path, SAMPLE_CODE) && has_folder(path, INCLUDES)
}

/// The targets of all includes of a text, with their byte offsets.
fn targets(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for start in memmem::find_iter(text.as_bytes(), "[!") {
        let is_marker = text.get(start..start + MARKER.len()).is_some_and(|word| word.eq_ignore_ascii_case(MARKER));
        if !is_marker {
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let line = rest.get(..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or("");
        let mut opening = memchr_iter(b'(', line.as_bytes());
        if let Some(open) = opening.find(|open| line.get(..*open).is_some_and(|label| label.ends_with(']'))) {
            let target = line.get(open + 1..).unwrap_or("");
            if let Some(target) = memchr(b')', target.as_bytes()).and_then(|close| target.get(..close)) {
                found.push((start + open + 1, target));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{resolve, targets};

    #[test]
    fn includes_stay_in_the_docs() {
        let cases = [
            ("../includes/permissions/thing", Some("includes/permissions/thing.md")),
            ("../../includes/note.md", Some("../includes/note.md")),
            ("../../../includes/note.md", Some("../../includes/note.md")),
            ("../../../../includes/note.md", None),
            ("../../secret/note.md", None),
            ("../../includes/../secret.md", None),
            ("/etc/passwd", None),
        ];
        for (target, expected) in cases {
            assert_eq!(resolve("api/thing-list.md", target).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn targets_are_found_with_their_place() {
        let text = "a\n[!INCLUDE [x](../includes/y.md)] [!NOTE] [!include[z](w)]";
        assert_eq!(targets(text), [(16, "../includes/y.md"), (56, "w")]);
    }
}
