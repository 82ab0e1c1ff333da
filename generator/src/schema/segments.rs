//! The template of a URL -> its segments.

use memchr::memchr;

/// The segments of a template, without its query.
pub(super) fn segments(template: &str) -> impl Iterator<Item = &str> {
    let end = memchr(b'?', template.as_bytes()).unwrap_or(template.len());
    let mut rest = template.get(..end).unwrap_or(template);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('/');
        let mut depth = 0_usize;
        let is_end = |byte: u8| {
            match byte {
                b'(' | b'{' => depth += 1,
                b')' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            byte == b'/' && depth == 0
        };
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        let (segment, later) = rest.split_at_checked(end)?;
        rest = later;
        (!segment.is_empty()).then_some(segment)
    })
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
    segment.split('(').next().unwrap_or(segment).trim_end_matches(':')
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
