//! How `schema.json` is laid out: as `serde_json` does it, two blanks a level, with one write for each line break. A schema
//! has hundreds of thousands of lines.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// What ends a value that another one follows, and what stands before that one on the next line.
const NEXT_LINE: &str = ",\n                                ";

/// A value as indented JSON.
pub(super) fn indented(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    let layout = Layout { level: 0, is_empty: true };
    let written = value.serialize(&mut Serializer::with_formatter(&mut text, layout));
    written.ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default()
}

struct Layout {
    level: usize,
    /// Whether nothing stands yet in what was begun last.
    is_empty: bool,
}

impl Layout {
    fn open(&mut self, writer: &mut (impl io::Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.level += 1;
        self.is_empty = true;
        writer.write_all(bracket)
    }

    fn next_line(&self, writer: &mut (impl io::Write + ?Sized), is_first: bool) -> io::Result<()> {
        let end = 2 + 2 * self.level;
        let line = NEXT_LINE.get(usize::from(is_first)..end.min(NEXT_LINE.len())).unwrap_or_default();
        writer.write_all(line.as_bytes())?;
        (NEXT_LINE.len()..end).try_for_each(|_| writer.write_all(b" "))
    }

    fn close(&mut self, writer: &mut (impl io::Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.level -= 1;
        if !self.is_empty {
            self.next_line(writer, true)?;
        }
        self.is_empty = false;
        writer.write_all(bracket)
    }
}

impl Formatter for Layout {
    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"]")
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next_line(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next_line(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_empty = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_string_pretty};

    use super::indented;

    #[test]
    fn text_is_that_of_the_library() {
        let mut value = json!({"a": [], "b": {}, "c": [1, {"d": [[], "\"\n"]}], "e": null});
        for _ in 0..20 {
            value = json!([value, {"next": value}]);
            assert_eq!(indented(&value), to_string_pretty(&value).unwrap());
            value = json!({"inner": value[0]});
        }
    }
}
