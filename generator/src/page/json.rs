//! JSON as people write it in docs: comments, trailing and missing commas, raw line breaks, unquoted keys.

use std::borrow::Cow;

pub use super::value::{Map, Value};

/// What was read, and what had to be overlooked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<'a> {
    /// The value; none if nothing helped.
    pub value: Option<Value<'a>>,
    /// What is not strict JSON, in order. Empty for strict JSON.
    pub defects: Vec<Defect>,
}

/// A deviation from strict JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Defect {
    /// What it is.
    pub what: &'static str,
    /// The byte offset in the text.
    pub offset: usize,
}

/// Reads a JSON text. A text that is not strict JSON is mended as far as possible and read again.
pub fn parse<'a>(text: impl Into<Cow<'a, str>>) -> Parsed<'a> {
    let text = text.into();
    let value = match &text {
        Cow::Borrowed(text) => serde_json::from_str(text).ok(),
        Cow::Owned(text) => owned(text),
    };
    if value.is_some() {
        return Parsed { value, defects: Vec::new() };
    }
    let (mended, defects) = mend(&text);
    Parsed { value: owned(&mended), defects }
}

fn owned(text: &str) -> Option<Value<'static>> {
    serde_json::from_str(text).ok().map(Value::into_owned)
}

/// Reads a JSON text as [`parse`] does, as a value for who looks up many keys.
pub fn parse_indexed(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mend(text).0)).ok()
}

/// A text that is not strict JSON, mended as far as possible, and what had to be mended.
fn mend(text: &str) -> (String, Vec<Defect>) {
    let out = String::with_capacity(text.len());
    let mut mender = Mender { text, at: 0, out, open: Vec::new(), defects: Vec::new() };
    mender.run();
    if mender.defects.is_empty() {
        mender.defects.push(Defect { what: "it cannot be read", offset: 0 });
    }
    (mender.out, mender.defects)
}

/// Rewrites a text as strict JSON, token by token.
struct Mender<'a> {
    text: &'a str,
    at: usize,
    out: String,
    open: Vec<char>,
    defects: Vec<Defect>,
}

impl<'a> Mender<'a> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\n' | '\r' => self.copy(c),
                c if c.is_whitespace() || c == '\u{feff}' => {
                    self.defect("an unusual blank");
                    self.at += c.len_utf8();
                    self.out.push(' ');
                }
                '/' if self.rest().starts_with("//") => self.skip_to("\n", "a comment"),
                '/' if self.rest().starts_with("/*") => self.skip_to("*/", "a comment"),
                '.' | '…' if c == '…' || self.rest().starts_with("..") => {
                    self.defect("an ellipsis");
                    let dots = self.rest().find(|c| c != '.' && c != '…').unwrap_or(self.rest().len());
                    self.at += dots;
                }
                ',' => self.comma(),
                ':' => self.copy(c),
                '{' | '[' => {
                    self.value_starts();
                    self.open.push(if c == '{' { '}' } else { ']' });
                    self.copy(c);
                }
                '}' | ']' => {
                    self.close(c);
                    if self.open.is_empty() {
                        self.trailing();
                        return;
                    }
                }
                '"' => self.string('"'),
                '\'' => {
                    self.defect("single quotes");
                    self.string('\'');
                }
                '“' | '”' => {
                    self.defect("typographic quotes");
                    self.string('”');
                }
                _ => self.word(),
            }
        }
        if !self.open.is_empty() {
            self.defect("a missing closing bracket");
            while let Some(bracket) = self.open.pop() {
                self.drop_comma();
                self.out.push(bracket);
            }
        }
    }

    fn comma(&mut self) {
        if matches!(self.last(), Some(',' | '{' | '[' | ':') | None) {
            self.defect("a surplus comma");
            self.at += 1;
        } else {
            self.copy(',');
        }
    }

    fn close(&mut self, c: char) {
        if self.drop_comma() {
            self.defect("a trailing comma");
        }
        match self.open.iter().rposition(|bracket| *bracket == c) {
            Some(position) => {
                while self.open.len() > position + 1 {
                    self.defect("a missing closing bracket");
                    self.out.extend(self.open.pop());
                }
                self.open.pop();
                self.copy(c);
            }
            None => {
                self.defect("a surplus closing bracket");
                self.at += 1;
            }
        }
    }

    /// What stands behind the value is not part of it.
    fn trailing(&mut self) {
        if !self.rest().trim().is_empty() {
            self.defect("text behind the value");
        }
        self.at = self.text.len();
    }

    fn string(&mut self, end: char) {
        self.value_starts();
        let start = self.at;
        self.at += self.peek().map_or(1, char::len_utf8);
        self.out.push('"');
        let mut raw_break = false;
        while let Some(c) = self.peek() {
            self.at += c.len_utf8();
            match c {
                '\\' => match self.peek() {
                    Some(next) if r#""\/bfnrtu"#.contains(next) => {
                        self.out.extend(['\\', next]);
                        self.at += 1;
                    }
                    _ => {
                        self.defects.push(Defect { what: "a lone backslash", offset: self.at - 1 });
                        self.out.push_str("\\\\");
                    }
                },
                c if c == end || (end == '”' && c == '“') => {
                    self.out.push('"');
                    if raw_break {
                        self.defects.push(Defect { what: "a raw line break in a string", offset: start });
                    }
                    return;
                }
                '"' => self.out.push_str("\\\""),
                '\n' => {
                    raw_break = true;
                    self.out.push_str("\\n");
                }
                c if c.is_control() => {
                    raw_break = true;
                    self.out.push(' ');
                }
                c => self.out.push(c),
            }
        }
        self.defects.push(Defect { what: "a string without an end", offset: start });
        self.out.push('"');
    }

    /// A number, a literal, a key without quotes, or text that should have quotes.
    fn word(&mut self) {
        self.value_starts();
        let rest = self.rest();
        let end = rest.find([',', '}', ']', '{', '[', ':', '\n', '"', '/']).unwrap_or(rest.len()).max(1);
        let end = (end..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or(rest).trim();
        let is_number = serde_json::from_str::<serde_json::Number>(word).is_ok();
        if is_number || matches!(word, "true" | "false" | "null") {
            self.out.push_str(word);
        } else if let Some(number) = without_leading_zeros(word) {
            self.defect("leading zeros");
            self.out.push_str(number);
        } else {
            self.defect("text without quotes");
            self.out.push_str(&serde_json::Value::from(word).to_string());
        }
        self.at += end;
    }

    /// Puts the comma between two values that has been forgotten.
    fn value_starts(&mut self) {
        if self.last().is_some_and(|last| !matches!(last, ',' | ':' | '{' | '[')) {
            self.defect("a missing comma");
            self.out.push(',');
        }
    }

    fn skip_to(&mut self, end: &str, what: &'static str) {
        self.defect(what);
        self.at = self.rest().find(end).map_or(self.text.len(), |length| self.at + length + end.len());
        self.out.push(' ');
    }

    /// Takes a comma at the end of the output back.
    fn drop_comma(&mut self) -> bool {
        let length = self.out.trim_end().len();
        let has_comma = self.last() == Some(',');
        if has_comma {
            self.out.truncate(length - 1);
        }
        has_comma
    }

    fn defect(&mut self, what: &'static str) {
        self.defects.push(Defect { what, offset: self.at });
    }

    fn copy(&mut self, c: char) {
        self.out.push(c);
        self.at += c.len_utf8();
    }

    fn last(&self) -> Option<char> {
        self.out.trim_end().chars().next_back()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }
}

fn without_leading_zeros(word: &str) -> Option<&str> {
    let is_digits = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    is_digits.then(|| word.trim_start_matches('0')).map(|digits| if digits.is_empty() { "0" } else { digits })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_people_write_is_read() {
        let cases = [
            (r#"{"a": 1}"#, r#"{"a":1}"#, 0),
            (r#"{"a": [1, 2,], }"#, r#"{"a":[1,2]}"#, 2),
            ("{\"a\": 1, // note\n /* more */ \"b\": 2}", r#"{"a":1,"b":2}"#, 2),
            ("{\"a\": \"x\ny\"}", r#"{"a":"x\ny"}"#, 1),
            (r#"{"a": 1 "b": 2}"#, r#"{"a":1,"b":2}"#, 1),
            (r#"{isCollection: true}"#, r#"{"isCollection":true}"#, 1),
            (r#"{"a": 'it is "so"'}"#, r#"{"a":"it is \"so\""}"#, 1),
            (r#"{"a": [1, ...]}"#, r#"{"a":[1]}"#, 2),
            (r#"{"a": 007}"#, r#"{"a":7}"#, 1),
            (r#"{"a": [Zip file]}"#, r#"{"a":["Zip file"]}"#, 1),
            (r#"{"a": {"b": 1}"#, r#"{"a":{"b":1}}"#, 1),
            (r#"{"a": 1} // note"#, r#"{"a":1}"#, 1),
        ];
        for (text, expected, defects) in cases {
            let parsed = parse(text);
            assert_eq!(
                parsed.value.and_then(|value| serde_json::to_string(&value).ok()).as_deref(),
                Some(expected),
                "{text}"
            );
            assert_eq!(parsed.defects.len(), defects, "{text}: {:?}", parsed.defects);
        }
    }

    #[test]
    fn of_two_members_with_one_key_the_last_counts() {
        for others in [1, 100] {
            let members: Vec<String> = (0..others).map(|number| format!("\"{number}\":0")).collect();
            let text = format!("{{\"a\":1,{},\"a\":2}}", members.join(","));
            let expected = format!("{{\"a\":2,{}}}", members.join(","));
            assert_eq!(serde_json::to_string(&parse(text).value).unwrap(), expected);
        }
    }
}
