//! Patterns that choose pages, types, calls and product areas.

use glob::MatchOptions;

/// A glob, and what it is about. `*` and `?` stop at slashes, `**` between slashes does not; case does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    subject: Subject,
    glob: glob::Pattern,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// `GET /books/**`
    Call,
    /// `api/book-*.md`
    Page,
    /// `area:lending`
    Area,
    /// `sample.library.*` or `book`
    Type,
}

const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: false, require_literal_separator: true, require_literal_leading_dot: false };

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        let (subject, glob) = match text.strip_prefix("area:") {
            Some(area) => (Subject::Area, area.trim()),
            None if text.trim().contains(char::is_whitespace) => (Subject::Call, text.trim()),
            None if text.contains('/') => (Subject::Page, text.trim()),
            None => (Subject::Type, text.trim()),
        };
        let glob = if subject == Subject::Call { anonymous(glob) } else { glob.to_owned() };
        let glob = glob::Pattern::new(&glob).map_err(|error| error.msg.to_owned())?;
        Ok(Pattern { subject, glob })
    }

    /// Reads a pattern of pages, which needs no slash.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn page(text: &str) -> Result<Self, String> {
        let glob = glob::Pattern::new(text.trim()).map_err(|error| error.msg.to_owned())?;
        Ok(Pattern { subject: Subject::Page, glob })
    }

    /// Whether it names a type: by its qualified name, or without the namespace.
    pub fn is_type(&self, qualified: &str) -> bool {
        let short = qualified.rsplit('.').next().unwrap_or(qualified);
        self.matches(Subject::Type, qualified) || self.matches(Subject::Type, short)
    }

    /// Whether it names a page, by its path below the docs folder.
    pub fn is_page(&self, path: &str) -> bool {
        self.matches(Subject::Page, path)
    }

    /// Whether it names a product area.
    pub fn is_area(&self, area: &str) -> bool {
        self.matches(Subject::Area, area)
    }

    /// Whether it names a call, by the method and the path of a URL. The names of parameters do not count. `/**` at the end
    /// is also the path before it; `/*` is one segment more.
    pub fn is_call(&self, method: &str, template: &str) -> bool {
        let path = anonymous(template.split('?').next().unwrap_or_default().trim_end_matches('/'));
        self.matches(Subject::Call, &format!("{method} {path}"))
            || (self.glob.as_str().ends_with("/**") && self.matches(Subject::Call, &format!("{method} {path}/")))
    }

    fn matches(&self, subject: Subject, text: &str) -> bool {
        self.subject == subject && self.glob.matches_with(text, OPTIONS)
    }
}

/// A path whose parameters have no names: pages name them as they like.
fn anonymous(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, inner)) = rest.split_once('{')
        && let Some((_, after)) = inner.split_once('}')
    {
        text.push_str(before);
        text.push_str("{}");
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn what_patterns_match() {
        let call = |pattern: &str, path: &str| Pattern::new(pattern).unwrap().is_call("GET", path);
        let cases = [
            ("GET /books", "/books", true),
            ("get /Books", "/books?$top=5", true),
            ("POST /books", "/books", false),
            ("* /books/*", "/books/{id}", true),
            ("* /books/{id}", "/books/{book-id}", true),
            ("GET /books/*", "/books/{id}/pages", false),
            ("GET /books/**", "/books/{id}/pages", true),
            ("GET /books/*", "/books", false),
            ("GET /books/**", "/books", true),
            ("GET /books/**", "/bookshelves", false),
            ("* /**/pages", "/books/{id}/pages", true),
            ("/books", "/books", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(call(pattern, path), expected, "{pattern} on {path}");
        }
        let pattern = |text| Pattern::new(text).unwrap();
        assert!(pattern("book").is_type("sample.library.book"));
        assert!(pattern("sample.library.*").is_type("sample.library.inner.book"));
        assert!(!pattern("book").is_type("sample.library.bookshelf"));
        assert!(pattern("api/book-*").is_page("api/book-get.md"));
        assert!(pattern("**/book*.md").is_page("resources/book.md"));
        assert!(pattern("area:lend*").is_area("lending") && !pattern("lending").is_area("lending"));
        assert_eq!(Pattern::new("a**b/c").unwrap_err(), "recursive wildcards must form a single path component");
    }
}
