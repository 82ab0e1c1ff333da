//! Text inside a block: words, code, links, line breaks.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Serialize;

use crate::corpus::Source;
use crate::diagnostic::Span;

use super::{Pieces, written};

/// The text of a paragraph, heading or table cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inline<'a> {
    /// Its bytes.
    pub span: Span,
    /// Its parts, in order.
    pub pieces: Pieces<'a>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece<'a> {
    /// Plain text; entities and escapes are already characters.
    Text(Cow<'a, str>),
    /// Text in backticks.
    Code(Cow<'a, str>),
    /// A link; of an image only the text stays, as text.
    Link(Box<Link<'a>>),
    /// Start or end of emphasis: `*` or `**`.
    Mark(&'static str),
    /// A line break that the author asked for.
    Break,
}

/// A link.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Link<'a> {
    /// The text that is shown.
    pub text: Cow<'a, str>,
    /// Where it leads, as written.
    pub target: Cow<'a, str>,
    /// The page it leads to, relative to the docs folder; none if it leads elsewhere.
    pub path: Option<String>,
    /// Its bytes.
    pub span: Span,
    /// The bytes of the target; none where a definition elsewhere on the page names it.
    #[serde(skip)]
    pub target_span: Option<Span>,
}

impl<'a> Inline<'a> {
    /// The text without markup. Blanks of all kinds become one blank.
    pub fn plain(&self) -> Cow<'_, str> {
        if let [Piece::Text(words) | Piece::Code(words)] = &*self.pieces
            && is_squeezed(words)
        {
            return Cow::Borrowed(words);
        }
        let mut text = String::with_capacity(self.span.range().len());
        for piece in self.pieces.iter() {
            match piece {
                Piece::Text(words) | Piece::Code(words) => text.push_str(words),
                Piece::Link(link) => text.push_str(&link.text),
                Piece::Mark(_) => {}
                Piece::Break => text.push(' '),
            }
        }
        squeeze(Cow::Owned(text))
    }

    /// Whether [`Inline::plain`] starts with a word, in any case.
    pub fn starts_with(&self, word: &str) -> bool {
        let starts = |text: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        match self.pieces.iter().find(|piece| !matches!(piece, Piece::Mark(_))) {
            Some(Piece::Text(words)) if words.len() >= word.len() && !words.starts_with(is_blank) => starts(words),
            _ => starts(&self.plain()),
        }
    }

    /// The links of the text.
    pub fn links(&self) -> impl Iterator<Item = &Link<'a>> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Link(link) => Some(&**link),
            _ => None,
        })
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Text(words) | Piece::Code(words) => words.chars().all(is_blank),
            Piece::Link(link) => link.text.chars().all(is_blank),
            Piece::Mark(_) | Piece::Break => true,
        })
    }
}

impl Link<'_> {
    /// The part of the target after `#`.
    pub fn anchor(&self) -> Option<&str> {
        self.target.split_once('#').map(|(_, anchor)| anchor.trim()).filter(|anchor| !anchor.is_empty())
    }
}

/// Where the target of a link stands in it.
fn target_span(source: &Source, link: Span, target: &str) -> Option<Span> {
    let text = source.text.get(link.range()).filter(|_| !target.is_empty())?;
    // Most links end in their target.
    let before = text.strip_suffix(')').and_then(|text| text.strip_suffix(target));
    let at = match before.filter(|before| before.ends_with("](")) {
        Some(before) => before.len(),
        None => {
            let behind = text.rfind("](")? + 2;
            behind + text.get(behind..)?.find(target)?
        }
    };
    let at = link.start as usize + at;
    Some(Span::new(at..at + target.len()))
}

/// No-break and zero-width blanks are blanks.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}')
}

/// One blank between words, none at the ends.
fn squeeze(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_squeezed(&text) {
        return text;
    }
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split(is_blank) {
        if !word.is_empty() {
            if !squeezed.is_empty() {
                squeezed.push(' ');
            }
            squeezed.push_str(word);
        }
    }
    Cow::Owned(squeezed)
}

/// Whether a text has one blank between words and none at the ends, as most have. A text that is not ASCII may be so and
/// is not told.
pub(crate) fn is_squeezed(text: &str) -> bool {
    // Without an early exit, many bytes are compared at once.
    let (Some(last), Some(behind)) = (text.bytes().last(), text.as_bytes().get(1..)) else { return true };
    let pairs = text.bytes().zip(behind.iter().copied());
    let fits = |(byte, next)| matches!(byte, b' '..=b'~') & ((byte, next) != (b' ', b' '));
    matches!(last, b'!'..=b'~') && !text.starts_with(' ') && pairs.fold(true, |all, pair| all & fits(pair))
}

/// Tags that pages use to format text, beside those that break lines.
const HTML_TAGS: [&str; 34] = [
    "a", "abbr", "b", "big", "center", "code", "dd", "del", "details", "div", "dl", "dt", "em", "font", "i", "img",
    "ins", "kbd", "li", "mark", "nobr", "pre", "s", "small", "span", "strike", "strong", "sub", "summary", "sup",
    "table", "td", "tr", "u",
];

/// Collects the inline events of one block.
#[derive(Debug, Default)]
pub(super) struct Builder<'a> {
    pieces: Vec<Piece<'a>>,
    span: Option<Span>,
    /// The link or image that is open; its events only give the text.
    link: Option<Link<'a>>,
    is_image: bool,
}

impl<'a> Builder<'a> {
    /// Takes an event of the Markdown parser; those of blocks change nothing.
    pub(super) fn push(&mut self, event: &Event<'_>, span: Span, source: &'a Source) {
        self.extend(span);
        match event {
            Event::Start(tag) => self.open(tag, span, source),
            Event::End(tag) => self.close(*tag, span, source),
            Event::Text(text) => self.text(text, span, source),
            Event::Code(code) => {
                let marks = (span.end - span.start).saturating_sub(code.len() as u32) / 2;
                let inner = Span { start: span.start + marks, end: span.end - marks };
                match &mut self.link {
                    Some(link) => written::append(&mut link.text, code, inner, source),
                    None => self.pieces.push(Piece::Code(written::borrow(code, inner, source))),
                }
            }
            Event::SoftBreak => self.text(" ", span, source),
            Event::HardBreak => self.pieces.push(Piece::Break),
            Event::InlineHtml(html) => self.html(html, span, source),
            _ => {}
        }
    }

    /// Takes the start of emphasis, of a link or of an image.
    pub(super) fn open(&mut self, tag: &Tag<'_>, span: Span, source: &'a Source) {
        self.extend(span);
        match tag {
            Tag::Emphasis => self.mark("*"),
            Tag::Strong => self.mark("**"),
            Tag::Link { dest_url, .. } => {
                let path = source.resolve(dest_url).filter(|path| !path.is_empty());
                let target_span = target_span(source, span, dest_url);
                let target = written::borrow(dest_url, target_span.unwrap_or(span), source);
                self.link = Some(Link { text: Cow::Borrowed(""), target, path, span, target_span });
            }
            Tag::Image { .. } if self.link.is_none() => {
                self.is_image = true;
                self.link = Some(Link { span, ..Link::default() });
            }
            _ => {}
        }
    }

    /// Takes the end of emphasis, of a link or of an image.
    pub(super) fn close(&mut self, tag: TagEnd, span: Span, source: &'a Source) {
        self.extend(span);
        match tag {
            TagEnd::Emphasis => self.mark("*"),
            TagEnd::Strong => self.mark("**"),
            TagEnd::Link => {
                if let Some(mut link) = self.link.take() {
                    link.text = squeeze(link.text);
                    self.pieces.push(Piece::Link(Box::new(link)));
                }
            }
            TagEnd::Image if self.is_image => {
                self.is_image = false;
                if let Some(image) = self.link.take() {
                    self.text(&image.text, span, source);
                }
            }
            _ => {}
        }
    }

    fn extend(&mut self, span: Span) {
        self.span = Some(self.span.map_or(span, |whole| Span { start: whole.start, end: whole.end.max(span.end) }));
    }

    /// What was collected since the last call; none if nothing was.
    pub(super) fn finish(&mut self) -> Option<Inline<'a>> {
        let span = self.span.take()?;
        (self.link, self.is_image) = (None, false);
        // The room that the pieces were collected in serves the next text.
        Some(Inline { span, pieces: self.pieces.drain(..).collect() })
    }

    fn text(&mut self, text: &str, span: Span, source: &'a Source) {
        match (&mut self.link, self.pieces.last_mut()) {
            (Some(link), _) => written::append(&mut link.text, text, span, source),
            (None, Some(Piece::Text(words))) => written::append(words, text, span, source),
            (None, _) => self.pieces.push(Piece::Text(written::borrow(text, span, source))),
        }
    }

    fn mark(&mut self, mark: &'static str) {
        if self.link.is_none() {
            self.pieces.push(Piece::Mark(mark));
        }
    }

    /// Tags that shape the text count; other tags of HTML and comments are dropped. What is no tag of HTML is text, such
    /// as `<address>` for something to fill in.
    fn html(&mut self, html: &str, span: Span, source: &'a Source) {
        let name: String =
            html.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "br" | "p" | "ul" | "ol" => self.pieces.push(Piece::Break),
            "li" if !html.starts_with("</") => {
                self.pieces.push(Piece::Break);
                self.text("- ", span, source);
            }
            name if html.starts_with("<!") || HTML_TAGS.contains(&name) => {}
            _ => self.text(html, span, source),
        }
    }
}
