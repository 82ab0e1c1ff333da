//! The text of a file, line by line.

use std::fmt::{Display, Write};

/// The bytes that a line with a list may have, its end included; a longer one is broken.
const WIDTH: usize = 100;

const INDENT: &str = "    ";

/// A file in the making.
#[derive(Debug)]
pub(super) struct Text {
    text: String,
    depth: usize,
}

impl Text {
    /// A file with the first line that all have.
    pub(super) fn new() -> Self {
        Text { text: super::HEADER.to_owned(), depth: 0 }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn line(&mut self, line: impl Display) {
        self.indent();
        self.push(line);
        self.text.push('\n');
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Lines in braces.
    pub(super) fn block(&mut self, head: impl Display, fill: impl FnOnce(&mut Self)) {
        self.nested(format_args!("{head} {{"), "}", fill);
    }

    /// Lines between two others, further to the right.
    pub(super) fn nested(&mut self, open: impl Display, close: impl Display, fill: impl FnOnce(&mut Self)) {
        self.line(open);
        self.indented(fill);
        self.line(close);
    }

    /// Lines further to the right.
    pub(super) fn indented(&mut self, fill: impl FnOnce(&mut Self)) {
        self.depth += 1;
        fill(self);
        self.depth -= 1;
    }

    /// A list between brackets, which end `open` and begin `close`. It stands on one line where it fits.
    pub(super) fn list(&mut self, open: impl Display, items: &[impl Display], close: impl Display) {
        let start = self.text.len();
        self.indent();
        self.push(&open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push_str(", ");
            }
            self.push(item);
        }
        self.push(&close);
        self.text.push('\n');
        if self.text.len() - start > WIDTH && !items.is_empty() {
            self.text.truncate(start);
            self.nested(open, close, |text| items.iter().for_each(|item| text.line(format_args!("{item},"))));
        }
    }

    /// A list of texts, as literals.
    pub(super) fn literals(&mut self, open: impl Display, texts: &[String], close: impl Display) {
        let literals: Vec<_> = texts.iter().map(|text| format!("{text:?}")).collect();
        self.list(open, &literals, close);
    }

    /// The documentation of what follows.
    pub(super) fn docs(&mut self, lines: &[String]) {
        self.comment("///", lines);
    }

    /// The documentation of the file's own module.
    pub(super) fn inner_docs(&mut self, lines: &[String]) {
        self.comment("//!", lines);
    }

    fn comment(&mut self, mark: &str, lines: &[String]) {
        for line in lines {
            self.indent();
            self.text.push_str(mark);
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// The condition that one of several features is on; nothing where there are none.
    pub(super) fn cfg(&mut self, features: &[String]) {
        match features {
            [] => {}
            [one] => self.line(format_args!("#[cfg(feature = {one:?})]")),
            all => {
                let all: Vec<_> = all.iter().map(|name| format!("feature = {name:?}")).collect();
                self.line(format_args!("#[cfg(any({}))]", all.join(", ")));
            }
        }
    }

    /// The mark of what is on its way out, with what is said to who uses it.
    pub(super) fn deprecated(&mut self, note: Option<&str>) {
        match note {
            None => {}
            Some("") => self.line("#[deprecated]"),
            Some(note) => self.line(format_args!("#[deprecated = {note:?}]")),
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n(INDENT, self.depth));
    }

    #[expect(clippy::expect_used, reason = "writing to memory cannot fail")]
    fn push(&mut self, part: impl Display) {
        write!(self.text, "{part}").expect("memory takes all text");
    }
}
