//! JSON with places: what stands where in the body of an example.

use std::borrow::Cow;
use std::ops::Range;

/// A value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree<'a> {
    pub(super) span: Range<usize>,
    pub(super) node: Node<'a>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node<'a> {
    Null,
    Bool,
    /// Its text.
    Number(&'a str),
    Text(Cow<'a, str>),
    Array(Vec<Tree<'a>>),
    Object(Vec<Member<'a>>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) key_span: Range<usize>,
    pub(super) value: Tree<'a>,
}

impl<'a> Tree<'a> {
    /// The members of an object; none for other values.
    pub(super) fn members(&self) -> &[Member<'a>] {
        match &self.node {
            Node::Object(members) => members,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Tree<'a>> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.node {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads JSON that may have comments and trailing commas. None for what is broken otherwise: the other rooms report that.
pub(super) fn parse(text: &str) -> Option<Tree<'_>> {
    let mut reader = Reader { text, at: 0, depth: 0, members: Vec::new(), elements: Vec::new() };
    reader.value()
}

/// Deeper values are no examples.
const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// The members of the objects that are open, and the elements of such arrays; a value takes its own away when it ends.
    members: Vec<Member<'a>>,
    elements: Vec<Tree<'a>>,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Option<Tree<'a>> {
        self.blank();
        let start = self.at;
        let node = match self.peek()? {
            b'{' => self.nested(Self::object)?,
            b'[' => self.nested(Self::array)?,
            b'"' => Node::Text(self.string()?),
            _ => self.word()?,
        };
        Some(Tree { span: start..self.at, node })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Node<'a>>) -> Option<Node<'a>> {
        self.depth += 1;
        self.at += 1;
        let node = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        node
    }

    fn object(&mut self) -> Option<Node<'a>> {
        let first = self.members.len();
        while !self.ends_with(b'}')? {
            let start = self.at;
            let key = self.string()?;
            let key_span = start..self.at;
            self.blank();
            if self.peek()? != b':' {
                return None;
            }
            self.at += 1;
            let value = self.value()?;
            self.members.push(Member { key, key_span, value });
        }
        Some(Node::Object(self.members.drain(first..).collect()))
    }

    fn array(&mut self) -> Option<Node<'a>> {
        let first = self.elements.len();
        while !self.ends_with(b']')? {
            let element = self.value()?;
            self.elements.push(element);
        }
        Some(Node::Array(self.elements.drain(first..).collect()))
    }

    /// Passes blanks and a comma, and the bracket if it comes next.
    fn ends_with(&mut self, bracket: u8) -> Option<bool> {
        self.blank();
        if self.peek()? == b',' {
            self.at += 1;
            self.blank();
        }
        let is_end = self.peek()? == bracket;
        self.at += usize::from(is_end);
        Some(is_end)
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.at += 1;
        let mut has_escapes = false;
        loop {
            self.at += memchr::memchr2(b'\\', b'"', self.text.as_bytes().get(self.at..)?)?;
            if self.peek() == Some(b'"') {
                break;
            }
            has_escapes = true;
            self.at += 2;
        }
        self.at += 1;
        let inner = Cow::Borrowed(self.text.get(start + 1..self.at - 1)?);
        if !has_escapes {
            return Some(inner);
        }
        let unescaped = serde_json::from_str(self.text.get(start..self.at)?).ok();
        Some(unescaped.map_or(inner, Cow::Owned))
    }

    fn word(&mut self) -> Option<Node<'a>> {
        let rest = self.text.get(self.at..)?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '-' | '.')).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        self.at += end;
        match word {
            "null" => Some(Node::Null),
            "true" | "false" => Some(Node::Bool),
            word => serde_json::from_str::<serde_json::Number>(word).ok().map(|_| Node::Number(word)),
        }
    }

    fn blank(&mut self) {
        while let Some(byte) = self.peek() {
            let rest = || self.text.get(self.at..).unwrap_or("");
            self.at += match byte {
                b' ' | b'\t'..=b'\r' => 1,
                b'/' if rest().starts_with("//") => rest().find('\n').unwrap_or(rest().len()),
                b'/' if rest().starts_with("/*") => rest().find("*/").map_or(rest().len(), |end| end + 2),
                _ if !byte.is_ascii() => match rest().chars().next().filter(|c| c.is_whitespace()) {
                    Some(blank) => blank.len_utf8(),
                    None => return,
                },
                _ => return,
            };
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, parse};

    #[test]
    fn values_have_places() {
        let text = "{ // note\n \"a\": [1, {\"é\": \"x\\n\"},], \"b\": null }";
        let tree = parse(text).unwrap();
        let member = &tree.members()[0];
        assert_eq!(&text[member.key_span.clone()], "\"a\"");
        let Node::Array(elements) = &member.value.node else { panic!("an array") };
        assert_eq!(&text[elements[1].members()[0].value.span.clone()], "\"x\\n\"");
        assert_eq!(tree.get("b").map(|tree| &tree.node), Some(&Node::Null));
        assert_eq!(parse("{ \"a\": }"), None);
        assert_eq!(parse("{ \"a\": 1"), None);
        assert_eq!(parse(&"[".repeat(100_000)), None);
    }
}
