//! The template of a URL -> its segments.

use memchr::memchr;

/// The segments of a template, without its query.
pub(super) fn segments(template: &str) -> impl Iterator<Item = &str> {
    let end = memchr(b'?', template.as_bytes()).unwrap_or(template.len());
    let mut rest = template.get(..end).unwrap_or(template);
    std::iter::from_fn(move || {
        while let Some(later) = rest.strip_prefix('/') {
            rest = later;
        }
        let (segment, later) = rest.split_at_checked(end_of_segment(rest.as_bytes()))?;
        rest = later;
        (!segment.is_empty()).then_some(segment)
    })
}

/// Where the first segment ends: at a slash that stands in no brackets.
fn end_of_segment(path: &[u8]) -> usize {
    // Most segments have no brackets.
    let plain = path.iter().position(|byte| matches!(byte, b'/' | b'(' | b'{')).unwrap_or(path.len());
    let mut depth = 0_usize;
    let is_end = |byte: &u8| {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *byte == b'/' && depth == 0
    };
    let nested = path.get(plain..).unwrap_or_default();
    plain + nested.iter().position(is_end).unwrap_or(nested.len())
}

/// The segments before the last one, and that.
pub(super) fn split_last(template: &str) -> Option<(Vec<&str>, &str)> {
    let mut before = Vec::with_capacity(8);
    before.extend(segments(template));
    let last = before.pop()?;
    Some((before, last))
}

/// A segment without arguments and without the `:` of addressing.
pub(super) fn bare(segment: &str) -> &str {
    let end = memchr(b'(', segment.as_bytes()).unwrap_or(segment.len());
    let mut name = segment.get(..end).unwrap_or(segment);
    while let Some(shorter) = name.strip_suffix(':') {
        name = shorter;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{segments, split_last};

    #[test]
    fn arguments_and_placeholders_belong_to_their_segment() {
        let template = "/books/{shelf/book-id}//find(by='a/b')/pages?$filter=a/b";
        let expected = ["books", "{shelf/book-id}", "find(by='a/b')", "pages"];
        assert_eq!(segments(template).collect::<Vec<_>>(), expected);
        assert_eq!(split_last(template), Some((expected[..3].to_vec(), "pages")));
        assert_eq!(split_last("/"), None);
    }
}
