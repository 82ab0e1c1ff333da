//! JSON with places: what stands where in the body of an example.

use std::ops::Range;

/// A value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tree {
    pub(super) span: Range<usize>,
    pub(super) node: Node,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Null,
    Bool,
    /// Its text.
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<Member>),
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) key_span: Range<usize>,
    pub(super) value: Tree,
}

impl Tree {
    /// The members of an object; none for other values.
    pub(super) fn members(&self) -> &[Member] {
        match &self.node {
            Node::Object(members) => members,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Tree> {
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
pub(super) fn parse(text: &str) -> Option<Tree> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.value()
}

/// Deeper values are no examples.
const DEEPEST: usize = 64;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Tree> {
        self.blank();
        let start = self.at;
        let node = match self.peek()? {
            '{' => self.nested(Self::object)?,
            '[' => self.nested(Self::array)?,
            '"' => Node::Text(self.string()?),
            _ => self.word()?,
        };
        Some(Tree { span: start..self.at, node })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Node>) -> Option<Node> {
        self.depth += 1;
        self.at += 1;
        let node = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        node
    }

    fn object(&mut self) -> Option<Node> {
        let mut members = Vec::new();
        while !self.ends_with('}')? {
            let start = self.at;
            let key = self.string()?;
            let key_span = start..self.at;
            self.blank();
            if self.peek()? != ':' {
                return None;
            }
            self.at += 1;
            members.push(Member { key, key_span, value: self.value()? });
        }
        Some(Node::Object(members))
    }

    fn array(&mut self) -> Option<Node> {
        let mut elements = Vec::new();
        while !self.ends_with(']')? {
            elements.push(self.value()?);
        }
        Some(Node::Array(elements))
    }

    /// Passes blanks and a comma, and the bracket if it comes next.
    fn ends_with(&mut self, bracket: char) -> Option<bool> {
        self.blank();
        if self.peek()? == ',' {
            self.at += 1;
            self.blank();
        }
        let is_end = self.peek()? == bracket;
        self.at += usize::from(is_end);
        Some(is_end)
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        if self.peek()? != '"' {
            return None;
        }
        self.at += 1;
        loop {
            match self.peek()? {
                '\\' => {
                    self.at += 1;
                    self.at += self.peek()?.len_utf8();
                }
                '"' => break,
                c => self.at += c.len_utf8(),
            }
        }
        self.at += 1;
        let raw = self.text.get(start..self.at)?;
        serde_json::from_str(raw).ok().or_else(|| raw.get(1..raw.len() - 1).map(str::to_owned))
    }

    fn word(&mut self) -> Option<Node> {
        let rest = self.text.get(self.at..)?;
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '-' | '.')).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        self.at += end;
        match word {
            "null" => Some(Node::Null),
            "true" | "false" => Some(Node::Bool),
            word => serde_json::from_str::<serde_json::Number>(word).ok().map(|_| Node::Number(word.to_owned())),
        }
    }

    fn blank(&mut self) {
        while let Some(rest) = self.text.get(self.at..) {
            let length = match rest.chars().next() {
                Some(c) if c.is_whitespace() => c.len_utf8(),
                Some('/') if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
                Some('/') if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return,
            };
            self.at += length;
        }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
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
