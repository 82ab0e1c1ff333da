//! Paths of links, relative to the docs folder.

use memchr::{memchr, memchr2, memchr2_iter, memrchr};

/// Joins the path of a page and a relative link target, without its anchor and query. `..` may lead out of the docs
/// folder: the result then starts with `../`.
pub(super) fn resolve(page: &str, target: &str) -> Option<String> {
    let end = memchr2(b'#', b'?', target.as_bytes()).unwrap_or(target.len());
    let target = target.get(..end).unwrap_or("").trim();
    if target.is_empty() || target.starts_with(['/', '\\', '~']) || has_scheme(target) {
        return None;
    }
    let mut path = String::with_capacity(page.len() + target.len());
    path.push_str(split_last(page).0);
    let mut start = 0;
    for end in memchr2_iter(b'/', b'\\', target.as_bytes()).chain([target.len()]) {
        let part = target.get(start..end).unwrap_or("");
        start = end + 1;
        match part {
            "" | "." => continue,
            ".." => match split_last(&path) {
                (_, "" | "..") => {}
                (above, _) => {
                    path.truncate(above.len());
                    continue;
                }
            },
            _ => {}
        }
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(part);
    }
    Some(path)
}

/// A path as its folder and its last part.
pub(super) fn split_last(path: &str) -> (&str, &str) {
    let last = memrchr(b'/', path.as_bytes());
    last.and_then(|at| Some((path.get(..at)?, path.get(at + 1..)?))).unwrap_or(("", path))
}

fn has_scheme(target: &str) -> bool {
    let scheme = memchr(b':', target.as_bytes()).and_then(|end| target.get(..end));
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn links_resolve_relative_to_their_page() {
        let cases = [
            ("../resources/thing.md", Some("resources/thing.md")),
            ("thing-get.md#example", Some("api/thing-get.md")),
            ("..\\resources\\thing.md", Some("resources/thing.md")),
            ("../../includes/note.md", Some("../includes/note.md")),
            ("./a/../b.md", Some("api/b.md")),
            ("/graph/overview", None),
            ("https://example.com/a.md", None),
            ("#here", None),
        ];
        for (target, expected) in cases {
            assert_eq!(resolve("api/thing-list.md", target).as_deref(), expected, "{target}");
        }
    }
}
