//! Edits of files that somebody else wrote: only the bytes of an edit change, and a file changes in one step.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::FilesError;
use super::disk::{failed, read, replace_beside};
use crate::diagnostic::Edit;

/// A file that is being edited in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    path: PathBuf,
    before: String,
    after: String,
}

impl Draft {
    /// Opens a file whose text is known without a byte order mark and with `\n` at the ends of lines. None if it is not
    /// UTF-8 or holds something else by now: then the places of edits mean nothing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(path: &Path, known: &str) -> Result<Option<Self>, FilesError> {
        // Behind a symbolic link, the file itself is edited.
        let path = path.canonicalize().map_err(failed("read", path))?;
        let bytes = read(&path)?.unwrap_or_default();
        let Ok(before) = String::from_utf8(bytes) else { return Ok(None) };
        let is_known = units(&before).map(|(_, c)| c).eq(known.chars());
        Ok(is_known.then(|| Draft { path, after: before.clone(), before }))
    }

    /// Applies edits whose offsets are those of the known text, as the edits before left it. They must not overlap.
    pub fn apply(&mut self, edits: &[Edit]) {
        let end = self.after.len();
        let mut offsets = Vec::with_capacity(end);
        for (at, c) in units(&self.after) {
            offsets.extend(std::iter::repeat_n(at, c.len_utf8()));
        }
        offsets.push(end);
        let mut edits: Vec<&Edit> = edits.iter().collect();
        edits.sort();
        for edit in edits.into_iter().rev() {
            let range = edit.span.range();
            if let (Some(start), Some(end)) = (offsets.get(range.start), offsets.get(range.end)) {
                self.after.replace_range(*start..*end, &edit.text);
            }
        }
    }

    /// From what is on disk to what would be written, as a unified diff.
    pub fn diff(&self, name: &str) -> String {
        let diff = TextDiff::from_lines(&self.before, &self.after);
        diff.unified_diff().header(name, name).to_string()
    }

    /// Writes the file if something changed. Its permissions stay.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn write(&self) -> Result<(), FilesError> {
        if self.before == self.after {
            return Ok(());
        }
        let permissions = std::fs::metadata(&self.path).map_err(failed("read", &self.path))?.permissions();
        replace_beside(&self.path, self.after.as_bytes())?;
        std::fs::set_permissions(&self.path, permissions).map_err(failed("write", &self.path))
    }
}

/// The characters of a text as the reader of pages sees them, each with its offset: no byte order mark, and `\n` for
/// every end of a line.
fn units(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut characters = text.char_indices().skip_while(move |(at, _)| *at < mark).peekable();
    std::iter::from_fn(move || {
        let (at, c) = characters.next()?;
        if c != '\r' {
            return Some((at, c));
        }
        characters.next_if(|(_, next)| *next == '\n');
        Some((at, '\n'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn edits_find_their_bytes_behind_marks_and_carriage_returns() {
        let before = "\u{feff}a\r\n##é\r\nb\r\n".to_owned();
        let mut draft = Draft { path: PathBuf::new(), after: before.clone(), before };
        let insert = Edit { span: Span::new(4..4), text: " ".to_owned() };
        let delete = Edit { span: Span::new(7..8), text: String::new() };
        draft.apply(&[insert, delete]);
        assert_eq!(draft.after, "\u{feff}a\r\n## é\r\n\r\n");
    }
}
