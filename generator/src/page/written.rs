//! Texts that the Markdown parser gives: borrowed where they stand on the page as they are, and most do.

use std::borrow::Cow;

use crate::corpus::Source;
use crate::diagnostic::Span;

/// The text that the parser gives for some bytes of the page.
pub(super) fn borrow<'a>(text: &str, span: Span, source: &'a Source) -> Cow<'a, str> {
    match source.text.get(span.range()) {
        Some(written) if is_same(written, text) => Cow::Borrowed(written),
        _ => Cow::Owned(text.to_owned()),
    }
}

/// Whether two texts are equal. Most are one: only pages that were mended are parsed from a copy.
fn is_same(text: &str, other: &str) -> bool {
    std::ptr::eq(text, other) || text == other
}

/// Adds the text of some bytes to one. Where they follow it on the page, the two stay one part of the page.
pub(super) fn append<'a>(text: &mut Cow<'a, str>, more: &str, span: Span, source: &'a Source) {
    if text.is_empty() {
        *text = borrow(more, span, source);
        return;
    }
    if let Cow::Borrowed(known) = text
        && let Some(start) = span.range().start.checked_sub(known.len())
        && let Some(whole) = source.text.get(start..span.range().end)
        && std::ptr::eq(known.as_ptr(), whole.as_ptr())
        && whole.get(known.len()..).is_some_and(|rest| is_same(rest, more))
    {
        *text = Cow::Borrowed(whole);
    } else {
        text.to_mut().push_str(more);
    }
}

/// A part of a text.
pub(super) fn part(text: Cow<'_, str>, range: std::ops::Range<usize>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or("")),
        Cow::Owned(text) => Cow::Owned(text.get(range).unwrap_or("").to_owned()),
    }
}

/// A text in lower case, as far as it is ASCII.
pub(super) fn lower_case(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { text }
}
