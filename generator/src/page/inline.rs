//! Text inside a block: words, code, links, line breaks.

use std::borrow::Cow;

use borsh::{BorshDeserialize, BorshSerialize};
use pulldown_cmark::{Event, Tag, TagEnd};
use serde::Serialize;

use crate::corpus::Source;
use crate::diagnostic::Span;

/// The text of a paragraph, heading or table cell.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inline {
    /// Its bytes.
    pub span: Span,
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// Plain text; entities and escapes are already characters.
    Text(String),
    /// Text in backticks.
    Code(String),
    /// A link; of an image only the text stays, as text.
    Link(Box<Link>),
    /// Start or end of emphasis: `*` or `**`.
    Mark(&'static str),
    /// A line break that the author asked for.
    Break,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct Link {
    /// The text that is shown.
    pub text: String,
    /// Where it leads, as written.
    pub target: String,
    /// The page it leads to, relative to the docs folder; none if it leads elsewhere.
    pub path: Option<String>,
    /// Its bytes.
    pub span: Span,
    /// The bytes of the target; none where a definition elsewhere on the page names it.
    #[serde(skip)]
    pub target_span: Option<Span>,
}

impl Inline {
    /// The text without markup. Blanks of all kinds become one blank.
    pub fn plain(&self) -> Cow<'_, str> {
        if let [Piece::Text(words) | Piece::Code(words)] = self.pieces.as_slice()
            && is_squeezed(words)
        {
            return Cow::Borrowed(words);
        }
        let mut text = String::with_capacity(self.span.range().len());
        for piece in &self.pieces {
            match piece {
                Piece::Text(words) | Piece::Code(words) => text.push_str(words),
                Piece::Link(link) => text.push_str(&link.text),
                Piece::Mark(_) => {}
                Piece::Break => text.push(' '),
            }
        }
        Cow::Owned(squeeze(text))
    }

    /// The links of the text.
    pub fn links(&self) -> impl Iterator<Item = &Link> {
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

impl Link {
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
fn squeeze(text: String) -> String {
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
    squeezed
}

/// Whether a text is in the form of [`squeeze`] already, as most are. A text that is not ASCII may be and is not told.
fn is_squeezed(text: &str) -> bool {
    let mut before = b' ';
    let fits = text.bytes().all(|byte| {
        let fits = byte.is_ascii_graphic() || (byte == b' ' && before != b' ');
        before = byte;
        fits
    });
    fits && (before != b' ' || text.is_empty())
}

/// Tags that pages use to format text, beside those that break lines.
const HTML_TAGS: [&str; 34] = [
    "a", "abbr", "b", "big", "center", "code", "dd", "del", "details", "div", "dl", "dt", "em", "font", "i", "img",
    "ins", "kbd", "li", "mark", "nobr", "pre", "s", "small", "span", "strike", "strong", "sub", "summary", "sup",
    "table", "td", "tr", "u",
];

/// Collects the inline events of one block.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pieces: Vec<Piece>,
    span: Option<Span>,
    /// The link or image that is open; its events only give the text.
    link: Option<Link>,
    is_image: bool,
}

impl Builder {
    /// Takes an event of the Markdown parser; those of blocks change nothing.
    pub(super) fn push(&mut self, event: &Event<'_>, span: Span, source: &Source) {
        self.span = Some(self.span.map_or(span, |whole| Span { start: whole.start, end: whole.end.max(span.end) }));
        match event {
            Event::Text(text) => self.text(text),
            Event::Code(code) => match &mut self.link {
                Some(link) => link.text.push_str(code),
                None => self.pieces.push(Piece::Code(code.to_string())),
            },
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.pieces.push(Piece::Break),
            Event::InlineHtml(html) => self.html(html),
            Event::Start(Tag::Emphasis) => self.mark("*"),
            Event::Start(Tag::Strong) => self.mark("**"),
            Event::End(TagEnd::Emphasis) => self.mark("*"),
            Event::End(TagEnd::Strong) => self.mark("**"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let path = source.resolve(dest_url).filter(|path| !path.is_empty());
                let target_span = target_span(source, span, dest_url);
                self.link = Some(Link { text: String::new(), target: dest_url.to_string(), path, span, target_span });
            }
            Event::Start(Tag::Image { .. }) if self.link.is_none() => {
                self.is_image = true;
                let target = String::new();
                self.link = Some(Link { text: String::new(), target, path: None, span, target_span: None });
            }
            Event::End(TagEnd::Link) => {
                if let Some(mut link) = self.link.take() {
                    link.text = squeeze(link.text);
                    self.pieces.push(Piece::Link(Box::new(link)));
                }
            }
            Event::End(TagEnd::Image) if self.is_image => {
                self.is_image = false;
                if let Some(image) = self.link.take() {
                    self.text(&image.text);
                }
            }
            _ => {}
        }
    }

    /// What was collected since the last call; none if nothing was.
    pub(super) fn finish(&mut self) -> Option<Inline> {
        let span = self.span.take()?;
        (self.link, self.is_image) = (None, false);
        Some(Inline { span, pieces: std::mem::take(&mut self.pieces) })
    }

    fn text(&mut self, text: &str) {
        match (&mut self.link, self.pieces.last_mut()) {
            (Some(link), _) => link.text.push_str(text),
            (None, Some(Piece::Text(words))) => words.push_str(text),
            (None, _) => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    fn mark(&mut self, mark: &'static str) {
        if self.link.is_none() {
            self.pieces.push(Piece::Mark(mark));
        }
    }

    /// Tags that shape the text count; other tags of HTML and comments are dropped. What is no tag of HTML is text, such
    /// as `<address>` for something to fill in.
    fn html(&mut self, html: &str) {
        let name: String =
            html.trim_start_matches(['<', '/']).chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.to_ascii_lowercase().as_str() {
            "br" | "p" | "ul" | "ol" => self.pieces.push(Piece::Break),
            "li" if !html.starts_with("</") => {
                self.pieces.push(Piece::Break);
                self.text("- ");
            }
            name if html.starts_with("<!") || HTML_TAGS.contains(&name) => {}
            _ => self.text(html),
        }
    }
}
