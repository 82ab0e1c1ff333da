//! Where in a JSON text an error is, as a path. The text is read once more, and only after something went wrong: this
//! costs a program that compiles thousands of types nothing.

/// The path of the value at a line and a column, both counted from one as serde_json counts them: `value[3].name`.
pub(crate) fn at(text: &[u8], line: usize, column: usize) -> String {
    let lines = text.split_inclusive(|byte| *byte == b'\n');
    let start: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let end = start.saturating_add(column).min(text.len());
    // A bracket at the end opened the value that does not fit; the error is about the whole of it.
    let text = text.get(..end).unwrap_or_default();
    let text = text.strip_suffix(b"[").or_else(|| text.strip_suffix(b"{")).unwrap_or(text);
    let mut walk = Walk::default();
    for byte in text {
        walk.step(*byte);
    }
    walk.path()
}

#[derive(Default)]
struct Walk {
    /// From the root to the innermost open object or list.
    open: Vec<Place>,
    string: Option<Vec<u8>>,
    escaped: bool,
    last: Vec<u8>,
}

enum Place {
    Key(Option<String>),
    Index(usize),
}

impl Walk {
    fn step(&mut self, byte: u8) {
        if let Some(string) = &mut self.string {
            match byte {
                b'"' if !self.escaped => self.last = self.string.take().unwrap_or_default(),
                _ => {
                    self.escaped = byte == b'\\' && !self.escaped;
                    string.push(byte);
                }
            }
            return;
        }
        match byte {
            b'"' => self.string = Some(Vec::new()),
            b'{' => self.open.push(Place::Key(None)),
            b'[' => self.open.push(Place::Index(0)),
            b'}' | b']' => drop(self.open.pop()),
            b':' => {
                if let Some(Place::Key(key)) = self.open.last_mut() {
                    *key = Some(String::from_utf8_lossy(&self.last).into_owned());
                }
            }
            b',' => match self.open.last_mut() {
                Some(Place::Index(index)) => *index += 1,
                Some(Place::Key(key)) => *key = None,
                None => {}
            },
            _ => {}
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for place in &self.open {
            match place {
                Place::Key(Some(key)) if path.is_empty() => path.push_str(key),
                Place::Key(Some(key)) => path.extend([".", key]),
                Place::Key(None) => {}
                Place::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Page {
        #[expect(dead_code)]
        value: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    struct Item {
        #[expect(dead_code)]
        name: Option<String>,
    }

    #[test]
    fn the_path_of_what_does_not_fit() {
        let cases = [
            (r#"{"value":[{"a":",}\"","name":"x"},{"name":7}]}"#, "value[1].name"),
            ("{\n\"value\" :\n[ {\"name\":\"é\"}, {\"name\": {\"x\":1}}]}", "value[1].name"),
            (r#"{"value":[1]}"#, "value[0]"),
            (r#"{"value":"x"}"#, "value"),
            ("[", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let error = serde_json::from_str::<Page>(text).unwrap_err();
            assert_eq!(at(text.as_bytes(), error.line(), error.column()), expected, "{text}: {error}");
        }
    }
}
