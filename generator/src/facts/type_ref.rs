//! The one grammar of type cells: primitives, links and names, single or as collections.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::diagnostic::Span;
use crate::page::{Inline, Link, Piece};

use super::Primitive;

/// A type as a page writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct TypeRef {
    /// Its place.
    pub span: Span,
    /// Whether it is a collection of what `claim` says.
    pub collection: bool,
    /// What it is.
    pub claim: TypeClaim,
    /// Other types that the text names beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<TypeClaim>,
}

/// What a type is, as far as one page tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeClaim {
    /// A word for a primitive type.
    Primitive(Primitive),
    /// A link or a name that stands for a documented type.
    Named(NameRef),
    /// Text that is no type.
    Unreadable(String),
}

/// A reference to a type: by link, by name, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, BorshDeserialize, BorshSerialize)]
pub struct NameRef {
    /// The text: a name, perhaps with its namespace.
    pub text: String,
    /// The page that the link leads to, relative to the docs folder.
    pub path: Option<Box<str>>,
    /// The part of the target after `#`.
    pub anchor: Option<Box<str>>,
    /// Its place.
    pub span: Span,
}

impl Default for TypeClaim {
    fn default() -> Self {
        TypeClaim::Unreadable(String::new())
    }
}

impl NameRef {
    /// A reference by link.
    pub(super) fn of_link(link: &Link<'_>) -> Self {
        NameRef::of_link_called(trim_name(&link.text), link)
    }

    /// A reference by link, with a text that is a part of the link's.
    fn of_link_called(text: &str, link: &Link<'_>) -> Self {
        let (path, anchor) = (link.path.as_deref().map(Box::from), link.anchor().map(Box::from));
        NameRef { text: text.to_owned(), path, anchor, span: link.span }
    }

    /// A reference by name.
    pub(super) fn of_name(text: &str, span: Span) -> Self {
        NameRef { text: text.to_owned(), path: None, anchor: None, span }
    }
}

/// Stands for the n-th link while the words around it are read.
const LINK: char = '\u{e000}';

/// Reads a type cell. None if the cell is empty or says that there is no type.
pub(super) fn parse(cell: &Inline<'_>) -> Option<TypeRef> {
    // Most cells hold one word or one link.
    let claim = match &*cell.pieces {
        [Piece::Text(word)] => Primitive::from_word(word.trim()).map(TypeClaim::Primitive),
        [Piece::Link(link)] if !link.text.is_empty() => Some(of_link(link)),
        _ => None,
    };
    match claim {
        Some(claim) => Some(TypeRef { span: cell.span, collection: false, claim, alternatives: Vec::new() }),
        None => parse_words(cell),
    }
}

fn parse_words(cell: &Inline<'_>) -> Option<TypeRef> {
    let links: Vec<&Link<'_>> = cell.links().filter(|link| !link.text.is_empty()).collect();
    let text = words(cell);
    let lower = text.to_ascii_lowercase();
    if text.is_empty() || matches!(lower.trim_end_matches('.'), "none" | "not supported" | "n/a" | "-" | "void") {
        return None;
    }
    let mut reader = Reader { links: &links, next: 0, span: cell.span };
    let text = strip_prefix(&text, "(optional)");
    let text = text.split(". ").next().unwrap_or(text).trim_end_matches(['.', ';', ':', ' ']);
    let (collection, text) = collection(text);
    let mut claims = alternatives(text).into_iter().map(|single| reader.single(single)).collect::<Vec<_>>();
    if claims.is_empty() {
        return None;
    }
    let claim = claims.remove(0);
    Some(TypeRef { span: cell.span, collection, claim, alternatives: claims })
}

/// Reads a name that stands alone, such as the value of an annotation: `Collection(sample.library.x)`, `#x`, `String`.
pub(super) fn parse_name(text: &str, span: Span) -> Option<TypeRef> {
    let text = text.trim().trim_start_matches('#');
    let (collection, name) = collection(text);
    let name = name.trim_start_matches('#');
    if name.is_empty() {
        return None;
    }
    let claim = match Primitive::from_word(name) {
        Some(primitive) => TypeClaim::Primitive(primitive),
        None => TypeClaim::Named(NameRef::of_name(name, span)),
    };
    Some(TypeRef { span, collection, claim, alternatives: Vec::new() })
}

/// The text of a cell with each link as one [`LINK`] and without code marks.
fn words(cell: &Inline<'_>) -> String {
    let mut text = String::new();
    for piece in cell.pieces.iter() {
        match piece {
            Piece::Text(words) | Piece::Code(words) => text.push_str(words),
            Piece::Link(link) if !link.text.is_empty() => text.push(LINK),
            Piece::Link(_) | Piece::Mark(_) => {}
            Piece::Break => text.push(' '),
        }
    }
    text.split(|c: char| c.is_whitespace() || c == '\u{200b}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

const COLLECTION_WORDS: [&str; 3] = ["collection", "array", "list"];

/// Takes the words for a collection away: `X collection`, `Collection(X)`, `collection of X`, `X[]`.
fn collection(text: &str) -> (bool, &str) {
    let text = text.trim();
    for word in COLLECTION_WORDS {
        let rest = strip_prefix(text, word);
        if rest.len() < text.len() {
            if let Some(inner) = rest.strip_prefix('(') {
                return (true, inner.trim_end().trim_end_matches(')').trim());
            }
            if let Some(inner) = rest.strip_prefix("of ") {
                return (true, inner.trim());
            }
        }
    }
    let mut single = text;
    loop {
        let shorter = COLLECTION_WORDS.iter().take(2).find_map(|word| strip_word_suffix(single, word));
        match shorter {
            Some(shorter) => single = shorter,
            None => break,
        }
    }
    if let Some(inner) = single.strip_suffix("[]").filter(|inner| !inner.ends_with(']') && !inner.is_empty()) {
        single = inner;
    }
    let is_collection = single.len() < text.len();
    let single = if is_collection { single.trim_start_matches('(').trim_end_matches(')') } else { single };
    (is_collection, single.trim())
}

/// The text before a last word; the word must stand by itself or directly behind a link or bracket.
fn strip_word_suffix<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let start = text.len().checked_sub(word.len())?;
    let tail = text.get(start..)?;
    let head = text.get(..start)?;
    let stands_alone = head.ends_with([' ', ')', ']', LINK]);
    (tail.eq_ignore_ascii_case(word) && stands_alone).then(|| head.trim_end())
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> &'a str {
    match text.get(..prefix.len()) {
        Some(head) if head.eq_ignore_ascii_case(prefix) => text.get(prefix.len()..).unwrap_or("").trim_start(),
        _ => text,
    }
}

/// The types of a cell that names several: `a or b`, `a/b`.
fn alternatives(text: &str) -> Vec<&str> {
    let slash = if text.contains('(') { None } else { Some('/') };
    let parts = text.split(" or ").flat_map(|part| part.split(|c| Some(c) == slash));
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Words that may stand behind a type and add nothing.
const QUALIFIERS: [&str; 6] = ["enum", "enumeration", "resource", "object", "type", "entity"];

struct Reader<'a> {
    links: &'a [&'a Link<'a>],
    next: usize,
    span: Span,
}

impl Reader<'_> {
    fn single(&mut self, text: &str) -> TypeClaim {
        if text.contains(LINK) {
            let link = self.links.get(self.next);
            self.next += text.matches(LINK).count();
            return link.map_or_else(TypeClaim::default, |link| of_link(link));
        }
        let name = without_qualifiers(text);
        // `[x](y.md` without its end, `[x][]` without a definition
        let name = match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((label, _)) => label,
            None => name,
        };
        if let Some(primitive) = Primitive::from_word(name) {
            return TypeClaim::Primitive(primitive);
        }
        if let Some(rest) = name.to_ascii_lowercase().strip_prefix("untyped") {
            // "Untyped JSON": some docs have a type of that name for it.
            let json = rest.split(' ').find(|word| *word == "json");
            let untyped = TypeClaim::Primitive(Primitive::Untyped);
            return json.map_or(untyped, |word| TypeClaim::Named(NameRef::of_name(word, self.span)));
        }
        if is_name(name) {
            return TypeClaim::Named(NameRef::of_name(name, self.span));
        }
        TypeClaim::Unreadable(text.to_owned())
    }
}

/// The link says what the type is, except where its text is the word for a primitive type.
fn of_link(link: &Link<'_>) -> TypeClaim {
    let text = trim_name(&link.text);
    let (_, bare) = collection(text);
    match Primitive::from_word(bare) {
        Some(primitive) if primitive != Primitive::Untyped => TypeClaim::Primitive(primitive),
        _ => TypeClaim::Named(NameRef::of_link_called(bare, link)),
    }
}

fn without_qualifiers(text: &str) -> &str {
    let text = text.split([',', '(']).next().unwrap_or(text).trim();
    let mut name = text;
    while let Some((head, last)) = name.rsplit_once(' ') {
        if QUALIFIERS.iter().any(|word| last.eq_ignore_ascii_case(word)) {
            name = head.trim_end();
        } else {
            break;
        }
    }
    name
}

fn trim_name(text: &str) -> &str {
    text.trim().trim_matches(['`', '*', '#', '\'', '"']).trim()
}

/// An identifier, perhaps with its namespace.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.split('.').all(is_identifier)
}

/// A simple identifier of OData.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_ascii = || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_any = || text.chars().all(|c| c.is_alphanumeric() || c == '_');
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && text.len() <= 128 && (is_ascii() || is_any())
}

#[cfg(test)]
mod tests {
    use crate::corpus::Corpus;
    use crate::page::BlockKind;

    use super::{TypeClaim, TypeRef, parse};

    fn shown(cell: &str) -> String {
        let corpus = Corpus::from_texts([("resources/a.md", format!("|a|\n|-|\n|{cell}|\n\n[ref]: b.md\n"))]);
        let page = crate::page::parse(&corpus.sources[0], &mut Vec::new());
        let BlockKind::Table(table) = &page.blocks[0].kind else { panic!("a table") };
        let claim = |claim: &TypeClaim| match claim {
            TypeClaim::Primitive(primitive) => primitive.name().to_owned(),
            TypeClaim::Named(name) => match &name.path {
                Some(path) => format!(
                    "{}@{path}{}",
                    name.text,
                    name.anchor.as_deref().map(|a| format!("#{a}")).unwrap_or_default()
                ),
                None => name.text.clone(),
            },
            TypeClaim::Unreadable(text) => format!("?{text}"),
        };
        match parse(&table.rows[0].cells[0]) {
            None => "-".to_owned(),
            Some(TypeRef { collection, claim: first, alternatives, .. }) => {
                let mut text = if collection { "*" } else { "" }.to_owned() + &claim(&first);
                for other in &alternatives {
                    text += &format!(" | {}", claim(other));
                }
                text
            }
        }
    }

    #[test]
    fn type_cells_are_read_in_all_their_forms() {
        let cases = [
            ("String", "Edm.String"),
            ("`Edm.string`", "Edm.String"),
            ("String collection", "*Edm.String"),
            ("Collection(Edm.Int32)", "*Edm.Int32"),
            ("`collection(string)`", "*Edm.String"),
            ("Collection of String", "*Edm.String"),
            ("[thing](thing.md) collection", "*thing@resources/thing.md"),
            ("[thing](thing.md)collection", "*thing@resources/thing.md"),
            ("Collection([thing](../resources/thing.md))", "*thing@resources/thing.md"),
            ("[**thing**][ref] collection", "*thing@resources/b.md"),
            ("[ref][]", "ref@resources/b.md"),
            ("[ref]", "ref@resources/b.md"),
            ("[kind](thing.md#kind-values)", "kind@resources/thing.md#kind-values"),
            ("[siteCollection](site.md)", "siteCollection@resources/site.md"),
            ("thing collection collection", "*thing"),
            ("**thing**", "thing"),
            ("alertKind enum", "alertKind"),
            ("string (url)", "Edm.String"),
            ("string, maximum size 20", "Edm.String"),
            ("(Optional) String", "Edm.String"),
            ("[a](a.md) or [b](b.md)", "a@resources/a.md | b@resources/b.md"),
            ("(boolean or string) collection", "*Edm.Boolean | Edm.String"),
            ("string/number", "Edm.String | Edm.Double"),
            ("Untyped JSON object", "json"),
            ("Untyped object", "Edm.Untyped"),
            ("[DateTimeOffset](timestamp.md)", "Edm.DateTimeOffset"),
            ("[a](a.md", "a"),
            ("[a](a.md) collection. Holds grades.", "*a@resources/a.md"),
            ("None.", "-"),
            ("whatever comes to mind", "?whatever comes to mind"),
        ];
        for (cell, expected) in cases {
            assert_eq!(shown(cell), expected, "{cell}");
        }
    }
}
