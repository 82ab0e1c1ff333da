//! The prose of the pages as rustdoc text.
//!
//! The texts of the schema are CommonMark in which every special character of plain text is escaped already. This room
//! makes the links absolute, and does not trust the rest: whatever a text holds, rustdoc sees no code that it would
//! compile, no HTML, no link to an item, and nothing that the compiler refuses in a comment.

use std::borrow::Cow;

use super::Links;

/// The lines of a text, ready for one doc attribute each. Lines that are not empty start with a blank.
pub(super) fn lines(text: &str, links: &Links) -> Vec<String> {
    let text = without_odd_characters(text);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in inline(&text, links, false).split('\n') {
        let line = block_line(paragraph);
        // One empty line parts two paragraphs; more say nothing.
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Appends a paragraph of its own.
pub(super) fn append(lines: &mut Vec<String>, more: Vec<String>) {
    if !lines.is_empty() && !more.is_empty() {
        lines.push(String::new());
    }
    lines.extend(more);
}

/// The features that something needs, as a line of its own; nothing where it needs none.
pub(super) fn features(features: &[String]) -> Vec<String> {
    let names: Vec<String> = features.iter().map(|feature| code(feature)).collect();
    match names.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!(" Feature: {one}.")],
        several => vec![format!(" Features, any of them: {}.", several.join(", "))],
    }
}

/// A text without markup: the compiler prints it as it is, rustdoc reads it as Markdown. Escapes are undone, links are
/// there by their labels, URLs have no scheme, and no character is left that starts a link or HTML.
pub(super) fn note(text: &str) -> String {
    let text = without_markup(text);
    let words = text.split_whitespace().map(|word| word.trim_start_matches("https://").trim_start_matches("http://"));
    words.collect::<Vec<_>>().join(" ")
}

fn without_markup(text: &str) -> String {
    let text = without_odd_characters(text);
    let mut plain = String::new();
    let mut rest = &*text;
    while let Some(c) = rest.chars().next() {
        if c == '['
            && let Some((label, _, tail)) = split_link(rest)
        {
            plain.push_str(&without_markup(label));
            rest = tail;
            continue;
        }
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        let is_escape = c == '\\' && tail.starts_with(|next: char| next.is_ascii_punctuation());
        let taken = if is_escape { tail.chars().next() } else { Some(c) };
        plain.extend(taken.filter(|c| !"[]<>`*".contains(*c)));
        rest = if is_escape { tail.get(1..).unwrap_or_default() } else { tail };
    }
    plain
}

/// A text as a code span. The text may be anything.
pub(super) fn code(text: &str) -> String {
    let text = on_one_line(text);
    if text.is_empty() {
        return String::new();
    }
    if !text.contains('`') {
        return ["`", &*text, "`"].concat();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

/// Plain text, with everything escaped that Markdown would read as more.
pub(super) fn plain(text: &str) -> String {
    let mut escaped = String::new();
    for c in on_one_line(text).chars() {
        // The colon of `https:` is escaped so that the text is no bare URL.
        let scheme = c == ':' && (escaped.ends_with("http") || escaped.ends_with("https"));
        if scheme || c.is_ascii_punctuation() && !",.:;()/'\"-?$%=".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The words of a text, one blank between two of them.
fn on_one_line(text: &str) -> Cow<'_, str> {
    let is_plain = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if is_plain && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(without_odd_characters(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Control characters, marks that turn the direction of text, and line separators of other systems have no place in a
/// comment; the compiler refuses some of them.
fn without_odd_characters(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte == b'\n' || byte == b' ' || byte.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let kept = text.chars().filter_map(|c| match c {
        '\n' => Some('\n'),
        '\r' => Some('\n'),
        '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{85}' => Some(' '),
        '\u{feff}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    Cow::Owned(kept.collect())
}

/// A line with a blank before it, and without anything that would start a block of code: no deep indents, no fences.
fn block_line(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    // A nested list may be indented; other text may not.
    let is_item = text.starts_with(['-', '*', '+']) || text.starts_with(|c: char| c.is_ascii_digit());
    let indent = if is_item { (line.len() - text.len()).min(3) } else { 0 };
    let mut out = String::with_capacity(line.len() + 1);
    out.extend(std::iter::repeat_n(' ', indent));
    if !text.is_empty() && !text.ends_with(' ') && !text.contains("  ") {
        out.extend([" ", text]); // as nearly all are
        return out;
    }
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        out.push(' ');
        out.push_str(word);
    }
    out
}

/// Copies the inline structure that is known to be harmless and escapes the rest.
fn inline(text: &str, links: &Links, in_link: bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(may_mean_more) {
        let (harmless, meant) = rest.split_at_checked(at).unwrap_or_default();
        out.push_str(harmless);
        rest = meant;
        let Some(c) = rest.chars().next() else { break };
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '\\' => escape(&mut out, tail),
            '`' => code_span(&mut out, rest),
            '[' if !in_link => link(&mut out, rest, links),
            '<' => autolink(&mut out, rest, in_link),
            'h' if is_url(rest) => bare_url(&mut out, rest, in_link),
            '[' | ']' | '~' => {
                out.push('\\');
                out.push(c);
                tail
            }
            '!' if tail.starts_with('[') => {
                out.push_str("\\!");
                tail
            }
            _ => {
                out.push(c);
                tail
            }
        };
    }
    out.push_str(rest);
    out
}

/// Whether a character may mean more than itself, or start what does.
fn may_mean_more(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'[' | b']' | b'<' | b'~' | b'!' | b'h')
}

/// A backslash and what it escapes. One that escapes nothing stands for itself.
fn escape<'a>(out: &mut String, tail: &'a str) -> &'a str {
    match tail.chars().next() {
        Some(c) if c.is_ascii_punctuation() => {
            out.push('\\');
            out.push(c);
            tail.get(1..).unwrap_or_default()
        }
        _ => {
            out.push_str("\\\\");
            tail
        }
    }
}

/// A code span on one line; backticks that enclose nothing are escaped.
fn code_span<'a>(out: &mut String, rest: &'a str) -> &'a str {
    let content = rest.trim_start_matches('`');
    let length = rest.len() - content.len();
    let mut from = 0;
    while let Some(start) = content.get(from..).and_then(|tail| tail.find('`')).map(|start| start + from) {
        let closing = content.get(start..).unwrap_or_default();
        let run = closing.len() - closing.trim_start_matches('`').len();
        let inner = content.get(..start).unwrap_or_default();
        if inner.contains("\n\n") {
            break;
        }
        if run == length && !inner.trim().is_empty() {
            out.push_str(&code(inner));
            return content.get(start + run..).unwrap_or_default();
        }
        from = start + run;
    }
    out.push_str(&"\\`".repeat(length));
    content
}

/// A link with its target made absolute; text alone where the target leads nowhere.
fn link<'a>(out: &mut String, rest: &'a str, links: &Links) -> &'a str {
    let Some((label, target, tail)) = split_link(rest) else {
        out.push_str("\\[");
        return rest.get(1..).unwrap_or_default();
    };
    // Labels hold no links of their own, so this goes no deeper.
    let label = inline(label, links, true);
    match links.resolve(target) {
        Some(url) => out.extend(["[", &label, "](", &url, ")"]),
        None => out.push_str(&label),
    }
    tail
}

/// A bracket that is not closed within so many characters opens no link.
const LONGEST_LABEL: usize = 1_000;

fn split_link(rest: &str) -> Option<(&str, &str, &str)> {
    let mut depth = 0_u32;
    let mut escaped = false;
    let mut close = None;
    for (at, c) in rest.char_indices().take(LONGEST_LABEL) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' if depth == 1 => {
                close = Some(at);
                break;
            }
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let close = close?;
    let label = rest.get(1..close)?;
    let after = rest.get(close + 1..)?.strip_prefix('(')?;
    if let Some(pointed) = after.strip_prefix('<') {
        let (target, tail) = pointed.split_once('>')?;
        return Some((label, target, tail.strip_prefix(')')?));
    }
    let mut depth = 1_u32;
    let end = after.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let target = after.get(..end)?.split_whitespace().next().unwrap_or_default();
    Some((label, target, after.get(end + 1..)?))
}

/// `<https://...>` stays a link; any other `<` is a character.
fn autolink<'a>(out: &mut String, rest: &'a str, in_link: bool) -> &'a str {
    if let Some((url, tail)) = rest.get(1..).and_then(|tail| tail.split_once('>'))
        && is_url(url)
        && !url.contains([' ', '<', '\n'])
    {
        push_url(out, url, in_link);
        return tail;
    }
    out.push_str("\\<");
    rest.get(1..).unwrap_or_default()
}

fn bare_url<'a>(out: &mut String, rest: &'a str, in_link: bool) -> &'a str {
    let end = rest.find(|c: char| c.is_whitespace() || "<>\"`[]".contains(c)).unwrap_or(rest.len());
    let url =
        rest.get(..end).unwrap_or(rest).trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_', '\\']);
    push_url(out, &url.replace('\\', ""), in_link);
    rest.get(url.len()..).unwrap_or_default()
}

/// A URL as a link; inside of a link, as plain text.
fn push_url(out: &mut String, url: &str, in_link: bool) {
    if in_link {
        out.push_str(&plain(url));
    } else {
        out.push_str(&format!("<{url}>"));
    }
}

fn is_url(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.strip_prefix(scheme).is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        lines(text, &Links::new("https://example.com/docs/api")).join("\n")
    }

    #[test]
    fn links_are_absolute() {
        let cases = [
            ("[a](https://x.y/z)", " [a](https://x.y/z)"),
            ("[a](/b/c#d)", " [a](https://example.com/b/c#d)"),
            ("[a](resources/thing.md#part)", " [a](https://example.com/docs/api/resources/thing#part)"),
            ("[`a`](api/thing-get.md)", " [`a`](https://example.com/docs/api/thing-get)"),
            ("[a](thing.md) and [b](javascript:x)", " a and b"),
            ("[a [b\\] c](https://x.y/z(1)) d", " \\[a [b\\] c](https://x.y/z(1)) d"),
        ];
        for (text, expected) in cases {
            assert_eq!(one(text), expected, "{text}");
        }
    }

    #[test]
    fn notes_are_plain() {
        let cases = [
            ("Use [`b`](resources/b.md) **now**.", "Use b now."),
            ("See <https://x.y/z>,\nand \\[c\\]\\_d.", "See x.y/z, and c_d."),
        ];
        for (text, expected) in cases {
            assert_eq!(note(text), expected);
        }
    }

    #[test]
    fn nothing_else_means_anything() {
        let cases = [
            ("a <b> & [c] d[0]", " a \\<b> & \\[c\\] d\\[0\\]"),
            ("    let x = 1;", " let x = 1;"),
            ("```rust\npanic!()\n```", " `rust panic!()`"),
            ("```\n\npanic!()\n\n```", " \\`\\`\\`\n\n panic!()\n\n \\`\\`\\`"),
            ("~~~\nx\n~~~", " \\~\\~\\~\n x\n \\~\\~\\~"),
            ("-     code", " - code"),
            ("see https://x.y/z.", " see <https://x.y/z>."),
            ("a\u{202e}b\u{7}c\rd", " abc\n d"),
            ("a \\", " a \\\\"),
            ("![x](https://y.z)", " \\![x](https://y.z)"),
            ("`a", " \\`a"),
            ("*/ #![x]", " */ #\\!\\[x\\]"),
        ];
        for (text, expected) in cases {
            assert_eq!(one(text), expected, "{text}");
        }
    }
}
