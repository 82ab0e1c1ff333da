//! Sentences: as documentation text, and the types that they refer to.
//!
//! Documentation text leaves this module as CommonMark in which every character of plain text that could be markup is
//! escaped, bare URLs stand in `<...>`, and links are `[text](target)`. The target is a path relative to the docs folder
//! (`resources/x.md#anchor`) or what the author wrote.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::{memchr2, memmem};

use crate::page::{Inline, Link, Piece, is_squeezed};

use super::NameRef;
use super::phrases::Phrases;

/// What introduces the type that a property is inherited from.
pub(super) static INHERITED: Phrases = Phrases::new(&["inherited from", "inherits from", "inherit from"]);

/// The reference directly behind one of the phrases: a link, or a name. `plain` is the text without markup; it holds one
/// of the phrases.
pub(super) fn reference_after(text: &Inline<'_>, plain: &str, phrases: &Phrases) -> Option<NameRef> {
    let mut before = String::new();
    for piece in text.pieces.iter() {
        match piece {
            Piece::Text(words) | Piece::Code(words) => {
                if let Some(name) = name_after(words, phrases) {
                    return Some(NameRef::of_name(name, text.span));
                }
                before.push_str(words);
            }
            Piece::Link(link) => {
                before.make_ascii_lowercase();
                let head = trim_articles(before.trim_end());
                if phrases.iter().any(|phrase| head.ends_with(phrase)) {
                    return Some(NameRef::of_link(link));
                }
                before.push_str(&link.text);
            }
            Piece::Mark(_) | Piece::Break => {}
        }
    }
    // `**Inherits from** *name*`: the phrase and the name are pieces of their own
    let name = name_after(plain, phrases)?;
    text.links().all(|link| link.text != name).then(|| NameRef::of_name(name, text.span))
}

/// The links behind one of the phrases.
pub(super) fn links_after<'a>(text: &'a Inline<'a>, phrases: &Phrases) -> impl Iterator<Item = &'a Link<'a>> {
    let has_phrase = |piece: &Piece<'_>| matches!(piece, Piece::Text(words) if phrases.are_in(words));
    text.pieces.iter().skip_while(move |piece| !has_phrase(piece)).filter_map(|piece| match piece {
        Piece::Link(link) => Some(&**link),
        _ => None,
    })
}

/// What stands before the name of a type of which there are several.
pub(super) const MANY: [&str; 6] =
    ["collection of", "list of", "array of", "set of", "collection containing", "list containing"];

/// Whether a text in lower case ends by saying that there are several of what follows.
pub(super) fn ends_in_many(before: &str) -> bool {
    let before = trim_articles(before);
    MANY.iter().any(|phrase| before.ends_with(phrase))
}

/// Words that may stand between a phrase and the name.
fn trim_articles(text: &str) -> &str {
    let mut text = text.trim_end_matches(['*', '`', ' ', ':']);
    loop {
        let words = [" the", " a", " an", " abstract", " type", " resource", " base", " class", " parent"];
        match words.iter().find_map(|word| text.strip_suffix(word)) {
            Some(shorter) => text = shorter.trim_end(),
            None => return text,
        }
    }
}

/// The name directly behind one of the phrases, the first of them that has one.
fn name_after<'a>(words: &'a str, phrases: &Phrases) -> Option<&'a str> {
    phrases.behind(words).find_map(|rest| {
        let mut rest = rest.trim_start();
        for article in ["the ", "a ", "an "] {
            rest = rest.strip_prefix(article).unwrap_or(rest);
        }
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or(rest).trim_end_matches('.');
        // A name of the API, not a word of the sentence: it has an inner capital or a namespace.
        let is_name = name.chars().skip(1).any(char::is_uppercase) || name.contains('.');
        (super::type_ref::is_name(name) && is_name).then_some(name)
    })
}

/// Whether a text is a notice such as `> [!NOTE]` or `> **Note:**`.
pub(super) fn is_notice(text: &Inline<'_>) -> bool {
    ["[!", "note:", "important:"].iter().any(|mark| text.starts_with(mark))
}

/// The text without `[!NOTE]` at its start.
pub(super) fn without_notice_mark<'a>(text: &Inline<'a>) -> Inline<'a> {
    let mut text = text.clone();
    if let Some(Piece::Text(words)) = text.pieces.first_mut()
        && let Some((_, rest)) = words.split_once(']')
    {
        *words = Cow::Owned(rest.trim_start().to_owned());
    }
    text
}

/// Strong emphasis of nothing.
static EMPTY_MARK: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"****"));

/// How a URL in a text starts.
static SCHEME: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"http"));

/// A text as documentation. `page` is the path of its page: anchors lead there.
pub(super) fn markdown(text: &Inline<'_>, page: &str) -> String {
    let mut out = String::with_capacity(text.span.range().len());
    for piece in text.pieces.iter() {
        match piece {
            Piece::Text(words) => escape(words, &mut out),
            Piece::Code(code) => push_code(code, &mut out),
            Piece::Link(link) => push_link(link, page, &mut out),
            Piece::Mark(mark) => out.push_str(mark),
            Piece::Break => out.push('\n'),
        }
    }
    let has_empty_mark = EMPTY_MARK.find(out.as_bytes()).is_some();
    if is_squeezed(&out) && !has_empty_mark {
        return out;
    }
    let mut squeezed = String::with_capacity(out.len());
    for line in out.lines() {
        let mut separator = if squeezed.is_empty() { "" } else { "\n" };
        for word in line.split_whitespace() {
            squeezed.extend([separator, word]);
            separator = " ";
        }
    }
    if has_empty_mark { squeezed.replace("****", "") } else { squeezed }
}

/// Text that holds no markup as documentation.
pub(super) fn plain_to_markdown(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().any(char::is_alphanumeric) { text } else { String::new() }
}

fn push_code(code: &str, out: &mut String) {
    if code.trim().is_empty() {
        return;
    }
    if memchr2(b'`', b'\n', code.as_bytes()).is_none() {
        out.extend(["`", code, "`"]);
        return;
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = || std::iter::repeat_n('`', longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    out.extend(fence());
    out.push_str(pad);
    out.extend(code.chars().map(|c| if c == '\n' { ' ' } else { c }));
    out.push_str(pad);
    out.extend(fence());
}

fn push_link(link: &Link<'_>, page: &str, out: &mut String) {
    let target = match (&link.path, link.target.strip_prefix('#')) {
        (Some(path), _) => match link.anchor() {
            Some(anchor) => Cow::Owned(format!("{path}#{anchor}")),
            None => Cow::Borrowed(path.as_str()),
        },
        (None, Some(anchor)) => Cow::Owned(format!("{page}#{}", anchor.trim())),
        (None, None) => Cow::Borrowed(link.target.trim()),
    };
    let is_surplus = |c: char| c.is_whitespace() || c.is_control();
    let is_graphic = target.bytes().fold(true, |fits, byte| fits & byte.is_ascii_graphic());
    let target = if is_graphic { target } else { Cow::Owned(target.replace(is_surplus, "")) };
    let is_bare_url = link.text == target && target.starts_with("http");
    let is_mark = |byte| matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'`' | b'"' | b'\\');
    let is_odd = target.is_empty() || target.bytes().fold(false, |is_odd, byte| is_odd | is_mark(byte));
    if is_bare_url || is_odd {
        escape(&link.text, out);
    } else {
        out.push('[');
        escape(&link.text, out);
        out.extend(["](", &target, ")"]);
    }
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = SCHEME.find(rest.as_bytes()) {
        let url: &str = rest.get(at..).unwrap_or("");
        let end = url.find(|c: char| {
            c.is_whitespace()
                || matches!(c, '<' | '>' | '`' | '"' | ')' | '(' | '[' | ']' | '{' | '}' | '\\' | ',' | ';' | '|')
        });
        let url =
            url.get(..end.unwrap_or(url.len())).unwrap_or(url).trim_end_matches(['.', ':', '\'', '*', '_', '!', '?']);
        let is_url = ["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
        let word_end = at + if is_url { url.len() } else { "http".len() };
        escape_words(rest.get(..at).unwrap_or(""), out);
        if is_url && !url.chars().any(char::is_control) {
            out.push_str(&format!("<{url}>"));
        } else {
            escape_words(rest.get(at..word_end).unwrap_or(""), out);
        }
        rest = rest.get(word_end..).unwrap_or("");
    }
    escape_words(rest, out);
}

/// Escapes what CommonMark could read as markup in the middle of a line, and nothing that it could not.
fn escape_words(text: &str, out: &mut String) {
    // Most texts have no mark. Without an early exit, many bytes are compared at once.
    if !text.bytes().fold(false, |is_marked, byte| is_marked | may_be_markup(byte)) {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some((at, mark)) = rest.bytes().enumerate().find(|(_, byte)| may_be_markup(*byte)) {
        out.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at + 1..).unwrap_or("");
        let (before, after) = (out.chars().next_back(), rest.chars().next());
        let in_word = || before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        let is_markup = match mark {
            b'_' => !in_word(),
            b'&' => after.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
            b'#' | b'>' => before.is_none_or(|last| last == '\n'),
            _ => true,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(char::from(mark));
    }
    out.push_str(rest);
}

fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'[' | b']' | b'<' | b'~' | b'_' | b'&' | b'#' | b'>')
}
