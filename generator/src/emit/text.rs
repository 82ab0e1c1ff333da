//! The text of a file. What stands on lines of its own is written as it is; what has grammar goes through the formatter.

use std::fmt::Display;

use proc_macro2::TokenStream;

/// The width that lists are broken at.
const WIDTH: usize = 100;

const INDENT: &str = "    ";

/// A file in the making, line by line.
#[derive(Debug, Default)]
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
        self.text.extend(std::iter::repeat_n(INDENT, self.depth));
        self.text.push_str(&format!("{line}\n"));
    }

    /// An empty line, unless there is one or nothing stands above.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Lines in braces.
    pub(super) fn block(&mut self, head: impl Display, fill: impl FnOnce(&mut Self)) {
        self.line(format_args!("{head} {{"));
        self.depth += 1;
        fill(self);
        self.depth -= 1;
        self.line("}");
    }

    /// A list behind a head, on one line where it fits.
    pub(super) fn list(&mut self, head: &str, items: &[String], tail: &str) {
        let one = format!("{head}{{{}}}{tail}", items.join(", "));
        if one.len() <= WIDTH {
            return self.line(one);
        }
        self.line(format_args!("{head}{{"));
        for item in items {
            self.line(format_args!("{INDENT}{item},"));
        }
        self.line(format_args!("}}{tail}"));
    }

    /// The documentation of what follows.
    pub(super) fn docs(&mut self, lines: &[String]) {
        for line in lines {
            self.line(format_args!("///{line}"));
        }
    }

    /// The documentation of the file's own module.
    pub(super) fn inner_docs(&mut self, lines: &[String]) {
        for line in lines {
            self.line(format_args!("//!{line}"));
        }
    }

    /// The condition that one of several features is on; nothing where there are none.
    pub(super) fn cfg(&mut self, features: &[String]) {
        let feature = |name: &String| format!("feature = {name:?}");
        match features {
            [] => {}
            [one] => self.line(format_args!("#[cfg({})]", feature(one))),
            all => self.line(format_args!("#[cfg(any({}))]", all.iter().map(feature).collect::<Vec<_>>().join(", "))),
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

    /// Items, by way of the formatter, with empty lines between them but between those that are alike and one line long.
    #[expect(clippy::expect_used, reason = "tokens that do not parse are a bug of this room, not of its input")]
    pub(super) fn items(&mut self, tokens: TokenStream) {
        let syn::File { attrs, items, .. } = syn::parse2(tokens).expect("the tokens of a file are Rust");
        if !attrs.is_empty() {
            self.text.push_str(&print(attrs, Vec::new()));
            self.gap();
        }
        let mut last = None;
        for item in items {
            let kind = std::mem::discriminant(&item);
            let is_line = matches!(item, syn::Item::Use(_) | syn::Item::Mod(_));
            if last.is_some_and(|last| last != kind || !is_line) {
                self.gap();
            }
            last = Some(kind);
            self.text.push_str(&print(Vec::new(), vec![item]));
        }
    }
}

fn print(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs, items })
}
