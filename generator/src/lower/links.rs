//! Where the links of the docs lead.

/// Makes the targets of links absolute.
#[derive(Debug, Clone)]
pub(super) struct Links {
    docs_url: String,
    /// Scheme and host of the docs' address.
    site: String,
}

impl Links {
    /// Links of docs that are published at an address.
    pub(super) fn new(docs_url: &str) -> Self {
        let docs_url = docs_url.trim_end_matches('/');
        let host = docs_url.find("://").map_or(0, |at| at + 3);
        let path = docs_url.get(host..).and_then(|tail| tail.find('/')).map_or(docs_url.len(), |at| host + at);
        Links { docs_url: docs_url.to_owned(), site: docs_url.get(..path).unwrap_or_default().to_owned() }
    }

    /// The absolute form of a link's target. None for a target that says nothing outside of its page.
    pub(super) fn resolve(&self, target: &str) -> Option<String> {
        if target.starts_with("https://") || target.starts_with("http://") {
            Some(quoted(target.to_owned()))
        } else if target.starts_with('/') && !target.starts_with("//") {
            Some(quoted(format!("{}{target}", self.site)))
        } else if target.starts_with("resources/") || target.starts_with("api/") {
            Some(self.page(target))
        } else {
            None
        }
    }

    /// The address of a page, by its path below the docs folder; an anchor is kept. Pages of calls are published
    /// without their folder, those of types with it.
    pub(super) fn page(&self, path: &str) -> String {
        let (path, anchor) = path.find('#').map_or((path, ""), |at| path.split_at(at));
        let path = path.strip_suffix(".md").unwrap_or(path);
        let path = path.strip_prefix("api/").unwrap_or(path);
        quoted([&self.docs_url, "/", path, anchor].concat())
    }
}

/// A URL without the characters that end a link in Markdown. Balanced parentheses may stay.
fn quoted(url: String) -> String {
    let is_kept = |byte: u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'"' | b'`' | b'[' | b']' | b'\\')
    };
    if url.bytes().all(is_kept) {
        return url;
    }
    let balanced = url.chars().try_fold(0_u32, |depth, c| match c {
        '(' => Some(depth + 1),
        ')' => depth.checked_sub(1),
        _ => Some(depth),
    }) == Some(0);
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '(' if !balanced => out.push_str("%28"),
            ')' if !balanced => out.push_str("%29"),
            ' ' => out.push_str("%20"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '"' => out.push_str("%22"),
            '`' => out.push_str("%60"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '\\' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
